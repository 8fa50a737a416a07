// Statements about one kind of error: what is accepted as a class, what of a class slips through, what a
// slide may hold. Each with the n it rests on, and a plain "not certifiable" where n is too small.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "decision/calibration.h"
#include "decision/score.h"

namespace cellwise::decision {

struct RiskStatement {
  std::int64_t n = 0;       // units that the statement rests on: cells, or slides
  std::int64_t errors = 0;  // of them, at the threshold
  double target = 0;        // highest risk wanted, such as 0.05
  double delta = 0;         // allowed probability that it does not hold; 0: it holds in expectation
  double bound = 1;         // upper bound of the risk
  bool certified = false;   // bound <= target
  std::int64_t needed = 0;  // units without an error that would certify it
  // Where a threshold was looked for: the loosest c_th that keeps the promise. -infinity: every one does.
  std::optional<double> threshold;
};

// "not certifiable, n = 2: 299 without an error are needed", "not certifiable, n = 500 with 30 errors",
// "at most 4.21 %, n = 812 with 20 errors". English, for the command line.
std::string inWords(const RiskStatement& statement);

// Of the cells accepted as each class, how many are wrong? At thresholds that were not chosen on these
// rows; Clopper-Pearson at 1 - delta for each class by itself (for all at once give delta / classes).
// One entry a class; n counts the accepted cells of that predicted class.
std::vector<RiskStatement> predictedClassRisk(std::span<const CalibrationRow> rows,
                                              const Thresholds& thresholds, int classes, double target,
                                              double delta);

// A c_th for one predicted class alone: the rule, on the rows predicted as it. n counts the cells
// that are accepted where one is found, else all that are familiar and predicted as the class.
RiskStatement calibratePredictedClass(std::span<const CalibrationRow> rows, double membershipThreshold,
                                      int predictedClass, CalibrationRule rule, double target, double delta);

// Missed cells of the classes that must not be missed (blasts): truly of the set, accepted, and taken for
// a class outside it. n counts the cells truly of the set.
// At thresholds that were not chosen on these rows: Clopper-Pearson at 1 - delta.
RiskStatement missedRisk(std::span<const CalibrationRow> rows, const Thresholds& thresholds,
                         const std::set<int>& classes, double target, double delta);

// The loosest c_th that keeps missed cells below the target. The loss only falls as c_th rises, so that
// no delta is spent on the number of thresholds.
// delta = 0: conformal risk control (Angelopoulos, Bates, Fisch, Lei, Schuster 2022): (errors + 1)/(n + 1)
// <= target, and a further cell of the set is missed with at most that probability, over calibration sets.
// delta > 0: the Clopper-Pearson bound is at most the target (risk-controlling prediction sets: Bates et
// al. 2021): with probability 1 - delta over calibration sets the share missed is at most the target.
RiskStatement controlMissed(std::span<const CalibrationRow> rows, double membershipThreshold,
                            const std::set<int>& classes, double target, double delta);

// Conformal risk control with slides as the units, exact for slides that come like the calibration slides,
// however alike their cells are: the loosest c_th with (sum of losses + 1)/(slides + 1) <= target, a slide's
// loss being its cells that are accepted and wrong, of all its cells. In expectation over slides; it
// speaks of all cells, not of accepted ones, and 1 % needs 99 slides. n counts slides; errors those with
// any loss.
RiskStatement controlBySlide(std::span<const CalibrationRow> rows, double membershipThreshold, double target);

}  // namespace cellwise::decision
