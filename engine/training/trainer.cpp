#include "training/trainer.h"

#include <ATen/CPUGeneratorImpl.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>
#include <spdlog/spdlog.h>
#include <thread>
#include <torch/torch.h>
#include <torch/version.h>

#include "base/sha256.h"
#include "decision/calibration.h"
#include "decision/measures.h"
#include "decision/risk_coverage.h"
#include "imaging/crop.h"
#include "imaging/image_file.h"
#include "model/backbone_json.h"
#include "nn/losses.h"
#include "nn/network.h"
#include "nn/thread_team.h"

namespace cellwise::training {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

// --- images ---------------------------------------------------------------------------------------

// Training crops are kept a third larger than the network's input, so that a turned and scaled crop
// is still resampled down; held-out ones exactly as the classifier will see them.
constexpr double kTrainingMargin = 4.0 / 3;

Result<std::vector<cv::Mat>> loadCrops(const std::vector<LabelledCell>& cells,
                                       const std::function<cv::Mat(const cv::Mat&)>& prepare,
                                       std::stop_token stop) {
  std::vector<cv::Mat> crops;
  crops.reserve(cells.size());
  for (const auto& cell : cells) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped while reading the crops");
    auto image = cell.image ? cell.image() : imaging::decodeFile(cell.file);
    if (!image) return tl::make_unexpected(image.error());
    crops.push_back(prepare(*image));
  }
  return crops;
}

torch::Tensor stack(const std::vector<cv::Mat>& images, int side) {
  std::vector<const std::uint8_t*> pixels;
  for (const auto& image : images) pixels.push_back(image.data);
  return nn::stackRgb(pixels, side);
}

std::uint64_t mixSeed(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  std::uint64_t x = a * 0x9E3779B97F4A7C15ull ^ b * 0xC2B2AE3D27D4EB4Full ^ c * 0x165667B19E3779F9ull;
  x ^= x >> 31;
  x *= 0xBF58476D1CE4E5B9ull;
  return x ^ (x >> 29);
}

// --- a run's state --------------------------------------------------------------------------------

// What decides a run's numbers: a run is taken up only with the same.
std::string fingerprint(const TrainingOptions& o, std::size_t trainCells, std::size_t extraCells) {
  Json json = {{"architecture", model::architecture(o.backbone)},
               {"backbone", model::backboneToJson(o.backbone)},
               {"loss", name(o.loss)},
               {"M", o.centroidLength},
               {"sigma", o.sigma},
               {"classes", o.scheme.classes.size()},
               {"init", o.initialWeights.filename().string()},
               {"epochs", o.epochs},
               {"batch", o.batchSize},
               {"lr", o.learningRate},
               {"decay", o.weightDecay},
               {"warmUp", o.warmUpSteps},
               {"cosine", o.cosine},
               {"clip", o.gradientClip},
               {"averaging", o.averaging},
               {"gamma", o.centroidRate},
               {"beta", o.separationRate},
               {"focus", o.focus},
               {"centreWeight", o.centreWeight},
               {"centreRate", o.centreRate},
               {"sampling", name(o.sampling)},
               {"patience", o.patience},
               {"centre", o.augmentation.centreFraction},
               {"stain", o.augmentation.stain},
               {"colour", o.augmentation.colour},
               {"whiteBackground", o.whiteBackground},
               {"outliers", o.outlierShare},
               {"seed", o.seed},
               {"train", trainCells},
               {"extra", extraCells}};
  if (o.freezeBackbone) json["freezeBackbone"] = true;
  if (o.keepAbsentClasses) json["keepAbsentClasses"] = true;
  return json.dump();
}

// The optimizer's moments are kept by parameter name: LibTorch keys them by address.
#if TORCH_VERSION_MAJOR >= 2
auto stateKey(const torch::Tensor& parameter) {
  return static_cast<void*>(parameter.unsafeGetTensorImpl());
}
#else
auto stateKey(const torch::Tensor& parameter) {
  return c10::guts::to_string(static_cast<void*>(parameter.unsafeGetTensorImpl()));
}
#endif

