// What signed slides would say if another model had read them: the differential as it was signed against
// the one with this model's predictions, at its own thresholds, on the cells that no expert confirmed.
// Confirmed labels stay. Nothing is written.
#pragma once

#include <QString>

#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "casebook/casebook.h"
#include "inference/classifier.h"
#include "model/manifest.h"

namespace cellwise::workflow {

struct ReplayedSlide {
  casebook::Id slide = 0;
  QString sampleId, title;  // as signed
  int version = 0;          // of the signature
  bool synthetic = false;
  // Decisions or names changed after the signature: a difference may come from these, not from the model.
  bool changedSinceSigning = false;
  int cells = 0;
  int confirmed = 0;                          // by an expert: the same in both
  int unreadable = 0;                         // pictures that could not be classified now
  int toReviewBefore = 0, toReviewAfter = 0;  // in no class's count
  struct Change {
    QString classId;
    int before = 0, after = 0;  // cells counted as this class
  };
  std::vector<Change> changes;  // classes whose count differs, in the report's order
  bool changed() const { return !changes.empty(); }
};

struct Replay {
  std::vector<ReplayedSlide> slides;  // every signed slide, newest first
  int changed() const;
};

// Loads the model on a thread of its own. Progress counts cells.
// Errors: Cancelled, those of the casebook and of the classifier, FormatInvalid (a signed content).
Result<Replay> replaySigned(const casebook::Casebook& casebook, const model::ModelFolder& model,
                            const inference::ClassifierOptions& options = {},
                            const ProgressCallback& progress = {}, std::stop_token stop = {});

// A model's word on pictures that a callback gives one after another, such as crops of a casebook.
// Waits. Errors: Cancelled, those of loading the model and those that end a job.
Result<std::vector<Result<inference::Prediction>>> classifyPictures(
    const model::ModelFolder& model, const inference::ClassifierOptions& options, std::size_t count,
    const std::function<Result<cv::Mat>(std::size_t)>& picture, const ProgressCallback& progress = {},
    std::stop_token stop = {});

}  // namespace cellwise::workflow
