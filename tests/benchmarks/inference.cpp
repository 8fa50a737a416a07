// Inference on the CPU, timed: the module as LibTorch runs it and the fused CrossFormer, over batches and
// threads, each beside a product of 2048^3 by LibTorch in the same precision (BLAS in fp32, oneDNN in
// bfloat16). The three take turns and the shortest of several counts, so that the shares of the product's
// rate hold on any machine, also on one that has other work. Then where the time goes, part by part and
// operation by operation.
#include <ATen/record_function.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <torch/torch.h>

#include "model/manifest.h"
#include "nn/crossformer.h"
#include "nn/fused_cross_former.h"
#include "nn/network.h"
#include "nn/thread_team.h"

namespace {

using namespace cellwise;
using Json = nlohmann::ordered_json;

double secondsNow() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class Work>
double secondsOf(const Work& work) {
  const double start = secondsNow();
  work();
  return secondsNow() - start;
}

// Multiply-adds of one image, by part; twice as many floating point operations.
struct Cost {
  double embedding = 0, attention = 0, mlp = 0, merging = 0;
  double total() const { return embedding + attention + mlp + merging; }
};

Cost costOf(nn::CrossFormerImpl& network, int inputSize) {
  Cost cost;
  const auto convolutions = [](torch::nn::ModuleList& list, int side) {
    double sum = 0;
    for (const auto& each : *list) sum += static_cast<double>(each->as<torch::nn::Conv2d>()->weight.numel());
    return sum * side * side;
  };
  int side = inputSize / 4;
  cost.embedding = convolutions(network.patch_embed->projs, side);
  for (const auto& each : *network.layers) {
    auto* stage = each->as<nn::Stage>();
    for (const auto& one : *stage->blocks) {
      auto* block = one->as<nn::CrossFormerBlock>();
      const double tokens = static_cast<double>(side) * side, dim = block->options().dim;
      const int group = nn::grouping(block->options()).height;
      cost.attention += tokens * (4 * dim * dim + 2.0 * group * group * dim);
      cost.mlp += tokens * 2 * static_cast<double>(block->mlp->fc1->weight.numel());
    }
    if (!stage->downsample) break;
    side /= 2;
    cost.merging += convolutions(stage->downsample->reductions, side);
  }
  return cost;
}

struct Subject {
  std::string name;
  int inputSize = 0;
  std::shared_ptr<nn::CrossFormerImpl> network;
};

Subject randomSubject(const std::string& name, const model::CrossFormerConfig& config) {
  torch::manual_seed(1);
  Subject subject{name, config.inputSize, std::make_shared<nn::CrossFormerImpl>(config)};
  torch::NoGradGuard noGrad;
  subject.network->freeze();
  return subject;
}

std::optional<Subject> shippedSubject(const std::string& folder) {
  const auto opened = model::openModelFolder(folder);
  if (!opened) return std::nullopt;
  auto network = nn::loadNetwork(*opened);
  if (!network) return std::nullopt;
  auto backbone = std::dynamic_pointer_cast<nn::CrossFormerImpl>((*network)->backbone);
  if (!backbone) return std::nullopt;
  return Subject{"shipped", model::inputSize(opened->manifest.backbone), backbone};
}

class Product {
 public:
  Product(int n, torch::ScalarType type)
      : n_(n),
        a_(torch::randn({n, n}).to(type)),
        b_(torch::randn({n, n}).to(type)),
        c_(torch::empty({n, n}, type)) {}
  double seconds(int threads) {
    at::set_num_threads(threads);
    const double time = secondsOf([&] { torch::mm_out(c_, a_, b_); });
    at::set_num_threads(1);
    return time;
  }
  double gflop() const { return 2e-9 * n_ * n_ * n_; }

