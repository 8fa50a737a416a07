// t-SNE against its own definition, computed plainly in double precision, and against what a map must do.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "embedding/affinities.h"
#include "embedding/gradient.h"
#include "embedding/principal.h"
#include "embedding/tsne.h"

using namespace cellwise;
using namespace cellwise::embedding;

namespace {

struct Cloud {
  std::size_t length = 0;
  std::vector<float> features;
  std::vector<int> classes;
};

// `apart`: distance of the clusters' centres from each other, in standard deviations of a coordinate.
Cloud gaussians(int clusters, int each, std::size_t length, float apart, unsigned seed = 3) {
  REQUIRE(static_cast<std::size_t>(clusters) <= length);
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  Cloud cloud{length, {}, {}};
  for (int i = 0; i < clusters * each; ++i) {
    const int c = i % clusters;
    cloud.classes.push_back(c);
    for (std::size_t d = 0; d < length; ++d)
      cloud.features.push_back(normal(random) +
                               (d == static_cast<std::size_t>(c) ? apart / std::sqrt(2.0f) : 0));
  }
  return cloud;
}

TsneOptions quick() {
  TsneOptions options;
  options.iterations = 400;
  options.exaggerated = 150;
  options.threads = 2;
  return options;
}

ErrorCode codeOf(const Result<Embedding>& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

}  // namespace

TEST_CASE("clusters that lie apart stay apart, those that do not exist are not made") {
  const Cloud apart = gaussians(5, 60, 20, 12);
  const auto map = tsne(apart.features, apart.length, quick());
  REQUIRE(map);
  const Purity purity = neighbourhoodPurity(map->points, apart.classes);
  CHECK(purity.value > 0.99);
  CHECK(purity.byChance == Approx(59.0 / 299));

  // One cloud, with labels that say nothing: the map must not either.
  const Cloud one = gaussians(5, 60, 20, 0);
  const auto mixed = tsne(one.features, one.length, quick());
  REQUIRE(mixed);
  CHECK(neighbourhoodPurity(mixed->points, one.classes).value < 0.35);
}

TEST_CASE("affinities: rows sum to one, have the perplexity, and are of the nearest") {
  const Cloud cloud = gaussians(4, 50, 9, 6);
  const int n = 200, k = 45;
  const double perplexity = 15;
  const auto p = conditionalAffinities(cloud.features, cloud.length, k, perplexity, 2);
  REQUIRE(p.rows() == n);
  const auto distance = [&](int a, int b) {
    double sum = 0;
    for (std::size_t d = 0; d < cloud.length; ++d) {
      const double by = double(cloud.features[std::size_t(a) * cloud.length + d]) -
                        double(cloud.features[std::size_t(b) * cloud.length + d]);
      sum += by * by;
    }
    return sum;
  };
  for (int i = 0; i < n; ++i) {
    double sum = 0, entropy = 0;
    std::vector<std::pair<double, double>> weights;  // by distance
    for (std::size_t j = p.first[std::size_t(i)]; j < p.first[std::size_t(i) + 1]; ++j) {
      const double value = p.value[j];
      CHECK(p.column[j] != i);
      sum += value;
      if (value > 0) entropy -= value * std::log2(value);
      weights.emplace_back(distance(i, p.column[j]), value);
    }
    REQUIRE(weights.size() == std::size_t(k));
    CHECK(sum == Approx(1).epsilon(1e-5));
    CHECK(std::exp2(entropy) == Approx(perplexity).epsilon(1e-4));
    std::sort(weights.begin(), weights.end());
    CHECK(std::is_sorted(weights.rbegin(), weights.rend(),
                         [](const auto& a, const auto& b) { return a.second < b.second - 1e-7; }));
    std::vector<double> all;
    for (int j = 0; j < n; ++j)
      if (j != i) all.push_back(distance(i, j));
    std::nth_element(all.begin(), all.begin() + (k - 1), all.end());
    CHECK(weights.back().first == Approx(all[std::size_t(k) - 1]).epsilon(1e-5));
  }

  const auto joint = jointAffinities(p);
  std::vector<double> dense(std::size_t(n) * n), expected(dense.size());
  for (int i = 0; i < n; ++i) {
    for (std::size_t j = joint.first[std::size_t(i)]; j < joint.first[std::size_t(i) + 1]; ++j)
      dense[std::size_t(i) * n + std::size_t(joint.column[j])] += joint.value[j];
    for (std::size_t j = p.first[std::size_t(i)]; j < p.first[std::size_t(i) + 1]; ++j) {
      expected[std::size_t(i) * n + std::size_t(p.column[j])] += p.value[j] / (2.0 * n);
      expected[std::size_t(p.column[j]) * n + std::size_t(i)] += p.value[j] / (2.0 * n);
    }
  }
  CHECK(std::accumulate(dense.begin(), dense.end(), 0.0) == Approx(1).epsilon(1e-5));
  double worst = 0;
  for (std::size_t i = 0; i < dense.size(); ++i) worst = std::max(worst, std::abs(dense[i] - expected[i]));
  CHECK(worst < 1e-9);
}

TEST_CASE("the gradient is that of the divergence") {
  const Cloud cloud = gaussians(3, 10, 5, 4);
  const auto joint = jointAffinities(conditionalAffinities(cloud.features, cloud.length, 15, 5, 1));
  constexpr std::size_t n = 30;
  std::mt19937 random(8);
  std::normal_distribution<float> normal;
  Plane plane;
  for (std::size_t i = 0; i < n; ++i) {
    plane.x.push_back(normal(random));
    plane.y.push_back(normal(random));
  }
  // KL(P || Q) as the paper prints it, over all pairs.
  const auto kl = [&](const std::vector<double>& x, const std::vector<double>& y) {
    const auto weight = [&](std::size_t i, std::size_t j) {
      return 1 / (1 + (x[i] - x[j]) * (x[i] - x[j]) + (y[i] - y[j]) * (y[i] - y[j]));
    };
    double z = 0, sum = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        if (i != j) z += weight(i, j);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = joint.first[i]; k < joint.first[i + 1]; ++k) {
        const double p = joint.value[k];
        if (p > 0) sum += p * std::log(p / (weight(i, std::size_t(joint.column[k])) / z));
      }
    return sum;
  };
  const std::vector<double> x(plane.x.begin(), plane.x.end()), y(plane.y.begin(), plane.y.end());
  CHECK(divergence(joint, plane, 2) == Approx(kl(x, y)).epsilon(1e-5));
  Plane slope;
  gradient(joint, plane, 1, 2, slope);
  constexpr double kStep = 1e-5;
  for (std::size_t i = 0; i < n; ++i) {
    for (const bool alongX : {true, false}) {
      auto before = alongX ? x : y, after = before;
      before[i] -= kStep;
      after[i] += kStep;
      const double difference =
          (alongX ? kl(after, y) - kl(before, y) : kl(x, after) - kl(x, before)) / (2 * kStep);
      CHECK((alongX ? slope.x : slope.y)[i] == Approx(difference).epsilon(1e-3).margin(1e-6));
    }
  }
  // Exaggeration multiplies what attracts, and nothing else.
  Plane doubled, none;
  gradient(joint, plane, 2, 1, doubled);
  gradient(joint, plane, 0, 1, none);
  for (std::size_t i = 0; i < n; ++i)
    CHECK(doubled.x[i] - slope.x[i] == Approx(slope.x[i] - none.x[i]).margin(1e-6));
}

