// The map of cells driven as a user does, with the shipped model at work: made, hovered over, selected
// from by pointer and keys, and handed to the gallery.
#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QToolButton>
#include <QWheelEvent>

#include <algorithm>
#include <set>

#include "bridge/cell_image_provider.h"
#include "cell_map/cell_map_panel.h"
#include "cell_map/cell_map_view.h"
#include "gallery/cell_grid.h"
#include "gallery/cell_model.h"
#include "gallery/gallery_page.h"
#include "shell/main_window.h"
#include "ui/support.h"
#include "workflow/slide_classification.h"

using namespace cellwise;
using namespace cellwise::ui;
using test::waitUntil;
using State = CellMapStatus::State;

namespace {

constexpr int kMappingMs = 240'000;  // with sanitizers on a busy machine

struct Mapped {
  explicit Mapped(const test::SlideOptions& options = {}) : slide(options), page(*slide.workspace) {
    REQUIRE(workflow::defaultModel());
    page.resize(1280, 800);
    page.show();
    page.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&page));
    grid = page.findChild<CellGrid*>(QStringLiteral("galleryGrid"));
    view = page.findChild<CellMapView*>(QStringLiteral("cellMapView"));
    REQUIRE(grid);
    REQUIRE(view);
    grid->setFocus();
  }
  void loadModel() {
    slide.workspace->loadModel({});
    REQUIRE(waitUntil([this] { return slide.workspace->modelStatus().state == ModelStatus::State::Ready; },
                      60'000));
  }
  State state() { return slide.workspace->cellMapStatus().state; }
  void make() {
    loadModel();
    QTest::keyClick(grid, Qt::Key_M, Qt::ControlModifier);
    REQUIRE(waitUntil([this] { return state() != State::Working && state() != State::None; }, kMappingMs));
    REQUIRE(state() == State::Ready);
    QCoreApplication::processEvents();
  }
  template <class T>
  T* find(const char* name) {
    auto* found = page.findChild<T*>(QLatin1String(name));
    REQUIRE(found);
    return found;
  }
  QPointF at(int row) {
    const auto place = view->placeOf(row);
    REQUIRE(place);
    return *place;
  }
  void drag(const std::vector<QPointF>& along, Qt::KeyboardModifiers modifiers = {},
            Qt::MouseButton button = Qt::LeftButton) {
    QTest::mousePress(view, button, modifiers, along.front().toPoint());
    for (const QPointF& point : along) QTest::mouseMove(view, point.toPoint());
    QTest::mouseRelease(view, button, modifiers, along.back().toPoint());
  }
  std::vector<int> selected() {
    auto rows = page.selectedRows();
    std::sort(rows.begin(), rows.end());
    return rows;
  }
  // Those whose marks lie within, by their own reckoning.
  std::vector<int> within(const QPolygonF& area) {
    std::vector<int> rows;
    for (const int row : view->rows())
      if (area.containsPoint(at(row), Qt::OddEvenFill)) rows.push_back(row);
    return rows;
  }
  // A triangle over the middle of the map that is neither empty nor everything.
  std::vector<QPointF> triangle() {
    const QRectF r = QRectF(view->rect()).adjusted(10, 10, -10, -70);
    return {QPointF(QPoint(int(r.left()), int(r.top()))), QPointF(QPoint(int(r.right()), int(r.top()))),
            QPointF(QPoint(int(r.left()), int(r.bottom())))};
  }
  CellModel& model() { return *static_cast<CellModel*>(grid->model()); }
  QString classId(int cell) {
    return QString::fromStdString(
        slide.session().manifest().scheme.classes[std::size_t(slide.session().classOf(cell))].id);
  }

  test::OpenSlide slide;
  GalleryPage page;
  CellGrid* grid = nullptr;
  CellMapView* view = nullptr;
};

}  // namespace

