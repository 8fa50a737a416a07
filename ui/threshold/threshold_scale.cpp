#include "threshold/threshold_scale.h"

#include <algorithm>
#include <cmath>

namespace cellwise::ui {
namespace {

constexpr int kLeastSteps = 200;  // few calibration cells: the gaps between them are divided evenly

double roundDown(double value) {
  const double unit = std::pow(10.0, ThresholdScale::kDecimals);
  // A value that is a multiple of the unit already must stay, whatever its binary form.
  return std::floor(value * unit + 1e-6) / unit;
}

}  // namespace

ThresholdScale::ThresholdScale(std::span<const double> values) {
  std::vector<double> knots = {0, 1};
  for (const double value : values) {
    if (std::isfinite(value)) knots.push_back(std::min(roundDown(value), 1.0));
  }
  std::sort(knots.begin(), knots.end());
  knots.erase(std::unique(knots.begin(), knots.end()), knots.end());

  const int parts = std::max(1, (kLeastSteps + int(knots.size()) - 2) / (int(knots.size()) - 1));
  for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
    for (int part = 0; part < parts; ++part) {
      values_.push_back(roundDown(knots[i] + (knots[i + 1] - knots[i]) * part / parts));
    }
  }
  values_.push_back(knots.back());
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
}

int ThresholdScale::positionOf(double value) const {
  const auto after = std::lower_bound(values_.begin(), values_.end(), value);
  if (after == values_.begin()) return 0;
  if (after == values_.end()) return last();
  const auto before = after - 1;
  return int((value - *before <= *after - value ? before : after) - values_.begin());
}

}  // namespace cellwise::ui
