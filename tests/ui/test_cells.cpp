// What is done with many cells and beside them: the laboratory's classes, bulk confirmation, undo in a later
// session, tags and finding them, the atlas.
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTreeWidget>

#include <algorithm>
#include <set>

#include "atlas/atlas_dialog.h"
#include "bridge/laboratory_classes.h"
#include "bridge/reference_cells.h"
#include "casebook/atlas.h"
#include "casebook/remarks.h"
#include "classes/classes_dialog.h"
#include "field/field_canvas.h"
#include "field/field_editor.h"
#include "finder/find_dialog.h"
#include "gallery/cell_grid.h"
#include "gallery/cell_model.h"
#include "gallery/class_list.h"
#include "gallery/gallery_page.h"
#include "review/review_page.h"
#include "shell/main_window.h"
#include "style/theme.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::ui;
using test::waitUntil;

namespace {

constexpr int kLong = 30'000;  // the machine may be busy

struct Window {
  explicit Window(const test::SlideOptions& options = {}, QSize size = {1280, 800}) : open(options) {
    MainWindow::applySettings();
    window = std::make_unique<MainWindow>(*open.workspace);
    window->resize(size);
    window->show();
    window->activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(window.get()));
    window->showPage(MainWindow::Page::Cells);
    gallery = window->findChild<GalleryPage*>();
    grid = window->findChild<CellGrid*>();
    REQUIRE(gallery);
    REQUIRE(grid);
  }
  template <class Widget>
  Widget* find(const char* name) {
    auto* widget = window->findChild<Widget*>(QLatin1String(name));
    INFO(name);
    REQUIRE(widget);
    return widget;
  }
  SlideSession& session() { return open.session(); }
  CellModel& model() { return *static_cast<CellModel*>(grid->model()); }
  void settle() {
    open.settle();
    QCoreApplication::processEvents();
  }
  void trigger(const char* action) { find<QAction>(action)->trigger(); }
  std::string classOf(int row) {
    const int c = session().classOf(row);
    return c < 0 ? "" : session().manifest().scheme.classes[std::size_t(c)].id;
  }

  test::OpenSlide open;
  std::unique_ptr<MainWindow> window;
  GalleryPage* gallery = nullptr;
  CellGrid* grid = nullptr;
};

int entriesOf(const casebook::Casebook& book) {
  const auto count = book.verifyAudit();
  REQUIRE(count);
  return *count;
}

}  // namespace

TEST_CASE("a class of the laboratory is on the palette, in the lists and in the report at once",
          "[cells][classes]") {
  Window w;
  w.trigger("laboratoryClasses");
  auto* dialog = w.find<ClassesDialog>("classesDialog");
  auto* keep = w.find<QPushButton>("classesKeep");
  CHECK_FALSE(keep->isEnabled());
  w.find<QLineEdit>("className")->setText(QStringLiteral("Smudge cell"));
  CHECK_FALSE(keep->isEnabled());
  w.find<QLineEdit>("classShortName")->setText(QStringLiteral("SMU"));
  w.find<QLineEdit>("classKey")->setText(QStringLiteral("g"));
  REQUIRE(keep->isEnabled());
  keep->click();
  REQUIRE(waitUntil([&] { return w.session().manifest().scheme.indexOf("lab_smudge_cell") >= 0; }, kLong));
  const int smudge = w.session().manifest().scheme.indexOf("lab_smudge_cell");
  CHECK(smudge == w.session().modelClasses());
  CHECK(w.find<QListWidget>("classesList")->count() == 1);
  test::screenshot(*dialog, QStringLiteral("classes"));
  dialog->close();

  // The model's outputs come first and stay where they are; the two answers that are no class come last.
  const auto& classes = w.session().manifest().scheme.classes;
  CHECK(classes.size() == test::bloodScheme().classes.size() + 3);
  CHECK(classes[classes.size() - 2].id == "not_a_cell");
  CHECK(classes.back().id == "unclassifiable");
  std::set<std::string> keys;
  for (const auto& c : classes) CHECK(keys.insert(c.key).second);

  // By its key in the gallery, and the fixed answers by theirs.
  w.grid->window()->activateWindow();
  REQUIRE(QTest::qWaitForWindowActive(w.grid->window()));
  w.gallery->selectRow(0);
  w.grid->setFocus();
  QTest::keyClick(w.grid, Qt::Key_G);
  w.settle();
  CHECK(w.classOf(0) == "lab_smudge_cell");
  w.gallery->selectRow(1);
  QTest::keyClick(w.grid, Qt::Key_X);
  w.settle();
  CHECK(w.classOf(1) == "not_a_cell");
  w.gallery->selectRow(2);
  QTest::keyClick(w.grid, Qt::Key_Q);
  w.settle();
  CHECK(w.classOf(2) == "unclassifiable");
  CHECK(w.find<QAction>("reviewClass_lab_smudge_cell")->shortcut() == QKeySequence(Qt::Key_G));

  const auto row = [&](const char* id) {
    const auto d = w.session().differential();
    const auto* found = d.row(QString::fromLatin1(id));
    REQUIRE(found);
    return *found;
  };
  CHECK(row("lab_smudge_cell").nameEn == QStringLiteral("Smudge cell"));
  CHECK(row("lab_smudge_cell").cells.confirmed == 1);
  CHECK_FALSE(row("lab_smudge_cell").counted);
  CHECK_FALSE(row("not_a_cell").counted);
  const int counted = w.session().differential().counted;

  // Counted from now on; then retired: no key any more, and the cell keeps class and name.
  auto made = w.open.workspace->laboratoryClasses()->all().front();
  made.counted = true;
  w.open.workspace->laboratoryClasses()->revise(made);
  REQUIRE(waitUntil([&] { return row("lab_smudge_cell").counted; }, kLong));
  CHECK(w.session().differential().counted == counted + 1);
  made.retired = true;
  w.open.workspace->laboratoryClasses()->revise(made);
  REQUIRE(waitUntil(
      [&] {
        const int i = w.session().manifest().scheme.indexOf("lab_smudge_cell");
        return i >= 0 && w.session().manifest().scheme.classes[std::size_t(i)].key.empty();
      },
      kLong));
  CHECK(row("lab_smudge_cell").nameEn == QStringLiteral("Smudge cell"));
  CHECK(w.open.errors.empty());
  entriesOf(*w.open.onDisk());
}

