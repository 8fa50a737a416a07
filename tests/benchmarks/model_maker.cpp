#include "model_maker.h"

#include <stdexcept>
#include <torch/torch.h>

#include "base/sha256.h"
#include "nn/network.h"

namespace cellwise::benchmarks {

model::ModelFolder makeModel(const std::filesystem::path& folder, const std::string& name,
                             const model::ClassScheme& scheme) {
  const auto require = [](const auto& result) {
    if (!result) throw std::runtime_error(describe(result.error()));
  };
  std::filesystem::create_directories(folder);
  torch::manual_seed(1);
  model::Manifest manifest;
  manifest.name = name;
  manifest.version = "0";
  manifest.backbone = model::backbonePresets().at(name);
  manifest.scheme = scheme;
  manifest.head.classes = static_cast<int>(scheme.classes.size());
  manifest.thresholds = {0.5, 0};
  nn::Network network(manifest.backbone, manifest.head);
  require(nn::saveWeights(folder / "weights.safetensors", *network));
  const auto hash = sha256HexOfFile(folder / "weights.safetensors");
  require(hash);
  manifest.weightsSha256 = *hash;
  require(model::writeManifest(folder, manifest));
  auto made = model::openModelFolder(folder);
  require(made);
  return *made;
}

}  // namespace cellwise::benchmarks
