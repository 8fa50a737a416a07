#include "decision/conformal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cellwise::decision {
namespace {

// The two largest scores answer "the largest of the others" for every label.
struct Largest {
  double first = 0, second = 0;
  int firstIndex = -1;
  bool invalid = false;  // a NaN among them
};

Largest largestOf(std::span<const float> scores) {
  Largest result;
  for (int i = 0; i < static_cast<int>(scores.size()); ++i) {
    const double s = scores[static_cast<std::size_t>(i)];
    if (std::isnan(s)) result.invalid = true;
    if (result.firstIndex < 0 || s > result.first) {
      if (result.firstIndex >= 0) result.second = result.first;
      result.first = s;
      result.firstIndex = i;
    } else if (i == 1 || s > result.second) {
      result.second = s;
    }
  }
  return result;
}

double alphaOf(double own, double others, Nonconformity kind) {
  switch (kind) {
    case Nonconformity::Complement: return 1 - own;
    case Nonconformity::Margin: return others - own;
    case Nonconformity::Ratio: return others / (own + kRatioGamma);
  }
  return 0;
}

// All labels at once.
template <class Take>
void eachNonconformity(std::span<const float> scores, Nonconformity kind, Take take) {
  const Largest largest = largestOf(scores);
  for (int y = 0; y < static_cast<int>(scores.size()); ++y) {
    const double own = scores[static_cast<std::size_t>(y)];
    const double others = y == largest.firstIndex ? largest.second : largest.first;
    take(y, largest.invalid ? std::numeric_limits<double>::infinity() : alphaOf(own, others, kind));
  }
}

double pValue(std::size_t asStrange, std::size_t n) {
  return static_cast<double>(asStrange + 1) / static_cast<double>(n + 1);
}

template <class Predictor>
ConformalPrediction predictBy(const Predictor& predictor, std::span<const float> scores, double epsilon) {
  thread_local std::vector<double> pValues;
  pValues.resize(scores.size());
  predictor.pValues(scores, pValues);
  return conformalPrediction(pValues, epsilon);
}

}  // namespace

double nonconformity(std::span<const float> scores, int label, Nonconformity kind) {
  double result = 0;
  eachNonconformity(scores, kind, [&](int y, double alpha) {
    if (y == label) result = alpha;
  });
  return result;
}

ConformalPrediction conformalPrediction(std::span<const double> pValues, double epsilon) {
  ConformalPrediction result;
  double second = 0;
  for (int y = 0; y < static_cast<int>(pValues.size()); ++y) {
    const double p = pValues[static_cast<std::size_t>(y)];
    if (p > epsilon) ++result.regionSize;
    if (result.predicted < 0 || p > result.credibility) {
      if (result.predicted >= 0) second = result.credibility;
      result.predicted = y;
      result.credibility = p;
    } else {
      second = std::max(second, p);
    }
  }
  result.confidence = 1 - second;
  result.accepted = result.regionSize == 1;
  return result;
}

NaiveConformalPredictor::NaiveConformalPredictor(std::span<const float> scores, std::span<const int> labels,
                                                 int classes, Nonconformity kind)
    : classes_(classes), kind_(kind), labels_(labels.begin(), labels.end()) {
  const auto width = static_cast<std::size_t>(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    alphas_.push_back(nonconformity(scores.subspan(i * width, width), labels[i], kind));
  }
}

void NaiveConformalPredictor::pValues(std::span<const float> scores, std::span<double> pValues) const {
  for (int y = 0; y < classes_; ++y) {
    const double alpha = nonconformity(scores, y, kind_);
    std::size_t n = 0, asStrange = 0;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      if (labels_[i] != y) continue;
      ++n;
      asStrange += alphas_[i] >= alpha;
    }
    pValues[static_cast<std::size_t>(y)] = pValue(asStrange, n);
  }
}

ConformalPrediction NaiveConformalPredictor::predict(std::span<const float> scores, double epsilon) const {
  return predictBy(*this, scores, epsilon);
}

SortedConformalPredictor::SortedConformalPredictor(std::span<const float> scores, std::span<const int> labels,
                                                   int classes, Nonconformity kind)
    : kind_(kind), alphas_(static_cast<std::size_t>(classes)) {
  const auto width = static_cast<std::size_t>(classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    alphas_.at(static_cast<std::size_t>(labels[i]))
        .push_back(nonconformity(scores.subspan(i * width, width), labels[i], kind));
  }
  for (auto& own : alphas_) std::sort(own.begin(), own.end());
}

void SortedConformalPredictor::pValues(std::span<const float> scores, std::span<double> pValues) const {
  eachNonconformity(scores, kind_, [&](int y, double alpha) {
    const auto& own = alphas_[static_cast<std::size_t>(y)];
    const auto first = std::lower_bound(own.begin(), own.end(), alpha);
    pValues[static_cast<std::size_t>(y)] = pValue(static_cast<std::size_t>(own.end() - first), own.size());
  });
}

ConformalPrediction SortedConformalPredictor::predict(std::span<const float> scores, double epsilon) const {
  return predictBy(*this, scores, epsilon);
}

}  // namespace cellwise::decision
