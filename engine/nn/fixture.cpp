#include "nn/fixture.h"

#include <nlohmann/json.hpp>

#include "nn/cross_ccl.h"

namespace cellwise::nn {
namespace {

// Metadata values are JSON texts: "[7, 7, 7, 7]".
model::CrossFormerConfig readConfig(const std::map<std::string, std::string>& metadata) {
  const auto value = [&](const char* key) { return nlohmann::json::parse(metadata.at(key)); };
  model::CrossFormerConfig config;
  config.inputSize = value("input_size");
  config.embedDim = value("embed_dim");
  config.depths = value("depths").get<std::vector<int>>();
  config.heads = value("num_heads").get<std::vector<int>>();
  config.groupSizes = value("group_size").get<std::vector<int>>();
  config.intervals = value("interval").get<std::vector<int>>();
  config.patchSizes = value("patch_sizes").get<std::vector<int>>();
  config.mergeSizes = value("merge_sizes").get<std::vector<std::vector<int>>>();
  config.mlpRatio = value("mlp_ratio");
  return config;
}

}  // namespace

Result<FixtureReport> verifyFixture(const std::filesystem::path& path) {
  auto file = model::SafetensorsFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  const auto architecture = file->metadata().find("architecture");
  if (architecture == file->metadata().end()) {
    return failure(ErrorCode::FormatInvalid, "the metadata names no architecture", path.string());
  }
  if (architecture->second != "CrossFormer") {
    return failure(
        ErrorCode::VersionUnsupported,
        "architecture " + architecture->second + " is not known to this program; it knows CrossFormer",
        path.string());
  }
  const auto input = file->tensors().find("input");
  const auto expected = file->tensors().find("features");
  if (input == file->tensors().end() || expected == file->tensors().end()) {
    return failure(ErrorCode::FormatInvalid, "a fixture holds the tensors input and features", path.string());
  }
  model::CrossFormerConfig config;
  try {
    config = readConfig(file->metadata());
  } catch (const std::exception& problem) {  // a missing key, or text that is no JSON
    return failure(ErrorCode::FormatInvalid, std::string("metadata: ") + problem.what(), path.string());
  }
  if (const auto problem = config.problem(); !problem.empty()) {
    return failure(ErrorCode::FormatInvalid, "metadata: " + problem, path.string());
  }
  try {
    torch::NoGradGuard noGrad;
    CrossFormer network(config);
    network->eval();
    if (auto loaded = loadTensors(namedTensors(*network), *file, "weights."); !loaded) {
      return tl::make_unexpected(loaded.error());
    }
    const auto images = toTensor(input->second).to(torch::kFloat32);
    const auto reference = toTensor(expected->second).to(torch::kFloat32);
    const auto features = network->forward(images);
    if (!features.sizes().equals(reference.sizes())) {
      return failure(ErrorCode::TensorMismatch, "the features have another shape than the network's",
                     path.string());
    }
    FixtureReport report;
    report.architecture = architecture->second;
    report.inputSize = config.inputSize;
    report.images = static_cast<int>(images.size(0));
    report.featureLength = static_cast<int>(features.size(1));
    report.maxAbsoluteDifference = (features - reference).abs().max().item<double>();
    return report;
  } catch (const std::exception& problem) {  // c10::Error: an input of another size, say
    return failure(ErrorCode::TensorMismatch, problem.what(), path.string());
  }
}

}  // namespace cellwise::nn
