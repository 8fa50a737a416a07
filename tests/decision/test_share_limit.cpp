#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "decision/share_limit.h"

using namespace cellwise::decision;

namespace {

// Everything that can happen, one cell after the other: the bounds' definition, not their rule.
struct BruteForce {
  struct Cell {
    Outcomes can = 0;  // open: what it can be; accepted: what it is taken for
    bool accepted = false;
  };
  std::vector<Cell> cells;
  Outcomes scheme = kAnything;
  std::int64_t k = 0, n = 0;  // of settled cells that nobody doubts
  bool any = false;
  ShareOf low, high;

  void see(std::int64_t kNow, std::int64_t nNow) {
    if (nNow == 0) return;
    const ShareOf share{kNow, nNow};
    if (!any || share < low) low = share;
    if (!any || high < share) high = share;
    any = true;
  }
  void run(std::size_t i, std::int64_t kNow, std::int64_t nNow, std::int64_t wrong) {
    if (i == cells.size()) return see(kNow, nNow);
    for (const Outcome o : {kNumerator, kOther, kOutside}) {
      const Cell& cell = cells[i];
      const bool mistake = cell.accepted && (cell.can & o) == 0;
      if (cell.accepted ? mistake && ((scheme & o) == 0 || wrong == 0) : (cell.can & o) == 0) continue;
      run(i + 1, kNow + (o == kNumerator), nNow + (o != kOutside), wrong - mistake);
    }
  }
};

struct Case {
  SettledCells settled;
  OpenCells open{};
  std::int64_t wrong = 0;
  Outcomes scheme = kAnything;
  BruteForce truth;
};

Case randomCase(std::mt19937& random) {
  const auto upTo = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  Case c;
  c.scheme = std::vector<Outcomes>{kAnything, kAnything, kNumerator | kOther,
                                   kNumerator | kOutside}[static_cast<std::size_t>(upTo(3))];
  const bool other = (c.scheme & kOther) != 0, outside = (c.scheme & kOutside) != 0;
  c.settled.acceptedNumerator = upTo(2);
  c.settled.acceptedOther = other ? upTo(2) : 0;
  c.settled.acceptedOutside = outside ? upTo(2) : 0;
  const std::int64_t sureNumerator = upTo(2), sureOther = other ? upTo(2) : 0;
  c.settled.numerator = sureNumerator + c.settled.acceptedNumerator;
  c.settled.other = sureOther + c.settled.acceptedOther;
  c.wrong = upTo(3);
  c.truth.scheme = c.scheme;
  c.truth.k = sureNumerator;
  c.truth.n = sureNumerator + sureOther;
  for (int i = 0; i < c.settled.acceptedNumerator; ++i) c.truth.cells.push_back({kNumerator, true});
  for (int i = 0; i < c.settled.acceptedOther; ++i) c.truth.cells.push_back({kOther, true});
  for (int i = 0; i < c.settled.acceptedOutside; ++i) c.truth.cells.push_back({kOutside, true});
  for (int i = upTo(3); i > 0; --i) {
    Outcomes can = 0;
    while (can == 0) can = static_cast<Outcomes>(upTo(7)) & c.scheme;
    ++c.open[can];
    c.truth.cells.push_back({can, false});
  }
  c.truth.run(0, c.truth.k, c.truth.n, c.wrong);
  return c;
}

bool same(const ShareOf& a, const ShareOf& b) {
  return a.k * b.n == b.k * a.n;
}

}  // namespace

