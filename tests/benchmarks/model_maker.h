// Models of the published shapes with random weights: as fast and as large as trained ones.
#pragma once

#include <filesystem>
#include <string>

#include "model/manifest.h"

namespace cellwise::benchmarks {

// name: "cross-t", "cross-s"; those of model::backbonePresets(). Classes are those of the scheme. Throws
// std::runtime_error.
model::ModelFolder makeModel(const std::filesystem::path& folder, const std::string& name,
                             const model::ClassScheme& scheme);

}  // namespace cellwise::benchmarks
