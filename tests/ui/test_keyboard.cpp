// Keys: the ladder of classes, one stage younger and older, the pointer in the gallery, and keys that a
// person has changed.
#include <QAction>
#include <QApplication>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>
#include <QTreeWidget>

#include "gallery/cell_grid.h"
#include "gallery/cell_model.h"
#include "gallery/gallery_page.h"
#include "keyboard/key_card.h"
#include "keyboard/key_map.h"
#include "keyboard/keyboard_dialog.h"
#include "review/class_button.h"
#include "review/class_ladder.h"
#include "review/review_page.h"
#include "shell/main_window.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::ui;
using test::waitUntil;

namespace {

template <class Page>
struct Shown {
  explicit Shown(const test::SlideOptions& options = {}, QSize size = {1196, 690})
      : slide(options), page(*slide.workspace) {
    page.resize(size);
    page.show();
    page.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&page));
  }
  ~Shown() { KeyMap::instance().resetAll(); }
  template <class T>
  T* find(const char* name) {
    auto* found = page.template findChild<T*>(QLatin1String(name));
    REQUIRE(found);
    return found;
  }
  int classNamed(const char* id) { return slide.session().manifest().scheme.indexOf(id); }
  QString classOf(int row) {
    const int c = slide.session().classOf(row);
    return c < 0 ? QString()
                 : QString::fromStdString(slide.session().manifest().scheme.classes[std::size_t(c)].id);
  }
  void settle() {
    slide.settle();
    QCoreApplication::processEvents();
  }

  test::OpenSlide slide;
  Page page;
};

struct Review : Shown<ReviewPage> {
  using Shown::Shown;
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&page, key, modifiers); }
};

struct Gallery : Shown<GalleryPage> {
  explicit Gallery(const test::SlideOptions& options = {}) : Shown(options) {
    grid = find<CellGrid>("galleryGrid");
    grid->setFocus();
  }
  CellModel& model() { return *static_cast<CellModel*>(grid->model()); }
  QPoint placeOf(int cell) {
    const int i = model().indexOf(cell);
    REQUIRE(i >= 0);
    grid->scrollTo(model().index(i, 0));
    return grid->visualRect(model().index(i, 0)).center();
  }
  void point(int cell) {
    const QPoint at = placeOf(cell);
    QTest::mouseMove(grid->viewport(), at - QPoint(3, 0));
    QTest::mouseMove(grid->viewport(), at);
    REQUIRE(waitUntil([&] { return grid->pointedCell() == cell; }));
  }
  CellGrid* grid = nullptr;
};

}  // namespace

TEST_CASE("the palette is a ladder: lineages side by side, the youngest on top", "[keyboard]") {
  Review r;
  const auto rung = [&](const char* id) {
    auto* button = r.find<ClassButton>((std::string("reviewPalette_") + id).c_str());
    return QRect(button->mapTo(&r.page, QPoint()), button->size());
  };
  const char* const granulocytic[] = {"promyelocyte", "myelocyte", "metamyelocyte", "band_neutrophil",
                                      "segmented_neutrophil"};
  for (int i = 0; i < 4; ++i) CHECK(rung(granulocytic[i]).bottom() < rung(granulocytic[i + 1]).top());
  CHECK(rung("eosinophil").top() == rung("segmented_neutrophil").top());
  CHECK(rung("eosinophil").left() > rung("segmented_neutrophil").right());
  CHECK(rung("erythroblast").top() < rung("promyelocyte").top());  // stage 0
  CHECK(rung("lymphocyte").left() > rung("promyelocyte").right());
  CHECK(rung("monocyte").top() == rung("myelocyte").top());
  test::screenshot(r.page, QStringLiteral("ladder"));
}

