// Kappa and its company against published examples and brute force.
#include <catch2/catch.hpp>
#include <random>

#include "decision/agreement.h"

using namespace cellwise::decision;

TEST_CASE("Kappa and its standard error of published examples", "[agreement]") {
  // Fleiss, Levin, Paik, "Statistical Methods for Rates and Proportions", 3rd ed., table 18.1 (100 patients):
  // kappa 0.68, standard error for intervals 0.087.
  const Kappa fleiss = cohensKappa({{75, 1, 4}, {5, 4, 1}, {0, 0, 10}});
  CHECK(fleiss.n == 100);
  CHECK(fleiss.observed == Approx(0.89));
  CHECK(fleiss.expected == Approx(0.66).margin(0.001));
  CHECK(*fleiss.value == Approx(0.676).margin(0.0005));
  CHECK(fleiss.standardError == Approx(0.087).margin(0.001));
  CHECK(fleiss.low == Approx(0.676 - 1.96 * 0.0877).margin(0.002));
  // Cohen's textbook case: 20, 5, 10, 15 gives 0.4 (observed 0.70, by chance 0.50).
  const Kappa cohen = cohensKappa({{20, 5}, {10, 15}});
  CHECK(*cohen.value == Approx(0.4));
  CHECK(cohen.observed == Approx(0.70));
  CHECK(cohen.expected == Approx(0.50));
}

TEST_CASE("Kappa at its ends", "[agreement]") {
  CHECK_FALSE(cohensKappa({}).value);
  CHECK_FALSE(cohensKappa({{0, 0}, {0, 0}}).value);
  CHECK_FALSE(cohensKappa({{12, 0}, {0, 0}}).value);  // both always said the same one class
  const Kappa whole = cohensKappa({{30, 0}, {0, 20}});
  CHECK(*whole.value == Approx(1));
  CHECK(whole.standardError == Approx(0).margin(1e-9));
  CHECK(*cohensKappa({{0, 10}, {10, 0}}).value == Approx(-1));
}

TEST_CASE("The standard error is that of many repetitions", "[agreement]") {
  std::mt19937 random(7);
  const std::vector<double> shares{0.40, 0.05, 0.02, 0.06, 0.22, 0.03, 0.01, 0.04, 0.17};
  std::discrete_distribution<int> draw(shares.begin(), shares.end());
  double sum = 0, squares = 0, errors = 0;
  const int repetitions = 3000;
  for (int r = 0; r < repetitions; ++r) {
    Crosstab counts(3, std::vector<std::int64_t>(3, 0));
    for (int i = 0; i < 300; ++i) {
      const int cell = draw(random);
      ++counts[std::size_t(cell / 3)][std::size_t(cell % 3)];
    }
    const Kappa kappa = cohensKappa(counts);
    sum += *kappa.value;
    squares += *kappa.value * *kappa.value;
    errors += kappa.standardError;
  }
  const double mean = sum / repetitions;
  const double spread = std::sqrt(squares / repetitions - mean * mean);
  CHECK(errors / repetitions == Approx(spread).epsilon(0.06));
}

TEST_CASE("Agreement on one class", "[agreement]") {
  const auto classes = classAgreement({{8, 2, 0}, {1, 5, 0}, {0, 0, 0}});
  CHECK(classes[0].both == 8);
  CHECK(classes[0].onlyFirst == 2);
  CHECK(classes[0].onlySecond == 1);
  CHECK(*classes[0].specific == Approx(16.0 / 19));
  CHECK(*classes[1].specific == Approx(10.0 / 13));
  CHECK_FALSE(classes[2].specific);
}

TEST_CASE("Which way readers differ, within a lineage", "[agreement]") {
  // Three stages of one lineage and one class of another.
  const Direction d =
      direction({{4, 1, 0, 1}, {9, 7, 0, 0}, {1, 0, 3, 0}, {0, 0, 2, 6}}, {0, 0, 0, 1}, {0, 1, 2, 0});
  CHECK(d.earlier == 10);
  CHECK(d.later == 1);
  CHECK(d.same == 20);
  CHECK(d.otherLineage == 3);
  CHECK(d.p == Approx(2 * 12.0 / 2048));  // 11 coins, at most one the other way: (1 + 11) / 2^11, both sides
}

TEST_CASE("Fisher's exact test as R computes it", "[agreement]") {
  // fisher.test(matrix(c(3, 1, 1, 3), 2))$p.value: the tea tasting, 0.4857
  CHECK(fisherExact(3, 4, 1, 4) == Approx(0.485714).margin(1e-6));
  // fisher.test(matrix(c(10, 2, 3, 15), 2)): Convictions of twins, 0.0005367
  CHECK(fisherExact(10, 13, 2, 17) == Approx(0.0005367).margin(1e-6));
  CHECK(fisherExact(0, 200, 0, 200) == 1);
  CHECK(fisherExact(5, 0, 3, 10) == 1);
}
