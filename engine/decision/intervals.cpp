#include "decision/intervals.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

namespace cellwise::decision {
namespace {

// Double is enough here (1e-12), and long double is several times slower.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

double lower(std::int64_t k, std::int64_t n, double tail) {
  if (k <= 0 || tail <= 0) return 0;
  return tail >= 1
             ? 1
             : boost::math::ibeta_inv(static_cast<double>(k), static_cast<double>(n - k + 1), tail, Policy());
}

double upper(double k, double n, double tail) {
  if (k >= n || tail <= 0) return 1;
  // From the small tail: 1 - tail would lose the digits that a tiny tail has.
  return tail >= 1 ? 0 : boost::math::ibetac_inv(k + 1, n - k, tail, Policy());
}

}  // namespace

Interval clopperPearson(std::int64_t k, std::int64_t n, double level) {
  if (n <= 0) return {};
  k = std::clamp<std::int64_t>(k, 0, n);
  const double tail = (1 - level) / 2;
  return {lower(k, n, tail), upper(static_cast<double>(k), static_cast<double>(n), tail)};
}

double clopperPearsonUpper(std::int64_t k, std::int64_t n, double delta) {
  if (n <= 0) return 1;
  return upper(static_cast<double>(std::clamp<std::int64_t>(k, 0, n)), static_cast<double>(n), delta);
}

double clopperPearsonUpperOfParts(double k, double n, double delta) {
  if (!(n > 0)) return 1;
  return upper(std::clamp(k, 0.0, n), n, delta);
}

double mcNemarExact(std::int64_t b, std::int64_t c) {
  const std::int64_t fewer = std::min(b, c), pairs = b + c;
  if (pairs <= 0 || b == c) return 1;
  // P(X <= fewer) of a fair binomial, both ways.
  const double below =
      boost::math::ibetac(static_cast<double>(fewer + 1), static_cast<double>(pairs - fewer), 0.5, Policy());
  return std::min(1.0, 2 * below);
}

double tQuantile(double tail, double degrees) {
  const boost::math::students_t_distribution<double, Policy> distribution(degrees);
  return boost::math::quantile(boost::math::complement(distribution, tail));
}

}  // namespace cellwise::decision
