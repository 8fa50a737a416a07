// Second readings, the audit log and the agreement of readers in the window.
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QFileDialog>
#include <QInputDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTreeWidget>

#include <algorithm>
#include <optional>
#include <vector>

#include "bridge/reference_cells.h"
#include "casebook/atlas.h"
#include "casebook/audit_log.h"
#include "casebook/second_readings.h"
#include "people/adjudication_dialog.h"
#include "people/agreement_dialog.h"
#include "people/audit_dialog.h"
#include "people/audit_subjects.h"
#include "people/examiners_dialog.h"
#include "people/reading_bar.h"
#include "shell/main_window.h"
#include "ui/looks.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;
using casebook::ReadingState;
using ui::MainWindow;

namespace {

struct Window {
  explicit Window(const SlideOptions& options = {.cells = 40}) : open(options) {
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
  // Whether the model's answer was in view goes with the label, as with any decision.
  session->decide({queue[0]}, 2, QStringLiteral("review"), true);
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
  int noted = 0;
  {
    const auto book = w.open.onDisk();
    const auto decisions = casebook::SecondReadings(*book).firstDecisions(false);
    REQUIRE(decisions);
    for (const auto& decision : *decisions)
      noted += decision.reader == QStringLiteral("Dr. Second") && decision.modelShown == true;
  }
  CHECK(noted == 1);

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

TEST_CASE("a blind reader sees none of the slide's cells among the references or in the atlas",
          "[readings]") {
  Window w({.cells = 40, .features = true});
  auto& workspace = *w.open.workspace;
  const auto& classes = w.open.session().manifest().scheme.classes;
  const QString id = QString::fromStdString(classes[2].id);
  const auto queue = w.open.session().reviewQueue();
  const casebook::Id query = w.open.session().cells()[std::size_t(queue.back())].id;
  w.open.session().decide({queue[0], queue[1]}, 2, QStringLiteral("review"));
  w.open.settle();
  casebook::Id elsewhere = 0;
  {
    SlideOptions options{.cells = 5, .features = true, .sampleId = QStringLiteral("S-7")};
    elsewhere = addTestSlide(w.open.file(), options);
    const auto book = w.open.onDisk();
    const auto put = [&](casebook::Id cell) {
      casebook::Atlas atlas(*book);
      REQUIRE(atlas.put(cell, id, QStringLiteral("a note"), QStringLiteral("Dr. Test")));
    };
    const casebook::Id other = book->cells(elsewhere)->at(2).id;
    casebook::NewReview review;
    review.cellId = other;
    review.classId = id;
    review.reviewer = QStringLiteral("Dr. Elsewhere");
    review.origin = QStringLiteral("review");
    REQUIRE(book->addReviews({review}));
    put(other);
    put(w.open.session().cells()[std::size_t(queue[1])].id);  // the newest: it would take the atlas's place
  }
  auto& references = *workspace.references();
  using Slides = std::vector<casebook::Id>;
  const auto slidesOf = [](const std::vector<ui::ReferenceCell>& cells) {
    Slides slides;
    for (const auto& cell : cells) slides.push_back(cell.slide);
    std::sort(slides.begin(), slides.end());
    return slides;
  };
  const auto shown = [&] {
    bool ready = false;
    QObject guard;
    QObject::connect(&references, &ui::ReferenceCells::ready, &guard,
                     [&](const QString& of) { ready |= of == id; });
    references.forget();
    // Asked again, since Review asks for the same class beside its own cell.
    REQUIRE(waitUntil([&] {
      references.cells(id, w.open.slide(), query);
      return ready;
    }));
    return slidesOf(references.cells(id, w.open.slide(), query));
  };
  const auto atlas = [&] {
    std::optional<Slides> read;
    QObject guard;
    QObject::connect(&references, &ui::ReferenceCells::atlasRead, &guard,
                     [&](const std::vector<ui::ReferenceCell>& cells) { read = slidesOf(cells); });
    references.requestAtlas();
    REQUIRE(waitUntil([&] { return read.has_value(); }));
    return *read;
  };
  const casebook::Id slide = w.open.slide();
  CHECK(shown() == Slides{slide, slide, elsewhere});
  CHECK(atlas() == Slides{slide, elsewhere});

  w.find<QAction>("findCells")->trigger();
  auto* results = w.find<QTreeWidget>("findResults");
  w.find<QLineEdit>("findText")->setText(QString::fromStdString(classes[2].nameEn));
  REQUIRE(waitUntil([&] { return results->topLevelItemCount() == 3; }));

  w.find<QAction>("secondReading")->trigger();
  auto* ask = w.find<QDialog>("secondReadingDialog");
  QTest::mouseClick(ask->findChild<QPushButton*>(QStringLiteral("secondAsk")), Qt::LeftButton);
  REQUIRE(waitUntil([&] { return w.find<ui::ReadingBar>("readingBar")->isVisible(); }));
  w.reopenAs(QStringLiteral("Dr. Second"));
  REQUIRE(w.open.session().secondReading());
  // What was found stands there still, of what the blind reader may see.
  REQUIRE(waitUntil([&] { return results->topLevelItemCount() == 1; }));
  // Not even for a moment, before the casebook is asked again.
  CHECK(slidesOf(references.cells(id, slide, query)).empty());
  CHECK(shown() == Slides{elsewhere});
  CHECK(atlas() == Slides{elsewhere});

  w.reopenAs(QStringLiteral("Dr. Test"));
  CHECK(shown() == Slides{slide, slide, elsewhere});
  CHECK(atlas() == Slides{slide, elsewhere});
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
  // Several, as the column shows them and as the log has them.
  subject->setText(table->item(0, 4)->text() +
                   QStringLiteral(", cell:%1").arg(w.open.session().cells()[2].id));
  REQUIRE(waitUntil([&] { return table->rowCount() == 2; }));
  subject->setText(QStringLiteral("cells of it"));
  REQUIRE(waitUntil([&] { return table->rowCount() == 0; }));
  auto* csv = dialog->findChild<QPushButton*>(QStringLiteral("auditCsv"));
  auto* json = dialog->findChild<QPushButton*>(QStringLiteral("auditJson"));
  CHECK_FALSE(csv->isEnabled());  // not understood: nothing to export
  subject->setText(QStringLiteral("cell %1").arg(cell));
  REQUIRE(waitUntil([&] { return table->rowCount() == 1 && csv->isEnabled(); }));

  // Both export buttons write what fits.
  QTemporaryDir folder;
  auto* result = dialog->findChild<QLabel*>(QStringLiteral("auditResult"));
  const auto exportBy = [&](QPushButton* button, const QString& name) {
    QTest::mouseClick(button, Qt::LeftButton);
    auto* ask = dialog->findChild<QFileDialog*>(QStringLiteral("auditExportDialog"));
    REQUIRE(ask);
    const QString file = folder.filePath(name);
    Q_EMIT ask->fileSelected(file);
    ask->reject();
    REQUIRE(waitUntil([&] { return !dialog->findChild<QFileDialog*>(QStringLiteral("auditExportDialog")); }));
    REQUIRE(waitUntil([&] { return QFile::exists(file) && result->text().contains(name); }));
    QFile written(file);
    REQUIRE(written.open(QIODevice::ReadOnly));
    return written.readAll();
  };
  const QByteArray table_bytes = exportBy(csv, QStringLiteral("log.csv"));
  CHECK(table_bytes.count('\n') == 3);  // the header, one entry, the head
  CHECK(table_bytes.contains("review.decide"));
  CHECK(table_bytes.contains(w.open.onDisk()->auditHead()->toUtf8()));
  const auto lines = exportBy(json, QStringLiteral("log.jsonl")).trimmed().split('\n');
  REQUIRE(lines.size() == 2);
  const auto head = QJsonDocument::fromJson(lines[0]).object();
  CHECK(head[QStringLiteral("entries")].toInt() == 1);
  CHECK(head[QStringLiteral("filter")].toObject()[QStringLiteral("subject")].toString() ==
        QStringLiteral("cell:%1").arg(cell));
  CHECK(QJsonDocument::fromJson(lines[1]).object()[QStringLiteral("actor")].toString() ==
        QStringLiteral("Dr. Test"));
  CHECK(result->text().contains(QStringLiteral("1 entry written")));
  subject->clear();
  kind->setCurrentIndex(0);
  REQUIRE(waitUntil([&] { return table->rowCount() == all; }));

  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("auditVerify")), Qt::LeftButton);
  REQUIRE(waitUntil([&] { return result->text().contains(QStringLiteral("whole")); }));
  CHECK(result->text().contains(*w.open.onDisk()->auditHead()));
  screenshot(*dialog, QStringLiteral("audit-log"));
  CHECK(w.open.errors.empty());
}

TEST_CASE("what an audit entry is about can be typed as it is shown", "[readings]") {
  using ui::subjectsOf;
  using ui::subjectText;
  for (const char* subject : {"slide:3", "cell:812", "user:3", "class:lab_x", "laboratory"}) {
    const QString text = QString::fromLatin1(subject);
    CHECK(subjectsOf(subjectText(text)) == QStringList{text});
    CHECK(subjectsOf(text) == QStringList{text});
  }
  CHECK(subjectText(QStringLiteral("user:3")) == QStringLiteral("account 3"));
  CHECK(subjectsOf(QString()) == QStringList());
  CHECK(subjectsOf(QStringLiteral(" Slide 3 , cell  812，account 2")) ==
        QStringList{"slide:3", "cell:812", "user:2"});
  CHECK(subjectsOf(QStringLiteral("slides")) == QStringList{"slide:"});
  CHECK(subjectsOf(QStringLiteral("cell")) == QStringList{"cell:"});
  // A model is shown by the beginning of its hash.
  CHECK(subjectsOf(subjectText("model:" + QString(64, QLatin1Char('a')))) ==
        QStringList{"model:aaaaaaaaaaaa*"});
  CHECK_FALSE(subjectsOf(QStringLiteral("slide 3, what")));
  CHECK_FALSE(subjectsOf(QStringLiteral("812")));
}

TEST_CASE("two examiners count the slide, each alone, and both columns come together", "[readings]") {
  Window w;
  w.open.session().decide({0}, 1, QStringLiteral("gallery"));  // what was decided before is not theirs
  w.open.settle();
  auto& bar = *w.find<ui::ReadingBar>("readingBar");
  QTest::keyClick(w.window.get(), Qt::Key_2, Qt::ControlModifier | Qt::AltModifier);
  auto* dialog = w.window->findChild<ui::ExaminersDialog*>();
  REQUIRE(dialog);
  auto* begin = dialog->findChild<QPushButton*>(QStringLiteral("examinersBegin"));
  REQUIRE(waitUntil([&] { return begin->isVisible(); }));
  auto* second = dialog->findChild<QComboBox*>(QStringLiteral("examiner2"));
  CHECK(dialog->findChild<QComboBox*>(QStringLiteral("examiner1"))->currentText() ==
        QStringLiteral("Dr. Test"));
  CHECK(dialog->findChild<QSpinBox*>(QStringLiteral("examinersCells"))->value() == 200);
  CHECK_FALSE(begin->isEnabled());
  QTest::keyClicks(second->lineEdit(), QStringLiteral("dr. test"));
  CHECK_FALSE(begin->isEnabled());  // two people
  second->setEditText(QStringLiteral("Dr. Second"));
  dialog->findChild<QSpinBox*>(QStringLiteral("examinersCells"))->setValue(15);
  CHECK(dialog->findChild<QLabel*>(QStringLiteral("examinersEnough"))->text().contains(QStringLiteral("40")));
  screenshot(*dialog, QStringLiteral("examiners-begin"));
  REQUIRE(begin->isEnabled());
  QTest::keyClick(begin, Qt::Key_Return);

  // The first examiner's own fifteen, without a word of the model or of anybody.
  const auto examining = [&] {
    REQUIRE(waitUntil([&] {
      return w.open.workspace->session() && w.open.workspace->session()->examining() && bar.isVisible();
    }));
    return w.open.workspace->session();
  };
  auto* session = examining();
  REQUIRE(session->cells().size() == 15);
  CHECK(session->reviewQueue().size() == 15);
  for (const auto& cell : session->cells()) {
    CHECK_FALSE(cell.prediction);
    CHECK_FALSE(cell.review);
  }
  const auto review = [&] {
    w.window->activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(w.window.get()));
    w.window->showPage(MainWindow::Page::Review);
    QTest::qWait(200);
  };
  review();
  screenshot(*w.window, QStringLiteral("examiners-review"));
  auto* finish = w.find<QPushButton>("readingFinish");
  CHECK_FALSE(finish->isEnabled());

