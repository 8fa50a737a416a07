// Swin Transformer, as torchvision.models.SwinTransformer, without its classification head.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include "nn/backbone.h"

namespace cellwise::nn {

struct SwinImpl : BackboneImpl {
  explicit SwinImpl(const model::SwinConfig& config);
  torch::Tensor forward(const torch::Tensor& images) override;  // mean over the tokens

  torch::nn::Sequential features{nullptr};  // embedding, stage, merging, stage, ..., stage
  torch::nn::LayerNorm norm{nullptr};
};

}  // namespace cellwise::nn
