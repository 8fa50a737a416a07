#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "model/manifest.h"
#include "model/safetensors.h"
#include "temporary_folder.h"

using namespace cellwise;
using namespace cellwise::model;
using nlohmann::json;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Manifest example(int rows) {
  Manifest m;
  m.name = "Cellwise blood 11";
  m.version = "1.0";
  CrossFormerConfig backbone;
  backbone.inputSize = 96;
  backbone.embedDim = 32;
  backbone.depths = {2, 2, 4};
  backbone.heads = {1, 2, 4};
  backbone.groupSizes = {6, 6, 6};
  backbone.intervals = {4, 2, 1};
  backbone.mergeSizes = {{2, 4}, {2, 4}};
  backbone.dropPath = 0.05;
  m.backbone = backbone;
  m.scheme =
      loadScheme(std::filesystem::path(CELLWISE_SOURCE_DIR) / "resources/schemes/blood-11.json").value();
  m.head.classes = 11;
  m.head.sigma = std::sqrt(0.5);
  m.thresholds = {0.93125, 0.07};
  m.calibration = {decision::CalibrationRule::Guaranteed, 0.93125, 0.98, 0.05, 5000, 4000, 31, 0.0199, 14};
  m.membershipQuantile = 0.01;
  std::mt19937 random(5);
  for (int i = 0; i < rows; ++i) {
    m.calibrationRows.push_back({i % 11, (i * 7) % 11, std::uniform_real_distribution<double>(-1, 1)(random),
                                 std::uniform_real_distribution<float>(0, 1)(random),
                                 "\u73bb\u7247 " + std::to_string(i % 37)});
  }
  m.provenance = {{"data", "\"quoted\" \u7ec6\u80de"}, {"seed", "7"}};
  m.figures = {{"test.accuracy", 1.0 / 3}, {"test.macroF1", 0.9}};
  m.weightsSha256 = sha256Hex(std::string("weights"));
  return m;
}

}  // namespace

TEST_CASE("A model says whether it wants a white background, the first ones do not") {
  Manifest m = example(1);
  m.whiteBackground = true;
  const auto white = parseManifest(toJson(m));
  REQUIRE(white);
  CHECK(white->whiteBackground);
  json without = json::parse(toJson(m));
  without["normalisation"].erase("whiteBackground");
  const auto old = parseManifest(without.dump());
  REQUIRE(old);
  CHECK_FALSE(old->whiteBackground);
  without["normalisation"]["whiteBackground"] = "yes";
  CHECK_FALSE(parseManifest(without.dump()));
}

TEST_CASE("A manifest written and read again is the same, to the last bit") {
  const Manifest m = example(5000);
  const std::string text = toJson(m);
  CHECK(text.size() < 5000 * 80);  // compact enough for thousands of rows
  const auto again = parseManifest(text);
  if (!again) FAIL(describe(again.error()));
  CHECK(toJson(*again) == text);
  CHECK(again->name == m.name);
  CHECK(again->version == "1.0");
  CHECK(again->backbone == m.backbone);
  CHECK(again->head.sigma == m.head.sigma);
  CHECK(again->mean == m.mean);
  CHECK(again->stddev == m.stddev);
  CHECK(again->thresholds == m.thresholds);
  CHECK(again->calibration.rule == decision::CalibrationRule::Guaranteed);
  CHECK(again->calibration.errors == 31);
  CHECK(again->calibration.bound == 0.0199);
  CHECK(again->calibration.tests == 14);
  CHECK(again->membershipQuantile == 0.01);
  CHECK(again->figures == m.figures);
  CHECK(again->provenance == m.provenance);
  CHECK(again->scheme.classes[3].nameZh == m.scheme.classes[3].nameZh);
  REQUIRE(again->calibrationRows.size() == 5000);
  for (std::size_t i = 0; i < 5000; ++i) {
    const auto &a = again->calibrationRows[i], &b = m.calibrationRows[i];
    REQUIRE((a.trueClass == b.trueClass && a.predictedClass == b.predictedClass &&
             a.confidence == b.confidence && a.maxMembership == b.maxMembership && a.slide == b.slide));
  }
}

