#include "nn/swin.h"

#include <cmath>

namespace cellwise::nn {
namespace F = torch::nn::functional;
namespace {

torch::nn::LayerNorm layerNorm(int dim) {
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({dim}));
}

// A map of resolution x resolution embeddings cut into windows, every other time shifted by half one.
struct Windows {
  int resolution;
  int side;    // of a window
  int padded;  // resolution after zero padding, right and bottom
  int shift;   // up and to the left, around the edges; 0 where one window covers all

  Windows(int resolution, int side, bool shifted) : resolution(resolution), side(side) {
    padded = (resolution + side - 1) / side * side;
    shift = shifted && side < padded ? side / 2 : 0;
  }
};

// [b, padded, padded, c] -> [b * windows, side * side, c]
torch::Tensor split(const torch::Tensor& x, const Windows& w) {
  const auto b = x.size(0), c = x.size(3);
  const int count = w.padded / w.side;
  return x.view({b, count, w.side, count, w.side, c})
      .permute({0, 1, 3, 2, 4, 5})
      .reshape({b * count * count, w.side * w.side, c});
}

torch::Tensor join(const torch::Tensor& windows, std::int64_t b, const Windows& w) {
  const auto c = windows.size(2);
  const int count = w.padded / w.side;
  return windows.view({b, count, count, w.side, w.side, c})
      .permute({0, 1, 3, 2, 4, 5})
      .reshape({b, w.padded, w.padded, c});
}

// Attention inside windows with a learned bias for each relative position.
struct WindowAttentionImpl : torch::nn::Module {
  WindowAttentionImpl(int dim, int heads, const Windows& windows) : windows_(windows), heads_(heads) {
    qkv = register_module("qkv", torch::nn::Linear(dim, 3 * dim));
    proj = register_module("proj", torch::nn::Linear(dim, dim));
    const int side = windows.side, span = 2 * side - 1;
    relative_position_bias_table =
        register_parameter("relative_position_bias_table", torch::randn({span * span, heads}) * 0.02);

    const auto axis = torch::arange(side, torch::kLong);
    const auto grid = torch::meshgrid({axis, axis}, "ij");
    const auto places = torch::stack({grid[0].flatten(), grid[1].flatten()}, 1);
    const auto offset = places.unsqueeze(1) - places.unsqueeze(0) + (side - 1);  // [n, n, 2], from 0
    index_ = (offset.select(2, 0) * span + offset.select(2, 1)).flatten();
    if (windows.shift > 0) mask_ = shiftMask();
  }

  torch::Tensor forward(const torch::Tensor& x) {  // [b, resolution, resolution, dim]
    const auto& w = windows_;
    const auto b = x.size(0), dim = x.size(3);
    const int padding = w.padded - w.resolution;
    auto map = padding > 0 ? F::pad(x, F::PadFuncOptions({0, 0, 0, padding, 0, padding})) : x;
    if (w.shift > 0) map = torch::roll(map, {-w.shift, -w.shift}, {1, 2});
    const auto windows = split(map, w);
    const auto groups = windows.size(0), n = windows.size(1);

    const auto parts = qkv->forward(windows)
                           .view({groups, n, 3, heads_, dim / heads_})
                           .permute({2, 0, 3, 1, 4});  // [3, groups, heads, n, dim / heads]
    const double scale = 1 / std::sqrt(static_cast<double>(dim / heads_));
    const auto bias = relative_position_bias_table.index_select(0, index_.to(x.device()))
                          .view({n, n, heads_})
                          .permute({2, 0, 1});
    auto attention = torch::matmul(parts[0] * scale, parts[1].transpose(2, 3)) + bias;
    if (mask_.defined()) {
      const auto kinds = mask_.size(0);  // windows of an image
      attention = (attention.view({groups / kinds, kinds, heads_, n, n}) + mask_.to(attention.options()))
                      .view({groups, heads_, n, n});
    }
    const auto mixed = torch::matmul(torch::softmax(attention, 3), parts[2]);
    map = join(proj->forward(mixed.transpose(1, 2).reshape({groups, n, dim})), b, w);
    if (w.shift > 0) map = torch::roll(map, {w.shift, w.shift}, {1, 2});
    return padding > 0 ? map.narrow(1, 0, w.resolution).narrow(2, 0, w.resolution) : map;
  }

  torch::nn::Linear qkv{nullptr}, proj{nullptr};
  torch::Tensor relative_position_bias_table;  // [(2 side - 1)^2, heads]

 private:
  // After the shift a window at the edge holds pieces that are no neighbours: these do not attend to
  // each other. [windows, 1, n, n], 0 or -100 as published.
  torch::Tensor shiftMask() const {
    const auto& w = windows_;
    auto band = torch::zeros({w.padded}, torch::kLong);  // 0, 1, 2: far, then the two parts of the last
    band.slice(0, w.padded - w.side, w.padded - w.shift).fill_(1);
    band.slice(0, w.padded - w.shift, w.padded).fill_(2);
    const auto region = (band.unsqueeze(1) * 3 + band.unsqueeze(0)).view({1, w.padded, w.padded, 1});
    const auto own = split(region, w).squeeze(2);  // [windows, n]
    const auto apart = own.unsqueeze(1) != own.unsqueeze(2);
    return apart.to(torch::kFloat32).mul_(-100).unsqueeze(1);
  }

