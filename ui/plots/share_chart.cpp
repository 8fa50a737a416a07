#include "plots/share_chart.h"

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

struct ShareChart::Impl {
  ShareChart* self = nullptr;
  QCustomPlot* plot = nullptr;
  QList<ShareBar> bars;

  void rebuild();
  void turnMarks();
  void onHover(QMouseEvent* event);
};

void ShareChart::Impl::rebuild() {
  plot->clearPlottables();
  applyPlotTheme(*plot, *self);
  plot->yAxis->setLabel(ShareChart::tr("Share of counted cells, %"));
  plot->xAxis->setSubTicks(false);
  plot->xAxis->setTickLength(0, 0);
  plot->xAxis->grid()->setVisible(false);

  const QColor ink = self->palette().color(QPalette::Text);
  QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
  QVector<double> keys, tops, down, up;
  double highest = 0.05;
  for (int i = 0; i < bars.size(); ++i) {
    const ShareBar& bar = bars[i];
    const double share = bar.confirmed + bar.autoAccepted;
    // One pair of plottables a class: QCPBars has one brush. Lines lean to the text's ink, so that
    // pale and dark classes stand out from the background in both themes.
    const QColor edge = blend(bar.colour, ink, 0.6);
    auto* filled = new QCPBars(plot->xAxis, plot->yAxis);
    auto* hatched = new QCPBars(plot->xAxis, plot->yAxis);
    hatched->moveAbove(filled);
    for (QCPBars* part : {filled, hatched}) {
      part->setWidth(0.64);
      part->setPen(QPen(edge, 1));
    }
    filled->setBrush(bar.colour);
    hatched->setBrush(QBrush(edge, Qt::BDiagPattern));
    if (bar.confirmed > 0) filled->setData({double(i)}, {100 * bar.confirmed}, true);
    if (bar.autoAccepted > 0) hatched->setData({double(i)}, {100 * bar.autoAccepted}, true);
    ticker->addTick(i, bar.mark);
    keys.append(i);
    tops.append(100 * share);
    down.append(100 * (share - bar.interval.low));
    up.append(100 * (bar.interval.high - share));
    highest = std::max(highest, bar.interval.high);
  }
  auto* anchor = plot->addGraph();
  anchor->setLineStyle(QCPGraph::lsNone);
  anchor->setData(keys, tops, true);
  auto* whiskers = new QCPErrorBars(plot->xAxis, plot->yAxis);
  whiskers->setDataPlottable(anchor);
  whiskers->setData(down, up);
  whiskers->setPen(QPen(ink, 1.2));
  whiskers->setWhiskerWidth(7);
  whiskers->setSymbolGap(0);

  plot->xAxis->setTicker(ticker);
  plot->xAxis->setRange(-0.6, std::max<double>(bars.size(), 1) - 0.4);
  plot->yAxis->setRange(0, std::min(100.0, 105 * highest));
  turnMarks();
}

// Marks stand upright where they would run into each other.
void ShareChart::Impl::turnMarks() {
  int widest = 0;
  for (const ShareBar& bar : bars) widest = std::max(widest, self->fontMetrics().horizontalAdvance(bar.mark));
  const int room = (plot->width() - 80) / std::max(1, int(bars.size()));  // without the axis on the left
  plot->xAxis->setTickLabelRotation(widest + 5 > room ? -90 : 0);
  plot->replot(QCustomPlot::rpQueuedReplot);
}

void ShareChart::Impl::onHover(QMouseEvent* event) {
  const int i = int(std::lround(plot->xAxis->pixelToCoord(event->position().x())));
  if (i < 0 || i >= bars.size() || !plot->axisRect()->rect().contains(event->position().toPoint())) {
    QToolTip::hideText();
    return;
  }
  const auto percent = [](double share) { return QLocale().toString(100 * share, 'f', 1); };
  const ShareBar& bar = bars[i];
  QToolTip::showText(event->globalPosition().toPoint(),
                     ShareChart::tr("%1: %2 % (%3–%4)\nconfirmed %5 %, auto-accepted %6 %")
                         .arg(bar.name, percent(bar.confirmed + bar.autoAccepted), percent(bar.interval.low),
                              percent(bar.interval.high), percent(bar.confirmed), percent(bar.autoAccepted)),
                     plot);
}

ShareChart::ShareChart(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>()) {
  setObjectName("shareChart");
  impl_->self = this;
  impl_->plot = new QCustomPlot(this);
  impl_->plot->setMinimumSize(240, 140);
  impl_->plot->setAutoAddPlottableToLegend(false);  // nothing shows one; two entries a class would be kept
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(impl_->plot);
  connect(impl_->plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) { impl_->onHover(event); });
  impl_->rebuild();
}

ShareChart::~ShareChart() = default;

QSize ShareChart::sizeHint() const {
  return {420, 230};
}

void ShareChart::setBars(const QList<ShareBar>& bars) {
  impl_->bars = bars;
  impl_->rebuild();
}

void ShareChart::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  impl_->turnMarks();
}

void ShareChart::changeEvent(QEvent* event) {
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