TEST_CASE("Every architecture goes through a manifest, with either head") {
  for (const auto& [name, backbone] : backbonePresets()) {
    for (const HeadKind kind : {HeadKind::Ccl, HeadKind::Softmax}) {
      Manifest m = example(3);
      m.backbone = backbone;
      m.head.kind = kind;
      INFO(name << ", " << model::name(kind));
      const auto again = parseManifest(toJson(m));
      if (!again) FAIL(describe(again.error()));
      CHECK(again->backbone == backbone);
      CHECK(again->head.kind == kind);
      CHECK(toJson(*again) == toJson(m));
    }
  }
}

TEST_CASE("The shipped model's manifest is read and written unchanged") {
  const auto folder = std::filesystem::path(CELLWISE_SOURCE_DIR) / "resources/models/blood-11.cellmodel";
  const auto opened = openModelFolder(folder);
  if (!opened) FAIL(describe(opened.error()));
  std::ifstream in(folder / "manifest.json");
  CHECK(json::parse(toJson(opened->manifest)) == json::parse(in));
}

TEST_CASE("A newer schema is refused by its version, unknown fields are not") {
  json j = json::parse(toJson(example(3)));
  j["future"] = {{"a", json::array({1, 2})}};
  j["backbone"]["future"] = true;
  CHECK(parseManifest(j.dump()));
  j["schemaVersion"] = 2;
  CHECK(parseManifest(j.dump()).error().code == ErrorCode::VersionUnsupported);
  // Whatever else such a file holds.
  CHECK(parseManifest(R"({"format":"cellmodel","schemaVersion":7})").error().code ==
        ErrorCode::VersionUnsupported);
  CHECK(parseManifest(R"({"schemaVersion":1})").error().code == ErrorCode::FormatInvalid);
}

TEST_CASE("Every field that is needed is asked for by name") {
  const json valid = json::parse(toJson(example(3)));
  int removed = 0;
  for (const auto& [key, value] : valid.items()) {
    json without = valid;
    without.erase(key);
    const auto result = parseManifest(without.dump(), "manifest.json");
    INFO(key);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::FormatInvalid);
    CHECK(result.error().file == "manifest.json");
    if (key != "format") CHECK(result.error().detail == key + " is missing");
    ++removed;
    if (!value.is_object() || key == "provenance" || key == "figures") continue;
    for (const auto& [inner, ignored] : value.items()) {
      if (inner == "whiteBackground") continue;  // the first models lack it
      json partly = valid;
      partly[key].erase(inner);
      const auto partial = parseManifest(partly.dump());
      INFO(inner);
      REQUIRE_FALSE(partial);
      CHECK(partial.error().detail == key + "." + inner + " is missing");
      ++removed;
    }
  }
  CHECK(removed > 40);
}

