// What a model is worth on labelled cells: its measures, and what its thresholds let through.
// method.md section 4. Every share comes with its n and its exact 95 % interval (Clopper and Pearson),
// which takes cells for independent; those of one slide are alike, so the truth is wider.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decision/intervals.h"
#include "decision/measures.h"
#include "decision/reliability.h"
#include "decision/risk_control.h"
#include "decision/risk_coverage.h"
#include "decision/score.h"
#include "model/class_scheme.h"

namespace cellwise::workflow {

// The classes that are compared: a scheme's, some of them merged ("band_neutrophil" and
// "segmented_neutrophil" to "neutrophil"), in the order in which the scheme first comes to each.
class EvaluationClasses {
 public:
  // map: from the scheme's ids to coarser ones; others stay as they are.
  EvaluationClasses(const model::ClassScheme& scheme, const std::map<std::string, std::string>& map);

  int size() const { return static_cast<int>(ids_.size()); }
  const std::vector<std::string>& ids() const { return ids_; }
  int indexOf(std::string_view id) const;  // of a name after the map; -1 if no class of the model comes to it
  int ofModel(int classIndex) const { return ofModel_.at(static_cast<std::size_t>(classIndex)); }
  // Of a class that several of the model's come to, the largest.
  std::vector<float> memberships(std::span<const float> ofModel) const;

 private:
  std::vector<std::string> ids_;
  std::vector<int> ofModel_;
};

struct EvaluatedCell {
  int trueClass = -1;       // into the evaluation's classes
  int predictedClass = -1;  // likewise
  double confidence = 0;    // c and max D are the model's own, whatever was merged
  double maxMembership = 0;
  std::string slide = {};  // slide, patient or acquisition group
  double margin = 0;       // largest membership less the second largest
  // Further scores of confidence in the predicted class; NaN where they were not made.
  double scaled = std::numeric_limits<double>::quiet_NaN();  // decision::ClassScaling
  double viewed = std::numeric_limits<double>::quiet_NaN();  // c of the mean over turned views
};

// Fills in `scaled` of every cell, by scalings that were fitted on cells of other slides. memberships: of
// every cell, in the evaluation's classes. Nothing, with fewer than two slides.
void addScaledScores(std::span<EvaluatedCell> cells, std::span<const float> memberships, int classes);

struct Share {
  std::int64_t k = 0;
  std::int64_t n = 0;
  double value = 0;  // k / n, 0 when n is 0
  decision::Interval interval;
};
Share share(std::int64_t k, std::int64_t n);

// A figure with the interval that drawing whole slides with replacement gives it.
struct DrawnFigure {
  std::string name;  // as in docs/command-line.md: "Ra", "aurc"
  double value = 0;
  decision::Interval interval;  // 95 %; NaN where it cannot be had
};

// Another order than by c, without thresholds.
struct ScoreRanking {
  std::string name;   // "margin", "maxD", "scaled", "views"
  std::string words;  // "the margin of D"
  double aurc = 0, eaurc = 0, augrc = 0;
  // Its AURC less that of c: below 0 it ranks errors better than c.
  DrawnFigure aurcLessC{"aurcLessC", 0, {}};
};

struct EvaluationOptions {
  double target = 0.99;        // accuracy of accepted cells that is asked for
  double missedTarget = 0.05;  // of a true class: highest share accepted as another
  double delta = 0.05;         // of the statements about single classes, each by itself
  int bins = 10;               // of the reliability diagram
  int draws = 0;               // of slides with replacement; 0: no such intervals
  std::uint64_t seed = 1;
};

struct Evaluation {
  decision::ConfusionMatrix confusion;
  decision::Measures measures;
  Share accuracy;
  Share rejectionRate;         // Rr
  Share acceptedAccuracy;      // Ra: of the accepted cells
  Share reliability;           // R = (1 - Rr) Ra, equation (4-6): accepted and right, of all
  Share acceptedByConfidence;  // c >= c_th, without the second gate
  std::int64_t ambiguous = 0;
  std::int64_t unfamiliar = 0;

  // Of c as an order, over all cells, without thresholds. See decision::RiskCoverage.
  double aurc = 0, eaurc = 0, augrc = 0;
  std::vector<ScoreRanking> otherScores;             // of those that all cells have
  double acceptanceArea = 0;                         // over Ra in [0.98, 1]
  std::optional<decision::OperatingPoint> atTarget;  // the most that reaches the target, in hindsight
  std::vector<decision::OperatingPoint> curve;       // without d_th
  decision::Reliability calibration;                 // of c read as a probability

  // With draws: accuracy, macroRecall, macroF1, Rr, Ra, R, aurc, eaurc, augrc, calibrationError.
  std::vector<DrawnFigure> drawn;
  std::int64_t slides = 0;  // that were drawn from

  struct OfClass {
    Share precision;
    Share recall;
    Share rejected;                        // of the cells of this true class
    Share slipThrough;                     // of them: accepted as another class
    decision::RiskStatement acceptedRisk;  // wrong among the cells accepted as this class
    decision::RiskStatement missedRisk;    // slipThrough as a statement
  };
  std::vector<OfClass> classes;
  EvaluationOptions options;
};

// Every class index lies in [0, classes).
Evaluation evaluate(std::span<const EvaluatedCell> cells, int classes, const decision::Thresholds& thresholds,
                    const EvaluationOptions& options = {});

// Objects of no class that the model knows (debris, a class left out of training), against cells of known
// classes: how well c and max D tell them apart, and what each gate lets through.
struct UnfamiliarObjects {
  std::string name;
  std::int64_t n = 0;
  std::int64_t ambiguous = 0, unfamiliar = 0;
  Share acceptedByConfidence;  // c >= c_th alone: the thesis's only gate
  Share acceptedByBoth;        // and max D >= d_th
  // That a known cell scores higher than such an object. By drawing slides (objects: each by itself).
  DrawnFigure aurocConfidence{"aurocC", 0.5, {}};
  DrawnFigure aurocMembership{"aurocMaxD", 0.5, {}};
};
// Of an object only confidence, maxMembership and slide are looked at.
UnfamiliarObjects evaluateUnfamiliar(std::string name, std::span<const EvaluatedCell> objects,
                                     std::span<const EvaluatedCell> known,
                                     const decision::Thresholds& thresholds,
                                     const EvaluationOptions& options = {});

// Two models on the same cells, each at its own thresholds.
struct Comparison {
  std::int64_t n = 0;
  Share firstAccuracy, secondAccuracy;
  std::int64_t onlyFirstRight = 0, onlySecondRight = 0;
  double mcNemar = 1;  // exact two-sided p of the accuracies' being equal; takes cells for independent
  // Second less first: accuracy, Rr, Ra, R, aurc, augrc. Intervals with draws.
  std::vector<DrawnFigure> differences;
  std::int64_t slides = 0;
};
// The spans have the same length and order of cells. A predictedClass of -1 is a class that the
// evaluation does not have: wrong.
Comparison compare(std::span<const EvaluatedCell> first, const decision::Thresholds& firstThresholds,
                   std::span<const EvaluatedCell> second, const decision::Thresholds& secondThresholds,
                   const EvaluationOptions& options = {});

}  // namespace cellwise::workflow
