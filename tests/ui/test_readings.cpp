// Second readings, the audit log and the agreement of readers in the window.
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>

#include "casebook/audit_log.h"
#include "casebook/second_readings.h"
#include "people/adjudication_dialog.h"
#include "people/agreement_dialog.h"
#include "people/audit_dialog.h"
#include "people/reading_bar.h"
#include "shell/main_window.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;
using casebook::ReadingState;
using ui::MainWindow;

namespace {

struct Window {
  Window() : open({.cells = 40}) {
    MainWindow::applySettings();
    window = std::make_unique<MainWindow>(*open.workspace);
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(window.get()));
  }
  template <class Widget>
  Widget* find(const char* name) {
    auto* widget = window->findChild<Widget*>(QLatin1String(name));
    INFO(name);
    REQUIRE(widget);
    return widget;
  }
  // As another person at the same casebook opens the slide.
  void reopenAs(const QString& name) {
    open.workspace->setOperatorName(name);
    open.workspace->openSlide(0);
    open.workspace->openSlide(open.slide());
    REQUIRE(waitUntil([&] { return open.workspace->session() != nullptr; }));
  }
  casebook::SecondReading reading() {
    const auto book = open.onDisk();
    const auto all = casebook::SecondReadings(*book).of(open.slide());
    REQUIRE(all);
    REQUIRE_FALSE(all->empty());
    return all->back();
  }
  OpenSlide open;
  std::unique_ptr<MainWindow> window;
};

}  // namespace

TEST_CASE("a slide is read a second time, blind, settled by a third, and agreement is shown", "[readings]") {
  Window w;
  auto& bar = *w.find<ui::ReadingBar>("readingBar");
  CHECK_FALSE(bar.isVisible());
  const auto queue = w.open.session().reviewQueue();
  REQUIRE(queue.size() == 12);
  w.open.session().decide(queue, 2, QStringLiteral("review"));
  w.open.session().setComment(queue[0], QStringLiteral("looks young"));
  w.open.settle();

  w.find<QAction>("secondReading")->trigger();
  auto* ask = w.find<QDialog>("secondReadingDialog");
  screenshot(*ask, QStringLiteral("second-ask"));
  QTest::mouseClick(ask->findChild<QPushButton*>(QStringLiteral("secondAsk")), Qt::LeftButton);
  REQUIRE(waitUntil([&] { return bar.isVisible(); }));
  CHECK(w.find<QLabel>("readingText")->text().contains(QStringLiteral("Being read a second time")));
  screenshot(*w.window, QStringLiteral("second-first-reader"));

  w.reopenAs(QStringLiteral("Dr. Second"));
  auto* session = &w.open.session();
  REQUIRE(session->secondReading());
  for (const auto& cell : session->cells()) {
    CHECK_FALSE(cell.review);
    CHECK(cell.comment.isEmpty());
  }
  CHECK(session->reviewQueue().size() == 12);  // the same ones wait again
  std::vector<casebook::ReviewEvent> seen(1);
  QObject::connect(session, &ui::SlideSession::historyRead, session,
                   [&](int, const std::vector<casebook::ReviewEvent>& events) { seen = events; });
  session->requestHistory(queue[0]);
  CHECK(seen.empty());
  w.window->showPage(MainWindow::Page::Review);
  REQUIRE(waitUntil([&] { return bar.isVisible(); }));
  screenshot(*w.window, QStringLiteral("second-reader"));
  // Ten as the first said, two otherwise; one taken back and decided again.
  session->decide(std::vector<int>(queue.begin(), queue.begin() + 10), 2, QStringLiteral("review"));
  session->decide({queue[10]}, 3, QStringLiteral("review"));
  session->undo();
  session->decide({queue[10]}, 4, QStringLiteral("review"));
  session->decide({queue[11]}, 4, QStringLiteral("review"));
  w.open.settle();
  const auto cell = session->cells()[std::size_t(queue[10])].id;
  CHECK(w.open.onDisk()->cell(cell)->review->reviewer == QStringLiteral("Dr. Test"));  // in force: as it was
  QTest::mouseClick(w.find<QPushButton>("readingFinish"), Qt::LeftButton);
  REQUIRE(waitUntil([&] { return w.reading().state == ReadingState::Adjudication; }));
  CHECK(w.reading().disagreements == 2);

  w.reopenAs(QStringLiteral("Dr. Third"));
  auto* settle = w.find<QPushButton>("readingSettle");
  REQUIRE(waitUntil([&] { return settle->isVisible(); }));
  QTest::mouseClick(settle, Qt::LeftButton);
  auto* dialog = w.window->findChild<ui::AdjudicationDialog*>();
  REQUIRE(dialog);
  auto* list = dialog->findChild<QListWidget*>(QStringLiteral("adjudicationList"));
  REQUIRE(waitUntil([&] { return list->count() == 2; }));
  QTest::qWait(300);  // the picture arrives from its thread
  screenshot(*dialog, QStringLiteral("adjudication"));
  auto* first = dialog->findChild<QPushButton*>(QStringLiteral("adjudicationLabel1"));
  REQUIRE(first->isEnabled());
  QTest::mouseClick(first, Qt::LeftButton);
  REQUIRE(waitUntil([&] { return w.reading().unsettled == 1; }));
  REQUIRE(waitUntil([&] { return first->isEnabled() && list->currentRow() == 1; }));
  QTest::mouseClick(first, Qt::LeftButton);
  REQUIRE(waitUntil([&] { return w.reading().state == ReadingState::Closed; }));
  dialog->reject();
  CHECK(w.open.onDisk()->cell(cell)->review->reviewer == QStringLiteral("Dr. Third"));
  CHECK(w.open.onDisk()->verifyAudit());

  w.find<QAction>("agreement")->trigger();
  auto* agreement = w.window->findChild<ui::AgreementDialog*>();
  REQUIRE(agreement);
  auto* kappa = agreement->findChild<QLabel*>(QStringLiteral("agreementKappa"));
  REQUIRE(waitUntil([&] { return kappa->text().contains(QStringLiteral("12")); }));
  // Ten of twelve agree: 83.3 %. All of the first's are of one class, so chance agrees as often: kappa 0.
  CHECK(kappa->text().contains(QStringLiteral("83.3")));
  CHECK(kappa->text().contains(QStringLiteral("0.000")));
  screenshot(*agreement, QStringLiteral("agreement"));
  CHECK(w.open.errors.empty());
}