// The head's part of the classes that have no training cell, as it was.
class KeptClasses {
 public:
  KeptClasses() = default;
  KeptClasses(nn::NetworkImpl& network, const std::vector<LabelledCell>& cells, int classes) {
    std::vector<char> occurs(static_cast<std::size_t>(classes));
    for (const auto& cell : cells) occurs[static_cast<std::size_t>(cell.classIndex)] = 1;
    std::vector<std::int64_t> absent;
    for (int c = 0; c < classes; ++c)
      if (!occurs[static_cast<std::size_t>(c)]) absent.push_back(c);
    if (absent.empty()) return;
    const auto head = network.ccl ? std::vector{network.ccl->projections->weight, network.ccl->centroids}
                                  : std::vector{network.softmax->weight, network.softmax->bias};
    const auto rows = torch::tensor(absent).to(head.front().device());
    for (const auto& tensor : head) {
      // Each class's part is one row of this view: it shares the tensor's memory.
      const auto byClass = tensor.detach().view({classes, -1});
      kept_.push_back({byClass, rows, byClass.index_select(0, rows).clone()});
    }
  }
  void restore() {
    torch::NoGradGuard noGrad;
    for (auto& [byClass, rows, values] : kept_) byClass.index_copy_(0, rows, values);
  }

 private:
  struct Kept {
    torch::Tensor byClass, rows, values;
  };
  std::vector<Kept> kept_;
};

struct Run {
  nn::Network network{nullptr};
  nn::Network average{nullptr};  // running average of the weights, the run's result
  std::unique_ptr<torch::optim::AdamW> optimizer;
  torch::Tensor centres;  // of the centre loss, [C, N]
  KeptClasses kept;
  int epoch = 0;      // epochs done
  int bestEpoch = 0;  // with the best validation accuracy; 0 before the first
  double bestAccuracy = -1;
  std::int64_t step = 0;  // optimizer steps done
  double seconds = 0;
};

// Weight decay pulls matrices and kernels, not biases, norms and other vectors.
std::unique_ptr<torch::optim::AdamW> makeOptimizer(nn::NetworkImpl& network, const TrainingOptions& o) {
  std::vector<torch::Tensor> decayed, plain;
  for (const auto& parameter : network.parameters()) {
    if (!parameter.requires_grad()) continue;
    (parameter.dim() >= 2 ? decayed : plain).push_back(parameter);
  }
  const auto group = [&](std::vector<torch::Tensor> parameters, double decay) {
    return torch::optim::OptimizerParamGroup(
        std::move(parameters),
        std::make_unique<torch::optim::AdamWOptions>(
            torch::optim::AdamWOptions(o.learningRate).betas({0.9, 0.999}).weight_decay(decay)));
  };
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.push_back(group(std::move(decayed), o.weightDecay));
  groups.push_back(group(std::move(plain), 0));
  return std::make_unique<torch::optim::AdamW>(std::move(groups), torch::optim::AdamWOptions(o.learningRate));
}

fs::path checkpointFile(const TrainingOptions& o) {
  return o.runFolder / "checkpoint.safetensors";
}

Result<void> saveCheckpoint(const TrainingOptions& o, Run& run, const std::string& print) {
  std::vector<model::TensorToWrite> tensors;
  for (const auto& [name, tensor] : nn::namedTensors(*run.network))
    tensors.push_back(nn::toWrite("net." + name, tensor));
  for (const auto& [name, tensor] : nn::namedTensors(*run.average))
    tensors.push_back(nn::toWrite("ema." + name, tensor));
  for (const auto& parameter : run.network->named_parameters()) {
    const auto found = run.optimizer->state().find(stateKey(parameter.value()));
    if (found == run.optimizer->state().end()) continue;
    const auto& state = static_cast<const torch::optim::AdamWParamState&>(*found->second);
    tensors.push_back(nn::toWrite("adam.m." + parameter.key(), state.exp_avg()));
    tensors.push_back(nn::toWrite("adam.v." + parameter.key(), state.exp_avg_sq()));
  }
  if (run.centres.defined()) tensors.push_back(nn::toWrite("loss.centres", run.centres));
  return model::writeSafetensors(checkpointFile(o), tensors,
                                 {{"options", print},
                                  {"epoch", std::to_string(run.epoch)},
                                  {"step", std::to_string(run.step)},
                                  {"bestEpoch", std::to_string(run.bestEpoch)},
                                  // Every digit: it is compared with.
                                  {"bestAccuracy", Json(run.bestAccuracy).dump()},
                                  {"seconds", std::to_string(run.seconds)}});
}

