// The main job, in the real window with the shipped model: import a film, let it be classified, review
// three cells by key, sign, and read the report's text back from its PDF. Then the pictures of the
// documentation, on the demonstration slide.
#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QStandardPaths>

#include "cell_map/cell_map_view.h"
#include "report/report_page.h"
#include "report/sign_dialog.h"
#include "review/review_page.h"
#include "synthesis/film.h"
#include "ui/laboratory.h"
#include "workflow/slide_classification.h"

using namespace cellwise;
using namespace cellwise::test;
using ui::MainWindow;

namespace {

constexpr int kClassifyingMs = 240'000;  // with sanitizers on a busy machine

// The shipped model at work.
struct FullPath : Laboratory {
  explicit FullPath(QSize size = {1280, 800}) : Laboratory(size) { begin(); }

  // The only slide, imported, classified and open.
  ui::SlideSession& session(const QString& film, const QString& sample) {
    workflow::ImportRequest request;
    request.paths = {film.toStdString()};
    request.kind = workflow::ImportKind::Fields;
    request.slide.sampleId = sample;
    request.slide.specimen = QStringLiteral("blood");
    request.operatorName = workspace.operatorName();
    workspace.importSlide(request);
    REQUIRE(waitUntil(
        [this] {
          return workspace.slides().size() == 1 && workspace.activities().empty() &&
                 workspace.slides().front().cells > 0 &&
                 workspace.slides().front().classified == workspace.slides().front().cells;
        },
        kClassifyingMs));
    workspace.openSlide(workspace.slides().front().id);
    REQUIRE(waitUntil([this] { return workspace.session() != nullptr; }));
    return *workspace.session();
  }
};

}  // namespace

TEST_CASE("import, classify, review three cells, sign, and read the PDF", "[full-path]") {
  if (!workflow::defaultModel()) {
    WARN("skipped: the shipped model is not there");
    return;
  }
  FullPath lab;
  const QString film = lab.dir.filePath(QStringLiteral("film"));
  synthesis::FilmOptions options;
  options.seed = 20;
  options.fields = 2;
  options.cells = 16;
  REQUIRE(synthesis::writeFilm(film.toStdString(), options));

  auto& session = lab.session(film, QStringLiteral("S-17"));
  CHECK(session.slide().synthetic);
  CHECK(session.cells().size() >= 12);

  // A strict person at the slider: enough cells to review, whatever the model makes of this film.
  std::vector<double> confidences;
  for (const auto& cell : session.cells()) confidences.push_back(cell.prediction->confidence);
  std::sort(confidences.begin(), confidences.end());
  session.setThresholds({confidences[4], session.thresholds().membership});
  const auto queue = session.reviewQueue();
  REQUIRE(queue.size() >= 4);

  lab.window->showPage(MainWindow::Page::Review);
  auto& review = lab.find<ui::ReviewPage>("reviewPage");
  const int segmented = session.manifest().scheme.indexOf("segmented_neutrophil");
  const QString key =
      QString::fromStdString(session.manifest().scheme.classes[static_cast<std::size_t>(segmented)].key);
  std::vector<int> decided;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(waitUntil([&] {
      return review.currentRow() >= 0 && !session.cells()[std::size_t(review.currentRow())].review;
    }));
    decided.push_back(review.currentRow());
    QTest::keyClick(&review, key.front().toLatin1());
    REQUIRE(waitUntil([&] { return session.cells()[std::size_t(decided.back())].review.has_value(); }));
  }
  CHECK(review.left() == int(queue.size()) - 3);
  for (const int row : decided) {
    CHECK(session.cells()[std::size_t(row)].review->classId == QStringLiteral("segmented_neutrophil"));
    CHECK(session.cells()[std::size_t(row)].review->reviewer == QStringLiteral("Dr. Ada Example"));
  }

  // Undo by key while the page itself has the keyboard, as it does after a decision; then the decision again.
  review.setFocus();
  QTest::keyClick(&review, Qt::Key_Z, Qt::ControlModifier);
  REQUIRE(waitUntil([&] { return !session.cells()[std::size_t(decided.back())].review; }));
  REQUIRE(waitUntil([&] { return review.currentRow() == decided.back(); }));
  QTest::keyClick(&review, key.front().toLatin1());
  REQUIRE(waitUntil([&] { return session.cells()[std::size_t(decided.back())].review.has_value(); }));

  lab.window->showPage(MainWindow::Page::Report);
  auto& report = lab.find<ui::ReportPage>("reportPage");
  lab.find<QAbstractButton>("reportSignButton").click();
  REQUIRE(waitUntil([&] { return report.findChild<ui::SignDialog*>() != nullptr; }));
  auto* sheet = report.findChild<ui::SignDialog*>();
  CHECK_FALSE(
      sheet->findChild<QPushButton*>(QStringLiteral("signAccept"))->isEnabled());  // cells are unresolved
  sheet->findChild<QCheckBox*>(QStringLiteral("signAlthough"))->click();
  sheet->findChild<QPushButton*>(QStringLiteral("signAccept"))->click();
  REQUIRE(waitUntil([&] { return session.signatures().size() == 1; }));
  CHECK(session.signatures().front().signer == QStringLiteral("Dr. Ada Example"));
  const auto frozen = reporting::differentialFromJson(session.signatures().front().content);
  REQUIRE(frozen);
  int confirmed = 0;
  for (const auto& row : frozen->rows) confirmed += row.cells.confirmed;
  CHECK(confirmed == 3);

  const QString pdf = lab.dir.filePath(QStringLiteral("S-17.pdf"));
  report.exportTo(ui::ReportPage::Format::Pdf, pdf);
  REQUIRE(waitUntil(
      [&] { return QFile::exists(pdf) && !lab.notices.filter(QStringLiteral("S-17.pdf")).isEmpty(); },
      30'000));
  CHECK(lab.errors.empty());
  if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) {
    WARN("not read back: pdftotext is not installed");
    return;
  }
  QProcess reader;
  reader.start(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), pdf, QStringLiteral("-")});
  REQUIRE(reader.waitForFinished());
  const QString text = QString::fromUtf8(reader.readAllStandardOutput());
  INFO(text.toStdString());
  for (const char* wanted : {"S-17", "Dr. Ada Example", "Segmented neutrophil"}) {
    CHECK(text.contains(QLatin1String(wanted)));
  }
  CHECK(text.contains(QStringLiteral("synthetic"), Qt::CaseInsensitive));
  CHECK(text.contains(QStringLiteral("research use"), Qt::CaseInsensitive));
  CHECK(text.contains(session.signatures().front().contentSha256.left(12)));
}

