// A study: several trainings on the same cells, measured alike and compared. method.md sections 4 and 5.
// What is trained is named in one file (docs/study/*.json); what comes of each training is a list of
// named figures, so that any of them can be compared over seeds and between configurations.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "decision/intervals.h"
#include "model/backbone_config.h"

namespace cellwise::workflow {

// One configuration. Trained once for each seed.
struct StudyRun {
  std::string id;       // "cross-ccl"; letters, digits, '-', '_', '.'
  std::string network;  // key of Study::networks
  std::string loss;     // as train --loss
  std::string sampling = "instance";
  std::vector<std::uint64_t> seeds;
  double outlierShare = 0;  // as train --outliers
  std::string leaveOut;     // a class that is not trained on, and then is unfamiliar; or empty
  int views = 1;            // of a cell turned by quarters, whose mean is a score of its own; 1 to 4
  std::string words;        // for the report
};

struct Study {
  std::string title;
  std::string scheme;  // file, as the study's file names it: relative to that file
  std::map<std::string, model::BackboneConfig> networks;
  std::vector<StudyRun> runs;
  std::vector<std::pair<std::string, std::string>> comparisons;  // of run ids: second less first
  std::vector<std::string> unfamiliar;  // folders or CSV files below the root: objects of no class

  // The split and the tail are the same for every run: drawn with splitSeed.
  std::uint64_t splitSeed = 7;
  double train = 0.72, validation = 0.09, calibration = 0.09, test = 0.10;
  std::map<std::string, int> trainCounts;  // at most so many training cells of a class; others keep all

  int epochs = 10, batch = 48, warmUp = 100, centroidLength = 64;
  double learningRate = 1e-3, weightDecay = 0.05, averaging = 0.998;
  double stain = 1, colour = 1, centre = 0.65;
  double target = 0.98;  // accuracy of accepted cells that thresholds are set for, on the validation cells
};

// Errors: FormatInvalid, naming the field.
Result<Study> parseStudy(const std::string& json, const std::string& fileName);

// What a trained network says of one cell.
struct StudyCell {
  int trueClass = -1;  // -1: an unfamiliar object
  std::string group;
  std::vector<float> memberships;  // D, or probabilities
  std::vector<float> viewed;       // their mean over the cell's views; empty with one view
};

struct StudyCells {
  std::vector<StudyCell> validation, calibration, test;
  std::map<std::string, std::vector<StudyCell>> unfamiliar;  // by name of the set
};

// The figures of one training, by name; docs/command-line.md lists them. Thresholds are set on the validation
// cells for the target, measured on the test cells; calibration cells are the conformal predictor's.
//   accuracy, macroPrecision, macroRecall, macroF1, longTail
//   S.Rr, S.Ra, S.R, S.area, S.aurc, S.eaurc, S.augrc   of the scores S = c, margin, max, scaled (distances
//   scaled per class on the validation cells, decision::ClassScaling) and, with views, views
//   icp.epsilon, icp.Rr, icp.Ra, icp.R, icp.area
//   SET.aurocC, SET.aurocMaxD, SET.acceptedC, SET.acceptedBoth   of every unfamiliar set
// acceptedBoth: with d_th at the 1 % quantile of the rightly classified validation cells' max D.
std::map<std::string, double> studyFigures(const StudyCells& cells, int classes, double target);

// One training's part of the results.
struct StudyResult {
  std::string run;
  std::uint64_t seed = 0;
  std::map<std::string, double> figures;
  // Of the test cells, in one order for all runs without a class left out.
  std::vector<std::string> groups;
  std::vector<bool> right;
};

struct StudySummary {
  struct Figure {
    int n = 0;                       // seeds
    double mean = 0, deviation = 0;  // sample standard deviation; NaN with one seed
  };
  struct OfRun {
    std::string run;
    std::map<std::string, Figure> figures;
  };
  std::vector<OfRun> runs;
  struct Difference {
    std::string first, second;
    int seeds = 0;                          // that both have
    std::map<std::string, Figure> figures;  // second less first, seed by seed
    double accuracy = 0;                    // mean over the seeds
    decision::Interval interval;            // 95 %, by drawing groups of test cells; the seeds as they are
  };
  std::vector<Difference> differences;
};
// draws: of groups with replacement.
StudySummary summarise(const Study& study, std::span<const StudyResult> results, int draws = 2000);

// One row a run and seed; every figure that any of them has is a column.
std::string studyCsv(std::span<const StudyResult> results);
// Tables with means and deviations, differences with intervals; one file that loads nothing.
std::string studyHtml(const Study& study, std::span<const StudyResult> results, const StudySummary& summary);

}  // namespace cellwise::workflow
