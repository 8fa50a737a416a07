#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/class_scheme.h"
#include "temporary_folder.h"

using namespace cellwise;
using namespace cellwise::model;
using nlohmann::json;

namespace {

const std::filesystem::path kSchemes = std::filesystem::path(CELLWISE_SOURCE_DIR) / "resources" / "schemes";

std::vector<std::string> idsOf(const ClassScheme& scheme) {
  std::vector<std::string> ids;
  for (const auto& c : scheme.classes) ids.push_back(c.id);
  return ids;
}

std::vector<std::string> notCounted(const ClassScheme& scheme) {
  std::vector<std::string> ids;
  for (const auto& c : scheme.classes) {
    if (!c.counted) ids.push_back(c.id);
  }
  return ids;
}

}  // namespace

TEST_CASE("The shipped blood scheme has the outputs of the shipped model") {
  const auto scheme = loadScheme(kSchemes / "blood-11.json");
  if (!scheme) FAIL(describe(scheme.error()));
  CHECK(scheme->id == "blood-11");
  CHECK(scheme->specimen == "blood");
  CHECK(idsOf(*scheme) == std::vector<std::string>{"promyelocyte", "myelocyte", "metamyelocyte",
                                                   "band_neutrophil", "segmented_neutrophil", "eosinophil",
                                                   "basophil", "monocyte", "lymphocyte", "erythroblast",
                                                   "platelet"});
  // Nucleated red cells stay outside the hundred white cells.
  CHECK(notCounted(*scheme) == std::vector<std::string>{"erythroblast", "platelet"});
  CHECK(scheme->lineage("granulocytic")->meRole == "myeloid");
  CHECK(scheme->lineage("erythroid")->meRole == "erythroid");
  CHECK(scheme->indexOf("basophil") == 6);
  CHECK(scheme->indexOf("blast") == -1);
  CHECK(scheme->lineage("none") == nullptr);
  // Within the neutrophils the stages rise.
  for (int i = 1; i < 5; ++i)
    CHECK(scheme->classes[i].maturationStage > scheme->classes[i - 1].maturationStage);
}

TEST_CASE("The shipped marrow scheme is the thesis's") {
  const auto scheme = loadScheme(kSchemes / "marrow-13.json");
  if (!scheme) FAIL(describe(scheme.error()));
  CHECK(scheme->specimen == "marrow");
  CHECK(scheme->classes.size() == 13);
  CHECK(notCounted(*scheme) == std::vector<std::string>{"degenerate", "megakaryocyte"});
}

TEST_CASE("A scheme written and read again is the same") {
  for (const char* name : {"blood-11.json", "marrow-13.json"}) {
    const auto scheme = loadScheme(kSchemes / name);
    REQUIRE(scheme);
    const std::string text = toJson(*scheme);
    const auto again = parseScheme(text);
    REQUIRE(again);
    CHECK(toJson(*again) == text);
    CHECK(json::parse(text) == json::parse(std::ifstream(kSchemes / name)));
  }
}

TEST_CASE("A scheme that contradicts itself is refused") {
  const json valid = json::parse(std::ifstream(kSchemes / "blood-11.json"));
  REQUIRE(parseScheme(valid.dump()));

  struct Case {
    std::string expected;
    std::function<void(json&)> change;
  };
  const std::vector<Case> cases = {
      {"id is missing", [](json& j) { j.erase("id"); }},
      {"specimen", [](json& j) { j["specimen"] = "urine"; }},
      {"no classes", [](json& j) { j["classes"] = json::array(); }},
      {"classes is not a list", [](json& j) { j["classes"] = 3; }},
      {"classes[2].nameZh is missing", [](json& j) { j["classes"][2].erase("nameZh"); }},
      {"no name", [](json& j) { j["classes"][2]["nameEn"] = ""; }},
      {"the id occurs twice", [](json& j) { j["classes"][2]["id"] = "monocyte"; }},
      {"the id is not of", [](json& j) { j["classes"][2]["id"] = "Mono cyte"; }},
      {"the key 1 occurs twice", [](json& j) { j["classes"][2]["key"] = "1"; }},
      {"the key P occurs twice",
       [](json& j) { j["classes"].back()["key"] = "P", j["classes"][0]["key"] = "p"; }},
      {"one printable", [](json& j) { j["classes"][2]["key"] = "ab"; }},
      {"one printable", [](json& j) { j["classes"][2]["key"] = " "; }},
      {"one printable", [](json& j) { j["classes"][2]["key"] = ""; }},
      {"the order occurs twice", [](json& j) { j["classes"][2]["order"] = 0; }},
      {"order is out of range", [](json& j) { j["classes"][2]["order"] = -1; }},
      {"the colour", [](json& j) { j["classes"][2]["colour"] = "#12345g"; }},
      {"the lineage \"x\"", [](json& j) { j["classes"][2]["lineage"] = "x"; }},
      {"1 to 4", [](json& j) { j["classes"][2]["shortName"] = "METAM"; }},
      {"not true or false", [](json& j) { j["classes"][2]["counted"] = 1; }},
      {"meRole", [](json& j) { j["lineages"][0]["meRole"] = "M"; }},
      {"lineage \"granulocytic\": the id occurs twice",
       [](json& j) { j["lineages"][1]["id"] = "granulocytic"; }},
      {"lineages[0] is not an object", [](json& j) { j["lineages"][0] = 1; }},
      {"not an object", [](json& j) { j = json::array(); }},
  };
  for (const auto& c : cases) {
    json changed = valid;
    c.change(changed);
    const auto scheme = parseScheme(changed.dump());
    INFO("expected: " << c.expected);
    REQUIRE_FALSE(scheme);
    CHECK(scheme.error().code == ErrorCode::FormatInvalid);
    CHECK_THAT(scheme.error().detail, Catch::Contains(c.expected));
  }

  json extended = valid;
  extended["future"] = {{"x", 1}};
  extended["classes"][0]["codes"] = json::array({"783-1"});
  extended["classes"][0]["shortName"] = "\u65e9\u5e7c\u7c92\u7ec6";  // four characters, twelve bytes
  CHECK(parseScheme(extended.dump()));
  CHECK(parseScheme("{").error().code == ErrorCode::FormatInvalid);
  CHECK(parseScheme(R"({"id":"a","id":"b"})").error().detail == "the name \"id\" occurs twice");
  CHECK(parseScheme(R"({"x":)" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}")
            .error()
            .detail == "nested too deeply");
  CHECK(loadScheme(kSchemes / "none.json").error().code == ErrorCode::FileNotFound);
}
