// Reading and writing the JSON files of this module: strict about what is needed, silent about what
// is not known, so that a file of a newer minor version is still read.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cellwise::model {

// Refuses what is not JSON, names that occur twice in an object, and nesting deeper than 16.
// Errors: FormatInvalid.
Result<nlohmann::json> parseJson(std::string_view text, const std::string& fileName);

// Indented, with lists of plain values on one line. Text that is not UTF-8 is replaced.
std::string formatJson(const nlohmann::ordered_json& value);

// The fields of one object. The first thing that is wrong is kept in `problem` and names the field
// ("backbone.depths is missing"); what is returned then is a harmless value, so callers check once,
// at the end.
class Fields {
 public:
  Fields(const nlohmann::json& object, std::string path, std::string& problem);

  bool has(const char* key) const;
  std::string text(const char* key, std::size_t maxBytes = 1000);
  double number(const char* key, double low = std::numeric_limits<double>::lowest(),
                double high = std::numeric_limits<double>::max());
  std::int64_t integer(const char* key, std::int64_t low, std::int64_t high);
  bool flag(const char* key);
  std::vector<int> integers(const char* key);  // each fits an int
  Fields object(const char* key);
  // An empty list if it is missing.
  const nlohmann::json& list(const char* key, std::size_t maxItems);
  const nlohmann::json& members() const { return object_; }

  void refuse(const std::string& what);  // unless something was already wrong
  std::string pathOf(const std::string& key) const;

 private:
  const nlohmann::json& field(const char* key);

  const nlohmann::json& object_;
  std::string path_;
  std::string& problem_;
};

}  // namespace cellwise::model
