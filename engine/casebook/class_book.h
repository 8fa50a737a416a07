// Classes that the laboratory made itself: kept with the casebook, revised and retired, never deleted,
// so that a decision for one keeps its name for good. Each change is an entry of the audit log.
#pragma once

#include <QString>

#include <vector>

#include "base/result.h"

namespace cellwise::casebook {

class Casebook;

struct LaboratoryClass {
  QString id;            // made from the name, "lab_" first; never changes
  QString name;          // as the laboratory writes it, at most 60 characters
  QString shortName;     // 1 to 4 characters
  QString lineage;       // id of a lineage of a scheme ("granulocytic"), or empty
  int stage = 0;         // order within the lineage, 0 the youngest
  QString colour;        // "#rrggbb"
  QString key;           // one character, or empty
  bool counted = false;  // in the differential's denominator; else shown outside it
  bool retired = false;  // offered no more; cells that have it keep it
  friend bool operator==(const LaboratoryClass&, const LaboratoryClass&) = default;
};

// Thread: the casebook's. Durability and transactions: as the casebook's.
class ClassBook {
 public:
  explicit ClassBook(Casebook& casebook) : casebook_(casebook) {}

  // In the order in which they were made, retired ones too.
  static Result<std::vector<LaboratoryClass>> classes(const Casebook& casebook);
  // Returns the id; the given one is not looked at. Errors: ArgumentInvalid, Conflict (a class in use has
  // this name or key).
  Result<QString> add(const LaboratoryClass& made, const QString& operatorName);
  // Everything but the id. Errors: as add, and NotFound.
  Result<void> revise(const LaboratoryClass& revised, const QString& operatorName);

 private:
  Casebook& casebook_;
};

}  // namespace cellwise::casebook
