#include "threshold/budgets_dialog.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "decision/risk_control.h"
#include "style/marks.h"
#include "style/theme.h"
#include "threshold/presets.h"

namespace cellwise::ui {
namespace {

enum Column { kClass, kBudget, kCells, kMissed, kBound, kWords, kColumns };
constexpr double kTight = 0.01, kLoose = 0.05;

QString key(const model::CellClass& cellClass) {
  return QStringLiteral("certificate/budget/") + QString::fromStdString(cellClass.id);
}

bool mustNotBeMissed(const model::CellClass& cellClass) {
  const std::string& id = cellClass.id;
  return id.find("blast") != std::string::npos
             ? id.find("erythroblast") == std::string::npos
             : id == "promyelocyte" || id == "plasma_cell" || id == "promonocyte";
}

QString kept(const decision::RiskStatement& statement) {
  const QString n = QLocale().toString(qlonglong(statement.n));
  if (statement.certified) return BudgetsDialog::tr("Kept");
  if (statement.n < statement.needed)
    return BudgetsDialog::tr("Not certifiable, n = %1: %2 without a miss are needed")
        .arg(n, QLocale().toString(qlonglong(statement.needed)));
  return BudgetsDialog::tr("Not kept: too many slip through");
}

}  // namespace

double budgetOf(const model::CellClass& cellClass) {
  return QSettings().value(key(cellClass), mustNotBeMissed(cellClass) ? kTight : kLoose).toDouble();
}

BudgetsDialog::BudgetsDialog(Workspace& workspace, QWidget* parent) : QDialog(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("budgetsDialog"));
  head_ = new QLabel;
  head_->setWordWrap(true);
  table_ = new QTableWidget(0, kColumns);
  table_->setObjectName(QStringLiteral("budgetsTable"));
  table_->verticalHeader()->hide();
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionMode(QAbstractItemView::NoSelection);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(kWords, QHeaderView::Stretch);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(head_);
  layout->addWidget(table_, 1);
  layout->addWidget(buttons);
  resize(760, 480);
  later_ = new QTimer(this);
  later_->setSingleShot(true);
  later_->setInterval(80);
  connect(later_, &QTimer::timeout, this, &BudgetsDialog::showRisks);
  connect(&workspace_, &Workspace::sessionChanged, this, &BudgetsDialog::follow);
  retranslate();
  follow();
}

void BudgetsDialog::follow() {
  if (SlideSession* session = workspace_.session()) {
    connect(session, &SlideSession::thresholdsChanged, later_, qOverload<>(&QTimer::start));
    connect(session, &SlideSession::cellsReset, this, &BudgetsDialog::rebuild);
  }
  rebuild();
}

void BudgetsDialog::rebuild() {
  table_->setRowCount(0);
  const SlideSession* session = workspace_.session();
  if (!session) return;
  const auto& classes = session->manifest().scheme.classes;
  table_->setRowCount(int(classes.size()));
  for (int row = 0; row < int(classes.size()); ++row) {
    const auto& cellClass = classes[std::size_t(row)];
    table_->setItem(row, kClass, new QTableWidgetItem(classIcon(cellClass), className(cellClass)));
    auto* budget = new QDoubleSpinBox;
    budget->setObjectName(QStringLiteral("budget_") + QString::fromStdString(cellClass.id));
    budget->setRange(0.1, 50);
    budget->setDecimals(1);
    budget->setSuffix(QStringLiteral(" %"));
    budget->setKeyboardTracking(false);
    budget->setValue(100 * budgetOf(cellClass));
    budget->setAccessibleName(tr("Share of %1 that may slip through").arg(inSentence(className(cellClass))));
    connect(budget, &QDoubleSpinBox::valueChanged, this, [this, row](double percent) {
      QSettings().setValue(key(workspace_.session()->manifest().scheme.classes[std::size_t(row)]),
                           percent / 100);
      showRisks();
    });
    table_->setCellWidget(row, kBudget, budget);
    for (const Column column : {kCells, kMissed, kBound, kWords}) {
      auto* item = new QTableWidgetItem;
      item->setTextAlignment((column == kWords ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
      if (column != kWords) item->setFont(tabularFont(font()));
      table_->setItem(row, column, item);
    }
  }
  showRisks();
}

void BudgetsDialog::showRisks() {
  const SlideSession* session = workspace_.session();
  if (!session) return;
  const auto& classes = session->manifest().scheme.classes;
  const QLocale locale;
  for (int row = 0; row < std::min(table_->rowCount(), int(classes.size())); ++row) {
    const auto statement = decision::missedRisk(session->manifest().calibrationRows, session->thresholds(),
                                                {row}, budgetOf(classes[std::size_t(row)]), kPresetDelta);
    table_->item(row, kCells)->setText(locale.toString(qlonglong(statement.n)));
    table_->item(row, kMissed)->setText(locale.toString(qlonglong(statement.errors)));
    table_->item(row, kBound)
        ->setText(statement.n > 0 ? tr("≤ %1 %").arg(locale.toString(100 * statement.bound, 'f', 1))
                                  : QString());
    table_->item(row, kWords)->setText(kept(statement));
  }
}

void BudgetsDialog::retranslate() {
  setWindowTitle(tr("What may slip through, by class"));
  head_->setText(
      tr("Of the calibration cells of each class: how many this threshold accepts as something else, so "
         "that nobody looks at them. The bound is exact at δ = %1, for each class by itself.")
          .arg(QLocale().toString(kPresetDelta)));
  table_->setHorizontalHeaderLabels(
      {tr("Class"), tr("May slip through"), tr("n"), tr("Slipped"), tr("Bound"), tr("Kept?")});
  table_->setAccessibleName(windowTitle());
}

void BudgetsDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    rebuild();
  }
  QDialog::changeEvent(event);
}

}  // namespace cellwise::ui
