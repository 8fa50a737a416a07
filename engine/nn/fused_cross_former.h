// CrossFormer on the CPU, for inference alone: the weights of a CrossFormer module, packed once, in kernels
// that keep what they work on in the cache. The module stays the reference: the features differ by rounding.
//
// How: a block changes the map of tokens in place. Its attention goes over a few groups at a time: their rows
// are gathered and normed, multiplied, attended and added back, so that grouping and un-grouping are the
// gathering and no more; tokens of padding are left out, which attention would mask anyway. Its MLP goes over
// some hundred rows and a few hundred hidden columns at a time. LayerNorm's weights are folded into the
// products that follow, the scale of attention into q's, and the position bias is a constant.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/backbone_config.h"

namespace cellwise::nn {

struct CrossFormerImpl;
class ThreadTeam;

struct FusedOptions {
  int batch = 8;  // images that go through the layers together: weights are read once for all of them; >= 1
  // One of instructionSets(); empty: the environment's CELLWISE_INSTRUCTIONS if it names one, else the best.
  std::string instructions = {};
  // Multiplies bfloat16, with sums in fp32: about twice as fast, and features differ in the third digit. The
  // instructions are then AVX-512 BF16, whatever is wished.
  bool bfloat16 = false;
  // Of run() on bytes, for values in [0, 1].
  std::array<double, 3> mean = {0, 0, 0}, stddev = {1, 1, 1};
};

class FusedCrossFormer {
 public:
  // What kernels there are for this processor, the best first: "AVX-512", "AVX2", "baseline".
  static std::vector<std::string> instructionSets();

  // Whether this processor multiplies bfloat16 (AVX512-BF16), and nothing keeps it from doing so.
  static bool bfloat16();

  // The module must be on the CPU, in fp32, and is not needed afterwards; its input is of inputSize pixels.
  // The team must outlive this, and every run() belongs to the team's caller. Throws std::invalid_argument
  // for an unknown instruction set, and where bfloat16 is asked for and cannot be.
  FusedCrossFormer(CrossFormerImpl& network, int inputSize, ThreadTeam& team,
                   const FusedOptions& options = {});
  ~FusedCrossFormer();
  FusedCrossFormer(const FusedCrossFormer&) = delete;
  FusedCrossFormer& operator=(const FusedCrossFormer&) = delete;

  const char* instructions() const;
  int featureLength() const;  // N

  // Images of RGB bytes, [s, s, 3] each, or normalised ones, [images, s, s, 3] -> features [images, N].
  // Allocates nothing. Returns false, and leaves the features undefined, once `cancelled` was seen to be
  // true, which is looked at between half-blocks.
  bool run(std::span<const std::uint8_t* const> images, float* features,
           const std::atomic<bool>* cancelled = nullptr);
  bool run(const float* images, int count, float* features, const std::atomic<bool>* cancelled = nullptr);

  // Seconds that the last run() took, by part.
  struct Times {
    double input = 0, embedding = 0, attention = 0, mlp = 0, merging = 0, pooling = 0;
  };
  const Times& times() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::nn
