#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "decision/conformal.h"

using namespace cellwise::decision;

namespace {

constexpr Nonconformity kKinds[] = {Nonconformity::Complement, Nonconformity::Margin, Nonconformity::Ratio};

}  // namespace

TEST_CASE("How strange a cell is as a label, by hand") {
  const std::vector<float> scores = {0.5f, 0.25f, 0.125f};
  CHECK(nonconformity(scores, 0, Nonconformity::Complement) == 0.5);
  CHECK(nonconformity(scores, 0, Nonconformity::Margin) == -0.25);
  CHECK(nonconformity(scores, 2, Nonconformity::Margin) == 0.375);
  CHECK(nonconformity(scores, 0, Nonconformity::Ratio) == Approx(0.25 / 0.6));
  CHECK(nonconformity(scores, 1, Nonconformity::Ratio) == Approx(0.5 / 0.35));
  CHECK(nonconformity(std::vector<float>{0.5f, 0.5f}, 1, Nonconformity::Margin) == 0);
  CHECK(nonconformity(std::vector<float>{0.75f}, 0, Nonconformity::Margin) == -0.75);
  CHECK(std::isinf(nonconformity(std::vector<float>{0.5f, std::nanf("")}, 0, Nonconformity::Complement)));
}

TEST_CASE("p-values, region, credibility and confidence, by hand") {
  // Complement, two classes: alphas 0.125, 0.25, 0.5 of class 0 and 0.25 of class 1.
  const std::vector<float> scores = {0.875f, 0, 0.75f, 0, 0.5f, 0, 0, 0.75f};
  const std::vector<int> labels = {0, 0, 0, 1};
  const SortedConformalPredictor predictor(scores, labels, 2, Nonconformity::Complement);
  std::vector<double> p(2);
  predictor.pValues(std::vector<float>{0.75f, 0.125f}, p);
  CHECK(p[0] == 3.0 / 4);  // 0.25 and 0.5 are as strange, of 3
  CHECK(p[1] == 1.0 / 2);  // none, of 1
  const auto prediction = predictor.predict(std::vector<float>{0.75f, 0.125f}, 0.5);
  CHECK(prediction.predicted == 0);
  CHECK(prediction.credibility == 0.75);
  CHECK(prediction.confidence == 0.5);
  CHECK(prediction.regionSize == 1);  // p > 0.5, not >=
  CHECK(prediction.accepted);
  CHECK(predictor.predict(std::vector<float>{0.75f, 0.125f}, 0.49).regionSize == 2);
  CHECK(predictor.predict(std::vector<float>{0.75f, 0.125f}, 0.8).regionSize == 0);
  CHECK_FALSE(predictor.predict(std::vector<float>{0.75f, 0.125f}, 0.8).accepted);
}

TEST_CASE("The sorted form decides as the naive one does, on random scores with many ties") {
  std::mt19937 random(17);
  const auto coarse = [&random] { return static_cast<float>(random() % 9) / 8; };
  int accepted = 0, refused = 0;
  for (int round = 0; round < 200; ++round) {
    const int classes = 1 + static_cast<int>(random() % 6);
    const int n = static_cast<int>(random() % 60);
    std::vector<float> scores(static_cast<std::size_t>(n * classes));
    std::vector<int> labels(static_cast<std::size_t>(n));
    for (auto& s : scores) s = coarse();
    // Some classes have no calibration cell.
    for (auto& l : labels) l = static_cast<int>(random() % static_cast<unsigned>((classes + 1) / 2));
    if (n > 0 && round % 5 == 0) scores[random() % scores.size()] = std::numeric_limits<float>::quiet_NaN();
    const Nonconformity kind = kKinds[round % 3];
    const NaiveConformalPredictor naive(scores, labels, classes, kind);
    const SortedConformalPredictor sorted(scores, labels, classes, kind);
    std::vector<double> a(static_cast<std::size_t>(classes)), b(a);
    for (int cell = 0; cell < 50; ++cell) {
      std::vector<float> test(static_cast<std::size_t>(classes));
      for (auto& s : test) s = coarse();
      if (cell % 10 == 0) test[0] = std::numeric_limits<float>::quiet_NaN();
      naive.pValues(test, a);
      sorted.pValues(test, b);
      REQUIRE(a == b);
      for (const double epsilon : {0.01, 0.05, 0.2, 0.5}) {
        const auto decision = sorted.predict(test, epsilon);
        REQUIRE(naive.predict(test, epsilon) == decision);
        // Accepting the singletons is asking both: ordinary as one class, strange as every other.
        std::sort(a.begin(), a.end(), std::greater<>());
        REQUIRE(decision.credibility == a[0]);
        const double second = classes > 1 ? a[1] : 0;
        REQUIRE(decision.confidence == 1 - second);
        REQUIRE(decision.accepted == (a[0] > epsilon && second <= epsilon));
        ++(decision.accepted ? accepted : refused);
      }
    }
  }
  CHECK(accepted > 1000);
  CHECK(refused > 1000);
}

TEST_CASE("A true label leaves the region with a probability of epsilon at most, class by class") {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  constexpr double kEpsilon = 0.1;
  constexpr int kDraws = 400;
  int left[2] = {0, 0};
  for (int draw = 0; draw < kDraws; ++draw) {
    std::vector<float> scores;
    std::vector<int> labels;
    for (int i = 0; i < 240; ++i) {
      labels.push_back(i % 6 == 0);  // one class is rare
      const float x = normal(random) + (labels.back() ? 1.f : -1.f);
      scores.push_back(-x);
      scores.push_back(x);
    }
    const SortedConformalPredictor predictor(scores, labels, 2, Nonconformity::Margin);
    for (const int label : {0, 1}) {
      const float x = normal(random) + (label ? 1.f : -1.f);
      std::vector<double> p(2);
      predictor.pValues(std::vector<float>{-x, x}, p);
      left[label] += p[static_cast<std::size_t>(label)] <= kEpsilon;
    }
  }
  const double most = kDraws * kEpsilon + 3 * std::sqrt(kDraws * kEpsilon * (1 - kEpsilon));
  CHECK(left[0] <= most);
  CHECK(left[1] <= most);
  CHECK(left[0] + left[1] > 0.5 * kDraws * kEpsilon);
}
