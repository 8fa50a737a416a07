// Figures over time: a patient's shares with their intervals, or a control chart with its limits.
// Series are told by the shape of their points, never by colour alone.
#pragma once

#include <QColor>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <memory>
#include <optional>

namespace cellwise::ui {

// How a point stands: in order, or breaking a rule.
enum class PointMark { Plain, Shifted, Outside };

struct PlotPoint {
  QDateTime at;
  double value = 0;          // share in [0, 1]
  double low = 0, high = 0;  // interval; equal: none
  PointMark mark = PointMark::Plain;
  QString text;  // shown beside the pointer, one paragraph
};

struct PlotSeries {
  QString name;
  QColor colour;
  QList<PlotPoint> points;
};

// A chart's mean and standard deviation: lines at the mean and 1, 2 and 3 of them to either side.
struct PlotLimits {
  double mean = 0, sd = 0;
};

class SeriesPlot : public QWidget {
  Q_OBJECT
 public:
  explicit SeriesPlot(QWidget* parent = nullptr);
  ~SeriesPlot() override;

  // breaks: moments with a line of their own, such as where the model changed.
  void setSeries(const QList<PlotSeries>& series, const QList<QDateTime>& breaks,
                 const std::optional<PlotLimits>& limits = {});
  // By order of measuring in place of time: runs of one day do not lie on one another.
  void setByOrder(bool byOrder);
  QSize sizeHint() const override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
