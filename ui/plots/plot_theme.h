// Dresses a plot in the palette of its widget, so that light and dark follow by themselves.
#pragma once

#include <QColor>

class QCustomPlot;
class QWidget;

namespace cellwise::ui {

// Background, axes, ticks, labels and grid from owner's palette and font. Does not replot.
void applyPlotTheme(QCustomPlot& plot, const QWidget& owner);

// Okabe-Ito blue and vermilion in the shade that is legible on the owner's background.
QColor plotAccent(const QWidget& owner);
QColor plotEmphasis(const QWidget& owner);

// Between two colours.
QColor blend(const QColor& a, const QColor& b, double shareOfA);

}  // namespace cellwise::ui
