#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "workflow/evaluation.h"
#include "workflow/evaluation_report.h"

namespace cellwise::workflow {

TEST_CASE("Classes that an index does not tell apart are merged in the model too") {
  model::ClassScheme scheme;
  for (const char* id : {"band", "monocyte", "segmented", "lymphocyte"}) {
    scheme.classes.emplace_back();
    scheme.classes.back().id = id;
  }
  const EvaluationClasses classes(scheme,
                                  {{"band", "neutrophil"}, {"segmented", "neutrophil"}, {"other", "x"}});
  CHECK(classes.ids() == std::vector<std::string>{"neutrophil", "monocyte", "lymphocyte"});
  CHECK(classes.ofModel(0) == 0);
  CHECK(classes.ofModel(2) == 0);
  CHECK(classes.ofModel(3) == 2);
  CHECK(classes.indexOf("monocyte") == 1);
  CHECK(classes.indexOf("band") == -1);
  CHECK(classes.indexOf("x") == -1);
}

TEST_CASE("Rr, Ra, R and what slips through, counted by hand") {
  // c_th 0.8, d_th 0.5: three accepted (one of them wrong), two between classes, one unlike any.
  const std::vector<EvaluatedCell> cells = {
      {0, 0, 0.95, 0.9}, {0, 0, 0.80, 0.5}, {1, 0, 0.90, 0.9},
      {1, 1, 0.70, 0.9}, {1, 0, 0.50, 0.6}, {0, 1, 0.99, 0.1},
  };
  const Evaluation result = evaluate(cells, 3, {0.8, 0.5});
  CHECK(result.accuracy.k == 3);
  CHECK(result.accuracy.n == 6);
  CHECK(result.rejectionRate.value == Approx(0.5));
  CHECK(result.ambiguous == 2);
  CHECK(result.unfamiliar == 1);
  CHECK(result.acceptedAccuracy.k == 2);
  CHECK(result.acceptedAccuracy.n == 3);
  CHECK(result.reliability.value ==
        Approx((1 - result.rejectionRate.value) * result.acceptedAccuracy.value));  // (4-6)
  CHECK(result.confusion[1][0] == 2);
  CHECK(result.classes[1].slipThrough.k == 1);
  CHECK(result.classes[1].rejected.k == 2);
  CHECK(result.classes[0].recall.k == 2);
  CHECK(result.classes[0].precision.n == 4);
  CHECK(result.classes[2].recall.n == 0);
  // 2 of 3 at 95 %, from tables: 9.4 to 99.2 %.
  CHECK(result.acceptedAccuracy.interval.low == Approx(0.0943).margin(5e-4));
  CHECK(result.acceptedAccuracy.interval.high == Approx(0.9916).margin(5e-4));
}

TEST_CASE("Nothing to evaluate is no division by zero") {
  const Evaluation result = evaluate({}, 2, {0.5, 0.5});
  CHECK(result.accuracy.value == 0);
  CHECK(result.accuracy.interval.high == 1);
  CHECK(result.measures.n == 0);
}

namespace {

// Cells of two classes in slides of ten; those of a slide are alike: right together more often.
std::vector<EvaluatedCell> drawnCells(unsigned seed, int slides, double error) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<EvaluatedCell> cells;
  for (int s = 0; s < slides; ++s) {
    const double own = error * 2 * uniform(random);
    for (int i = 0; i < 10; ++i) {
      const bool wrong = uniform(random) < own;
      const int truth = static_cast<int>(random() % 2);
      const double c = wrong ? uniform(random) : 1 - 0.5 * uniform(random);
      cells.push_back({truth, wrong ? 1 - truth : truth, c, 0.2 + 0.8 * c, "slide " + std::to_string(s)});
    }
  }
  return cells;
}

const DrawnFigure& figure(const std::vector<DrawnFigure>& figures, const std::string& name) {
  for (const auto& each : figures) {
    if (each.name == name) return each;
  }
  FAIL("no figure " + name);
  return figures.front();
}

}  // namespace

TEST_CASE("What an evaluation adds: areas, hindsight, calibration, statements by class, drawn intervals") {
  const auto cells = drawnCells(4, 60, 0.1);
  EvaluationOptions options;
  options.target = 0.95;
  options.draws = 300;
  const decision::Thresholds thresholds{0.6, 0.3};
  const Evaluation e = evaluate(cells, 2, thresholds, options);
  CHECK(e.eaurc > 0);
  CHECK(e.eaurc < e.aurc);
  CHECK(e.augrc < 1 - e.accuracy.value);
  REQUIRE(e.atTarget);
  CHECK(e.atTarget->acceptedAccuracy >= 0.95);
  CHECK(e.acceptedByConfidence.k >= e.acceptedAccuracy.n);
  std::int64_t binned = 0;
  for (const auto& bin : e.calibration.bins) binned += bin.n;
  CHECK(binned == 600);
  CHECK(e.slides == 60);
  REQUIRE(e.drawn.size() == 10);
  for (const auto& each : e.drawn) {
    INFO(each.name);
    CHECK(each.interval.low <= each.value);
    CHECK(each.interval.high >= each.value);
    CHECK(each.interval.high > each.interval.low);
  }
  CHECK(figure(e.drawn, "Ra").value == e.acceptedAccuracy.value);
  CHECK(figure(e.drawn, "aurc").value == e.aurc);
  CHECK(figure(e.drawn, "macroF1").value == e.measures.macroF1);
  for (int i = 0; i < 2; ++i) {
    const auto& of = e.classes[static_cast<std::size_t>(i)];
    CHECK(of.missedRisk.n == of.recall.n);
    CHECK(of.missedRisk.errors == of.slipThrough.k);
    CHECK(of.acceptedRisk.errors <= of.precision.n - of.precision.k);
  }
  CHECK(e.classes[0].acceptedRisk.n + e.classes[1].acceptedRisk.n == e.acceptedAccuracy.n);
  // Without draws nothing is drawn; the rest is the same.
  options.draws = 0;
  const Evaluation plain = evaluate(cells, 2, thresholds, options);
  CHECK(plain.drawn.empty());
  CHECK(plain.aurc == e.aurc);
}

