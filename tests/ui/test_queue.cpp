// The queue's orders, groups, blind questions and the audit of accepted cells, driven in Review.
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QSettings>

#include <algorithm>
#include <set>

#include "bridge/audit_desk.h"
#include "bridge/limit_rules.h"
#include "casebook/blind_audits.h"
#include "review/blind_audit_dialog.h"
#include "review/class_button.h"
#include "review/queue_bar.h"
#include "review/review_page.h"
#include "review/review_queue.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::ui;
using test::waitUntil;

namespace {

const QString kShare = QStringLiteral("review/auditShare");

// Settings as they were when it is over.
struct Settings {
  Settings(double auditShare) { QSettings().setValue(kShare, auditShare); }
  ~Settings() {
    QSettings().setValue(kShare, 0);
    QSettings().remove(QStringLiteral("review/order"));
    QSettings().remove(QStringLiteral("review/blindFirst"));
  }
};

struct Review {
  explicit Review(double auditShare = 0, const test::SlideOptions& options = {}, QSize size = {1280, 800})
      : settings(auditShare), slide(options), page(*slide.workspace) {
    page.resize(size);
    page.show();
    page.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&page));
    page.setFocus();
    if (auditShare > 0) REQUIRE(waitUntil([this] { return slide.workspace->audit()->audit().has_value(); }));
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
  // The cells in the order in which they come when each is decided as the class with this key.
  std::vector<int> answerAll(Qt::Key classKey) {
    std::vector<int> rows;
    while (page.currentRow() >= 0 && rows.size() < 200) {
      const int row = page.currentRow();
      rows.push_back(row);
      key(classKey);
      REQUIRE(waitUntil([&] { return page.currentRow() != row; }));
      settle();
    }
    return rows;
  }
  const casebook::CellRecord& cell(int row) { return slide.session().cells()[std::size_t(row)]; }
  std::vector<casebook::ReviewEvent> history(int row) { return *slide.onDisk()->history(cell(row).id); }

  Settings settings;
  test::OpenSlide slide;
  ReviewPage page;
};

}  // namespace

TEST_CASE("the queue's order is chosen from a list and by key", "[queue]") {
  Review r;
  const auto confidence = r.slide.session().reviewQueue();
  CHECK(r.page.currentRow() == confidence.front());
  auto* orders = r.find<QComboBox>("reviewOrder");
  CHECK(orders->count() == 5);

  r.key(Qt::Key_O);  // closest two classes first
  CHECK(orders->currentIndex() == 1);
  const auto margin = [&](int row) {
    auto d = r.cell(row).prediction->memberships;
    std::sort(d.rbegin(), d.rend());
    return d[0] - d[1];
  };
  const int least = *std::min_element(confidence.begin(), confidence.end(),
                                      [&](int a, int b) { return margin(a) < margin(b); });
  CHECK(r.page.currentRow() == least);
  CHECK(least != confidence.front());

  r.key(Qt::Key_O);  // unlike each other: the first three are of different kinds
  r.key(Qt::Key_O);  // by class
  CHECK(orders->currentIndex() == 3);
  const auto classes = r.slide.session().manifest().scheme.classes;
  std::vector<int> seen;
  for (int row : r.answerAll(Qt::Key_9))
    seen.push_back(classes[std::size_t(r.slide.session().predictedClassOf(row))].order);
  CHECK(seen.size() == confidence.size());
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(QSettings().value(QStringLiteral("review/order")) == QStringLiteral("class"));
}

TEST_CASE("what can decide a limit comes first, and the bar says so until nothing can", "[queue]") {
  Review r;
  auto* words = r.find<QLabel>("reviewLimits");
  REQUIRE(waitUntil([&] { return words->accessibleName().contains(QStringLiteral("straddles 10")); }));
  CHECK(words->accessibleName().startsWith(QStringLiteral("Monocytes")));
  CHECK(words->accessibleName().contains(QStringLiteral("18 cells can decide it")));
  CHECK(words->toolTip().contains(QStringLiteral("white cell count")));
  test::screenshot(r.page, QStringLiteral("review-queue"));

  auto* orders = r.find<QComboBox>("reviewOrder");
  orders->setCurrentIndex(4);
  Q_EMIT orders->activated(4);
  const auto ofMonocytes = [&](int row) {
    const auto& p = *r.cell(row).prediction;
    return p.predicted == QStringLiteral("monocyte") || p.runnerUp == QStringLiteral("monocyte");
  };
  const auto queue = r.slide.session().reviewQueue();
  // Between monocyte and another class; the unfamiliar ones resemble nothing and are as open.
  std::set<int> deciders;
  for (const int row : queue)
    if (ofMonocytes(row)) deciders.insert(row);
  REQUIRE(deciders.size() >= 2);
  const auto rows = r.answerAll(Qt::Key_9);  // lymphocytes all
  REQUIRE(rows.size() == queue.size());
  int last = -1;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (deciders.contains(rows[i])) last = int(i);
  CHECK(last < int(rows.size()) / 2);
  CHECK(deciders.contains(rows.front()));
  REQUIRE(waitUntil([&] { return words->accessibleName().startsWith(QStringLiteral("No limit is open")); }));
}

