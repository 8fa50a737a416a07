// The film under the microscope: what is laid on it, and the camera that looks at it.
#pragma once

#include <opencv2/core.hpp>

#include "cell.h"
#include "film.h"

namespace cellwise::synthesis {

struct Camera {
  cv::Vec3f field{254, 228, 202};  // the empty field, R, G, B
  double vignette = 0.01;          // relative fall-off and tilt of the light
  double tilt = 0;                 // direction of the light's fall
  double blur = 0.06;              // micrometres, standard deviation
  double sharpening = 0.5;         // of the camera's own processing
  double noise = 0.7;              // grey levels
};

struct Slide {
  Stain stain;
  Camera camera;
};

// A slide of one laboratory: its stain and light.
Slide prepareSlide(const StainAndFocus& variation, Random& random);
// The same slide at another place: focus and light differ a little.
Slide moveOn(const Slide& slide, const StainAndFocus& variation, Random& random);

// The place that is photographed. Drawn at twice the resolution asked for.
class Canvas {
 public:
  static constexpr int kOversampling = 2;

  Canvas(int width, int height, double micrometresPerPixel);
  double pxPerUm() const { return px_; }  // of the oversampled canvas
  // Centres are micrometres from the upper left corner.
  void layRed(const Drawn& drawn, cv::Point2d centre);
  void layWhite(const Drawn& drawn, cv::Point2d centre);
  // Whether it would overlap a white cell that has been laid.
  bool meetsWhite(const Drawn& drawn, cv::Point2d centre) const;
  // The tight box of what is laid there, in pixels of the photograph, cut at its edges.
  cv::Rect box(const Drawn& drawn, cv::Point2d centre) const;
  cv::Mat photograph(const Camera& camera, Random& random);

 private:
  cv::Point corner(const Drawn& drawn, cv::Point2d centre) const;

  cv::Size size_;
  double px_;
  cv::Mat red_, white_, cover_;
};

}  // namespace cellwise::synthesis
