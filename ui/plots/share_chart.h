// Shares with their intervals as bars: the differential at a glance.
#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QWidget>

#include <memory>

#include "decision/intervals.h"

namespace cellwise::ui {

// Shares in [0, 1].
struct ShareBar {
  QString mark;  // short name under the bar: the class is told by letters too
  QString name;
  QColor colour;
  double confirmed = 0;         // part of the share that experts decided: filled
  double autoAccepted = 0;      // part that the model decided: hatched
  decision::Interval interval;  // of the whole share: the whisker
};

class ShareChart : public QWidget {
  Q_OBJECT
 public:
  explicit ShareChart(QWidget* parent = nullptr);
  ~ShareChart() override;

  void setBars(const QList<ShareBar>& bars);
  QSize sizeHint() const override;

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
