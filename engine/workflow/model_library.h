// The models that can be chosen: the one that is shipped and those in the user's folder; and the
// comparison that a model learned from a casebook must bring before it may be used.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/manifest.h"
#include "workflow/evaluation.h"

namespace cellwise::workflow {

inline constexpr char kComparisonFile[] = "comparison.json";
inline constexpr char kCardFile[] = "README.md";

// What one of two compared models did on the cells held out.
struct ComparedModel {
  std::string name, version, sha256;  // of the weights
  decision::Thresholds thresholds;    // its own, at which the shares are
  Share accuracy;                     // before rejection
  Share rejectionRate;                // Rr
  Share acceptedAccuracy;             // Ra
  Share reliability;                  // R
  struct OfClass {
    std::string id;
    Share recall;     // n: cells of this true class
    Share precision;  // n: cells called so
  };
  std::vector<OfClass> classes;  // of the old model's scheme, in its order
};

struct ModelComparison {
  ComparedModel before, after;
  std::int64_t cells = 0;
  std::int64_t samples = 0;  // patients, or slides where none is named; none of them was learned from
  std::int64_t onlyBeforeRight = 0, onlyAfterRight = 0;
  double mcNemar = 1;  // takes cells for independent
  // After less before: accuracy, Rr, Ra, R, aurc, augrc; intervals by drawing whole samples. NaN where
  // there is none, such as of Ra when one of them accepts nothing.
  std::vector<DrawnFigure> differences;

  const DrawnFigure* difference(std::string_view name) const;
};
std::string toJson(const ModelComparison& comparison);
// Errors: FileNotFound, FileUnreadable, FormatInvalid, VersionUnsupported.
Result<ModelComparison> readComparison(const std::filesystem::path& modelFolder);

struct ListedModel {
  model::ModelFolder folder;
  bool shipped = false;
  std::optional<ModelComparison> comparison;  // with weights of this very model
  // The shipped model always; any other once it was compared with the one it is to follow.
  bool usable() const { return shipped || comparison.has_value(); }
};
struct ModelList {
  std::vector<ListedModel> models;  // the shipped one first, then by name of the folder
  std::vector<Error> unreadable;    // folders named *.cellmodel that are no model
};
ModelList listModels(const std::filesystem::path& userFolder);
// $CELLWISE_MODELS, else cellwise/models in the user's data folder. Need not exist. Needs a
// QCoreApplication.
std::filesystem::path userModelFolder();
// A folder name that is free in `folder`: BASE.cellmodel, BASE-2.cellmodel ...
std::filesystem::path freeModelName(const std::filesystem::path& folder, const std::string& base);
// Markdown; a few lines from the manifest where the model brings no card.
std::string cardOf(const model::ModelFolder& folder);

}  // namespace cellwise::workflow
