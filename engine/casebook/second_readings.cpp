#include "casebook/second_readings.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <algorithm>
#include <map>
#include <set>

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
    "   '') <> ''), r.kind, r.target, r.not_counted, r.first_finished, r.second_finished FROM readings r ");

ReadingState stateOf(const QString& text) {
  if (text == QLatin1String("open")) return ReadingState::Open;
  if (text == QLatin1String("adjudication")) return ReadingState::Adjudication;
  if (text == QLatin1String("closed")) return ReadingState::Closed;
  if (text == QLatin1String("withdrawn")) return ReadingState::Withdrawn;
  fail(ErrorCode::DatabaseDamaged, "unknown state of a reading: " + text.toStdString());
}

bool same(const QString& a, const QString& b) {
  return a.compare(b, Qt::CaseInsensitive) == 0;
}

// What one of two examiners has before them.
struct Sample {
  std::vector<Id> cells;              // in the order of the draw
  std::map<Id, ReviewRecord> labels;  // in force, those taken back left out
};

// The target's cells, and one more for each that was ever called something outside the count: taking such a
// label back takes no cell away.
Sample sampleOf(const Database& database, const SecondReading& reading, int examiner,
                const QStringList& notCounted) {
  Sample sample;
  std::set<Id> outside;
  QSqlQuery labels = database.query(
      QStringLiteral("SELECT cell_id, id, class_id, reader, at FROM reading_labels WHERE reading_id = ?"
                     " AND reader = ? ORDER BY id"),
      {reading.id, reading.examiners[std::size_t(examiner)].name});
  while (labels.next()) {
    const Id cell = labels.value(0).toLongLong();
    const QString classId = labels.value(2).toString();
    if (notCounted.contains(classId)) outside.insert(cell);
    if (classId.isEmpty()) {
      sample.labels.erase(cell);
    } else {
      sample.labels[cell] = {labels.value(1).toLongLong(), classId, labels.value(3).toString(),
                             timeOf(labels.value(4))};
    }
  }
  database.checkFinished(labels);
  labels.finish();
  QSqlQuery cells = database.query(
      QStringLiteral("SELECT c.cell_id FROM reading_cells c JOIN cells x ON x.id = c.cell_id WHERE"
                     " c.reading_id = ? AND NOT x.removed ORDER BY c.place %1 LIMIT ?")
          .arg(examiner == 0 ? QStringLiteral("ASC") : QStringLiteral("DESC")),
      {reading.id, reading.target + int(outside.size())});
  while (cells.next()) sample.cells.push_back(cells.value(0).toLongLong());
  database.checkFinished(cells);
  return sample;
}

QStringList listOf(const QString& json) {
  QStringList list;
  for (const auto& value : QJsonDocument::fromJson(json.toUtf8()).array()) list << value.toString();
  return list;
}

QStringList notCountedOf(const Database& database, Id reading) {
  QSqlQuery row = database.query(QStringLiteral("SELECT not_counted FROM readings WHERE id = ?"), {reading});
  return row.next() ? listOf(row.value(0).toString()) : QStringList();
}

int examinerNamed(const SecondReading& reading, const QString& person) {
  for (int i = 0; i < 2; ++i)
    if (same(reading.examiners[std::size_t(i)].name, person)) return i;
  return -1;
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
  if (row.value(9).toString() == QLatin1String("two_examiners")) {
    reading.kind = ReadingKind::TwoExaminers;
    reading.target = row.value(10).toInt();
    const QStringList outside = listOf(row.value(11).toString());
    for (int i = 0; i < 2; ++i) {
      Examiner& examiner = reading.examiners[std::size_t(i)];
      examiner.name = i == 0 ? reading.firstReader : reading.askedFor;
      examiner.finished = row.value(12 + i).toBool();
      const Sample sample = sampleOf(database, reading, i, outside);
      examiner.cells = int(sample.cells.size());
      for (const Id cell : sample.cells) {
        const auto label = sample.labels.find(cell);
        if (label == sample.labels.end()) continue;
        ++examiner.answered;
        examiner.counted += !outside.contains(label->second.classId);
      }
      reading.asked += examiner.cells;
      reading.answered += examiner.answered;
    }
    return reading;
  }
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
  if (reading.kind == ReadingKind::TwoExaminers) {
    const int examiner = examinerNamed(reading, person);
    return examiner >= 0 && !reading.examiners[std::size_t(examiner)].finished;
  }
  if (!reading.secondReader.isEmpty()) return same(person, reading.secondReader);
  if (!reading.askedFor.isEmpty()) return same(person, reading.askedFor);
  return !readFirst(database, reading, person);
}

