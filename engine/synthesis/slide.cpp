#include "slide.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace cellwise::synthesis {

Slide prepareSlide(const StainAndFocus& variation, Random& random) {
  const double v = variation.stainShift;
  Slide slide;
  Stain& stain = slide.stain;
  stain = averageStain();
  stain.strength = 1 + v * random.normal(0, 0.06);
  stain.basic = 1 + v * random.normal(0, 0.05);
  stain.acid = 1 + v * random.normal(0, 0.08);
  stain.redThickness = 1 + v * random.normal(0, 0.12);
  stain.pallor = random.uniform(0.1, 0.8);
  stain.pallorSharpness = random.uniform();
  stain.crenated = random.chance(0.15) ? random.uniform(0.2, 0.8) : 0.02;
  stain.oval = random.uniform(0.05, 0.22);
  // From brownish over pink to grey-violet.
  const double hue = 0.5 + v * random.normal(0, 0.25);
  stain.red = blend(dye(206, 164, 158), dye(192, 156, 168), hue);
  Camera& camera = slide.camera;
  const double light = v * random.normal(0, 1.2);
  camera.field = cv::Vec3f(static_cast<float>(254 + 0.3 * light), static_cast<float>(228 + light),
                           static_cast<float>(202 + 0.7 * light + v * random.normal(0, 1.2)));
  // Now and then another batch of stain and another white balance: a bluish field.
  if (random.chance(0.06 * v)) {
    camera.field = cv::Vec3f(228, 221, 225);
    stain.red = dye(222, 182, 182);
  }
  return moveOn(slide, variation, random);
}

Slide moveOn(const Slide& slide, const StainAndFocus& variation, Random& random) {
  Slide moved = slide;
  Camera& camera = moved.camera;
  camera.vignette = random.uniform(0, 0.015) * variation.stainShift;
  camera.tilt = random.angle();
  camera.blur = 0.072 + variation.defocus * (random.chance(0.06) ? random.uniform(0.06, 0.15)
                                                                 : std::abs(random.normal(0, 0.02)));
  camera.sharpening = random.uniform(0.25, 0.6);
  camera.noise = random.uniform(0.4, 1.0);
  return moved;
}

Canvas::Canvas(int width, int height, double micrometresPerPixel)
    : size_(width, height), px_(kOversampling / micrometresPerPixel) {
  const cv::Size large(width * kOversampling, height * kOversampling);
  red_ = cv::Mat(large, CV_32FC3, cv::Scalar::all(0));
  white_ = cv::Mat(large, CV_32FC3, cv::Scalar::all(0));
  cover_ = cv::Mat(large, CV_32F, cv::Scalar(0));
}

cv::Point Canvas::corner(const Drawn& drawn, cv::Point2d centre) const {
  return {cvRound(centre.x * px_) - drawn.density.cols / 2, cvRound(centre.y * px_) - drawn.density.rows / 2};
}

void Canvas::layRed(const Drawn& drawn, cv::Point2d centre) {
  const cv::Point at = corner(drawn, centre);
  const cv::Rect there = cv::Rect(at, drawn.density.size()) & cv::Rect({0, 0}, red_.size());
  if (there.empty()) return;
  for (int y = 0; y < there.height; ++y) {
    auto* r = red_.ptr<cv::Vec3f>(there.y + y) + there.x;
    const auto* d = drawn.density.ptr<cv::Vec3f>(there.y - at.y + y) + (there.x - at.x);
    // Red cells that overlap press each other thin: less than the sum of both.
    for (int x = 0; x < there.width; ++x)
      for (int c = 0; c < 3; ++c) r[x][c] = std::max(r[x][c], d[x][c]) + 0.35f * std::min(r[x][c], d[x][c]);
  }
}

void Canvas::layWhite(const Drawn& drawn, cv::Point2d centre) {
  const cv::Point at = corner(drawn, centre);
  const cv::Rect there = cv::Rect(at, drawn.density.size()) & cv::Rect({0, 0}, white_.size());
  if (there.empty()) return;
  cv::Mat density = white_(there), covered = cover_(there);
  density += drawn.density(there - at);
  cv::max(covered, drawn.cover(there - at), covered);
}

bool Canvas::meetsWhite(const Drawn& drawn, cv::Point2d centre) const {
  const cv::Point at = corner(drawn, centre);
  const cv::Rect there = cv::Rect(at, drawn.density.size()) & cv::Rect({0, 0}, cover_.size());
  if (there.empty()) return false;
  return cv::countNonZero((cover_(there) > 0.5) & (drawn.cover(there - at) > 0.5)) > 0;
}

cv::Rect Canvas::box(const Drawn& drawn, cv::Point2d centre) const {
  const cv::Rect tight = cv::boundingRect(drawn.cover > 0.5) + corner(drawn, centre);
  const int s = kOversampling;
  const int left = static_cast<int>(std::floor(static_cast<double>(tight.x) / s));
  const int top = static_cast<int>(std::floor(static_cast<double>(tight.y) / s));
  const int right = (tight.br().x + s - 1) / s, bottom = (tight.br().y + s - 1) / s;
  return cv::Rect(left, top, right - left, bottom - top) & cv::Rect({0, 0}, size_);
}

cv::Mat Canvas::photograph(const Camera& camera, Random& random) {
  // White cells push red cells aside: little of these is seen through them.
  for (int y = 0; y < red_.rows; ++y) {
    auto *r = red_.ptr<cv::Vec3f>(y), *w = white_.ptr<cv::Vec3f>(y);
    const auto* c = cover_.ptr<float>(y);
    for (int x = 0; x < red_.cols; ++x) r[x] = r[x] * (1 - 0.8f * c[x]) + w[x];
  }
  transmit(red_);
  cv::Mat light;
  cv::resize(red_, light, size_, 0, 0, cv::INTER_AREA);
  const double finalPx = px_ / kOversampling;
  const double sigma = camera.blur * finalPx;
  if (sigma > 0.2) cv::GaussianBlur(light, light, {}, sigma);
  cv::Mat soft;
  cv::GaussianBlur(light, soft, {}, 1.0);
  light += camera.sharpening * (light - soft);

  cv::Mat grain(size_, CV_32FC3);
  cv::RNG(random.seed()).fill(grain, cv::RNG::NORMAL, 0, camera.noise);
  cv::Mat out(size_, CV_8UC3);
  const double cx = std::cos(camera.tilt), cy = std::sin(camera.tilt);
  for (int y = 0; y < out.rows; ++y) {
    const auto *l = light.ptr<cv::Vec3f>(y), *g = grain.ptr<cv::Vec3f>(y);
    auto* o = out.ptr<cv::Vec3b>(y);
    for (int x = 0; x < out.cols; ++x) {
      const double across = (cx * (2.0 * x / out.cols - 1) + cy * (2.0 * y / out.rows - 1));
      const float shade = static_cast<float>(1 - camera.vignette * (0.5 + 0.5 * across));
      for (int c = 0; c < 3; ++c)
        o[x][c] = cv::saturate_cast<uchar>(std::min(camera.field[c] * shade * l[x][c] + g[x][c], 255.0f));
    }
  }
  return out;
}

}  // namespace cellwise::synthesis
