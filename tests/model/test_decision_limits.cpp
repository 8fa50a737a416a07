#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "model/decision_limits.h"
#include "temporary_folder.h"

using namespace cellwise;
using namespace cellwise::model;
using nlohmann::json;

namespace {

const std::filesystem::path kShipped =
    std::filesystem::path(CELLWISE_SOURCE_DIR) / "resources" / "limits" / "decision-limits.json";

}  // namespace

TEST_CASE("The shipped decision limits are those of the domain, each with its source") {
  const auto limits = loadDecisionLimits(kShipped);
  if (!limits) FAIL(describe(limits.error()));
  const auto limit = [&](const char* id) {
    const DecisionLimit* rule = limits->rule(id);
    if (!rule) FAIL("no rule " << id);
    return rule->share.limitPercent;
  };
  CHECK(limit("who-blasts-20") == 20);
  CHECK(limit("fab-blasts-30") == 30);
  CHECK(limit("blasts-10-marrow") == 10);
  CHECK(limit("blasts-5-blood") == 5);
  CHECK(limit("monocytic-20") == 20);
  CHECK(limit("plasma-cells-10") == 10);
  CHECK(limit("cmml-monocytes") == 10);
  CHECK(limits->rule("cmml-monocytes")->alsoAbsolute->limit == 0.5);
  CHECK(limit("pure-erythroid-80") == 80);
  CHECK(limits->rule("pure-erythroid-80")->share.comparison == decision::Comparison::Above);
  CHECK(limits->rule("pure-erythroid-80")->alsoShare->limitPercent == 30);
  CHECK(limit("schistocytes-1") == 1);
  for (const auto& rule : limits->rules) {
    CHECK_FALSE(rule.source.empty());
    CHECK_FALSE(rule.edition.empty());
  }
  CHECK(limits->rule("none") == nullptr);
}

TEST_CASE("Decision limits written and read again are the same") {
  const auto limits = loadDecisionLimits(kShipped);
  REQUIRE(limits);
  const std::string text = toJson(*limits);
  const auto again = parseDecisionLimits(text);
  REQUIRE(again);
  CHECK(*again == *limits);
  CHECK(json::parse(text) == json::parse(std::ifstream(kShipped)));

  const TemporaryFolder folder;
  const auto file = folder.path / "limits.json";
  REQUIRE(saveDecisionLimits(file, *limits));
  CHECK(loadDecisionLimits(file).value() == *limits);
}

TEST_CASE("Decision limits that cannot be used are refused with the rule and the reason") {
  const json valid = json::parse(std::ifstream(kShipped));
  REQUIRE(parseDecisionLimits(valid.dump()));
  struct Case {
    std::function<void(json&)> spoil;
    ErrorCode code;
    const char* says;
  };
  const Case cases[] = {
      {[](json& v) { v["format"] = "something"; }, ErrorCode::FormatInvalid, "format"},
      {[](json& v) { v["version"] = 2; }, ErrorCode::VersionUnsupported, "newer"},
      {[](json& v) { v.erase("rules"); }, ErrorCode::FormatInvalid, "rules is missing"},
      {[](json& v) { v["rules"][0]["limitPercent"] = 120; }, ErrorCode::FormatInvalid, "who-blasts-20"},
      {[](json& v) { v["rules"][0]["limitPercent"] = 0; }, ErrorCode::FormatInvalid, "between 0 and 100"},
      {[](json& v) { v["rules"][0]["limitPercent"] = "20"; }, ErrorCode::FormatInvalid, "not a number"},
      {[](json& v) { v["rules"][0].erase("comparison"); }, ErrorCode::FormatInvalid, "comparison"},
      {[](json& v) { v["rules"][0]["comparison"] = "=>"; }, ErrorCode::FormatInvalid, "comparison"},
      {[](json& v) { v["rules"][0]["denominator"] = "all"; }, ErrorCode::FormatInvalid, "denominator"},
      {[](json& v) { v["rules"][0]["classes"] = json::array(); }, ErrorCode::FormatInvalid, "no class"},
      {[](json& v) { v["rules"][0]["classes"] = json::array({7}); }, ErrorCode::FormatInvalid,
       "list of texts"},
      {[](json& v) { v["rules"][0]["classes"] = json::array({"My Class"}); }, ErrorCode::FormatInvalid,
       "My Class"},
      {[](json& v) { v["rules"][0]["specimen"] = "urine"; }, ErrorCode::FormatInvalid, "specimen"},
      {[](json& v) { v["rules"][0]["source"] = ""; }, ErrorCode::FormatInvalid, "source"},
      {[](json& v) { v["rules"][1]["id"] = v["rules"][0]["id"]; }, ErrorCode::FormatInvalid, "twice"},
      {[](json& v) { v["rules"][2]["alsoShare"]["roles"] = {"lymphoid"}; }, ErrorCode::FormatInvalid, "role"},
      {[](json& v) { v["rules"][7]["alsoAbsolute"]["limit"] = -1; }, ErrorCode::FormatInvalid,
       "alsoAbsolute"},
  };
  for (const Case& c : cases) {
    json spoilt = valid;
    c.spoil(spoilt);
    const auto result = parseDecisionLimits(spoilt.dump());
    CAPTURE(c.says);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code == c.code);
    CHECK_THAT(result.error().detail, Catch::Contains(c.says));
  }
  CHECK(parseDecisionLimits("{").error().code == ErrorCode::FormatInvalid);
}

TEST_CASE("Limits that are refused leave the file as it was") {
  auto limits = loadDecisionLimits(kShipped).value();
  const TemporaryFolder folder;
  const auto file = folder.path / "limits.json";
  REQUIRE(saveDecisionLimits(file, limits));
  limits.rules[0].share.limitPercent = 100;
  const auto refused = saveDecisionLimits(file, limits);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::FormatInvalid);
  CHECK(loadDecisionLimits(file).value().rules[0].share.limitPercent == 20);
  CHECK(saveDecisionLimits(folder.path / "no" / "limits.json", *loadDecisionLimits(file)).error().code ==
        ErrorCode::FileUnwritable);
}