TEST_CASE("a lasso on the map selects these cells in the gallery, and a class key changes them", "[map]") {
  Mapped m;
  CHECK_FALSE(m.view->isVisible());
  m.make();
  REQUIRE(m.view->isVisible());
  auto& session = m.slide.session();
  CHECK(m.view->rows().size() == 60);
  const auto map = m.slide.workspace->cellMap();
  REQUIRE(map);
  CHECK(map->points.size() == 60);
  CHECK(map->perplexity == Approx(59 / 3.0));
  CHECK(m.find<QLabel>("mapCaption")->text().contains(QStringLiteral("60 cells")));
  // The test slide's predictions are another model's, which the caption says.
  CHECK(m.find<QLabel>("mapCaption")->text().contains(QStringLiteral("Another model")));

  const auto lasso = m.triangle();
  const auto expected = m.within(QPolygonF(QList<QPointF>(lasso.begin(), lasso.end())));
  REQUIRE(expected.size() > 3);
  REQUIRE(expected.size() < 57);
  m.drag(lasso);
  CHECK(m.selected() == expected);
  CHECK_FALSE(session.canUndo());  // selecting decides nothing

  // The gallery's own key, with the keyboard on the map.
  m.view->setFocus();
  QSignalSpy changed(&session, &SlideSession::cellsChanged);
  QTest::keyClick(m.view, Qt::Key_8);  // monocyte
  m.slide.settle();
  REQUIRE(changed.size() == 1);  // one step
  for (const int row : expected) {
    CHECK(m.classId(row) == QStringLiteral("monocyte"));
    CHECK(session.cells()[std::size_t(row)].review);
  }
  const auto book = m.slide.onDisk();
  CHECK(book->cell(session.cells()[std::size_t(expected[0])].id)->review->classId ==
        QStringLiteral("monocyte"));
  for (int row = 0; row < 60; ++row)
    if (!std::binary_search(expected.begin(), expected.end(), row))
      CHECK_FALSE(session.cells()[std::size_t(row)].review);
  // One undo brings all of them back, and they are selected again, on the map too.
  QTest::keyClick(m.view, Qt::Key_Z, Qt::ControlModifier);
  m.slide.settle();
  QCoreApplication::processEvents();
  for (const int row : expected) CHECK_FALSE(session.cells()[std::size_t(row)].review);
  CHECK(m.selected() == expected);
}

TEST_CASE("shift adds to what is selected, ctrl inverts, a click takes one, free space none", "[map]") {
  Mapped m;
  m.make();
  const auto lasso = m.triangle();
  const auto first = m.within(QPolygonF(QList<QPointF>(lasso.begin(), lasso.end())));
  m.drag(lasso);
  CHECK(m.selected() == first);
  // The rest by a rectangle over everything, inverted.
  m.find<QAction>("mapRectangle")->trigger();
  CHECK(m.view->tool() == CellMapView::Tool::Rectangle);
  const QPointF topLeft(2, 2), bottomRight(m.view->width() - 3, m.view->height() - 50);
  m.drag({topLeft, bottomRight}, Qt::ControlModifier);
  CHECK(m.selected().size() == 60 - first.size());
  m.drag({topLeft, bottomRight}, Qt::ShiftModifier);
  CHECK(m.selected().size() == 60);

  const int row = m.view->cellAt(m.at(7));  // 7, or one drawn over it
  REQUIRE(row >= 0);
  QTest::mouseClick(m.view, Qt::LeftButton, {}, m.at(7).toPoint());
  CHECK(m.selected().size() == 1);
  CHECK(m.page.currentRow() == m.selected().front());
  // What the gallery selects is selected on the map, and the other way round.
  m.page.selectRow(12);
  CHECK(m.selected() == std::vector<int>{12});
  QTest::keyClick(m.view, Qt::Key_Space);
  CHECK(m.selected().empty());
  QTest::keyClick(m.view, Qt::Key_Space);
  CHECK(m.selected() == std::vector<int>{12});
  QTest::keyClick(m.view, Qt::Key_Escape);
  CHECK(m.selected().empty());
}

