// Review driven by keys: one decides and goes on, moving never confirms, nothing typed is lost.
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>

#include "bridge/cell_image_provider.h"
#include "bridge/reference_cells.h"
#include "inspector/cell_image_view.h"
#include "inspector/inspector_panel.h"
#include "inspector/value_bars.h"
#include "review/class_button.h"
#include "review/context_view.h"
#include "review/example_strip.h"
#include "review/review_page.h"
#include "style/marks.h"
#include "style/theme.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::ui;
using test::waitUntil;

namespace {

struct Review {
  explicit Review(const test::SlideOptions& options = {}, QSize size = {1280, 800})
      : slide(options), page(*slide.workspace) {
    page.resize(size);
    page.show();
    page.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&page));
    page.setFocus();
  }

  template <class T>
  T* find(const char* name) {
    auto* found = page.findChild<T*>(QLatin1String(name));
    REQUIRE(found);
    return found;
  }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&page, key, modifiers); }
  void settle() {
    slide.settle();
    QCoreApplication::processEvents();
  }
  QString decidedClass(int row) {
    const auto& review = slide.session().cells()[std::size_t(row)].review;
    return review ? review->classId : QString();
  }

  test::OpenSlide slide;
  ReviewPage page;
};

}  // namespace

TEST_CASE("the queue starts with the least certain cell and says why", "[review]") {
  Review r;
  const auto queue = r.slide.session().reviewQueue();
  REQUIRE(queue.size() == 18);
  CHECK(r.page.currentRow() == queue.front());
  CHECK(r.find<QLabel>("reviewCounter")->text() == QStringLiteral("18 of 18 left"));
  const QString why = r.find<QLabel>("reviewReason")->text();
  CHECK(why.contains(reasonText(r.slide.session(), queue.front())));
  CHECK(why.contains(QStringLiteral("between")));
  CHECK(r.find<QLabel>("reviewReason")->toolTip().contains(QStringLiteral("1 − ΣD + max D")));
  // The likeliest class is the first button, with its D.
  CHECK(r.find<ClassButton>("reviewLikely1")->classIndex() ==
        r.slide.session().predictedClassOf(queue.front()));
  REQUIRE(waitUntil([&] { return !r.find<CellImageView>("reviewImage")->image().isNull(); }));
  CHECK(r.find<CellImageView>("reviewImage")->image().size() == QSize(96, 96));
}

TEST_CASE("attributes are said beside the class, and where they do not go with it", "[review]") {
  test::SlideOptions options;
  options.attributes = true;
  Review r(options);
  const auto rowOfClass = [&](const char* id) {
    const int wanted = r.slide.session().manifest().scheme.indexOf(id);
    for (int row = 0; row < int(r.slide.session().cells().size()); ++row)
      if (r.slide.session().predictedClassOf(row) == wanted) return row;
    return -1;
  };
  auto* line = r.find<QLabel>("reviewAttributes");
  auto* disagreement = r.find<QLabel>("reviewDisagreement");
  r.page.showRow(rowOfClass("segmented_neutrophil"));
  CHECK(line->isVisible());
  CHECK(line->text() == QStringLiteral("nucleus: segmented, two lobes · granules: small, pink"));
  CHECK(disagreement->text().isEmpty());
  CHECK(line->toolTip().contains(QStringLiteral("not by an expert")));
  CHECK(line->toolTip().contains(
      QStringLiteral("Nucleus: segmented, two lobes — 0.90 (right on 71.0 % of 700")));
  test::screenshot(r.page, QStringLiteral("review-attributes-agree"));

  r.page.showRow(rowOfClass("band_neutrophil"));
  CHECK(disagreement->text() ==
        QStringLiteral("Nucleus: segmented, two lobes; goes with segmented neutrophil "
                       "rather than band neutrophil"));
  CHECK(disagreement->toolTip() == line->toolTip());
  test::screenshot(r.page, QStringLiteral("review-attributes"));

  // Of a monocyte this model knows no attributes: the line keeps its place and says nothing.
  r.page.showRow(rowOfClass("monocyte"));
  CHECK(line->isVisible());
  CHECK(line->text().isEmpty());
  CHECK(line->toolTip().isEmpty());
  CHECK(disagreement->text().isEmpty());

  InspectorPanel panel(*r.slide.workspace);
  panel.resize(300, 900);
  panel.show();
  panel.setRow(rowOfClass("band_neutrophil"));
  auto* bars = panel.findChild<ValueBars*>(QStringLiteral("inspectorAttributes"));
  REQUIRE(bars);
  CHECK(bars->isVisible());
  REQUIRE(bars->rows().size() == 3);
  CHECK(bars->rows()[0].label == QStringLiteral("Nucleus: segmented, two lobes"));
  CHECK(bars->rows()[0].value == Approx(0.9));
  CHECK(bars->rows()[0].toolTip.contains(QStringLiteral("not trained on")));
  CHECK(panel.findChild<QLabel*>(QStringLiteral("inspectorDisagreement"))->isVisible());
  QTest::qWait(50);  // the column is laid out anew
  test::screenshot(panel, QStringLiteral("inspector-attributes"));
  panel.setRow(rowOfClass("monocyte"));
  CHECK_FALSE(bars->isVisible());
  CHECK_FALSE(panel.findChild<QLabel*>(QStringLiteral("inspectorAttributesTitle"))->isVisible());
}

