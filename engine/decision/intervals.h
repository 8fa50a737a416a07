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

}  // namespace cellwise::decision
