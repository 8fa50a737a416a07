// Training a network: with the CCL head in two phases, method.md section 2, equations (3-1) to (3-4);
// with the plain softmax head by the losses that table 4-2 compares.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/manifest.h"
#include "training/augmentation.h"
#include "training/index.h"

namespace cellwise::training {

enum class Loss {
  CrossEntropy,     // softmax head, (2-2)
  Focal,            // softmax head, (2-3)
  BalancedSoftmax,  // softmax head, (2-4): the classes' shares among the training cells as priors
  Centre,           // softmax head, (2-5): cross entropy + lambda * half the squared distance to a centre
  Ccl,              // CCL head, (3-2)
  FocalCcl,         // CCL head: focal form of (3-2); classes rarer than the mean weigh mean / count
};
const char* name(Loss loss);  // "cross-entropy", "focal", "balanced-softmax", "centre", "ccl", "focal-ccl"
const std::vector<Loss>& allLosses();
model::HeadKind headOf(Loss loss);

// Which cells an epoch shows. Each has as many draws as there are training cells.
enum class Sampling {
  Instance,    // every cell once
  SquareRoot,  // with replacement, a class in proportion to the square root of its cells
  Class,       // with replacement, every class alike (Kang et al. 2020)
};
const char* name(Sampling sampling);  // "instance", "square-root", "class"
const std::vector<Sampling>& allSamplings();

struct TrainingOptions {
  // what
  std::string name = "Cellwise model";
  std::string version = "1.0";
  model::BackboneConfig backbone;
  Loss loss = Loss::Ccl;  // which also says which head
  int centroidLength = 64;
  double sigma = 0.70710678;
  model::ClassScheme scheme;
  // A model folder or a run's checkpoint.safetensors to start from (same architecture, head and
  // classes), or a published checkpoint of the backbone (*.safetensors), whose classification layer is
  // left aside. Empty: from scratch.
  std::filesystem::path initialWeights;
  // Only the head learns: features stay those of initialWeights, and what else was fitted to them stays
  // valid.
  bool freezeBackbone = false;
  // A class without a training cell keeps its part of the head (W_i and CE_i; its row with softmax). Else
  // every step of the others wears it off: to (3-2) such a class is one that never occurs.
  bool keepAbsentClasses = false;

  // how
  int epochs = 100;
  int batchSize = 48;
  double learningRate = 1e-3;
  double weightDecay = 0.05;
  int warmUpSteps = 200;
  bool cosine = true;            // else the thesis's schedule: x 0.1 after 30 % and 60 % of the epochs
  double gradientClip = 5;       // of the norm over all parameters
  double averaging = 0.998;      // decay of the running average of the weights, which is the result; 0: none
  double centroidRate = 1e-4;    // gamma of (3-3)
  double separationRate = 1e-4;  // beta of (3-4)
  double focus = 2;              // gamma of the focal losses
  double centreWeight = 0.003;   // lambda of the centre loss (Wen et al. 2016)
  double centreRate = 0.5;       // of its centres
  Sampling sampling = Sampling::Instance;
  // Ends when the validation accuracy has not risen for so many epochs, with the best epoch's weights.
  // 0: every epoch is trained and the last one's weights are taken.
  int patience = 0;
  AugmentationOptions augmentation;
  bool whiteBackground = true;  // imaging::whitenBackground on every crop, and in the model made
  // Share of an epoch's crops that are shown disfigured, as being of no class: every D is to be 0. So that
  // what resembles no class lies far from every centroid (outlier exposure, Hendrycks et al. 2019).
  // Loss::Ccl only, since nothing else has a place for them. [0, 0.5]
  double outlierShare = 0;
  std::uint64_t seed = 1;
  int threads = 0;  // 0: all cores
  bool allowCuda = true;

  // thresholds, at the end
  double targetAccuracy = 0.99;      // Ra
  double membershipQuantile = 0.01;  // of the validation cells' max D, for d_th
  double delta = 0.05;               // of the rules that promise
  decision::CalibrationRule rule = decision::CalibrationRule::Empirical;  // sets the model's c_th

  // The run's folder: checkpoint.safetensors after every epoch, log.jsonl. A run found there is
  // taken up where it stopped, if its options are the same.
  std::filesystem::path runFolder;
};

// One line of log.jsonl, and what a progress bar shows.
struct TrainingState {
  int epoch = 0, epochs = 0;       // 1-based
  int step = 0, steps = 0;         // within the epoch
  double loss = 0;                 // running mean of the epoch
  double trainAccuracy = 0;        // of the epoch so far, on augmented crops
  double validationAccuracy = -1;  // after an epoch; -1 before
  double minCentroidDistance = 0;  // smallest Euclidean distance of two centroids; 0 without centroids
  double imagesPerSecond = 0;
  double seconds = 0;  // of the whole run, resumed parts included
};

// Trains on split.train, watches split.validation, sets d_th on validation and c_th on calibration,
// measures on split.test, and writes the model folder (weights first, then the manifest). With the
// softmax head d_th is 0.
// extra: further training cells of another origin (drawn ones); split apart in the same way, used in
// training only, and measured apart under figures "extra.*".
// Errors: of readIndex's images (the first unreadable one is named), ModelInvalid, TensorMismatch,
// Conflict (the run folder holds a run with other options), FileUnwritable, OutOfMemory, Cancelled
// (the last epoch's checkpoint stays).
Result<model::Manifest> train(const TrainingOptions& options, const Split& split, const Split& extra,
                              const std::filesystem::path& modelFolder,
                              const std::map<std::string, std::string>& provenance,
                              const std::function<void(const TrainingState&)>& progress = {},
                              std::stop_token stop = {});

}  // namespace cellwise::training
