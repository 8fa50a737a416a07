#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>
#include <QTreeWidget>

#include "shell/import_dialog.h"
#include "shell/main_window.h"
#include "shell/message_bar.h"
#include "style/theme.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;
using ui::MainWindow;

namespace {

// A window on the slide, as a person has it in front of them.
struct Window {
  explicit Window(const SlideOptions& options = {}, QSize size = {1280, 800}) : open(options) {
    MainWindow::applySettings();
    window = std::make_unique<MainWindow>(*open.workspace);
    window->resize(size);
    window->show();
    window->activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(window.get()));
  }
  ~Window() {
    window->setLanguage(QStringLiteral("en"));
    window->setTheme(QStringLiteral("light"));
  }
  template <class Widget>
  Widget* find(const char* name) {
    auto* widget = window->findChild<Widget*>(QLatin1String(name));
    REQUIRE(widget);
    return widget;
  }
  void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QWidget* focus = QApplication::focusWidget();
    QTest::keyClick(focus ? focus : window.get(), Qt::Key(key), modifiers);
  }
  void pictures() {
    QTest::qWait(600);  // thumbnails arrive from their threads
  }

  OpenSlide open;
  std::unique_ptr<MainWindow> window;
};

bool hasCjk(const QString& text) {
  return std::any_of(text.begin(), text.end(),
                     [](QChar c) { return c.unicode() >= 0x4e00 && c.unicode() <= 0x9fff; });
}

}  // namespace

TEST_CASE("keys lead through the pages, and undo works wherever the keyboard is", "[shell]") {
  Window w({.cells = 40});
  CHECK(w.window->page() == MainWindow::Page::Worklist);
  w.press(Qt::Key_2, Qt::ControlModifier);
  CHECK(w.window->page() == MainWindow::Page::Cells);
  w.press(Qt::Key_3, Qt::ControlModifier);
  CHECK(w.window->page() == MainWindow::Page::Review);

  // One key decides the cell in front.
  const int first = w.open.session().reviewQueue().front();
  const auto& scheme = w.open.session().manifest().scheme;
  w.press(QKeySequence(QString::fromStdString(scheme.classes[4].key))[0].key());
  REQUIRE(waitUntil([&] { return w.open.session().cells()[std::size_t(first)].review.has_value(); }));
  w.open.settle();
  CHECK(w.open.session().classOf(first) == 4);

  w.press(Qt::Key_4, Qt::ControlModifier);
  CHECK(w.window->page() == MainWindow::Page::Report);
  w.press(Qt::Key_Z, Qt::ControlModifier);
  REQUIRE(waitUntil([&] { return !w.open.session().cells()[std::size_t(first)].review.has_value(); }));
  w.press(Qt::Key_3, Qt::ControlModifier);
  w.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  REQUIRE(waitUntil([&] { return w.open.session().cells()[std::size_t(first)].review.has_value(); }));
  w.press(Qt::Key_Z, Qt::ControlModifier);
  REQUIRE(waitUntil([&] { return !w.open.session().cells()[std::size_t(first)].review.has_value(); }));
  CHECK(w.open.errors.empty());
}

TEST_CASE("the overview lists every shortcut of the window and the pages", "[shell]") {
  Window w({.cells = 12});
  w.press(Qt::Key_F1);
  REQUIRE(waitUntil([&] { return w.window->findChild<QDialog*>(QStringLiteral("shortcutOverview")); }));
  auto* list = w.find<QTreeWidget>("shortcutList");
  QStringList shown;
  for (int g = 0; g < list->topLevelItemCount(); ++g) {
    for (int i = 0; i < list->topLevelItem(g)->childCount(); ++i) {
      shown << list->topLevelItem(g)->child(i)->text(1);
    }
  }
  CHECK(shown.size() > 30);
  CHECK(shown.filter(QStringLiteral("Ctrl+3")).size() >= 1);
  QTest::keyClick(list->window(), Qt::Key_Escape);
  CHECK(waitUntil([&] { return !w.window->findChild<QDialog*>(QStringLiteral("shortcutOverview")); }));
}