TEST_CASE("alike cells are shown, and one key decides those that stay ticked", "[queue]") {
  test::SlideOptions options;
  options.cells = 220;
  Review r(0, options);
  r.key(Qt::Key_A);
  auto* cells = r.find<QListWidget>("reviewGroupCells");
  auto* bar = r.find<QueueBar>("queueBar");
  REQUIRE(bar->groupShown());
  REQUIRE(cells->count() >= 3);
  std::vector<int> rows;
  for (int i = 0; i < cells->count(); ++i) rows.push_back(cells->item(i)->data(Qt::UserRole).toInt());
  CHECK(rows.front() == r.page.currentRow());
  for (const int row : rows)
    CHECK(r.slide.session().predictedClassOf(row) == r.slide.session().predictedClassOf(rows.front()));
  REQUIRE(waitUntil([&] { return !cells->item(cells->count() - 1)->icon().isNull(); }));
  test::screenshot(r.page, QStringLiteral("review-group"));
  const int spared = rows.back();
  cells->item(cells->count() - 1)->setCheckState(Qt::Unchecked);
  CHECK(r.find<QLabel>("reviewGroupText")->text().startsWith(QString::number(rows.size() - 1)));
  const int before = r.page.left();
  r.key(Qt::Key_8);  // monocytes
  REQUIRE(waitUntil([&] { return r.page.currentRow() != rows.front(); }));
  r.settle();
  for (const int row : rows) {
    CAPTURE(row);
    CHECK(r.cell(row).review.has_value() == (row != spared));
  }
  CHECK(r.page.left() == before - int(rows.size()) + 1);
  CHECK_FALSE(bar->groupShown());
  // One step: undo takes all of it back.
  r.key(Qt::Key_Z, Qt::ControlModifier);
  REQUIRE(waitUntil([&] { return !r.cell(rows.front()).review; }));
  CHECK(r.page.left() == before);

  r.key(Qt::Key_A);
  REQUIRE(bar->groupShown());
  r.key(Qt::Key_A);  // put away again, nothing decided
  CHECK_FALSE(bar->groupShown());
}

