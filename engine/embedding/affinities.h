// t-SNE's input: how much each point takes each other one for its neighbour.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

namespace cellwise::embedding {

// A sparse matrix by rows: those of row i stand at [first[i], first[i + 1]), columns rising.
struct Affinities {
  std::vector<std::size_t> first{0};
  std::vector<int> column;
  std::vector<float> value;

  int rows() const { return static_cast<int>(first.size()) - 1; }
};

// p_{j|i} over i's `neighbours` nearest: Gaussian in the distance, of the width that gives the row the
// perplexity 2^H (equation 1 and section 2 of the paper). Rows sum to 1. Where neighbours tie the
// perplexity may be out of reach; the nearest to it is taken.
// 1 <= perplexity <= neighbours < points. A stop leaves the result unfinished.
Affinities conditionalAffinities(std::span<const float> features, std::size_t length, int neighbours,
                                 double perplexity, int threads, std::stop_token stop = {});

// p_ij = (p_{j|i} + p_{i|j}) / 2n: symmetric, sums to 1.
Affinities jointAffinities(const Affinities& conditional);

}  // namespace cellwise::embedding
