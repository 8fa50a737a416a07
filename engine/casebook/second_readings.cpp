#include "casebook/second_readings.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <map>

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"

namespace cellwise::casebook {
namespace {

const QString kReadingColumns = QStringLiteral(
    "SELECT r.id, r.slide_id, r.first_reader, r.asked_for, r.second_reader, r.requested_at, r.state,"
    " (SELECT count(*) FROM reading_cells c WHERE c.reading_id = r.id AND c.asked),"
    " (SELECT count(*) FROM reading_cells c WHERE c.reading_id = r.id AND c.asked AND coalesce((SELECT "
    "class_id"
    "   FROM reading_labels l WHERE l.reading_id = r.id AND l.cell_id = c.cell_id ORDER BY l.id DESC LIMIT "
    "1),"
    "   '') <> '') FROM readings r ");

ReadingState stateOf(const QString& text) {
  if (text == QLatin1String("open")) return ReadingState::Open;
  if (text == QLatin1String("adjudication")) return ReadingState::Adjudication;
  if (text == QLatin1String("closed")) return ReadingState::Closed;
  if (text == QLatin1String("withdrawn")) return ReadingState::Withdrawn;
  fail(ErrorCode::DatabaseDamaged, "unknown state of a reading: " + text.toStdString());
}

std::vector<TwiceReadCell> twiceRead(const Database& database, Id reading) {
  std::vector<TwiceReadCell> cells;
  QSqlQuery rows = database.query(
      QStringLiteral(
          "SELECT c.cell_id, c.class_id, c.decided, coalesce((SELECT class_id FROM reading_labels l"
          "   WHERE l.reading_id = c.reading_id AND l.cell_id = c.cell_id ORDER BY l.id DESC LIMIT 1),"
          "   ''), coalesce(p.predicted, ''), a.class_id, a.adjudicator, a.comment"
          " FROM reading_cells c JOIN cells x ON x.id = c.cell_id"
          " LEFT JOIN predictions p ON p.id = x.prediction_id"
          " LEFT JOIN adjudications a ON a.id = (SELECT max(id) FROM adjudications b"
          "   WHERE b.reading_id = c.reading_id AND b.cell_id = c.cell_id)"
          " WHERE c.reading_id = ? ORDER BY c.cell_id"),
      {reading});
  while (rows.next()) {
    TwiceReadCell cell;
    cell.cellId = rows.value(0).toLongLong();
    cell.first = rows.value(1).toString();
    cell.firstDecided = rows.value(2).toBool();
    cell.second = rows.value(3).toString();
    cell.model = rows.value(4).toString();
    cell.settled = rows.value(5).toString();
    cell.adjudicator = rows.value(6).toString();
    cell.comment = rows.value(7).toString();
    if (!cell.second.isEmpty()) cells.push_back(std::move(cell));  // both read it
  }
  database.checkFinished(rows);
  return cells;
}

SecondReading readReading(const Database& database, const QSqlQuery& row) {
  SecondReading reading;
  reading.id = row.value(0).toLongLong();
  reading.slideId = row.value(1).toLongLong();
  reading.firstReader = row.value(2).toString();
  reading.askedFor = row.value(3).toString();
  reading.secondReader = row.value(4).toString();
  reading.requestedAt = timeOf(row.value(5));
  reading.state = stateOf(row.value(6).toString());
  reading.asked = row.value(7).toInt();
  reading.answered = row.value(8).toInt();
  if (reading.state == ReadingState::Adjudication || reading.state == ReadingState::Closed) {
    for (const TwiceReadCell& cell : twiceRead(database, reading.id)) {
      reading.disagreements += cell.disagrees();
      reading.unsettled += cell.disagrees() && cell.settled.isEmpty();
    }
  }
  return reading;
}

std::vector<SecondReading> readReadings(const Database& database, const QString& where,
                                        const QVariantList& values) {
  std::vector<SecondReading> readings;
  QSqlQuery rows = database.query(kReadingColumns + where + QStringLiteral(" ORDER BY r.id"), values);
  while (rows.next()) readings.push_back(readReading(database, rows));
  database.checkFinished(rows);
  return readings;
}

SecondReading readingOrFail(const Database& database, Id id) {
  auto readings = readReadings(database, QStringLiteral("WHERE r.id = ?"), {id});
  if (readings.empty()) fail(ErrorCode::NotFound, "no reading " + std::to_string(id));
  return readings.front();
}

std::optional<SecondReading> runningOn(const Database& database, Id slide) {
  auto readings = readReadings(
      database, QStringLiteral("WHERE r.slide_id = ? AND r.state IN ('open', 'adjudication')"), {slide});
  return readings.empty() ? std::nullopt : std::optional(readings.front());
}

bool same(const QString& a, const QString& b) {
  return a.compare(b, Qt::CaseInsensitive) == 0;
}

// Who asked, and whoever decided on one of its cells before.
bool readFirst(const Database& database, const SecondReading& reading, const QString& person) {
  if (same(person, reading.firstReader)) return true;
  QSqlQuery row = database.query(
      QStringLiteral("SELECT 1 FROM cells c JOIN review_events e ON e.cell_id = c.id WHERE c.slide_id = ?"
                     " AND e.id < ? AND e.action = 'decide' AND e.reviewer = ? COLLATE NOCASE LIMIT 1"),
      {reading.slideId, reading.id, person});
  return row.next();
}

bool readsSecond(const Database& database, const SecondReading& reading, const QString& person) {
  if (!reading.secondReader.isEmpty()) return same(person, reading.secondReader);
  if (!reading.askedFor.isEmpty()) return same(person, reading.askedFor);
  return !readFirst(database, reading, person);
}

void setState(Database& database, Id reading, const char* state) {
  database.change(QStringLiteral("UPDATE readings SET state = ? WHERE id = ?"),
                  {QString::fromLatin1(state), reading});
}

QJsonObject detailOfLabel(Id reading, const QString& classId) {
  return {{QStringLiteral("reading"), reading}, {QStringLiteral("class"), classId}};
}

QJsonObject detailOfAdjudication(Id reading, const QString& classId, const QString& comment, Id review) {
  return {{QStringLiteral("reading"), reading},
          {QStringLiteral("class"), classId},
          {QStringLiteral("comment"), comment},
          {QStringLiteral("review"), review}};
}

QString cellsHash(const Database& database, Id reading) {
  Fields fields;
  QSqlQuery rows = database.query(
      QStringLiteral("SELECT cell_id, class_id, decided, asked FROM reading_cells WHERE reading_id = ?"
                     " ORDER BY cell_id"),
      {reading});
  while (rows.next()) {
    fields.add(rows.value(0).toLongLong()).add(rows.value(1).toString());
    fields.add(rows.value(2).toLongLong()).add(rows.value(3).toLongLong());
  }
  database.checkFinished(rows);
  return fields.sha256();
}

QString text(const QJsonObject& object) {
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

}  // namespace

void refuseWhileReadTwice(const Database& database, Id slide) {
  QSqlQuery row = database.query(
      QStringLiteral("SELECT 1 FROM readings WHERE slide_id = ? AND state IN ('open', 'adjudication')"),
      {slide});
  if (row.next()) fail(ErrorCode::Conflict, "a second reading of the slide is under way");
}

void verifyReadings(const Database& database) {
  QSqlQuery requests =
      database.query(QStringLiteral("SELECT r.id, a.detail FROM readings r LEFT JOIN audit a ON a.id = r.id"
                                    " AND a.action = 'reading.request' ORDER BY r.id"));
  while (requests.next()) {
    const Id id = requests.value(0).toLongLong();
    const QJsonObject detail = QJsonDocument::fromJson(requests.value(1).toString().toUtf8()).object();
    if (detail[QStringLiteral("sha256")].toString() != cellsHash(database, id)) {
      fail(ErrorCode::AuditBroken,
           "audit entry " + std::to_string(id) + ": what its reading froze was changed");
    }
  }
  database.checkFinished(requests);

  const auto compare = [&](const char* action, const QString& sql, auto expected) {
    QSqlQuery rows = database.query(sql, {});
    qint64 count = 0;
    while (rows.next()) {
      ++count;
      // id, cell, person, at | the entry: action, subject, actor, at, detail | further columns
      if (rows.value(4).toString() != QLatin1String(action) ||
          rows.value(5).toString() != cellSubject(rows.value(1).toLongLong()) ||
          rows.value(6).toString() != rows.value(2).toString() || rows.value(7) != rows.value(3) ||
          rows.value(8).toString() != text(expected(rows))) {
        fail(ErrorCode::AuditBroken, "audit entry " + std::to_string(rows.value(0).toLongLong()) +
                                         ": its second reading was changed");
      }
    }
    database.checkFinished(rows);
    QSqlQuery entries = database.query(QStringLiteral("SELECT count(*) FROM audit WHERE action = ?"),
                                       {QString::fromLatin1(action)});
    if (!entries.next() || entries.value(0).toLongLong() != count) {
      fail(ErrorCode::AuditBroken, "a part of a second reading is missing");
    }
  };
  compare(
      "reading.label",
      QStringLiteral("SELECT l.id, l.cell_id, l.reader, l.at, a.action, a.subject, a.actor, a.at, a.detail,"
                     " l.reading_id, l.class_id FROM reading_labels l LEFT JOIN audit a ON a.id = l.id"),
      [](const QSqlQuery& row) {
        return detailOfLabel(row.value(9).toLongLong(), row.value(10).toString());
      });
  compare("reading.adjudicate",
          QStringLiteral(
              "SELECT l.id, l.cell_id, l.adjudicator, l.at, a.action, a.subject, a.actor, a.at, a.detail,"
              " l.reading_id, l.class_id, l.comment, l.review_id"
              " FROM adjudications l LEFT JOIN audit a ON a.id = l.id"),
          [](const QSqlQuery& row) {
            return detailOfAdjudication(row.value(9).toLongLong(), row.value(10).toString(),
                                        row.value(11).toString(), row.value(12).toLongLong());
          });
}

Result<std::vector<SecondReading>> SecondReadings::of(Id slide) const {
  return attempt([&] {
    return readReadings(casebook_.impl_->database, QStringLiteral("WHERE r.slide_id = ?"), {slide});
  });
}

Result<std::vector<SecondReading>> SecondReadings::running() const {
  return attempt([&] {
    return readReadings(casebook_.impl_->database,
                        QStringLiteral("WHERE r.state IN ('open', 'adjudication')"), {});
  });
}

Result<Id> SecondReadings::request(Id slide, const QString& askedFor, const QString& by) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, by, Permission::ReadSecond);
    const SlideSummary summary = slideOrFail(database, slide);
    if (clean(by).trimmed().isEmpty()) fail(ErrorCode::ArgumentInvalid, "a second reading needs who asks");
    if (same(by.trimmed(), askedFor.trimmed())) {
      fail(ErrorCode::ArgumentInvalid, "the second reader is somebody else");
    }
    if (!askedFor.trimmed().isEmpty())
      requirePermission(database, askedFor.trimmed(), Permission::ReadSecond);
    refuseWhileReadTwice(database, slide);
    if (summary.classified == 0) fail(ErrorCode::Conflict, "no cell of the slide was classified");
    const QDateTime at = now();
    // The rows first would need the id; the entry first needs their hash: the hash is of the same query.
    struct Row {
      Id cell = 0;
      QString classId;
      int decided = 0, asked = 0;
    };
    std::vector<Row> frozen;
    Fields fields;
    QSqlQuery rows = database.query(
        QStringLiteral(
            "SELECT c.id, c.review_class, p.predicted, c.failed, c.confidence >= s.confidence_threshold"
            " AND c.max_membership >= s.membership_threshold FROM cells c"
            " JOIN slides s ON s.id = c.slide_id LEFT JOIN predictions p ON p.id = c.prediction_id"
            " WHERE c.slide_id = ? ORDER BY c.id"),
        {slide});
    while (rows.next()) {
      const bool decided = !rows.isNull(1);
      const bool accepted = !decided && !rows.value(3).toBool() && rows.value(4).toBool();
      Row row{rows.value(0).toLongLong(),
              decided    ? rows.value(1).toString()
              : accepted ? rows.value(2).toString()
                         : QStringLiteral(""),
              decided ? 1 : 0, accepted ? 0 : 1};
      fields.add(row.cell).add(row.classId).add(qint64(row.decided)).add(qint64(row.asked));
      frozen.push_back(std::move(row));
    }
    database.checkFinished(rows);
    rows.finish();
    const Id id = appendAudit(database, at, by, QStringLiteral("reading.request"), slideSubject(slide),
                              {{QStringLiteral("asked_for"), clean(askedFor).trimmed()},
                               {QStringLiteral("cells"), int(frozen.size())},
                               {QStringLiteral("sha256"), fields.sha256()}})
                      .id;
    database.change(
        QStringLiteral("INSERT INTO readings (id, slide_id, kind, first_reader, asked_for, requested_at)"
                       " VALUES (?, ?, 'second', ?, ?, ?)"),
        {id, slide, clean(by), clean(askedFor).trimmed(), at.toMSecsSinceEpoch()});
    for (const Row& row : frozen) {
      database.change(
          QStringLiteral("INSERT INTO reading_cells (reading_id, cell_id, class_id, decided, asked)"
                         " VALUES (?, ?, ?, ?, ?)"),
          {id, row.cell, row.classId, row.decided, row.asked});
    }
    return id;
  });
}