Result<void> loadCheckpoint(const TrainingOptions& o, Run& run, const std::string& print) {
  auto file = model::SafetensorsFile::open(checkpointFile(o));
  if (!file) return tl::make_unexpected(file.error());
  const auto& metadata = file->metadata();
  if (!metadata.contains("options") || metadata.at("options") != print) {
    return failure(ErrorCode::Conflict, "the run folder holds a run with other options; name another folder",
                   checkpointFile(o).string());
  }
  for (auto [prefix, network] : {std::pair{"net.", run.network}, std::pair{"ema.", run.average}}) {
    if (auto loaded = nn::loadTensors(nn::namedTensors(*network), *file, prefix); !loaded) return loaded;
  }
  run.epoch = std::stoi(metadata.at("epoch"));
  run.step = std::stoll(metadata.at("step"));
  if (metadata.contains("bestEpoch")) {
    run.bestEpoch = std::stoi(metadata.at("bestEpoch"));
    run.bestAccuracy = std::stod(metadata.at("bestAccuracy"));
  }
  if (const auto centres = file->tensors().find("loss.centres"); centres != file->tensors().end())
    run.centres = nn::toTensor(centres->second).to(run.centres.device());
  run.seconds = std::stod(metadata.at("seconds"));
  for (const auto& parameter : run.network->named_parameters()) {
    const auto m = file->tensors().find("adam.m." + parameter.key());
    const auto v = file->tensors().find("adam.v." + parameter.key());
    if (m == file->tensors().end() || v == file->tensors().end()) continue;
    auto state = std::make_unique<torch::optim::AdamWParamState>();
    state->step(run.step);
    state->exp_avg(nn::toTensor(m->second).to(parameter.value().device()));
    state->exp_avg_sq(nn::toTensor(v->second).to(parameter.value().device()));
    run.optimizer->state()[stateKey(parameter.value())] = std::move(state);
  }
  return {};
}

// --- one epoch ---------------------------------------------------------------------------------------

// The cells of an epoch in their order, as many as there are. A function of the seed.
std::vector<std::size_t> drawEpoch(const std::vector<LabelledCell>& cells, Sampling sampling, int classes,
                                   std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::size_t> order(cells.size());
  if (sampling == Sampling::Instance) {
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    return order;
  }
  std::vector<std::vector<std::size_t>> byClass(static_cast<std::size_t>(classes));
  for (std::size_t i = 0; i < cells.size(); ++i)
    byClass[static_cast<std::size_t>(cells[i].classIndex)].push_back(i);
  std::vector<double> upTo;  // running sum of the classes' weights
  double sum = 0;
  for (const auto& own : byClass) {
    const auto n = static_cast<double>(own.size());
    sum += sampling == Sampling::SquareRoot ? std::sqrt(n) : n > 0 ? 1 : 0;
    upTo.push_back(sum);
  }
  for (auto& cell : order) {
    const double place = sum * static_cast<double>(random() >> 11) * 0x1.0p-53;
    const auto found = std::upper_bound(upTo.begin(), upTo.end(), place);
    const auto& own = byClass[static_cast<std::size_t>(found - upTo.begin())];
    cell = own[random() % own.size()];
  }
  return order;
}

// --- one step -------------------------------------------------------------------------------------

double learningRateAt(const TrainingOptions& o, std::int64_t step, std::int64_t total) {
  if (step < o.warmUpSteps) return o.learningRate * static_cast<double>(step + 1) / o.warmUpSteps;
  const double done = static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, total));
  if (!o.cosine) return o.learningRate * (done >= 0.6 ? 0.01 : done >= 0.3 ? 0.1 : 1.0);
  const double after = static_cast<double>(step - o.warmUpSteps) /
                       static_cast<double>(std::max<std::int64_t>(1, total - o.warmUpSteps));
  return o.learningRate * (0.01 + 0.99 * 0.5 * (1 + std::cos(M_PI * std::min(1.0, after))));
}

void updateAverage(Run& run, double decay) {
  torch::NoGradGuard noGrad;
  // Early on the average follows closely, so that the random start is forgotten.
  const double effective =
      std::min(decay, (1.0 + static_cast<double>(run.step)) / (10.0 + static_cast<double>(run.step)));
  const auto current = nn::namedTensors(*run.network);
  // Batch norm's running statistics are averaged with the weights that they belong to.
  for (auto& [name, tensor] : nn::namedTensors(*run.average)) tensor.lerp_(current.at(name), 1 - effective);
}

