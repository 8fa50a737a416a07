#include "decision/class_scaling.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "decision/score.h"

namespace cellwise::decision {
namespace {

constexpr double kSmallest = 1.0 / 64, kLargest = 64;
constexpr int kHalvings = 50;

// a = -log D. Float32 ends near 1e-38; at D = 1 the slope below has the limit 1 / t.
double distance(float membership) {
  return std::clamp(-std::log(static_cast<double>(membership)), 1e-9, 100.0);
}

// Of (3-2) in t: the sum of a over the class's own rows less that of a / (exp(t a) - 1) over the others.
// Rises with t.
double slope(std::span<const double> own, std::span<const double> others, double t) {
  double sum = 0;
  for (const double a : own) sum += a;
  for (const double a : others) sum -= a / std::expm1(t * a);
  return sum;
}

}  // namespace

ClassScaling::ClassScaling(std::span<const float> memberships, std::span<const int> labels, int classes)
    : exponents_(static_cast<std::size_t>(classes), 1.0) {
  const auto width = static_cast<std::size_t>(classes);
  for (std::size_t c = 0; c < width; ++c) {
    std::vector<double> own, others;
    for (std::size_t i = 0; i < labels.size(); ++i)
      (labels[i] == static_cast<int>(c) ? own : others).push_back(distance(memberships[i * width + c]));
    if (own.empty() || others.empty()) continue;
    double low = std::log(kSmallest), high = std::log(kLargest);
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = (low + high) / 2;
      (slope(own, others, std::exp(middle)) < 0 ? low : high) = middle;
    }
    exponents_[c] = std::exp((low + high) / 2);
  }
}

double ClassScaling::confidence(std::span<const float> memberships) const {
  const auto predicted = static_cast<std::size_t>(score(memberships).predicted);
  double others = 0;
  for (std::size_t i = 0; i < memberships.size(); ++i)
    if (i != predicted) others += std::pow(static_cast<double>(memberships[i]), exponents_[i]);
  return 1 - others;
}

std::vector<double> crossFittedConfidences(std::span<const float> memberships, std::span<const int> labels,
                                           std::span<const std::string> groups, int classes, int folds) {
  std::map<std::string, int> foldOf;
  for (const auto& group : groups) foldOf[group] = 0;
  if (foldOf.size() < 2) return {};
  folds = std::min(folds, static_cast<int>(foldOf.size()));
  int next = 0;
  for (auto& [group, fold] : foldOf) fold = next++ % folds;

  const auto width = static_cast<std::size_t>(classes);
  std::vector<double> result(labels.size());
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<float> fitted;
    std::vector<int> fittedLabels;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (foldOf.at(groups[i]) == fold) continue;
      const auto row = memberships.subspan(i * width, width);
      fitted.insert(fitted.end(), row.begin(), row.end());
      fittedLabels.push_back(labels[i]);
    }
    const ClassScaling scaling(fitted, fittedLabels, classes);
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (foldOf.at(groups[i]) == fold) result[i] = scaling.confidence(memberships.subspan(i * width, width));
  }
  return result;
}

}  // namespace cellwise::decision
