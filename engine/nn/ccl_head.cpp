#include "nn/ccl_head.h"

#include <cmath>

namespace cellwise::nn {

CclHeadImpl::CclHeadImpl(const model::HeadConfig& config, int featureLength) : config_(config) {
  const int c = config.classes, m = config.centroidLength;
  projections = register_module(
      "projections", torch::nn::Linear(torch::nn::LinearOptions(featureLength, c * m).bias(false)));
  torch::nn::init::normal_(projections->weight, 0, 1 / std::sqrt(static_cast<double>(featureLength)));
  centroids = register_buffer("centroids", torch::randn({c, m}));
}

torch::Tensor CclHeadImpl::project(const torch::Tensor& features) {
  return projections->forward(features).view({features.size(0), config_.classes, config_.centroidLength});
}

torch::Tensor CclHeadImpl::forward(const torch::Tensor& features) {
  const auto distance = (project(features).to(centroids.scalar_type()) - centroids).square().mean(2);
  return distance * (-1 / (2 * config_.sigma * config_.sigma));
}

void CclHeadImpl::updateCentroids(const torch::Tensor& projected, const torch::Tensor& labels, double gamma,
                                  double beta) {
  torch::NoGradGuard noGrad;
  const int c = config_.classes;
  if (const auto known = labels.ne(kNoClass); !known.all().item<bool>())
    return updateCentroids(projected.index({known}), labels.index({known}), gamma, beta);
  const auto own =
      projected.gather(1, labels.view({-1, 1, 1}).expand({-1, 1, projected.size(2)})).squeeze(1);  // [b, M]
  const auto sums = torch::zeros_like(centroids).index_add_(0, labels, own.to(centroids.scalar_type()));
  const auto counts = torch::bincount(labels, {}, c).to(centroids.scalar_type()).unsqueeze(1);  // [C, 1]
  // mean of (W_i f - CE_i) = mean of W_i f - CE_i, for classes that occur
  const auto shift =
      torch::where(counts > 0, sums / counts.clamp_min(1) - centroids, torch::zeros_like(centroids));
  centroids.add_(shift, gamma);  // (3-3)
  if (c > 1) {
    const auto others = (centroids.sum(0, true) - centroids) / (c - 1);
    centroids.add_(centroids - others, beta);  // (3-4)
  }
}

namespace {

struct Log1mExp : torch::autograd::Function<Log1mExp> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& a) {
    context->save_for_backward({a});
    return torch::where(a < M_LN2, torch::log(-torch::expm1(-a)), torch::log1p(-torch::exp(-a)));
  }
  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradient) {
    const auto a = context->get_saved_variables()[0];
    return {gradient[0] / torch::expm1(a)};  // overflow to infinity gives the right limit, 0
  }
};

}  // namespace

torch::Tensor log1mexp(const torch::Tensor& a) {
  return Log1mExp::apply(a);
}

torch::Tensor cclLoss(const torch::Tensor& logMemberships, const torch::Tensor& labels) {
  // A row of kNoClass has no true class: every D is to be 0.
  const auto isTrue =
      labels.unsqueeze(1).eq(torch::arange(logMemberships.size(1), labels.options()).unsqueeze(0));
  // At D = 1 of the true class log(1 - D) is not looked at, and must not be: its slope is infinite.
  const auto others = torch::where(isTrue, -torch::ones_like(logMemberships), logMemberships);
  return -torch::where(isTrue, logMemberships, log1mexp(-others)).sum(1).mean();
}

}  // namespace cellwise::nn
