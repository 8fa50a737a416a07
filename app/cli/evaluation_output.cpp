#include "evaluation_output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace cellwise::cli {
namespace {

using workflow::DrawnFigure;

bool isForeign(const EvaluationOutcome& o, const workflow::UnfamiliarObjects& objects) {
  return std::find(o.foreign.begin(), o.foreign.end(), objects.name) != o.foreign.end();
}

std::string interval(const DrawnFigure& figure, double scale, int digits) {
  if (std::isnan(figure.interval.low)) return {};
  char text[64];
  std::snprintf(text, sizeof text, " (%.*f to %.*f)", digits, scale * figure.interval.low, digits,
                scale * figure.interval.high);
  return text;
}

// Column names of their own width, under a line of dots where they would not fit: rows are wide already.
void printConfusion(const workflow::Evaluation& e, const std::vector<std::string>& classes) {
  std::vector<std::size_t> columns;
  for (std::size_t p = 0; p < classes.size(); ++p) {
    if (e.measures.classes[p].n > 0 || e.measures.classes[p].predicted > 0) columns.push_back(p);
  }
  std::printf("\nconfusion (rows: true class; columns: predicted)\n");
  // Long names are cut to fit a terminal, but never so that two of them look the same.
  std::size_t width = 5;
  const auto shortened = [&](std::size_t p) { return classes[p].substr(0, width); };
  for (const std::size_t p : columns) {
    for (const std::size_t q : columns) {
      if (p == q) continue;
      while (width < std::max(classes[p].size(), classes[q].size()) && shortened(p) == shortened(q)) ++width;
    }
  }
  std::printf("%-22s", "");
  for (const std::size_t p : columns) std::printf(" %*s", static_cast<int>(width), shortened(p).c_str());
  std::printf("\n");
  for (std::size_t t = 0; t < classes.size(); ++t) {
    if (e.measures.classes[t].n == 0) continue;
    std::printf("%-22s", classes[t].c_str());
    for (const std::size_t p : columns) {
      std::printf(" %*lld", static_cast<int>(width), static_cast<long long>(e.confusion[t][p]));
    }
    std::printf("\n");
  }
}

void printCells(const EvaluationOutcome& o) {
  const auto& e = o.report.evaluation;
  const auto& m = e.measures;
  const auto& classes = o.report.classes;
  std::printf("%-22s %6s %9s  %-32s  %-32s %7s\n", "class", "n", "predicted", "precision", "recall", "F1");
  for (std::size_t i = 0; i < m.classes.size(); ++i) {
    const auto& of = m.classes[i];
    if (of.n == 0 && of.predicted == 0) continue;
    std::printf("%-22s %6lld %9lld  %-32s  %-32s %6.2f %%\n", classes[i].c_str(),
                static_cast<long long>(of.n), static_cast<long long>(of.predicted),
                inWords(e.classes[i].precision).c_str(), inWords(e.classes[i].recall).c_str(), 100 * of.f1);
  }
  printConfusion(e, classes);
  std::printf("\naccuracy                 %s\n", inWords(e.accuracy).c_str());
  std::printf(
      "macro precision, recall, F1  %.2f %%, %.2f %%, %.2f %%; Ld %.2f %%; over the classes that occur\n",
      100 * m.macroPrecision, 100 * m.macroRecall, 100 * m.macroF1, 100 * m.longTail);
  std::printf("at c_th %.4f, d_th %.4g:\n", o.report.thresholds.confidence, o.report.thresholds.membership);
  std::printf("Rr, left to an expert    %s (%lld between classes, %lld unlike any)\n",
              inWords(e.rejectionRate).c_str(), static_cast<long long>(e.ambiguous),
              static_cast<long long>(e.unfamiliar));
  std::printf("Ra, right if accepted    %s\n", inWords(e.acceptedAccuracy).c_str());
  std::printf("R, accepted and right    %s\n", inWords(e.reliability).c_str());
  if (e.atTarget) {
    std::printf("in hindsight, for Ra >= %.4g %%: c_th %.4f, Rr %.2f %%, Ra %.2f %%, R %.2f %%\n",
                100 * e.options.target, e.atTarget->threshold, 100 * e.atTarget->rejectionRate,
                100 * e.atTarget->acceptedAccuracy, 100 * e.atTarget->reliability);
  } else {
    std::printf("in hindsight, no c_th reaches Ra >= %.4g %%\n", 100 * e.options.target);
  }
  std::printf(
      "order by c: AURC %.5f, E-AURC %.5f, AUGRC %.5f; mean of 1 - Rr over Ra in [0.98, 1] %.4f\n"
      "c as a probability: expected calibration error %.4f, largest %.4f, %zu bins\n",
      e.aurc, e.eaurc, e.augrc, e.acceptanceArea, e.calibration.expectedError, e.calibration.maximumError,
      e.calibration.bins.size());
  for (const auto& other : e.otherScores) {
    std::printf("order by %s: AURC %.5f, E-AURC %.5f, AUGRC %.5f; AURC less that of c %+.5f%s\n",
                other.words.c_str(), other.aurc, other.eaurc, other.augrc, other.aurcLessC.value,
                interval(other.aurcLessC, 1, 5).c_str());
  }
  if (!e.drawn.empty()) {
    std::printf("95 %% by drawing the %lld %s %d times:\n", static_cast<long long>(e.slides),
                o.report.grouped ? "groups" : "cells", e.options.draws);
    for (const auto& figure : e.drawn) {
      const bool share = figure.name.find("au") != 0 && figure.name != "eaurc";
      std::printf(share ? "  %-17s %7.2f %%%s\n" : "  %-17s %7.5f%s\n", figure.name.c_str(),
                  share ? 100 * figure.value : figure.value,
                  interval(figure, share ? 100 : 1, share ? 2 : 5).c_str());
    }
  }
  std::printf(
      "by class at these thresholds, bounds at %.4g %%: accepted as it and wrong (wanted %.4g %%); of it, "
      "accepted as another (wanted %.4g %%)\n",
      100 * (1 - e.options.delta), 100 * (1 - e.options.target), 100 * e.options.missedTarget);
  for (std::size_t i = 0; i < e.classes.size(); ++i) {
    if (m.classes[i].n == 0 && m.classes[i].predicted == 0) continue;
    std::printf("  %-22s %s; %s\n", classes[i].c_str(), inWords(e.classes[i].acceptedRisk).c_str(),
                inWords(e.classes[i].missedRisk).c_str());
  }
}

Json toJson(const DrawnFigure& figure) {
  const auto& [low, high] = figure.interval;
  Json json = {{"value", figure.value}};
  json["interval95"] = std::isnan(low) ? Json() : Json{low, high};
  return json;
}

Json toJson(const decision::RiskStatement& s) {
  return {{"n", s.n},         {"errors", s.errors},       {"target", s.target}, {"delta", s.delta},
          {"bound", s.bound}, {"certified", s.certified}, {"needed", s.needed}};
}

Json toJson(const workflow::UnfamiliarObjects& objects) {
  Json json = {{"name", objects.name},
               {"n", objects.n},
               {"ambiguous", objects.ambiguous},
               {"unfamiliar", objects.unfamiliar}};
  addShare(json, "acceptedByC", objects.acceptedByConfidence);
  addShare(json, "acceptedByBoth", objects.acceptedByBoth);
  json["aurocC"] = toJson(objects.aurocConfidence);
  json["aurocMaxD"] = toJson(objects.aurocMembership);
  return json;
}

Json toJson(const workflow::Comparison& c, const std::string& model) {
  Json json = {{"model", model}, {"n", c.n}};
  addShare(json, "firstAccuracy", c.firstAccuracy);
  addShare(json, "secondAccuracy", c.secondAccuracy);
  json["onlyFirstRight"] = c.onlyFirstRight;
  json["onlySecondRight"] = c.onlySecondRight;
  json["mcNemarP"] = c.mcNemar;
  for (const auto& each : c.differences) json["differences"][each.name] = toJson(each);
  return json;
}

}  // namespace

