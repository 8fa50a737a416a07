#include "review/context_view.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

#include "inspector/scale_bar.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

namespace {

constexpr double kRoomForLabel = 24;  // of an outline, logical pixels

// Dark inside light: seen on any stain.
void paintOutline(QPainter& painter, const QRectF& outline, double width, Qt::PenStyle style) {
  painter.setPen(QPen(Qt::white, width + 2));
  painter.drawRect(outline);
  painter.setPen(QPen(Qt::black, width, style));
  painter.drawRect(outline);
}

}  // namespace

int neighbourCell(const std::vector<FieldCell>& cells, int row, Qt::ArrowType direction) {
  const auto from =
      std::find_if(cells.begin(), cells.end(), [&](const FieldCell& cell) { return cell.row == row; });
  if (from == cells.end()) return -1;
  const QPointF start = QRectF(from->box).center();
  int best = -1;
  double nearest = std::numeric_limits<double>::max();
  for (const FieldCell& cell : cells) {
    if (cell.row == row) continue;
    const QPointF way = QRectF(cell.box).center() - start;
    const double along = direction == Qt::LeftArrow    ? -way.x()
                         : direction == Qt::RightArrow ? way.x()
                         : direction == Qt::UpArrow    ? -way.y()
                                                       : way.y();
    const double across =
        std::abs(direction == Qt::LeftArrow || direction == Qt::RightArrow ? way.y() : way.x());
    if (along <= 0 || across > along) continue;
    const double distance = std::hypot(along, across);
    if (distance < nearest) {
      nearest = distance;
      best = cell.row;
    }
  }
  return best;
}

ContextView::ContextView(QWidget* parent) : QWidget(parent) {
  setMinimumSize(96, 72);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setCursor(Qt::PointingHandCursor);
  setMouseTracking(true);
}

void ContextView::setField(const QImage& field, const std::vector<FieldCell>& cells, int row) {
  const bool same = field.cacheKey() == field_.cacheKey();
  if (same && row == row_ && cells == cells_) return;
  if (!same) reduced_ = {};
  field_ = field;
  cells_ = cells;
  row_ = row;
  hovered_ = -1;
  box_ = {};
  for (const FieldCell& cell : cells_)
    if (cell.row == row) box_ = cell.box;
  update();
}

void ContextView::setMicrometresPerPixel(double micrometres) {
  if (micrometres == micrometres_) return;
  micrometres_ = micrometres;
  update();
}

void ContextView::setOverlays(bool shown) {
  overlays_ = shown;
  update();
}

void ContextView::setWholeField(bool whole) {
  whole_ = whole;
  update();
}

ContextView::View ContextView::view() const {
  View view;
  const QRectF all(field_.rect());
  view.part = all;
  if (!whole_) {
    // About four cells across, in the widget's proportions, inside the field.
    const double shorter = std::max(box_.width(), box_.height()) * 3.5;
    const double ratio = static_cast<double>(width()) / std::max(1, height());
    const QSizeF size = ratio > 1 ? QSizeF(shorter * ratio, shorter) : QSizeF(shorter, shorter / ratio);
    view.part = QRectF(QPointF(), size.boundedTo(all.size()));
    view.part.moveCenter(QRectF(box_).center());
    view.part.moveLeft(std::clamp(view.part.left(), 0.0, all.width() - view.part.width()));
    view.part.moveTop(std::clamp(view.part.top(), 0.0, all.height() - view.part.height()));
  }
  if (view.part.isEmpty()) return view;
  view.scale = std::min(width() / view.part.width(), height() / view.part.height());
  view.target = QRectF(QPointF(), view.part.size() * view.scale);
  view.target.moveCenter(QRectF(rect()).center());
  return view;
}

QRectF ContextView::toWidget(const QRect& box, const View& view) const {
  QRectF outline((QRectF(box).topLeft() - view.part.topLeft()) * view.scale + view.target.topLeft(),
                 QSizeF(box.size()) * view.scale);
  if (outline.width() < 10) outline.adjust(-3, -3, 3, 3);
  return outline;
}

QRectF ContextView::outlineOf(int row) const {
  const View now = view();
  for (const FieldCell& cell : cells_)
    if (cell.row == row && QRectF(cell.box).intersects(now.part)) return toWidget(cell.box, now);
  return {};
}

int ContextView::cellAt(QPointF point) const {
  if (field_.isNull() || !overlays_) return -1;
  const View now = view();
  int found = -1;
  double smallest = std::numeric_limits<double>::max();
  for (const FieldCell& cell : cells_) {
    const QRectF outline = toWidget(cell.box, now);
    const double area = outline.width() * outline.height();
    if (cell.row == row_ || !outline.contains(point) || !now.target.contains(point) || area >= smallest)
      continue;
    smallest = area;
    found = cell.row;
  }
  return found;
}

void ContextView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), imageSurround());
  if (field_.isNull()) return;
  const View now = view();
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  if (whole_) {
    const QSize device = (now.target.size() * devicePixelRatioF()).toSize();
    if (reduced_.size() != device)
      reduced_ = field_.scaled(device, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    painter.drawImage(now.target, reduced_);
  } else {
    painter.drawImage(now.target, field_, now.part);
  }
  if (!overlays_) return;
  painter.setClipRect(now.target);
  for (const FieldCell& cell : cells_) {
    if (cell.row == row_ || !QRectF(cell.box).intersects(now.part)) continue;
    const QRectF outline = toWidget(cell.box, now);
    paintOutline(painter, outline, 1, cell.row == hovered_ ? Qt::SolidLine : Qt::DotLine);
    if (outline.width() < kRoomForLabel) continue;
    const double height = fontMetrics().height();
    const double text = fontMetrics().horizontalAdvance(cell.label);
    const QRectF box(outline.left(), outline.top() - 1, text + height + 3, height);
    painter.fillRect(box, Qt::white);
    paintStateMark(painter, QRectF(box.left() + 1, box.top() + 1, height - 2, height - 2), cell.state,
                   Qt::black);
    painter.setPen(Qt::black);
    painter.drawText(box.adjusted(height, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, cell.label);
  }
  const QRectF mine = toWidget(box_, now);
  paintOutline(painter, mine, 2, Qt::SolidLine);
  if (micrometres_ > 0) {
    const double perMicrometre = now.scale / micrometres_;
    paintScaleBar(painter, now.target, scaleBarLength(now.target.width(), perMicrometre), perMicrometre,
                  font());
  }
}

void ContextView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if (const int row = cellAt(event->position()); row >= 0)
    Q_EMIT cellChosen(row);
  else
    setWholeField(!whole_);
}

void ContextView::mouseMoveEvent(QMouseEvent* event) {
  const int now = cellAt(event->position());
  if (now == hovered_) return;
  hovered_ = now;
  update();
}

void ContextView::leaveEvent(QEvent*) {
  hovered_ = -1;
  update();
}

}  // namespace cellwise::ui
