#include "decision/calibration.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>

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

// ceil(log2 n) + 1. Fixed by the number of rows, before anything of them is looked at.
int bisectionTests(std::size_t rows) {
  return rows < 2 ? 1 : static_cast<int>(std::bit_width(rows - 1)) + 1;
}

// The rows that pass d_th, most confident first; rows without a confidence are never accepted.
std::vector<const CalibrationRow*> familiarRows(std::span<const CalibrationRow> rows,
                                                double membershipThreshold) {
  std::vector<const CalibrationRow*> result;
  for (const auto& row : rows) {
    if (row.maxMembership >= membershipThreshold && !std::isnan(row.confidence)) result.push_back(&row);
  }
  std::stable_sort(result.begin(), result.end(), [](const CalibrationRow* a, const CalibrationRow* b) {
    return a->confidence > b->confidence;
  });
  return result;
}

// Where the sequence stands after accepting the most confident rows, slide by slide.
struct Accepted {
  std::int64_t cells = 0;
  std::int64_t errors = 0;
  std::map<std::string_view, std::int64_t> ofSlide;
};

// bound(accepted) <= 1 - target is the test of one threshold. It may look at the errors; the grid does not.
template <class Bound>
std::optional<CalibratedThreshold> fixedSequence(CalibrationRule rule, std::span<const CalibrationRow> rows,
                                                 double membershipThreshold, double target, double delta,
                                                 Bound bound) {
  constexpr std::size_t kSteps = 40, kFirst = 2;  // of 2.5 % each, from 5 %
  const auto sorted = familiarRows(rows, membershipThreshold);
  std::optional<CalibratedThreshold> best;
  Accepted accepted;
  std::size_t k = 0;
  for (std::size_t step = kFirst; step <= kSteps; ++step) {
    const std::size_t wanted = (step * sorted.size() + kSteps - 1) / kSteps;
    // Rows of equal confidence are accepted together.
    const std::size_t before = k;
    while (k < sorted.size() && (k < wanted || sorted[k]->confidence == sorted[k - 1]->confidence)) {
      const CalibrationRow& row = *sorted[k++];
      ++accepted.cells;
      accepted.errors += row.trueClass != row.predictedClass;
      ++accepted.ofSlide[row.slide];
    }
    if (k == before) continue;
    Accepted faultless = accepted;
    faultless.errors = 0;
    if (bound(faultless) > 1 - target) continue;
    const double reached = bound(accepted);
    if (reached > 1 - target) break;
    best = chosen(rule, {sorted[k - 1]->confidence, accepted.cells, accepted.errors}, target, rows.size());
    best->delta = delta;
    best->bound = reached;
  }
  return best;
}

// Cells that are worth as much as these would be if they were independent, as a part of them.
double effectivePart(const Accepted& accepted, double correlation, double delta) {
  const auto n = static_cast<double>(accepted.cells);
  const auto slides = accepted.ofSlide.size();
  if (slides < 2) return 0;
  double squares = 0;
  for (const auto& [slide, cells] : accepted.ofSlide) {
    squares += static_cast<double>(cells) * static_cast<double>(cells);
  }
  const double designEffect = 1 + (squares / n - 1) * correlation;
  const double few = tQuantile(delta, n - 1) / tQuantile(delta, static_cast<double>(slides) - 1);
  return few * few / designEffect;
}

}  // namespace

std::span<const CalibrationRule> calibrationRules() {
  static constexpr std::array kAll = {CalibrationRule::Empirical, CalibrationRule::Guaranteed,
                                      CalibrationRule::FixedSequence, CalibrationRule::FixedSequenceBySlide};
  return kAll;
}

const char* name(CalibrationRule rule) {
  switch (rule) {
    case CalibrationRule::Empirical: return "empirical";
    case CalibrationRule::Guaranteed: return "guaranteed";
    case CalibrationRule::FixedSequence: return "fixed-sequence";
    case CalibrationRule::FixedSequenceBySlide: return "fixed-sequence-by-slide";
  }
  return "empirical";
}

std::optional<CalibrationRule> calibrationRule(std::string_view wanted) {
  for (const CalibrationRule rule : calibrationRules()) {
    if (wanted == name(rule)) return rule;
  }
  return std::nullopt;
}

bool promises(CalibrationRule rule) {
  return rule != CalibrationRule::Empirical;
}

