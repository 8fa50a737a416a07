#include "reporting/class_marker.h"

#include <QTransform>

#include <cmath>
#include <vector>

namespace cellwise::reporting {
namespace {

// Corners at equal angles from the top, at these radii in turn.
QPainterPath star(int corners, std::initializer_list<double> radii, double turn = 0) {
  QPolygonF polygon;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * M_PI * i / corners + turn;
    const double radius = radii.begin()[static_cast<std::size_t>(i) % radii.size()];
    polygon << QPointF(radius * std::sin(angle), -radius * std::cos(angle));
  }
  QPainterPath path;
  path.addPolygon(polygon);
  path.closeSubpath();
  return path;
}

QPainterPath plus() {
  constexpr double kArm = 0.42, kEnd = 1.15;
  QPainterPath path;
  path.addPolygon(QPolygonF({{-kArm, -kEnd},
                             {kArm, -kEnd},
                             {kArm, -kArm},
                             {kEnd, -kArm},
                             {kEnd, kArm},
                             {kArm, kArm},
                             {kArm, kEnd},
                             {-kArm, kEnd},
                             {-kArm, kArm},
                             {-kEnd, kArm},
                             {-kEnd, -kArm},
                             {-kArm, -kArm}}));
  path.closeSubpath();
  return path;
}

std::vector<QPainterPath> makeMarkers() {
  QPainterPath circle, square, half, glass;
  circle.addEllipse(QPointF(), 1, 1);
  square.addRect(-0.88, -0.88, 1.76, 1.76);
  half.moveTo(-1.2, 0.55);
  half.arcTo(-1.2, -0.65, 2.4, 2.4, 180, -180);
  half.closeSubpath();
  glass.addPolygon(QPolygonF({{-1, -1.1}, {1, -1.1}, {-1, 1.1}, {1, 1.1}}));
  glass.closeSubpath();
  // Neighbours in a report, which are taken for each other, look least alike.
  return {circle,
          square,
          star(3, {1.3}),
          star(4, {1.25}),
          star(3, {1.3}, M_PI),
          plus(),
          star(10, {1.3, 0.55}),
          star(6, {1.1}),
          QTransform().rotate(45).map(plus()),
          star(3, {1.3}, M_PI / 2),
          star(5, {1.15}),
          glass,
          star(3, {1.3}, -M_PI / 2),
          half};
}

}  // namespace

const QPainterPath& classMarker(int place) {
  static const std::vector<QPainterPath> markers = makeMarkers();
  static_assert(kClassMarkers == 14);
  return markers[static_cast<std::size_t>((place % kClassMarkers + kClassMarkers) % kClassMarkers)];
}

}  // namespace cellwise::reporting
