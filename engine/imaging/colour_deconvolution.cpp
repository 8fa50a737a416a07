#include "imaging/colour_deconvolution.h"

#include <algorithm>
#include <cmath>

namespace cellwise::imaging {
namespace {

cv::Vec3d unit(const std::array<double, 3>& v) {
  const cv::Vec3d vector(v[0], v[1], v[2]);
  const double length = cv::norm(vector);
  return length > 0 ? vector / length : vector;
}

// What each channel's density adds to the nucleus's stain: a column of the inverted matrix of stains.
cv::Vec3d nucleusWeights(const StainVectors& stains) {
  const cv::Vec3d nucleus = unit(stains.nucleus), counter = unit(stains.counterstain);
  const cv::Vec3d rest = nucleus.cross(counter);
  const double length = cv::norm(rest);
  if (length <= 0) return nucleus;  // one stain: its own direction
  const cv::Matx33d rows(nucleus[0], nucleus[1], nucleus[2], counter[0], counter[1], counter[2],
                         rest[0] / length, rest[1] / length, rest[2] / length);
  const cv::Matx33d inverse = rows.inv();
  return {inverse(0, 0), inverse(1, 0), inverse(2, 0)};
}

}  // namespace

cv::Mat nucleusDensity(const cv::Mat& rgb, const StainVectors& stains) {
  CV_Assert(rgb.empty() || rgb.type() == CV_8UC3);
  cv::Mat density(rgb.size(), CV_32FC1);
  const cv::Vec3d weights = nucleusWeights(stains);
  std::array<std::array<float, 256>, 3> table;
  for (int value = 0; value < 256; ++value) {
    const double d = -std::log10(std::max(1, value) / 255.0);
    for (int c = 0; c < 3; ++c)
      table[static_cast<std::size_t>(c)][static_cast<std::size_t>(value)] =
          static_cast<float>(weights[c] * d);
  }
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* from = rgb.ptr<cv::Vec3b>(y);
    auto* to = density.ptr<float>(y);
    for (int x = 0; x < rgb.cols; ++x)
      to[x] = table[0][from[x][0]] + table[1][from[x][1]] + table[2][from[x][2]];
  }
  return density;
}

cv::Mat nucleusView(const cv::Mat& rgb, const StainVectors& stains) {
  const cv::Mat density = nucleusDensity(rgb, stains);
  cv::Mat view(rgb.size(), CV_8UC3);
  for (int y = 0; y < rgb.rows; ++y) {
    const auto* from = density.ptr<float>(y);
    auto* to = view.ptr<cv::Vec3b>(y);
    for (int x = 0; x < rgb.cols; ++x) {
      const float through = 255.0F * std::pow(10.0F, -std::max(0.0F, from[x]));
      to[x] = cv::Vec3b::all(cv::saturate_cast<uchar>(through));
    }
  }
  return view;
}

cv::Mat treated(const cv::Mat& rgb, const Treatment& treatment) {
  cv::Mat picture = treatment.nucleus ? nucleusView(rgb) : rgb;
  if (treatment.brightness == 0 && treatment.contrast == 0) return picture;
  const double gain = std::exp2(treatment.contrast / 50.0);
  cv::Mat table(1, 256, CV_8UC1);
  for (int value = 0; value < 256; ++value)
    table.at<uchar>(0, value) =
        cv::saturate_cast<uchar>((value - 127.5) * gain + 127.5 + 2.55 * treatment.brightness);
  cv::Mat changed;
  if (!picture.empty()) cv::LUT(picture, table, changed);
  return changed;
}

}  // namespace cellwise::imaging
