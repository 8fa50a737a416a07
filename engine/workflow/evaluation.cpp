#include "workflow/evaluation.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <tuple>

#include "decision/bootstrap.h"
#include "decision/class_scaling.h"

namespace cellwise::workflow {
namespace {

constexpr double kNoGate = -std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kAreaFrom = 0.98, kAreaTo = 1;  // the thesis's range of Ra

decision::CalibrationRow rowOf(const EvaluatedCell& cell) {
  return {cell.trueClass, cell.predictedClass, cell.confidence, cell.maxMembership, {}};
}

bool isRight(const EvaluatedCell& cell) {
  return cell.trueClass == cell.predictedClass;
}

std::vector<std::string> slidesOf(std::span<const EvaluatedCell> cells) {
  std::vector<std::string> result;
  for (const auto& cell : cells) result.push_back(cell.slide);
  return result;
}

std::int64_t countSlides(std::span<const EvaluatedCell> cells) {
  std::set<std::string_view> slides;
  for (const auto& cell : cells) slides.insert(cell.slide);
  return static_cast<std::int64_t>(slides.size());
}

// Rr, Ra and R of drawn cells, and the areas.
struct Selective {
  double accuracy = kNaN, rejectionRate = kNaN, acceptedAccuracy = kNaN, reliability = kNaN;
  double aurc = kNaN, eaurc = kNaN, augrc = kNaN;
};
Selective selective(std::span<const EvaluatedCell> cells, std::span<const std::size_t> drawn,
                    const decision::Thresholds& thresholds) {
  Selective result;
  std::vector<decision::CalibrationRow> rows;
  rows.reserve(drawn.size());
  double right = 0, accepted = 0, acceptedRight = 0;
  for (const std::size_t i : drawn) {
    const EvaluatedCell& cell = cells[i];
    rows.push_back(rowOf(cell));
    right += isRight(cell);
    if (decision::decide(cell.confidence, cell.maxMembership, thresholds) != decision::Decision::Accepted)
      continue;
    ++accepted;
    acceptedRight += isRight(cell);
  }
  const auto n = static_cast<double>(rows.size());
  if (rows.empty()) return result;
  result.accuracy = right / n;
  result.rejectionRate = 1 - accepted / n;
  if (accepted > 0) result.acceptedAccuracy = acceptedRight / accepted;
  result.reliability = acceptedRight / n;
  const decision::RiskCoverage risk(rows, kNoGate);
  result.aurc = risk.aurc();
  result.eaurc = risk.eaurc();
  result.augrc = risk.augrc();
  return result;
}

decision::Reliability reliabilityOf(std::span<const EvaluatedCell> cells, std::span<const std::size_t> drawn,
                                    int bins) {
  std::vector<double> confidences;
  std::vector<char> right;
  for (const std::size_t i : drawn) {
    confidences.push_back(cells[i].confidence);
    right.push_back(isRight(cells[i]));
  }
  return decision::reliability(confidences, right, bins);
}

std::vector<std::size_t> everyCell(std::size_t n) {
  std::vector<std::size_t> all(n);
  for (std::size_t i = 0; i < n; ++i) all[i] = i;
  return all;
}

// The values as the cells stand, with their intervals if there are draws.
std::vector<DrawnFigure> drawnFigures(
    const std::vector<std::string>& names, std::span<const std::string> slides,
    const EvaluationOptions& options,
    const std::function<std::vector<double>(std::span<const std::size_t>)>& statistics) {
  const auto values = statistics(everyCell(slides.size()));
  std::vector<decision::Interval> intervals(names.size(), {kNaN, kNaN});
  if (options.draws > 0) {
    intervals = decision::slideBootstrap(slides, options.draws, options.seed, statistics);
  }
  std::vector<DrawnFigure> result;
  for (std::size_t i = 0; i < names.size(); ++i) result.push_back({names[i], values[i], intervals[i]});
  return result;
}

decision::RiskCoverage orderedBy(double EvaluatedCell::*score, std::span<const EvaluatedCell> cells,
                                 std::span<const std::size_t> drawn) {
  std::vector<decision::CalibrationRow> rows;
  rows.reserve(drawn.size());
  for (const std::size_t i : drawn) {
    const EvaluatedCell& cell = cells[i];
    rows.push_back({cell.trueClass, cell.predictedClass, cell.*score, 1, {}});
  }
  return {rows, kNoGate};
}

ScoreRanking rankedBy(std::string name, std::string words, double EvaluatedCell::*score,
                      std::span<const EvaluatedCell> cells, const EvaluationOptions& options) {
  const auto all = everyCell(cells.size());
  const auto order = orderedBy(score, cells, all);
  ScoreRanking ranking{std::move(name), std::move(words), order.aurc(), order.eaurc(), order.augrc(), {}};
  const auto figures =
      drawnFigures({"aurcLessC"}, slidesOf(cells), options, [&](std::span<const std::size_t> drawn) {
        return std::vector<double>{orderedBy(score, cells, drawn).aurc() -
                                   orderedBy(&EvaluatedCell::confidence, cells, drawn).aurc()};
      });
  ranking.aurcLessC = figures.front();
  return ranking;
}

}  // namespace

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

std::vector<float> EvaluationClasses::memberships(std::span<const float> ofModel) const {
  std::vector<float> result(ids_.size());
  for (std::size_t i = 0; i < ofModel.size(); ++i) {
    auto& merged = result[static_cast<std::size_t>(ofModel_.at(i))];
    merged = std::max(merged, ofModel[i]);
  }
  return result;
}

void addScaledScores(std::span<EvaluatedCell> cells, std::span<const float> memberships, int classes) {
  std::vector<int> labels;
  for (const auto& cell : cells) labels.push_back(cell.trueClass);
  const auto scores = decision::crossFittedConfidences(memberships, labels, slidesOf(cells), classes);
  for (std::size_t i = 0; i < scores.size(); ++i) cells[i].scaled = scores[i];
}

Share share(std::int64_t k, std::int64_t n) {
  return {k, n, n > 0 ? static_cast<double>(k) / static_cast<double>(n) : 0, decision::clopperPearson(k, n)};
}

Evaluation evaluate(std::span<const EvaluatedCell> cells, int classes, const decision::Thresholds& thresholds,
                    const EvaluationOptions& options) {
  std::vector<int> trueClasses, predictedClasses;
  std::vector<decision::CalibrationRow> rows;
  std::vector<std::int64_t> rejected(static_cast<std::size_t>(classes)), slipped(rejected);
  Evaluation result;
  result.options = options;
  std::int64_t accepted = 0, acceptedCorrect = 0, confident = 0;
  for (const EvaluatedCell& cell : cells) {
    trueClasses.push_back(cell.trueClass);
    predictedClasses.push_back(cell.predictedClass);
    rows.push_back(rowOf(cell));
    const bool correct = isRight(cell);
    const auto of = static_cast<std::size_t>(cell.trueClass);
    confident += cell.confidence >= thresholds.confidence;
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
  const auto risks =
      decision::predictedClassRisk(rows, thresholds, classes, 1 - options.target, options.delta);
  std::int64_t correct = 0;
  for (std::size_t i = 0; i < result.measures.classes.size(); ++i) {
    const auto& of = result.measures.classes[i];
    const std::int64_t hits = result.confusion[i][i];
    correct += hits;
    result.classes.push_back(
        {share(hits, of.predicted), share(hits, of.n), share(rejected[i], of.n), share(slipped[i], of.n),
         risks[i],
         decision::missedRisk(rows, thresholds, {static_cast<int>(i)}, options.missedTarget, options.delta)});
  }
  result.accuracy = share(correct, n);
  result.rejectionRate = share(n - accepted, n);
  result.acceptedAccuracy = share(acceptedCorrect, accepted);
  result.reliability = share(acceptedCorrect, n);
  result.acceptedByConfidence = share(confident, n);

  const decision::RiskCoverage risk(rows, kNoGate);
  result.aurc = risk.aurc();
  result.eaurc = risk.eaurc();
  result.augrc = risk.augrc();
  for (const auto& [name, words, score] :
       {std::tuple("margin", "the margin of D", &EvaluatedCell::margin),
        std::tuple("maxD", "max D", &EvaluatedCell::maxMembership),
        std::tuple("scaled", "distances scaled per class", &EvaluatedCell::scaled),
        std::tuple("views", "the mean of turned views", &EvaluatedCell::viewed)}) {
    const auto lacks = [&](const EvaluatedCell& cell) { return std::isnan(cell.*score); };
    if (std::none_of(cells.begin(), cells.end(), lacks))
      result.otherScores.push_back(rankedBy(name, words, score, cells, options));
  }
  result.acceptanceArea = risk.acceptanceArea(kAreaFrom, kAreaTo);
  result.curve = risk.curve();
  result.atTarget = decision::RiskCoverage(rows, thresholds.membership).forAccuracy(options.target);
  result.calibration = reliabilityOf(cells, everyCell(cells.size()), options.bins);

  if (options.draws <= 0 || cells.empty()) return result;
  result.slides = countSlides(cells);
  result.drawn = drawnFigures(
      {"accuracy", "macroRecall", "macroF1", "Rr", "Ra", "R", "aurc", "eaurc", "augrc", "calibrationError"},
      slidesOf(cells), options, [&](std::span<const std::size_t> drawn) {
        decision::ConfusionMatrix counts(static_cast<std::size_t>(classes),
                                         std::vector<std::int64_t>(static_cast<std::size_t>(classes)));
        for (const std::size_t i : drawn) {
          ++counts[static_cast<std::size_t>(cells[i].trueClass)]
                  [static_cast<std::size_t>(cells[i].predictedClass)];
        }
        const auto of = decision::measure(counts);
        const auto s = selective(cells, drawn, thresholds);
        return std::vector<double>{s.accuracy,
                                   of.macroRecall,
                                   of.macroF1,
                                   s.rejectionRate,
                                   s.acceptedAccuracy,
                                   s.reliability,
                                   s.aurc,
                                   s.eaurc,
                                   s.augrc,
                                   reliabilityOf(cells, drawn, options.bins).expectedError};
      });
  return result;
}

UnfamiliarObjects evaluateUnfamiliar(std::string name, std::span<const EvaluatedCell> objects,
                                     std::span<const EvaluatedCell> known,
                                     const decision::Thresholds& thresholds,
                                     const EvaluationOptions& options) {
  UnfamiliarObjects result;
  result.name = std::move(name);
  result.n = static_cast<std::int64_t>(objects.size());
  std::int64_t confident = 0;
  for (const EvaluatedCell& object : objects) {
    const auto decision = decision::decide(object.confidence, object.maxMembership, thresholds);
    result.ambiguous += decision == decision::Decision::Ambiguous;
    result.unfamiliar += decision == decision::Decision::Unfamiliar;
    confident += object.confidence >= thresholds.confidence;
  }
  result.acceptedByConfidence = share(confident, result.n);
  result.acceptedByBoth = share(result.n - result.ambiguous - result.unfamiliar, result.n);
  if (objects.empty() || known.empty()) return result;

  // Known cells first, then the objects; their slides are no slides of known cells.
  std::vector<std::string> slides;
  for (const auto& cell : known) slides.push_back("k" + cell.slide);
  for (std::size_t i = 0; i < objects.size(); ++i) slides.push_back("o" + std::to_string(i));
  const auto figures =
      drawnFigures({"aurocC", "aurocMaxD"}, slides, options, [&](std::span<const std::size_t> drawn) {
        std::vector<double> c[2], d[2];
        for (const std::size_t i : drawn) {
          const EvaluatedCell& cell = i < known.size() ? known[i] : objects[i - known.size()];
          c[i >= known.size()].push_back(cell.confidence);
          d[i >= known.size()].push_back(cell.maxMembership);
        }
        if (c[0].empty() || c[1].empty()) return std::vector<double>{kNaN, kNaN};
        return std::vector<double>{decision::auroc(c[0], c[1]), decision::auroc(d[0], d[1])};
      });
  result.aurocConfidence = figures[0];
  result.aurocMembership = figures[1];
  return result;
}

Comparison compare(std::span<const EvaluatedCell> first, const decision::Thresholds& firstThresholds,
                   std::span<const EvaluatedCell> second, const decision::Thresholds& secondThresholds,
                   const EvaluationOptions& options) {
  Comparison result;
  result.n = static_cast<std::int64_t>(first.size());
  std::int64_t firstRight = 0, secondRight = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool a = isRight(first[i]), b = isRight(second[i]);
    firstRight += a;
    secondRight += b;
    result.onlyFirstRight += a && !b;
    result.onlySecondRight += b && !a;
  }
  result.firstAccuracy = share(firstRight, result.n);
  result.secondAccuracy = share(secondRight, result.n);
  result.mcNemar = decision::mcNemarExact(result.onlyFirstRight, result.onlySecondRight);
  result.slides = countSlides(first);
  result.differences = drawnFigures({"accuracy", "Rr", "Ra", "R", "aurc", "augrc"}, slidesOf(first), options,
                                    [&](std::span<const std::size_t> drawn) {
                                      const auto a = selective(first, drawn, firstThresholds);
                                      const auto b = selective(second, drawn, secondThresholds);
                                      return std::vector<double>{b.accuracy - a.accuracy,
                                                                 b.rejectionRate - a.rejectionRate,
                                                                 b.acceptedAccuracy - a.acceptedAccuracy,
                                                                 b.reliability - a.reliability,
                                                                 b.aurc - a.aurc,
                                                                 b.augrc - a.augrc};
                                    });
  return result;
}

}  // namespace cellwise::workflow
