#include "decision/certificate.h"

#include "decision/intervals.h"

namespace cellwise::decision {
namespace {

// The least value in [from, to] for which a rising condition holds; to + 1 if none.
template <class Condition>
std::int64_t firstThat(std::int64_t from, std::int64_t to, Condition holds) {
  ++to;
  while (from < to) {
    const std::int64_t middle = from + (to - from) / 2;
    if (holds(middle)) {
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  return from;
}

}  // namespace

Certificate certificate(std::int64_t errors, std::int64_t n, double target, double delta) {
  Certificate result;
  result.target = target;
  result.delta = delta;
  result.n = n;
  result.errors = errors;
  const double risk = 1 - target;
  const auto keeps = [&](std::int64_t k, std::int64_t of) {
    return clopperPearsonUpper(k, of, delta) <= risk;
  };
  result.bound = clopperPearsonUpper(errors, n, delta);
  result.certified = keeps(errors, n);
  if (keeps(0, n)) result.errorsAllowed = firstThat(0, n, [&](std::int64_t k) { return !keeps(k, n); }) - 1;
  if (!result.certified) {
    std::int64_t far = 1;
    while (!keeps(errors, n + far) && far < (std::int64_t{1} << 40)) far *= 2;
    result.labelsMissing = firstThat(0, far, [&](std::int64_t more) { return keeps(errors, n + more); });
  }
  return result;
}

}  // namespace cellwise::decision