TEST_CASE("one stage younger and older decide and go on, as a class key does", "[keyboard]") {
  Review r;
  const auto queue = r.slide.session().reviewQueue();
  const int band = [&] {
    for (int row : queue)
      if (r.classOf(row) == QStringLiteral("band_neutrophil")) return row;
    return -1;
  }();
  REQUIRE(band >= 0);
  r.page.showRow(band);
  auto* younger = r.find<ClassButton>("reviewPalette_younger");
  CHECK(younger->classIndex() == r.classNamed("metamyelocyte"));
  CHECK(r.find<ClassButton>("reviewPalette_older")->classIndex() == r.classNamed("segmented_neutrophil"));
  r.key(Qt::Key_Comma);
  r.settle();
  CHECK(r.classOf(band) == QStringLiteral("metamyelocyte"));
  CHECK(r.page.currentRow() != band);
  CHECK_FALSE(r.slide.session().cells()[std::size_t(r.page.currentRow())].review);
  // From what an expert called it, not from the model's word.
  r.page.showRow(band);
  r.key(Qt::Key_Comma);
  r.settle();
  CHECK(r.classOf(band) == QStringLiteral("myelocyte"));
  r.page.showRow(band);
  r.key(Qt::Key_Period);
  r.key(Qt::Key_Left);  // typed ahead: back from the next cell
  r.settle();
  CHECK(r.classOf(band) == QStringLiteral("metamyelocyte"));

  // At the end of a lineage there is no step, and nothing is decided.
  const auto& cells = r.slide.session().cells();
  const auto lymphocyte = [&] {
    for (int row = 0; row < int(cells.size()); ++row)
      if (r.classOf(row) == QStringLiteral("lymphocyte") && !cells[std::size_t(row)].review) return row;
    return -1;
  }();
  r.page.showRow(lymphocyte);
  CHECK_FALSE(younger->isEnabled());
  r.key(Qt::Key_Comma);
  r.settle();
  CHECK(r.page.currentRow() == lymphocyte);
  CHECK_FALSE(cells[std::size_t(lymphocyte)].review);
}

TEST_CASE("a class key means the cell under the pointer, or the selection", "[keyboard]") {
  Gallery g;
  auto& session = g.slide.session();
  const auto decided = [&](int cell) { return session.cells()[std::size_t(cell)].review.has_value(); };
  g.point(4);
  CHECK(g.find<QLabel>("galleryCounts")->text().contains(QStringLiteral("under the pointer")));
  QTest::keyClick(g.grid, Qt::Key_9);
  g.settle();
  CHECK(g.classOf(4) == QStringLiteral("lymphocyte"));
  // Another cell lies under the resting pointer now. It is not meant: nobody has pointed at it.
  CHECK(g.grid->pointedCell() == -1);
  QTest::keyClick(g.grid, Qt::Key_8);
  g.settle();
  int all = 0;
  for (int row = 0; row < int(session.cells().size()); ++row) all += decided(row);
  CHECK(all == 1);

  // A selection under the pointer is what the key means; an unselected cell elsewhere goes first.
  QTest::mouseClick(g.grid->viewport(), Qt::LeftButton, {}, g.placeOf(0));
  QTest::mouseClick(g.grid->viewport(), Qt::LeftButton, Qt::ControlModifier, g.placeOf(11));
  REQUIRE(g.page.selectedRows().size() == 2);
  g.point(11);
  QTest::keyClick(g.grid, Qt::Key_2);
  g.settle();
  CHECK(g.classOf(0) == QStringLiteral("myelocyte"));
  CHECK(g.classOf(11) == QStringLiteral("myelocyte"));
  QTest::mouseClick(g.grid->viewport(), Qt::LeftButton, {}, g.placeOf(0));
  g.point(22);
  QTest::keyClick(g.grid, Qt::Key_Period);  // one stage older, there too
  g.settle();
  CHECK(g.classOf(22) == QStringLiteral("myelocyte"));
  CHECK(g.classOf(0) == QStringLiteral("myelocyte"));
  // The keyboard moved last: the pointer's cell is not meant.
  QTest::mouseClick(g.grid->viewport(), Qt::LeftButton, {}, g.placeOf(1));
  g.point(16);
  QTest::keyClick(g.grid, Qt::Key_Right, Qt::ShiftModifier);
  const auto selection = g.page.selectedRows();
  REQUIRE(selection.size() == 2);
  QTest::keyClick(g.grid, Qt::Key_Comma);
  g.settle();
  for (int row : selection) CHECK(decided(row));
  CHECK_FALSE(decided(16));
}

