// Export, trends, the day's list and quality control in the real window, by keyboard; what they write and
// keep is read from disk.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QDirIterator>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableWidget>

#include "casebook/quality_control.h"
#include "casebook/signed_reports.h"
#include "export/export_dialog.h"
#include "quality/quality_dialog.h"
#include "reporting/differential.h"
#include "shell/main_window.h"
#include "tiny_model.h"
#include "trends/trends_dialog.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;
using ui::MainWindow;

namespace {

constexpr int kWorkMs = 120'000;  // with sanitizers on a busy machine

struct Window {
  explicit Window(ui::Workspace& workspace) {
    for (const char* key : {"format", "pdf", "identifier", "version", "folder", "facility"})
      QSettings().remove(QStringLiteral("export/") + QLatin1String(key));
    MainWindow::applySettings();
    window = std::make_unique<MainWindow>(workspace);
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(window.get()));
  }
  ~Window() {
    window->setLanguage(QStringLiteral("en"));
    window->setTheme(QStringLiteral("light"));
  }
  template <class Dialog>
  Dialog& open(Qt::Key key, Qt::KeyboardModifiers modifiers) {
    QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window.get(), key, modifiers);
    REQUIRE(waitUntil([&] { return window->findChild<Dialog*>() != nullptr; }));
    auto& dialog = *window->findChild<Dialog*>();
    REQUIRE(dialog.isVisible());
    return dialog;
  }
  template <class Widget>
  Widget& find(const char* name) {
    auto* widget = window->findChild<Widget*>(QLatin1String(name));
    REQUIRE(widget);
    return *widget;
  }
  void press(const char* name) {
    auto& button = find<QPushButton>(name);
    REQUIRE(waitUntil([&] { return button.isVisible() && button.isEnabled(); }));
    QTest::keyClick(&button, Qt::Key_Space);
  }
  void bothThemes(QWidget& widget, const QString& name) {
    screenshot(widget, name);
    window->setTheme(QStringLiteral("dark"));
    QTest::qWait(50);
    screenshot(widget, name + QStringLiteral("-dark"));
    window->setTheme(QStringLiteral("light"));
  }
  std::unique_ptr<MainWindow> window;
};

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  REQUIRE(file.open(QIODevice::ReadOnly));
  return file.readAll();
}

// Signs a slide of the casebook as the window would, with its own count.
void signSlide(casebook::Casebook& book, casebook::Id id, const QString& reason = {}) {
  const auto slide = book.slide(id);
  REQUIRE(slide);
  const auto cells = book.cells(id);
  REQUIRE(cells);
  const auto d = reporting::computeDifferential(*slide, *cells, testManifest(), QStringLiteral("Dr. Test"),
                                                QDateTime::currentDateTimeUtc());
  casebook::NewSignature signature{id, QStringLiteral("Dr. Test"), QStringLiteral("Reviewed and released"),
                                   reason, reporting::toJson(d)};
  REQUIRE(book.sign(signature));
}

}  // namespace