TEST_CASE("Manifests that ask for nonsense are refused") {
  const json valid = json::parse(toJson(example(3)));
  struct Case {
    std::string expected;
    std::function<void(json&)> change;
    ErrorCode code = ErrorCode::FormatInvalid;
  };
  const std::vector<Case> cases = {
      {"schemaVersion", [](json& j) { j["schemaVersion"] = 0; }},
      {"schemaVersion", [](json& j) { j["schemaVersion"] = "1"; }},
      {"name is not a text", [](json& j) { j["name"] = 1; }},
      {"head.classes", [](json& j) { j["head"]["classes"] = -3; }},
      {"head.classes", [](json& j) { j["head"]["classes"] = 18446744073709551615u; }},
      {"head.classes", [](json& j) { j["head"]["classes"] = 11.0; }},
      {"head.sigma", [](json& j) { j["head"]["sigma"] = 0; }},
      {"head.kind", [](json& j) { j["head"]["kind"] = "oracle"; }},
      {"head.kind", [](json& j) { j["head"]["kind"] = 1; }},
      {"backbone.patchSize is missing", [](json& j) { j["architecture"] = "Swin"; }},
      {"head.sigma", [](json& j) { j["head"]["sigma"] = nullptr; }},  // what a NaN becomes in JSON
      {"backbone.depths",
       [](json& j) {
         j["backbone"]["depths"] = {1, -1};
       }},
      {"backbone.depths", [](json& j) { j["backbone"]["depths"] = std::vector<int>(1000, 1); }},
      {"backbone.mergeSizes", [](json& j) { j["backbone"]["mergeSizes"][0] = 2; }},
      {"normalisation.stddev", [](json& j) { j["normalisation"]["stddev"][1] = 0; }},
      {"normalisation.mean",
       [](json& j) {
         j["normalisation"]["mean"] = {1, 2};
       }},
      {"calibration.rule", [](json& j) { j["calibration"]["rule"] = "lucky"; }},
      {"calibration.rows[1]", [](json& j) { j["calibration"]["rows"][1][0] = 11; }},
      {"calibration.rows[1]", [](json& j) { j["calibration"]["rows"][1][4] = 99; }},
      {"calibration.rows[1]", [](json& j) { j["calibration"]["rows"][1][2] = nullptr; }},
      {"calibration.rows[1]", [](json& j) { j["calibration"]["rows"][1].erase(4); }},
      {"calibration.rows[1]", [](json& j) { j["calibration"]["rows"][1] = 5; }},
      {"figures.test.accuracy", [](json& j) { j["figures"]["test.accuracy"] = nullptr; }},
      {"provenance.seed", [](json& j) { j["provenance"]["seed"] = 7; }},
      {"weightsSha256", [](json& j) { j["weightsSha256"] = std::string(64, 'G'); }},
      {"scheme: ", [](json& j) { j["scheme"]["classes"][1]["key"] = "1"; }},
      {"the scheme 10", [](json& j) { j["scheme"]["classes"].erase(10); }, ErrorCode::ModelInvalid},
      {"architecture", [](json& j) { j["architecture"] = "Oracle"; }, ErrorCode::ModelInvalid},
      {"heads", [](json& j) { j["backbone"]["heads"][2] = 5; }, ErrorCode::ModelInvalid},
      {"errors, accepted", [](json& j) { j["calibration"]["errors"] = 4001; }, ErrorCode::ModelInvalid},
  };
  for (const auto& c : cases) {
    json changed = valid;
    c.change(changed);
    const auto result = parseManifest(changed.dump());
    INFO("expected: " << c.expected);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == c.code);
    CHECK_THAT(result.error().detail, Catch::Contains(c.expected));
  }
}

TEST_CASE("Damaged manifests never crash the reader") {
  const std::string valid = toJson(example(20));
  std::mt19937 random(3);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text = valid;
    const std::size_t at = random() % text.size();
    switch (random() % 4) {
      case 0: text[at] = static_cast<char>(random()); break;
      case 1: text.erase(at, 1 + random() % 20); break;
      case 2: text.insert(at, text.substr(random() % text.size(), random() % 40)); break;
      case 3: text.resize(at); break;
    }
    const auto result = parseManifest(text);
    if (!result) ++refused;
    if (result) REQUIRE(problem(result->backbone).empty());
  }
  CHECK(refused > 500);
}

