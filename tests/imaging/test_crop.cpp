#include <catch2/catch.hpp>
#include <opencv2/imgproc.hpp>

#include "imaging/crop.h"

using namespace cellwise::imaging;

namespace {

cv::Mat disc(int width, int height, int radius) {
  cv::Mat image(height, width, CV_8UC3, cv::Scalar(230, 220, 210));
  cv::circle(image, {width / 2, height / 2}, radius, cv::Scalar(80, 20, 120), cv::FILLED, cv::LINE_AA);
  return image;
}

cv::Rect darkBox(const cv::Mat& image) {
  cv::Mat red;
  cv::extractChannel(image, red, 0);
  return cv::boundingRect(red < 155);
}

}  // namespace

TEST_CASE("a crop repeats the border where it leaves the image") {
  cv::Mat image(6, 8, CV_8UC3);
  for (int y = 0; y < image.rows; ++y) {
    for (int x = 0; x < image.cols; ++x) {
      image.at<cv::Vec3b>(y, x) = cv::Vec3b(static_cast<uchar>(x), static_cast<uchar>(y), 9);
    }
  }
  // Within, over every border, over all of them, and far outside on each side.
  const cv::Rect rects[] = {{2, 1, 3, 4},  {-3, -2, 5, 4}, {6, 4, 7, 9},      {-4, -4, 20, 20},
                            {50, 2, 3, 3}, {-50, 2, 4, 3}, {2, 1'000, 3, 40}, {2, -2'000'000'000, 2, 2}};
  for (const auto& rect : rects) {
    CAPTURE(rect);
    const cv::Mat part = crop(image, rect);
    REQUIRE(part.size() == rect.size());
    for (int y = 0; y < part.rows; ++y) {
      for (int x = 0; x < part.cols; ++x) {
        const int fromX = std::clamp(rect.x + x, 0, image.cols - 1);
        const int fromY = std::clamp(rect.y + y, 0, image.rows - 1);
        REQUIRE(part.at<cv::Vec3b>(y, x) == image.at<cv::Vec3b>(fromY, fromX));
      }
    }
  }
  // A part of an image is an image: its surroundings do not shine through.
  const cv::Mat part = crop(image(cv::Rect(2, 2, 3, 3)), {-1, -1, 5, 5});
  CHECK(part.at<cv::Vec3b>(0, 0) == image.at<cv::Vec3b>(2, 2));
  cv::Mat own = crop(image, {0, 0, 8, 6});
  own.setTo(0);
  CHECK(image.at<cv::Vec3b>(3, 3) == cv::Vec3b(3, 3, 9));
}

TEST_CASE("fitSquare never stretches: a circle stays a circle") {
  const auto [width, height] = GENERATE(
      table<int, int>({{224, 224}, {300, 200}, {90, 410}, {61, 40}, {33, 37}, {640, 480}, {97, 96}}));
  const int size = GENERATE(96, 224);
  CAPTURE(width, height, size);
  const int radius = std::min(width, height) * 2 / 5;
  const cv::Mat square = fitSquare(disc(width, height, radius), size);
  REQUIRE(square.size() == cv::Size(size, size));
  REQUIRE(square.type() == CV_8UC3);
  const cv::Rect box = darkBox(square);
  const double expected = (2.0 * radius + 1) * size / std::max(width, height);
  CHECK(std::abs(box.width - box.height) <= 2);
  // Half a pixel at each side of the original, for the edge's threshold.
  CHECK(std::abs(box.width - expected) <= std::max(2.0, 1.0 * size / std::max(width, height)));
  CHECK(std::abs(box.x + box.width / 2.0 - size / 2.0) <= 1.5);
  CHECK(std::abs(box.y + box.height / 2.0 - size / 2.0) <= 1.5);
  // The padding has the background's colour.
  CHECK(cv::norm(square.at<cv::Vec3b>(0, 0), cv::Vec3b(230, 220, 210), cv::NORM_INF) <= 1);
  CHECK(cv::norm(square.at<cv::Vec3b>(size - 1, size - 1), cv::Vec3b(230, 220, 210), cv::NORM_INF) <= 1);
}

TEST_CASE("fitSquare averages when it makes smaller") {
  // A fine grating becomes an even grey, not another pattern.
  cv::Mat grating(448, 448, CV_8UC3);
  for (int x = 0; x < grating.cols; ++x) {
    grating.col(x).setTo(cv::Scalar::all(x % 2 == 0 ? 0 : 200));
  }
  double low = 0, high = 0;
  cv::minMaxLoc(fitSquare(grating, 112).reshape(1), &low, &high);
  CHECK(low == 100);
  CHECK(high == 100);
}

TEST_CASE("an image of the right size is left as it is, in memory of its own") {
  const cv::Mat image = disc(96, 96, 30);
  cv::Mat same = fitSquare(image, 96);
  CHECK(cv::norm(image, same, cv::NORM_INF) == 0);
  same.setTo(0);
  CHECK(image.at<cv::Vec3b>(0, 0) == cv::Vec3b(230, 220, 210));
}

TEST_CASE("padding takes the background's colour, not that of a cell cut by the border") {
  cv::Mat image(100, 60, CV_8UC3, cv::Scalar(230, 220, 210));
  cv::circle(image, {0, 50}, 20, cv::Scalar(200, 120, 130), cv::FILLED);
  CHECK(fitSquare(image, 100).at<cv::Vec3b>(50, 2) == cv::Vec3b(230, 220, 210));
}

TEST_CASE("a whitened background is the same white under every lamp, and so is the cell in front of it") {
  const cv::Mat cell = disc(60, 60, 20);
  cv::Mat dim;  // a warmer lamp, and two thirds as bright
  cv::multiply(cell, cv::Scalar(0.66, 0.55, 0.40), dim);
  const cv::Mat a = whitenBackground(cell), b = whitenBackground(dim);
  for (int channel = 0; channel < 3; ++channel) {
    CHECK(a.at<cv::Vec3b>(2, 2)[channel] == 240);
    CHECK(b.at<cv::Vec3b>(2, 2)[channel] == Approx(240).margin(1));
  }
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  double largest = 0;
  cv::minMaxLoc(difference.reshape(1), nullptr, &largest);
  CHECK(largest <= 4);  // of rounding
  CHECK(darkBox(a) == darkBox(cell));

  // No background to be seen: brightened threefold at most, and never past white.
  const cv::Mat dark(20, 20, CV_8UC3, cv::Scalar(30, 60, 120));
  CHECK(whitenBackground(dark).at<cv::Vec3b>(10, 10) == cv::Vec3b(90, 180, 240));
  CHECK(whitenBackground(cv::Mat()).empty());

  CHECK(networkInput(dim, 60, 1, true).at<cv::Vec3b>(2, 2)[2] == Approx(240).margin(1));
  CHECK(networkInput(dim, 60, 1).at<cv::Vec3b>(2, 2) == dim.at<cv::Vec3b>(2, 2));
}