Result<std::optional<SecondReading>> SecondReadings::openFor(Id slide, const QString& reader) const {
  return attempt([&]() -> std::optional<SecondReading> {
    const Database& database = casebook_.impl_->database;
    auto reading = runningOn(database, slide);
    if (!reading || reading->state != ReadingState::Open || !readsSecond(database, *reading, reader))
      return {};
    return reading;
  });
}

Result<std::vector<CellRecord>> SecondReadings::blindCells(const SecondReading& reading) const {
  auto cells = casebook_.cells(reading.slideId);
  if (!cells) return cells;
  return attempt([&] {
    std::map<Id, ReviewRecord> own;
    QSqlQuery rows = casebook_.impl_->database.query(
        QStringLiteral("SELECT cell_id, id, class_id, reader, at FROM reading_labels WHERE reading_id = ?"
                       " ORDER BY id"),
        {reading.id});
    while (rows.next()) {
      own[rows.value(0).toLongLong()] = {rows.value(1).toLongLong(), rows.value(2).toString(),
                                         rows.value(3).toString(), timeOf(rows.value(4))};
    }
    casebook_.impl_->database.checkFinished(rows);
    for (CellRecord& cell : *cells) {
      cell.review.reset();
      cell.flagged = false;
      cell.comment.clear();
      const auto it = own.find(cell.id);
      if (it != own.end() && !it->second.classId.isEmpty()) cell.review = it->second;
    }
    return std::move(*cells);
  });
}

