#include "review/compare_window.h"

#include <QAction>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "inspector/cell_image_view.h"
#include "inspector/image_tools.h"
#include "keyboard/key_map.h"
#include "model/maturation_ladder.h"
#include "review/class_ladder.h"
#include "review/compare_panel.h"
#include "style/marks.h"

namespace cellwise::ui {

CompareWindow::CompareWindow(Workspace& workspace, QWidget* parent)
    : QWidget(parent, Qt::Window), workspace_(workspace) {
  setObjectName(QStringLiteral("compareWindow"));
  setFocusPolicy(Qt::StrongFocus);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 8);
  column->setSpacing(6);
  grid_ = new QGridLayout;
  grid_->setSpacing(4);
  column->addLayout(grid_, 1);
  tools_ = new ImageTools(KeyScope::Compare, this);
  auto* line = new QHBoxLayout;
  line->addWidget(tools_, 1);
  hint_ = new QLabel(this);
  hint_->setObjectName(QStringLiteral("compareHint"));
  hint_->setForegroundRole(QPalette::PlaceholderText);
  line->addWidget(hint_);
  column->addLayout(line);
  ladder_ = new ClassLadder(QStringLiteral("compare_"), this);
  column->addWidget(ladder_);
  connect(ladder_, &ClassLadder::classChosen, this, &CompareWindow::decide);
  buildActions();
  buildClassActions();
  retranslate();
  connect(&workspace_, &Workspace::sessionChanged, this, &CompareWindow::follow);
  connect(&KeyMap::instance(), &KeyMap::changed, this, [this] {
    buildClassActions();
    retranslate();
    refresh();
  });
  follow();
  resize(1180, 760);
}

void CompareWindow::buildActions() {
  const auto make = [this](const char* name, const QList<QKeySequence>& keys, auto handler,
                           const QString& id = {}) {
    auto* action = new QAction(this);
    action->setObjectName(QLatin1String(name));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, handler);
    addAction(action);
    KeyMap::instance().manage(action, keys, KeyScope::Compare, id);
    actions_ << action;
    return action;
  };
  const auto step = [this](int by) {
    if (!panels_.isEmpty())
      focusPanel((focused_ + by + static_cast<int>(panels_.size())) % static_cast<int>(panels_.size()));
  };
  next_ = make("compareNext", {Qt::Key_Right, Qt::Key_Tab, Qt::Key_Space}, [step] { step(1); });
  previous_ = make("comparePrevious", {Qt::Key_Left, Qt::SHIFT | Qt::Key_Tab, Qt::SHIFT | Qt::Key_Space},
                   [step] { step(-1); });
  review_ = make("compareReview", {Qt::Key_Return, Qt::Key_Enter}, [this] {
    if (const int row = focusedRow(); row >= 0) Q_EMIT reviewRequested(row);
  });
  undo_ = make(
      "compareUndo", {Qt::CTRL | Qt::Key_Z},
      [this] {
        if (SlideSession* session = workspace_.session()) session->undo();
      },
      QStringLiteral("undo"));
  redo_ = make(
      "compareRedo", {Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y},
      [this] {
        if (SlideSession* session = workspace_.session()) session->redo();
      },
      QStringLiteral("redo"));
}

void CompareWindow::buildClassActions() {
  qDeleteAll(classActions_);
  classActions_.clear();
  ladder_->rebuild();
  if (!workspace_.session()) return;
  KeyMap& keys = KeyMap::instance();
  const auto add = [this](QAction* action) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setAutoRepeat(false);
    addAction(action);
    classActions_ << action;
  };
  const auto& classes = keys.scheme().classes;
  for (int c = 0; c < static_cast<int>(classes.size()); ++c) {
    const auto& cellClass = classes[static_cast<std::size_t>(c)];
    auto* action = new QAction(className(cellClass), this);
    action->setObjectName(QStringLiteral("compareClass_") + QString::fromStdString(cellClass.id));
    connect(action, &QAction::triggered, this, [this, c] { decide(c); });
    add(action);
    keys.manageClass(action, c);
  }
  const auto step = [&](const char* id, const QString& text, int (*to)(const model::ClassScheme&, int)) {
    auto* action = new QAction(text, this);
    action->setObjectName(QStringLiteral("compare_") + QLatin1String(id));
    connect(action, &QAction::triggered, this, [this, to] {
      const SlideSession* session = workspace_.session();
      if (session && focusedRow() >= 0)
        decide(to(session->manifest().scheme, session->classOf(focusedRow())));
    });
    add(action);
    keys.manage(action, keys.defaultKeys(QLatin1String(id)), KeyScope::Compare, QLatin1String(id));
  };
  step("classYounger", tr("One stage younger"), &model::youngerClass);
  step("classOlder", tr("One stage older"), &model::olderClass);
}

