// What a threshold does: rejection rate, accuracy of what is accepted, reliability.
// Sort once, then every question is a binary search: a slider may ask at each pixel.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "decision/calibration.h"
#include "decision/intervals.h"
#include "decision/score.h"

namespace cellwise::decision {

// One point of the Ra-Rr curve. method.md section 4.
struct OperatingPoint {
  double threshold = 0;  // c_th
  std::int64_t n = 0;    // all rows
  std::int64_t accepted = 0;
  std::int64_t errors = 0;            // among the accepted
  double rejectionRate = 0;           // Rr = 1 - accepted / n
  double acceptedAccuracy = 1;        // Ra; 1 with nothing accepted
  double reliability = 0;             // R = (1 - Rr) Ra, equation (4-6)
  Interval acceptedAccuracyInterval;  // Clopper-Pearson, 95 %
};

// Immutable after construction; safe to read from several threads.
class RiskCoverage {
 public:
  // O(n log n). Rows whose max D is below d_th are never accepted.
  RiskCoverage(std::span<const CalibrationRow> rows, double membershipThreshold);

  std::int64_t size() const { return n_; }
  // O(log n).
  OperatingPoint at(double confidenceThreshold) const;
  // One point for each distinct confidence, from accepting all to accepting the most confident only.
  std::vector<OperatingPoint> curve() const;
  // Area under the risk-coverage curve over the rows in order of falling confidence. In [0, 1].
  // Rows below d_th are left out; rows of equal confidence are accepted together. 0 with no row.
  double aurc() const;
  // AURC less that of the best possible order, all errors last (Geifman, Uziel and El-Yaniv 2019): what the
  // order costs, whatever the accuracy. Never negative but for ties.
  double eaurc() const;
  // Area under the generalized risk-coverage curve (Traub et al. 2024): errors among the accepted, of all
  // rows that pass d_th, over coverage, by the trapezoid between distinct confidences. In [0, 1/2]:
  // (1 - AUROC of c for errors) a (1 - a) + (1 - a)^2 / 2 with accuracy a. 0 with no row.
  double augrc() const;
  // The Ra-Rr curve as one number: the mean over Ra in [low, high] of 1 - Rr, with the least Rr that
  // reaches Ra. In [0, 1], 0 where an accuracy is never reached. The thesis's [0.98, 1].
  double acceptanceArea(double low, double high) const;
  // Accepting the most that still reaches the accuracy on these very rows: hindsight, not a promise.
  // Empty if no threshold does.
  std::optional<OperatingPoint> forAccuracy(double target) const;

 private:
  std::int64_t n_ = 0;
  std::vector<double> confidences_;   // of rows that pass d_th, falling
  std::vector<std::int64_t> errors_;  // errors_[k]: errors among the k most confident
};

// How many cells of a slide a threshold sends to review, without the truth being known.
class Workload {
 public:
  struct Cell {
    double confidence = 0;
    double maxMembership = 0;
  };
  // O(n log n) at construction or when d_th changes; cells that no expert has confirmed.
  Workload(std::span<const Cell> cells, double membershipThreshold);

  struct Counts {
    std::int64_t accepted = 0;
    std::int64_t ambiguous = 0;
    std::int64_t unfamiliar = 0;
  };
  // O(log n).
  Counts at(double confidenceThreshold) const;

 private:
  std::vector<double> familiar_;  // confidences of cells that pass d_th, rising
  std::int64_t unfamiliar_ = 0;
};

}  // namespace cellwise::decision
