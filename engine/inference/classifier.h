// The classifier: one long-lived worker thread that owns the network. No torch type shows here.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <opencv2/core.hpp>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "decision/score.h"
#include "model/manifest.h"

namespace cellwise::inference {

struct Prediction {
  // D_i, or the probabilities of a model with the softmax head; i in the order of the model's scheme;
  // each in [0, 1].
  std::vector<float> memberships;
  decision::Score score;
  // f(x), the backbone's pooled output, of the model's feature length; empty unless the job asked for it.
  std::vector<float> features;
  // The probabilities of the values of all attributes, in the order of the model's attribute scheme; empty
  // for a model without. model::readings.
  std::vector<float> attributes;
};

struct DeviceInfo {
  bool cuda = false;
  std::string name;       // "CPU, 2 threads, AVX2" or the GPU's name
  std::string precision;  // "float32", "bfloat16", "float16"
  std::string warning;    // such as the reference BLAS being in use; empty if all is well
};

struct ClassifierOptions {
  int batchSize = 0;  // 0: chosen for the device
  int threads = 0;    // CPU threads; 0: all cores
  bool allowCuda = true;
  // On the CPU: "float32", or "bfloat16" where the processor multiplies it (AVX512-BF16) and a CrossFormer is
  // at work; elsewhere fp32 it is, with a warning. Cells within 0.02 of a threshold of the model are then
  // looked at again in fp32: decisions at these thresholds are those of fp32, other figures differ by up to
  // 0.01. Empty: CELLWISE_PRECISION of the environment if that is set, else float32. On a GPU half precision
  // is taken where it decides as fp32 does.
  std::string precision = {};
};

// One job. Callbacks run on the worker thread, in order; they must not block for long and must not
// call back into the classifier other than submit and cancel.
struct Job {
  std::size_t count = 0;
  bool features = false;  // give f(x) with each prediction
  // Gives the i-th cell as 8-bit RGB of any size; called on a loader thread beside inference. A
  // failure is passed on to onFailure for this cell, and the job goes on.
  std::function<Result<cv::Mat>(std::size_t)> image;
  std::function<void(std::size_t first, std::span<const Prediction>)> onPredictions;
  std::function<void(std::size_t index, const Error&)> onFailure;
  std::function<void(const Progress&)> onProgress;
  std::function<void(double seconds)> onWaited;      // for pictures, before each batch; the network was idle
  std::function<void(const std::string&)> onNotice;  // such as "out of GPU memory: batch halved to 16"
  // Last call of a job: done, or an Error (Cancelled, OutOfMemory, DeviceFailed, Internal).
  std::function<void(Result<void>)> onFinished;
};

using JobId = std::uint64_t;

class Classifier {
 public:
  // Returns at once; the model is loaded on the worker. onReady is called there with the device, or
  // with the reason why the model cannot be used.
  // Errors there: those of openModelFolder, TensorMismatch, ModelInvalid, OutOfMemory.
  static std::unique_ptr<Classifier> start(std::filesystem::path modelFolder, ClassifierOptions options,
                                           std::function<void(Result<DeviceInfo>)> onReady);
  // Cancels what runs and what waits, joins the thread.
  ~Classifier();
  Classifier(const Classifier&) = delete;
  Classifier& operator=(const Classifier&) = delete;

  // Thread-safe. Jobs run in the order they came.
  JobId submit(Job job);
  // Thread-safe. Takes effect within the running batch; an ended job is no error.
  void cancel(JobId job);

 private:
  struct Impl;
  explicit Classifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Waits for a whole job: for the command line and tests. images[i] as in Job::image.
// Cells that failed have an Error in place of a Prediction.
Result<std::vector<Result<Prediction>>> classifyAll(Classifier& classifier, std::size_t count,
                                                    std::function<Result<cv::Mat>(std::size_t)> image,
                                                    const ProgressCallback& progress = {},
                                                    bool features = false);

}  // namespace cellwise::inference
