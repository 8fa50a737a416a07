// A laboratory's own labelled cells set a model's thresholds anew: the weights stay, the manifest gets the
// cells' rows, c_th by a rule, and where it is asked for d_th. The cells must not have been trained on.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "decision/calibration.h"
#include "decision/risk_control.h"
#include "model/manifest.h"

namespace cellwise::workflow {

struct RecalibrationOptions {
  decision::CalibrationRule rule = decision::CalibrationRule::Empirical;
  double target = 0.99;  // accuracy of accepted cells
  double delta = 0.05;
  // d_th anew: this quantile of max D among the right membershipRows. Empty: the model's d_th stays.
  std::optional<double> membershipQuantile;
  // Classes that must not be missed (indices), and the share of them that may be; delta 0: conformal
  // risk control, in expectation. Raises c_th where the rule alone lets too many through.
  std::set<int> notMissed;
  double missedTarget = 0.05;
  double missedDelta = 0;
};

struct Recalibration {
  decision::Calibration calibration;              // by the rule, at the d_th that is in force
  std::optional<decision::RiskStatement> missed;  // with notMissed
  // The model with its new thresholds; empty if the rule found none or the missed classes cannot be
  // certified: then calibration and missed say why.
  std::optional<model::Manifest> manifest;
};

// rows: for c_th; membershipRows: other cells, for d_th, so that c_th is tested at a d_th which these rows
// did not choose. provenance is added to the manifest's, each key under "recalibrated.".
// Figures of the manifest that depend on thresholds (Rr, Ra, R of other cells) are taken out.
Recalibration recalibrate(const model::Manifest& manifest, std::vector<decision::CalibrationRow> rows,
                          const std::vector<decision::CalibrationRow>& membershipRows,
                          const RecalibrationOptions& options,
                          const std::map<std::string, std::string>& provenance = {});

// A new model folder: the weights and the card of `from`, this manifest. It is made beside `to` under
// another name and renamed when it is whole; `from` is only read.
// Errors: Conflict (`to` exists), FileUnwritable, those of reading `from` (ModelInvalid when its weights
// are not the manifest's).
Result<void> writeRecalibrated(const model::ModelFolder& from, const model::Manifest& manifest,
                               const std::filesystem::path& to);

}  // namespace cellwise::workflow
