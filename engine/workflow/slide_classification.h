// Classifies a slide's cells that have no prediction of this model yet (those that failed are tried
// again), and stores the results in batches of one transaction as they come. A stop loses nothing: what
// the classifier had finished is stored, and the next call takes up the rest.
#pragma once

#include <QString>

#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "casebook/casebook.h"
#include "inference/classifier.h"
#include "model/manifest.h"

namespace cellwise::workflow {

struct ClassificationCallbacks {
  ProgressCallback progress;
  // A batch that is stored by now.
  std::function<void(const std::vector<casebook::Casebook::CellPrediction>&)> stored;
  std::function<void(const std::string&)> notice;
};

struct ClassificationResult {
  int classified = 0;
  int failed = 0;
  double seconds = 0;
  double secondsToFirst = 0;  // from the call to the first stored batch
  double secondsWaited = 0;   // of the classifier, for pictures; its network was idle
};

// Runs on the calling thread, which owns the casebook and gets the callbacks; waits for the
// classifier's worker. Progress counts the cells of this call.
// Errors: Cancelled, those of the casebook, those that end a job of the classifier.
Result<ClassificationResult> classifySlide(casebook::Casebook& casebook, casebook::Id slide,
                                           inference::Classifier& classifier, const model::ModelFolder& model,
                                           const ClassificationCallbacks& callbacks = {},
                                           std::stop_token stop = {});

// Decoded image of a cell as the classifier sees it: stored copy, decoded, cropped. Keeps the last
// decoded field. Not thread-safe: one object a thread.
class CellImages {
 public:
  CellImages(QString imageFolderOfCasebook, std::vector<casebook::ImageRecord> images);
  // RGB, CV_8UC3. Errors: those of imaging::decodeFile, NotFound.
  Result<cv::Mat> crop(const casebook::CellRecord& cell);
  // The whole image the cell lies on.
  Result<cv::Mat> field(const casebook::CellRecord& cell);

 private:
  QString folder_;
  std::vector<casebook::ImageRecord> images_;
  casebook::Id cachedId_ = 0;
  cv::Mat cached_;
};

// Representative cells of each class id for a report: those an expert confirmed come first, then those
// accepted at the thresholds; each by the model's confidence in that class. Cells to review are left out.
std::map<QString, std::vector<casebook::CellRecord>> representativeCells(
    const std::vector<casebook::CellRecord>& cells, const decision::Thresholds& thresholds, int perClass);

// The model that the programs use when none is named: the folder that the environment variable
// CELLWISE_MODEL names, else resource("models/blood-11.cellmodel").
// Errors: NotFound (none is there), those of openModelFolder.
Result<model::ModelFolder> defaultModel();
// A file or folder of resources/, such as "schemes/blood-11.json": beside the program
// (../share/cellwise), else in the source tree it was built from. Errors: NotFound.
Result<std::filesystem::path> resource(const std::string& relativePath);

}  // namespace cellwise::workflow
