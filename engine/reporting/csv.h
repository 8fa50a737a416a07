// One line of a CSV file (RFC 4180). A text that a spreadsheet could take for a formula gets an apostrophe.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace cellwise::reporting {

// UTF-8, ended by CRLF, quoted where it must be.
QByteArray csvLine(const QStringList& fields);
// As a field that people typed.
QString csvText(const QString& text);

}  // namespace cellwise::reporting
