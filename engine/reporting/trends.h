// The shares of one sample's or patient's slides one after another, as they were signed.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <map>
#include <vector>

#include "base/result.h"
#include "casebook/signed_reports.h"
#include "decision/intervals.h"

namespace cellwise::reporting {

struct TrendShare {
  int cells = 0;
  double share = 0;
  decision::Interval interval;  // Clopper-Pearson, 95 %
};

struct TrendPoint {
  casebook::Id slide = 0;
  QString title;
  QDateTime importedAt;  // UTC; where the point stands: a later amendment does not move it
  QDateTime signedAt;
  QString signer;
  int version = 0;
  QString modelName, modelVersion, modelSha;
  bool modelChanged = false;             // another model than that of the point before
  int counted = 0, unresolved = 0;       // n, and cells in no figure
  std::map<QString, TrendShare> shares;  // counted classes by id; none when nothing was counted
};

struct TrendClass {
  QString id, nameEn, nameZh, shortName, colour;
};

// Of one kind of specimen: a share in blood and one in marrow are not the same figure.
struct Trend {
  QString sampleId, specimen;
  std::vector<TrendClass> classes;  // counted ones of any point, in the reports' order
  std::vector<TrendPoint> points;   // in the order of importing
};

// From standing releases (SignedReports::ofSample), by specimen. Those whose signed identifier is another
// are left out: the slide was renamed after it was signed.
// Errors: FormatInvalid, VersionUnsupported (a signed content), Conflict (one without its hash).
Result<std::vector<Trend>> trendsOf(const QString& sampleId,
                                    const std::vector<casebook::SignedReport>& reports);

// A row for each class of each point; shares are fractions, times UTC.
QByteArray toCsv(const std::vector<Trend>& trends);
// A row for each signature.
QByteArray toCsv(const std::vector<casebook::SignedReport>& reports);

}  // namespace cellwise::reporting
