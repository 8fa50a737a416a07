#include "casebook/signed_reports.h"

#include "casebook/casebook_impl.h"

namespace cellwise::casebook {
namespace {

const QString kColumns = QStringLiteral(
    "SELECT g.id, g.slide_id, g.version, g.signer, g.meaning, g.reason, g.at, g.content, g.content_sha256,"
    " a.hash, g.kind, s.sample_id, s.title, s.imported_at, s.synthetic,"
    " EXISTS (SELECT 1 FROM signatures l WHERE l.slide_id = g.slide_id AND l.version > g.version"
    "  AND l.kind = 'release')"
    " FROM signatures g JOIN audit a ON a.id = g.id JOIN slides s ON s.id = g.slide_id ");

SignatureKind kindOf(const QString& text) {
  return text == QLatin1String("preparation")   ? SignatureKind::Preparation
         : text == QLatin1String("preliminary") ? SignatureKind::Preliminary
                                                : SignatureKind::Release;
}

std::vector<SignedReport> read(const Database& database, QSqlQuery rows) {
  std::vector<SignedReport> reports;
  while (rows.next()) {
    SignedReport report;
    report.slideId = rows.value(1).toLongLong();
    report.signature = {rows.value(0).toLongLong(),
                        report.slideId,
                        rows.value(2).toInt(),
                        rows.value(3).toString(),
                        rows.value(4).toString(),
                        rows.value(5).toString(),
                        timeOf(rows.value(6)),
                        rows.value(7).toByteArray(),
                        rows.value(8).toString(),
                        rows.value(9).toString(),
                        kindOf(rows.value(10).toString())};
    report.sampleId = rows.value(11).toString();
    report.title = rows.value(12).toString();
    report.importedAt = timeOf(rows.value(13));
    report.synthetic = rows.value(14).toBool();
    report.replaced = rows.value(15).toBool();
    reports.push_back(std::move(report));
  }
  database.checkFinished(rows);
  return reports;
}

}  // namespace

Result<std::vector<SignedReport>> SignedReports::between(const QDateTime& from, const QDateTime& to) const {
  const Database& database = casebook_.impl_->database;
  return attempt([&] {
    return read(database,
                database.query(kColumns + QStringLiteral("WHERE g.at >= ? AND g.at < ? ORDER BY g.id"),
                               {from.toMSecsSinceEpoch(), to.toMSecsSinceEpoch()}));
  });
}

Result<std::vector<SignedReport>> SignedReports::ofSample(const QString& sampleId) const {
  const Database& database = casebook_.impl_->database;
  return attempt([&] {
    auto reports =
        read(database, database.query(kColumns + QStringLiteral("WHERE s.sample_id = ? AND NOT s.discarded"
                                                                " AND g.kind = 'release'"
                                                                " ORDER BY s.imported_at, s.id, g.version"),
                                      {sampleId}));
    std::erase_if(reports, [](const SignedReport& report) { return report.replaced; });
    return reports;
  });
}

Result<QStringList> SignedReports::samples() const {
  const Database& database = casebook_.impl_->database;
  return attempt([&] {
    QStringList samples;
    QSqlQuery rows = database.query(QStringLiteral(
        "SELECT DISTINCT sample_id FROM slides s WHERE sample_id <> '' AND NOT discarded AND EXISTS"
        " (SELECT 1 FROM signatures g WHERE g.slide_id = s.id AND g.kind = 'release')"
        " ORDER BY sample_id"));
    while (rows.next()) samples << rows.value(0).toString();
    database.checkFinished(rows);
    return samples;
  });
}

}  // namespace cellwise::casebook