TEST_CASE("equal input gives an equal map, on any number of threads, the seed changes it") {
  const Cloud cloud = gaussians(4, 40, 12, 8);
  TsneOptions options = quick();
  options.iterations = 120;
  options.exaggerated = 60;
  const auto first = tsne(cloud.features, cloud.length, options);
  const auto again = tsne(cloud.features, cloud.length, options);
  options.threads = 1;
  const auto alone = tsne(cloud.features, cloud.length, options);
  options.threads = 5;
  const auto many = tsne(cloud.features, cloud.length, options);
  options.seed = 2;
  const auto other = tsne(cloud.features, cloud.length, options);
  REQUIRE((first && again && alone && many && other));
  CHECK(first->points == again->points);
  CHECK(first->points == alone->points);
  CHECK(first->points == many->points);
  CHECK(first->divergence == many->divergence);
  CHECK_FALSE(first->points == other->points);
}

TEST_CASE("the divergence falls as the map is refined, and the scale of the features does not matter") {
  Cloud cloud = gaussians(4, 40, 12, 8);
  TsneOptions options = quick();
  options.exaggerated = 100;
  options.iterations = 110;
  const auto early = tsne(cloud.features, cloud.length, options);
  options.iterations = 500;
  const auto late = tsne(cloud.features, cloud.length, options);
  REQUIRE((early && late));
  CHECK(late->divergence < early->divergence);
  CHECK(late->divergence > 0);
  for (float& each : cloud.features) each *= 0x1p70f;  // its square is beyond float
  const auto large = tsne(cloud.features, cloud.length, options);
  REQUIRE(large);
  CHECK(large->points == late->points);
}

TEST_CASE("cancel ends a map at once, progress is told") {
  const Cloud cloud = gaussians(3, 30, 6, 5);
  std::stop_source stop;
  std::vector<std::int64_t> seen;
  TsneOptions options;
  options.iterations = 1'000'000;
  const auto map = tsne(
      cloud.features, cloud.length, options,
      [&](const Progress& progress) {
        CHECK(progress.total == 1'000'000);
        seen.push_back(progress.done);
        if (progress.done == 7) stop.request_stop();
      },
      stop.get_token());
  CHECK(codeOf(map) == ErrorCode::Cancelled);
  CHECK(seen == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7});
}

