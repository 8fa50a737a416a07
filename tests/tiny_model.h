// A model folder with a small random network: real weights, real manifest, no training.
// Torch-free for its users; see tiny_model.cpp.
#pragma once

#include <filesystem>
#include <vector>

#include "model/manifest.h"

namespace cellwise::test {

// Three classes ("alpha", "beta", "gamma"), 32-pixel input. Thresholds 0: everything is accepted.
// Written into `folder`; throws std::runtime_error where that fails.
model::Manifest writeTinyModel(const std::filesystem::path& folder, unsigned seed = 1);

model::CrossFormerConfig tinyBackbone();
// As small, one of each family.
std::vector<model::BackboneConfig> tinyBackbones();
model::ClassScheme tinyScheme();

}  // namespace cellwise::test
