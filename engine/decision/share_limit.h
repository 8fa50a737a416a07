// A share of counted cells against a limit: on which side it lies, and what cells that are not settled can
// still do to it. method.md section 5, last paragraph; domain.md section 8.1.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cellwise::decision {

// >= and < put a share that equals the limit above it, > and <= below it.
enum class Comparison { AtLeast, Above, AtMost, Below };
const char* name(Comparison comparison);  // ">=", ">", "<=", "<": stable, for files
std::optional<Comparison> comparison(std::string_view name);

// k of n cells. Compared as whole numbers, so that 20 of 100 is exactly 20 %.
struct ShareOf {
  std::int64_t k = 0;
  std::int64_t n = 0;
  bool defined() const { return n > 0; }
  double share() const { return n > 0 ? static_cast<double>(k) / static_cast<double>(n) : 0; }
  friend bool operator==(const ShareOf&, const ShareOf&) = default;
};
bool operator<(const ShareOf& a, const ShareOf& b);  // both defined; as fractions, exactly

enum class LimitState { Below, Above, Straddles };
const char* name(LimitState state);  // "below", "above", "straddles": stable, for files

bool isAbove(const ShareOf& share, Comparison comparison, double limitPercent);
// Whether the condition holds on that side.
bool holdsAbove(Comparison comparison);

// What a cell can still count as, for one share. A set of these.
enum Outcome : unsigned {
  kNumerator = 1,  // among the cells asked for
  kOther = 2,      // in the denominator only
  kOutside = 4,    // in neither, such as a degenerate cell
};
using Outcomes = unsigned;
inline constexpr Outcomes kAnything = kNumerator | kOther | kOutside;

// Settled cells, of which some were accepted from the model and may be wrong.
struct SettledCells {
  std::int64_t numerator = 0;
  std::int64_t other = 0;
  // Of all settled cells, those that the model was believed on.
  std::int64_t acceptedNumerator = 0;
  std::int64_t acceptedOther = 0;
  std::int64_t acceptedOutside = 0;
};

// Cells that nobody settled, by the set of what each can count as; [0] is not used.
using OpenCells = std::array<std::int64_t, 8>;
OpenCells openCells(std::int64_t count, Outcomes outcomes = kAnything);

struct ShareBounds {
  ShareOf low, high;
};

// The least and the greatest share that any completion gives: every open cell becomes one of its outcomes,
// and at most `wrong` of the accepted cells turn out to be something else that the scheme has (`scheme`:
// which outcomes its classes have). Exact, proved against all completions by the tests: for the least share a
// cell is best in the denominator only, then outside, then in the numerator; for the greatest the other way
// round; and a mistake is best made where the share loses or gains a cell at an unchanged denominator.
// Completions without a denominator are left out; empty where there is no other.
std::optional<ShareBounds> reachableShares(const SettledCells& settled, const OpenCells& open,
                                           std::int64_t wrong = 0, Outcomes scheme = kAnything);

// Straddles unless both ends lie on one side.
LimitState stateOf(const ShareBounds& bounds, Comparison comparison, double limitPercent);

// The fewest decisions on open cells that can settle on which side the share ends, whatever the rest turns
// out to be; 0 where it is settled. Empty if not even all can: only wrong accepted cells are left then.
std::optional<std::int64_t> fewestToSettle(const SettledCells& settled, std::int64_t open,
                                           Comparison comparison, double limitPercent, std::int64_t wrong = 0,
                                           Outcomes scheme = kAnything);

}  // namespace cellwise::decision
