#include "casebook/remarks.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"
#include "casebook/second_readings.h"

namespace cellwise::casebook {
namespace {

constexpr int kLongestTag = 60;
constexpr int kLongestComment = 2000;

// A row that no later one on the same subject with the same word follows, so that its kind says whether
// the tag stands.
const QString kLatest = QStringLiteral(
    " NOT EXISTS (SELECT 1 FROM remarks l WHERE l.slide_id = r.slide_id AND l.cell_id IS r.cell_id"
    " AND l.text = r.text AND l.kind <> 'comment' AND l.id > r.id)");

// For LIKE ... ESCAPE '\'.
QString containing(const QString& text) {
  QString pattern = clean(text);
  for (const char* sign : {"\\", "%", "_"}) {
    pattern.replace(QLatin1String(sign), QLatin1String("\\") + QLatin1String(sign));
  }
  return QLatin1Char('%') + pattern + QLatin1Char('%');
}

// Leaves out slides on which this person must not see the first reader's words yet.
QString unlessBlind(Casebook& casebook, const QString& reader, const char* column) {
  QStringList slides;
  const SecondReadings readings(casebook);
  const auto running = readings.running();
  if (!running) throw Failure{running.error()};
  for (const SecondReading& reading : *running) {
    const auto open = readings.openFor(reading.slideId, reader);
    if (!open) throw Failure{open.error()};
    if (*open) slides << QString::number(reading.slideId);
  }
  return QStringLiteral(" AND %1 NOT IN (%2)").arg(QLatin1String(column), slides.join(QLatin1Char(',')));
}

std::map<Id, SlideRemarks> slideRemarks(const Database& database, const QString& seen) {
  std::map<Id, SlideRemarks> all;
  QSqlQuery comments = database.query(
      QStringLiteral("SELECT r.slide_id, r.text FROM remarks r WHERE r.id IN (SELECT max(id) FROM remarks"
                     " WHERE cell_id IS NULL AND kind = 'comment' GROUP BY slide_id)") +
      seen);
  while (comments.next())
    if (const QString text = comments.value(1).toString(); !text.isEmpty())
      all[comments.value(0).toLongLong()].comment = text;
  database.checkFinished(comments);
  QSqlQuery tags = database.query(
      QStringLiteral("SELECT r.slide_id, r.text FROM remarks r WHERE r.cell_id IS NULL AND r.kind = 'tag'") +
      seen + QStringLiteral(" AND") + kLatest);
  while (tags.next()) all[tags.value(0).toLongLong()].tags << tags.value(1).toString();
  database.checkFinished(tags);
  for (auto& [slide, remarks] : all) remarks.tags.sort();
  return all;
}

}  // namespace

std::map<Id, QStringList> cellTags(const Database& database, Id slide, Id cell) {
  std::map<Id, QStringList> tags;
  QSqlQuery rows =
      database.query(QStringLiteral("SELECT r.cell_id, r.text FROM remarks r WHERE r.slide_id = ? AND ") +
                         (cell ? QStringLiteral("r.cell_id = ?") : QStringLiteral("r.cell_id IS NOT NULL")) +
                         QStringLiteral(" AND r.kind = 'tag' AND") + kLatest,
                     cell ? QVariantList{slide, cell} : QVariantList{slide});
  while (rows.next()) tags[rows.value(0).toLongLong()] << rows.value(1).toString();
  database.checkFinished(rows);
  for (auto& [id, words] : tags) words.sort();
  return tags;
}

Result<void> Remarks::add(const Remark& remark) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, remark.person, Permission::ReviewCells);
    slideOrFail(database, remark.slideId);
    RemarkRows rows{remark.slideId,
                    nameOf(remark.kind),
                    clean(remark.text).trimmed(),
                    clean(remark.person).trimmed(),
                    {}};
    const bool comment = remark.kind == RemarkKind::Comment;
    if (rows.person.isEmpty()) fail(ErrorCode::ArgumentInvalid, "a remark needs the person's name");
    if (comment ? !remark.cells.empty() || rows.text.size() > kLongestComment
                : rows.text.isEmpty() || rows.text.size() > kLongestTag) {
      fail(ErrorCode::ArgumentInvalid, "a tag has 1 to 60 characters; a comment is a slide's");
    }
    for (const Id cell : remark.cells) {
      QSqlQuery known = database.query(QStringLiteral("SELECT 1 FROM cells WHERE id = ? AND slide_id = ?"),
                                       {cell, remark.slideId});
      if (!known.next()) fail(ErrorCode::NotFound, "no cell " + std::to_string(cell) + " on this slide");
      rows.cells.push_back(cell);
    }
    const QDateTime at = now();
    const Id entry = appendAudit(database, at, rows.person, QStringLiteral("remark.") + rows.kind,
                                 subjectOf(rows), detailOf(rows))
                         .id;
    const auto insert = [&](const QVariant& cell) {
      database.change(QStringLiteral("INSERT INTO remarks (slide_id, cell_id, kind, text, person, at,"
                                     " audit_id) VALUES (?, ?, ?, ?, ?, ?, ?)"),
                      {rows.slide, cell, rows.kind, rows.text, rows.person, at.toMSecsSinceEpoch(), entry});
    };
    if (rows.cells.empty()) insert(QVariant());
    for (const Id cell : rows.cells) insert(cell);
  });
}