Result<void> SecondReadings::label(Id readingId, const std::vector<Id>& cells, const QString& classId,
                                   const QString& reader) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, reader, Permission::ReadSecond);
    const SecondReading reading = readingOrFail(database, readingId);
    if (reading.state != ReadingState::Open) fail(ErrorCode::Conflict, "the second reading has ended");
    if (reader.trimmed().isEmpty() || !readsSecond(database, reading, reader)) {
      fail(ErrorCode::AccessDenied, "who read first, or was not asked, does not read second");
    }
    const QString by = clean(reader);
    const QString label = clean(classId);
    for (const Id cell : cells) {
      QSqlQuery known =
          database.query(QStringLiteral("SELECT 1 FROM reading_cells WHERE reading_id = ? AND cell_id = ?"),
                         {readingId, cell});
      if (!known.next()) fail(ErrorCode::NotFound, "no cell " + std::to_string(cell) + " in the reading");
      known.finish();
      const QDateTime at = now();
      const Id id = appendAudit(database, at, by, QStringLiteral("reading.label"), cellSubject(cell),
                                detailOfLabel(readingId, label))
                        .id;
      database.change(
          QStringLiteral("INSERT INTO reading_labels (id, reading_id, cell_id, class_id, reader, at)"
                         " VALUES (?, ?, ?, ?, ?, ?)"),
          {id, readingId, cell, label, by, at.toMSecsSinceEpoch()});
    }
    if (reading.secondReader.isEmpty()) {
      database.change(QStringLiteral("UPDATE readings SET second_reader = ? WHERE id = ?"), {by, readingId});
    }
  });
}

