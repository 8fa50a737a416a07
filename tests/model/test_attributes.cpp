#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "base/sha256.h"
#include "model/attributes.h"
#include "model/manifest.h"

using namespace cellwise;
using namespace cellwise::model;
using nlohmann::json;

namespace {

const std::filesystem::path kSchemes = std::filesystem::path(CELLWISE_SOURCE_DIR) / "resources" / "schemes";

// Two attributes over the blood classes: bands and segmented ones are described, nobody else.
Manifest example() {
  Manifest m;
  m.name = "Cellwise blood 11";
  m.version = "1.0";
  m.backbone = backbonePresets().at("tiny");
  m.scheme = loadScheme(kSchemes / "blood-11.json").value();
  m.head.classes = 11;
  m.weightsSha256 = sha256Hex(std::string("weights"));
  Attributes& a = m.attributes.emplace();
  a.scheme = {"two", "Two", "两", {}};
  a.scheme.attributes = {{"nucleus", "Nucleus", "核", "nucleus", "核", {}},
                         {"size", "Size", "大小", "", "", {}}};
  a.scheme.attributes[0].values = {{"band", "band", "杆状", "band", "杆状"},
                                   {"two", "two lobes", "两叶", "two lobes", "两叶"},
                                   {"many", "lobes", "多叶", "", ""}};
  a.scheme.attributes[1].values = {{"small", "small", "小", "", ""}, {"big", "big", "大", "", ""}};
  a.figures = {{100, 0.75, 0.7, 0.5, 0.6}, {90, 1.0 / 3, 0.3, 0.5, 0.5}};
  a.likelihoods.resize(11);
  a.likelihoods[3] = {0.9, 0.08, 0.02, 0.5, 0.5};
  a.likelihoods[4] = {0.2, 0.5, 0.3, 0.25, 0.75};
  a.cells.resize(11);
  a.cells[3] = 40;
  a.cells[4] = 50;
  a.disagreement = 0.7;
  a.disagreementQuantile = 0.95;
  a.disagreementCells = 200;
  a.evidence = {{"test.n", 12}};
  a.provenance = {{"seed", "7"}};
  return m;
}

}  // namespace

TEST_CASE("The shipped attribute scheme names every value in both languages") {
  const auto scheme = loadAttributeScheme(kSchemes / "attributes-blood.json");
  if (!scheme) FAIL(describe(scheme.error()));
  CHECK(scheme->attributes.size() == 11);
  CHECK(scheme->values() == 31);
  std::set<std::string> ids;
  for (const auto& attribute : scheme->attributes) {
    ids.insert(attribute.id);
    for (const auto& value : attribute.values) {
      CHECK_FALSE(value.nameZh == value.nameEn);
      CHECK(value.phraseEn.empty() == value.phraseZh.empty());
    }
  }
  // The columns of WBCAtt (Tsutsui et al. 2023).
  CHECK(ids == std::set<std::string>{"cell_size", "cell_shape", "nucleus_shape", "nuclear_cytoplasmic_ratio",
                                     "chromatin_density", "cytoplasm_vacuole", "cytoplasm_texture",
                                     "cytoplasm_colour", "granule_type", "granule_colour", "granularity"});
  const auto again = parseAttributeScheme(toJson(*scheme));
  REQUIRE(again);
  CHECK(toJson(*again) == toJson(*scheme));
}

TEST_CASE("Attribute schemes that ask for nonsense are refused, and say where") {
  const json valid = json::parse(toJson(example().attributes->scheme));
  REQUIRE(parseAttributeScheme(valid.dump()));
  struct Case {
    const char* says;
    std::function<void(json&)> spoil;
  };
  const Case cases[] = {
      {"no attributes", [](json& j) { j["attributes"] = json::array(); }},
      {"attributes is missing", [](json& j) { j.erase("attributes"); }},
      {"the id is not of", [](json& j) { j["attributes"][0]["id"] = "Nucleus shape"; }},
      {"the id occurs twice", [](json& j) { j["attributes"][1]["id"] = "nucleus"; }},
      {"no name", [](json& j) { j["attributes"][1]["nameZh"] = ""; }},
      {"fewer than two values", [](json& j) { j["attributes"][1]["values"].erase(1); }},
      {"value \"big\": the id occurs twice", [](json& j) { j["attributes"][1]["values"][0]["id"] = "big"; }},
      {"attributes[0].values[1].nameEn is missing",
       [](json& j) { j["attributes"][0]["values"][1].erase("nameEn"); }},
      {"a phrase in one language only", [](json& j) { j["attributes"][0]["values"][0].erase("phraseZh"); }},
      {"a topic in one language only", [](json& j) { j["attributes"][0].erase("topicEn"); }},
      {"is not a text", [](json& j) { j["attributes"][0]["id"] = 3; }},
  };
  for (const Case& c : cases) {
    json spoilt = valid;
    c.spoil(spoilt);
    const auto result = parseAttributeScheme(spoilt.dump());
    INFO(c.says);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::FormatInvalid);
    CHECK_THAT(result.error().detail, Catch::Contains(c.says));
  }
  CHECK(parseAttributeScheme("[]").error().code == ErrorCode::FormatInvalid);
  CHECK(loadAttributeScheme(kSchemes / "none.json").error().code == ErrorCode::FileNotFound);
}