TEST_CASE("a key of the whole window belongs to one action, in every page", "[shell]") {
  Window w({.cells = 10});
  QMap<QString, QStringList> owners;
  QStringList ofTheWindow;  // the pages' own are out of force while another page shows
  for (const QAction* action : w.window->findChildren<QAction*>()) {
    for (const QKeySequence& key : action->shortcuts()) {
      const QString text = key.toString();
      owners[text] << (action->objectName().isEmpty() ? action->text() : action->objectName());
      const bool shared = QStringList{"undo", "redo"}.contains(action->objectName());  // with the pages
      if (action->parent() == w.window.get() && !shared) ofTheWindow << text;
    }
  }
  CHECK(ofTheWindow.size() > 10);
  for (const QString& key : ofTheWindow) {
    INFO(key.toStdString() << ": " << owners[key].join(QStringLiteral(", ")).toStdString());
    CHECK(owners[key].size() == 1);
  }
}

TEST_CASE("the language is switched at run time, everywhere", "[shell]") {
  Window w({.cells = 12});
  auto* review = w.find<QToolButton>("railReview");
  auto* research = w.find<QLabel>("headerResearchUse");
  CHECK(review->text() == QStringLiteral("Review"));
  w.window->setLanguage(QStringLiteral("zh_CN"));
  QCoreApplication::processEvents();
  CHECK(hasCjk(review->text()));
  CHECK(hasCjk(research->text()));

  // Not one visible text of ours stays English: labels, buttons and menus of every page.
  const QStringList data = {QStringLiteral("English"), QStringLiteral("Cellwise"),
                            QStringLiteral("Dr. Test")};
  for (int page = 0; page < 4; ++page) {
    w.window->showPage(MainWindow::Page(page));
    QCoreApplication::processEvents();
    for (const auto* action : w.window->findChildren<QAction*>()) {
      const QString text = action->text().remove(QLatin1Char('&'));
      if (text.size() < 2 || data.contains(text) || action->objectName().isEmpty()) continue;
      INFO(action->objectName().toStdString() << ": " << text.toStdString());
      CHECK(hasCjk(text));
    }
    for (const auto* button : w.window->findChildren<QPushButton*>()) {
      if (button->text().size() < 2 || button->text() == button->text().toUpper()) continue;
      INFO(button->objectName().toStdString() << ": " << button->text().toStdString());
      CHECK(hasCjk(button->text()));
    }
  }
  w.window->setLanguage(QStringLiteral("en"));
  QCoreApplication::processEvents();
  CHECK(review->text() == QStringLiteral("Review"));
}

TEST_CASE("dark and light are chosen at run time, around cells the grey stays the same", "[shell]") {
  Window w({.cells = 12});
  w.window->setTheme(QStringLiteral("light"));
  const QColor light = w.window->palette().color(QPalette::Window);
  const QColor surround = ui::imageSurround();
  w.window->setTheme(QStringLiteral("dark"));
  QCoreApplication::processEvents();
  CHECK(ui::darkTheme());
  CHECK(w.window->palette().color(QPalette::Window).lightness() < 80);
  CHECK(light.lightness() > 200);
  CHECK(ui::imageSurround() == surround);
  CHECK(surround.saturation() == 0);
  CHECK(QSettings().value(QStringLiteral("interface/theme")) == QStringLiteral("dark"));
}

TEST_CASE("an import asks in passing, lists what it left out and opens the slide", "[shell]") {
  Window w({.cells = 12});
  QTemporaryDir folder;
  const auto scheme = bloodScheme();
  for (int i = 0; i < 6; ++i) {
    REQUIRE(drawnCell(scheme.classes[std::size_t(i)], 1000 + i)
                .save(folder.filePath(QStringLiteral("细胞 %1.png").arg(i))));
  }
  QFile text(folder.filePath(QStringLiteral("notes.jpg")));
  REQUIRE(text.open(QIODevice::WriteOnly));
  text.write("not an image");
  text.close();
  w.window->importPaths({folder.path()});
  auto* dialog = w.window->findChild<ui::ImportDialog*>();
  REQUIRE(dialog);
  // The offscreen platform activates no window by itself.
  dialog->activateWindow();
  REQUIRE(waitUntil([&] { return QApplication::activeWindow() == dialog; }));
  auto* sample = dialog->findChild<QLineEdit*>(QStringLiteral("importSample"));
  CHECK(sample->hasFocus());
  QTest::keyClicks(sample, QStringLiteral("S-77"));
  QTest::keyClick(sample, Qt::Key_Return);
  REQUIRE(waitUntil([&] { return w.open.session().slide().sampleId == QStringLiteral("S-77"); }));
  CHECK(w.open.session().cells().size() == 6);
  CHECK(w.window->page() == MainWindow::Page::Cells);
  auto* skipped = w.find<QListWidget>("skippedFiles");
  REQUIRE(skipped->count() == 1);
  CHECK(skipped->item(0)->text().contains(QStringLiteral("notes.jpg")));
  screenshot(*w.window, QStringLiteral("import-result"));
  auto* messages = w.find<ui::MessageBar>("messageBar");
  const int before = messages->count();
  w.window->activateWindow();
  REQUIRE(waitUntil([&] { return QApplication::activeWindow() == w.window.get(); }));
  w.press(Qt::Key_W, Qt::ControlModifier);
  CHECK(messages->count() == before - 1);
}