TEST_CASE("pictures of every workspace, on the demonstration slide", "[screenshots]") {
  if (qEnvironmentVariableIsEmpty("CELLWISE_SCREENSHOTS")) {
    WARN("skipped: CELLWISE_SCREENSHOTS names no folder to write to");
    return;
  }
  const auto film = workflow::resource("demo/film");
  REQUIRE(film);
  REQUIRE(workflow::defaultModel());
  FullPath lab;
  auto& session = lab.session(QString::fromStdString(film->string()), QStringLiteral("DEMO"));
  const auto take = [&](const char* name) {
    QTest::qWait(900);  // pictures arrive from their threads
    screenshot(*lab.window, QLatin1String(name));
  };
  using Page = MainWindow::Page;
  const auto all = [&](const QString& suffix) {
    for (const auto& [page, name] : {std::pair{Page::Worklist, "worklist"}, std::pair{Page::Cells, "cells"},
                                     std::pair{Page::Review, "review"}, std::pair{Page::Report, "report"}}) {
      lab.window->showPage(page);
      take((QLatin1String(name) + suffix).toLatin1().constData());
    }
  };
  all({});
  lab.window->showPage(Page::Cells);
  QTest::qWait(100);  // as a person's hand does: the page is laid out first
  lab.find<QAbstractButton>("thresholdUnfold").click();
  take("threshold");
  CHECK(lab.window->height() == 800);  // no page makes the window grow
  lab.find<QAbstractButton>("thresholdUnfold").click();
  auto& map = lab.find<ui::CellMapView>("cellMapView");
  lab.find<QAction>("galleryMap").trigger();
  REQUIRE(waitUntil([&] { return lab.workspace.cellMap() != nullptr; }, kClassifyingMs));
  QTest::qWait(100);
  QTest::mouseMove(&map, map.placeOf(map.rows().front())->toPoint());
  take("map");
  lab.find<QAction>("galleryMap").trigger();
  lab.window->setTheme(QStringLiteral("dark"));
  all(QStringLiteral("-dark"));
  lab.window->setTheme(QStringLiteral("light"));
  lab.window->setLanguage(QStringLiteral("zh_CN"));
  all(QStringLiteral("-zh"));
  lab.window->setLanguage(QStringLiteral("en"));
  lab.window->resize(1920, 1080);
  all(QStringLiteral("-large"));
  CHECK(session.cells().size() > 0);
}