TEST_CASE("the map by keys alone: arrows, shift, select all, zoom", "[map]") {
  Mapped m;
  m.make();
  CHECK(m.view->hasFocus());
  std::set<int> seen;
  int current = -1;
  for (const int key : {Qt::Key_Right, Qt::Key_Right, Qt::Key_Down, Qt::Key_Left, Qt::Key_Up, Qt::Key_Up}) {
    QTest::keyClick(m.view, Qt::Key(key));
    current = m.page.currentRow();
    REQUIRE(current >= 0);
    seen.insert(current);
    CHECK(m.selected() == std::vector<int>{current});
  }
  CHECK(seen.size() >= 3);
  // Each arrow goes its way.
  const QPointF before = m.at(current);
  QTest::keyClick(m.view, Qt::Key_Down);
  if (m.page.currentRow() != current) CHECK(m.at(m.page.currentRow()).y() > before.y());

  const int anchor = m.page.currentRow();
  QTest::keyClick(m.view, Qt::Key_Left, Qt::ShiftModifier);
  QTest::keyClick(m.view, Qt::Key_Up, Qt::ShiftModifier);
  QTest::keyClick(m.view, Qt::Key_Left, Qt::ShiftModifier);
  const int corner = m.page.currentRow();
  const QRectF area = QRectF(m.at(anchor), m.at(corner)).normalized().adjusted(-0.5, -0.5, 0.5, 0.5);
  CHECK(m.selected() == m.within(QPolygonF(area)));
  CHECK(m.selected().size() >= 2);

  QTest::keyClick(m.view, Qt::Key_A, Qt::ControlModifier);
  CHECK(m.selected().size() == 60);

  CHECK(m.view->magnification() == 1);
  QTest::keyClick(m.view, Qt::Key_Plus);
  CHECK(m.view->magnification() > 1.2);
  // An arrow to a cell out of sight brings it into sight.
  for (int i = 0; i < 5; ++i) QTest::keyClick(m.view, Qt::Key_PageUp);
  for (int i = 0; i < 12; ++i) {
    QTest::keyClick(m.view, Qt::Key_Right);
    CHECK(QRectF(m.view->rect()).contains(m.at(m.page.currentRow())));
  }
  QTest::keyClick(m.view, Qt::Key_Home);
  CHECK(m.view->magnification() == 1);
}

