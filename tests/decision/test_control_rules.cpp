// Hand-made sequences: mean 10, sd 1, so that a value says its z.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "decision/control_rules.h"

using namespace cellwise::decision;

namespace {

// The places (from 0) where a rule speaks.
std::vector<int> where(const std::vector<double>& values, bool ControlVerdict::*rule) {
  std::vector<int> places;
  const auto verdicts = applyControlRules(values, {10, 1, 20});
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].*rule) places.push_back(static_cast<int>(i));
  }
  return places;
}

using Places = std::vector<int>;

}  // namespace

TEST_CASE("1-3s: one value beyond three standard deviations", "[control]") {
  CHECK(where({10, 11, 9, 12.9, 7.1}, &ControlVerdict::beyond3s) == Places{});
  CHECK(where({10, 13.1, 10, 6.9}, &ControlVerdict::beyond3s) == Places{1, 3});
  CHECK(where({13, 7}, &ControlVerdict::beyond3s) == Places{});  // on the line is not beyond it
}

TEST_CASE("2-2s: two in a row beyond two, on the same side", "[control]") {
  CHECK(where({12.1, 10, 12.1}, &ControlVerdict::twice2s) == Places{});   // not in a row
  CHECK(where({12.1, 7.9}, &ControlVerdict::twice2s) == Places{});        // not on the same side
  CHECK(where({10, 12.1, 12.2}, &ControlVerdict::twice2s) == Places{2});  // the second tells
  CHECK(where({7.9, 7.8, 7.7}, &ControlVerdict::twice2s) == Places{1, 2});
  CHECK(where({12.5, 13.5}, &ControlVerdict::twice2s) == Places{1});  // also one that 1-3s tells
  CHECK(where({12, 12}, &ControlVerdict::twice2s) == Places{});       // on the line
}

TEST_CASE("A target from runs has their mean, sample standard deviation and number", "[control]") {
  // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares about it 32, 32 / 7
  const auto target = controlTarget({2, 4, 4, 4, 5, 5, 7, 9});
  REQUIRE(target);
  CHECK(target->mean == Approx(5));
  CHECK(target->sd == Approx(2.13809));
  CHECK(target->n == 8);
  CHECK_FALSE(controlTarget({}));
  CHECK_FALSE(controlTarget({3}));
  CHECK_FALSE(controlTarget({3, NAN}));
}

TEST_CASE("Runs that were all the same: any change is told", "[control]") {
  const double third = 1.0 / 3;
  const auto target = controlTarget({third, third, third});
  REQUIRE(target);
  CHECK(target->sd == 0);
  const auto verdicts = applyControlRules({third, third + 0.001, third - 0.001}, *target);
  CHECK_FALSE(verdicts[0].rejected());
  CHECK(verdicts[1].beyond3s);
  CHECK(verdicts[2].beyond3s);
  CHECK_FALSE(verdicts[2].twice2s);
}
