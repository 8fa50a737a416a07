// What this machine can do: the rate of a 2048 x 2048 x 2048 product through LibTorch. Beside it the other
// figures hold on any machine.
#include <CLI/CLI.hpp>
#include <thread>
#include <torch/torch.h>

#include "figures.h"

using namespace cellwise::benchmarks;

int main(int argc, char** argv) {
  CLI::App program("Times a matrix product.", "bench_product");
  std::string json;
  int repeats = 15;
  program.add_option("--repeats", repeats)->check(CLI::Range(1, 1000))->capture_default_str();
  program.add_option("--json", json, "write the figures to this file");
  CLI11_PARSE(program, argc, argv);
  constexpr std::int64_t kSide = 2048;
  Figures figures;
  torch::InferenceMode inference;
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  for (const int threads : cores > 1 ? std::vector{1, cores} : std::vector{1}) {
    at::set_num_threads(threads);
    for (const auto& [type, name] : {std::pair{torch::kFloat32, "float32"}, {torch::kBFloat16, "bfloat16"}}) {
      const auto a = torch::randn({kSide, kSide}).to(type), b = torch::randn({kSide, kSide}).to(type);
      auto product = torch::matmul(a, b);
      Sample rates;
      for (int i = 0; i < repeats; ++i) {
        const Stopwatch watch;
        torch::matmul_out(product, a, b);
        rates.add(2e-6 * kSide * kSide * kSide / watch.milliseconds());
      }
      // The best is what the machine can do; the others are what else it did.
      figures.add({"machine",
                   std::string("2048^3 product, ") + name + ", " + std::to_string(threads) +
                       (threads == 1 ? " thread" : " threads"),
                   "GFLOP/s",
                   rates.greatest(),
                   {},
                   false,
                   rates.least(),
                   rates.greatest(),
                   repeats,
                   {}});
    }
  }
  if (!json.empty() && !figures.writeJson(json)) return 1;
  return 0;
}
