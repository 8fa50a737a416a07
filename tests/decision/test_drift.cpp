#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "decision/drift.h"

using namespace cellwise::decision;

namespace {

constexpr Thresholds kThresholds{0.5, 0.1};

// Slides whose share of refused cells varies about p as a beta distribution with intraclass correlation rho.
struct World {
  std::mt19937 random;
  double p = 0.2, rho = 0.05;

  double gamma(double shape) { return std::gamma_distribution<double>(shape, 1)(random); }
  double shareOfASlide() {
    const double scale = (1 - rho) / rho;
    const double a = gamma(p * scale), b = gamma((1 - p) * scale);
    return a / (a + b);
  }
  std::vector<CalibrationRow> calibration(int slides, int cells) {
    std::vector<CalibrationRow> rows;
    for (int s = 0; s < slides; ++s) {
      std::bernoulli_distribution refused(shareOfASlide());
      for (int i = 0; i < cells; ++i)
        rows.push_back({i % 4, i % 4, refused(random) ? 0.3 : 0.8, 0.9, std::to_string(s)});
    }
    return rows;
  }
  std::vector<DriftCell> slide(int cells, double share) {
    std::bernoulli_distribution refused(share);
    std::vector<DriftCell> drawn;
    for (int i = 0; i < cells; ++i) drawn.push_back({i % 4, refused(random) ? 0.3 : 0.8, 0.9});
    return drawn;
  }
};

}  // namespace

TEST_CASE("A slide against its calibration, by hand") {
  // Two classes, ten slides of ten: of class 0 nothing is refused, of class 1 half, on every slide alike.
  std::vector<CalibrationRow> rows;
  for (int s = 0; s < 10; ++s)
    for (int i = 0; i < 10; ++i)
      rows.push_back({i % 2, i % 2, i % 4 == 1 ? 0.3 : 0.8, 0.9, std::to_string(s)});
  // Of each ten, i = 1, 5, 9 are refused: 3 of 5 of class 1.
  std::vector<DriftCell> slide;
  for (int i = 0; i < 40; ++i) slide.push_back({i % 2, i < 8 ? 0.3 : 0.8, 0.9});
  slide.push_back({7, 0.0, 0.0});  // the calibration has none of this class
  const auto check = driftCheck(rows, slide, kThresholds);
  CHECK(check.n == 40);
  CHECK(check.refused == 8);
  CHECK(check.share.low == Approx(clopperPearson(8, 40).low));
  CHECK(check.calibrationCells == 100);
  CHECK(check.calibrationSlides == 10);
  const double r0 = 1.0 / 52, r1 = 31.0 / 52;
  CHECK(check.expected == Approx((r0 + r1) / 2));
  // The slides are all the same: rho = 0.
  const double variance =
      20 * (r0 * (1 - r0) + r1 * (1 - r1)) / 1600 + 0.25 * (r0 * (1 - r0) + r1 * (1 - r1)) / 50;
  CHECK(check.largest == Approx(check.expected + tQuantile(0.01, 9) * std::sqrt(variance)));
  CHECK(check.state == DriftCheck::State::Alike);
  for (auto& cell : slide) cell.maxMembership = 0.05;  // unlike any class
  CHECK(driftCheck(rows, slide, kThresholds).state == DriftCheck::State::MoreRefused);
}

TEST_CASE("Where there is too little to compare, nothing is said") {
  World world{std::mt19937(3)};
  const auto rows = world.calibration(12, 25);
  CHECK(driftCheck(rows, world.slide(29, 0.9), kThresholds).state == DriftCheck::State::TooFew);
  CHECK(driftCheck(rows, world.slide(30, 0.9), kThresholds).state == DriftCheck::State::MoreRefused);
  CHECK(driftCheck(world.calibration(4, 100), world.slide(200, 0.9), kThresholds).state ==
        DriftCheck::State::TooFew);
  CHECK(driftCheck({}, world.slide(200, 0.9), kThresholds).state == DriftCheck::State::TooFew);
  CHECK(driftCheck(rows, {}, kThresholds).n == 0);
  // No calibration cell is refused: a slide that is half refused is no such slide.
  auto sure = rows;
  for (auto& row : sure) row.confidence = 0.9;
  CHECK(driftCheck(sure, world.slide(100, 0.5), kThresholds).state == DriftCheck::State::MoreRefused);
  CHECK(driftCheck(sure, world.slide(100, 0.0), kThresholds).state == DriftCheck::State::Alike);
}

TEST_CASE("Slides like the calibration's seldom raise an alarm, others do, and fewer refused ones never") {
  World world{std::mt19937(11)};
  int alarms = 0, found = 0, fewer = 0;
  constexpr int kRounds = 1500;
  for (int round = 0; round < kRounds; ++round) {
    const auto rows = world.calibration(36, 25);
    const auto state = [&](double share) {
      return driftCheck(rows, world.slide(250, share), kThresholds).state;
    };
    alarms += state(world.shareOfASlide()) == DriftCheck::State::MoreRefused;
    found += state(0.6) == DriftCheck::State::MoreRefused;
    fewer += state(0.01) == DriftCheck::State::MoreRefused;
  }
  CAPTURE(alarms, found, fewer);
  // 1 of 100 is meant; the beta distribution is skewed and rho is estimated.
  CHECK(alarms < kRounds * 0.04);
  CHECK(found > kRounds * 0.9);
  CHECK(fewer == 0);
}
