// What the classifier drives: a network on its device. Made by LibTorch, of which nothing shows here, so that
// a program can load that late (engine/network).
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "inference/classifier.h"
#include "model/manifest.h"

namespace cellwise::inference {

// Lives on one thread, the classifier's.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual const DeviceInfo& device() const = 0;  // may change in a run: from a GPU to the CPU
  virtual int batchSize() const = 0;             // images that run() is best given at a time

  // images: each inputSize x inputSize, CV_8UC3, continuous -> a prediction of each. cancelled is looked at
  // between pieces; notice: as Job::onNotice, may be empty. Errors: Cancelled, OutOfMemory, DeviceFailed.
  virtual Result<std::vector<Prediction>> run(const std::vector<cv::Mat>& images, bool features,
                                              const std::atomic<bool>& cancelled,
                                              const std::function<void(const std::string&)>& notice) = 0;
};

// Errors: TensorMismatch, ModelInvalid, OutOfMemory, DeviceFailed.
Result<std::unique_ptr<Engine>> makeEngine(const model::ModelFolder& model, const ClassifierOptions& options);

}  // namespace cellwise::inference
