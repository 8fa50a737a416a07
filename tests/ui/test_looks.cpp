// The windows beside the main one, in both languages and themes: no button's text is cut, every label fits.
// With CELLWISE_SCREENSHOTS set, pictures of all of them.
#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QTableView>

#include "casebook/remarks.h"
#include "shell/main_window.h"
#include "ui/looks.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;
using ui::MainWindow;

namespace {

struct Looked {
  const char* action;  // that opens it
  const char* name;
};

}  // namespace

TEST_CASE("the windows beside the main one hold their texts, in both languages and themes", "[looks]") {
  OpenSlide open({.cells = 60, .fields = true, .micrometresPerPixel = 0.12});
  {
    auto book = open.onDisk();
    casebook::Remarks remarks(*book);
    const QString ada = QStringLiteral("Dr. Ada");
    REQUIRE(remarks.add({open.slide(), {}, casebook::RemarkKind::Tag, QStringLiteral("trial 7"), ada}));
    REQUIRE(remarks.add(
        {open.slide(), {}, casebook::RemarkKind::Comment, QStringLiteral("Poor stain; cut again"), ada}));
  }
  MainWindow::applySettings();
  MainWindow window(*open.workspace);
  window.resize(1280, 800);
  window.show();
  window.activateWindow();
  REQUIRE(QTest::qWaitForWindowActive(&window));
  open.workspace->refreshSlides();
  const Looked all[] = {{"keyboardSettings", "keyboardDialog"}, {"findCells", "findDialog"},
                        {"cellsByHand", "fieldEditor"},         {"atlas", "atlasDialog"},
                        {"decisionLimits", "limitsDialog"},     {"laboratoryClasses", "classesDialog"}};
  for (const char* language : {"en", "zh_CN"}) {
    for (const char* theme : {"light", "dark"}) {
      window.setLanguage(QLatin1String(language));
      window.setTheme(QLatin1String(theme));
      const QString suffix = QStringLiteral("-%1-%2").arg(QLatin1String(theme), QLatin1String(language));
      window.showPage(MainWindow::Page::Cells);
      for (const Looked& looked : all) {
        INFO(looked.name << suffix.toStdString());
        auto* action = window.findChild<QAction*>(QLatin1String(looked.action));
        REQUIRE(action);
        action->trigger();
        QWidget* dialog = nullptr;
        REQUIRE(waitUntil([&] {
          dialog = window.findChild<QWidget*>(QLatin1String(looked.name));
          return dialog && dialog->isVisible();
        }));
        if (auto* find = dialog->findChild<QLineEdit*>(QStringLiteral("findText")))
          find->setText(QStringLiteral("a"));
        QTest::qWait(450);
        const QStringList notRead = cut(*dialog) + overlapping(*dialog);
        INFO(notRead.join(QStringLiteral(" | ")).toStdString());
        CHECK(notRead.isEmpty());
        screenshot(*dialog, QLatin1String(looked.name) + suffix);
        dialog->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
      }
      window.importPaths({QStringLiteral("/films/a/labels.json")});
      auto* import = window.findChild<QWidget*>(QStringLiteral("importDialog"));
      REQUIRE(import);
      QTest::qWait(50);
      CHECK(cut(*import).isEmpty());
      CHECK(overlapping(*import).isEmpty());
      screenshot(*import, QStringLiteral("importDialog") + suffix);
      import->close();
      QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
  }
  window.setLanguage(QStringLiteral("en"));
  window.setTheme(QStringLiteral("light"));
}
