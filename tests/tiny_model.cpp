#include "tiny_model.h"

#include <stdexcept>
#include <torch/torch.h>

#include "base/sha256.h"
#include "nn/network.h"

namespace cellwise::test {

model::CrossFormerConfig tinyBackbone() {
  model::CrossFormerConfig config;
  config.inputSize = 32;
  config.embedDim = 16;
  config.depths = {1, 1};
  config.heads = {1, 2};
  config.groupSizes = {4, 4};
  config.intervals = {2, 1};
  config.mergeSizes = {{2, 4}};
  config.dropPath = 0;
  return config;
}

std::vector<model::BackboneConfig> tinyBackbones() {
  auto cross = tinyBackbone();
  cross.embedDim = 32;  // at 16 the position bias is one value wide, and LayerNorm makes that a constant
  return {cross, model::VitConfig{32, 8, 2, 2, 32, 64, 0},
          model::SwinConfig{32, 4, 16, {2, 2}, {1, 2}, 4, 2, 0},
          model::ResNextConfig{32, 16, {1, 1}, 4, 16, 0},
          model::RegNetYConfig{32, 16, {1, 1}, {16, 32}, {8, 8}, 0.25, 0}};
}

model::ClassScheme tinyScheme() {
  model::ClassScheme scheme;
  scheme.id = "tiny-3";
  scheme.nameEn = "Three shapes";
  scheme.nameZh = "三种形状";
  scheme.specimen = "blood";
  scheme.lineages = {{"shapes", "Shapes", "形状", ""}};
  const char* names[][3] = {{"alpha", "Alpha", "甲"}, {"beta", "Beta", "乙"}, {"gamma", "Gamma", "丙"}};
  for (int i = 0; i < 3; ++i) {
    model::CellClass c;
    c.id = names[i][0];
    c.nameEn = names[i][1];
    c.nameZh = names[i][2];
    c.shortName = c.nameEn.substr(0, 3);
    c.lineage = "shapes";
    c.maturationStage = i;
    c.colour = i == 0 ? "#0072b2" : i == 1 ? "#e69f00" : "#009e73";
    c.key = std::to_string(i + 1);
    c.order = i;
    scheme.classes.push_back(c);
  }
  return scheme;
}

model::Manifest writeTinyModel(const std::filesystem::path& folder, unsigned seed) {
  std::filesystem::create_directories(folder);
  torch::manual_seed(seed);
  model::Manifest manifest;
  manifest.name = "Tiny";
  manifest.version = "0";
  manifest.backbone = tinyBackbone();
  manifest.head = {3, 8, 0.7071};
  manifest.scheme = tinyScheme();
  manifest.calibrationRows = {{0, 0, 0.9, 0.8, "a"}, {1, 1, 0.8, 0.7, "b"}, {2, 1, 0.2, 0.3, "c"}};
  manifest.calibration.n = 3;
  nn::Network network(manifest.backbone, manifest.head);
  const auto require = [](const auto& result) {
    if (!result) throw std::runtime_error(describe(result.error()));
  };
  require(nn::saveWeights(folder / "weights.safetensors", *network));
  const auto hash = sha256HexOfFile(folder / "weights.safetensors");
  require(hash);
  manifest.weightsSha256 = *hash;
  require(model::writeManifest(folder, manifest));
  return manifest;
}

}  // namespace cellwise::test