TEST_CASE("the audit log is looked through and verified in the window", "[readings]") {
  Window w;
  for (int row = 0; row < 3; ++row) w.open.session().decide({row}, 2, QStringLiteral("gallery"));
  w.open.settle();
  QTest::keyClick(w.window.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
  auto* dialog = w.window->findChild<ui::AuditDialog*>();
  REQUIRE(dialog);
  auto* table = dialog->findChild<QTableWidget*>(QStringLiteral("auditTable"));
  const int all = int(w.open.onDisk()->audit()->size());
  REQUIRE(waitUntil([&] { return table->rowCount() == all; }));
  auto* kind = dialog->findChild<QComboBox*>(QStringLiteral("auditAction"));
  kind->setCurrentIndex(kind->findData(QStringLiteral("review.")));
  REQUIRE(waitUntil([&] { return table->rowCount() == 3; }));
  CHECK(table->item(0, 2)->text() == QStringLiteral("Dr. Test"));
  auto* subject = dialog->findChild<QLineEdit*>(QStringLiteral("auditSubject"));
  const auto cell = w.open.session().cells()[1].id;
  QTest::keyClicks(subject, QStringLiteral("cell %1").arg(cell));
  REQUIRE(waitUntil([&] { return table->rowCount() == 1; }));
  subject->clear();
  kind->setCurrentIndex(0);
  REQUIRE(waitUntil([&] { return table->rowCount() == all; }));

  auto* result = dialog->findChild<QLabel*>(QStringLiteral("auditResult"));
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("auditVerify")), Qt::LeftButton);
  REQUIRE(waitUntil([&] { return result->text().contains(QStringLiteral("whole")); }));
  CHECK(result->text().contains(*w.open.onDisk()->auditHead()));
  screenshot(*dialog, QStringLiteral("audit-log"));
  CHECK(w.open.errors.empty());
}
