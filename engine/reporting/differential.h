// The differential count as data: every figure with its n and its exact interval.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <optional>
#include <vector>

#include "base/result.h"
#include "casebook/records.h"
#include "decision/intervals.h"
#include "model/manifest.h"

namespace cellwise::reporting {

// Whose word a count rests on. Nothing is shown as an expert's that an expert did not decide.
struct Provenance {
  int confirmed = 0;     // an expert decided
  int autoAccepted = 0;  // the model, above both thresholds
  int total() const { return confirmed + autoAccepted; }
};

struct DifferentialRow {
  QString classId;
  QString nameEn, nameZh, shortName, lineage, colour;
  bool counted = true;               // in the denominator
  Provenance cells;
  double share = 0;                  // of the counted total; 0 for rows outside of it
  decision::Interval interval;       // Clopper-Pearson, 95 %
  int unresolvedPredicted = 0;       // unresolved cells whose likeliest class this is
};

struct LineageTotal {
  QString id, nameEn, nameZh;
  Provenance cells;
  double share = 0;
  decision::Interval interval;
};

struct MyeloidErythroid {
  int myeloid = 0;
  int erythroid = 0;
  std::optional<double> ratio;       // empty when erythroid is 0
  QStringList myeloidClasses;        // ids: the definition is printed
  QStringList erythroidClasses;
};

struct Differential {
  // what it is of
  QString sampleId, title, specimen;
  bool synthetic = false;
  QDateTime importedAt, computedAt;  // UTC
  QString operatorName;
  // how it was made
  QString modelName, modelVersion, modelSha;
  decision::Thresholds thresholds;
  QString calibrationStatement;      // English: rule, target, n, delta, bound
  // what was counted
  int cells = 0;                     // all cells of the slide
  int counted = 0;                   // the denominator n: resolved cells of counted classes
  int outside = 0;                   // resolved cells of classes outside the differential
  int unresolved = 0;                // neither confirmed nor auto-accepted
  int failed = 0;                    // could not be classified, not confirmed
  std::vector<DifferentialRow> rows; // in the scheme's order
  std::vector<LineageTotal> lineages;
  std::optional<MyeloidErythroid> meRatio;  // when the scheme has both parts
};

// Pure. Uses each cell's review where there is one, else its prediction at the thresholds.
Differential computeDifferential(const casebook::SlideSummary& slide,
                                 const std::vector<casebook::CellRecord>& cells,
                                 const model::Manifest& manifest, const QString& operatorName,
                                 const QDateTime& now);

// Canonical JSON: sorted keys, fixed number format; what a signature freezes and hashes.
QByteArray toJson(const Differential& differential);
Result<Differential> differentialFromJson(const QByteArray& json);

}  // namespace cellwise::reporting