// --- keys that a person has changed ---------------------------------------------------------------

namespace {

struct Window {
  explicit Window(const test::SlideOptions& options = {}) : open(options) {
    KeyMap::instance().resetAll();
    window = std::make_unique<MainWindow>(*open.workspace);
    window->resize(1280, 800);
    window->show();
    activate(*window);
  }
  ~Window() { KeyMap::instance().resetAll(); }
  static void activate(QWidget& widget) {
    widget.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&widget));
  }
  template <class T>
  T* find(const char* name) {
    auto* found = window->findChild<T*>(QLatin1String(name));
    REQUIRE(found);
    return found;
  }
  KeyboardDialog* openDialog() {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_K, Qt::ControlModifier);
    REQUIRE(waitUntil([&] { return window->findChild<KeyboardDialog*>(); }));
    auto* dialog = window->findChild<KeyboardDialog*>();
    activate(*dialog);
    return dialog;
  }
  // Chooses an action and presses a key for it.
  void give(KeyboardDialog* dialog, const QString& title, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    auto* list = dialog->findChild<QTreeWidget*>(QStringLiteral("keyboardList"));
    const auto items = list->findItems(title, Qt::MatchExactly | Qt::MatchRecursive, 0);
    REQUIRE_FALSE(items.isEmpty());
    list->setCurrentItem(items.first());
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("keyboardChange")), Qt::LeftButton);
    QTest::keyClick(list, key, modifiers);
  }
  QString message(KeyboardDialog* dialog) {
    return dialog->findChild<QLabel*>(QStringLiteral("keyboardMessage"))->text();
  }
  void leave(KeyboardDialog* dialog) {
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("keyboardClose")), Qt::LeftButton);
    REQUIRE(waitUntil([&] { return !window->findChild<KeyboardDialog*>(); }));
    activate(*window);
  }

  test::OpenSlide open;
  std::unique_ptr<MainWindow> window;
};

}  // namespace

TEST_CASE("a changed class key decides, shows everywhere and is kept", "[keyboard]") {
  Window w;
  auto* dialog = w.openDialog();
  w.give(dialog, QStringLiteral("Lymphocyte"), Qt::Key_L);
  CHECK(w.message(dialog).contains(QStringLiteral("L now")));
  test::screenshot(*dialog, QStringLiteral("keyboard-dialog"));
  w.leave(dialog);

  CHECK(QSettings().value(QStringLiteral("keys/class/blood-11/lymphocyte")).toStringList() ==
        QStringList{QStringLiteral("L")});
  w.window->showPage(MainWindow::Page::Review);
  auto* rung = w.find<ClassButton>("reviewPalette_lymphocyte");
  CHECK(rung->accessibleName() == QStringLiteral("Lymphocyte, key L"));
  CHECK(rung->toolTip().contains(QStringLiteral("press L")));
  const int row = w.find<ReviewPage>("reviewPage")->currentRow();
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_9);  // its old key: nobody's now
  w.open.settle();
  CHECK_FALSE(w.open.session().cells()[std::size_t(row)].review);
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_L);
  REQUIRE(waitUntil([&] { return w.open.session().cells()[std::size_t(row)].review.has_value(); }));
  CHECK(w.open.session().cells()[std::size_t(row)].review->classId == QStringLiteral("lymphocyte"));
  // The gallery's action has it too.
  CHECK(w.find<QAction>("galleryClass_lymphocyte")->shortcut() == QKeySequence(QStringLiteral("L")));
  CHECK(w.find<QAction>("reviewClass_lymphocyte")->shortcut() == QKeySequence(QStringLiteral("L")));
  // The overview and the button's tip say what is in force.
  w.window->showPage(MainWindow::Page::Worklist);
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_F1);
  REQUIRE(waitUntil([&] { return w.window->findChild<QTreeWidget*>(QStringLiteral("shortcutList")); }));
  const auto shown =
      w.find<QTreeWidget>("shortcutList")
          ->findItems(QStringLiteral("Decide: Lymphocyte"), Qt::MatchExactly | Qt::MatchRecursive);
  REQUIRE(shown.size() == 1);
  CHECK(shown.first()->text(1) == QStringLiteral("L"));
  CHECK(w.find<QLabel>("shortcutRule")->text().contains(QStringLiteral("under the pointer")));
}

