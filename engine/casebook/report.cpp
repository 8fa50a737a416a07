// What people write on reports, and the laboratory's own words.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

#include "casebook/audit_chain.h"
#include "casebook/casebook.h"
#include "casebook/casebook_impl.h"
#include "casebook/report_detail.h"

namespace cellwise::casebook {
namespace {

constexpr qsizetype kLogoBytes = 4 << 20;
constexpr const char* kCorrections[] = {"off", "always", "from-five"};

QString compact(const QJsonDocument& document) {
  return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

QString cellsText(const std::map<QString, std::vector<Id>>& cells) {
  QJsonObject object;
  for (const auto& [classId, ids] : cells) {
    QJsonArray list;
    for (const Id id : ids) list.append(id);
    if (!ids.empty()) object[classId] = list;
  }
  return compact(QJsonDocument(object));
}

std::map<QString, std::vector<Id>> cellsOf(const QString& text) {
  std::map<QString, std::vector<Id>> cells;
  const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
  for (auto it = object.begin(); it != object.end(); ++it)
    for (const QJsonValue& id : it.value().toArray()) cells[it.key()].push_back(id.toInteger());
  return cells;
}

QString templatesText(const std::vector<ReportTemplate>& templates) {
  QJsonArray list;
  for (const auto& t : templates) list.append(QJsonArray{clean(t.name).trimmed(), clean(t.text)});
  return compact(QJsonDocument(list));
}

std::vector<ReportTemplate> templatesOf(const QString& text) {
  std::vector<ReportTemplate> templates;
  for (const QJsonValue& each : QJsonDocument::fromJson(text.toUtf8()).array())
    templates.push_back({each.toArray().at(0).toString(), each.toArray().at(1).toString()});
  return templates;
}

ReportEntries entriesOf(const Database& database, Id slide) {
  ReportEntries entries;
  QSqlQuery row =
      database.query(QStringLiteral("SELECT white_cells, comments, conclusion, cells FROM report_entries"
                                    " WHERE slide_id = ? ORDER BY id DESC LIMIT 1"),
                     {slide});
  if (!row.next()) {
    database.checkFinished(row);
    return entries;
  }
  if (!row.isNull(0)) entries.whiteCells = row.value(0).toDouble();
  entries.comments = row.value(1).toString();
  entries.conclusion = row.value(2).toString();
  entries.cells = cellsOf(row.value(3).toString());
  return entries;
}

Laboratory laboratoryOf(const Database& database) {
  Laboratory laboratory;
  QSqlQuery row = database.query(QStringLiteral(
      "SELECT name, address, logo_sha256, correction, templates FROM laboratory ORDER BY id DESC LIMIT 1"));
  if (!row.next()) {
    database.checkFinished(row);
    return laboratory;
  }
  laboratory.name = row.value(0).toString();
  laboratory.address = row.value(1).toString();
  laboratory.logoSha256 = row.value(2).toString();
  for (int i = 0; i < 3; ++i)
    if (row.value(3).toString() == QLatin1String(kCorrections[i]))
      laboratory.correction = static_cast<WhiteCellCorrection>(i);
  laboratory.templates = templatesOf(row.value(4).toString());
  return laboratory;
}

}  // namespace

QJsonObject detailOfReportEntries(const QVariant& whiteCells, const QString& comments,
                                  const QString& conclusion, const QString& cells) {
  QJsonObject detail{{QStringLiteral("comments"), comments},
                     {QStringLiteral("conclusion"), conclusion},
                     {QStringLiteral("cells"), QJsonDocument::fromJson(cells.toUtf8()).object()}};
  if (!whiteCells.isNull()) detail[QStringLiteral("white_cells")] = whiteCells.toDouble();
  return detail;
}

QJsonObject detailOfLaboratory(const QString& name, const QString& address, const QString& logoSha256,
                               const QString& correction, const QString& templates) {
  return {{QStringLiteral("name"), name},
          {QStringLiteral("address"), address},
          {QStringLiteral("logo_sha256"), logoSha256},
          {QStringLiteral("correction"), correction},
          {QStringLiteral("templates"), QJsonDocument::fromJson(templates.toUtf8()).array()}};
}

Result<ReportEntries> Casebook::reportEntries(Id slide) const {
  return attempt([&] {
    slideOrFail(impl_->database, slide);
    return entriesOf(impl_->database, slide);
  });
}

Result<void> Casebook::setReportEntries(Id slide, const ReportEntries& wanted, const QString& operatorName) {
  return impl_->database.write([&] {
    Database& database = impl_->database;
    slideOrFail(database, slide);
    requirePermission(database, operatorName, Permission::ReviewCells);
    ReportEntries entries = wanted;
    entries.comments = clean(entries.comments);
    entries.conclusion = clean(entries.conclusion);
    std::erase_if(entries.cells, [](const auto& chosen) { return chosen.second.empty(); });
    if (entries.whiteCells && (!std::isfinite(*entries.whiteCells) || *entries.whiteCells <= 0)) {
      fail(ErrorCode::ArgumentInvalid, "the white cell count must be above 0");
    }
    for (const auto& [classId, ids] : entries.cells) {
      for (const Id id : ids) {
        QSqlQuery known =
            database.query(QStringLiteral("SELECT 1 FROM cells WHERE id = ? AND slide_id = ?"), {id, slide});
        if (!known.next()) fail(ErrorCode::NotFound, "no cell " + std::to_string(id) + " on this slide");
      }
    }
    if (entries == entriesOf(database, slide)) return;
    const QVariant white = entries.whiteCells ? QVariant(*entries.whiteCells) : QVariant();
    const QString cells = cellsText(entries.cells);
    const AppendedEntry entry = appendAudit(
        database, now(), actorOf(operatorName), QStringLiteral("report.entries"), slideSubject(slide),
        detailOfReportEntries(white, entries.comments, entries.conclusion, cells));
    database.change(QStringLiteral("INSERT INTO report_entries (id, slide_id, white_cells, comments,"
                                   " conclusion, cells) VALUES (?, ?, ?, ?, ?, ?)"),
                    {entry.id, slide, white, entries.comments, entries.conclusion, cells});
    database.change(QStringLiteral("UPDATE slides SET changed_since_signing = signed_version > 0"
                                   " WHERE id = ?"),
                    {slide});
  });
}

Result<Laboratory> Casebook::laboratory() const {
  return attempt([&] { return laboratoryOf(impl_->database); });
}

Result<void> Casebook::setLaboratory(const Laboratory& wanted, const QByteArray& logoPng,
                                     const QString& operatorName) {
  return impl_->database.write([&] {
    Database& database = impl_->database;
    requirePermission(database, operatorName, Permission::SetLaboratory);
    Laboratory laboratory = wanted;
    laboratory.name = clean(laboratory.name).trimmed();
    laboratory.address = clean(laboratory.address).trimmed();
    if (logoPng.size() > kLogoBytes) fail(ErrorCode::ArgumentInvalid, "the logo is larger than 4 MiB");
    if (!logoPng.isEmpty()) {
      laboratory.logoSha256 = sha256Of(logoPng);
      database.change(QStringLiteral("INSERT INTO logos (sha256, png) VALUES (?, ?) ON CONFLICT DO NOTHING"),
                      {laboratory.logoSha256, logoPng});
    } else if (!laboratory.logoSha256.isEmpty()) {
      QSqlQuery known =
          database.query(QStringLiteral("SELECT 1 FROM logos WHERE sha256 = ?"), {laboratory.logoSha256});
      if (!known.next()) fail(ErrorCode::NotFound, "no logo of that hash");
    }
    if (laboratory == laboratoryOf(database)) return;
    const QString correction = QString::fromLatin1(kCorrections[static_cast<int>(laboratory.correction)]);
    const QString templates = templatesText(laboratory.templates);
    const AppendedEntry entry = appendAudit(database, now(), actorOf(operatorName),
                                            QStringLiteral("laboratory"), QStringLiteral("laboratory"),
                                            detailOfLaboratory(laboratory.name, laboratory.address,
                                                               laboratory.logoSha256, correction, templates));
    database.change(
        QStringLiteral("INSERT INTO laboratory (id, name, address, logo_sha256, correction,"
                       " templates) VALUES (?, ?, ?, ?, ?, ?)"),
        {entry.id, laboratory.name, laboratory.address, laboratory.logoSha256, correction, templates});
  });
}

Result<QByteArray> Casebook::logo(const QString& sha256) const {
  return attempt([&] {
    QSqlQuery row = impl_->database.query(QStringLiteral("SELECT png FROM logos WHERE sha256 = ?"), {sha256});
    if (!row.next()) fail(ErrorCode::NotFound, "no logo of that hash");
    return row.value(0).toByteArray();
  });
}

}  // namespace cellwise::casebook
