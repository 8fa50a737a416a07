#include "workflow/evaluation.h"

#include <algorithm>
#include <limits>

#include "decision/risk_coverage.h"

namespace cellwise::workflow {

EvaluationClasses::EvaluationClasses(const model::ClassScheme& scheme,
                                     const std::map<std::string, std::string>& map) {
  for (const model::CellClass& each : scheme.classes) {
    const auto mapped = map.find(each.id);
    const std::string& id = mapped == map.end() ? each.id : mapped->second;
    if (indexOf(id) < 0) ids_.push_back(id);
    ofModel_.push_back(indexOf(id));
  }
}

int EvaluationClasses::indexOf(std::string_view id) const {
  const auto found = std::find(ids_.begin(), ids_.end(), id);
  return found == ids_.end() ? -1 : static_cast<int>(found - ids_.begin());
}

Share share(std::int64_t k, std::int64_t n) {
  return {k, n, n > 0 ? static_cast<double>(k) / static_cast<double>(n) : 0, decision::clopperPearson(k, n)};
}

Evaluation evaluate(std::span<const EvaluatedCell> cells, int classes,
                    const decision::Thresholds& thresholds) {
  std::vector<int> trueClasses, predictedClasses;
  std::vector<decision::CalibrationRow> rows;
  std::vector<std::int64_t> rejected(static_cast<std::size_t>(classes)), slipped(rejected);
  Evaluation result;
  std::int64_t accepted = 0, acceptedCorrect = 0;
  for (const EvaluatedCell& cell : cells) {
    trueClasses.push_back(cell.trueClass);
    predictedClasses.push_back(cell.predictedClass);
    rows.push_back({cell.trueClass, cell.predictedClass, cell.confidence, cell.maxMembership, {}});
    const bool correct = cell.trueClass == cell.predictedClass;
    const auto of = static_cast<std::size_t>(cell.trueClass);
    switch (decision::decide(cell.confidence, cell.maxMembership, thresholds)) {
      case decision::Decision::Accepted:
        ++accepted;
        acceptedCorrect += correct;
        slipped.at(of) += !correct;
        break;
      case decision::Decision::Ambiguous:
        ++result.ambiguous;
        ++rejected.at(of);
        break;
      case decision::Decision::Unfamiliar:
        ++result.unfamiliar;
        ++rejected.at(of);
        break;
    }
  }
  result.confusion = decision::confusion(trueClasses, predictedClasses, classes);
  result.measures = decision::measure(result.confusion);
  const auto n = static_cast<std::int64_t>(cells.size());
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < result.measures.classes.size(); ++i) {
    const auto& of = result.measures.classes[i];
    const std::int64_t hits = result.confusion[i][i];
    correct += hits;
    result.classes.push_back(
        {share(hits, of.predicted), share(hits, of.n), share(rejected[i], of.n), share(slipped[i], of.n)});
  }
  result.accuracy = share(correct, n);
  result.rejectionRate = share(n - accepted, n);
  result.acceptedAccuracy = share(acceptedCorrect, accepted);
  result.reliability = share(acceptedCorrect, n);
  result.aurc = decision::RiskCoverage(rows, -std::numeric_limits<double>::infinity()).aurc();
  return result;
}

}  // namespace cellwise::workflow
