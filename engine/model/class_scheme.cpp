#include "model/class_scheme.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "model/file_io.h"
#include "model/json_fields.h"
#include "model/scheme_json.h"

namespace cellwise::model {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::uint64_t kMaxFileBytes = 1 << 20;
constexpr std::size_t kMaxClasses = 200;
constexpr std::size_t kMaxNameBytes = 200;

// UTF-8 that nlohmann-json has already checked.
std::size_t characters(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; });
}

bool isId(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool isColour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// A printable key. Letters are compared in lower case: nobody should have to hold Shift.
bool isKey(const std::string& text) {
  return characters(text) == 1 && static_cast<unsigned char>(text[0]) > ' ' && text[0] != '\x7f';
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Empty if the parts fit each other.
std::string problemOf(const ClassScheme& scheme) {
  if (!isId(scheme.id)) return "id \"" + scheme.id + "\" is not of a-z, 0-9, _ and -";
  if (scheme.nameEn.empty() || scheme.nameZh.empty()) return "the scheme has no name";
  if (scheme.specimen != "blood" && scheme.specimen != "marrow") {
    return "specimen is neither \"blood\" nor \"marrow\"";
  }
  std::set<std::string> lineages;
  for (const auto& lineage : scheme.lineages) {
    const std::string subject = "lineage \"" + lineage.id + "\": ";
    if (!isId(lineage.id)) return subject + "the id is not of a-z, 0-9, _ and -";
    if (!lineages.insert(lineage.id).second) return subject + "the id occurs twice";
    if (lineage.nameEn.empty() || lineage.nameZh.empty()) return subject + "no name";
    if (!lineage.meRole.empty() && lineage.meRole != "myeloid" && lineage.meRole != "erythroid") {
      return subject + "meRole is neither \"myeloid\" nor \"erythroid\" nor empty";
    }
  }
  if (scheme.classes.empty()) return "no classes";
  std::set<std::string> ids, keys;
  std::set<int> orders;
  for (const auto& cellClass : scheme.classes) {
    const std::string subject = "class \"" + cellClass.id + "\": ";
    if (!isId(cellClass.id)) return subject + "the id is not of a-z, 0-9, _ and -";
    if (!ids.insert(cellClass.id).second) return subject + "the id occurs twice";
    if (cellClass.nameEn.empty() || cellClass.nameZh.empty()) return subject + "no name";
    const std::size_t shortLength = characters(cellClass.shortName);
    if (shortLength < 1 || shortLength > 4) return subject + "shortName has not 1 to 4 characters";
    if (!lineages.contains(cellClass.lineage)) {
      return subject + "the lineage \"" + cellClass.lineage + "\" is not in the scheme";
    }
    if (cellClass.maturationStage < 0) return subject + "maturationStage is negative";
    if (!isColour(cellClass.colour)) return subject + "the colour is not #rrggbb";
    if (!isKey(cellClass.key)) return subject + "the key is not one printable character";
    if (!keys.insert(lower(cellClass.key)).second)
      return subject + "the key " + cellClass.key + " occurs twice";
    if (!orders.insert(cellClass.order).second) return subject + "the order occurs twice";
  }
  return {};
}

}  // namespace

int ClassScheme::indexOf(std::string_view classId) const {
  const auto found =
      std::find_if(classes.begin(), classes.end(), [&](const CellClass& c) { return c.id == classId; });
  return found == classes.end() ? -1 : static_cast<int>(found - classes.begin());
}

const Lineage* ClassScheme::lineage(std::string_view lineageId) const {
  const auto found =
      std::find_if(lineages.begin(), lineages.end(), [&](const Lineage& l) { return l.id == lineageId; });
  return found == lineages.end() ? nullptr : &*found;
}

Result<ClassScheme> schemeFromJson(const json& value, const std::string& path, const std::string& fileName) {
  std::string problem;
  Fields fields(value, path, problem);
  ClassScheme scheme;
  scheme.id = fields.text("id");
  scheme.nameEn = fields.text("nameEn", kMaxNameBytes);
  scheme.nameZh = fields.text("nameZh", kMaxNameBytes);
  scheme.specimen = fields.text("specimen");
  for (const json& item : fields.list("lineages", kMaxClasses)) {
    Fields of(item, fields.pathOf("lineages[" + std::to_string(scheme.lineages.size()) + "]"), problem);
    Lineage& lineage = scheme.lineages.emplace_back();
    lineage.id = of.text("id");
    lineage.nameEn = of.text("nameEn", kMaxNameBytes);
    lineage.nameZh = of.text("nameZh", kMaxNameBytes);
    lineage.meRole = of.has("meRole") ? of.text("meRole") : "";
  }
  for (const json& item : fields.list("classes", kMaxClasses)) {
    Fields of(item, fields.pathOf("classes[" + std::to_string(scheme.classes.size()) + "]"), problem);
    CellClass& cellClass = scheme.classes.emplace_back();
    cellClass.id = of.text("id");
    cellClass.nameEn = of.text("nameEn", kMaxNameBytes);
    cellClass.nameZh = of.text("nameZh", kMaxNameBytes);
    cellClass.shortName = of.text("shortName");
    cellClass.lineage = of.text("lineage");
    cellClass.maturationStage = static_cast<int>(of.integer("maturationStage", 0, 1000));
    cellClass.colour = of.text("colour");
    cellClass.key = of.text("key");
    cellClass.counted = of.flag("counted");
    cellClass.order = static_cast<int>(of.integer("order", 0, 100'000));
  }
  if (problem.empty()) {
    problem = problemOf(scheme);
    if (!problem.empty() && !path.empty()) problem = path + ": " + problem;
  }
  if (!problem.empty()) return failure(ErrorCode::FormatInvalid, problem, fileName);
  return scheme;
}

ordered_json schemeToJson(const ClassScheme& scheme) {
  ordered_json lineages = ordered_json::array();
  for (const auto& lineage : scheme.lineages) {
    lineages.push_back({{"id", lineage.id},
                        {"nameEn", lineage.nameEn},
                        {"nameZh", lineage.nameZh},
                        {"meRole", lineage.meRole}});
  }
  ordered_json classes = ordered_json::array();
  for (const auto& cellClass : scheme.classes) {
    classes.push_back({{"id", cellClass.id},
                       {"nameEn", cellClass.nameEn},
                       {"nameZh", cellClass.nameZh},
                       {"shortName", cellClass.shortName},
                       {"lineage", cellClass.lineage},
                       {"maturationStage", cellClass.maturationStage},
                       {"colour", cellClass.colour},
                       {"key", cellClass.key},
                       {"counted", cellClass.counted},
                       {"order", cellClass.order}});
  }
  return {{"id", scheme.id},
          {"nameEn", scheme.nameEn},
          {"nameZh", scheme.nameZh},
          {"specimen", scheme.specimen},
          {"lineages", std::move(lineages)},
          {"classes", std::move(classes)}};
}

Result<ClassScheme> parseScheme(const std::string& text) {
  return parseJson(text, {}).and_then([](const json& value) { return schemeFromJson(value, {}, {}); });
}

Result<ClassScheme> loadScheme(const std::filesystem::path& file) {
  const auto bytes = readFile(file, kMaxFileBytes);
  if (!bytes) return tl::make_unexpected(bytes.error());
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return parseJson(text, file.string()).and_then([&](const json& value) {
    return schemeFromJson(value, {}, file.string());
  });
}

std::string toJson(const ClassScheme& scheme) {
  return formatJson(schemeToJson(scheme));
}

}  // namespace cellwise::model
