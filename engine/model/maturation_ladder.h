// The classes of a scheme as a ladder: lineages side by side, the youngest stage on top.
// Pure arithmetic on the scheme, whatever classes it has; classes whose lineage the scheme does not list
// come last, under no lineage.
#pragma once

#include <string>
#include <vector>

#include "model/class_scheme.h"

namespace cellwise::model {

struct MaturationLadder {
  // Cells of a grid: a rung lies in one row and may span columns, as a lineage does.
  struct Rung {
    int classIndex = 0;
    int row = 0;
    int column = 0;
    int columns = 1;
  };
  struct Column {
    std::string lineage;  // id; empty for classes without one
    int column = 0;
    int columns = 1;
  };
  std::vector<Rung> rungs;  // a column's one below the other, in the order of the scheme's reports
  std::vector<Column> lineages;
  int rows = 0;
  int columns = 0;
};

// Rows are the stages that occur. Classes of one lineage and stage stand side by side, three at most, then
// below each other.
MaturationLadder maturationLadder(const ClassScheme& scheme);

// The class one stage younger or older in the same lineage; of several at that stage, the first in reports.
// -1 at the end of the ladder and for a class index that is none.
int youngerClass(const ClassScheme& scheme, int classIndex);
int olderClass(const ClassScheme& scheme, int classIndex);

}  // namespace cellwise::model
