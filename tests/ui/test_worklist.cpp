#include <QAction>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>

#include "casebook/remarks.h"
#include "shell/main_window.h"
#include "ui/support.h"
#include "worklist/slide_state.h"
#include "worklist/slide_table_model.h"
#include "worklist/worklist_page.h"

using namespace cellwise;
using namespace cellwise::test;

TEST_CASE("the worklist is searched, sorted and opened by keys", "[worklist]") {
  OpenSlide open({.cells = 20});
  addTestSlide(open.file(),
               {.cells = 10, .sampleId = QStringLiteral("S-0007"), .title = QStringLiteral("骨髓涂片")});
  addTestSlide(open.file(), {.cells = 5, .classified = false, .sampleId = QStringLiteral("S-9000")});
  open.workspace->refreshSlides();
  REQUIRE(waitUntil([&] { return open.workspace->slides().size() == 3; }));

  ui::WorklistPage page(*open.workspace);
  page.resize(1000, 600);
  page.show();
  page.activateWindow();
  REQUIRE(QTest::qWaitForWindowActive(&page));
  auto* table = page.findChild<QTableView*>(QStringLiteral("worklistTable"));
  auto* search = page.findChild<QLineEdit*>(QStringLiteral("worklistSearch"));
  REQUIRE(table);
  REQUIRE(search);
  CHECK(table->model()->rowCount() == 3);

  table->sortByColumn(ui::SlideTableModel::State, Qt::DescendingOrder);
  const auto text = [&](int row, int column) { return table->model()->index(row, column).data().toString(); };
  CHECK(text(0, ui::SlideTableModel::Sample) == QStringLiteral("S-2041"));
  CHECK(text(0, ui::SlideTableModel::State) == QStringLiteral("to review 6"));
  CHECK(text(2, ui::SlideTableModel::State) == QStringLiteral("imported"));

  // Ctrl+F, type, Down, Enter: no mouse.
  QSignalSpy opened(&page, &ui::WorklistPage::openRequested);
  table->setFocus();
  QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier);
  CHECK(search->hasFocus());
  QTest::keyClicks(search, QStringLiteral("s-0007"));
  CHECK(table->model()->rowCount() == 1);
  QTest::keyClick(search, Qt::Key_Down);
  CHECK(table->hasFocus());
  QTest::keyClick(table, Qt::Key_Return);
  REQUIRE(opened.count() == 1);
  const auto id = opened[0][0].toLongLong();
  open.workspace->openSlide(id);
  REQUIRE(waitUntil([&] { return open.session().slide().sampleId == QStringLiteral("S-0007"); }));
  QTest::keyClick(&page, Qt::Key_F, Qt::ControlModifier);
  QTest::keyClick(search, Qt::Key_Escape);
  CHECK(table->model()->rowCount() == 3);

  // F2 gives it another name, in the list, in the open slide and on disk.
  page.selectSlide(id);
  table->setFocus();
  QTest::keyClick(table, Qt::Key_F2);
  auto* dialog = page.findChild<QDialog*>(QStringLiteral("renameDialog"));
  REQUIRE(dialog);
  dialog->findChild<QLineEdit*>(QStringLiteral("renameSample"))->setText(QStringLiteral(" S-0008 "));
  dialog->accept();
  REQUIRE(waitUntil([&] { return open.session().slide().sampleId == QStringLiteral("S-0008"); }));
  REQUIRE(waitUntil([&] {
    for (int row = 0; row < 3; ++row)
      if (text(row, ui::SlideTableModel::Sample) == QStringLiteral("S-0008")) return true;
    return false;
  }));
  CHECK(open.onDisk()->slide(id)->sampleId == QStringLiteral("S-0008"));

  // Deciding shows at once in the list, and the selection stays where it was.
  page.selectSlide(id);
  open.session().decide(open.session().reviewQueue(), 1, QStringLiteral("review"));
  open.settle();
  CHECK(page.selectedSlide() == id);
  QStringList states;
  for (int row = 0; row < 3; ++row) states << text(row, ui::SlideTableModel::State);
  CHECK(states.contains(QStringLiteral("ready to sign")));

  // Prepared by one, it waits for another; the list says so, and puts it with what asks for work.
  open.session().sign(QStringLiteral("Dr. Test"), QStringLiteral("prepared"), {},
                      casebook::SignatureKind::Preparation);
  REQUIRE(waitUntil([&] { return open.session().signatures().size() == 1; }));
  open.workspace->refreshSlides();
  REQUIRE(waitUntil([&] {
    for (int row = 0; row < 3; ++row)
      if (text(row, ui::SlideTableModel::State).contains(QStringLiteral("waiting for the second signer")))
        return true;
    return false;
  }));
}

