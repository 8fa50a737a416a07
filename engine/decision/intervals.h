// Exact intervals of a share (Clopper and Pearson 1934), by the quantiles of the beta distribution.
#pragma once

#include <cstdint>

namespace cellwise::decision {

struct Interval {
  double low = 0;   // in [0, 1]
  double high = 1;  // in [0, 1]
};

// Two-sided interval of the share k of n at the given level (0.95). n = 0 gives [0, 1].
Interval clopperPearson(std::int64_t k, std::int64_t n, double level = 0.95);

// One-sided upper bound of the share k of n, at confidence 1 - delta. n = 0 gives 1.
double clopperPearsonUpper(std::int64_t k, std::int64_t n, double delta);

// The same for counts that need not be whole, such as effective sample sizes. n <= 0 gives 1.
double clopperPearsonUpperOfParts(double k, double n, double delta);

// Two-sided exact p-value of McNemar's test: of b + c pairs that differ, b went one way. 1 with none.
double mcNemarExact(std::int64_t b, std::int64_t c);

// The 1 - tail quantile of Student's t distribution. degrees > 0, tail in (0, 1).
double tQuantile(double tail, double degrees);

}  // namespace cellwise::decision
