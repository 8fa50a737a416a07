// The blind audit: a random share of the accepted cells is put to the expert among the others, without
// saying so. An answer is a decision like any other, with the origin "audit".
//
// Chance decides by cell, not by slide and threshold: a cell is asked about if it is accepted at the
// thresholds in use and drawOf(seed, cell) < share. So the asked ones are a random sample of the accepted
// cells wherever the threshold stands, and a larger share keeps those that were asked. The seed comes from
// the system's generator, once for each slide, and stands in the audit chain before anything is asked.
#pragma once

#include <QDateTime>
#include <QString>

#include <optional>
#include <vector>

#include "base/result.h"
#include "casebook/casebook.h"

namespace cellwise::casebook {

inline const QString kAuditOrigin = QStringLiteral("audit");

struct BlindAudit {
  Id id = 0;
  Id slideId = 0;
  QString seed;      // 64 hexadecimal digits
  double share = 0;  // in [0, 1]; 0: no more questions
  QString by;        // who set the share
  QDateTime at;      // UTC
};

// What an expert said of an accepted cell that was asked about.
struct BlindAnswer {
  Id cellId = 0;
  Id event = 0;  // the review event
  QString classId;
  QString reviewer;
  QDateTime at;
};

// In [0, 1), even over cells: the first 53 bits of SHA-256 over seed and cell.
double drawOf(const QString& seed, Id cell);

class BlindAudits {
 public:
  // The casebook outlives it. Thread: that of the casebook.
  explicit BlindAudits(Casebook& casebook) : casebook_(casebook) {}

  Result<std::optional<BlindAudit>> of(Id slide) const;  // the latest share
  // Draws the seed where the slide has none. The same share again changes nothing.
  // Errors: NotFound, ArgumentInvalid (not in [0, 1]), AccessDenied (who may not review), DatabaseReadOnly.
  Result<BlindAudit> setShare(Id slide, double share, const QString& operatorName);
  // Of each cell the first answer that was not taken back, in the order of the answers. What an expert
  // said later, with the model's label in view, is an ordinary decision and not among these.
  Result<std::vector<BlindAnswer>> answers(Id slide) const;

 private:
  Casebook& casebook_;
};

}  // namespace cellwise::casebook
