// Where a map starts from.
#pragma once

#include <cstdint>
#include <span>

#include "embedding/gradient.h"

namespace cellwise::embedding {

// The points on their first two principal components, scaled so that the first has a standard deviation
// of 1; each turned so that its largest loading is positive. All zero where the points are equal.
Plane principalPlane(std::span<const float> features, std::size_t length);

}  // namespace cellwise::embedding
