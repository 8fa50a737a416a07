// The decision limits' dialog, and the certificate under the threshold's slider.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableWidget>

#include "bridge/limit_rules.h"
#include "decision/intervals.h"
#include "limits/limit_editor.h"
#include "limits/limits_dialog.h"
#include "threshold/budgets_dialog.h"
#include "threshold/certificate_meter.h"
#include "ui/looks.h"
#include "ui/support.h"
#include "workflow/limit_files.h"

using namespace cellwise;
using namespace cellwise::ui;
using test::waitUntil;

namespace {

struct Dialog {
  Dialog() : dialog(*slide.workspace) {
    slide.workspace->limits()->reset();
    dialog.show();
    QCoreApplication::processEvents();
  }
  ~Dialog() { slide.workspace->limits()->reset(); }
  template <class T>
  T* find(const char* name) {
    auto* found = dialog.findChild<T*>(QLatin1String(name));
    REQUIRE(found);
    return found;
  }
  QTableWidget* table() { return find<QTableWidget>("limitsTable"); }
  int rowOf(const char* id) {
    const auto& rules = slide.workspace->limits()->limits().rules;
    for (std::size_t i = 0; i < rules.size(); ++i)
      if (rules[i].id == id) return int(i);
    return -1;
  }

  test::OpenSlide slide;
  LimitsDialog dialog;
};

}  // namespace

TEST_CASE("the limits dialog lists each rule with its source and where the slide stands", "[limits]") {
  Dialog d;
  const auto& rules = d.slide.workspace->limits()->limits().rules;
  REQUIRE(rules.size() >= 10);
  CHECK(d.table()->rowCount() == int(rules.size()));
  const int cmml = d.rowOf("cmml-monocytes"), blasts = d.rowOf("who-blasts-20");
  REQUIRE(waitUntil([&] { return !d.table()->item(cmml, 4)->text().isEmpty(); }));
  CHECK(d.table()->item(cmml, 1)->text() == QStringLiteral("≥ 10 %"));
  CHECK(d.table()->item(cmml, 3)->text().startsWith(QStringLiteral("WHO, ICC")));
  CHECK(d.table()->item(cmml, 4)->text().endsWith(QStringLiteral("still open")));
  CHECK(d.table()->item(blasts, 4)->text().startsWith(QStringLiteral("Not applicable")));
  d.table()->setCurrentCell(cmml, 0);
  CHECK(d.find<QLabel>("limitsWords")->text().contains(QStringLiteral("white cell count")));
  test::screenshot(d.dialog, QStringLiteral("limits-dialog"));
  CHECK_FALSE(d.find<QPushButton>("limitsReset")->isEnabled());
}

