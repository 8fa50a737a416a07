#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "decision/blind_audit.h"
#include "decision/certificate.h"

using namespace cellwise::decision;

TEST_CASE("The corrected shares are unbiased and their interval holds, where the plain ones are wrong") {
  // 3 classes and one outside the denominator; the model takes a fifth of class 1 for class 0, and some of
  // class 3 (debris) for class 2.
  std::mt19937 random(42);
  std::uniform_real_distribution<double> even;
  constexpr int kCells = 600, kRuns = 800;
  std::vector<int> truth, predicted;
  for (int i = 0; i < kCells; ++i) {
    const int t = i % 10 < 5 ? 0 : i % 10 < 8 ? 1 : i % 10 < 9 ? 2 : 3;
    truth.push_back(t);
    predicted.push_back(t == 1 && i % 50 < 10 ? 0 : t == 3 && i % 20 < 10 ? 2 : t);
  }
  AuditedCounts counts;
  counts.accepted.assign(4, 0);
  counts.sure = {10, 0, 5, 3};
  counts.counted = {1, 1, 1, 0};
  std::vector<double> real(4, 0);
  for (int i = 0; i < kCells; ++i) {
    ++counts.accepted[static_cast<std::size_t>(predicted[static_cast<std::size_t>(i)])];
    ++real[static_cast<std::size_t>(truth[static_cast<std::size_t>(i)])];
  }
  const double total = real[0] + real[1] + real[2] + 15;
  for (std::size_t c = 0; c < 3; ++c) real[c] = (real[c] + static_cast<double>(counts.sure[c])) / total;

  std::vector<double> mean(4, 0);
  std::vector<int> covered(4, 0);
  double plainError = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<AuditedCell> asked;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      if (even(random) < 0.15) asked.push_back({predicted[i], truth[i]});
    }
    const auto shares = correctedShares(counts, asked);
    for (std::size_t c = 0; c < 3; ++c) {
      mean[c] += shares[c].corrected / kRuns;
      covered[c] += shares[c].interval.low <= real[c] && real[c] <= shares[c].interval.high;
      if (run == 0) plainError = std::max(plainError, std::abs(shares[c].plain - real[c]));
    }
  }
  CHECK(plainError > 0.04);
  for (std::size_t c = 0; c < 3; ++c) {
    CAPTURE(c, mean[c], real[c], covered[c]);
    CHECK(mean[c] == Approx(real[c]).margin(0.004));
    CHECK(covered[c] >= static_cast<int>(0.95 * kRuns));
  }
}

TEST_CASE("The correction by hand") {
  // 80 taken for class 0, 20 for class 1; of 10 asked, one 0 is a 1: 10 cells move.
  AuditedCounts counts{{80, 20}, {0, 0}, {1, 1}};
  std::vector<AuditedCell> asked(9, {0, 0});
  asked.push_back({0, 1});
  const auto shares = correctedShares(counts, asked);
  CHECK(shares[0].plain == Approx(0.8));
  CHECK(shares[0].corrected == Approx(0.7));
  CHECK(shares[1].corrected == Approx(0.3));
  CHECK(shares[1].interval.low <= 0.3);
  CHECK(shares[1].interval.high >= 0.3);
  const auto error = auditedError(asked);
  CHECK(error.n == 10);
  CHECK(error.errors == 1);
  CHECK(error.interval.high == Approx(0.44502).margin(1e-4));  // 1 of 10, published tables
}

TEST_CASE("Without an answer nothing is corrected, and nothing is known of the accepted cells") {
  const auto shares = correctedShares({{50, 50}, {10, 0}, {1, 1}}, {});
  CHECK(shares[0].corrected == shares[0].plain);
  CHECK(shares[0].plain == Approx(60.0 / 110));
  CHECK(shares[0].interval.low <= 10.0 / 110);
  CHECK(shares[0].interval.high == 1);
  const auto none = correctedShares({{0, 0}, {0, 0}, {1, 1}}, {});
  CHECK(none[0].interval.high == 1);
  CHECK(auditedError({}).interval.high == 1);
}

TEST_CASE("Fisher's exact test against its published examples and a sum over all tables") {
  CHECK(auditContradicts(1, 4, 3, 4) == Approx(17.0 / 70));  // the lady tasting tea
  // Tables with the margins (5 + 3 wrong, 40 + 20 cells), one by one.
  const auto choose = [](int n, int k) {
    double result = 1;
    for (int i = 1; i <= k; ++i) result = result * (n - k + i) / i;
    return result;
  };
  double p = 0;
  for (int k = 3; k <= 8; ++k) p += choose(20, k) * choose(40, 8 - k) / choose(60, 8);
  CHECK(auditContradicts(5, 40, 3, 20) == Approx(p));
  CHECK(auditContradicts(6, 600, 0, 30) == 1);
  CHECK(auditContradicts(0, 0, 3, 20) == 1);
  CHECK(auditContradicts(6, 600, 5, 20) < 1e-4);
}

TEST_CASE("A contradiction is seldom seen where there is none") {
  std::mt19937 random(3);
  int alarms = 0;
  for (int run = 0; run < 2000; ++run) {
    const int calibration = std::binomial_distribution<int>(500, 0.03)(random);
    const int audit = std::binomial_distribution<int>(40, 0.03)(random);
    alarms += auditContradicts(calibration, 500, audit, 40) < 0.05;
  }
  CHECK(alarms <= 0.05 * 2000 + 3 * std::sqrt(2000 * 0.05 * 0.95));
}

TEST_CASE("A certificate says what is allowed and what is missing, by the numbers of the domain") {
  // Zero errors need 59 for 5 % and 299 for 1 %.
  CHECK(certificate(0, 58, 0.95, 0.05).labelsMissing == 1);
  CHECK(certificate(0, 59, 0.95, 0.05).certified);
  CHECK(certificate(0, 299, 0.99, 0.05).errorsAllowed == 0);
  CHECK_FALSE(certificate(0, 298, 0.99, 0.05).errorsAllowed.has_value());
  CHECK(certificate(0, 2, 0.99, 0.05).labelsMissing == 297);
  CHECK(certificate(0, 0, 0.99, 0.05).bound == 1);
  // About 615 accepted cells allow 2 errors at 99 % (473 allow 1, 628 allow 2: exact binomial).
  CHECK(certificate(0, 473, 0.99, 0.05).errorsAllowed == 1);
  CHECK(certificate(0, 472, 0.99, 0.05).errorsAllowed == 0);
  CHECK(certificate(0, 628, 0.99, 0.05).errorsAllowed == 2);
  CHECK(certificate(0, 627, 0.99, 0.05).errorsAllowed == 1);
  CHECK(certificate(1, 400, 0.99, 0.05).labelsMissing == 73);
  CHECK(certificate(2, 400, 0.99, 0.05).labelsMissing == 228);
}