TEST_CASE("an empty worklist says what to do", "[shell]") {
  QTemporaryDir dir;
  ui::Workspace workspace;
  workspace.openCasebook(dir.filePath(QStringLiteral("new/casebook.casebook")));
  REQUIRE(waitUntil([&] { return !workspace.casebookFile().isEmpty(); }));
  MainWindow window(workspace);
  window.resize(1280, 800);
  window.show();
  QTest::qWait(50);
  CHECK(window.findChild<QPushButton*>(QStringLiteral("emptyImport"))->isVisible());
  CHECK(window.findChild<QPushButton*>(QStringLiteral("emptyDemonstration"))->isVisible());
  screenshot(window, QStringLiteral("empty-worklist"));
}

TEST_CASE("the name is asked for once, in the window", "[shell]") {
  QSettings().remove(QStringLiteral("operator/name"));
  QTemporaryDir dir;
  ui::Workspace workspace;
  workspace.openCasebook(dir.filePath(QStringLiteral("casebook.casebook")));
  MainWindow window(workspace);
  window.show();
  window.activateWindow();
  REQUIRE(QTest::qWaitForWindowActive(&window));
  CHECK_FALSE(workspace.operatorName().isEmpty());  // the account's, until then
  auto* line = window.findChild<QLineEdit*>(QStringLiteral("operatorName"));
  REQUIRE(line);
  line->setFocus();
  line->setText(QStringLiteral("Dr. Wright"));
  QTest::keyClick(line, Qt::Key_Return);
  CHECK(workspace.operatorName() == QStringLiteral("Dr. Wright"));
  CHECK(window.findChild<ui::MessageBar*>()->count() == 0);
}

TEST_CASE("a name that is set elsewhere answers the window's question", "[shell]") {
  QSettings().remove(QStringLiteral("operator/name"));
  QTemporaryDir dir;
  ui::Workspace workspace;
  workspace.openCasebook(dir.filePath(QStringLiteral("casebook.casebook")));
  MainWindow window(workspace);
  window.show();
  REQUIRE(window.findChild<ui::MessageBar*>()->count() == 1);
  workspace.setOperatorName(QStringLiteral("Dr. Romanowsky"));
  CHECK(window.findChild<ui::MessageBar*>()->count() == 0);
}

TEST_CASE("attributes speak the window's language", "[shell]") {
  Window w({.attributes = true});
  w.window->setLanguage(QStringLiteral("zh_CN"));
  w.window->setTheme(QStringLiteral("dark"));
  w.window->showPage(MainWindow::Page::Review);
  // The cell in front is between band and segmented, as the model sees it a band.
  auto* line = w.find<QLabel>("reviewAttributes");
  REQUIRE(waitUntil([&] { return line->text() == QStringLiteral("核：分叶，两叶 · 颗粒：细小、粉红"); }));
  CHECK(w.find<QLabel>("reviewDisagreement")->text() ==
        QStringLiteral("细胞核：分叶，两叶；更符合中性分叶核粒细胞，而不是中性杆状核粒细胞"));
  CHECK(line->toolTip().startsWith(QStringLiteral("由模型从图像中读出，并非专家判断：")));
  w.pictures();
  screenshot(*w.window, QStringLiteral("review-attributes-zh-dark"));
}

TEST_CASE("the report speaks the window's language until another is chosen", "[shell]") {
  QSettings().remove(QStringLiteral("report/language"));
  Window w;
  auto* language = w.find<QComboBox>("reportLanguage");
  CHECK(language->currentText() == QStringLiteral("English"));
  w.window->setLanguage(QStringLiteral("zh_CN"));
  CHECK(waitUntil([&] { return language->currentText() == QStringLiteral("中文"); }));
  language->setCurrentIndex(0);
  Q_EMIT language->activated(0);
  w.window->setLanguage(QStringLiteral("en"));
  w.pictures();
  w.window->setLanguage(QStringLiteral("zh_CN"));
  w.pictures();
  CHECK(language->currentText() == QStringLiteral("English"));
  QSettings().remove(QStringLiteral("report/language"));
}

