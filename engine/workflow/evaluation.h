// What a model is worth on labelled cells: its measures, and what its thresholds let through.
// method.md section 4. Every share comes with its n and its exact 95 % interval (Clopper and Pearson),
// which takes cells for independent; those of one slide are alike, so the truth is wider.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decision/intervals.h"
#include "decision/measures.h"
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

 private:
  std::vector<std::string> ids_;
  std::vector<int> ofModel_;
};

struct EvaluatedCell {
  int trueClass = -1;       // into the evaluation's classes
  int predictedClass = -1;  // likewise
  double confidence = 0;    // c and max D are the model's own, whatever was merged
  double maxMembership = 0;
};

struct Share {
  std::int64_t k = 0;
  std::int64_t n = 0;
  double value = 0;  // k / n, 0 when n is 0
  decision::Interval interval;
};
Share share(std::int64_t k, std::int64_t n);

struct Evaluation {
  decision::ConfusionMatrix confusion;
  decision::Measures measures;
  Share accuracy;
  Share rejectionRate;     // Rr
  Share acceptedAccuracy;  // Ra: of the accepted cells
  Share reliability;       // R = (1 - Rr) Ra, equation (4-6): accepted and right, of all
  std::int64_t ambiguous = 0;
  std::int64_t unfamiliar = 0;
  double aurc = 0;  // area under the risk-coverage curve over all cells, without thresholds

  struct OfClass {
    Share precision;
    Share recall;
    Share rejected;     // of the cells of this true class
    Share slipThrough;  // of them: accepted as another class
  };
  std::vector<OfClass> classes;
};

// Every class index lies in [0, classes).
Evaluation evaluate(std::span<const EvaluatedCell> cells, int classes,
                    const decision::Thresholds& thresholds);

}  // namespace cellwise::workflow