 private:
  double n_;
  torch::Tensor a_, b_, c_;
};

// As the classifier runs networks that have no kernels of their own: small pieces, one thread in each.
void runModule(nn::CrossFormerImpl& network, int inputSize, nn::ThreadTeam& team, const torch::Tensor& images,
               torch::Tensor& features) {
  const std::int64_t count = images.size(0);
  const std::int64_t piece = std::clamp<std::int64_t>(8 * 96 * 96 / (inputSize * inputSize), 1, 8);
  std::atomic<std::int64_t> next = 0;
  team.run([&](int) {
    torch::InferenceMode inference;
    for (std::int64_t first = piece * next++; first < count; first = piece * next++) {
      const auto length = std::min(piece, count - first);
      features.narrow(0, first, length).copy_(network.forward(images.narrow(0, first, length)));
    }
  });
}

// Time inside each of LibTorch's operations without those that it calls, by name, over all threads.
class OperationTimes {
 public:
  OperationTimes() {
    current = this;
    handle_ = at::addGlobalCallback(
        at::RecordFunctionCallback(
            [](const at::RecordFunction& function) -> std::unique_ptr<at::ObserverContext> {
              stack.push_back({function.name(), secondsNow(), 0});
              return nullptr;
            },
            [](const at::RecordFunction&, at::ObserverContext*) {
              const Open open = stack.back();
              stack.pop_back();
              const double whole = secondsNow() - open.start;
              if (!stack.empty()) stack.back().inside += whole;
              const std::lock_guard lock(current->mutex_);
              current->seconds_[open.name] += whole - open.inside;
            })
            .scopes({at::RecordScope::FUNCTION}));
  }
  ~OperationTimes() { at::removeCallback(handle_); }

  std::vector<std::pair<std::string, double>> longestFirst() const {
    std::vector<std::pair<std::string, double>> list(seconds_.begin(), seconds_.end());
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return list;
  }