void setState(Database& database, Id reading, const char* state) {
  database.change(QStringLiteral("UPDATE readings SET state = ? WHERE id = ?"),
                  {QString::fromLatin1(state), reading});
}

// modelShown: NULL where it was not noted.
QJsonObject detailOfLabel(Id reading, const QString& classId, const QVariant& modelShown) {
  QJsonObject detail{{QStringLiteral("reading"), reading}, {QStringLiteral("class"), classId}};
  if (!modelShown.isNull()) detail[QStringLiteral("model_shown")] = modelShown.toBool();
  return detail;
}

QString text(const QJsonObject& object) {
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

// What the request's entry says of two examiners, but for the order's hash and the number of cells.
QJsonObject detailOfExaminers(const QString& first, const QString& second, int target,
                              const QStringList& notCounted) {
  return {{QStringLiteral("examiners"), QJsonArray{first, second}},
          {QStringLiteral("target"), target},
          {QStringLiteral("not_counted"), QJsonArray::fromStringList(notCounted)}};
}

QJsonObject detailOfAdjudication(Id reading, const QString& classId, const QString& comment, Id review) {
  return {{QStringLiteral("reading"), reading},
          {QStringLiteral("class"), classId},
          {QStringLiteral("comment"), comment},
          {QStringLiteral("review"), review}};
}

// Of two examiners the order that was drawn.
QString orderHash(const Database& database, Id reading) {
  Fields fields;
  QSqlQuery rows = database.query(
      QStringLiteral("SELECT cell_id FROM reading_cells WHERE reading_id = ? ORDER BY place"), {reading});
  while (rows.next()) fields.add(rows.value(0).toLongLong());
  database.checkFinished(rows);
  return fields.sha256();
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

void finishAsExaminer(Database& database, const SecondReading& reading, int examiner) {
  const Examiner& who = reading.examiners[std::size_t(examiner)];
  if (who.counted < reading.target && who.answered < who.cells) {
    fail(ErrorCode::Conflict, std::to_string(who.cells - who.answered) + " cells have no answer yet");
  }
  appendAudit(database, now(), who.name, QStringLiteral("reading.finish"), slideSubject(reading.slideId),
              {{QStringLiteral("reading"), reading.id}, {QStringLiteral("counted"), who.counted}});
  database.change(examiner == 0 ? QStringLiteral("UPDATE readings SET first_finished = 1 WHERE id = ?")
                                : QStringLiteral("UPDATE readings SET second_finished = 1 WHERE id = ?"),
                  {reading.id});
  if (reading.examiners[std::size_t(1 - examiner)].finished) setState(database, reading.id, "closed");
}

}  // namespace

void refuseWhileReadTwice(const Database& database, Id slide) {
  QSqlQuery row = database.query(
      QStringLiteral("SELECT 1 FROM readings WHERE slide_id = ? AND state IN ('open', 'adjudication')"),
      {slide});
  if (row.next()) fail(ErrorCode::Conflict, "a second reading of the slide is under way");
}

void verifyReadings(const Database& database) {
  QSqlQuery requests = database.query(
      QStringLiteral("SELECT r.id, a.detail, a.action, r.kind, r.first_reader, r.asked_for, r.target,"
                     " r.not_counted FROM readings r LEFT JOIN audit a ON a.id = r.id ORDER BY r.id"));
  while (requests.next()) {
    const Id id = requests.value(0).toLongLong();
    const bool examiners = requests.value(3).toString() == QLatin1String("two_examiners");
    const QJsonObject detail = QJsonDocument::fromJson(requests.value(1).toString().toUtf8()).object();
    bool whole = requests.value(2).toString() ==
                     (examiners ? QStringLiteral("reading.examiners") : QStringLiteral("reading.request")) &&
                 detail[QStringLiteral("sha256")].toString() ==
                     (examiners ? orderHash(database, id) : cellsHash(database, id));
    if (examiners) {
      const QJsonObject asked =
          detailOfExaminers(requests.value(4).toString(), requests.value(5).toString(),
                            requests.value(6).toInt(), listOf(requests.value(7).toString()));
      for (auto it = asked.begin(); it != asked.end(); ++it) whole &= detail.value(it.key()) == it.value();
    }
    if (!whole) {
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
                     " l.reading_id, l.class_id, l.model_shown FROM reading_labels l"
                     " LEFT JOIN audit a ON a.id = l.id"),
      [](const QSqlQuery& row) {
        return detailOfLabel(row.value(9).toLongLong(), row.value(10).toString(), row.value(11));
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
            " WHERE c.slide_id = ? AND NOT c.removed ORDER BY c.id"),
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

Result<Id> SecondReadings::requestExaminers(Id slide, const std::array<QString, 2>& examiners, int target,
                                            const QStringList& notCounted, const QString& by) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, by, Permission::ReadSecond);
    const SlideSummary summary = slideOrFail(database, slide);
    const QString first = clean(examiners[0]).trimmed(), second = clean(examiners[1]).trimmed();
    if (first.isEmpty() || second.isEmpty() || same(first, second))
      fail(ErrorCode::ArgumentInvalid, "two examiners are two people");
    if (target < 1) fail(ErrorCode::ArgumentInvalid, "each examiner counts one cell at least");
    for (const QString& person : {first, second}) requirePermission(database, person, Permission::ReadSecond);
    refuseWhileReadTwice(database, slide);
    if (summary.classified == 0) fail(ErrorCode::Conflict, "no cell of the slide was classified");
    std::vector<Id> order;
    QSqlQuery rows = database.query(
        QStringLiteral("SELECT id FROM cells WHERE slide_id = ? AND NOT removed ORDER BY id"), {slide});
    while (rows.next()) order.push_back(rows.value(0).toLongLong());
    database.checkFinished(rows);
    rows.finish();
    std::shuffle(order.begin(), order.end(), *QRandomGenerator::system());
    Fields fields;
    for (const Id cell : order) fields.add(cell);
    const QDateTime at = now();
    QJsonObject detail = detailOfExaminers(first, second, target, notCounted);
    detail[QStringLiteral("cells")] = int(order.size());
    detail[QStringLiteral("sha256")] = fields.sha256();
    const Id id = appendAudit(database, at, actorOf(by), QStringLiteral("reading.examiners"),
                              slideSubject(slide), detail)
                      .id;
    database.change(
        QStringLiteral(
            "INSERT INTO readings (id, slide_id, kind, first_reader, asked_for, requested_at,"
            " second_reader, target, not_counted) VALUES (?, ?, 'two_examiners', ?, ?, ?, ?, ?, ?)"),
        {id, slide, first, second, at.toMSecsSinceEpoch(), second, target,
         QString::fromUtf8(
             QJsonDocument(QJsonArray::fromStringList(notCounted)).toJson(QJsonDocument::Compact))});
    for (std::size_t i = 0; i < order.size(); ++i) {
      database.change(
          QStringLiteral("INSERT INTO reading_cells (reading_id, cell_id, class_id, decided, asked, place)"
                         " VALUES (?, ?, '', 0, 0, ?)"),
          {id, order[i], int(i) + 1});
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
    if (reading->kind == ReadingKind::TwoExaminers) reading->examiner = examinerNamed(*reading, reader);
    return reading;
  });
}

