#include "decision/risk_coverage.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace cellwise::decision {
namespace {

OperatingPoint pointOf(double threshold, std::int64_t n, std::int64_t accepted, std::int64_t errors) {
  OperatingPoint point;
  point.threshold = threshold;
  point.n = n;
  point.accepted = accepted;
  point.errors = errors;
  const auto all = static_cast<double>(n);
  const auto correct = static_cast<double>(accepted - errors);
  if (n > 0) point.rejectionRate = static_cast<double>(n - accepted) / all;
  if (accepted > 0) point.acceptedAccuracy = correct / static_cast<double>(accepted);
  if (n > 0) point.reliability = correct / all;  // (1 - Rr) Ra, with accepted cancelled
  point.acceptedAccuracyInterval = clopperPearson(accepted - errors, accepted);
  return point;
}

}  // namespace

RiskCoverage::RiskCoverage(std::span<const CalibrationRow> rows, double membershipThreshold)
    : n_(static_cast<std::int64_t>(rows.size())) {
  struct Entry {
    double confidence;
    bool wrong;
  };
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (const auto& row : rows) {
    const bool familiar = row.maxMembership >= membershipThreshold && !std::isnan(row.confidence);
    if (familiar) entries.push_back({row.confidence, row.trueClass != row.predictedClass});
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.confidence > b.confidence; });
  confidences_.reserve(entries.size());
  errors_.reserve(entries.size() + 1);
  errors_.push_back(0);
  for (const Entry& entry : entries) {
    confidences_.push_back(entry.confidence);
    errors_.push_back(errors_.back() + (entry.wrong ? 1 : 0));
  }
}

OperatingPoint RiskCoverage::at(double confidenceThreshold) const {
  std::int64_t accepted = 0;
  if (!std::isnan(confidenceThreshold)) {
    const auto end =
        std::upper_bound(confidences_.begin(), confidences_.end(), confidenceThreshold, std::greater<>());
    accepted = end - confidences_.begin();
  }
  return pointOf(confidenceThreshold, n_, accepted, errors_[accepted]);
}

std::vector<OperatingPoint> RiskCoverage::curve() const {
  std::vector<OperatingPoint> points;
  for (std::size_t k = confidences_.size(); k > 0; --k) {
    if (k < confidences_.size() && confidences_[k] == confidences_[k - 1])
      continue;  // not the last of its ties
    points.push_back(pointOf(confidences_[k - 1], n_, static_cast<std::int64_t>(k), errors_[k]));
  }
  return points;
}

double RiskCoverage::aurc() const {
  const std::size_t size = confidences_.size();
  double area = 0;
  for (std::size_t begin = 0, end = 0; begin < size; begin = end) {
    while (end < size && confidences_[end] == confidences_[begin]) ++end;
    const double risk = static_cast<double>(errors_[end]) / static_cast<double>(end);
    area += risk * static_cast<double>(end - begin);
  }
  return size > 0 ? area / static_cast<double>(size) : 0;
}

Workload::Workload(std::span<const Cell> cells, double membershipThreshold) {
  familiar_.reserve(cells.size());
  for (const Cell& cell : cells) {
    if (!(cell.maxMembership >= membershipThreshold)) {
      ++unfamiliar_;
    } else {
      // No confidence at all is the lowest.
      const bool none = std::isnan(cell.confidence);
      familiar_.push_back(none ? -std::numeric_limits<double>::infinity() : cell.confidence);
    }
  }
  std::sort(familiar_.begin(), familiar_.end());
}

Workload::Counts Workload::at(double confidenceThreshold) const {
  const auto first = std::isnan(confidenceThreshold)
                         ? familiar_.end()
                         : std::lower_bound(familiar_.begin(), familiar_.end(), confidenceThreshold);
  return {familiar_.end() - first, first - familiar_.begin(), unfamiliar_};
}

}  // namespace cellwise::decision
