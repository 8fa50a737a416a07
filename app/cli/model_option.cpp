#include "model_option.h"

#include <cstdio>
#include <future>

#include "imaging/image_file.h"
#include "workflow/slide_classification.h"

namespace cellwise::cli {

void addModelOptions(CLI::App& command, ModelArguments& arguments) {
  command
      .add_option("--model", arguments.folder,
                  "model folder, NAME.cellmodel (default: $CELLWISE_MODEL, else the one that is shipped)")
      ->type_name("FOLDER");
  command.add_option("--batch", arguments.options.batchSize, "cells at a time, 0: chosen for the device")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command.add_option("--threads", arguments.options.threads, "of the processor, 0: all cores")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command
      .add_option(
          "--precision", arguments.options.precision,
          "of a CrossFormer on the processor: bfloat16 where it multiplies that (AVX512-BF16), with cells "
          "near a threshold in float32 all the same (default: $CELLWISE_PRECISION, else float32)")
      ->check(CLI::IsMember({"float32", "bfloat16"}));
  command.add_flag("--no-cuda{false}", arguments.options.allowCuda,
                   "use the processor even if there is a GPU");
}

Result<model::ModelFolder> openModel(const ModelArguments& arguments) {
  return arguments.folder.empty() ? workflow::defaultModel() : model::openModelFolder(arguments.folder);
}

Result<LoadedModel> loadModel(const ModelArguments& arguments) {
  auto folder = openModel(arguments);
  if (!folder) return tl::make_unexpected(folder.error());
  // Shared with the worker, which may still be in set_value when this function returns.
  const auto ready = std::make_shared<std::promise<Result<inference::DeviceInfo>>>();
  auto classifier = inference::Classifier::start(
      folder->path, arguments.options,
      [ready](Result<inference::DeviceInfo> device) { ready->set_value(device); });
  auto device = ready->get_future().get();
  if (!device) return tl::make_unexpected(device.error());
  if (!device->warning.empty()) std::fprintf(stderr, "cellwise-cli: %s\n", device->warning.c_str());
  return LoadedModel{std::move(*folder), std::move(*device), std::move(classifier)};
}

PictureChange quarterTurns(int quarters) {
  if (quarters == 0) return {};
  return [quarters](std::size_t, const cv::Mat& rgb) {
    constexpr cv::RotateFlags kTurns[] = {cv::ROTATE_90_CLOCKWISE, cv::ROTATE_180,
                                          cv::ROTATE_90_COUNTERCLOCKWISE};
    cv::Mat turned;
    cv::rotate(rgb, turned, kTurns[quarters - 1]);
    return turned;
  };
}

Result<std::vector<Result<inference::Prediction>>> classifyFiles(
    LoadedModel& model, const std::vector<std::filesystem::path>& files, bool features,
    const PictureChange& change, const std::string& label) {
  const auto stop = stopToken();
  const auto image = [&](std::size_t i) -> Result<cv::Mat> {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped");
    auto decoded = imaging::decodeFile(files[i]);
    return decoded && change ? Result<cv::Mat>(change(i, *decoded)) : decoded;
  };
  ProgressBar bar(label);
  auto predictions = inference::classifyAll(*model.classifier, files.size(), image, bar.callback(), features);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped");
  return predictions;
}

std::string explain(const inference::Prediction& prediction, decision::Decision decision,
                    const model::ClassScheme& scheme) {
  const auto named = [&](int index) {
    const auto i = static_cast<std::size_t>(index);
    char value[16];
    std::snprintf(value, sizeof value, " %.2f", static_cast<double>(prediction.memberships.at(i)));
    return scheme.classes.at(i).id + value;
  };
  const auto& score = prediction.score;
  switch (decision) {
    case decision::Decision::Accepted: return {};
    case decision::Decision::Unfamiliar: return "unlike any class: nearest " + named(score.predicted);
    case decision::Decision::Ambiguous:
      return score.runnerUp < 0 ? "uncertain: " + named(score.predicted)
                                : "between " + named(score.predicted) + " and " + named(score.runnerUp);
  }
  return {};
}

}  // namespace cellwise::cli
