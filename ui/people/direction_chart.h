// Which way two readers differ within a lineage: bars to the left for younger stages, to the right for older.
#pragma once

#include <QWidget>

#include <vector>

#include "decision/agreement.h"

namespace cellwise::ui {

class DirectionChart : public QWidget {
  Q_OBJECT
 public:
  struct Row {
    QString text;
    decision::Direction direction;
  };
  explicit DirectionChart(QWidget* parent = nullptr);
  void setRows(std::vector<Row> rows);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<Row> rows_;
};

}  // namespace cellwise::ui
