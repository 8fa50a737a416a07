#include "bridge/limit_rules.h"

#include <filesystem>
#include <system_error>

#include "workflow/limit_files.h"

namespace cellwise::ui {

LimitRules::LimitRules(QObject* parent) : QObject(parent) {
  read();
}

void LimitRules::read() {
  problem_.reset();
  std::error_code error;
  own_ = std::filesystem::exists(workflow::ownDecisionLimitsFile(), error);
  auto limits = workflow::decisionLimits();
  if (!limits) {
    problem_ = limits.error();
    limits = workflow::shippedDecisionLimits();
  }
  limits_ = limits ? std::move(*limits) : model::DecisionLimits{};
}

Result<void> LimitRules::keep(const model::DecisionLimits& limits) {
  if (const auto kept = workflow::keepDecisionLimits(limits); !kept) return kept;
  read();
  Q_EMIT changed();
  return {};
}

Result<void> LimitRules::reset() {
  if (const auto removed = workflow::resetDecisionLimits(); !removed) return removed;
  read();
  Q_EMIT changed();
  return {};
}

}  // namespace cellwise::ui