TEST_CASE("Ctrl+E exports a report once it is signed, before only as preliminary, and confirmed cells",
          "[export]") {
  OpenSlide slide;
  Window w(*slide.workspace);
  auto& dialog = w.open<ui::ExportDialog>(Qt::Key_E, Qt::ControlModifier);
  QTemporaryDir out;
  auto& where = w.find<QLineEdit>("exportWhere");
  auto& format = w.find<QComboBox>("exportFormat");
  auto& start = w.find<QPushButton>("exportStart");
  auto& result = w.find<QLabel>("exportResult");
  const auto to = [&](const QString& name) {
    where.clear();
    QTest::keyClicks(&where, out.filePath(name));
  };
  const auto exported = [&] {
    result.hide();
    w.press("exportStart");
    REQUIRE(waitUntil([&] { return result.isVisible(); }, kWorkMs));
  };

  // Not signed: the button waits and says for what.
  CHECK(format.currentText() == "Report, FHIR R4");
  CHECK(where.text().contains("S-2041.fhir.json"));
  CHECK_FALSE(start.isEnabled());
  CHECK(w.find<QLabel>("exportMissing").text().contains("Sign the report"));
  w.bothThemes(dialog, QStringLiteral("export-unsigned"));
  w.find<QCheckBox>("exportDraft").setChecked(true);
  to(QStringLiteral("draft.json"));
  exported();
  CHECK(result.text().contains("preliminary"));
  const auto draft = QJsonDocument::fromJson(bytesOf(out.filePath(QStringLiteral("draft.json")))).object();
  CHECK(draft["entry"].toArray()[0].toObject()["resource"].toObject()["status"].toString() == "preliminary");
  w.find<QCheckBox>("exportDraft").setChecked(false);
  CHECK_FALSE(start.isEnabled());

  slide.session().decide({3, 7}, 1, QStringLiteral("test"));
  slide.settle();
  slide.session().sign(QStringLiteral("Dr. Test"), QStringLiteral("Reviewed and released"), {});
  REQUIRE(waitUntil([&] { return slide.session().signatures().size() == 1; }));
  format.setCurrentIndex(1);
  REQUIRE(waitUntil([&] { return start.isEnabled(); }));
  w.find<QComboBox>("exportVersion").setCurrentText(QStringLiteral("2.4"));
  w.find<QLineEdit>("exportFacility").setText(QStringLiteral("Lab"));
  to(QStringLiteral("report.hl7"));
  w.bothThemes(dialog, QStringLiteral("export-hl7"));
  exported();
  CHECK(result.text().contains("final"));
  const QByteArray message = bytesOf(out.filePath(QStringLiteral("report.hl7")));
  CHECK(message.startsWith("MSH|^~\\&|Cellwise|Lab|"));
  CHECK(message.contains("|ORU^R01^ORU_R01|"));
  CHECK(message.contains("|2.4|"));
  CHECK(message.contains("|F|||||^Dr. Test\r"));

  format.setCurrentIndex(3);  // COCO
  to(QStringLiteral("coco"));
  exported();
  CHECK(result.text().contains("2 cells"));
  const auto coco =
      QJsonDocument::fromJson(bytesOf(out.filePath(QStringLiteral("coco/annotations.json")))).object();
  CHECK(coco["annotations"].toArray().size() == 2);
  // A folder that holds something is not written into.
  to(QStringLiteral("coco"));
  exported();
  CHECK(result.text().contains("coco"));
  CHECK(
      QDir(out.filePath(QStringLiteral("coco"))).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size() ==
      2);
  format.setCurrentIndex(4);
  w.find<QComboBox>("exportCells").setCurrentIndex(2);
  to(QStringLiteral("geo"));
  exported();
  int files = 0;
  for (QDirIterator it(out.filePath(QStringLiteral("geo")), {"*.geojson"}, QDir::Files,
                       QDirIterator::Subdirectories);
       it.hasNext(); it.next())
    ++files;
  CHECK(files == 60);
  CHECK(slide.errors.empty());
  w.window->setLanguage(QStringLiteral("zh_CN"));
  screenshot(dialog, QStringLiteral("export-zh"));
}

