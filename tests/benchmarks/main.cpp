// Rejection, timed as in the thesis's tables 4-4 and 4-5: the inductive conformal predictor by its
// definition (K n, K = classes x calibration cells), by sorted scores (classes x log), and CCL's c with
// both gates. Scores are drawn: the network's own time is the same for all and is left out.
// And t-SNE of drawn features, with --map.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <vector>

#include "decision/conformal.h"
#include "decision/score.h"
#include "embedding/tsne.h"

namespace {

using namespace cellwise::decision;

struct Sizes {
  int classes = 13;
  int calibration = 778;  // 5 % of 15,574
  int cells = 2354;       // table 4-5
  int repeats = 7;
  double epsilon = 0.05;  // with 60 cells a class, less than 1 / 61 would accept nothing
};

struct Scores {
  std::vector<float> values;  // cells x classes
  std::vector<int> labels;
};

// Memberships as CCL makes them: the true class's near 1, the others' near 0, and a rival for some cells.
Scores draw(int n, int classes, std::mt19937& random) {
  std::uniform_real_distribution<float> uniform(0, 1);
  const auto anyClass = [&] { return static_cast<int>(random() % static_cast<unsigned>(classes)); };
  Scores scores;
  for (int i = 0; i < n; ++i) {
    const int truth = anyClass(), rival = anyClass();
    const float doubt = uniform(random) * uniform(random) * uniform(random);
    scores.labels.push_back(truth);
    for (int k = 0; k < classes; ++k) {
      scores.values.push_back(k == truth   ? 1 - doubt * uniform(random)
                              : k == rival ? doubt * uniform(random)
                                           : 0.005f * uniform(random));
    }
  }
  return scores;
}

// The median of several runs, in milliseconds; the sum of what was accepted, so that nothing is optimised
// away.
template <class Decide>
double time(const Sizes& sizes, const Scores& cells, Decide decide, int& accepted) {
  std::vector<double> times;
  for (int r = 0; r < sizes.repeats; ++r) {
    accepted = 0;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < sizes.cells; ++i) {
      const auto width = static_cast<std::size_t>(sizes.classes);
      accepted += decide(std::span(cells.values).subspan(static_cast<std::size_t>(i) * width, width));
    }
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::nth_element(times.begin(), times.begin() + sizes.repeats / 2, times.end());
  return times[static_cast<std::size_t>(sizes.repeats / 2)];
}

// False where the two forms of ICP disagree.
bool run(const Sizes& sizes) {
  std::mt19937 random(1);
  const Scores calibration = draw(sizes.calibration, sizes.classes, random);
  const Scores cells = draw(sizes.cells, sizes.classes, random);
  const auto kind = Nonconformity::Ratio;
  const NaiveConformalPredictor naive(calibration.values, calibration.labels, sizes.classes, kind);
  const SortedConformalPredictor sorted(calibration.values, calibration.labels, sizes.classes, kind);
  int acceptedNaive = 0, acceptedSorted = 0, acceptedCcl = 0;
  const double tNaive = time(
      sizes, cells, [&](auto s) { return naive.predict(s, sizes.epsilon).accepted; }, acceptedNaive);
  const double tSorted = time(
      sizes, cells, [&](auto s) { return sorted.predict(s, sizes.epsilon).accepted; }, acceptedSorted);
  const double tCcl = time(
      sizes, cells,
      [&](auto s) {
        const Score of = score(s);
        return decide(of.confidence, of.maxMembership, {0.9, 0.05}) == Decision::Accepted;
      },
      acceptedCcl);
  const auto line = [&](const char* name, double ms, int accepted) {
    std::printf("%8d %12d %-14s %10.3f %12.1f %9.1f %9d\n", sizes.cells, sizes.calibration, name, ms,
                1e6 * ms / sizes.cells, ms / tCcl, accepted);
  };
  line("ICP, naive", tNaive, acceptedNaive);
  line("ICP, sorted", tSorted, acceptedSorted);
  line("CCL, two gates", tCcl, acceptedCcl);
  if (acceptedNaive != acceptedSorted) std::printf("the two forms of ICP disagree\n");
  return acceptedNaive == acceptedSorted;
}

struct MapSizes {
  int points = 5000;
  int length = 128;
  int clusters = 11;
  int threads = 2;
};

void runMap(const MapSizes& sizes) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  const auto length = static_cast<std::size_t>(sizes.length);
  std::vector<float> centres(static_cast<std::size_t>(sizes.clusters) * length), features;
  for (float& each : centres) each = normal(random);
  std::vector<int> clusters;
  for (int i = 0; i < sizes.points; ++i) {
    clusters.push_back(i % sizes.clusters);
    const float* centre = centres.data() + static_cast<std::size_t>(clusters.back()) * length;
    for (std::size_t d = 0; d < length; ++d) features.push_back(centre[d] + normal(random));
  }
  cellwise::embedding::TsneOptions options;
  options.threads = sizes.threads;
  const auto start = std::chrono::steady_clock::now();
  const auto map = cellwise::embedding::tsne(features, length, options);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (!map) {
    std::printf("t-SNE failed: %s\n", map.error().detail.c_str());
    return;
  }
  std::printf("t-SNE of %d x %d, %d iterations, perplexity %g, %d threads: %.2f s; KL %.3f, purity %.3f\n",
              sizes.points, sizes.length, options.iterations, map->perplexity, sizes.threads, seconds.count(),
              map->divergence, cellwise::embedding::neighbourhoodPurity(map->points, clusters).value);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("Times rejection (ICP naive and sorted, CCL's two gates), or t-SNE with --map.",
                   "cellwise_benchmarks");
  Sizes sizes;
  program.add_option("--classes", sizes.classes)->check(CLI::Range(2, 1000))->capture_default_str();
  program.add_option("--repeats", sizes.repeats, "the median of so many runs counts")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  MapSizes map;
  bool onlyMap = false;
  program.add_flag("--map", onlyMap, "time t-SNE, and nothing else");
  program.add_option("--points", map.points)->check(CLI::Range(3, 1'000'000))->capture_default_str();
  program.add_option("--length", map.length, "of a feature")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  program.add_option("--threads", map.threads)->check(CLI::Range(1, 1024))->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  if (onlyMap) {
    runMap(map);
    return 0;
  }
  std::printf("%d classes\n%8s %12s %-14s %10s %12s %9s %9s\n", sizes.classes, "cells", "calibration", "rule",
              "ms", "ns a cell", "x CCL", "accepted");
  bool agree = run(sizes);
  // Table 4-4: how the time grows with the calibration set and with the cells.
  for (const int calibration : {1556, 7780}) {
    Sizes larger = sizes;
    larger.calibration = calibration;
    agree = run(larger) && agree;
  }
  Sizes more = sizes;
  more.cells *= 4;
  agree = run(more) && agree;
  return agree ? 0 : 1;
}