TEST_CASE("a key that another action has is named, and swapped only when asked", "[keyboard]") {
  Window w;
  auto* dialog = w.openDialog();
  auto* swap = dialog->findChild<QPushButton*>(QStringLiteral("keyboardSwap"));
  // A class and an action of the page.
  w.give(dialog, QStringLiteral("Lymphocyte"), Qt::Key_F);
  CHECK(w.message(dialog).contains(QStringLiteral("“Flag or unflag”")));
  CHECK(swap->isVisible());
  CHECK(KeyMap::instance().keyText(QStringLiteral("reviewFlag")) == QStringLiteral("F"));
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("keyboardLeave")), Qt::LeftButton);
  CHECK_FALSE(KeyMap::instance().isChanged(QStringLiteral("class/blood-11/lymphocyte")));
  w.give(dialog, QStringLiteral("Lymphocyte"), Qt::Key_F);
  QTest::mouseClick(swap, Qt::LeftButton);
  CHECK(KeyMap::instance().keyText(QStringLiteral("class/blood-11/lymphocyte")) == QStringLiteral("F"));
  CHECK(KeyMap::instance().keyText(QStringLiteral("reviewFlag")) == QStringLiteral("9"));
  // Two classes change places.
  w.give(dialog, QStringLiteral("Monocyte"), Qt::Key_7);
  CHECK(w.message(dialog).contains(QStringLiteral("“Basophil”")));
  QTest::mouseClick(swap, Qt::LeftButton);
  CHECK(KeyMap::instance().keyText(QStringLiteral("class/blood-11/monocyte")) == QStringLiteral("7"));
  CHECK(KeyMap::instance().keyText(QStringLiteral("class/blood-11/basophil")) == QStringLiteral("8"));
  // Refused, with the reason.
  w.give(dialog, QStringLiteral("Monocyte"), Qt::Key_Left);
  CHECK(w.message(dialog).contains(QStringLiteral("moves and selects")));
  w.give(dialog, QStringLiteral("Monocyte"), Qt::Key_F, Qt::AltModifier);
  CHECK(w.message(dialog).contains(QStringLiteral("menus")));
  w.give(dialog, QStringLiteral("Monocyte"), Qt::Key_Escape);
  CHECK(dialog->isVisible());  // Escape gives up the key, not the dialog
  CHECK(KeyMap::instance().keyText(QStringLiteral("class/blood-11/monocyte")) == QStringLiteral("7"));
  // A key of a page that is never shown with Review is free there.
  w.give(dialog, QStringLiteral("Whole field or surroundings"), Qt::Key_F, Qt::ControlModifier);
  CHECK_FALSE(swap->isVisible());

  // One back, then all.
  auto* list = dialog->findChild<QTreeWidget*>(QStringLiteral("keyboardList"));
  list->setCurrentItem(
      list->findItems(QStringLiteral("Basophil"), Qt::MatchExactly | Qt::MatchRecursive).first());
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("keyboardReset")), Qt::LeftButton);
  CHECK(KeyMap::instance().keyText(QStringLiteral("class/blood-11/basophil")) == QStringLiteral("7"));
  CHECK(w.message(dialog).contains(QStringLiteral("Monocyte")));  // which still has it
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("keyboardResetAll")), Qt::LeftButton);
  CHECK(KeyMap::instance().keyText(QStringLiteral("class/blood-11/monocyte")) == QStringLiteral("8"));
  CHECK(KeyMap::instance().keyText(QStringLiteral("reviewFlag")) == QStringLiteral("F"));
  // Search finds actions and keys.
  auto* search = dialog->findChild<QLineEdit*>(QStringLiteral("keyboardSearch"));
  search->setText(QStringLiteral("Ctrl+B"));
  int visible = 0;
  for (int g = 0; g < list->topLevelItemCount(); ++g)
    for (int i = 0; i < list->topLevelItem(g)->childCount(); ++i)
      visible += !list->topLevelItem(g)->child(i)->isHidden();
  CHECK(visible == 2);  // flag, on both pages
}

