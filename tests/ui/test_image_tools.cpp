// Looking at cells: treatment and the way back, the scale bar, the field with its neighbours, comparing.
#include <QAction>
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>

#include "bridge/cell_image_provider.h"
#include "gallery/cell_grid.h"
#include "gallery/gallery_page.h"
#include "inspector/cell_image_view.h"
#include "inspector/image_tools.h"
#include "inspector/scale_bar.h"
#include "keyboard/key_map.h"
#include "review/class_ladder.h"
#include "review/compare_panel.h"
#include "review/compare_window.h"
#include "review/context_view.h"
#include "review/review_page.h"
#include "style/marks.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::ui;
using test::waitUntil;

namespace {

test::SlideOptions onFields() {
  test::SlideOptions options;
  options.fields = true;
  options.micrometresPerPixel = 0.1;
  return options;
}

struct Review {
  explicit Review(const test::SlideOptions& options = onFields(), QSize size = {1196, 690})
      : slide(options), page(*slide.workspace) {
    page.resize(size);
    page.show();
    page.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&page));
    image = find<CellImageView>("reviewImage");
    REQUIRE(waitUntil([&] { return !image->image().isNull(); }));
  }
  template <class T>
  T* find(const char* name) {
    auto* found = page.findChild<T*>(QLatin1String(name));
    REQUIRE(found);
    return found;
  }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&page, key, modifiers); }
  void nothingDecided() {
    slide.settle();
    for (const auto& cell : slide.session().cells()) CHECK_FALSE(cell.review);
  }

  test::OpenSlide slide;
  ReviewPage page;
  CellImageView* image = nullptr;
};

}  // namespace

TEST_CASE("a picture is treated by keys, says so, and one key brings it back", "[image-tools]") {
  Review r;
  const QImage original = r.image->image();
  CHECK(r.image->shownImage() == original);
  const QImage plain = r.image->grab().toImage();

  r.key(Qt::Key_Up, Qt::ControlModifier);
  r.key(Qt::Key_Up, Qt::ControlModifier);
  r.key(Qt::Key_Left, Qt::ControlModifier);
  CHECK(r.image->treatment() == imaging::Treatment{20, -10, false});
  CHECK(r.find<QSlider>("imageBrightness")->value() == 20);
  CHECK(r.image->shownImage() != original);
  CHECK(r.image->image() == original);  // the picture itself is as it was taken
  // By hand, of the ground's colour: (236 - 127.5) * 2^(-10 / 50) + 127.5 + 2.55 * 20 = 272.9: white.
  CHECK(qRed(r.image->shownImage().pixel(1, 1)) == 255);

  r.key(Qt::Key_B);
  CHECK(r.image->treatment().nucleus);
  const QRgb grey = r.image->shownImage().pixel(48, 48);
  CHECK(qRed(grey) == qGreen(grey));
  CHECK(qGreen(grey) == qBlue(grey));
  test::screenshot(r.page, QStringLiteral("review-nucleus"));
  // Moving on keeps the treatment, and its words over the picture.
  r.key(Qt::Key_Space);
  REQUIRE(waitUntil([&] { return !r.image->shownImage().isNull(); }));
  CHECK(r.image->treatment() == imaging::Treatment{20, -10, true});
  r.key(Qt::Key_Left);
  r.key(Qt::Key_U);
  CHECK(r.image->treatment().untouched());
  CHECK(r.image->shownImage() == original);
  CHECK(r.image->grab().toImage() == plain);
  CHECK_FALSE(r.find<QAction>("imageUntouched")->isEnabled());
  r.nothingDecided();
}

TEST_CASE("an altered picture is labelled over the picture, not only beside it", "[image-tools]") {
  CellImageView view;
  view.resize(300, 200);
  QImage grey(100, 100, QImage::Format_RGB32);
  grey.fill(QColor(90, 90, 90));
  view.setImage(grey);
  const auto whites = [&] {
    const QImage shot = view.grab().toImage();
    int count = 0;
    for (int y = 0; y < 40; ++y)
      for (int x = 0; x < shot.width(); ++x) count += qGray(shot.pixel(x, y)) > 250;
    return count;
  };
  CHECK(whites() == 0);
  view.setTreatment({10, 0, false});
  view.setOverlays(false);  // not an overlay that can be switched off
  CHECK(whites() > 500);
  view.setTreatment({});
  CHECK(whites() == 0);
}

