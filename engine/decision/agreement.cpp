#include "decision/agreement.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace cellwise::decision {

Kappa cohensKappa(const Crosstab& counts, double level) {
  Kappa kappa;
  const std::size_t classes = counts.size();
  std::vector<double> first(classes, 0), second(classes, 0);
  for (std::size_t i = 0; i < classes; ++i) {
    for (std::size_t j = 0; j < classes; ++j) {
      kappa.n += counts[i][j];
      first[i] += static_cast<double>(counts[i][j]);
      second[j] += static_cast<double>(counts[i][j]);
      if (i == j) kappa.observed += static_cast<double>(counts[i][j]);
    }
  }
  if (kappa.n == 0) return kappa;
  const auto n = static_cast<double>(kappa.n);
  kappa.observed /= n;
  for (std::size_t i = 0; i < classes; ++i) {
    first[i] /= n;
    second[i] /= n;
    kappa.expected += first[i] * second[i];
  }
  const double rest = 1 - kappa.expected;
  if (rest <= 0) return kappa;
  const double k = (kappa.observed - kappa.expected) / rest;
  kappa.value = k;

  double diagonal = 0, off = 0;
  for (std::size_t i = 0; i < classes; ++i) {
    for (std::size_t j = 0; j < classes; ++j) {
      const double p = static_cast<double>(counts[i][j]) / n;
      if (i == j) {
        diagonal += p * std::pow(1 - (first[i] + second[i]) * (1 - k), 2);
      } else {
        off += p * std::pow(second[i] + first[j], 2);
      }
    }
  }
  const double variance =
      (diagonal + std::pow(1 - k, 2) * off - std::pow(k - kappa.expected * (1 - k), 2)) / (n * rest * rest);
  kappa.standardError = std::sqrt(std::max(0.0, variance));
  const double z = boost::math::quantile(boost::math::normal(), 1 - (1 - level) / 2);
  kappa.low = std::max(-1.0, k - z * kappa.standardError);
  kappa.high = std::min(1.0, k + z * kappa.standardError);
  return kappa;
}

std::vector<ClassAgreement> classAgreement(const Crosstab& counts) {
  std::vector<ClassAgreement> all(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (std::size_t j = 0; j < counts.size(); ++j) {
      if (i == j) {
        all[i].both += counts[i][j];
      } else {
        all[i].onlyFirst += counts[i][j];
        all[j].onlySecond += counts[i][j];
      }
    }
  }
  for (ClassAgreement& one : all) {
    const std::int64_t used = 2 * one.both + one.onlyFirst + one.onlySecond;
    if (used > 0) one.specific = 2.0 * static_cast<double>(one.both) / static_cast<double>(used);
  }
  return all;
}

Direction direction(const Crosstab& counts, const std::vector<int>& lineage, const std::vector<int>& stage) {
  Direction result;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (std::size_t j = 0; j < counts.size(); ++j) {
      if (lineage[i] != lineage[j]) {
        result.otherLineage += counts[i][j];
      } else if (stage[j] < stage[i]) {
        result.earlier += counts[i][j];
      } else if (stage[j] > stage[i]) {
        result.later += counts[i][j];
      } else {
        result.same += counts[i][j];
      }
    }
  }
  result.p = mcNemarExact(result.earlier, result.later);
  return result;
}

double fisherExact(std::int64_t k1, std::int64_t n1, std::int64_t k2, std::int64_t n2) {
  const std::int64_t k = k1 + k2, n = n1 + n2;
  if (n1 <= 0 || n2 <= 0 || k == 0 || k == n) return 1;
  const auto logChoose = [](std::int64_t a, std::int64_t b) {
    return std::lgamma(static_cast<double>(a) + 1) - std::lgamma(static_cast<double>(b) + 1) -
           std::lgamma(static_cast<double>(a - b) + 1);
  };
  const auto logP = [&](std::int64_t x) { return logChoose(n1, x) + logChoose(n2, k - x) - logChoose(n, k); };
  const double seen = logP(k1);
  double p = 0;
  for (std::int64_t x = std::max<std::int64_t>(0, k - n2); x <= std::min(k, n1); ++x) {
    const double one = logP(x);
    if (one <= seen + 1e-9) p += std::exp(one);  // as R: what is as rare or rarer
  }
  return std::min(1.0, p);
}

}  // namespace cellwise::decision