TEST_CASE("the wheel zooms about the pointer, the middle button moves, hovering names the cell", "[map]") {
  Mapped m;
  m.make();
  const int row = m.view->cellAt(m.at(20));
  const QPointF place = m.at(row);
  QWheelEvent wheel(place, m.view->mapToGlobal(place), {}, {0, 360}, Qt::NoButton, Qt::NoModifier,
                    Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(m.view, &wheel);
  CHECK(m.view->magnification() == Approx(1.2 * 1.2 * 1.2));
  CHECK(m.at(row).x() == Approx(place.x()).margin(0.5));
  CHECK(m.at(row).y() == Approx(place.y()).margin(0.5));
  m.drag({QPointF(100, 100), QPointF(130, 80)}, {}, Qt::MiddleButton);
  CHECK(m.at(row).x() == Approx(place.x() + 30).margin(1));
  CHECK(m.at(row).y() == Approx(place.y() - 20).margin(1));
  CHECK(m.selected().empty());

  m.view->showAll();
  CHECK(m.view->hovered() == -1);
  QSignalSpy pictures(m.slide.workspace->images(), &CellImageProvider::thumbnailReady);
  QTest::mouseMove(m.view, m.at(row).toPoint());
  CHECK(m.view->hovered() == m.view->cellAt(m.at(row).toPoint()));
  const int hovered = m.view->hovered();
  REQUIRE(hovered >= 0);
  // Its picture comes from the image threads, in its own time.
  REQUIRE(waitUntil([&] {
    m.view->repaint();
    return !m.slide.workspace->images()
                ->thumbnail(hovered, qRound(96 * m.view->devicePixelRatioF()))
                .isNull();
  }));
  const QImage with = m.view->grab().toImage();
  QTest::mouseMove(m.view, QPoint(m.view->width() - 2, m.view->height() - 2));
  CHECK(m.view->hovered() == -1);
  CHECK(with != m.view->grab().toImage());
}

TEST_CASE("filters rule the map too, only what is selected can be shown, and all again", "[map]") {
  Mapped m;
  m.make();
  const auto lasso = m.triangle();
  m.drag(lasso);
  const auto chosen = m.selected();
  m.view->setFocus();
  auto* only = m.find<QAction>("mapOnlyThese");
  REQUIRE(only->isEnabled());
  QTest::keyClick(m.view, Qt::Key_L, Qt::ControlModifier);
  CHECK(m.model().shown() == int(chosen.size()));
  CHECK(m.selected() == chosen);
  auto onMap = m.view->rows();
  std::sort(onMap.begin(), onMap.end());
  CHECK(onMap == chosen);  // the others are faint and out of reach
  QTest::keyClick(m.view, Qt::Key_A, Qt::ControlModifier);
  CHECK(m.selected() == chosen);
  // Their class changed, they stay in sight: it is these cells that are shown.
  QTest::keyClick(m.view, Qt::Key_8);
  m.slide.settle();
  CHECK(m.model().shown() == int(chosen.size()));
  QTest::mouseClick(m.find<QPushButton>("galleryClearFilters"), Qt::LeftButton);
  CHECK(m.model().shown() == 60);
  CHECK(m.view->rows().size() == 60);
}

TEST_CASE("a map can be cancelled, made after all, and says why there is none", "[map]") {
  SECTION("cancelled") {
    Mapped m({.cells = 240});
    m.loadModel();
    auto* button = m.find<QPushButton>("mapButton");
    QTest::mouseClick(m.find<QToolButton>("galleryMapButton"), Qt::LeftButton);
    CHECK(m.state() == State::Working);
    CHECK(button->text() == QStringLiteral("Cancel"));
    CHECK(m.find<QProgressBar>("mapProgress")->isVisible());
    CHECK(m.slide.workspace->activities().size() == 1);
    QTest::mouseClick(button, Qt::LeftButton);
    REQUIRE(waitUntil([&] { return m.state() == State::Cancelled; }, kMappingMs));
    CHECK(m.find<QLabel>("mapMessage")->text().contains(QStringLiteral("cancelled")));
    CHECK(m.slide.workspace->activities().empty());
    CHECK(m.slide.errors.empty());
    CHECK_FALSE(m.view->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    REQUIRE(waitUntil([&] { return m.state() == State::Ready; }, kMappingMs));
    CHECK(m.view->isVisible());
    // Closing the slide takes the map with it; another way in starts without one.
    m.slide.workspace->openSlide(0);
    CHECK(m.state() == State::None);
    CHECK(m.view->rows().empty());
    m.slide.workspace->openSlide(m.slide.slide());
    REQUIRE(waitUntil([&] { return m.slide.workspace->session() != nullptr; }));
    CHECK(m.state() == State::None);
    CHECK(button->text() == QStringLiteral("Make the map"));
  }
  SECTION("nothing is classified") {
    Mapped m({.classified = false});
    QTest::keyClick(m.grid, Qt::Key_M, Qt::ControlModifier);
    CHECK(m.state() == State::None);
    CHECK(m.find<QLabel>("mapMessage")
              ->text()
              .contains(QStringLiteral("No cell of this slide has been classified")));
    CHECK_FALSE(m.find<QPushButton>("mapButton")->isVisible());
  }
  SECTION("too few cells") {
    Mapped m({.cells = 2});
    QTest::keyClick(m.grid, Qt::Key_M, Qt::ControlModifier);
    CHECK(m.state() == State::None);
    CHECK(m.find<QLabel>("mapMessage")->text().contains(QStringLiteral("at least 3")));
    CHECK_FALSE(m.find<QPushButton>("mapButton")->isVisible());
  }
  SECTION("no model") {
    Mapped m({.cells = 12});
    QTest::keyClick(m.grid, Qt::Key_M, Qt::ControlModifier);
    REQUIRE(waitUntil([&] { return m.state() == State::Failed; }));
    CHECK_FALSE(m.find<QLabel>("mapMessage")->text().isEmpty());
    CHECK(m.find<QPushButton>("mapButton")->text() == QStringLiteral("Try again"));
  }
  SECTION("the slide is closed while its map is made") {
    Mapped m({.cells = 240});
    m.loadModel();
    QTest::keyClick(m.grid, Qt::Key_M, Qt::ControlModifier);
    CHECK(m.state() == State::Working);
    m.slide.workspace->openSlide(0);
    CHECK(m.state() == State::None);
    REQUIRE(waitUntil([&] { return m.slide.workspace->activities().empty(); }, kMappingMs));
    CHECK(m.state() == State::None);
    CHECK(m.slide.errors.empty());
  }
}

// Pictures of the map: CELLWISE_SCREENSHOTS=folder test_ui "[map-pictures]". On real cells where they are.
TEST_CASE("pictures of the map in both themes and languages", "[map-pictures]") {
  if (qEnvironmentVariableIsEmpty("CELLWISE_SCREENSHOTS")) {
    WARN("skipped: CELLWISE_SCREENSHOTS names no folder to write to");
    return;
  }
  test::SlideOptions options;
  options.cells = 12;
  test::OpenSlide open(options);
  MainWindow::applySettings();
  MainWindow window(*open.workspace);
  window.resize(1280, 800);
  window.show();
  window.activateWindow();
  REQUIRE(QTest::qWaitForWindowActive(&window));
  open.workspace->loadModel({});
  REQUIRE(
      waitUntil([&] { return open.workspace->modelStatus().state == ModelStatus::State::Ready; }, 60'000));

  const QDir cells(QStringLiteral(CELLWISE_SHARED_DIR "/data/pbc"));
  if (!cells.exists()) {
    WARN("skipped: no cells at " << cells.path().toStdString());
    return;
  }
  workflow::ImportRequest request;
  for (const QString& each : cells.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    const QDir folder(cells.filePath(each));
    const auto files = folder.entryList(QDir::Files);
    for (qsizetype i = 0; i < files.size() && i < 60; ++i)
      request.paths.push_back(folder.filePath(files[i]).toStdString());
  }
  request.kind = workflow::ImportKind::Crops;
  request.slide.sampleId = QStringLiteral("S-2042");
  request.slide.title = QStringLiteral("Film B");
  request.slide.specimen = QStringLiteral("blood");
  open.workspace->importSlide(request);
  const auto done = [&] {
    const auto& slides = open.workspace->slides();
    return slides.size() == 2 && open.workspace->activities().empty() && slides.front().cells > 500 &&
           slides.front().classified == slides.front().cells;
  };
  REQUIRE(waitUntil(done, 240'000));
  open.workspace->openSlide(open.workspace->slides().front().id);
  REQUIRE(waitUntil([&] { return open.session().cells().size() > 500; }));
  window.showPage(MainWindow::Page::Cells);
  auto* page = window.findChild<GalleryPage*>();
  auto* view = window.findChild<CellMapView*>();
  REQUIRE((page && view));
  page->showMap(true);
  QTest::qWait(300);
  test::screenshot(window, QStringLiteral("map-making"));
  REQUIRE(waitUntil([&] { return open.workspace->cellMapStatus().state == State::Ready; }, kMappingMs));
  QTest::qWait(300);
  // A lasso about a sixth of the map, drawn to half when the picture is taken; then let go.
  const QRectF r = QRectF(view->rect()).adjusted(60, 60, -60, -120);
  const int hover = view->cellAt(*view->placeOf(view->rows()[200]));
  for (const char* theme : {"light", "dark"}) {
    window.setTheme(QLatin1String(theme));
    for (const char* language : {"en", "zh_CN"}) {
      window.setLanguage(QLatin1String(language));
      QTest::qWait(100);
      QTest::mousePress(view, Qt::LeftButton, {}, r.topLeft().toPoint());
      for (const QPointF point :
           {r.center(), QPointF(r.center().x(), r.bottom()), r.bottomLeft(), r.topLeft()})
        QTest::mouseMove(view, point.toPoint());
      test::screenshot(window, QStringLiteral("map-lasso-%1-%2").arg(theme, language));
      QTest::mouseRelease(view, Qt::LeftButton, {}, r.topLeft().toPoint());
      QTest::mouseMove(view, view->placeOf(hover)->toPoint());
      QTest::qWait(600);
      CHECK(window.width() == 1280);
      CHECK(window.height() == 800);
      test::screenshot(window, QStringLiteral("map-%1-%2").arg(theme, language));
    }
  }
  window.setLanguage(QStringLiteral("en"));
  window.setTheme(QStringLiteral("light"));
}