TEST_CASE("a slide's comment and tags are typed in the worklist, on disk at once, and can be taken back",
          "[worklist]") {
  OpenSlide open({.cells = 10});
  const auto other = addTestSlide(open.file(), {.cells = 5, .sampleId = QStringLiteral("S-0007")});
  open.workspace->refreshSlides();
  REQUIRE(waitUntil([&] { return open.workspace->slides().size() == 2; }));
  ui::MainWindow window(*open.workspace);
  window.resize(1280, 800);
  window.show();
  window.activateWindow();
  REQUIRE(QTest::qWaitForWindowActive(&window));
  auto* page = window.findChild<ui::WorklistPage*>();
  auto* table = window.findChild<QTableView*>(QStringLiteral("worklistTable"));
  auto* comment = window.findChild<QLineEdit*>(QStringLiteral("slideCommentLine"));
  auto* tag = window.findChild<QLineEdit*>(QStringLiteral("slideTagLine"));
  REQUIRE(page);
  REQUIRE(table);
  REQUIRE(comment);
  REQUIRE(tag);
  const auto text = [&](casebook::Id slide, int column) {
    for (int row = 0; row < table->model()->rowCount(); ++row) {
      const auto index = table->model()->index(row, column);
      if (index.siblingAtColumn(0).data(ui::SlideTableModel::IdRole).toLongLong() == slide)
        return index.data().toString();
    }
    return QStringLiteral("no such slide");
  };
  const auto onDisk = [&](casebook::Id slide) {
    const auto remarks = casebook::Remarks::of(*open.onDisk(), slide);
    REQUIRE(remarks);
    return *remarks;
  };
  const auto says = [&](casebook::Id slide, int column, const QString& wanted) {
    return waitUntil([&] { return text(slide, column) == wanted; });
  };
  const int kComment = ui::SlideTableModel::Comment, kTags = ui::SlideTableModel::Tags;
  const auto entries = open.onDisk()->verifyAudit();
  REQUIRE(entries);

  page->selectSlide(open.slide());
  table->setFocus();
  QTest::keyClick(table, Qt::Key_C);
  REQUIRE(comment->hasFocus());
  QTest::keyClicks(comment, QStringLiteral("Poor stain; cut again"));
  QTest::keyClick(comment, Qt::Key_Return);
  CHECK(table->hasFocus());
  REQUIRE(says(open.slide(), kComment, QStringLiteral("Poor stain; cut again")));
  CHECK(onDisk(open.slide()).comment == QStringLiteral("Poor stain; cut again"));
  for (const char* word : {"trial 7", "repeat"}) {
    QTest::keyClick(table, Qt::Key_T, Qt::ControlModifier);
    REQUIRE(tag->hasFocus());
    QTest::keyClicks(tag, QString::fromLatin1(word));
    QTest::keyClick(tag, Qt::Key_Return);
    CHECK(table->hasFocus());
  }
  REQUIRE(says(open.slide(), kTags, QStringLiteral("repeat, trial 7")));
  // Escape drops what was typed.
  QTest::keyClick(table, Qt::Key_C);
  QTest::keyClicks(comment, QStringLiteral(" and again"));
  QTest::keyClick(comment, Qt::Key_Escape);
  CHECK(table->hasFocus());
  CHECK(comment->text() == QStringLiteral("Poor stain; cut again"));
  // Another slide has its own; what was typed before the mouse went there is kept.
  QTest::keyClick(table, Qt::Key_C);
  QTest::keyClicks(comment, QStringLiteral("!"));
  page->selectSlide(other);
  CHECK(comment->text().isEmpty());
  REQUIRE(says(open.slide(), kComment, QStringLiteral("Poor stain; cut again!")));
  page->selectSlide(open.slide());
  CHECK(comment->text() == QStringLiteral("Poor stain; cut again!"));
  CHECK(window.findChild<QLabel*>(QStringLiteral("headerNotes"))->text() ==
        QStringLiteral("repeat · trial 7 · Poor stain; cut again!"));
  screenshot(window, QStringLiteral("worklist-notes"));

  // A click takes a tag off, and so does the same word again.
  auto* chip = window.findChild<QToolButton*>(QStringLiteral("slideTag_repeat"));
  REQUIRE(chip);
  chip->click();
  REQUIRE(says(open.slide(), kTags, QStringLiteral("trial 7")));
  QTest::keyClick(table, Qt::Key_T, Qt::ControlModifier);
  QTest::keyClicks(tag, QStringLiteral("trial 7"));
  QTest::keyClick(tag, Qt::Key_Return);
  REQUIRE(says(open.slide(), kTags, QString()));

  // Back step by step, and forth.
  table->setFocus();
  QTest::keyClick(table, Qt::Key_Z, Qt::ControlModifier);
  REQUIRE(says(open.slide(), kTags, QStringLiteral("trial 7")));
  QTest::keyClick(table, Qt::Key_Z, Qt::ControlModifier);
  REQUIRE(says(open.slide(), kTags, QStringLiteral("repeat, trial 7")));
  QTest::keyClick(table, Qt::Key_Z, Qt::ControlModifier);
  REQUIRE(says(open.slide(), kComment, QStringLiteral("Poor stain; cut again")));
  CHECK(onDisk(open.slide()).comment == QStringLiteral("Poor stain; cut again"));
  CHECK(comment->text() == QStringLiteral("Poor stain; cut again"));
  QTest::keyClick(table, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  REQUIRE(says(open.slide(), kComment, QStringLiteral("Poor stain; cut again!")));
  // Each step is an entry of the audit log: 4 comments and tags, 2 taken off, 4 steps.
  const auto after = open.onDisk()->verifyAudit();
  REQUIRE(after);
  CHECK(*after == *entries + 10);

  // The list's search and the casebook's find it.
  window.findChild<QLineEdit*>(QStringLiteral("worklistSearch"))->setText(QStringLiteral("poor st"));
  CHECK(table->model()->rowCount() == 1);
  QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
  auto* find = window.findChild<QLineEdit*>(QStringLiteral("findText"));
  REQUIRE(find);
  find->setText(QStringLiteral("TRIAL"));
  auto* results = window.findChild<QTreeWidget*>(QStringLiteral("findResults"));
  REQUIRE(waitUntil([&] { return results->topLevelItemCount() == 1; }));
  CHECK(results->topLevelItem(0)->text(4) == QStringLiteral("repeat, trial 7"));
  // Another person's word is not theirs to take back.
  open.workspace->setOperatorName(QStringLiteral("Dr. Bo"));
  CHECK_FALSE(window.findChild<QAction*>(QStringLiteral("slideUndo"))->isEnabled());
  CHECK(open.errors.empty());
}

TEST_CASE("a slide's state in words", "[worklist]") {
  casebook::SlideSummary slide;
  slide.cells = 100;
  CHECK(ui::slideStateText(slide, {}) == QStringLiteral("imported"));
  CHECK(ui::slideStateText(slide, 0.439) == QStringLiteral("classifying 43 %"));
  slide.classified = 50;
  CHECK(ui::slideStateText(slide, {}) == QStringLiteral("stopped at 50 %"));
  slide.classified = 100;
  slide.toReview = 27;
  CHECK(ui::slideStateText(slide, {}) == QStringLiteral("to review 27"));
  slide.toReview = 0;
  CHECK(ui::slideStateText(slide, {}) == QStringLiteral("ready to sign"));
  slide.signedVersion = 1;
  CHECK(ui::slideStateText(slide, {}) == QStringLiteral("signed"));
  slide.changedSinceSigning = true;
  CHECK(ui::slideStateText(slide, {}) == QStringLiteral("signed, then changed"));
  // What nobody has released is not called signed.
  slide.signedKind = casebook::SignatureKind::Preparation;
  CHECK(ui::slideStateText(slide, {}) == QStringLiteral("prepared, then changed"));
  slide.changedSinceSigning = false;
  CHECK(ui::slideStateText(slide, {}) == QStringLiteral("prepared, waiting for the second signer"));
  slide.signedKind = casebook::SignatureKind::Preliminary;
  CHECK(ui::slideStateText(slide, {}) == QStringLiteral("signed as preliminary, not released"));
}
