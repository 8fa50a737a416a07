#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <tuple>

#include "imaging/cell_finder.h"

namespace cellwise::imaging {

Result<std::vector<AnnotatedBox>> readPascalVoc(const std::string& file) {
  const std::filesystem::path path(std::u8string(file.begin(), file.end()));
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return failure(ErrorCode::FileNotFound, "no such file", file);
  }
  std::ifstream stream;
  if (!error && status.type() == std::filesystem::file_type::regular) {
    stream.open(path, std::ios::binary);
  }
  if (!stream.is_open()) {
    return failure(ErrorCode::FileUnreadable, "cannot be opened", file);
  }
  try {
    boost::property_tree::ptree tree;
    boost::property_tree::read_xml(stream, tree);
    std::vector<AnnotatedBox> boxes;
    for (const auto& [tag, object] : tree.get_child("annotation")) {
      if (tag != "object") {
        continue;
      }
      // Some tools write coordinates with decimals.
      const auto at = [&object = object](const char* name) {
        const auto value = object.get<double>(std::string("bndbox.") + name);
        if (!(std::abs(value) < 1e6)) {
          throw boost::property_tree::ptree_bad_data("a coordinate out of range", value);
        }
        return static_cast<int>(std::lround(value));
      };
      const cv::Point topLeft(at("xmin"), at("ymin"));
      const cv::Point bottomRight(at("xmax"), at("ymax"));
      if (bottomRight.x < topLeft.x || bottomRight.y < topLeft.y) {
        return failure(ErrorCode::FormatInvalid, "a box turned inside out", file);
      }
      auto label = object.get<std::string>("name");
      // A click in place of a drag leaves a box without area in real files: it marks nothing.
      if (bottomRight.x > topLeft.x && bottomRight.y > topLeft.y) {
        boxes.push_back({std::move(label), cv::Rect(topLeft, bottomRight)});
      }
    }
    return boxes;
  } catch (const boost::property_tree::ptree_error& exception) {
    return failure(ErrorCode::FormatInvalid, exception.what(), file);
  }
}

DetectionCounts& DetectionCounts::operator+=(const DetectionCounts& other) {
  annotated += other.annotated;
  found += other.found;
  matchedIou += other.matchedIou;
  matchedCentre += other.matchedCentre;
  return *this;
}

DetectionCounts compareBoxes(const std::vector<cv::Rect>& annotated, const std::vector<cv::Rect>& found) {
  struct Pair {
    double iou;
    std::size_t annotated;
    std::size_t found;
    bool centre;
  };
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < annotated.size(); ++a) {
    for (std::size_t f = 0; f < found.size(); ++f) {
      const double common = (annotated[a] & found[f]).area();
      const double iou = common / (annotated[a].area() + found[f].area() - common);
      const cv::Point centre = (found[f].tl() + found[f].br()) / 2;
      pairs.push_back({common > 0 ? iou : 0, a, f, annotated[a].contains(centre)});
    }
  }
  // Best overlap first; an annotated and a found box are each used once.
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& p, const Pair& q) { return p.iou > q.iou; });
  const auto matches = [&](auto&& agrees) {
    std::vector<bool> usedAnnotated(annotated.size()), usedFound(found.size());
    int count = 0;
    for (const auto& pair : pairs) {
      if (agrees(pair) && !usedAnnotated[pair.annotated] && !usedFound[pair.found]) {
        usedAnnotated[pair.annotated] = usedFound[pair.found] = true;
        ++count;
      }
    }
    return count;
  };
  return {static_cast<int>(annotated.size()), static_cast<int>(found.size()),
          matches([](const Pair& pair) { return pair.iou >= 0.5; }),
          matches([](const Pair& pair) { return pair.centre; })};
}

}  // namespace cellwise::imaging
