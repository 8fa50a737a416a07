#include "casebook/atlas.h"

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"

namespace cellwise::casebook {
namespace {

constexpr int kLongestNote = 2000;

void append(Database& database, Id cell, const QString& action, const QString& classId, const QString& note,
            const QString& person) {
  requirePermission(database, person, Permission::ReviewCells);
  const QString who = clean(person).trimmed();
  if (who.isEmpty()) fail(ErrorCode::ArgumentInvalid, "the atlas needs the person's name");
  QSqlQuery known = database.query(
      QStringLiteral(
          "SELECT 1 FROM cells c JOIN slides s ON s.id = c.slide_id WHERE c.id = ? AND NOT s.discarded"),
      {cell});
  if (!known.next()) fail(ErrorCode::NotFound, "no cell " + std::to_string(cell));
  known.finish();
  const QDateTime at = now();
  const Id entry = appendAudit(database, at, who, QStringLiteral("atlas.") + action, cellSubject(cell),
                               detailOfAtlas(classId, note))
                       .id;
  database.change(QStringLiteral("INSERT INTO atlas_events (id, cell_id, action, class_id, note, person, at)"
                                 " VALUES (?, ?, ?, ?, ?, ?, ?)"),
                  {entry, cell, action, classId, note, who, at.toMSecsSinceEpoch()});
}

}  // namespace

Result<void> Atlas::put(Id cell, const QString& classId, const QString& note, const QString& person) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    const QString text = clean(note).trimmed();
    if (classId.isEmpty() || text.size() > kLongestNote) {
      fail(ErrorCode::ArgumentInvalid,
           "a cell of the atlas needs a class, and a note of at most 2000 characters");
    }
    append(database, cell, QStringLiteral("put"), clean(classId), text, person);
  });
}

Result<void> Atlas::take(Id cell, const QString& person) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    QSqlQuery last = database.query(
        QStringLiteral("SELECT action FROM atlas_events WHERE cell_id = ? ORDER BY id DESC LIMIT 1"), {cell});
    if (!last.next() || last.value(0).toString() != QLatin1String("put")) {
      fail(ErrorCode::NotFound, "cell " + std::to_string(cell) + " is not in the atlas");
    }
    last.finish();
    append(database, cell, QStringLiteral("take"), QStringLiteral(""), QStringLiteral(""), person);
  });
}

Result<std::vector<AtlasEntry>> Atlas::entries(const Casebook& casebook, const QString& classId) {
  return attempt([&] {
    const Database& database = casebook.impl_->database;
    std::vector<AtlasEntry> entries;
    QSqlQuery rows = database.query(
        QStringLiteral(
            "SELECT a.cell_id, c.slide_id, a.class_id, a.note, a.person, a.at, s.sample_id, s.title"
            " FROM atlas_events a JOIN cells c ON c.id = a.cell_id JOIN slides s ON s.id = c.slide_id"
            " WHERE a.action = 'put'") +
            (classId.isEmpty() ? QString() : QStringLiteral(" AND a.class_id = ?")) +
            QStringLiteral(" AND NOT EXISTS (SELECT 1 FROM atlas_events l WHERE l.cell_id = a.cell_id AND"
                           " l.id > a.id) AND NOT s.discarded ORDER BY a.id DESC"),
        classId.isEmpty() ? QVariantList{} : QVariantList{classId});
    while (rows.next()) {
      entries.push_back({rows.value(0).toLongLong(), rows.value(1).toLongLong(), rows.value(2).toString(),
                         rows.value(3).toString(), rows.value(4).toString(), timeOf(rows.value(5)),
                         rows.value(6).toString(), rows.value(7).toString()});
    }
    database.checkFinished(rows);
    return entries;
  });
}

}  // namespace cellwise::casebook
