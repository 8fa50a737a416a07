// Draws a Romanowsky-stained blood film with a known truth: for demonstrations and tests.
// Everything is a function of the seed. What is drawn is no patient's, and is marked synthetic.
#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/class_scheme.h"

namespace cellwise::synthesis {

// The ids of the classes that can be drawn, in the order of the blood scheme.
const std::vector<std::string>& drawableClasses();

struct StainAndFocus {
  double stainShift = 1;  // 0 no variation between images, 1 that between slides of a laboratory
  double defocus = 1;     // 0 all sharp
};

// A drawn cell on about the framing of a digital analyser: the cell in the middle, red cells about.
// classId: one of the blood scheme's ("promyelocyte" ... "platelet"). RGB, CV_8UC3, size x size.
// Errors: NotFound for a class that cannot be drawn, ArgumentInvalid for a size outside 32 ... 2048.
Result<cv::Mat> drawCell(const std::string& classId, std::uint64_t seed, int size = 224,
                         const StainAndFocus& variation = {});

struct DrawnCell {
  std::string classId;  // "debris" for what is no cell
  cv::Rect box;         // pixels of the field
};

struct DrawnField {
  cv::Mat rgb;
  std::vector<DrawnCell> cells;
};

struct FieldOptions {
  int width = 1280;
  int height = 960;
  double micrometresPerPixel = 0.16;
  std::vector<std::string> classes;  // one entry a cell to draw on this field
  int redCells = 260;
  int platelets = 12;
  int debris = 2;
  double touching = 0.15;  // share of cells drawn in contact with a neighbour
  StainAndFocus variation;
};
// Errors: NotFound for a class that cannot be drawn, ArgumentInvalid for a field without room for its
// cells or a value out of range.
Result<DrawnField> drawField(const FieldOptions& options, std::uint64_t seed);

struct FilmOptions {
  std::uint64_t seed = 1;
  int fields = 20;
  int cells = 200;             // white cells and erythroblasts on all fields together
  std::vector<double> shares;  // as drawableClasses(); empty: a left-shifted blood film
  FieldOptions field;          // its classes are ignored
  int jpegQuality = 90;
};
// Writes FOLDER/field_001.jpg ..., truth.csv (field,x,y,width,height,class), synthetic.json (seed,
// options, scale, and the words "synthetic: drawn by Cellwise, not a patient's sample").
// Every JPEG says the same in its comment. Progress counts fields.
// Errors: FileUnwritable, ArgumentInvalid, Cancelled; fields written before stay.
Result<void> writeFilm(const std::filesystem::path& folder, const FilmOptions& options,
                       const ProgressCallback& progress = {}, std::stop_token stop = {});

// Writes single-cell crops for training and testing: FOLDER/<class>/<n>.jpg and index.csv
// (path,class,group), perClass of each class of the scheme that can be drawn, and synthetic.json.
// Twenty-five neighbours make a group. Progress counts crops. Errors: as writeFilm.
Result<void> writeCrops(const std::filesystem::path& folder, const model::ClassScheme& scheme, int perClass,
                        std::uint64_t seed, int size = 224, const ProgressCallback& progress = {},
                        std::stop_token stop = {});

}  // namespace cellwise::synthesis
