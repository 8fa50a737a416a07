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

double RiskCoverage::eaurc() const {
  const auto n = static_cast<std::int64_t>(confidences_.size());
  double best = 0;  // with the errors last
  for (std::int64_t k = n - errors_.back() + 1; k <= n; ++k) {
    best += static_cast<double>(k - (n - errors_.back())) / static_cast<double>(k);
  }
  return n > 0 ? aurc() - best / static_cast<double>(n) : 0;
}

double RiskCoverage::augrc() const {
  const std::size_t size = confidences_.size();
  double area = 0;
  for (std::size_t begin = 0, end = 0; begin < size; begin = end) {
    while (end < size && confidences_[end] == confidences_[begin]) ++end;
    area += static_cast<double>(end - begin) * static_cast<double>(errors_[begin] + errors_[end]) / 2;
  }
  const auto n = static_cast<double>(size);
  return size > 0 ? area / (n * n) : 0;
}

double RiskCoverage::acceptanceArea(double low, double high) const {
  if (!(low < high) || n_ == 0) return 0;
  // From accepting most to least, only points that are more accurate than all before them count.
  double area = 0, reached = low;
  for (const OperatingPoint& point : curve()) {
    const double to = std::min(point.acceptedAccuracy, high);
    if (to <= reached) continue;
    area += (to - reached) * (1 - point.rejectionRate);
    reached = to;
  }
  return area / (high - low);
}

std::optional<OperatingPoint> RiskCoverage::forAccuracy(double target) const {
  for (std::size_t k = confidences_.size(); k > 0; --k) {
    if (k < confidences_.size() && confidences_[k] == confidences_[k - 1]) continue;
    const auto accepted = static_cast<std::int64_t>(k);
    if (static_cast<double>(accepted - errors_[k]) >= target * static_cast<double>(accepted)) {
      return pointOf(confidences_[k - 1], n_, accepted, errors_[k]);
    }
  }
  return std::nullopt;
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