TEST_CASE("blind first: the answer comes before the model's opinion, and both are kept", "[queue][blind]") {
  test::SlideOptions options;
  options.attributes = true;
  Review r(0, options);
  CHECK(r.find<ClassButton>("reviewLikely1")->isVisible());
  r.key(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
  const int row = r.page.currentRow();
  REQUIRE(row >= 0);
  CHECK(r.page.blind());
  for (const char* name : {"reviewLikely1", "reviewLikely2", "reviewLikely3"})
    CHECK_FALSE(r.find<ClassButton>(name)->isVisible());
  CHECK(r.find<QLabel>("reviewReason")->text() == QStringLiteral("To review"));
  CHECK(r.find<QLabel>("reviewReason")->toolTip().isEmpty());
  CHECK(r.find<QLabel>("reviewAttributes")->text().isEmpty());
  CHECK(r.find<QLabel>("reviewAttributes")->toolTip().isEmpty());
  CHECK(r.find<QLabel>("reviewDisagreement")->text().isEmpty());
  test::screenshot(r.page, QStringLiteral("review-blind"));

  const int model = r.slide.session().predictedClassOf(row);
  REQUIRE(r.slide.session().manifest().scheme.classes[std::size_t(model)].id != "lymphocyte");
  r.key(Qt::Key_9);
  REQUIRE(waitUntil([&] { return r.page.currentRow() != row; }));
  r.settle();
  CHECK(r.find<QLabel>("reviewBlindAnswer")
            ->text()
            .contains(QStringLiteral("you said lymphocyte, the model says")));
  test::screenshot(r.page, QStringLiteral("review-blind-answered"));
  r.key(Qt::Key_Left);
  CHECK(r.page.currentRow() == row);
  CHECK_FALSE(r.page.blind());
  CHECK(r.find<ClassButton>("reviewLikely1")->isVisible());
  r.key(Qt::Key_8);
  REQUIRE(waitUntil([&] { return r.page.currentRow() != row; }));
  r.settle();
  const auto history = r.history(row);
  REQUIRE(history.size() == 2);
  CHECK(history[0].classId == QStringLiteral("lymphocyte"));
  CHECK(history[0].modelShown == false);
  CHECK(history[1].classId == QStringLiteral("monocyte"));
  CHECK(history[1].modelShown == true);
  CHECK(r.slide.onDisk()->verifyAudit());
}

TEST_CASE("the audit's questions cannot be told from the others, and their answers survive",
          "[queue][audit]") {
  Review r(0.4);
  const AuditDesk& desk = *r.slide.workspace->audit();
  const auto unsure = r.slide.session().reviewQueue();
  std::set<int> drawn;
  for (int row = 0; row < 60; ++row)
    if (desk.drawn(row)) drawn.insert(row);
  REQUIRE(drawn.size() > 3);  // 17 of 42 by expectation
  REQUIRE(waitUntil([&] { return r.page.left() == int(unsure.size() + drawn.size()); }));

  // Every question of the audit, and as many of the others, are asked without the model's opinion.
  std::set<int> blindOthers, asked;
  QString reasonOfAudit, reasonOfOther;
  bool auditFirst = false, auditLast = false;
  std::size_t place = 0;
  while (r.page.currentRow() >= 0) {
    const int row = r.page.currentRow();
    asked.insert(row);
    const bool audit = drawn.contains(row);
    if (audit) CHECK(r.page.blind());
    if (!audit && r.page.blind()) blindOthers.insert(row);
    if (r.page.blind()) {
      (audit ? reasonOfAudit : reasonOfOther) =
          r.find<QLabel>("reviewReason")->text() + r.find<QLabel>("reviewLikelyTitle")->text();
      CHECK_FALSE(r.find<ClassButton>("reviewLikely1")->isVisible());
    }
    if (audit) (place < (unsure.size() + drawn.size()) / 2 ? auditFirst : auditLast) = true;
    ++place;
    r.key(Qt::Key_9);
    REQUIRE(waitUntil([&] { return r.page.currentRow() != row; }));
    r.settle();
  }
  CHECK(asked.size() == unsure.size() + drawn.size());
  CHECK_FALSE(blindOthers.empty());
  CHECK(reasonOfAudit == reasonOfOther);

  REQUIRE(waitUntil([&] { return desk.answers().size() == drawn.size(); }));
  const auto figures = desk.figures();
  CHECK(figures.error.n == std::int64_t(drawn.size()));
  CHECK(figures.accepted == 42);
  std::int64_t wrong = 0;  // all were called lymphocytes
  for (const int row : drawn) wrong += r.cell(row).prediction->predicted != QStringLiteral("lymphocyte");
  CHECK(figures.error.errors == wrong);
  CHECK(figures.alarm());  // the calibration is good

  // On disk, apart from the ordinary decisions, and the same cells are drawn after a restart.
  const auto book = r.slide.onDisk();
  const auto stored = casebook::BlindAudits(*book).of(r.slide.slide());
  REQUIRE(stored);
  REQUIRE(*stored);
  CHECK((*stored)->share == 0.4);
  std::set<int> again;
  for (int row = 0; row < 60; ++row)
    if (r.slide.session().decisionOf(row) == decision::Decision::Accepted &&
        casebook::drawOf((*stored)->seed, r.cell(row).id) < 0.4)
      again.insert(row);
  CHECK(again == drawn);
  CHECK(casebook::BlindAudits(*book).answers(r.slide.slide())->size() == drawn.size());
  CHECK(book->verifyAudit());

  BlindAuditDialog dialog(*r.slide.workspace);
  dialog.show();
  CHECK(dialog.findChild<QLabel*>(QStringLiteral("auditWords"))
            ->text()
            .contains(QStringLiteral("contradicts")));
  test::screenshot(dialog, QStringLiteral("audit-dialog"));
}

TEST_CASE("without an audit nothing is written and nothing is asked", "[queue][audit]") {
  Review r(0);
  r.answerAll(Qt::Key_9);
  CHECK_FALSE(r.slide.workspace->audit()->audit().has_value());
  const auto book = r.slide.onDisk();
  CHECK_FALSE(casebook::BlindAudits(*book).of(r.slide.slide())->has_value());
}
