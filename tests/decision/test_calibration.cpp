#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>
#include <string>
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

TEST_CASE("A model gets the rule's threshold, or one that accepts nothing") {
  const std::vector<CalibrationRow> rows = {row(0.5, false), row(0.6, true), row(0.7, true)};
  const auto found = calibrateOrAcceptNone(CalibrationRule::Empirical, rows, 0, 1.0, 0.05);
  CHECK(found.threshold == 0.6);
  CHECK(found.delta == 0);
  const auto none = calibrateOrAcceptNone(CalibrationRule::FixedSequence, rows, 0, 0.99, 0.05);
  CHECK(none.threshold == 1);
  CHECK(none.rule == CalibrationRule::FixedSequence);
  CHECK(none.accepted == 0);
  CHECK(none.bound == 1);
  CHECK(none.delta == 0.05);
  CHECK(none.n == 3);
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

TEST_CASE("Over many draws the promises hold where the empirical rule misses its target") {
  constexpr int kDraws = 1000;
  constexpr double kTarget = 0.95;
  constexpr double kDelta = 0.1;
  struct Tally {
    int missed = 0, found = 0;
    double coverage = 0;
  };
  std::mt19937 random(2023);
  std::map<CalibrationRule, Tally> tallies;
  for (int i = 0; i < kDraws; ++i) {
    auto rows = draw(random, 1000);
    for (std::size_t r = 0; r < rows.size(); ++r) rows[r].slide = std::to_string(r % 40);
    for (const CalibrationRule rule : calibrationRules()) {
      const auto found = calibrate(rule, rows, 0, kTarget, kDelta).found;
      if (!found) continue;
      Tally& tally = tallies[rule];
      ++tally.found;
      tally.coverage += 1 - found->threshold;
      tally.missed += trueRisk(found->threshold) > 1 - kTarget;
    }
  }
  const double allowed = kDraws * kDelta + 3 * std::sqrt(kDraws * kDelta * (1 - kDelta));
  for (const auto& [rule, tally] : tallies) {
    INFO(name(rule) << ": missed " << tally.missed << ", found " << tally.found << ", coverage "
                    << tally.coverage / tally.found);
    if (promises(rule)) {
      CHECK(tally.missed <= allowed);
    } else {
      CHECK(tally.missed > allowed);
      CHECK(tally.missed > 0.3 * kDraws);
    }
    // A promise bought by accepting nothing would be worth nothing.
    CHECK(tally.found > 0.95 * kDraws);
    CHECK(tally.coverage / tally.found > 0.25);
  }
  CHECK(tallies.size() == 4);
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

TEST_CASE("Rules by their names, which files hold") {
  for (const CalibrationRule rule : calibrationRules()) CHECK(calibrationRule(name(rule)) == rule);
  CHECK(calibrationRules().size() == 4);
  CHECK(std::string(name(CalibrationRule::FixedSequence)) == "fixed-sequence");
  CHECK_FALSE(calibrationRule("Guaranteed"));
  CHECK_FALSE(promises(CalibrationRule::Empirical));
  CHECK(promises(CalibrationRule::FixedSequenceBySlide));
}

TEST_CASE("How many cells without an error a promise needs") {
  CHECK(errorFreeCellsNeeded(0.95, 0.05) == 59);
  CHECK(errorFreeCellsNeeded(0.99, 0.05) == 299);
  for (const double target : {0.9, 0.98, 0.995}) {
    for (const double delta : {0.2, 0.05, 0.001}) {
      const auto n = errorFreeCellsNeeded(target, delta);
      CHECK(clopperPearsonUpper(0, n, delta) <= 1 - target + 1e-12);
      CHECK(clopperPearsonUpper(0, n - 1, delta) > 1 - target);
    }
  }
}

TEST_CASE("The fixed sequence stops at the first failure, with the whole delta at each step") {
  // 400 cells, a step of 10. The least confident half is wrong.
  std::vector<CalibrationRow> rows;
  for (int i = 0; i < 400; ++i) rows.push_back(row(i / 400.0, i >= 200));
  const auto result = calibrateFixedSequence(rows, 0, 0.9, 0.05);
  REQUIRE(result);
  CHECK(result->rule == CalibrationRule::FixedSequence);
  CHECK(result->tests == 1);
  CHECK(result->accepted % 10 == 0);
  CHECK(result->errors == result->accepted - 200);
  CHECK(result->bound == Approx(clopperPearsonUpper(result->errors, result->accepted, 0.05)));
  CHECK(result->bound <= 0.1);
  CHECK(clopperPearsonUpper(result->errors + 10, result->accepted + 10, 0.05) > 0.1);

  SECTION("so that one wrong answer at the top ends it, which the bisection survives") {
    // 40 cells, the first that can show 5 % at this delta, can do so only without an error.
    CHECK(calibrateFixedSequence(rows, 0, 0.95, 0.14));
    rows[395].predictedClass = 1;
    CHECK_FALSE(calibrateFixedSequence(rows, 0, 0.95, 0.14));
    CHECK(calibrateGuaranteed(rows, 0, 0.95, 0.14));
  }
  SECTION("and too few cells say how many are needed") {
    rows.erase(rows.begin(), rows.begin() + 398);
    const Calibration none = calibrate(CalibrationRule::FixedSequence, rows, 0, 0.99, 0.05);
    CHECK_FALSE(none.found);
    CHECK(none.n == 2);
    CHECK(none.needed == 299);
    CHECK(calibrate(CalibrationRule::Guaranteed, rows, 0, 0.99, 0.05).needed == 368);  // delta / 2
    CHECK(calibrate(CalibrationRule::Empirical, rows, 0, 0.99, 0.05).found);
    CHECK_FALSE(calibrate(CalibrationRule::FixedSequenceBySlide, rows, 0, 0.99, 0.05).found);
    CHECK_FALSE(calibrate(CalibrationRule::FixedSequence, {}, 0, 0.99, 0.05).found);
  }
}

TEST_CASE("Likeness within slides, by hand") {
  const auto slide = [](const char* of, int right, int wrong) {
    std::vector<CalibrationRow> rows(static_cast<std::size_t>(right + wrong), {0, 0, 0.5, 1, of});
    for (int i = 0; i < wrong; ++i) rows[static_cast<std::size_t>(i)].predictedClass = 1;
    return rows;
  };
  auto rows = slide("a", 4, 0);
  const auto b = slide("b", 0, 4), c = slide("c", 2, 2);
  rows.insert(rows.end(), b.begin(), b.end());
  CHECK(slideEffect(rows).correlation == 1);  // a slide is all right or all wrong
  rows.insert(rows.end(), c.begin(), c.end());
  // Between: 4 (0.25 + 0.25 + 0) / 2 = 1; within: 4 * 0.25 / 9 = 1/9; (1 - 1/9) / (1 + 3/9) = 2/3.
  CHECK(slideEffect(rows).correlation == Approx(2.0 / 3));
  CHECK(slideEffect(rows).slides == 3);
  for (auto& row : rows) row.slide += std::to_string(&row - rows.data());
  CHECK(slideEffect(rows).correlation == 1);  // a cell a slide: cannot be told
  CHECK(slideEffect(std::vector<CalibrationRow>(9)).correlation == 1);
}

TEST_CASE("Slides: where cells of one slide are alike, only the rule by slide keeps its promise") {
  constexpr int kDraws = 1000, kSlides = 25, kCells = 40;
  constexpr double kTarget = 0.95, kDelta = 0.05;
  std::mt19937 random(41);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::normal_distribution<double> normal;
  int missedAlone = 0, missedBySlide = 0, certified = 0;
  for (int d = 0; d < kDraws; ++d) {
    std::vector<CalibrationRow> rows;
    for (int s = 0; s < kSlides; ++s) {
      // A slide's chance of errors, 1 in the mean over slides.
      const double factor = std::exp(1.1 * normal(random) - 1.1 * 1.1 / 2);
      const std::string slide = std::to_string(s);
      for (int i = 0; i < kCells; ++i) {
        const double c = uniform(random);
        rows.push_back({0, uniform(random) < factor * 0.5 * (1 - c) * (1 - c), c, 1, slide});
      }
    }
    const auto alone = calibrateFixedSequence(rows, 0, kTarget, kDelta);
    const auto bySlide = calibrateFixedSequenceBySlide(rows, 0, kTarget, kDelta);
    missedAlone += alone && trueRisk(alone->threshold) > 1 - kTarget;
    missedBySlide += bySlide && trueRisk(bySlide->threshold) > 1 - kTarget;
    certified += bySlide.has_value();
  }
  INFO("missed: alone " << missedAlone << ", by slide " << missedBySlide << ", certified " << certified);
  const double most = kDraws * kDelta + 3 * std::sqrt(kDraws * kDelta * (1 - kDelta));
  CHECK(missedBySlide <= most);
  CHECK(missedAlone > most);
  CHECK(certified > 0.4 * kDraws);
}
