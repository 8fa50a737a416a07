#include "plots/risk_plot.h"

#include <QEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "plots/plot_theme.h"
#include "plots/qcustomplot.h"

namespace cellwise::ui {

namespace {

constexpr std::size_t kBandPoints = 256;  // enough for any screen; intervals are not free to draw

double percentOf(double share) {
  return 100.0 * share;
}

}  // namespace

struct RiskPlot::Impl {
  RiskPlot* self = nullptr;
  QCustomPlot* plot = nullptr;
  QCPGraph* bandLow = nullptr;
  QCPGraph* bandHigh = nullptr;
  QCPGraph* line = nullptr;
  QCPGraph* markerPoints = nullptr;
  QCPGraph* currentPoint = nullptr;
  QCPErrorBars* currentInterval = nullptr;
  QCPItemStraightLine* currentRate = nullptr;
  QCPItemText* hover = nullptr;
  QCPGraph* hoverPoint = nullptr;
  QList<QCPItemText*> markerLabels;
  QList<QCPItemTracer*> markerAnchors;

  std::vector<decision::OperatingPoint> curve;
  decision::OperatingPoint current;
  QList<RiskPlot::Marker> markers;

  void build();
  void dress();
  void dressLabels();
  void retranslate();
  void scale();
  void placeMarkers();
  void arrangeLabels();
  void onHover(const QPoint& position);
  void replot() { plot->replot(QCustomPlot::rpQueuedReplot); }
};

void RiskPlot::Impl::build() {
  plot = new QCustomPlot(self);
  plot->setObjectName("riskPlotCanvas");
  plot->setMinimumSize(260, 140);
  plot->setNoAntialiasingOnDrag(false);
  plot->axisRect()->setupFullAxesBox(false);
  plot->xAxis2->setVisible(false);
  plot->yAxis2->setVisible(false);
  plot->setAntialiasedElements(QCP::aeAll);

  bandLow = plot->addGraph();
  bandHigh = plot->addGraph();
  bandHigh->setChannelFillGraph(bandLow);
  line = plot->addGraph();
  markerPoints = plot->addGraph();
  markerPoints->setLineStyle(QCPGraph::lsNone);
  currentPoint = plot->addGraph();
  currentPoint->setLineStyle(QCPGraph::lsNone);
  currentInterval = new QCPErrorBars(plot->xAxis, plot->yAxis);
  currentInterval->setDataPlottable(currentPoint);
  currentInterval->setWhiskerWidth(9);
  currentInterval->setSymbolGap(0);
  hoverPoint = plot->addGraph();
  hoverPoint->setLineStyle(QCPGraph::lsNone);

  currentRate = new QCPItemStraightLine(plot);
  currentRate->setClipToAxisRect(true);

  hover = new QCPItemText(plot);
  hover->position->setType(QCPItemPosition::ptAxisRectRatio);
  hover->position->setCoords(0.99, 0.97);
  hover->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
  hover->setTextAlignment(Qt::AlignLeft);
  hover->setPadding(QMargins(6, 4, 6, 4));
  hover->setVisible(false);

  auto* layout = new QVBoxLayout(self);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(plot);

  QObject::connect(plot, &QCustomPlot::afterLayout, self, [this] { arrangeLabels(); });
  QObject::connect(plot, &QCustomPlot::mouseMove, self,
                   [this](QMouseEvent* event) { onHover(event->position().toPoint()); });
  QObject::connect(plot, &QCustomPlot::mousePress, self, [this](QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const double rate = plot->xAxis->pixelToCoord(event->position().x()) / 100.0;
    if (const auto* point = self->nearest(rate)) Q_EMIT self->thresholdPicked(point->threshold);
  });
}

void RiskPlot::Impl::dress() {
  applyPlotTheme(*plot, *self);
  const QColor accent = plotAccent(*self);
  const QColor emphasis = plotEmphasis(*self);
  const QColor ink = self->palette().color(QPalette::Text);
  const QColor background = self->palette().color(QPalette::Base);

  QColor faint = accent;
  faint.setAlpha(38);
  bandLow->setPen(Qt::NoPen);
  bandHigh->setPen(Qt::NoPen);
  bandHigh->setBrush(faint);
  line->setPen(QPen(accent, 1.8));
  markerPoints->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(ink, 1.2), QBrush(background), 8));
  currentPoint->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(background, 1.5), QBrush(emphasis), 11));
  currentInterval->setPen(QPen(emphasis, 1.6));
  currentRate->setPen(QPen(emphasis, 1, Qt::DotLine));
  hoverPoint->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(ink, 1.4), QBrush(Qt::NoBrush), 9));
  hover->setFont(self->font());
  hover->setColor(ink);
  hover->setBrush(background);
  hover->setPen(QPen(plot->xAxis->basePen().color(), 1));
  dressLabels();
}

