#include <filesystem>
#include <thread>
#include <unistd.h>

#include "catch_torch.h"
#include "nn/fixture.h"
#include "nn/network.h"
#include "result_checks.h"
#include "tiny_model.h"

using namespace cellwise;
namespace fs = std::filesystem;

namespace {

const fs::path kFixtures = fs::path(CELLWISE_SHARED_DIR) / "fixtures";

struct TemporaryFile {
  fs::path path;
  explicit TemporaryFile(const char* name)
      : path(fs::temp_directory_path() / (std::to_string(::getpid()) + "-" + name)) {}  // CTest runs it twice
  ~TemporaryFile() { fs::remove(path); }
};

model::HeadConfig threeClasses(model::HeadKind kind) {
  return {3, 8, 0.7071, kind};
}

// What a published checkpoint of the backbone holds: its tensors, and what we leave aside.
std::vector<model::TensorToWrite> published(nn::BackboneImpl& backbone) {
  std::vector<model::TensorToWrite> tensors;
  for (const auto& [name, tensor] : nn::namedTensors(backbone)) tensors.push_back(nn::toWrite(name, tensor));
  const auto n = backbone.featureLength();
  for (const char* name : {"head.weight", "heads.head.weight", "fc.weight"})
    tensors.push_back(nn::toWrite(name, torch::zeros({1000, n})));
  tensors.push_back(nn::toWrite("bn1.num_batches_tracked", torch::zeros({}, torch::kInt64)));
  return tensors;
}

}  // namespace

TEST_CASE("every backbone reproduces its published implementation, with weights in the published names") {
  for (const char* name : {"crossformer_224", "crossformer_64_padded", "vit", "swin", "resnext", "regnety"}) {
    const auto file = kFixtures / (std::string(name) + ".safetensors");
    if (!fs::exists(file)) {
      WARN("skipped: the fixture " << name << " is not there");
      continue;
    }
    const auto report = test::value(nn::verifyFixture(file));
    INFO(name);
    CHECK(report.maxAbsoluteDifference <= 1e-4);
    CHECK(report.images >= 1);
  }
}

TEST_CASE("an architecture that is not known is named") {
  const TemporaryFile file("cellwise-unknown.safetensors");
  REQUIRE(model::writeSafetensors(file.path, {}, {{"architecture", "Oracle"}}));
  const auto report = nn::verifyFixture(file.path);
  CHECK(test::code(report) == ErrorCode::VersionUnsupported);
  CHECK_THAT(report.error().detail, Catch::Contains("Oracle") && Catch::Contains("RegNetY"));
}

TEST_CASE("the published networks have their published sizes") {
  const auto parameters = [](const char* preset, int classes) {
    const auto network = nn::makeBackbone(model::backbonePresets().at(preset));
    std::int64_t count = static_cast<std::int64_t>(classes) * (network->featureLength() + 1);
    for (const auto& parameter : network->parameters()) count += parameter.numel();
    return count;
  };
  // with ImageNet's 1000 classes: torchvision's, DeiT's and pycls's
  CHECK(parameters("resnext-50", 1000) == 25'028'904);
  CHECK(parameters("regnety-4g", 1000) == 20'646'656);
  CHECK(parameters("regnety-8g", 1000) == 39'381'472);
  CHECK(parameters("vit-t", 1000) == 5'717'416);
  CHECK(parameters("vit-s", 1000) == 22'050'664);
  CHECK(parameters("swin-t", 1000) == 28'288'354);
  CHECK(parameters("swin-s", 1000) == 49'606'258);
  // method.md section 1, with a 13-way layer
  CHECK(static_cast<double>(parameters("cross-t", 13)) / 1e6 == Approx(27.27).margin(0.005));
  CHECK(static_cast<double>(parameters("cross-s", 13)) / 1e6 == Approx(29.90).margin(0.005));
  // the small ones are of one size, so that they can be compared
  for (const char* name : {"small-cross", "small-vit", "small-swin", "small-resnext", "small-regnety"}) {
    INFO(name);
    CHECK(static_cast<double>(parameters(name, 11)) / 1e6 == Approx(1.3).margin(0.2));
  }
}

