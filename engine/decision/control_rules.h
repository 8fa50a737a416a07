// Is a measured series still where it was? A Levey-Jennings chart's limits and two of Westgard's rules
// (Westgard et al., Clin Chem 1981; 27: 493-501): 1-3s tells a large error, 2-2s a shift.
#pragma once

#include <optional>
#include <vector>

namespace cellwise::decision {

struct ControlTarget {
  double mean = 0;
  double sd = 0;  // of single values, n - 1 in its denominator
  int n = 0;      // values it was taken from; 0: entered by a person
};

// Empty for fewer than two values or one that is not finite.
std::optional<ControlTarget> controlTarget(const std::vector<double>& values);

struct ControlVerdict {
  double z = 0;           // (value - mean) / sd; with sd 0: 0 where they are equal, else infinite
  bool beyond3s = false;  // 1-3s: further than 3 sd from the mean
  bool twice2s = false;   // 2-2s: this and the value before further than 2 sd, on the same side
  bool rejected() const { return beyond3s || twice2s; }
};

// Of every value, in the order of measuring. A value on a limit is not beyond it.
std::vector<ControlVerdict> applyControlRules(const std::vector<double>& values, const ControlTarget& target);

}  // namespace cellwise::decision
