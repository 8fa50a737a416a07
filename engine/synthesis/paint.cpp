#include "paint.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace cellwise::synthesis {
namespace {

constexpr float kField[3] = {254, 228, 202};         // bright field of the reference slide, R, G, B
constexpr float kDarkest[3] = {1.95f, 3.0f, 0.95f};  // density that stray light allows at most

cv::Point fixed(cv::Point2f px) {
  return {cvRound(px.x * 16), cvRound(px.y * 16)};
}

}  // namespace

Density dye(int r, int g, int b) {
  const int colour[3] = {r, g, b};
  Density density;
  for (int c = 0; c < 3; ++c) {
    const float seen = std::max(0.0f, -std::log(colour[c] / kField[c]));
    density[c] = -kDarkest[c] * std::log(1 - std::min(seen / kDarkest[c], 0.97f));
  }
  return density;
}

void transmit(cv::Mat& density) {
  std::vector<cv::Mat> planes;
  cv::split(density, planes);
  for (int c = 0; c < 3; ++c) {
    cv::Mat& plane = planes[c];
    cv::exp(plane * (-1 / kDarkest[c]), plane);
    plane = plane * kDarkest[c] - kDarkest[c];
    cv::exp(plane, plane);
  }
  cv::merge(planes, density);
}

cv::Mat noise(Random& random, cv::Size size, double grainPx) {
  // White noise on a coarse grid, blurred by one step, then enlarged: grains of 3.3 steps.
  const double step = std::max(1.0, grainPx / 3.3);
  const cv::Size coarse(std::max(4, static_cast<int>(size.width / step) + 3),
                        std::max(4, static_cast<int>(size.height / step) + 3));
  cv::Mat grid(coarse, CV_32F);
  cv::RNG(random.seed()).fill(grid, cv::RNG::NORMAL, 0, 1);
  cv::GaussianBlur(grid, grid, {5, 5}, std::clamp(grainPx / 3.3 / step, 0.5, 1.0));
  cv::Scalar mean, sd;
  cv::meanStdDev(grid, mean, sd);
  grid = (grid - mean[0]) / std::max(sd[0], 1e-6);
  cv::Mat out;
  cv::resize(grid, out, {static_cast<int>(coarse.width * step), static_cast<int>(coarse.height * step)}, 0, 0,
             cv::INTER_CUBIC);
  return out(cv::Rect((out.cols - size.width) / 2, (out.rows - size.height) / 2, size.width, size.height));
}

std::vector<cv::Point2f> trace(const Outline& outline, Random& random, int points) {
  std::vector<double> amplitude(outline.harmonics + 1, 0), phase(outline.harmonics + 1, 0);
  for (int k = 2; k <= outline.harmonics; ++k) {
    amplitude[k] = outline.roughness * random.normal(0, 1) / std::pow(k - 1, 0.9);
    phase[k] = random.angle();
  }
  const double stretch = std::sqrt(outline.aspect);
  const double c = std::cos(outline.angle), s = std::sin(outline.angle);
  std::vector<cv::Point2f> path;
  path.reserve(points);
  for (int i = 0; i < points; ++i) {
    const double a = 2 * std::numbers::pi * i / points;
    double r = 1;
    for (int k = 2; k <= outline.harmonics; ++k) r += amplitude[k] * std::cos(k * a + phase[k]);
    for (const auto& bump : outline.bumps) {
      const double d = std::remainder(a - bump.at, 2 * std::numbers::pi) / bump.width;
      r += bump.height * std::exp(-d * d);
    }
    r = outline.radius * std::max(r, 0.1);
    const double x = r * std::cos(a) * stretch, y = r * std::sin(a) / stretch;
    path.emplace_back(static_cast<float>(c * x - s * y), static_cast<float>(s * x + c * y));
  }
  return path;
}

Sheet::Sheet(double halfWidth, double pxPerUm)
    : px_(pxPerUm), side_(2 * static_cast<int>(std::ceil(halfWidth * pxPerUm)) + 1) {}

cv::Point2f Sheet::toPx(cv::Point2f um) const {
  const float middle = static_cast<float>(side_ / 2);
  return um * static_cast<float>(px_) + cv::Point2f(middle, middle);
}

cv::Point2f Sheet::toUm(cv::Point2f px) const {
  const float middle = static_cast<float>(side_ / 2);
  return (px - cv::Point2f(middle, middle)) * static_cast<float>(1 / px_);
}

void Sheet::polygon(cv::Mat& mask, const std::vector<cv::Point2f>& um, int value) const {
  std::vector<cv::Point> path;
  path.reserve(um.size());
  for (const auto& p : um) path.push_back(fixed(toPx(p)));
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{path}, value, cv::LINE_8, 4);
}

void Sheet::disc(cv::Mat& mask, cv::Point2f um, double radius, int value) const {
  cv::circle(mask, fixed(toPx(um)), std::max(8, cvRound(radius * px_ * 16)), value, cv::FILLED, cv::LINE_8,
             4);
}

void Sheet::line(cv::Mat& mask, cv::Point2f a, cv::Point2f b, double width, int value) const {
  cv::line(mask, fixed(toPx(a)), fixed(toPx(b)), value, std::max(1, cvRound(width * px_)), cv::LINE_8, 4);
}

cv::Mat soften(const cv::Mat& mask, double radiusPx, const cv::Mat& roughness, double amount) {
  cv::Mat level;
  mask.convertTo(level, CV_32F, 1.0 / 255);
  const double sigma = std::max(radiusPx, 0.6);
  cv::GaussianBlur(level, level, {}, sigma);
  // The blurred edge falls by 0.4 / sigma a pixel: this gain makes it about two pixels wide.
  const float gain = static_cast<float>(std::max(1.0, sigma / 0.4 / 2));
  for (int y = 0; y < level.rows; ++y) {
    auto* l = level.ptr<float>(y);
    const float* n = roughness.empty() ? nullptr : roughness.ptr<float>(y);
    for (int x = 0; x < level.cols; ++x) {
      float v = l[x];
      if (n && v > 0.02f && v < 0.98f) v += static_cast<float>(amount) * n[x];
      l[x] = std::clamp((v - 0.5f) * gain + 0.5f, 0.0f, 1.0f);
    }
  }
  return level;
}

cv::Mat depth(const cv::Mat& coverage, double pxPerUm) {
  cv::Mat inside = coverage > 0.5, distance;
  cv::distanceTransform(inside, distance, cv::DIST_L2, cv::DIST_MASK_5);
  distance *= 1 / pxPerUm;
  return distance;
}

}  // namespace cellwise::synthesis
