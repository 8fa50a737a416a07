#include "inspector/cell_image_view.h"

#include <QFuture>
#include <QMouseEvent>
#include <QPainter>
#include <QPromise>
#include <QThreadPool>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "inspector/scale_bar.h"
#include "style/theme.h"

namespace cellwise::ui {

namespace {

constexpr std::array kZooms = {0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0};
// From here on the pixels themselves are what one wants to see.
constexpr double kShowPixelsFrom = 8;
// A crop of 224 pixels is treated in about a millisecond; pictures up to this size do not wait for a thread.
constexpr qint64 kAtOnce = 400 * 400;

QImage treatedImage(const QImage& image, const imaging::Treatment& treatment) {
  QImage rgb = image.convertToFormat(QImage::Format_RGB888);
  const cv::Mat pixels(rgb.height(), rgb.width(), CV_8UC3, rgb.bits(),
                       static_cast<std::size_t>(rgb.bytesPerLine()));
  const cv::Mat done = imaging::treated(pixels, treatment);
  return QImage(done.data, done.cols, done.rows, static_cast<qsizetype>(done.step), QImage::Format_RGB888)
      .convertToFormat(QImage::Format_RGB32);  // copies
}

QString withSign(int value) {
  return value > 0 ? QStringLiteral("+%1").arg(value)
                   : QString::number(value).replace(QLatin1Char('-'), QChar(0x2212));
}

}  // namespace

CellImageView::CellImageView(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setMinimumSize(48, 48);
}

void CellImageView::setImage(const QImage& image) {
  if (image.cacheKey() == image_.cacheKey()) return;
  const double before = scale();
  image_ = image;
  shown_ = {};
  pan_ = {};
  dragging_ = false;
  treat();
  if (scale() != before) Q_EMIT scaleChanged();
}

void CellImageView::setTreatment(const imaging::Treatment& treatment) {
  if (treatment == treatment_) return;
  treatment_ = treatment;
  treat();
}

// Until a large picture is ready, what was shown of it stays; a new picture is never shown untreated under
// the old one's words.
void CellImageView::treat() {
  const int mine = ++treating_;
  update();
  reduced_ = {};
  if (treatment_.untouched() || image_.isNull()) {
    shown_ = image_;
    return;
  }
  if (qint64(image_.width()) * image_.height() <= kAtOnce) {
    shown_ = treatedImage(image_, treatment_);
    return;
  }
  auto promise = std::make_shared<QPromise<QImage>>();
  promise->start();
  promise->future().then(this, [this, mine](const QImage& image) {
    if (mine != treating_) return;
    shown_ = image;
    reduced_ = {};
    update();
  });
  QThreadPool::globalInstance()->start([promise, image = image_, treatment = treatment_] {
    promise->addResult(treatedImage(image, treatment));
    promise->finish();
  });
}

void CellImageView::setMicrometresPerPixel(double micrometres) {
  micrometres_ = micrometres;
  update();
}

void CellImageView::setOverlays(bool shown) {
  overlays_ = shown;
  update();
}

void CellImageView::setPlace(const Place& place) {
  if (place == this->place()) return;
  zoom_ = place.zoom;
  pan_ = place.pan;
  reduced_ = {};
  keepInView();
  update();
  Q_EMIT scaleChanged();
}

void CellImageView::pan(QPointF parts) {
  pan_ -= QPointF(parts.x() * width(), parts.y() * height());
  keepInView();
  update();
  Q_EMIT placeChanged();
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
  Q_EMIT placeChanged();
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
  Q_EMIT placeChanged();
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
  if (factor < 1 && reduced_.size() != size && !shown_.isNull())
    reduced_ = shown_.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  // On whole device pixels, so that native scale is exactly the file's pixels.
  const QPoint corner(qRound((width() * ratio - size.width()) / 2 + pan_.x() * ratio),
                      qRound((height() * ratio - size.height()) / 2 + pan_.y() * ratio));
  painter.setRenderHint(QPainter::SmoothPixmapTransform, factor > 1 && factor < kShowPixelsFrom);
  const QRectF picture(QPointF(corner) / ratio, QSizeF(size) / ratio);
  painter.drawImage(picture, factor < 1 ? reduced_ : shown_);
  if (const double length = scaleBar(); length > 0)
    paintScaleBar(painter, picture.intersected(rect()), length, factor / ratio / micrometres_, font());
  paintAltered(painter);
}

double CellImageView::scaleBar() const {
  if (!overlays_ || micrometres_ <= 0 || image_.isNull()) return 0;
  const double factor = scale() / devicePixelRatioF();
  return scaleBarLength(std::min<double>(width(), image_.width() * factor), factor / micrometres_);
}

void CellImageView::paintAltered(QPainter& painter) const {
  if (treatment_.untouched()) return;
  QStringList what;
  if (treatment_.nucleus) what << tr("nucleus stain alone");
  if (treatment_.brightness != 0) what << tr("brightness %1").arg(withSign(treatment_.brightness));
  if (treatment_.contrast != 0) what << tr("contrast %1").arg(withSign(treatment_.contrast));
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  const QString text = painter.fontMetrics().elidedText(
      tr("Altered: %1").arg(what.join(QStringLiteral(", "))), Qt::ElideRight, width() - 24);
  const QRectF box(6, 6, painter.fontMetrics().horizontalAdvance(text) + 12, fontMetrics().height() + 6);
  painter.fillRect(box, Qt::white);
  painter.setPen(Qt::black);
  painter.drawRect(box);
  painter.drawText(box, Qt::AlignCenter, text);
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
  Q_EMIT placeChanged();
}

void CellImageView::mouseReleaseEvent(QMouseEvent*) {
  dragging_ = false;
}

}  // namespace cellwise::ui
