// Measures of a classifier on labelled cells. method.md section 4.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cellwise::decision {

// counts[t][p]: cells of true class t predicted as p. Square.
using ConfusionMatrix = std::vector<std::vector<std::int64_t>>;

// Both spans have the same length; every value lies in [0, classes).
ConfusionMatrix confusion(std::span<const int> trueClasses, std::span<const int> predictedClasses,
                          int classes);

struct ClassMeasures {
  std::int64_t n = 0;          // cells of this true class
  std::int64_t predicted = 0;  // cells predicted as this class
  double precision = 0;        // 0 where nothing was predicted as it
  double recall = 0;           // 0 where n = 0
  double f1 = 0;
};

struct Measures {
  std::int64_t n = 0;
  double accuracy = 0;
  // Means over the classes that occur (n > 0).
  double macroPrecision = 0;
  double macroRecall = 0;
  double macroF1 = 0;
  double longTail = 0;  // Ld = 1 - sum k_i (1 - F1_i), k_i = 1/C - n_i/n; equation (4-5),
                        // C and the sum over the classes that occur
  std::vector<ClassMeasures> classes;
};

Measures measure(const ConfusionMatrix& counts);

}  // namespace cellwise::decision
