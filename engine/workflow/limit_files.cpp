#include "workflow/limit_files.h"

#include <system_error>

#include "workflow/paths.h"
#include "workflow/slide_classification.h"

namespace cellwise::workflow {

namespace fs = std::filesystem;

fs::path ownDecisionLimitsFile() {
  return configFolder() / "decision-limits.json";
}

Result<model::DecisionLimits> shippedDecisionLimits() {
  return resource("limits/decision-limits.json").and_then(model::loadDecisionLimits);
}

Result<model::DecisionLimits> decisionLimits() {
  std::error_code error;
  const fs::path own = ownDecisionLimitsFile();
  return fs::exists(own, error) ? model::loadDecisionLimits(own) : shippedDecisionLimits();
}

Result<void> keepDecisionLimits(const model::DecisionLimits& limits) {
  const fs::path own = ownDecisionLimitsFile();
  std::error_code error;
  fs::create_directories(own.parent_path(), error);
  if (error) return failure(ErrorCode::FileUnwritable, error.message(), toUtf8(own.parent_path()));
  return model::saveDecisionLimits(own, limits);
}

Result<void> resetDecisionLimits() {
  const fs::path own = ownDecisionLimitsFile();
  std::error_code error;
  fs::remove(own, error);
  if (error) return failure(ErrorCode::FileUnwritable, error.message(), toUtf8(own));
  return {};
}

}  // namespace cellwise::workflow
