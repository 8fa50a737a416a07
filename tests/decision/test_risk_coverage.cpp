#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "decision/risk_coverage.h"

using namespace cellwise::decision;

namespace {

// Values on a coarse grid, so that ties are many and thresholds hit them exactly.
double coarse(std::mt19937& random) {
  return std::uniform_int_distribution<int>(-8, 32)(random) / 32.0;
}

std::vector<CalibrationRow> randomRows(std::mt19937& random, int n) {
  std::vector<CalibrationRow> rows(n);
  for (auto& row : rows) {
    row.trueClass = std::uniform_int_distribution<int>(0, 3)(random);
    row.predictedClass = std::uniform_int_distribution<int>(0, 3)(random);
    row.confidence = coarse(random);
    row.maxMembership = coarse(random);
  }
  return rows;
}

}  // namespace

TEST_CASE("Every operating point is what counting gives") {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const auto rows = randomRows(random, round % 40);
    const double membership = coarse(random);
    const RiskCoverage risk(rows, membership);
    for (int i = 0; i < 20; ++i) {
      const double threshold = coarse(random);
      std::int64_t accepted = 0, errors = 0;
      for (const auto& row : rows) {
        if (decide(row.confidence, row.maxMembership, {threshold, membership}) != Decision::Accepted)
          continue;
        ++accepted;
        errors += row.trueClass != row.predictedClass;
      }
      const OperatingPoint point = risk.at(threshold);
      REQUIRE(point.n == static_cast<std::int64_t>(rows.size()));
      REQUIRE(point.accepted == accepted);
      REQUIRE(point.errors == errors);
      REQUIRE(point.reliability ==
              Approx((1 - point.rejectionRate) * point.acceptedAccuracy).margin(rows.empty() ? 1 : 1e-12));
    }
    // The curve's points are the distinct ones of at(), from most to least accepted.
    const auto curve = risk.curve();
    for (std::size_t i = 0; i < curve.size(); ++i) {
      REQUIRE(risk.at(curve[i].threshold).accepted == curve[i].accepted);
      if (i > 0) REQUIRE(curve[i].accepted < curve[i - 1].accepted);
      if (i > 0) REQUIRE(curve[i].threshold > curve[i - 1].threshold);
    }
  }
}

TEST_CASE("The measures of one point, by hand") {
  const std::vector<CalibrationRow> rows = {
      {0, 0, 0.9, 0.8, ""}, {0, 0, 0.8, 0.8, ""}, {1, 0, 0.7, 0.8, ""}, {1, 1, 0.99, 0.01, ""}};
  const RiskCoverage risk(rows, 0.05);  // the last is unfamiliar: never accepted
  const OperatingPoint point = risk.at(0.7);
  CHECK(point.rejectionRate == Approx(0.25));
  CHECK(point.acceptedAccuracy == Approx(2.0 / 3));
  CHECK(point.reliability == Approx(0.5));
  CHECK(point.acceptedAccuracyInterval.low == Approx(clopperPearson(2, 3).low));
  CHECK(risk.at(0.71).errors == 0);
  CHECK(risk.at(2).accepted == 0);
  CHECK(risk.at(2).acceptedAccuracy == 1);
  CHECK(risk.at(2).reliability == 0);
  CHECK(risk.curve().size() == 3);
  CHECK(risk.aurc() == Approx((0.0 + 0.0 + 1.0 / 3) / 3));
}

TEST_CASE("AURC does not depend on the order of tied rows") {
  std::vector<CalibrationRow> rows = {{0, 0, 0.5, 1, ""}, {0, 1, 0.5, 1, ""}, {0, 0, 0.9, 1, ""}};
  CHECK(RiskCoverage(rows, 0).aurc() == Approx((0.0 + 1.0 / 3 + 1.0 / 3) / 3));
  std::swap(rows[0], rows[1]);
  CHECK(RiskCoverage(rows, 0).aurc() == Approx((0.0 + 1.0 / 3 + 1.0 / 3) / 3));
  CHECK(RiskCoverage({}, 0).aurc() == 0);
}

