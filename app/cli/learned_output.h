// A comparison of two models and a replay of signed slides, in words and as JSON.
#pragma once

#include "output.h"
#include "workflow/model_library.h"
#include "workflow/replay.h"

namespace cellwise::cli {

void print(const workflow::ModelComparison& comparison);
void print(const workflow::Replay& replay);
Json toJson(const workflow::Replay& replay);

}  // namespace cellwise::cli
