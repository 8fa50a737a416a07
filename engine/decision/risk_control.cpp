#include "decision/risk_control.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <map>

#include "decision/intervals.h"

namespace cellwise::decision {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Smallest n with 1 / (n + 1) <= target.
std::int64_t unitsForExpectation(double target) {
  if (target >= 1) return 0;
  if (!(target > 0)) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::ceil(1 / target - 1 - 1e-9));
}

bool isWrong(const CalibrationRow& row) {
  return row.trueClass != row.predictedClass;
}

bool isMissed(const CalibrationRow& row, const std::set<int>& classes) {
  return classes.contains(row.trueClass) && !classes.contains(row.predictedClass);
}

bool isAccepted(const CalibrationRow& row, const Thresholds& thresholds) {
  return decide(row.confidence, row.maxMembership, thresholds) == Decision::Accepted;
}

// Counts at a threshold that is given: Clopper-Pearson.
RiskStatement counted(std::int64_t n, std::int64_t errors, double target, double delta) {
  RiskStatement result;
  result.n = n;
  result.errors = errors;
  result.target = target;
  result.delta = delta;
  result.bound = clopperPearsonUpper(errors, n, delta);
  result.certified = result.bound <= target;
  result.needed = errorFreeCellsNeeded(1 - target, delta);
  return result;
}

}  // namespace

std::string inWords(const RiskStatement& s) {
  char text[160];
  const auto n = static_cast<long long>(s.n), errors = static_cast<long long>(s.errors);
  if (s.certified) {
    std::snprintf(text, sizeof text, "at most %.2f %%, n = %lld with %lld error%s", 100 * s.bound, n, errors,
                  errors == 1 ? "" : "s");
  } else if (s.n < s.needed) {
    std::snprintf(text, sizeof text, "not certifiable, n = %lld: %lld without an error are needed", n,
                  static_cast<long long>(s.needed));
  } else {
    std::snprintf(text, sizeof text, "not certifiable, n = %lld with %lld error%s", n, errors,
                  errors == 1 ? "" : "s");
  }
  return text;
}

std::vector<RiskStatement> predictedClassRisk(std::span<const CalibrationRow> rows,
                                              const Thresholds& thresholds, int classes, double target,
                                              double delta) {
  std::vector<std::int64_t> n(static_cast<std::size_t>(classes)), errors(n);
  for (const auto& row : rows) {
    if (!isAccepted(row, thresholds)) continue;
    const auto of = static_cast<std::size_t>(row.predictedClass);
    ++n.at(of);
    errors.at(of) += isWrong(row);
  }
  std::vector<RiskStatement> result;
  for (std::size_t i = 0; i < n.size(); ++i) result.push_back(counted(n[i], errors[i], target, delta));
  return result;
}

RiskStatement calibratePredictedClass(std::span<const CalibrationRow> rows, double membershipThreshold,
                                      int predictedClass, CalibrationRule rule, double target, double delta) {
  std::vector<CalibrationRow> own;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(own),
               [&](const CalibrationRow& row) { return row.predictedClass == predictedClass; });
  const Calibration calibration = calibrate(rule, own, membershipThreshold, 1 - target, delta);
  RiskStatement result;
  result.target = target;
  result.delta = promises(rule) ? delta : 0;
  result.needed = calibration.needed;
  if (const auto& found = calibration.found) {
    result.n = found->accepted;
    result.errors = found->errors;
    result.bound = found->bound;
    result.certified = promises(rule);
    result.threshold = found->threshold;
  } else {
    result.n = calibration.familiar;
    result.errors = std::count_if(own.begin(), own.end(), [&](const CalibrationRow& row) {
      return row.maxMembership >= membershipThreshold && !std::isnan(row.confidence) && isWrong(row);
    });
  }
  return result;
}

RiskStatement missedRisk(std::span<const CalibrationRow> rows, const Thresholds& thresholds,
                         const std::set<int>& classes, double target, double delta) {
  std::int64_t n = 0, errors = 0;
  for (const auto& row : rows) {
    n += classes.contains(row.trueClass);
    errors += isMissed(row, classes) && isAccepted(row, thresholds);
  }
  return counted(n, errors, target, delta);
}

RiskStatement controlMissed(std::span<const CalibrationRow> rows, double membershipThreshold,
                            const std::set<int>& classes, double target, double delta) {
  RiskStatement result;
  result.target = target;
  result.delta = delta;
  std::vector<double> missed;  // the confidences at which cells of the set slip through
  for (const auto& row : rows) {
    result.n += classes.contains(row.trueClass);
    if (isMissed(row, classes) && isAccepted(row, {-kInfinity, membershipThreshold})) {
      missed.push_back(row.confidence);
    }
  }
  std::sort(missed.begin(), missed.end(), std::greater<>());
  const auto boundOf = [&](std::int64_t errors) {
    return delta > 0 ? clopperPearsonUpper(errors, result.n, delta)
                     : static_cast<double>(errors + 1) / static_cast<double>(result.n + 1);
  };
  result.needed = delta > 0 ? errorFreeCellsNeeded(1 - target, delta) : unitsForExpectation(target);
  result.certified = boundOf(0) <= target;
  if (!result.certified) {
    result.bound = boundOf(0);
    return result;
  }
  // As many of them as the bound allows; ties slip through together.
  result.threshold = -kInfinity;
  for (std::size_t k = 0, end = 0; k < missed.size(); k = end) {
    while (end < missed.size() && missed[end] == missed[k]) ++end;
    if (boundOf(static_cast<std::int64_t>(end)) > target) {
      result.threshold = std::nextafter(missed[k], kInfinity);
      break;
    }
    result.errors = static_cast<std::int64_t>(end);
  }
  result.bound = boundOf(result.errors);
  return result;
}

RiskStatement controlBySlide(std::span<const CalibrationRow> rows, double membershipThreshold,
                             double target) {
  struct Wrong {
    double confidence;
    std::string_view slide;
  };
  std::map<std::string_view, double> sizes;
  std::vector<Wrong> wrong;
  for (const auto& row : rows) {
    ++sizes[row.slide];
    if (isWrong(row) && isAccepted(row, {-kInfinity, membershipThreshold})) {
      wrong.push_back({row.confidence, row.slide});
    }
  }
  std::sort(wrong.begin(), wrong.end(),
            [](const Wrong& a, const Wrong& b) { return a.confidence > b.confidence; });
  RiskStatement result;
  result.n = static_cast<std::int64_t>(sizes.size());
  result.target = target;
  result.needed = unitsForExpectation(target);
  const auto boundOf = [&](double losses) { return (losses + 1) / static_cast<double>(result.n + 1); };
  result.bound = boundOf(0);
  result.certified = result.bound <= target;
  if (!result.certified) return result;
  result.threshold = -kInfinity;
  double losses = 0;
  std::set<std::string_view> slides;
  for (std::size_t k = 0, end = 0; k < wrong.size(); k = end) {
    double further = losses;
    while (end < wrong.size() && wrong[end].confidence == wrong[k].confidence) {
      further += 1 / sizes[wrong[end++].slide];
    }
    if (boundOf(further) > target) {
      result.threshold = std::nextafter(wrong[k].confidence, kInfinity);
      break;
    }
    losses = further;
    for (std::size_t i = k; i < end; ++i) slides.insert(wrong[i].slide);
  }
  result.errors = static_cast<std::int64_t>(slides.size());
  result.bound = boundOf(losses);
  return result;
}

}  // namespace cellwise::decision
