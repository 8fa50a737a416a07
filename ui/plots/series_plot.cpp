#include "plots/series_plot.h"

#include <QEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "plots/plot_theme.h"
#include "plots/qcustomplot.h"

namespace cellwise::ui {
namespace {

constexpr QCPScatterStyle::ScatterShape kShapes[] = {
    QCPScatterStyle::ssDisc,    QCPScatterStyle::ssSquare,           QCPScatterStyle::ssTriangle,
    QCPScatterStyle::ssDiamond, QCPScatterStyle::ssTriangleInverted, QCPScatterStyle::ssCircle,
    QCPScatterStyle::ssStar,    QCPScatterStyle::ssCrossSquare,      QCPScatterStyle::ssPlusCircle,
    QCPScatterStyle::ssPeace};

}  // namespace

struct SeriesPlot::Impl {
  SeriesPlot* self = nullptr;
  QCustomPlot* plot = nullptr;
  QList<PlotSeries> series;
  QList<QDateTime> breaks;
  std::optional<PlotLimits> limits;
  bool byOrder = false;

  double keyOf(const QDateTime& at) const;
  void rebuild();
  void drawLimits(double first, double last);
  void onHover(QMouseEvent* event);
};

double SeriesPlot::Impl::keyOf(const QDateTime& at) const {
  if (!byOrder) return at.toMSecsSinceEpoch() / 1000.0;
  // The place among all moments, from 1.
  QList<QDateTime> moments;
  for (const auto& s : series) {
    for (const auto& p : s.points) moments << p.at;
  }
  std::sort(moments.begin(), moments.end());
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  return 1 + std::distance(moments.begin(), std::lower_bound(moments.begin(), moments.end(), at));
}

void SeriesPlot::Impl::drawLimits(double first, double last) {
  const QColor ink = self->palette().color(QPalette::Text);
  for (int k = -3; k <= 3; ++k) {
    const double y = 100 * (limits->mean + k * limits->sd);
    if (k != 0 && limits->sd == 0) continue;
    auto* line = plot->addGraph();
    line->removeFromLegend();
    line->setData({first, last}, {y, y}, true);
    const Qt::PenStyle style = k == 0             ? Qt::SolidLine
                               : std::abs(k) == 3 ? Qt::DashLine
                               : std::abs(k) == 2 ? Qt::DashDotLine
                                                  : Qt::DotLine;
    line->setPen(QPen(blend(ink, self->palette().color(QPalette::Base), k == 0 ? 0.8 : 0.5), 1, style));
    auto* label = new QCPItemText(plot);
    label->setText(k == 0 ? SeriesPlot::tr("mean")
                          : QStringLiteral("%1%2 SD").arg(k > 0 ? "+" : "−").arg(std::abs(k)));
    label->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
    label->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    label->position->setTypeY(QCPItemPosition::ptPlotCoords);
    label->position->setCoords(1, y);
    label->setColor(blend(ink, self->palette().color(QPalette::Base), 0.8));
    label->setFont(self->font());
  }
}

void SeriesPlot::Impl::rebuild() {
  plot->clearPlottables();
  plot->clearItems();
  applyPlotTheme(*plot, *self);
  const QColor ink = self->palette().color(QPalette::Text), ground = self->palette().color(QPalette::Base);
  plot->yAxis->setLabel(SeriesPlot::tr("Share, %"));
  plot->xAxis->setLabel(byOrder ? SeriesPlot::tr("Run") : QString());
  plot->xAxis->grid()->setVisible(false);
  if (byOrder) {
    auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
    ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    ticker->setTickStep(1);
    plot->xAxis->setTicker(ticker);
  } else {
    auto ticker = QSharedPointer<QCPAxisTickerDateTime>::create();
    ticker->setTickCount(5);
    plot->xAxis->setTicker(ticker);
  }

  double first = HUGE_VAL, last = -HUGE_VAL, least = HUGE_VAL, most = 0;
  for (const auto& s : series) {
    for (const auto& p : s.points) {
      first = std::min(first, keyOf(p.at));
      last = std::max(last, keyOf(p.at));
      least = std::min(least, std::min(p.value, p.low < p.high ? p.low : p.value));
      most = std::max(most, std::max(p.value, p.high));
    }
  }
  if (first > last) {
    plot->replot(QCustomPlot::rpQueuedReplot);
    return;
  }
  const double room = byOrder ? 0.5 : std::max(43'200.0, 0.06 * (last - first));
  plot->xAxis->setRange(first - room, last + room);
  if (auto ticker = plot->xAxis->ticker().dynamicCast<QCPAxisTickerDateTime>()) {
    // Within a few days one day stands at several ticks.
    constexpr double kDay = 86'400;
    ticker->setDateTimeFormat(last - first + 2 * room < 6 * kDay ? QStringLiteral("MM-dd hh:mm")
                                                                 : QStringLiteral("yyyy-MM-dd"));
  }
  if (limits) {
    least = std::min(least, limits->mean - 3.5 * limits->sd);
    most = std::max(most, limits->mean + 3.5 * limits->sd);
    drawLimits(first - room, last + room);
    const double margin = std::max(0.005, 0.08 * (most - least));
    plot->yAxis->setRange(std::max(0.0, 100 * (least - margin)), std::min(100.0, 100 * (most + margin)));
  } else {
    plot->yAxis->setRange(0, std::min(100.0, std::max(1.0, 105 * most)));
  }

  for (const QDateTime& at : breaks) {
    auto* line = new QCPItemStraightLine(plot);
    line->setPen(QPen(plotEmphasis(*self), 1, Qt::DashLine));
    // Just before the first point of the other model.
    const double x = keyOf(at) - (byOrder ? 0.5 : 0.0);
    line->point1->setCoords(x, 0);
    line->point2->setCoords(x, 1);
    auto* label = new QCPItemText(plot);
    label->setText(SeriesPlot::tr("another model"));
    label->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    label->position->setCoords(x, 0.01);
    label->setColor(plotEmphasis(*self));
    label->setFont(self->font());
    label->setPadding(QMargins(3, 0, 0, 0));
  }

  for (int i = 0; i < series.size(); ++i) {
    const auto& s = series[i];
    // Pale classes lean to the text's ink, so that they stand out from the ground in both themes.
    const QColor colour = blend(s.colour.isValid() ? s.colour : plotAccent(*self), ink, 0.7);
    QVector<double> keys, values, down, up;
    bool intervals = false;
    for (const auto& p : s.points) {
      keys << keyOf(p.at);
      values << 100 * p.value;
      const bool has = p.low < p.high;
      intervals = intervals || has;
      down << (has ? 100 * (p.value - p.low) : 0);
      up << (has ? 100 * (p.high - p.value) : 0);
    }
    auto* line = plot->addGraph();
    line->setName(s.name);
    line->setData(keys, values);
    line->setPen(QPen(colour, 1.4));
    line->setScatterStyle(
        QCPScatterStyle(kShapes[i % int(std::size(kShapes))], QPen(colour, 1.4), QBrush(colour), 8));
    if (intervals) {
      auto* whiskers = new QCPErrorBars(plot->xAxis, plot->yAxis);
      whiskers->removeFromLegend();
      whiskers->setDataPlottable(line);
      whiskers->setData(down, up);
      whiskers->setPen(QPen(colour, 1));
      whiskers->setWhiskerWidth(6);
      whiskers->setSymbolGap(0);
    }
    for (const PointMark mark : {PointMark::Shifted, PointMark::Outside}) {
      QVector<double> x, y;
      for (int k = 0; k < s.points.size(); ++k) {
        if (s.points[k].mark == mark) {
          x << keys[k];
          y << values[k];
        }
      }
      if (x.isEmpty()) continue;
      auto* marks = plot->addGraph();
      marks->setName(mark == PointMark::Shifted ? SeriesPlot::tr("2-2s: two beyond 2 SD, same side")
                                                : SeriesPlot::tr("1-3s: beyond 3 SD"));
      marks->setLineStyle(QCPGraph::lsNone);
      marks->setData(x, y);
      const QPen pen(plotEmphasis(*self), 2);
      marks->setScatterStyle(mark == PointMark::Shifted
                                 ? QCPScatterStyle(QCPScatterStyle::ssTriangle, pen, QBrush(ground), 13)
                                 : QCPScatterStyle(QCPScatterStyle::ssCross, pen, Qt::NoBrush, 13));
    }
  }
  plot->legend->setVisible(series.size() > 1 || limits.has_value());
  plot->legend->setBrush(ground);
  plot->legend->setTextColor(ink);
  plot->legend->setBorderPen(QPen(blend(ink, ground, 0.3)));
  plot->legend->setFont(self->font());
  plot->replot(QCustomPlot::rpQueuedReplot);
}

void SeriesPlot::Impl::onHover(QMouseEvent* event) {
  const QPointF at = event->position();
  const PlotPoint* nearest = nullptr;
  double least = 12;
  for (const auto& s : series) {
    for (const auto& p : s.points) {
      const double distance = std::hypot(plot->xAxis->coordToPixel(keyOf(p.at)) - at.x(),
                                         plot->yAxis->coordToPixel(100 * p.value) - at.y());
      if (distance < least) {
        least = distance;
        nearest = &p;
      }
    }
  }
  if (nearest && !nearest->text.isEmpty()) {
    QToolTip::showText(event->globalPosition().toPoint(), nearest->text, plot);
  } else {
    QToolTip::hideText();
  }
}

SeriesPlot::SeriesPlot(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>()) {
  setObjectName(QStringLiteral("seriesPlot"));
  impl_->self = this;
  impl_->plot = new QCustomPlot(this);
  impl_->plot->setMinimumSize(320, 200);
  // The legend beside the plot: over it, it would hide points.
  auto* side = new QCPLayoutGrid;
  impl_->plot->plotLayout()->addElement(0, 1, side);
  side->setMargins(QMargins(6, 6, 6, 6));
  side->addElement(0, 0, impl_->plot->legend);
  side->addElement(1, 0, new QCPLayoutElement(impl_->plot));
  side->setRowStretchFactor(0, 0.001);
  impl_->plot->plotLayout()->setColumnStretchFactor(1, 0.001);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(impl_->plot);
  connect(impl_->plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) { impl_->onHover(event); });
  impl_->rebuild();
}

SeriesPlot::~SeriesPlot() = default;

QSize SeriesPlot::sizeHint() const {
  return {640, 300};
}

void SeriesPlot::setByOrder(bool byOrder) {
  impl_->byOrder = byOrder;
  impl_->rebuild();
}

void SeriesPlot::setSeries(const QList<PlotSeries>& series, const QList<QDateTime>& breaks,
                           const std::optional<PlotLimits>& limits) {
  impl_->series = series;
  impl_->breaks = breaks;
  impl_->limits = limits;
  impl_->rebuild();
}

void SeriesPlot::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::StyleChange:
    case QEvent::FontChange:
    case QEvent::LanguageChange: impl_->rebuild(); break;
    default: break;
  }
}

}  // namespace cellwise::ui
