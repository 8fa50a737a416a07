// The decision limits that this laboratory uses: its own list where it has made one, else the shipped one.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "model/decision_limits.h"

namespace cellwise::workflow {

// The laboratory's own list, in configFolder().
std::filesystem::path ownDecisionLimitsFile();
// What ships with the program. Errors: NotFound, those of loadDecisionLimits.
Result<model::DecisionLimits> shippedDecisionLimits();
// The own list where the file is there, else the shipped one. Errors: those of loadDecisionLimits: an own
// list that cannot be read is never silently replaced.
Result<model::DecisionLimits> decisionLimits();
// Errors: FormatInvalid, FileUnwritable.
Result<void> keepDecisionLimits(const model::DecisionLimits& limits);
// Back to the shipped list: the own one is removed. Errors: FileUnwritable.
Result<void> resetDecisionLimits();

}  // namespace cellwise::workflow
