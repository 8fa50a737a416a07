// Vision Transformer, as torchvision.models.VisionTransformer, without its classification head.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include "nn/backbone.h"

namespace cellwise::nn {

struct VitEncoderImpl : torch::nn::Module {
  explicit VitEncoderImpl(const model::VitConfig& config);
  torch::Tensor forward(const torch::Tensor& tokens);  // [b, 1 + patches, hidden], to the same shape

  torch::Tensor pos_embedding;  // [1, 1 + patches, hidden]
  torch::nn::Sequential layers;
  torch::nn::LayerNorm ln{nullptr};
};
TORCH_MODULE(VitEncoder);

struct VitImpl : BackboneImpl {
  explicit VitImpl(const model::VitConfig& config);
  torch::Tensor forward(const torch::Tensor& images) override;  // the class token's features

  torch::nn::Conv2d conv_proj{nullptr};
  torch::Tensor class_token;  // [1, 1, hidden]
  VitEncoder encoder{nullptr};
};

}  // namespace cellwise::nn