TEST_CASE("A manifest with attributes is read as it was written, one without has none") {
  const Manifest m = example();
  const auto again = parseManifest(toJson(m));
  if (!again) FAIL(describe(again.error()));
  CHECK(toJson(*again) == toJson(m));
  REQUIRE(again->attributes);
  const Attributes& a = *again->attributes;
  CHECK(a.scheme.attributes[0].values[1].nameZh == "两叶");
  CHECK(a.scheme.attributes[0].topicEn == "nucleus");
  CHECK(a.figures[1].accuracy == 1.0 / 3);
  CHECK(a.figures[1].n == 90);
  CHECK(a.figures[0].byClass == 0.6);
  CHECK(a.likelihoods == m.attributes->likelihoods);
  CHECK(a.cells == m.attributes->cells);
  CHECK(a.describes(3));
  CHECK_FALSE(a.describes(0));
  CHECK_FALSE(a.describes(-1));
  CHECK_FALSE(a.describes(11));
  CHECK(a.disagreement == 0.7);
  CHECK(a.disagreementCells == 200);
  CHECK(a.evidence == m.attributes->evidence);
  CHECK(a.provenance == m.attributes->provenance);

  Manifest without = m;
  without.attributes.reset();
  const auto old = parseManifest(toJson(without));
  REQUIRE(old);
  CHECK_FALSE(old->attributes);
  CHECK_FALSE(json::parse(toJson(without)).contains("attributes"));
}

TEST_CASE("Malformed attributes make a manifest unreadable, and it says which") {
  const json valid = json::parse(toJson(example()));
  struct Case {
    const char* says;
    std::function<void(json&)> spoil;
  };
  const Case cases[] = {
      {"attributes is not an object", [](json& a) { a = 3; }},
      {"attributes.scheme is missing", [](json& a) { a.erase("scheme"); }},
      {"attributes.figures.size is missing", [](json& a) { a["figures"].erase("size"); }},
      {"attributes.figures.size.accuracy is out of range",
       [](json& a) { a["figures"]["size"]["accuracy"] = 1.5; }},
      {"attributes.classes.blast is no class",
       [](json& a) { a["classes"]["blast"] = a["classes"]["band_neutrophil"]; }},
      {"one number for each of the 5 values",
       [](json& a) { a["classes"]["band_neutrophil"]["likelihoods"].erase(4); }},
      {"those of size are not shares",
       [](json& a) { a["classes"]["band_neutrophil"]["likelihoods"][4] = 0.6; }},
      {"those of nucleus are not shares",
       [](json& a) {
         a["classes"]["band_neutrophil"]["likelihoods"] = {1, 0, 0, 0.5, 0.5};
       }},
      {"attributes.classes.band_neutrophil.cells is missing",
       [](json& a) { a["classes"]["band_neutrophil"].erase("cells"); }},
      {"attributes.disagreement.threshold is not a number",
       [](json& a) { a["disagreement"]["threshold"] = nullptr; }},
      {"attributes.evidence.test.n is not a number", [](json& a) { a["evidence"]["test.n"] = "many"; }},
      {"attributes.provenance.seed is not a text", [](json& a) { a["provenance"]["seed"] = 7; }},
      {"fewer than two values", [](json& a) { a["scheme"]["attributes"][1]["values"].erase(1); }},
  };
  for (const Case& c : cases) {
    json spoilt = valid;
    c.spoil(spoilt["attributes"]);
    const auto result = parseManifest(spoilt.dump(), "manifest.json");
    INFO(c.says);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::FormatInvalid);
    CHECK_THAT(result.error().detail, Catch::Contains(c.says));
  }
}

TEST_CASE("Readings are the likeliest values, attribute by attribute") {
  const Manifest m = example();
  const auto& scheme = m.attributes->scheme;
  const std::vector<float> p = {0.2f, 0.7f, 0.1f, 0.75f, 0.25f};
  const auto read = readings(scheme, p);
  REQUIRE(read.size() == 2);
  CHECK(read[0].value == 1);
  CHECK(read[0].probability == Approx(0.7));
  CHECK(read[1].value == 0);
  CHECK(read[1].probability == Approx(0.75));
  CHECK(readings(scheme, std::vector<float>(4)).empty());
}

TEST_CASE("Disagreement is what the attributes say for the other class, against the predicted one") {
  const Manifest m = example();
  const std::vector<float> lobed = {0, 1, 0, 0, 1};
  const auto found = disagreement(*m.attributes, lobed, 3);
  REQUIRE(found);
  CHECK(found->score == Approx(std::log(0.5 / 0.08) + std::log(0.75 / 0.5)));
  CHECK(found->otherClass == 4);
  CHECK(found->attribute == 0);
  const auto reverse = disagreement(*m.attributes, lobed, 4);
  REQUIRE(reverse);
  CHECK(reverse->score == Approx(-found->score));
  CHECK(reverse->otherClass == 3);
  // An undecided head weighs by its probabilities.
  const std::vector<float> torn = {0.5f, 0.5f, 0, 0.5f, 0.5f};
  CHECK(disagreement(*m.attributes, torn, 3)->score ==
        Approx(0.5 * std::log(0.2 / 0.9) + 0.5 * std::log(0.5 / 0.08) + 0.5 * std::log(0.25 / 0.5) +
               0.5 * std::log(0.75 / 0.5)));
  CHECK_FALSE(disagreement(*m.attributes, lobed, 0));  // a class that nobody described
  CHECK_FALSE(disagreement(*m.attributes, lobed, -1));
  CHECK_FALSE(disagreement(*m.attributes, {}, 3));
  Attributes alone = *m.attributes;
  alone.likelihoods[4].clear();
  CHECK_FALSE(disagreement(alone, lobed, 3));
}