Result<SlideRemarks> Remarks::of(const Casebook& casebook, Id slide) {
  return attempt([&] {
    const Database& database = casebook.impl_->database;
    SlideRemarks remarks;
    QSqlQuery comment = database.query(
        QStringLiteral("SELECT text FROM remarks WHERE slide_id = ? AND cell_id IS NULL AND kind = 'comment'"
                       " ORDER BY id DESC LIMIT 1"),
        {slide});
    if (comment.next()) remarks.comment = comment.value(0).toString();
    comment.finish();
    QSqlQuery tags = database.query(
        QStringLiteral("SELECT r.text FROM remarks r WHERE r.slide_id = ? AND r.cell_id IS NULL"
                       " AND r.kind = 'tag' AND") +
            kLatest,
        {slide});
    while (tags.next()) remarks.tags << tags.value(0).toString();
    database.checkFinished(tags);
    remarks.tags.sort();
    return remarks;
  });
}

Result<std::map<Id, SlideRemarks>> Remarks::ofSlides(Casebook& casebook, const QString& reader) {
  return attempt([&] {
    const QString seen = unlessBlind(casebook, reader, "r.slide_id");
    const ReadTransaction view(casebook.impl_->database);
    return slideRemarks(casebook.impl_->database, seen);
  });
}

Result<QStringList> Remarks::tags(const Casebook& casebook) {
  return attempt([&] {
    const Database& database = casebook.impl_->database;
    QStringList words;
    QSqlQuery rows =
        database.query(QStringLiteral("SELECT r.text FROM remarks r WHERE r.kind = 'tag' AND") + kLatest +
                       QStringLiteral(" GROUP BY r.text ORDER BY count(*) DESC, r.text"));
    while (rows.next()) words << rows.value(0).toString();
    database.checkFinished(rows);
    return words;
  });
}

