// Where a cell lies: its field with the cell outlined, the surroundings or the whole field. The other cells
// of the field are outlined too, and a click or Alt with an arrow goes to one; nothing is decided by it.
#pragma once

#include <QImage>
#include <QRect>
#include <QWidget>

#include <vector>

#include "bridge/slide_session.h"

namespace cellwise::ui {

struct FieldCell {
  int row = -1;
  QRect box;      // pixels of the field
  QString label;  // short, of the class it has; empty for none
  CellState state = CellState::Unclassified;
  friend bool operator==(const FieldCell&, const FieldCell&) = default;
};

// The nearest cell of the field in a direction (Qt::LeftArrow ...), seen from a row: within 45 degrees to
// either side of it. -1 if there is none.
int neighbourCell(const std::vector<FieldCell>& cells, int row, Qt::ArrowType direction);

class ContextView : public QWidget {
  Q_OBJECT
 public:
  explicit ContextView(QWidget* parent = nullptr);

  // All cells of the field and the one in front. A null image shows the surround alone.
  void setField(const QImage& field, const std::vector<FieldCell>& cells, int row);
  const std::vector<FieldCell>& cells() const { return cells_; }
  void setMicrometresPerPixel(double micrometres);
  // Outlines, labels and the scale bar.
  void setOverlays(bool shown);
  bool overlays() const { return overlays_; }
  bool wholeField() const { return whole_; }
  void setWholeField(bool whole);
  QRectF outlineOf(int row) const;  // in the widget; null if it is not shown
  QSize sizeHint() const override { return {240, 160}; }

 Q_SIGNALS:
  void cellChosen(int row);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  struct View {
    QRectF part;    // of the field that is shown
    QRectF target;  // where
    double scale = 1;
  };
  View view() const;
  QRectF toWidget(const QRect& box, const View& view) const;
  int cellAt(QPointF point) const;  // row; the smallest outline under the point, never the cell in front

  QImage field_;
  QImage reduced_;  // the whole field at the size it is shown at
  std::vector<FieldCell> cells_;
  int row_ = -1;
  QRect box_;
  double micrometres_ = 0;
  bool overlays_ = true;
  bool whole_ = false;
  int hovered_ = -1;
};

}  // namespace cellwise::ui
