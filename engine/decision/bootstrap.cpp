#include "decision/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string_view>

namespace cellwise::decision {
namespace {

// Linear between order statistics.
double quantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, sorted.size() - 1);
  const double part = place - static_cast<double>(below);
  return sorted[below] + part * (sorted[above] - sorted[below]);
}

}  // namespace

std::vector<Interval> slideBootstrap(
    std::span<const std::string> slides, int draws, std::uint64_t seed,
    const std::function<std::vector<double>(std::span<const std::size_t>)>& statistics, double level) {
  std::map<std::string_view, std::vector<std::size_t>> cellsOf;
  for (std::size_t i = 0; i < slides.size(); ++i) cellsOf[slides[i]].push_back(i);
  std::vector<const std::vector<std::size_t>*> groups;
  for (const auto& [slide, cells] : cellsOf) groups.push_back(&cells);

  std::vector<std::vector<double>> values;
  std::mt19937_64 random(seed);
  std::vector<std::size_t> drawn, times(groups.size());
  for (int draw = 0; draw < draws && groups.size() > 1; ++draw) {
    // The standard's distributions differ between libraries; the bias of the remainder is below 1e-12.
    std::fill(times.begin(), times.end(), 0);
    for (std::size_t i = 0; i < groups.size(); ++i) ++times[random() % groups.size()];
    drawn.clear();
    for (std::size_t g = 0; g < groups.size(); ++g) {
      for (std::size_t t = 0; t < times[g]; ++t)
        drawn.insert(drawn.end(), groups[g]->begin(), groups[g]->end());
    }
    const auto of = statistics(drawn);
    values.resize(of.size());
    for (std::size_t s = 0; s < of.size(); ++s) {
      if (!std::isnan(of[s])) values[s].push_back(of[s]);
    }
  }
  if (values.empty()) {  // how many there are is known from the cells as they stand
    drawn.resize(slides.size());
    for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] = i;
    values.resize(statistics(drawn).size());
  }
  std::vector<Interval> result;
  for (auto& of : values) {
    std::sort(of.begin(), of.end());
    const double tail = (1 - level) / 2, nan = std::numeric_limits<double>::quiet_NaN();
    result.push_back(of.empty() ? Interval{nan, nan} : Interval{quantile(of, tail), quantile(of, 1 - tail)});
  }
  return result;
}

}  // namespace cellwise::decision
