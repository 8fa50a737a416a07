// Cutting cells out and bringing them to the network's input size.
#pragma once

#include <opencv2/core.hpp>

namespace cellwise::imaging {

// The part of the image under rect; what lies outside the image is the border's colour repeated
// (BORDER_REPLICATE). Always rect.size(). Shares no memory with the image.
cv::Mat crop(const cv::Mat& rgb, const cv::Rect& rect);

// To size x size: the longer side is scaled to fit (area averaging down, cubic up), the shorter is
// padded with the border's colour: never stretched. CV_8UC3 in and out.
cv::Mat fitSquare(const cv::Mat& rgb, int size);

// Every channel scaled so that the empty background becomes the same near-white (240), whatever the lamp
// and the camera. The background's colour is the median of the brightest fifth of the pixels; a dark
// picture without any is brightened threefold at most. CV_8UC3 in and out; an empty image stays empty.
cv::Mat whitenBackground(const cv::Mat& rgb);

// What a network of the given input size sees of a crop: its background whitened if asked for, fitSquare,
// then the middle, centreFraction (0 to 1] of the side. CV_8UC3, size x size.
cv::Mat networkInput(const cv::Mat& rgb, int size, double centreFraction, bool whiteBackground = false);

}  // namespace cellwise::imaging