TEST_CASE("what cannot be mapped is refused, a perplexity too large is lowered") {
  const std::vector<float> two(8, 1.0f);
  CHECK(codeOf(tsne(two, 4)) == ErrorCode::ArgumentInvalid);
  CHECK(codeOf(tsne({}, 4)) == ErrorCode::ArgumentInvalid);
  CHECK(codeOf(tsne(two, 0)) == ErrorCode::ArgumentInvalid);
  CHECK(codeOf(tsne(two, 3)) == ErrorCode::ArgumentInvalid);
  Cloud cloud = gaussians(2, 20, 4, 5);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    auto features = cloud.features;
    features[17] = bad;
    CHECK(codeOf(tsne(features, 4)) == ErrorCode::ArgumentInvalid);
  }
  TsneOptions options = quick();
  options.perplexity = 0.5;
  CHECK(codeOf(tsne(cloud.features, 4, options)) == ErrorCode::ArgumentInvalid);
  options.perplexity = std::nan("");
  CHECK(codeOf(tsne(cloud.features, 4, options)) == ErrorCode::ArgumentInvalid);
  options.perplexity = 30;
  const auto lowered = tsne(cloud.features, 4, options);
  REQUIRE(lowered);
  CHECK(lowered->perplexity == Approx(13));  // 39 others
  options.perplexity = 5;
  const auto kept = tsne(cloud.features, 4, options);
  REQUIRE(kept);
  CHECK(kept->perplexity == 5);
}

TEST_CASE("the least and the dullest input give a map without NaN") {
  const auto finite = [](const Embedding& map) {
    return std::all_of(map.points.begin(), map.points.end(),
                       [](const Point& p) { return std::isfinite(p.x) && std::isfinite(p.y); });
  };
  const std::vector<float> three = {0, 0, 1, 0, 0, 3};
  const auto least = tsne(three, 2, quick());
  REQUIRE(least);
  CHECK(finite(*least));
  const std::vector<float> equal(40 * 3, 2.5f);  // 40 points that are one
  const auto one = tsne(equal, 3, quick());
  REQUIRE(one);
  CHECK(finite(*one));
  CHECK(std::isfinite(one->divergence));
  std::vector<float> line(50);
  std::iota(line.begin(), line.end(), 0.0f);
  const auto single = tsne(line, 1, quick());
  REQUIRE(single);
  CHECK(finite(*single));
}

TEST_CASE("a map starts from the two principal components") {
  // Stretched along (3, 4, 0) / 5, less along z, turned by its mean.
  std::mt19937 random(4);
  std::normal_distribution<float> normal;
  std::vector<float> features;
  std::vector<float> along, across;
  for (int i = 0; i < 400; ++i) {
    along.push_back(10 * normal(random));
    across.push_back(3 * normal(random));
    const float rest = 0.1f * normal(random);
    for (const float v :
         {0.6f * along.back() - 0.8f * rest + 7, 0.8f * along.back() + 0.6f * rest - 2, across.back() + 1})
      features.push_back(v);
  }
  const Plane plane = principalPlane(features, 3);
  const auto correlation = [](const std::vector<float>& a, const std::vector<float>& b) {
    double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      ma += a[i] / double(a.size());
      mb += b[i] / double(a.size());
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
      ab += (a[i] - ma) * (b[i] - mb);
      aa += (a[i] - ma) * (a[i] - ma);
      bb += (b[i] - mb) * (b[i] - mb);
    }
    return ab / std::sqrt(aa * bb);
  };
  CHECK(correlation(plane.x, along) > 0.999);
  CHECK(correlation(plane.y, across) > 0.99);  // the sample itself is slightly correlated
  CHECK(std::abs(correlation(plane.x, plane.y)) < 1e-3);
}

TEST_CASE("a sample has the size asked for, no doubles, and every point its chance") {
  CHECK(sample(5, 9, 1) == std::vector<int>{0, 1, 2, 3, 4});
  CHECK(sample(1000, 100, 1) == sample(1000, 100, 1));
  CHECK_FALSE(sample(1000, 100, 1) == sample(1000, 100, 2));
  std::vector<int> times(50);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const auto drawn = sample(50, 10, seed);
    REQUIRE(drawn.size() == 10);
    REQUIRE(std::adjacent_find(drawn.begin(), drawn.end(), std::greater_equal<>()) == drawn.end());
    for (const int i : drawn) ++times[std::size_t(i)];
  }
  for (const int each : times) CHECK(std::abs(each - 400) < 90);  // five standard deviations
}

TEST_CASE("purity counts neighbours of the same class") {
  // Two pairs far apart: each point's only near one is of its class, the next two are not.
  const std::vector<Point> points = {{0, 0}, {1, 0}, {100, 0}, {101, 0}};
  const std::vector<int> classes = {0, 0, 1, 1};
  CHECK(neighbourhoodPurity(points, classes, 1).value == 1);
  CHECK(neighbourhoodPurity(points, classes, 10).value == Approx(1.0 / 3));
  CHECK(neighbourhoodPurity(points, classes, 1).byChance == Approx(1.0 / 3));
  const std::vector<int> crossed = {0, 1, 0, 1};
  CHECK(neighbourhoodPurity(points, crossed, 1).value == 0);
  CHECK(std::isnan(neighbourhoodPurity(std::vector<Point>{{0, 0}}, std::vector<int>{0}).value));
}