TEST_CASE("a limit is added, changed, removed and reset, what is wrong is refused with the reason",
          "[limits]") {
  Dialog d;
  const int shipped = d.table()->rowCount();
  QTest::mouseClick(d.find<QPushButton>("limitsAdd"), Qt::LeftButton);
  auto* editor = d.find<LimitEditor>("limitEditor");
  const auto field = [&](const char* name) {
    auto* found = d.dialog.findChild<QLineEdit*>(QLatin1String(name));
    REQUIRE(found);
    return found;
  };
  auto* problem = d.find<QLabel>("limitProblem");
  const auto keep = [&] { QTest::mouseClick(d.find<QPushButton>("limitKeep"), Qt::LeftButton); };
  keep();
  CHECK(problem->text().contains(QStringLiteral("name")));
  QTest::keyClicks(field("limitName"), QStringLiteral("Eosinophils"));
  keep();
  CHECK(problem->text().contains(QStringLiteral("class")));
  QTest::keyClicks(field("limitCells"), QStringLiteral("Eosinophil!"));
  QTest::keyClicks(field("limitSource"), QStringLiteral("Our laboratory"));
  keep();
  CHECK(problem->text().contains(QStringLiteral("Eosinophil!")));
  CHECK(editor->isVisible());
  test::screenshot(*editor, QStringLiteral("limit-editor"));
  CHECK(test::cut(*editor).isEmpty());
  CHECK(test::overlapping(*editor).isEmpty());
  CHECK(d.table()->rowCount() == shipped);
  CHECK_FALSE(QFile::exists(QString::fromStdString(workflow::ownDecisionLimitsFile().string())));

  field("limitCells")->setText(QStringLiteral("eosinophil"));
  d.find<QDoubleSpinBox>("limitPercent")->setValue(0);
  keep();
  CHECK(problem->text().contains(QStringLiteral("above 0")));
  d.find<QDoubleSpinBox>("limitPercent")->setValue(7.5);
  keep();
  REQUIRE(waitUntil([&] { return d.table()->rowCount() == shipped + 1; }));
  CHECK(d.table()->item(shipped, 0)->text() == QStringLiteral("Eosinophils"));
  CHECK(d.table()->item(shipped, 1)->text() == QStringLiteral("≥ 7.5 %"));
  CHECK(d.find<QPushButton>("limitsReset")->isEnabled());
  // On disk, as another start reads it.
  const auto stored = workflow::decisionLimits();
  REQUIRE(stored);
  CHECK(stored->rules.back().share.classes == std::vector<std::string>{"eosinophil"});
  CHECK(stored->rules.back().specimen == "blood");

  d.table()->setCurrentCell(0, 0);
  QTest::mouseClick(d.find<QPushButton>("limitsRemove"), Qt::LeftButton);
  CHECK(d.table()->rowCount() == shipped);
  CHECK(d.rowOf("who-blasts-20") == -1);
  QTest::mouseClick(d.find<QPushButton>("limitsReset"), Qt::LeftButton);
  CHECK(d.table()->rowCount() == shipped);
  CHECK(d.rowOf("who-blasts-20") == 0);
  CHECK(workflow::decisionLimits()->rules.size() == std::size_t(shipped));
}

TEST_CASE("an own list that cannot be read is left alone, and that is said", "[limits]") {
  test::OpenSlide slide;
  const QString file = QString::fromStdString(workflow::ownDecisionLimitsFile().string());
  REQUIRE(slide.workspace->limits()->keep(slide.workspace->limits()->limits()));
  {
    QFile spoilt(file);
    REQUIRE(spoilt.open(QIODevice::WriteOnly));
    spoilt.write("{ not limits");
  }
  LimitRules rules;
  CHECK(rules.problem().has_value());
  CHECK(rules.limits().rules.size() >= 10);
  QFile kept(file);
  REQUIRE(kept.open(QIODevice::ReadOnly));
  CHECK(kept.readAll() == "{ not limits");
  REQUIRE(rules.reset());
  CHECK_FALSE(rules.problem().has_value());
  slide.workspace->limits()->reset();
}

TEST_CASE("the certificate says bound, errors allowed and labels missing as computed by hand",
          "[certificate]") {
  test::OpenSlide slide;
  CertificateMeter meter(*slide.workspace);
  meter.resize(1200, 30);
  meter.show();
  const auto* words = meter.findChild<QLabel*>(QStringLiteral("certificateWords"));
  const auto count = [&](double cth, std::int64_t& errors) {
    std::int64_t n = 0;
    errors = 0;
    for (const auto& row : slide.session().manifest().calibrationRows) {
      if (row.confidence < cth || row.maxMembership < 0.2) continue;
      ++n;
      errors += row.trueClass != row.predictedClass;
    }
    return n;
  };
  std::int64_t errors = 0;
  const auto n = count(0.90, errors);
  REQUIRE(n < 299);
  // Fewer than 299: not even without an error.
  REQUIRE(waitUntil(
      [&] { return words->accessibleName().startsWith(QStringLiteral("Not certifiable, n = %1").arg(n)); }));
  // A target of 95 %: bound by the exact interval, missing labels by trying one after the other.
  auto* target = meter.findChild<QComboBox*>(QStringLiteral("certificateTarget"));
  target->setCurrentIndex(0);
  Q_EMIT target->activated(0);
  const double bound = decision::clopperPearsonUpper(errors, n, 0.05);
  const QString text = words->accessibleName();
  CAPTURE(text.toStdString(), n, errors, bound);
  if (bound <= 0.05) {
    CHECK(text.startsWith(QStringLiteral("Certified: at most %1 % wrong").arg(100 * bound, 0, 'f', 2)));
  } else {
    std::int64_t more = 0;
    while (decision::clopperPearsonUpper(errors, n + more, 0.05) > 0.05) ++more;
    CHECK(text.contains(QStringLiteral("%1 more labels").arg(more)));
  }
  test::screenshot(meter, QStringLiteral("certificate-meter"));
  QSettings().remove(QStringLiteral("certificate/target"));

  // Everything to review: nothing accepted.
  slide.session().setThresholds({1.0, 0.999});
  REQUIRE(waitUntil([&] { return words->accessibleName().contains(QStringLiteral("n = 0")); }));
  CHECK(words->accessibleName().contains(QStringLiteral("59 labelled cells")));
}

