#include "plots/plot_theme.h"

#include <QWidget>

#include "plots/qcustomplot.h"

namespace cellwise::ui {

namespace {

bool isDark(const QWidget& owner) {
  return owner.palette().color(QPalette::Base).lightness() < 128;
}

}  // namespace

QColor blend(const QColor& a, const QColor& b, double shareOfA) {
  const auto mix = [shareOfA](int x, int y) { return int(x * shareOfA + y * (1 - shareOfA)); };
  return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

void applyPlotTheme(QCustomPlot& plot, const QWidget& owner) {
  const QPalette& palette = owner.palette();
  const QColor background = palette.color(QPalette::Base);
  const QColor ink = palette.color(QPalette::Text);
  const QColor quiet = blend(ink, background, 0.65);

  plot.setBackground(background);
  for (QCPAxis* axis : {plot.xAxis, plot.yAxis, plot.xAxis2, plot.yAxis2}) {
    axis->setBasePen(QPen(quiet, 1));
    axis->setTickPen(QPen(quiet, 1));
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLabelColor(ink);
    axis->setLabelColor(ink);
    axis->setTickLabelFont(owner.font());
    axis->setLabelFont(owner.font());
    axis->setTickLengthIn(0);
    axis->setTickLengthOut(4);
    axis->grid()->setPen(QPen(blend(ink, background, 0.14), 1));
    axis->grid()->setZeroLinePen(Qt::NoPen);
  }
}

QColor plotAccent(const QWidget& owner) {
  return isDark(owner) ? QColor("#56b4e9") : QColor("#0072b2");
}

QColor plotEmphasis(const QWidget& owner) {
  return isDark(owner) ? QColor("#e69f00") : QColor("#b84a00");
}

}  // namespace cellwise::ui