Result<std::vector<CellRecord>> SecondReadings::blindCells(const SecondReading& reading) const {
  auto cells = casebook_.cells(reading.slideId);
  if (!cells) return cells;
  if (reading.kind == ReadingKind::TwoExaminers) {
    return attempt([&] {
      const Database& database = casebook_.impl_->database;
      if (reading.examiner < 0) fail(ErrorCode::ArgumentInvalid, "the sample of which examiner?");
      const Sample sample = sampleOf(database, reading, reading.examiner, notCountedOf(database, reading.id));
      std::map<Id, const CellRecord*> known;
      for (const CellRecord& cell : *cells) known[cell.id] = &cell;
      std::vector<CellRecord> seen;
      for (const Id id : sample.cells) {
        const auto it = known.find(id);
        if (it == known.end()) continue;
        CellRecord cell;
        cell.id = id;
        cell.imageId = it->second->imageId;
        cell.box = it->second->box;
        cell.crop = it->second->crop;
        cell.failure = kWithheld;
        if (const auto label = sample.labels.find(id); label != sample.labels.end())
          cell.review = label->second;
        seen.push_back(std::move(cell));
      }
      return seen;
    });
  }
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
      cell.tags.clear();
      const auto it = own.find(cell.id);
      if (it != own.end() && !it->second.classId.isEmpty()) cell.review = it->second;
    }
    return std::move(*cells);
  });
}