TEST_CASE("A configuration that cannot be built says why") {
  CHECK(CrossFormerConfig::crossT().problem().empty());
  CHECK(CrossFormerConfig::crossS().problem().empty());
  CHECK(CrossFormerConfig::crossT().featureLength() == 512);
  CHECK(CrossFormerConfig::crossS().featureLength() == 768);
  CHECK(problem(example(0).backbone).empty());

  CrossFormerConfig fixture;  // the smallest that the reference implementation builds
  fixture.inputSize = 64;
  fixture.embedDim = 16;
  fixture.depths = {2, 2, 2, 1};
  fixture.heads = {1, 2, 4, 8};
  CHECK(fixture.problem().empty());

  const std::vector<std::pair<std::string, std::function<void(CrossFormerConfig&)>>> cases = {
      {"inputSize", [](auto& c) { c.inputSize = 0; }},
      {"inputSize", [](auto& c) { c.inputSize = 2048; }},
      {"multiple", [](auto& c) { c.inputSize = 223; }},
      {"nothing is left", [](auto& c) { c.inputSize = 16; }},
      {"embedDim", [](auto& c) { c.embedDim = 8; }},
      {"embedDim", [](auto& c) { c.embedDim = 2048; }},
      {"split over patchSizes",
       [](auto& c) {
         c.embedDim = 68, c.heads = {2, 2, 2, 2};
       }},
      {"split over mergeSizes",
       [](auto& c) {
         c.mergeSizes[0] = {2, 2, 2, 2, 2, 2, 2, 2}, c.embedDim = 24, c.heads = {1, 1, 1, 1};
       }},
      {"stages", [](auto& c) { c.depths.clear(); }},
      {"one entry a stage", [](auto& c) { c.heads.pop_back(); }},
      {"one entry a stage", [](auto& c) { c.groupSizes.push_back(7); }},
      {"mergeSizes", [](auto& c) { c.mergeSizes.pop_back(); }},
      {"depth", [](auto& c) { c.depths[1] = 0; }},
      {"128 blocks",
       [](auto& c) {
         c.depths = {60, 60, 60, 60};
       }},
      {"heads do not divide", [](auto& c) { c.heads[0] = 3; }},
      {"heads do not divide", [](auto& c) { c.heads[3] = 0; }},
      {"group size", [](auto& c) { c.groupSizes[0] = 65; }},
      {"interval", [](auto& c) { c.intervals[2] = 0; }},
      {"patch size",
       [](auto& c) {
         c.patchSizes = {4, 8, 16, 33};
       }},
      {"patch size",
       [](auto& c) {
         c.patchSizes = {4, 2};
       }},
      {"patchSizes", [](auto& c) { c.patchSizes.clear(); }},
      {"merge size", [](auto& c) { c.mergeSizes[1] = {3}; }},
      {"mergeSizes has not", [](auto& c) { c.mergeSizes[1].clear(); }},
      {"mlpRatio", [](auto& c) { c.mlpRatio = kNaN; }},
      {"dropPath", [](auto& c) { c.dropPath = 1; }},
      {"dropPath", [](auto& c) { c.dropPath = kNaN; }},
      {"too much memory",
       [](auto& c) {
         c.inputSize = 1024, c.groupSizes = {64, 64, 64, 64};
       }},
      {"parameters",
       [](auto& c) {
         c.embedDim = 1024, c.depths = {1, 1, 16, 16};
       }},
  };
  for (const auto& [expected, change] : cases) {
    CrossFormerConfig config;
    change(config);
    CHECK_THAT(config.problem(), Catch::Contains(expected));
  }
}

namespace {

template <class Config>
struct Refusal {
  std::string expected;
  std::function<void(Config&)> change;
};

template <class Config>
void refuses(const std::vector<Refusal<Config>>& cases) {
  CHECK(Config().problem().empty());
  for (const auto& [expected, change] : cases) {
    Config config;
    change(config);
    CHECK_THAT(config.problem(), Catch::Contains(expected));
  }
}

}  // namespace

