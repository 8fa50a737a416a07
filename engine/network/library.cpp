#include "network/table.h"

extern "C" const cellwise::network::Table* cellwise_network() {
  static constexpr cellwise::network::Table table{
      CELLWISE_VERSION, &cellwise::inference::makeEngine, &cellwise::training::train,
      &cellwise::training::trainAttributes, &cellwise::nn::verifyFixture};
  return &table;
}
