// Rows of name, bar and number: what a cell has of each class, and where the gates stand.
#pragma once

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

#include "model/class_scheme.h"

namespace cellwise::ui {

class ValueBars : public QWidget {
  Q_OBJECT
 public:
  struct Row {
    std::optional<model::CellClass> chip;  // drawn before the name
    QString label;
    double value = 0;            // the bar is full at 1
    std::optional<double> mark;  // a tick across the bar, in the units of value
    QString note;                // after the number: "from 0.90"
    QString toolTip;
    bool strong = false;
  };

  explicit ValueBars(QWidget* parent = nullptr);
  void setRows(std::vector<Row> rows);
  const std::vector<Row>& rows() const { return rows_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int rowHeight() const;
  std::vector<Row> rows_;
};

// A bar in the ink's colour on a faint track, the same everywhere. Value in [0, 1].
void paintBar(QPainter& painter, const QRectF& rect, double value, const QColor& ink,
              std::optional<double> mark = {});

// "0.61", always two decimals; c may be below zero.
QString valueText(double value);

}  // namespace cellwise::ui
