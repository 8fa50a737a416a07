// One of the cells that are compared: its picture, and under it class, state and confidence.
#pragma once

#include <QWidget>

#include "bridge/reference_cells.h"

class QLabel;

namespace cellwise::ui {

class CellImageView;
class IconLabel;
class Workspace;

class ComparePanel : public QWidget {
  Q_OBJECT
 public:
  ComparePanel(Workspace& workspace, int row, QWidget* parent = nullptr);
  ComparePanel(Workspace& workspace, const ReferenceCell& reference, QWidget* parent = nullptr);
  int row() const { return row_; }  // -1: a cell of another slide, to be looked at only
  CellImageView* view() const { return view_; }
  QString caption() const;
  void setFocused(bool focused);
  bool isFocused() const { return focused_; }
  void refresh();

 Q_SIGNALS:
  void clicked();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  void build();

  Workspace& workspace_;
  int row_ = -1;
  ReferenceCell reference_;
  CellImageView* view_ = nullptr;
  QLabel* chip_ = nullptr;
  QLabel* class_ = nullptr;
  IconLabel* state_ = nullptr;
  QLabel* figures_ = nullptr;
  bool focused_ = false;
};

}  // namespace cellwise::ui
