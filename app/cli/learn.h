// Learning from a casebook: a part of the command train.
#pragma once

#include <string>

#include "workflow/casebook_training.h"

namespace cellwise::cli {

struct LearnArguments {
  std::string casebook, baseModel, out, json;
  workflow::LearningOptions options;
};
// Prints the split, the comparison and the replay. Returns the exit status.
int learnFromCasebook(const LearnArguments& arguments);

}  // namespace cellwise::cli
