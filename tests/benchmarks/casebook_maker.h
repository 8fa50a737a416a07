// Casebooks of any size, made in seconds: rows are put straight into the file, in one transaction, with the
// indexes and triggers taken away meanwhile and put back as the program made them. The casebook opens and
// works on; only the hashes of its audit chain are made up, so that verifyAudit() refuses it.
#pragma once

#include <QString>

#include "casebook/records.h"
#include "model/manifest.h"

namespace cellwise::benchmarks {

struct CasebookSize {
  int slides = 2000;
  int cells = 1'000'000;   // of all slides together
  double reviewed = 0.12;  // share of cells with an expert's decision
  enum class Images {
    Crops,
    Fields,
    Mixed
  } images = Images::Mixed;  // each cell's own, several cells' on one
  int cellsPerField = 10;
  int cellSide = 96;       // pixels
  bool classified = true;  // by the model, some of the cells decided on, half of the slides signed
  bool features = true;    // f(x) of every cell, as the classifier stores it
  bool pictures = false;   // write JPEG files for the images too
};

// Makes the file anew; the model is that of this manifest.
// Throws std::runtime_error.
void makeCasebook(const QString& file, const CasebookSize& size, const model::Manifest& manifest);

}  // namespace cellwise::benchmarks
