// What the answers on a random sample of the accepted cells say of all accepted cells: their error, and the
// class shares corrected for it. domain.md section 8.4.
//
// Corrected shares are by prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan and Zrnic
// 2023, Science 382:669), for the mean of "is of class c":
//
//   theta_c = (1/N) sum_{all accepted} [model says c]  -  (1/n) sum_{audited} ([model says c] - [answer is
//   c])
//
// with N accepted cells and n audited ones. It is unbiased whatever the model is, and the better the model,
// the narrower its interval. Where a theta sums with what experts decided, N theta_c cells are counted.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decision/intervals.h"

namespace cellwise::decision {

struct AuditedCell {
  int predicted = -1;  // class index
  int answered = -1;   // the blind answer
};

struct AuditedError {
  std::int64_t n = 0;
  std::int64_t errors = 0;
  double share() const { return n > 0 ? static_cast<double>(errors) / static_cast<double>(n) : 0; }
  Interval interval;  // of the error share among all accepted cells, Clopper-Pearson, 95 %
};
AuditedError auditedError(std::span<const AuditedCell> cells);

// The slide's cells by class index; all have the same length.
struct AuditedCounts {
  std::vector<std::int64_t> accepted;  // as the model says, audited ones among them, without correction
  std::vector<std::int64_t> sure;      // that experts decided in the ordinary way
  std::vector<char> counted;           // in the denominator
};

struct CorrectedShare {
  double plain = 0;      // with every accepted cell as the model says
  double corrected = 0;  // in [0, 1]
  // Contains the share that the slide would have with every accepted cell answered, with probability at
  // least `level`: from exact intervals (Clopper-Pearson) of the rates at which accepted cells are missed in
  // the class, wrongly in it, missed in the denominator and wrongly in it, each at 1 - (1 - level)/4. So it
  // is wide, and never wider than it can be: clipped to what is possible.
  Interval interval;
};
// One a class; of classes outside the denominator and with nothing counted: zeros and [0, 1].
// With no answer the correction is none and the interval says that nothing is known of the accepted cells.
std::vector<CorrectedShare> correctedShares(const AuditedCounts& counts, std::span<const AuditedCell> cells,
                                            double level = 0.95);

// Fisher's exact test, one-sided: the probability of at least `errors` wrong of n audited cells, if these
// and the calibration cells err alike. 1 where either has none. Small: the audit contradicts the calibration.
double auditContradicts(std::int64_t calibrationErrors, std::int64_t calibrationN, std::int64_t errors,
                        std::int64_t n);

}  // namespace cellwise::decision
