// What people write on a report, from the keyboard to the paper.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProcess>
#include <QProcessEnvironment>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <catch2/catch.hpp>
#include <cstdio>

#include "bridge/report_desk.h"
#include "report/cell_choice.h"
#include "report/laboratory_dialog.h"
#include "report/report_page.h"
#include "report/sign_dialog.h"
#include "report/words_panel.h"
#include "reporting/report_writer.h"
#include "style/theme.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;

namespace {

struct Written {
  explicit Written(OpenSlide& open, QSize size = {1190, 700}) : open(open), page(*open.workspace) {
    page.resize(size);
    page.show();
    QApplication::setActiveWindow(&page);
    REQUIRE(QTest::qWaitForWindowExposed(&page));
    REQUIRE(waitUntil([this] { return !find<QPlainTextEdit>("reportConclusion")->isReadOnly(); }));
  }
  template <class T>
  T* find(const char* name) {
    auto* found = page.findChild<T*>(QString::fromLatin1(name));
    INFO(name);
    REQUIRE(found);
    return found;
  }
  casebook::ReportEntries onDisk() { return open.onDisk()->reportEntries(open.slide()).value(); }
  void saved() {
    REQUIRE(waitUntil([this] { return !page.hasPendingWrites(); }));
  }
  void sign(const QString& reason = {}) {
    const auto before = open.session().signatures().size();
    REQUIRE(waitUntil([this] { return find<QAction>("reportSign")->isEnabled(); }));
    find<QAction>("reportSign")->trigger();
    auto* sheet = page.findChild<ui::SignDialog*>();
    REQUIRE(sheet);
    if (auto* tick = sheet->findChild<QCheckBox*>("signAlthough"); tick->isVisible()) tick->setChecked(true);
    if (!reason.isEmpty()) QTest::keyClicks(sheet->findChild<QLineEdit*>("signReason"), reason);
    QTest::mouseClick(sheet->findChild<QPushButton*>("signAccept"), Qt::LeftButton);
    REQUIRE(waitUntil([&] { return open.session().signatures().size() == before + 1; }));
    REQUIRE(waitUntil([this] { return page.findChild<ui::SignDialog*>() == nullptr; }));
  }
  reporting::Differential signedContent(std::size_t version) {
    return reporting::differentialFromJson(open.session().signatures().at(version - 1).content).value();
  }
  QString exported(ui::ReportPage::Format format, const QString& file) {
    QSignalSpy notices(open.workspace.get(), &ui::Workspace::notice);
    page.exportTo(format, file);
    REQUIRE(waitUntil([&] { return !notices.isEmpty(); }, 60'000));
    QFile read(file);
    REQUIRE(read.open(QIODevice::ReadOnly));
    return QString::fromUtf8(read.readAll());
  }
  OpenSlide& open;
  ui::ReportPage page;
};

QString pdfText(const QString& file) {
  QProcess reader;
  reader.start(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), file, QStringLiteral("-")});
  REQUIRE(reader.waitForFinished(60'000));
  return QString::fromUtf8(reader.readAllStandardOutput());
}

bool hasPdfTools() {
  return !QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty();
}

}  // namespace

TEST_CASE("a white cell count is read with point or comma, and nothing else passes for one", "[report]") {
  CHECK(ui::whiteCellsFrom(QStringLiteral("7.4")).value() == 7.4);
  CHECK(ui::whiteCellsFrom(QStringLiteral(" 10,25 ")).value() == 10.25);
  CHECK_FALSE(ui::whiteCellsFrom(QString()).value().has_value());
  for (const char* wrong : {"0", "-3", "7..4", "many", "nan", "inf", "1e9", "7 4"}) {
    INFO(wrong);
    CHECK_FALSE(ui::whiteCellsFrom(QString::fromLatin1(wrong)));
  }
}

TEST_CASE("what is typed on the report is on disk without being asked for", "[report][words]") {
  OpenSlide open({.cells = 60});
  Written shown(open);
  // By keyboard alone: the conclusion has a key; Shift+Tab leads back to comments and count.
  QTest::keyClick(&shown.page, Qt::Key_J, Qt::ControlModifier);
  auto* conclusion = shown.find<QPlainTextEdit>("reportConclusion");
  REQUIRE(conclusion->hasFocus());
  QTest::keyClicks(conclusion, QStringLiteral("No blasts."));
  REQUIRE(waitUntil([&] { return shown.onDisk().conclusion == QStringLiteral("No blasts."); }));
  auto* white = shown.find<QLineEdit>("reportWhiteCells");
  white->setFocus();
  QTest::keyClicks(white, QStringLiteral("10,5"));
  REQUIRE(waitUntil([&] { return shown.onDisk().whiteCells == 10.5; }));
  CHECK(shown.onDisk().conclusion == QStringLiteral("No blasts."));
  shown.saved();
  CHECK(waitUntil([&] { return shown.find<QLabel>("reportSaved")->text() == QStringLiteral("Saved"); }));

  // A slip of the keyboard is told, and is no count.
  QTest::keyClicks(white, QStringLiteral("x"));
  REQUIRE(waitUntil([&] { return !shown.onDisk().whiteCells; }));
  CHECK(shown.find<QLabel>("reportWhiteNote")->text().contains(QStringLiteral("Not a count")));
  CHECK(white->text() == QStringLiteral("10,5x"));
  QTest::keyClick(white, Qt::Key_Backspace);
  REQUIRE(waitUntil([&] { return shown.onDisk().whiteCells == 10.5; }));

  // Another page of another window sees what was stored.
  ui::ReportPage again(*open.workspace);
  REQUIRE(waitUntil([&] {
    again.show();
    return again.findChild<QPlainTextEdit*>(QStringLiteral("reportConclusion"))->toPlainText() ==
           QStringLiteral("No blasts.");
  }));
  CHECK(open.onDisk()->verifyAudit());
  CHECK(open.errors.empty());
}

TEST_CASE("a page that goes while something was just typed loses none of it", "[report][words]") {
  OpenSlide open({.cells = 12});
  auto shown = std::make_unique<Written>(open);
  QTest::keyClicks(shown->find<QPlainTextEdit>("reportComments"), QStringLiteral("typed and gone"));
  shown.reset();
  REQUIRE(waitUntil([&] {
    return open.onDisk()->reportEntries(open.slide())->comments == QStringLiteral("typed and gone");
  }));
}

TEST_CASE("the victim: types on a report until it is killed", "[.][report-victim]") {
  const QString file = qEnvironmentVariable("CELLWISE_TEST_CASEBOOK");
  if (file.isEmpty()) return;
  ui::Workspace workspace;
  workspace.setOperatorName(QStringLiteral("Dr. Test"));
  workspace.openCasebook(file);
  REQUIRE(waitUntil([&] { return workspace.slides().size() == 1; }));
  workspace.openSlide(workspace.slides()[0].id);
  ui::ReportPage page(workspace);
  page.show();
  auto* conclusion = page.findChild<QPlainTextEdit*>(QStringLiteral("reportConclusion"));
  REQUIRE(waitUntil([&] { return workspace.session() && !conclusion->isReadOnly(); }));
  for (int i = 1;; ++i) {
    QTest::keyClicks(conclusion, QStringLiteral("%1 ").arg(i));
    REQUIRE(waitUntil([&] { return !page.hasPendingWrites(); }, 60'000));
    std::printf("%d\n", i);  // said to be saved
    std::fflush(stdout);
  }
}

TEST_CASE("a typed conclusion survives a kill once the page says that it is saved", "[report][words]") {
  QTemporaryDir dir;
  const QString file = dir.filePath(QStringLiteral("killed.casebook"));
  const auto slide = addTestSlide(file, {.cells = 12});
  QProcess victim;
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("CELLWISE_TEST_CASEBOOK"), file);
  victim.setProcessEnvironment(environment);
  victim.start(QApplication::applicationFilePath(),
               {QStringLiteral("[report-victim]"), QStringLiteral("-o"), QStringLiteral("/dev/null")});
  REQUIRE(victim.waitForStarted(60'000));
  QByteArray said;
  while (said.count('\n') < 3) {
    REQUIRE(victim.waitForReadyRead(120'000));
    said += victim.readAllStandardOutput();
  }
  victim.kill();
  REQUIRE(victim.waitForFinished(60'000));
  REQUIRE(victim.exitStatus() == QProcess::CrashExit);
  said += victim.readAllStandardOutput();
  said.truncate(said.lastIndexOf('\n'));
  const QString promised = said.split('\n').join(' ');
  auto book = casebook::Casebook::open(file).value();
  CHECK_THAT(book->reportEntries(slide)->conclusion.toStdString(), Catch::StartsWith(promised.toStdString()));
  CHECK(book->verifyAudit());
}

TEST_CASE("what was shown when it was signed is what is signed, printed and exported", "[report][words]") {
  OpenSlide open({.cells = 110});
  Written shown(open);
  shown.find<QLineEdit>("reportWhiteCells")->setText(QStringLiteral("8.0"));
  QTest::keyClicks(shown.find<QPlainTextEdit>("reportConclusion"), QStringLiteral("Reactive picture."));
  shown.sign();  // at once: nothing waits for a pause in typing
  const auto content = shown.signedContent(1);
  CHECK(content.conclusion == QStringLiteral("Reactive picture."));
  REQUIRE(content.whiteCells);
  CHECK(content.whiteCells->entered == 8.0);
  double sum = 0;
  for (const auto& row : content.rows) sum += row.absolute ? row.absolute->value : 0;
  CHECK(sum == Approx(8.0));
  CHECK_FALSE(content.limits.empty());
  CHECK_FALSE(content.pictures.empty());
  CHECK_FALSE(open.session().slide().changedSinceSigning);
  CHECK(waitUntil([&] { return !shown.find<QAction>("reportSign")->isEnabled(); }));
  if (!hasPdfTools()) return;
  QTemporaryDir dir;
  const QString pdf = dir.filePath(QStringLiteral("r.pdf"));
  shown.exported(ui::ReportPage::Format::Pdf, pdf);
  const QString text = pdfText(pdf);
  for (const QString& expected : {QStringLiteral("Reactive picture."), QStringLiteral("8.00 ×10⁹/L"),
                                  open.session().signatures()[0].contentSha256})
    CHECK_THAT(text.simplified().toStdString(), Catch::Contains(expected.toStdString()));
  CHECK(shown.exported(ui::ReportPage::Format::Json, dir.filePath(QStringLiteral("r.json")))
            .contains(QString::fromUtf8(open.session().signatures()[0].content)));
  CHECK(open.errors.empty());
}

TEST_CASE("cells that change behind the sheet are not signed for", "[report][words]") {
  OpenSlide open({.cells = 60});
  auto& session = open.session();
  const QByteArray seen = reporting::toJson(session.differential());
  session.decide({3}, 5, QStringLiteral("review"));  // on its way when the signature is given
  session.sign(QStringLiteral("Dr. Test"), QStringLiteral("released"), {}, casebook::SignatureKind::Release,
               {}, seen);
  REQUIRE(waitUntil([&] { return !open.errors.empty(); }));
  CHECK(open.errors[0].code == ErrorCode::Conflict);
  open.settle();
  CHECK(session.signatures().empty());
  CHECK(open.onDisk()->signatures(open.slide())->empty());
}

TEST_CASE("writing on a signed report makes an amended one, which lists what changed", "[report][words]") {
  OpenSlide open({.cells = 60});
  Written shown(open);
  QTest::keyClicks(shown.find<QPlainTextEdit>("reportConclusion"), QStringLiteral("First."));
  shown.sign();
  REQUIRE(waitUntil([&] { return shown.find<QComboBox>("reportVersion")->currentData().toInt() == 1; }));
  auto* conclusion = shown.find<QPlainTextEdit>("reportConclusion");
  conclusion->moveCursor(QTextCursor::End);
  QTest::keyClicks(conclusion, QStringLiteral(" Second."));
  REQUIRE(waitUntil([&] { return shown.find<QComboBox>("reportVersion")->currentData().toInt() == 0; }));
  CHECK(conclusion->toPlainText() == QStringLiteral("First. Second."));
  open.session().decide({0}, 5, QStringLiteral("review"));
  open.settle();
  shown.sign(QStringLiteral("looked again"));
  const auto content = shown.signedContent(2);
  REQUIRE(content.amends);
  CHECK(content.amends->version == 1);
  CHECK(content.amends->contentSha256 == open.session().signatures()[0].contentSha256);
  QStringList what;
  for (const auto& change : content.amends->changes)
    what << (change.classId.isEmpty() ? change.what : change.classId);
  CHECK(what.contains(QStringLiteral("conclusion")));
  CHECK(what.contains(QStringLiteral("eosinophil")));  // class 5
  CHECK(what.contains(QStringLiteral("promyelocyte")));

  // Version 1 is shown with its own words, and nobody writes on it.
  auto* version = shown.find<QComboBox>("reportVersion");
  version->setCurrentIndex(version->findData(1));
  Q_EMIT version->activated(version->currentIndex());
  CHECK(conclusion->toPlainText() == QStringLiteral("First."));
  CHECK(conclusion->isReadOnly());
  CHECK(open.onDisk()->verifyAudit());
}

TEST_CASE("a template goes in by its key, where the cursor is", "[report][words]") {
  OpenSlide open({.cells = 12});
  {
    auto book = open.onDisk();
    casebook::Laboratory lab;
    lab.templates = {{QStringLiteral("Normal"), QStringLiteral("No abnormal cells seen.")},
                     {QStringLiteral("Shift"), QStringLiteral("Left shift.")}};
    REQUIRE(book->setLaboratory(lab, {}, QStringLiteral("Test")));
  }
  Written shown(open);
  auto* menu = shown.find<QMenu>("reportTemplates");
  REQUIRE(waitUntil([&] { return menu->actions().size() == 2; }));
  auto* conclusion = shown.find<QPlainTextEdit>("reportConclusion");
  conclusion->setFocus();
  QTest::keyClicks(conclusion, QStringLiteral("Seen:"));
  QTest::keyClick(&shown.page, Qt::Key_T, Qt::ControlModifier);
  REQUIRE(waitUntil([&] { return menu->isVisible(); }));
  QTest::keyClick(menu, Qt::Key_2);
  CHECK(waitUntil([&] { return conclusion->toPlainText() == QStringLiteral("Seen:\nLeft shift."); }));
  QTest::keyClick(conclusion, Qt::Key_Z, Qt::ControlModifier);  // one step back
  CHECK(conclusion->toPlainText() == QStringLiteral("Seen:"));
}

TEST_CASE("the laboratory's settings reach the paper, and a picture that is none is told",
          "[report][words]") {
  OpenSlide open({.cells = 30});
  QTemporaryDir dir;
  const auto write = [&](const char* name, const QByteArray& bytes) {
    QFile file(dir.filePath(QLatin1String(name)));
    REQUIRE(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    return file.fileName();
  };
  const QString svg = write("logo.svg",
                            "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='50'>"
                            "<rect width='200' height='50' fill='#203060'/></svg>");
  const QString entity = write("bad.svg",
                               "<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg' "
                               "width='9' height='9'><text>&a;</text></svg>");
  const QString outside = write("link.svg",
                                "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/"
                                "xlink' width='9' height='9'><image xlink:href='/etc/hostname'/></svg>");
  const QString cut = write("cut.png", pngBytes(QImage(64, 64, QImage::Format_RGB32)).left(60));
  QImage clear(40, 20, QImage::Format_ARGB32);
  clear.fill(Qt::transparent);
  const QString transparent = write("clear.png", pngBytes(clear));

  Written shown(open);
  shown.find<QAction>("reportLaboratory")->trigger();
  auto* dialog = shown.page.findChild<ui::LaboratoryDialog*>();
  REQUIRE(dialog);
  auto* save = dialog->findChild<QPushButton*>(QStringLiteral("laboratorySave"));
  auto* problem = dialog->findChild<QLabel*>(QStringLiteral("laboratoryProblem"));
  const auto choose = [&](const QString& file) {
    dialog->setLogoFile(file);
    REQUIRE(waitUntil([&] { return save->isEnabled(); }));
  };
  for (const QString& refused : {entity, outside, cut, dir.filePath(QStringLiteral("none.png"))}) {
    INFO(refused.toStdString());
    choose(refused);
    CHECK_FALSE(problem->text().isEmpty());
    CHECK(dialog->logoPng().isEmpty());
  }
  choose(transparent);
  CHECK(QImage::fromData(dialog->logoPng()).pixelColor(5, 5) == QColor(Qt::white));
  choose(svg);
  CHECK(problem->text().isEmpty());
  screenshot(*dialog, QStringLiteral("laboratory-dialog"));

  auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("laboratoryName"));
  name->setFocus();
  QTest::keyClicks(name, QStringLiteral("Institute of Blood"));
  dialog->findChild<QPlainTextEdit*>(QStringLiteral("laboratoryAddress"))
      ->setPlainText(QStringLiteral("Street 1\n12345 Town"));
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("templateAdd")), Qt::LeftButton);
  auto* text = dialog->findChild<QPlainTextEdit*>(QStringLiteral("templateText"));
  QTest::keyClicks(text, QStringLiteral("All well."));
  QTest::mouseClick(save, Qt::LeftButton);
  REQUIRE(
      waitUntil([&] { return open.onDisk()->laboratory()->name == QStringLiteral("Institute of Blood"); }));
  const auto lab = open.onDisk()->laboratory().value();
  CHECK(lab.templates.size() == 1);
  const QImage logo = QImage::fromData(open.onDisk()->logo(lab.logoSha256).value());
  CHECK(logo.width() == 1600);  // drawn as large as print needs it
  CHECK(logo.pixelColor(800, 200) == QColor(0x20, 0x30, 0x60));
  REQUIRE(waitUntil([&] {
    return shown.find<QMenu>("reportTemplates")
        ->actions()
        .constFirst()
        ->text()
        .endsWith(lab.templates[0].name);
  }));
  if (!hasPdfTools()) return;
  const QString pdf = dir.filePath(QStringLiteral("r.pdf"));
  shown.exported(ui::ReportPage::Format::Pdf, pdf);
  const std::string printed = pdfText(pdf).simplified().toStdString();
  CHECK_THAT(printed, Catch::Contains("Institute of Blood"));
  CHECK_THAT(printed, Catch::Contains("12345 Town"));
  CHECK(open.errors.empty());
}

TEST_CASE("cells for the report are chosen by key, and stay chosen", "[report][words]") {
  OpenSlide open({.cells = 110});
  Written shown(open);
  REQUIRE(waitUntil([&] { return shown.find<QAction>("reportChooseCells")->isEnabled(); }));
  shown.find<QAction>("reportChooseCells")->trigger();
  auto* dialog = shown.page.findChild<ui::CellChoice*>();
  REQUIRE(dialog);
  REQUIRE(QTest::qWaitForWindowExposed(dialog));
  auto* list = dialog->findChild<QListWidget*>(QStringLiteral("choiceCells"));
  const QString classId =
      dialog->findChild<QComboBox*>(QStringLiteral("choiceClass"))->currentData().toString();
  REQUIRE(list->count() > 4);
  const auto ticked = [&] {
    int n = 0;
    for (int i = 0; i < list->count(); ++i) n += list->item(i)->checkState() == Qt::Checked;
    return n;
  };
  CHECK(ticked() == 4);
  list->setCurrentRow(4);
  QTest::keyClick(list, Qt::Key_Space);  // a fifth is not taken
  CHECK(ticked() == 4);
  list->setCurrentRow(0);
  QTest::keyClick(list, Qt::Key_Space);
  list->setCurrentRow(4);
  QTest::keyClick(list, Qt::Key_Space);
  CHECK(ticked() == 4);
  screenshot(*dialog, QStringLiteral("report-choose-cells"));
  const int row = list->item(4)->data(Qt::UserRole).toInt();
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("choiceAccept")), Qt::LeftButton);
  const auto cell = open.session().cells()[std::size_t(row)].id;
  REQUIRE(waitUntil([&] {
    const auto chosen = shown.onDisk().cells;
    return chosen.count(classId) && chosen.at(classId).back() == cell;
  }));
  shown.sign();
  const auto pictures = shown.signedContent(1).pictures.at(classId);
  CHECK(pictures.back().cell == cell);
  CHECK(pictures.back().chosen);
  CHECK(pictures.size() == 4);
}

TEST_CASE("pictures of a written report", "[report][words][screenshots]") {
  OpenSlide open({.cells = 500});
  {
    auto book = open.onDisk();
    casebook::ReportEntries entries;
    entries.whiteCells = 12.4;
    entries.comments = QStringLiteral("Toxic granulation in most neutrophils.");
    entries.conclusion = QStringLiteral(
        "Left shift with monocytosis. No blasts among the counted cells.\n"
        "Suggest a repeat count in one week.");
    REQUIRE(book->setReportEntries(open.slide(), entries, QStringLiteral("Test")));
  }
  for (const bool dark : {false, true}) {
    ui::applyTheme(*qApp, dark ? ui::ThemeChoice::Dark : ui::ThemeChoice::Light);
    for (const QSize size : {QSize(1190, 560), QSize(1830, 840)}) {
      Written shown(open, size);
      REQUIRE(waitUntil([&] {
        return shown.find<QPlainTextEdit>("reportConclusion")
            ->toPlainText()
            .startsWith(QStringLiteral("Left"));
      }));
      for (const int tab : {0, 1}) {
        shown.find<QTabWidget>("reportTabs")->setCurrentIndex(tab);
        QTest::qWait(400);
        screenshot(shown.page, QStringLiteral("report-words-%1-%2-%3")
                                   .arg(QString::number(size.width()), QString::number(tab),
                                        dark ? QStringLiteral("dark") : QStringLiteral("light")));
      }
      CHECK(shown.page.minimumSizeHint().width() <= 1190);
      CHECK(shown.page.minimumSizeHint().height() <= 600);
    }
  }
  ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}