 private:
  struct Open {
    std::string name;
    double start, inside;
  };
  static inline OperationTimes* current = nullptr;
  static inline thread_local std::vector<Open> stack;
  at::CallbackHandle handle_;
  std::mutex mutex_;
  std::map<std::string, double> seconds_;
};

struct Options {
  std::vector<std::string> networks = {"cross-t", "cross-s", "shipped"};
  std::vector<int> batches = {1, 2, 4, 8, 16, 32, 64};
  std::vector<int> threads = {1, 2};
  std::vector<std::string> precisions = {"float32", "bfloat16"};
  int repeats = 5;
  int product = 2048;
  std::string model = CELLWISE_SOURCE_DIR "/resources/models/blood-11.cellmodel";
  std::string json;
};

struct Measured {
  double fused = 1e9, module = 1e9, product = 1e9;  // seconds, the shortest
  double slowestFused = 0;
  nn::FusedCrossFormer::Times parts;
  double difference = 0;
};

Measured measure(const Subject& subject, bool bfloat16, nn::ThreadTeam& team, int batch, int repeats,
                 Product& product) {
  torch::NoGradGuard noGrad;
  const int side = subject.inputSize;
  nn::FusedCrossFormer fused(
      *subject.network, side, team,
      {.batch = std::clamp(8 * 224 * 224 / (side * side), 1, 64), .bfloat16 = bfloat16});
  const auto images = torch::randn({batch, side, side, 3});
  auto byKernels = torch::empty({batch, fused.featureLength()}), byModule = torch::empty_like(byKernels);
  const auto runFused = [&] { fused.run(images.data_ptr<float>(), batch, byKernels.data_ptr<float>()); };
  const auto runPlain = [&] {
    runModule(*subject.network, side, team, images.permute({0, 3, 1, 2}), byModule);
  };
  Measured m;
  runFused();
  runPlain();
  for (int r = 0; r < repeats; ++r) {
    const double fusedTime = secondsOf(runFused);
    m.slowestFused = std::max(m.slowestFused, fusedTime);
    if (fusedTime < m.fused) {
      m.fused = fusedTime;
      m.parts = fused.times();
    }
    m.product = std::min(m.product, product.seconds(team.size()));
    m.module = std::min(m.module, secondsOf(runPlain));
  }
  m.difference = (byKernels - byModule).abs().max().item<double>();
  return m;
}

// False where the two paths disagree.
bool run(const Options& options) {
  std::vector<Subject> subjects;
  for (const auto& name : options.networks) {
    if (name == "shipped") {
      auto shipped = shippedSubject(options.model);
      if (!shipped) {
        std::printf("%s is no CrossFormer's model folder\n", options.model.c_str());
        return false;
      }
      subjects.push_back(std::move(*shipped));
    } else {
      subjects.push_back(
          randomSubject(name, std::get<model::CrossFormerConfig>(model::backbonePresets().at(name))));
    }
  }
  Product inFloat32(options.product, torch::kFloat32), inBfloat16(options.product, torch::kBFloat16);
  inFloat32.seconds(1);
  std::vector<std::string> precisions;
  for (const auto& precision : options.precisions) {
    if (precision == "bfloat16" && !nn::FusedCrossFormer::bfloat16()) {
      std::printf("bfloat16: this processor does not multiply it\n");
    } else {
      precisions.push_back(precision);
    }
  }
  bool agree = true;
  Json document;
  document["format"] = "cellwise-inference-benchmark";
  document["schemaVersion"] = 1;
  document["instructions"] = nn::FusedCrossFormer::instructionSets().front();
  document["product"] = options.product;
  document["repeats"] = options.repeats;
  std::printf(
      "product: %d^3 by LibTorch in the same precision, the module in fp32; times are the shortest of %d, "
      "taken in turns\n\n",
      options.product, options.repeats);
  std::printf("%-9s %-8s %7s %5s | %9s %8s | %9s %8s %9s | %9s %7s | %8s\n", "network", "", "threads",
              "batch", "module", "", "fused", "", "slowest", "product", "share", "differ");
  std::printf("%-9s %-8s %7s %5s | %9s %8s | %9s %8s %9s | %9s %7s | %8s\n", "", "", "", "", "ms/image",
              "GFLOP/s", "ms/image", "GFLOP/s", "ms/image", "GFLOP/s", "%", "at most");
  const auto row = [&](const Subject& subject, const std::string& precision, int threads, int batch) {
    const bool reduced = precision == "bfloat16";
    Product& product = reduced ? inBfloat16 : inFloat32;
    nn::ThreadTeam team(threads);
    const double gflop = 2e-9 * costOf(*subject.network, subject.inputSize).total();
    const auto m = measure(subject, reduced, team, batch, options.repeats, product);
    if (!reduced) agree = agree && m.difference <= 1e-4;
    const double rate = product.gflop() / m.product, work = gflop * batch;
    std::printf("%-9s %-8s %7d %5d | %9.2f %8.1f | %9.2f %8.1f %9.2f | %9.1f %7.1f | %8.1g\n",
                subject.name.c_str(), precision.c_str(), threads, batch, 1e3 * m.module / batch,
                work / m.module, 1e3 * m.fused / batch, work / m.fused, 1e3 * m.slowestFused / batch, rate,
                100 * work / m.fused / rate, m.difference);
    std::fflush(stdout);
    document["rows"].push_back({{"network", subject.name},
                                {"precision", precision},
                                {"threads", threads},
                                {"batch", batch},
                                {"gflopAnImage", gflop},
                                {"moduleMs", 1e3 * m.module / batch},
                                {"fusedMs", 1e3 * m.fused / batch},
                                {"slowestFusedMs", 1e3 * m.slowestFused / batch},
                                {"productGflops", rate},
                                {"shareOfProduct", work / m.fused / rate},
                                {"maxAbsoluteDifference", m.difference}});
  };
  for (const auto& subject : subjects) {
    for (const auto& precision : precisions) {
      for (const int threads : options.threads) {
        for (const int batch : options.batches) row(subject, precision, threads, batch);
      }
    }
  }
  const auto byPart = [&](const Subject& subject, const std::string& precision) {
    const bool reduced = precision == "bfloat16";
    Product& product = reduced ? inBfloat16 : inFloat32;
    const int threads = options.threads.back();
    const int batch = std::min(8, options.batches.back());
    nn::ThreadTeam team(threads);
    const auto m = measure(subject, reduced, team, batch, options.repeats, product);
    const Cost cost = costOf(*subject.network, subject.inputSize);
    const double rate = product.gflop() / m.product;
    std::printf("\n%s, %s, batch %d, %d threads, by part\n%-12s %9s %7s %9s %8s %9s\n", subject.name.c_str(),
                precision.c_str(), batch, threads, "fused", "ms/image", "time %", "work %", "GFLOP/s",
                "product %");
    const auto part = [&](const char* name, double seconds, double work) {
      const double gflops = 2e-9 * work * batch / seconds;
      std::printf("%-12s %9.3f %7.1f %9.1f %8.1f %9.1f\n", name, 1e3 * seconds / batch,
                  100 * seconds / m.fused, 100 * work / cost.total(), gflops, 100 * gflops / rate);
      document["parts"].push_back({{"network", subject.name},
                                   {"precision", precision},
                                   {"part", name},
                                   {"ms", 1e3 * seconds / batch},
                                   {"timeShare", seconds / m.fused},
                                   {"workShare", work / cost.total()},
                                   {"shareOfProduct", gflops / rate}});
    };
    part("input", m.parts.input, 0);
    part("embedding", m.parts.embedding, cost.embedding);
    part("attention", m.parts.attention, cost.attention);
    part("mlp", m.parts.mlp, cost.mlp);
    part("merging", m.parts.merging, cost.merging);
    part("pooling", m.parts.pooling, 0);
  };
  for (const auto& subject : subjects) {
    for (const auto& precision : precisions) byPart(subject, precision);
    const int batch = std::min(8, options.batches.back());
    nn::ThreadTeam team(options.threads.back());
    const auto images = torch::randn({batch, subject.inputSize, subject.inputSize, 3}).permute({0, 3, 1, 2});
    auto features = torch::empty({batch, subject.network->featureLength()});
    const OperationTimes operations;
    runModule(*subject.network, subject.inputSize, team, images, features);
    const auto list = operations.longestFirst();
    double total = 0;
    for (const auto& [name, seconds] : list) total += seconds;
    std::printf("\n%-32s %9s\n", (subject.name + ", module").c_str(), "time %");
    for (std::size_t i = 0; i < std::min<std::size_t>(12, list.size()); ++i) {
      std::printf("%-32s %9.1f\n", list[i].first.c_str(), 100 * list[i].second / total);
      document["operations"].push_back(
          {{"network", subject.name}, {"operation", list[i].first}, {"timeShare", list[i].second / total}});
    }
  }
  if (!options.json.empty()) std::ofstream(options.json) << document.dump(1) << '\n';
  if (!agree) std::printf("the module and the fused network disagree by more than 1e-4\n");
  return agree;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("Times CrossFormer's inference on the CPU.", "cellwise_inference_benchmark");
  Options options;
  program.add_option("--networks", options.networks, "cross-t, cross-s, small-cross, tiny, shipped")
      ->check(CLI::IsMember({"cross-t", "cross-s", "small-cross", "tiny", "shipped"}))
      ->delimiter(',')
      ->capture_default_str();
  program.add_option("--batches", options.batches)
      ->check(CLI::Range(1, 4096))
      ->delimiter(',')
      ->capture_default_str();
  program.add_option("--threads", options.threads)
      ->check(CLI::Range(1, 1024))
      ->delimiter(',')
      ->capture_default_str();
  program.add_option("--precisions", options.precisions)
      ->check(CLI::IsMember({"float32", "bfloat16"}))
      ->delimiter(',')
      ->capture_default_str();
  program.add_option("--repeats", options.repeats)->check(CLI::Range(1, 1000))->capture_default_str();
  program.add_option("--product", options.product, "side of the product's matrices")
      ->check(CLI::Range(16, 16384))
      ->capture_default_str();
  program.add_option("--model", options.model, "what \"shipped\" is")
      ->type_name("FOLDER")
      ->capture_default_str();
  program.add_option("--json", options.json, "writes all figures there")->type_name("FILE");
  CLI11_PARSE(program, argc, argv);
  return run(options) ? 0 : 1;
}
