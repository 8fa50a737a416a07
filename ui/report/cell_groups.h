// Representative cells of a report, a few of each class, on neutral grey.
#pragma once

#include <QImage>
#include <QWidget>

#include <vector>

#include "model/class_scheme.h"

namespace cellwise::ui {

struct CellGroup {
  struct Cell {
    int row = -1;            // of the session
    QImage image;            // null until it is there
    bool confirmed = false;  // an expert decided; else auto-accepted
  };
  model::CellClass cellClass;
  std::vector<Cell> cells;
};

// Lays groups out in as many columns as fit. The height follows from the width.
class CellGroups : public QWidget {
  Q_OBJECT
 public:
  explicit CellGroups(QWidget* parent = nullptr);

  void setGroups(std::vector<CellGroup> groups);
  void setImage(int row, const QImage& image);

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int columns(int width) const;
  QRect groupRect(int index) const;
  std::vector<CellGroup> groups_;
};

}  // namespace cellwise::ui
