// The audit log filtered, verified with progress, and exported so that another program can follow the chain.
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

#include "casebook/audit_log.h"
#include "casebook/second_readings.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

struct Log {
  Log() : casebook(folder.open()), log(*casebook) {
    slide = addSlide(*casebook, 3);
    for (const auto& cell : value(casebook->cells(slide))) ids.push_back(cell.id);
    value(casebook->addReviews({decide(ids[0], "monocyte"), decide(ids[1], "basophil")}));
    NewReview other = decide(ids[0], "lymphocyte");
    other.reviewer = QStringLiteral("Ben, \"the second\"");
    value(casebook->addReviews({other, retract(ids[1], "")}));
    value(casebook->sign({slide, QStringLiteral("Dr. Ada"), QStringLiteral("Released"), {}, "{}"}));
  }
  int count(const AuditFilter& filter) const { return int(value(log.entries(filter)).size()); }
  Folder folder;
  std::unique_ptr<Casebook> casebook;
  AuditLog log;
  Id slide = 0;
  std::vector<Id> ids;
};

}  // namespace

TEST_CASE("The log is filtered by person, action, subject and time", "[audit]") {
  Log t;
  const auto all = value(t.log.entries({}));
  CHECK(all.size() == value(t.casebook->audit()).size());
  CHECK(all.front().entry.action == QStringLiteral("sign"));  // newest first
  CHECK(t.count({QStringLiteral("Ada"), {}, {}, {}, {}}) == 2);
  // Two cells decided at once are one entry, found by either cell.
  CHECK(t.count({QStringLiteral("Dr. Ada"), {}, {}, {}, {}}) == 3);
  CHECK(t.count({{}, QStringLiteral("review."), {}, {}, {}}) == 3);
  CHECK(t.count({{}, QStringLiteral("review.retract"), {}, {}, {}}) == 1);
  CHECK(t.count({{}, {}, {QStringLiteral("cell:")}, {}, {}}) == 3);
  CHECK(t.count({{}, {}, {QStringLiteral("cell:%1").arg(t.ids[0])}, {}, {}}) == 2);
  // Several subjects: any of them, an entry on two of them once. A beginning of one, as a model's hash is
  // shown.
  const QString other = QStringLiteral("cell:%1").arg(t.ids[1]);
  CHECK(t.count({{}, {}, {QStringLiteral("cell:%1").arg(t.ids[0]), other}, {}, {}}) == 3);
  CHECK(t.count({{}, {}, {other}, {}, {}}) == 2);
  CHECK(t.count({{}, {}, {QStringLiteral("slide:%1*").arg(t.slide)}, {}, {}}) ==
        t.count({{}, {}, {QStringLiteral("slide:%1").arg(t.slide)}, {}, {}}));
  CHECK(t.count({{}, {}, {QStringLiteral("nothing:9")}, {}, {}}) == 0);
  CHECK(t.count({QStringLiteral("Dr. Ada"),
                 QStringLiteral("review."),
                 {QStringLiteral("cell:%1").arg(t.ids[0])},
                 {},
                 {}}) == 1);
  const QDateTime soon = QDateTime::currentDateTimeUtc().addSecs(60);
  CHECK(t.count({{}, {}, {}, soon, {}}) == 0);
  CHECK(t.count({{}, {}, {}, {}, soon}) == int(all.size()));
  // Page by page.
  const auto first = value(t.log.entries({}, 0, 3));
  REQUIRE(first.size() == 3);
  const auto second = value(t.log.entries({}, first.back().entry.id, 100));
  CHECK(first.size() + second.size() == all.size());
  CHECK(value(t.log.people()).contains(QStringLiteral("Ben, \"the second\"")));
  CHECK(value(t.log.actions()).contains(QStringLiteral("review.decide")));
}

TEST_CASE("Verifying says how far it is, and can be stopped", "[audit]") {
  Log t;
  qint64 total = 0;
  const auto made = value(t.log.verify([&](const Progress& progress) { total = progress.total; }));
  CHECK(made.entries == int(value(t.casebook->audit()).size()));
  CHECK(total == made.entries);
  CHECK(made.head == value(t.casebook->auditHead()));
  std::stop_source stop;
  stop.request_stop();
  CHECK(code(t.log.verify({}, stop.get_token())) == ErrorCode::Cancelled);
}

