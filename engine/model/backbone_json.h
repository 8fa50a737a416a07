// A backbone's configuration as a part of the manifest.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "model/backbone_config.h"
#include "model/json_fields.h"

namespace cellwise::model {

nlohmann::ordered_json backboneToJson(const BackboneConfig& config);
// None for an architecture that is not known. What is missing or no number is refused in `of`; whether
// the numbers fit each other is left to problem().
std::optional<BackboneConfig> backboneFromJson(const std::string& architecture, Fields of);

}  // namespace cellwise::model
