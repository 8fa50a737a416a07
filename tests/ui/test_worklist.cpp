#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>

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
