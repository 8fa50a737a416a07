#include "nn/crossformer.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace cellwise::nn {
namespace F = torch::nn::functional;

namespace {

constexpr int kStride = 4;  // of the first embedding layer

torch::nn::LayerNorm layerNorm(int dim) {
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({dim}));
}

// The k-th of n kernels gets half of what is left, the last one all of it.
int channelShare(int dim, std::size_t k, std::size_t n) {
  return k + 1 == n ? dim >> k : dim >> (k + 1);
}

}  // namespace

DynamicPositionBiasImpl::DynamicPositionBiasImpl(int dim, int heads) {
  const int width = dim / 4;
  const auto layer = [width](int out) {
    return torch::nn::Sequential(layerNorm(width), torch::nn::ReLU(), torch::nn::Linear(width, out));
  };
  pos_proj = register_module("pos_proj", torch::nn::Linear(2, width));
  pos1 = register_module("pos1", layer(width));
  pos2 = register_module("pos2", layer(width));
  pos3 = register_module("pos3", layer(heads));
}

torch::Tensor DynamicPositionBiasImpl::forward(torch::Tensor offsets) {
  return pos3->forward(pos2->forward(pos1->forward(pos_proj->forward(offsets))));
}

GroupAttentionImpl::GroupAttentionImpl(int dim, int heads, int side) : heads_(heads), side_(side) {
  qkv = register_module("qkv", torch::nn::Linear(dim, 3 * dim));
  proj = register_module("proj", torch::nn::Linear(dim, dim));
  pos = register_module("pos", DynamicPositionBias(dim / 4, heads));

  const auto whole = torch::TensorOptions().dtype(torch::kLong);
  const auto pairs = [](const torch::Tensor& axis) {  // every (y, x), row by row
    const auto grid = torch::meshgrid({axis, axis}, "ij");
    return torch::stack({grid[0].flatten(), grid[1].flatten()}, 1);
  };
  offsets_ = pairs(torch::arange(1 - side, side, whole)).to(torch::kFloat32);
  const auto places = pairs(torch::arange(side, whole));
  const auto relative = places.unsqueeze(1) - places.unsqueeze(0) + (side - 1);  // [n, n, 2], from 0
  offsetIndex_ = (relative.select(2, 0) * (2 * side - 1) + relative.select(2, 1)).flatten();
}

void GroupAttentionImpl::train(bool on) {
  frozenBias_ = torch::Tensor();
  torch::nn::Module::train(on);
}

void GroupAttentionImpl::freeze() {
  torch::NoGradGuard noGrad;
  frozenBias_ = torch::Tensor();
  frozenBias_ = positionBias();
}

torch::Tensor GroupAttentionImpl::positionBias() {
  if (frozenBias_.defined()) return frozenBias_;
  const auto n = side_ * side_;
  const auto table = pos->forward(offsets_.to(pos->pos_proj->weight.options()));  // [(2 side - 1)^2, heads]
  return table.index_select(0, offsetIndex_.to(table.device()))
      .view({n, n, heads_})
      .permute({2, 0, 1})
      .contiguous();
}

torch::Tensor GroupAttentionImpl::forward(const torch::Tensor& x, const torch::Tensor& mask) {
  const auto groups = x.size(0), n = x.size(1), dim = x.size(2);
  const auto parts = qkv->forward(x).view({groups, n, 3, heads_, dim / heads_}).permute({2, 0, 3, 1, 4});
  const double scale = 1.0 / std::sqrt(static_cast<double>(dim / heads_));
  auto attention = torch::matmul(parts[0] * scale, parts[1].transpose(-2, -1));  // [groups, heads, n, n]
  attention = attention + positionBias();
  if (mask.defined()) {
    const auto kinds = mask.size(0);
    attention = (attention.view({groups / kinds, kinds, heads_, n, n}) + mask.to(attention.options()))
                    .view({groups, heads_, n, n});
  }
  const auto mixed = torch::matmul(torch::softmax(attention, -1), parts[2]);  // [groups, heads, n, dim/heads]
  return proj->forward(mixed.transpose(1, 2).reshape({groups, n, dim}));
}

MlpImpl::MlpImpl(int dim, int hidden) {
  fc1 = register_module("fc1", torch::nn::Linear(dim, hidden));
  fc2 = register_module("fc2", torch::nn::Linear(hidden, dim));
}

torch::Tensor MlpImpl::forward(const torch::Tensor& x) {
  return fc2->forward(F::gelu(fc1->forward(x)));
}