// What a loss knows of the training cells: [C] each.
struct ClassCounts {
  torch::Tensor logPriors;  // of the classes' shares; a class without a cell has that of half a cell
  torch::Tensor weights;    // 1, and more for classes rarer than the mean
};

ClassCounts countClasses(const std::vector<LabelledCell>& cells, int classes, torch::Device device) {
  auto counts = torch::full({classes}, 0.0);
  for (const auto& cell : cells) counts[cell.classIndex] += 1;
  counts.clamp_min_(0.5);
  return {torch::log(counts / counts.sum()).to(device),
          torch::clamp_min(counts.mean() / counts, 1.0).to(device)};
}

// Mean over the batch. scores: what the network gives for the features, [b, C]; labels [b].
torch::Tensor lossOf(const TrainingOptions& o, const ClassCounts& counts, const torch::Tensor& centres,
                     const torch::Tensor& features, const torch::Tensor& scores,
                     const torch::Tensor& labels) {
  switch (o.loss) {
    case Loss::CrossEntropy: return torch::nll_loss(scores, labels);
    case Loss::Focal: return nn::focalLoss(scores, labels, o.focus);
    case Loss::BalancedSoftmax: return nn::balancedSoftmaxLoss(scores, labels, counts.logPriors);
    case Loss::Centre:
      return torch::nll_loss(scores, labels) + o.centreWeight * nn::centreTerm(features, labels, centres);
    case Loss::Ccl: return nn::cclLoss(scores, labels);
    case Loss::FocalCcl: return nn::focalCclLoss(scores, labels, counts.weights, o.focus);
  }
  TORCH_CHECK(false, "a loss that is not in the list");
}

struct StepResult {
  double loss = 0;
  std::int64_t right = 0, ofAClass = 0;  // images; disfigured ones are of none
};

StepResult trainStep(Run& run, const TrainingOptions& o, const ClassCounts& counts,
                     const torch::Tensor& images, const torch::Tensor& labels, std::int64_t totalSteps,
                     nn::ThreadTeam& team) {
  for (auto& group : run.optimizer->param_groups()) {
    static_cast<torch::optim::AdamWOptions&>(group.options()).lr(learningRateAt(o, run.step, totalSteps));
  }
  const auto imageSlices = images.chunk(team.size());
  const auto labelSlices = labels.chunk(team.size());
  const auto count = imageSlices.size();
  // Phase 1: the network learns, the centroids are fixed. Each thread takes a slice; gradients meet in
  // the shared parameters, where LibTorch adds them under a lock. The sum of two does not depend on
  // the order, so with up to two threads a run is repeatable bit by bit.
  run.network->train(!o.freezeBackbone);
  run.optimizer->zero_grad();
  std::vector<StepResult> results(count);
  std::vector<torch::Tensor> features(count);
  team.run([&](int slice) {
    if (static_cast<std::size_t>(slice) >= count) return;
    if (images.device().is_cpu()) {
      nn::setDropPathGenerator(at::detail::createCPUGenerator(mixSeed(o.seed, run.step, 100 + slice)));
    }
    {
      const torch::AutoGradMode gradients(!o.freezeBackbone);
      features[slice] = run.network->backbone->forward(imageSlices[slice]);
    }
    const auto scores = run.network->scores(features[slice]);
    const auto& own = labelSlices[slice];
    // The mean over the batch is the weighted sum of the slices' means.
    const auto loss = lossOf(o, counts, run.centres, features[slice], scores, own) *
                      (static_cast<double>(own.size(0)) / static_cast<double>(labels.size(0)));
    loss.backward();
    results[slice] = {loss.item<double>(), scores.argmax(1).eq(own).sum().item<std::int64_t>(),
                      own.ne(nn::kNoClass).sum().item<std::int64_t>()};
  });
  if (o.loss == Loss::Centre)
    nn::updateCentres(run.centres, torch::cat(features).detach(), labels, o.centreRate);
  torch::nn::utils::clip_grad_norm_(run.network->parameters(), o.gradientClip);
  run.optimizer->step();
  ++run.step;
  // Phase 2: the updated network sees the same batch again, as it will see cells to classify (in
  // evaluation mode, which changes no running statistics); the centroids follow.
  if (auto& ccl = run.network->ccl) {
    run.network->eval();
    std::vector<torch::Tensor> projected(count);
    team.run([&](int slice) {
      if (static_cast<std::size_t>(slice) >= count) return;
      torch::NoGradGuard noGrad;
      projected[slice] = ccl->project(o.freezeBackbone ? features[slice]
                                                       : run.network->backbone->forward(imageSlices[slice]));
    });
    ccl->updateCentroids(torch::cat(projected), labels, o.centroidRate, o.separationRate);
  }
  run.kept.restore();
  if (o.averaging > 0) updateAverage(run, o.averaging);

  StepResult sum;
  for (const auto& result : results) {
    sum.loss += result.loss;
    sum.right += result.right;
    sum.ofAClass += result.ofAClass;
  }
  return sum;
}

