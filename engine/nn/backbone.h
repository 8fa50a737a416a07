// What every feature extractor is to a head and to the trainer.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include <memory>
#include <torch/torch.h>

#include "model/backbone_config.h"

namespace cellwise::nn {

// Parameter names are those of the published PyTorch implementations (torchvision; CrossFormer's own).
struct BackboneImpl : torch::nn::Module {
  explicit BackboneImpl(int featureLength) : featureLength_(featureLength) {}

  // Normalised images [b, 3, s, s], s = the configuration's inputSize -> features [b, N].
  virtual torch::Tensor forward(const torch::Tensor& images) = 0;
  // For inference: goes to evaluation mode and computes once what is a constant of the weights. From
  // then on forward() changes nothing and may be called from several threads.
  virtual void freeze() { eval(); }
  // True with batch norm: in training, forward() must see a batch whole, on one thread. Slices of it
  // would each be normalised by statistics of their own, and the running ones would be raced for.
  virtual bool needsWholeBatch() const { return false; }

  int featureLength() const { return featureLength_; }  // N

 private:
  int featureLength_;
};
using Backbone = std::shared_ptr<BackboneImpl>;

// Random weights, as the published implementation starts with. The configuration must be without
// problem(): else std::invalid_argument.
Backbone makeBackbone(const model::BackboneConfig& config);

// Stochastic depth draws from the calling thread's generator where one is set, so that training in
// several threads is repeatable; else from torch's default one.
void setDropPathGenerator(c10::optional<at::Generator> generator);

// Stochastic depth: the branch of a residual block, in training each image's zeroed at the rate and
// else divided by 1 - rate. branch: [b, ...].
torch::Tensor dropPath(const torch::Tensor& branch, double rate, bool training);

// The rate of each of `blocks` blocks, rising linearly from 0 to `last`.
double dropPathOf(int block, int blocks, double last);

}  // namespace cellwise::nn
