#include <QTemporaryDir>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "result_checks.h"
#include "tiny_model.h"
#include "workflow/recalibration.h"

namespace cellwise::workflow {
namespace {

namespace fs = std::filesystem;
using test::code;
using test::value;

// Three classes; a cell's chance of being wrong is 0.3 (1 - c)^2.
std::vector<decision::CalibrationRow> rows(int n, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<decision::CalibrationRow> result;
  for (int i = 0; i < n; ++i) {
    const double c = uniform(random);
    const int truth = static_cast<int>(random() % 3);
    const bool wrong = uniform(random) < 0.3 * (1 - c) * (1 - c);
    result.push_back({truth, wrong ? (truth + 1) % 3 : truth, c, 0.2 + 0.8 * uniform(random),
                      "slide " + std::to_string(i % 30)});
  }
  return result;
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

model::Manifest oldManifest() {
  model::Manifest manifest;
  manifest.name = "old";
  manifest.version = "1.0";
  manifest.scheme = test::tinyScheme();
  manifest.head.classes = 3;
  manifest.thresholds = {0.9, 0.25};
  manifest.membershipQuantile = 0.02;
  manifest.figures = {{"test.accuracy", 0.9}, {"test.Rr", 0.2}, {"test.Ra", 0.99}, {"calibration.n", 7}};
  manifest.provenance = {{"seed", "1"}};
  return manifest;
}

}  // namespace

TEST_CASE("Recalibration: the rule's c_th, the rows, and no figure that has become wrong") {
  const auto cells = rows(2000);
  RecalibrationOptions options;
  options.rule = decision::CalibrationRule::FixedSequence;
  options.target = 0.95;
  const auto made = recalibrate(oldManifest(), cells, {}, options, {{"index", "ours.csv"}});
  REQUIRE(made.manifest);
  const auto& m = *made.manifest;
  const auto expected = decision::calibrateFixedSequence(cells, 0.25, 0.95, 0.05);
  CHECK(m.thresholds.confidence == expected->threshold);
  CHECK(m.thresholds.membership == 0.25);
  CHECK(m.membershipQuantile == 0.02);
  CHECK(m.calibration.rule == decision::CalibrationRule::FixedSequence);
  CHECK(m.calibration.bound == expected->bound);
  CHECK(m.calibrationRows.size() == 2000);
  CHECK(m.figures.at("test.accuracy") == 0.9);
  CHECK(m.figures.count("test.Rr") == 0);
  CHECK(m.figures.at("calibration.n") == 2000);
  CHECK(m.figures.at("calibration.Ra") ==
        Approx(1 - double(m.calibration.errors) / double(m.calibration.accepted)));
  CHECK(m.provenance.at("recalibrated.index") == "ours.csv");
  CHECK(m.provenance.at("seed") == "1");

  SECTION("d_th comes from other cells, before c_th is tested") {
    const auto others = rows(500, 9);
    options.membershipQuantile = 0.1;
    const auto both = recalibrate(oldManifest(), cells, others, options);
    REQUIRE(both.manifest);
    const double membership = decision::calibrateMembership(others, 0.1);
    CHECK(both.manifest->thresholds.membership == membership);
    CHECK(both.manifest->thresholds.confidence ==
          decision::calibrateFixedSequence(cells, membership, 0.95, 0.05)->threshold);
  }
  SECTION("a class that must not be missed raises c_th, and the counts with it") {
    options.notMissed = {1};
    options.missedTarget = 0.004;
    const auto strict = recalibrate(oldManifest(), cells, {}, options);
    REQUIRE(strict.manifest);
    const auto& s = *strict.manifest;
    CHECK(s.thresholds.confidence == *strict.missed->threshold);
    CHECK(s.thresholds.confidence > m.thresholds.confidence);
    std::int64_t accepted = 0, missed = 0, ofClass = 0;
    for (const auto& row : cells) {
      const bool in = row.confidence >= s.thresholds.confidence && row.maxMembership >= 0.25;
      accepted += in;
      ofClass += row.trueClass == 1;
      missed += in && row.trueClass == 1 && row.predictedClass != 1;
    }
    CHECK(s.calibration.accepted == accepted);
    CHECK((missed + 1.0) / (ofClass + 1.0) <= 0.004);
    CHECK_THAT(s.provenance.at("recalibrated.notMissed"), Catch::Contains("beta"));
  }
  SECTION("what cannot be certified makes no manifest") {
    options.target = 0.999;
    const auto none = recalibrate(oldManifest(), rows(2), {}, options);
    CHECK_FALSE(none.manifest);
    CHECK(none.calibration.n == 2);
    CHECK(none.calibration.needed == 2995);
    options.target = 0.95;
    options.notMissed = {2};
    options.missedTarget = 0.0001;
    const auto blasts = recalibrate(oldManifest(), cells, {}, options);
    CHECK_FALSE(blasts.manifest);
    CHECK_FALSE(blasts.missed->certified);
    CHECK(blasts.missed->needed == 9999);
  }
}

TEST_CASE("A recalibrated model is written whole or not at all, the old one is only read") {
  const QTemporaryDir folder;
  REQUIRE(folder.isValid());
  const fs::path root = folder.path().toStdString(), old = root / "旧 old.cellmodel",
                 to = root / "new.cellmodel";
  fs::create_directories(old);
  test::writeTinyModel(old);
  std::ofstream(old / "README.md") << "# The card\n";
  const auto from = value(model::openModelFolder(old));
  const std::string before = read(old / "manifest.json");
  RecalibrationOptions options;
  options.target = 0.9;
  const auto made = recalibrate(from.manifest, rows(300), {}, options);
  REQUIRE(made.manifest);
  value(writeRecalibrated(from, *made.manifest, to));
  const auto again = value(model::openModelFolder(to));
  value(model::verifyWeights(again));
  CHECK(again.manifest.thresholds == made.manifest->thresholds);
  CHECK(again.manifest.calibrationRows.size() == 300);
  CHECK(again.manifest.calibrationRows[7].slide == "slide 7");
  CHECK(read(to / "weights.safetensors") == read(old / "weights.safetensors"));
  CHECK_THAT(read(to / "README.md"), Catch::StartsWith("> Recalibrated") && Catch::EndsWith("# The card\n"));
  CHECK(read(old / "manifest.json") == before);

  CHECK(code(writeRecalibrated(from, *made.manifest, to)) == ErrorCode::Conflict);
  CHECK(code(writeRecalibrated(from, *made.manifest, old)) == ErrorCode::Conflict);
  CHECK(code(writeRecalibrated(from, *made.manifest, root / "no" / "where")) == ErrorCode::FileUnwritable);
  auto damaged = *made.manifest;
  damaged.thresholds.confidence = std::nan("");
  CHECK_FALSE(writeRecalibrated(from, damaged, root / "damaged.cellmodel"));
  CHECK(std::distance(fs::directory_iterator(root), fs::directory_iterator()) == 2);  // no leftovers
  CHECK(read(old / "manifest.json") == before);
}

}  // namespace cellwise::workflow