Result<SecondReading> SecondReadings::finish(Id readingId, const QString& reader) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, reader, Permission::ReadSecond);
    const SecondReading reading = readingOrFail(database, readingId);
    if (reading.state != ReadingState::Open) fail(ErrorCode::Conflict, "the second reading has ended");
    if (!readsSecond(database, reading, reader)) {
      fail(ErrorCode::AccessDenied, "only the second reader finishes the reading");
    }
    if (reading.answered < reading.asked) {
      fail(ErrorCode::Conflict,
           std::to_string(reading.asked - reading.answered) + " cells have no answer yet");
    }
    int disagreements = 0;
    for (const TwiceReadCell& cell : twiceRead(database, readingId)) disagreements += cell.disagrees();
    appendAudit(database, now(), clean(reader), QStringLiteral("reading.finish"),
                slideSubject(reading.slideId),
                {{QStringLiteral("reading"), readingId}, {QStringLiteral("disagreements"), disagreements}});
    setState(database, readingId, disagreements > 0 ? "adjudication" : "closed");
    return readingOrFail(database, readingId);
  });
}

Result<void> SecondReadings::withdraw(Id readingId, const QString& reason, const QString& by) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, by, Permission::ReadSecond);
    const SecondReading reading = readingOrFail(database, readingId);
    if (reading.state != ReadingState::Open) fail(ErrorCode::Conflict, "only an open reading is withdrawn");
    if (clean(reason).trimmed().isEmpty()) fail(ErrorCode::ArgumentInvalid, "withdrawing needs a reason");
    appendAudit(
        database, now(), actorOf(by), QStringLiteral("reading.withdraw"), slideSubject(reading.slideId),
        {{QStringLiteral("reading"), readingId}, {QStringLiteral("reason"), clean(reason).trimmed()}});
    setState(database, readingId, "withdrawn");
  });
}