// LIKE, not a full-text index: a part of a word is found too, and Chinese, which has no spaces to split at.
// What is looked through is what people wrote, by indexes that hold nothing else.
Result<std::vector<Found>> Remarks::find(Casebook& casebook, const QString& text, const QStringList& classIds,
                                         const QString& reader, int limit) {
  return attempt([&] {
    const Database& database = casebook.impl_->database;
    std::vector<Found> found;
    if (text.trimmed().isEmpty()) return found;
    const QString seen = unlessBlind(casebook, reader, "s.id");
    const QString seenRemarks = unlessBlind(casebook, reader, "r.slide_id");
    const ReadTransaction view(database);
    const QString pattern = containing(text.trimmed());
    const QString like = QStringLiteral(" LIKE ? ESCAPE '\\'");
    QString classes = QStringLiteral("''");
    QVariantList values{pattern, pattern, pattern, pattern};
    for (const QString& id : classIds) {
      classes += QStringLiteral(", ?");
      values << id;
    }
    values << limit;
    QSqlQuery cells = database.query(
        QStringLiteral(
            "WITH hits (cell_id) AS ("
            " SELECT c.id FROM review_events e JOIN cells c ON c.comment_id = e.id AND c.id = e.cell_id"
            "  WHERE e.action = 'comment' AND e.comment") +
            like +
            QStringLiteral(" UNION SELECT r.cell_id FROM remarks r"
                           "  WHERE r.kind = 'tag' AND r.cell_id IS NOT NULL AND r.text") +
            like + QStringLiteral(" AND") + kLatest +
            QStringLiteral(" UNION SELECT c.id FROM cells c JOIN review_events e ON e.id = c.review_id"
                           "  WHERE c.review_class IS NOT NULL AND (e.reviewer") +
            like + QStringLiteral(" OR c.review_class") + like + QStringLiteral(" OR c.review_class IN (") +
            classes +
            QStringLiteral(")))"
                           " SELECT s.id, c.id, s.sample_id, s.title, c.review_class, e.reviewer, n.comment"
                           " FROM hits h JOIN cells c ON c.id = h.cell_id JOIN slides s ON s.id = c.slide_id"
                           " LEFT JOIN review_events e ON e.id = c.review_id"
                           " LEFT JOIN review_events n ON n.id = c.comment_id"
                           " WHERE NOT s.discarded AND NOT s.importing") +
            seen + QStringLiteral(" ORDER BY s.id DESC, c.id LIMIT ?"),
        values);
    QSqlQuery slides = database.query(
        QStringLiteral(
            "SELECT s.id, s.sample_id, s.title FROM slides s WHERE NOT s.discarded AND NOT s.importing"
            " AND (s.sample_id") +
            like + QStringLiteral(" OR s.title") + like + QStringLiteral(" OR 1") + seen +
            QStringLiteral(" AND s.id IN (SELECT r.slide_id FROM remarks r WHERE r.cell_id IS NULL"
                           "  AND r.kind = 'tag' AND r.text") +
            like + QStringLiteral(" AND") + kLatest +
            QStringLiteral(" UNION SELECT r.slide_id FROM remarks r WHERE r.cell_id IS NULL"
                           "  AND r.kind = 'comment' AND r.text") +
            like +
            QStringLiteral(" AND r.id = (SELECT max(id) FROM remarks l WHERE l.slide_id = r.slide_id"
                           "  AND l.cell_id IS NULL AND l.kind = 'comment')))"
                           " ORDER BY s.id DESC LIMIT ?"),
        {pattern, pattern, pattern, pattern, limit});
    const auto remarks = slideRemarks(database, seenRemarks);
    while (slides.next()) {
      Found slide;
      slide.slideId = slides.value(0).toLongLong();
      slide.sampleId = slides.value(1).toString();
      slide.title = slides.value(2).toString();
      if (const auto said = remarks.find(slide.slideId); said != remarks.end()) {
        slide.comment = said->second.comment;
        slide.tags = said->second.tags;
      }
      found.push_back(std::move(slide));
    }
    database.checkFinished(slides);
    while (cells.next()) {
      Found cell{cells.value(0).toLongLong(), cells.value(1).toLongLong(),
                 cells.value(2).toString(),   cells.value(3).toString(),
                 cells.value(4).toString(),   cells.value(5).toString(),
                 cells.value(6).toString(),   {}};
      cell.tags = cellTags(database, cell.slideId, cell.cellId)[cell.cellId];
      found.push_back(std::move(cell));
    }
    database.checkFinished(cells);
    return found;
  });
}

}  // namespace cellwise::casebook