TEST_CASE("a model without attributes has no line for them", "[review]") {
  Review r;
  CHECK_FALSE(r.find<QLabel>("reviewAttributes")->isVisible());
  CHECK_FALSE(r.find<QLabel>("reviewDisagreement")->isVisible());
  InspectorPanel panel(*r.slide.workspace);
  panel.show();
  panel.setRow(r.page.currentRow());
  CHECK_FALSE(panel.findChild<ValueBars*>(QStringLiteral("inspectorAttributes"))->isVisible());
}

TEST_CASE("one key decides and goes on, after the decision is on disk", "[review]") {
  Review r;
  const auto queue = r.slide.session().reviewQueue();
  r.key(Qt::Key_8);
  // Not yet shown as made, and the page has not moved.
  CHECK(r.page.currentRow() == queue[0]);
  CHECK(r.decidedClass(queue[0]).isEmpty());
  r.settle();
  CHECK(r.decidedClass(queue[0]) == QStringLiteral("monocyte"));
  CHECK(r.page.currentRow() == queue[1]);
  CHECK(r.page.left() == 17);
  CHECK(r.find<QLabel>("reviewCounter")->text() == QStringLiteral("17 of 18 left"));
  const auto book = r.slide.onDisk();
  const auto history = book->history(r.slide.session().cells()[std::size_t(queue[0])].id);
  REQUIRE(history);
  REQUIRE(history->size() == 1);
  CHECK(history->front().origin == QStringLiteral("review"));
}

TEST_CASE("keys typed while a decision is written belong to the cells that follow", "[review]") {
  Review r;
  const auto queue = r.slide.session().reviewQueue();
  // No event loop runs in between: all but the first arrive while the first is being written.
  r.key(Qt::Key_1);
  r.key(Qt::Key_2);
  r.key(Qt::Key_S);
  r.key(Qt::Key_4);
  r.key(Qt::Key_C);
  QTest::keyClicks(&r.page, QStringLiteral("p1"));  // a comment, not two decisions
  r.key(Qt::Key_Return);
  r.key(Qt::Key_P);
  REQUIRE(waitUntil([&] { return r.page.left() == 18 - 4 && !r.slide.session().hasPendingWrites(); }));
  CHECK(r.decidedClass(queue[0]) == QStringLiteral("promyelocyte"));
  CHECK(r.decidedClass(queue[1]) == QStringLiteral("myelocyte"));
  CHECK(r.decidedClass(queue[2]).isEmpty());  // skipped
  CHECK(r.decidedClass(queue[3]) == QStringLiteral("band_neutrophil"));
  CHECK(r.decidedClass(queue[4]) == QStringLiteral("platelet"));
  CHECK(r.slide.session().cells()[std::size_t(queue[4])].comment == QStringLiteral("p1"));
}

