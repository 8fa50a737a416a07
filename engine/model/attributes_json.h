// The attributes as a part of the manifest.
#pragma once

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "model/attributes.h"
#include "model/class_scheme.h"

namespace cellwise::model {

nlohmann::ordered_json attributesToJson(const Attributes& attributes, const ClassScheme& classes);
// Errors: FormatInvalid.
Result<Attributes> attributesFromJson(const nlohmann::json& value, const ClassScheme& classes,
                                      const std::string& path, const std::string& fileName);

}  // namespace cellwise::model
