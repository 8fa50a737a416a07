#include "decision/control_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cellwise::decision {
namespace {

// Shares that are equal as counts may differ in the last bits once a mean was taken of them.
constexpr double kSame = 1e-12;

}  // namespace

std::optional<ControlTarget> controlTarget(const std::vector<double>& values) {
  if (values.size() < 2) return {};
  double sum = 0;
  for (const double v : values) {
    if (!std::isfinite(v)) return {};
    sum += v;
  }
  ControlTarget target;
  target.n = static_cast<int>(values.size());
  target.mean = sum / target.n;
  double squares = 0;
  for (const double v : values) squares += (v - target.mean) * (v - target.mean);
  target.sd = std::sqrt(squares / (target.n - 1));
  if (target.sd < kSame) target.sd = 0;
  return target;
}

std::vector<ControlVerdict> applyControlRules(const std::vector<double>& values,
                                              const ControlTarget& target) {
  std::vector<ControlVerdict> verdicts;
  double before = 0;
  for (const double value : values) {
    ControlVerdict verdict;
    const double difference = value - target.mean;
    if (std::abs(difference) > kSame) {
      verdict.z = target.sd > 0 ? difference / target.sd
                                : std::copysign(std::numeric_limits<double>::infinity(), difference);
    }
    verdict.beyond3s = std::abs(verdict.z) > 3 + 1e-9;
    verdict.twice2s = std::abs(verdict.z) > 2 + 1e-9 && std::abs(before) > 2 + 1e-9 &&
                      std::signbit(before) == std::signbit(verdict.z);
    before = verdict.z;
    verdicts.push_back(verdict);
  }
  return verdicts;
}

}  // namespace cellwise::decision
