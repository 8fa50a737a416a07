// Does a slide look like those that the thresholds were calibrated on? A promise about accepted cells holds
// for slides like these; another scanner or stain shows in that far more cells are refused.
#pragma once

#include <cstdint>
#include <span>

#include "decision/calibration.h"
#include "decision/intervals.h"
#include "decision/score.h"

namespace cellwise::decision {

struct DriftCell {
  int predictedClass = -1;
  double confidence = 0;
  double maxMembership = 0;
};

struct DriftCheck {
  enum class State {
    TooFew,       // cells, or calibration slides: nothing is said
    Alike,        // no more is refused than a slide like the calibration's may have
    MoreRefused,  // more than 99 of 100 such slides would have
  };
  State state = State::TooFew;
  std::int64_t n = 0;        // cells of the slide that enter
  std::int64_t refused = 0;  // of them below a threshold
  Interval share{0, 1};      // of refused ones, 95 %, exact
  double expected = 0;       // share in [0, 1]
  double largest = 1;        // the largest share that a slide like the calibration's has, but for 1 of 100
  std::int64_t calibrationCells = 0, calibrationSlides = 0;
};

// The share of refused cells against the one expected for the slide's mix of predicted classes: each class k
// with at least kOfClass calibration cells enters with its calibration share r_k = (refused + 1)/(N_k + 2),
//   expected = sum_k n_k r_k / n,
//   variance = sum_k n_k r_k (1 - r_k) (1 + (n - 1) rho) / n^2
//            + sum_k (n_k / n)^2 r_k (1 - r_k) (1 + (m - 1) rho) / N_k,
// rho the intraclass correlation of being refused among calibration slides (slideEffect), m their mean size;
// largest = expected + t_{0.99; slides - 1} * sqrt(variance). Direct standardisation with a design effect
// (Kish 1965); approximate. It says that cells differ, not why: a disease that the calibration slides did
// not have looks the same. Cells of classes that the calibration has too few of are left out of n.
inline constexpr int kOfClass = 10;
inline constexpr int kLeastCells = 30;  // of a slide
inline constexpr int kLeastSlides = 5;  // of the calibration
DriftCheck driftCheck(std::span<const CalibrationRow> calibration, std::span<const DriftCell> slide,
                      const Thresholds& thresholds);

}  // namespace cellwise::decision