TEST_CASE("Unfamiliar objects: c takes them for sure, the second gate does not") {
  // Known: c 0.9, max D 0.9 and 0.7. Objects: c 0.99 as nothing is near, max D 0.01; one like a cell.
  const std::vector<EvaluatedCell> known = {{0, 0, 0.9, 0.9, "a"}, {1, 1, 0.8, 0.7, "b"}};
  const std::vector<EvaluatedCell> objects = {
      {-1, 0, 0.99, 0.01, "x"}, {-1, 0, 0.99, 0.02, "y"}, {-1, 1, 0.85, 0.8, "z"}, {-1, 1, 0.1, 0.5, "w"}};
  const auto result = evaluateUnfamiliar("debris", objects, known, {0.5, 0.3});
  CHECK(result.n == 4);
  CHECK(result.acceptedByConfidence.k == 3);
  CHECK(result.acceptedByBoth.k == 1);
  CHECK(result.unfamiliar == 2);
  CHECK(result.ambiguous == 1);
  CHECK(result.aurocConfidence.value == Approx((2 + 1) / 8.0));
  CHECK(result.aurocMembership.value == Approx((4 + 3) / 8.0));
  CHECK(std::isnan(result.aurocConfidence.interval.low));
  EvaluationOptions options;
  options.draws = 200;
  const auto drawn = evaluateUnfamiliar("debris", objects, known, {0.5, 0.3}, options);
  CHECK(drawn.aurocMembership.interval.low <= drawn.aurocMembership.value);
  CHECK(drawn.aurocMembership.interval.high >= drawn.aurocMembership.value);
  CHECK(evaluateUnfamiliar("none", {}, known, {0.5, 0.3}, options).acceptedByBoth.n == 0);
}

TEST_CASE("Two models on the same cells, by hand") {
  const std::vector<EvaluatedCell> first = {
      {0, 0, 0.9, 0.9, "a"}, {0, 1, 0.8, 0.9, "a"}, {1, 1, 0.4, 0.9, "b"}, {1, 1, 0.9, 0.9, "b"}};
  // A class that the evaluation does not have is wrong.
  const std::vector<EvaluatedCell> second = {
      {0, 0, 0.9, 0.9, "a"}, {0, 0, 0.9, 0.9, "a"}, {1, 0, 0.9, 0.9, "b"}, {1, -1, 0.2, 0.9, "b"}};
  EvaluationOptions options;
  options.draws = 100;
  const Comparison c = compare(first, {0.5, 0.5}, second, {0.3, 0.5}, options);
  CHECK(c.n == 4);
  CHECK(c.firstAccuracy.k == 3);
  CHECK(c.secondAccuracy.k == 2);
  CHECK(c.onlyFirstRight == 2);
  CHECK(c.onlySecondRight == 1);
  CHECK(c.mcNemar == Approx(1));
  CHECK(c.slides == 2);
  CHECK(figure(c.differences, "accuracy").value == Approx(-0.25));
  CHECK(figure(c.differences, "Rr").value == Approx(0));
  CHECK(figure(c.differences, "Ra").value == Approx(2.0 / 3 - 2.0 / 3));
  CHECK(figure(c.differences, "accuracy").interval.low == Approx(-1));  // slide b alone
  CHECK(figure(c.differences, "accuracy").interval.high == Approx(0.5));
  // A model against itself differs in nothing, on any draw.
  const Comparison same = compare(first, {0.5, 0.5}, first, {0.5, 0.5}, options);
  for (const auto& each : same.differences) {
    CHECK(each.interval.low == 0);
    CHECK(each.interval.high == 0);
  }
}

