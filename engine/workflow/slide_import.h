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
  Auto,    // judged by up to nine of the images, the majority counts; see below
  Crops,   // each image is one cell
  Fields,  // each image is a field of view, whose nucleated cells are found
};

// Auto takes an image for a field of view when its longer side is over 400 pixels and one of these
// holds: its sides differ by more than a fifth (crops are cut square, cameras are not), its longer side
// is over 1200 pixels, or more than one nucleated cell is found on it. Else it is a crop.

struct ImportRequest {
  std::vector<std::filesystem::path> paths;  // files and folders
  casebook::NewSlide slide;                  // empty title: the folder's name; a synthetic.json beside
                                             // the images, or one folder up, sets synthetic and, where
                                             // the slide has none, the scale
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
  ImportKind kind = ImportKind::Crops;  // what Auto came to
  int images = 0;
  int cells = 0;
  int duplicates = 0;                // same bytes as an image imported before on this slide
  int labels = 0;                    // cells with a label of another program (annotated_import.h)
  int decisions = 0;                 // of these, taken as an expert's decisions
  std::vector<SkippedFile> skipped;  // damaged, empty, huge, not an image: the rest went on.
                                     // truth.csv, index.csv and synthetic.json are not listed
};

// The files to import from files and folders: each once, sorted within a folder, hidden ones and those
// that only accompany images (truth.csv, index.csv, synthetic.json) left out. What cannot be listed is
// skipped.
struct ImageFiles {
  std::vector<std::filesystem::path> files;
  std::vector<SkippedFile> skipped;
};
ImageFiles listImages(const std::vector<std::filesystem::path>& paths);

// Decodes on this thread and writes in batches of bounded memory. Progress counts files.
// Errors: Cancelled, and those of the casebook: the slide is discarded; NotAnImage, whose detail lists
// the reasons, when there is no usable image: nothing is stored; FileNotFound when paths is empty.
Result<ImportResult> importSlide(casebook::Casebook& casebook, const ImportRequest& request,
                                 const ProgressCallback& progress = {}, std::stop_token stop = {});

}  // namespace cellwise::workflow