TEST_CASE("a slide unlike the calibration's suspends the certificate, in words with n and interval",
          "[certificate]") {
  test::OpenSlide slide;
  CertificateMeter meter(*slide.workspace);
  meter.resize(1200, 30);
  meter.show();
  const auto* words = meter.findChild<QLabel*>(QStringLiteral("certificateWords"));
  const auto& session = slide.session();
  // As many are refused as among the calibration cells, or fewer: the certificate stands.
  REQUIRE(waitUntil([&] { return words->accessibleName().startsWith(QStringLiteral("Not certifi")); }));
  CHECK(words->toolTip().contains(QStringLiteral("like the calibration slides: 30.0 % of its cells")));
  // No cell here is as like its class as a fifth of the calibration cells are.
  slide.session().setThresholds({0.0, 0.935});
  REQUIRE(waitUntil([&] { return words->accessibleName().startsWith(QStringLiteral("Suspended")); }));
  std::vector<decision::DriftCell> cells;
  for (int row = 0; row < int(session.cells().size()); ++row) {
    const auto& said = session.cells()[std::size_t(row)].prediction;
    cells.push_back({session.predictedClassOf(row), said->confidence, said->maxMembership});
  }
  const auto check = decision::driftCheck(session.manifest().calibrationRows, cells, session.thresholds());
  REQUIRE(check.state == decision::DriftCheck::State::MoreRefused);
  CHECK(check.n == 60);
  const QString text = words->accessibleName();
  INFO(text.toStdString());
  CHECK(text.contains(QStringLiteral("100.0 % of its cells (%1–100.0, n = 60)")
                          .arg(100 * decision::clopperPearson(60, 60).low, 0, 'f', 1)));
  CHECK(text.contains(QStringLiteral("up to %1 %").arg(100 * check.largest, 0, 'f', 1)));
  CHECK(words->toolTip().contains(QStringLiteral("Without that, it would read: ")));
  test::screenshot(meter, QStringLiteral("certificate-suspended"));
  slide.session().setThresholds({0.90, 0.20});
  REQUIRE(waitUntil([&] { return words->accessibleName().startsWith(QStringLiteral("Not certifi")); }));
}

TEST_CASE("budgets by class are kept, tight where nothing must be missed", "[certificate]") {
  test::OpenSlide slide;
  BudgetsDialog dialog(*slide.workspace);
  dialog.show();
  auto* promyelocytes = dialog.findChild<QDoubleSpinBox*>(QStringLiteral("budget_promyelocyte"));
  auto* segmented = dialog.findChild<QDoubleSpinBox*>(QStringLiteral("budget_segmented_neutrophil"));
  REQUIRE(promyelocytes);
  REQUIRE(segmented);
  CHECK(promyelocytes->value() == 1.0);
  CHECK(segmented->value() == 5.0);
  auto* table = dialog.findChild<QTableWidget*>(QStringLiteral("budgetsTable"));
  // 600 rows over 11 classes: 55 of promyelocytes, where 299 are needed.
  CHECK(table->item(0, 2)->text() == QStringLiteral("55"));
  CHECK(table->item(0, 5)->text() ==
        QStringLiteral("Not certifiable, n = 55: 299 without a miss are needed"));
  test::screenshot(dialog, QStringLiteral("budgets-dialog"));
  promyelocytes->setValue(20);
  CHECK_FALSE(table->item(0, 5)->text().contains(QStringLiteral("299")));
  CHECK(budgetOf(slide.session().manifest().scheme.classes[0]) == Approx(0.2));
  QSettings().remove(QStringLiteral("certificate/budget/promyelocyte"));
}
