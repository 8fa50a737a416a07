// What an expert can answer: the model's classes, then the laboratory's own, then two answers that are no
// class.
#pragma once

#include <vector>

#include "casebook/casebook.h"
#include "casebook/class_book.h"
#include "model/class_scheme.h"

namespace cellwise::workflow {

inline constexpr char kNotACell[] = "not_a_cell";            // debris, a stain deposit, a box on nothing
inline constexpr char kUnclassifiable[] = "unclassifiable";  // a cell, but nobody can say which

// The scheme with what follows it; the model's classes keep their places, so that those from
// Manifest::head.classes on are no outputs. A key that a class before it has is dropped, or replaced for the
// two fixed answers. These are shown outside the differential. A retired class is there, without a key, only
// where inUse names it.
model::ClassScheme classList(const model::ClassScheme& scheme,
                             const std::vector<casebook::LaboratoryClass>& laboratory,
                             const std::vector<casebook::CellRecord>& inUse);

// The same with what the casebook knows. Errors: those of reading it.
Result<model::ClassScheme> classList(const model::ClassScheme& scheme, const casebook::Casebook& casebook,
                                     const std::vector<casebook::CellRecord>& inUse);

}  // namespace cellwise::workflow
