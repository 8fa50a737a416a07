#include "imaging/crop.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace cellwise::imaging {
namespace {

// Along one axis: the part of the image that is taken, and what is repeated before and after it.
struct Extent {
  int begin = 0;
  int end = 0;
  int before = 0;
  int after = 0;
};

Extent extent(std::int64_t start, int length, int imageLength) {
  const std::int64_t begin = std::clamp<std::int64_t>(start, 0, imageLength - 1);
  const std::int64_t end = std::clamp<std::int64_t>(start + length, begin + 1, imageLength);
  const std::int64_t taken = end - begin;
  const std::int64_t before = std::clamp<std::int64_t>(begin - start, 0, length - taken);
  return {static_cast<int>(begin), static_cast<int>(end), static_cast<int>(before),
          static_cast<int>(length - taken - before)};
}

// The median, channel by channel, of the outermost pixels. The mean would be drawn away from the
// background by a neighbour that is cut by the border.
cv::Scalar borderColour(const cv::Mat& rgb) {
  cv::Scalar colour;
  std::vector<uchar> values;
  for (int channel = 0; channel < 3; ++channel) {
    values.clear();
    for (int x = 0; x < rgb.cols; ++x) {
      values.push_back(rgb.at<cv::Vec3b>(0, x)[channel]);
      values.push_back(rgb.at<cv::Vec3b>(rgb.rows - 1, x)[channel]);
    }
    for (int y = 0; y < rgb.rows; ++y) {
      values.push_back(rgb.at<cv::Vec3b>(y, 0)[channel]);
      values.push_back(rgb.at<cv::Vec3b>(y, rgb.cols - 1)[channel]);
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    colour[channel] = *middle;
  }
  return colour;
}

}  // namespace

cv::Mat crop(const cv::Mat& rgb, const cv::Rect& rect) {
  if (rgb.empty() || rect.width <= 0 || rect.height <= 0) {
    return cv::Mat(std::max(rect.height, 0), std::max(rect.width, 0), rgb.type(), cv::Scalar::all(0));
  }
  const Extent x = extent(rect.x, rect.width, rgb.cols);
  const Extent y = extent(rect.y, rect.height, rgb.rows);
  const cv::Mat part = rgb(cv::Range(y.begin, y.end), cv::Range(x.begin, x.end));
  cv::Mat result;
  // Isolated: else OpenCV takes the pixels about a part instead of repeating its border.
  cv::copyMakeBorder(part, result, y.before, y.after, x.before, x.after,
                     cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return result;
}

cv::Mat fitSquare(const cv::Mat& rgb, int size) {
  CV_Assert(rgb.type() == CV_8UC3 && !rgb.empty() && size > 0);
  const double scale = static_cast<double>(size) / std::max(rgb.cols, rgb.rows);
  const int width = std::clamp(static_cast<int>(std::lround(rgb.cols * scale)), 1, size);
  const int height = std::clamp(static_cast<int>(std::lround(rgb.rows * scale)), 1, size);
  cv::Mat scaled;
  if (rgb.size() == cv::Size(width, height)) {
    scaled = rgb;
  } else {
    cv::resize(rgb, scaled, cv::Size(width, height), 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  }
  if (scaled.size() == cv::Size(size, size)) {
    return scaled.data == rgb.data ? scaled.clone() : scaled;
  }
  cv::Mat square(size, size, CV_8UC3, borderColour(rgb));
  scaled.copyTo(square(cv::Rect((size - width) / 2, (size - height) / 2, width, height)));
  return square;
}

cv::Mat whitenBackground(const cv::Mat& rgb) {
  CV_Assert(rgb.type() == CV_8UC3 || rgb.empty());
  if (rgb.empty()) return {};
  constexpr double kWhite = 240, kMaxGain = 3, kBrightShare = 0.2;
  constexpr int kSamplesPerSide = 128;  // enough for a median
  const int step = std::max(1, std::max(rgb.cols, rgb.rows) / kSamplesPerSide);
  std::vector<cv::Vec3b> pixels;
  for (int y = 0; y < rgb.rows; y += step)
    for (int x = 0; x < rgb.cols; x += step) pixels.push_back(rgb.at<cv::Vec3b>(y, x));
  const auto bright =
      static_cast<std::ptrdiff_t>(std::max(1.0, kBrightShare * static_cast<double>(pixels.size())));
  const auto brightness = [](const cv::Vec3b& p) { return int{p[0]} + p[1] + p[2]; };
  std::nth_element(pixels.begin(), pixels.begin() + bright - 1, pixels.end(),
                   [&](const auto& a, const auto& b) { return brightness(a) > brightness(b); });
  cv::Mat table(1, 256, CV_8UC3);
  for (int channel = 0; channel < 3; ++channel) {
    const auto middle = pixels.begin() + bright / 2;
    std::nth_element(pixels.begin(), middle, pixels.begin() + bright,
                     [&](const auto& a, const auto& b) { return a[channel] < b[channel]; });
    const double gain = std::min(kMaxGain, kWhite / std::max<int>(1, (*middle)[channel]));
    for (int value = 0; value < 256; ++value)
      table.at<cv::Vec3b>(0, value)[channel] = cv::saturate_cast<uchar>(value * gain);
  }
  cv::Mat result;
  cv::LUT(rgb, table, result);
  return result;
}

cv::Mat networkInput(const cv::Mat& rgb, int size, double centreFraction, bool whiteBackground) {
  CV_Assert(centreFraction > 0 && centreFraction <= 1);
  const int whole = std::max(size, static_cast<int>(std::lround(size / centreFraction)));
  const int margin = (whole - size) / 2;
  return fitSquare(whiteBackground ? whitenBackground(rgb) : rgb, whole)(cv::Rect(margin, margin, size, size))
      .clone();
}

}  // namespace cellwise::imaging
