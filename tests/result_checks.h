// Results in tests: take the value, or the code of the error, and fail with its text otherwise.
#pragma once

#include <catch2/catch.hpp>
#include <type_traits>
#include <utility>

#include "base/result.h"

namespace cellwise::test {

template <class T>
T value(Result<T> result) {
  if (!result) FAIL(describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class T>
ErrorCode code(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error().code;
}

}  // namespace cellwise::test
