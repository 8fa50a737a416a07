#include "nn/fixture.h"

#include <functional>
#include <nlohmann/json.hpp>

#include "nn/crossformer.h"
#include "nn/fused_cross_former.h"
#include "nn/network.h"
#include "nn/thread_team.h"

namespace cellwise::nn {
namespace {

// Metadata values are JSON texts: "[7, 7, 7, 7]". They keep the names of the implementation that they
// come from.
class Metadata {
 public:
  explicit Metadata(const std::map<std::string, std::string>& texts) : texts_(texts) {}
  template <class Value>
  void read(const char* key, Value& value) const {
    value = nlohmann::json::parse(texts_.at(key)).get<Value>();
  }

 private:
  const std::map<std::string, std::string>& texts_;
};

model::CrossFormerConfig readCrossFormer(const Metadata& of) {
  model::CrossFormerConfig config;
  of.read("input_size", config.inputSize);
  of.read("embed_dim", config.embedDim);
  of.read("depths", config.depths);
  of.read("num_heads", config.heads);
  of.read("group_size", config.groupSizes);
  of.read("interval", config.intervals);
  of.read("patch_sizes", config.patchSizes);
  of.read("merge_sizes", config.mergeSizes);
  of.read("mlp_ratio", config.mlpRatio);
  return config;
}

model::VitConfig readVit(const Metadata& of) {
  model::VitConfig config;
  of.read("input_size", config.inputSize);
  of.read("patch", config.patchSize);
  of.read("layers", config.depth);
  of.read("heads", config.heads);
  of.read("hidden", config.hidden);
  of.read("mlp", config.mlp);
  return config;
}

model::SwinConfig readSwin(const Metadata& of) {
  model::SwinConfig config;
  of.read("input_size", config.inputSize);
  of.read("embed_dim", config.embedDim);
  of.read("depths", config.depths);
  of.read("num_heads", config.heads);
  of.read("window", config.window);
  return config;
}

model::ResNextConfig readResNext(const Metadata& of) {
  model::ResNextConfig config;
  of.read("input_size", config.inputSize);
  of.read("layers", config.depths);
  of.read("groups", config.groups);
  of.read("width_per_group", config.widthPerGroup);
  return config;
}

model::RegNetYConfig readRegNetY(const Metadata& of) {
  model::RegNetYConfig config;
  of.read("input_size", config.inputSize);
  of.read("depths", config.depths);
  of.read("widths", config.widths);
  of.read("group_widths", config.groupWidths);
  of.read("se_ratio", config.seRatio);
  return config;
}

const std::map<std::string, std::function<model::BackboneConfig(const Metadata&)>> kReaders = {
    {"CrossFormer", readCrossFormer}, {"ViT", readVit},         {"Swin", readSwin},
    {"ResNeXt", readResNext},         {"RegNetY", readRegNetY},
};

}  // namespace

Result<FixtureReport> verifyFixture(const std::filesystem::path& path) {
  auto file = model::SafetensorsFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  const auto architecture = file->metadata().find("architecture");
  if (architecture == file->metadata().end()) {
    return failure(ErrorCode::FormatInvalid, "the metadata names no architecture", path.string());
  }
  const auto reader = kReaders.find(architecture->second);
  if (reader == kReaders.end()) {
    std::string known;
    for (const auto& [name, ignored] : kReaders) known += (known.empty() ? "" : ", ") + name;
    return failure(
        ErrorCode::VersionUnsupported,
        "architecture " + architecture->second + " is not known to this program; it knows " + known,
        path.string());
  }
  const auto input = file->tensors().find("input");
  const auto expected = file->tensors().find("features");
  if (input == file->tensors().end() || expected == file->tensors().end()) {
    return failure(ErrorCode::FormatInvalid, "a fixture holds the tensors input and features", path.string());
  }
  model::BackboneConfig config;
  try {
    config = reader->second(Metadata(file->metadata()));
  } catch (const std::exception& problem) {  // a missing key, or text that is no JSON
    return failure(ErrorCode::FormatInvalid, std::string("metadata: ") + problem.what(), path.string());
  }
  if (const auto problem = model::problem(config); !problem.empty()) {
    return failure(ErrorCode::FormatInvalid, "metadata: " + problem, path.string());
  }
  try {
    torch::NoGradGuard noGrad;
    const auto network = makeBackbone(config);
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
    report.inputSize = model::inputSize(config);
    report.images = static_cast<int>(images.size(0));
    report.featureLength = static_cast<int>(features.size(1));
    report.maxAbsoluteDifference = (features - reference).abs().max().item<double>();
    if (auto* cross = network->as<CrossFormerImpl>()) {
      const auto lastChannel = images.permute({0, 2, 3, 1}).contiguous();
      auto fused = torch::empty_like(reference);
      ThreadTeam team(1);
      for (const auto& instructions : FusedCrossFormer::instructionSets()) {
        FusedCrossFormer(*cross, report.inputSize, team, {.instructions = instructions})
            .run(lastChannel.data_ptr<float>(), report.images, fused.data_ptr<float>());
        report.fused.emplace_back(instructions, (fused - reference).abs().max().item<double>());
      }
    }
    return report;
  } catch (const std::exception& problem) {  // c10::Error: an input of another size, say
    return failure(ErrorCode::TensorMismatch, problem.what(), path.string());
  }
}

}  // namespace cellwise::nn
