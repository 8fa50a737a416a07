// How far two readers agree, beyond what chance would give.
//
// Cohen's kappa: J. Cohen, "A coefficient of agreement for nominal scales", Educ. Psychol. Meas. 20 (1960).
// Its standard error for an interval: J. L. Fleiss, J. Cohen, B. S. Everitt, "Large sample standard errors
// of kappa and weighted kappa", Psychol. Bull. 72 (1969), formula 13.
// Agreement on one class: the specific agreement 2a / (2a + b + c) of D. V. Cicchetti and
// A. R. Feinstein, "High agreement but low kappa: II", J. Clin. Epidemiol. 43 (1990).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "decision/intervals.h"

namespace cellwise::decision {

// counts[i][j]: cells that the first reader called class i and the second class j.
using Crosstab = std::vector<std::vector<std::int64_t>>;

struct Kappa {
  std::int64_t n = 0;
  double observed = 0;          // share of cells on which both agree
  double expected = 0;          // by chance, from both readers' shares
  std::optional<double> value;  // empty when n = 0, or when chance alone would agree on everything
  double standardError = 0;     // asymptotic: rough below some 50 cells
  // value ± 1.96 standard errors, cut to [-1, 1]. {low, high} may be negative.
  double low = 0, high = 0;
};
// The table is square. Throws nothing.
Kappa cohensKappa(const Crosstab& counts, double level = 0.95);

// Of one class: a cells that both called so, b only the first, c only the second.
struct ClassAgreement {
  std::int64_t both = 0, onlyFirst = 0, onlySecond = 0;
  std::optional<double> specific;  // empty when neither used the class
};
std::vector<ClassAgreement> classAgreement(const Crosstab& counts);

// Where two readers differ within a lineage, which way: the stage of the second against the first's.
struct Direction {
  std::int64_t earlier = 0, same = 0, later = 0;  // the second is younger, equal, older
  std::int64_t otherLineage = 0;                  // not to be compared
  double p = 1;                                   // exact two-sided sign test of earlier against later
};
// lineage and stage by class, in the table's order.
Direction direction(const Crosstab& counts, const std::vector<int>& lineage, const std::vector<int>& stage);

// Whether two counts of a class, k1 of n1 and k2 of n2 differ by more than chance: Fisher's exact test,
// two-sided p.
double fisherExact(std::int64_t k1, std::int64_t n1, std::int64_t k2, std::int64_t n2);

}  // namespace cellwise::decision