Result<void> SecondReadings::label(Id readingId, const std::vector<Id>& cells, const QString& classId,
                                   const QString& reader, std::optional<bool> modelShown) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, reader, Permission::ReadSecond);
    const SecondReading reading = readingOrFail(database, readingId);
    if (reading.state != ReadingState::Open) fail(ErrorCode::Conflict, "the second reading has ended");
    if (reader.trimmed().isEmpty() || !readsSecond(database, reading, reader)) {
      fail(ErrorCode::AccessDenied, "who read first, or was not asked, does not read second");
    }
    const bool examiners = reading.kind == ReadingKind::TwoExaminers;
    const int examiner = examiners ? examinerNamed(reading, reader) : -1;
    const QString by = examiners ? reading.examiners[std::size_t(examiner)].name : clean(reader);
    const QString label = clean(classId);
    const QVariant shown = examiners ? QVariant(false) : modelShown ? QVariant(*modelShown) : QVariant();
    std::vector<Id> sample;
    if (examiners) sample = sampleOf(database, reading, examiner, notCountedOf(database, readingId)).cells;
    for (const Id cell : cells) {
      bool asked = std::find(sample.begin(), sample.end(), cell) != sample.end();
      if (!examiners) {
        QSqlQuery known =
            database.query(QStringLiteral("SELECT 1 FROM reading_cells WHERE reading_id = ? AND cell_id = ?"),
                           {readingId, cell});
        asked = known.next();
      }
      if (!asked) fail(ErrorCode::NotFound, "no cell " + std::to_string(cell) + " in the reading");
      const QDateTime at = now();
      const Id id = appendAudit(database, at, by, QStringLiteral("reading.label"), cellSubject(cell),
                                detailOfLabel(readingId, label, shown))
                        .id;
      database.change(
          QStringLiteral("INSERT INTO reading_labels (id, reading_id, cell_id, class_id, reader, at,"
                         " model_shown) VALUES (?, ?, ?, ?, ?, ?, ?)"),
          {id, readingId, cell, label, by, at.toMSecsSinceEpoch(),
           shown.isNull() ? QVariant() : QVariant(shown.toBool() ? 1 : 0)});
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
    if (reading.kind == ReadingKind::TwoExaminers) {
      finishAsExaminer(database, reading, examinerNamed(reading, reader));
      return readingOrFail(database, readingId);
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
    if (reading.kind != ReadingKind::Second) {
      fail(ErrorCode::Conflict, "two examiners count different cells: their counts are compared");
    }
    return twiceRead(database, readingId);
  });
}

Result<ExaminerCounts> SecondReadings::examinersCounts(Id readingId) const {
  return attempt([&] {
    const Database& database = casebook_.impl_->database;
    const SecondReading reading = readingOrFail(database, readingId);
    if (reading.kind != ReadingKind::TwoExaminers || reading.state != ReadingState::Closed) {
      fail(ErrorCode::Conflict, "nothing is compared before both examiners have finished");
    }
    ExaminerCounts counts;
    counts.target = reading.target;
    const QStringList outside = notCountedOf(database, readingId);
    std::set<Id> first;
    for (int i = 0; i < 2; ++i) {
      ExaminerCount& count = counts.examiners[std::size_t(i)];
      count.name = reading.examiners[std::size_t(i)].name;
      const Sample sample = sampleOf(database, reading, i, outside);
      for (const Id cell : sample.cells) {
        const auto label = sample.labels.find(cell);
        if (label == sample.labels.end()) continue;
        ++count.cells;
        ++count.classes[label->second.classId];
        if (count.at.isNull() || count.at < label->second.at) count.at = label->second.at;
        if (i == 0) {
          first.insert(cell);
        } else {
          counts.shared += int(first.count(cell));
        }
      }
    }
    return counts;
  });
}

Result<std::vector<TwiceReadCell>> SecondReadings::allCompared(bool synthetic) const {
  return attempt([&] {
    const Database& database = casebook_.impl_->database;
    std::vector<TwiceReadCell> all;
    QSqlQuery ended =
        database.query(QStringLiteral("SELECT r.id FROM readings r JOIN slides s ON s.id = r.slide_id"
                                      " WHERE r.kind = 'second' AND r.state IN ('adjudication', 'closed')"
                                      " AND s.synthetic = ? ORDER BY r.id"),
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
            "  UNION ALL SELECT min(l.id), l.cell_id, l.reader, l.class_id, l.model_shown FROM "
            "reading_labels l"
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
