#include "embedding/affinities.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "embedding/stretches.h"

namespace cellwise::embedding {
namespace {

constexpr int kRowsAtOnce = 8;  // that each row read from memory is compared with

float squaredDistance(const float* a, const float* b, std::size_t length) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::size_t d = 0; d < length; ++d) {
    const float difference = a[d] - b[d];
    sum += difference * difference;
  }
  return sum;
}

// exp(-beta d), normalised, with the beta whose entropy is log(perplexity).
void fillRow(std::span<const double> distances, double perplexity, std::span<float> row) {
  const double wanted = std::log(perplexity);
  const double nearest = *std::min_element(distances.begin(), distances.end());
  const double mean = std::accumulate(distances.begin(), distances.end(), 0.0) / double(distances.size());
  std::vector<double> weights(distances.size());
  double low = 0, high = HUGE_VAL;
  double beta = mean > nearest ? 1 / (mean - nearest) : 1;  // in the data's own scale
  double sum = 1;
  for (int step = 0; step < 200; ++step) {
    sum = 0;
    double moment = 0;
    for (std::size_t j = 0; j < distances.size(); ++j) {
      const double beyond = distances[j] - nearest;  // no weight underflows for all
      weights[j] = std::exp(-beta * beyond);
      sum += weights[j];
      moment += weights[j] * beyond;
    }
    const double excess = std::log(sum) + beta * moment / sum - wanted;
    if (std::abs(excess) < 1e-6) break;
    (excess > 0 ? low : high) = beta;
    const double next = high == HUGE_VAL ? 2 * beta : (low + high) / 2;
    if (next == beta || !std::isfinite(next)) break;
    beta = next;
  }
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = static_cast<float>(weights[j] / sum);
}

}  // namespace

Affinities conditionalAffinities(std::span<const float> features, std::size_t length, int neighbours,
                                 double perplexity, int threads, std::stop_token stop) {
  const int n = static_cast<int>(features.size() / length);
  const auto k = static_cast<std::size_t>(neighbours);
  Affinities result;
  result.first.resize(static_cast<std::size_t>(n) + 1);
  for (std::size_t i = 0; i < result.first.size(); ++i) result.first[i] = i * k;
  result.column.resize(static_cast<std::size_t>(n) * k);
  result.value.resize(result.column.size());

  inStretches(n, kRowsAtOnce, threads, [&](int first, int last) {
    if (stop.stop_requested()) return;
    const auto row = [&](int i) { return features.data() + static_cast<std::size_t>(i) * length; };
    const auto width = static_cast<std::size_t>(n);
    std::vector<float> distances(static_cast<std::size_t>(last - first) * width);
    for (int j = 0; j < n; ++j) {
      for (int i = first; i < last; ++i)
        distances[static_cast<std::size_t>(i - first) * width + static_cast<std::size_t>(j)] =
            squaredDistance(row(i), row(j), length);
    }
    std::vector<int> order;
    std::vector<double> nearest(k);
    for (int i = first; i < last; ++i) {
      const float* of = distances.data() + static_cast<std::size_t>(i - first) * width;
      order.resize(width);
      std::iota(order.begin(), order.end(), 0);
      order.erase(order.begin() + i);
      std::nth_element(order.begin(), order.begin() + (neighbours - 1), order.end(),
                       [of](int a, int b) { return of[a] != of[b] ? of[a] < of[b] : a < b; });
      order.resize(k);
      std::sort(order.begin(), order.end());
      for (std::size_t j = 0; j < k; ++j) nearest[j] = of[order[j]];
      const std::size_t at = result.first[static_cast<std::size_t>(i)];
      std::copy(order.begin(), order.end(), result.column.begin() + static_cast<std::ptrdiff_t>(at));
      fillRow(nearest, perplexity, std::span(result.value).subspan(at, k));
    }
  });
  return result;
}

Affinities jointAffinities(const Affinities& conditional) {
  const int n = conditional.rows();
  std::vector<std::tuple<int, int, float>> entries;  // each pair from both sides
  entries.reserve(2 * conditional.column.size());
  for (int i = 0; i < n; ++i) {
    for (std::size_t k = conditional.first[static_cast<std::size_t>(i)];
         k < conditional.first[static_cast<std::size_t>(i) + 1]; ++k) {
      const float half = conditional.value[k] / (2.0f * static_cast<float>(n));
      entries.emplace_back(i, conditional.column[k], half);
      entries.emplace_back(conditional.column[k], i, half);
    }
  }
  std::sort(entries.begin(), entries.end());
  Affinities joint;
  joint.first.assign(static_cast<std::size_t>(n) + 1, 0);
  int lastRow = -1;
  for (const auto& [row, column, value] : entries) {
    if (row == lastRow && joint.column.back() == column) {
      joint.value.back() += value;
      continue;
    }
    lastRow = row;
    joint.column.push_back(column);
    joint.value.push_back(value);
    joint.first[static_cast<std::size_t>(row) + 1] = joint.column.size();
  }
  for (std::size_t i = 1; i < joint.first.size(); ++i)
    joint.first[i] = std::max(joint.first[i], joint.first[i - 1]);
  return joint;
}

}  // namespace cellwise::embedding
