// Cells drawn on a field by hand, removed, split and merged. What is removed keeps its history and can be
// brought back; it is in no list and in no count.
#pragma once

#include <QRect>
#include <QString>

#include <vector>

#include "base/result.h"
#include "casebook/records.h"

namespace cellwise::casebook {

class Casebook;

// One step, one entry of the audit log: all of it or nothing.
struct HandStep {
  enum class Kind { Add, Remove, Split, Merge, Undo };
  Kind kind = Kind::Add;
  Id slideId = 0;
  Id imageId = 0;          // where the boxes lie; 0 where none is added
  std::vector<QRect> add;  // boxes, pixels of the image
  std::vector<Id> remove;
  std::vector<Id> restore;
  QString person;
};

// Thread, durability and transactions: as the casebook's.
class CellsByHand {
 public:
  static constexpr int kLeastSide = 8;  // pixels; a smaller box is a slip of the hand

  explicit CellsByHand(Casebook& casebook) : casebook_(casebook) {}

  // Returns the ids of the cells added. Their crops are as large as those of the slide's other cells, and
  // always hold the box. Errors: NotFound (slide, image or cell not of it), ArgumentInvalid (no person,
  // nothing to do, a box too small or outside the image), Conflict (a cell is removed already, or is there).
  Result<std::vector<Id>> apply(const HandStep& step);

 private:
  Casebook& casebook_;
};

}  // namespace cellwise::casebook
