#include <algorithm>
#include <cmath>
#include <utility>

#include "imaging/crop.h"
#include "imaging/image_file.h"
#include "workflow/paths.h"
#include "workflow/slide_classification.h"

namespace cellwise::workflow {

using casebook::CellRecord;

CellImages::CellImages(QString imageFolderOfCasebook, std::vector<casebook::ImageRecord> images)
    : folder_(std::move(imageFolderOfCasebook)), images_(std::move(images)) {
  std::sort(images_.begin(), images_.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

Result<cv::Mat> CellImages::field(const CellRecord& cell) {
  if (cachedId_ != 0 && cachedId_ == cell.imageId) return cached_;
  const auto image =
      std::lower_bound(images_.begin(), images_.end(), cell.imageId,
                       [](const auto& candidate, casebook::Id id) { return candidate.id < id; });
  if (image == images_.end() || image->id != cell.imageId) {
    return failure(ErrorCode::NotFound, "no image " + std::to_string(cell.imageId));
  }
  auto decoded = imaging::decodeFile(toPath(casebook::Casebook::imagePath(folder_, image->sha256)));
  if (decoded) {
    cachedId_ = cell.imageId;
    cached_ = *decoded;
  }
  return decoded;
}

Result<cv::Mat> CellImages::crop(const CellRecord& cell) {
  auto whole = field(cell);
  if (!whole) return whole;
  const cv::Rect rect(cell.crop.x(), cell.crop.y(), cell.crop.width(), cell.crop.height());
  if (rect == cv::Rect(0, 0, whole->cols, whole->rows)) return whole;
  if (rect.empty()) return failure(ErrorCode::ImageEmpty, "the cell has no area");
  return imaging::crop(*whole, rect);
}

std::map<QString, std::vector<CellRecord>> representativeCells(const std::vector<CellRecord>& cells,
                                                               const decision::Thresholds& thresholds,
                                                               int perClass) {
  std::map<QString, std::vector<const CellRecord*>> byClass;
  for (const CellRecord& cell : cells) {
    if (cell.review) {
      byClass[cell.review->classId].push_back(&cell);
    } else if (cell.prediction &&
               decision::decide(cell.prediction->confidence, cell.prediction->maxMembership, thresholds) ==
                   decision::Decision::Accepted) {
      byClass[cell.prediction->predicted].push_back(&cell);
    }
  }
  std::map<QString, std::vector<CellRecord>> chosen;
  for (auto& [classId, members] : byClass) {
    // Where the expert chose another class than the model, the model's confidence says nothing of it.
    const auto rank = [&classId = classId](const CellRecord* cell) {
      const bool agreed = cell->prediction && cell->prediction->predicted == classId;
      return std::pair(cell->review.has_value(), agreed ? cell->prediction->confidence : -HUGE_VAL);
    };
    std::stable_sort(members.begin(), members.end(),
                     [&](const CellRecord* a, const CellRecord* b) { return rank(a) > rank(b); });
    if (members.size() > static_cast<std::size_t>(std::max(0, perClass))) {
      members.resize(static_cast<std::size_t>(std::max(0, perClass)));
    }
    for (const CellRecord* cell : members) chosen[classId].push_back(*cell);
  }
  return chosen;
}

}  // namespace cellwise::workflow
