#include "decision/score.h"

namespace cellwise::decision {

Score score(std::span<const float> memberships) {
  Score result;
  double largest = 0;
  double second = 0;
  for (int i = 0; i < static_cast<int>(memberships.size()); ++i) {
    const double d = memberships[i];
    if (result.predicted < 0 || d > largest) {
      result.runnerUp = result.predicted;
      second = largest;
      result.predicted = i;
      largest = d;
    } else if (result.runnerUp < 0 || d > second) {
      result.runnerUp = i;
      second = d;
    }
  }
  if (result.predicted < 0) return result;

  // The right-hand form of (3-5): adding the largest D and taking it away again would round.
  double others = 0;
  for (int i = 0; i < static_cast<int>(memberships.size()); ++i) {
    if (i != result.predicted) others += memberships[i];
  }
  result.confidence = 1 - others;
  result.maxMembership = largest;
  return result;
}

Decision decide(double confidence, double maxMembership, const Thresholds& thresholds) {
  // Written so that a NaN is sent to review, never accepted.
  if (!(maxMembership >= thresholds.membership)) return Decision::Unfamiliar;
  if (!(confidence >= thresholds.confidence)) return Decision::Ambiguous;
  return Decision::Accepted;
}

const char* name(Decision decision) {
  switch (decision) {
    case Decision::Accepted: return "accepted";
    case Decision::Ambiguous: return "ambiguous";
    case Decision::Unfamiliar: return "unfamiliar";
  }
  return "unfamiliar";
}

}  // namespace cellwise::decision