TEST_CASE("Ctrl+Shift+T shows a sample's signed shares over time, and the day's list", "[trends]") {
  OpenSlide slide;
  casebook::Id second = 0, third = 0;
  {
    SlideOptions options;
    options.title = QStringLiteral("Film B");
    options.cells = 90;
    second = addTestSlide(slide.file(), options);
    options.title = QStringLiteral("Film C");
    options.cells = 120;
    third = addTestSlide(slide.file(), options);
    const auto book = slide.onDisk();
    signSlide(*book, slide.slide());
    signSlide(*book, second);
    signSlide(*book, third);
    signSlide(*book, third, QStringLiteral("a slip"));
  }
  Window w(*slide.workspace);
  auto& dialog = w.open<ui::TrendsDialog>(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
  auto& table = w.find<QTableWidget>("trendTable");
  REQUIRE(waitUntil([&] { return table.rowCount() == 3; }));
  CHECK(w.find<QComboBox>("trendSample").currentText() == "S-2041");
  CHECK(table.item(2, 4)->text() == "2");  // the standing version of the third
  // n of every report: those accepted that count. Of 60 cells 0..59 without i % 10 in {3, 7, 9}, 9 of 11
  // classes.
  int counted = 0;
  for (int i = 0; i < 60; ++i)
    counted += !expectedAmbiguous(i) && !expectedUnfamiliar(i) && expectedClass(i, 11) < 9;
  CHECK(table.item(0, 6)->text() == QString::number(counted));
  CHECK(w.find<QLabel>("trendAbout").text().contains("3 signed reports"));
  CHECK(w.find<QListWidget>("trendClasses").count() == 9);
  QTest::qWait(100);
  w.bothThemes(dialog, QStringLiteral("trends"));

  QTemporaryDir out;
  w.press("trendCsv");
  auto& files = w.find<QFileDialog>("trendFileDialog");
  const QString csv = out.filePath(QStringLiteral("trend.csv"));
  Q_EMIT files.fileSelected(csv);
  files.close();
  REQUIRE(waitUntil([&] { return QFile::exists(csv); }));
  CHECK(bytesOf(csv).count("\r\n") == 1 + 3 * 9);

  auto& tabs = w.find<QTabWidget>("trendTabs");
  tabs.setCurrentIndex(1);
  auto& list = w.find<QTableWidget>("signedTable");
  w.find<QDateEdit>("signedDay").setDate(QDateTime::currentDateTime().date());
  REQUIRE(waitUntil([&] { return list.rowCount() == 4; }));
  CHECK(list.item(2, 7)->text() == "replaced since");
  CHECK(list.item(3, 7)->text() == "in force");
  CHECK(list.item(3, 6)->text() == "a slip");
  w.bothThemes(dialog, QStringLiteral("signed-list"));
  w.press("signedEarlier");
  w.press("signedEarlier");
  REQUIRE(waitUntil([&] { return list.rowCount() == 0; }));
  CHECK(w.find<QLabel>("signedAbout").text() == "Nothing was signed on this day.");
  CHECK_FALSE(w.find<QPushButton>("signedPrint").isEnabled());
}

TEST_CASE("Without a signed report trends say so", "[trends]") {
  OpenSlide slide;
  Window w(*slide.workspace);
  auto& dialog = w.open<ui::TrendsDialog>(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
  CHECK(w.find<QLabel>("trendAbout").text().contains("has been signed yet"));
  CHECK_FALSE(w.find<QPushButton>("trendCsv").isEnabled());
  screenshot(dialog, QStringLiteral("trends-empty"));
}

TEST_CASE("Ctrl+Shift+Q reads a slide of quality control again and judges the runs", "[quality]") {
  QTemporaryDir models;
  const QString tiny = models.filePath(QStringLiteral("tiny.cellmodel"));
  writeTinyModel(tiny.toStdString(), 1);
  SlideOptions options;
  options.cells = 24;
  OpenSlide slide(options);
  slide.session().decide({0, 1, 2}, 4, QStringLiteral("test"));  // what experts say is no part of a run
  slide.settle();
  slide.workspace->loadModel(tiny);
  REQUIRE(waitUntil([&] { return slide.workspace->modelStatus().state == ui::ModelStatus::State::Ready; },
                    kWorkMs));
  Window w(*slide.workspace);
  auto& dialog = w.open<ui::QualityDialog>(Qt::Key_Q, Qt::ControlModifier | Qt::ShiftModifier);
  auto& slides = w.find<QListWidget>("qcSlides");
  auto& classes = w.find<QTableWidget>("qcClasses");
  auto& warning = w.find<QLabel>("qcWarning");
  REQUIRE(waitUntil([&] { return warning.text().contains("No slide is read"); }));
  CHECK_FALSE(w.find<QPushButton>("qcRun").isEnabled());
  screenshot(dialog, QStringLiteral("quality-empty"));
  w.press("qcAdd");
  REQUIRE(waitUntil([&] { return slides.count() == 1; }));
  CHECK_FALSE(w.find<QPushButton>("qcAdd").isEnabled());

  const auto runs = [&] {
    auto book = slide.onDisk();
    return casebook::QualityControl(*book).runs(slide.slide())->size();
  };
  for (std::size_t i = 1; i <= 3; ++i) {
    w.press("qcRun");
    REQUIRE(waitUntil([&] { return runs() == i && w.find<QPushButton>("qcRun").isEnabled(); }, kWorkMs));
  }
  REQUIRE(classes.rowCount() == 4);  // alpha, beta, gamma, to review
  CHECK(warning.text().contains("Nothing is expected yet"));

  w.find<QSpinBox>("qcFirst").setValue(3);
  w.press("qcTake");
  REQUIRE(waitUntil([&] { return warning.text().contains("In control"); }));
  CHECK(classes.item(0, 4)->text() == "3");
  w.press("qcRun");
  REQUIRE(waitUntil([&] { return runs() == 4 && w.find<QPushButton>("qcRun").isEnabled(); }, kWorkMs));
  CHECK(warning.text().contains("In control"));  // the same pictures and model: the same figures

  // Entered: what lies far from the readings is told in words, and the first class is named.
  classes.item(0, 2)->setText(QLocale().toString(0.5, 'f', 2));
  classes.item(0, 3)->setText(QLocale().toString(0.1, 'f', 2));
  classes.item(1, 2)->setText(QStringLiteral("many"));
  w.press("qcKeep");
  CHECK(w.find<QLabel>("qcMessage").text().contains("percentages"));
  classes.item(1, 2)->setText(classes.item(2, 2)->text());
  w.press("qcKeep");
  // 24 cells: no share lies within 3 SD of it.
  REQUIRE(waitUntil([&] { return warning.text().contains("1-3s"); }));
  CHECK(warning.text().contains("alpha", Qt::CaseInsensitive));
  CHECK(classes.item(0, 4)->text() == "entered");
  CHECK(slides.item(0)->text().contains("warnings"));
  classes.setCurrentCell(0, 0);
  QTest::qWait(100);
  w.bothThemes(dialog, QStringLiteral("quality"));

  // Kept and audited, and no part of the slide.
  auto book = slide.onDisk();
  CHECK(book->verifyAudit());
  const auto record = casebook::QualityControl(*book).target(slide.slide());
  REQUIRE(record);
  CHECK(record->classes.at("alpha").mean == Approx(0.005));
  CHECK(record->classes.at("alpha").n == 0);
  const auto summary = book->slide(slide.slide());
  CHECK(summary->modelSha == QString(64, 'a'));
  CHECK(summary->signedVersion == 0);
  const auto run =
      reporting::differentialFromJson(casebook::QualityControl(*book).runs(slide.slide())->back().content);
  REQUIRE(run);
  CHECK(run->cells == 24);
  for (const auto& row : run->rows) CHECK(row.cells.confirmed == 0);
}
