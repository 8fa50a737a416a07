#include "nn/losses.h"

#include "nn/ccl_head.h"

namespace cellwise::nn {
namespace {

torch::Tensor ofOwnClass(const torch::Tensor& rows, const torch::Tensor& labels) {
  return rows.gather(1, labels.unsqueeze(1)).squeeze(1);
}

}  // namespace

torch::Tensor focalLoss(const torch::Tensor& logProbabilities, const torch::Tensor& labels, double gamma) {
  const auto own = ofOwnClass(logProbabilities, labels);
  // 1 - p by expm1: exact near p = 1, and its power has a finite gradient there.
  return -((-torch::expm1(own)).clamp_min(0).pow(gamma) * own).mean();
}

torch::Tensor balancedSoftmaxLoss(const torch::Tensor& logProbabilities, const torch::Tensor& labels,
                                  const torch::Tensor& logPriors) {
  return torch::nll_loss(torch::log_softmax(logProbabilities + logPriors, 1), labels);
}

torch::Tensor centreTerm(const torch::Tensor& features, const torch::Tensor& labels,
                         const torch::Tensor& centres) {
  return (features - centres.detach().index_select(0, labels)).square().sum(1).mean() / 2;
}

void updateCentres(torch::Tensor& centres, const torch::Tensor& features, const torch::Tensor& labels,
                   double rate) {
  torch::NoGradGuard noGrad;
  const auto counts =
      torch::bincount(labels, {}, centres.size(0)).to(centres.scalar_type()).unsqueeze(1);  // [C, 1]
  const auto sums = torch::zeros_like(centres).index_add_(0, labels, features.to(centres.scalar_type()));
  centres.sub_((counts * centres - sums) / (1 + counts), rate);
}

torch::Tensor focalCclLoss(const torch::Tensor& logMemberships, const torch::Tensor& labels,
                           const torch::Tensor& classWeights, double gamma) {
  const auto isTrue = torch::one_hot(labels, logMemberships.size(1)).to(torch::kBool);
  const auto own = (-torch::expm1(logMemberships)).pow(gamma) * logMemberships;
  const auto rest = torch::where(isTrue, -torch::ones_like(logMemberships), logMemberships);  // as in cclLoss
  const auto others = torch::exp(gamma * rest) * log1mexp(-rest);
  const auto sums = torch::where(isTrue, own, others).sum(1);
  return -(sums * classWeights.index_select(0, labels)).mean();
}

}  // namespace cellwise::nn
