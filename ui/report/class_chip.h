// A class as a frozen report knows it, for drawing its chip: the scheme may have changed since.
#pragma once

#include "model/class_scheme.h"
#include "reporting/differential.h"

namespace cellwise::ui {

model::CellClass chipOf(const reporting::DifferentialRow& row);

}  // namespace cellwise::ui
