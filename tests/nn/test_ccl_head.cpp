#include <cmath>

#include "catch_torch.h"
#include "nn/ccl_head.h"

using namespace cellwise;

namespace {

nn::CclHead head(int classes, int length, int features, double sigma = std::sqrt(0.5)) {
  model::HeadConfig config;
  config.classes = classes;
  config.centroidLength = length;
  config.sigma = sigma;
  nn::CclHead made(config, features);
  made->to(torch::kFloat64);
  return made;
}

}  // namespace

TEST_CASE("equation (3-1) on hand-computed values") {
  torch::NoGradGuard noGrad;
  auto ccl = head(2, 2, 2);
  ccl->projections->weight.copy_(torch::eye(4, 2, torch::kFloat64));  // W_1 = identity, W_2 = 0
  ccl->centroids.copy_(torch::tensor({{1.0, 2.0}, {0.0, 3.0}}, torch::kFloat64));
  const auto logD = ccl->forward(torch::tensor({{1.0, 4.0}}, torch::kFloat64));
  // |(1,4) - (1,2)|^2 / 2 = 2; |(0,0) - (0,3)|^2 / 2 = 4.5; 2 sigma^2 = 1
  CHECK(logD[0][0].item<double>() == Approx(-2.0));
  CHECK(logD[0][1].item<double>() == Approx(-4.5));

  auto wide = head(2, 2, 2, 1.0);
  wide->projections->weight.copy_(ccl->projections->weight);
  wide->centroids.copy_(ccl->centroids);
  CHECK(wide->forward(torch::tensor({{1.0, 4.0}}, torch::kFloat64))[0][0].item<double>() == Approx(-1.0));
}

TEST_CASE("the loss (3-2) on hand-computed values") {
  const auto logD = torch::log(torch::tensor({{0.8, 0.1}, {0.25, 0.5}}, torch::kFloat64));
  const auto loss = nn::cclLoss(logD, torch::tensor({0, 1}));
  const double expected = -((std::log(0.8) + std::log(0.9)) + (std::log(0.5) + std::log(0.75))) / 2;
  CHECK(loss.item<double>() == Approx(expected));
}

TEST_CASE("log(1 - exp(-a)) is finite and exact at both ends") {
  const auto a = torch::tensor({1e-12, 1e-3, 0.6931, 0.6932, 5.0, 800.0}, torch::kFloat64).requires_grad_();
  const auto value = nn::log1mexp(a);
  CHECK(value[0].item<double>() == Approx(std::log(1e-12)));
  CHECK(value[4].item<double>() == Approx(std::log1p(-std::exp(-5.0))));
  CHECK(value[5].item<double>() == 0.0);
  value.sum().backward();
  CHECK(torch::isfinite(a.grad()).all().item<bool>());
  CHECK(a.grad()[3].item<double>() == Approx(1 / std::expm1(0.6932)));
}

TEST_CASE("the loss's gradient agrees with finite differences and stays finite for extreme distances") {
  torch::manual_seed(1);
  auto ccl = head(3, 4, 5);
  const auto labels = torch::tensor({0, 2});
  auto features = torch::randn({2, 5}, torch::kFloat64).requires_grad_();
  nn::cclLoss(ccl->forward(features), labels).backward();
  const auto gradient = features.grad().clone();
  torch::NoGradGuard noGrad;
  constexpr double h = 1e-6;
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 5; ++j) {
      auto plus = features.detach().clone(), minus = features.detach().clone();
      plus[i][j] += h;
      minus[i][j] -= h;
      const double slope =
          (nn::cclLoss(ccl->forward(plus), labels) - nn::cclLoss(ccl->forward(minus), labels))
              .item<double>() /
          (2 * h);
      CHECK(gradient[i][j].item<double>() == Approx(slope).epsilon(1e-5).margin(1e-8));
    }
  }
  torch::AutoGradMode on(true);
  auto far = (torch::randn({2, 5}) * 1e4f).requires_grad_();
  ccl->to(torch::kFloat32);
  nn::cclLoss(ccl->forward(far), labels).backward();
  CHECK(torch::isfinite(far.grad()).all().item<bool>());
}

TEST_CASE("(3-3) moves a centroid towards its class's mean at the stated rate, an absent class stays") {
  auto ccl = head(3, 2, 2);
  ccl->centroids.copy_(torch::tensor({{0.0, 0.0}, {5.0, 5.0}, {1.0, -1.0}}, torch::kFloat64));
  const auto before = ccl->centroids.clone();
  // two cells of class 0 at (2, 0) and (4, 2) in their own class's projection; one of class 2 at (1, 1)
  auto projected = torch::full({3, 3, 2}, 99.0, torch::kFloat64);
  projected[0][0] = torch::tensor({2.0, 0.0}, torch::kFloat64);
  projected[1][0] = torch::tensor({4.0, 2.0}, torch::kFloat64);
  projected[2][2] = torch::tensor({1.0, 1.0}, torch::kFloat64);
  ccl->updateCentroids(projected, torch::tensor({0, 0, 2}), 0.1, 0.0);
  CHECK(
      torch::allclose(ccl->centroids, torch::tensor({{0.3, 0.1}, {5.0, 5.0}, {1.0, -0.8}}, torch::kFloat64)));

  // with rate 1 the centroid is the mean
  ccl->updateCentroids(projected, torch::tensor({0, 0, 2}), 1.0, 0.0);
  CHECK(torch::allclose(ccl->centroids[0], torch::tensor({3.0, 1.0}, torch::kFloat64)));
  CHECK(torch::equal(ccl->centroids[1], before[1]));
}

TEST_CASE("(3-4) enlarges every pairwise distance, by 1 + beta C / (C - 1)") {
  torch::manual_seed(2);
  auto ccl = head(4, 3, 2);
  const auto before = torch::pdist(ccl->centroids.clone());
  const auto projected = torch::zeros({0, 4, 3}, torch::kFloat64);  // no cells: (3-3) does nothing
  ccl->updateCentroids(projected, torch::zeros({0}, torch::kLong), 1.0, 0.01);
  const auto after = torch::pdist(ccl->centroids);
  CHECK((after > before).all().item<bool>());
  CHECK(torch::allclose(after, before * (1 + 0.01 * 4.0 / 3.0)));
}

TEST_CASE("an image of no class pushes every D to 0 and moves no centroid") {
  // -log(1 - e^-1) - log(1 - e^-2)
  const auto logD = torch::tensor({{-1.0, -2.0}}, torch::kFloat64);
  CHECK(nn::cclLoss(logD, torch::tensor({nn::kNoClass})).item<double>() ==
        Approx(-std::log(1 - std::exp(-1.0)) - std::log(1 - std::exp(-2.0))));

  auto ccl = head(3, 2, 2), other = head(3, 2, 2);
  other->centroids.copy_(ccl->centroids);
  const auto projected = torch::randn({4, 3, 2}, torch::kFloat64);
  ccl->updateCentroids(projected, torch::tensor({0, static_cast<int>(nn::kNoClass), 2, -1}), 0.1, 0.01);
  other->updateCentroids(projected.index({torch::tensor({0, 2})}), torch::tensor({0, 2}), 0.1, 0.01);
  CHECK(torch::allclose(ccl->centroids, other->centroids));
  ccl->updateCentroids(projected, torch::full({4}, nn::kNoClass, torch::kLong), 0.1, 0.01);  // none at all
  CHECK(torch::isfinite(ccl->centroids).all().item<bool>());
}
