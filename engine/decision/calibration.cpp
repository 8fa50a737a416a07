#include "decision/calibration.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "decision/intervals.h"

namespace cellwise::decision {
namespace {

// A threshold and what it accepts of the rows.
struct Candidate {
  double threshold = 0;
  std::int64_t accepted = 0;
  std::int64_t errors = 0;
};

// One for each distinct confidence, rising: from accepting all to accepting the most confident only.
std::vector<Candidate> candidates(std::span<const CalibrationRow> rows, double membershipThreshold) {
  std::vector<Candidate> result;
  for (const auto& row : rows) {
    if (row.maxMembership >= membershipThreshold && !std::isnan(row.confidence)) {
      result.push_back({row.confidence, 1, row.trueClass != row.predictedClass});
    }
  }
  std::sort(result.begin(), result.end(),
            [](const Candidate& a, const Candidate& b) { return a.threshold > b.threshold; });
  std::size_t distinct = 0;
  for (const Candidate& row : result) {
    const bool tied = distinct > 0 && result[distinct - 1].threshold == row.threshold;
    const Candidate before = distinct > 0 ? result[distinct - 1] : Candidate{};
    if (!tied) ++distinct;
    result[distinct - 1] = {row.threshold, before.accepted + row.accepted, before.errors + row.errors};
  }
  result.resize(distinct);
  std::reverse(result.begin(), result.end());
  return result;
}

CalibratedThreshold chosen(CalibrationRule rule, const Candidate& candidate, double target, std::size_t n) {
  CalibratedThreshold result;
  result.rule = rule;
  result.threshold = candidate.threshold;
  result.target = target;
  result.n = static_cast<std::int64_t>(n);
  result.accepted = candidate.accepted;
  result.errors = candidate.errors;
  return result;
}

}  // namespace

const char* name(CalibrationRule rule) {
  switch (rule) {
    case CalibrationRule::Empirical: return "empirical";
    case CalibrationRule::Guaranteed: return "guaranteed";
  }
  return "empirical";
}

std::optional<CalibratedThreshold> calibrateEmpirical(std::span<const CalibrationRow> rows,
                                                      double membershipThreshold, double target) {
  for (const Candidate& candidate : candidates(rows, membershipThreshold)) {
    const auto accepted = static_cast<double>(candidate.accepted);
    if (static_cast<double>(candidate.accepted - candidate.errors) / accepted < target) continue;
    CalibratedThreshold result = chosen(CalibrationRule::Empirical, candidate, target, rows.size());
    result.bound = static_cast<double>(candidate.errors) / accepted;
    return result;
  }
  return std::nullopt;
}

std::optional<CalibratedThreshold> calibrateGuaranteed(std::span<const CalibrationRow> rows,
                                                       double membershipThreshold, double target,
                                                       double delta) {
  // The number of tests is fixed by the number of rows, before anything of them is looked at.
  const int tests = rows.size() < 2 ? 1 : static_cast<int>(std::bit_width(rows.size() - 1)) + 1;
  const double share = delta / tests;

  // Thresholds that accept too few cells to pass even without an error are not worth a test.
  std::vector<Candidate> thresholds = candidates(rows, membershipThreshold);
  while (!thresholds.empty() && clopperPearsonUpper(0, thresholds.back().accepted, share) > 1 - target) {
    thresholds.pop_back();
  }

  // Bisection for the smallest threshold that passes. What passed is kept: a later test that fails
  // takes nothing away from it.
  std::optional<CalibratedThreshold> best;
  std::size_t low = 0;
  std::size_t high = thresholds.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const Candidate& candidate = thresholds[middle];
    const double bound = clopperPearsonUpper(candidate.errors, candidate.accepted, share);
    if (bound <= 1 - target) {
      best = chosen(CalibrationRule::Guaranteed, candidate, target, rows.size());
      best->delta = delta;
      best->bound = bound;
      best->tests = tests;
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return best;
}

double calibrateMembership(std::span<const CalibrationRow> rows, double quantile) {
  std::vector<double> memberships;
  for (const auto& row : rows) {
    if (row.trueClass == row.predictedClass && !std::isnan(row.maxMembership)) {
      memberships.push_back(row.maxMembership);
    }
  }
  if (memberships.empty()) return 0;
  // With this many rows below the threshold, at most the wanted share is sent to review.
  const double below = std::clamp(quantile, 0.0, 1.0) * static_cast<double>(memberships.size());
  const auto rank = std::min(static_cast<std::size_t>(below), memberships.size() - 1);
  std::nth_element(memberships.begin(), memberships.begin() + static_cast<std::ptrdiff_t>(rank),
                   memberships.end());
  return memberships[rank];
}

}  // namespace cellwise::decision