Grouping grouping(const BlockOptions& o) {
  const int divisor = o.kind == AttentionKind::LongDistance ? o.interval : o.groupSize;
  const int padded = (o.resolution + divisor - 1) / divisor * divisor;
  return {padded, o.kind == AttentionKind::LongDistance ? padded / o.interval : o.groupSize};
}

namespace {

// [b, padded, padded, c] -> [b * groups, height * height, c]
torch::Tensor toGroups(const torch::Tensor& x, AttentionKind kind, const Grouping& g) {
  const auto b = x.size(0), c = x.size(3);
  const int count = g.padded / g.height;  // groups on a side; the interval, for long distance
  const auto split = kind == AttentionKind::ShortDistance
                         ? x.view({b, count, g.height, count, g.height, c}).permute({0, 1, 3, 2, 4, 5})
                         : x.view({b, g.height, count, g.height, count, c}).permute({0, 2, 4, 1, 3, 5});
  return split.reshape({b * count * count, g.height * g.height, c});
}

torch::Tensor fromGroups(const torch::Tensor& groups, std::int64_t b, AttentionKind kind, const Grouping& g) {
  const auto c = groups.size(2);
  const int count = g.padded / g.height;
  const auto split = groups.view({b, count, count, g.height, g.height, c});
  const auto merged = kind == AttentionKind::ShortDistance ? split.permute({0, 1, 3, 2, 4, 5})
                                                           : split.permute({0, 3, 1, 4, 2, 5});
  return merged.reshape({b, g.padded, g.padded, c});
}

}  // namespace

CrossFormerBlockImpl::CrossFormerBlockImpl(const BlockOptions& options) : options_(options) {
  if (options_.resolution <= options_.groupSize) {  // the whole map is one group
    options_.kind = AttentionKind::ShortDistance;
    options_.groupSize = options_.resolution;
  }
  norm1 = register_module("norm1", layerNorm(options_.dim));
  const Grouping g = grouping(options_);
  attn = register_module("attn", GroupAttention(options_.dim, options_.heads, g.height));
  norm2 = register_module("norm2", layerNorm(options_.dim));
  mlp = register_module("mlp", Mlp(options_.dim, static_cast<int>(options_.dim * options_.mlpRatio)));

  if (g.padded != options_.resolution) {
    auto padded = torch::full({1, g.padded, g.padded, 1}, -std::numeric_limits<float>::infinity());
    using torch::indexing::Slice;
    padded.index_put_({0, Slice(0, options_.resolution), Slice(0, options_.resolution)}, 0.0f);
    const auto kinds = toGroups(padded, options_.kind, g);  // [kinds, n, 1]
    paddingMask_ = kinds.view({kinds.size(0), 1, 1, kinds.size(1)});
    // A group of padding alone has nothing to attend to; its output is cut away, but softmax must
    // not see a row of -inf.
    paddingMask_ = torch::where(torch::isinf(paddingMask_).all(3, true), torch::zeros({}), paddingMask_);
  }
}

torch::Tensor CrossFormerBlockImpl::attend(const torch::Tensor& x) {
  const Grouping g = grouping(options_);
  const int padding = g.padded - options_.resolution;
  const auto padded = padding > 0 ? F::pad(x, F::PadFuncOptions({0, 0, 0, padding, 0, padding})) : x;
  const auto mixed = attn->forward(toGroups(padded, options_.kind, g), paddingMask_);
  const auto merged = fromGroups(mixed, x.size(0), options_.kind, g);
  return padding > 0 ? merged.narrow(1, 0, options_.resolution).narrow(2, 0, options_.resolution) : merged;
}

torch::Tensor CrossFormerBlockImpl::forward(torch::Tensor x) {
  x = x + dropPath(attend(norm1->forward(x)), options_.dropPath, is_training());
  return x + dropPath(mlp->forward(norm2->forward(x)), options_.dropPath, is_training());
}

namespace {

// Convolutions of several kernels at one stride over the same map, concatenated by channel.
torch::nn::ModuleList crossScaleConvolutions(int in, int out, const std::vector<int>& kernels, int stride) {
  torch::nn::ModuleList list;
  for (std::size_t k = 0; k < kernels.size(); ++k) {
    list->push_back(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(in, channelShare(out, k, kernels.size()), kernels[k])
                              .stride(stride)
                              .padding((kernels[k] - stride) / 2)));
  }
  return list;
}

