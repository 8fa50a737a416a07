#include "decision/reliability.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cellwise::decision {

Reliability reliability(std::span<const double> confidences, std::span<const char> correct, int bins) {
  Reliability result;
  const int count = std::max(bins, 1);
  result.bins.resize(static_cast<std::size_t>(count));
  for (int b = 0; b < count; ++b) {
    result.bins[static_cast<std::size_t>(b)].low = static_cast<double>(b) / count;
    result.bins[static_cast<std::size_t>(b)].high = static_cast<double>(b + 1) / count;
  }
  std::int64_t n = 0;
  for (std::size_t i = 0; i < std::min(confidences.size(), correct.size()); ++i) {
    if (std::isnan(confidences[i])) continue;
    const double c = std::clamp(confidences[i], 0.0, 1.0);
    auto& bin = result.bins[std::min(static_cast<std::size_t>(c * count), result.bins.size() - 1)];
    ++n;
    ++bin.n;
    bin.correct += correct[i] != 0;
    bin.meanConfidence += c;
  }
  for (auto& bin : result.bins) {
    if (bin.n == 0) continue;
    const auto size = static_cast<double>(bin.n);
    bin.meanConfidence /= size;
    bin.accuracy = static_cast<double>(bin.correct) / size;
    bin.interval = clopperPearson(bin.correct, bin.n);
    const double error = std::abs(bin.accuracy - bin.meanConfidence);
    result.expectedError += size / static_cast<double>(n) * error;
    result.maximumError = std::max(result.maximumError, error);
  }
  return result;
}

double auroc(std::span<const double> high, std::span<const double> low) {
  if (high.empty() || low.empty()) return 0.5;
  const auto sorted = [](std::span<const double> values) {
    std::vector<double> result(values.begin(), values.end());
    std::replace_if(
        result.begin(), result.end(), [](double v) { return std::isnan(v); },
        -std::numeric_limits<double>::infinity());
    std::sort(result.begin(), result.end());
    return result;
  };
  const auto above = sorted(high), below = sorted(low);
  // Twice the wins, so that ties stay whole.
  double wins = 0;
  std::size_t smaller = 0, notLarger = 0;
  for (const double value : above) {
    while (smaller < below.size() && below[smaller] < value) ++smaller;
    while (notLarger < below.size() && below[notLarger] <= value) ++notLarger;
    wins += static_cast<double>(smaller + notLarger);
  }
  return wins / 2 / (static_cast<double>(above.size()) * static_cast<double>(below.size()));
}

}  // namespace cellwise::decision
