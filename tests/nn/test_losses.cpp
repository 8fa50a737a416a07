#include <cmath>

#include "catch_torch.h"
#include "nn/ccl_head.h"
#include "nn/losses.h"

using namespace cellwise;

namespace {

using Loss = std::function<torch::Tensor(const torch::Tensor&)>;

// Central differences in fp64 against autograd.
void checkGradient(const torch::Tensor& at, const Loss& loss) {
  auto x = at.clone().requires_grad_();
  loss(x).backward();
  torch::NoGradGuard noGrad;
  constexpr double h = 1e-6;
  for (std::int64_t i = 0; i < at.numel(); ++i) {
    auto plus = at.clone(), minus = at.clone();
    plus.view(-1)[i] += h;
    minus.view(-1)[i] -= h;
    const double slope = (loss(plus) - loss(minus)).item<double>() / (2 * h);
    CHECK(x.grad().view(-1)[i].item<double>() == Approx(slope).epsilon(1e-5).margin(1e-8));
  }
}

const auto kLabels = [] { return torch::tensor({0, 2}); };

}  // namespace

TEST_CASE("focal loss: hand-computed, and the cross entropy at gamma 0") {
  const auto logP = torch::log(torch::tensor({{0.7, 0.2, 0.1}, {0.3, 0.3, 0.4}}, torch::kFloat64));
  const double expected = -(0.3 * 0.3 * std::log(0.7) + 0.6 * 0.6 * std::log(0.4)) / 2;
  CHECK(nn::focalLoss(logP, kLabels(), 2).item<double>() == Approx(expected));
  CHECK(nn::focalLoss(logP, kLabels(), 0).item<double>() ==
        Approx(torch::nll_loss(logP, kLabels()).item<double>()));
}

TEST_CASE("balanced softmax: hand-computed, the plain cross entropy where classes are alike") {
  const auto logP = torch::log(torch::tensor({{0.7, 0.2, 0.1}, {0.3, 0.3, 0.4}}, torch::kFloat64));
  const auto priors = torch::log(torch::tensor({0.6, 0.3, 0.1}, torch::kFloat64));
  const double first = 0.7 * 0.6 / (0.7 * 0.6 + 0.2 * 0.3 + 0.1 * 0.1);
  const double second = 0.4 * 0.1 / (0.3 * 0.6 + 0.3 * 0.3 + 0.4 * 0.1);
  CHECK(nn::balancedSoftmaxLoss(logP, kLabels(), priors).item<double>() ==
        Approx(-(std::log(first) + std::log(second)) / 2));
  const auto alike = torch::full({3}, std::log(1.0 / 3), torch::kFloat64);
  CHECK(nn::balancedSoftmaxLoss(logP, kLabels(), alike).item<double>() ==
        Approx(torch::nll_loss(logP, kLabels()).item<double>()));
}

TEST_CASE("the centre term and its centres: hand-computed, an absent class's centre stays") {
  const auto features = torch::tensor({{1.0, 0.0}, {0.0, 3.0}, {0.0, 1.0}}, torch::kFloat64);
  const auto labels = torch::tensor({0, 1, 1});
  auto centres = torch::tensor({{0.0, 0.0}, {0.0, 1.0}, {5.0, 5.0}}, torch::kFloat64);
  CHECK(nn::centreTerm(features, labels, centres).item<double>() == Approx((1.0 + 4.0 + 0.0) / 6));
  nn::updateCentres(centres, features, labels, 0.5);
  CHECK(centres[0][0].item<double>() == Approx(0.5 * 1.0 / 2));            // one cell: (0 - 1) / 2
  CHECK(centres[1][1].item<double>() == Approx(1 + 0.5 * (4.0 - 2) / 3));  // two: (2 * 1 - 4) / 3
  CHECK(centres[2][0].item<double>() == 5.0);
}

TEST_CASE("focal-CCL: hand-computed, CCL at gamma 0 with weights of 1") {
  const auto logD = torch::log(torch::tensor({{0.8, 0.1, 0.2}, {0.25, 0.5, 0.6}}, torch::kFloat64));
  const auto weights = torch::tensor({1.0, 1.0, 3.0}, torch::kFloat64);
  const double first = 0.04 * std::log(0.8) + 0.01 * std::log(0.9) + 0.04 * std::log(0.8);
  const double second = 0.16 * std::log(0.6) + 0.0625 * std::log(0.75) + 0.25 * std::log(0.5);
  CHECK(nn::focalCclLoss(logD, kLabels(), weights, 2).item<double>() == Approx(-(first + 3 * second) / 2));
  CHECK(nn::focalCclLoss(logD, kLabels(), torch::ones({3}, torch::kFloat64), 0).item<double>() ==
        Approx(nn::cclLoss(logD, kLabels()).item<double>()));
}

TEST_CASE("the losses' gradients agree with finite differences") {
  torch::manual_seed(3);
  const auto logits = torch::randn({2, 3}, torch::kFloat64);
  const auto priors = torch::log(torch::tensor({0.6, 0.3, 0.1}, torch::kFloat64));
  const auto weights = torch::tensor({1.0, 1.0, 3.0}, torch::kFloat64);
  const auto centres = torch::randn({3, 3}, torch::kFloat64);
  checkGradient(logits, [](const auto& x) { return nn::focalLoss(torch::log_softmax(x, 1), kLabels(), 2); });
  checkGradient(logits, [&](const auto& x) {
    return nn::balancedSoftmaxLoss(torch::log_softmax(x, 1), kLabels(), priors);
  });
  checkGradient(logits, [&](const auto& x) { return nn::centreTerm(x, kLabels(), centres); });
  checkGradient(logits,
                [&](const auto& x) { return nn::focalCclLoss(-x.square() - 0.01, kLabels(), weights, 2); });
}

TEST_CASE("no loss is NaN for extreme distances, nor its slope") {
  // On the centroid of the own class (D = 1), and out of reach of every other; then far from all.
  for (const auto& values : {torch::tensor({{0.0f, -1e8f}}), torch::tensor({{-1e8f, -1e8f}})}) {
    const auto label = torch::tensor({0});
    for (const Loss& loss :
         {Loss([&](const auto& x) { return nn::cclLoss(x, label); }),
          Loss([&](const auto& x) { return nn::focalCclLoss(x, label, torch::ones({2}), 2); }),
          Loss([&](const auto& x) { return nn::focalLoss(torch::log_softmax(x, 1), label, 2); })}) {
      auto x = values.clone().requires_grad_();
      const auto result = loss(x);
      result.backward();
      CHECK(std::isfinite(result.item<double>()));
      CHECK(torch::isfinite(x.grad()).all().item<bool>());
    }
  }
}
