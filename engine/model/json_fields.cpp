#include "model/json_fields.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace cellwise::model {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kMaxDepth = 16;
const json kNothing;
const json kNoObject = json::object();
const json kNoList = json::array();

void append(std::string& out, const ordered_json& value, int indent) {
  const bool plainList = value.is_array() && std::none_of(value.begin(), value.end(), [](const auto& item) {
                           return item.is_structured();
                         });
  if (!value.is_structured() || value.empty() || plainList) {
    out += value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    return;
  }
  out += value.is_object() ? '{' : '[';
  bool first = true;
  for (const auto& [key, item] : value.items()) {
    if (!first) out += ',';
    first = false;
    out += '\n' + std::string(indent + 2, ' ');
    if (value.is_object()) {
      out += ordered_json(key).dump(-1, ' ', false, ordered_json::error_handler_t::replace) + ": ";
    }
    append(out, item, indent + 2);
  }
  out += '\n' + std::string(indent, ' ') + (value.is_object() ? '}' : ']');
}

}  // namespace

Result<json> parseJson(std::string_view text, const std::string& fileName) {
  std::string problem;
  std::vector<std::set<std::string>> names;  // of the objects that are open
  const auto watch = [&](int depth, json::parse_event_t event, json& value) {
    using Event = json::parse_event_t;
    if ((event == Event::object_start || event == Event::array_start) && depth >= kMaxDepth) {
      problem = "nested too deeply";
    }
    if (!problem.empty()) return false;  // builds nothing more
    if (event == Event::object_start) names.emplace_back();
    if (event == Event::object_end) names.pop_back();
    if (event == Event::key && !names.back().insert(value.get<std::string>()).second) {
      problem = "the name \"" + value.get<std::string>() + "\" occurs twice";
    }
    return true;
  };
  try {
    json value = json::parse(text, watch);
    if (!problem.empty()) return failure(ErrorCode::FormatInvalid, problem, fileName);
    return value;
  } catch (const json::exception& error) {
    return failure(ErrorCode::FormatInvalid, std::string("not JSON: ") + error.what(), fileName);
  }
}

std::string formatJson(const ordered_json& value) {
  std::string out;
  append(out, value, 0);
  return out + '\n';
}

Fields::Fields(const json& object, std::string path, std::string& problem)
    : object_(object.is_object() ? object : kNoObject), path_(std::move(path)), problem_(problem) {
  if (!object.is_object() && !object.is_null())
    refuse((path_.empty() ? "the file" : path_) + " is not an object");
}

std::string Fields::pathOf(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

void Fields::refuse(const std::string& what) {
  if (problem_.empty()) problem_ = what;
}

bool Fields::has(const char* key) const {
  return object_.contains(key);
}

const json& Fields::field(const char* key) {
  const auto found = object_.find(key);
  if (found != object_.end()) return *found;
  refuse(pathOf(key) + " is missing");
  return kNothing;
}

std::string Fields::text(const char* key, std::size_t maxBytes) {
  const json& value = field(key);
  if (!value.is_string()) {
    refuse(pathOf(key) + " is not a text");
    return {};
  }
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > maxBytes) refuse(pathOf(key) + " is too long");
  return text.substr(0, maxBytes);
}

double Fields::number(const char* key, double low, double high) {
  const json& value = field(key);
  if (!value.is_number()) {
    refuse(pathOf(key) + " is not a number");
    return 0;
  }
  const double number = value.get<double>();
  if (!std::isfinite(number) || number < low || number > high) refuse(pathOf(key) + " is out of range");
  return number;
}

std::int64_t Fields::integer(const char* key, std::int64_t low, std::int64_t high) {
  const json& value = field(key);
  if (!value.is_number_integer()) {
    refuse(pathOf(key) + " is not a whole number");
    return low;
  }
  const bool tooLarge =
      value.is_number_unsigned() &&
      value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::max<std::int64_t>(high, 0));
  const auto number = tooLarge ? high : value.get<std::int64_t>();
  if (tooLarge || number < low || number > high) {
    refuse(pathOf(key) + " is out of range");
    return low;
  }
  return number;
}

bool Fields::flag(const char* key) {
  const json& value = field(key);
  if (!value.is_boolean()) {
    refuse(pathOf(key) + " is not true or false");
    return false;
  }
  return value.get<bool>();
}

std::vector<int> Fields::integers(const char* key) {
  std::vector<int> result;
  for (const json& item : list(key, 64)) {
    const bool fits = item.is_number_unsigned() && item.get<std::uint64_t>() <= 1'000'000;
    if (!fits) refuse(pathOf(key) + " holds something that is not a small whole number");
    result.push_back(fits ? item.get<int>() : 0);
  }
  return result;
}

Fields Fields::object(const char* key) {
  const json& value = field(key);
  if (!value.is_object()) refuse(pathOf(key) + " is not an object");
  return Fields(value, pathOf(key), problem_);
}

const json& Fields::list(const char* key, std::size_t maxItems) {
  const json& value = field(key);
  if (!value.is_array()) {
    refuse(pathOf(key) + " is not a list");
    return kNoList;
  }
  if (value.size() > maxItems) {
    refuse(pathOf(key) + " is too long");
    return kNoList;
  }
  return value;
}

}  // namespace cellwise::model
