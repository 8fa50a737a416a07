// The network on its device, by LibTorch.
#include "inference/engine.h"

#include <algorithm>
#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <thread>
#include <torch/torch.h>
#include <utility>

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

// Of c and D: three times what bfloat16 changed at most of any D in 10,320 real cells.
constexpr double kReducedBand = 0.02;

bool bfloat16Wished(const ClassifierOptions& options) {
  const char* set = std::getenv("CELLWISE_PRECISION");
  return (options.precision.empty() && set ? std::string(set) : options.precision) == "bfloat16";
}

constexpr const char* kNoBfloat16 =
    "bfloat16 was asked for, but this processor or this network has no use for it: float32.";

// Thrown between the pieces of a batch.
struct RunCancelled {};

torch::Tensor toHost(const torch::Tensor& values) {
  return values.to(torch::kFloat32).cpu().contiguous();
}

// Out of GPU memory has a type of its own in newer LibTorch; the text is the same everywhere.
bool isOutOfMemory(const std::exception& problem) {
  return std::string_view(problem.what()).find("out of memory") != std::string_view::npos;
}

class TorchEngine final : public Engine {
 public:
  TorchEngine(nn::Network network, model::Manifest manifest, const ClassifierOptions& options)
      : network_(std::move(network)), manifest_(std::move(manifest)), options_(options) {
    if (options.allowCuda && torch::cuda::is_available()) {
      toCuda();
    } else {
      toCpu();
    }
  }

  const DeviceInfo& device() const override { return info_; }
  // On a GPU several batches, so that copying goes on beside.
  int batchSize() const override { return device_.is_cuda() ? 4 * batchSize_ : batchSize_; }

  Result<std::vector<Prediction>> run(const std::vector<cv::Mat>& images, bool features,
                                      const std::atomic<bool>& cancelled,
                                      const std::function<void(const std::string&)>& notice) override {
    try {
      return runOrThrow(images, features, cancelled, notice);
    } catch (const RunCancelled&) {
      return failure(ErrorCode::Cancelled, "the classification was cancelled");
    } catch (const std::bad_alloc&) {
      return failure(ErrorCode::OutOfMemory, "the memory is full");
    } catch (const std::exception& problem) {  // c10::Error among them
      return failure(isOutOfMemory(problem) ? ErrorCode::OutOfMemory : ErrorCode::DeviceFailed,
                     problem.what());
    }
  }

 private:
  std::vector<Prediction> runOrThrow(const std::vector<cv::Mat>& images, bool features,
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
    if (auto* cross = network_->backbone->as<nn::CrossFormerImpl>()) return fuse(*cross);
    if (bfloat16Wished(options_)) info_.warning = kNoBfloat16;
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
    const auto make = [&] { return std::make_unique<nn::FusedCrossFormer>(backbone, side, *team_, options); };
    fused_ = make();
    if (bfloat16Wished(options_)) {
      options.bfloat16 = true;
      try {
        exact_ = std::exchange(fused_, make());
        info_.precision = "bfloat16";
      } catch (const std::invalid_argument&) {  // of this processor, or of a layer's width
        info_.warning = kNoBfloat16;
      }
    }
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
  // Throws RunCancelled between batches.
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
      if (cancelled) throw RunCancelled{};
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
        if (cancelled) throw RunCancelled{};
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
    std::vector<const std::uint8_t*> pixels;
    for (const cv::Mat& image : images) pixels.push_back(image.data);
    auto predictions = runFused(*fused_, pixels, features, cancelled);
    if (!exact_) return predictions;
    // What rounding could decide otherwise is looked at again, in fp32.
    std::vector<std::size_t> near;
    std::vector<const std::uint8_t*> again;
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      if (!nearThresholds(predictions[i])) continue;
      near.push_back(i);
      again.push_back(pixels[i]);
    }
    auto exact = runFused(*exact_, again, features, cancelled);
    for (std::size_t i = 0; i < near.size(); ++i) predictions[near[i]] = std::move(exact[i]);
    return predictions;
  }

  std::vector<Prediction> runFused(nn::FusedCrossFormer& network,
                                   const std::vector<const std::uint8_t*>& pixels, bool features,
                                   const std::atomic<bool>& cancelled) {
    torch::InferenceMode inference;
    std::vector<Prediction> predictions(pixels.size());
    if (pixels.empty()) return predictions;
    const auto pooled = torch::empty({static_cast<std::int64_t>(pixels.size()), network.featureLength()});
    if (!network.run(pixels, pooled.data_ptr<float>(), &cancelled)) throw RunCancelled{};
    fill(predictions, pooled, features);
    return predictions;
  }

  bool nearThresholds(const Prediction& prediction) const {
    const auto near = [](double a, double b) { return std::abs(a - b) <= kReducedBand; };
    const decision::Score& score = prediction.score;
    const auto of = [&](int index) {
      return index < 0 ? 0.0 : static_cast<double>(prediction.memberships[static_cast<std::size_t>(index)]);
    };
    return near(score.confidence, manifest_.thresholds.confidence) ||
           near(score.maxMembership, manifest_.thresholds.membership) ||
           near(of(score.predicted), of(score.runnerUp));
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
  model::Manifest manifest_;
  ClassifierOptions options_;
  torch::Device device_{torch::kCPU};
  torch::ScalarType precision_ = torch::kFloat32;
  std::optional<c10::Stream> computing_, copying_;  // on a GPU
  int batchSize_ = 1;
  DeviceInfo info_;
  std::unique_ptr<nn::ThreadTeam> team_;
  std::unique_ptr<nn::FusedCrossFormer> fused_;  // in place of the network's backbone
  std::unique_ptr<nn::FusedCrossFormer>
      exact_;  // where fused_ multiplies bfloat16: for cells near a threshold
};

}  // namespace

Result<std::unique_ptr<Engine>> makeEngine(const model::ModelFolder& model,
                                           const ClassifierOptions& options) {
  try {
    auto network = nn::loadNetwork(model);
    if (!network) return tl::make_unexpected(network.error());
    return std::make_unique<TorchEngine>(*network, model.manifest, options);
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, "the memory is full", model.path.string());
  } catch (const std::exception& problem) {  // c10::Error: a CUDA driver that does not answer, say
    return failure(ErrorCode::DeviceFailed, problem.what(), model.path.string());
  }
}

}  // namespace cellwise::inference
