// What passes between a program and the library that it loads late: the functions of the torch-free headers
// that LibTorch stands behind. Both are built together: other versions are refused, and C++ types may pass.
#pragma once

#include "inference/engine.h"
#include "nn/fixture.h"
#include "training/attributes.h"
#include "training/trainer.h"

namespace cellwise::network {

struct Table {
  const char* version;  // the program's
  decltype(&inference::makeEngine) makeEngine;
  decltype(&training::train) train;
  decltype(&training::trainAttributes) trainAttributes;
  decltype(&nn::verifyFixture) verifyFixture;
};

// What the library exports, as "cellwise_network".
using Door = const Table* (*)();

}  // namespace cellwise::network
