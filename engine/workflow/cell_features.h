// What a model sees in the cells of a slide, for maps of them.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "casebook/records.h"
#include "inference/classifier.h"
#include "workflow/slide_classification.h"

namespace cellwise::workflow {

struct CellFeatures {
  std::vector<std::size_t> cells;  // those of the span that could be read, rising
  std::size_t length = 0;          // N of f(x)
  std::vector<float> values;       // a row for each of them, one after the other
};

// Waits for the classifier's worker, on whose threads images are read and progress comes; nothing is
// stored. Errors: Cancelled, those that end a job of the classifier, and that of the first image where
// none could be read.
Result<CellFeatures> cellFeatures(inference::Classifier& classifier, CellImages& images,
                                  std::span<const casebook::CellRecord> cells,
                                  const ProgressCallback& progress = {}, std::stop_token stop = {});

}  // namespace cellwise::workflow
