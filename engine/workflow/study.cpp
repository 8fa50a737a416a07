#include "workflow/study.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "decision/bootstrap.h"
#include "decision/class_scaling.h"
#include "decision/conformal.h"
#include "decision/measures.h"
#include "decision/reliability.h"
#include "decision/risk_coverage.h"
#include "decision/score.h"
#include "model/backbone_json.h"
#include "model/json_fields.h"
#include "workflow/html.h"

namespace cellwise::workflow {
namespace {

using decision::CalibrationRow;
using decision::OperatingPoint;

constexpr std::size_t kMaxItems = 1000;
// The thesis's range of the Ra-Rr curve's area.
constexpr double kAreaLow = 0.98, kAreaHigh = 1;
constexpr double kMembershipQuantile = 0.01;  // for d_th, as training has it

bool isId(const std::string& text) {
  return !text.empty() && text.size() <= 60 && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
         });
}

template <class T>
void optionalNumber(model::Fields& of, const char* key, T& value, double low, double high) {
  if (!of.has(key)) return;
  if constexpr (std::is_integral_v<T>) {
    value = static_cast<T>(of.integer(key, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)));
  } else {
    value = of.number(key, low, high);
  }
}

std::vector<std::string> texts(model::Fields& of, const char* key) {
  std::vector<std::string> result;
  if (!of.has(key)) return result;
  for (const auto& item : of.list(key, kMaxItems)) {
    if (!item.is_string())
      of.refuse(of.pathOf(key) + " holds something that is not a text");
    else
      result.push_back(item.get<std::string>());
  }
  return result;
}

StudyRun readRun(model::Fields of, const Study& study, const std::vector<std::uint64_t>& defaultSeeds) {
  StudyRun run;
  run.id = of.text("id");
  if (!isId(run.id)) of.refuse(of.pathOf("id") + " may hold letters, digits, '-', '_' and '.' only");
  run.network = of.text("network");
  if (!study.networks.contains(run.network)) of.refuse(of.pathOf("network") + " is none of \"networks\"");
  run.loss = of.text("loss");
  if (of.has("sampling")) run.sampling = of.text("sampling");
  if (of.has("leaveOut")) run.leaveOut = of.text("leaveOut");
  if (of.has("words")) run.words = of.text("words");
  optionalNumber(of, "outliers", run.outlierShare, 0, 0.5);
  optionalNumber(of, "views", run.views, 1, 4);
  if (of.has("seeds")) {
    for (const int seed : of.integers("seeds")) run.seeds.push_back(static_cast<std::uint64_t>(seed));
  } else {
    run.seeds = defaultSeeds;
  }
  if (run.seeds.empty()) of.refuse(of.pathOf("seeds") + " is empty");
  return run;
}

// --- figures of one training -----------------------------------------------------------------------

// Confidence in the predicted class of every validation and every test cell.
struct CellScores {
  std::string name;
  std::vector<double> validation, test;
};

int predictedClass(const StudyCell& cell) {
  return decision::score(cell.memberships).predicted;
}

double margin(std::span<const float> memberships) {
  const auto s = decision::score(memberships);
  return s.maxMembership - (s.runnerUp < 0 ? 0.0 : memberships[static_cast<std::size_t>(s.runnerUp)]);
}

std::vector<CalibrationRow> rowsOf(const std::vector<StudyCell>& cells, const std::vector<double>& scores) {
  std::vector<CalibrationRow> rows;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto s = decision::score(cells[i].memberships);
    rows.push_back({cells[i].trueClass, s.predicted, scores[i], s.maxMembership, cells[i].group});
  }
  return rows;
}

