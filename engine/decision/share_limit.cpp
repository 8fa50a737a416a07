#include "decision/share_limit.h"

#include <algorithm>
#include <initializer_list>

namespace cellwise::decision {
namespace {

struct Tally {
  std::int64_t k = 0, n = 0;

  void add(Outcome outcome, std::int64_t count) {
    if (outcome == kNumerator) k += count;
    if (outcome != kOutside) n += count;
  }
};

// Each open cell becomes the first of the wished outcomes that it can be.
Tally complete(const SettledCells& settled, const OpenCells& open, std::initializer_list<Outcome> wishes) {
  Tally tally{settled.numerator, settled.numerator + settled.other};
  for (Outcomes outcomes = 1; outcomes < open.size(); ++outcomes) {
    for (const Outcome wish : wishes) {
      if ((outcomes & wish) == 0) continue;
      tally.add(wish, open[outcomes]);
      break;
    }
  }
  return tally;
}

// Without a denominator there is no share: one cell that waits outside has to come in.
bool someoneCanBe(const OpenCells& open, Outcome outcome) {
  for (Outcomes outcomes = 1; outcomes < open.size(); ++outcomes) {
    if ((outcomes & outcome) != 0 && open[outcomes] > 0) return true;
  }
  return false;
}

std::optional<ShareOf> least(const SettledCells& settled, const OpenCells& open, std::int64_t wrong,
                             Outcomes scheme) {
  Tally tally = complete(settled, open, {kOther, kOutside, kNumerator});
  if ((scheme & kOther) != 0) {
    const std::int64_t moved = std::min(wrong, settled.acceptedNumerator);
    tally.k -= moved;
    tally.n += std::min(wrong - moved, settled.acceptedOutside);
  }
  if (tally.n > 0) return ShareOf{tally.k, tally.n};
  const bool mistaken = wrong > 0 && settled.acceptedOutside > 0 && (scheme & kNumerator) != 0;
  if (someoneCanBe(open, kNumerator) || mistaken) return ShareOf{1, 1};
  return std::nullopt;
}

std::optional<ShareOf> greatest(const SettledCells& settled, const OpenCells& open, std::int64_t wrong,
                                Outcomes scheme) {
  Tally tally = complete(settled, open, {kNumerator, kOutside, kOther});
  if ((scheme & kNumerator) != 0) {
    const std::int64_t moved = std::min(wrong, settled.acceptedOther);
    tally.k += moved;
    const std::int64_t fromOutside = std::min(wrong - moved, settled.acceptedOutside);
    tally.k += fromOutside;
    tally.n += fromOutside;
  }
  if (tally.n > 0) return ShareOf{tally.k, tally.n};
  const bool mistaken = wrong > 0 && settled.acceptedOutside > 0 && (scheme & kOther) != 0;
  if (someoneCanBe(open, kOther) || mistaken) return ShareOf{0, 1};
  return std::nullopt;
}

}  // namespace

const char* name(Comparison comparison) {
  switch (comparison) {
    case Comparison::AtLeast: return ">=";
    case Comparison::Above: return ">";
    case Comparison::AtMost: return "<=";
    case Comparison::Below: return "<";
  }
  return "";
}

std::optional<Comparison> comparison(std::string_view wanted) {
  for (const Comparison one :
       {Comparison::AtLeast, Comparison::Above, Comparison::AtMost, Comparison::Below}) {
    if (wanted == name(one)) return one;
  }
  return std::nullopt;
}

const char* name(LimitState state) {
  switch (state) {
    case LimitState::Below: return "below";
    case LimitState::Above: return "above";
    case LimitState::Straddles: return "straddles";
  }
  return "";
}

bool operator<(const ShareOf& a, const ShareOf& b) {
  return a.k * b.n < b.k * a.n;
}

bool isAbove(const ShareOf& share, Comparison comparison, double limitPercent) {
  const double hundredfold = 100 * static_cast<double>(share.k);
  const double line = limitPercent * static_cast<double>(share.n);
  const bool equalIsAbove = comparison == Comparison::AtLeast || comparison == Comparison::Below;
  return equalIsAbove ? hundredfold >= line : hundredfold > line;
}

bool holdsAbove(Comparison comparison) {
  return comparison == Comparison::AtLeast || comparison == Comparison::Above;
}

OpenCells openCells(std::int64_t count, Outcomes outcomes) {
  OpenCells open{};
  open[outcomes & kAnything] = count;
  return open;
}

std::optional<ShareBounds> reachableShares(const SettledCells& settled, const OpenCells& open,
                                           std::int64_t wrong, Outcomes scheme) {
  const auto low = least(settled, open, wrong, scheme);
  const auto high = greatest(settled, open, wrong, scheme);
  if (!low || !high) return std::nullopt;
  return ShareBounds{*low, *high};
}

LimitState stateOf(const ShareBounds& bounds, Comparison comparison, double limitPercent) {
  const bool low = isAbove(bounds.low, comparison, limitPercent);
  const bool high = isAbove(bounds.high, comparison, limitPercent);
  return low == high ? (low ? LimitState::Above : LimitState::Below) : LimitState::Straddles;
}

std::optional<std::int64_t> fewestToSettle(const SettledCells& settled, std::int64_t open,
                                           Comparison comparison, double limitPercent, std::int64_t wrong,
                                           Outcomes scheme) {
  const auto settles = [&](const SettledCells& now, std::int64_t left) {
    const auto bounds = reachableShares(now, openCells(left, scheme), wrong, scheme);
    return bounds && stateOf(*bounds, comparison, limitPercent) != LimitState::Straddles;
  };
  // Decisions that settle it the soonest all go the same way: into the numerator, or past it.
  for (std::int64_t decided = 0; decided <= open; ++decided) {
    SettledCells up = settled, down = settled;
    up.numerator += decided;
    down.other += decided;
    if ((scheme & kNumerator) != 0 && settles(up, open - decided)) return decided;
    if ((scheme & kOther) != 0 && settles(down, open - decided)) return decided;
  }
  return std::nullopt;
}

}  // namespace cellwise::decision
