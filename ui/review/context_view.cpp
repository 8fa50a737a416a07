#include "review/context_view.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

#include "style/theme.h"

namespace cellwise::ui {

ContextView::ContextView(QWidget* parent) : QWidget(parent) {
  setMinimumSize(96, 72);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setCursor(Qt::PointingHandCursor);
}

void ContextView::setField(const QImage& field, const QRect& box) {
  if (field.cacheKey() != field_.cacheKey()) reduced_ = {};
  field_ = field;
  box_ = box;
  update();
}

void ContextView::setWholeField(bool whole) {
  whole_ = whole;
  update();
}

QRectF ContextView::part() const {
  const QRectF all(field_.rect());
  if (whole_) return all;
  // About four cells across, in the widget's proportions, inside the field.
  const double shorter = std::max(box_.width(), box_.height()) * 3.5;
  const double ratio = static_cast<double>(width()) / std::max(1, height());
  QSizeF size = ratio > 1 ? QSizeF(shorter * ratio, shorter) : QSizeF(shorter, shorter / ratio);
  size = size.boundedTo(all.size());
  QRectF shown(QPointF(), size);
  shown.moveCenter(QRectF(box_).center());
  shown.moveLeft(std::clamp(shown.left(), 0.0, all.width() - shown.width()));
  shown.moveTop(std::clamp(shown.top(), 0.0, all.height() - shown.height()));
  return shown;
}

void ContextView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), imageSurround());
  if (field_.isNull()) return;
  const QRectF shown = part();
  const double scale = std::min(width() / shown.width(), height() / shown.height());
  QRectF target(QPointF(), shown.size() * scale);
  target.moveCenter(QRectF(rect()).center());
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  if (whole_) {
    const QSize device = (target.size() * devicePixelRatioF()).toSize();
    if (reduced_.size() != device)
      reduced_ = field_.scaled(device, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    painter.drawImage(target, reduced_);
  } else {
    painter.drawImage(target, field_, shown);
  }
  QRectF outline((QRectF(box_).topLeft() - shown.topLeft()) * scale + target.topLeft(),
                 QSizeF(box_.size()) * scale);
  if (outline.width() < 10) outline.adjust(-3, -3, 3, 3);
  // Dark inside light: seen on any stain.
  painter.setPen(QPen(Qt::white, 3));
  painter.drawRect(outline);
  painter.setPen(QPen(Qt::black, 1));
  painter.drawRect(outline);
}

void ContextView::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) setWholeField(!whole_);
}

}  // namespace cellwise::ui
