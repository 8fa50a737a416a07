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
#include "casebook/database.h"
#include "casebook/records.h"

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

// What an entry says of the row it stands for: the same function writes and verifies.
// modelShown: NULL where it was not noted.
QJsonObject detailOfReview(const QString& classId, const QString& comment, const QString& origin, Id previous,
                           Id restores, const QVariant& modelShown);
QJsonObject detailOfBlindAudit(const QString& seed, double share);
QJsonObject detailOfSignature(int version, const QString& meaning, const QString& reason,
                              const QString& contentSha256, const QString& kind);
void addPrediction(Fields& fields, Id cell, const QString& predicted, const QString& runnerUp,
                   double confidence, double maxMembership, const QByteArray& memberships,
                   const QString& failure, const QByteArray& attributes);

// In accounts.cpp: the accounts' present against the log. Throws Failure AuditBroken.
void verifyAccounts(const Database& database);
// In second_readings.cpp: what was frozen, the labels and the settlements against the log. Throws as above.
void verifyReadings(const Database& database);

// Recomputes the chain, and compares reviews, predictions, signatures and the cells' present with it.
// Returns the number of entries. Throws Failure AuditBroken, naming the first that is wrong.
// Progress in entries. Cancelled when asked to stop.
int verifyAudit(const Database& database, const ProgressCallback& progress = {}, std::stop_token stop = {});

}  // namespace cellwise::casebook
