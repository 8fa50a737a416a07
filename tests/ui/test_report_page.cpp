#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPrintDialog>
#include <QPrintPreviewDialog>
#include <QPrintPreviewWidget>
#include <QPrinter>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTextDocument>

#include "decision/intervals.h"
#include "report/differential_table.h"
#include "report/report_page.h"
#include "report/sign_dialog.h"
#include "reporting/report_writer.h"
#include "style/theme.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;
using ui::CellState;
using Table = ui::DifferentialTable;

namespace {

struct Shown {
  explicit Shown(OpenSlide& open, QSize size = {1190, 700}) : open(open), page(*open.workspace) {
    page.resize(size);
    page.show();
    QApplication::setActiveWindow(&page);
    REQUIRE(QTest::qWaitForWindowExposed(&page));
    QTest::qWait(80);
  }
  template <class T>
  T* find(const char* name) {
    auto* found = page.findChild<T*>(QString::fromLatin1(name));
    INFO(name);
    REQUIRE(found);
    return found;
  }
  QString text(const char* label) {
    QTextDocument document;
    document.setHtml(find<QLabel>(label)->text());
    return document.toPlainText();
  }
  QString cell(const QString& classId, int column) {
    auto* table = find<Table>("differentialTable");
    for (int row = 0; row < table->rowCount(); ++row) {
      if (table->item(row, 0) && table->item(row, 0)->data(Qt::UserRole) == classId) {
        return table->item(row, column) ? table->item(row, column)->text() : QString();
      }
    }
    return QStringLiteral("no row");
  }
  // Everything the table says, for comparing.
  QStringList all() {
    auto* table = find<Table>("differentialTable");
    QStringList texts;
    for (int row = 0; row < table->rowCount(); ++row) {
      for (int column = 0; column < table->columnCount(); ++column) {
        texts << (table->item(row, column) ? table->item(row, column)->text() : QString());
      }
    }
    return texts;
  }
  void choose(int version) {
    auto* combo = find<QComboBox>("reportVersion");
    const int index = combo->findData(version);
    REQUIRE(index >= 0);
    combo->setCurrentIndex(index);
    Q_EMIT combo->activated(index);
  }
  ui::SignDialog* openSheet() {
    REQUIRE(waitUntil([this] { return find<QAction>("reportSign")->isEnabled(); }));
    find<QAction>("reportSign")->trigger();
    REQUIRE(waitUntil([this] { return page.findChild<ui::SignDialog*>() != nullptr; }));
    return page.findChild<ui::SignDialog*>();
  }
  // Signs as a user does: name, tick, reason, button.
  void sign(const QString& reason = {}) {
    const auto before = open.session().signatures().size();
    auto* sheet = openSheet();
    if (auto* tick = sheet->findChild<QCheckBox*>("signAlthough"); tick->isVisible()) tick->setChecked(true);
    if (!reason.isEmpty()) QTest::keyClicks(sheet->findChild<QLineEdit*>("signReason"), reason);
    REQUIRE(sheet->findChild<QPushButton*>("signAccept")->isEnabled());
    QTest::mouseClick(sheet->findChild<QPushButton*>("signAccept"), Qt::LeftButton);
    REQUIRE(waitUntil([&] { return open.session().signatures().size() == before + 1; }));
    REQUIRE(waitUntil([this] { return page.findChild<ui::SignDialog*>() == nullptr; }));
    QTest::qWait(80);
  }
  OpenSlide& open;
  ui::ReportPage page;
};

QString written(ui::Workspace& workspace, ui::ReportPage& page, ui::ReportPage::Format format,
                const QString& file) {
  QSignalSpy notices(&workspace, &ui::Workspace::notice);
  page.exportTo(format, file);
  REQUIRE(waitUntil([&] { return !notices.isEmpty(); }, 30'000));
  CHECK(notices[0][0].toString().contains(file));
  QFile read(file);
  REQUIRE(read.open(QIODevice::ReadOnly));
  return QString::fromUtf8(read.readAll());
}

// Text of the PDF as another program reads it; empty where that program is absent.
QString pdfText(const QString& file) {
  if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) {
    WARN("pdftotext is not installed: the PDF's text is not read back");
    return {};
  }
  QProcess reader;
  reader.start(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), file, QStringLiteral("-")});
  REQUIRE(reader.waitForFinished(30'000));
  return QString::fromUtf8(reader.readAllStandardOutput());
}

}  // namespace

TEST_CASE("the report's table is the count of the cells", "[report]") {
  OpenSlide open({.cells = 220});
  auto& session = open.session();
  session.decide({0, 11, 22}, 0, "review");  // confirms
  session.decide({33, 3}, 5, "review");      // changes an accepted and an ambiguous one
  open.settle();
  Shown shown(open);

  const auto differential = session.differential();
  const auto& classes = session.manifest().scheme.classes;
  std::vector<int> confirmed(classes.size()), accepted(classes.size()), waiting(classes.size());
  int n = 0;
  for (int row = 0; row < int(session.cells().size()); ++row) {
    const auto c = std::size_t(session.classOf(row));
    switch (session.stateOf(row)) {
      case CellState::Confirmed:
      case CellState::Changed: ++confirmed[c]; break;
      case CellState::AutoAccepted: ++accepted[c]; break;
      default: ++waiting[c]; continue;
    }
    n += differential.row(QString::fromStdString(classes[c].id))->counted;
  }
  const auto number = [](int k) { return k == 0 ? QStringLiteral("–") : QString::number(k); };
  for (std::size_t c = 0; c < std::size_t(session.modelClasses()); ++c) {
    const QString id = QString::fromStdString(classes[c].id);
    INFO(classes[c].id);
    CHECK(shown.cell(id, Table::Confirmed) == number(confirmed[c]));
    CHECK(shown.cell(id, Table::AutoAccepted) == number(accepted[c]));
    CHECK(shown.cell(id, Table::Total) == QString::number(confirmed[c] + accepted[c]));
    CHECK(shown.cell(id, Table::ToReview) == number(waiting[c]));
    if (!differential.row(id)->counted) {
      CHECK(shown.cell(id, Table::Share).isEmpty());
      continue;
    }
    const int k = confirmed[c] + accepted[c];
    const auto interval = decision::clopperPearson(k, n);
    CHECK(shown.cell(id, Table::Share) == QStringLiteral("%1 % (%2–%3)")
                                              .arg(100.0 * k / n, 0, 'f', 1)
                                              .arg(100 * interval.low, 0, 'f', 1)
                                              .arg(100 * interval.high, 0, 'f', 1));
  }
  CHECK(shown.text("reportWarningText").startsWith(QStringLiteral("64 of 220 cells are still to review")));
  CHECK(shown.text("reportBannerText").contains(QStringLiteral("Not signed")));

  // It follows decisions and thresholds while it is looked at.
  const QStringList before = shown.all();
  session.setThresholds({0, 0});
  CHECK(waitUntil([&] { return !shown.find<QLabel>("reportWarningText")->isVisible(); }));
  CHECK(shown.all() != before);

  QSignalSpy wish(&shown.page, &ui::ReportPage::reviewRequested);
  session.setThresholds({0.9, 0.2});
  REQUIRE(waitUntil([&] { return shown.find<QPushButton>("reportGoReview")->isVisible(); }));
  shown.find<QPushButton>("reportGoReview")->click();
  CHECK(wish.size() == 1);
  open.settle();
  CHECK(open.errors.empty());
}

TEST_CASE("signing warns, freezes, and amends with a reason", "[report]") {
  OpenSlide open({.cells = 60});
  auto& session = open.session();
  Shown shown(open);
  auto* sheet = shown.openSheet();
  auto* accept = sheet->findChild<QPushButton*>("signAccept");
  auto* name = sheet->findChild<QLineEdit*>("signName");
  auto* tick = sheet->findChild<QCheckBox*>("signAlthough");
  CHECK(name->text() == QStringLiteral("Dr. Test"));
  CHECK(sheet->findChild<QLineEdit*>("signReason") == nullptr);
  REQUIRE(tick->isVisible());
  CHECK(sheet->findChild<QLabel*>("signWarningText")->text().contains(QStringLiteral("18 of 60")));
  CHECK_FALSE(accept->isEnabled());
  tick->setFocus();
  QTest::keyClick(tick, Qt::Key_Space);
  CHECK(accept->isEnabled());
  name->clear();
  CHECK_FALSE(accept->isEnabled());
  QTest::keyClicks(name, QStringLiteral("Dr. Chen"));
  CHECK(accept->isEnabled());
  // A decision that lands meanwhile changes what would be signed: the tick is taken back.
  session.decide({3}, 3, "review");
  open.settle();
  REQUIRE(waitUntil([&] { return !tick->isChecked(); }));
  CHECK_FALSE(accept->isEnabled());
  tick->setChecked(true);
  QTest::mouseClick(accept, Qt::LeftButton);
  REQUIRE(waitUntil([&] { return session.signatures().size() == 1; }));
  QTest::qWait(80);

  const auto first = session.signatures()[0];
  CHECK(first.signer == QStringLiteral("Dr. Chen"));
  CHECK(shown.text("reportBannerText").contains(QStringLiteral("Signed by Dr. Chen")));
  CHECK(shown.text("reportBannerText").contains(first.contentSha256.left(16)));
  CHECK_FALSE(shown.find<QAction>("reportSign")->isEnabled());
  CHECK(shown.find<QComboBox>("reportVersion")->count() == 1);
  const QStringList frozen = shown.all();

  session.decide({0, 10, 20, 7}, 2, "review");
  open.settle();
  REQUIRE(waitUntil([&] { return shown.find<QComboBox>("reportVersion")->count() == 2; }));
  CHECK(session.signatures()[0].content == first.content);
  CHECK(shown.all() == frozen);  // who looks at version 1 goes on looking at version 1
  shown.choose(0);
  CHECK(shown.text("reportBannerText").contains(QStringLiteral("Changed since signing")));
  CHECK(shown.all() != frozen);

  sheet = shown.openSheet();
  accept = sheet->findChild<QPushButton*>("signAccept");
  sheet->findChild<QCheckBox*>("signAlthough")->setChecked(true);
  CHECK_FALSE(accept->isEnabled());
  auto* reason = sheet->findChild<QLineEdit*>("signReason");
  REQUIRE(reason);
  QTest::keyClicks(reason, QStringLiteral("   "));
  CHECK_FALSE(accept->isEnabled());
  QTest::keyClick(sheet, Qt::Key_Escape);
  REQUIRE(waitUntil([&] { return shown.page.findChild<ui::SignDialog*>() == nullptr; }));
  CHECK(session.signatures().size() == 1);

  shown.sign(QStringLiteral("four cells reviewed again"));
  REQUIRE(session.signatures().size() == 2);
  CHECK(session.signatures()[1].reason == QStringLiteral("four cells reviewed again"));
  CHECK(shown.text("reportBannerText").contains(QStringLiteral("Version 2")));
  shown.choose(1);
  CHECK(shown.all() == frozen);
  CHECK(shown.text("reportBannerText").contains(QStringLiteral("earlier version")));
  CHECK(open.onDisk()->signatures(open.slide())->at(0).content == first.content);
  CHECK(open.errors.empty());
}

TEST_CASE("files say what the page says", "[report]") {
  using Format = ui::ReportPage::Format;
  QTemporaryDir dir;
  OpenSlide open({.cells = 60});
  auto& session = open.session();
  Shown shown(open);
  auto& workspace = *open.workspace;
  const QString share =
      shown.cell(QString::fromStdString(session.manifest().scheme.classes[0].id), Table::Share);
  const QString pdf = dir.filePath(QStringLiteral("报告 1.pdf"));
  CHECK(written(workspace, shown.page, Format::Pdf, pdf).startsWith(QStringLiteral("%PDF")));
  QString text = pdfText(pdf);
  if (!text.isEmpty()) {
    CHECK(text.contains(QStringLiteral("S-2041")));
    CHECK(text.contains(QStringLiteral("NOT SIGNED")));
    CHECK(text.contains(share.left(share.indexOf(QLatin1Char(' ')))));
    CHECK(text.contains(QStringLiteral("18 of 60")));
  }
  shown.sign();
  written(workspace, shown.page, Format::Pdf, pdf);
  text = pdfText(pdf);
  if (!text.isEmpty()) {
    CHECK(text.contains(QStringLiteral("Dr. Test")));
    CHECK(text.contains(QStringLiteral("Reviewed and released")));
    CHECK(
        text.simplified().remove(QLatin1Char(' ')).contains(session.signatures()[0].contentSha256.left(24)));
  }
  // An older version goes out as it was signed.
  session.decide({0, 1, 2}, 5, "review");
  open.settle();
  shown.sign(QStringLiteral("again"));
  shown.choose(1);
  const QString json = dir.filePath(QStringLiteral("v1.json"));
  CHECK(written(workspace, shown.page, Format::Json, json).contains(session.signatures()[0].contentSha256));
  const QString csv = written(workspace, shown.page, Format::Csv, dir.filePath(QStringLiteral("v1.csv")));
  const auto frozen = reporting::differentialFromJson(session.signatures()[0].content);
  REQUIRE(frozen);
  for (const auto& row : frozen->rows) {
    CHECK(csv.contains(row.classId));
  }
  CHECK(open.errors.empty());

  // A folder that is not there is an error that is told, and the page goes on.
  shown.page.exportTo(Format::Csv, dir.filePath(QStringLiteral("none/x.csv")));
  REQUIRE(waitUntil([&] { return !open.errors.empty(); }));
  CHECK(open.errors[0].code == ErrorCode::FileUnwritable);
  CHECK(shown.find<QAction>("reportExportCsv")->isEnabled());
}

TEST_CASE("the report is previewed and printed as the file is written", "[report]") {
  OpenSlide open({.cells = 60});
  Shown shown(open);
  REQUIRE(waitUntil([&] { return shown.find<QAction>("reportPreview")->isEnabled(); }));
  shown.find<QAction>("reportPreview")->trigger();
  QPrintPreviewDialog* view = nullptr;
  REQUIRE(
      waitUntil([&] { return (view = shown.page.findChild<QPrintPreviewDialog*>()) != nullptr; }, 30'000));
  auto* pages = view->findChild<QPrintPreviewWidget*>();
  REQUIRE(pages);
  REQUIRE(waitUntil([&] { return pages->pageCount() > 0; }, 30'000));
  const int count = pages->pageCount();
  QTest::qWait(100);
  screenshot(*view, QStringLiteral("report-preview"));
  view->close();

  shown.find<QAction>("reportPrint")->trigger();
  QPrintDialog* ask = nullptr;
  REQUIRE(waitUntil([&] { return (ask = shown.page.findChild<QPrintDialog*>()) != nullptr; }, 30'000));
  const QTemporaryDir folder;
  const QString printed = folder.filePath(QStringLiteral("printed.pdf"));
  ask->printer()->setOutputFormat(QPrinter::PdfFormat);
  ask->printer()->setOutputFileName(printed);
  Q_EMIT ask->accepted();  // what the dialog says after its own settings
  REQUIRE(QFile::exists(printed));
  ask->reject();
  if (QStandardPaths::findExecutable(QStringLiteral("pdfinfo")).isEmpty()) return;
  QProcess info;
  info.start(QStringLiteral("pdfinfo"), {printed});
  REQUIRE(info.waitForFinished());
  const QString said = QString::fromUtf8(info.readAllStandardOutput());
  INFO(said.toStdString());
  CHECK(QRegularExpression(QStringLiteral("Pages:\\s+%1\\b").arg(count)).match(said).hasMatch());
  CHECK(pdfText(printed).contains(QStringLiteral("RESEARCH USE ONLY")));
}

TEST_CASE("empty states say what to do", "[report]") {
  OpenSlide open({.cells = 5, .classified = false});
  {
    Shown shown(open);
    CHECK(shown.text("reportEmpty").contains(QStringLiteral("classified")));
    CHECK_FALSE(shown.find<QPushButton>("reportEmptyButton")->isEnabled());  // no model is loaded
    CHECK_FALSE(shown.find<QAction>("reportSign")->isEnabled());
    CHECK_FALSE(shown.find<QAction>("reportExportPdf")->isEnabled());
    open.workspace->openSlide(0);
    REQUIRE(
        waitUntil([&] { return shown.text("reportEmpty").contains(QStringLiteral("No slide is open")); }));
    QSignalSpy wish(&shown.page, &ui::ReportPage::worklistRequested);
    shown.find<QPushButton>("reportEmptyButton")->click();
    CHECK(wish.size() == 1);
  }
}

TEST_CASE("pictures of the report page", "[report][screenshots]") {
  OpenSlide open({.cells = 500});
  auto& session = open.session();
  std::vector<int> rows;
  for (const int row : session.reviewQueue()) {
    if (rows.size() < 120) rows.push_back(row);
  }
  for (const int row : rows) session.decide({row}, session.predictedClassOf(row), "review");
  open.settle();
  const auto pictures = [&](const QString& what) {
    for (const bool dark : {false, true}) {
      ui::applyTheme(*qApp, dark ? ui::ThemeChoice::Dark : ui::ThemeChoice::Light);
      for (const QSize size : {QSize(1190, 690), QSize(1830, 970)}) {
        Shown shown(open, size);
        QTest::qWait(300);
        screenshot(shown.page,
                   QStringLiteral("report-%1-%2-%3")
                       .arg(what, QString::number(size.width()), QString(dark ? "dark" : "light")));
        CHECK(shown.page.minimumSizeHint().width() <= 1190);
        if (size.width() == 1830) continue;
        if (what == QStringLiteral("signed")) continue;
        auto* sheet = shown.openSheet();
        QTest::qWait(50);
        screenshot(*sheet, QStringLiteral("report-sheet-%1").arg(dark ? "dark" : "light"));
        sheet->reject();
      }
    }
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
  };
  pictures(QStringLiteral("open"));
  {
    Shown shown(open);
    shown.sign();
  }
  pictures(QStringLiteral("signed"));
}
