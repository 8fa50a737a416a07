// A map of cells to look at and to select from: each a mark in its class's colour and shape. Hovering shows
// the cell; a lasso, a rectangle or the keys select.
#pragma once

#include <QHash>
#include <QList>
#include <QPixmap>
#include <QPolygonF>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

#include "bridge/cell_map.h"

namespace cellwise::ui {

class CellImageProvider;
class SlideSession;

// Rows are the session's throughout.
class CellMapView : public QWidget {
  Q_OBJECT
 public:
  enum class Tool { Lasso, Rectangle, Move };
  enum class Choice { Replace, Add, Toggle };

  explicit CellMapView(CellImageProvider& images, QWidget* parent = nullptr);

  // The session must outlive its map here; null for neither.
  void setMap(const SlideSession* session, std::shared_ptr<const CellMap> map);
  // Of every row of the session: those that are not shown are faint and cannot be chosen.
  void setCells(std::vector<bool> shown, std::vector<bool> selected, int current);
  void cellsChanged();  // their classes or states

  Tool tool() const { return tool_; }
  void setTool(Tool tool);
  void zoom(double factor);  // about the middle
  void showAll();

  // For tests and for those who place things over the map; widget coordinates.
  std::optional<QPointF> placeOf(int row) const;
  int cellAt(QPointF place) const;  // -1 where there is none
  int hovered() const { return hovered_; }
  double magnification() const { return zoom_; }
  std::vector<int> rows() const;  // shown on the map

  QSize minimumSizeHint() const override { return {220, 200}; }
  QSize sizeHint() const override { return {420, 420}; }

 Q_SIGNALS:
  void chosen(QList<int> rows, cellwise::ui::CellMapView::Choice choice);
  void currentChosen(int row);
  void activated(int row);
  void viewChanged();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  enum class Look { Faint, Receding, Plain, Selected };  // receding: beside selected ones
  struct Letter {                                        // of a class, where most of its cells are
    int classIndex = -1;
    std::size_t at = 0;  // into the map
  };

  QRectF mapRect() const;
  QPointF place(std::size_t i) const;
  bool usable(std::size_t i) const;
  double radius() const;
  void fit();
  void zoomAbout(QPointF fixed, double factor);
  void keepInSight(int row);
  void findLetters();
  void layOutLegend();
  const QPixmap& stamp(int classIndex, int row, Look look);
  void drawLegend(QPainter& painter) const;
  void drawCard(QPainter& painter, int row);
  int next(Qt::Key direction) const;  // row from the current one; -1 at the border
  void chooseWithin(const QPolygonF& area, Qt::KeyboardModifiers modifiers);
  void setHovered(int row);
  QList<int> rowsWithin(const QPolygonF& area) const;

  CellImageProvider& images_;
  const SlideSession* session_ = nullptr;
  std::shared_ptr<const CellMap> map_;
  std::vector<bool> shown_, selected_;
  int current_ = -1;
  std::vector<Letter> letters_;

  Tool tool_ = Tool::Lasso;
  QPointF centre_;    // of the view, in the map's coordinates
  double scale_ = 1;  // pixels a unit of the map at magnification 1
  double zoom_ = 1;

  enum class Drag { None, Select, Move } drag_ = Drag::None;
  QPointF press_, last_;
  QPolygonF lasso_;
  int hovered_ = -1;
  int anchor_ = -1;    // of a rectangle by keys
  bool keys_ = false;  // the keyboard was used last: the current cell shows its card
  int legend_height_ = 0;
  QHash<quint64, QPixmap> stamps_;
  QTimer again_;  // a picture was not there yet
};

}  // namespace cellwise::ui
