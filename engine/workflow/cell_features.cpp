#include "workflow/cell_features.h"

#include <algorithm>
#include <future>
#include <map>
#include <optional>

namespace cellwise::workflow {

Result<CellFeatures> cellFeatures(inference::Classifier& classifier, CellImages& images,
                                  std::span<const casebook::CellRecord> cells,
                                  const ProgressCallback& progress, std::stop_token stop) {
  std::map<std::size_t, std::vector<float>> read;  // written by the job until it has finished
  std::optional<Error> firstFailure;
  const auto finished = std::make_shared<std::promise<Result<void>>>();
  inference::Job job;
  job.count = cells.size();
  job.features = true;
  job.image = [&](std::size_t i) { return images.crop(cells[i]); };
  job.onPredictions = [&](std::size_t first, std::span<const inference::Prediction> predictions) {
    for (std::size_t i = 0; i < predictions.size(); ++i) read[first + i] = predictions[i].features;
  };
  job.onFailure = [&](std::size_t, const Error& error) {
    if (!firstFailure) firstFailure = error;
  };
  job.onProgress = progress;
  job.onFinished = [finished](Result<void> result) { finished->set_value(std::move(result)); };
  const inference::JobId id = classifier.submit(std::move(job));
  {
    const std::stop_callback cancel(stop, [&] { classifier.cancel(id); });
    if (const auto result = finished->get_future().get(); !result) return tl::make_unexpected(result.error());
  }
  if (read.empty() && firstFailure) return tl::make_unexpected(*firstFailure);
  CellFeatures features;
  for (const auto& [cell, values] : read) {
    features.cells.push_back(cell);
    features.length = values.size();
    features.values.insert(features.values.end(), values.begin(), values.end());
  }
  return features;
}

}  // namespace cellwise::workflow