TEST_CASE("The other families' configurations say too why they cannot be built") {
  for (const auto& [name, backbone] : backbonePresets()) {
    INFO(name);
    CHECK(problem(backbone).empty());
  }
  refuses<VitConfig>({
      {"inputSize", [](auto& c) { c.inputSize = 0; }},
      {"multiple", [](auto& c) { c.inputSize = 225; }},
      {"patchSize", [](auto& c) { c.patchSize = 0; }},
      {"depth", [](auto& c) { c.depth = 129; }},
      {"hidden", [](auto& c) { c.hidden = 4; }},
      {"heads", [](auto& c) { c.heads = 5; }},
      {"heads", [](auto& c) { c.heads = 0; }},
      {"mlp", [](auto& c) { c.mlp = 0; }},
      {"dropPath", [](auto& c) { c.dropPath = kNaN; }},
      {"too much memory", [](auto& c) { c.inputSize = 1024, c.patchSize = 4; }},
      {"parameters", [](auto& c) { c.hidden = 8192, c.heads = 1, c.mlp = 65536; }},
  });
  refuses<SwinConfig>({
      {"inputSize", [](auto& c) { c.inputSize = 2048; }},
      {"multiple", [](auto& c) { c.inputSize = 222; }},
      {"patchSize", [](auto& c) { c.patchSize = 0; }},
      {"stages", [](auto& c) { c.depths.clear(); }},
      {"one entry a stage", [](auto& c) { c.heads.pop_back(); }},
      {"embedDim", [](auto& c) { c.embedDim = 4; }},
      {"window", [](auto& c) { c.window = 0; }},
      {"mlpRatio", [](auto& c) { c.mlpRatio = 0; }},
      {"stage 1: the heads", [](auto& c) { c.heads[0] = 5; }},
      {"too much memory", [](auto& c) { c.inputSize = 1024, c.window = 64; }},
      {"parameters",
       [](auto& c) {
         c.embedDim = 1024, c.heads = {8, 8, 8, 8};
       }},
  });
  refuses<ResNextConfig>({
      {"inputSize", [](auto& c) { c.inputSize = 1025; }},
      {"depth",
       [](auto& c) {
         c.depths = {3, 0};
       }},
      {"128 blocks",
       [](auto& c) {
         c.depths = {100, 100};
       }},
      {"stemWidth", [](auto& c) { c.stemWidth = 4; }},
      {"groups", [](auto& c) { c.groups = 0; }},
      {"widthPerGroup is not", [](auto& c) { c.widthPerGroup = 0; }},
      {"without a channel", [](auto& c) { c.stemWidth = 8, c.widthPerGroup = 4; }},
      {"too much memory", [](auto& c) { c.inputSize = 1024, c.widthPerGroup = 256; }},
      {"parameters", [](auto& c) { c.stemWidth = 512; }},
  });
  refuses<RegNetYConfig>({
      {"inputSize", [](auto& c) { c.inputSize = 0; }},
      {"one entry a stage", [](auto& c) { c.widths.pop_back(); }},
      {"one entry a stage", [](auto& c) { c.groupWidths.push_back(8); }},
      {"stemWidth", [](auto& c) { c.stemWidth = 1000; }},
      {"width", [](auto& c) { c.widths[0] = 4; }},
      {"group width", [](auto& c) { c.groupWidths[1] = 48 + 1; }},
      {"group width", [](auto& c) { c.groupWidths[1] = 0; }},
      {"seRatio is not", [](auto& c) { c.seRatio = 0; }},
      {"seRatio leaves", [](auto& c) { c.seRatio = 0.001; }},
      {"too much memory", [](auto& c) { c.inputSize = 1024, c.widths[0] = 16384; }},
      {"parameters", [](auto& c) { c.widths[3] = 16384; }},
  });
}

TEST_CASE("A model folder is written, opened and its weights verified") {
  TemporaryFolder folder;
  Manifest m = example(10);
  const auto weights = folder.path / "weights.safetensors";
  CHECK(writeManifest(folder.path, m).error().code == ErrorCode::FileNotFound);  // no weights yet

  REQUIRE(writeSafetensors(weights, {{"w", DType::F32, {1}, std::vector<std::byte>(4)}}));
  CHECK(writeManifest(folder.path, m).error().code == ErrorCode::ModelInvalid);  // the hash of others
  m.weightsSha256 = sha256HexOfFile(weights).value();
  REQUIRE(writeManifest(folder.path, m));
  CHECK(folder.entries() == 2);

  const auto opened = openModelFolder(folder.path);
  REQUIRE(opened);
  CHECK(toJson(opened->manifest) == toJson(m));
  CHECK(opened->weightsFile() == weights);
  CHECK(verifyWeights(*opened));

  SECTION("a manifest that could not be read again replaces nothing") {
    Manifest bad = m;
    bad.figures["test.accuracy"] = kNaN;
    CHECK(writeManifest(folder.path, bad).error().code == ErrorCode::ArgumentInvalid);
    bad = m;
    bad.calibrationRows[0].confidence = std::numeric_limits<double>::infinity();
    CHECK(writeManifest(folder.path, bad).error().code == ErrorCode::ArgumentInvalid);
    CHECK(toJson(openModelFolder(folder.path)->manifest) == toJson(m));
    CHECK(folder.entries() == 2);
  }
  SECTION("one changed byte of the weights is seen") {
    std::fstream file(weights, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('\x01');
    file.close();
    CHECK(verifyWeights(*opened).error().code == ErrorCode::ModelInvalid);
  }
  SECTION("missing parts are named") {
    std::filesystem::remove(weights);
    CHECK(openModelFolder(folder.path));
    CHECK(verifyWeights(*opened).error().code == ErrorCode::FileNotFound);
    std::filesystem::remove(folder.path / "manifest.json");
    const auto gone = openModelFolder(folder.path);
    CHECK(gone.error().code == ErrorCode::FileNotFound);
    CHECK(gone.error().file == (folder.path / "manifest.json").string());
  }
}
