// The only source of chance in a drawing: the same seed gives the same picture everywhere.
// The distributions of <random> differ between libraries, so they are spelt out here.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>

namespace cellwise::synthesis {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed * 0x9E3779B97F4A7C15ull + 0x632BE59BD9B4E019ull) {}

  std::uint64_t seed() { return engine_(); }
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }  // [0, 1)
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  double angle() { return uniform(0, 2 * std::numbers::pi); }
  bool chance(double probability) { return uniform() < probability; }
  int integer(int low, int high) { return low + static_cast<int>(uniform() * (high - low + 1)); }

  // Gaussian, cut at 2.5 standard deviations: no cell of an impossible size.
  double normal(double mean, double sd) {
    for (;;) {
      const double z = std::sqrt(-2 * std::log(1 - uniform())) * std::cos(angle());
      if (std::abs(z) <= 2.5) return mean + sd * z;
    }
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace cellwise::synthesis