TEST_CASE("all cells shown of a class are confirmed in one press: said before, one step, one entry",
          "[cells][bulk]") {
  Window w;
  auto& session = w.session();
  const int lymphocyte = session.manifest().scheme.indexOf("lymphocyte");
  w.find<ClassList>("galleryClasses")->choose(lymphocyte);
  w.find<QComboBox>("galleryStateFilter")
      ->setCurrentIndex(w.find<QComboBox>("galleryStateFilter")->findData(int(CellState::AutoAccepted)));
  std::set<int> shown;
  for (int i = 0; i < w.model().shown(); ++i) shown.insert(w.model().cellAt(i));
  REQUIRE(shown.size() > 1);
  int ofClass = 0;
  for (int row = 0; row < int(session.cells().size()); ++row) ofClass += session.classOf(row) == lymphocyte;
  REQUIRE(int(shown.size()) < ofClass);  // the filter hides some
  auto* button = w.find<QPushButton>("galleryConfirmShown");
  REQUIRE(button->isVisible());
  CHECK(button->text().contains(QString::number(shown.size())));
  CHECK(button->text().contains(QStringLiteral("Lymphocyte")));
  test::screenshot(*w.window, QStringLiteral("bulk"));
  const int before = entriesOf(*w.open.onDisk());
  w.grid->setFocus();
  QTest::keyClick(w.grid, Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
  w.settle();
  for (int row = 0; row < int(session.cells().size()); ++row)
    CHECK(session.cells()[std::size_t(row)].review.has_value() == (shown.count(row) > 0));
  CHECK(entriesOf(*w.open.onDisk()) == before + 1);
  const auto entries = w.open.onDisk()->audit(before);
  REQUIRE(entries);
  CHECK(QJsonDocument::fromJson(entries->front().detail).object()[QStringLiteral("cells")].toArray().size() ==
        qsizetype(shown.size()));
  session.undo();
  w.settle();
  for (const auto& cell : session.cells()) CHECK_FALSE(cell.review.has_value());
  CHECK(entriesOf(*w.open.onDisk()) == before + 2);
}

TEST_CASE("selected cells of several classes are confirmed in one step", "[cells][bulk]") {
  Window w;
  w.grid->setFocus();
  QTest::keyClick(w.grid, Qt::Key_A, Qt::ControlModifier);
  const int before = entriesOf(*w.open.onDisk());
  QTest::keyClick(w.grid, Qt::Key_Return, Qt::ControlModifier);
  w.settle();
  for (int row = 0; row < int(w.session().cells().size()); ++row)
    CHECK(w.session().stateOf(row) == CellState::Confirmed);
  CHECK(entriesOf(*w.open.onDisk()) == before + 1);
  w.session().undo();
  w.settle();
  for (const auto& cell : w.session().cells()) CHECK_FALSE(cell.review.has_value());
}

TEST_CASE("more like this selects the nearest by what the model says, and more when it is pressed again",
          "[cells][bulk]") {
  Window w;
  w.gallery->selectRow(7);
  w.grid->setFocus();
  const auto& cells = w.session().cells();
  // By hand: all distances, sorted.
  std::vector<std::pair<double, int>> all;
  for (int row = 0; row < int(cells.size()); ++row) {
    double sum = 0;
    for (std::size_t k = 0; k < cells[0].prediction->memberships.size(); ++k) {
      const double d = double(cells[std::size_t(row)].prediction->memberships[k]) -
                       double(cells[7].prediction->memberships[k]);
      sum += d * d;
    }
    all.emplace_back(sum, row);
  }
  std::sort(all.begin(), all.end());
  const auto check = [&](std::size_t count) {
    auto rows = w.gallery->selectedRows();
    REQUIRE(rows.size() == count);
    for (const int row : rows) {
      const auto at = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.second == row; });
      CHECK(at->first <= all[count - 1].first);
    }
    CHECK(std::find(rows.begin(), rows.end(), 7) != rows.end());
  };
  QTest::keyClick(w.grid, Qt::Key_J, Qt::ControlModifier);
  check(13);
  QTest::keyClick(w.grid, Qt::Key_J, Qt::ControlModifier);
  check(25);
  CHECK_FALSE(w.session().canUndo());
}

