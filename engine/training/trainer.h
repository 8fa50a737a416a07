// Training a network: with the CCL head in two phases, method.md section 2, equations (3-1) to (3-4);
// with the plain softmax head by cross entropy.
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

struct TrainingOptions {
  // what
  std::string name = "Cellwise model";
  std::string version = "1.0";
  model::BackboneConfig backbone;
  model::HeadKind head = model::HeadKind::Ccl;
  int centroidLength = 64;
  double sigma = 0.70710678;
  model::ClassScheme scheme;
  // A model folder or a run's checkpoint.safetensors to start from (same architecture, head and
  // classes), or a published checkpoint of the backbone (*.safetensors), whose classification layer is
  // left aside. Empty: from scratch.
  std::filesystem::path initialWeights;

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
  AugmentationOptions augmentation;
  std::uint64_t seed = 1;
  int threads = 0;  // 0: all cores
  bool allowCuda = true;

  // thresholds, at the end
  double targetAccuracy = 0.99;      // Ra
  double membershipQuantile = 0.01;  // of the validation cells' max D, for d_th
  double delta = 0.05;               // of the guaranteed rule
  bool guaranteed = false;           // which rule sets the model's c_th

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
