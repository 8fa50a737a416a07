#include "review/class_ladder.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

#include "keyboard/key_map.h"
#include "model/maturation_ladder.h"
#include "review/class_button.h"
#include "style/marks.h"

namespace cellwise::ui {

ClassLadder::ClassLadder(const QString& prefix, QWidget* parent) : QWidget(parent), prefix_(prefix) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  grid_ = new QGridLayout;
  grid_->setSpacing(3);
  column->addLayout(grid_);
  auto* steps = new QHBoxLayout;
  steps->setSpacing(3);
  const auto step = [&](const char* name) {
    auto* button = new ClassButton(ClassButton::Form::Compact, this);
    button->setObjectName(prefix_ + QLatin1String(name));
    connect(button, &QAbstractButton::clicked, this,
            [this, button] { Q_EMIT classChosen(button->classIndex()); });
    steps->addWidget(button, 1);
    return button;
  };
  younger_ = step("younger");
  older_ = step("older");
  column->addLayout(steps);
}

void ClassLadder::rebuild() {
  qDeleteAll(rungs_);
  rungs_.clear();
  qDeleteAll(headings_);
  headings_.clear();
  for (int c = 0; c < grid_->columnCount(); ++c) grid_->setColumnStretch(c, 0);

  const model::ClassScheme& scheme = KeyMap::instance().scheme();
  const model::MaturationLadder ladder = model::maturationLadder(scheme);
  for (const auto& lineage : ladder.lineages) {
    auto* heading = new QLabel(this);
    heading->setForegroundRole(QPalette::PlaceholderText);
    heading->setToolTip(lineageName(*scheme.lineage(lineage.lineage)));
    heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    grid_->addWidget(heading, 0, lineage.column, 1, lineage.columns);
    headings_.push_back(heading);
  }
  for (const auto& rung : ladder.rungs) {
    auto* button = new ClassButton(ClassButton::Form::Compact, this);
    button->setObjectName(
        prefix_ + QString::fromStdString(scheme.classes[static_cast<std::size_t>(rung.classIndex)].id));
    button->setClass(rung.classIndex,
                     KeyMap::instance().withKey(scheme.classes[static_cast<std::size_t>(rung.classIndex)]),
                     {});
    connect(button, &QAbstractButton::clicked, this, [this, c = rung.classIndex] { Q_EMIT classChosen(c); });
    grid_->addWidget(button, rung.row + 1, rung.column, 1, rung.columns);
    rungs_.push_back(button);
  }
  for (int c = 0; c < ladder.columns; ++c) grid_->setColumnStretch(c, 1);
  setCell({});
  elideHeadings();
}

void ClassLadder::setCell(const Cell& cell) {
  cell_ = cell;
  const KeyMap& keys = KeyMap::instance();
  for (ClassButton* button : rungs_) {
    const int c = button->classIndex();
    std::optional<double> membership;
    if (static_cast<std::size_t>(c) < cell.memberships.size())
      membership = cell.memberships[static_cast<std::size_t>(c)];
    button->setClass(c, keys.withKey(keys.scheme().classes[static_cast<std::size_t>(c)]), membership);
    button->setLikely(std::find(cell.likely.begin(), cell.likely.end(), c) != cell.likely.end());
    button->setChosen(c == cell.chosen);
  }
  const auto step = [&](ClassButton* button, int to, const char* id, const QString& lead) {
    model::CellClass target;
    if (to >= 0) target = keys.scheme().classes[static_cast<std::size_t>(to)];
    target.key = keys.keyText(QLatin1String(id)).toStdString();
    button->setLead(lead);
    button->setClass(to, target, {});
    button->setEnabled(to >= 0);
  };
  step(younger_, model::youngerClass(keys.scheme(), cell.called), "classYounger", tr("Younger"));
  step(older_, model::olderClass(keys.scheme(), cell.called), "classOlder", tr("Older"));
}

void ClassLadder::setCompact(bool compact) {
  grid_->setVerticalSpacing(compact ? 2 : 3);
  younger_->setVisible(!compact);
  older_->setVisible(!compact);
}

void ClassLadder::elideHeadings() {
  grid_->activate();
  for (QLabel* heading : headings_)
    heading->setText(heading->fontMetrics().elidedText(heading->toolTip(), Qt::ElideRight, heading->width()));
}

void ClassLadder::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) rebuild();
  QWidget::changeEvent(event);
}

void ClassLadder::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  elideHeadings();
}

}  // namespace cellwise::ui