// --- measuring ------------------------------------------------------------------------------------

std::vector<decision::CalibrationRow> predict(nn::Network network, const TrainingOptions& o,
                                              const model::Manifest& manifest,
                                              const std::vector<cv::Mat>& crops,
                                              const std::vector<LabelledCell>& cells, torch::Device device,
                                              nn::ThreadTeam& team) {
  network->eval();
  std::vector<decision::CalibrationRow> rows;
  for (std::size_t first = 0; first < crops.size(); first += o.batchSize) {
    const auto last = std::min(crops.size(), first + o.batchSize);
    const std::vector<cv::Mat> part(crops.begin() + static_cast<std::ptrdiff_t>(first),
                                    crops.begin() + static_cast<std::ptrdiff_t>(last));
    const auto images =
        nn::normalise(stack(part, model::inputSize(o.backbone)).to(device), manifest.mean, manifest.stddev);
    const auto slices = images.chunk(team.size());
    std::vector<torch::Tensor> parts(slices.size());
    team.run([&](int slice) {
      if (static_cast<std::size_t>(slice) >= slices.size()) return;
      torch::NoGradGuard noGrad;
      parts[slice] = network->forward(slices[slice]);
    });
    const auto memberships = torch::cat(parts).exp().to(torch::kFloat32).cpu().contiguous();
    const auto classes = static_cast<std::size_t>(memberships.size(1));
    for (std::size_t i = 0; i < part.size(); ++i) {
      const auto score = decision::score({memberships.data_ptr<float>() + i * classes, classes});
      const auto& cell = cells[first + i];
      rows.push_back({cell.classIndex, score.predicted, score.confidence, score.maxMembership, cell.group});
    }
  }
  return rows;
}

double accuracyOf(const std::vector<decision::CalibrationRow>& rows) {
  const auto right = std::count_if(rows.begin(), rows.end(),
                                   [](const auto& row) { return row.trueClass == row.predictedClass; });
  return rows.empty() ? 0 : static_cast<double>(right) / static_cast<double>(rows.size());
}

void addFigures(std::map<std::string, double>& figures, const std::string& part,
                const std::vector<decision::CalibrationRow>& rows, const decision::Thresholds& thresholds,
                int classes) {
  if (rows.empty()) return;
  std::vector<int> truth, predicted;
  for (const auto& row : rows) {
    truth.push_back(row.trueClass);
    predicted.push_back(row.predictedClass);
  }
  const auto measures = decision::measure(decision::confusion(truth, predicted, classes));
  const auto point = decision::RiskCoverage(rows, thresholds.membership).at(thresholds.confidence);
  figures[part + ".n"] = static_cast<double>(rows.size());
  figures[part + ".accuracy"] = measures.accuracy;
  figures[part + ".macroPrecision"] = measures.macroPrecision;
  figures[part + ".macroRecall"] = measures.macroRecall;
  figures[part + ".macroF1"] = measures.macroF1;
  figures[part + ".Rr"] = point.rejectionRate;
  figures[part + ".Ra"] = point.acceptedAccuracy;
  figures[part + ".R"] = point.reliability;
}

double minCentroidDistance(const nn::Network& network) {
  if (!network->ccl || network->ccl->centroids.size(0) < 2) return 0;
  return torch::pdist(network->ccl->centroids.to(torch::kCPU)).min().item<double>();
}

Result<void> startFrom(const fs::path& weights, nn::Network network) {
  const bool folder = fs::is_directory(weights);
  auto file = model::SafetensorsFile::open(folder ? weights / "weights.safetensors" : weights);
  if (!file) return tl::make_unexpected(file.error());
  if (folder) return nn::loadTensors(nn::namedTensors(*network), *file);
  const bool checkpoint = file->metadata().contains("epoch");
  return checkpoint ? nn::loadTensors(nn::namedTensors(*network), *file, "ema.")
                    : nn::loadTensors(nn::namedTensors(*network->backbone), *file);
}

