// The differential count as data: every figure with its n and its exact interval.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

#include "base/result.h"
#include "casebook/records.h"
#include "decision/calibration.h"
#include "decision/intervals.h"
#include "model/manifest.h"
#include "reporting/report_parts.h"

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
  bool counted = true;  // in the denominator
  Provenance cells;
  double share = 0;             // of the counted total; 0 for rows outside of it
  decision::Interval interval;  // Clopper-Pearson, 95 %; [0, 1] for rows outside
  int unresolvedPredicted = 0;  // unresolved cells whose likeliest class this is
  // Where the share must end once every unresolved cell u is decided, whatever the decisions:
  // [k / (n + u), (k + u) / (n + u)]. Says nothing of sampling; [0, 1] when n + u = 0 or outside.
  decision::Interval possible;
  std::optional<AbsoluteCount> absolute;  // blood, counted, when a white cell count was entered
};

// Over the counted classes of a lineage; a lineage without any is left out.
struct LineageTotal {
  QString id, nameEn, nameZh;
  Provenance cells;
  double share = 0;
  decision::Interval interval;
  int unresolvedPredicted = 0;
  decision::Interval possible;
  std::optional<AbsoluteCount> absolute;
};

// An exact 95 % interval of a ratio a : b, from that of the share a / (a + b) by p / (1 - p).
struct RatioInterval {
  double low = 0;
  std::optional<double> high;  // empty: without an upper end
};

// All resolved cells of classes whose lineage has the role, counted or not.
struct MyeloidErythroid {
  int myeloid = 0;
  int erythroid = 0;
  std::optional<double> ratio;  // empty when erythroid is 0
  RatioInterval interval;
  QStringList myeloidClasses;  // ids: the definition is printed
  QStringList erythroidClasses;
};

// Nucleated red cells of a blood film stay outside the white cells: so many per 100 of these.
struct NucleatedRedCells {
  Provenance cells;
  int whiteCells = 0;            // the denominator: all counted cells
  std::optional<double> per100;  // empty when whiteCells is 0
  RatioInterval interval;        // of per100
  QStringList classes;           // ids
  std::optional<AbsoluteCount> absolute;
};

// What the model's calibration cells say of the thresholds in use, wherever these stand.
struct ThresholdEvidence {
  int cells = 0;                // calibration cells; 0: the model brings none
  int accepted = 0;             // of them accepted at the thresholds in use
  int errors = 0;               // of these wrong
  decision::Interval accuracy;  // of the accepted, Clopper-Pearson, 95 %
};

inline constexpr int kDifferentialSchema = 3;

struct Differential {
  // The canonical JSON that it came from or will be. Version 1 has none of what report_parts.h names,
  // version 2 no examiners.
  int schemaVersion = kDifferentialSchema;
  // what it is of
  QString sampleId, title, specimen;  // specimen: "blood" or "marrow"
  bool synthetic = false;
  QDateTime importedAt, computedAt;  // UTC, milliseconds
  QString operatorName;
  // how it was made
  QString modelName, modelVersion, modelSha;  // empty: no model has read the slide
  decision::Thresholds thresholds;            // in use
  decision::Thresholds modelThresholds;       // the model's own
  decision::CalibratedThreshold calibration;  // how the model's own c_th was chosen; n = 0: not stated
  double membershipQuantile = 0;              // how the model's own d_th was chosen; 0: not stated
  ThresholdEvidence evidence;
  QString calibrationStatement;  // English: rule, target, n, delta, bound
  // what was counted: cells = counted + outside + unresolved
  int cells = 0;         // all cells of the slide
  int counted = 0;       // the denominator n: resolved cells of counted classes
  int outside = 0;       // resolved cells of classes outside the differential
  int unresolved = 0;    // neither confirmed nor auto-accepted; in no figure. Made of these four:
  int ambiguous = 0;     // between two classes
  int unfamiliar = 0;    // unlike any class
  int failed = 0;        // could not be classified
  int unclassified = 0;  // not classified yet
  // In the scheme's order, counted classes or not; those behind the outputs of the model only
  // where an expert chose them. A class that an expert chose and the scheme does not have (any more)
  // follows at the end under its id, outside the differential.
  std::vector<DifferentialRow> rows;
  std::vector<LineageTotal> lineages;                  // in the scheme's order
  std::optional<MyeloidErythroid> meRatio;             // marrow, when the scheme has both parts
  std::optional<NucleatedRedCells> nucleatedRedCells;  // blood, when the scheme has erythroid classes
  // what people and the laboratory add: addParts()
  std::optional<WhiteCells> whiteCells;  // blood
  std::optional<PartialDifferential> partial;
  std::vector<LimitFinding> limits;
  std::vector<ReaderCount> readers;
  std::optional<TwoExaminers> examiners;
  std::optional<AuditStatement> audit;
  std::map<QString, std::vector<ReportPicture>> pictures;  // by class id
  QString comments, conclusion;
  LaboratoryStatement laboratory;
  std::optional<Amendment> amends;

  const DifferentialRow* row(const QString& classId) const&;            // null if there is none
  const DifferentialRow* row(const QString& classId) const&& = delete;  // it would point into what is gone
};

// Pure. Uses each cell's review where there is one, else its prediction at the slide's thresholds.
// The manifest is that of the model that read the slide. A class is in the denominator when the
// scheme says so; on blood an erythroid class never is. The specimen is the slide's, else the scheme's.
Differential computeDifferential(const casebook::SlideSummary& slide,
                                 const std::vector<casebook::CellRecord>& cells,
                                 const model::Manifest& manifest, const QString& operatorName,
                                 const QDateTime& now);

// Whether a class is in the denominator: as the scheme says, but on blood an erythroid class never is.
// An empty specimen is the scheme's.
bool isCounted(const model::ClassScheme& scheme, const model::CellClass& c, const QString& specimen);

// Whether both count the same cells of the same slide in the same way: all that computeDifferential says,
// but for when and by whom it was computed.
bool sameCount(const Differential& a, const Differential& b);

// Canonical JSON: UTF-8, sorted keys, no white space, shortest numbers that read back exactly;
// what a signature freezes and hashes. Reading and writing again gives the same bytes, of version 1 too.
QByteArray toJson(const Differential& differential);
// Errors: FormatInvalid (also when the counts contradict each other), VersionUnsupported.
Result<Differential> differentialFromJson(const QByteArray& json);

}  // namespace cellwise::reporting
