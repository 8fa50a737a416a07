#include "inference/classifier.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "imaging/crop.h"
#include "inference/engine.h"

namespace cellwise::inference {
namespace {

struct QueuedJob {
  JobId id = 0;
  Job job;
  std::atomic<bool> cancelled = false;
};

// What the loader made of a stretch of cells.
struct LoadedBatch {
  std::vector<std::size_t> indices;  // of the job's cells that could be read
  std::vector<cv::Mat> images;
  std::vector<std::pair<std::size_t, Error>> failures;
  std::size_t end = 0;  // first cell after the stretch
};

}  // namespace

struct Classifier::Impl {
  std::filesystem::path folder;
  ClassifierOptions options;
  std::function<void(Result<DeviceInfo>)> onReady;

  std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<std::shared_ptr<QueuedJob>> queue;  // guarded by mutex
  std::shared_ptr<QueuedJob> running;            // guarded by mutex
  JobId lastId = 0;                              // guarded by mutex
  std::jthread worker;                           // last: joined first

  void work(std::stop_token stop) {
    model::Manifest manifest;
    std::unique_ptr<Engine> engine;
    std::optional<Error> problem;
    try {
      auto opened = model::openModelFolder(folder);
      auto made = opened ? makeEngine(*opened, options) : tl::make_unexpected(opened.error());
      if (made) {
        manifest = opened->manifest;
        engine = std::move(*made);
      } else {
        problem = made.error();
      }
    } catch (const std::exception& error) {
      problem = Error{ErrorCode::Internal, error.what(), folder.string()};
    }
    if (onReady)
      onReady(problem ? Result<DeviceInfo>(tl::make_unexpected(*problem))
                      : Result<DeviceInfo>(engine->device()));

    while (auto job = take(stop)) {
      auto result = problem ? Result<void>(tl::make_unexpected(*problem)) : runJob(*engine, manifest, *job);
      {
        const std::lock_guard lock(mutex);
        running.reset();
      }
      if (job->job.onFinished) job->job.onFinished(std::move(result));
    }
    // Nobody waits for ever: what is still queued ends as cancelled.
    std::deque<std::shared_ptr<QueuedJob>> left;
    {
      const std::lock_guard lock(mutex);
      left.swap(queue);
    }
    for (const auto& job : left) {
      if (job->job.onFinished)
        job->job.onFinished(failure(ErrorCode::Cancelled, "the classifier is closing"));
    }
  }

  std::shared_ptr<QueuedJob> take(std::stop_token stop) {
    std::unique_lock lock(mutex);
    changed.wait(lock, stop, [this] { return !queue.empty(); });
    if (stop.stop_requested()) return nullptr;
    running = queue.front();
    queue.pop_front();
    return running;
  }

  static LoadedBatch load(const Job& job, const model::Manifest& manifest, std::size_t first,
                          std::size_t count, const std::atomic<bool>& cancelled) {
    LoadedBatch batch;
    batch.end = std::min(job.count, first + count);
    for (std::size_t i = first; i < batch.end && !cancelled; ++i) {
      try {
        auto image = job.image(i);
        if (image) {
          batch.images.push_back(imaging::networkInput(*image, model::inputSize(manifest.backbone),
                                                       manifest.centreFraction, manifest.whiteBackground));
          batch.indices.push_back(i);
        } else {
          batch.failures.emplace_back(i, image.error());
        }
      } catch (const std::exception& problem) {  // cv::Exception, std::bad_alloc
        batch.failures.emplace_back(i, Error{ErrorCode::ImageDamaged, problem.what(), {}});
      }
    }
    return batch;
  }