// On a veil of the background: the words stay legible over the curve and the interval.
void RiskPlot::Impl::dressLabels() {
  QColor veil = self->palette().color(QPalette::Base);
  veil.setAlpha(190);
  for (QCPItemText* label : markerLabels) {
    label->setFont(self->font());
    label->setColor(self->palette().color(QPalette::Text));
    label->setBrush(veil);
  }
}

void RiskPlot::Impl::retranslate() {
  plot->xAxis->setLabel(RiskPlot::tr("Cells to review (Rr), %"));
  plot->yAxis->setLabel(RiskPlot::tr("Accepted cells right (Ra), %"));
  self->setAccessibleName(RiskPlot::tr("Accuracy of accepted cells against the share of cells to review"));
}

void RiskPlot::Impl::scale() {
  // From a little below the accuracy without review, so that the curve fills the height; the wide
  // intervals at the far right, where few cells are left, are cut off rather than squeezing it.
  double lowest = 1;
  for (const auto& point : curve) {
    if (point.accepted > 0) lowest = std::min(lowest, point.acceptedAccuracy);
  }
  if (!curve.empty()) lowest = std::min(lowest, curve.front().acceptedAccuracyInterval.low);
  lowest = std::min(lowest, 0.99);
  const double room = (1 - lowest) * 0.06;
  plot->xAxis->setRange(-1, 101);
  plot->yAxis->setRange(percentOf(std::max(0.0, lowest - room)), percentOf(1 + room));
}

void RiskPlot::Impl::placeMarkers() {
  for (QCPItemText* label : markerLabels) plot->removeItem(label);
  for (QCPItemTracer* point : markerAnchors) plot->removeItem(point);
  markerLabels.clear();
  markerAnchors.clear();
  QVector<double> x, y;
  QList<RiskPlot::Marker> sorted = markers;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.point.rejectionRate < b.point.rejectionRate; });
  for (const auto& marker : sorted) {
    x.append(percentOf(marker.point.rejectionRate));
    y.append(percentOf(marker.point.acceptedAccuracy));
    auto* label = new QCPItemText(plot);
    auto* point = new QCPItemTracer(plot);  // holds the place; the label hangs from it by pixels
    point->setStyle(QCPItemTracer::tsNone);
    point->position->setCoords(x.last(), y.last());
    label->position->setParentAnchor(point->position);
    label->position->setType(QCPItemPosition::ptAbsolute);
    markerAnchors.append(point);
    label->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setPadding(QMargins(2, 0, 2, 0));
    label->setText(marker.label);
    markerLabels.append(label);
  }
  markerPoints->setData(x, y, true);
  dressLabels();
}

// Labels hang below their points, each as high as it can without lying on one to its left, and left of
// its point where the plot ends. Asked before every drawing: sizes and ranges change.
void RiskPlot::Impl::arrangeLabels() {
  const QFontMetrics metrics(self->font());
  const int line = metrics.height() + 1;
  const QRect area = plot->axisRect()->rect();
  QList<QRect> taken;
  for (int i = 0; i < markerLabels.size(); ++i) {
    const QPointF at = markerAnchors[i]->position->pixelPosition();
    const QSize size(metrics.horizontalAdvance(markerLabels[i]->text()) + 6, line);
    const int left = std::min(int(at.x()) + 3, area.right() - size.width());
    QRect place(QPoint(left, int(at.y()) + 8), size);
    const auto covered = [&] {
      return std::any_of(taken.begin(), taken.end(), [&](const QRect& r) { return r.intersects(place); });
    };
    while (covered()) place.translate(0, line);
    taken.append(place);
    markerLabels[i]->position->setCoords(place.left() - at.x(), place.top() - at.y());
  }
}

