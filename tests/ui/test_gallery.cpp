// The gallery driven as a user does: filters, selection, class keys, drops, and what painting costs.
#include <QAction>
#include <QComboBox>
#include <QDataStream>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>

#include "bridge/cell_image_provider.h"
#include "gallery/cell_grid.h"
#include "gallery/cell_model.h"
#include "gallery/class_list.h"
#include "gallery/gallery_page.h"
#include "style/theme.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::ui;
using test::waitUntil;

namespace {

struct Gallery {
  explicit Gallery(const test::SlideOptions& options = {}, QSize size = {1280, 800})
      : slide(options), page(*slide.workspace) {
    page.resize(size);
    page.show();
    page.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&page));
    grid = page.findChild<CellGrid*>(QStringLiteral("galleryGrid"));
    classes = page.findChild<ClassList*>(QStringLiteral("galleryClasses"));
    REQUIRE(grid);
    REQUIRE(classes);
    grid->setFocus();
  }

  CellModel& model() { return *static_cast<CellModel*>(grid->model()); }
  template <class T>
  T* find(const char* name) {
    auto* found = page.findChild<T*>(QLatin1String(name));
    REQUIRE(found);
    return found;
  }
  void click(int cell, Qt::KeyboardModifiers modifiers = {}) {
    const int i = model().indexOf(cell);
    REQUIRE(i >= 0);
    grid->scrollTo(model().index(i, 0));
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, modifiers,
                      grid->visualRect(model().index(i, 0)).center());
  }
  QString classId(int cell) {
    return QString::fromStdString(
        slide.session().manifest().scheme.classes[std::size_t(slide.session().classOf(cell))].id);
  }
  void settle() {
    slide.settle();
    QCoreApplication::processEvents();
  }

  test::OpenSlide slide;
  GalleryPage page;
  CellGrid* grid = nullptr;
  ClassList* classes = nullptr;
};

class CountingDelegate : public CellDelegate {
 public:
  using CellDelegate::CellDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    ++painted;
    CellDelegate::paint(painter, option, index);
  }
  mutable int painted = 0;
};

}  // namespace

TEST_CASE("the gallery groups cells by class, the least certain first", "[gallery]") {
  Gallery g;
  auto& session = g.slide.session();
  const auto certainty = [&](int cell) {
    const auto& prediction = *session.cells()[std::size_t(cell)].prediction;
    return std::min(prediction.confidence, prediction.maxMembership);
  };
  int covered = 0;
  for (const CellSection& section : g.model().sections()) {
    CHECK(section.first == covered);
    covered += section.count;
    for (int i = section.first; i < section.first + section.count; ++i)
      CHECK(session.classOf(g.model().cellAt(i)) == section.classIndex);
    for (int i = section.first + 1; i < section.first + section.count; ++i)
      CHECK(certainty(g.model().cellAt(i - 1)) <= certainty(g.model().cellAt(i)));
  }
  CHECK(covered == 60);
  CHECK(g.find<QLabel>("galleryCounts")->text().contains(QStringLiteral("60")));
}

TEST_CASE("filters narrow the cells and can be cleared", "[gallery]") {
  Gallery g;
  auto* state = g.find<QComboBox>("galleryStateFilter");
  state->setCurrentIndex(state->findData(int(CellState::Rejected)));
  CHECK(g.model().shown() == 18);  // three of every ten
  auto* reason = g.find<QComboBox>("galleryReasonFilter");
  reason->setCurrentIndex(reason->findData(int(decision::Decision::Unfamiliar)));
  CHECK(g.model().shown() == 6);
  g.find<QDoubleSpinBox>("galleryHighestConfidence")->setValue(0.30);
  CHECK(g.model().shown() == 0);
  // Nothing matches: the page says so and offers the way back.
  auto* clear = g.find<QPushButton>("galleryClearFromEmpty");
  REQUIRE(clear->isVisible());
  CHECK_FALSE(g.grid->isVisible());
  test::screenshot(g.page, QStringLiteral("gallery-nothing-matches"));
  QTest::mouseClick(clear, Qt::LeftButton);
  CHECK(g.model().shown() == 60);
  CHECK(g.grid->isVisible());

  g.classes->choose(4);
  for (int i = 0; i < g.model().shown(); ++i) CHECK(g.slide.session().classOf(g.model().cellAt(i)) == 4);
  CHECK(g.model().shown() > 0);
  // A cell that the filter hides can still be asked for.
  g.page.selectRow(0);
  CHECK(g.page.currentRow() == 0);
  CHECK(g.model().shown() == 60);
}

