#include "casebook/class_book.h"

#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"

namespace cellwise::casebook {
namespace {

constexpr int kLongestName = 60;

QString subjectOf(const QString& id) {
  return QStringLiteral("class:") + id;
}

std::vector<LaboratoryClass> read(const Database& database) {
  std::vector<LaboratoryClass> classes;
  QSqlQuery rows = database.query(
      QStringLiteral("SELECT id, name, short_name, lineage, stage, colour, key, counted, retired"
                     " FROM laboratory_classes ORDER BY rowid"));
  while (rows.next()) {
    classes.push_back({rows.value(0).toString(), rows.value(1).toString(), rows.value(2).toString(),
                       rows.value(3).toString(), rows.value(4).toInt(), rows.value(5).toString(),
                       rows.value(6).toString(), rows.value(7).toBool(), rows.value(8).toBool()});
  }
  database.checkFinished(rows);
  return classes;
}

LaboratoryClass tidied(LaboratoryClass c) {
  c.name = clean(c.name).simplified();
  c.shortName = clean(c.shortName).simplified();
  c.lineage = clean(c.lineage).trimmed();
  c.colour = clean(c.colour).trimmed().toLower();
  c.key = clean(c.key).trimmed().toLower();
  return c;
}

void check(const LaboratoryClass& c, const std::vector<LaboratoryClass>& others) {
  static const QRegularExpression colour(QStringLiteral("^#[0-9a-f]{6}$"));
  if (c.name.isEmpty() || c.name.size() > kLongestName) {
    fail(ErrorCode::ArgumentInvalid, "a class needs a name of at most 60 characters");
  }
  if (c.shortName.isEmpty() || c.shortName.size() > 4) {
    fail(ErrorCode::ArgumentInvalid, "a class needs a short name of 1 to 4 characters");
  }
  if (!colour.match(c.colour).hasMatch()) fail(ErrorCode::ArgumentInvalid, "the colour is not #rrggbb");
  if (c.key.size() > 1 || (!c.key.isEmpty() && !c.key[0].isPrint())) {
    fail(ErrorCode::ArgumentInvalid, "the key is not one printable character");
  }
  if (c.stage < 0) fail(ErrorCode::ArgumentInvalid, "the stage is negative");
  if (c.retired) return;
  for (const LaboratoryClass& other : others) {
    if (other.id == c.id || other.retired) continue;
    if (other.name.compare(c.name, Qt::CaseInsensitive) == 0) {
      fail(ErrorCode::Conflict, "there is a class of this name: " + c.name.toStdString());
    }
    if (!c.key.isEmpty() && other.key == c.key) {
      fail(ErrorCode::Conflict, "the key " + c.key.toStdString() + " is that of " + other.name.toStdString());
    }
  }
}

// "lab_" and what of the name is a-z and 0-9, with a number where that is taken.
QString newId(const QString& name, const std::vector<LaboratoryClass>& known) {
  static const QRegularExpression others(QStringLiteral("[^a-z0-9]+"));
  QString slug = name.normalized(QString::NormalizationForm_D).toLower().replace(others, QStringLiteral("_"));
  while (slug.startsWith(QLatin1Char('_'))) slug.remove(0, 1);
  while (slug.endsWith(QLatin1Char('_'))) slug.chop(1);
  const QString base = QStringLiteral("lab_") + (slug.isEmpty() ? QStringLiteral("class") : slug.left(40));
  QString id = base;
  const auto taken = [&] {
    return std::any_of(known.begin(), known.end(), [&](const LaboratoryClass& c) { return c.id == id; });
  };
  for (int n = 2; taken(); ++n) id = base + QStringLiteral("_%1").arg(n);
  return id;
}

void append(Database& database, const LaboratoryClass& c, const char* action, const QString& operatorName) {
  appendAudit(database, now(), actorOf(operatorName), QLatin1String(action), subjectOf(c.id),
              detailOfClass(c));
}

}  // namespace

Result<std::vector<LaboratoryClass>> ClassBook::classes(const Casebook& casebook) {
  return attempt([&] { return read(casebook.impl_->database); });
}

Result<QString> ClassBook::add(const LaboratoryClass& made, const QString& operatorName) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, operatorName, Permission::ReviewCells);
    const auto known = read(database);
    LaboratoryClass c = tidied(made);
    c.retired = false;
    c.id = newId(c.name, known);
    check(c, known);
    database.change(
        QStringLiteral("INSERT INTO laboratory_classes (id, name, short_name, lineage, stage, colour, key,"
                       " counted) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
        {c.id, c.name, c.shortName, c.lineage, c.stage, c.colour, c.key, c.counted ? 1 : 0});
    append(database, c, "class.add", operatorName);
    return c.id;
  });
}

Result<void> ClassBook::revise(const LaboratoryClass& revised, const QString& operatorName) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, operatorName, Permission::ReviewCells);
    const auto known = read(database);
    const LaboratoryClass c = tidied(revised);
    const auto old =
        std::find_if(known.begin(), known.end(), [&](const LaboratoryClass& o) { return o.id == c.id; });
    if (old == known.end()) fail(ErrorCode::NotFound, "no class " + c.id.toStdString());
    if (*old == c) return;
    check(c, known);
    database.change(
        QStringLiteral("UPDATE laboratory_classes SET name = ?, short_name = ?, lineage = ?, stage = ?,"
                       " colour = ?, key = ?, counted = ?, retired = ? WHERE id = ?"),
        {c.name, c.shortName, c.lineage, c.stage, c.colour, c.key, c.counted ? 1 : 0, c.retired ? 1 : 0,
         c.id});
    append(database, c, c.retired && !old->retired ? "class.retire" : "class.revise", operatorName);
    // What reports say of its cells is another thing now.
    if (old->name != c.name || old->counted != c.counted || old->lineage != c.lineage) {
      database.change(
          QStringLiteral("UPDATE slides SET changed_since_signing = 1 WHERE signed_version > 0 AND id IN"
                         " (SELECT slide_id FROM cells WHERE review_class = ?)"),
          {c.id});
    }
  });
}

}  // namespace cellwise::casebook