TEST_CASE("what was decided before the program was closed can be undone, back to the earlier expert's word",
          "[cells][undo]") {
  test::OpenSlide open;
  auto& workspace = open.workspace;
  const auto reopen = [&](const char* name) {
    workspace.reset();
    workspace = std::make_unique<Workspace>();
    workspace->setOperatorName(QString::fromUtf8(name));
    workspace->openCasebook(open.file());
    REQUIRE(waitUntil([&] { return workspace->slides().size() == 1; }, kLong));
    workspace->openSlide(open.slide());
    REQUIRE(waitUntil([&] { return workspace->session() != nullptr; }, kLong));
  };
  workspace->setOperatorName(QStringLiteral("Dr. Bo"));
  open.session().decide({3}, 5, QStringLiteral("review"));
  open.settle();
  reopen("Dr. Test");
  open.session().decide({3, 4}, 8, QStringLiteral("gallery"));
  open.settle();
  open.session().decide({6}, 2, QStringLiteral("review"));
  open.settle();

  // Another person takes nothing of it back.
  reopen("Dr. Cy");
  QTest::qWait(300);
  CHECK_FALSE(open.session().canUndo());

  reopen("Dr. Test");
  REQUIRE(waitUntil([&] { return open.session().canUndo(); }, kLong));
  open.session().undo();
  open.settle();
  CHECK_FALSE(open.session().cells()[6].review.has_value());
  open.session().undo();
  open.settle();
  const auto onDisk = open.onDisk();
  const auto cells = onDisk->cells(open.slide());
  REQUIRE(cells);
  REQUIRE((*cells)[3].review);
  CHECK((*cells)[3].review->reviewer == QStringLiteral("Dr. Bo"));
  CHECK((*cells)[3].review->classId.toStdString() == open.session().manifest().scheme.classes[5].id);
  CHECK_FALSE((*cells)[4].review);
  CHECK_FALSE(open.session().canUndo());  // Dr. Bo's is his
  CHECK(open.session().canRedo());
  open.session().redo();
  open.settle();
  CHECK(open.session().cells()[4].review.has_value());
  entriesOf(*onDisk);

  // Where the person changes, so does what can be taken back.
  workspace->setOperatorName(QStringLiteral("Dr. Bo"));
  QTest::qWait(300);
  CHECK_FALSE(open.session().canUndo());
}

