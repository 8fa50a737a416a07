#include "decision/queue_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace cellwise::decision {

std::vector<int> ascendingOrder(std::span<const double> values) {
  std::vector<int> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  const auto key = [&](int i) {
    const double value = values[static_cast<std::size_t>(i)];
    return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
  };
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return key(a) < key(b); });
  return order;
}

double membershipMargin(std::span<const float> memberships) {
  if (memberships.empty()) return std::numeric_limits<double>::quiet_NaN();
  double first = memberships[0], second = 0;
  for (const float value : memberships.subspan(1)) {
    if (value > first) {
      second = first;
      first = value;
    } else if (value > second) {
      second = value;
    }
  }
  return first - second;
}

DiverseOrder diverseOrder(std::span<const float> vectors, std::size_t length, std::size_t groups,
                          std::size_t most) {
  DiverseOrder result;
  const std::size_t n = length > 0 ? vectors.size() / length : 0;
  if (n == 0) return result;
  const auto of = [&](std::size_t i) { return vectors.subspan(i * length, length); };
  const auto squared = [](std::span<const float> a, auto&& b) {
    double sum = 0;
    for (std::size_t j = 0; j < a.size(); ++j) {
      const double difference = static_cast<double>(a[j]) - static_cast<double>(b[j]);
      sum += difference * difference;
    }
    return std::isnan(sum) ? std::numeric_limits<double>::infinity() : sum;
  };
  std::vector<double> mean(length, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < length; ++j) mean[j] += static_cast<double>(of(i)[j]);
  }
  for (double& value : mean) value /= static_cast<double>(n);
  std::size_t next = 0;
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < n; ++i) {
    if (const double d = squared(of(i), mean); d < nearest) {
      nearest = d;
      next = i;
    }
  }

  groups = std::clamp<std::size_t>(groups, 1, n);
  std::vector<double> distance(n, std::numeric_limits<double>::infinity());
  std::vector<char> taken(n, 0);
  result.group.assign(n, static_cast<int>(next));
  result.order.reserve(n);
  for (std::size_t step = 0; step < std::min(n, std::max(most, groups)); ++step) {
    taken[next] = 1;
    result.order.push_back(static_cast<int>(next));
    std::size_t farthest = n;
    for (std::size_t i = 0; i < n; ++i) {
      if (const double d = squared(of(i), of(next)); d < distance[i] || i == next) {
        distance[i] = i == next ? 0 : d;
        if (step < groups) result.group[i] = static_cast<int>(next);
      }
      if (!taken[i] && (farthest == n || distance[i] > distance[farthest])) farthest = i;
    }
    if (farthest == n) break;
    next = farthest;
  }
  std::vector<int> rest;
  for (std::size_t i = 0; i < n; ++i) {
    if (!taken[i]) rest.push_back(static_cast<int>(i));
  }
  std::stable_sort(rest.begin(), rest.end(), [&](int a, int b) {
    return distance[static_cast<std::size_t>(a)] > distance[static_cast<std::size_t>(b)];
  });
  result.order.insert(result.order.end(), rest.begin(), rest.end());
  return result;
}

double chanceInNumerator(std::span<const float> memberships, std::span<const int> numeratorClasses) {
  double all = 0, inside = 0;
  for (const float value : memberships) all += std::isnan(value) ? 0 : static_cast<double>(value);
  for (const int c : numeratorClasses) {
    const auto i = static_cast<std::size_t>(c);
    if (c >= 0 && i < memberships.size() && !std::isnan(memberships[i]))
      inside += static_cast<double>(memberships[i]);
  }
  return (inside + kDoubt / 2) / (all + kDoubt);
}

double limitPull(std::span<const double> chances) {
  double pull = 0;
  for (const double p : chances) pull = std::max(pull, 4 * p * (1 - p));
  return pull;
}

}  // namespace cellwise::decision
