// A map of cells, as t-SNE lays it out, as a picture for a page.
#pragma once

#include <QColor>
#include <QImage>
#include <QString>
#include <QStringList>

#include <vector>

namespace cellwise::reporting {

struct MapPicture {
  struct Class {
    QString name;
    QString letter;  // its review key
    QColor colour;
    int place = 0;  // of classMarker
  };
  struct Cell {
    double x = 0, y = 0;
    int classIndex = 0;     // into classes
    bool toReview = false;  // drawn hollow
  };
  std::vector<Class> classes;  // in the legend's order; those without a cell are left out
  std::vector<Cell> cells;
  QString title;
  QString legendTitle;         // what the classes are: "Class of the index"
  QString accepted, toReview;  // what full and hollow mean
  QStringList notes;           // paragraphs under the map
};

// Each class in its colour and shape, with its letter where most of its cells are; a legend with counts.
// Scaled alike along both axes. Cells with coordinates that are not finite are left out.
// Needs a QGuiApplication. Null if size is less than 400 x 300.
QImage paintMap(const MapPicture& map, QSize size = {1600, 1200});

}  // namespace cellwise::reporting
