// From the memberships D of a cell to a decision: accept, or ask the expert and say why.
#pragma once

#include <span>

namespace cellwise::decision {

// What the D_i of equation (3-1) say of one cell.
struct Score {
  int predicted = -1;        // argmax_i D_i, the first on ties
  int runnerUp = -1;         // second largest D; -1 with a single class
  double confidence = 0;     // c, equation (3-5); in [2 - C, 1]
  double maxMembership = 0;  // max_i D_i, in [0, 1]
};

// D_i in [0, 1], one for each class; must not be empty. A NaN among them is never accepted by decide().
Score score(std::span<const float> memberships);

// The two gates. A cell is accepted if c >= c_th and max D >= d_th.
struct Thresholds {
  double confidence = 0;  // c_th
  double membership = 0;  // d_th
  friend bool operator==(const Thresholds&, const Thresholds&) = default;
};

enum class Decision {
  Accepted,
  Ambiguous,   // c < c_th: between classes
  Unfamiliar,  // max D < d_th: near no class; wins over Ambiguous
};

Decision decide(double confidence, double maxMembership, const Thresholds& thresholds);

// "accepted", "ambiguous", "unfamiliar": stable, for files.
const char* name(Decision decision);

}  // namespace cellwise::decision
