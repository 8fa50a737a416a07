// A class scheme is data: which cell classes a model tells apart, and how people name and count them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cellwise::model {

struct CellClass {
  std::string id;           // stable, snake_case: "band_neutrophil"
  std::string nameEn;       // "Band neutrophil"
  std::string nameZh;       // Simplified Chinese
  std::string shortName;    // at most 4 characters, for narrow columns: "BAND"
  std::string lineage;      // id of a lineage: "granulocytic", "erythroid", "lymphoid", ...
  int maturationStage = 0;  // order within the lineage, 0 the youngest
  std::string colour;       // "#rrggbb"
  std::string key;          // one character, unique in the scheme: the review key
  bool counted = true;      // part of the differential's denominator
  int order = 0;            // row in reports
};

struct Lineage {
  std::string id;
  std::string nameEn;
  std::string nameZh;
  // Its part in the M:E ratio: "myeloid", "erythroid" or empty.
  std::string meRole;
};

struct ClassScheme {
  std::string id;  // "pbc-11"
  std::string nameEn;
  std::string nameZh;
  std::string specimen;  // "blood" or "marrow"
  std::vector<Lineage> lineages;
  std::vector<CellClass> classes;  // index = output of the network

  int indexOf(std::string_view classId) const;  // -1 if there is none
  const Lineage* lineage(std::string_view lineageId) const;
};

// Checks ids, keys and orders for uniqueness, colours and lineages for validity.
// Errors: FormatInvalid, and FileNotFound, FileUnreadable when loading.
Result<ClassScheme> parseScheme(const std::string& json);
Result<ClassScheme> loadScheme(const std::filesystem::path& file);
std::string toJson(const ClassScheme& scheme);

}  // namespace cellwise::model