TEST_CASE("Reachable shares are those of all completions and mistakes, tried one by one") {
  std::mt19937 random(20260101);
  int defined = 0, undefined = 0, wide = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Case c = randomCase(random);
    const auto bounds = reachableShares(c.settled, c.open, c.wrong, c.scheme);
    CAPTURE(i, c.settled.numerator, c.settled.other, c.settled.acceptedNumerator, c.settled.acceptedOther,
            c.settled.acceptedOutside, c.wrong, c.scheme, c.truth.cells.size());
    REQUIRE(bounds.has_value() == c.truth.any);
    if (!bounds) {
      ++undefined;
      continue;
    }
    ++defined;
    wide += c.truth.low < c.truth.high;
    CAPTURE(bounds->low.k, bounds->low.n, bounds->high.k, bounds->high.n, c.truth.low.k, c.truth.low.n,
            c.truth.high.k, c.truth.high.n);
    REQUIRE(same(bounds->low, c.truth.low));
    REQUIRE(same(bounds->high, c.truth.high));
  }
  CHECK(defined > 15'000);
  CHECK(undefined > 20);
  CHECK(wide > 10'000);
}

TEST_CASE("A limit is straddled exactly when completions lie on both sides of it") {
  std::mt19937 random(7);
  int straddled = 0;
  for (int i = 0; i < 5'000; ++i) {
    const Case c = randomCase(random);
    if (!c.truth.any) continue;
    const double limit = std::vector<double>{20, 25, 33, 50, 75}[random() % 5];
    const auto kind = std::vector{Comparison::AtLeast, Comparison::Above}[random() % 2];
    const auto bounds = reachableShares(c.settled, c.open, c.wrong, c.scheme);
    const bool low = isAbove(c.truth.low, kind, limit), high = isAbove(c.truth.high, kind, limit);
    const LimitState expected = low != high ? LimitState::Straddles
                                : low       ? LimitState::Above
                                            : LimitState::Below;
    REQUIRE(stateOf(*bounds, kind, limit) == expected);
    straddled += expected == LimitState::Straddles;
  }
  CHECK(straddled > 500);
}

TEST_CASE("The fewest decisions that settle a limit are found by trying all of them") {
  std::mt19937 random(11);
  int several = 0;
  for (int i = 0; i < 1'500; ++i) {
    const auto upTo = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
    const std::int64_t k = upTo(6), other = upTo(12), open = upTo(8);
    const double limit = std::vector<double>{10, 20, 30, 50}[random() % 4];
    SettledCells settled;
    settled.numerator = k;
    settled.other = other;
    // a cells decided into the numerator, b into the denominator, c outside; then the rest is free.
    std::optional<std::int64_t> expected;
    for (std::int64_t m = 0; m <= open && !expected; ++m) {
      for (std::int64_t a = 0; a <= m && !expected; ++a) {
        for (std::int64_t b = 0; a + b <= m && !expected; ++b) {
          const std::int64_t left = open - m;
          bool below = false, above = false;
          for (std::int64_t x = 0; x <= left; ++x) {
            for (std::int64_t y = 0; x + y <= left; ++y) {
              const ShareOf share{k + a + x, k + other + a + b + x + y};
              if (!share.defined()) continue;
              (isAbove(share, Comparison::AtLeast, limit) ? above : below) = true;
            }
          }
          if (above != below) expected = m;
        }
      }
    }
    const auto found = fewestToSettle(settled, open, Comparison::AtLeast, limit);
    CAPTURE(k, other, open, limit);
    REQUIRE(found == expected);
    several += expected && *expected > 1;
  }
  CHECK(several > 100);
}

TEST_CASE("A share that equals the limit lies on the side that the comparison says, without rounding") {
  for (std::int64_t n = 5; n <= 1000; n += 5) {
    const ShareOf share{n / 5, n};
    CHECK(isAbove(share, Comparison::AtLeast, 20));
    CHECK_FALSE(isAbove(share, Comparison::Above, 20));
    CHECK_FALSE(isAbove(share, Comparison::AtMost, 20));
    CHECK(isAbove(share, Comparison::Below, 20));
  }
  CHECK_FALSE(isAbove({199, 1000}, Comparison::AtLeast, 20));
  CHECK(isAbove({201, 1000}, Comparison::Above, 20));
}

TEST_CASE("The issue's example: 18 to 23 % straddles 20 %") {
  // 100 cells, of which 5 are open: 18 are blasts, 77 are not.
  SettledCells settled;
  settled.numerator = 18;
  settled.other = 77;
  const auto bounds = reachableShares(settled, openCells(5));
  REQUIRE(bounds);
  CHECK(bounds->low == ShareOf{18, 100});
  CHECK(bounds->high == ShareOf{23, 100});
  CHECK(stateOf(*bounds, Comparison::AtLeast, 20) == LimitState::Straddles);
  // Two blasts make 20 of 100; four other cells leave at most 19 of 100.
  CHECK(fewestToSettle(settled, 5, Comparison::AtLeast, 20) == 2);
}
