#include "workflow/recalibration.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <span>

#include "decision/measures.h"
#include "decision/risk_coverage.h"
#include "model/file_io.h"
#include "workflow/paths.h"

namespace cellwise::workflow {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxWeights = std::uint64_t{4} << 30;
constexpr std::uint64_t kMaxCard = 1 << 20;

bool dependsOnThresholds(const std::string& figure) {
  return figure.ends_with(".Rr") || figure.ends_with(".Ra") || figure.ends_with(".R");
}

void replaceFigures(model::Manifest& manifest) {
  std::erase_if(manifest.figures, [](const auto& figure) {
    return figure.first.starts_with("calibration.") || dependsOnThresholds(figure.first);
  });
  if (manifest.calibrationRows.empty()) return;
  std::vector<int> truth, predicted;
  for (const auto& row : manifest.calibrationRows) {
    truth.push_back(row.trueClass);
    predicted.push_back(row.predictedClass);
  }
  const auto measures = decision::measure(
      decision::confusion(truth, predicted, static_cast<int>(manifest.scheme.classes.size())));
  const auto point = decision::RiskCoverage(manifest.calibrationRows, manifest.thresholds.membership)
                         .at(manifest.thresholds.confidence);
  auto& figures = manifest.figures;
  figures["calibration.n"] = static_cast<double>(manifest.calibrationRows.size());
  figures["calibration.accuracy"] = measures.accuracy;
  figures["calibration.macroPrecision"] = measures.macroPrecision;
  figures["calibration.macroRecall"] = measures.macroRecall;
  figures["calibration.macroF1"] = measures.macroF1;
  figures["calibration.Rr"] = point.rejectionRate;
  figures["calibration.Ra"] = point.acceptedAccuracy;
  figures["calibration.R"] = point.reliability;
}

std::string number(double value) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.9g", value);
  return text.data();
}

Result<void> writeText(const fs::path& file, const std::string& text) {
  const std::span<const std::byte> pieces[] = {std::as_bytes(std::span(text))};
  return model::replaceFile(file, pieces);
}

// Weights, card, manifest into a folder that is nobody's yet.
Result<void> fill(const fs::path& folder, const model::ModelFolder& from, const model::Manifest& manifest) {
  const auto weights = model::readFile(from.weightsFile(), kMaxWeights);
  if (!weights) return tl::make_unexpected(weights.error());
  const std::span<const std::byte> pieces[] = {*weights};
  if (auto done = model::replaceFile(folder / "weights.safetensors", pieces); !done) return done;
  std::error_code ignored;
  if (fs::exists(from.path / "README.md", ignored)) {
    const auto card = model::readFile(from.path / "README.md", kMaxCard);
    if (!card) return tl::make_unexpected(card.error());
    const std::string note =
        "> Recalibrated: c_th " + number(manifest.thresholds.confidence) + ", d_th " +
        number(manifest.thresholds.membership) + ", rule " + decision::name(manifest.calibration.rule) +
        ", on " + std::to_string(manifest.calibration.n) +
        " labelled cells of a laboratory. What this card says of thresholds and of figures "
        "at them is of the model as it was before.\n\n";
    const std::string text = note + std::string(reinterpret_cast<const char*>(card->data()), card->size());
    if (auto done = writeText(folder / "README.md", text); !done) return done;
  }
  return model::writeManifest(folder, manifest);
}

}  // namespace

Recalibration recalibrate(const model::Manifest& manifest, std::vector<decision::CalibrationRow> rows,
                          const std::vector<decision::CalibrationRow>& membershipRows,
                          const RecalibrationOptions& options,
                          const std::map<std::string, std::string>& provenance) {
  Recalibration result;
  model::Manifest made = manifest;
  if (options.membershipQuantile) {
    made.membershipQuantile = *options.membershipQuantile;
    made.thresholds.membership = decision::calibrateMembership(membershipRows, *options.membershipQuantile);
  }
  const double membership = made.thresholds.membership;
  result.calibration = decision::calibrate(options.rule, rows, membership, options.target, options.delta);
  if (!options.notMissed.empty()) {
    result.missed = decision::controlMissed(rows, membership, options.notMissed, options.missedTarget,
                                            options.missedDelta);
  }
  if (!result.calibration.found || (result.missed && !result.missed->certified)) return result;

  made.calibration = *result.calibration.found;
  if (result.missed && *result.missed->threshold > made.calibration.threshold) {
    // The loss of both falls as c_th rises: what the rule promised of accepted cells still holds.
    made.calibration.threshold = *result.missed->threshold;
    const auto point = decision::RiskCoverage(rows, membership).at(made.calibration.threshold);
    made.calibration.accepted = point.accepted;
    made.calibration.errors = point.errors;
    if (!decision::promises(options.rule)) made.calibration.bound = 1 - point.acceptedAccuracy;
  }
  made.provenance["recalibrated.from"] = manifest.name + " " + manifest.version + ", c_th " +
                                         number(manifest.thresholds.confidence) + ", d_th " +
                                         number(manifest.thresholds.membership);
  for (const auto& [key, value] : provenance) made.provenance["recalibrated." + key] = value;
  if (result.missed) {
    std::string names;
    for (const int each : options.notMissed) {
      names += (names.empty() ? "" : ", ") + manifest.scheme.classes.at(static_cast<std::size_t>(each)).id;
    }
    made.provenance["recalibrated.notMissed"] =
        names + ": at most " + number(options.missedTarget) +
        (options.missedDelta > 0 ? " at delta " + number(options.missedDelta)
                                 : std::string(" in expectation (conformal risk control)")) +
        ", n = " + std::to_string(result.missed->n);
  }
  made.thresholds.confidence = made.calibration.threshold;
  made.calibrationRows = std::move(rows);
  replaceFigures(made);
  result.manifest = std::move(made);
  return result;
}

Result<void> writeRecalibrated(const model::ModelFolder& from, const model::Manifest& manifest,
                               const fs::path& to) {
  std::error_code error;
  const fs::path target = to.filename().empty() ? to.parent_path() : to;  // "NEW.cellmodel/"
  if (fs::symlink_status(target, error).type() != fs::file_type::not_found) {
    return failure(ErrorCode::Conflict, "there is something of this name already", toUtf8(target));
  }
  fs::path partial = target;
  partial += ".partial-" + std::to_string(std::random_device()());
  if (!fs::create_directory(partial, error)) {
    return failure(ErrorCode::FileUnwritable, "the folder cannot be made: " + error.message(),
                   toUtf8(target));
  }
  auto done = fill(partial, from, manifest);
  if (done) {
    fs::rename(partial, target, error);
    if (error)
      done = failure(ErrorCode::FileUnwritable, "the folder cannot be named: " + error.message(),
                     toUtf8(target));
  }
  std::error_code ignored;
  if (!done) fs::remove_all(partial, ignored);
  return done;
}

}  // namespace cellwise::workflow
