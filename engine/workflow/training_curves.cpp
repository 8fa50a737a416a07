#include "workflow/training_curves.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "workflow/html.h"
#include "workflow/paths.h"

namespace cellwise::workflow {
namespace {

struct Style {
  const char* colour;
  const char* dash;
};

Style styleOf(std::size_t run) {
  constexpr const char* kColours[] = {kBlue, kVermilion, kGreen, kOrange, kPurple, kSky};
  constexpr const char* kDashes[] = {"", "7 3", "2 3"};
  return {kColours[run % std::size(kColours)], kDashes[run / std::size(kColours) % std::size(kDashes)]};
}

using Points = std::vector<std::pair<double, double>>;

Points pointsOf(const TrainingLog& log, double TrainingEpoch::*value) {
  Points points;
  for (const auto& epoch : log.epochs) points.emplace_back(epoch.epoch, epoch.*value);
  return points;
}

std::string plotOf(std::span<const TrainingLog> logs, const char* title, double TrainingEpoch::*value,
                   const std::string& caption) {
  double last = 2, low = std::numeric_limits<double>::infinity(), high = -low;
  for (const auto& log : logs) {
    for (const auto& [epoch, y] : pointsOf(log, value)) {
      last = std::max(last, epoch);
      low = std::min(low, y);
      high = std::max(high, y);
    }
  }
  // Room above and below, on round numbers.
  const double step = std::pow(10, std::floor(std::log10(std::max(high - low, 1e-3))));
  Plot plot(title, "epoch", title, 1, last, std::floor(low / step) * step,
            std::max(std::ceil(high / step), std::floor(low / step) + 1) * step);
  for (std::size_t i = 0; i < logs.size(); ++i)
    plot.curve(pointsOf(logs[i], value), styleOf(i).colour, styleOf(i).dash);
  return plot.figure(caption);
}

}  // namespace

Result<TrainingLog> readTrainingLog(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto file = std::filesystem::is_directory(path, ignored) ? path / "log.jsonl" : path;
  std::ifstream in(file);
  if (!in) {
    return failure(
        std::filesystem::exists(file, ignored) ? ErrorCode::FileUnreadable : ErrorCode::FileNotFound,
        "a run's folder holds log.jsonl after its first epoch", toUtf8(file));
  }
  std::map<int, TrainingEpoch> epochs;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const bool torn = in.eof();  // without its end of line
    const auto json = nlohmann::json::parse(line, nullptr, false);
    try {
      TrainingEpoch epoch;
      json.at("epoch").get_to(epoch.epoch);
      json.at("loss").get_to(epoch.loss);
      json.at("trainAccuracy").get_to(epoch.trainAccuracy);
      json.at("validationAccuracy").get_to(epoch.validationAccuracy);
      epoch.minCentroidDistance = json.value("minCentroidDistance", 0.0);
      epochs[epoch.epoch] = epoch;
    } catch (const nlohmann::json::exception&) {
      if (torn) break;
      return failure(ErrorCode::FormatInvalid,
                     "line " + std::to_string(number) + " is not an epoch of a training log", toUtf8(file));
    }
  }
  if (epochs.empty()) return failure(ErrorCode::FormatInvalid, "no epoch was finished yet", toUtf8(file));
  TrainingLog log{toUtf8(file.parent_path().filename()), {}};
  for (const auto& [number, epoch] : epochs) log.epochs.push_back(epoch);
  return log;
}

std::string trainingCurvesHtml(std::span<const TrainingLog> logs) {
  std::string html = htmlHead("Training curves") +
                     "<h1>Training curves</h1>\n<table><tr><th></th><th>run</th>" +
                     "<th>epochs</th><th>last loss</th><th>train</th><th>validation, last</th><th>best</th>"
                     "</tr>\n";
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const auto& epochs = logs[i].epochs;
    const auto& last = epochs.back();
    const auto best = std::max_element(epochs.begin(), epochs.end(), [](const auto& a, const auto& b) {
      return a.validationAccuracy < b.validationAccuracy;
    });
    html +=
        format(
            "<tr><td><svg width=\"40\" height=\"10\"><line x1=\"0\" y1=\"5\" x2=\"40\" y2=\"5\" "
            "stroke-width=\"2\" stroke=\"%s\" stroke-dasharray=\"%s\"/></svg></td>",
            styleOf(i).colour, styleOf(i).dash) +
        "<th scope=\"row\">" + escapeHtml(logs[i].name) + "</th>" +
        format("<td>%zu</td><td>%.4f</td><td>%.2f %%</td><td>%.2f %%</td><td>%.2f %% (epoch %d)</td></tr>\n",
               epochs.size(), last.loss, 100 * last.trainAccuracy, 100 * last.validationAccuracy,
               100 * best->validationAccuracy, best->epoch);
  }
  html += "</table>\n";
  html += plotOf(logs, "loss", &TrainingEpoch::loss, "Mean loss of an epoch, on augmented crops.");
  html += plotOf(logs, "training accuracy", &TrainingEpoch::trainAccuracy,
                 "On augmented crops, while the weights change.");
  html += plotOf(logs, "validation accuracy", &TrainingEpoch::validationAccuracy,
                 "On validation cells, by the averaged weights where there are such.");
  if (std::any_of(logs.begin(), logs.end(),
                  [](const auto& log) { return log.epochs.back().minCentroidDistance > 0; }))
    html += plotOf(logs, "smallest centroid distance", &TrainingEpoch::minCentroidDistance,
                   "Euclidean distance of the two nearest class centroids.");
  return html + "</body></html>\n";
}

}  // namespace cellwise::workflow
