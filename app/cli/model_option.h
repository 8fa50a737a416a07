// --model and the device it runs on, for every command that classifies.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "command.h"
#include "inference/classifier.h"
#include "model/manifest.h"

namespace cellwise::cli {

struct ModelArguments {
  std::string folder;  // empty: the default model
  inference::ClassifierOptions options;
};
void addModelOptions(CLI::App& command, ModelArguments& arguments);

struct LoadedModel {
  model::ModelFolder folder;
  inference::DeviceInfo device;
  std::unique_ptr<inference::Classifier> classifier;
};

// The named model's manifest, or the default one's. Errors: those of openModelFolder, NotFound.
Result<model::ModelFolder> openModel(const ModelArguments& arguments);
// Waits until the network is ready. A warning of the device is printed on standard error.
Result<LoadedModel> loadModel(const ModelArguments& arguments);

// What is done to the i-th picture before it is classified.
using PictureChange = std::function<cv::Mat(std::size_t i, const cv::Mat& rgb)>;
// Turned by so many quarters; 0: nothing.
PictureChange quarterTurns(int quarters);

// classifyAll with a progress line; Ctrl+C ends it with Cancelled.
Result<std::vector<Result<inference::Prediction>>> classifyFiles(
    LoadedModel& model, const std::vector<std::filesystem::path>& files, bool features = false,
    const PictureChange& change = {}, const std::string& label = "classifying");

// Why a cell is left to an expert, in words: "between myelocyte 0.61 and promyelocyte 0.48". Empty
// for an accepted one.
std::string explain(const inference::Prediction& prediction, decision::Decision decision,
                    const model::ClassScheme& scheme);

}  // namespace cellwise::cli
