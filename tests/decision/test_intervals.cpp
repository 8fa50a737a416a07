#include <catch2/catch.hpp>
#include <cmath>

#include "decision/intervals.h"

using namespace cellwise::decision;

namespace {

// P(X <= k) of a binomial, summed: the definition that the bounds invert.
double binomialCdf(int k, int n, double p) {
  double sum = 0;
  for (int i = 0; i <= k; ++i) {
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) + i * std::log(p) +
                    (n - i) * std::log1p(-p));
  }
  return sum;
}

}  // namespace

TEST_CASE("Exact intervals at 95 %, to the published digits") {
  struct Check {
    int k, n;
    double low, high;
  };
  for (const Check c : {Check{0, 100, 0, 0.036},
                        {9, 100, 0.042, 0.164},
                        {20, 100, 0.127, 0.292},
                        {20, 200, 0.062, 0.150},
                        {100, 500, 0.166, 0.238}}) {
    const Interval interval = clopperPearson(c.k, c.n);
    CHECK(interval.low == Approx(c.low).margin(0.0005));
    CHECK(interval.high == Approx(c.high).margin(0.0005));
  }
  CHECK(clopperPearson(0, 100).high == Approx(1 - std::pow(0.025, 0.01)));
  CHECK(clopperPearson(100, 100).low == Approx(std::pow(0.025, 0.01)));
  CHECK(clopperPearson(100, 100).high == 1);
}

TEST_CASE("The bounds are where the binomial tails hold what is allowed") {
  for (const int n : {7, 100, 1000}) {
    for (const int k : {1, 3, n / 2, n - 1}) {
      const Interval interval = clopperPearson(k, n, 0.9);
      CHECK(binomialCdf(k, n, interval.high) == Approx(0.05).epsilon(1e-8));
      CHECK(1 - binomialCdf(k - 1, n, interval.low) == Approx(0.05).epsilon(1e-8));
      CHECK(binomialCdf(k, n, clopperPearsonUpper(k, n, 1e-6)) == Approx(1e-6).epsilon(1e-6));
    }
  }
}

TEST_CASE("Without cells nothing is known") {
  CHECK(clopperPearson(0, 0).low == 0);
  CHECK(clopperPearson(0, 0).high == 1);
  CHECK(clopperPearsonUpper(0, 0, 0.05) == 1);
}

TEST_CASE("No error in 59 cells certifies 5 %, in 299 cells 1 %") {
  CHECK(clopperPearsonUpper(0, 59, 0.05) <= 0.05);
  CHECK(clopperPearsonUpper(0, 58, 0.05) > 0.05);
  CHECK(clopperPearsonUpper(0, 299, 0.05) <= 0.01);
  CHECK(clopperPearsonUpper(0, 298, 0.05) > 0.01);
}
