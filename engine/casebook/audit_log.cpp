#include "casebook/audit_log.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>
#include <limits>

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"

namespace cellwise::casebook {
namespace {

constexpr Id kProgressEvery = 500;

struct Where {
  QString sql;
  QVariantList values;
};

// A decision on one cell is an entry of the cell; one on several is an entry of their slide, and so is what
// was written about the slide.
const QString kWithheld = QStringLiteral(
    "(subject GLOB 'cell:*' AND EXISTS (SELECT 1 FROM cells c JOIN readings r ON r.slide_id = c.slide_id"
    " WHERE c.id = CAST(substr(subject, 6) AS INTEGER) AND r.state = 'open')"
    " OR subject GLOB 'slide:*' AND (action GLOB 'review.*' OR action GLOB 'remark.*')"
    " AND EXISTS (SELECT 1 FROM readings r"
    " WHERE r.slide_id = CAST(substr(subject, 7) AS INTEGER) AND r.state = 'open'))");

// A text that everything beginning with this one is smaller than.
QString past(QString prefix) {
  prefix.back() = QChar(prefix.back().unicode() + 1);
  return prefix;
}

// Entries of one subject.
Where ofSubject(const QString& subject) {
  if (subject == QLatin1String("cell:"))
    return {QStringLiteral("(subject >= 'cell:' AND subject < 'cell;' OR action >= 'review.'"
                           " AND action < 'review/')"),
            {}};
  if (subject.endsWith(QLatin1Char('*')) || subject.endsWith(QLatin1Char(':'))) {
    const QString begin = subject.endsWith(QLatin1Char('*')) ? subject.chopped(1) : subject;
    if (begin.isEmpty()) return {QStringLiteral("1"), {}};
    return {QStringLiteral("(subject >= ? AND subject < ?)"), {begin, past(begin)}};
  }
  if (subject.startsWith(QLatin1String("cell:")))
    return {QStringLiteral("(subject = ? OR id IN (SELECT audit_id FROM review_events WHERE cell_id = ?))"),
            {subject, subject.mid(5).toLongLong()}};
  return {QStringLiteral("subject = ?"), {subject}};
}

Where whereOf(const AuditFilter& filter) {
  Where where{QStringLiteral(" WHERE 1"), {}};
  const auto add = [&](const char* sql, const QVariant& value) {
    where.sql += QLatin1String(sql);
    where.values << value;
  };
  const auto textual = [&](const char* column, const QString& text, QChar end) {
    if (text.isEmpty()) return;
    const QByteArray name(column);
    if (text.endsWith(end)) {
      add((" AND " + name + " >= ?").constData(), text);
      add((" AND " + name + " < ?").constData(), past(text));
    } else {
      add((" AND " + name + " = ?").constData(), text);
    }
  };
  if (!filter.person.isEmpty()) {
    add(" AND actor = ?", filter.person);
    where.sql += QStringLiteral(" AND NOT ") + kWithheld;  // not to be guessed from who was asked for
  }
  textual("action", filter.action, QLatin1Char('.'));
  if (!filter.subjects.isEmpty()) {
    QStringList any;
    for (const QString& subject : filter.subjects) {
      const Where one = ofSubject(subject);
      any << one.sql;
      where.values << one.values;
    }
    where.sql += QStringLiteral(" AND (") + any.join(QStringLiteral(" OR ")) + QLatin1Char(')');
  }
  if (!filter.from.isNull()) add(" AND at >= ?", filter.from.toMSecsSinceEpoch());
  if (!filter.to.isNull()) add(" AND at <= ?", filter.to.toMSecsSinceEpoch());
  return where;
}

const QString kColumns =
    QStringLiteral("SELECT id, at, actor, action, subject, detail, previous_hash, hash, ") + kWithheld +
    QStringLiteral(" FROM audit");

LoggedEntry readEntry(const QSqlQuery& row) {
  LoggedEntry logged;
  logged.entry = {row.value(0).toLongLong(), timeOf(row.value(1)),    row.value(2).toString(),
                  row.value(3).toString(),   row.value(4).toString(), row.value(5).toString().toUtf8(),
                  row.value(7).toString()};
  logged.previousHash = row.value(6).toString();
  logged.withheld = row.value(8).toBool();
  if (logged.withheld) {
    logged.entry.actor.clear();
    logged.entry.detail = "{}";
  }
  return logged;
}

// Every value of a column once. From one to the next by its index: the log is long, its values are few.
QStringList distinct(const Database& database, const char* column) {
  QStringList list;
  QSqlQuery rows = database.query(
      QStringLiteral("WITH RECURSIVE values_ (v) AS (SELECT min(%1) FROM audit UNION ALL"
                     " SELECT (SELECT min(%1) FROM audit WHERE %1 > v) FROM values_ WHERE v IS NOT NULL)"
                     " SELECT v FROM values_ WHERE v IS NOT NULL")
          .arg(QLatin1String(column)));
  while (rows.next()) list << rows.value(0).toString();
  database.checkFinished(rows);
  return list;
}

QByteArray quoted(const QString& text) {
  QByteArray bytes = text.toUtf8();
  if (bytes.contains(',') || bytes.contains('"') || bytes.contains('\n') || bytes.contains('\r')) {
    bytes.replace("\"", "\"\"");
    bytes = '"' + bytes + '"';
  }
  return bytes;
}

QString timeText(const QDateTime& at) {
  return at.toUTC().toString(Qt::ISODateWithMs);
}

QByteArray csvRow(const LoggedEntry& logged) {
  const AuditEntry& e = logged.entry;
  QByteArray row = QByteArray::number(e.id);
  for (const QString& text :
       {timeText(e.at), e.actor, e.action, e.subject, QString::fromUtf8(e.detail), logged.previousHash,
        e.hash, logged.withheld ? QStringLiteral("1") : QStringLiteral("0")}) {
    row += ',' + quoted(text);
  }
  return row + '\n';
}

QByteArray line(const QJsonObject& object) {
  return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QByteArray jsonLine(const LoggedEntry& logged) {
  const AuditEntry& e = logged.entry;
  QJsonObject object{{QStringLiteral("id"), e.id},
                     {QStringLiteral("at"), timeText(e.at)},
                     {QStringLiteral("atMs"), e.at.toMSecsSinceEpoch()},
                     {QStringLiteral("actor"), e.actor},
                     {QStringLiteral("action"), e.action},
                     {QStringLiteral("subject"), e.subject},
                     // As it was hashed, to the byte.
                     {QStringLiteral("detail"), QString::fromUtf8(e.detail)},
                     {QStringLiteral("previousHash"), logged.previousHash},
                     {QStringLiteral("hash"), e.hash}};
  if (logged.withheld) object[QStringLiteral("withheld")] = true;
  return line(object);
}

}  // namespace

Result<std::vector<LoggedEntry>> AuditLog::entries(const AuditFilter& filter, Id before, int limit) const {
  return attempt([&] {
    Where where = whereOf(filter);
    where.sql += QStringLiteral(" AND id < ?");
    where.values << (before > 0 ? before : std::numeric_limits<Id>::max()) << limit;
    std::vector<LoggedEntry> list;
    const Database& database = casebook_.impl_->database;
    QSqlQuery rows =
        database.query(kColumns + where.sql + QStringLiteral(" ORDER BY id DESC LIMIT ?"), where.values);
    while (rows.next()) list.push_back(readEntry(rows));
    database.checkFinished(rows);
    return list;
  });
}

Result<QStringList> AuditLog::people() const {
  return attempt([&] {
    QStringList people = distinct(casebook_.impl_->database, "actor");
    std::sort(people.begin(), people.end(),
              [](const QString& a, const QString& b) { return a.compare(b, Qt::CaseInsensitive) < 0; });
    return people;
  });
}

Result<QStringList> AuditLog::actions() const {
  return attempt([&] { return distinct(casebook_.impl_->database, "action"); });
}

Result<Verification> AuditLog::verify(const ProgressCallback& progress, std::stop_token stop) const {
  return attempt([&] {
    const Database& database = casebook_.impl_->database;
    Verification made;
    made.entries = verifyAudit(database, progress, stop);
    made.head = auditHead(database);
    return made;
  });
}

Result<int> AuditLog::write(const QString& file, Format format, const AuditFilter& filter,
                            const ProgressCallback& progress, std::stop_token stop) const {
  return attempt([&] {
    const Database& database = casebook_.impl_->database;
    const ReadTransaction view(database);
    const Where where = whereOf(filter);
    QSqlQuery counted =
        database.query(QStringLiteral("SELECT count(*) FROM audit") + where.sql, where.values);
    const qint64 total = counted.next() ? counted.value(0).toLongLong() : 0;
    counted.finish();
    const QString head = auditHead(database);

    QSaveFile out(file);
    const auto put = [&](const QByteArray& bytes) {
      if (out.write(bytes) != bytes.size()) {
        fail(ErrorCode::FileUnwritable, out.errorString().toStdString(), file.toStdString());
      }
    };
    if (!out.open(QIODevice::WriteOnly)) {
      fail(ErrorCode::FileUnwritable, out.errorString().toStdString(), file.toStdString());
    }
    if (format == Format::Csv) {
      put("id,at,actor,action,subject,detail,previous_hash,hash,withheld\n");
    } else {
      QJsonObject chosen;
      const auto add = [&](const char* name, const QString& value) {
        if (!value.isEmpty()) chosen[QLatin1String(name)] = value;
      };
      add("person", filter.person);
      add("action", filter.action);
      add("subject", filter.subjects.join(QStringLiteral(", ")));
      if (!filter.from.isNull()) add("from", timeText(filter.from));
      if (!filter.to.isNull()) add("to", timeText(filter.to));
      put(line({{QStringLiteral("format"), QStringLiteral("cellwise-audit")},
                {QStringLiteral("schemaVersion"), 1},
                {QStringLiteral("entries"), total},
                {QStringLiteral("head"), head},
                {QStringLiteral("filter"), chosen}}));
    }
    qint64 done = 0;
    QSqlQuery rows = database.query(kColumns + where.sql + QStringLiteral(" ORDER BY id"), where.values);
    while (rows.next()) {
      put(format == Format::Csv ? csvRow(readEntry(rows)) : jsonLine(readEntry(rows)));
      if (++done % kProgressEvery != 0) continue;
      if (stop.stop_requested()) fail(ErrorCode::Cancelled, "stopped");
      if (progress) progress({done, total});
    }
    database.checkFinished(rows);
    if (format == Format::Csv) put(",,,head,,,," + head.toUtf8() + ",0\n");
    if (stop.stop_requested()) fail(ErrorCode::Cancelled, "stopped");
    if (!out.commit()) fail(ErrorCode::FileUnwritable, out.errorString().toStdString(), file.toStdString());
    return static_cast<int>(done);
  });
}

}  // namespace cellwise::casebook