void RiskPlot::Impl::onHover(const QPoint& position) {
  const decision::OperatingPoint* point = nullptr;
  if (plot->axisRect()->rect().contains(position)) {
    point = self->nearest(plot->xAxis->pixelToCoord(position.x()) / 100.0);
  }
  hover->setVisible(point != nullptr);
  hoverPoint->setVisible(point != nullptr);
  if (point) {
    const QLocale locale = QLocale();
    const auto percent = [&](double share) { return locale.toString(percentOf(share), 'f', 1); };
    //: Figures of the point of the plot under the pointer. %5, %6: 95 % interval.
    hover->setText(RiskPlot::tr("c ≥ %1\nto review %2 %\nright %3 % (%4–%5), n = %6")
                       .arg(locale.toString(point->threshold, 'f', 6), percent(point->rejectionRate),
                            percent(point->acceptedAccuracy), percent(point->acceptedAccuracyInterval.low),
                            percent(point->acceptedAccuracyInterval.high), QString::number(point->accepted)));
    hoverPoint->setData({percentOf(point->rejectionRate)}, {percentOf(point->acceptedAccuracy)}, true);
  }
  replot();
}

RiskPlot::RiskPlot(QWidget* parent) : QWidget(parent), impl_(std::make_unique<Impl>()) {
  setObjectName("riskPlot");
  impl_->self = this;
  impl_->build();
  impl_->dress();
  impl_->retranslate();
  impl_->scale();
}

RiskPlot::~RiskPlot() = default;

QSize RiskPlot::sizeHint() const {
  return {440, 220};
}

void RiskPlot::setCurve(std::vector<decision::OperatingPoint> curve) {
  impl_->curve = std::move(curve);
  const auto& points = impl_->curve;
  QVector<double> x, y, bandX, low, high;
  const std::size_t step = std::max<std::size_t>(1, points.size() / kBandPoints);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].accepted == 0) continue;  // no accuracy to speak of
    x.append(percentOf(points[i].rejectionRate));
    y.append(percentOf(points[i].acceptedAccuracy));
    if (i % step == 0 || i + 1 == points.size()) {
      bandX.append(x.last());
      low.append(percentOf(points[i].acceptedAccuracyInterval.low));
      high.append(percentOf(points[i].acceptedAccuracyInterval.high));
    }
  }
  impl_->line->setData(x, y, true);
  impl_->bandLow->setData(bandX, low, true);
  impl_->bandHigh->setData(bandX, high, true);
  impl_->scale();
  impl_->replot();
}

void RiskPlot::setCurrent(const decision::OperatingPoint& point) {
  impl_->current = point;
  const bool known = point.n > 0 && point.accepted > 0;
  impl_->currentPoint->setVisible(known);
  impl_->currentInterval->setVisible(known);
  impl_->currentRate->setVisible(point.n > 0);
  const double x = percentOf(point.rejectionRate);
  const double y = percentOf(point.acceptedAccuracy);
  impl_->currentPoint->setData({x}, {y}, true);
  impl_->currentInterval->setData({y - percentOf(point.acceptedAccuracyInterval.low)},
                                  {percentOf(point.acceptedAccuracyInterval.high) - y});
  impl_->currentRate->point1->setCoords(x, 0);
  impl_->currentRate->point2->setCoords(x, 100);
  impl_->replot();
}

void RiskPlot::setMarkers(const QList<Marker>& markers) {
  impl_->markers = markers;
  impl_->placeMarkers();
  impl_->replot();
}

const decision::OperatingPoint* RiskPlot::nearest(double rejectionRate) const {
  const auto& points = impl_->curve;
  if (points.empty()) return nullptr;
  auto after = std::lower_bound(points.begin(), points.end(), rejectionRate,
                                [](const auto& point, double rate) { return point.rejectionRate < rate; });
  if (after == points.end()) return &points.back();
  if (after == points.begin()) return &points.front();
  const auto before = after - 1;
  return rejectionRate - before->rejectionRate <= after->rejectionRate - rejectionRate ? &*before : &*after;
}

void RiskPlot::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::StyleChange:
    case QEvent::FontChange: impl_->dress(); break;
    case QEvent::LanguageChange: impl_->retranslate(); break;
    default: return;
  }
  impl_->replot();
}

}  // namespace cellwise::ui