  Windows windows_;
  int heads_;
  torch::Tensor index_;  // [n * n], the row of the table that each pair of places has
  torch::Tensor mask_;
};
TORCH_MODULE(WindowAttention);

// Pre-norm attention and MLP with residuals and stochastic depth.
struct SwinBlockImpl : torch::nn::Module {
  SwinBlockImpl(int dim, int heads, double mlpRatio, const Windows& windows, double dropPath)
      : dropPath_(dropPath) {
    norm1 = register_module("norm1", layerNorm(dim));
    attn = register_module("attn", WindowAttention(dim, heads, windows));
    norm2 = register_module("norm2", layerNorm(dim));
    const int hidden = static_cast<int>(dim * mlpRatio);
    // The second layer is number 3: the published one has a dropout between.
    mlp =
        register_module("mlp", torch::nn::Sequential(torch::nn::Linear(dim, hidden), torch::nn::GELU(),
                                                     torch::nn::Identity(), torch::nn::Linear(hidden, dim)));
  }

  torch::Tensor forward(torch::Tensor x) {
    x = x + dropPath(attn->forward(norm1->forward(x)), dropPath_, is_training());
    return x + dropPath(mlp->forward(norm2->forward(x)), dropPath_, is_training());
  }

  torch::nn::LayerNorm norm1{nullptr}, norm2{nullptr};
  WindowAttention attn{nullptr};
  torch::nn::Sequential mlp{nullptr};

 private:
  double dropPath_;
};
TORCH_MODULE(SwinBlock);

// Named 0 and 2: the published one turns the map around in between.
struct SwinEmbeddingImpl : torch::nn::Module {
  SwinEmbeddingImpl(int dim, int patch) {
    convolution =
        register_module("0", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, dim, patch).stride(patch)));
    norm = register_module("2", layerNorm(dim));
  }
  torch::Tensor forward(const torch::Tensor& images) {  // -> [b, r, r, dim]
    return norm->forward(convolution->forward(images).permute({0, 2, 3, 1}).contiguous());
  }
  torch::nn::Conv2d convolution{nullptr};
  torch::nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(SwinEmbedding);

// A stage is a module of its own, since a Sequential cannot hold another.
struct SwinStageImpl : torch::nn::Module {
  void add(SwinBlock block) {
    blocks.push_back(register_module(std::to_string(blocks.size()), std::move(block)));
  }
  torch::Tensor forward(torch::Tensor x) {
    for (auto& block : blocks) x = block->forward(x);
    return x;
  }
  std::vector<SwinBlock> blocks;
};
TORCH_MODULE(SwinStage);

// Halves the resolution, doubles the width.
struct SwinMergingImpl : torch::nn::Module {
  explicit SwinMergingImpl(int dim) {
    reduction = register_module("reduction",
                                torch::nn::Linear(torch::nn::LinearOptions(4 * dim, 2 * dim).bias(false)));
    norm = register_module("norm", layerNorm(4 * dim));
  }
  torch::Tensor forward(torch::Tensor x) {  // [b, r, r, dim]
    if (const auto odd = x.size(1) % 2; odd > 0) x = F::pad(x, F::PadFuncOptions({0, 0, 0, odd, 0, odd}));
    using torch::indexing::Slice;
    const Slice even(0, torch::indexing::None, 2), uneven(1, torch::indexing::None, 2), all;
    const auto merged = torch::cat({x.index({all, even, even}), x.index({all, uneven, even}),
                                    x.index({all, even, uneven}), x.index({all, uneven, uneven})},
                                   3);
    return reduction->forward(norm->forward(merged));
  }
  torch::nn::Linear reduction{nullptr};
  torch::nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(SwinMerging);

}  // namespace

SwinImpl::SwinImpl(const model::SwinConfig& config) : BackboneImpl(config.featureLength()) {
  features = register_module("features", torch::nn::Sequential());
  features->push_back(SwinEmbedding(config.embedDim, config.patchSize));
  int blocks = 0, before = 0;
  for (const int depth : config.depths) blocks += depth;
  int resolution = config.inputSize / config.patchSize;
  for (std::size_t stage = 0; stage < config.depths.size(); ++stage) {
    const int dim = config.embedDim << stage;
    SwinStage made;
    for (int i = 0; i < config.depths[stage]; ++i, ++before) {
      made->add(SwinBlock(dim, config.heads[stage], config.mlpRatio,
                          Windows(resolution, config.window, i % 2 == 1),
                          dropPathOf(before, blocks, config.dropPath)));
    }
    features->push_back(made);
    if (stage + 1 == config.depths.size()) break;
    features->push_back(SwinMerging(dim));
    resolution = (resolution + 1) / 2;
  }
  norm = register_module("norm", layerNorm(config.featureLength()));
  for (const auto& module : modules(false)) {  // as published: truncated normal, zero biases
    auto* linear = module->as<torch::nn::LinearImpl>();
    if (!linear) continue;
    torch::nn::init::normal_(linear->weight, 0, 0.02);
    if (linear->bias.defined()) torch::nn::init::zeros_(linear->bias);
  }
}

torch::Tensor SwinImpl::forward(const torch::Tensor& images) {
  return norm->forward(features->forward(images)).mean({1, 2});
}

}  // namespace cellwise::nn
