// CrossFormer (Wang et al., ICLR 2022; method.md section 1) as a feature extractor: no
// classification head. Parameter names are those of the published PyTorch implementation.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include <vector>

#include "nn/backbone.h"

namespace cellwise::nn {

// Dynamic position bias: an MLP from a relative offset (dy, dx) to one value a head.
// Width dim / 4, where dim is a quarter of the block's: D / 16.
struct DynamicPositionBiasImpl : torch::nn::Module {
  DynamicPositionBiasImpl(int dim, int heads);
  torch::Tensor forward(torch::Tensor offsets);  // [n, 2] -> [n, heads]

  torch::nn::Linear pos_proj{nullptr};
  torch::nn::Sequential pos1, pos2, pos3;
};
TORCH_MODULE(DynamicPositionBias);

// Attention inside groups of side x side embeddings.
struct GroupAttentionImpl : torch::nn::Module {
  GroupAttentionImpl(int dim, int heads, int side);
  // x: [groups, side * side, dim]. mask: [kinds, 1, 1, side * side], 0 or -inf, the groups being
  // laid out with their kind fastest; undefined for none. Returns the shape of x.
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& mask);
  // Keeps the position bias, a constant of the weights, until train() is called.
  void freeze();
  void train(bool on = true) override;
  torch::Tensor positionBias();  // [heads, n, n], n = side * side

  torch::nn::Linear qkv{nullptr}, proj{nullptr};
  DynamicPositionBias pos{nullptr};

 private:
  int heads_, side_;
  torch::Tensor offsets_;      // [(2 side - 1)^2, 2], relative positions
  torch::Tensor offsetIndex_;  // [n * n], which of them each pair of embeddings has
  torch::Tensor frozenBias_;
};
TORCH_MODULE(GroupAttention);

struct MlpImpl : torch::nn::Module {
  MlpImpl(int dim, int hidden);
  torch::Tensor forward(const torch::Tensor& x);

  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
};
TORCH_MODULE(Mlp);

enum class AttentionKind {
  ShortDistance,  // SDA: neighbouring groupSize x groupSize embeddings
  LongDistance,   // LDA: embeddings sampled at the interval
};

struct BlockOptions {
  int dim = 0;
  int heads = 0;
  int resolution = 0;  // embeddings on a side
  AttentionKind kind = AttentionKind::ShortDistance;
  int groupSize = 7;
  int interval = 1;
  double mlpRatio = 4;
  double dropPath = 0;
};

// How a block's embeddings form groups: with padding on the right and below where they do not divide.
struct Grouping {
  int padded;  // embeddings on a side after padding
  int height;  // of a group, embeddings; groups are square
};
Grouping grouping(const BlockOptions& options);

// Pre-norm attention and MLP with residuals and stochastic depth.
struct CrossFormerBlockImpl : torch::nn::Module {
  explicit CrossFormerBlockImpl(const BlockOptions& options);
  torch::Tensor forward(torch::Tensor x);  // [batch, resolution, resolution, dim]
  // As asked for, but short distance where the whole map is one group.
  const BlockOptions& options() const { return options_; }

  torch::nn::LayerNorm norm1{nullptr}, norm2{nullptr};
  GroupAttention attn{nullptr};
  Mlp mlp{nullptr};

 private:
  torch::Tensor attend(const torch::Tensor& x);
  BlockOptions options_;
  torch::Tensor paddingMask_;  // of the padded resolution; undefined without padding
};
TORCH_MODULE(CrossFormerBlock);

// Cross-scale embedding between stages: halves the resolution, doubles the width.
struct PatchMergingImpl : torch::nn::Module {
  PatchMergingImpl(int dim, const std::vector<int>& kernels);
  torch::Tensor forward(torch::Tensor x);  // [b, r, r, d] -> [b, r/2, r/2, 2d]

  torch::nn::ModuleList reductions;
  torch::nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(PatchMerging);

struct StageImpl : torch::nn::Module {
  StageImpl(const model::CrossFormerConfig& config, int stage, int resolution, int blocksBefore);
  torch::Tensor forward(torch::Tensor x);

  torch::nn::ModuleList blocks;
  PatchMerging downsample{nullptr};  // none in the last stage
};
TORCH_MODULE(Stage);

// The cross-scale embedding layer (CEL) of the first stage.
struct PatchEmbedImpl : torch::nn::Module {
  PatchEmbedImpl(int dim, const std::vector<int>& kernels);
  torch::Tensor forward(const torch::Tensor& images);  // [b, 3, s, s] -> [b, s/4, s/4, dim]

  torch::nn::ModuleList projs;
  torch::nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(PatchEmbed);

struct CrossFormerImpl : BackboneImpl {
  // The configuration must be without problem(): else std::invalid_argument.
  explicit CrossFormerImpl(const model::CrossFormerConfig& config);
  torch::Tensor forward(const torch::Tensor& images) override;  // mean over the embeddings
  void freeze() override;

  PatchEmbed patch_embed{nullptr};
  torch::nn::ModuleList layers;
  torch::nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(CrossFormer);

}  // namespace cellwise::nn
