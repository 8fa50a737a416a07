#include "training/augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <random>
#include <vector>

namespace cellwise::training {
namespace {

// Optical density of eosin, azure/methylene blue and the rest, as RGB absorptions (rows), after
// Ruifrok and Johnston 2001 for the two dyes; the third is orthogonal to both.
const cv::Matx33d& dyes() {
  static const cv::Matx33d matrix = [] {
    const cv::Vec3d azure = cv::normalize(cv::Vec3d(0.65, 0.70, 0.29));
    const cv::Vec3d eosin = cv::normalize(cv::Vec3d(0.07, 0.99, 0.11));
    const cv::Vec3d rest = cv::normalize(azure.cross(eosin));
    return cv::Matx33d(azure[0], azure[1], azure[2], eosin[0], eosin[1], eosin[2], rest[0], rest[1], rest[2]);
  }();
  return matrix;
}

constexpr int kTable = 1024;       // of density -> byte
constexpr double kMaxDensity = 6;  // exp(-6) < 1/255

using Uniform = std::function<double(double low, double high)>;

// Pushes every pixel along a smooth random field: the outline and the texture of the cell are lost, its
// colours stay. strength: standard deviation of the way, as a part of the side.
cv::Mat smear(const cv::Mat& rgb, double strength, const Uniform& uniform) {
  constexpr int kNodes = 7;  // of the coarse field, a side
  cv::Mat nodes(kNodes, kNodes, CV_32FC2), field;
  for (int y = 0; y < kNodes; ++y)
    for (int x = 0; x < kNodes; ++x)
      for (int k = 0; k < 2; ++k)
        nodes.at<cv::Vec2f>(y, x)[k] = static_cast<float>(uniform(-1, 1) * 1.73 * strength * rgb.cols);
  cv::resize(nodes, field, rgb.size(), 0, 0, cv::INTER_CUBIC);
  for (int y = 0; y < field.rows; ++y)
    for (int x = 0; x < field.cols; ++x)
      field.at<cv::Vec2f>(y, x) += cv::Vec2f(static_cast<float>(x), static_cast<float>(y));
  cv::Mat result;
  cv::remap(rgb, result, field, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  return result;
}

// The part of the side `zoom` times smaller about the point (cx, cy), as large as the whole.
cv::Mat closeUp(const cv::Mat& rgb, double zoom, double cx, double cy) {
  const cv::Matx23d matrix(zoom, 0, rgb.cols * (0.5 - zoom * cx), 0, zoom, rgb.rows * (0.5 - zoom * cy));
  cv::Mat result;
  cv::warpAffine(rgb, result, matrix, rgb.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  return result;
}

cv::Mat shuffleTiles(const cv::Mat& rgb, int tiles, const Uniform& uniform) {
  std::vector<int> order(static_cast<std::size_t>(tiles) * tiles);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size() - 1; i > 0; --i)
    std::swap(order[i], order[static_cast<std::size_t>(uniform(0, static_cast<double>(i + 1)))]);
  cv::Mat result = rgb.clone();
  const int side = rgb.cols / tiles;
  const auto tile = [&](int i) { return cv::Rect(i % tiles * side, i / tiles * side, side, side); };
  for (int i = 0; i < tiles * tiles; ++i)
    rgb(tile(order[static_cast<std::size_t>(i)])).copyTo(result(tile(i)));
  return result;
}

}  // namespace

cv::Mat disfigure(const cv::Mat& rgb, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const Uniform uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1.0p-53;
  };
  const double kind = uniform(0, 1), angle = uniform(0, 2 * CV_PI);
  if (kind < 0.35)  // what a smudge cell is: large, ragged, without a nucleus's form
    return smear(closeUp(rgb, uniform(1.0, 1.9), 0.5, 0.5), uniform(0.06, 0.13), uniform);
  if (kind < 0.60) return closeUp(rgb, uniform(2.6, 4.5), uniform(0.42, 0.58), uniform(0.42, 0.58));
  if (kind < 0.75) {  // beside the cell, as a false find is
    const double way = uniform(0.36, 0.42);
    return closeUp(rgb, 1, 0.5 + way * std::cos(angle), 0.5 + way * std::sin(angle));
  }
  if (kind < 0.88) return shuffleTiles(rgb, random() % 2 ? 4 : 6, uniform);
  cv::Mat blurred;
  cv::GaussianBlur(rgb, blurred, {0, 0}, rgb.cols * uniform(0.045, 0.09));
  return blurred;
}

cv::Mat augment(const cv::Mat& rgb, int size, std::uint64_t seed, const AugmentationOptions& o) {
  std::mt19937_64 random(seed);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1.0p-53;
  };

