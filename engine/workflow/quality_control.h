// Reading the slides of quality control, and what the readings say against what is expected of them.
#pragma once

#include <QString>

#include <optional>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "casebook/quality_control.h"
#include "decision/control_rules.h"
#include "inference/classifier.h"
#include "model/manifest.h"

namespace cellwise::workflow {

// Classifies every cell of the slide by the model alone, at the model's own thresholds, and keeps the
// result as a run: what experts decided is not asked, and the slide stays as it is. Waits.
// Errors: Cancelled, Conflict (not a slide of quality control), NotFound (no cells), those of the casebook
// and of the classifier. A run is whole or not there.
Result<casebook::QcRun> runControl(casebook::Casebook& casebook, casebook::Id slide,
                                   const model::ModelFolder& model,
                                   const inference::ClassifierOptions& options, const QString& operatorName,
                                   const ProgressCallback& progress = {}, std::stop_token stop = {});

// One line of a Levey-Jennings chart: a counted class's share of the counted cells, or with the id
// kToReview the share of all cells that the model left to the expert.
inline const QString kToReview = QStringLiteral("to_review");
struct ControlSeries {
  QString classId, nameEn, nameZh, shortName, colour;
  std::vector<double> values;  // of every run, in order; a class that a run's model lacks: 0
  std::vector<int> of;         // the denominators
  std::optional<decision::ControlTarget> target;   // none: nothing is expected of it
  std::vector<decision::ControlVerdict> verdicts;  // of every value; empty without a target
};

struct ControlChart {
  casebook::QcSlide slide;
  std::vector<casebook::QcRun> runs;  // oldest first
  std::vector<bool> modelChanged;     // of every run: another model than the run before
  casebook::QcTarget target;          // id 0: none
  std::vector<ControlSeries> series;
  // Series whose last value breaks a rule.
  int warnings() const;
};

// Errors: FormatInvalid, VersionUnsupported (a run's content), those of the casebook.
Result<ControlChart> controlChart(casebook::Casebook& casebook, const casebook::QcSlide& slide);
// Of every slide of quality control.
Result<std::vector<ControlChart>> controlCharts(casebook::Casebook& casebook);

// What the first runs say, to be frozen. Errors: ArgumentInvalid (fewer than two, or more than there are).
Result<std::map<QString, casebook::QcExpectation>> expectationsOf(const ControlChart& chart, int runs);

}  // namespace cellwise::workflow
