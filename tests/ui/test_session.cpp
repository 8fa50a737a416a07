// A reviewer's session in the real window, by real key events: 105 of 500 cells are decided, and the
// casebook file is read anew to see that each decision is there. How long the interface took is printed,
// not judged: the machine that runs the tests is not the one that is sat at.
#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QSettings>

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "bridge/cell_image_provider.h"
#include "inspector/cell_image_view.h"
#include "review/review_page.h"
#include "shell/main_window.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;
using ui::MainWindow;

namespace {

// Counts what is painted: a cell is shown when its picture has been.
class PaintCounter : public QObject {
 public:
  explicit PaintCounter(QWidget* widget) { widget->installEventFilter(this); }
  int painted = 0;

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    painted += event->type() == QEvent::Paint;
    return false;
  }
};

double at(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, std::size_t(share * double(values.size())))];
}

}  // namespace

TEST_CASE("a session of 105 decisions on 500 cells loses none of them", "[session]") {
  constexpr int kCells = 500, kDecisions = 105;
  OpenSlide open({.cells = kCells, .fields = true});
  std::vector<std::pair<casebook::Id, QString>> decided;  // cell, class
  std::vector<double> milliseconds;
  {
    MainWindow window(*open.workspace);
    window.resize(1280, 800);
    window.show();
    window.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&window));
    window.showPage(MainWindow::Page::Review);
    auto* review = window.findChild<ui::ReviewPage*>();
    auto* image = window.findChild<ui::CellImageView*>(QStringLiteral("reviewImage"));
    REQUIRE(review);
    REQUIRE(image);
    REQUIRE(review->left() == 150);  // three of ten
    PaintCounter counter(image);
    REQUIRE(waitUntil([&] { return !image->image().isNull() && counter.painted > 0; }, 60'000));

    const auto& classes = open.session().manifest().scheme.classes;
    for (int i = 0; i < kDecisions; ++i) {
      const int row = review->currentRow();
      REQUIRE(row >= 0);
      const auto& cell = open.session().cells()[std::size_t(row)];
      REQUIRE_FALSE(cell.review);
      // Every third against the model, every tenth by the ladder.
      const int model = open.session().predictedClassOf(row);
      const int wanted = i % 3 == 0 ? (model + 2) % int(classes.size()) : model;
      const auto& chosen = classes[std::size_t(wanted)];
      decided.emplace_back(cell.id, QString::fromStdString(chosen.id));
      const int before = counter.painted;
      QElapsedTimer timer;
      timer.start();
      QTest::keyClick(QApplication::focusWidget(),
                      QKeySequence(QString::fromStdString(chosen.key).toUpper())[0].key());
      // The page goes on when the decision is on disk; then the next cell has to be seen.
      while (review->currentRow() == row || counter.painted == before || image->image().isNull()) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        REQUIRE(timer.elapsed() < 60'000);
      }
      milliseconds.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    CHECK(review->left() == 150 - kDecisions);
  }
  CHECK(open.errors.empty());
  open.workspace.reset();  // the program has ended

  const auto book = open.onDisk();
  REQUIRE(book->verifyAudit());
  const auto cells = book->cells(open.slide());
  REQUIRE(cells);
  int found = 0;
  for (const auto& [id, classId] : decided) {
    const auto cell = std::find_if(cells->begin(), cells->end(), [&](const auto& c) { return c.id == id; });
    REQUIRE(cell != cells->end());
    REQUIRE(cell->review);
    CHECK(cell->review->classId == classId);
    CHECK(cell->review->reviewer == QStringLiteral("Dr. Test"));
    const auto history = book->history(id);
    REQUIRE(history);
    CHECK(history->size() == 1);  // decided once, not twice
    ++found;
  }
  CHECK(found == kDecisions);
  CHECK(std::count_if(cells->begin(), cells->end(), [](const auto& c) { return c.review.has_value(); }) ==
        kDecisions);
  const double total = std::accumulate(milliseconds.begin(), milliseconds.end(), 0.0);
  std::printf(
      "Review, %d decisions on %d cells: key to next cell shown with the decision on disk: median %.1f ms, "
      "99th percentile %.1f ms, longest %.1f ms, together %.2f s\n",
      kDecisions, kCells, at(milliseconds, 0.5), at(milliseconds, 0.99), at(milliseconds, 1), total / 1000);
}

TEST_CASE("the next cells are decoded before they are needed", "[session]") {
  OpenSlide open({.cells = 200});
  std::vector<int> ready;
  QObject::connect(open.workspace->images(), &ui::CellImageProvider::cropReady, open.workspace.get(),
                   [&](int row) { ready.push_back(row); });
  ui::ReviewPage page(*open.workspace);
  page.resize(1196, 690);
  page.show();
  page.activateWindow();
  REQUIRE(QTest::qWaitForWindowActive(&page));
  const auto queue = open.session().reviewQueue();
  const auto decoded = [&](int row) { return std::find(ready.begin(), ready.end(), row) != ready.end(); };
  // Nobody has asked for the pictures of the six that follow.
  for (std::size_t i = 0; i <= 6; ++i) CHECK(waitUntil([&] { return decoded(queue[i]); }, 60'000));
  auto* image = page.findChild<ui::CellImageView*>(QStringLiteral("reviewImage"));
  for (std::size_t i = 0; i < 20; ++i) {
    REQUIRE(page.currentRow() == queue[i]);
    REQUIRE(waitUntil([&] { return decoded(queue[i + 6]); }, 60'000));
    QTest::keyClick(&page, Qt::Key_Space);
    // At once, without the event loop.
    CHECK(page.currentRow() == queue[i + 1]);
    CHECK_FALSE(image->image().isNull());
  }
}

TEST_CASE("a decision on a cell looked at again leads to the next one to review", "[session]") {
  OpenSlide open;
  ui::ReviewPage page(*open.workspace);
  page.show();
  page.activateWindow();
  REQUIRE(QTest::qWaitForWindowActive(&page));
  const auto queue = open.session().reviewQueue();
  const auto settle = [&] {
    open.settle();
    QCoreApplication::processEvents();
  };
  for (int i = 0; i < 3; ++i) {
    QTest::keyClick(&page, Qt::Key_5);
    settle();
  }
  REQUIRE(page.currentRow() == queue[3]);
  QTest::keyClick(&page, Qt::Key_Left);
  QTest::keyClick(&page, Qt::Key_Left);
  REQUIRE(page.currentRow() == queue[1]);
  QTest::keyClick(&page, Qt::Key_6);  // another class
  settle();
  CHECK(page.currentRow() == queue[3]);
  QTest::keyClick(&page, Qt::Key_Left);
  REQUIRE(open.session().cells()[std::size_t(page.currentRow())].review);
  QTest::keyClick(&page, Qt::Key_6);  // the same class once more
  settle();
  CHECK(page.currentRow() == queue[3]);
  // From an accepted cell, which nobody has to review: the same.
  const int accepted = [&] {
    for (int row = 0;; ++row)
      if (open.session().stateOf(row) == ui::CellState::AutoAccepted) return row;
  }();
  page.showRow(accepted);
  QTest::keyClick(&page, Qt::Key_1);
  settle();
  CHECK(page.currentRow() == queue[3]);
  CHECK_FALSE(open.session().cells()[std::size_t(queue[3])].review);
}
