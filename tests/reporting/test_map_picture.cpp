#include <QPainter>

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "gui.h"
#include "reporting/class_marker.h"
#include "reporting/map_picture.h"

using namespace cellwise;
using namespace cellwise::reporting;

namespace {

// Two clouds, left and right, twenty cells each; those on the right are to review.
MapPicture twoClouds() {
  MapPicture map;
  map.title = QStringLiteral("Two clouds");
  map.legendTitle = QStringLiteral("Class");
  map.accepted = QStringLiteral("accepted");
  map.toReview = QStringLiteral("to review");
  map.notes = {QStringLiteral("n = 40"), QStringLiteral("Research use only")};
  map.classes = {{QStringLiteral("Left"), QStringLiteral("L"), QColor(200, 0, 0), 1},
                 {QStringLiteral("Right"), QStringLiteral("R"), QColor(0, 0, 200), 2},
                 {QStringLiteral("Absent"), QStringLiteral("A"), QColor(0, 160, 0), 3}};
  for (int i = 0; i < 40; ++i) {
    const bool right = i % 2;
    map.cells.push_back({(right ? 10 : -10) + 2 * std::cos(i), 4 * std::sin(i), right, right});
  }
  return map;
}

int count(const QImage& image, const QRect& within, QColor colour) {
  int n = 0;
  for (int y = within.top(); y <= within.bottom(); ++y)
    for (int x = within.left(); x <= within.right(); ++x)
      if (image.pixelColor(x, y) == colour) ++n;
  return n;
}

}  // namespace

TEST_CASE("a map's cells stand where they belong, in their colours, what has no cell is not in the legend") {
  test::startGui();
  const QImage image = paintMap(twoClouds(), {1200, 900});
  REQUIRE(image.size() == QSize(1200, 900));
  const QRect left(60, 120, 320, 620), right(640, 120, 350, 620);
  CHECK(count(image, left, QColor(200, 0, 0)) > 200);
  CHECK(count(image, right, QColor(200, 0, 0)) == 0);
  CHECK(count(image, left, QColor(0, 0, 200)) == 0);
  CHECK(count(image, image.rect(), QColor(0, 160, 0)) == 0);
  // To review is hollow: less of the full colour than the same cells accepted have.
  MapPicture accepted = twoClouds();
  for (auto& cell : accepted.cells) cell.toReview = false;
  CHECK(count(image, right, QColor(0, 0, 200)) <
        count(paintMap(accepted, {1200, 900}), right, QColor(0, 0, 200)) / 4);
}

TEST_CASE("a map without cells, or with one that has no place, is still a picture") {
  test::startGui();
  MapPicture map = twoClouds();
  map.cells[3].x = std::nan("");
  CHECK_FALSE(paintMap(map, {800, 600}).isNull());
  map.cells.clear();
  CHECK_FALSE(paintMap(map, {800, 600}).isNull());
  CHECK(paintMap(map, {300, 200}).isNull());
}

TEST_CASE("every class marker is its own shape, of about the same size") {
  test::startGui();
  std::set<QByteArray> shapes;
  for (int place = 0; place < kClassMarkers; ++place) {
    const QPainterPath& path = classMarker(place);
    CHECK(QRectF(-1.3, -1.3, 2.6, 2.6).contains(path.boundingRect()));
    QImage image(16, 16, QImage::Format_Grayscale8);
    image.fill(0);
    QPainter painter(&image);
    painter.translate(8, 8);
    painter.scale(5.5, 5.5);
    painter.fillPath(path, Qt::white);
    painter.end();
    const int covered = count(image, image.rect(), Qt::white);
    CHECK(covered > 40);
    CHECK(covered < 130);
    shapes.insert(QByteArray(reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes()));
  }
  CHECK(shapes.size() == kClassMarkers);
  CHECK(&classMarker(kClassMarkers) == &classMarker(0));
}