TEST_CASE("every backbone learns under either head, and its frozen self may be shared by threads") {
  for (const auto& config : test::tinyBackbones()) {
    for (const auto kind : {model::HeadKind::Ccl, model::HeadKind::Softmax}) {
      INFO(model::architecture(config) << ", " << model::name(kind));
      torch::manual_seed(1);
      nn::Network network(config, threeClasses(kind));
      const auto images = torch::randn({6, 3, 32, 32});
      const auto labels = torch::tensor({0, 1, 2, 0, 1, 2});
      const auto scores = network->forward(images);
      REQUIRE(scores.sizes() == torch::IntArrayRef({6, 3}));
      CHECK((scores <= 0).all().item<bool>());
      (kind == model::HeadKind::Ccl ? nn::cclLoss(scores, labels) : torch::nll_loss(scores, labels))
          .backward();
      for (const auto& parameter : network->named_parameters()) {
        INFO(parameter.key());
        REQUIRE(parameter.value().grad().defined());
        CHECK(torch::isfinite(parameter.value().grad()).all().item<bool>());
        CHECK(parameter.value().grad().abs().sum().item<double>() > 0);
      }

      torch::NoGradGuard noGrad;
      network->eval();
      const auto before = network->forward(images);
      if (kind == model::HeadKind::Softmax) CHECK(torch::allclose(before.exp().sum(1), torch::ones({6})));
      network->backbone->freeze();
      std::vector<torch::Tensor> halves(2);
      {
        const auto run = [&](int i) {
          torch::NoGradGuard inThisThreadToo;
          halves[i] = network->forward(images.chunk(2)[i]);
        };
        const std::jthread first(run, 0), second(run, 1);
      }
      CHECK(torch::allclose(torch::cat(halves), before, 1e-4, 1e-5));
    }
  }
}

TEST_CASE("batch norm is saved with its statistics and without its counters") {
  torch::manual_seed(2);
  const auto backbone = nn::makeBackbone(test::tinyBackbones()[3]);
  CHECK(backbone->needsWholeBatch());
  const auto before = nn::namedTensors(*backbone).at("bn1.running_mean").clone();
  backbone->forward(torch::randn({4, 3, 32, 32}) + 1);
  const auto tensors = nn::namedTensors(*backbone);
  CHECK_FALSE(torch::equal(before, tensors.at("bn1.running_mean")));
  CHECK(tensors.contains("layer1.0.downsample.1.running_var"));
  for (const auto& [name, tensor] : tensors) {
    INFO(name);
    CHECK(tensor.is_floating_point());
  }
}

TEST_CASE("published weights load with their classification layer left aside, a mismatch is named") {
  const TemporaryFile file("cellwise-published.safetensors");
  for (const auto& config : test::tinyBackbones()) {
    INFO(model::architecture(config));
    torch::manual_seed(3);
    const auto source = nn::makeBackbone(config), target = nn::makeBackbone(config);
    REQUIRE(model::writeSafetensors(file.path, published(*source)));
    const auto saved = test::value(model::SafetensorsFile::open(file.path));
    test::value(nn::loadTensors(nn::namedTensors(*target), saved));
    const auto expected = nn::namedTensors(*source);
    for (const auto& [name, tensor] : nn::namedTensors(*target))
      CHECK(torch::equal(tensor, expected.at(name)));
  }

  auto vit = std::get<model::VitConfig>(test::tinyBackbones()[1]);
  REQUIRE(model::writeSafetensors(file.path, published(*nn::makeBackbone(vit))));
  vit.inputSize = 48;  // 36 patches in place of 16
  const auto other = nn::makeBackbone(vit);
  const auto refused = nn::loadTensors(nn::namedTensors(*other), *model::SafetensorsFile::open(file.path));
  CHECK(test::code(refused) == ErrorCode::TensorMismatch);
  CHECK_THAT(refused.error().detail,
             Catch::Contains("encoder.pos_embedding is [1, 17, 32]") && Catch::Contains("[1, 37, 32]"));
}
