// The scheme as a part of a larger document: the manifest carries its scheme whole.
#pragma once

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "model/class_scheme.h"

namespace cellwise::model {

nlohmann::ordered_json schemeToJson(const ClassScheme& scheme);
// Errors: FormatInvalid. `path` is where the scheme lies in the document, for messages.
Result<ClassScheme> schemeFromJson(const nlohmann::json& value, const std::string& path,
                                   const std::string& fileName);

}  // namespace cellwise::model
