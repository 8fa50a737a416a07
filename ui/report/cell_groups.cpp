#include "report/cell_groups.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {
namespace {

constexpr int kSide = 44;  // of a cell's picture
constexpr int kGap = 3;
constexpr int kPerGroup = 4;
constexpr int kHead = 20;  // chip and name
constexpr int kBetween = 9;
constexpr int kGroupWidth = kPerGroup * (kSide + kGap) + kBetween;
constexpr int kGroupHeight = kHead + kSide + 9;

}  // namespace

CellGroups::CellGroups(QWidget* parent) : QWidget(parent) {
  setObjectName("representativeCells");
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void CellGroups::setGroups(std::vector<CellGroup> groups) {
  groups_ = std::move(groups);
  updateGeometry();
  update();
}

void CellGroups::setImage(int row, const QImage& image) {
  for (auto& group : groups_) {
    for (auto& cell : group.cells) {
      if (cell.row == row) cell.image = image;
    }
  }
  update();
}

int CellGroups::columns(int width) const {
  return std::max(1, (width + kBetween) / kGroupWidth);
}

int CellGroups::heightForWidth(int width) const {
  const int across = columns(width);
  return (int(groups_.size()) + across - 1) / across * kGroupHeight;
}

QSize CellGroups::sizeHint() const {
  const int across = columns(std::max(width(), kGroupWidth));
  return {across * kGroupWidth, heightForWidth(across * kGroupWidth)};
}

QSize CellGroups::minimumSizeHint() const {
  return {kGroupWidth, kGroupHeight};
}

QRect CellGroups::groupRect(int index) const {
  const int across = columns(width());
  return {index % across * kGroupWidth, index / across * kGroupHeight, kGroupWidth, kGroupHeight};
}

void CellGroups::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const QColor ink = palette().color(QPalette::WindowText);
  for (int g = 0; g < int(groups_.size()); ++g) {
    const QRect area = groupRect(g);
    if (!area.intersects(event->rect())) continue;
    const CellGroup& group = groups_[std::size_t(g)];
    paintClassChip(painter, QRectF(area.left(), area.top() + 1, 40, 16), group.cellClass);
    painter.setPen(ink);
    const QRect nameArea(area.left() + 46, area.top(), kGroupWidth - 52, 18);
    painter.drawText(nameArea, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(className(group.cellClass), Qt::ElideRight, nameArea.width()));
    for (int i = 0; i < std::min(kPerGroup, int(group.cells.size())); ++i) {
      const auto& cell = group.cells[std::size_t(i)];
      const QRect box(area.left() + i * (kSide + kGap), area.top() + kHead, kSide, kSide);
      painter.fillRect(box, imageSurround());
      if (!cell.image.isNull()) {
        // Cells keep their shape: the longer side fills the box.
        const QSize size = cell.image.size().scaled(box.size(), Qt::KeepAspectRatio);
        QRect target(QPoint(), size);
        target.moveCenter(box.center());
        painter.drawImage(target, cell.image);
      }
      // The state in a corner of its own, so that no mark lies on the cell's nucleus.
      const QRect mark(box.right() - 14, box.bottom() - 14, 14, 14);
      painter.fillRect(mark, palette().color(QPalette::Window));
      paintStateMark(painter, mark.adjusted(1, 1, -1, -1),
                     cell.confirmed ? CellState::Confirmed : CellState::AutoAccepted, ink);
    }
  }
}

bool CellGroups::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    for (int g = 0; g < int(groups_.size()); ++g) {
      if (!groupRect(g).contains(help->pos())) continue;
      const int i = (help->pos().x() - groupRect(g).left()) / (kSide + kGap);
      const auto& cells = groups_[std::size_t(g)].cells;
      const QString name = className(groups_[std::size_t(g)].cellClass);
      if (i >= 0 && i < int(cells.size())) {
        QToolTip::showText(
            help->globalPos(),
            tr("%1, %2").arg(name, stateText(cells[std::size_t(i)].confirmed ? CellState::Confirmed
                                                                             : CellState::AutoAccepted)),
            this);
        return true;
      }
    }
    QToolTip::hideText();
    return true;
  }
  return QWidget::event(event);
}

}  // namespace cellwise::ui
