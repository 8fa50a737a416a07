#include "decision/calibration.h"

namespace cellwise::decision {

const char* name(CalibrationRule rule) {
  return rule == CalibrationRule::Guaranteed ? "guaranteed" : "empirical";
}

}  // namespace cellwise::decision
