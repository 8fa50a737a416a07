#include "casebook/blind_audits.h"

#include <QJsonObject>
#include <QRandomGenerator>

#include <array>
#include <cmath>

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"

namespace cellwise::casebook {
namespace {

QString newSeed() {
  std::array<quint32, 8> words{};
  QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
  return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(words.data()), sizeof(words)).toHex());
}

std::optional<BlindAudit> auditOf(const Database& database, Id slide) {
  QSqlQuery row = database.query(QStringLiteral("SELECT id, seed, share, drawn_by, at FROM blind_audits "
                                                "WHERE slide_id = ? ORDER BY id DESC LIMIT 1"),
                                 {slide});
  if (!row.next()) return std::nullopt;
  return BlindAudit{row.value(0).toLongLong(), slide,
                    row.value(1).toString(),   row.value(2).toDouble(),
                    row.value(3).toString(),   timeOf(row.value(4))};
}

}  // namespace

double drawOf(const QString& seed, Id cell) {
  const QString hash = Fields().add(QByteArrayLiteral("blind audit")).add(seed).add(cell).sha256();
  return std::ldexp(static_cast<double>(hash.left(16).toULongLong(nullptr, 16) >> 11), -53);
}

Result<std::optional<BlindAudit>> BlindAudits::of(Id slide) const {
  return attempt([&] { return auditOf(casebook_.impl_->database, slide); });
}

Result<BlindAudit> BlindAudits::setShare(Id slide, double share, const QString& operatorName) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    if (!(share >= 0 && share <= 1)) fail(ErrorCode::ArgumentInvalid, "a share lies between 0 and 1");
    requirePermission(database, operatorName, Permission::ReviewCells);
    slideOrFail(database, slide);
    const auto known = auditOf(database, slide);
    if (known && known->share == share) return *known;
    BlindAudit audit{0, slide, known ? known->seed : newSeed(), share, actorOf(operatorName), now()};
    audit.id = appendAudit(database, audit.at, audit.by, QStringLiteral("slide.audit"), slideSubject(slide),
                           detailOfBlindAudit(audit.seed, audit.share))
                   .id;
    database.change(QStringLiteral("INSERT INTO blind_audits (id, slide_id, seed, share, drawn_by, at)"
                                   " VALUES (?, ?, ?, ?, ?, ?)"),
                    {audit.id, slide, audit.seed, share, audit.by, audit.at.toMSecsSinceEpoch()});
    return audit;
  });
}

Result<std::vector<BlindAnswer>> BlindAudits::answers(Id slide) const {
  return attempt([&] {
    std::vector<BlindAnswer> answers;
    QSqlQuery rows = casebook_.impl_->database.query(
        QStringLiteral("SELECT e.cell_id, min(e.id), e.class_id, e.reviewer, e.at FROM review_events e"
                       " JOIN cells c ON c.id = e.cell_id WHERE c.slide_id = ? AND e.origin = 'audit'"
                       " AND e.action = 'decide' AND NOT EXISTS (SELECT 1 FROM review_events r"
                       "   WHERE r.cell_id = e.cell_id AND r.action = 'retract' AND r.previous = e.id)"
                       " GROUP BY e.cell_id ORDER BY 2"),
        {slide});
    while (rows.next()) {
      answers.push_back({rows.value(0).toLongLong(), rows.value(1).toLongLong(), rows.value(2).toString(),
                         rows.value(3).toString(), timeOf(rows.value(4))});
    }
    casebook_.impl_->database.checkFinished(rows);
    return answers;
  });
}

}  // namespace cellwise::casebook
