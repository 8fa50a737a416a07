// Learning from the expert: the cells of a casebook that an expert confirmed make a new model out of one
// that is in use. Patients (slides where no patient is named) are split into training, validation,
// calibration and held-out cells; the new model is compared with the old one on those held out, and the
// slides that are signed are replayed, before the model's folder appears.
//
// Confirmed cells are mostly those that the model left to the expert: harder than a slide's average. So
// figures on them are of such cells, and thresholds set on them are strict.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "casebook/casebook.h"
#include "model/manifest.h"
#include "training/index.h"
#include "workflow/model_library.h"
#include "workflow/replay.h"

namespace cellwise::workflow {

// What learns. A class of the model that has no confirmed cells is not taught again, whatever else is: where
// the network's features change under it, it is forgotten.
enum class LearningScope {
  Automatic,  // Network, if every class of the model has cells to train on; else Head
  Head,       // the present classes' W and centroids, on the features as they are: other classes and the
              // attributes' heads stay what they were
  Network,    // everything; the attributes' heads no longer fit and are left out
};
const char* name(LearningScope scope);  // "automatic", "head", "network"
const std::vector<LearningScope>& learningScopes();

struct LearningOptions {
  std::string name, version;  // empty: the old model's, the version with "+learned" and the date
  std::string program;        // who trains: "cellwise-cli 0.1.0"
  bool drawnSlides = false;   // learn from drawn (synthetic) slides instead of patients'
  training::SplitFractions fractions{0.55, 0.13, 0.16, 0.16};  // all above 0
  int minimumCells = 100;                                      // confirmed, over all
  int minimumOfClass = 10;                                     // in training, for at least two classes
  LearningScope scope = LearningScope::Automatic;
  int epochs = 8;  // the best one on validation is kept
  int batchSize = 32;
  double learningRate = 1e-4;
  double headLearningRate = 3e-3;  // where only the head learns: nothing else can be spoiled
  double target = 0.99;            // accuracy of accepted cells
  double delta = 0.05;
  int draws = 1000;  // of whole samples, for intervals
  std::uint64_t seed = 1;
  int threads = 0;  // 0: all cores
  bool allowCuda = true;
};

// What the confirmed cells are, before anything is learned.
struct LearningData {
  struct Part {
    int samples = 0;  // patients, or slides where none is named
    int slides = 0;
    int cells = 0;
    std::map<std::string, int> classes;  // cells by class id
  };
  Part all, training, validation, calibration, heldOut;  // the four are empty with fewer than 4 samples
  int unconfirmed = 0;                 // cells on these slides that no expert confirmed: not used
  int slidesLeftOut = 0;               // drawn ones, or with drawnSlides patients'
  std::map<std::string, int> outside;  // confirmed as what the model has no class for: left out, by id
  int learnedBefore = 0;               // samples that the old model learned from: to train on only
  std::vector<std::string> untrained;  // the model's classes without a cell in training, by id
  enum class Shortage { None, Samples, Cells, Classes } shortage = Shortage::None;
  int have = 0, needed = 0;  // of what is short
};
// "3 patients or slides have confirmed cells; it takes 4"; empty without a shortage.
std::string inWords(const LearningData& data);

// The cells themselves. A sample is "sample 1", ...: no identifier of a patient gets into a model.
struct ConfirmedCells {
  LearningData data;
  training::Split split;
  std::set<std::string> trainedSlides;  // fingerprints of the slides of training, validation, calibration
};
// Cells are read by the returned split's image functions, which need no open casebook.
// Errors: those of the casebook.
Result<ConfirmedCells> confirmedCells(const casebook::Casebook& casebook, const model::Manifest& model,
                                      const LearningOptions& options = {});

// Whole groups into four parts, by cells and classes as near to the fractions as the best of many drawn
// assignments comes; a function of the seed and the cells. With four groups or more (three besides
// onlyTrained, which go to training) no part is empty.
training::Split splitSamples(const std::vector<training::LabelledCell>& cells,
                             const training::SplitFractions& fractions, std::uint64_t seed,
                             const std::set<std::string>& onlyTrained = {});

struct LearningProgress {
  enum class Stage { Reading, Training, Comparing, Replaying } stage = Stage::Reading;
  Progress progress;  // of the stage: training's in batches of all epochs, the others' in cells
  int epoch = 0, epochs = 0;
  double validationAccuracy = -1;  // after the last whole epoch
};

struct Learned {
  model::ModelFolder model;
  LearningData data;
  LearningScope scope = LearningScope::Network;  // what did learn: Head or Network
  ModelComparison comparison;
  Replay replay;
  bool certified = false;  // c_th keeps the target with probability 1 - delta; else the empirical rule
  std::int64_t calibrationCells = 0, needed = 0;  // n, and how many accepted without an error it takes
};

// Trains from base's weights, compares, replays, and writes the model folder `out` with its card (README.md)
// and comparison.json: whole or not at all, also when cancelled. The casebook is only read. Errors:
// ArgumentInvalid (too little data: inWords; or base was made by other means than this program can go on
// from), Conflict (out exists), FileUnwritable, Cancelled, those of the casebook, of pictures, of training
// and of classifying.
Result<Learned> learn(const casebook::Casebook& casebook, const model::ModelFolder& base,
                      const std::filesystem::path& out, const LearningOptions& options = {},
                      const std::function<void(const LearningProgress&)>& progress = {},
                      std::stop_token stop = {});

}  // namespace cellwise::workflow