Result<std::vector<TwiceReadCell>> SecondReadings::compare(Id readingId) const {
  return attempt([&] {
    const Database& database = casebook_.impl_->database;
    const SecondReading reading = readingOrFail(database, readingId);
    if (reading.state == ReadingState::Open || reading.state == ReadingState::Withdrawn) {
      fail(ErrorCode::Conflict, "nothing is compared before both readers are done");
    }
    return twiceRead(database, readingId);
  });
}

Result<std::vector<TwiceReadCell>> SecondReadings::allCompared(bool synthetic) const {
  return attempt([&] {
    const Database& database = casebook_.impl_->database;
    std::vector<TwiceReadCell> all;
    QSqlQuery ended = database.query(
        QStringLiteral("SELECT r.id FROM readings r JOIN slides s ON s.id = r.slide_id"
                       " WHERE r.state IN ('adjudication', 'closed') AND s.synthetic = ? ORDER BY r.id"),
        {synthetic ? 1 : 0});
    while (ended.next()) {
      for (TwiceReadCell& cell : twiceRead(database, ended.value(0).toLongLong())) {
        all.push_back(std::move(cell));
      }
    }
    database.checkFinished(ended);
    return all;
  });
}

Result<std::vector<ReaderDecision>> SecondReadings::firstDecisions(bool synthetic) const {
  return attempt([&] {
    const Database& database = casebook_.impl_->database;
    std::vector<ReaderDecision> all;
    QSqlQuery rows = database.query(
        QStringLiteral(
            "SELECT d.cell_id, d.person, d.class_id, (SELECT predicted FROM predictions p"
            "   WHERE p.cell_id = d.cell_id AND p.audit_id < d.id ORDER BY p.id DESC LIMIT 1), d.shown FROM"
            " (SELECT min(audit_id) AS id, cell_id, reviewer AS person, class_id, model_shown AS shown FROM "
            "review_events"
            "   WHERE action = 'decide' AND origin <> 'adjudication' GROUP BY cell_id, reviewer"
            "  UNION ALL SELECT min(l.id), l.cell_id, l.reader, l.class_id, NULL FROM reading_labels l"
            "   JOIN readings r ON r.id = l.reading_id WHERE l.class_id <> '' AND r.state IN "
            "('adjudication', 'closed')"
            "   GROUP BY l.cell_id, l.reader) d"
            " JOIN cells c ON c.id = d.cell_id JOIN slides s ON s.id = c.slide_id"
            " WHERE s.synthetic = ? AND NOT EXISTS (SELECT 1 FROM readings o WHERE o.slide_id = s.id AND "
            "o.state = 'open')"
            " ORDER BY d.id"),
        {synthetic ? 1 : 0});
    while (rows.next()) {
      all.push_back({rows.value(0).toLongLong(), rows.value(1).toString(), rows.value(2).toString(),
                     rows.value(3).toString(),
                     rows.isNull(4) ? std::nullopt : std::optional(rows.value(4).toBool())});
    }
    database.checkFinished(rows);
    return all;
  });
}