TEST_CASE("what is done with many cells has keys that can be changed, named and printed", "[keyboard]") {
  Window w;
  auto* dialog = w.openDialog();
  auto* list = dialog->findChild<QTreeWidget*>(QStringLiteral("keyboardList"));
  struct Each {
    const char *id, *title, *key;
  };
  const Each all[] = {{"galleryMoreLikeThis", "Select more like this", "Ctrl+J"},
                      {"galleryConfirmShownAction", "Confirm all shown of the class", "Ctrl+Shift+Return"},
                      {"galleryConfirm", "Confirm the class", "Ctrl+Return"},
                      {"galleryTagAction", "Tag…", "Ctrl+T"},
                      {"galleryAtlas", "Put into the atlas", "Ctrl+Shift+B"},
                      {"class/blood-11/not_a_cell", "Not a cell", "X"},
                      {"class/blood-11/unclassifiable", "Unclassifiable", "Q"},
                      {"atlas", "Atlas…", "Ctrl+Shift+L"},
                      {"findCells", "Find cells and slides…", "Ctrl+Shift+F"},
                      {"cellsByHand", "Cells of the field by hand…", "Ctrl+Shift+H"},
                      {"laboratoryClasses", "Classes of this laboratory…", "Ctrl+Shift+C"},
                      {"mapOnlyThese", "Only the selected cells", "Ctrl+L"},
                      {"fieldSplit", "Split", "S"},
                      {"slideComment", "Comment on the slide", "C"},
                      {"slideTag", "Tag the slide", "Ctrl+T"}};
  for (const Each& each : all) {
    INFO(each.id);
    CHECK(KeyMap::instance().keyText(QLatin1String(each.id)) == QLatin1String(each.key));
    const auto items =
        list->findItems(QString::fromUtf8(each.title), Qt::MatchExactly | Qt::MatchRecursive, 0);
    REQUIRE(items.size() == 1);
    CHECK(items.first()->text(1).contains(QLatin1String(each.key)));
  }
  // A class's key, asked for by an action of the gallery: named; then changed for another, in force at once.
  w.give(dialog, QStringLiteral("Select more like this"), Qt::Key_Q);
  CHECK(w.message(dialog).contains(QStringLiteral("“Unclassifiable”")));
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("keyboardLeave")), Qt::LeftButton);
  w.give(dialog, QStringLiteral("Select more like this"), Qt::Key_J);
  w.give(dialog, QStringLiteral("Unclassifiable"), Qt::Key_J);
  CHECK(w.message(dialog).contains(QStringLiteral("“Select more like this”")));
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("keyboardLeave")), Qt::LeftButton);
  CHECK(w.find<QAction>("galleryMoreLikeThis")->shortcut() == QKeySequence(Qt::Key_J));
  // In the editor of a field the same key is free: nothing of the gallery is there.
  w.give(dialog, QStringLiteral("Split"), Qt::Key_J);
  CHECK(w.message(dialog).contains(QStringLiteral("J now")));
  CHECK(w.find<QAction>("fieldSplit")->shortcut() == QKeySequence(Qt::Key_J));

  QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("card.pdf"));
  REQUIRE(writeKeyCard(file, false, dialog->actions()));
  if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) return;
  QProcess process;
  process.start(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), file, QStringLiteral("-")});
  REQUIRE(process.waitForFinished());
  const QString text = QString::fromUtf8(process.readAllStandardOutput());
  for (const char* said : {"Select more like this", "Confirm all shown", "Put into the atlas", "NOT", "UNC",
                           "Tag the slide", "Split"}) {
    INFO(said << " in " << text.toStdString());
    CHECK(text.contains(QLatin1String(said)));
  }
}

