#include "casebook/quality_control.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"

namespace cellwise::casebook {
namespace {

const QString kMark = QStringLiteral("qc.mark"), kRun = QStringLiteral("qc.run"),
              kTarget = QStringLiteral("qc.target");

bool isMarked(const Database& database, Id slide) {
  QSqlQuery row = database.query(
      QStringLiteral("SELECT marked FROM qc_marks WHERE slide_id = ? ORDER BY id DESC LIMIT 1"), {slide});
  return row.next() && row.value(0).toBool();
}

void requireMarked(const Database& database, Id slide) {
  slideOrFail(database, slide);
  if (!isMarked(database, slide))
    fail(ErrorCode::Conflict, "slide " + std::to_string(slide) + " is not one of quality control");
}

QJsonObject detailOfMark(bool marked) {
  return {{QStringLiteral("marked"), marked}};
}
QJsonObject detailOfRun(const QString& modelSha, const QString& contentSha256) {
  return {{QStringLiteral("model"), modelSha}, {QStringLiteral("content_sha256"), contentSha256}};
}
QJsonObject detailOfTarget(const QByteArray& expectations) {
  return {{QStringLiteral("classes_sha256"), sha256Of(expectations)}};
}

// Sorted by class id; the shortest numbers that read back exactly.
QByteArray toJson(const std::map<QString, QcExpectation>& classes) {
  QJsonObject json;
  for (const auto& [id, e] : classes)
    json[id] = QJsonObject{
        {QStringLiteral("mean"), e.mean}, {QStringLiteral("sd"), e.sd}, {QStringLiteral("n"), e.n}};
  return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QcTarget readTarget(const QSqlQuery& row) {
  QcTarget target{row.value(0).toLongLong(), timeOf(row.value(1)), row.value(2).toString(), {}};
  const QJsonObject json = QJsonDocument::fromJson(row.value(3).toByteArray()).object();
  for (auto it = json.begin(); it != json.end(); ++it) {
    const QJsonObject e = it->toObject();
    target.classes[it.key()] = {e[QStringLiteral("mean")].toDouble(), e[QStringLiteral("sd")].toDouble(),
                                e[QStringLiteral("n")].toInt()};
  }
  return target;
}

}  // namespace

Result<std::vector<QcSlide>> QualityControl::slides() const {
  const Database& database = casebook_.impl_->database;
  return attempt([&] {
    std::vector<QcSlide> slides;
    QSqlQuery rows = database.query(QStringLiteral(
        "SELECT slide_id, at, marked_by FROM qc_marks m WHERE marked AND NOT EXISTS"
        " (SELECT 1 FROM qc_marks l WHERE l.slide_id = m.slide_id AND l.id > m.id) ORDER BY id"));
    std::vector<std::tuple<Id, QDateTime, QString>> marks;
    while (rows.next())
      marks.emplace_back(rows.value(0).toLongLong(), timeOf(rows.value(1)), rows.value(2).toString());
    database.checkFinished(rows);
    for (const auto& [id, at, by] : marks) slides.push_back({slideOrFail(database, id), at, by});
    return slides;
  });
}

Result<void> QualityControl::mark(Id slide, bool qc, const QString& operatorName) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, operatorName, Permission::SetThresholds);
    slideOrFail(database, slide);
    if (isMarked(database, slide) == qc) return;
    const QDateTime at = now();
    const QString by = actorOf(operatorName);
    const Id id = appendAudit(database, at, by, kMark, slideSubject(slide), detailOfMark(qc)).id;
    database.change(
        QStringLiteral("INSERT INTO qc_marks (id, slide_id, marked, marked_by, at) VALUES (?, ?, ?, ?, ?)"),
        {id, slide, qc ? 1 : 0, by, at.toMSecsSinceEpoch()});
  });
}

Result<QcRun> QualityControl::addRun(const NewQcRun& run, const QString& operatorName) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, operatorName, Permission::ReviewCells);
    requireMarked(database, run.slideId);
    if (run.content.isEmpty() || run.modelSha.isEmpty())
      fail(ErrorCode::ArgumentInvalid, "a run needs what was read and by which model");
    QcRun kept{0,
               run.slideId,
               now(),
               actorOf(operatorName),
               clean(run.modelSha),
               clean(run.modelName),
               clean(run.modelVersion),
               run.content,
               sha256Of(run.content)};
    kept.id = appendAudit(database, kept.at, kept.by, kRun, slideSubject(run.slideId),
                          detailOfRun(kept.modelSha, kept.contentSha256))
                  .id;
    database.change(
        QStringLiteral("INSERT INTO qc_runs (id, slide_id, model_sha256, model_name, model_version, content,"
                       " content_sha256, run_by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        {kept.id, kept.slideId, kept.modelSha, kept.modelName, kept.modelVersion, kept.content,
         kept.contentSha256, kept.by, kept.at.toMSecsSinceEpoch()});
    return kept;
  });
}