TEST_CASE("tags are put on cells, seen, filtered by, and found over all slides", "[cells][tags]") {
  Window w;
  w.gallery->selectRow(3);
  w.grid->setFocus();
  QTest::keyClick(w.grid, Qt::Key_T, Qt::ControlModifier);
  auto* line = w.find<QLineEdit>("galleryTag");
  REQUIRE(line->isVisible());
  QTest::keyClicks(line, QStringLiteral("Auer rod"));
  QTest::keyClick(line, Qt::Key_Return);
  w.settle();
  CHECK(w.session().cells()[3].tags == QStringList{QStringLiteral("Auer rod")});
  CHECK_FALSE(line->isVisible());
  CHECK(w.open.onDisk()->cell(w.session().cells()[3].id)->tags.size() == 1);
  auto* filter = w.find<QLineEdit>("galleryCommentFilter");
  filter->setText(QStringLiteral("auer"));
  CHECK(w.model().shown() == 1);
  filter->clear();

  w.trigger("findCells");
  auto* text = w.find<QLineEdit>("findText");
  auto* results = w.find<QTreeWidget>("findResults");
  text->setText(QStringLiteral("auer"));
  REQUIRE(waitUntil([&] { return results->topLevelItemCount() == 1; }, kLong));
  CHECK(results->topLevelItem(0)->text(4) == QStringLiteral("Auer rod"));
  test::screenshot(*w.find<FindDialog>("findDialog"), QStringLiteral("find"));
  w.gallery->selectRow(0);
  w.window->showPage(MainWindow::Page::Worklist);
  QTest::keyClick(text, Qt::Key_Return);
  CHECK(w.window->page() == MainWindow::Page::Cells);
  CHECK(w.gallery->currentRow() == 3);

  // By the class's name in words, and by the reviewer, once an expert has decided.
  w.session().decide({5}, w.session().manifest().scheme.indexOf("monocyte"), QStringLiteral("gallery"));
  w.settle();
  text->setText(QStringLiteral("Monocy"));
  REQUIRE(waitUntil(
      [&] {
        return results->topLevelItemCount() == 1 &&
               results->topLevelItem(0)->text(3) == QStringLiteral("Dr. Test");
      },
      kLong));
  auto* who = w.find<QComboBox>("galleryReviewerFilter");
  who->setCurrentIndex(who->findData(QStringLiteral("Dr. Test")));
  CHECK(w.model().shown() == 1);
  who->setCurrentIndex(0);

  // The same tag once more takes it off.
  w.gallery->selectRow(3);
  w.trigger("galleryTagAction");
  line->setText(QStringLiteral("Auer rod"));
  QTest::keyClick(line, Qt::Key_Return);
  w.settle();
  CHECK(w.session().cells()[3].tags.isEmpty());
  entriesOf(*w.open.onDisk());
}

