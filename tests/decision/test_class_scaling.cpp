#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "decision/class_scaling.h"

using namespace cellwise::decision;

namespace {

// Distances a = -log D: exponential of a class's own width where it is right, wider by ten where not.
struct Drawn {
  std::vector<float> memberships;
  std::vector<int> labels;
  std::vector<std::string> groups;
};
Drawn draw(int n, const std::vector<double>& widths, unsigned seed) {
  std::mt19937 random(seed);
  std::exponential_distribution<double> exponential;
  Drawn d;
  const auto classes = widths.size();
  for (int i = 0; i < n; ++i) {
    d.labels.push_back(i % static_cast<int>(classes));
    d.groups.push_back("g" + std::to_string(i / 7));
    for (std::size_t c = 0; c < classes; ++c) {
      const double far = static_cast<int>(c) == d.labels.back() ? 1 : 10;
      d.memberships.push_back(static_cast<float>(std::exp(-far * widths[c] * exponential(random))));
    }
  }
  return d;
}

// (3-2) of one class, summed over the rows.
double loss(const Drawn& d, std::size_t classes, std::size_t c, double t) {
  double sum = 0;
  for (std::size_t i = 0; i < d.labels.size(); ++i) {
    const double a = -t * std::log(static_cast<double>(d.memberships[i * classes + c]));
    sum += d.labels[i] == static_cast<int>(c) ? a : -std::log(-std::expm1(-a));
  }
  return sum;
}

}  // namespace

TEST_CASE("A class's distances are scaled to where the loss (3-2) is least") {
  const auto d = draw(600, {1, 0.2, 3}, 1);
  const ClassScaling scaling(d.memberships, d.labels, 3);
  for (std::size_t c = 0; c < 3; ++c) {
    const double t = scaling.exponents()[c];
    CAPTURE(c, t);
    for (const double other : {0.98, 1.02, 0.5, 2.0}) CHECK(loss(d, 3, c, t) < loss(d, 3, c, other * t));
  }
  // The same shape three times: what differs is the width alone, and the scaling takes it out.
  CHECK(scaling.exponents()[1] / scaling.exponents()[0] == Approx(5).epsilon(0.3));
  CHECK(scaling.exponents()[0] / scaling.exponents()[2] == Approx(3).epsilon(0.3));
}

TEST_CASE("Scaled confidence, by hand, what cannot be fitted stays as it is") {
  // No row is of class 1, every row is of class 0.
  const std::vector<float> rows = {0.9f, 0.5f, 0.8f, 0.4f};
  const std::vector<int> labels = {0, 0};
  const ClassScaling none(rows, labels, 2);
  CHECK(none.exponents() == std::vector<double>{1, 1});
  CHECK(none.confidence(std::vector<float>{0.9f, 0.25f}) == Approx(0.75));

  const auto d = draw(300, {1, 0.2}, 2);
  const ClassScaling scaling(d.memberships, d.labels, 2);
  const std::vector<float> cell = {0.9f, 0.25f};
  CHECK(scaling.confidence(cell) == Approx(1 - std::pow(0.25, scaling.exponents()[1])));
  // D of 0 and of 1 are numbers like others.
  const std::vector<float> ends = {1, 0, 0, 1, 1, 1, 0, 0};
  const ClassScaling extreme(ends, std::vector<int>{0, 1, 0, 1}, 2);
  for (const double t : extreme.exponents()) CHECK(std::isfinite(t));
}

TEST_CASE("A cell's group has no say in its own scaling") {
  auto d = draw(210, {1, 0.2, 3}, 3);
  const auto scores = crossFittedConfidences(d.memberships, d.labels, d.groups, 3);
  REQUIRE(scores.size() == 210);
  // Other labels in one group change the scores of others, not its own.
  for (int i = 0; i < 7; ++i)
    d.labels[static_cast<std::size_t>(i)] = 2 - d.labels[static_cast<std::size_t>(i)];
  const auto changed = crossFittedConfidences(d.memberships, d.labels, d.groups, 3);
  int others = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (i < 7)
      CHECK(changed[i] == scores[i]);
    else
      others += changed[i] != scores[i];
  }
  CHECK(others > 100);
  const std::vector<std::string> one(210, "all");
  CHECK(crossFittedConfidences(d.memberships, d.labels, one, 3).empty());
}