  // By keys: a class key decides and the next cell comes. The first is a platelet, outside the count.
  const auto keyOf = [&](const char* id) {
    const auto& scheme = w.open.session().manifest().scheme;
    const int at = scheme.indexOf(id);
    REQUIRE(at >= 0);
    return QKeySequence(QString::fromStdString(scheme.classes[std::size_t(at)].key))[0].key();
  };
  const auto press = [&](int key) {
    const auto answered = [&] {
      const auto& cells = w.open.session().cells();
      return std::count_if(cells.begin(), cells.end(), [](const auto& c) { return c.review.has_value(); });
    };
    const auto before = answered();
    QWidget* focus = QApplication::focusWidget();
    QTest::keyClick(focus ? focus : w.window.get(), Qt::Key(key));
    REQUIRE(waitUntil([&] { return answered() == before + 1; }));
    w.open.settle();
  };
  press(keyOf("platelet"));
  REQUIRE(waitUntil([&] { return session->cells().size() == 16; }));  // made up for
  CHECK_FALSE(finish->isEnabled());
  for (int i = 0; i < 15; ++i) press(keyOf(i < 12 ? "lymphocyte" : "monocyte"));
  REQUIRE(waitUntil([&] { return finish->isEnabled(); }));
  CHECK(w.find<QLabel>("readingText")->text().contains(QStringLiteral("15 of 15")));
  w.window->showPage(MainWindow::Page::Cells);
  QTest::qWait(200);
  screenshot(*w.window, QStringLiteral("examiners-cells"));
  QTest::mouseClick(finish, Qt::LeftButton);
  REQUIRE(
      waitUntil([&] { return w.open.workspace->session() && !w.open.workspace->session()->examining(); }));
  REQUIRE(waitUntil([&] { return bar.isVisible(); }));
  CHECK(w.find<QLabel>("readingText")->text().contains(QStringLiteral("Dr. Test has finished")));
  CHECK(w.open.session().cells().size() == 40);  // the slide again, as it was decided
  screenshot(*w.window, QStringLiteral("examiners-waiting"));

