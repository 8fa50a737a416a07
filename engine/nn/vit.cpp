#include "nn/vit.h"

#include <cmath>

namespace cellwise::nn {
namespace {

torch::nn::LayerNorm layerNorm(int dim) {
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({dim}).eps(1e-6));
}

// torch::nn::MultiheadAttention's parameters; all tokens attend to all.
struct VitAttentionImpl : torch::nn::Module {
  VitAttentionImpl(int dim, int heads) : heads_(heads) {
    in_proj_weight = register_parameter("in_proj_weight", torch::empty({3 * dim, dim}));
    in_proj_bias = register_parameter("in_proj_bias", torch::zeros({3 * dim}));
    out_proj = register_module("out_proj", torch::nn::Linear(dim, dim));
    torch::nn::init::xavier_uniform_(in_proj_weight);
    torch::nn::init::zeros_(out_proj->bias);
  }

  torch::Tensor forward(const torch::Tensor& x) {  // [b, n, dim]
    const auto b = x.size(0), n = x.size(1), dim = x.size(2);
    const auto parts = torch::linear(x, in_proj_weight, in_proj_bias)
                           .view({b, n, 3, heads_, dim / heads_})
                           .permute({2, 0, 3, 1, 4});  // [3, b, heads, n, dim / heads]
    const double scale = 1 / std::sqrt(static_cast<double>(dim / heads_));
    const auto weights = torch::softmax(torch::matmul(parts[0] * scale, parts[1].transpose(2, 3)), 3);
    return out_proj->forward(torch::matmul(weights, parts[2]).transpose(1, 2).reshape({b, n, dim}));
  }

  torch::Tensor in_proj_weight, in_proj_bias;
  torch::nn::Linear out_proj{nullptr};

 private:
  int heads_;
};
TORCH_MODULE(VitAttention);

// Pre-norm attention and MLP with residuals and stochastic depth.
struct VitBlockImpl : torch::nn::Module {
  VitBlockImpl(const model::VitConfig& config, double dropPath) : dropPath_(dropPath) {
    ln_1 = register_module("ln_1", layerNorm(config.hidden));
    self_attention = register_module("self_attention", VitAttention(config.hidden, config.heads));
    ln_2 = register_module("ln_2", layerNorm(config.hidden));
    torch::nn::Linear in(config.hidden, config.mlp), out(config.mlp, config.hidden);
    for (const auto& layer : {in, out}) {
      torch::nn::init::xavier_uniform_(layer->weight);
      torch::nn::init::normal_(layer->bias, 0, 1e-6);
    }
    // The second layer is number 3: the published one has a dropout between.
    mlp = register_module("mlp", torch::nn::Sequential(in, torch::nn::GELU(), torch::nn::Identity(), out));
  }

  torch::Tensor forward(torch::Tensor x) {
    x = x + dropPath(self_attention->forward(ln_1->forward(x)), dropPath_, is_training());
    return x + dropPath(mlp->forward(ln_2->forward(x)), dropPath_, is_training());
  }

  torch::nn::LayerNorm ln_1{nullptr}, ln_2{nullptr};
  VitAttention self_attention{nullptr};
  torch::nn::Sequential mlp{nullptr};

 private:
  double dropPath_;
};
TORCH_MODULE(VitBlock);

}  // namespace

VitEncoderImpl::VitEncoderImpl(const model::VitConfig& config) {
  const int side = config.inputSize / config.patchSize;
  pos_embedding =
      register_parameter("pos_embedding", torch::randn({1, side * side + 1, config.hidden}) * 0.02);
  layers = register_module("layers", torch::nn::Sequential());
  for (int i = 0; i < config.depth; ++i) {
    layers->push_back("encoder_layer_" + std::to_string(i),
                      VitBlock(config, dropPathOf(i, config.depth, config.dropPath)));
  }
  ln = register_module("ln", layerNorm(config.hidden));
}

torch::Tensor VitEncoderImpl::forward(const torch::Tensor& tokens) {
  return ln->forward(layers->forward(tokens + pos_embedding));
}

VitImpl::VitImpl(const model::VitConfig& config) : BackboneImpl(config.featureLength()) {
  const int patch = config.patchSize;
  conv_proj = register_module(
      "conv_proj", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, config.hidden, patch).stride(patch)));
  torch::nn::init::normal_(conv_proj->weight, 0, std::sqrt(1.0 / (3 * patch * patch)));
  torch::nn::init::zeros_(conv_proj->bias);
  class_token = register_parameter("class_token", torch::zeros({1, 1, config.hidden}));
  encoder = register_module("encoder", VitEncoder(config));
}

torch::Tensor VitImpl::forward(const torch::Tensor& images) {
  const auto patches = conv_proj->forward(images).flatten(2).transpose(1, 2);
  const auto tokens = torch::cat({class_token.expand({images.size(0), -1, -1}), patches}, 1);
  return encoder->forward(tokens).select(1, 0);
}

}  // namespace cellwise::nn
