// What t-SNE minimises, and its slope. q_ij = (1 + |y_i - y_j|²)⁻¹ / Z, Z the sum over all pairs.
#pragma once

#include <span>
#include <vector>

#include "embedding/affinities.h"

namespace cellwise::embedding {

// Coordinates apart: the sums over all pairs run along them.
struct Plane {
  std::vector<float> x, y;
};

// d KL(exaggeration P || Q) / d y_i, equation 5 of the paper with p_ij times the exaggeration:
//   4 sum_j (e p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|²)
// The same for any number of threads. `into` is resized.
void gradient(const Affinities& joint, const Plane& plane, double exaggeration, int threads, Plane& into);

// KL(P || Q) = sum_ij p_ij log(p_ij / q_ij), nats.
double divergence(const Affinities& joint, const Plane& plane, int threads);

}  // namespace cellwise::embedding
