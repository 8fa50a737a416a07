// The thresholds that a model offers by itself, each with everything that has to be said beside it.
#pragma once

#include <QString>

#include <optional>
#include <vector>

#include "decision/calibration.h"
#include "model/manifest.h"

namespace cellwise::ui {

// Allowed probability that a guarantee fails.
inline constexpr double kPresetDelta = 0.05;

struct Preset {
  enum class Kind { ModelDefault, Empirical, Guaranteed };
  Kind kind = Kind::ModelDefault;
  double target = 0;  // wanted accuracy of accepted cells; 0 where the model does not state it
  int cells = 0;      // calibration cells
  // Empty: no threshold reaches the target, or none can be certified with so few cells.
  std::optional<decision::CalibratedThreshold> found;
};

// Model default first, then 98 % and 99 %, each empirical and guaranteed, at the d_th given.
std::vector<Preset> presets(const model::Manifest& manifest, double membershipThreshold);

// "Model default", "≥ 99 % right", "≥ 99 % right, guaranteed". Translated.
QString presetName(const Preset& preset);
// Target, rule, n, delta and bound in one or two sentences, or why there is none. Translated.
QString presetStatement(const Preset& preset);

}  // namespace cellwise::ui