TEST_CASE("moving never confirms", "[review]") {
  Review r;
  const auto queue = r.slide.session().reviewQueue();
  r.key(Qt::Key_Space);
  CHECK(r.page.currentRow() == queue[1]);
  r.key(Qt::Key_Right);
  CHECK(r.page.currentRow() == queue[2]);
  r.key(Qt::Key_Left);
  r.key(Qt::Key_S);
  CHECK(r.page.currentRow() == queue[2]);
  r.key(Qt::Key_Tab);
  CHECK(r.page.currentRow() == queue[3]);
  r.key(Qt::Key_Return);
  r.key(Qt::Key_Plus);
  for (std::size_t i = 0; i < 40; ++i) r.key(Qt::Key_Space);
  CHECK(r.page.currentRow() == queue.back());
  r.key(Qt::Key_S);  // what was skipped comes round again
  CHECK(r.page.currentRow() == queue.front());
  r.settle();
  CHECK_FALSE(r.slide.session().canUndo());
  for (const auto& cell : r.slide.session().cells()) CHECK_FALSE(cell.review);
}

TEST_CASE("undo and redo bring the cell back into view", "[review]") {
  Review r;
  const auto queue = r.slide.session().reviewQueue();
  for (Qt::Key key : {Qt::Key_1, Qt::Key_2, Qt::Key_3}) {
    r.key(key);
    r.settle();
  }
  REQUIRE(r.page.left() == 15);
  r.key(Qt::Key_Z, Qt::ControlModifier);
  r.settle();
  CHECK(r.page.currentRow() == queue[2]);
  CHECK(r.decidedClass(queue[2]).isEmpty());
  r.key(Qt::Key_Backspace);
  r.key(Qt::Key_Backspace);  // typed ahead
  REQUIRE(waitUntil([&] { return r.page.left() == 18; }));
  CHECK(r.page.currentRow() == queue[0]);
  r.key(Qt::Key_Backspace);  // nothing left to undo: nothing happens, nothing hangs
  r.settle();
  r.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  r.settle();
  CHECK(r.decidedClass(queue[0]) == QStringLiteral("promyelocyte"));
  CHECK(r.page.currentRow() == queue[0]);
  // A changed mind is a new decision; the history keeps both.
  r.key(Qt::Key_9);
  r.settle();
  CHECK(r.decidedClass(queue[0]) == QStringLiteral("lymphocyte"));
  CHECK(r.page.currentRow() == queue[1]);
}

TEST_CASE("typing a comment decides nothing", "[review]") {
  Review r;
  const int row = r.page.currentRow();
  r.key(Qt::Key_C);
  auto* comment = r.find<QLineEdit>("reviewComment");
  REQUIRE(comment->hasFocus());
  QTest::keyClicks(comment, QStringLiteral("p 12 s f c"));
  QTest::keyClick(comment, Qt::Key_Backspace);
  CHECK(r.page.currentRow() == row);
  QTest::keyClick(comment, Qt::Key_Return);
  CHECK(r.page.hasFocus());
  r.settle();
  CHECK(r.slide.session().cells()[std::size_t(row)].comment == QStringLiteral("p 12 s f"));
  CHECK_FALSE(r.slide.session().cells()[std::size_t(row)].review);
  CHECK_FALSE(r.slide.session().cells()[std::size_t(row)].flagged);
  // Escape drops a change; a change of cell keeps what was typed, on the cell it was typed for.
  r.key(Qt::Key_C);
  QTest::keyClicks(comment, QStringLiteral("xyz"));
  QTest::keyClick(comment, Qt::Key_Escape);
  CHECK(comment->text() == QStringLiteral("p 12 s f"));
  r.key(Qt::Key_Space);
  const int second = r.page.currentRow();
  r.key(Qt::Key_F2);
  QTest::keyClicks(comment, QStringLiteral("smudge"));
  r.page.showRow(row);
  r.settle();
  CHECK(r.slide.session().cells()[std::size_t(second)].comment == QStringLiteral("smudge"));
  CHECK(r.slide.session().cells()[std::size_t(row)].comment == QStringLiteral("p 12 s f"));
  // Closing the window in the middle of a word keeps the word.
  r.page.setFocus();
  r.key(Qt::Key_F2);
  QTest::keyClicks(comment, QStringLiteral("!"));
  r.page.close();
  r.settle();
  CHECK(r.slide.session().cells()[std::size_t(row)].comment == QStringLiteral("p 12 s f!"));
}

