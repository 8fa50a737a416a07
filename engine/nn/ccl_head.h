// The class centroid learning head. method.md section 2.
//
// Includes torch: for .cpp files of nn, training and inference only.
#pragma once

#include <torch/torch.h>

#include "model/manifest.h"

namespace cellwise::nn {

// The label of an image that is of no class of the scheme: every D is to be 0, no centroid follows it.
constexpr std::int64_t kNoClass = -1;

struct CclHeadImpl : torch::nn::Module {
  // featureLength = N. W ~ N(0, 1/N), centroids ~ N(0, 1).
  CclHeadImpl(const model::HeadConfig& config, int featureLength);

  // W_i f(x) for every class: [b, N] -> [b, C, M].
  torch::Tensor project(const torch::Tensor& features);
  // log D_i = -(1/M) |W_i f(x) - CE_i|^2 / (2 sigma^2), equation (3-1): [b, C], each <= 0.
  torch::Tensor forward(const torch::Tensor& features);

  // Phase 2: equations (3-3), then (3-4), with the batch's projections and labels [b] (int64).
  // No gradient; a class absent from the batch takes part in (3-4) only, kNoClass in neither.
  void updateCentroids(const torch::Tensor& projections, const torch::Tensor& labels, double gamma,
                       double beta);

  torch::nn::Linear projections{nullptr};  // weight [C * M, N], no bias: row i * M + m is W_i's column m
  torch::Tensor centroids;                 // buffer [C, M]

 private:
  model::HeadConfig config_;
};
TORCH_MODULE(CclHead);

// log(1 - exp(-a)) for a > 0, without cancellation near 0 and without NaN gradients at either end
// (Machler 2012, log1mexp).
torch::Tensor log1mexp(const torch::Tensor& a);

// Equation (3-2) with its sign: sum over the classes, mean over the batch.
// logMemberships [b, C] as from CclHead::forward; labels [b], int64, in [0, C) or kNoClass.
torch::Tensor cclLoss(const torch::Tensor& logMemberships, const torch::Tensor& labels);

}  // namespace cellwise::nn
