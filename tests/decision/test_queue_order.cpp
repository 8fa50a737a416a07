#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <vector>

#include "decision/queue_order.h"

using namespace cellwise::decision;

namespace {

double distance(const std::vector<float>& v, std::size_t length, int a, int b) {
  double sum = 0;
  for (std::size_t j = 0; j < length; ++j) {
    const double d =
        v[static_cast<std::size_t>(a) * length + j] - v[static_cast<std::size_t>(b) * length + j];
    sum += d * d;
  }
  return std::sqrt(sum);
}

}  // namespace

TEST_CASE("Cells in ascending order, equal ones as they were, unreadable ones last") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(ascendingOrder(std::vector{0.5, nan, 0.1, 0.5, -2.0}) == std::vector{4, 2, 0, 3, 1});
  CHECK(ascendingOrder({}).empty());
}

TEST_CASE("The margin is the lead of the likeliest class") {
  CHECK(membershipMargin(std::vector{0.2f, 0.7f, 0.5f}) == Approx(0.2));
  CHECK(membershipMargin(std::vector{0.7f, 0.7f}) == 0);
  CHECK(membershipMargin(std::vector{0.4f}) == Approx(0.4));
  CHECK(std::isnan(membershipMargin({})));
}

TEST_CASE("In the diverse order each next cell is the farthest from all before it") {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  constexpr std::size_t kLength = 3, kCells = 40;
  std::vector<float> v(kLength * kCells);
  for (float& x : v) x = normal(random);
  const auto diverse = diverseOrder(v, kLength, 6);
  REQUIRE(diverse.order.size() == kCells);
  CHECK(std::set<int>(diverse.order.begin(), diverse.order.end()).size() == kCells);
  const auto apart = [&](int cell, std::size_t before) {
    double least = 1e9;
    for (std::size_t i = 0; i < before; ++i)
      least = std::min(least, distance(v, kLength, cell, diverse.order[i]));
    return least;
  };
  for (std::size_t step = 1; step < kCells; ++step) {
    const double chosen = apart(diverse.order[step], step);
    for (std::size_t later = step; later < kCells; ++later)
      REQUIRE(apart(diverse.order[later], step) <= chosen + 1e-6);
  }
  // Groups: the nearest of the first six.
  for (int cell = 0; cell < static_cast<int>(kCells); ++cell) {
    double least = 1e9;
    for (std::size_t i = 0; i < 6; ++i) least = std::min(least, distance(v, kLength, cell, diverse.order[i]));
    CHECK(distance(v, kLength, cell, diverse.group[static_cast<std::size_t>(cell)]) ==
          Approx(least).margin(1e-6));
  }
}

TEST_CASE("Three heaps of alike cells: the first three are of different heaps, and heaps are groups") {
  std::vector<float> v;
  std::mt19937 random(1);
  std::uniform_real_distribution<float> little(-0.01f, 0.01f);
  for (int i = 0; i < 30; ++i) {
    v.push_back(i % 3 == 0 ? 1.f + little(random) : little(random));
    v.push_back(i % 3 == 1 ? 1.f + little(random) : little(random));
  }
  const auto diverse = diverseOrder(v, 2, 3);
  CHECK(std::set<int>{diverse.order[0] % 3, diverse.order[1] % 3, diverse.order[2] % 3}.size() == 3);
  for (int i = 0; i < 30; ++i) CHECK(diverse.group[static_cast<std::size_t>(i)] % 3 == i % 3);
  CHECK(diverseOrder(v, 2, 3, 4).order.size() == 30);  // the rest follows where the work is limited
  CHECK(diverseOrder({}, 2, 3).order.empty());
  const std::vector<float> same(20, 0.5f);
  CHECK(diverseOrder(same, 2, 4).order.size() == 10);
}

TEST_CASE("A cell between the two sides of a share pulls most, a sure one hardly") {
  const std::vector<int> blasts{0, 2};
  const auto pull = [&](std::vector<float> memberships) {
    return limitPull(std::vector{chanceInNumerator(memberships, blasts)});
  };
  const double between = pull({0.5f, 0.5f, 0.0f}), sure = pull({0.95f, 0.01f, 0.0f}),
               both = pull({0.5f, 0.0f, 0.5f}), nothing = pull({0.f, 0.f, 0.f});
  CHECK(between == Approx(1));
  CHECK(nothing == Approx(1));
  CHECK(sure < 0.3);
  CHECK(both < 0.25);  // between two classes that both count: it matters little which
  CHECK(chanceInNumerator(std::vector{0.3f, 0.1f, 0.2f}, blasts) == Approx((0.5 + 0.05) / 0.7));
  CHECK(chanceInNumerator({}, blasts) == 0.5);
  CHECK(limitPull({}) == 0);
}
