// From a folder of images to a slide in the casebook.
#pragma once

#include <QString>
#include <filesystem>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "casebook/casebook.h"
#include "imaging/cell_finder.h"
#include "imaging/image_file.h"

namespace cellwise::workflow {

enum class ImportKind {
  Auto,        // Crops unless images are larger than 400 pixels on a side and hold several cells' room
  Crops,       // each image is one cell
  Fields,      // each image is a field of view, whose nucleated cells are found
};

struct ImportRequest {
  std::vector<std::filesystem::path> paths;  // files and folders
  casebook::NewSlide slide;                  // empty title: the folder's name; a synthetic.json beside
                                             // the images sets synthetic and the scale
  ImportKind kind = ImportKind::Auto;
  imaging::CellFinderOptions finder;
  imaging::ImageLimits limits;
  QString operatorName;
};

struct SkippedFile {
  std::filesystem::path file;
  Error reason;
};

struct ImportResult {
  casebook::Id slide = 0;
  ImportKind kind = ImportKind::Crops;       // what Auto came to
  int images = 0;
  int cells = 0;
  int duplicates = 0;                        // same bytes as an image imported before on this slide
  std::vector<SkippedFile> skipped;          // damaged, empty, huge, not an image: the rest went on
};

// Decodes on this thread and writes in batches. Cancelled: the slide is discarded, Error Cancelled.
// No usable image at all: nothing is kept, Error NotAnImage whose detail lists the reasons.
Result<ImportResult> importSlide(casebook::Casebook& casebook, const ImportRequest& request,
                                 const ProgressCallback& progress = {}, std::stop_token stop = {});

}  // namespace cellwise::workflow
