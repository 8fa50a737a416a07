// What `evaluate` found, as text for a terminal, as JSON, as CSV, and as an HTML report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "decision/score.h"
#include "model_option.h"
#include "output.h"
#include "workflow/evaluation.h"
#include "workflow/evaluation_report.h"

namespace cellwise::cli {

// One cell or object that was read, for --csv.
struct EvaluatedFile {
  std::string path;     // as it was given
  std::string set;      // "index", "foreign", or the --unfamiliar argument
  std::string classId;  // true class; empty where there is none
  std::string group;
  std::string predicted;
  decision::Score score;
  std::optional<bool> correct;  // empty for objects of no class
  struct Second {               // of --compare
    std::string predicted;
    decision::Score score;
    bool correct = false;
  };
  std::optional<Second> second;
};

struct EvaluationOutcome {
  workflow::EvaluationReport report;
  std::vector<std::string> foreign;  // classes given to --foreign, which are among report.unfamiliar
  std::vector<EvaluatedFile> files;
  std::optional<decision::Thresholds> secondThresholds;
  std::vector<workflow::SkippedFile> skipped;
};

void print(const EvaluationOutcome& outcome);
Json toJson(const EvaluationOutcome& outcome);
std::string toCsv(const EvaluationOutcome& outcome);

}  // namespace cellwise::cli
