// A slider's positions and the thresholds they stand for. Calibration confidences crowd near 1, so
// positions follow their quantiles: a step moves about one calibration cell across the line wherever
// the slider stands, and equal ways mean about equal work.
#pragma once

#include <span>
#include <vector>

namespace cellwise::ui {

class ThresholdScale {
 public:
  // Values at positions are rounded down to this, so that what is shown is what is used.
  static constexpr int kDecimals = 6;

  ThresholdScale() : ThresholdScale(std::span<const double>{}) {}
  // Values in any order; equal ones share a position. The first position accepts all of them, the last
  // one is 1. Without values the scale is even over [0, 1].
  explicit ThresholdScale(std::span<const double> values);

  int last() const { return int(values_.size()) - 1; }
  // The position must lie in [0, last()].
  double valueAt(int position) const { return values_[std::size_t(position)]; }
  // The nearest position; values outside the scale give its ends.
  int positionOf(double value) const;

 private:
  std::vector<double> values_;  // strictly rising
};

}  // namespace cellwise::ui
