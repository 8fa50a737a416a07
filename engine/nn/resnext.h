// ResNeXt, as torchvision.models.ResNet with groups, without its classification layer.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include <vector>

#include "nn/backbone.h"

namespace cellwise::nn {

struct ResNextImpl : BackboneImpl {
  explicit ResNextImpl(const model::ResNextConfig& config);
  torch::Tensor forward(const torch::Tensor& images) override;  // mean over the map
  bool needsWholeBatch() const override { return true; }

  torch::nn::Conv2d conv1{nullptr};
  torch::nn::BatchNorm2d bn1{nullptr};
  std::vector<torch::nn::Sequential> layers;  // layer1, layer2, ...
};

}  // namespace cellwise::nn