TEST_CASE("the last decision ends at the report, undo leads back", "[review]") {
  test::SlideOptions options;
  options.cells = 10;  // three to review
  Review r(options);
  QSignalSpy current(&r.page, &ReviewPage::currentRowChanged);
  QSignalSpy report(&r.page, &ReviewPage::reportRequested);
  for (int i = 0; i < 3; ++i) {
    r.key(Qt::Key_5);
    r.settle();
  }
  CHECK(r.page.currentRow() == -1);
  CHECK(current.back().front().toInt() == -1);
  CHECK(r.find<QLabel>("reviewDoneText")->text() == QStringLiteral("All cells reviewed"));
  test::screenshot(r.page, QStringLiteral("review-done"));
  QTest::mouseClick(r.find<QPushButton>("reviewToReport"), Qt::LeftButton);
  CHECK(report.size() == 1);
  r.page.setFocus();
  r.key(Qt::Key_Z, Qt::ControlModifier);
  r.settle();
  CHECK(r.page.currentRow() >= 0);
  CHECK(r.page.left() == 1);
}

TEST_CASE("examples say whether an expert confirmed them", "[review]") {
  Review r;
  auto* strip = r.find<ExampleStrip>("reviewExamples1");
  REQUIRE(strip->rows().size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK_FALSE(strip->confirmed(i));
    CHECK(r.slide.session().stateOf(strip->rows()[i]) == CellState::AutoAccepted);
  }
  const int likely = r.slide.session().predictedClassOf(r.page.currentRow());
  const int accepted = strip->rows()[2];
  r.slide.session().decide({accepted}, likely, QStringLiteral("gallery"));
  r.settle();
  REQUIRE(strip->rows().size() == 3);
  CHECK(strip->rows().front() == accepted);  // confirmed ones come first
  CHECK(strip->confirmed(0));
  CHECK_FALSE(strip->confirmed(1));
  CHECK(std::find(strip->rows().begin(), strip->rows().end(), r.page.currentRow()) == strip->rows().end());
}

TEST_CASE("cells confirmed on other slides stand beside the query, before the model's own", "[review]") {
  Review r;
  auto* strip = r.find<ExampleStrip>("reviewExamples1");
  const int likely = strip->classIndex();
  const QString id = QString::fromStdString(
      r.slide.session().manifest().scheme.classes[static_cast<std::size_t>(likely)].id);
  CHECK(strip->references().empty());
  {
    test::SlideOptions options;
    options.cells = 5;
    options.sampleId = QStringLiteral("S-7");
    options.title = QStringLiteral("Film B");
    const casebook::Id other = test::addTestSlide(r.slide.file(), options);
    const auto book = r.slide.onDisk();
    casebook::NewReview review;
    review.cellId = book->cells(other)->at(2).id;
    review.classId = id;
    review.reviewer = QStringLiteral("Dr. Elsewhere");
    review.origin = QStringLiteral("review");
    REQUIRE(book->addReviews({review}));
  }
  r.slide.workspace->references()->forget();
  r.page.showRow(r.page.currentRow());
  REQUIRE(waitUntil([&] { return strip->references().size() == 1; }));
  CHECK(strip->references().front().reviewer == QStringLiteral("Dr. Elsewhere"));
  CHECK(strip->references().front().slideTitle == QStringLiteral("S-7, Film B"));
  CHECK_FALSE(strip->references().front().picture.isNull());
  CHECK(strip->rows().size() == 2);  // the model's fill what is missing
  CHECK(strip->accessibleDescription().startsWith(QStringLiteral("confirmed by Dr. Elsewhere on S-7")));
}

TEST_CASE("a cell on a field is shown where it lies, zoom and reset", "[review]") {
  test::SlideOptions options;
  options.fields = true;
  Review r(options);
  REQUIRE(waitUntil([&] { return !r.find<CellImageView>("reviewImage")->image().isNull(); }));
  CHECK(r.find<ContextView>("reviewContext")->isVisible());
  CHECK_FALSE(r.find<CellImageView>("reviewNative")->isVisible());
  auto* image = r.find<CellImageView>("reviewImage");
  REQUIRE(image->fitted());
  const double fitted = image->scale();
  r.key(Qt::Key_Plus);
  CHECK(image->scale() > fitted);
  // 0 is a class key of this scheme and stays one; Ctrl+0 resets.
  r.key(Qt::Key_0, Qt::ControlModifier);
  CHECK(image->fitted());
  r.key(Qt::Key_N);
  CHECK(image->scale() == 1);
  const int row = r.page.currentRow();
  r.key(Qt::Key_0);
  r.settle();
  CHECK(r.decidedClass(row) == QStringLiteral("erythroblast"));
}

