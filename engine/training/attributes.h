// Heads for a trained model's attributes: softmax regressions on its frozen features, and what they are
// worth on groups that the model was not trained on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "model/manifest.h"
#include "training/index.h"

namespace cellwise::training {

struct AttributeOptions {
  // A class described by fewer training cells is one that the attributes say nothing of.
  int fewestCells = 20;
  // The line: at least this share of the rightly classified validation cells disagrees less. Never below 0.
  double quantile = 0.95;
  int draws = 1000;        // of groups, for the intervals of the evidence
  std::uint64_t seed = 1;  // of the draws
  int threads = 0;         // 0: all cores
  std::map<std::string, std::string> provenance;
  // Text to add to the card that is copied from the model; none without.
  std::function<std::string(const model::Manifest&)> card;
};

// The classifier of `from` with heads for the attributes, as a new model folder `to`, which appears whole or
// not at all. Heads that it had are replaced. Deterministic, for any number of threads.
//
// split: as the model's training had it. Heads are fitted on its described training cells (features
// standardised, which is folded into the weights; L-BFGS), each with the L2 penalty that gives the described
// validation cells the least cross entropy; figures are of the described test cells. labels: some of the
// cells, by path.
//
// Evidence on whether disagreement of attributes and class finds errors: for the parts "test" and
// "heldOut" (calibration and test cells, which have no say in heads, penalties or the line), PART.n,
// .errors (among cells whose predicted class is described), .aurocDisagreement, .aurocC (that an error has
// more of it than a right cell; of c: less); PART.accepted.* likewise of accepted cells at the model's
// thresholds, .accepted.aurocGivenC (disagreement compared between cells of the same fifth of c only: what it
// tells beside c), .accepted.all and .allErrors, and with X = 1, 2, 5 % of all accepted cells: .reviewX
// (cells), .foundXDisagreement, .foundXC (errors among the X % that disagree most, that have the lowest c),
// .foundXChance, .foundXNew (by disagreement and not by c). Low and High after a name: 95 % interval by
// drawing groups; left out where undefined.
//
// Errors: of openModelFolder and loadNetwork, of the cells' images (the first unreadable one is named),
// ArgumentInvalid (too few described cells of an attribute in a part), Conflict (`to` is there),
// FileUnwritable, Cancelled, OutOfMemory.
Result<model::Manifest> trainAttributes(const model::ModelFolder& from, const Split& split,
                                        const AttributeLabels& labels, const model::AttributeScheme& scheme,
                                        const std::filesystem::path& to, const AttributeOptions& options = {},
                                        const ProgressCallback& progress = {}, std::stop_token stop = {});

}  // namespace cellwise::training
