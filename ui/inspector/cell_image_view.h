// One cell's picture on neutral grey: fitted, at native scale, or zoomed. Untouched, unless a person asked
// for a treatment: then the view says so in writing, over the picture, for as long as it lasts.
#pragma once

#include <QImage>
#include <QPointF>
#include <QWidget>

#include "imaging/colour_deconvolution.h"

namespace cellwise::ui {

class CellImageView : public QWidget {
  Q_OBJECT
 public:
  explicit CellImageView(QWidget* parent = nullptr);

  // Null shows the surround alone. The scale is kept, so that cells are compared at the same one.
  void setImage(const QImage& image);
  const QImage& image() const { return image_; }
  // What is done to the picture before it is shown. Small pictures at once, large ones beside the interface.
  void setTreatment(const imaging::Treatment& treatment);
  const imaging::Treatment& treatment() const { return treatment_; }
  const QImage& shownImage() const { return shown_; }  // treated; null while it is being made
  // Of the picture; 0 if unknown. With it a scale bar is drawn, unless overlays are off.
  void setMicrometresPerPixel(double micrometres);
  void setOverlays(bool shown);
  // Micrometres that the bar stands for; 0 if there is none.
  double scaleBar() const;
  // Zoom and place, to keep views alike; zoom 0 is fitted.
  struct Place {
    double zoom = 0;
    QPointF pan;
    friend bool operator==(const Place&, const Place&) = default;
  };
  Place place() const { return {zoom_, pan_}; }
  void setPlace(const Place& place);
  // Moves what is seen by parts of the view's size: (0.25, 0) looks a quarter farther right.
  void pan(QPointF parts);
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
  void placeChanged();  // a person zoomed or moved

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
  void treat();
  void paintAltered(QPainter& painter) const;

  QImage image_;
  QImage shown_;  // image_ after the treatment
  imaging::Treatment treatment_;
  int treating_ = 0;  // of late answers only the last one counts
  double micrometres_ = 0;
  bool overlays_ = true;
  QImage reduced_;   // shown_ at a scale below 1, made once
  double zoom_ = 0;  // 0: fitted
  double largestFit_ = 4;
  QPointF pan_;  // of the image's centre from the widget's, logical pixels
  QPointF dragFrom_;
  bool dragging_ = false;
  bool interactive_ = true;
};

}  // namespace cellwise::ui
