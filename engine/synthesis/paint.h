// Painting with dyes: everything is an optical density, so that what lies one above the other
// multiplies its transmissions, as on a slide. Lengths are micrometres unless named px.
#pragma once

#include <algorithm>
#include <opencv2/core.hpp>
#include <vector>

#include "random.h"

namespace cellwise::synthesis {

using Density = cv::Vec3f;  // optical density, natural logarithm, of R, G, B

// The density that gives this 8-bit colour on the bright field of the reference slide.
Density dye(int r, int g, int b);
inline Density blend(const Density& a, const Density& b, double share) {
  return a * static_cast<float>(1 - share) + b * static_cast<float>(share);
}

// Transmission (CV_32FC3) of a density, in place. Stray light in the camera keeps the darkest places
// from turning black.
void transmit(cv::Mat& density);

// Noise of zero mean and unit variance whose grains are about grainPx wide.
cv::Mat noise(Random& random, cv::Size size, double grainPx);

// A closed outline r(a) = radius * (1 + sum of harmonics), with bumps and dents.
struct Outline {
  double radius = 1;
  double aspect = 1;     // long axis / short axis, the area kept
  double angle = 0;      // of the long axis
  double roughness = 0;  // amplitude of the harmonics, relative to the radius
  int harmonics = 7;
  struct Bump {
    double at, width, height;  // angle, width in radians, height relative to radius (< 0: a dent)
  };
  std::vector<Bump> bumps;
};
std::vector<cv::Point2f> trace(const Outline& outline, Random& random, int points = 160);

// A square sheet with its origin in the middle, in micrometres.
class Sheet {
 public:
  Sheet(double halfWidth, double pxPerUm);
  int side() const { return side_; }
  cv::Size size() const { return {side_, side_}; }
  double pxPerUm() const { return px_; }
  cv::Mat mask() const { return cv::Mat::zeros(side_, side_, CV_8U); }
  cv::Point2f toPx(cv::Point2f um) const;
  cv::Point2f toUm(cv::Point2f px) const;
  void polygon(cv::Mat& mask, const std::vector<cv::Point2f>& um, int value = 255) const;
  void disc(cv::Mat& mask, cv::Point2f um, double radius, int value = 255) const;
  void line(cv::Mat& mask, cv::Point2f a, cv::Point2f b, double width, int value = 255) const;

 private:
  double px_;
  int side_;
};

// Rounds corners off (about this radius, px) and roughens the edge; returns coverage 0..1, CV_32F.
cv::Mat soften(const cv::Mat& mask, double radiusPx, const cv::Mat& roughness = {}, double amount = 0);

// Distance to the edge in micrometres, inside the coverage's half level.
cv::Mat depth(const cv::Mat& coverage, double pxPerUm);

inline float smoothstep(float low, float high, float x) {
  const float t = std::clamp((x - low) / (high - low), 0.0f, 1.0f);
  return t * t * (3 - 2 * t);
}

}  // namespace cellwise::synthesis
