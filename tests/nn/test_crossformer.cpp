#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "catch_torch.h"
#include "nn/crossformer.h"
#include "nn/network.h"
#include "tiny_model.h"

using namespace cellwise;

namespace {

// With a long-distance block too.
model::CrossFormerConfig tinyConfig() {
  auto config = test::tinyBackbone();
  config.depths = {2, 1};
  return config;
}

}  // namespace

TEST_CASE("the position bias is a constant in evaluation and follows the weights after training") {
  torch::manual_seed(1);
  nn::CrossFormer network(tinyConfig());
  const auto images = torch::randn({2, 3, 32, 32});
  const auto run = [&] {
    torch::NoGradGuard noGrad;
    return network->forward(images);
  };
  network->eval();
  const auto first = run();
  network->freeze();
  CHECK(torch::equal(first, run()));
  const auto changeBias = [&] {
    torch::NoGradGuard noGrad;
    for (auto& parameter : network->named_parameters()) {
      if (parameter.key().find("pos3.2.weight") != std::string::npos) parameter.value().add_(1.0);
    }
  };
  changeBias();
  CHECK(torch::equal(first, run()));  // still the constant computed before
  network->train();
  network->eval();
  CHECK_FALSE(torch::allclose(first, run()));
}

TEST_CASE("padding does not leak into the features") {
  // A group size that does not divide the map: a batch and its single images must agree.
  auto config = tinyConfig();
  config.groupSizes = {3, 3};
  config.intervals = {3, 1};
  torch::manual_seed(2);
  torch::NoGradGuard noGrad;
  nn::CrossFormer network(config);
  network->eval();
  const auto images = torch::randn({3, 3, 32, 32});
  const auto batch = network->forward(images);
  CHECK(torch::isfinite(batch).all().item<bool>());
  for (int i = 0; i < 3; ++i)
    CHECK(torch::allclose(batch[i], network->forward(images[i].unsqueeze(0))[0], 1e-4, 1e-5));
}

TEST_CASE("weights go through safetensors unchanged, and a mismatch is named") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("cellwise-nn-test-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto file = folder / "weights.safetensors";
  torch::manual_seed(3);
  model::HeadConfig head;
  head.classes = 3;
  head.centroidLength = 8;
  nn::Network network(tinyConfig(), head);
  REQUIRE(nn::saveWeights(file, *network));
  auto saved = model::SafetensorsFile::open(file);
  REQUIRE(saved);
  CHECK(saved->tensors().contains("patch_embed.projs.0.weight"));
  CHECK(saved->tensors().contains("layers.0.blocks.1.attn.pos.pos1.0.weight"));

  nn::Network other(tinyConfig(), head);
  REQUIRE(nn::loadTensors(nn::namedTensors(*other), *saved));
  const auto expected = nn::namedTensors(*network);
  for (const auto& [name, tensor] : nn::namedTensors(*other)) CHECK(torch::equal(tensor, expected.at(name)));

  head.classes = 4;
  nn::Network wider(tinyConfig(), head);
  const auto before = nn::namedTensors(*wider).at("patch_embed.norm.weight").clone();
  const auto refused = nn::loadTensors(nn::namedTensors(*wider), *saved);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::TensorMismatch);
  CHECK(refused.error().detail.find("ccl.centroids") != std::string::npos);
  CHECK(refused.error().detail.find("[4, 8]") != std::string::npos);
  CHECK(torch::equal(before, nn::namedTensors(*wider).at("patch_embed.norm.weight")));
  std::filesystem::remove_all(folder);
}

TEST_CASE("the same features on CUDA") {
  if (!torch::cuda::is_available()) {
    WARN("skipped: no CUDA device");
    return;
  }
  torch::manual_seed(4);
  torch::NoGradGuard noGrad;
  nn::CrossFormer network(tinyConfig());
  network->eval();
  const auto images = torch::randn({2, 3, 32, 32});
  const auto cpu = network->forward(images);
  network->to(torch::kCUDA);
  CHECK(torch::allclose(cpu, network->forward(images.to(torch::kCUDA)).cpu(), 1e-3, 1e-4));
}
