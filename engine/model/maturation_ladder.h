// The classes of a scheme as a ladder: lineages side by side, the youngest stage on top.
// Pure arithmetic on the scheme, whatever classes it has. Classes whose lineage the scheme does not list do
// not mature: they stand below the ladder.
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
    std::string lineage;  // id
    int column = 0;
    int columns = 1;
  };
  std::vector<Rung> rungs;  // a column's one below the other, in the order of the scheme's reports
  std::vector<Column> lineages;
  int rows = 0;
  int columns = 0;
};

// Rows are the stages that occur, then as many as the classes without a lineage need. Classes of one lineage
// and stage stand side by side, three at most, then below each other; so do those without a lineage.
MaturationLadder maturationLadder(const ClassScheme& scheme);

// The class one stage younger or older in the same lineage; of several at that stage, the first in reports.
// -1 at the end of the ladder, for a class without a lineage and for a class index that is none.
int youngerClass(const ClassScheme& scheme, int classIndex);
int olderClass(const ClassScheme& scheme, int classIndex);

}  // namespace cellwise::model
