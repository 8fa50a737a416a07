// Accepted accuracy Ra against rejection rate Rr on calibration cells: what a threshold buys and what
// it costs. method.md section 4, the Ra-Rr curve.
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

#include <memory>

#include "decision/risk_coverage.h"

namespace cellwise::ui {

class RiskPlot : public QWidget {
  Q_OBJECT
 public:
  // A point to steer by, such as a preset.
  struct Marker {
    QString label;
    decision::OperatingPoint point;
  };

  explicit RiskPlot(QWidget* parent = nullptr);
  ~RiskPlot() override;

  // Points as RiskCoverage::curve() gives them, by rising rejection rate. O(n) and a replot.
  void setCurve(std::vector<decision::OperatingPoint> curve);
  // Marks the point with its 95 % interval. Cheap: may be called at every step of a slider.
  void setCurrent(const decision::OperatingPoint& point);
  void setMarkers(const QList<Marker>& markers);

  // The curve's point that a rejection rate in [0, 1] is nearest to; nullptr without a curve.
  const decision::OperatingPoint* nearest(double rejectionRate) const;
  QSize sizeHint() const override;

 Q_SIGNALS:
  // The curve was clicked: the threshold of the point nearest to the pointer.
  void thresholdPicked(double threshold);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
