// t-SNE: points of many dimensions laid out in the plane so that near ones stay near (van der Maaten
// and Hinton, Journal of Machine Learning Research 9, 2008). Affinities over the nearest neighbours,
// every pair's repulsion in full. The map shows neighbourhoods; distances between groups, their sizes
// and the axes mean nothing.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace cellwise::embedding {

struct Point {
  float x = 0, y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

struct TsneOptions {
  double perplexity = 30;  // effective number of neighbours of a point, >= 1
  int iterations = 750;
  int exaggerated = 250;     // the first of them, with the affinities times `exaggeration`
  double exaggeration = 12;  // >= 1
  std::uint64_t seed = 1;    // of a slight jitter, which parts equal points
  int threads = 0;           // 0: all cores; changes the time, never the result
};

struct Embedding {
  std::vector<Point> points;  // in the order of the features, centred on 0
  double perplexity = 0;      // as used: at most a third of the other points, and at least 1
  double divergence = 0;      // KL(P || Q) in nats, of the affinities over the nearest neighbours
};

// features: n rows of the same length, one after the other; n >= 3. Starts from the two principal
// components, so that equal input gives an equal map, and a seed changes it but slightly.
// Progress counts iterations, and comes on the calling thread.
// Errors: ArgumentInvalid (fewer than 3 points, a value that is not finite, an option out of range),
// Cancelled.
Result<Embedding> tsne(std::span<const float> features, std::size_t length, const TsneOptions& options = {},
                       const ProgressCallback& progress = {}, std::stop_token stop = {});

// `count` of [0, n) drawn without replacement by the seed, in rising order; all where count >= n.
std::vector<int> sample(int n, int count, std::uint64_t seed);

// How well a map keeps classes together: the share of each point's k nearest in the map that are of its
// own class, averaged over the points; where there are no more than k others, of all others.
struct Purity {
  double value = 0;     // 1: every neighbour is of the same class; NaN for fewer than two points
  double byChance = 0;  // what points scattered at random would have
};
Purity neighbourhoodPurity(std::span<const Point> points, std::span<const int> classes, int k = 10);

}  // namespace cellwise::embedding
