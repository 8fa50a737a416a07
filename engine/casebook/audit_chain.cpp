#include "casebook/audit_chain.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QtEndian>

#include <bit>

#include "base/sha256.h"
#include "casebook/report_detail.h"

namespace cellwise::casebook {
namespace {

QString hashOf(Id id, qint64 at, const QString& actor, const QString& action, const QString& subject,
               const QString& detail, const QString& previous) {
  Fields fields;
  fields.add(QByteArrayLiteral("cellwise.audit.1"));
  fields.add(id).add(at).add(actor).add(action).add(subject).add(detail).add(previous);
  return fields.sha256();
}

QString compact(const QJsonObject& object) {
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

[[noreturn]] void broken(Id entry, const char* what) {
  fail(ErrorCode::AuditBroken, "audit entry " + std::to_string(entry) + ": " + what);
}

// Rows of a history table, in order of ids, beside their audit entries.
class Merge {
 public:
  explicit Merge(QSqlQuery rows) : rows_(std::move(rows)) { next(); }
  bool atEnd() const { return !valid_; }
  Id id() const { return rows_.value(0).toLongLong(); }
  QVariant value(int column) const { return rows_.value(column); }
  void next() { valid_ = rows_.next(); }
  const QSqlQuery& query() const { return rows_; }

 private:
  QSqlQuery rows_;
  bool valid_ = false;
};

}  // namespace

Fields& Fields::add(const QByteArray& bytes) {
  char length[8];
  qToBigEndian<quint64>(static_cast<quint64>(bytes.size()), length);
  bytes_.append(length, sizeof length).append(bytes);
  return *this;
}

Fields& Fields::add(double number) {
  // SQLite keeps no negative zero.
  char bits[8];
  qToBigEndian<quint64>(std::bit_cast<quint64>(number + 0.0), bits);
  return add(QByteArray(bits, sizeof bits));
}

QString sha256Of(const QByteArray& bytes) {
  const std::span<const char> span(bytes.constData(), static_cast<std::size_t>(bytes.size()));
  return QString::fromStdString(sha256Hex(std::as_bytes(span)));
}

QString Fields::sha256() const {
  return sha256Of(bytes_);
}

AppendedEntry appendAudit(Database& database, const QDateTime& at, const QString& actor,
                          const QString& action, const QString& subject, const QJsonObject& detail) {
  Id id = 1;
  QString previous;
  QSqlQuery head = database.query(QStringLiteral("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1"));
  if (head.next()) {
    id = head.value(0).toLongLong() + 1;
    previous = head.value(1).toString();
  }
  head.finish();
  const qint64 time = at.toMSecsSinceEpoch();
  const QString who = clean(actor);
  const QString text = clean(compact(detail));
  const QString hash = hashOf(id, time, who, action, subject, text, previous);
  database.change(
      QStringLiteral("INSERT INTO audit (id, at, actor, action, subject, detail, previous_hash, hash) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      {id, time, who, action, subject, text, previous, hash});
  return {id, hash};
}

QString auditHead(const Database& database) {
  QSqlQuery head = database.query(QStringLiteral("SELECT hash FROM audit ORDER BY id DESC LIMIT 1"));
  return head.next() ? head.value(0).toString() : QString();
}

QJsonObject detailOfReview(const QString& classId, const QString& comment, const QString& origin, Id previous,
                           Id restores, const QVariant& modelShown) {
  QJsonObject detail{{QStringLiteral("class"), classId}, {QStringLiteral("origin"), origin}};
  if (!comment.isEmpty()) detail[QStringLiteral("comment")] = comment;
  if (previous) detail[QStringLiteral("previous")] = previous;
  if (restores) detail[QStringLiteral("restores")] = restores;
  if (!modelShown.isNull()) detail[QStringLiteral("model_shown")] = modelShown.toBool();
  return detail;
}

QJsonObject detailOfBlindAudit(const QString& seed, double share) {
  return {{QStringLiteral("seed"), seed}, {QStringLiteral("share"), share}};
}

QJsonObject detailOfSignature(int version, const QString& meaning, const QString& reason,
                              const QString& contentSha256, const QString& kind) {
  QJsonObject detail{{QStringLiteral("version"), version},
                     {QStringLiteral("meaning"), meaning},
                     {QStringLiteral("reason"), reason},
                     {QStringLiteral("content_sha256"), contentSha256}};
  // Signatures from before there were kinds hash as they did.
  if (kind != QLatin1String("release")) detail[QStringLiteral("kind")] = kind;
  return detail;
}

void addPrediction(Fields& fields, Id cell, const QString& predicted, const QString& runnerUp,
                   double confidence, double maxMembership, const QByteArray& memberships,
                   const QString& failure, const QByteArray& attributes) {
  fields.add(cell).add(predicted).add(runnerUp).add(confidence).add(maxMembership);
  fields.add(memberships).add(failure);
  // Led by a word, which no cell's number is: rows from before there were attributes hash as they did.
  if (!attributes.isEmpty()) fields.add(QByteArrayLiteral("attributes")).add(attributes);
}

int verifyAudit(const Database& database, const ProgressCallback& progress, std::stop_token stop) {
  // One view of the file for all the queries, so that another program's writing does not come between.
  const ReadTransaction view(database);
  Merge reviews(database.query(QStringLiteral(
      "SELECT id, cell_id, action, class_id, comment, reviewer, origin, at, previous, restores, "
      "model_shown FROM review_events ORDER BY id")));
  Merge signatures(
      database.query(QStringLiteral("SELECT id, slide_id, version, signer, meaning, reason, at, content, "
                                    "content_sha256, kind FROM signatures "
                                    "ORDER BY id")));
  Merge audits(database.query(
      QStringLiteral("SELECT id, slide_id, seed, share, drawn_by, at FROM blind_audits ORDER BY id")));
  Merge predictions(database.query(QStringLiteral(
      "SELECT audit_id, cell_id, predicted, runner_up, confidence, max_membership, memberships, "
      "failure, attributes FROM predictions ORDER BY id")));
  Merge reports(database.query(QStringLiteral(
      "SELECT id, slide_id, white_cells, comments, conclusion, cells FROM report_entries ORDER BY id")));
  Merge laboratories(database.query(QStringLiteral(
      "SELECT id, name, address, logo_sha256, correction, templates FROM laboratory ORDER BY id")));
  QSqlQuery entries = database.query(QStringLiteral(
      "SELECT id, at, actor, action, subject, detail, previous_hash, hash FROM audit ORDER BY id"));

  QSqlQuery last = database.query(QStringLiteral("SELECT max(id) FROM audit"));
  const qint64 total = last.next() ? last.value(0).toLongLong() : 0;
  last.finish();
  Id count = 0;
  QString previous = QStringLiteral("");
  while (entries.next()) {
    const Id id = entries.value(0).toLongLong();
    const qint64 at = entries.value(1).toLongLong();
    const QString actor = entries.value(2).toString();
    const QString action = entries.value(3).toString();
    const QString subject = entries.value(4).toString();
    const QString detail = entries.value(5).toString();
    if (count % 500 == 0) {
      if (stop.stop_requested()) fail(ErrorCode::Cancelled, "stopped");
      if (progress) progress({count, total});
    }
    if (id != ++count) broken(count, "is missing");
    if (entries.value(6).toString() != previous) broken(id, "does not follow on the entry before");
    previous = hashOf(id, at, actor, action, subject, detail, previous);
    if (entries.value(7).toString() != previous) broken(id, "was changed");

    if (action.startsWith(QLatin1String("review."))) {
      if (reviews.atEnd() || reviews.id() != id) broken(id, "its review event is missing");
      const QJsonObject expected = detailOfReview(reviews.value(3).toString(), reviews.value(4).toString(),
                                                  reviews.value(6).toString(), reviews.value(8).toLongLong(),
                                                  reviews.value(9).toLongLong(), reviews.value(10));
      if (action != QLatin1String("review.") + reviews.value(2).toString() ||
          subject != QStringLiteral("cell:%1").arg(reviews.value(1).toLongLong()) ||
          actor != reviews.value(5).toString() || at != reviews.value(7).toLongLong() ||
          detail != compact(expected)) {
        broken(id, "its review event was changed");
      }
      reviews.next();
    } else if (action == QLatin1String("sign")) {
      if (signatures.atEnd() || signatures.id() != id) broken(id, "its signature is missing");
      const QString sha = sha256Of(signatures.value(7).toByteArray());
      const QJsonObject expected =
          detailOfSignature(signatures.value(2).toInt(), signatures.value(4).toString(),
                            signatures.value(5).toString(), sha, signatures.value(9).toString());
      if (subject != QStringLiteral("slide:%1").arg(signatures.value(1).toLongLong()) ||
          actor != signatures.value(3).toString() || at != signatures.value(6).toLongLong() ||
          sha != signatures.value(8).toString() || detail != compact(expected)) {
        broken(id, "its signature was changed");
      }
      signatures.next();
    } else if (action == QLatin1String("slide.audit")) {
      if (audits.atEnd() || audits.id() != id) broken(id, "its blind audit is missing");
      if (subject != QStringLiteral("slide:%1").arg(audits.value(1).toLongLong()) ||
          actor != audits.value(4).toString() || at != audits.value(5).toLongLong() ||
          detail != compact(detailOfBlindAudit(audits.value(2).toString(), audits.value(3).toDouble()))) {
        broken(id, "its blind audit was changed");
      }
      audits.next();
    } else if (action == QLatin1String("report.entries")) {
      if (reports.atEnd() || reports.id() != id) broken(id, "its report entry is missing");
      if (subject != QStringLiteral("slide:%1").arg(reports.value(1).toLongLong()) ||
          detail !=
              compact(detailOfReportEntries(reports.value(2), reports.value(3).toString(),
                                            reports.value(4).toString(), reports.value(5).toString()))) {
        broken(id, "its report entry was changed");
      }
      reports.next();
    } else if (action == QLatin1String("laboratory")) {
      if (laboratories.atEnd() || laboratories.id() != id) broken(id, "its laboratory's row is missing");
      if (detail !=
          compact(detailOfLaboratory(laboratories.value(1).toString(), laboratories.value(2).toString(),
                                     laboratories.value(3).toString(), laboratories.value(4).toString(),
                                     laboratories.value(5).toString()))) {
        broken(id, "its laboratory's row was changed");
      }
      laboratories.next();
    } else if (action == QLatin1String("slide.classify")) {
      Fields rows;
      for (; !predictions.atEnd() && predictions.id() == id; predictions.next()) {
        addPrediction(rows, predictions.value(1).toLongLong(), predictions.value(2).toString(),
                      predictions.value(3).toString(), predictions.value(4).toDouble(),
                      predictions.value(5).toDouble(), predictions.value(6).toByteArray(),
                      predictions.value(7).toString(), predictions.value(8).toByteArray());
      }
      const QJsonObject stored = QJsonDocument::fromJson(detail.toUtf8()).object();
      if (stored[QStringLiteral("sha256")].toString() != rows.sha256()) {
        broken(id, "its predictions were changed");
      }
    }
  }
  database.checkFinished(entries);
  for (const Merge* rest : {&reviews, &signatures, &audits, &predictions, &reports, &laboratories}) {
    database.checkFinished(rest->query());
    if (!rest->atEnd()) broken(rest->id(), "a record without its entry");
  }

  // The cells' present follows from the history.
  QSqlQuery wrong = database.query(QStringLiteral(
      "SELECT id FROM cells WHERE"
      " review_id IS NOT (SELECT CASE action WHEN 'decide' THEN id ELSE restores END FROM review_events e"
      "   WHERE e.cell_id = cells.id AND action IN ('decide', 'retract') ORDER BY e.id DESC LIMIT 1)"
      " OR review_class IS NOT (SELECT class_id FROM review_events e WHERE e.id = review_id)"
      " OR flagged IS NOT coalesce((SELECT action = 'flag' FROM review_events e"
      "   WHERE e.cell_id = cells.id AND action IN ('flag', 'unflag') ORDER BY e.id DESC LIMIT 1), 0)"
      " OR comment_id IS NOT (SELECT max(e.id) FROM review_events e"
      "   WHERE e.cell_id = cells.id AND action = 'comment')"
      " OR (prediction_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM predictions p WHERE p.id = prediction_id"
      "   AND p.cell_id = cells.id AND p.confidence IS cells.confidence"
      "   AND p.max_membership IS cells.max_membership AND (p.failure IS NOT NULL) = cells.failed))"
      " LIMIT 1"));
  if (wrong.next()) {
    fail(ErrorCode::AuditBroken,
         "cell " + std::to_string(wrong.value(0).toLongLong()) + ": does not agree with its history");
  }
  database.checkFinished(wrong);
  verifyAccounts(database);
  verifyReadings(database);
  return static_cast<int>(count);
}

}  // namespace cellwise::casebook
