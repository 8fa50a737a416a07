// RegNetY, as torchvision.models.RegNet, without its classification layer.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include "nn/backbone.h"

namespace cellwise::nn {

struct RegNetYImpl : BackboneImpl {
  explicit RegNetYImpl(const model::RegNetYConfig& config);
  torch::Tensor forward(const torch::Tensor& images) override;  // mean over the map
  bool needsWholeBatch() const override { return true; }

  torch::nn::Sequential stem{nullptr};
  torch::nn::Sequential trunk_output{nullptr};  // block1, block2, ...: the stages
};

}  // namespace cellwise::nn
