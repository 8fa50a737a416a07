// A map of a slide's cells: near ones look alike to the model.
#pragma once

#include <QString>

#include <optional>
#include <vector>

#include "base/result.h"
#include "embedding/tsne.h"

namespace cellwise::ui {

struct CellMap {
  std::vector<int> rows;                 // of the session; only cells that were classified
  std::vector<embedding::Point> points;  // where each of them lies
  int of = 0;                            // classified cells when it was made, before sampling
  double perplexity = 0;
  QString modelName, modelVersion, modelSha;  // whose features they are
};

// Where the open slide's map stands.
struct CellMapStatus {
  enum class State { None, Working, Ready, Cancelled, Failed } state = State::None;
  std::optional<Error> error;
};

}  // namespace cellwise::ui
