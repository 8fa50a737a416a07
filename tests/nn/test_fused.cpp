#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <new>

#include "catch_torch.h"
#include "nn/crossformer.h"
#include "nn/fixture.h"
#include "nn/fused_cross_former.h"
#include "nn/network.h"
#include "nn/thread_team.h"
#include "result_checks.h"
#include "tiny_model.h"

using namespace cellwise;
namespace fs = std::filesystem;

// Every allocation of this program's own code, LibTorch's and the C++ library's aside.
#ifndef __SANITIZE_ADDRESS__
namespace {
std::atomic<std::size_t> allocations = 0;
}
extern "C" void* __libc_malloc(std::size_t);
extern "C" void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
void* operator new(std::size_t size) {
  void* memory = malloc(size);
  return memory ? memory : throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto to = static_cast<std::size_t>(alignment);
  void* memory = std::aligned_alloc(to, (size + to - 1) / to * to);
  return memory ? memory : throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
#endif

namespace {

// With every parameter random: norms and biases start as ones and zeros, which would hide mistakes.
std::shared_ptr<nn::CrossFormerImpl> randomNetwork(const model::CrossFormerConfig& config) {
  torch::NoGradGuard noGrad;
  auto network = std::make_shared<nn::CrossFormerImpl>(config);
  for (auto& parameter : network->parameters()) parameter.add_(0.1 * torch::randn_like(parameter));
  network->eval();
  network->freeze();
  return network;
}

// [b, s, s, 3]
torch::Tensor randomImages(int count, int side) {
  return torch::randn({count, side, side, 3});
}

torch::Tensor features(nn::FusedCrossFormer& fused, const torch::Tensor& images) {
  auto result = torch::full({images.size(0), fused.featureLength()}, NAN);
  CHECK(fused.run(images.data_ptr<float>(), static_cast<int>(images.size(0)), result.data_ptr<float>()));
  return result;
}

double difference(const torch::Tensor& a, const torch::Tensor& b) {
  const auto most = (a - b).abs().max().item<double>();
  return std::isnan(most) ? INFINITY : most;
}

model::CrossFormerConfig config(int inputSize, int embedDim, std::vector<int> depths, std::vector<int> heads,
                                std::vector<int> groupSizes, std::vector<int> intervals,
                                double mlpRatio = 4) {
  model::CrossFormerConfig c;
  c.inputSize = inputSize;
  c.embedDim = embedDim;
  c.mergeSizes.assign(depths.size() - 1, {2, 4});
  c.depths = std::move(depths);
  c.heads = std::move(heads);
  c.groupSizes = std::move(groupSizes);
  c.intervals = std::move(intervals);
  c.mlpRatio = mlpRatio;
  return c;
}

// What the published sizes never meet: groups that do not divide the map, groups of padding alone, heads and
// widths that fill no vector, one embedding kernel, odd maps.
std::vector<model::CrossFormerConfig> unevenConfigs() {
  std::vector<model::CrossFormerConfig> list = {
      test::tinyBackbone(),
      config(32, 16, {2, 1}, {1, 2}, {3, 3}, {3, 1}),
      config(36, 24, {3, 2, 1}, {2, 4, 3}, {4, 3, 7}, {2, 3, 1}, 2.3),
      config(44, 40, {2, 2}, {5, 10}, {7, 3}, {8, 2}, 1.1),
      config(52, 72, {2, 2}, {3, 2}, {5, 4}, {5, 4}, 3),
      config(60, 16, {4, 2}, {4, 16}, {1, 2}, {4, 5}),
      config(20, 32, {2}, {2}, {4}, {4}, 9),
  };
  auto single = config(28, 18, {2, 2}, {3, 2}, {5, 2}, {3, 2}, 0.5);
  single.patchSizes = {4};
  single.mergeSizes = {{2}};
  list.push_back(single);
  auto wide = config(48, 48, {1, 2}, {3, 3}, {7, 5}, {2, 4});
  wide.patchSizes = {4, 6, 10};
  wide.mergeSizes = {{2, 6, 4}};
  list.push_back(wide);
  return list;
}

}  // namespace

TEST_CASE("the fused CrossFormer reproduces the published implementation with every instruction set") {
  for (const char* name : {"crossformer_224", "crossformer_64_padded"}) {
    const auto file = fs::path(CELLWISE_SHARED_DIR) / "fixtures" / (std::string(name) + ".safetensors");
    if (!fs::exists(file)) {
      WARN("skipped: the fixture " << name << " is not there");
      continue;
    }
    const auto report = test::value(nn::verifyFixture(file));
    CHECK(report.fused.size() == nn::FusedCrossFormer::instructionSets().size());
    for (const auto& [instructions, most] : report.fused) {
      INFO(name << ", " << instructions);
      CHECK(most <= 1e-4);
    }
  }
}

TEST_CASE("the fused CrossFormer and the module agree on uneven configurations") {
  torch::NoGradGuard noGrad;
  torch::manual_seed(1);
  int count = 0;
  for (const auto& c : unevenConfigs()) {
    REQUIRE(c.problem().empty());
    const auto network = randomNetwork(c);
    const int images = 1 + count++ % 9;
    const auto input = randomImages(images, c.inputSize);
    const auto expected = network->forward(input.permute({0, 3, 1, 2}));
    for (const auto& instructions : nn::FusedCrossFormer::instructionSets()) {
      for (const int threads : {1, 2, 3}) {
        INFO("input " << c.inputSize << ", width " << c.embedDim << ", " << images << " images, "
                      << instructions << ", " << threads << " threads");
        nn::ThreadTeam team(threads);
        nn::FusedCrossFormer fused(*network, c.inputSize, team, {.batch = 4, .instructions = instructions});
        CHECK(fused.instructions() == instructions);
        CHECK(difference(features(fused, input), expected) <= 1e-4);
      }
    }
  }
}

TEST_CASE("in bfloat16 the fused CrossFormer stays within its rounding of the module") {
  if (!nn::FusedCrossFormer::bfloat16()) {
    WARN("skipped: this processor does not multiply bfloat16");
    return;
  }
  torch::NoGradGuard noGrad;
  torch::manual_seed(6);
  int count = 0;
  for (const auto& c : unevenConfigs()) {
    const auto network = randomNetwork(c);
    const int images = 1 + count++ % 9;
    const auto input = randomImages(images, c.inputSize);
    const auto expected = network->forward(input.permute({0, 3, 1, 2}));
    INFO("input " << c.inputSize << ", width " << c.embedDim << ", " << images << " images");
    nn::ThreadTeam one(1), three(3);
    nn::FusedCrossFormer fused(*network, c.inputSize, three, {.batch = 4, .bfloat16 = true});
    nn::FusedCrossFormer single(*network, c.inputSize, one, {.batch = 1, .bfloat16 = true});
    CHECK(std::string(fused.instructions()) == "AVX-512 BF16");
    const auto result = features(fused, input);
    const double distance = (result - expected).norm().item<double>() / expected.norm().item<double>();
    CHECK(distance <= 0.02);
    CHECK(distance > 1e-6);  // something was rounded
    CHECK(torch::equal(result, features(single, input)));
  }
}

TEST_CASE("a fused image's features do not depend on its batch or on the threads") {
  torch::NoGradGuard noGrad;
  torch::manual_seed(2);
  const auto c = config(36, 24, {2, 2}, {2, 4}, {4, 3}, {2, 3});
  const auto network = randomNetwork(c);
  const auto input = randomImages(9, c.inputSize);
  nn::ThreadTeam one(1), two(2);
  nn::FusedCrossFormer whole(*network, c.inputSize, two, {.batch = 9});
  nn::FusedCrossFormer single(*network, c.inputSize, one, {.batch = 1});
  const auto together = features(whole, input);
  CHECK(torch::equal(together, features(whole, input)));  // what a run leaves behind does no harm
  CHECK(torch::equal(together, features(single, input)));
  for (int i = 0; i < 9; ++i) CHECK(torch::equal(together[i], features(whole, input.narrow(0, i, 1))[0]));
}

TEST_CASE("bytes are normalised as for the module") {
  torch::NoGradGuard noGrad;
  torch::manual_seed(3);
  const auto c = test::tinyBackbone();
  const auto network = randomNetwork(c);
  const std::array<double, 3> mean = {0.485, 0.456, 0.406}, stddev = {0.229, 0.224, 0.225};
  const auto bytes = torch::randint(0, 256, {5, c.inputSize, c.inputSize, 3}, torch::kUInt8);
  std::vector<const std::uint8_t*> images;
  for (int i = 0; i < 5; ++i) images.push_back(bytes[i].data_ptr<std::uint8_t>());
  nn::ThreadTeam team(2);
  nn::FusedCrossFormer fused(*network, c.inputSize, team, {.batch = 3, .mean = mean, .stddev = stddev});
  auto result = torch::empty({5, fused.featureLength()});
  REQUIRE(fused.run(images, result.data_ptr<float>()));
  CHECK(difference(result, network->forward(nn::normalise(bytes, mean, stddev))) <= 1e-4);
}

TEST_CASE("a cancelled run ends early, and the next one is whole") {
  torch::NoGradGuard noGrad;
  torch::manual_seed(4);
  const auto c = test::tinyBackbone();
  const auto network = randomNetwork(c);
  const auto input = randomImages(7, c.inputSize);
  nn::ThreadTeam team(2);
  nn::FusedCrossFormer fused(*network, c.inputSize, team, {.batch = 2});
  const auto before = features(fused, input);
  auto result = torch::zeros_like(before);
  const std::atomic<bool> yes = true, no = false;
  CHECK_FALSE(fused.run(input.data_ptr<float>(), 7, result.data_ptr<float>(), &yes));
  CHECK(torch::equal(result, torch::zeros_like(before)));
  CHECK(fused.run(input.data_ptr<float>(), 7, result.data_ptr<float>(), &no));
  CHECK(torch::equal(result, before));
}

TEST_CASE("a fused run allocates nothing") {
#ifdef __SANITIZE_ADDRESS__
  WARN("skipped: the sanitizer has malloc for itself");
#else
  torch::NoGradGuard noGrad;
  torch::manual_seed(5);
  const auto c = config(36, 24, {2, 2}, {2, 4}, {4, 3}, {2, 3});
  const auto network = randomNetwork(c);
  const auto input = randomImages(9, c.inputSize);
  nn::ThreadTeam team(2);
  nn::FusedCrossFormer fused(*network, c.inputSize, team, {.batch = 4});
  auto result = torch::empty({9, fused.featureLength()});
  const float* from = input.data_ptr<float>();
  float* to = result.data_ptr<float>();
  const auto before = allocations.load();
  ::operator delete(::operator new(1));
  CHECK(allocations == before + 1);  // the counting works
  fused.run(from, 9, to);
  fused.run(from, 1, to);
  CHECK(allocations == before + 1);
#endif
}

TEST_CASE("an instruction set that the processor does not have is refused by name") {
  const auto network = randomNetwork(test::tinyBackbone());
  nn::ThreadTeam team(1);
  CHECK_THROWS_WITH(nn::FusedCrossFormer(*network, 32, team, {.instructions = "MMX"}),
                    Catch::Contains("MMX"));
  CHECK(nn::FusedCrossFormer::instructionSets().back() == "baseline");
}
