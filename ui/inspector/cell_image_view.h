// One cell's picture, untouched, on neutral grey: fitted, at native scale, or zoomed.
#pragma once

#include <QImage>
#include <QPointF>
#include <QWidget>

namespace cellwise::ui {

class CellImageView : public QWidget {
  Q_OBJECT
 public:
  explicit CellImageView(QWidget* parent = nullptr);

  // Null shows the surround alone. The scale is kept, so that cells are compared at the same one.
  void setImage(const QImage& image);
  const QImage& image() const { return image_; }
  // Fitting never enlarges more than this.
  void setLargestFit(double scale);
  // Device pixels for one pixel of the image.
  double scale() const;
  bool fitted() const { return zoom_ == 0; }
  // Off for pictures that only illustrate: no wheel, no dragging.
  void setInteractive(bool interactive) { interactive_ = interactive; }
  QSize sizeHint() const override { return {240, 240}; }

 public Q_SLOTS:
  void zoomIn();
  void zoomOut();
  void fit();
  void native();  // one pixel of the image is one of the screen

 Q_SIGNALS:
  void scaleChanged();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;

 private:
  void zoomTo(double zoom, QPointF anchor);
  void keepInView();

  QImage image_;
  QImage reduced_;   // image_ at a scale below 1, made once
  double zoom_ = 0;  // 0: fitted
  double largestFit_ = 4;
  QPointF pan_;  // of the image's centre from the widget's, logical pixels
  QPointF dragFrom_;
  bool dragging_ = false;
  bool interactive_ = true;
};

}  // namespace cellwise::ui
