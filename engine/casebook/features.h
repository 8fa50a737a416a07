// What models saw in cells, f(x), kept with their predictions, and the confirmed cells nearest to one.
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

#include "base/result.h"
#include "casebook/records.h"

namespace cellwise::casebook {

class Casebook;

// A quarter of the floats' size: a scale, then each value as a signed byte of it. An error of at most half a
// 127th of the largest value, far below what parts two cells.
QByteArray packedFeatures(const std::vector<float>& values);
std::vector<float> unpackedFeatures(const QByteArray& bytes);

struct NearCell {
  Id cellId = 0;
  Id slideId = 0;
  QString reviewer;
  double distance = 0;  // Euclidean, between features
};

class Features {
 public:
  // Of the newest kLookedAt cells that experts confirmed as this class, on any slide, and that the model
  // which read the cell has read too: the nearest first. Empty where the cell's features were not kept
  // (slides classified before they were). Beside a drawn slide's cells stand drawn ones, beside a patient's
  // only patients'. Cells of exceptSlide stay out: who reads it blind must not meet another's labels there.
  static constexpr int kLookedAt = 2000;
  static Result<std::vector<NearCell>> nearest(const Casebook& casebook, Id cell, const QString& classId,
                                               int limit, Id exceptSlide = 0);
};

}  // namespace cellwise::casebook