  // --- one affine warp
  const double angle = uniform(0, 2 * CV_PI);
  const double zoom = std::exp(uniform(std::log(o.minScale), std::log(o.maxScale)));
  const double mirror = random() % 2 ? 1 : -1;
  const double scale = zoom * size / (o.centreFraction * rgb.cols);
  const double dx = uniform(-o.maxShift, o.maxShift) * size, dy = uniform(-o.maxShift, o.maxShift) * size;
  const double c = std::cos(angle) * scale, s = std::sin(angle) * scale;
  const double middle = (rgb.cols - 1) / 2.0, target = (size - 1) / 2.0;
  const cv::Matx23d forward(mirror * c, -s, target + dx - mirror * c * middle + s * middle, mirror * s, c,
                            target + dy - mirror * s * middle - c * middle);
  cv::Mat source = rgb;
  // Linear sampling aliases when shrinking far: take the larger half of the way by area first.
  if (scale < 0.6) {
    const int half = std::max(size, static_cast<int>(std::lround(rgb.cols * std::min(1.0, scale * 1.2))));
    cv::Mat smaller;
    cv::resize(rgb, smaller, {half, half}, 0, 0, cv::INTER_AREA);
    const double ratio = static_cast<double>(rgb.cols) / half;
    cv::Matx23d adapted = forward;
    for (int row = 0; row < 2; ++row) {
      adapted(row, 2) += (adapted(row, 0) + adapted(row, 1)) * (ratio - 1) / 2;
      adapted(row, 0) *= ratio;
      adapted(row, 1) *= ratio;
    }
    cv::warpAffine(smaller, source, adapted, {size, size}, cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  } else {
    cv::warpAffine(rgb, source, forward, {size, size}, cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  }

  // --- dyes and lamp, in optical density: density' = B density + b, then gain for each channel
  const cv::Matx33d toDyes = dyes().t().inv();
  const cv::Matx33d amounts = cv::Matx33d::diag(cv::Vec3d(std::exp(uniform(-0.30, 0.30) * o.stain),
                                                          std::exp(uniform(-0.30, 0.30) * o.stain),
                                                          std::exp(uniform(-0.30, 0.30) * o.stain)));
  const cv::Matx33d mix = dyes().t() * amounts * toDyes;
  const double gamma = std::exp(uniform(-0.18, 0.18) * o.colour);
  const double lamp = uniform(-0.08, 0.08) * o.colour;
  std::array<double, 3> shift{};
  for (double& value : shift) value = lamp + uniform(-0.06, 0.06) * o.colour;

  static const std::array<float, 256> density = [] {
    std::array<float, 256> table{};
    for (int i = 0; i < 256; ++i) table[i] = static_cast<float>(-std::log((i + 1) / 256.0));
    return table;
  }();
  std::array<std::uint8_t, kTable> byte{};
  for (int i = 0; i < kTable; ++i) {
    const double d = kMaxDensity * i / (kTable - 1);
    byte[i] = cv::saturate_cast<std::uint8_t>(256 * std::exp(-d) - 1);
  }
  std::array<float, 9> m{};
  std::array<float, 3> b{};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column)
      m[row * 3 + column] = static_cast<float>(gamma * mix(row, column));
    b[row] = static_cast<float>(shift[row]);
  }
  constexpr float toIndex = static_cast<float>((kTable - 1) / kMaxDensity);
  cv::Mat result(size, size, CV_8UC3);
  for (int y = 0; y < size; ++y) {
    const auto* in = source.ptr<cv::Vec3b>(y);
    auto* out = result.ptr<cv::Vec3b>(y);
    for (int x = 0; x < size; ++x) {
      const float d0 = density[in[x][0]], d1 = density[in[x][1]], d2 = density[in[x][2]];
      for (int k = 0; k < 3; ++k) {
        const float d = m[3 * k] * d0 + m[3 * k + 1] * d1 + m[3 * k + 2] * d2 + b[k];
        out[x][k] = byte[static_cast<int>(std::clamp(d * toIndex, 0.0f, static_cast<float>(kTable - 1)))];
      }
    }
  }

  const double blur = uniform(-o.maxBlur, o.maxBlur);  // sharp half of the time
  if (blur > 0.3) cv::GaussianBlur(result, result, {0, 0}, blur);
  return result;
}

}  // namespace cellwise::training
