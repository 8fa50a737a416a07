// Where a cell lies: its field with the cell outlined, the surroundings or the whole field.
#pragma once

#include <QImage>
#include <QRect>
#include <QWidget>

namespace cellwise::ui {

class ContextView : public QWidget {
  Q_OBJECT
 public:
  explicit ContextView(QWidget* parent = nullptr);

  // box: the cell on the field, pixels. A null image shows the surround alone.
  void setField(const QImage& field, const QRect& box);
  bool wholeField() const { return whole_; }
  void setWholeField(bool whole);
  QSize sizeHint() const override { return {240, 160}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  QRectF part() const;  // of the field that is shown

  QImage field_;
  QImage reduced_;  // the whole field at the size it is shown at
  QRect box_;
  bool whole_ = false;
};

}  // namespace cellwise::ui
