#include "inspector/scale_bar.h"

#include <QCoreApplication>
#include <QFont>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

#include "style/theme.h"

namespace cellwise::ui {

double scaleBarLength(double room, double pixelsPerMicrometre) {
  double length = 0;
  for (const double candidate : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0})
    if (pixelsPerMicrometre > 0 && candidate * pixelsPerMicrometre <= room * 0.4) length = candidate;
  return length;
}

void paintScaleBar(QPainter& painter, const QRectF& area, double micrometres, double pixelsPerMicrometre,
                   const QFont& font) {
  if (micrometres <= 0) return;
  const QRectF bar(std::round(area.left() + 10), std::round(area.bottom() - 14),
                   micrometres * pixelsPerMicrometre, 4);
  painter.fillRect(bar.adjusted(-1, -1, 1, 1), Qt::white);
  painter.fillRect(bar, Qt::black);
  QFont bold = tabularFont(font);
  bold.setBold(true);
  QPainterPath text;
  text.addText(bar.left(), bar.top() - 5, bold,
               QCoreApplication::translate("ScaleBar", "%1 µm").arg(QLocale().toString(micrometres)));
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.strokePath(text, QPen(Qt::white, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.fillPath(text, Qt::black);
  painter.restore();
}

}  // namespace cellwise::ui