// Pictures of every page: CELLWISE_SCREENSHOTS=folder test_ui "[pictures]".
TEST_CASE("every page in both themes and languages", "[shell][pictures]") {
  for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
    INFO(size.width() << " x " << size.height());
    Window w({.cells = 240, .fields = true, .synthetic = true}, size);
    auto& session = w.open.session();
    const auto queue = session.reviewQueue();
    session.decide({queue[0], queue[1]}, 2, QStringLiteral("review"));
    for (int i = 0; i < 30; ++i) {
      if (session.stateOf(i) == ui::CellState::AutoAccepted) {
        session.decide({i}, session.predictedClassOf(i), QStringLiteral("gallery"));
      }
    }
    session.setFlagged({0, 12}, true);
    w.open.settle();
    for (const char* theme : {"light", "dark"}) {
      w.window->setTheme(QLatin1String(theme));
      for (const char* language : {"en", "zh_CN"}) {
        w.window->setLanguage(QLatin1String(language));
        for (const auto& [page, name] :
             {std::pair{MainWindow::Page::Worklist, "worklist"}, std::pair{MainWindow::Page::Cells, "cells"},
              std::pair{MainWindow::Page::Review, "review"}, std::pair{MainWindow::Page::Report, "report"}}) {
          w.window->showPage(page);
          w.pictures();
          INFO(name << " " << theme << " " << language);
          CHECK(w.window->width() == size.width());  // no page forces the window to grow
          CHECK(w.window->height() == size.height());
          screenshot(*w.window,
                     QStringLiteral("%1-%2-%3-%4").arg(name).arg(size.width()).arg(theme).arg(language));
        }
      }
    }
  }
}

TEST_CASE("icons follow the theme while they stand", "[shell]") {
  Window w;
  w.window->setTheme(QStringLiteral("light"));
  w.window->findChild<ui::MessageBar*>()->showNotice(QStringLiteral("Something to know."));
  // So do those of the picture's sliders.
  w.window->showPage(MainWindow::Page::Review);
  const auto extremes = [&](const char* name) {
    const QImage image = w.find<QWidget>(name)->grab().toImage();
    std::pair<int, int> found{255, 0};
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x)
        found = {std::min(found.first, qGray(image.pixel(x, y))),
                 std::max(found.second, qGray(image.pixel(x, y)))};
    return found;
  };
  for (const char* name : {"messageIcon", "imageBrightnessIcon", "imageContrastIcon"}) {
    INFO(name);
    w.window->setTheme(QStringLiteral("light"));
    w.pictures();
    CHECK(extremes(name).first < 100);
    w.window->setTheme(QStringLiteral("dark"));
    w.pictures();
    CHECK(extremes(name).second > 150);
  }
}

TEST_CASE("the threshold's panel unfolds inside a window of 1280 by 800", "[shell]") {
  Window w;
  // With a message above, as after an import.
  w.window->findChild<ui::MessageBar*>()->showPanel(new QLabel(QStringLiteral("110 cells were imported.")));
  for (const auto page : {MainWindow::Page::Cells, MainWindow::Page::Review}) {
    w.window->showPage(page);
    auto* unfold = w.find<QAbstractButton>("thresholdUnfold");
    unfold->click();
    w.pictures();
    CHECK(w.window->height() == 800);
    // What a decision needs stays in view.
    if (page == MainWindow::Page::Review) {
      CHECK(w.find<QWidget>("reviewImage")->height() >= 100);
      CHECK(w.find<QWidget>("reviewLikely1")->isVisible());
      for (const auto* button : w.find<QWidget>("reviewLadder")->findChildren<QAbstractButton*>())
        if (button->isVisible()) CHECK(button->height() >= button->minimumSizeHint().height());
      screenshot(*w.window, QStringLiteral("review-threshold-1280"));
    }
    unfold->click();
    w.pictures();
    CHECK(w.window->height() == 800);
  }
  CHECK(w.find<QWidget>("reviewContextTitle")->isVisible());
}
