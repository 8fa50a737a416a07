// How far a confidence can be read as a probability of being right; how well a score tells two kinds apart.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decision/intervals.h"

namespace cellwise::decision {

struct ReliabilityBin {
  double low = 0, high = 1;  // of the confidence; the last bin includes its upper end
  std::int64_t n = 0;
  std::int64_t correct = 0;
  double meanConfidence = 0;  // 0 with n = 0
  double accuracy = 0;        // 0 with n = 0
  Interval interval;          // of the accuracy, Clopper-Pearson, 95 %
};

struct Reliability {
  std::vector<ReliabilityBin> bins;
  double expectedError = 0;  // ECE: mean over the cells of their bin's |accuracy - mean confidence|
  double maximumError = 0;   // the largest of these over the bins that are not empty
};

// Bins of equal width over [0, 1] (Naeini et al. 2015; Guo et al. 2017). c of equation (3-5) is no
// probability by construction and may be negative: it is clipped to [0, 1]. NaN is left out.
// Both spans have the same length; correct holds 0 or 1; bins >= 1.
Reliability reliability(std::span<const double> confidences, std::span<const char> correct, int bins);

// Probability that a score of `high` is above one of `low`, ties counting half: the area under the ROC
// curve. 0.5 if either is empty. NaN counts as the lowest. O(n log n).
double auroc(std::span<const double> high, std::span<const double> low);

}  // namespace cellwise::decision