  w.reopenAs(QStringLiteral("Dr. Second"));
  session = examining();
  REQUIRE(session->cells().size() == 15);
  review();
  for (int i = 0; i < 15; ++i) press(keyOf(i < 3 ? "lymphocyte" : "monocyte"));
  REQUIRE(waitUntil([&] { return finish->isEnabled(); }));
  QTest::mouseClick(finish, Qt::LeftButton);

  // The second to finish sees both columns at once.
  const auto shown = [&] {
    for (auto* one : w.window->findChildren<ui::ExaminersDialog*>()) {
      auto* table = one->findChild<QTableWidget*>(QStringLiteral("examinersTable"));
      if (one->isVisible() && table->rowCount() > 0) return one;
    }
    return static_cast<ui::ExaminersDialog*>(nullptr);
  };
  REQUIRE(waitUntil([&] { return shown() != nullptr; }));
  auto* table = shown()->findChild<QTableWidget*>(QStringLiteral("examinersTable"));
  QStringList rows;
  for (int row = 0; row < table->rowCount(); ++row) {
    QStringList cells;
    for (int i = 0; i < table->columnCount(); ++i) cells << table->item(row, i)->text();
    rows << cells.join(QStringLiteral(" | "));
  }
  INFO(rows.join('\n').toStdString());
  REQUIRE(rows.size() == 3);
  // 12 of 15 against 3 of 15: p = 0.0028 (scipy.stats.fisher_exact)
  CHECK(rows.filter(QStringLiteral("Lymphocyte")).value(0).contains(QStringLiteral("0.003: they differ")));
  CHECK(rows.filter(QStringLiteral("Platelet")).value(0).contains(QStringLiteral("not in the differential")));
  CHECK(shown()
            ->findChild<QLabel*>(QStringLiteral("examinersState"))
            ->text()
            .contains(QStringLiteral("differ beyond chance on 2 classes")));
  screenshot(*shown(), QStringLiteral("examiners-both"));
  CHECK(cut(*shown()).isEmpty());
  CHECK(overlapping(*shown()).isEmpty());
  shown()->reject();
  const auto book = w.open.onDisk();
  CHECK(casebook::SecondReadings(*book).of(w.open.slide())->back().state == ReadingState::Closed);
  CHECK(book->verifyAudit());
  CHECK(w.open.errors.empty());
}

