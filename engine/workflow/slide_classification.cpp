#include "workflow/slide_classification.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <optional>

namespace cellwise::workflow {
namespace {

using casebook::CellRecord;
using casebook::Id;
using CellPrediction = casebook::Casebook::CellPrediction;

// What the classifier's threads hand over to the thread that owns the casebook.
struct Inbox {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<CellPrediction> cells;
  std::vector<std::string> notices;
  std::optional<Result<void>> finished;

  template <class Change>
  void put(Change change) {
    // Notified under the lock: after its last message the inbox may be gone.
    const std::lock_guard lock(mutex);
    change();
    changed.notify_one();
  }
};

CellPrediction toRecord(Id cell, const inference::Prediction& prediction, const model::Manifest& manifest) {
  const auto classId = [&](int index) {
    return index < 0 ? QString()
                     : QString::fromStdString(manifest.scheme.classes.at(static_cast<std::size_t>(index)).id);
  };
  return {cell,
          {QString::fromStdString(manifest.weightsSha256), classId(prediction.score.predicted),
           classId(prediction.score.runnerUp), prediction.score.confidence, prediction.score.maxMembership,
           prediction.memberships, prediction.attributes},
          {},
          prediction.features};
}

// The slide's cells that wait for this model. What it said of the slide earlier counts again.
Result<std::vector<CellRecord>> waitingCells(casebook::Casebook& casebook, Id slide, const QString& modelSha,
                                             const decision::Thresholds& thresholds) {
  const auto summary = casebook.slide(slide);
  if (!summary) return tl::make_unexpected(summary.error());
  if (summary->modelSha != modelSha) {
    if (auto switched = casebook.addPredictions(slide, modelSha, thresholds, {}); !switched) {
      return tl::make_unexpected(switched.error());
    }
  }
  auto cells = casebook.cells(slide);
  if (cells) std::erase_if(*cells, [](const CellRecord& cell) { return cell.prediction.has_value(); });
  return cells;
}

}  // namespace

Result<ClassificationResult> classifySlide(casebook::Casebook& casebook, Id slide,
                                           inference::Classifier& classifier, const model::ModelFolder& model,
                                           const ClassificationCallbacks& callbacks, std::stop_token stop) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  const model::Manifest& manifest = model.manifest;
  const QString modelSha = QString::fromStdString(manifest.weightsSha256);

  if (auto registered = casebook.registerModel({modelSha, QString::fromStdString(manifest.name),
                                                QString::fromStdString(manifest.version),
                                                QByteArray::fromStdString(model::toJson(manifest))});
      !registered) {
    return tl::make_unexpected(registered.error());
  }
  const auto cells = waitingCells(casebook, slide, modelSha, manifest.thresholds);
  if (!cells) return tl::make_unexpected(cells.error());
  auto images = casebook.images(slide);
  if (!images) return tl::make_unexpected(images.error());
  ClassificationResult result;
  Progress progress{0, static_cast<std::int64_t>(cells->size())};
  if (callbacks.progress) callbacks.progress(progress);
  if (cells->empty()) return result;

  Inbox inbox;
  CellImages loader(casebook.imageFolder(), std::move(*images));  // used on the loader thread only
  inference::Job job;
  job.count = cells->size();
  job.features = true;  // kept with the predictions: like cells are found by them
  job.image = [&](std::size_t i) { return loader.crop((*cells)[i]); };
  job.onPredictions = [&](std::size_t first, std::span<const inference::Prediction> predictions) {
    inbox.put([&] {
      for (std::size_t i = 0; i < predictions.size(); ++i) {
        inbox.cells.push_back(toRecord((*cells)[first + i].id, predictions[i], manifest));
      }
    });
  };
  job.onWaited = [&](double seconds) { result.secondsWaited += seconds; };
  job.onFailure = [&](std::size_t index, const Error& error) {
    inbox.put([&] {
      inbox.cells.push_back({(*cells)[index].id, {}, QString::fromStdString(describe(error))});
    });
  };
  job.onNotice = [&](const std::string& notice) { inbox.put([&] { inbox.notices.push_back(notice); }); };
  job.onFinished = [&](Result<void> finished) { inbox.put([&] { inbox.finished = std::move(finished); }); };

  const inference::JobId id = classifier.submit(std::move(job));
  const std::stop_callback cancel(stop, [&] { classifier.cancel(id); });
  Result<void> stored;
  // To the job's last call in any case: until then it uses what lives in this function.
  for (bool finished = false; !finished;) {
    std::vector<CellPrediction> batch;
    std::vector<std::string> notices;
    {
      std::unique_lock lock(inbox.mutex);
      inbox.changed.wait(lock,
                         [&] { return !inbox.cells.empty() || !inbox.notices.empty() || inbox.finished; });
      batch.swap(inbox.cells);
      notices.swap(inbox.notices);
      finished = inbox.finished.has_value();
    }
    if (callbacks.notice) std::for_each(notices.begin(), notices.end(), callbacks.notice);
    if (batch.empty() || !stored) continue;
    stored = casebook.addPredictions(slide, modelSha, manifest.thresholds, batch);
    if (!stored) {
      classifier.cancel(id);
      continue;
    }
    if (result.secondsToFirst == 0) result.secondsToFirst = elapsed();
    for (const CellPrediction& cell : batch) ++(cell.failure.isEmpty() ? result.classified : result.failed);
    progress.done += static_cast<std::int64_t>(batch.size());
    if (callbacks.stored) callbacks.stored(batch);
    if (callbacks.progress) callbacks.progress(progress);
  }
  if (!stored) return tl::make_unexpected(stored.error());
  if (!*inbox.finished) return tl::make_unexpected(inbox.finished->error());
  result.seconds = elapsed();
  return result;
}

}  // namespace cellwise::workflow
