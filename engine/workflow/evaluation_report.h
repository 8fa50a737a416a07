// An evaluation as one HTML file: figures, tables, plots drawn as SVG inside it. It loads nothing, runs no
// script, and prints. English.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "decision/score.h"
#include "workflow/evaluation.h"

namespace cellwise::workflow {

struct EvaluationReport {
  std::string program;      // "cellwise-cli 0.1.0"
  std::string model;        // name and version
  std::string modelSha256;  // of the weights
  std::string device;
  std::string index;     // where the labelled cells came from
  bool grouped = false;  // whether it names slides
  std::size_t skipped = 0;
  decision::Thresholds thresholds;
  std::vector<std::string> classes;  // as in the evaluation
  Evaluation evaluation;
  std::vector<UnfamiliarObjects> unfamiliar;
  std::optional<Comparison> comparison;
  std::string comparedModel;
};

// Every text of the report is escaped. UTF-8.
std::string toHtml(const EvaluationReport& report);

}  // namespace cellwise::workflow
