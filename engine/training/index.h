// A labelled set of cell crops: a CSV with path,class and, where it is known, group (slide, patient
// or acquisition run), and its split into parts that share no group.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/attributes.h"
#include "model/class_scheme.h"

namespace cellwise::training {

struct LabelledCell {
  std::filesystem::path file;
  std::string path;     // as in the CSV
  int classIndex = -1;  // into the scheme
  std::string group;    // the path itself where the CSV names none: then every cell is its own
  // Gives the crop (RGB, CV_8UC3) where it lies in no file of its own; called by one thread at a time.
  std::function<Result<cv::Mat>()> image = {};
};

// Renames classes of the CSV before they are looked up: "band" -> "neutrophil".
using ClassMap = std::map<std::string, std::string>;

// Errors: FileNotFound, FileUnreadable, FormatInvalid (naming the line), NotFound (a class that the
// scheme does not have; every such class is named).
Result<std::vector<LabelledCell>> readIndex(const std::filesystem::path& csv,
                                            const std::filesystem::path& root,
                                            const model::ClassScheme& scheme, const ClassMap& map = {});

// As readIndex, with the class names as they stand (after the map): for evaluation against a model
// whose scheme has other classes.
struct NamedCell {
  std::filesystem::path file;
  std::string path;
  std::string classId;
  std::string group;
};
Result<std::vector<NamedCell>> readNamedIndex(const std::filesystem::path& csv,
                                              const std::filesystem::path& root, const ClassMap& map = {});

// What people said of some cells: by path, the index of each attribute's value; -1 where they said nothing.
using AttributeLabels = std::map<std::string, std::vector<int>>;

// A CSV with path and a column for each attribute of the scheme; others are left aside. Values are ids, with
// spaces for "_" if one likes. Errors: FileNotFound, FileUnreadable, FormatInvalid (naming the line).
Result<AttributeLabels> readAttributeLabels(const std::filesystem::path& csv,
                                            const model::AttributeScheme& scheme);

struct SplitFractions {
  double train = 0.80;
  double validation = 0.15;
  double calibration = 0.05;  // method.md section 2
  double test = 0;
};

struct Split {
  std::vector<LabelledCell> train, validation, calibration, test;
};

// Stratified by class, whole groups at a time. A group's part depends on the seed and the set's own
// groups only, so that the same call gives the same parts everywhere. Every class with at least four
// groups is in every part whose fraction is not 0.
Split splitByGroup(const std::vector<LabelledCell>& cells, const SplitFractions& fractions,
                   std::uint64_t seed);

}  // namespace cellwise::training
