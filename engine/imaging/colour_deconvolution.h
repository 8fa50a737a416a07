// Stains told apart by the colours they absorb: colour deconvolution after A. C. Ruifrok and D. A. Johnston,
// "Quantification of histochemical staining by color deconvolution", Anal Quant Cytol Histol 23 (2001)
// 291-299. Any thread; no state.
#pragma once

#include <array>
#include <opencv2/core.hpp>

namespace cellwise::imaging {

// Optical densities that one unit of a stain adds to red, green and blue. Of any length: they are brought
// to length 1. What neither stain explains goes to a third one, at right angles to both.
struct StainVectors {
  std::array<double, 3> nucleus;
  std::array<double, 3> counterstain;
};

// Giemsa: methylene blue (azure) and eosin, as G. Landini measured them for the Colour Deconvolution plug-in
// of ImageJ. For May-Gruenwald-Giemsa films these are an estimate: its dyes are the same, but their mixture,
// the pH and the camera shift them, and the purple of chromatin is azure with eosin bound to it, so a part
// of the nucleus is counted as eosin. Good for looking at a nucleus, not for measuring.
inline constexpr StainVectors kAzureEosin = {{0.834750233, 0.513556283, 0.196330403},
                                             {0.092789, 0.954111, 0.283111}};

// How much of the nucleus's stain each pixel holds: CV_32FC1, in optical density along its unit vector.
// Density is -log10(I / 255), I being at least 1. May be negative where there is none. rgb: CV_8UC3.
cv::Mat nucleusDensity(const cv::Mat& rgb, const StainVectors& stains = kAzureEosin);

// The light that the nucleus's stain alone lets through, 255 * 10^-density, as grey in three channels:
// dark chromatin on white. CV_8UC3; an empty image stays empty.
cv::Mat nucleusView(const cv::Mat& rgb, const StainVectors& stains = kAzureEosin);

// What a person changed of a picture. Never by itself: nothing here looks at the picture to choose.
struct Treatment {
  int brightness = 0;    // -100 to 100 % of full scale, added
  int contrast = 0;      // -100 to 100: a gain of 2^(contrast / 50) about mid grey, 1/4 to 4
  bool nucleus = false;  // nucleusView first
  bool untouched() const { return brightness == 0 && contrast == 0 && !nucleus; }
  friend bool operator==(const Treatment&, const Treatment&) = default;
};

// CV_8UC3 in and out; shares the picture's memory only if it is untouched.
cv::Mat treated(const cv::Mat& rgb, const Treatment& treatment);

}  // namespace cellwise::imaging
