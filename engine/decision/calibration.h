// Choosing c_th and d_th on calibration cells. method.md section 3; domain.md section 6.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  Empirical,      // accuracy of the accepted calibration cells reaches the target (the thesis); no promise
  Guaranteed,     // Clopper-Pearson bound at 1 - delta <= 1 - target (Geifman and El-Yaniv 2017, SGR)
  FixedSequence,  // thresholds of a preset grid, strict to loose, the whole delta each, to the first
                  // that fails (Learn then Test: Angelopoulos, Bates, Candes, Jordan, Lei 2021)
  FixedSequenceBySlide,  // the same with the bound widened for cells of one slide being alike
};

// What the three that promise do promise: over calibration sets drawn like this one, c_th misses the
// target with probability at most delta. It holds for cells that come like the calibration cells did, one
// by one, and where the risk of accepted cells does not grow with c_th (the bisection of SGR needs this
// for its split of delta; all need it for the cell that lies on the threshold). Cells of one slide are
// alike, so with few slides Guaranteed and FixedSequence miss more often than delta; BySlide corrects
// that approximately (see slideEffect).

std::span<const CalibrationRule> calibrationRules();
// "empirical", "guaranteed", "fixed-sequence", "fixed-sequence-by-slide": stable, for files.
const char* name(CalibrationRule rule);
std::optional<CalibrationRule> calibrationRule(std::string_view name);
bool promises(CalibrationRule rule);  // has a delta and a bound: all but Empirical

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
  int tests = 1;              // thresholds over which delta was split; fixed sequence: not split, 1
};

// The fewest cells whose being all right shows that target, at confidence 1 - delta:
// target^n <= delta. 59 for 0.95, 299 for 0.99, both at 0.05.
std::int64_t errorFreeCellsNeeded(double target, double delta);

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

// Tests c_th on the grid of accepted shares 5 %, 7.5 %, ... 100 % of the familiar rows, from strict to
// loose, each with the whole delta, and keeps the last that passes before the first that fails.
// Thresholds that accept too few cells to pass even without an error are skipped. Against SGR it does
// not pay for the number of tests, but stops at an early failure: neither dominates.
std::optional<CalibratedThreshold> calibrateFixedSequence(std::span<const CalibrationRow> rows,
                                                          double membershipThreshold, double target,
                                                          double delta);

// How much cells of one slide are alike in being wrong.
struct SlideEffect {
  std::int64_t slides = 0;
  // Intraclass correlation of being wrong, by analysis of variance (Ridout, Demetrio and Firth 1999,
  // Biometrics 55:137), in [0, 1]. 1 where it cannot be estimated: one slide, one cell a slide, no
  // error, nothing but errors; then every slide counts as one cell.
  double correlation = 1;
};
// Over all rows, before rejection, where errors are the most numerous; that of accepted cells, whose
// errors are rarer, is usually smaller.
SlideEffect slideEffect(std::span<const CalibrationRow> rows);

// calibrateFixedSequence with every count divided by the design effect 1 + (m - 1) * correlation,
// m = mean slide size seen by a cell, and the bound widened for the few slides (t quantiles: Korn and
// Graubard 1998, Survey Methodology 24:193). Approximate, and better the more slides there are: an exact
// bound for arbitrarily alike cells would have to count each slide as one cell.
// accepted and errors of the result are the plain counts; its bound is the widened one.
std::optional<CalibratedThreshold> calibrateFixedSequenceBySlide(std::span<const CalibrationRow> rows,
                                                                 double membershipThreshold, double target,
                                                                 double delta);

// Any rule. Where nothing is found, the rest says why.
struct Calibration {
  std::optional<CalibratedThreshold> found;
  std::int64_t n = 0;         // rows
  std::int64_t familiar = 0;  // of them with max D >= d_th
  std::int64_t needed = 0;    // accepted rows without an error that would certify it; 0: no promise asked
  SlideEffect slides;
};
Calibration calibrate(CalibrationRule rule, std::span<const CalibrationRow> rows, double membershipThreshold,
                      double target, double delta);

// What a model gets by the rule: where nothing is found, c_th is 1 with nothing accepted in the
// calibration, so that every cell goes to the expert.
CalibratedThreshold calibrateOrAcceptNone(CalibrationRule rule, std::span<const CalibrationRow> rows,
                                          double membershipThreshold, double target, double delta);

// d_th: the given quantile (such as 0.01) of max D among the correctly classified rows, so that
// about that share (never more of these rows) is sent to review as unfamiliar. 0 with no such row.
double calibrateMembership(std::span<const CalibrationRow> rows, double quantile);

}  // namespace cellwise::decision