// [b, c, h, w] -> [b, h', w', out], channels last.
torch::Tensor crossScale(torch::nn::ModuleList& convolutions, const torch::Tensor& x) {
  std::vector<torch::Tensor> scales;
  for (const auto& convolution : *convolutions)
    scales.push_back(convolution->as<torch::nn::Conv2d>()->forward(x));
  return torch::cat(scales, 1).permute({0, 2, 3, 1});
}

}  // namespace

PatchMergingImpl::PatchMergingImpl(int dim, const std::vector<int>& kernels) {
  reductions = register_module("reductions", crossScaleConvolutions(dim, 2 * dim, kernels, kernels.front()));
  norm = register_module("norm", layerNorm(dim));
}

torch::Tensor PatchMergingImpl::forward(torch::Tensor x) {
  return crossScale(reductions, norm->forward(x).permute({0, 3, 1, 2})).contiguous();
}

StageImpl::StageImpl(const model::CrossFormerConfig& config, int stage, int resolution, int blocksBefore) {
  int total = 0;
  for (const int depth : config.depths) total += depth;
  const int dim = config.embedDim << stage;
  blocks = register_module("blocks", torch::nn::ModuleList());
  for (int i = 0; i < config.depths[stage]; ++i) {
    BlockOptions options;
    options.dim = dim;
    options.heads = config.heads[stage];
    options.resolution = resolution;
    options.kind = i % 2 == 0 ? AttentionKind::ShortDistance : AttentionKind::LongDistance;
    options.groupSize = config.groupSizes[stage];
    options.interval = config.intervals[stage];
    options.mlpRatio = config.mlpRatio;
    options.dropPath = dropPathOf(blocksBefore + i, total, config.dropPath);
    blocks->push_back(CrossFormerBlock(options));
  }
  if (stage + 1 < static_cast<int>(config.depths.size())) {
    downsample = register_module("downsample", PatchMerging(dim, config.mergeSizes[stage]));
  }
}

torch::Tensor StageImpl::forward(torch::Tensor x) {
  for (const auto& block : *blocks) x = block->as<CrossFormerBlock>()->forward(x);
  return downsample ? downsample->forward(x) : x;
}

PatchEmbedImpl::PatchEmbedImpl(int dim, const std::vector<int>& kernels) {
  projs = register_module("projs", crossScaleConvolutions(3, dim, kernels, kStride));
  norm = register_module("norm", layerNorm(dim));
}

torch::Tensor PatchEmbedImpl::forward(const torch::Tensor& images) {
  return norm->forward(crossScale(projs, images).contiguous());
}

CrossFormerImpl::CrossFormerImpl(const model::CrossFormerConfig& config)
    : BackboneImpl(config.featureLength()) {
  if (const auto problem = config.problem(); !problem.empty()) throw std::invalid_argument(problem);
  patch_embed = register_module("patch_embed", PatchEmbed(config.embedDim, config.patchSizes));
  layers = register_module("layers", torch::nn::ModuleList());

  int resolution = config.inputSize / kStride;
  int before = 0;
  for (std::size_t stage = 0; stage < config.depths.size(); ++stage) {
    layers->push_back(Stage(config, static_cast<int>(stage), resolution, before));
    before += config.depths[stage];
    resolution /= 2;
  }
  norm = register_module("norm", layerNorm(config.featureLength()));

  for (auto& parameter : named_parameters()) {  // as published: truncated normal, zero biases
    const bool linear = parameter.value().dim() == 2;
    if (linear) torch::nn::init::normal_(parameter.value(), 0, 0.02);
    if (linear || parameter.key().find("norm") != std::string::npos) continue;
    if (parameter.value().dim() == 1 && parameter.key().ends_with(".bias") &&
        parameter.key().find("projs") == std::string::npos &&
        parameter.key().find("reductions") == std::string::npos) {
      torch::nn::init::zeros_(parameter.value());
    }
  }
}

void CrossFormerImpl::freeze() {
  eval();
  for (const auto& module : modules()) {
    if (auto* attention = module->as<GroupAttentionImpl>()) attention->freeze();
  }
}

torch::Tensor CrossFormerImpl::forward(const torch::Tensor& images) {
  auto x = patch_embed->forward(images);
  for (const auto& stage : *layers) x = stage->as<Stage>()->forward(x);
  return norm->forward(x.flatten(1, 2)).mean(1);
}

}  // namespace cellwise::nn
