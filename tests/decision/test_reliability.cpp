#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "decision/bootstrap.h"
#include "decision/intervals.h"
#include "decision/reliability.h"

using namespace cellwise::decision;

TEST_CASE("Reliability bins and the calibration error, by hand") {
  const std::vector<double> c = {-0.5, 0.125, 0.5, 0.75, 1.0, 0.75, std::nan("")};
  const std::vector<char> right = {0, 1, 1, 1, 1, 0, 1};
  const Reliability r = reliability(c, right, 2);
  REQUIRE(r.bins.size() == 2);
  CHECK(r.bins[0].n == 2);  // the negative one counts as 0
  CHECK(r.bins[0].meanConfidence == 0.0625);
  CHECK(r.bins[0].accuracy == 0.5);
  CHECK(r.bins[1].n == 4);  // 1.0 belongs to the last
  CHECK(r.bins[1].meanConfidence == 0.75);
  CHECK(r.bins[1].accuracy == 0.75);
  CHECK(r.bins[1].interval.low == Approx(clopperPearson(3, 4).low));
  CHECK(r.expectedError == Approx(2.0 / 6 * 0.4375));
  CHECK(r.maximumError == Approx(0.4375));
  CHECK(reliability({}, {}, 3).expectedError == 0);
}

TEST_CASE("AUROC is the share of pairs in the right order") {
  CHECK(auroc(std::vector<double>{0.9, 0.8}, std::vector<double>{0.1, 0.2}) == 1);
  CHECK(auroc(std::vector<double>{0.5}, std::vector<double>{0.5}) == 0.5);
  CHECK(auroc({}, std::vector<double>{0.5}) == 0.5);
  std::mt19937 random(1);
  for (int round = 0; round < 100; ++round) {
    std::vector<double> high(1 + random() % 30), low(1 + random() % 30);
    for (auto& v : high) v = random() % 12;
    for (auto& v : low) v = random() % 10;
    if (round % 7 == 0) low[0] = std::nan("");
    double wins = 0;
    for (const double h : high) {
      for (const double l : low) wins += std::isnan(l) || h > l ? 1 : h == l ? 0.5 : 0;
    }
    REQUIRE(auroc(high, low) == Approx(wins / (static_cast<double>(high.size() * low.size()))));
  }
}

TEST_CASE("McNemar's exact test, by hand") {
  CHECK(mcNemarExact(0, 0) == 1);
  CHECK(mcNemarExact(4, 4) == 1);
  CHECK(mcNemarExact(0, 5) == Approx(2.0 / 32));
  CHECK(mcNemarExact(5, 0) == Approx(2.0 / 32));
  CHECK(mcNemarExact(1, 7) == Approx(2 * (1 + 8) / 256.0));
  CHECK(mcNemarExact(3, 12) == Approx(2 * (1 + 15 + 105 + 455) / 32768.0));
}

TEST_CASE("Drawing slides keeps each slide whole, and is the same for the same seed") {
  const std::vector<std::string> slides = {"a", "b", "a", "c", "b", "a"};
  int calls = 0;
  const auto statistics = [&](std::span<const std::size_t> drawn) {
    std::vector<int> times(slides.size());
    for (const std::size_t i : drawn) ++times.at(i);
    CHECK(times[0] == times[2]);
    CHECK(times[0] == times[5]);
    CHECK(times[1] == times[4]);
    CHECK(times[0] + times[1] + times[3] == 3);  // as many slides as there are
    ++calls;
    return std::vector<double>{static_cast<double>(times[0]), std::nan("")};
  };
  const auto intervals = slideBootstrap(slides, 500, 9, statistics);
  CHECK(calls == 500);
  REQUIRE(intervals.size() == 2);
  CHECK(intervals[0].low == 0);
  CHECK(intervals[0].high == 3);  // all three are "a" in 1 of 27 draws: within the upper 2.5 %
  CHECK(std::isnan(intervals[1].low));
  const auto again = slideBootstrap(slides, 500, 9, statistics);
  CHECK(again[0].low == intervals[0].low);
  const std::vector<std::string> one(4, "a");
  CHECK(std::isnan(slideBootstrap(one, 100, 1, [](auto) { return std::vector<double>{1}; })[0].low));
}

TEST_CASE("The bootstrap of slides covers a mean where that of cells would not") {
  // 30 slides of 20 cells, each cell the slide's own value: the spread is that of 30 values.
  std::mt19937 random(8);
  std::normal_distribution<double> normal;
  int bySlide = 0, byCell = 0;
  constexpr int kRounds = 100;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> values;
    std::vector<std::string> slides, cells;
    for (int s = 0; s < 30; ++s) {
      const double value = normal(random);
      for (int i = 0; i < 20; ++i) {
        values.push_back(value);
        slides.push_back(std::to_string(s));
        cells.push_back(std::to_string(values.size()));
      }
    }
    const auto mean = [&](std::span<const std::size_t> drawn) {
      double sum = 0;
      for (const std::size_t i : drawn) sum += values[i];
      return std::vector<double>{sum / static_cast<double>(drawn.size())};
    };
    const auto wide = slideBootstrap(slides, 200, static_cast<std::uint64_t>(round), mean)[0];
    const auto narrow = slideBootstrap(cells, 200, static_cast<std::uint64_t>(round), mean)[0];
    bySlide += wide.low <= 0 && wide.high >= 0;
    byCell += narrow.low <= 0 && narrow.high >= 0;
  }
  CHECK(bySlide >= 85);
  CHECK(byCell <= 60);
}