std::vector<CellScores> scoresOf(const StudyCells& cells, int classes) {
  std::vector<CellScores> all;
  const auto add = [&](const char* name, const auto& score) {
    CellScores scores{name, {}, {}};
    for (const auto& cell : cells.validation) scores.validation.push_back(score(cell));
    for (const auto& cell : cells.test) scores.test.push_back(score(cell));
    all.push_back(std::move(scores));
  };
  add("c", [](const StudyCell& cell) { return decision::score(cell.memberships).confidence; });
  add("margin", [](const StudyCell& cell) { return margin(cell.memberships); });
  add("max", [](const StudyCell& cell) { return decision::score(cell.memberships).maxMembership; });
  {
    // Fitted on the validation cells; of themselves by fits that left their group out.
    std::vector<float> memberships;
    std::vector<int> labels;
    std::vector<std::string> groups;
    for (const auto& cell : cells.validation) {
      memberships.insert(memberships.end(), cell.memberships.begin(), cell.memberships.end());
      labels.push_back(cell.trueClass);
      groups.push_back(cell.group);
    }
    const decision::ClassScaling scaling(memberships, labels, classes);
    const auto confidence = [&](const StudyCell& cell) { return scaling.confidence(cell.memberships); };
    if (auto own = decision::crossFittedConfidences(memberships, labels, groups, classes); !own.empty()) {
      add("scaled", confidence);
      all.back().validation = std::move(own);
    }
  }
  if (!cells.test.empty() && !cells.test.front().viewed.empty()) {
    // How sure the mean over the views is of the class that the upright view was given.
    add("views", [](const StudyCell& cell) {
      const auto own = static_cast<std::size_t>(predictedClass(cell));
      double others = 0;
      for (std::size_t i = 0; i < cell.viewed.size(); ++i) others += i == own ? 0 : cell.viewed[i];
      return 1 - others;
    });
  }
  return all;
}

OperatingPoint pointOf(std::int64_t n, std::int64_t accepted, std::int64_t errors) {
  OperatingPoint point;
  point.n = n;
  point.accepted = accepted;
  point.errors = errors;
  point.rejectionRate = n > 0 ? 1 - static_cast<double>(accepted) / static_cast<double>(n) : 0;
  point.acceptedAccuracy = accepted > 0 ? 1 - static_cast<double>(errors) / static_cast<double>(accepted) : 1;
  point.reliability = n > 0 ? static_cast<double>(accepted - errors) / static_cast<double>(n) : 0;
  return point;
}

void addPoint(std::map<std::string, double>& figures, const std::string& name, const OperatingPoint& point) {
  figures[name + ".Rr"] = point.rejectionRate;
  figures[name + ".Ra"] = point.accepted > 0 ? point.acceptedAccuracy : std::nan("");
  figures[name + ".R"] = point.reliability;
}

// The conformal predictor accepts exactly the singleton regions; its curve runs over the significance.
struct ConformalCurve {
  std::vector<double> epsilons;
  std::vector<OperatingPoint> points;
};

ConformalCurve conformalCurve(const decision::SortedConformalPredictor& predictor,
                              const std::vector<StudyCell>& cells, int classes) {
  constexpr int kSteps = 400;
  ConformalCurve curve;
  std::vector<std::vector<double>> pValues(cells.size(),
                                           std::vector<double>(static_cast<std::size_t>(classes)));
  for (std::size_t i = 0; i < cells.size(); ++i) predictor.pValues(cells[i].memberships, pValues[i]);
  for (int step = 0; step <= kSteps; ++step) {
    const double epsilon = 0.001 * std::pow(900.0, static_cast<double>(step) / kSteps);  // 0.001 to 0.9
    std::int64_t accepted = 0, errors = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto prediction = decision::conformalPrediction(pValues[i], epsilon);
      accepted += prediction.accepted;
      errors += prediction.accepted && prediction.predicted != cells[i].trueClass;
    }
    curve.epsilons.push_back(epsilon);
    curve.points.push_back(pointOf(static_cast<std::int64_t>(cells.size()), accepted, errors));
  }
  return curve;
}

// As RiskCoverage::acceptanceArea, of points in any order.
double areaOf(std::vector<OperatingPoint> points) {
  std::sort(points.begin(), points.end(),
            [](const auto& a, const auto& b) { return a.rejectionRate < b.rejectionRate; });
  double area = 0, reached = kAreaLow;
  for (const auto& point : points) {
    if (point.accepted == 0) continue;
    const double to = std::min(point.acceptedAccuracy, kAreaHigh);
    if (to <= reached) continue;
    area += (to - reached) * (1 - point.rejectionRate);
    reached = to;
  }
  return area / (kAreaHigh - kAreaLow);
}

