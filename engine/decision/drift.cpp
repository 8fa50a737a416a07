#include "decision/drift.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace cellwise::decision {
namespace {

constexpr double kTail = 0.01;

bool isRefused(double confidence, double maxMembership, const Thresholds& thresholds) {
  return decide(confidence, maxMembership, thresholds) != Decision::Accepted;
}

// slideEffect's analysis of variance, for being refused in place of being wrong. Where all or none are,
// nothing speaks for slides being alike in it.
double alikeInRefusal(std::span<const CalibrationRow> calibration, const Thresholds& thresholds) {
  std::vector<CalibrationRow> outcome;
  std::size_t refused = 0;
  for (const auto& row : calibration) {
    const bool is = isRefused(row.confidence, row.maxMembership, thresholds);
    refused += is;
    outcome.push_back({0, is ? 1 : 0, 0, 0, row.slide});
  }
  return refused == 0 || refused == outcome.size() ? 0 : slideEffect(outcome).correlation;
}

}  // namespace

DriftCheck driftCheck(std::span<const CalibrationRow> calibration, std::span<const DriftCell> slide,
                      const Thresholds& thresholds) {
  struct OfClass {
    double cells = 0, refused = 0;  // of the calibration
    double here = 0;                // cells of the slide
  };
  std::map<int, OfClass> classes;
  std::set<std::string_view> slides;
  for (const auto& row : calibration) {
    auto& of = classes[row.predictedClass];
    ++of.cells;
    of.refused += isRefused(row.confidence, row.maxMembership, thresholds);
    slides.insert(row.slide);
  }
  DriftCheck check;
  check.calibrationCells = static_cast<std::int64_t>(calibration.size());
  check.calibrationSlides = static_cast<std::int64_t>(slides.size());
  for (const auto& cell : slide) {
    const auto found = classes.find(cell.predictedClass);
    if (found == classes.end() || found->second.cells < kOfClass) continue;
    ++found->second.here;
    ++check.n;
    check.refused += isRefused(cell.confidence, cell.maxMembership, thresholds);
  }
  check.share = clopperPearson(check.refused, check.n);
  if (check.n < kLeastCells || check.calibrationSlides < kLeastSlides) return check;

  const auto n = static_cast<double>(check.n);
  const double rho = alikeInRefusal(calibration, thresholds);
  const double size = static_cast<double>(check.calibrationCells) / static_cast<double>(slides.size());
  double variance = 0;
  for (const auto& [id, of] : classes) {
    if (of.here == 0) continue;
    const double r = (of.refused + 1) / (of.cells + 2);
    check.expected += of.here * r / n;
    variance += of.here * r * (1 - r) * (1 + (n - 1) * rho) / (n * n) +
                of.here * of.here / (n * n) * r * (1 - r) * (1 + (size - 1) * rho) / of.cells;
  }
  const double t = tQuantile(kTail, static_cast<double>(slides.size() - 1));
  check.largest = std::min(1.0, check.expected + t * std::sqrt(variance));
  check.state = static_cast<double>(check.refused) / n > check.largest ? DriftCheck::State::MoreRefused
                                                                       : DriftCheck::State::Alike;
  return check;
}

}  // namespace cellwise::decision
