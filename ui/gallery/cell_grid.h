// The gallery's view: pictures in sections by class, under a header that stays in sight. Everything
// is arithmetic on uniform tiles, so that only what is in view costs anything.
#pragma once

#include <QAbstractItemView>
#include <QStyledItemDelegate>

#include <vector>

class QRubberBand;

namespace cellwise::ui {

class CellImageProvider;
class CellModel;

class CellGrid : public QAbstractItemView {
  Q_OBJECT
 public:
  explicit CellGrid(CellModel& model, QWidget* parent = nullptr);

  // Side of a picture, logical pixels.
  int pictureSide() const { return side_; }
  void setPictureSide(int side);
  QSize tileSize() const;
  std::vector<int> cellsInView() const;  // rows of the session, from the top
  // Row of the cell that the mouse was moved onto; -1 after the keyboard, the selection or the cells
  // themselves have moved, until the mouse moves again: what lies under a resting pointer is not meant.
  int pointedCell() const;

  QRect visualRect(const QModelIndex& index) const override;
  QModelIndex indexAt(const QPoint& point) const override;
  void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
  void reset() override;
  void doItemsLayout() override;
  // No search by typing: letters are class keys.
  void keyboardSearch(const QString&) override {}

 Q_SIGNALS:
  void viewChanged();  // other cells are in view, or at another size
  void pointedChanged();

 protected:
  int horizontalOffset() const override { return 0; }
  int verticalOffset() const override;
  bool isIndexHidden(const QModelIndex&) const override { return false; }
  bool viewportEvent(QEvent* event) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
  void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
  QRegion visualRegionForSelection(const QItemSelection& selection) const override;
  void updateGeometries() override;
  void scrollContentsBy(int dx, int dy) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;
  void startDrag(Qt::DropActions actions) override;

 private:
  struct Band {   // a section laid out; y from the content's top
    int top = 0;  // of its header
    int first = 0;
    int count = 0;
    int classIndex = -1;
  };
  void layOut();
  void setPointed(int index);
  int headerHeight() const;
  const Band* bandOf(int index) const;
  QRect contentRect(int index) const;
  int indexAtContent(QPoint point) const;  // -1 between tiles
  void paintHeader(QPainter& painter, const Band& band, int y) const;

  CellModel& cells_;
  int side_ = 96;
  int columns_ = 1;
  int contentHeight_ = 0;
  std::vector<Band> bands_;
  int pointed_ = -1;  // index of the model
  QRubberBand* rubber_ = nullptr;
};

// A picture on its grey, and under it state, class, confidence and marks.
class CellDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  CellDelegate(CellGrid& grid, const CellModel& model, CellImageProvider& images);
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  CellGrid& grid_;
  const CellModel& model_;
  CellImageProvider& images_;
};

}  // namespace cellwise::ui
