#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "decision/calibration.h"
#include "decision/intervals.h"

using namespace cellwise::decision;

namespace {

CalibrationRow row(double confidence, bool correct, double membership = 1) {
  return {0, correct ? 0 : 1, confidence, membership, "slide"};
}

// Cells whose chance of an error falls with their confidence: 0.5 (1 - c)^2, c uniform in [0, 1].
// Accepting c >= t then has a true risk of (1 - t)^2 / 6.
double trueRisk(double threshold) {
  return (1 - threshold) * (1 - threshold) / 6;
}

std::vector<CalibrationRow> draw(std::mt19937& random, int n) {
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<CalibrationRow> rows;
  for (int i = 0; i < n; ++i) {
    const double c = uniform(random);
    rows.push_back(row(c, uniform(random) >= 0.5 * (1 - c) * (1 - c)));
  }
  return rows;
}

}  // namespace

TEST_CASE("The empirical threshold is the smallest that reaches the target") {
  const std::vector<CalibrationRow> rows = {row(0.5, false), row(0.6, true), row(0.7, false), row(0.8, true),
                                            row(0.9, true)};
  // accepted accuracy from 0.5 up: 3/5, 3/4, 2/3, 2/2, 1/1
  const auto all = calibrateEmpirical(rows, 0, 0.6);
  REQUIRE(all);
  CHECK(all->threshold == 0.5);
  CHECK(calibrateEmpirical(rows, 0, 0.7)->threshold == 0.6);
  const auto strict = calibrateEmpirical(rows, 0, 0.99);
  REQUIRE(strict);
  CHECK(strict->rule == CalibrationRule::Empirical);
  CHECK(strict->threshold == 0.8);
  CHECK(strict->n == 5);
  CHECK(strict->accepted == 2);
  CHECK(strict->errors == 0);
  CHECK(strict->bound == 0);
  CHECK(calibrateEmpirical(rows, 0, 0.7)->bound == Approx(0.25));
}

TEST_CASE("Rows of equal confidence are accepted together") {
  const std::vector<CalibrationRow> rows = {row(0.9, true), row(0.9, false), row(0.9, true), row(0.4, true)};
  CHECK_FALSE(calibrateEmpirical(rows, 0, 0.8));
  CHECK(calibrateEmpirical(rows, 0, 0.75)->threshold == 0.4);
  CHECK(calibrateEmpirical(rows, 0, 0.6)->accepted == 4);
}

TEST_CASE("Unfamiliar rows are not accepted, but counted in n") {
  const std::vector<CalibrationRow> rows = {row(0.2, true), row(0.9, false, 0.01), row(0.8, true)};
  const auto result = calibrateEmpirical(rows, 0.05, 0.99);
  REQUIRE(result);
  CHECK(result->threshold == 0.2);
  CHECK(result->accepted == 2);
  CHECK(result->n == 3);
  CHECK_FALSE(calibrateEmpirical({}, 0, 0.5));
}

TEST_CASE("The guarantee on a thousand right answers, by hand") {
  std::vector<CalibrationRow> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back(row(i / 1000.0, true));
  const auto result = calibrateGuaranteed(rows, 0, 0.99, 0.05);
  REQUIRE(result);
  CHECK(result->rule == CalibrationRule::Guaranteed);
  CHECK(result->threshold == 0);
  CHECK(result->accepted == 1000);
  CHECK(result->tests == 11);  // ceil(log2 1000) + 1
  CHECK(result->delta == 0.05);
  CHECK(result->bound == Approx(1 - std::pow(0.05 / 11, 1.0 / 1000)));

  SECTION("which too few cells cannot give") {
    rows.resize(300);
    CHECK(calibrateEmpirical(rows, 0, 0.99)->accepted == 300);
    CHECK_FALSE(calibrateGuaranteed(rows, 0, 0.99, 0.05));
  }
}

TEST_CASE("The bisection keeps the best threshold that passed, not the last one tried") {
  // The lower half is wrong: the tests after the one that decides fail.
  std::vector<CalibrationRow> rows;
  for (int i = 0; i < 2048; ++i) rows.push_back(row(i / 2048.0, i >= 1024));
  const auto result = calibrateGuaranteed(rows, 0, 0.95, 0.05);
  REQUIRE(result);
  CHECK(result->threshold < 0.5);  // a few errors fit under the bound
  CHECK(result->threshold > 0.45);
  CHECK(result->accepted == 2048 - std::lround(result->threshold * 2048));
  CHECK(result->errors == result->accepted - 1024);
  CHECK(result->bound == Approx(clopperPearsonUpper(result->errors, result->accepted, 0.05 / 12)));
  CHECK(result->bound <= 0.05);
  // The next looser threshold would not have passed.
  CHECK(clopperPearsonUpper(result->errors + 1, result->accepted + 1, 0.05 / 12) > 0.05);
}

TEST_CASE("Over many draws the guarantee holds where the empirical rule misses its target") {
  constexpr int kDraws = 1000;
  constexpr double kTarget = 0.95;
  constexpr double kDelta = 0.1;
  std::mt19937 random(2023);
  int missedGuaranteed = 0, missedEmpirical = 0, certified = 0;
  double coverage = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto rows = draw(random, 1000);
    const auto guaranteed = calibrateGuaranteed(rows, 0, kTarget, kDelta);
    const auto empirical = calibrateEmpirical(rows, 0, kTarget);
    REQUIRE(empirical);
    missedEmpirical += trueRisk(empirical->threshold) > 1 - kTarget;
    if (!guaranteed) continue;
    ++certified;
    coverage += 1 - guaranteed->threshold;
    missedGuaranteed += trueRisk(guaranteed->threshold) > 1 - kTarget;
  }
  INFO("missed: guaranteed " << missedGuaranteed << ", empirical " << missedEmpirical << ", certified "
                             << certified << ", coverage " << coverage / certified);
  const double allowed = kDraws * kDelta;
  CHECK(missedGuaranteed <= allowed + 3 * std::sqrt(allowed * (1 - kDelta)));
  CHECK(missedEmpirical > 0.3 * kDraws);
  // A guarantee bought by accepting nothing would be worth nothing.
  CHECK(certified > 0.95 * kDraws);
  CHECK(coverage / certified > 0.25);
}

TEST_CASE("d_th sends at most the wanted share of right cells to review") {
  std::vector<CalibrationRow> rows;
  for (int i = 0; i < 200; ++i) rows.push_back(row(0.9, true, (i * 37 % 200) / 200.0));
  rows.push_back(row(0.9, false, 0.0001));                 // a wrong one says nothing of familiar cells
  CHECK(calibrateMembership(rows, 0.01) == Approx(0.01));  // 2 of 200 lie below
  CHECK(calibrateMembership(rows, 0) == 0);
  CHECK(calibrateMembership(rows, 1) == Approx(199 / 200.0));
  CHECK(calibrateMembership({}, 0.01) == 0);
}
