#include "casebook/audit_chain.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtEndian>

#include <algorithm>
#include <bit>
#include <map>
#include <set>

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
  QSqlQuery head =
      database.query(QStringLiteral("SELECT id, hash FROM audit WHERE id = (SELECT max(id) FROM audit)"));
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
  QSqlQuery head =
      database.query(QStringLiteral("SELECT hash FROM audit WHERE id = (SELECT max(id) FROM audit)"));
  return head.next() ? head.value(0).toString() : QString();
}

QString actionOfStep(const std::vector<ReviewRow>& rows) {
  const bool same = std::all_of(rows.begin(), rows.end(),
                                [&](const ReviewRow& row) { return row.action == rows.front().action; });
  return QStringLiteral("review.") + (same ? rows.front().action : QStringLiteral("mixed"));
}

QString subjectOfStep(const std::vector<ReviewRow>& rows) {
  return rows.size() == 1 ? QStringLiteral("cell:%1").arg(rows.front().cell)
                          : QStringLiteral("slide:%1").arg(rows.front().slide);
}

QJsonObject detailOfStep(const std::vector<ReviewRow>& rows) {
  const auto said = [](const ReviewRow& row) {
    QJsonObject object{{QStringLiteral("class"), row.classId}};
    if (!row.comment.isEmpty()) object[QStringLiteral("comment")] = row.comment;
    if (row.previous) object[QStringLiteral("previous")] = row.previous;
    if (row.restores) object[QStringLiteral("restores")] = row.restores;
    if (!row.modelShown.isNull()) object[QStringLiteral("model_shown")] = row.modelShown.toBool();
    return object;
  };
  QJsonObject detail;
  if (rows.size() == 1) {
    detail = said(rows.front());
  } else {
    QJsonArray cells;
    for (const ReviewRow& row : rows) {
      QJsonObject cell = said(row);
      cell[QStringLiteral("cell")] = row.cell;
      cell[QStringLiteral("event")] = row.id;
      cell[QStringLiteral("action")] = row.action;
      cells.append(cell);
    }
    detail[QStringLiteral("cells")] = cells;
  }
  detail[QStringLiteral("origin")] = rows.front().origin;
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

QString nameOf(RemarkKind kind) {
  return kind == RemarkKind::Tag     ? QStringLiteral("tag")
         : kind == RemarkKind::Untag ? QStringLiteral("untag")
                                     : QStringLiteral("comment");
}

QString subjectOf(const RemarkRows& rows) {
  return rows.cells.size() == 1 ? QStringLiteral("cell:%1").arg(rows.cells.front())
                                : QStringLiteral("slide:%1").arg(rows.slide);
}

QJsonObject detailOf(const RemarkRows& rows) {
  QJsonObject detail{{QStringLiteral("text"), rows.text}};
  if (rows.cells.size() > 1) {
    QJsonArray cells;
    for (const Id cell : rows.cells) cells.append(cell);
    detail[QStringLiteral("cells")] = cells;
  }
  return detail;
}

QJsonObject detailOfAtlas(const QString& classId, const QString& note) {
  return {{QStringLiteral("class"), classId}, {QStringLiteral("note"), note}};
}

QJsonObject detailOfClass(const LaboratoryClass& c) {
  return {{QStringLiteral("name"), c.name},       {QStringLiteral("short_name"), c.shortName},
          {QStringLiteral("lineage"), c.lineage}, {QStringLiteral("stage"), c.stage},
          {QStringLiteral("colour"), c.colour},   {QStringLiteral("key"), c.key},
          {QStringLiteral("counted"), c.counted}, {QStringLiteral("retired"), c.retired}};
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
  Merge reviews(
      database.query(QStringLiteral("SELECT e.audit_id, e.id, e.cell_id, c.slide_id, e.action, e.class_id, "
                                    "e.comment, e.reviewer, e.origin, "
                                    "e.at, e.previous, e.restores, e.model_shown FROM review_events e JOIN "
                                    "cells c ON c.id = e.cell_id ORDER BY e.id")));
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
  Merge remarks(database.query(
      QStringLiteral("SELECT audit_id, slide_id, cell_id, kind, text, person, at FROM remarks ORDER BY id")));
  Merge atlas(database.query(QStringLiteral(
      "SELECT id, cell_id, action, class_id, note, person, at FROM atlas_events ORDER BY id")));
  QSqlQuery entries = database.query(QStringLiteral(
      "SELECT id, at, actor, action, subject, detail, previous_hash, hash FROM audit ORDER BY id"));

  QSqlQuery last = database.query(QStringLiteral("SELECT max(id) FROM audit"));
  const qint64 total = last.next() ? last.value(0).toLongLong() : 0;
  last.finish();
  Id count = 0;
  QString previous = QStringLiteral("");
  std::map<Id, QJsonArray> drawn;  // cells added by hand, with their boxes
  std::set<Id> removed;
  std::map<QString, std::pair<Id, QString>> classes;  // by subject: the latest entry and its detail
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
      std::vector<ReviewRow> rows;
      for (; !reviews.atEnd() && reviews.id() == id; reviews.next()) {
        rows.push_back({reviews.value(1).toLongLong(), reviews.value(2).toLongLong(),
                        reviews.value(3).toLongLong(), reviews.value(4).toString(),
                        reviews.value(5).toString(), reviews.value(6).toString(), reviews.value(7).toString(),
                        reviews.value(8).toString(), reviews.value(10).toLongLong(),
                        reviews.value(11).toLongLong(), reviews.value(12)});
        if (actor != rows.back().reviewer || at != reviews.value(9).toLongLong() ||
            rows.back().origin != rows.front().origin) {
          broken(id, "its review event was changed");
        }
      }
      if (action != actionOfStep(rows) || subject != subjectOfStep(rows) ||
          detail != compact(detailOfStep(rows))) {
        broken(id, "its review event was changed");
      }
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
    } else if (action.startsWith(QLatin1String("remark."))) {
      RemarkRows rows;
      bool sound = !remarks.atEnd() && remarks.id() == id;
      for (; !remarks.atEnd() && remarks.id() == id; remarks.next()) {
        const bool first = rows.slide == 0;
        sound = sound && (first || rows.text == remarks.value(4).toString()) &&
                actor == remarks.value(5).toString() && at == remarks.value(6).toLongLong() &&
                action == QLatin1String("remark.") + remarks.value(3).toString();
        rows.slide = remarks.value(1).toLongLong();
        if (const Id cell = remarks.value(2).toLongLong()) rows.cells.push_back(cell);
        rows.kind = remarks.value(3).toString();
        rows.text = remarks.value(4).toString();
      }
      if (!sound || subject != subjectOf(rows) || detail != compact(detailOf(rows))) {
        broken(id, "its remark was changed");
      }
    } else if (action.startsWith(QLatin1String("atlas."))) {
      if (atlas.atEnd() || atlas.id() != id ||
          subject != QStringLiteral("cell:%1").arg(atlas.value(1).toLongLong()) ||
          action != QLatin1String("atlas.") + atlas.value(2).toString() ||
          detail != compact(detailOfAtlas(atlas.value(3).toString(), atlas.value(4).toString())) ||
          actor != atlas.value(5).toString() || at != atlas.value(6).toLongLong()) {
        broken(id, "its cell of the atlas was changed");
      }
      atlas.next();
    } else if (action.startsWith(QLatin1String("cells."))) {
      const QJsonObject step = QJsonDocument::fromJson(detail.toUtf8()).object();
      for (const QJsonValue& cell : step[QStringLiteral("added")].toArray()) {
        drawn[cell[QStringLiteral("cell")].toInteger()] = cell[QStringLiteral("box")].toArray();
      }
      for (const QJsonValue& cell : step[QStringLiteral("removed")].toArray())
        removed.insert(cell.toInteger());
      for (const QJsonValue& cell : step[QStringLiteral("restored")].toArray())
        removed.erase(cell.toInteger());
    } else if (action.startsWith(QLatin1String("class."))) {
      classes[subject] = {id, detail};
    }
  }
  database.checkFinished(entries);
  for (const Merge* rest :
       {&reviews, &signatures, &audits, &predictions, &reports, &laboratories, &remarks, &atlas}) {
    database.checkFinished(rest->query());
    if (!rest->atEnd()) broken(rest->id(), "a record without its entry");
  }

  QSqlQuery made = database.query(QStringLiteral(
      "SELECT id, name, short_name, lineage, stage, colour, key, counted, retired FROM laboratory_classes"));
  while (made.next()) {
    const auto entry = classes.find(QStringLiteral("class:") + made.value(0).toString());
    const QJsonObject expected =
        detailOfClass({made.value(0).toString(), made.value(1).toString(), made.value(2).toString(),
                       made.value(3).toString(), made.value(4).toInt(), made.value(5).toString(),
                       made.value(6).toString(), made.value(7).toBool(), made.value(8).toBool()});
    if (entry == classes.end()) {
      fail(ErrorCode::AuditBroken, "class " + made.value(0).toString().toStdString() + ": without an entry");
    }
    if (entry->second.second != compact(expected)) broken(entry->second.first, "its class was changed");
    classes.erase(entry);
  }
  database.checkFinished(made);
  if (!classes.empty()) broken(classes.begin()->second.first, "its class is missing");

  // Which cells there are: those of the imports, and what was changed by hand.
  QSqlQuery byHand =
      database.query(QStringLiteral("SELECT id, removed, by_hand, box_x, box_y, box_width, box_height FROM "
                                    "cells WHERE removed OR by_hand"));
  const auto disagrees = [](Id cell) {
    fail(ErrorCode::AuditBroken, "cell " + std::to_string(cell) + ": does not agree with its history");
  };
  while (byHand.next()) {
    const Id cell = byHand.value(0).toLongLong();
    if (byHand.value(1).toBool() != (removed.erase(cell) > 0)) disagrees(cell);
    if (!byHand.value(2).toBool()) continue;
    const auto box = drawn.find(cell);
    if (box == drawn.end() || box->second != QJsonArray{byHand.value(3).toInt(), byHand.value(4).toInt(),
                                                        byHand.value(5).toInt(), byHand.value(6).toInt()}) {
      disagrees(cell);
    }
    drawn.erase(box);
  }
  database.checkFinished(byHand);
  if (!removed.empty()) disagrees(*removed.begin());
  if (!drawn.empty()) disagrees(drawn.begin()->first);

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
  verifyQualityControl(database);
  return static_cast<int>(count);
}

}  // namespace cellwise::casebook