TEST_CASE("several cells are selected and change class by one key", "[gallery]") {
  Gallery g;
  auto& session = g.slide.session();
  const CellSection first = g.model().sections().front();
  REQUIRE(first.count >= 4);
  const int a = g.model().cellAt(first.first);
  const int b = g.model().cellAt(first.first + 2);
  g.click(a);
  CHECK(g.page.selectedRows() == std::vector<int>{a});
  g.click(b, Qt::ShiftModifier);
  CHECK(g.page.selectedRows().size() == 3);
  g.click(g.model().cellAt(first.first + 1), Qt::ControlModifier);
  CHECK(g.page.selectedRows().size() == 2);

  QSignalSpy changed(&session, &SlideSession::cellsChanged);
  QTest::keyClick(g.grid, Qt::Key_8);  // monocyte
  // Nothing is shown as decided before it is on disk.
  CHECK(changed.isEmpty());
  CHECK(session.stateOf(a) != CellState::Changed);
  g.settle();
  REQUIRE(changed.size() == 1);  // one step
  CHECK(g.classId(a) == QStringLiteral("monocyte"));
  CHECK(g.classId(b) == QStringLiteral("monocyte"));
  CHECK(session.stateOf(a) == CellState::Changed);
  const auto book = g.slide.onDisk();
  const auto onDisk = book->cell(session.cells()[std::size_t(a)].id);
  REQUIRE(onDisk);
  REQUIRE(onDisk->review);
  CHECK(onDisk->review->classId == QStringLiteral("monocyte"));
  CHECK(onDisk->review->reviewer == QStringLiteral("Dr. Test"));
  // They have left the section: a second key press must not reach them or others.
  CHECK(g.page.selectedRows().empty());
  QTest::keyClick(g.grid, Qt::Key_1);
  g.settle();
  CHECK(changed.size() == 1);

  QTest::keyClick(g.grid, Qt::Key_Z, Qt::ControlModifier);
  g.settle();
  CHECK(session.stateOf(a) != CellState::Changed);
  CHECK_FALSE(session.cells()[std::size_t(b)].review);
  CHECK(g.page.selectedRows().size() == 2);  // what came back is in view
  QTest::keyClick(g.grid, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  g.settle();
  CHECK(g.classId(b) == QStringLiteral("monocyte"));
}

TEST_CASE("arrows walk, select all selects what is shown, a rubber band takes what it touches", "[gallery]") {
  Gallery g;
  auto& session = g.slide.session();
  g.click(g.model().cellAt(0));
  QTest::keyClick(g.grid, Qt::Key_Right);
  CHECK(g.page.currentRow() == g.model().cellAt(1));
  QTest::keyClick(g.grid, Qt::Key_Right, Qt::ShiftModifier);
  CHECK(g.page.selectedRows().size() == 2);
  QTest::keyClick(g.grid, Qt::Key_Down);
  CHECK(g.model().sectionOf(g.model().indexOf(g.page.currentRow())) == &g.model().sections()[1]);
  QTest::keyClick(g.grid, Qt::Key_A, Qt::ControlModifier);
  CHECK(g.page.selectedRows().size() == 60);
  CHECK_FALSE(session.canUndo());  // all of it decided nothing

  // From the free space right of the second section's tiles back over its last two.
  g.grid->scrollToTop();
  const CellSection second = g.model().sections()[1];
  const QRect last = g.grid->visualRect(g.model().index(second.first + second.count - 1, 0));
  const QRect before = g.grid->visualRect(g.model().index(second.first + second.count - 2, 0));
  const QPoint from(last.right() + 30, last.center().y());
  QTest::mousePress(g.grid->viewport(), Qt::LeftButton, {}, from);
  QTest::mouseMove(g.grid->viewport(), last.center());
  QTest::mouseMove(g.grid->viewport(), before.center());
  QTest::mouseRelease(g.grid->viewport(), Qt::LeftButton, {}, before.center());
  CHECK(g.page.selectedRows().size() == 2);
}

TEST_CASE("enter opens the cell in review, class keys do nothing in a filter's field", "[gallery]") {
  Gallery g;
  QSignalSpy review(&g.page, &GalleryPage::reviewRequested);
  g.click(5);
  QTest::keyClick(g.grid, Qt::Key_Return);
  REQUIRE(review.size() == 1);
  CHECK(review.front().front().toInt() == 5);

  auto* search = g.find<QLineEdit>("galleryCommentFilter");
  search->setFocus();
  QTest::keyClicks(search, QStringLiteral("p8"));
  auto* state = g.find<QComboBox>("galleryStateFilter");
  state->setFocus();
  QTest::keyClick(state, Qt::Key_8);
  g.settle();
  CHECK_FALSE(g.slide.session().canUndo());
  CHECK(search->text() == QStringLiteral("p8"));
}

TEST_CASE("cells dropped on a class change to it", "[gallery]") {
  Gallery g;
  QList<int> cells = {2, 13};
  QMimeData* data = nullptr;
  {
    QModelIndexList indexes;
    for (int cell : cells) indexes << g.model().index(g.model().indexOf(cell), 0);
    data = g.model().mimeData(indexes);
  }
  // The row of lymphocyte: index 8, after "All cells".
  const QPoint target = g.classes->visualItemRect(g.classes->item(9)).center();
  QDragEnterEvent enter(target, Qt::CopyAction, data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(g.classes->viewport(), &enter);
  REQUIRE(enter.isAccepted());
  QDragMoveEvent move(target, Qt::CopyAction, data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(g.classes->viewport(), &move);
  REQUIRE(move.isAccepted());
  QDropEvent drop(QPointF(target), Qt::CopyAction, data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(g.classes->viewport(), &drop);
  g.settle();
  CHECK(g.classId(2) == QStringLiteral("lymphocyte"));
  CHECK(g.classId(13) == QStringLiteral("lymphocyte"));
  delete data;
}

TEST_CASE("ten thousand cells cost what is in view", "[gallery]") {
  test::SlideOptions options;
  options.cells = 10'000;
  options.fields = true;
  Gallery g(options);
  auto* counting = new CountingDelegate(*g.grid, g.model(), *g.slide.workspace->images());
  g.grid->setItemDelegate(counting);
  QCoreApplication::processEvents();
  const int perView = (g.grid->viewport()->width() / g.grid->tileSize().width() + 1) *
                      (g.grid->viewport()->height() / g.grid->tileSize().height() + 2);
  CHECK(int(g.grid->cellsInView().size()) <= perView);
  for (int position : {0, 5'000, 20'000, g.grid->verticalScrollBar()->maximum()}) {
    g.grid->verticalScrollBar()->setValue(position);
    counting->painted = 0;
    g.grid->viewport()->repaint();
    CHECK(counting->painted > 0);
    CHECK(counting->painted <= perView);
  }
  // A thumbnail that arrives repaints its tile only.
  const int cell = g.grid->cellsInView().front();
  REQUIRE(waitUntil([&] { return !g.slide.workspace->images()->thumbnail(cell, 96).isNull(); }));
  QCoreApplication::processEvents();
  const int before = g.grid->verticalScrollBar()->value();
  QTest::qWait(50);
  CHECK(g.grid->verticalScrollBar()->value() == before);  // nothing jumps
  // Every cell can be reached, and select-all stays one range a section.
  QTest::keyClick(g.grid, Qt::Key_End);
  CHECK(g.page.currentRow() == g.model().cellAt(9'999));
  QTest::keyClick(g.grid, Qt::Key_A, Qt::ControlModifier);
  CHECK(g.page.selectedRows().size() == 10'000);
  CHECK(g.grid->selectionModel()->selection().size() == 1);
  g.find<QSlider>("gallerySize")->setValue(48);
  CHECK(g.grid->pictureSide() == 48);
  CHECK(Gallery().grid->pictureSide() == 48);  // kept for the next time
  counting->painted = 0;
  g.grid->viewport()->repaint();
  CHECK(counting->painted < 1'000);
  g.find<QSlider>("gallerySize")->setValue(96);
}

TEST_CASE("pictures of the gallery", "[gallery][screenshots]") {
  if (qEnvironmentVariableIsEmpty("CELLWISE_SCREENSHOTS")) return;
  test::SlideOptions options;
  options.cells = 400;
  for (bool dark : {false, true})
    for (QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
      applyTheme(*qApp, dark ? ThemeChoice::Dark : ThemeChoice::Light);
      Gallery g(options, size);
      g.slide.session().decide({0, 11, 22}, 0, QStringLiteral("gallery"));
      g.slide.session().decide({33, 44}, 3, QStringLiteral("gallery"));
      g.slide.session().setFlagged({55, 66}, true);
      g.slide.session().setComment(66, QStringLiteral("smudged"));
      g.settle();
      g.click(g.model().cellAt(2));
      g.click(g.model().cellAt(5), Qt::ShiftModifier);
      g.grid->scrollToTop();
      QTest::qWait(1500);
      test::screenshot(g.page,
                       QStringLiteral("gallery-%1-%2").arg(size.width()).arg(dark ? "dark" : "light"));
    }
  applyTheme(*qApp, ThemeChoice::Light);
}
