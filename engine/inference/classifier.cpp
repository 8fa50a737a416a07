#include "inference/classifier.h"

#include <algorithm>
#include <atomic>
#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <torch/torch.h>

#include "imaging/crop.h"
#include "nn/crossformer.h"
#include "nn/fused_cross_former.h"
#include "nn/network.h"
#include "nn/thread_team.h"

namespace cellwise::inference {
namespace {

// Debian's reference BLAS is 20 times slower than OpenBLAS; which one runs is an alternative of the
// system, so it shows only in what is mapped into the process.
bool referenceBlasInUse() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("/blas/libblas.so") != std::string::npos) return true;
  }
  return false;
}

// Thrown between the pieces of a batch when its job was cancelled.
struct JobCancelled {};

torch::Tensor toHost(const torch::Tensor& values) {
  return values.to(torch::kFloat32).cpu().contiguous();
}

// Out of GPU memory has a type of its own in newer LibTorch; the text is the same everywhere.
bool isOutOfMemory(const std::exception& problem) {
  return std::string_view(problem.what()).find("out of memory") != std::string_view::npos;
}

// The network on its device. Lives on the worker thread.
class Engine {
 public:
  Engine(nn::Network network, const model::Manifest& manifest, const ClassifierOptions& options)
      : network_(std::move(network)), manifest_(manifest), options_(options) {
    if (options.allowCuda && torch::cuda::is_available()) {
      toCuda();
    } else {
      toCpu();
    }
  }

  const DeviceInfo& device() const { return info_; }
  // Images that run() is best given at a time: on a GPU several batches, so that copying goes on beside.
  int batchSize() const { return device_.is_cuda() ? 4 * batchSize_ : batchSize_; }

  // images: each inputSize x inputSize, CV_8UC3, continuous. Throws JobCancelled between pieces.
  std::vector<Prediction> run(const std::vector<cv::Mat>& images, bool features,
                              const std::atomic<bool>& cancelled,
                              const std::function<void(const std::string&)>& notice) {
    while (device_.is_cuda()) {
      try {
        return runOnCuda(images, features, cancelled);
      } catch (const std::exception& problem) {
        if (!isOutOfMemory(problem)) throw;
        if (batchSize_ > 1) {
          batchSize_ /= 2;
          if (notice)
            notice("The GPU's memory is full: batches of " + std::to_string(batchSize_) + " from now on.");
        } else {
          toCpu();
          if (notice) notice("The GPU's memory is full even for one cell: going on with the CPU.");
        }
      }
    }
    if (fused_) return runFused(images, features, cancelled);
    // Small pieces on every core: a cancel is seen after a piece.
    const std::size_t side = static_cast<std::size_t>(model::inputSize(manifest_.backbone));
    const std::size_t piece = std::clamp<std::size_t>(8 * 96 * 96 / (side * side), 1, 8);
    return runInPieces(images, features, piece, cancelled);
  }