std::int64_t errorFreeCellsNeeded(double target, double delta) {
  if (delta >= 1) return 0;
  if (!(target < 1) || !(delta > 0)) return std::numeric_limits<std::int64_t>::max();
  if (target <= 0) return 1;
  return static_cast<std::int64_t>(std::ceil(std::log(delta) / std::log(target) - 1e-9));
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
  const int tests = bisectionTests(rows.size());
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

std::optional<CalibratedThreshold> calibrateFixedSequence(std::span<const CalibrationRow> rows,
                                                          double membershipThreshold, double target,
                                                          double delta) {
  return fixedSequence(CalibrationRule::FixedSequence, rows, membershipThreshold, target, delta,
                       [&](const Accepted& of) { return clopperPearsonUpper(of.errors, of.cells, delta); });
}

SlideEffect slideEffect(std::span<const CalibrationRow> rows) {
  struct Counts {
    double cells = 0, errors = 0;
  };
  std::map<std::string_view, Counts> slides;
  for (const auto& row : rows) {
    auto& slide = slides[row.slide];
    ++slide.cells;
    slide.errors += row.trueClass != row.predictedClass;
  }
  SlideEffect effect;
  effect.slides = static_cast<std::int64_t>(slides.size());
  const auto n = static_cast<double>(rows.size());
  const auto groups = static_cast<double>(slides.size());
  if (groups < 2 || n <= groups) return effect;
  double errors = 0, squares = 0, within = 0, between = 0;
  for (const auto& [slide, of] : slides) {
    errors += of.errors;
    squares += of.cells * of.cells;
  }
  if (errors == 0 || errors == n) return effect;
  const double share = errors / n;
  for (const auto& [slide, of] : slides) {
    const double own = of.errors / of.cells;
    within += of.cells * own * (1 - own);
    between += of.cells * (own - share) * (own - share);
  }
  within /= n - groups;
  between /= groups - 1;
  const double size = (n - squares / n) / (groups - 1);
  effect.correlation = std::clamp((between - within) / (between + (size - 1) * within), 0.0, 1.0);
  return effect;
}

std::optional<CalibratedThreshold> calibrateFixedSequenceBySlide(std::span<const CalibrationRow> rows,
                                                                 double membershipThreshold, double target,
                                                                 double delta) {
  const double correlation = slideEffect(rows).correlation;
  return fixedSequence(CalibrationRule::FixedSequenceBySlide, rows, membershipThreshold, target, delta,
                       [&](const Accepted& of) {
                         const double part = effectivePart(of, correlation, delta);
                         return clopperPearsonUpperOfParts(static_cast<double>(of.errors) * part,
                                                           static_cast<double>(of.cells) * part, delta);
                       });
}

Calibration calibrate(CalibrationRule rule, std::span<const CalibrationRow> rows, double membershipThreshold,
                      double target, double delta) {
  Calibration result;
  result.n = static_cast<std::int64_t>(rows.size());
  const auto familiar = familiarRows(rows, membershipThreshold);
  result.familiar = static_cast<std::int64_t>(familiar.size());
  result.slides = slideEffect(rows);
  switch (rule) {
    case CalibrationRule::Empirical:
      result.found = calibrateEmpirical(rows, membershipThreshold, target);
      break;
    case CalibrationRule::Guaranteed:
      result.found = calibrateGuaranteed(rows, membershipThreshold, target, delta);
      result.needed = errorFreeCellsNeeded(target, delta / bisectionTests(rows.size()));
      break;
    case CalibrationRule::FixedSequence:
      result.found = calibrateFixedSequence(rows, membershipThreshold, target, delta);
      result.needed = errorFreeCellsNeeded(target, delta);
      break;
    case CalibrationRule::FixedSequenceBySlide: {
      result.found = calibrateFixedSequenceBySlide(rows, membershipThreshold, target, delta);
      // As many more of slides like these.
      Accepted all;
      for (const auto* row : familiar) {
        ++all.cells;
        ++all.ofSlide[row->slide];
      }
      const double part = effectivePart(all, result.slides.correlation, delta);
      const auto independent = errorFreeCellsNeeded(target, delta);
      result.needed = part > 0 ? static_cast<std::int64_t>(std::ceil(static_cast<double>(independent) / part))
                               : independent;
      break;
    }
  }
  return result;
}

CalibratedThreshold calibrateOrAcceptNone(CalibrationRule rule, std::span<const CalibrationRow> rows,
                                          double membershipThreshold, double target, double delta) {
  CalibratedThreshold none;
  none.rule = rule;
  none.threshold = 1;
  none.target = target;
  none.delta = promises(rule) ? delta : 0;
  none.n = static_cast<std::int64_t>(rows.size());
  return calibrate(rule, rows, membershipThreshold, target, delta).found.value_or(none);
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