TEST_CASE("The report: every text escaped, nothing from outside, all parts there") {
  EvaluationReport report;
  report.program = "program";
  report.model = "<script>alert(1)</script> & \"co\"";
  report.index = "a\x01<b>.csv";
  report.classes = {"band <img src=x>", "monocyte"};
  report.thresholds = {0.6, 0.3};
  EvaluationOptions options;
  options.draws = 50;
  const auto cells = drawnCells(4, 20, 0.1);
  report.evaluation = evaluate(cells, 2, report.thresholds, options);
  report.grouped = true;
  report.unfamiliar.push_back(evaluateUnfamiliar("debris'", cells, cells, report.thresholds, options));
  report.comparison = compare(cells, report.thresholds, cells, report.thresholds, options);
  report.comparedModel = "older </h2>";
  const std::string html = toHtml(report);
  CHECK_THAT(html, Catch::StartsWith("<!DOCTYPE html>") && Catch::EndsWith("</html>\n"));
  CHECK_THAT(html, !Catch::Contains("<script") && !Catch::Contains("<img") &&
                       !Catch::Contains("older </h2>") && !Catch::Contains("http://") &&
                       !Catch::Contains("https://") && !Catch::Contains("\x01") && !Catch::Contains("url("));
  CHECK_THAT(html, Catch::Contains("&lt;script&gt;") && Catch::Contains("band &lt;img src=x&gt;") &&
                       Catch::Contains("debris&#39;"));
  std::size_t plots = 0;
  for (std::size_t at = html.find("<svg"); at != std::string::npos; at = html.find("<svg", at + 1)) ++plots;
  CHECK(plots == 3);
  CHECK_THAT(html, Catch::Contains("<td class=\"same\"") && Catch::Contains("McNemar") &&
                       Catch::Contains("AUROC of max D") && !Catch::Contains("nan"));

  SECTION("also of nothing") {
    EvaluationReport empty;
    empty.classes = {"a", "b"};
    empty.evaluation = evaluate({}, 2, {0.5, 0.5}, options);
    CHECK_THAT(toHtml(empty), Catch::EndsWith("</html>\n") && !Catch::Contains("nan"));
  }
}

TEST_CASE("Other scores are ranked beside c, and how they differ has an interval") {
  // By c the errors come last but one; by margin they come last; by max D first.
  std::vector<EvaluatedCell> cells;
  for (int s = 0; s < 20; ++s) {
    const std::string slide = "slide " + std::to_string(s);
    const double own = 0.001 * s;  // no ties
    cells.push_back({0, 0, 0.9 + own, 0.3 + own, slide, 0.9 + own});
    cells.push_back({0, 0, 0.5 + own, 0.2 + own, slide, 0.8 + own});
    cells.push_back({0, 1, 0.7 + own, 0.9 + own, slide, 0.1 + own});
  }
  EvaluationOptions options;
  options.draws = 100;
  const Evaluation e = evaluate(cells, 2, {0, 0}, options);
  REQUIRE(e.otherScores.size() == 2);
  const auto& margin = e.otherScores[0];
  const auto& maxD = e.otherScores[1];
  CHECK(margin.name == "margin");
  CHECK(margin.eaurc == Approx(0).margin(1e-12));
  CHECK(margin.aurcLessC.value == Approx(margin.aurc - e.aurc));
  CHECK(margin.aurcLessC.interval.high < 0);
  CHECK(maxD.name == "maxD");
  CHECK(maxD.aurcLessC.interval.low > 0);
  CHECK(maxD.augrc > e.augrc);

  // Scores that only some cells have are not ranked; those that all have are.
  cells[0].scaled = 0.5;
  CHECK(evaluate(cells, 2, {0, 0}, options).otherScores.size() == 2);
  for (auto& cell : cells) cell.viewed = cell.margin;
  const auto ranked = evaluate(cells, 2, {0, 0}, options).otherScores;
  REQUIRE(ranked.size() == 3);
  CHECK(ranked[2].name == "views");
  CHECK(ranked[2].aurc == margin.aurc);
}

TEST_CASE("The scaled score is of the evaluation's classes, fitted on other slides") {
  const model::ClassScheme scheme = [] {
    model::ClassScheme s;
    for (const char* id : {"band", "segmented", "mono"}) {
      model::CellClass c;
      c.id = id;
      s.classes.push_back(c);
    }
    return s;
  }();
  const EvaluationClasses classes(scheme, {{"band", "neutrophil"}, {"segmented", "neutrophil"}});
  CHECK(classes.memberships(std::vector<float>{0.2f, 0.7f, 0.4f}) == std::vector<float>{0.7f, 0.4f});
  std::vector<EvaluatedCell> cells;
  std::vector<float> memberships;
  for (int i = 0; i < 40; ++i) {
    const float own = 0.5f + 0.01f * static_cast<float>(i), other = 0.4f - 0.005f * static_cast<float>(i);
    cells.push_back({i % 2, i % 2, 1.0 - other, own, "s" + std::to_string(i / 4), own - other});
    for (int c = 0; c < 2; ++c) memberships.push_back(c == i % 2 ? own : other);
  }
  addScaledScores(cells, memberships, 2);
  const auto e = evaluate(cells, 2, {0, 0});
  REQUIRE(e.otherScores.size() == 3);
  CHECK(e.otherScores[2].name == "scaled");
  CHECK(e.otherScores[2].aurc == 0);  // no cell is wrong
}

}  // namespace cellwise::workflow