TEST_CASE("From the JSON lines alone another program recomputes the chain to the head", "[audit]") {
  Log t;
  const QString file = t.folder.path(QStringLiteral("audit.jsonl"));
  const int written = value(t.log.write(file, AuditLog::Format::JsonLines));
  const QList<QByteArray> lines = bytesOf(file).trimmed().split('\n');
  REQUIRE(int(lines.size()) == written + 1);
  const QJsonObject head = QJsonDocument::fromJson(lines[0]).object();
  CHECK(head[QStringLiteral("entries")].toInt() == written);
  QString previous;
  for (int i = 1; i < lines.size(); ++i) {
    const QJsonObject e = QJsonDocument::fromJson(lines[i]).object();
    QByteArray bytes;  // as docs say: each field led by its length, 8 bytes, big endian
    for (const QByteArray& field :
         {QByteArray("cellwise.audit.1"), QByteArray::number(e[QStringLiteral("id")].toInteger()),
          QByteArray::number(e[QStringLiteral("atMs")].toInteger()),
          e[QStringLiteral("actor")].toString().toUtf8(), e[QStringLiteral("action")].toString().toUtf8(),
          e[QStringLiteral("subject")].toString().toUtf8(), e[QStringLiteral("detail")].toString().toUtf8(),
          previous.toUtf8()}) {
      const auto size = quint64(field.size());
      for (int shift = 56; shift >= 0; shift -= 8) bytes.append(char((size >> shift) & 0xff));
      bytes.append(field);
    }
    CHECK(e[QStringLiteral("previousHash")].toString() == previous);
    previous = QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
    CHECK(e[QStringLiteral("hash")].toString() == previous);
  }
  CHECK(head[QStringLiteral("head")].toString() == previous);
}

TEST_CASE("The CSV quotes what it must and ends with the head", "[audit]") {
  Log t;
  const QString file = t.folder.path(QStringLiteral("audit.csv"));
  CHECK(value(t.log.write(file, AuditLog::Format::Csv, {{}, QStringLiteral("review."), {}, {}, {}})) == 3);
  const QByteArray text = bytesOf(file);
  CHECK(text.startsWith("id,at,actor,action,subject,detail,previous_hash,hash,withheld\n"));
  CHECK(text.contains("\"Ben, \"\"the second\"\"\""));
  CHECK(text.trimmed().endsWith(value(t.casebook->auditHead()).toUtf8() + ",0"));
  std::stop_source stop;
  stop.request_stop();
  const QString none = t.folder.path(QStringLiteral("none.csv"));
  CHECK(code(t.log.write(none, AuditLog::Format::Csv, {}, {}, stop.get_token())) == ErrorCode::Cancelled);
  CHECK_FALSE(QFile::exists(none));
  CHECK(code(t.log.write(t.folder.path(QStringLiteral("no/such/folder.csv")), AuditLog::Format::Csv)) ==
        ErrorCode::FileUnwritable);
}

TEST_CASE("While a slide is read a second time, the log does not say who decided what on it", "[audit]") {
  Log t;
  value(t.casebook->registerModel({kModel, QStringLiteral("M"), QStringLiteral("1"), "{}"}));
  value(t.casebook->addPredictions(t.slide, kModel, {0.5, 0}, {prediction(t.ids[2], 0.4)}));
  SecondReadings readings(*t.casebook);
  const Id reading = value(readings.request(t.slide, {}, QStringLiteral("Dr. Ada")));
  const AuditFilter cells{{}, {}, {QStringLiteral("cell:")}, {}, {}};
  for (const LoggedEntry& logged : value(t.log.entries(cells))) {
    CHECK(logged.withheld);
    CHECK(logged.entry.actor.isEmpty());
    CHECK(logged.entry.detail == "{}");
  }
  value(readings.withdraw(reading, QStringLiteral("no"), QStringLiteral("Dr. Ada")));
  for (const LoggedEntry& logged : value(t.log.entries(cells))) CHECK_FALSE(logged.withheld);
}
