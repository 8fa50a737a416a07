// Finds nucleated cells on a field of view: stain-aware nucleus mask, distance transform, watershed.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "base/result.h"

namespace cellwise::imaging {

struct CellFinderOptions {
  // Scale of the photograph; 0 if unknown: then sizes are judged relative to the red cells' size.
  double micrometresPerPixel = 0;
  double minNucleusDiameter = 4.0;   // micrometres
  double maxNucleusDiameter = 40.0;  // micrometres
  // Side of the square crop, micrometres. Crops of one film have one scale, as those that the network
  // was trained with: a lymphocyte is to look smaller than a monocyte.
  double cropSide = 26.5;
  // Least and largest side over the cell's longer side, where cells are huge or the scale is wrong.
  double minContext = 1.5;
  double maxContext = 2.6;
};

struct FoundCell {
  cv::Rect box;            // the cell (nucleus and cytoplasm), pixels, inside the field
  cv::Rect crop;           // square with context about the box's centre; may reach over the border
  double nucleusArea = 0;  // pixels
  bool touchesBorder = false;
};

// rgb: CV_8UC3, red first. Cells in reading order. An image without cells gives an empty list.
// Errors: ArgumentInvalid (wrong type, empty), OutOfMemory, Internal (what OpenCV refused).
Result<std::vector<FoundCell>> findCells(const cv::Mat& rgb, const CellFinderOptions& options = {});

// A box of an annotation file.
struct AnnotatedBox {
  std::string label;
  cv::Rect box;
};
// Pascal VOC XML. Errors: FileNotFound, FileUnreadable, FormatInvalid.
Result<std::vector<AnnotatedBox>> readPascalVoc(const std::string& file);

// Greedy one-to-one matching of found against annotated boxes.
struct DetectionCounts {
  int annotated = 0;
  int found = 0;
  int matchedIou = 0;     // at IoU >= 0.5
  int matchedCentre = 0;  // centre of the found box inside the annotated one
  DetectionCounts& operator+=(const DetectionCounts& other);
};
DetectionCounts compareBoxes(const std::vector<cv::Rect>& annotated, const std::vector<cv::Rect>& found);

}  // namespace cellwise::imaging
