// In which order open cells are put to the expert. Every order is a permutation of the cells' indices, the
// same for the same cells.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "decision/share_limit.h"

namespace cellwise::decision {

// The smallest first; equal ones keep their order, NaN (cells that could not be read) come last.
std::vector<int> ascendingOrder(std::span<const double> values);

// How far the largest membership is ahead of the second; NaN with none, the membership itself with one.
double membershipMargin(std::span<const float> memberships);

// Cells that are unlike each other first: each next one is the farthest from all before it, by Euclidean
// distance (farthest-first traversal, Gonzalez 1985). The first is the one nearest the mean. Cells come in
// groups of alike ones: each belongs to the nearest of the first `groups` in the order, whose radius is at
// most twice that of the best possible grouping.
struct DiverseOrder {
  std::vector<int> order;
  std::vector<int> group;  // of each cell: the index of the cell that leads its group
};
// vectors: n rows of `length`. O(n * min(n, most) * length): after `most` cells the rest follow by
// their distance from these, the farthest first.
DiverseOrder diverseOrder(std::span<const float> vectors, std::size_t length, std::size_t groups,
                          std::size_t most = 1000);

// What one open cell may do to one share: its chance to count in the numerator, by the memberships D of the
// classes in it against all, with half a vote of `kDoubt` for a cell that resembles nothing.
inline constexpr double kDoubt = 0.1;
double chanceInNumerator(std::span<const float> memberships, std::span<const int> numeratorClasses);

// How open it is on which side of the share the cell falls: 4 p (1 - p), 1 where nothing is known, 0 where
// it is sure. Of several straddled limits, the most open counts.
double limitPull(std::span<const double> chances);

}  // namespace cellwise::decision
