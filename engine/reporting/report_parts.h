// What stands on a report beside the count, frozen and signed with it: white cells, partial
// differential, decision limits, readers, pictures, words, laboratory, what an amendment changed.
#pragma once

#include <QDateTime>
#include <QRect>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

#include "casebook/records.h"
#include "casebook/report_records.h"
#include "decision/intervals.h"
#include "model/decision_limits.h"

namespace cellwise::reporting {

struct AuditFigures;  // audited.h
struct Differential;

// 10^9/L. The interval is that of the share, times the white cell count, which is taken as exact.
struct AbsoluteCount {
  double value = 0, low = 0, high = 0;
};

// The white cell count that absolute counts go by, 10^9/L. Corrected: entered x 100 / (100 + NRBC per
// 100 WBC), where the laboratory's rule says so; its interval is then that of the NRBC.
struct WhiteCells {
  double entered = 0;
  casebook::WhiteCellCorrection rule = casebook::WhiteCellCorrection::Off;
  bool corrected = false;
  double value = 0, low = 0, high = 0;
};

// Marrow, of dividing cells only, which blood does not dilute: myeloblasts, promyelocytes, myelocytes
// and erythroblasts (Lee et al., Int J Lab Hematol 2008; 30: 473-479).
struct PartialDifferential {
  struct Row {
    QString classId;
    int cells = 0;
    double share = 0;
    decision::Interval interval;  // Clopper-Pearson, 95 %
  };
  int cells = 0;  // the denominator
  std::vector<Row> rows;
  double fullBlasts = 0, partialBlasts = 0;  // shares of blasts in either
  bool categoryChanges = false;              // they lie on different sides of 5, 10 or 20 %
};

// What the count says against a limit of the laboratory's rules, of those that apply (limits.h).
struct LimitFinding {
  QString rule;                                    // id
  QString titleEn, titleZh, meaningEn, meaningZh;  // "Blasts ≥ 20 % (WHO)", "acute myeloid leukaemia"
  QString source, edition;                         // of the rule
  int cells = 0, of = 0;                           // resolved
  decision::Interval interval;                     // of sampling
  decision::Interval possible;                     // once every unresolved cell is decided
  QString verdict;           // "reached", "not-reached", "open": unresolved cells can still decide it
  QString state, sampling;   // of possible and of interval: "below", "above", "straddles"
  QString wordsEn, wordsZh;  // all of it, a paragraph
};

// What a blind audit of the slide's auto-accepted cells found (audited.h), frozen.
struct AuditStatement {
  struct Row {
    QString classId;
    double plain = 0, corrected = 0;  // shares
    decision::Interval interval;      // of the corrected one
  };
  int accepted = 0, audited = 0, errors = 0;
  decision::Interval error;  // of the error share among the accepted
  bool alarm = false;        // it contradicts the model's calibration
  QString wordsEn, wordsZh;
  std::vector<Row> rows;
};

// What one of two readers found, each by themselves: a first and a second reader of the same cells, or two
// examiners who counted cells of their own (readers.h compares them).
struct ReaderCount {
  QString name;
  QDateTime at;                    // UTC; of the last decision
  int cells = 0;                   // decided by this reader
  int counted = 0;                 // of these in the denominator; addParts fills it in
  std::map<QString, int> classes;  // cells by class id
};

// The readers are two examiners (casebook/second_readings.h).
struct TwoExaminers {
  // One that they used and that the slide's model does not know: the report may have no row of it.
  struct Class {
    QString classId, nameEn, nameZh;
    bool counted = false;
  };
  int target = 0;  // cells that each was to count
  int shared = 0;  // cells that both counted; 0: the counts are independent
  std::vector<Class> classes;
  const Class* find(const QString& classId) const;  // null if there is none
};

struct ReportPicture {
  casebook::Id cell = 0;
  QString imageSha256;  // of the stored image the cell lies on
  QRect crop;           // on it
  bool confirmed = false;
  QString reviewer;     // who confirmed
  bool chosen = false;  // by a person, else the most confident
};

struct LaboratoryStatement {
  QString name, address;
  QString logoSha256;
};

struct Change {
  // "class", "confirmed", "counted", "outside", "unresolved", "whiteCells", "thresholds", "model", "sample",
  // "slide", "comments", "conclusion", "laboratory", "pictures"
  QString what;
  QString classId, nameEn, nameZh;  // of a class, also of its pictures
  QString from, to;                 // as printed, the same in both languages
};
struct Amendment {
  int version = 0;  // of the report that this one amends
  QString contentSha256;
  std::vector<Change> changes;
};

// What people and the laboratory add to a count.
struct ReportParts {
  casebook::ReportEntries entries;
  casebook::Laboratory laboratory;
  std::map<QString, std::vector<ReportPicture>> pictures;  // by class id, at most kPicturesPerClass
  std::vector<ReaderCount> readers;
  std::optional<TwoExaminers> examiners;
  std::optional<AuditStatement> audit;
  std::optional<double> acceptedError;          // upper bound among accepted cells; else the calibration's
  std::optional<model::DecisionLimits> limits;  // those that apply are evaluated
  std::optional<casebook::SignatureRecord> before;  // the newest signature; this report amends it
};
inline constexpr int kPicturesPerClass = 4;

// Pure. Fills in everything of a fresh differential that this header names.
void addParts(Differential& differential, const ReportParts& parts);

// Puts the figures of a blind audit on the report; nothing before its first answer.
void addAudit(ReportParts& parts, const AuditFigures& figures);

// In the order of the report; empty when both say the same of the slide.
std::vector<Change> changesBetween(const Differential& before, const Differential& after);

}  // namespace cellwise::reporting
