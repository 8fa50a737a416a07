// A scale bar of a round length, black inside white so that it is seen on any stain.
#pragma once

#include <QRectF>

class QFont;
class QPainter;

namespace cellwise::ui {

// The longest of 1, 2, 5, 10 ... 500 micrometres that takes at most two fifths of `room` logical pixels; 0 if
// none does or the scale is unknown (0).
double scaleBarLength(double room, double pixelsPerMicrometre);
// At the lower left of the area.
void paintScaleBar(QPainter& painter, const QRectF& area, double micrometres, double pixelsPerMicrometre,
                   const QFont& font);

}  // namespace cellwise::ui
