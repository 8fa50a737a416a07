// What the audit log says of a report's entries and of the laboratory: the same functions write and verify.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QVariant>

namespace cellwise::casebook {

// Values as they stand in the table; cells and templates are JSON texts, whiteCells may be NULL.
QJsonObject detailOfReportEntries(const QVariant& whiteCells, const QString& comments,
                                  const QString& conclusion, const QString& cells);
QJsonObject detailOfLaboratory(const QString& name, const QString& address, const QString& logoSha256,
                               const QString& correction, const QString& templates);

}  // namespace cellwise::casebook