QList<QAction*> CompareWindow::windowActions() const {
  return actions_ + tools_->toolActions() + classActions_;
}

void CompareWindow::retranslate() {
  setWindowTitle(tr("Compare cells"));
  next_->setText(tr("Next of the compared cells"));
  previous_->setText(tr("Previous of the compared cells"));
  review_->setText(tr("Open the cell in Review"));
  undo_->setText(tr("Undo"));
  redo_->setText(tr("Redo"));
  hint_->setText(tr("%1 moves, a class key decides on the framed cell, Escape closes")
                     .arg(keysText(next_->shortcuts().mid(0, 1))));
}

void CompareWindow::follow() {
  for (ComparePanel* panel : panels_) panel->deleteLater();
  panels_.clear();
  tools_->setViews({});
  pendingRow_ = -1;
  close();
  buildClassActions();
  if (SlideSession* session = workspace_.session()) {
    connect(session, &SlideSession::cellsChanged, this, [this](const QList<int>& rows) {
      if (rows.contains(pendingRow_)) pendingRow_ = -1;
      refresh();
    });
    connect(session, &SlideSession::cellsReset, this, &CompareWindow::refresh);
    connect(session, &SlideSession::thresholdsChanged, this, &CompareWindow::refresh);
    // A decision that could not be written is told of by the window's message bar.
    connect(session, &SlideSession::undoChanged, this, [this, session] {
      if (!session->hasPendingWrites() && pendingRow_ >= 0) {
        pendingRow_ = -1;
        refresh();
      }
    });
  }
}

void CompareWindow::showCells(const QList<int>& rows, const QList<ReferenceCell>& references) {
  for (ComparePanel* panel : panels_) delete panel;
  panels_.clear();
  for (int row : rows)
    if (panels_.size() < kMost) panels_ << new ComparePanel(workspace_, row, this);
  for (const ReferenceCell& reference : references)
    if (panels_.size() < kMost) panels_ << new ComparePanel(workspace_, reference, this);
  const int count = static_cast<int>(panels_.size());
  const int columns = count <= 3 ? std::max(1, count) : (count + 1) / 2;
  for (int c = 0; c < kMost; ++c) grid_->setColumnStretch(c, c < columns ? 1 : 0);
  QList<CellImageView*> views;
  for (int i = 0; i < count; ++i) {
    panels_[i]->setObjectName(QStringLiteral("comparePanel%1").arg(i + 1));
    grid_->addWidget(panels_[i], i / columns, i % columns);
    views << panels_[i]->view();
    connect(panels_[i], &ComparePanel::clicked, this, [this, i] { focusPanel(i); });
  }
  tools_->setViews(views);
  focusPanel(0);
  show();
  raise();
  activateWindow();
  setFocus();
}

int CompareWindow::focusedRow() const {
  return focused_ < static_cast<int>(panels_.size()) ? panels_[focused_]->row() : -1;
}

void CompareWindow::focusPanel(int index) {
  focused_ = index;
  for (int i = 0; i < static_cast<int>(panels_.size()); ++i) panels_[i]->setFocused(i == index);
  setFocus();
  refresh();
}

void CompareWindow::decide(int classIndex) {
  SlideSession* session = workspace_.session();
  if (!session || focusedRow() < 0 || classIndex < 0) return;
  pendingRow_ = focusedRow();
  pendingClass_ = classIndex;
  session->decide({pendingRow_}, classIndex, QStringLiteral("compare"));
  refresh();
}

void CompareWindow::refresh() {
  const SlideSession* session = workspace_.session();
  if (!session) return;
  for (ComparePanel* panel : panels_) panel->refresh();
  const int row = focusedRow();
  ClassLadder::Cell cell;
  if (row >= 0 && row < static_cast<int>(session->cells().size())) {
    const auto& record = session->cells()[static_cast<std::size_t>(row)];
    if (record.prediction) cell.memberships = record.prediction->memberships;
    cell.called = session->classOf(row);
    cell.chosen = row == pendingRow_ ? pendingClass_ : record.review ? cell.called : -1;
  }
  ladder_->setCell(cell);
  ladder_->setEnabled(row >= 0);
  for (QAction* action : classActions_) action->setEnabled(row >= 0);
  review_->setEnabled(row >= 0);
  undo_->setEnabled(session->canUndo());
  redo_->setEnabled(session->canRedo());
}

void CompareWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    close();
    return;
  }
  QWidget::keyPressEvent(event);
}

void CompareWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    buildClassActions();
    retranslate();
    refresh();
  }
  QWidget::changeEvent(event);
}

}  // namespace cellwise::ui