void addConformal(std::map<std::string, double>& figures, const StudyCells& cells, int classes,
                  double target) {
  std::vector<float> scores;
  std::vector<int> labels;
  for (const auto& cell : cells.calibration) {
    scores.insert(scores.end(), cell.memberships.begin(), cell.memberships.end());
    labels.push_back(cell.trueClass);
  }
  const decision::SortedConformalPredictor predictor(scores, labels, classes,
                                                     decision::Nonconformity::Margin);
  const auto validation = conformalCurve(predictor, cells.validation, classes);
  const auto test = conformalCurve(predictor, cells.test, classes);
  // The most that reaches the target on the validation cells.
  std::size_t best = validation.points.size();
  for (std::size_t i = 0; i < validation.points.size(); ++i) {
    const auto& point = validation.points[i];
    if (point.accepted == 0 || point.acceptedAccuracy < target) continue;
    if (best == validation.points.size() || point.accepted > validation.points[best].accepted) best = i;
  }
  const auto n = static_cast<std::int64_t>(cells.test.size());
  addPoint(figures, "icp", best < test.points.size() ? test.points[best] : pointOf(n, 0, 0));
  figures["icp.epsilon"] = best < test.points.size() ? test.epsilons[best] : std::nan("");
  figures["icp.area"] = areaOf(test.points);
}

StudySummary::Figure figureOf(const std::vector<double>& values) {
  StudySummary::Figure figure;
  double sum = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++figure.n;
  }
  figure.mean = figure.n > 0 ? sum / figure.n : std::nan("");
  double squares = 0;
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - figure.mean) * (value - figure.mean);
  figure.deviation = figure.n > 1 ? std::sqrt(squares / (figure.n - 1)) : std::nan("");
  return figure;
}

}  // namespace