TEST_CASE("the atlas is filled from the gallery, shown by class, and taken from", "[cells][atlas]") {
  Window w;
  w.session().decide({2, 3}, w.session().manifest().scheme.indexOf("monocyte"), QStringLiteral("gallery"));
  w.settle();
  w.gallery->selectRow(2);
  w.grid->setFocus();
  QTest::keyClick(w.grid, Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
  REQUIRE(waitUntil([&] { return casebook::Atlas::entries(*w.open.onDisk())->size() == 1; }, kLong));
  w.trigger("atlas");
  auto* pictures = w.find<QListWidget>("atlasPictures");
  REQUIRE(waitUntil([&] { return pictures->count() == 1; }, kLong));
  CHECK(w.find<QListWidget>("atlasClasses")->count() == 2);
  auto* note = w.find<QLineEdit>("atlasNote");
  note->setText(QStringLiteral("vacuoles"));
  QTest::keyClick(note, Qt::Key_Return);
  REQUIRE(waitUntil(
      [&] { return casebook::Atlas::entries(*w.open.onDisk())->front().note == QStringLiteral("vacuoles"); },
      kLong));
  test::screenshot(*w.find<AtlasDialog>("atlasDialog"), QStringLiteral("atlas"));

  // Beside a query it stands as the atlas's.
  auto* references = w.open.workspace->references();
  const auto query = w.session().cells()[0].id;
  REQUIRE(waitUntil(
      [&] {
        const auto& known = references->cells(QStringLiteral("monocyte"), w.open.slide(), query);
        return !known.empty() && known.back().atlas && known.back().note == QStringLiteral("vacuoles");
      },
      kLong));

  w.find<QPushButton>("atlasTake")->click();
  REQUIRE(waitUntil([&] { return casebook::Atlas::entries(*w.open.onDisk())->empty(); }, kLong));
  REQUIRE(waitUntil([&] { return pictures->count() == 0; }, kLong));
  entriesOf(*w.open.onDisk());
}

TEST_CASE("cells are drawn, split, merged and removed on their field, and it is undone", "[cells][field]") {
  test::SlideOptions options;
  options.fields = true;
  Window w(options);
  const auto count = [&] { return w.open.workspace->session() ? int(w.session().cells().size()) : -1; };
  const int before = count();
  w.gallery->selectRow(0);
  w.trigger("cellsByHand");
  auto* canvas = w.find<FieldCanvas>("fieldCanvas");
  REQUIRE(waitUntil([&] { return canvas->boxes().size() == 12 && canvas->selected().size() == 1; }, kLong));
  const auto cells = w.session().cells();
  CHECK(canvas->selected().front() == cells[0].id);
  REQUIRE(waitUntil(
      [&] {
        canvas->beginDraft();  // null until the field is there
        return canvas->draft().has_value();
      },
      kLong));
  QTest::keyClick(canvas, Qt::Key_Escape);
  CHECK_FALSE(canvas->draft());
  w.find<FieldEditor>("fieldEditor")->activateWindow();

  // By mouse: a drag draws.
  const QRect drawn(104, 20, 30, 40);
  QTest::mousePress(canvas, Qt::LeftButton, {}, canvas->toWidget(drawn.topLeft()).toPoint());
  QTest::mouseMove(canvas, canvas->toWidget(drawn.center()).toPoint());
  QTest::mouseMove(canvas, canvas->toWidget(drawn.bottomRight()).toPoint());
  QTest::mouseRelease(canvas, Qt::LeftButton, {}, canvas->toWidget(drawn.bottomRight()).toPoint());
  REQUIRE(waitUntil([&] { return count() == before + 1; }, kLong));
  const QRect box = w.session().cells().back().box;
  CHECK(std::abs(box.x() - drawn.x()) <= 3);
  CHECK(std::abs(box.bottom() - drawn.bottom()) <= 3);
  CHECK(w.session().slide().cells == before + 1);
  CHECK(w.session().differential().cells == before + 1);
  REQUIRE(waitUntil([&] { return canvas->boxes().size() == 13 && canvas->selected().size() == 1; }, kLong));
  test::screenshot(*w.find<FieldEditor>("fieldEditor"), QStringLiteral("field"));

  // The new one is selected: split, merge, remove, all by keys.
  const auto key = [&](const char* action) {
    auto* found = w.find<QAction>(action);
    REQUIRE(waitUntil([&] { return found->isEnabled(); }, kLong));
    found->trigger();
  };
  key("fieldSplit");
  REQUIRE(waitUntil([&] { return count() == before + 2 && canvas->selected().size() == 2; }, kLong));
  key("fieldMerge");
  REQUIRE(waitUntil([&] { return count() == before + 1 && canvas->selected().size() == 1; }, kLong));
  CHECK(w.session().cells().back().box == box);
  key("fieldRemove");
  REQUIRE(waitUntil([&] { return count() == before; }, kLong));
  for (const int after : {before + 1, before + 2, before + 1, before}) {
    key("fieldUndo");
    REQUIRE(waitUntil([&] { return count() == after; }, kLong));
  }

  // By keyboard alone: a draft, moved and kept.
  key("fieldAdd");
  REQUIRE(waitUntil([&] { return canvas->draft().has_value(); }, kLong));
  const QRect draft = *canvas->draft();
  QTest::keyClick(canvas, Qt::Key_Right);
  QTest::keyClick(canvas, Qt::Key_Down, Qt::ShiftModifier);
  QTest::keyClick(canvas, Qt::Key_Return);
  REQUIRE(waitUntil([&] { return count() == before + 1; }, kLong));
  CHECK(w.session().cells().back().box == QRect(draft.topLeft() + QPoint(4, 0), draft.size() + QSize(0, 4)));
  CHECK(w.open.errors.empty());
  entriesOf(*w.open.onDisk());
}

TEST_CASE("pictures of what is done with many cells", "[cells][screenshots]") {
  if (qEnvironmentVariableIsEmpty("CELLWISE_SCREENSHOTS")) return;
  for (const char* theme : {"light", "dark"}) {
    for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
      Window w({}, size);
      w.window->setTheme(QString::fromLatin1(theme));
      casebook::LaboratoryClass c;
      c.name = QStringLiteral("Smudge cell");
      c.shortName = QStringLiteral("SMU");
      c.key = QStringLiteral("g");
      c.colour = QStringLiteral("#f0e442");
      w.open.workspace->laboratoryClasses()->add(c);
      REQUIRE(
          waitUntil([&] { return w.session().manifest().scheme.indexOf("lab_smudge_cell") >= 0; }, kLong));
      w.session().decide({0, 1}, w.session().modelClasses(), QStringLiteral("gallery"));
      w.session().setTag({4, 5}, QStringLiteral("teaching"), true);
      w.settle();
      w.gallery->selectRow(4);
      w.trigger("galleryMoreLikeThis");
      QTest::qWait(800);
      const QString suffix = QStringLiteral("-%1-%2").arg(QString::fromLatin1(theme)).arg(size.width());
      test::screenshot(*w.window, QStringLiteral("cells") + suffix);
      w.window->showPage(MainWindow::Page::Review);
      QTest::qWait(800);
      test::screenshot(*w.window, QStringLiteral("review") + suffix);
      w.window->setTheme(QStringLiteral("light"));
    }
  }
}