Result<std::vector<QcRun>> QualityControl::runs(Id slide) const {
  const Database& database = casebook_.impl_->database;
  return attempt([&] {
    std::vector<QcRun> runs;
    QSqlQuery rows = database.query(
        QStringLiteral("SELECT id, slide_id, at, run_by, model_sha256, model_name, model_version, content,"
                       " content_sha256 FROM qc_runs WHERE slide_id = ? ORDER BY id"),
        {slide});
    while (rows.next()) {
      runs.push_back({rows.value(0).toLongLong(), rows.value(1).toLongLong(), timeOf(rows.value(2)),
                      rows.value(3).toString(), rows.value(4).toString(), rows.value(5).toString(),
                      rows.value(6).toString(), rows.value(7).toByteArray(), rows.value(8).toString()});
    }
    database.checkFinished(rows);
    return runs;
  });
}

Result<QcTarget> QualityControl::freeze(Id slide, const std::map<QString, QcExpectation>& classes,
                                        const QString& operatorName) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, operatorName, Permission::SetThresholds);
    requireMarked(database, slide);
    if (classes.empty()) fail(ErrorCode::ArgumentInvalid, "nothing is expected of any class");
    for (const auto& [id, e] : classes) {
      if (id.isEmpty() || !(e.mean >= 0 && e.mean <= 1) || !(e.sd >= 0 && std::isfinite(e.sd)) || e.n < 0)
        fail(ErrorCode::ArgumentInvalid,
             "what is expected of " + id.toStdString() + " is not a share with its sd");
    }
    QcTarget target{0, now(), actorOf(operatorName), classes};
    const QByteArray json = toJson(classes);
    target.id =
        appendAudit(database, target.at, target.by, kTarget, slideSubject(slide), detailOfTarget(json)).id;
    database.change(
        QStringLiteral(
            "INSERT INTO qc_targets (id, slide_id, classes, frozen_by, at) VALUES (?, ?, ?, ?, ?)"),
        {target.id, slide, QString::fromUtf8(json), target.by, target.at.toMSecsSinceEpoch()});
    return target;
  });
}

Result<QcTarget> QualityControl::target(Id slide) const {
  const Database& database = casebook_.impl_->database;
  return attempt([&] {
    QSqlQuery row = database.query(
        QStringLiteral(
            "SELECT id, at, frozen_by, classes FROM qc_targets WHERE slide_id = ? ORDER BY id DESC LIMIT 1"),
        {slide});
    return row.next() ? readTarget(row) : QcTarget{};
  });
}

// Marks, runs and targets against their entries, and that every entry has its row.
void verifyQualityControl(const Database& database) {
  const auto broken = [](Id id, const char* what) {
    fail(ErrorCode::AuditBroken, "entry " + std::to_string(id) + ": " + what);
  };
  QSqlQuery rows = database.query(QStringLiteral(
      "SELECT q.id, q.kind, q.slide_id, q.marked, q.text, q.model, q.content_sha256, q.by, q.at,"
      " a.action, a.subject, a.detail, a.actor, a.at FROM"
      " (SELECT id, 'qc.mark' AS kind, slide_id, marked, NULL AS text, NULL AS model, NULL AS content_sha256,"
      "   marked_by AS by, at FROM qc_marks"
      "  UNION ALL SELECT id, 'qc.run', slide_id, 0, content, model_sha256, content_sha256, run_by, at FROM "
      "qc_runs"
      "  UNION ALL SELECT id, 'qc.target', slide_id, 0, classes, NULL, NULL, frozen_by, at FROM qc_targets) q"
      " LEFT JOIN audit a ON a.id = q.id ORDER BY q.id"));
  qint64 seen = 0;
  while (rows.next()) {
    ++seen;
    const Id id = rows.value(0).toLongLong();
    const QString kind = rows.value(1).toString();
    const QByteArray text = rows.value(4).toByteArray();
    const QJsonObject expected = kind == kMark  ? detailOfMark(rows.value(3).toBool())
                                 : kind == kRun ? detailOfRun(rows.value(5).toString(), sha256Of(text))
                                                : detailOfTarget(text);
    const bool hashed = kind != kRun || rows.value(6).toString() == sha256Of(text);
    if (!hashed || rows.value(9).toString() != kind ||
        rows.value(10).toString() != slideSubject(rows.value(2).toLongLong()) ||
        rows.value(11).toString().toUtf8() != QJsonDocument(expected).toJson(QJsonDocument::Compact) ||
        rows.value(12).toString() != rows.value(7).toString() || rows.value(13) != rows.value(8))
      broken(id, "its record of quality control was changed");
  }
  database.checkFinished(rows);
  QSqlQuery entries = database.query(
      QStringLiteral("SELECT count(*) FROM audit WHERE action IN ('qc.mark', 'qc.run', 'qc.target')"));
  if (entries.next() && entries.value(0).toLongLong() != seen)
    fail(ErrorCode::AuditBroken, "a record of quality control is missing");
}

}  // namespace cellwise::casebook
