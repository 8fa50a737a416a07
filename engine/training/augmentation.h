// Changes to a training crop that leave its class what it is: a cell has no upright position, and
// stains, lamps and focus differ between laboratories.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

namespace cellwise::training {

struct AugmentationOptions {
  double centreFraction = 1;               // part of the crop's side that the network sees, (0, 1]
  double minScale = 0.85, maxScale = 1.2;  // of the cell's size on the crop
  double maxShift = 0.06;                  // of the side
  double stain = 1;      // strength of the jitter of both dyes' densities; 0 none, 1 between laboratories
  double colour = 1;     // strength of lamp and camera: white balance, gamma
  double maxBlur = 0.8;  // sigma in pixels of the network's input
};

// What is no cell of any class, made from a crop: a smear, a close-up of mere texture, a view beside the
// cell, its pieces out of place, or a view far out of focus. rgb as for augment, which follows as for any
// crop; a function of the seed alone. CV_8UC3 of the same size.
cv::Mat disfigure(const cv::Mat& rgb, std::uint64_t seed);

// rgb: CV_8UC3, square, of any size. Returns size x size. A function of the seed alone.
// Rotation by any angle, mirror, scale and shift are one affine warp, so the crop is resampled once.
cv::Mat augment(const cv::Mat& rgb, int size, std::uint64_t seed, const AugmentationOptions& options);

}  // namespace cellwise::training
