// A shape for each class where a mark is too small for letters: on maps of cells.
#pragma once

#include <QPainterPath>

namespace cellwise::reporting {

inline constexpr int kClassMarkers = 14;

// About the origin, of nearly equal area, within [-1.3, 1.3]. place: the class's place in reports
// (CellClass::order), from 0; after kClassMarkers they begin again.
const QPainterPath& classMarker(int place);

}  // namespace cellwise::reporting