void print(const EvaluationOutcome& o) {
  if (o.report.evaluation.measures.n > 0) printCells(o);
  for (const auto& each : o.report.unfamiliar) {
    const auto refused = workflow::share(each.ambiguous + each.unfamiliar, each.n);
    std::printf("refused of %-13s %s (%lld between classes, %lld unlike any)\n", each.name.c_str(),
                inWords(refused).c_str(), static_cast<long long>(each.ambiguous),
                static_cast<long long>(each.unfamiliar));
    std::printf("  accepted by c alone    %s\n  accepted by both gates %s\n",
                inWords(each.acceptedByConfidence).c_str(), inWords(each.acceptedByBoth).c_str());
    if (o.report.evaluation.measures.n > 0) {
      std::printf("  AUROC against known cells: c %.4f%s, max D %.4f%s\n", each.aurocConfidence.value,
                  interval(each.aurocConfidence, 1, 4).c_str(), each.aurocMembership.value,
                  interval(each.aurocMembership, 1, 4).c_str());
    }
  }
  if (o.report.comparison) {
    const auto& c = *o.report.comparison;
    std::printf(
        "against %s, on the same %lld cells:\n  accuracy %.2f %% here, %.2f %% there; right here only %lld, "
        "there only %lld; McNemar's exact p %.4g\n",
        o.report.comparedModel.c_str(), static_cast<long long>(c.n), 100 * c.firstAccuracy.value,
        100 * c.secondAccuracy.value, static_cast<long long>(c.onlyFirstRight),
        static_cast<long long>(c.onlySecondRight), c.mcNemar);
    std::printf("  there less here, each at its own thresholds:");
    for (const auto& each : c.differences) {
      const bool area = each.name == "aurc" || each.name == "augrc";
      std::printf(area ? " %s %+.5f%s" : " %s %+.2f %%%s", each.name.c_str(),
                  area ? each.value : 100 * each.value, interval(each, area ? 1 : 100, area ? 5 : 2).c_str());
    }
    std::printf("\n");
  }
  std::printf("Exact intervals: 95 %%, Clopper-Pearson; they take cells for independent%s.\n",
              o.report.grouped ? ", and those of one group are alike: the truth is wider" : "");
}

