#include "decision/intervals.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>

namespace cellwise::decision {
namespace {

// Double is enough here (1e-12), and long double is several times slower.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double betaQuantile(double p, std::int64_t a, std::int64_t b) {
  return boost::math::ibeta_inv(static_cast<double>(a), static_cast<double>(b), p, Policy());
}

double lower(std::int64_t k, std::int64_t n, double tail) {
  if (k <= 0 || tail <= 0) return 0;
  return tail >= 1 ? 1 : betaQuantile(tail, k, n - k + 1);
}

double upper(std::int64_t k, std::int64_t n, double tail) {
  if (k >= n || tail <= 0) return 1;
  // From the small tail: 1 - tail would lose the digits that a tiny tail has.
  return tail >= 1 ? 0
                   : boost::math::ibetac_inv(static_cast<double>(k + 1), static_cast<double>(n - k), tail,
                                             Policy());
}

}  // namespace

Interval clopperPearson(std::int64_t k, std::int64_t n, double level) {
  if (n <= 0) return {};
  k = std::clamp<std::int64_t>(k, 0, n);
  const double tail = (1 - level) / 2;
  return {lower(k, n, tail), upper(k, n, tail)};
}

double clopperPearsonUpper(std::int64_t k, std::int64_t n, double delta) {
  if (n <= 0) return 1;
  return upper(std::clamp<std::int64_t>(k, 0, n), n, delta);
}

}  // namespace cellwise::decision
