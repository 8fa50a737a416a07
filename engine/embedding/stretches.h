// A loop over rows on a few threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace cellwise::embedding {

// Calls work(first, last) for stretches of [0, n), and waits for all. Which thread takes which is
// chance: rows must not depend on each other. The work must not throw.
template <class Work>
void inStretches(int n, int stretch, int threads, const Work& work) {
  std::atomic<int> next = 0;
  const auto run = [&] {
    for (int first = next.fetch_add(stretch); first < n; first = next.fetch_add(stretch))
      work(first, std::min(n, first + stretch));
  };
  std::vector<std::jthread> others;
  for (int t = 1; t < std::min(threads, (n + stretch - 1) / stretch); ++t) others.emplace_back(run);
  run();
}

}  // namespace cellwise::embedding
