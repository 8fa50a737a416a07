// A model is a folder, NAME.cellmodel: manifest.json and weights.safetensors.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "decision/calibration.h"
#include "model/attributes.h"
#include "model/backbone_config.h"
#include "model/class_scheme.h"

namespace cellwise::model {

enum class HeadKind {
  Ccl,      // class centroid learning: memberships D of equation (3-1), each on its own
  Softmax,  // plain: probabilities stand for the D. They sum to 1, so that c of (3-5) is the largest of
            // them, and max D says the same once more: d_th is 0.
};

struct HeadConfig {
  int classes = 0;            // C
  int centroidLength = 64;    // M; CCL only
  double sigma = 0.70710678;  // equation (3-1); 1/sqrt(2) reproduces the thesis's appendix; CCL only
  HeadKind kind = HeadKind::Ccl;
};

// "ccl", "softmax": stable, for files.
const char* name(HeadKind kind);

struct Manifest {
  static constexpr int kSchemaVersion = 1;

  std::string name;     // "Cellwise blood 11"
  std::string version;  // of the model: "1.0"
  BackboneConfig backbone;
  HeadConfig head;
  // The network sees the middle of a crop: this part of the square's side, in (0, 1]. What lies
  // outside is context for people. imaging::networkInput.
  double centreFraction = 1;
  bool whiteBackground = false;  // the crop's background is whitened first: imaging::whitenBackground
  std::array<double, 3> mean = {0.485, 0.456, 0.406};  // RGB, of values in [0, 1]
  std::array<double, 3> stddev = {0.229, 0.224, 0.225};
  ClassScheme scheme;

  decision::Thresholds thresholds;            // the model's defaults
  decision::CalibratedThreshold calibration;  // how c_th was chosen
  double membershipQuantile = 0;              // how d_th was chosen
  std::vector<decision::CalibrationRow> calibrationRows;

  std::map<std::string, std::string> provenance;  // training: data, seed, epochs, program version, ...
  std::map<std::string, double> figures;          // "test.accuracy" and so on, as on the card
  std::string weightsSha256;                      // lower-case hex

  std::optional<Attributes> attributes;  // of a model that has heads for them
};

// Errors: FormatInvalid, VersionUnsupported, ModelInvalid (the parts do not fit each other).
Result<Manifest> parseManifest(const std::string& json, const std::string& fileName = {});
std::string toJson(const Manifest& manifest);

// A model folder whose manifest was read and checked. The weights are not read.
struct ModelFolder {
  std::filesystem::path path;
  Manifest manifest;
  std::filesystem::path weightsFile() const { return path / "weights.safetensors"; }
};

// Does not verify the weights' hash, which needs reading them: verifyWeights does.
Result<ModelFolder> openModelFolder(const std::filesystem::path& folder);
// Errors: ModelInvalid when the weights' SHA-256 is not the manifest's.
Result<void> verifyWeights(const ModelFolder& folder);
// Writes manifest.json, atomically. The weights must already be there.
Result<void> writeManifest(const std::filesystem::path& folder, const Manifest& manifest);

}  // namespace cellwise::model
