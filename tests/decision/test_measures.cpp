#include <catch2/catch.hpp>
#include <vector>

#include "decision/measures.h"

using namespace cellwise::decision;

TEST_CASE("Measures of a small confusion matrix, by hand") {
  //            predicted  0  1  2
  const ConfusionMatrix m = {{6, 2, 0}, {1, 0, 0}, {0, 0, 1}};
  const Measures r = measure(m);
  CHECK(r.n == 10);
  CHECK(r.accuracy == Approx(0.7));
  CHECK(r.classes[0].precision == Approx(6.0 / 7));
  CHECK(r.classes[0].recall == Approx(6.0 / 8));
  CHECK(r.classes[0].f1 == Approx(12.0 / 15));
  CHECK(r.classes[1].predicted == 2);
  CHECK(r.classes[1].f1 == 0);
  CHECK(r.macroPrecision == Approx((6.0 / 7 + 0 + 1) / 3));
  CHECK(r.macroRecall == Approx((0.75 + 0 + 1) / 3));
  CHECK(r.macroF1 == Approx((0.8 + 0 + 1) / 3));
  // k = 1/3 - (0.8, 0.1, 0.1); Ld = 1 - [(1/3 - 0.8) 0.2 + (1/3 - 0.1) 1 + (1/3 - 0.1) 0]
  CHECK(r.longTail == Approx(1 - ((1.0 / 3 - 0.8) * 0.2 + (1.0 / 3 - 0.1))));
}

TEST_CASE("A class that does not occur is no part of the means, its false finds still count") {
  const ConfusionMatrix m = {{8, 2}, {0, 0}};
  const Measures r = measure(m);
  CHECK(r.accuracy == Approx(0.8));
  CHECK(r.macroRecall == Approx(0.8));
  CHECK(r.macroPrecision == 1);
  CHECK(r.longTail == 1);  // k = 1/1 - 10/10
  CHECK(measure(ConfusionMatrix{{0, 0}, {0, 0}}).macroF1 == 0);
}

TEST_CASE("The confusion matrix has true classes as rows") {
  const std::vector<int> truth = {0, 0, 1, 2, 2};
  const std::vector<int> predicted = {0, 1, 1, 0, 2};
  CHECK(confusion(truth, predicted, 3) == ConfusionMatrix{{1, 1, 0}, {0, 1, 0}, {1, 0, 1}});
}
