#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "decision/intervals.h"
#include "decision/risk_control.h"

using namespace cellwise::decision;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

CalibrationRow row(int trueClass, int predictedClass, double confidence, double membership = 1,
                   const char* slide = "s") {
  return {trueClass, predictedClass, confidence, membership, slide};
}

}  // namespace

TEST_CASE("What is accepted as a class, and how many are wrong") {
  std::vector<CalibrationRow> rows(100, row(0, 0, 0.9));
  rows.push_back(row(1, 0, 0.9));
  rows.push_back(row(1, 0, 0.1));        // between classes: not accepted
  rows.push_back(row(1, 0, 0.9, 0.01));  // unlike any: not accepted
  rows.push_back(row(1, 1, 0.9));
  rows.push_back(row(1, 1, 0.95));
  const auto risks = predictedClassRisk(rows, {0.5, 0.1}, 3, 0.05, 0.05);
  REQUIRE(risks.size() == 3);
  CHECK(risks[0].n == 101);
  CHECK(risks[0].errors == 1);
  CHECK(risks[0].bound == Approx(clopperPearsonUpper(1, 101, 0.05)));
  CHECK(risks[0].certified);
  CHECK(inWords(risks[0]) == "at most 4.61 %, n = 101 with 1 error");
  CHECK_FALSE(risks[1].certified);
  CHECK(inWords(risks[1]) == "not certifiable, n = 2: 59 without an error are needed");
  CHECK(inWords(risks[2]) == "not certifiable, n = 0: 59 without an error are needed");
  CHECK(inWords(predictedClassRisk(rows, {0.5, 0.1}, 3, 0.03, 0.05)[0]) ==
        "not certifiable, n = 101 with 1 error");
}

TEST_CASE("A class's own threshold rests on what is predicted as it") {
  std::vector<CalibrationRow> rows;
  for (int i = 0; i < 200; ++i) rows.push_back(row(i < 100, 0, i / 200.0));  // wrong below 0.5
  for (int i = 0; i < 200; ++i) rows.push_back(row(0, 1, 0.99));             // another class, always wrong
  const auto risk = calibratePredictedClass(rows, 0, 0, CalibrationRule::FixedSequence, 0.1, 0.05);
  REQUIRE(risk.certified);
  CHECK(*risk.threshold <= 0.5);
  CHECK(*risk.threshold > 0.45);
  CHECK(risk.n == 200 - std::lround(*risk.threshold * 200));
  const auto never = calibratePredictedClass(rows, 0, 1, CalibrationRule::FixedSequence, 0.1, 0.05);
  CHECK_FALSE(never.certified);
  CHECK_FALSE(never.threshold);
  CHECK(inWords(never) == "not certifiable, n = 200 with 200 errors");
  const auto rare = calibratePredictedClass(rows, 0, 2, CalibrationRule::FixedSequence, 0.1, 0.05);
  CHECK(inWords(rare) == "not certifiable, n = 0: 29 without an error are needed");
}

TEST_CASE("Missed cells by conformal risk control, by hand") {
  // 19 blasts (classes 1 and 2): three slip through, at 0.9, 0.8, 0.8; taking one blast for another is none.
  std::vector<CalibrationRow> rows = {row(1, 0, 0.9),  row(1, 0, 0.8),  row(2, 0, 0.8),
                                      row(1, 2, 0.99), row(0, 1, 0.95), row(0, 3, 0.99)};
  for (int i = 0; i < 15; ++i) rows.push_back(row(2, 2, 0.5));
  const std::set<int> blasts = {1, 2};
  // (errors + 1) / 20: 0.05, 0.10, then 0.20 as two slip through together.
  const auto strict = controlMissed(rows, 0, blasts, 0.05, 0);
  CHECK(strict.n == 19);
  CHECK(strict.certified);
  CHECK(*strict.threshold == std::nextafter(0.9, 1));
  CHECK(strict.bound == Approx(0.05));
  const auto one = controlMissed(rows, 0, blasts, 0.15, 0);
  CHECK(*one.threshold == std::nextafter(0.8, 1));
  CHECK(one.errors == 1);
  CHECK(one.bound == Approx(0.1));
  CHECK(*controlMissed(rows, 0, blasts, 0.2, 0).threshold == -kInfinity);
  const auto tooFew = controlMissed(rows, 0, blasts, 0.04, 0);
  CHECK_FALSE(tooFew.certified);
  CHECK_FALSE(tooFew.threshold);
  CHECK(inWords(tooFew) == "not certifiable, n = 19: 24 without an error are needed");

  SECTION("those unlike any class are never accepted") {
    rows[0].maxMembership = 0.01;
    CHECK(*controlMissed(rows, 0.1, blasts, 0.05, 0).threshold == std::nextafter(0.8, 1));
  }
  SECTION("with a delta the exact bound decides") {
    const auto risk = controlMissed(rows, 0, blasts, 0.25, 0.05);
    CHECK(risk.errors == 1);
    CHECK(risk.bound == Approx(clopperPearsonUpper(1, 19, 0.05)));
    CHECK_FALSE(controlMissed(rows, 0, blasts, 0.1, 0.05).certified);
  }
  SECTION("at a threshold that is given") {
    const auto risk = missedRisk(rows, {0.85, 0}, blasts, 0.3, 0.05);
    CHECK(risk.n == 19);
    CHECK(risk.errors == 1);
    CHECK(risk.certified);
  }
}

