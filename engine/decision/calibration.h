// Choosing c_th and d_th on calibration cells. method.md section 3; domain.md section 6.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "decision/score.h"

namespace cellwise::decision {

// One calibration cell. Stored in the model's manifest, so that the risk of any threshold can be shown.
struct CalibrationRow {
  int trueClass = -1;
  int predictedClass = -1;
  double confidence = 0;
  double maxMembership = 0;
  std::string slide;  // slide, patient or acquisition group; cells of one slide are alike
};

enum class CalibrationRule {
  Empirical,   // accuracy of the accepted calibration cells reaches the target (the thesis)
  Guaranteed,  // Clopper-Pearson bound at 1 - delta <= 1 - target (Geifman and El-Yaniv 2017, SGR)
};

const char* name(CalibrationRule rule);  // "empirical", "guaranteed"

// A chosen c_th with everything that has to be printed beside it.
struct CalibratedThreshold {
  CalibrationRule rule = CalibrationRule::Empirical;
  double threshold = 0;       // c_th
  double target = 0;          // wanted accuracy of accepted cells, such as 0.99
  double delta = 0;           // allowed probability that the guarantee fails; 0 for the empirical rule
  std::int64_t n = 0;         // calibration cells
  std::int64_t accepted = 0;  // of them accepted at the threshold
  std::int64_t errors = 0;    // of these wrong
  double bound = 1;           // upper bound of the error among accepted cells at 1 - delta
                              // (after splitting delta); empirical rule: the plain error share
  int tests = 1;              // thresholds over which delta was split
};

// The smallest c_th at which the accepted rows (which also pass d_th) reach the target accuracy.
// Rows of equal confidence are accepted together. Empty if no threshold reaches it.
std::optional<CalibratedThreshold> calibrateEmpirical(std::span<const CalibrationRow> rows,
                                                      double membershipThreshold, double target);

// Selection with guaranteed risk: bisection over the sorted confidences, delta split over the
// ceil(log2 m) + 1 tests (m = rows), the best threshold that passed is kept. Thresholds that accept
// too few cells to pass even without an error are not tried. Empty if none passed:
// "not certifiable" with this n.
std::optional<CalibratedThreshold> calibrateGuaranteed(std::span<const CalibrationRow> rows,
                                                       double membershipThreshold, double target,
                                                       double delta);

// d_th: the given quantile (such as 0.01) of max D among the correctly classified rows, so that
// about that share (never more of these rows) is sent to review as unfamiliar. 0 with no such row.
double calibrateMembership(std::span<const CalibrationRow> rows, double quantile);

}  // namespace cellwise::decision
