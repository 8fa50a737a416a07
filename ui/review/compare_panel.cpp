#include "review/compare_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "bridge/cell_image_provider.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "inspector/cell_image_view.h"
#include "keyboard/key_map.h"
#include "style/drawn_icon.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

ComparePanel::ComparePanel(Workspace& workspace, int row, QWidget* parent)
    : QWidget(parent), workspace_(workspace), row_(row) {
  build();
  connect(workspace.images(), &CellImageProvider::cropReady, this, [this](int ready) {
    if (ready == row_) refresh();
  });
}

ComparePanel::ComparePanel(Workspace& workspace, const ReferenceCell& reference, QWidget* parent)
    : QWidget(parent), workspace_(workspace), reference_(reference) {
  build();
}

void ComparePanel::build() {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(5, 5, 5, 5);
  column->setSpacing(3);
  view_ = new CellImageView(this);
  view_->setObjectName(QStringLiteral("compareImage"));
  column->addWidget(view_, 1);
  auto* line = new QHBoxLayout;
  line->setSpacing(5);
  chip_ = new QLabel(this);
  class_ = new QLabel(this);
  class_->setObjectName(QStringLiteral("compareClass"));
  class_->setTextFormat(Qt::PlainText);
  class_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  state_ = new IconLabel({}, 16, this);
  line->addWidget(chip_);
  line->addWidget(class_, 1);
  line->addWidget(state_);
  column->addLayout(line);
  figures_ = new QLabel(this);
  figures_->setObjectName(QStringLiteral("compareFigures"));
  figures_->setTextFormat(Qt::PlainText);
  figures_->setFont(tabularFont(font()));
  figures_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  column->addWidget(figures_);
  refresh();
}

void ComparePanel::refresh() {
  const SlideSession* session = workspace_.session();
  if (row_ < 0) {
    view_->setImage(reference_.picture);
    class_->setText(tr("Confirmed elsewhere"));
    state_->setIcon(stateIcon(CellState::Confirmed));
    state_->setToolTip(stateText(CellState::Confirmed));
    figures_->setText(tr("by %1 on %2").arg(reference_.reviewer, reference_.slideTitle));
    figures_->setToolTip(figures_->text());
    return;
  }
  if (!session || row_ >= static_cast<int>(session->cells().size())) return;
  view_->setImage(workspace_.images()->crop(row_));
  view_->setMicrometresPerPixel(session->slide().micrometresPerPixel);
  const auto& cell = session->cells()[static_cast<std::size_t>(row_)];
  const int c = session->classOf(row_);
  chip_->setVisible(c >= 0);
  if (c >= 0) {
    const auto& cellClass = session->manifest().scheme.classes[static_cast<std::size_t>(c)];
    chip_->setPixmap(
        classIcon(KeyMap::instance().withKey(cellClass)).pixmap(QSize(18, 18), devicePixelRatioF()));
    class_->setText(className(cellClass));
  } else {
    class_->setText(tr("No class yet"));
  }
  class_->setToolTip(class_->text());
  const CellState state = session->stateOf(row_);
  state_->setIcon(stateIcon(state));
  state_->setToolTip(stateText(state));
  QString figures = stateText(state);
  if (cell.prediction)
    figures += session->decisionOf(row_) == decision::Decision::Unfamiliar
                   ? tr(" · max D %1").arg(locale().toString(cell.prediction->maxMembership, 'f', 2))
                   : tr(" · confidence %1").arg(locale().toString(cell.prediction->confidence, 'f', 2));
  figures_->setText(figures);
  figures_->setToolTip(reasonText(*session, row_));
  setAccessibleName(caption());
}

QString ComparePanel::caption() const {
  return class_->text() + QStringLiteral(", ") + figures_->text();
}

void ComparePanel::setFocused(bool focused) {
  focused_ = focused;
  QFont bold = font();
  bold.setBold(focused);
  class_->setFont(bold);
  update();
}

void ComparePanel::paintEvent(QPaintEvent*) {
  if (!focused_) return;
  QPainter painter(this);
  painter.setPen(QPen(palette().color(QPalette::Highlight), 3));
  painter.drawRect(rect().adjusted(1, 1, -2, -2));
}

void ComparePanel::mousePressEvent(QMouseEvent* event) {
  Q_EMIT clicked();
  event->accept();
}

}  // namespace cellwise::ui