Json toJson(const EvaluationOutcome& o) {
  const auto& e = o.report.evaluation;
  const auto& m = e.measures;
  Json json;
  json["n"] = m.n;
  json["classes"] = o.report.classes;
  addShare(json, "accuracy", e.accuracy);
  json["macroPrecision"] = m.macroPrecision;
  json["macroRecall"] = m.macroRecall;
  json["macroF1"] = m.macroF1;
  json["longTail"] = m.longTail;
  addShare(json, "Rr", e.rejectionRate);
  addShare(json, "Ra", e.acceptedAccuracy);
  addShare(json, "R", e.reliability);
  json["accepted"] = e.acceptedAccuracy.n;
  json["acceptedErrors"] = e.acceptedAccuracy.n - e.acceptedAccuracy.k;
  json["ambiguous"] = e.ambiguous;
  json["unfamiliar"] = e.unfamiliar;
  addShare(json, "acceptedByC", e.acceptedByConfidence);
  json["aurc"] = e.aurc;
  json["eaurc"] = e.eaurc;
  json["augrc"] = e.augrc;
  for (const auto& other : e.otherScores) {
    const auto& of = other.aurcLessC;
    json["otherScores"].push_back({{"score", other.name},
                                   {"aurc", other.aurc},
                                   {"eaurc", other.eaurc},
                                   {"augrc", other.augrc},
                                   {"aurcLessC", of.value},
                                   {"aurcLessC95", {of.interval.low, of.interval.high}}});
  }
  json["acceptanceArea"] = e.acceptanceArea;
  json["atTarget"] = Json();
  if (e.atTarget) {
    json["atTarget"] = {{"target", e.options.target},
                        {"c_th", e.atTarget->threshold},
                        {"Rr", e.atTarget->rejectionRate},
                        {"Ra", e.atTarget->acceptedAccuracy},
                        {"R", e.atTarget->reliability}};
  }
  Json bins = Json::array();
  for (const auto& bin : e.calibration.bins) {
    Json row = {{"low", bin.low}, {"high", bin.high}, {"n", bin.n}, {"meanC", bin.meanConfidence}};
    addShare(row, "accuracy", workflow::share(bin.correct, bin.n));
    bins.push_back(row);
  }
  json["calibration"] = {{"expectedError", e.calibration.expectedError},
                         {"maximumError", e.calibration.maximumError},
                         {"bins", bins}};
  json["bootstrap"] = Json();
  if (!e.drawn.empty()) {
    Json figures = Json::object();
    for (const auto& figure : e.drawn) figures[figure.name] = toJson(figure);
    json["bootstrap"] = {{"unit", o.report.grouped ? "group" : "cell"},
                         {"units", e.slides},
                         {"draws", e.options.draws},
                         {"seed", e.options.seed},
                         {"figures", figures}};
  }
  json["perClass"] = Json::array();
  for (std::size_t i = 0; i < m.classes.size(); ++i) {
    const auto& of = m.classes[i];
    Json row = {{"class", o.report.classes[i]},
                {"n", of.n},
                {"predicted", of.predicted},
                {"correct", e.classes[i].recall.k}};
    addShare(row, "precision", e.classes[i].precision);
    addShare(row, "recall", e.classes[i].recall);
    row["f1"] = of.f1;
    addShare(row, "rejected", e.classes[i].rejected);
    addShare(row, "slipThrough", e.classes[i].slipThrough);
    row["acceptedRisk"] = toJson(e.classes[i].acceptedRisk);
    row["missedRisk"] = toJson(e.classes[i].missedRisk);
    json["perClass"].push_back(row);
  }
  json["confusion"] = e.confusion;
  json["foreign"] = Json::array();
  json["unfamiliarObjects"] = Json::array();
  for (const auto& each : o.report.unfamiliar) {
    json["unfamiliarObjects"].push_back(toJson(each));
    if (!isForeign(o, each)) continue;
    Json row = {
        {"class", each.name}, {"n", each.n}, {"ambiguous", each.ambiguous}, {"unfamiliar", each.unfamiliar}};
    addShare(row, "refused", workflow::share(each.ambiguous + each.unfamiliar, each.n));
    json["foreign"].push_back(row);
  }
  json["comparison"] = o.report.comparison ? toJson(*o.report.comparison, o.report.comparedModel) : Json();
  json["skipped"] = cli::toJson(o.skipped);
  return json;
}

std::string toCsv(const EvaluationOutcome& o) {
  std::string csv = "path,set,class,group,predicted,correct,c,maxD,decision,reason";
  if (o.secondThresholds) csv += ",predicted2,correct2,c2,maxD2,decision2,reason2";
  csv += "\n";
  for (const auto& file : o.files) {
    const auto truth = [&](const std::optional<bool>& correct) {
      return correct ? std::string(*correct ? "true" : "false") : std::string();
    };
    csv += quoted(file.path) + "," + quoted(file.set) + "," + quoted(file.classId) + "," +
           quoted(file.group) + "," + quoted(file.predicted) + "," + truth(file.correct) + "," +
           scoreColumns(file.score, o.report.thresholds);
    if (file.second) {
      csv += "," + quoted(file.second->predicted) + "," +
             truth(file.correct ? std::optional(file.second->correct) : std::nullopt) + "," +
             scoreColumns(file.second->score, *o.secondThresholds);
    } else if (o.secondThresholds) {
      csv += ",,,,,,";
    }
    csv += "\n";
  }
  return csv;
}

}  // namespace cellwise::cli