Result<Study> parseStudy(const std::string& text, const std::string& fileName) {
  const auto document = model::parseJson(text, fileName);
  if (!document) return tl::make_unexpected(document.error());
  if (!document->is_object()) return failure(ErrorCode::FormatInvalid, "not a study", fileName);
  std::string problem;
  model::Fields of(*document, {}, problem);
  if (of.text("format") != "cellwise-study") of.refuse("format is not cellwise-study");
  of.integer("schemaVersion", 1, 1);
  Study study;
  study.title = of.text("title");
  study.scheme = of.text("scheme");

  auto networks = of.object("networks");
  for (const auto& [name, value] : networks.members().items()) {
    const auto& presets = model::backbonePresets();
    if (value.is_string()) {
      const auto found = presets.find(value.get<std::string>());
      if (found == presets.end())
        networks.refuse(networks.pathOf(name) + " is no preset");
      else
        study.networks[name] = found->second;
      continue;
    }
    if (!value.is_object()) {
      networks.refuse(networks.pathOf(name) + " is neither a preset nor a backbone");
      continue;
    }
    model::Fields network(value, networks.pathOf(name), problem);
    const auto backbone = model::backboneFromJson(network.text("architecture"), network);
    if (!backbone) {
      network.refuse(network.pathOf("architecture") + " is unknown");
    } else if (const auto unfit = model::problem(*backbone); problem.empty() && !unfit.empty()) {
      network.refuse(networks.pathOf(name) + ": " + unfit);
    } else {
      study.networks[name] = *backbone;
    }
  }

  if (of.has("split")) {
    auto split = of.object("split");
    study.train = split.number("train", 0, 1);
    study.validation = split.number("validation", 0, 1);
    study.calibration = split.number("calibration", 0, 1);
    study.test = split.number("test", 0, 1);
    optionalNumber(split, "seed", study.splitSeed, 0, 1e9);
    if (study.train <= 0 || study.validation <= 0 || study.calibration <= 0 || study.test <= 0)
      split.refuse("every part of split needs cells");
  }
  if (of.has("trainCounts")) {
    auto counts = of.object("trainCounts");
    for (const auto& [name, value] : counts.members().items())
      study.trainCounts[name] = static_cast<int>(counts.integer(name.c_str(), 1, 1'000'000));
  }
  std::vector<std::uint64_t> seeds;
  if (of.has("seeds"))
    for (const int seed : of.integers("seeds")) seeds.push_back(static_cast<std::uint64_t>(seed));
  if (of.has("training")) {
    auto training = of.object("training");
    optionalNumber(training, "epochs", study.epochs, 1, 10'000);
    optionalNumber(training, "batch", study.batch, 2, 4096);
    optionalNumber(training, "warmUp", study.warmUp, 0, 1e6);
    optionalNumber(training, "centroidLength", study.centroidLength, 1, 4096);
    optionalNumber(training, "lr", study.learningRate, 1e-8, 10);
    optionalNumber(training, "weightDecay", study.weightDecay, 0, 10);
    optionalNumber(training, "averaging", study.averaging, 0, 0.99999);
    optionalNumber(training, "stain", study.stain, 0, 10);
    optionalNumber(training, "colour", study.colour, 0, 10);
    optionalNumber(training, "centre", study.centre, 0.2, 1);
  }
  optionalNumber(of, "target", study.target, 0.5, 0.9999);
  study.unfamiliar = texts(of, "unfamiliar");

  std::set<std::string> ids;
  for (const auto& item : of.list("runs", kMaxItems)) {
    const std::string path = "runs[" + std::to_string(study.runs.size()) + "]";
    if (!item.is_object()) {
      of.refuse(path + " is no object");
      break;
    }
    study.runs.push_back(readRun(model::Fields(item, path, problem), study, seeds));
    if (!ids.insert(study.runs.back().id).second)
      of.refuse("the id " + study.runs.back().id + " occurs twice");
  }
  if (study.runs.empty()) of.refuse("runs is empty");
  if (of.has("comparisons")) {
    for (const auto& item : of.list("comparisons", kMaxItems)) {
      if (!item.is_array() || item.size() != 2 || !item[0].is_string() || !item[1].is_string() ||
          !ids.contains(item[0].get<std::string>()) || !ids.contains(item[1].get<std::string>())) {
        of.refuse("comparisons holds something that is not a pair of run ids");
        break;
      }
      study.comparisons.emplace_back(item[0].get<std::string>(), item[1].get<std::string>());
    }
  }
  if (!problem.empty()) return failure(ErrorCode::FormatInvalid, problem, fileName);
  return study;
}

std::map<std::string, double> studyFigures(const StudyCells& cells, int classes, double target) {
  std::map<std::string, double> figures;
  std::vector<int> truth, predicted;
  for (const auto& cell : cells.test) {
    truth.push_back(cell.trueClass);
    predicted.push_back(predictedClass(cell));
  }
  const auto measures = decision::measure(decision::confusion(truth, predicted, classes));
  figures["n"] = static_cast<double>(cells.test.size());
  figures["accuracy"] = measures.accuracy;
  figures["macroPrecision"] = measures.macroPrecision;
  figures["macroRecall"] = measures.macroRecall;
  figures["macroF1"] = measures.macroF1;
  figures["longTail"] = measures.longTail;

  decision::Thresholds thresholds;
  for (const auto& [name, ofValidation, ofTest] : scoresOf(cells, classes)) {
    const auto validation = rowsOf(cells.validation, ofValidation), test = rowsOf(cells.test, ofTest);
    const decision::RiskCoverage curve(test, 0);
    const auto chosen = decision::RiskCoverage(validation, 0).forAccuracy(target);
    addPoint(figures, name,
             chosen ? curve.at(chosen->threshold) : pointOf(static_cast<std::int64_t>(test.size()), 0, 0));
    figures[name + ".area"] = curve.acceptanceArea(kAreaLow, kAreaHigh);
    figures[name + ".aurc"] = curve.aurc();
    figures[name + ".eaurc"] = curve.eaurc();
    figures[name + ".augrc"] = curve.augrc();
    // On the validation cells: what a score may be chosen by.
    const decision::RiskCoverage own(validation, 0);
    figures["validation." + name + ".aurc"] = own.aurc();
    figures["validation." + name + ".augrc"] = own.augrc();
    if (name == "c") {
      thresholds.confidence = chosen ? chosen->threshold : std::numeric_limits<double>::infinity();
      thresholds.membership = decision::calibrateMembership(validation, kMembershipQuantile);
    }
  }
  addConformal(figures, cells, classes, target);

  std::vector<double> knownC, knownD;
  for (const auto& cell : cells.test) {
    const auto s = decision::score(cell.memberships);
    knownC.push_back(s.confidence);
    knownD.push_back(s.maxMembership);
  }
  for (const auto& [name, objects] : cells.unfamiliar) {
    if (objects.empty()) continue;
    std::vector<double> c, d;
    double byC = 0, byBoth = 0;
    for (const auto& object : objects) {
      const auto s = decision::score(object.memberships);
      c.push_back(s.confidence);
      d.push_back(s.maxMembership);
      byC += s.confidence >= thresholds.confidence;
      byBoth += decision::decide(s.confidence, s.maxMembership, thresholds) == decision::Decision::Accepted;
    }
    const auto n = static_cast<double>(objects.size());
    figures[name + ".n"] = n;
    figures[name + ".aurocC"] = decision::auroc(knownC, c);
    figures[name + ".aurocMaxD"] = decision::auroc(knownD, d);
    figures[name + ".acceptedC"] = byC / n;
    figures[name + ".acceptedBoth"] = byBoth / n;
  }
  return figures;
}

StudySummary summarise(const Study& study, std::span<const StudyResult> results, int draws) {
  const auto resultsOf = [&](const std::string& run) {
    std::map<std::uint64_t, const StudyResult*> bySeed;
    for (const auto& result : results)
      if (result.run == run) bySeed[result.seed] = &result;
    return bySeed;
  };
  StudySummary summary;
  for (const auto& run : study.runs) {
    std::map<std::string, std::vector<double>> values;
    for (const auto& [seed, result] : resultsOf(run.id))
      for (const auto& [name, value] : result->figures) values[name].push_back(value);
    StudySummary::OfRun of{run.id, {}};
    for (const auto& [name, list] : values) of.figures[name] = figureOf(list);
    summary.runs.push_back(std::move(of));
  }
  for (const auto& [first, second] : study.comparisons) {
    StudySummary::Difference difference{first, second, 0, {}, 0, {std::nan(""), std::nan("")}};
    std::map<std::string, std::vector<double>> values;
    const auto a = resultsOf(first), b = resultsOf(second);
    std::vector<std::pair<const StudyResult*, const StudyResult*>> pairs;
    for (const auto& [seed, one] : a) {
      const auto other = b.find(seed);
      if (other == b.end()) continue;
      pairs.emplace_back(one, other->second);
      for (const auto& [name, value] : one->figures) {
        const auto found = other->second->figures.find(name);
        if (found != other->second->figures.end()) values[name].push_back(found->second - value);
      }
    }
    difference.seeds = static_cast<int>(pairs.size());
    for (const auto& [name, list] : values) difference.figures[name] = figureOf(list);
    const bool alike = !pairs.empty() && std::all_of(pairs.begin(), pairs.end(), [&](const auto& pair) {
      return pair.first->groups == pairs.front().first->groups &&
             pair.second->groups == pairs.front().first->groups;
    });
    if (alike) {
      const auto mean = [&](std::span<const std::size_t> cells) {
        double sum = 0;
        for (const std::size_t i : cells)
          for (const auto& [one, other] : pairs) sum += int{other->right[i]} - int{one->right[i]};
        const auto n = static_cast<double>(cells.size() * pairs.size());
        return std::vector<double>{n > 0 ? sum / n : std::nan("")};
      };
      std::vector<std::size_t> all(pairs.front().first->groups.size());
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
      difference.accuracy = mean(all).front();
      difference.interval =
          decision::slideBootstrap(pairs.front().first->groups, draws, study.splitSeed, mean).front();
    }
    summary.differences.push_back(std::move(difference));
  }
  return summary;
}

std::string studyCsv(std::span<const StudyResult> results) {
  std::set<std::string> names;
  for (const auto& result : results)
    for (const auto& [name, ignored] : result.figures) names.insert(name);
  std::string csv = "run,seed";
  for (const auto& name : names) csv += "," + name;
  csv += "\n";
  for (const auto& result : results) {
    csv += result.run + "," + std::to_string(result.seed);
    for (const auto& name : names) {
      const auto found = result.figures.find(name);
      csv += ",";
      if (found != result.figures.end() && !std::isnan(found->second)) csv += format("%.6g", found->second);
    }
    csv += "\n";
  }
  return csv;
}

std::string studyHtml(const Study& study, std::span<const StudyResult> results, const StudySummary& summary) {
  const auto withDeviation = [](const StudySummary::Figure& f, double scale, const char* unit) {
    if (f.n == 0 || std::isnan(f.mean)) return std::string("–");
    std::string text = format("%.2f", scale * f.mean);
    if (!std::isnan(f.deviation)) text += format(" ± %.2f", scale * f.deviation);
    return text + unit;
  };
  std::string html =
      htmlHead(study.title) + "<h1>" + escapeHtml(study.title) + "</h1>\n<p>" +
      format(
          "%zu trainings of %d epochs. Thresholds set for %.4g %% on validation cells, everything "
          "measured on test cells. ± is the standard deviation over seeds. For research use.",
          results.size(), study.epochs, 100 * study.target) +
      "</p>\n";
  const auto table = [&](const char* title, const std::vector<std::pair<std::string, std::string>>& columns) {
    html += std::string("<h2>") + title + "</h2>\n<table><tr><th>run</th><th>seeds</th>";
    for (const auto& [name, heading] : columns) html += "<th>" + heading + "</th>";
    html += "</tr>\n";
    for (const auto& run : summary.runs) {
      if (std::none_of(columns.begin(), columns.end(),
                       [&](const auto& column) { return run.figures.contains(column.first); }))
        continue;
      const auto n = run.figures.contains("accuracy") ? run.figures.at("accuracy").n : 0;
      html += "<tr><th scope=\"row\">" + escapeHtml(run.run) + "</th><td>" + std::to_string(n) + "</td>";
      for (const auto& [name, heading] : columns) {
        const auto found = run.figures.find(name);
        html += "<td>" + (found == run.figures.end() ? "–" : withDeviation(found->second, 100, "")) + "</td>";
      }
      html += "</tr>\n";
    }
    html += "</table>\n";
  };
  table("Classification, %", {{"accuracy", "accuracy"},
                              {"macroPrecision", "precision"},
                              {"macroRecall", "recall"},
                              {"macroF1", "F1"},
                              {"longTail", "Ld"}});
  table("Rejection, %: the conformal predictor and c", {{"icp.Rr", "ICP Rr"},
                                                        {"icp.Ra", "ICP Ra"},
                                                        {"icp.R", "ICP R"},
                                                        {"icp.area", "ICP area"},
                                                        {"c.Rr", "c Rr"},
                                                        {"c.Ra", "c Ra"},
                                                        {"c.R", "c R"},
                                                        {"c.area", "c area"}});
  table("Area under risk and coverage, % (less is better)", {{"c.aurc", "c"},
                                                             {"margin.aurc", "margin"},
                                                             {"max.aurc", "max D"},
                                                             {"scaled.aurc", "scaled"},
                                                             {"views.aurc", "views"},
                                                             {"c.augrc", "c, AUGRC"},
                                                             {"margin.augrc", "margin"},
                                                             {"max.augrc", "max D"},
                                                             {"scaled.augrc", "scaled"},
                                                             {"views.augrc", "views"}});
  std::set<std::string> sets;
  for (const auto& run : summary.runs)
    for (const auto& [name, ignored] : run.figures)
      if (name.ends_with(".aurocC")) sets.insert(name.substr(0, name.size() - 7));
  for (const auto& set : sets) {
    table(("Unfamiliar, %: " + escapeHtml(set)).c_str(), {{set + ".aurocC", "AUROC of c"},
                                                          {set + ".aurocMaxD", "AUROC of max D"},
                                                          {set + ".acceptedC", "accepted by c alone"},
                                                          {set + ".acceptedBoth", "by both gates"}});
  }
  if (!summary.differences.empty()) {
    html +=
        "<h2>Differences in points, second less first</h2>\n<table><tr><th>first</th><th>second</th>"
        "<th>seeds</th><th>accuracy</th><th>95 %, by drawing groups</th><th>F1</th><th>Ld</th>"
        "<th>c R</th></tr>\n";
    for (const auto& d : summary.differences) {
      const auto of = [&](const char* name) {
        const auto found = d.figures.find(name);
        return found == d.figures.end() ? std::string("–") : withDeviation(found->second, 100, "");
      };
      html += "<tr><th scope=\"row\">" + escapeHtml(d.first) + "</th><th scope=\"row\">" +
              escapeHtml(d.second) + "</th><td>" + std::to_string(d.seeds) + "</td><td>" +
              format("%+.2f", 100 * d.accuracy) + "</td><td>" +
              (std::isnan(d.interval.low)
                   ? "–"
                   : format("%+.2f to %+.2f", 100 * d.interval.low, 100 * d.interval.high)) +
              "</td><td>" + of("macroF1") + "</td><td>" + of("longTail") + "</td><td>" + of("c.R") +
              "</td></tr>\n";
    }
    html += "</table>\n";
  }
  return html + "</body></html>\n";
}

}  // namespace cellwise::workflow
