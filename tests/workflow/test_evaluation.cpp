#include <catch2/catch.hpp>

#include "workflow/evaluation.h"

namespace cellwise::workflow {

TEST_CASE("Classes that an index does not tell apart are merged in the model too") {
  model::ClassScheme scheme;
  for (const char* id : {"band", "monocyte", "segmented", "lymphocyte"}) {
    scheme.classes.emplace_back();
    scheme.classes.back().id = id;
  }
  const EvaluationClasses classes(scheme,
                                  {{"band", "neutrophil"}, {"segmented", "neutrophil"}, {"other", "x"}});
  CHECK(classes.ids() == std::vector<std::string>{"neutrophil", "monocyte", "lymphocyte"});
  CHECK(classes.ofModel(0) == 0);
  CHECK(classes.ofModel(2) == 0);
  CHECK(classes.ofModel(3) == 2);
  CHECK(classes.indexOf("monocyte") == 1);
  CHECK(classes.indexOf("band") == -1);
  CHECK(classes.indexOf("x") == -1);
}

TEST_CASE("Rr, Ra, R and what slips through, counted by hand") {
  // c_th 0.8, d_th 0.5: three accepted (one of them wrong), two between classes, one unlike any.
  const std::vector<EvaluatedCell> cells = {
      {0, 0, 0.95, 0.9}, {0, 0, 0.80, 0.5}, {1, 0, 0.90, 0.9},
      {1, 1, 0.70, 0.9}, {1, 0, 0.50, 0.6}, {0, 1, 0.99, 0.1},
  };
  const Evaluation result = evaluate(cells, 3, {0.8, 0.5});
  CHECK(result.accuracy.k == 3);
  CHECK(result.accuracy.n == 6);
  CHECK(result.rejectionRate.value == Approx(0.5));
  CHECK(result.ambiguous == 2);
  CHECK(result.unfamiliar == 1);
  CHECK(result.acceptedAccuracy.k == 2);
  CHECK(result.acceptedAccuracy.n == 3);
  CHECK(result.reliability.value ==
        Approx((1 - result.rejectionRate.value) * result.acceptedAccuracy.value));  // (4-6)
  CHECK(result.confusion[1][0] == 2);
  CHECK(result.classes[1].slipThrough.k == 1);
  CHECK(result.classes[1].rejected.k == 2);
  CHECK(result.classes[0].recall.k == 2);
  CHECK(result.classes[0].precision.n == 4);
  CHECK(result.classes[2].recall.n == 0);
  // 2 of 3 at 95 %, from tables: 9.4 to 99.2 %.
  CHECK(result.acceptedAccuracy.interval.low == Approx(0.0943).margin(5e-4));
  CHECK(result.acceptedAccuracy.interval.high == Approx(0.9916).margin(5e-4));
}

TEST_CASE("Nothing to evaluate is no division by zero") {
  const Evaluation result = evaluate({}, 2, {0.5, 0.5});
  CHECK(result.accuracy.value == 0);
  CHECK(result.accuracy.interval.high == 1);
  CHECK(result.measures.n == 0);
}

}  // namespace cellwise::workflow
