#include "reporting/map_picture.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "reporting/class_marker.h"
#include "reporting/sheet.h"

namespace cellwise::reporting {
namespace {

QFont fontOf(double pixels, bool bold = false) {
  QFont font;
  font.setFamilies(reportFontFamilies());
  font.setStyleHint(QFont::SansSerif);
  font.setPixelSize(std::max(1, qRound(pixels)));
  font.setBold(bold);
  return font;
}

void drawMarker(QPainter& painter, QPointF at, double radius, const MapPicture::Class& of, bool hollow) {
  painter.save();
  painter.translate(at);
  painter.scale(radius, radius);
  QPen pen(hollow ? of.colour.darker(115) : of.colour.darker(150), hollow ? 0.42 : 0.2);
  pen.setJoinStyle(Qt::MiterJoin);
  painter.setPen(pen);
  painter.setBrush(hollow ? QBrush(QColor(255, 255, 255, 120)) : QBrush(of.colour));
  painter.drawPath(classMarker(of.place));
  painter.restore();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

QImage paintMap(const MapPicture& map, QSize size) {
  if (size.width() < 400 || size.height() < 300) return {};
  QImage image(size, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  const double unit = size.height() / 1200.0;
  const double margin = 36 * unit, text = 20 * unit, line = 1.45 * text;
  const QColor ink(30, 30, 30), dim(95, 95, 95);

  std::vector<int> count(map.classes.size());
  std::vector<const MapPicture::Cell*> cells;
  for (const auto& cell : map.cells) {
    if (!std::isfinite(cell.x) || !std::isfinite(cell.y)) continue;
    cells.push_back(&cell);
    ++count.at(static_cast<std::size_t>(cell.classIndex));
  }

  // Title above, notes below, legend on the right; what is left is the map's.
  painter.setFont(fontOf(1.35 * text, true));
  painter.setPen(ink);
  const double width = size.width() - 2 * margin;
  painter.drawText(QRectF(margin, margin, width, 2 * text), Qt::AlignLeft | Qt::AlignTop, map.title);
  const double top = margin + 2.4 * text;
  painter.setFont(fontOf(0.8 * text));
  painter.setPen(dim);
  double bottom = size.height() - margin;
  for (auto note = map.notes.crbegin(); note != map.notes.crend(); ++note) {
    const QRectF whole(margin, 0, width, bottom);
    const double height =
        painter.boundingRect(whole, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, *note).height();
    painter.drawText(QRectF(margin, bottom - height, width, height), Qt::AlignLeft | Qt::TextWordWrap, *note);
    bottom -= height + 0.3 * text;
  }
  bottom -= 0.5 * text;

  const QFontMetricsF metrics(fontOf(0.9 * text));
  double nameWidth = metrics.horizontalAdvance(map.legendTitle);
  for (std::size_t c = 0; c < map.classes.size(); ++c)
    if (count[c] > 0)
      nameWidth = std::max(nameWidth, 2.8 * text + metrics.horizontalAdvance(map.classes[c].name));
  nameWidth =
      std::min(std::max(nameWidth, metrics.horizontalAdvance(map.toReview) + 1.4 * text), 0.3 * size.width());
  const double countWidth = 4.2 * text;
  const double legendLeft = size.width() - margin - nameWidth - countWidth;
  const QRectF frame(margin, top, legendLeft - 1.2 * text - margin, bottom - top);
  painter.setPen(QPen(QColor(190, 190, 190), std::max(1.0, unit)));
  painter.drawRect(frame);

  if (!cells.empty()) {
    double left = cells[0]->x, right = left, low = cells[0]->y, high = low;
    for (const auto* cell : cells) {
      left = std::min(left, cell->x);
      right = std::max(right, cell->x);
      low = std::min(low, cell->y);
      high = std::max(high, cell->y);
    }
    const double inset = 24 * unit;
    const double scale = std::min((frame.width() - 2 * inset) / std::max(right - left, 1e-9),
                                  (frame.height() - 2 * inset) / std::max(high - low, 1e-9));
    const auto at = [&](double x, double y) {  // y rises
      return frame.center() + QPointF((x - (left + right) / 2) * scale, ((low + high) / 2 - y) * scale);
    };
    const double radius =
        std::clamp(unit * 180 / std::sqrt(static_cast<double>(cells.size())), 3.2 * unit, 9 * unit);
    // Drawn in no class's favour: by a fixed shuffle, so that none lies on top of the others.
    std::vector<std::size_t> order(cells.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [](std::size_t a, std::size_t b) {
      return (a * 2654435761u) % 4294967291u < (b * 2654435761u) % 4294967291u;
    });
    for (const std::size_t i : order) {
      const auto& cell = *cells[i];
      drawMarker(painter, at(cell.x, cell.y), radius, map.classes[static_cast<std::size_t>(cell.classIndex)],
                 cell.toReview);
    }
    // The letter in the middle of the cell that lies nearest the class's median.
    const QFont letters = fontOf(1.05 * text, true);
    painter.setFont(letters);
    for (std::size_t c = 0; c < map.classes.size(); ++c) {
      if (count[c] == 0) continue;
      std::vector<double> xs, ys;
      for (const auto* cell : cells)
        if (cell->classIndex == static_cast<int>(c)) {
          xs.push_back(cell->x);
          ys.push_back(cell->y);
        }
      const QPointF middle(median(xs), median(ys));
      std::size_t nearest = 0;
      const auto distance = [&](std::size_t i) { return std::hypot(xs[i] - middle.x(), ys[i] - middle.y()); };
      for (std::size_t i = 1; i < xs.size(); ++i)
        if (distance(i) < distance(nearest)) nearest = i;
      const QPointF centre = at(xs[nearest], ys[nearest]);
      const double side = 1.5 * text;
      const QRectF box(centre - QPointF(side, side) / 2, QSizeF(side, side));
      painter.setPen(QPen(map.classes[c].colour.darker(130), 2 * unit));
      painter.setBrush(QColor(255, 255, 255, 225));
      painter.drawRoundedRect(box, 4 * unit, 4 * unit);
      painter.setPen(ink);
      painter.drawText(box, Qt::AlignCenter, map.classes[c].letter);
    }
  }

  double y = top;
  painter.setFont(fontOf(0.9 * text, true));
  painter.setPen(ink);
  painter.drawText(QRectF(legendLeft, y, nameWidth + countWidth, line), Qt::AlignLeft | Qt::AlignVCenter,
                   map.legendTitle);
  painter.drawText(QRectF(legendLeft + nameWidth, y, countWidth, line), Qt::AlignRight | Qt::AlignVCenter,
                   QStringLiteral("n"));
  y += line;
  const auto row = [&](const MapPicture::Class& of, const QString& letter, const QString& name, bool hollow,
                       int n) {
    const double middle = y + line / 2;
    drawMarker(painter, {legendLeft + 0.5 * text, middle}, 0.38 * text, of, hollow);
    painter.setPen(ink);
    painter.setFont(fontOf(0.9 * text, true));
    painter.drawText(QRectF(legendLeft + 1.2 * text, y, 1.4 * text, line), Qt::AlignCenter, letter);
    painter.setFont(fontOf(0.9 * text));
    const double left = legendLeft + (letter.isEmpty() ? 1.4 : 2.8) * text;
    painter.drawText(QRectF(left, y, legendLeft + nameWidth - left, line), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(name, Qt::ElideRight, legendLeft + nameWidth - left));
    if (n >= 0)
      painter.drawText(QRectF(legendLeft + nameWidth, y, countWidth, line), Qt::AlignRight | Qt::AlignVCenter,
                       QLocale::c().toString(n));
    y += line;
  };
  for (std::size_t c = 0; c < map.classes.size(); ++c)
    if (count[c] > 0) row(map.classes[c], map.classes[c].letter, map.classes[c].name, false, count[c]);
  y += line / 2;
  const MapPicture::Class grey{{}, {}, QColor(120, 120, 120), 0};
  const int open =
      static_cast<int>(std::count_if(cells.begin(), cells.end(), [](auto* c) { return c->toReview; }));
  row(grey, {}, map.accepted, false, static_cast<int>(cells.size()) - open);
  row(grey, {}, map.toReview, true, open);
  return image;
}

}  // namespace cellwise::reporting
