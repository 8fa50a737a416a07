// What long work reports while it runs. A callback gets the whole struct, so order is kept.
#pragma once

#include <cstdint>
#include <functional>

namespace cellwise {

struct Progress {
  std::int64_t done = 0;
  std::int64_t total = 0;  // 0 while unknown
};

using ProgressCallback = std::function<void(const Progress&)>;

}  // namespace cellwise