TEST_CASE("Conformal risk control: a further blast is missed no more often than wanted") {
  constexpr int kDraws = 1000, kCells = 60;
  constexpr double kTarget = 0.05, kDelta = 0.1;
  std::mt19937 random(5);
  std::uniform_real_distribution<double> uniform(0, 1);
  // P(taken for another | c) = 0.6 (1 - c): at c_th the true share missed is 0.3 (1 - c_th)^2.
  const auto trulyMissed = [](double t) { return 0.3 * (1 - std::max(t, 0.0)) * (1 - std::max(t, 0.0)); };
  double expected = 0, squares = 0;
  int above = 0, certifiedUpper = 0;
  for (int d = 0; d < kDraws; ++d) {
    std::vector<CalibrationRow> rows;
    for (int i = 0; i < kCells; ++i) {
      const double c = uniform(random);
      rows.push_back(row(1, uniform(random) < 0.6 * (1 - c) ? 0 : 1, c));
    }
    const auto risk = controlMissed(rows, 0, {1}, kTarget, 0);
    REQUIRE(risk.certified);
    const double missed = trulyMissed(*risk.threshold);
    expected += missed / kDraws;
    squares += missed * missed / kDraws;
    const auto upper = controlMissed(rows, 0, {1}, kTarget, kDelta);
    REQUIRE(upper.certified);
    ++certifiedUpper;
    above += trulyMissed(*upper.threshold) > kTarget;
  }
  const double error = std::sqrt((squares - expected * expected) / kDraws);
  INFO("missed in the mean " << expected << " +- " << error << ", above with delta " << above);
  CHECK(expected <= kTarget + 3 * error);
  CHECK(expected > 0.5 * kTarget);  // and not by rejecting everything
  CHECK(above <= kDraws * kDelta + 3 * std::sqrt(kDraws * kDelta * (1 - kDelta)));
}

TEST_CASE("Conformal risk control by slide, by hand") {
  // 9 slides of 4 cells; one has two wrong cells at 0.9 and 0.7, another one at 0.8.
  std::vector<CalibrationRow> rows;
  for (char slide = 'a'; slide < 'j'; ++slide) {
    for (int i = 0; i < 4; ++i) rows.push_back({0, 0, 0.5, 1, std::string(1, slide)});
  }
  rows[0] = row(0, 1, 0.9, 1, "a");
  rows[1] = row(0, 1, 0.7, 1, "a");
  rows[4] = row(0, 1, 0.8, 1, "b");
  // Losses of 1/4 each: (0 + 1) / 10, 1.25 / 10, 1.5 / 10, 1.75 / 10.
  CHECK_FALSE(controlBySlide(rows, 0, 0.09).certified);
  CHECK(controlBySlide(rows, 0, 0.09).needed == 11);
  CHECK(*controlBySlide(rows, 0, 0.1).threshold == std::nextafter(0.9, 1));
  const auto risk = controlBySlide(rows, 0, 0.15);
  CHECK(risk.n == 9);
  CHECK(*risk.threshold == std::nextafter(0.7, 1));
  CHECK(risk.errors == 2);
  CHECK(risk.bound == Approx(0.15));
  CHECK(*controlBySlide(rows, 0, 0.18).threshold == -kInfinity);
}