Result<SecondReading> SecondReadings::adjudicate(Id readingId, Id cell, const QString& classId,
                                                 const QString& comment, const QString& by) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, by, Permission::Adjudicate);
    const SecondReading reading = readingOrFail(database, readingId);
    if (reading.state != ReadingState::Adjudication) {
      fail(ErrorCode::Conflict, "nothing is to be settled in this reading");
    }
    if (same(by, reading.secondReader) || readFirst(database, reading, by)) {
      fail(ErrorCode::AccessDenied, "who read first or second does not settle it");
    }
    const auto cells = twiceRead(database, readingId);
    const auto it = std::find_if(cells.begin(), cells.end(), [&](const auto& c) { return c.cellId == cell; });
    if (it == cells.end() || !it->disagrees()) {
      fail(ErrorCode::Conflict, "both readers agree on cell " + std::to_string(cell));
    }
    const QDateTime at = now();
    NewReview review;
    review.cellId = cell;
    review.classId = classId;
    review.reviewer = by;
    review.origin = kAdjudicationOrigin;
    const Id event = appendReview(database, review);
    const QString said = clean(comment).trimmed();
    const Id id = appendAudit(database, at, clean(by), QStringLiteral("reading.adjudicate"),
                              cellSubject(cell), detailOfAdjudication(readingId, clean(classId), said, event))
                      .id;
    database.change(
        QStringLiteral("INSERT INTO adjudications (id, reading_id, cell_id, class_id, adjudicator,"
                       " comment, review_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
        {id, readingId, cell, clean(classId), clean(by), said, event, at.toMSecsSinceEpoch()});
    if (readingOrFail(database, readingId).unsettled == 0) setState(database, readingId, "closed");
    return readingOrFail(database, readingId);
  });
}

}  // namespace cellwise::casebook
