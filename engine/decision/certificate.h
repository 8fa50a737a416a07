// How far a promise on accepted cells is from being kept: "at least 99 % right", and what it still takes.
#pragma once

#include <cstdint>
#include <optional>

namespace cellwise::decision {

// Cells that were accepted at one threshold and whose truth is known, against a target for their accuracy.
struct Certificate {
  double target = 0;        // wanted accuracy, such as 0.99
  double delta = 0;         // allowed probability that it does not hold
  std::int64_t n = 0;       // accepted cells with a known truth
  std::int64_t errors = 0;  // of them wrong
  double bound = 1;         // upper bound of the error at 1 - delta, Clopper-Pearson; 1 with n = 0
  bool certified = false;   // bound <= 1 - target
  // The most errors with which n cells would certify it; empty: not even without one.
  std::optional<std::int64_t> errorsAllowed;
  // Further labels, all of them right, that would certify it; 0 where it is.
  std::int64_t labelsMissing = 0;
};

// For one threshold that was fixed beforehand: a search over thresholds has to pay for it (calibration.h).
// target in (0, 1), delta in (0, 1).
Certificate certificate(std::int64_t errors, std::int64_t n, double target, double delta);

}  // namespace cellwise::decision
