#include "model/attributes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "model/attributes_json.h"
#include "model/file_io.h"
#include "model/json_fields.h"

namespace cellwise::model {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::uint64_t kMaxFileBytes = 1 << 20;
constexpr std::size_t kMaxItems = 200;
constexpr std::size_t kMaxNameBytes = 200;
constexpr std::int64_t kMaxCount = 1'000'000'000;

bool isId(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// Empty if the parts fit each other.
std::string problemOf(const AttributeScheme& scheme) {
  if (!isId(scheme.id)) return "id \"" + scheme.id + "\" is not of a-z, 0-9, _ and -";
  if (scheme.nameEn.empty() || scheme.nameZh.empty()) return "the scheme has no name";
  if (scheme.attributes.empty()) return "no attributes";
  std::set<std::string> ids;
  for (const Attribute& attribute : scheme.attributes) {
    const std::string subject = "attribute \"" + attribute.id + "\": ";
    if (!isId(attribute.id)) return subject + "the id is not of a-z, 0-9, _ and -";
    if (!ids.insert(attribute.id).second) return subject + "the id occurs twice";
    if (attribute.nameEn.empty() || attribute.nameZh.empty()) return subject + "no name";
    if (attribute.topicEn.empty() != attribute.topicZh.empty())
      return subject + "a topic in one language only";
    if (attribute.values.size() < 2) return subject + "fewer than two values";
    std::set<std::string> values;
    for (const AttributeValue& value : attribute.values) {
      const std::string which = subject + "value \"" + value.id + "\": ";
      if (!isId(value.id)) return which + "the id is not of a-z, 0-9, _ and -";
      if (!values.insert(value.id).second) return which + "the id occurs twice";
      if (value.nameEn.empty() || value.nameZh.empty()) return which + "no name";
      if (value.phraseEn.empty() != value.phraseZh.empty()) return which + "a phrase in one language only";
    }
  }
  return {};
}

AttributeScheme readScheme(Fields fields, std::string& problem) {
  const auto optional = [](Fields& of, const char* key) {
    return of.has(key) ? of.text(key, kMaxNameBytes) : std::string();
  };
  AttributeScheme scheme;
  scheme.id = fields.text("id");
  scheme.nameEn = fields.text("nameEn", kMaxNameBytes);
  scheme.nameZh = fields.text("nameZh", kMaxNameBytes);
  for (const json& item : fields.list("attributes", kMaxItems)) {
    Fields of(item, fields.pathOf("attributes[" + std::to_string(scheme.attributes.size()) + "]"), problem);
    Attribute& attribute = scheme.attributes.emplace_back();
    attribute.id = of.text("id");
    attribute.nameEn = of.text("nameEn", kMaxNameBytes);
    attribute.nameZh = of.text("nameZh", kMaxNameBytes);
    attribute.topicEn = optional(of, "topicEn");
    attribute.topicZh = optional(of, "topicZh");
    for (const json& entry : of.list("values", kMaxItems)) {
      Fields one(entry, of.pathOf("values[" + std::to_string(attribute.values.size()) + "]"), problem);
      AttributeValue& value = attribute.values.emplace_back();
      value.id = one.text("id");
      value.nameEn = one.text("nameEn", kMaxNameBytes);
      value.nameZh = one.text("nameZh", kMaxNameBytes);
      value.phraseEn = optional(one, "phraseEn");
      value.phraseZh = optional(one, "phraseZh");
    }
  }
  if (problem.empty()) problem = problemOf(scheme);
  return scheme;
}

ordered_json schemeToJson(const AttributeScheme& scheme) {
  ordered_json attributes = ordered_json::array();
  for (const Attribute& attribute : scheme.attributes) {
    ordered_json values = ordered_json::array();
    for (const AttributeValue& value : attribute.values) {
      ordered_json one = {{"id", value.id}, {"nameEn", value.nameEn}, {"nameZh", value.nameZh}};
      if (!value.phraseEn.empty()) {
        one["phraseEn"] = value.phraseEn;
        one["phraseZh"] = value.phraseZh;
      }
      values.push_back(std::move(one));
    }
    ordered_json of = {{"id", attribute.id}, {"nameEn", attribute.nameEn}, {"nameZh", attribute.nameZh}};
    if (!attribute.topicEn.empty()) {
      of["topicEn"] = attribute.topicEn;
      of["topicZh"] = attribute.topicZh;
    }
    of["values"] = std::move(values);
    attributes.push_back(std::move(of));
  }
  return {{"id", scheme.id},
          {"nameEn", scheme.nameEn},
          {"nameZh", scheme.nameZh},
          {"attributes", std::move(attributes)}};
}

Result<AttributeScheme> schemeOf(const json& value, const std::string& fileName) {
  std::string problem;
  AttributeScheme scheme = readScheme(Fields(value, {}, problem), problem);
  if (!problem.empty()) return failure(ErrorCode::FormatInvalid, problem, fileName);
  return scheme;
}

// P(value | class) of one class: positive, and of sum 1 for every attribute.
std::vector<double> readLikelihoods(Fields& of, const AttributeScheme& scheme) {
  std::vector<double> row;
  for (const json& item : of.list("likelihoods", kMaxItems * kMaxItems)) {
    row.push_back(item.is_number() ? item.get<double>() : 0);
  }
  const std::string where = of.pathOf("likelihoods");
  if (row.size() != scheme.values()) {
    of.refuse(where + " has not one number for each of the " + std::to_string(scheme.values()) + " values");
    return {};
  }
  auto at = row.begin();
  for (const Attribute& attribute : scheme.attributes) {
    const auto end = at + static_cast<std::ptrdiff_t>(attribute.values.size());
    const bool positive = std::all_of(at, end, [](double p) { return p > 0 && p <= 1; });
    if (!positive || std::abs(std::accumulate(at, end, 0.0) - 1) > 1e-6)
      of.refuse(where + ": those of " + attribute.id + " are not shares that add up to 1");
    at = end;
  }
  return row;
}

}  // namespace

int Attribute::indexOf(std::string_view valueId) const {
  const auto found =
      std::find_if(values.begin(), values.end(), [&](const AttributeValue& v) { return v.id == valueId; });
  return found == values.end() ? -1 : static_cast<int>(found - values.begin());
}

std::size_t AttributeScheme::values() const {
  std::size_t count = 0;
  for (const Attribute& attribute : attributes) count += attribute.values.size();
  return count;
}

Result<AttributeScheme> parseAttributeScheme(const std::string& text) {
  return parseJson(text, {}).and_then([](const json& value) { return schemeOf(value, {}); });
}

Result<AttributeScheme> loadAttributeScheme(const std::filesystem::path& file) {
  const auto bytes = readFile(file, kMaxFileBytes);
  if (!bytes) return tl::make_unexpected(bytes.error());
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return parseJson(text, file.string()).and_then([&](const json& value) {
    return schemeOf(value, file.string());
  });
}

std::string toJson(const AttributeScheme& scheme) {
  return formatJson(schemeToJson(scheme));
}

bool Attributes::describes(int classIndex) const {
  return classIndex >= 0 && static_cast<std::size_t>(classIndex) < likelihoods.size() &&
         !likelihoods[static_cast<std::size_t>(classIndex)].empty();
}

std::vector<AttributeReading> readings(const AttributeScheme& scheme, std::span<const float> probabilities) {
  if (probabilities.size() != scheme.values()) return {};
  std::vector<AttributeReading> result;
  auto at = probabilities.begin();
  for (const Attribute& attribute : scheme.attributes) {
    const auto end = at + static_cast<std::ptrdiff_t>(attribute.values.size());
    const auto most = std::max_element(at, end);
    result.push_back({static_cast<int>(most - at), *most});
    at = end;
  }
  return result;
}

std::optional<Disagreement> disagreement(const Attributes& attributes, std::span<const float> probabilities,
                                         int predictedClass) {
  const AttributeScheme& scheme = attributes.scheme;
  if (probabilities.size() != scheme.values() || !attributes.describes(predictedClass)) return {};
  // L, attribute by attribute.
  const auto fits = [&](std::size_t classIndex) {
    const std::vector<double>& row = attributes.likelihoods[classIndex];
    std::vector<double> parts;
    std::size_t i = 0;
    for (const Attribute& attribute : scheme.attributes) {
      double sum = 0;
      for (std::size_t k = 0; k < attribute.values.size(); ++k, ++i)
        sum += static_cast<double>(probabilities[i]) * std::log(row[i]);
      parts.push_back(sum);
    }
    return parts;
  };
  const auto predicted = fits(static_cast<std::size_t>(predictedClass));
  std::optional<Disagreement> result;
  for (std::size_t c = 0; c < attributes.likelihoods.size(); ++c) {
    if (static_cast<int>(c) == predictedClass || attributes.likelihoods[c].empty()) continue;
    auto gain = fits(c);
    std::transform(gain.begin(), gain.end(), predicted.begin(), gain.begin(), std::minus<>());
    const double score = std::accumulate(gain.begin(), gain.end(), 0.0);
    if (result && score <= result->score) continue;
    result = {score, static_cast<int>(c),
              static_cast<int>(std::max_element(gain.begin(), gain.end()) - gain.begin())};
  }
  return result;
}

ordered_json attributesToJson(const Attributes& attributes, const ClassScheme& classes) {
  ordered_json figures = ordered_json::object();
  for (std::size_t i = 0; i < attributes.figures.size(); ++i) {
    const AttributeFigures& of = attributes.figures[i];
    figures[attributes.scheme.attributes.at(i).id] = {{"n", of.n},
                                                      {"accuracy", of.accuracy},
                                                      {"balancedAccuracy", of.balancedAccuracy},
                                                      {"baseline", of.baseline},
                                                      {"byClass", of.byClass}};
  }
  ordered_json described = ordered_json::object();
  for (std::size_t c = 0; c < attributes.likelihoods.size(); ++c) {
    if (attributes.likelihoods[c].empty()) continue;
    described[classes.classes.at(c).id] = {{"cells", attributes.cells.at(c)},
                                           {"likelihoods", attributes.likelihoods[c]}};
  }
  return {{"scheme", schemeToJson(attributes.scheme)},
          {"figures", std::move(figures)},
          {"classes", std::move(described)},
          {"disagreement",
           {{"threshold", attributes.disagreement},
            {"quantile", attributes.disagreementQuantile},
            {"n", attributes.disagreementCells}}},
          {"evidence", attributes.evidence},
          {"provenance", attributes.provenance}};
}

Result<Attributes> attributesFromJson(const json& value, const ClassScheme& classes, const std::string& path,
                                      const std::string& fileName) {
  std::string problem;
  Fields fields(value, path, problem);
  Attributes attributes;
  attributes.scheme = readScheme(fields.object("scheme"), problem);
  Fields figures = fields.object("figures");
  for (const Attribute& attribute : attributes.scheme.attributes) {
    if (!problem.empty()) break;
    Fields of = figures.object(attribute.id.c_str());
    attributes.figures.push_back({of.integer("n", 0, kMaxCount), of.number("accuracy", 0, 1),
                                  of.number("balancedAccuracy", 0, 1), of.number("baseline", 0, 1),
                                  of.number("byClass", 0, 1)});
  }
  attributes.likelihoods.resize(classes.classes.size());
  attributes.cells.resize(classes.classes.size());
  Fields described = fields.object("classes");
  for (const auto& [id, item] : described.members().items()) {
    const int index = classes.indexOf(id);
    if (index < 0) described.refuse(described.pathOf(id) + " is no class of the scheme");
    if (!problem.empty()) break;
    Fields of(item, described.pathOf(id), problem);
    attributes.cells[static_cast<std::size_t>(index)] = of.integer("cells", 0, kMaxCount);
    attributes.likelihoods[static_cast<std::size_t>(index)] = readLikelihoods(of, attributes.scheme);
  }
  Fields disagreement = fields.object("disagreement");
  attributes.disagreement = disagreement.number("threshold");
  attributes.disagreementQuantile = disagreement.number("quantile", 0, 1);
  attributes.disagreementCells = disagreement.integer("n", 0, kMaxCount);
  Fields evidence = fields.object("evidence");
  for (const auto& [key, item] : evidence.members().items()) {
    if (!item.is_number()) evidence.refuse(evidence.pathOf(key) + " is not a number");
    if (problem.empty()) attributes.evidence[key] = item.get<double>();
  }
  Fields provenance = fields.object("provenance");
  for (const auto& [key, item] : provenance.members().items()) {
    if (!item.is_string()) provenance.refuse(provenance.pathOf(key) + " is not a text");
    if (problem.empty()) attributes.provenance[key] = item.get<std::string>();
  }
  if (!problem.empty()) {
    if (!problem.starts_with(path)) problem = path + ": " + problem;
    return failure(ErrorCode::FormatInvalid, problem, fileName);
  }
  return attributes;
}

}  // namespace cellwise::model
