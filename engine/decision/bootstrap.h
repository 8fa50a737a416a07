// Intervals by drawing whole slides with replacement: cells of one slide are alike, slides are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "decision/intervals.h"

namespace cellwise::decision {

// Percentile intervals (Efron 1979; of clusters: Field and Welsh 2007) of several statistics at once.
//
// slides: one for each cell; as many different ones are drawn with replacement, each with all its cells.
// statistics: gets the indices of the drawn cells, in ascending order of slide, repeated where a slide was
// drawn repeatedly, and returns the values; always as many, NaN for one that is not defined on this draw,
// which is left out. Deterministic for a seed, everywhere.
// Gives one interval for each value; [NaN, NaN] with fewer than two slides or no defined draw.
std::vector<Interval> slideBootstrap(
    std::span<const std::string> slides, int draws, std::uint64_t seed,
    const std::function<std::vector<double>(std::span<const std::size_t>)>& statistics, double level = 0.95);

}  // namespace cellwise::decision