Result<model::Manifest> trainChecked(const TrainingOptions& o, const Split& split, const Split& extra,
                                     const fs::path& modelFolder,
                                     const std::map<std::string, std::string>& provenance,
                                     const std::function<void(const TrainingState&)>& progress,
                                     std::stop_token stop) {
  const int classes = static_cast<int>(o.scheme.classes.size());
  if (const auto problem = model::problem(o.backbone); !problem.empty())
    return failure(ErrorCode::ArgumentInvalid, problem);
  if (split.train.empty()) return failure(ErrorCode::ArgumentInvalid, "no cell to train on");
  if ((o.freezeBackbone || o.keepAbsentClasses) && o.initialWeights.empty())
    return failure(ErrorCode::ArgumentInvalid, "there are no weights yet that could be kept");
  if (o.epochs < 1 || o.batchSize < 2)
    return failure(ErrorCode::ArgumentInvalid, "at least one epoch, batches of two");
  if (o.outlierShare < 0 || o.outlierShare > 0.5)
    return failure(ErrorCode::ArgumentInvalid, "the share of disfigured crops is between 0 and 0.5");
  if (o.outlierShare > 0 && o.loss != Loss::Ccl)
    return failure(ErrorCode::ArgumentInvalid,
                   "disfigured crops are of no class: only the loss ccl has a place for them");

  const torch::Device device(o.allowCuda && torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const int threads = device.is_cuda() ? 1 : o.threads > 0 ? o.threads : cores;
  std::error_code error;
  for (const auto& folder : {o.runFolder, modelFolder}) {
    fs::create_directories(folder, error);
    if (error) return failure(ErrorCode::FileUnwritable, error.message(), folder.string());
  }

  model::Manifest manifest;
  manifest.name = o.name;
  manifest.version = o.version;
  manifest.backbone = o.backbone;
  manifest.head = {classes, o.centroidLength, o.sigma, headOf(o.loss)};
  manifest.scheme = o.scheme;
  manifest.centreFraction = o.augmentation.centreFraction;
  manifest.whiteBackground = o.whiteBackground;

  // --- images
  auto cells = split.train;
  cells.insert(cells.end(), extra.train.begin(), extra.train.end());
  const int side = model::inputSize(o.backbone);
  const double centre = o.augmentation.centreFraction;
  const auto forTraining = [&](const cv::Mat& image) {
    return imaging::fitSquare(o.whiteBackground ? imaging::whitenBackground(image) : image,
                              static_cast<int>(std::lround(side / centre * kTrainingMargin)));
  };
  const auto asClassified = [&](const cv::Mat& image) {
    return imaging::networkInput(image, side, centre, o.whiteBackground);
  };
  auto crops = loadCrops(cells, forTraining, stop);
  if (!crops) return tl::make_unexpected(crops.error());
  auto validationCrops = loadCrops(split.validation, asClassified, stop);
  if (!validationCrops) return tl::make_unexpected(validationCrops.error());

  // --- state
  torch::manual_seed(o.seed);
  Run run;
  run.network = nn::Network(o.backbone, manifest.head);
  if (!o.initialWeights.empty()) {
    if (auto started = startFrom(o.initialWeights, run.network); !started)
      return tl::make_unexpected(started.error());
  }
  run.network->to(device);
  if (o.freezeBackbone)
    for (auto& parameter : run.network->backbone->parameters()) parameter.requires_grad_(false);
  if (o.keepAbsentClasses) run.kept = KeptClasses(*run.network, cells, classes);
  // A batch that must stay whole is not split: the threads work inside every operation instead.
  const bool whole = run.network->backbone->needsWholeBatch() && !o.freezeBackbone;
  nn::ThreadTeam team(whole ? 1 : threads);
  if (whole) at::set_num_threads(threads);
  run.average = nn::Network(o.backbone, manifest.head);
  run.average->to(device);
  run.average->eval();
  {
    torch::NoGradGuard noGrad;
    const auto current = nn::namedTensors(*run.network);
    for (auto& [name, tensor] : nn::namedTensors(*run.average)) tensor.copy_(current.at(name));
  }
  run.optimizer = makeOptimizer(*run.network, o);
  const auto counts = countClasses(cells, classes, device);
  if (o.loss == Loss::Centre)
    run.centres = torch::zeros({classes, run.network->backbone->featureLength()}).to(device);
  const auto print = fingerprint(o, split.train.size(), extra.train.size());
  if (fs::exists(checkpointFile(o))) {
    if (auto loaded = loadCheckpoint(o, run, print); !loaded) return tl::make_unexpected(loaded.error());
    spdlog::info("taken up after epoch {} of {}", run.epoch, o.epochs);
  }
  auto& result = o.averaging > 0 ? run.average : run.network;

  // --- epochs
  const auto steps = static_cast<int>(cells.size() / static_cast<std::size_t>(o.batchSize));
  if (steps < 1) return failure(ErrorCode::ArgumentInvalid, "fewer training cells than a batch");
  const std::int64_t totalSteps = static_cast<std::int64_t>(steps) * o.epochs;
  std::vector<std::size_t> order;
  // The best epoch's weights wait in a file, so that a resumed run finds them too.
  const fs::path best = o.runFolder / "best.safetensors";
  const auto patient = [&] { return o.patience <= 0 || run.epoch - run.bestEpoch < o.patience; };
  while (run.epoch < o.epochs && patient()) {
    const auto started = Clock::now();
    torch::manual_seed(mixSeed(o.seed, run.epoch, 1));  // stochastic depth: the same after a resume
    order = drawEpoch(cells, o.sampling, classes, mixSeed(o.seed, run.epoch, 2));

    const auto makeBatch = [&](int step) {
      std::vector<cv::Mat> images;
      std::vector<std::int64_t> labels;
      for (int i = 0; i < o.batchSize; ++i) {
        const auto cell = order[static_cast<std::size_t>(step) * o.batchSize + i];
        const auto seed = mixSeed(o.seed, run.epoch, cell + 3);
        // A multiple of 2^-64, taken from a seed of its own: the other crops stay what they were.
        const bool outlier = static_cast<double>(mixSeed(seed, 1, 2)) * 0x1.0p-64 < o.outlierShare;
        const cv::Mat& crop = (*crops)[cell];
        images.push_back(augment(outlier ? disfigure(crop, seed) : crop, side, seed, o.augmentation));
        labels.push_back(outlier ? nn::kNoClass : cells[cell].classIndex);
      }
      return std::pair(stack(images, side), torch::tensor(labels, torch::kInt64));
    };
    auto next = std::async(std::launch::async, makeBatch, 0);  // one batch ahead
    TrainingState state;
    state.epochs = o.epochs;
    state.epoch = run.epoch + 1;
    state.steps = steps;
    std::int64_t right = 0, ofAClass = 0;
    double lossSum = 0;
    for (int step = 0; step < steps; ++step) {
      const auto [bytes, labels] = next.get();
      if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "stopped; the last epoch's checkpoint stays");
      if (step + 1 < steps) next = std::async(std::launch::async, makeBatch, step + 1);
      const auto images = nn::normalise(bytes.to(device), manifest.mean, manifest.stddev);
      const auto done = trainStep(run, o, counts, images, labels.to(device), totalSteps, team);
      if (!std::isfinite(done.loss)) {
        return failure(ErrorCode::Internal, "the loss is not finite at step " + std::to_string(run.step));
      }
      lossSum += done.loss;
      right += done.right;
      ofAClass += done.ofAClass;
      const double elapsed = std::chrono::duration<double>(Clock::now() - started).count();
      state.step = step + 1;
      state.loss = lossSum / state.step;
      state.trainAccuracy =
          static_cast<double>(right) / static_cast<double>(std::max<std::int64_t>(1, ofAClass));
      state.imagesPerSecond = static_cast<double>(state.step) * o.batchSize / elapsed;
      state.seconds = run.seconds + elapsed;
      if (progress) progress(state);
    }
    ++run.epoch;
    run.seconds += std::chrono::duration<double>(Clock::now() - started).count();
    state.validationAccuracy =
        accuracyOf(predict(result, o, manifest, *validationCrops, split.validation, device, team));
    state.minCentroidDistance = minCentroidDistance(result);
    state.seconds = run.seconds;
    if (o.patience > 0 && state.validationAccuracy > run.bestAccuracy) {
      run.bestAccuracy = state.validationAccuracy;
      run.bestEpoch = run.epoch;
      if (auto saved = nn::saveWeights(best, *result); !saved) return tl::make_unexpected(saved.error());
    }
    if (auto saved = saveCheckpoint(o, run, print); !saved) return tl::make_unexpected(saved.error());
    std::ofstream(o.runFolder / "log.jsonl", std::ios::app)
        << Json{{"epoch", run.epoch},
                {"loss", state.loss},
                {"trainAccuracy", state.trainAccuracy},
                {"validationAccuracy", state.validationAccuracy},
                {"minCentroidDistance", state.minCentroidDistance},
                {"imagesPerSecond", state.imagesPerSecond},
                {"seconds", state.seconds}}
               .dump()
        << "\n";
    if (progress) progress(state);
  }

  if (o.patience > 0) {
    auto file = model::SafetensorsFile::open(best);
    if (!file) return tl::make_unexpected(file.error());
    if (auto loaded = nn::loadTensors(nn::namedTensors(*result), *file); !loaded)
      return tl::make_unexpected(loaded.error());
  }

  // --- thresholds: d_th on validation first, then c_th on calibration, with d_th in force
  const auto validation = predict(result, o, manifest, *validationCrops, split.validation, device, team);
  if (headOf(o.loss) == model::HeadKind::Ccl) {  // probabilities say nothing of likeness: c is their largest
    manifest.membershipQuantile = o.membershipQuantile;
    manifest.thresholds.membership = decision::calibrateMembership(validation, o.membershipQuantile);
  }
  auto calibrationCrops = loadCrops(split.calibration, asClassified, stop);
  if (!calibrationCrops) return tl::make_unexpected(calibrationCrops.error());
  manifest.calibrationRows = predict(result, o, manifest, *calibrationCrops, split.calibration, device, team);
  manifest.calibration = decision::calibrateOrAcceptNone(
      o.rule, manifest.calibrationRows, manifest.thresholds.membership, o.targetAccuracy, o.delta);
  manifest.thresholds.confidence = manifest.calibration.threshold;

  // --- figures
  const auto measurePart = [&](const std::string& name,
                               const std::vector<LabelledCell>& part) -> Result<void> {
    auto images = loadCrops(part, asClassified, stop);
    if (!images) return tl::make_unexpected(images.error());
    addFigures(manifest.figures, name, predict(result, o, manifest, *images, part, device, team),
               manifest.thresholds, classes);
    return {};
  };
  addFigures(manifest.figures, "validation", validation, manifest.thresholds, classes);
  addFigures(manifest.figures, "calibration", manifest.calibrationRows, manifest.thresholds, classes);
  if (auto done = measurePart("test", split.test); !done) return tl::make_unexpected(done.error());
  if (auto done = measurePart("extra.test", extra.test); !done) return tl::make_unexpected(done.error());

  manifest.provenance = provenance;
  manifest.provenance["options"] = print;
  manifest.provenance["trainingCells"] = std::to_string(split.train.size());
  manifest.provenance["extraTrainingCells"] = std::to_string(extra.train.size());
  manifest.provenance["seconds"] = std::to_string(static_cast<long long>(run.seconds));
  manifest.provenance["device"] = device.is_cuda() ? "CUDA" : "CPU";

  result->to(torch::kCPU);
  if (auto saved = nn::saveWeights(modelFolder / "weights.safetensors", *result); !saved) {
    return tl::make_unexpected(saved.error());
  }
  auto hash = sha256HexOfFile(modelFolder / "weights.safetensors");
  if (!hash) return tl::make_unexpected(hash.error());
  manifest.weightsSha256 = *hash;
  if (auto written = model::writeManifest(modelFolder, manifest); !written)
    return tl::make_unexpected(written.error());
  return manifest;
}

}  // namespace

Result<model::Manifest> train(const TrainingOptions& options, const Split& split, const Split& extra,
                              const fs::path& modelFolder,
                              const std::map<std::string, std::string>& provenance,
                              const std::function<void(const TrainingState&)>& progress,
                              std::stop_token stop) {
  try {
    return trainChecked(options, split, extra, modelFolder, provenance, progress, stop);
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory,
                   "training does not fit into memory: take a smaller batch or network");
  } catch (const std::exception& problem) {  // c10::Error among them
    return failure(ErrorCode::Internal, problem.what());
  }
}

}  // namespace cellwise::training