TEST_CASE("a count by two examiners is withdrawn from its dialog", "[readings]") {
  Window w;
  {
    const auto book = w.open.onDisk();
    REQUIRE(casebook::SecondReadings(*book).requestExaminers(
        w.open.slide(), {QStringLiteral("Dr. A"), QStringLiteral("Dr. B")}, 10, {}, QStringLiteral("Dr. A")));
  }
  w.reopenAs(QStringLiteral("Dr. Test"));
  REQUIRE(waitUntil([&] { return w.find<ui::ReadingBar>("readingBar")->isVisible(); }));
  CHECK_FALSE(w.open.session().examining());
  w.find<QAction>("twoExaminers")->trigger();
  auto* dialog = w.window->findChild<ui::ExaminersDialog*>();
  REQUIRE(dialog);
  auto* withdraw = dialog->findChild<QPushButton*>(QStringLiteral("examinersWithdraw"));
  REQUIRE(waitUntil([&] { return withdraw->isVisible(); }));
  screenshot(*dialog, QStringLiteral("examiners-running"));
  QTest::mouseClick(withdraw, Qt::LeftButton);
  auto* why = w.window->findChild<QInputDialog*>(QStringLiteral("withdrawDialog"));
  REQUIRE(why);
  why->setTextValue(QStringLiteral("the wrong slide"));
  why->accept();
  REQUIRE(waitUntil([&] { return w.reading().state == ReadingState::Withdrawn; }));
  REQUIRE(waitUntil([&] { return !w.find<ui::ReadingBar>("readingBar")->isVisible(); }));
  CHECK(w.open.errors.empty());
}
