#include "embedding/tsne.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <thread>

#include "embedding/gradient.h"
#include "embedding/principal.h"
#include "embedding/stretches.h"

namespace cellwise::embedding {
namespace {

// The same on every machine, which the standard library's distributions are not.
double uniform(std::mt19937_64& random) {
  return double(random() >> 11) * 0x1p-53;
}

Result<void> check(std::span<const float> features, std::size_t length, const TsneOptions& options) {
  const auto invalid = [](std::string why) { return failure(ErrorCode::ArgumentInvalid, std::move(why)); };
  if (length == 0 || features.size() % length != 0)
    return invalid("the features are not rows of the same length");
  if (features.size() / length < 3) return invalid("a map takes at least 3 points");
  if (features.size() / length > std::numeric_limits<int>::max() / 2) return invalid("too many points");
  if (!std::all_of(features.begin(), features.end(), [](float v) { return std::isfinite(v); }))
    return invalid("a feature is not a finite number");
  if (!(options.perplexity >= 1) || !std::isfinite(options.perplexity))
    return invalid("the perplexity must be at least 1");
  if (options.iterations < 1 || options.exaggerated < 0 || !(options.exaggeration >= 1) ||
      !std::isfinite(options.exaggeration) || options.threads < 0)
    return invalid("iterations, exaggeration or threads out of range");
  return {};
}

// Gradient descent with momentum, and a gain for each coordinate that grows while it goes one way
// (Jacobs 1988), as in the authors' code.
class Descent {
 public:
  Descent(std::size_t n, double rate) : rate_(static_cast<float>(rate)), velocity_(n), gain_(n, 1.0f) {}

  void step(std::vector<float>& at, const std::vector<float>& slope, float momentum) {
    double sum = 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
      const bool turned = (slope[i] > 0) == (velocity_[i] > 0);
      gain_[i] = turned ? std::max(0.8f * gain_[i], 0.01f) : gain_[i] + 0.2f;
      velocity_[i] = momentum * velocity_[i] - rate_ * gain_[i] * slope[i];
      at[i] += velocity_[i];
      sum += at[i];
    }
    const auto mean = static_cast<float>(sum / double(at.size()));
    for (float& each : at) each -= mean;
  }

 private:
  float rate_;
  std::vector<float> velocity_, gain_;
};

}  // namespace

Result<Embedding> tsne(std::span<const float> features, std::size_t length, const TsneOptions& options,
                       const ProgressCallback& progress, std::stop_token stop) {
  if (auto checked = check(features, length, options); !checked) return tl::make_unexpected(checked.error());
  const auto cancelled = [] { return failure(ErrorCode::Cancelled, "the map was cancelled"); };
  const std::size_t n = features.size() / length;
  const int others = static_cast<int>(n) - 1;
  const int threads = options.threads > 0
                          ? options.threads
                          : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  Embedding result;
  result.perplexity = std::min(options.perplexity, std::max(1.0, others / 3.0));
  const int neighbours = std::min(others, static_cast<int>(std::ceil(3 * result.perplexity)));

  // The map does not depend on the features' scale; their squares must not overflow.
  std::vector<float> scaled(features.begin(), features.end());
  float largest = 0;
  for (const float each : scaled) largest = std::max(largest, std::abs(each));
  if (largest > 0) std::for_each(scaled.begin(), scaled.end(), [largest](float& each) { each /= largest; });

  if (progress) progress({0, options.iterations});
  const auto conditional =
      conditionalAffinities(scaled, length, neighbours, result.perplexity, threads, stop);
  if (stop.stop_requested()) return cancelled();
  const auto joint = jointAffinities(conditional);

  // Small, so that at first everything is near everything else and can sort itself.
  Plane plane = principalPlane(scaled, length), slope;
  std::mt19937_64 random(options.seed);
  for (std::size_t i = 0; i < n; ++i) {
    plane.x[i] = static_cast<float>(1e-4 * (plane.x[i] + 0.01 * (uniform(random) - 0.5)));
    plane.y[i] = static_cast<float>(1e-4 * (plane.y[i] + 0.01 * (uniform(random) - 0.5)));
  }
  // As many steps as points need to cross the map: Belkina et al., Nature Communications 10, 2019; the
  // 4 is the gradient's.
  const double rate = std::max(50.0, double(n) / (4 * options.exaggeration));
  Descent alongX(n, rate), alongY(n, rate);
  for (int i = 0; i < options.iterations; ++i) {
    if (stop.stop_requested()) return cancelled();
    const bool early = i < options.exaggerated;
    gradient(joint, plane, early ? options.exaggeration : 1, threads, slope);
    alongX.step(plane.x, slope.x, early ? 0.5f : 0.8f);
    alongY.step(plane.y, slope.y, early ? 0.5f : 0.8f);
    if (progress) progress({i + 1, options.iterations});
  }
  result.divergence = divergence(joint, plane, threads);
  result.points.reserve(n);
  for (std::size_t i = 0; i < n; ++i) result.points.push_back({plane.x[i], plane.y[i]});
  return result;
}

std::vector<int> sample(int n, int count, std::uint64_t seed) {
  std::vector<int> drawn;
  std::mt19937_64 random(seed);
  int left = std::min(n, count);  // selection sampling: Knuth, The Art of Computer Programming, 3.4.2 S
  for (int i = 0; i < n && left > 0; ++i) {
    if (uniform(random) * (n - i) < left) {
      drawn.push_back(i);
      --left;
    }
  }
  return drawn;
}

Purity neighbourhoodPurity(std::span<const Point> points, std::span<const int> classes, int k) {
  const int n = static_cast<int>(points.size());
  const int neighbours = std::min(k, n - 1);
  if (neighbours < 1) return {std::nan(""), std::nan("")};
  Purity purity;
  std::vector<std::pair<float, int>> nearest;
  for (std::size_t i = 0; i < points.size(); ++i) {
    nearest.clear();
    std::int64_t alike = 0;
    for (std::size_t j = 0; j < points.size(); ++j) {
      if (j == i) continue;
      const float dx = points[i].x - points[j].x, dy = points[i].y - points[j].y;
      nearest.emplace_back(dx * dx + dy * dy, static_cast<int>(j));
      if (classes[j] == classes[i]) ++alike;
    }
    std::nth_element(nearest.begin(), nearest.begin() + (neighbours - 1), nearest.end());
    const auto same = std::count_if(nearest.begin(), nearest.begin() + neighbours, [&](const auto& other) {
      return classes[static_cast<std::size_t>(other.second)] == classes[i];
    });
    purity.value += double(same) / neighbours / n;
    purity.byChance += double(alike) / (n - 1) / n;
  }
  return purity;
}

}  // namespace cellwise::embedding
