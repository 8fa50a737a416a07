#include "model/decision_limits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "model/file_io.h"
#include "model/json_fields.h"

namespace cellwise::model {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr auto kFormat = "cellwise-decision-limits";
constexpr int kVersion = 1;
constexpr std::uint64_t kMaxFileBytes = 1 << 20;
constexpr std::size_t kMaxRules = 500;
constexpr std::size_t kMaxClasses = 200;

bool isId(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string problemOf(const ShareCondition& condition, const std::string& field) {
  if (condition.classes.empty() && condition.lineages.empty() && condition.roles.empty())
    return field + "names no class, lineage or role";
  for (const auto* ids : {&condition.classes, &condition.lineages}) {
    for (const std::string& id : *ids) {
      if (!isId(id)) return field + "\"" + id + "\" is not of a-z, 0-9, _ and -";
    }
  }
  for (const std::string& role : condition.roles) {
    if (role != "myeloid" && role != "erythroid")
      return field + "the role \"" + role + "\" is neither \"myeloid\" nor \"erythroid\"";
  }
  if (!std::isfinite(condition.limitPercent) || condition.limitPercent <= 0 || condition.limitPercent >= 100)
    return field + "limitPercent is not between 0 and 100";
  return {};
}

std::vector<std::string> texts(const Fields& fields, const char* key, std::string& problem) {
  std::vector<std::string> result;
  if (!fields.has(key)) return result;
  const json& list = fields.members().at(key);
  if (!list.is_array() || list.size() > kMaxClasses) {
    if (problem.empty()) problem = fields.pathOf(key) + " is not a list of texts";
    return result;
  }
  for (const json& item : list) {
    if (!item.is_string()) {
      if (problem.empty()) problem = fields.pathOf(key) + " is not a list of texts";
      return result;
    }
    result.push_back(item.get<std::string>());
  }
  return result;
}

decision::Comparison comparisonOf(Fields& fields) {
  const std::string text = fields.text("comparison");
  const auto found = decision::comparison(text);
  if (!found) fields.refuse("comparison is none of >=, >, <=, <");
  return found.value_or(decision::Comparison::AtLeast);
}

ShareCondition readShare(Fields& fields, std::string& problem) {
  ShareCondition condition;
  condition.classes = texts(fields, "classes", problem);
  condition.lineages = texts(fields, "lineages", problem);
  condition.roles = texts(fields, "roles", problem);
  condition.needsAll = fields.has("needsAll") && fields.flag("needsAll");
  const auto of = denominator(fields.text("denominator"));
  if (!of) fields.refuse("denominator is none of counted, non-erythroid, red-cells");
  condition.denominator = of.value_or(Denominator::Counted);
  condition.comparison = comparisonOf(fields);
  condition.limitPercent = fields.number("limitPercent");
  return condition;
}

void writeShare(ordered_json& out, const ShareCondition& condition) {
  if (!condition.classes.empty()) out["classes"] = condition.classes;
  if (!condition.lineages.empty()) out["lineages"] = condition.lineages;
  if (!condition.roles.empty()) out["roles"] = condition.roles;
  if (condition.needsAll) out["needsAll"] = true;
  out["denominator"] = name(condition.denominator);
  out["comparison"] = decision::name(condition.comparison);
  out["limitPercent"] = condition.limitPercent;
}

std::string textOr(Fields& fields, const char* key) {
  return fields.has(key) ? fields.text(key) : std::string();
}

std::string problemOf(const DecisionLimits& limits) {
  std::set<std::string> ids;
  for (const auto& rule : limits.rules) {
    if (const std::string problem = model::problemOf(rule); !problem.empty())
      return "rule \"" + rule.id + "\": " + problem;
    if (!ids.insert(rule.id).second) return "rule \"" + rule.id + "\": the id occurs twice";
  }
  return {};
}

Result<DecisionLimits> read(const json& value, const std::string& file) {
  std::string problem;
  Fields fields(value, {}, problem);
  if (fields.text("format") != kFormat) fields.refuse(std::string("format is not ") + kFormat);
  if (!problem.empty()) return failure(ErrorCode::FormatInvalid, problem, file);
  if (fields.integer("version", 1, 1'000'000) > kVersion)
    return failure(ErrorCode::VersionUnsupported, "decision limits of a newer program", file);
  DecisionLimits limits;
  for (const json& item : fields.list("rules", kMaxRules)) {
    Fields of(item, fields.pathOf("rules[" + std::to_string(limits.rules.size()) + "]"), problem);
    DecisionLimit& rule = limits.rules.emplace_back();
    rule.id = of.text("id");
    rule.nameEn = of.text("nameEn");
    rule.nameZh = of.text("nameZh");
    rule.meaningEn = textOr(of, "meaningEn");
    rule.meaningZh = textOr(of, "meaningZh");
    rule.specimen = of.text("specimen");
    rule.share = readShare(of, problem);
    if (of.has("alsoShare")) {
      Fields also = of.object("alsoShare");
      rule.alsoShare = readShare(also, problem);
    }
    if (of.has("alsoAbsolute")) {
      Fields also = of.object("alsoAbsolute");
      rule.alsoAbsolute = AbsoluteCondition{comparisonOf(also), also.number("limit")};
    }
    rule.source = of.text("source");
    rule.edition = of.text("edition");
    rule.noteEn = textOr(of, "noteEn");
    rule.noteZh = textOr(of, "noteZh");
    if (!problem.empty()) break;
  }
  if (problem.empty()) problem = problemOf(limits);
  if (!problem.empty()) return failure(ErrorCode::FormatInvalid, problem, file);
  return limits;
}

}  // namespace

const char* name(Denominator denominator) {
  switch (denominator) {
    case Denominator::Counted: return "counted";
    case Denominator::NonErythroid: return "non-erythroid";
    case Denominator::RedCells: return "red-cells";
  }
  return "";
}

std::optional<Denominator> denominator(std::string_view wanted) {
  for (const Denominator one : {Denominator::Counted, Denominator::NonErythroid, Denominator::RedCells}) {
    if (wanted == name(one)) return one;
  }
  return std::nullopt;
}

const DecisionLimit* DecisionLimits::rule(std::string_view id) const {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

std::string problemOf(const DecisionLimit& rule) {
  if (!isId(rule.id)) return "the id is not of a-z, 0-9, _ and -";
  if (rule.nameEn.empty() || rule.nameZh.empty()) return "nameEn or nameZh is empty";
  if (rule.specimen != "blood" && rule.specimen != "marrow" && rule.specimen != "any")
    return "specimen is none of blood, marrow, any";
  if (rule.source.empty()) return "source is empty";
  if (std::string problem = problemOf(rule.share, {}); !problem.empty()) return problem;
  if (rule.alsoShare) {
    if (std::string problem = problemOf(*rule.alsoShare, "alsoShare: "); !problem.empty()) return problem;
  }
  if (rule.alsoAbsolute && !(std::isfinite(rule.alsoAbsolute->limit) && rule.alsoAbsolute->limit > 0))
    return "alsoAbsolute: limit is not above 0";
  return {};
}

Result<DecisionLimits> parseDecisionLimits(const std::string& text) {
  return parseJson(text, {}).and_then([](const json& value) { return read(value, {}); });
}

Result<DecisionLimits> loadDecisionLimits(const std::filesystem::path& file) {
  const auto bytes = readFile(file, kMaxFileBytes);
  if (!bytes) return tl::make_unexpected(bytes.error());
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return parseJson(text, file.string()).and_then([&](const json& value) {
    return read(value, file.string());
  });
}

std::string toJson(const DecisionLimits& limits) {
  ordered_json rules = ordered_json::array();
  for (const auto& rule : limits.rules) {
    ordered_json out{{"id", rule.id}, {"nameEn", rule.nameEn}, {"nameZh", rule.nameZh}};
    if (!rule.meaningEn.empty()) out["meaningEn"] = rule.meaningEn;
    if (!rule.meaningZh.empty()) out["meaningZh"] = rule.meaningZh;
    out["specimen"] = rule.specimen;
    writeShare(out, rule.share);
    if (rule.alsoShare) writeShare(out["alsoShare"], *rule.alsoShare);
    if (rule.alsoAbsolute)
      out["alsoAbsolute"] = {{"comparison", decision::name(rule.alsoAbsolute->comparison)},
                             {"limit", rule.alsoAbsolute->limit}};
    out["source"] = rule.source;
    out["edition"] = rule.edition;
    if (!rule.noteEn.empty()) out["noteEn"] = rule.noteEn;
    if (!rule.noteZh.empty()) out["noteZh"] = rule.noteZh;
    rules.push_back(std::move(out));
  }
  return formatJson({{"format", kFormat}, {"version", kVersion}, {"rules", std::move(rules)}});
}

Result<void> saveDecisionLimits(const std::filesystem::path& file, const DecisionLimits& limits) {
  if (std::string problem = problemOf(limits); !problem.empty())
    return failure(ErrorCode::FormatInvalid, problem, file.string());
  const std::string text = toJson(limits);
  const std::span<const std::byte> piece = std::as_bytes(std::span(text));
  return replaceFile(file, std::array{piece});
}

}  // namespace cellwise::model
