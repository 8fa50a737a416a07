#include "decision/measures.h"

#include <algorithm>

namespace cellwise::decision {

ConfusionMatrix confusion(std::span<const int> trueClasses, std::span<const int> predictedClasses,
                          int classes) {
  ConfusionMatrix counts(classes, std::vector<std::int64_t>(classes, 0));
  for (std::size_t i = 0; i < std::min(trueClasses.size(), predictedClasses.size()); ++i) {
    ++counts.at(trueClasses[i]).at(predictedClasses[i]);
  }
  return counts;
}

Measures measure(const ConfusionMatrix& counts) {
  const std::size_t size = counts.size();
  Measures result;
  result.classes.resize(size);
  std::int64_t correct = 0;
  for (std::size_t t = 0; t < size; ++t) {
    for (std::size_t p = 0; p < size; ++p) {
      result.classes[t].n += counts[t][p];
      result.classes[p].predicted += counts[t][p];
    }
    result.n += result.classes[t].n;
    correct += counts[t][t];
  }
  if (result.n == 0) return result;

  const auto share = [](std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
  };
  result.accuracy = share(correct, result.n);
  int occurring = 0;
  for (std::size_t i = 0; i < size; ++i) {
    ClassMeasures& of = result.classes[i];
    of.precision = share(counts[i][i], of.predicted);
    of.recall = share(counts[i][i], of.n);
    of.f1 = share(2 * counts[i][i], of.n + of.predicted);  // the harmonic mean of the two
    if (of.n == 0) continue;
    ++occurring;
    result.macroPrecision += of.precision;
    result.macroRecall += of.recall;
    result.macroF1 += of.f1;
  }
  result.macroPrecision /= occurring;
  result.macroRecall /= occurring;
  result.macroF1 /= occurring;
  result.longTail = 1;
  for (const ClassMeasures& of : result.classes) {
    if (of.n > 0) result.longTail -= (1.0 / occurring - share(of.n, result.n)) * (1 - of.f1);
  }
  return result;
}

}  // namespace cellwise::decision
