// The hash chain over everything that was done. It shows that an entry was changed, removed from the
// middle or put in; it cannot show that the end was cut off: for that, each signed report carries
// the head's hash.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "casebook/class_book.h"
#include "casebook/database.h"
#include "casebook/records.h"
#include "casebook/remarks.h"

namespace cellwise::casebook {

// Fields joined so that no two lists of fields give the same bytes: each is led by its length
// (8 bytes, big endian).
class Fields {
 public:
  Fields& add(const QByteArray& bytes);
  Fields& add(const QString& text) { return add(text.toUtf8()); }
  Fields& add(qint64 number) { return add(QByteArray::number(number)); }
  Fields& add(double number);  // its 8 bytes, big endian
  QString sha256() const;

 private:
  QByteArray bytes_;
};

QString sha256Of(const QByteArray& bytes);

// Inside the transaction of the change that it records. Returns the entry's id and hash.
struct AppendedEntry {
  Id id = 0;
  QString hash;
};
AppendedEntry appendAudit(Database& database, const QDateTime& at, const QString& actor,
                          const QString& action, const QString& subject, const QJsonObject& detail);

QString auditHead(const Database& database);

// What an entry says of the rows it stands for: the same functions write and verify.
struct ReviewRow {
  Id id = 0;
  Id cell = 0;
  Id slide = 0;  // of the cell
  QString action, classId, comment, reviewer, origin;
  Id previous = 0, restores = 0;
  QVariant modelShown = {};  // NULL where it was not noted
};
// "review.decide"; "review.mixed" where a step does several things.
QString actionOfStep(const std::vector<ReviewRow>& rows);
// The cell, or the slide where it is a step on several cells.
QString subjectOfStep(const std::vector<ReviewRow>& rows);
QJsonObject detailOfStep(const std::vector<ReviewRow>& rows);
QJsonObject detailOfBlindAudit(const QString& seed, double share);
QJsonObject detailOfSignature(int version, const QString& meaning, const QString& reason,
                              const QString& contentSha256, const QString& kind);
// The rows of one call of Remarks::add; no cells: the slide itself.
struct RemarkRows {
  Id slide = 0;
  QString kind, text, person;
  std::vector<Id> cells;
};
QString nameOf(RemarkKind kind);
QString subjectOf(const RemarkRows& rows);
QJsonObject detailOf(const RemarkRows& rows);
QJsonObject detailOfAtlas(const QString& classId, const QString& note);
QJsonObject detailOfClass(const LaboratoryClass& c);
void addPrediction(Fields& fields, Id cell, const QString& predicted, const QString& runnerUp,
                   double confidence, double maxMembership, const QByteArray& memberships,
                   const QString& failure, const QByteArray& attributes);

// In accounts.cpp: the accounts' present against the log. Throws Failure AuditBroken.
void verifyAccounts(const Database& database);
// In second_readings.cpp: what was frozen, the labels and the settlements against the log. Throws as above.
void verifyReadings(const Database& database);
// In quality_control.cpp: marks, runs and targets against the log. Throws Failure AuditBroken.
void verifyQualityControl(const Database& database);

// Recomputes the chain, and compares reviews, predictions, signatures and the cells' present with it.
// Returns the number of entries. Throws Failure AuditBroken, naming the first that is wrong.
// Progress in entries. Cancelled when asked to stop.
int verifyAudit(const Database& database, const ProgressCallback& progress = {}, std::stop_token stop = {});

}  // namespace cellwise::casebook
