// Colour deconvolution against values worked out by hand from the definition.
#include <catch2/catch.hpp>
#include <cmath>

#include "imaging/colour_deconvolution.h"

using namespace cellwise::imaging;

namespace {

cv::Mat pixel(int r, int g, int b) {
  return cv::Mat(1, 1, CV_8UC3, cv::Scalar(r, g, b));
}

float density(const cv::Mat& rgb, const StainVectors& stains) {
  return nucleusDensity(rgb, stains).at<float>(0, 0);
}

// Light through `a` of one stain and `b` of the other.
cv::Mat stained(double a, double b, const StainVectors& s) {
  cv::Mat out(1, 1, CV_8UC3);
  for (int c = 0; c < 3; ++c) {
    const double od = a * s.nucleus[std::size_t(c)] + b * s.counterstain[std::size_t(c)];
    out.at<cv::Vec3b>(0, 0)[c] = cv::saturate_cast<uchar>(255 * std::pow(10, -od));
  }
  return out;
}

}  // namespace

TEST_CASE("densities by hand", "[stain]") {
  // One stain a channel: the density of red, -log10(26 / 255) = 0.991570.
  const StainVectors plain = {{1, 0, 0}, {0, 1, 0}};
  CHECK(density(pixel(26, 255, 255), plain) == Approx(0.991570).epsilon(1e-5));
  CHECK(density(pixel(26, 3, 255), plain) == Approx(0.991570).epsilon(1e-5));
  // Oblique: red 0.6 a, green 0.8 a + b. R = 128 has density 0.299330: a = 0.498884; green says b.
  const StainVectors oblique = {{0.6, 0.8, 0}, {0, 2, 0}};  // lengths do not count
  CHECK(density(pixel(128, 64, 255), oblique) == Approx(0.498884).epsilon(1e-5));
  // Blue is neither's: it goes to the third.
  CHECK(density(pixel(128, 64, 10), oblique) == Approx(0.498884).epsilon(1e-5));
  // Green denser than red explains is the counterstain's alone.
  CHECK(density(pixel(255, 64, 255), oblique) == Approx(0).margin(1e-6));
  // Black is no infinity: 1 / 255 at least.
  CHECK(density(pixel(0, 255, 255), plain) == Approx(std::log10(255.0)).epsilon(1e-6));
}

TEST_CASE("a mixture of azure and eosin is taken apart", "[stain]") {
  for (const double a : {0.0, 0.3, 0.8})
    for (const double b : {0.0, 0.2, 0.5}) {
      INFO(a << " azure, " << b << " eosin");
      CHECK(density(stained(a, b, kAzureEosin), kAzureEosin) == Approx(a).margin(0.012));  // 8 bits
    }
  // The published vectors have length 1.
  for (const auto& v : {kAzureEosin.nucleus, kAzureEosin.counterstain})
    CHECK(std::hypot(v[0], v[1], v[2]) == Approx(1).epsilon(1e-3));
}

TEST_CASE("the nucleus view is grey: white where there is none of its stain", "[stain]") {
  CHECK(nucleusView(pixel(255, 255, 255)).at<cv::Vec3b>(0, 0) == cv::Vec3b(255, 255, 255));
  const auto eosin = nucleusView(stained(0, 0.6, kAzureEosin)).at<cv::Vec3b>(0, 0);
  CHECK(int(eosin[0]) >= 250);
  const auto nucleus = nucleusView(stained(0.7, 0.2, kAzureEosin)).at<cv::Vec3b>(0, 0);
  CHECK(int(nucleus[0]) == Approx(255 * std::pow(10, -0.7)).margin(2));  // 50.9
  CHECK(nucleus[0] == nucleus[1]);
  CHECK(nucleus[1] == nucleus[2]);
  CHECK(nucleusView(cv::Mat()).empty());
}

TEST_CASE("brightness adds, contrast turns about mid grey, and nothing is chosen by itself", "[stain]") {
  const cv::Mat dark = pixel(100, 128, 200);
  CHECK(treated(dark, {}).data == dark.data);
  CHECK(treated(dark, {20, 0, false}).at<cv::Vec3b>(0, 0) == cv::Vec3b(151, 179, 251));  // + 51
  CHECK(treated(dark, {40, 0, false}).at<cv::Vec3b>(0, 0) == cv::Vec3b(202, 230, 255));
  // Contrast 50 doubles: 127.5 + 2 (v - 127.5) = 72.5, 128.5, 272.5.
  const auto doubled = treated(dark, {0, 50, false}).at<cv::Vec3b>(0, 0);
  CHECK(int(doubled[0]) == Approx(72.5).margin(0.6));
  CHECK(int(doubled[1]) == Approx(128.5).margin(0.6));
  CHECK(int(doubled[2]) == 255);
  const auto nucleus = treated(stained(0.7, 0.2, kAzureEosin), {10, 0, true}).at<cv::Vec3b>(0, 0);
  CHECK(int(nucleus[0]) == Approx(50.9 + 25.5).margin(2.5));
  CHECK(dark.at<cv::Vec3b>(0, 0) == cv::Vec3b(100, 128, 200));
  CHECK(treated(cv::Mat(), {10, 10, true}).empty());
}
