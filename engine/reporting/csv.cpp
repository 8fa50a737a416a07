#include "reporting/csv.h"

namespace cellwise::reporting {

QByteArray csvLine(const QStringList& fields) {
  QByteArray line;
  for (qsizetype i = 0; i < fields.size(); ++i) {
    if (i) line += ',';
    QString field = fields[i];
    const bool quoted = field.contains(QLatin1Char('"')) || field.contains(QLatin1Char(',')) ||
                        field.contains(QLatin1Char('\n')) || field.contains(QLatin1Char('\r'));
    line +=
        quoted ? '"' + field.replace(QLatin1Char('"'), QLatin1String("\"\"")).toUtf8() + '"' : field.toUtf8();
  }
  return line + "\r\n";
}

QString csvText(const QString& text) {
  static const QString dangerous = QStringLiteral("=+-@\t\r\n＝＋－＠");
  return !text.isEmpty() && dangerous.contains(text.front()) ? QLatin1Char('\'') + text : text;
}

}  // namespace cellwise::reporting