TEST_CASE("what there is room for is used", "[review]") {
  Review r({}, QSize(1700, 1000));
  auto* rung = r.find<ClassButton>("reviewPalette_promyelocyte");
  const int wide = rung->width();
  const int tall = r.find<ExampleStrip>("reviewExamples1")->height();
  r.page.resize(900, 600);
  REQUIRE(waitUntil([&] { return rung->width() < wide; }));
  CHECK(r.find<ExampleStrip>("reviewExamples1")->height() < tall);
  for (ClassButton* button : r.page.findChildren<ClassButton*>())
    CHECK(r.page.rect().contains(QRect(button->mapTo(&r.page, QPoint()), button->size())));
}

TEST_CASE("the inspector follows a cell and its decisions", "[inspector]") {
  test::OpenSlide slide;
  InspectorPanel panel(*slide.workspace);
  panel.resize(280, 800);
  panel.show();
  CHECK(panel.findChild<QLabel*>(QStringLiteral("inspectorNothing"))->isVisible());
  panel.setRow(3);  // between two classes
  auto* state = panel.findChild<QLabel*>(QStringLiteral("inspectorState"));
  CHECK(state->text() == stateText(CellState::Rejected));
  CHECK(panel.findChild<QLabel*>(QStringLiteral("inspectorReason"))->text() ==
        reasonText(slide.session(), 3));
  CHECK(panel.findChild<QLabel*>(QStringLiteral("inspectorFile"))->text() == QStringLiteral("cell_0004.png"));
  REQUIRE(waitUntil(
      [&] { return !panel.findChild<CellImageView*>(QStringLiteral("inspectorImage"))->image().isNull(); }));
  slide.session().decide({3}, 0, QStringLiteral("review"));
  slide.settle();
  CHECK(state->text() == stateText(CellState::Changed));
  CHECK(panel.findChild<QLabel*>(QStringLiteral("inspectorDecidedBy"))
            ->text()
            .startsWith(QStringLiteral("Dr. Test")));
  // A second decision: the first stays in sight.
  slide.session().decide({3}, 1, QStringLiteral("review"));
  slide.settle();
  auto* history = panel.findChild<QLabel*>(QStringLiteral("inspectorHistory"));
  REQUIRE(waitUntil(
      [&] { return history->isVisibleTo(&panel) && history->text().count(QLatin1Char('\n')) == 1; }));
  const auto& classes = slide.session().manifest().scheme.classes;
  CHECK(history->text().section(QLatin1Char('\n'), 0, 0).endsWith(className(classes[0])));
  CHECK(history->text().section(QLatin1Char('\n'), 1, 1).endsWith(className(classes[1])));
  panel.setRow(4);
  CHECK_FALSE(history->isVisibleTo(&panel));
  panel.setRow(3);
  // Both gates are told, with what they are compared to.
  slide.session().setThresholds({0.40, 0.05});
  CHECK(panel.findChild<QLabel*>(QStringLiteral("inspectorReason"))->text().isEmpty());
  test::screenshot(panel, QStringLiteral("inspector"));
}

TEST_CASE("pictures of review", "[review][screenshots]") {
  if (qEnvironmentVariableIsEmpty("CELLWISE_SCREENSHOTS")) return;
  for (bool dark : {false, true})
    for (QSize size : {QSize(900, 600), QSize(1280, 800), QSize(1920, 1080)}) {
      applyTheme(*qApp, dark ? ThemeChoice::Dark : ThemeChoice::Light);
      test::SlideOptions options;
      options.cells = 120;
      options.fields = size.width() != 1280;
      Review r(options, size);
      r.slide.session().decide({25, 36}, 3, QStringLiteral("gallery"));
      r.slide.session().setFlagged({r.page.currentRow()}, true);
      r.settle();
      QTest::qWait(1200);
      test::screenshot(r.page, QStringLiteral("review-%1-%2").arg(size.width()).arg(dark ? "dark" : "light"));
      InspectorPanel panel(*r.slide.workspace);
      panel.resize(280, size.height() - 100);
      panel.setRow(r.page.currentRow());
      panel.show();
      QTest::qWait(200);
      test::screenshot(panel,
                       QStringLiteral("inspector-%1-%2").arg(size.width()).arg(dark ? "dark" : "light"));
    }
  applyTheme(*qApp, ThemeChoice::Light);
}
