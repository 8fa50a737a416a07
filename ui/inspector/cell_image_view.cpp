#include "inspector/cell_image_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

#include "style/theme.h"

namespace cellwise::ui {

namespace {

constexpr std::array kZooms = {0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0};
// From here on the pixels themselves are what one wants to see.
constexpr double kShowPixelsFrom = 8;

}  // namespace

CellImageView::CellImageView(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setMinimumSize(48, 48);
}

void CellImageView::setImage(const QImage& image) {
  if (image.cacheKey() == image_.cacheKey()) return;
  const double before = scale();
  image_ = image;
  reduced_ = {};
  pan_ = {};
  dragging_ = false;
  update();
  if (scale() != before) Q_EMIT scaleChanged();
}

void CellImageView::setLargestFit(double scale) {
  largestFit_ = scale;
  update();
}

double CellImageView::scale() const {
  if (zoom_ > 0) return zoom_;
  if (image_.isNull()) return 1;
  const double ratio = devicePixelRatioF();
  return std::min({width() * ratio / image_.width(), height() * ratio / image_.height(), largestFit_});
}

void CellImageView::zoomIn() {
  const auto next = std::upper_bound(kZooms.begin(), kZooms.end(), scale() * 1.01);
  zoomTo(next == kZooms.end() ? kZooms.back() : *next, rect().center());
}

void CellImageView::zoomOut() {
  const auto next = std::lower_bound(kZooms.begin(), kZooms.end(), scale() * 0.99);
  zoomTo(next == kZooms.begin() ? kZooms.front() : *(next - 1), rect().center());
}

void CellImageView::fit() {
  zoom_ = 0;
  pan_ = {};
  reduced_ = {};
  update();
  Q_EMIT scaleChanged();
}

void CellImageView::native() {
  zoomTo(1, rect().center());
}

void CellImageView::zoomTo(double zoom, QPointF anchor) {
  // The point of the image under the anchor stays where it is.
  const QPointF fromCentre = anchor - QPointF(rect().center()) - pan_;
  pan_ += fromCentre - fromCentre * (zoom / scale());
  zoom_ = zoom;
  reduced_ = {};
  keepInView();
  update();
  Q_EMIT scaleChanged();
}

void CellImageView::keepInView() {
  const double factor = scale() / devicePixelRatioF();
  const double spareX = std::max(0.0, (image_.width() * factor - width()) / 2);
  const double spareY = std::max(0.0, (image_.height() * factor - height()) / 2);
  pan_ = {std::clamp(pan_.x(), -spareX, spareX), std::clamp(pan_.y(), -spareY, spareY)};
}

void CellImageView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), imageSurround());
  if (image_.isNull()) return;
  const double ratio = devicePixelRatioF();
  const double factor = scale();
  const QSize size = (QSizeF(image_.size()) * factor).toSize().expandedTo({1, 1});
  if (factor < 1 && reduced_.size() != size)
    reduced_ = image_.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  // On whole device pixels, so that native scale is exactly the file's pixels.
  const QPoint corner(qRound((width() * ratio - size.width()) / 2 + pan_.x() * ratio),
                      qRound((height() * ratio - size.height()) / 2 + pan_.y() * ratio));
  painter.setRenderHint(QPainter::SmoothPixmapTransform, factor > 1 && factor < kShowPixelsFrom);
  painter.drawImage(QRectF(QPointF(corner) / ratio, QSizeF(size) / ratio), factor < 1 ? reduced_ : image_);
}

void CellImageView::resizeEvent(QResizeEvent*) {
  keepInView();
  if (fitted()) {
    reduced_ = {};
    Q_EMIT scaleChanged();
  }
}

void CellImageView::wheelEvent(QWheelEvent* event) {
  if (!interactive_ || image_.isNull() || event->angleDelta().y() == 0) {
    event->ignore();
    return;
  }
  const double zoom =
      std::clamp(scale() * std::pow(1.25, event->angleDelta().y() / 120.0), kZooms.front(), kZooms.back());
  zoomTo(zoom, event->position());
  event->accept();
}

void CellImageView::mousePressEvent(QMouseEvent* event) {
  if (!interactive_ || event->button() != Qt::LeftButton) return event->ignore();
  dragging_ = true;
  dragFrom_ = event->position() - pan_;
  event->ignore();  // a click still gives the page the focus
}

void CellImageView::mouseMoveEvent(QMouseEvent* event) {
  if (!dragging_ || !(event->buttons() & Qt::LeftButton)) return;
  pan_ = event->position() - dragFrom_;
  keepInView();
  update();
}

void CellImageView::mouseReleaseEvent(QMouseEvent*) {
  dragging_ = false;
}

}  // namespace cellwise::ui
