#include <catch2/catch.hpp>
#include <limits>
#include <vector>

#include "decision/score.h"

using namespace cellwise::decision;

TEST_CASE("Confidence is one less the memberships of the other classes") {
  const std::vector<float> memberships = {0.125f, 0.75f, 0.25f, 0.0f};
  const Score s = score(memberships);
  CHECK(s.predicted == 1);
  CHECK(s.runnerUp == 2);
  CHECK(s.confidence == 1 - 0.375);  // 1 - (0.125 + 0.25 + 0); every value is exact in binary
  CHECK(s.maxMembership == 0.75);

  SECTION("the runner-up may come first, and ties go to the first") {
    const Score tied = score(std::vector<float>{0.5f, 0.25f, 0.5f});
    CHECK(tied.predicted == 0);
    CHECK(tied.runnerUp == 2);
    CHECK(tied.confidence == 0.25);
  }
  SECTION("between all classes the confidence falls to 2 - C") {
    CHECK(score(std::vector<float>{1, 1, 1, 1}).confidence == -2);
  }
  SECTION("a single class has no runner-up") {
    const Score single = score(std::vector<float>{0.5f});
    CHECK(single.runnerUp == -1);
    CHECK(single.confidence == 1);
  }
  SECTION("zeros everywhere still name two classes") {
    const Score zeros = score(std::vector<float>{0, 0, 0});
    CHECK(zeros.predicted == 0);
    CHECK(zeros.runnerUp == 1);
  }
}

TEST_CASE("Each gate sends to review for its own reason") {
  const Thresholds t{0.9, 0.1};
  CHECK(decide(0.9, 0.1, t) == Decision::Accepted);  // both gates include their threshold
  CHECK(decide(0.89, 0.1, t) == Decision::Ambiguous);
  CHECK(decide(0.9, 0.09, t) == Decision::Unfamiliar);
  CHECK(decide(0.1, 0.09, t) == Decision::Unfamiliar);  // which says more
}

TEST_CASE("An object far from every centroid is sure and yet unfamiliar") {
  const std::vector<float> debris(11, 1e-5f);
  const Score s = score(debris);
  CHECK(s.confidence > 0.999);
  CHECK(decide(s.confidence, s.maxMembership, {0.99, 0}) == Decision::Accepted);  // the weakness
  CHECK(decide(s.confidence, s.maxMembership, {0.99, 0.05}) == Decision::Unfamiliar);
}

TEST_CASE("What is not a number is never accepted") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const auto& memberships : {std::vector<float>{nan, 0.9f}, {0.9f, nan}, {0.9f, 0.0f, nan}, {nan}}) {
    const Score s = score(memberships);
    CHECK(decide(s.confidence, s.maxMembership, {0, 0}) != Decision::Accepted);
  }
  CHECK(decide(1, 1, {std::numeric_limits<double>::quiet_NaN(), 0}) != Decision::Accepted);
}