TEST_CASE("a large picture is treated beside the interface", "[image-tools]") {
  CellImageView view;
  view.resize(300, 300);
  QImage large(2000, 1500, QImage::Format_RGB32);
  large.fill(QColor(100, 100, 100));
  view.setImage(large);
  view.setTreatment({10, 0, false});
  view.setTreatment({20, 0, false});
  REQUIRE(waitUntil([&] { return qRed(view.shownImage().pixel(0, 0)) == 151; }, 60'000));  // 100 + 51
  // A view that goes away while its picture is being made.
  auto gone = std::make_unique<CellImageView>();
  gone->setImage(large);
  gone->setTreatment({30, 0, true});
  gone.reset();
  QTest::qWait(100);
}

TEST_CASE("zoom and place by keys", "[image-tools]") {
  Review r;
  for (int i = 0; i < 5; ++i) r.key(Qt::Key_Plus);
  const auto before = r.image->place();
  r.key(Qt::Key_Right, Qt::ShiftModifier);
  CHECK(r.image->place().pan.x() < before.pan.x());
  r.key(Qt::Key_Down, Qt::ShiftModifier);
  CHECK(r.image->place().pan.y() < before.pan.y());
  r.key(Qt::Key_0, Qt::ControlModifier);
  CHECK(r.image->fitted());
  r.nothingDecided();
}

TEST_CASE("a scale bar where the scale is known", "[image-tools]") {
  // 4 pixels of the screen a pixel, 0.1 micrometres a pixel: 40 pixels a micrometre, 384 across.
  CHECK(scaleBarLength(384, 40) == 2);  // 80 of at most 153.6; 5 would be 200
  CHECK(scaleBarLength(384, 10) == 10);
  CHECK(scaleBarLength(384, 0) == 0);
  CHECK(scaleBarLength(10, 40) == 0);
  Review r;
  const double scale = r.image->scale();
  CHECK(r.image->scaleBar() == scaleBarLength(std::min<double>(r.image->width(), 96 * scale), scale / 0.1));
  CHECK(r.image->scaleBar() > 0);
  r.key(Qt::Key_H);
  CHECK(r.image->scaleBar() == 0);
  CHECK_FALSE(r.find<ContextView>("reviewContext")->overlays());
  r.key(Qt::Key_H);
  CHECK(r.image->scaleBar() > 0);
  Review unknown(test::SlideOptions{});
  CHECK(unknown.image->scaleBar() == 0);
}

TEST_CASE("the neighbours on the field are gone to by click and by key, and nothing is decided",
          "[image-tools]") {
  Review r;
  auto* context = r.find<ContextView>("reviewContext");
  auto* large = r.find<ContextView>("reviewLargeField");
  r.page.showRow(5);  // second line, second column of a field of 4 by 3
  REQUIRE(waitUntil([&] { return context->cells().size() == 12; }));
  CHECK(neighbourCell(context->cells(), 5, Qt::LeftArrow) == 4);
  CHECK(neighbourCell(context->cells(), 5, Qt::RightArrow) == 6);
  CHECK(neighbourCell(context->cells(), 5, Qt::UpArrow) == 1);
  CHECK(neighbourCell(context->cells(), 5, Qt::DownArrow) == 9);
  CHECK(neighbourCell(context->cells(), 0, Qt::LeftArrow) == -1);
  r.key(Qt::Key_Right, Qt::AltModifier);
  CHECK(r.page.currentRow() == 6);
  r.key(Qt::Key_Down, Qt::AltModifier);
  CHECK(r.page.currentRow() == 10);
  r.key(Qt::Key_Down, Qt::AltModifier);  // the edge
  CHECK(r.page.currentRow() == 10);

  r.key(Qt::Key_G);  // the field in the cell's place
  REQUIRE(large->isVisible());
  REQUIRE(waitUntil([&] { return !large->outlineOf(3).isNull(); }));
  test::screenshot(r.page, QStringLiteral("review-large-field"));
  QTest::mouseClick(large, Qt::LeftButton, {}, large->outlineOf(3).center().toPoint());
  CHECK(r.page.currentRow() == 3);
  // With the marks off there is nothing to be hit by accident.
  r.key(Qt::Key_H);
  QTest::mouseClick(large, Qt::LeftButton, {}, large->outlineOf(5).center().toPoint());
  CHECK(r.page.currentRow() == 3);
  r.key(Qt::Key_H);
  r.key(Qt::Key_G);
  CHECK(r.image->isVisible());
  // A decision from here goes on to the next that waits.
  r.key(Qt::Key_1);
  r.slide.settle();
  QCoreApplication::processEvents();
  CHECK(r.slide.session().cells()[3].review);
  CHECK(std::count_if(r.slide.session().cells().begin(), r.slide.session().cells().end(),
                      [](const auto& cell) { return cell.review.has_value(); }) == 1);
}

// --- comparing ------------------------------------------------------------------------------------

TEST_CASE("cells are compared at one scale, and a class key decides on the one in front", "[image-tools]") {
  test::OpenSlide slide(onFields());
  CompareWindow compare(*slide.workspace);
  compare.showCells({3, 7, 9, 13});
  REQUIRE(QTest::qWaitForWindowActive(&compare));
  REQUIRE(compare.panels().size() == 4);
  for (const auto* panel : compare.panels())
    REQUIRE(waitUntil([&] { return !panel->view()->image().isNull(); }));
  const auto& session = slide.session();
  CHECK(compare.panels()[0]->caption().contains(
      className(session.manifest().scheme.classes[std::size_t(session.classOf(3))])));
  CHECK(compare.panels()[0]->caption().contains(QStringLiteral("0.51")));  // c = 1 - 1.099 + 0.61
  CHECK(compare.panels()[2]->caption().contains(QStringLiteral("0.07")));  // its max D
  test::screenshot(compare, QStringLiteral("compare-4"));

  // One zooms, all do; also from another than the first.
  QTest::keyClick(&compare, Qt::Key_Plus);
  for (const auto* panel : compare.panels())
    CHECK(panel->view()->place() == compare.panels()[0]->view()->place());
  CHECK_FALSE(compare.panels()[3]->view()->fitted());
  compare.panels()[2]->view()->zoomIn();
  for (const auto* panel : compare.panels())
    CHECK(panel->view()->scale() == compare.panels()[2]->view()->scale());
  QTest::keyClick(&compare, Qt::Key_B);
  for (const auto* panel : compare.panels()) CHECK(panel->view()->treatment().nucleus);
  QTest::keyClick(&compare, Qt::Key_U);

  QTest::keyClick(&compare, Qt::Key_Right);
  QTest::keyClick(&compare, Qt::Key_Right);
  CHECK(compare.focusedRow() == 9);
  QTest::keyClick(&compare, Qt::Key_8);
  slide.settle();
  CHECK(session.cells()[9].review->classId == QStringLiteral("monocyte"));
  CHECK(compare.focusedRow() == 9);  // stays with it
  CHECK(compare.panels()[2]->caption().startsWith(QStringLiteral("Monocyte")));
  for (const int row : {3, 7, 13}) CHECK_FALSE(session.cells()[std::size_t(row)].review);
  QTest::mouseClick(compare.panels()[1], Qt::LeftButton, {},
                    compare.panels()[1]->rect().bottomLeft() + QPoint(8, -8));
  CHECK(compare.focusedRow() == 7);
  QTest::keyClick(&compare, Qt::Key_Z, Qt::ControlModifier);
  slide.settle();
  CHECK_FALSE(session.cells()[9].review);
  QSignalSpy review(&compare, &CompareWindow::reviewRequested);
  QTest::keyClick(&compare, Qt::Key_Return);
  REQUIRE(review.size() == 1);
  CHECK(review.front().front().toInt() == 7);
  QTest::keyClick(&compare, Qt::Key_Escape);
  CHECK_FALSE(compare.isVisible());
}

TEST_CASE("a cell of another slide is compared, never decided on", "[image-tools]") {
  test::OpenSlide slide;
  CompareWindow compare(*slide.workspace);
  ReferenceCell reference;
  reference.reviewer = QStringLiteral("Dr. Elsewhere");
  reference.slideTitle = QStringLiteral("S-7, Film B");
  reference.picture = QImage(96, 96, QImage::Format_RGB32);
  compare.showCells({3, 7}, {reference});
  REQUIRE(QTest::qWaitForWindowActive(&compare));
  REQUIRE(compare.panels().size() == 3);
  QTest::keyClick(&compare, Qt::Key_Left);  // round to the last
  CHECK(compare.focusedRow() == -1);
  CHECK(compare.panels()[2]->caption().contains(QStringLiteral("Dr. Elsewhere")));
  QTest::keyClick(&compare, Qt::Key_5);
  slide.settle();
  for (const auto& cell : slide.session().cells()) CHECK_FALSE(cell.review);
}

TEST_CASE("comparing starts from a selection and from Review", "[image-tools]") {
  {
    test::OpenSlide slide;
    GalleryPage page(*slide.workspace);
    page.resize(1196, 690);
    page.show();
    page.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&page));
    QSignalSpy asked(&page, &GalleryPage::compareRequested);
    auto* grid = page.findChild<CellGrid*>(QStringLiteral("galleryGrid"));
    grid->setFocus();
    page.selectRow(0);
    QTest::keyClick(grid, Qt::Key_V);  // one alone: nothing to compare
    CHECK(asked.isEmpty());
    QTest::keyClick(grid, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(grid, Qt::Key_V);
    REQUIRE(asked.size() == 1);
    CHECK(asked.front().front().value<QList<int>>().size() == 2);
  }
  Review r(test::SlideOptions{});
  QList<int> rows;
  QObject::connect(&r.page, &ReviewPage::compareRequested, &r.page,
                   [&](const QList<int>& wanted, const QList<ReferenceCell>&) { rows = wanted; });
  r.key(Qt::Key_V);
  REQUIRE(rows.size() >= 3);
  CHECK(rows.first() == r.page.currentRow());
  CHECK(r.slide.session().classOf(rows[1]) == r.slide.session().predictedClassOf(rows[0]));
}
