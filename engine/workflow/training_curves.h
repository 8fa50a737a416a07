// The log that a training leaves (log.jsonl, a line for each epoch; docs/command-line.md), and its curves.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace cellwise::workflow {

struct TrainingEpoch {
  int epoch = 0;  // 1-based
  double loss = 0;
  double trainAccuracy = 0;        // [0, 1], on augmented crops
  double validationAccuracy = 0;   // [0, 1]
  double minCentroidDistance = 0;  // 0 with the softmax head
};

struct TrainingLog {
  std::string name;
  std::vector<TrainingEpoch> epochs;  // rising; of an epoch that was done twice, the later
};

// file: log.jsonl, or the folder that holds it. A torn last line, of a run that was killed, is left out.
// Errors: FileNotFound, FileUnreadable, FormatInvalid (naming the line, or that there is no epoch).
Result<TrainingLog> readTrainingLog(const std::filesystem::path& file);

// Loss, accuracies and the smallest distance of two centroids over the epochs, several runs in one plot: a
// page that loads nothing. Colour and dash tell runs apart.
std::string trainingCurvesHtml(std::span<const TrainingLog> logs);

}  // namespace cellwise::workflow