 private:
  void toCpu() {
    device_ = torch::Device(torch::kCPU);
    network_->to(torch::kCPU, torch::kFloat32);
    network_->backbone->freeze();
    const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    const int threads = options_.threads > 0 ? options_.threads : cores;
    if (!team_ || team_->size() != threads) team_ = std::make_unique<nn::ThreadTeam>(threads);
    batchSize_ = options_.batchSize > 0 ? options_.batchSize : 16 * threads;
    info_ = {
        false, "CPU, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads"), "float32", {}};
    if (auto* cross = network_->backbone->as<nn::CrossFormerImpl>()) {
      fuse(*cross);
      return;
    }
    if (referenceBlasInUse()) {
      info_.warning =
          "The reference BLAS is in use, which is about 20 times slower: install libopenblas0-openmp.";
    }
  }

  // A CrossFormer has kernels of its own on the CPU, and its module is not needed any more.
  void fuse(nn::CrossFormerImpl& backbone) {
    const int side = model::inputSize(manifest_.backbone);
    nn::FusedOptions options;
    options.batch =
        std::clamp(8 * 224 * 224 / (side * side), 1, 64);  // what goes through at once: some 30 MB
    options.mean = manifest_.mean;
    options.stddev = manifest_.stddev;
    fused_ = std::make_unique<nn::FusedCrossFormer>(backbone, side, *team_, options);
    info_.name += std::string(", ") + fused_->instructions();
    network_->unregister_module("backbone");
    network_->backbone.reset();
    // The heads are left. In double precision their answers, as floats, do not hang on how the cells were
    // put into batches, which goes by the number of threads.
    network_->to(torch::kFloat64);
  }

  void toCuda() {
    device_ = torch::Device(torch::kCUDA, 0);
    const c10::impl::VirtualGuardImpl streams(torch::kCUDA);
    computing_ = streams.getStreamFromGlobalPool(device_);
    copying_ = streams.getStreamFromGlobalPool(device_);
    const c10::StreamGuard stream(*computing_);
    network_->to(device_);
    network_->backbone->freeze();
    choosePrecision();
    batchSize_ = options_.batchSize > 0 ? options_.batchSize : largestBatch();
  }

  // Half precision where it decides as fp32 does on this network; the head stays in fp32.
  void choosePrecision() {
    torch::NoGradGuard noGrad;
    const int side = model::inputSize(manifest_.backbone);
    const auto probe = torch::randn({4, 3, side, side}, device_);
    const auto reference = network_->forward(probe).exp();
    info_ = {true, "CUDA", "float32", {}};
    for (const auto& [type, name] :
         {std::pair{torch::kHalf, "float16"}, std::pair{torch::kBFloat16, "bfloat16"}}) {
      constexpr double kTolerance = 0.01;  // of D
      network_->backbone->to(type);
      network_->backbone->freeze();
      const auto difference =
          (network_->forward(probe.to(type)).exp() - reference).abs().max().item<double>();
      if (difference <= kTolerance) {  // false for NaN
        precision_ = type;
        info_.precision = name;
        return;
      }
    }
    network_->backbone->to(torch::kFloat32);
    network_->backbone->freeze();
  }

  // The largest that the GPU's memory holds, found by trying; beyond 256 nothing is gained.
  int largestBatch() {
    torch::NoGradGuard noGrad;
    const int side = model::inputSize(manifest_.backbone);
    int batch = 256;
    for (; batch > 1; batch /= 2) {
      try {
        network_->forward(
            torch::zeros({batch, 3, side, side}, torch::TensorOptions(precision_).device(device_)));
        break;
      } catch (const std::exception& problem) {
        if (!isOutOfMemory(problem)) throw;
      }
    }
    return batch;
  }

  // A batch of RGB bytes on its way to the GPU: computing_ waits for `there` before it reads them.
  struct Upload {
    torch::Tensor bytes;
    c10::Event there{torch::kCUDA};
  };

  // Through page-locked memory, from which the GPU copies by itself: non_blocking returns at once. LibTorch's
  // allocator hands the same pages out again only when their copy has ended, so that two batches take turns.
  Upload upload(std::span<const cv::Mat> images) {
    const int side = model::inputSize(manifest_.backbone);
    const auto count = static_cast<std::int64_t>(images.size());
    const auto pinned =
        torch::empty({count, side, side, 3}, torch::TensorOptions(torch::kUInt8).pinned_memory(true));
    std::uint8_t* to = pinned.data_ptr<std::uint8_t>();
    for (const cv::Mat& image : images) to = std::copy_n(image.data, image.total() * image.elemSize(), to);
    Upload result;
    const c10::StreamGuard stream(*copying_);
    result.bytes = pinned.to(device_, /*non_blocking=*/true);
    result.there.record(*copying_);
    result.bytes.record_stream(*computing_);  // its memory is not given away before that has read it
    return result;
  }

  // On one stream for the network and one for the copies: while a batch is computed, the next goes up.
  // Throws JobCancelled between batches.
  std::vector<Prediction> runOnCuda(const std::vector<cv::Mat>& images, bool features,
                                    const std::atomic<bool>& cancelled) {
    torch::InferenceMode inference;
    const c10::StreamGuard stream(*computing_);
    std::vector<Prediction> predictions(images.size());
    const auto batch = static_cast<std::size_t>(batchSize_);
    const auto from = [&](std::size_t first) {
      return upload(std::span(images).subspan(first, std::min(batch, images.size() - first)));
    };
    std::optional<Upload> next;
    if (!images.empty()) next.emplace(from(0));
    for (std::size_t first = 0; first < images.size(); first += batch) {
      if (cancelled) throw JobCancelled{};
      const Upload current = std::move(*next);
      current.there.block(*computing_);
      const auto pooled = network_->backbone->forward(
          nn::normalise(current.bytes, manifest_.mean, manifest_.stddev).to(precision_));  // only enqueued
      if (first + batch < images.size()) next.emplace(from(first + batch));
      fill(std::span(predictions).subspan(first, static_cast<std::size_t>(pooled.size(0))), pooled, features);
    }
    return predictions;
  }

  std::vector<Prediction> runInPieces(const std::vector<cv::Mat>& images, bool features, std::size_t piece,
                                      const std::atomic<bool>& cancelled) {
    std::vector<Prediction> predictions(images.size());
    const std::size_t pieces = (images.size() + piece - 1) / piece;
    std::atomic<std::size_t> next = 0;
    team_->run([&](int) {
      torch::InferenceMode inference;
      for (std::size_t k = next++; k < pieces; k = next++) {
        if (cancelled) throw JobCancelled{};
        const std::size_t first = k * piece, last = std::min(images.size(), first + piece);
        std::vector<const std::uint8_t*> pixels;
        for (std::size_t i = first; i < last; ++i) pixels.push_back(images[i].data);
        const auto batch = nn::normalise(nn::stackRgb(pixels, model::inputSize(manifest_.backbone)),
                                         manifest_.mean, manifest_.stddev);
        const auto pooled = network_->backbone->forward(batch);
        fill(std::span(predictions).subspan(first, last - first), pooled, features);
      }
    });
    return predictions;
  }

  std::vector<Prediction> runFused(const std::vector<cv::Mat>& images, bool features,
                                   const std::atomic<bool>& cancelled) {
    torch::InferenceMode inference;
    std::vector<Prediction> predictions(images.size());
    if (images.empty()) return predictions;
    std::vector<const std::uint8_t*> pixels;
    for (const cv::Mat& image : images) pixels.push_back(image.data);
    const auto pooled = torch::empty({static_cast<std::int64_t>(images.size()), fused_->featureLength()});
    if (!fused_->run(pixels, pooled.data_ptr<float>(), &cancelled)) throw JobCancelled{};
    fill(predictions, pooled, features);
    return predictions;
  }

  // From the backbone's features, a row for each prediction.
  void fill(std::span<Prediction> predictions, const torch::Tensor& pooled, bool features) {
    const auto handOut = [&](const torch::Tensor& rows, std::vector<float> Prediction::*to) {
      const auto held = toHost(rows);
      const auto length = static_cast<std::size_t>(held.size(1));
      const float* row = held.data_ptr<float>();
      for (Prediction& each : predictions) {
        (each.*to).assign(row, row + length);
        row += length;
      }
    };
    handOut(network_->scores(pooled).exp(), &Prediction::memberships);
    for (Prediction& each : predictions) each.score = decision::score(each.memberships);
    if (!network_->attributes.empty()) handOut(network_->attributeScores(pooled), &Prediction::attributes);
    if (features) handOut(pooled, &Prediction::features);
  }

  nn::Network network_;
  const model::Manifest& manifest_;
  ClassifierOptions options_;
  torch::Device device_{torch::kCPU};
  torch::ScalarType precision_ = torch::kFloat32;
  std::optional<c10::Stream> computing_, copying_;  // on a GPU
  int batchSize_ = 1;
  DeviceInfo info_;
  std::unique_ptr<nn::ThreadTeam> team_;
  std::unique_ptr<nn::FusedCrossFormer> fused_;  // in place of the network's backbone
};

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
    std::optional<Engine> engine;
    std::optional<Error> problem;
    try {
      auto opened = model::openModelFolder(folder);
      auto network = opened ? nn::loadNetwork(*opened) : tl::make_unexpected(opened.error());
      if (network) {
        manifest = opened->manifest;
        engine.emplace(*network, manifest, options);
      } else {
        problem = network.error();
      }
    } catch (const std::exception& error) {  // c10::Error: a CUDA driver that does not answer, say
      problem = Error{ErrorCode::DeviceFailed, error.what(), folder.string()};
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
        const LoadedBatch batch = next.get();
        if (queued.cancelled) return cancelled();
        if (batch.end < job.count) next = loadFrom(batch.end);
        const auto predictions = engine.run(batch.images, job.features, queued.cancelled, job.onNotice);
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
    } catch (const JobCancelled&) {
      return cancelled();
    } catch (const std::bad_alloc&) {
      return failure(ErrorCode::OutOfMemory, "the memory is full");
    } catch (const std::exception& problem) {  // c10::Error among them
      return failure(isOutOfMemory(problem) ? ErrorCode::OutOfMemory : ErrorCode::DeviceFailed,
                     problem.what());
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
