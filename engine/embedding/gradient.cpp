#include "embedding/gradient.h"

#include <cmath>

#include "embedding/stretches.h"

namespace cellwise::embedding {
namespace {

constexpr int kStretch = 64;

// Of one point with all of them, itself among them.
struct Repulsion {
  float x = 0, y = 0;  // sum_j w² (y_i - y_j), w = 1 / (1 + |y_i - y_j|²)
  float weight = 0;    // sum_j w
};

// The innermost loop of it all: n² times an iteration.
Repulsion repulsion(float x, float y, const float* xs, const float* ys, std::size_t n) {
  float sumX = 0, sumY = 0, weight = 0;
#pragma omp simd reduction(+ : sumX, sumY, weight)
  for (std::size_t j = 0; j < n; ++j) {
    const float dx = x - xs[j], dy = y - ys[j];
    const float w = 1 / (1 + dx * dx + dy * dy);
    weight += w;
    sumX += w * w * dx;
    sumY += w * w * dy;
  }
  return {sumX, sumY, weight};
}

float weightOf(const Plane& plane, std::size_t i, std::size_t j) {
  const float dx = plane.x[i] - plane.x[j], dy = plane.y[i] - plane.y[j];
  return 1 / (1 + dx * dx + dy * dy);
}

}  // namespace

void gradient(const Affinities& joint, const Plane& plane, double exaggeration, int threads, Plane& into) {
  const std::size_t n = plane.x.size();
  into.x.resize(n);
  into.y.resize(n);
  std::vector<Repulsion> apart(n);
  inStretches(static_cast<int>(n), kStretch, threads, [&](int first, int last) {
    for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i) {
      apart[i] = repulsion(plane.x[i], plane.y[i], plane.x.data(), plane.y.data(), n);
      float x = 0, y = 0;
      for (std::size_t k = joint.first[i]; k < joint.first[i + 1]; ++k) {
        const auto j = static_cast<std::size_t>(joint.column[k]);
        const float pull = joint.value[k] * weightOf(plane, i, j);
        x += pull * (plane.x[i] - plane.x[j]);
        y += pull * (plane.y[i] - plane.y[j]);
      }
      into.x[i] = x;
      into.y[i] = y;
    }
  });
  // In the order of the rows, whichever thread had them.
  double z = 0;
  for (const Repulsion& each : apart) z += double(each.weight) - 1;  // a point's weight with itself is 1
  const auto e = static_cast<float>(exaggeration);
  const auto share = static_cast<float>(1 / z);
  for (std::size_t i = 0; i < n; ++i) {
    into.x[i] = 4 * (e * into.x[i] - share * apart[i].x);
    into.y[i] = 4 * (e * into.y[i] - share * apart[i].y);
  }
}

double divergence(const Affinities& joint, const Plane& plane, int threads) {
  const std::size_t n = plane.x.size();
  std::vector<double> weight(n), sum(n);
  inStretches(static_cast<int>(n), kStretch, threads, [&](int first, int last) {
    for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i) {
      weight[i] = double(repulsion(plane.x[i], plane.y[i], plane.x.data(), plane.y.data(), n).weight) - 1;
      for (std::size_t k = joint.first[i]; k < joint.first[i + 1]; ++k) {
        const double p = joint.value[k];
        if (p > 0) sum[i] += p * std::log(p / weightOf(plane, i, static_cast<std::size_t>(joint.column[k])));
      }
    }
  });
  // sum p log(p Z / w), and P sums to 1.
  double z = 0, total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    z += weight[i];
    total += sum[i];
  }
  return total + std::log(z);
}

}  // namespace cellwise::embedding
