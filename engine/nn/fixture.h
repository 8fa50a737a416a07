// Reference outputs of published backbones: a safetensors file that holds the weights
// ("weights.<published name>"), an input and the features of the reference implementation.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace cellwise::nn {

struct FixtureReport {
  std::string architecture;
  int inputSize = 0;
  int images = 0;
  int featureLength = 0;
  double maxAbsoluteDifference = 0;  // ours against the file's features, fp32
  // The same for the kernels that a CrossFormer has on the CPU: of each instruction set that this processor
  // has, by its name, the best first. Empty for other networks.
  std::vector<std::pair<std::string, double>> fused;
};

// Builds the network that the file's metadata describes, loads its weights without renaming and runs
// its input. Errors: of SafetensorsFile::open, FormatInvalid (metadata), TensorMismatch,
// VersionUnsupported (an architecture that this program does not know).
Result<FixtureReport> verifyFixture(const std::filesystem::path& file);

}  // namespace cellwise::nn
