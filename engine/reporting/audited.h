// What the blind audit's answers say of a slide's accepted cells, beside the plain differential.
// Formula and paper: decision/blind_audit.h; which cells are asked: casebook/blind_audits.h.
#pragma once

#include <QString>

#include <vector>

#include "casebook/blind_audits.h"
#include "casebook/records.h"
#include "decision/blind_audit.h"
#include "model/manifest.h"
#include "reporting/report_text.h"

namespace cellwise::reporting {

// An audit with an exact p below this contradicts the calibration.
inline constexpr double kAuditAlarm = 0.05;

struct AuditedShare {
  QString classId, nameEn, nameZh;
  decision::CorrectedShare share;
};

struct AuditFigures {
  int accepted = 0;                // cells that the model decides at the thresholds, audited ones among them
  decision::AuditedError error;    // among the audited ones
  int calibrationCells = 0;        // calibration cells accepted at the thresholds
  int calibrationErrors = 0;       // of them wrong
  double contradicts = 1;          // p of decision::auditContradicts
  std::vector<AuditedShare> rows;  // the counted classes, in the report's order
  bool alarm() const { return contradicts < kAuditAlarm; }
  // Upper end of the 95 % interval of the error among accepted cells: of the audit alone where it
  // contradicts the calibration, else of both together. Empty where nothing is known.
  std::optional<double> errorBound() const;
};

// Pure. Answers of cells that are not accepted at the thresholds in use, or that an expert had decided on
// in the ordinary way, do not enter.
AuditFigures auditFigures(const casebook::SlideSummary& slide, const std::vector<casebook::CellRecord>& cells,
                          const model::Manifest& manifest, const std::vector<casebook::BlindAnswer>& answers);

// "Blind audit: 1 of 12 accepted cells wrong, 8.3 % (0.2–38.5). ..." and the warning where there is one;
// empty before the first answer.
QString auditInWords(const AuditFigures& figures, Language language);

}  // namespace cellwise::reporting
