#include "casebook/support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {
const QString kAda = QStringLiteral("Ada");
}

TEST_CASE("What is written on a report is kept, every version of it, and the slide needs signing again") {
  const Folder folder;
  const auto book = folder.open();
  const Id slide = addSlide(*book, 3);
  const auto cells = value(book->cells(slide));
  CHECK(value(book->reportEntries(slide)) == ReportEntries{});

  ReportEntries entries;
  entries.whiteCells = 12.34;
  entries.comments = QStringLiteral("Toxic granulation.\n中毒颗粒");
  entries.conclusion = QStringLiteral("Left shift.");
  entries.cells = {{QStringLiteral("monocyte"), {cells[2].id, cells[0].id}}};
  value(book->setReportEntries(slide, entries, kAda));
  CHECK(value(book->reportEntries(slide)) == entries);
  CHECK(value(folder.open()->reportEntries(slide)) == entries);  // on disk
  const int written = value(book->verifyAudit());
  value(book->setReportEntries(slide, entries, kAda));  // the same again is no change
  CHECK(value(book->verifyAudit()) == written);

  value(book->sign({slide, kAda, QStringLiteral("released"), {}, "{}"}));
  CHECK_FALSE(value(book->slide(slide)).changedSinceSigning);
  entries.whiteCells.reset();
  entries.cells.clear();
  value(book->setReportEntries(slide, entries, QStringLiteral("Grace")));
  CHECK(value(book->slide(slide)).changedSinceSigning);
  CHECK(value(book->reportEntries(slide)) == entries);

  // The log tells who wrote what, and what stood there before.
  std::vector<AuditEntry> log;
  for (const auto& each : value(book->audit()))
    if (each.action == QStringLiteral("report.entries")) log.push_back(each);
  REQUIRE(log.size() == 2);
  CHECK(log[0].actor == kAda);
  CHECK(log[0].detail.contains("12.34"));
  CHECK(log[1].actor == QStringLiteral("Grace"));
  CHECK(log[1].subject == QStringLiteral("slide:%1").arg(slide));
  value(book->verifyAudit());
}

TEST_CASE("A report's entries that cannot be are refused, and nothing is written") {
  const Folder folder;
  const auto book = folder.open();
  const Id slide = addSlide(*book, 2, "one");
  const Id other = addSlide(*book, 2, "two");
  const int before = value(book->verifyAudit());
  ReportEntries entries;
  for (const double count : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    entries.whiteCells = count;
    CHECK(code(book->setReportEntries(slide, entries, kAda)) == ErrorCode::ArgumentInvalid);
  }
  entries.whiteCells.reset();
  entries.cells = {{QStringLiteral("monocyte"), {value(book->cells(other))[0].id}}};
  CHECK(code(book->setReportEntries(slide, entries, kAda)) == ErrorCode::NotFound);
  CHECK(code(book->setReportEntries(slide + 9, {}, kAda)) == ErrorCode::NotFound);
  CHECK(value(book->verifyAudit()) == before);
}

TEST_CASE("The laboratory's words and logo are kept, an old logo stays for what was signed with it") {
  const Folder folder;
  const auto book = folder.open();
  CHECK(value(book->laboratory()) == Laboratory{});
  Laboratory lab;
  lab.name = QStringLiteral("Hämatologie Süd");
  lab.address = QStringLiteral("Weg 1\n12345 Ort");
  lab.correction = WhiteCellCorrection::FromFive;
  lab.templates = {{QStringLiteral("Normal"), QStringLiteral("No abnormal cells.")},
                   {QStringLiteral("左移"), QStringLiteral("核左移。")}};
  value(book->setLaboratory(lab, "first", kAda));
  const Laboratory first = value(book->laboratory());
  CHECK(first.name == lab.name);
  CHECK(first.templates == lab.templates);
  CHECK(first.correction == WhiteCellCorrection::FromFive);
  CHECK(value(book->logo(first.logoSha256)) == "first");

  value(book->setLaboratory(first, "second", kAda));
  CHECK(value(book->logo(value(book->laboratory()).logoSha256)) == "second");
  CHECK(value(book->logo(first.logoSha256)) == "first");
  lab.logoSha256 = QString(64, QLatin1Char('0'));
  CHECK(code(book->setLaboratory(lab, {}, kAda)) == ErrorCode::NotFound);
  CHECK(code(book->setLaboratory(lab, QByteArray((4 << 20) + 1, 'x'), kAda)) == ErrorCode::ArgumentInvalid);
  value(book->verifyAudit());
}

TEST_CASE("A report's words changed behind the log's back are noticed") {
  const Folder folder;
  Id slide = 0;
  {
    const auto book = folder.open();
    slide = addSlide(*book, 1);
    ReportEntries entries;
    entries.conclusion = QStringLiteral("No blasts.");
    value(book->setReportEntries(slide, entries, kAda));
    value(book->setLaboratory({QStringLiteral("Lab"), {}, {}, {}, {}}, {}, kAda));
  }
  const auto spoilt = [&](const std::string& sql) {
    QFile::remove(folder.path(QStringLiteral("spoilt.casebook")));
    REQUIRE(QFile::copy(folder.file(), folder.path(QStringLiteral("spoilt.casebook"))));
    Raw raw(folder.path(QStringLiteral("spoilt.casebook")));
    REQUIRE(raw.run(sql).empty());
    return code(value(Casebook::open(folder.path(QStringLiteral("spoilt.casebook"))))->verifyAudit());
  };
  {
    Raw raw(folder.file());
    CHECK_FALSE(raw.run("UPDATE report_entries SET conclusion = 'Blasts.'").empty());
    CHECK_FALSE(raw.run("DELETE FROM laboratory").empty());
    CHECK_FALSE(raw.run("INSERT INTO report_entries VALUES (1, 1, NULL, '', '', '{}')").empty());
  }
  CHECK(spoilt("DROP TRIGGER report_entries_no_update;"
               "UPDATE report_entries SET conclusion = 'Blasts.'") == ErrorCode::AuditBroken);
  CHECK(spoilt("DROP TRIGGER report_entries_no_delete; DELETE FROM report_entries") ==
        ErrorCode::AuditBroken);
  CHECK(spoilt("DROP TRIGGER laboratory_no_update; UPDATE laboratory SET name = 'Other'") ==
        ErrorCode::AuditBroken);
}
