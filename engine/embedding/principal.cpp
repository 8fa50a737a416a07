#include "embedding/principal.h"

#include <algorithm>
#include <cmath>

namespace cellwise::embedding {
namespace {

using Vector = std::vector<float>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double(a[i]) * double(b[i]);
  return sum;
}

// To length 1; to zero what is nothing beside `scale`.
void normalise(Vector& v, double scale) {
  const double norm = std::sqrt(dot(v, v));
  const double factor = norm > 1e-6 * scale ? 1 / norm : 0;
  for (float& each : v) each = static_cast<float>(each * factor);
}

void removePart(Vector& v, const Vector& along) {
  const double part = dot(v, along);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] -= static_cast<float>(part * along[i]);
}

}  // namespace

// Power iteration on the covariance, which is never formed: two products with the data a step.
Plane principalPlane(std::span<const float> features, std::size_t length) {
  const std::size_t n = features.size() / length;
  Vector mean(length);
  {
    std::vector<double> sum(length);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t d = 0; d < length; ++d) sum[d] += features[i * length + d];
    for (std::size_t d = 0; d < length; ++d) mean[d] = static_cast<float>(sum[d] / double(n));
  }
  Vector centred(features.begin(), features.end());
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t d = 0; d < length; ++d) centred[i * length + d] -= mean[d];

  const auto project = [&](const Vector& axis) {
    Vector along(n);
    for (std::size_t i = 0; i < n; ++i) {
      const float* row = centred.data() + i * length;
      float sum = 0;
#pragma omp simd reduction(+ : sum)
      for (std::size_t d = 0; d < length; ++d) sum += row[d] * axis[d];
      along[i] = sum;
    }
    return along;
  };
  const auto back = [&](const Vector& along) {
    Vector axis(length);
    for (std::size_t i = 0; i < n; ++i) {
      const float* row = centred.data() + i * length;
      for (std::size_t d = 0; d < length; ++d) axis[d] += along[i] * row[d];
    }
    return axis;
  };

  constexpr int kSteps = 60;  // near axes of nearly the same variance do not matter for a start
  Vector first;
  const auto component = [&] {
    // Starts from the row that lies farthest out, which is never orthogonal to everything.
    Vector axis(length);
    double farthest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      Vector row(centred.begin() + static_cast<std::ptrdiff_t>(i * length),
                 centred.begin() + static_cast<std::ptrdiff_t>((i + 1) * length));
      if (!first.empty()) removePart(row, first);
      if (const double norm = dot(row, row); norm > farthest) {
        farthest = norm;
        axis = std::move(row);
      }
    }
    normalise(axis, 0);
    for (int step = 0; step < kSteps; ++step) {
      Vector next = back(project(axis));
      const double scale = std::sqrt(dot(next, next));
      if (!first.empty()) removePart(next, first);
      normalise(next, scale);
      const double agreement = dot(next, axis);
      axis = std::move(next);
      if (agreement > 1 - 1e-7) break;
    }
    const auto largest = std::max_element(axis.begin(), axis.end(),
                                          [](float a, float b) { return std::abs(a) < std::abs(b); });
    if (largest != axis.end() && *largest < 0)
      for (float& each : axis) each = -each;
    return axis;
  };
  Plane plane;
  first = component();
  plane.x = project(first);
  plane.y = project(component());
  const double deviation = std::sqrt(dot(plane.x, plane.x) / double(n));
  const auto factor = static_cast<float>(deviation > 0 ? 1 / deviation : 0);
  for (auto* axis : {&plane.x, &plane.y})
    for (float& each : *axis) each *= factor;
  return plane;
}

}  // namespace cellwise::embedding