  static Result<void> runJob(Engine& engine, const model::Manifest& manifest, QueuedJob& queued) {
    const Job& job = queued.job;
    const auto cancelled = [] { return failure(ErrorCode::Cancelled, "the classification was cancelled"); };
    try {
      const auto loadFrom = [&](std::size_t first) {  // beside inference, one batch ahead
        return std::async(std::launch::async,
                          [&, first, count = static_cast<std::size_t>(engine.batchSize())] {
                            return load(job, manifest, first, count, queued.cancelled);
                          });
      };
      std::size_t done = 0;
      auto next = loadFrom(0);
      while (done < job.count) {
        const auto asked = std::chrono::steady_clock::now();
        const LoadedBatch batch = next.get();
        if (job.onWaited)
          job.onWaited(std::chrono::duration<double>(std::chrono::steady_clock::now() - asked).count());
        if (queued.cancelled) return cancelled();
        if (batch.end < job.count) next = loadFrom(batch.end);
        const auto run = engine.run(batch.images, job.features, queued.cancelled, job.onNotice);
        if (!run) return tl::make_unexpected(run.error());
        const std::vector<Prediction>& predictions = *run;
        // Cells that could not be read leave gaps: hand over the stretches between them.
        for (std::size_t i = 0; i < predictions.size() && job.onPredictions;) {
          std::size_t k = i + 1;
          while (k < predictions.size() && batch.indices[k] == batch.indices[k - 1] + 1) ++k;
          job.onPredictions(batch.indices[i], std::span(predictions).subspan(i, k - i));
          i = k;
        }
        if (job.onFailure) {
          for (const auto& [index, error] : batch.failures) job.onFailure(index, error);
        }
        done = batch.end;
        if (job.onProgress)
          job.onProgress({static_cast<std::int64_t>(done), static_cast<std::int64_t>(job.count)});
      }
      return {};
    } catch (const std::bad_alloc&) {
      return failure(ErrorCode::OutOfMemory, "the memory is full");
    } catch (const std::exception& problem) {
      return failure(ErrorCode::Internal, problem.what());
    }
  }
};

Classifier::Classifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

std::unique_ptr<Classifier> Classifier::start(std::filesystem::path modelFolder, ClassifierOptions options,
                                              std::function<void(Result<DeviceInfo>)> onReady) {
  auto impl = std::make_unique<Impl>();
  impl->folder = std::move(modelFolder);
  impl->options = options;
  impl->onReady = std::move(onReady);
  impl->worker = std::jthread([impl = impl.get()](std::stop_token stop) { impl->work(stop); });
  return std::unique_ptr<Classifier>(new Classifier(std::move(impl)));
}

Classifier::~Classifier() {
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->running) impl_->running->cancelled = true;
    for (const auto& job : impl_->queue) job->cancelled = true;
  }
  impl_->worker.request_stop();
  impl_->worker.join();
}

JobId Classifier::submit(Job job) {
  auto queued = std::make_shared<QueuedJob>();
  queued->job = std::move(job);
  {
    const std::lock_guard lock(impl_->mutex);
    queued->id = ++impl_->lastId;
    impl_->queue.push_back(queued);
  }
  impl_->changed.notify_one();
  return queued->id;
}

void Classifier::cancel(JobId id) {
  const std::lock_guard lock(impl_->mutex);
  if (impl_->running && impl_->running->id == id) impl_->running->cancelled = true;
  for (const auto& job : impl_->queue) {
    if (job->id == id) job->cancelled = true;
  }
}

Result<std::vector<Result<Prediction>>> classifyAll(Classifier& classifier, std::size_t count,
                                                    std::function<Result<cv::Mat>(std::size_t)> image,
                                                    const ProgressCallback& progress, bool features) {
  std::vector<Result<Prediction>> results(count, failure(ErrorCode::Internal, "not classified"));
  std::promise<Result<void>> finished;
  Job job;
  job.count = count;
  job.features = features;
  job.image = std::move(image);
  job.onPredictions = [&](std::size_t first, std::span<const Prediction> predictions) {
    std::copy(predictions.begin(), predictions.end(), results.begin() + static_cast<std::ptrdiff_t>(first));
  };
  job.onFailure = [&](std::size_t index, const Error& error) { results[index] = tl::make_unexpected(error); };
  job.onProgress = progress;
  job.onFinished = [&](Result<void> result) { finished.set_value(std::move(result)); };
  classifier.submit(std::move(job));
  if (auto result = finished.get_future().get(); !result) return tl::make_unexpected(result.error());
  return results;
}

}  // namespace cellwise::inference