TEST_CASE("the list of keys names the scheme in the interface's language", "[keyboard]") {
  Window w;
  w.window->setLanguage(QStringLiteral("zh_CN"));
  auto* dialog = w.openDialog();
  const auto* list = dialog->findChild<QTreeWidget*>(QStringLiteral("keyboardList"));
  CHECK(list->topLevelItem(0)->text(0).contains(
      QString::fromStdString(w.open.session().manifest().scheme.nameZh)));
  w.leave(dialog);
  w.window->setLanguage(QStringLiteral("en"));
}

TEST_CASE("a changed undo key is the window's and the pages'", "[keyboard]") {
  Window w;
  KeyMap::instance().setKeys(QStringLiteral("undo"), {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Z)});
  w.window->showPage(MainWindow::Page::Review);
  const int row = w.find<ReviewPage>("reviewPage")->currentRow();
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_5);
  REQUIRE(waitUntil([&] { return w.open.session().cells()[std::size_t(row)].review.has_value(); }));
  w.open.settle();
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier);
  w.open.settle();
  CHECK(w.open.session().cells()[std::size_t(row)].review);
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier | Qt::AltModifier);
  REQUIRE(waitUntil([&] { return !w.open.session().cells()[std::size_t(row)].review; }));
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  REQUIRE(waitUntil([&] { return w.open.session().cells()[std::size_t(row)].review.has_value(); }));
  w.window->showPage(MainWindow::Page::Report);
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier | Qt::AltModifier);
  REQUIRE(waitUntil([&] { return !w.open.session().cells()[std::size_t(row)].review; }));
}

TEST_CASE("the key card is one page and says the keys in force", "[keyboard]") {
  Window w;
  w.window->showPage(MainWindow::Page::Review);
  KeyMap::instance().setKeys(QStringLiteral("class/blood-11/lymphocyte"),
                             {QKeySequence(QStringLiteral("L"))});
  KeyMap::instance().setKeys(QStringLiteral("reviewFlag"), {QKeySequence(Qt::CTRL | Qt::Key_J)});
  QTemporaryDir folder;
  auto* dialog = w.openDialog();
  for (const bool letter : {false, true}) {
    const QString file = folder.filePath(letter ? QStringLiteral("letter.pdf") : QStringLiteral("a4.pdf"));
    REQUIRE(writeKeyCard(file, letter, dialog->actions()));
    if (const QString keep = qEnvironmentVariable("CELLWISE_SCREENSHOTS"); !keep.isEmpty())
      QFile::copy(file, keep + QStringLiteral("/key-card-") + QFileInfo(file).fileName());
    if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) {
      WARN("pdftotext is not installed (poppler-utils): the card's text is not checked");
      continue;
    }
    const auto said = [&](const QString& program, const QStringList& arguments) {
      QProcess process;
      process.start(program, arguments);
      REQUIRE(process.waitForFinished());
      return QString::fromUtf8(process.readAllStandardOutput());
    };
    CHECK(said(QStringLiteral("pdfinfo"), {file})
              .contains(QRegularExpression(QStringLiteral("Pages:\\s+1\\b"))));
    CHECK(said(QStringLiteral("pdfinfo"), {file})
              .contains(letter ? QStringLiteral("612 x 792") : QStringLiteral("A4")));
    const QString text =
        said(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), file, QStringLiteral("-")});
    for (const auto& cellClass : w.open.session().manifest().scheme.classes) {
      INFO(cellClass.nameEn);
      CHECK(text.contains(QString::fromStdString(cellClass.shortName)));
    }
    CHECK(text.contains(QRegularExpression(QStringLiteral("\\bL\\s+LYM"))));
    CHECK(text.contains(QStringLiteral("Ctrl+J")));
    CHECK(text.contains(QStringLiteral("Granulocytic")));
    CHECK(text.contains(QStringLiteral("One stage younger")));
  }
}
