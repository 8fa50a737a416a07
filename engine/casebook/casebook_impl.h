// What the files that implement Casebook share, one file an area; of no interest to anyone else.
#pragma once

#include <QDateTime>
#include <QString>
#include <QVariant>

#include "casebook/casebook.h"
#include "casebook/database.h"
#include "casebook/permissions.h"

namespace cellwise::casebook {

struct Casebook::Impl {
  Impl(const QString& file, Database::Mode mode) : database(file, mode, shippedMigrations()) {}

  mutable Database database;
};

// To the millisecond, as it is stored.
inline QDateTime now() {
  return QDateTime::fromMSecsSinceEpoch(QDateTime::currentMSecsSinceEpoch(), Qt::UTC);
}

inline QDateTime timeOf(const QVariant& value) {
  return QDateTime::fromMSecsSinceEpoch(value.toLongLong(), Qt::UTC);
}

// How the audit log names its subjects.
inline QString slideSubject(Id slide) {
  return QStringLiteral("slide:%1").arg(slide);
}
inline QString cellSubject(Id cell) {
  return QStringLiteral("cell:%1").arg(cell);
}

inline QString actorOf(const QString& operatorName) {
  return operatorName.trimmed().isEmpty() ? QStringLiteral("unknown") : operatorName;
}

[[noreturn]] inline void failNoSlide(Id slide) {
  fail(ErrorCode::NotFound, "no slide " + std::to_string(slide));
}

// Where the casebook has accounts: throw Failure AccessDenied when this person is none of them, is
// disabled, or has no role that may; or does not know the password, which is slow and writes: outside of
// a transaction.
void requirePermission(const Database& database, const QString& name, Permission permission);
void requirePassword(Database& database, const QString& name, const QString& password);

// Throws Failure Conflict while the slide is read a second time.
void refuseWhileReadTwice(const Database& database, Id slide);

// One review event with its entry, inside a transaction. Returns its id. Throws Failure as addReviews.
Id appendReview(Database& database, const NewReview& review);

// Throws Failure NotFound for one that is not there or discarded.
SlideSummary slideOrFail(const Database& database, Id slide);

}  // namespace cellwise::casebook