TEST_CASE("The workload of a slide is what deciding cell by cell gives") {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::vector<Workload::Cell> cells(round % 50);
    for (auto& cell : cells) cell = {coarse(random), coarse(random)};
    const double membership = coarse(random);
    const Workload workload(cells, membership);
    for (int i = 0; i < 20; ++i) {
      const double threshold = coarse(random);
      Workload::Counts expected;
      for (const auto& cell : cells) {
        switch (decide(cell.confidence, cell.maxMembership, {threshold, membership})) {
          case Decision::Accepted: ++expected.accepted; break;
          case Decision::Ambiguous: ++expected.ambiguous; break;
          case Decision::Unfamiliar: ++expected.unfamiliar; break;
        }
      }
      const Workload::Counts counts = workload.at(threshold);
      REQUIRE(counts.accepted == expected.accepted);
      REQUIRE(counts.ambiguous == expected.ambiguous);
      REQUIRE(counts.unfamiliar == expected.unfamiliar);
    }
  }
}

TEST_CASE("E-AURC, AUGRC and the Ra-Rr area, by hand") {
  // In order of falling confidence: right, wrong, right, right.
  const std::vector<CalibrationRow> rows = {
      {0, 0, 0.9, 1, ""}, {0, 1, 0.8, 1, ""}, {0, 0, 0.7, 1, ""}, {0, 0, 0.6, 1, ""}};
  const RiskCoverage risk(rows, 0);
  CHECK(risk.aurc() == Approx((0 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4) / 4));
  CHECK(risk.eaurc() == Approx((0 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4) / 4 - 1.0 / 4 / 4));
  // Errors of all four at coverage 0, 1/4, ... 1: 0, 0, 1/4, 1/4, 1/4.
  CHECK(risk.augrc() == Approx((0 + 0.125 + 0.25 + 0.25) / 4));
  // Coverage 1 up to Ra = 3/4, then 1/4 up to Ra = 1.
  CHECK(risk.acceptanceArea(0.5, 1) == Approx((0.25 * 1 + 0.25 * 0.25) / 0.5));
  CHECK(risk.acceptanceArea(0.98, 1) == Approx(0.25));
  CHECK(RiskCoverage({}, 0).acceptanceArea(0.98, 1) == 0);
  CHECK(risk.forAccuracy(0.75)->accepted == 4);
  CHECK(risk.forAccuracy(0.76)->accepted == 1);
  const std::vector<CalibrationRow> wrong = {{0, 1, 0.9, 1, ""}};
  CHECK_FALSE(RiskCoverage(wrong, 0).forAccuracy(0.5));
  CHECK(RiskCoverage(wrong, 0).acceptanceArea(0.98, 1) == 0);
  CHECK(RiskCoverage(wrong, 0).eaurc() == 0);
}

TEST_CASE("AUGRC is what Traub et al. say it is, and both areas are what counting gives") {
  std::mt19937 random(23);
  for (int round = 0; round < 200; ++round) {
    const auto rows = randomRows(random, 1 + round % 40);
    const RiskCoverage risk(rows, -2);
    // (1 - AUROC) a (1 - a) + (1 - a)^2 / 2, the AUROC counted pair by pair.
    const auto n = static_cast<double>(rows.size());
    double right = 0, lost = 0;
    for (const auto& a : rows) {
      if (a.trueClass != a.predictedClass) continue;
      ++right;
      for (const auto& b : rows) {
        if (b.trueClass == b.predictedClass) continue;
        lost += b.confidence > a.confidence ? 1 : b.confidence == a.confidence ? 0.5 : 0;
      }
    }
    const double wrong = (n - right) / n;
    REQUIRE(risk.augrc() == Approx(lost / (n * n) + wrong * wrong / 2).margin(1e-12));
    // The area, as a sum over accuracies.
    double area = 0;
    constexpr int kSteps = 4000;
    for (int i = 0; i < kSteps; ++i) {
      const double accuracy = 0.2 + 0.8 * (i + 0.5) / kSteps;
      const auto point = risk.forAccuracy(accuracy);
      if (point) area += (1 - point->rejectionRate) / kSteps;
    }
    REQUIRE(risk.acceptanceArea(0.2, 1) == Approx(area).margin(1e-3));
  }
}
