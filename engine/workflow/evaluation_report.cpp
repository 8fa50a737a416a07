#include "workflow/evaluation_report.h"

#include <algorithm>
#include <cmath>

#include "workflow/html.h"

namespace cellwise::workflow {
namespace {

long long whole(std::int64_t value) {
  return value;
}

std::string percent(double value) {
  return std::isnan(value) ? "–" : format("%.2f %%", 100 * value);
}

std::string range(const decision::Interval& interval) {
  return std::isnan(interval.low) ? "–" : format("%.2f–%.2f %%", 100 * interval.low, 100 * interval.high);
}

std::string fraction(double value) {
  return std::isnan(value) ? "–" : format("%.5f", value);
}

std::string fractions(const decision::Interval& interval) {
  return std::isnan(interval.low) ? "–" : format("%.5f–%.5f", interval.low, interval.high);
}

std::string cellsOf(const Share& share) {
  return share.n == 0 ? "<td>–</td><td>–</td><td>no cells</td>"
                      : "<td>" + percent(share.value) + "</td><td>" + range(share.interval) + "</td><td>" +
                            format("%lld of %lld", whole(share.k), whole(share.n)) + "</td>";
}

std::string inOneCell(const Share& share) {
  return share.n == 0 ? "–" : percent(share.value) + " <small>(" + range(share.interval) + ")</small>";
}

// A curve of ten thousand cells has as many points; a screen has not.
std::vector<decision::OperatingPoint> thinned(const std::vector<decision::OperatingPoint>& curve) {
  constexpr std::size_t kMost = 500;
  if (curve.size() <= kMost) return curve;
  std::vector<decision::OperatingPoint> result;
  for (std::size_t i = 0; i < kMost; ++i) result.push_back(curve[i * (curve.size() - 1) / (kMost - 1)]);
  return result;
}

std::string raRrPlot(const EvaluationReport& report) {
  const Evaluation& e = report.evaluation;
  // From the lowest accuracy that is of interest up to 1, on a round tick.
  const double low = std::min(0.95, std::floor(20 * e.accuracy.value) / 20);
  Plot plot("Accuracy of accepted cells against rejection rate", "rejection rate Rr",
            "accuracy of accepted cells Ra", 0, 1, low, 1);
  std::vector<std::pair<double, double>> points;
  for (const auto& p : thinned(e.curve)) points.emplace_back(p.rejectionRate, p.acceptedAccuracy);
  plot.curve(points, kBlue);
  plot.line(0, e.options.target, 1, e.options.target, kGrey, "4 4");
  if (e.acceptedAccuracy.n > 0) {
    plot.mark(e.rejectionRate.value, e.acceptedAccuracy.value, kVermilion,
              "the model's thresholds: Rr " + percent(e.rejectionRate.value) + ", Ra " +
                  percent(e.acceptedAccuracy.value));
  }
  return plot.figure(
      format("Ra–Rr curve of c alone. Dot: the model's thresholds, both gates. Dashed: the target, %.4g "
             "%%. Mean of 1 − Rr over Ra in [0.98, 1]: %.4f.",
             100 * e.options.target, e.acceptanceArea));
}

std::string riskCoveragePlot(const EvaluationReport& report) {
  const Evaluation& e = report.evaluation;
  const double risk = 1 - e.accuracy.value;
  double top = risk;
  for (const auto& p : e.curve) {
    if (p.accepted * 50 >= p.n) top = std::max(top, 1 - p.acceptedAccuracy);
  }
  top = std::max(0.01, std::ceil(top * 100) / 100);
  Plot plot("Risk against coverage", "coverage (share accepted)", "error among accepted cells", 0, 1, 0, top);
  std::vector<std::pair<double, double>> points, best;
  for (const auto& p : thinned(e.curve)) points.emplace_back(1 - p.rejectionRate, 1 - p.acceptedAccuracy);
  for (int i = 0; i <= 100; ++i) {
    const double coverage = i / 100.0;
    best.emplace_back(coverage, coverage > 1 - risk ? (coverage - (1 - risk)) / coverage : 0);
  }
  plot.curve(best, kGrey, "4 4");
  plot.curve(points, kBlue);
  std::string words =
      format("Risk–coverage by c. Dashed: the best order possible. AURC %.5f, E-AURC %.5f, AUGRC %.5f.",
             e.aurc, e.eaurc, e.augrc);
  for (const auto& other : e.otherScores) {
    words +=
        format(" By %s: AURC %.5f, AUGRC %.5f; AURC less that of c %+.5f (%s).", other.words.c_str(),
               other.aurc, other.augrc, other.aurcLessC.value, fractions(other.aurcLessC.interval).c_str());
  }
  return plot.figure(words);
}

std::string reliabilityPlot(const EvaluationReport& report) {
  const auto& r = report.evaluation.calibration;
  Plot plot("Reliability diagram", "confidence c (clipped to 0–1)", "accuracy", 0, 1, 0, 1);
  plot.line(0, 0, 1, 1, kGrey, "4 4");
  for (const auto& bin : r.bins) {
    if (bin.n == 0) continue;
    plot.bar(bin.meanConfidence, bin.interval.low, bin.interval.high, kBlue);
    plot.mark(bin.meanConfidence, bin.accuracy, kBlue,
              format("c %.2f–%.2f: %lld of %lld right", bin.low, bin.high, whole(bin.correct), whole(bin.n)));
  }
  return plot.figure(
      format("Reliability of c read as a probability, which it is not by construction. "
             "Bars: 95 %% (Clopper–Pearson). Expected calibration error %.4f, largest "
             "%.4f, %zu bins.",
             r.expectedError, r.maximumError, r.bins.size()));
}

std::string confusionTable(const EvaluationReport& report) {
  const Evaluation& e = report.evaluation;
  std::string html =
      "<table class=\"confusion\"><caption>Counts. Rows: true class; columns: predicted, before any "
      "rejection. Shade: share of the row.</caption>\n<tr><th></th>";
  for (const auto& id : report.classes) html += "<th scope=\"col\"><span>" + escapeHtml(id) + "</span></th>";
  html += "<th scope=\"col\"><span>n</span></th></tr>\n";
  for (std::size_t t = 0; t < e.confusion.size(); ++t) {
    html += "<tr><th scope=\"row\">" + escapeHtml(report.classes[t]) + "</th>";
    const auto n = e.measures.classes[t].n;
    for (std::size_t p = 0; p < e.confusion[t].size(); ++p) {
      const auto count = e.confusion[t][p];
      const double part = n > 0 ? static_cast<double>(count) / static_cast<double>(n) : 0;
      html += format("<td%s style=\"background:rgba(0,0,0,%.2f)\">%s</td>", t == p ? " class=\"same\"" : "",
                     0.3 * part, count > 0 ? std::to_string(count).c_str() : "·");
    }
    html += "<td>" + std::to_string(n) + "</td></tr>\n";
  }
  return html + "</table>\n";
}

std::string classTable(const EvaluationReport& report) {
  const Evaluation& e = report.evaluation;
  std::string html =
      "<table><tr><th>class</th><th>n</th><th>predicted</th><th>precision</th><th>recall</th><th>F1</th>"
      "<th>left to an expert</th><th>wrong among accepted as it</th><th>accepted as another</th></tr>\n";
  for (std::size_t i = 0; i < e.classes.size(); ++i) {
    const auto& of = e.measures.classes[i];
    const auto& each = e.classes[i];
    if (of.n == 0 && of.predicted == 0) continue;
    html += "<tr><th scope=\"row\">" + escapeHtml(report.classes[i]) + "</th>" +
            format("<td>%lld</td><td>%lld</td>", whole(of.n), whole(of.predicted)) + "<td>" +
            inOneCell(each.precision) + "</td><td>" + inOneCell(each.recall) + "</td><td>" + percent(of.f1) +
            "</td><td>" + inOneCell(each.rejected) + "</td><td>" + decision::inWords(each.acceptedRisk) +
            "</td><td>" + decision::inWords(each.missedRisk) + "</td></tr>\n";
  }
  return html + "</table>\n" +
         format(
             "<p>The last two columns: upper bounds at confidence %.4g %%, each for itself, and whether they "
             "show at most %.4g %% wrong and %.4g %% missed. They take cells for independent.</p>\n",
             100 * (1 - e.options.delta), 100 * (1 - e.options.target), 100 * e.options.missedTarget);
}

std::string drawnOf(const EvaluationReport& report, const char* name) {
  for (const auto& figure : report.evaluation.drawn) {
    if (figure.name == name) return range(figure.interval);
  }
  return "–";
}

std::string figureTable(const EvaluationReport& report) {
  const Evaluation& e = report.evaluation;
  const bool drawn = !e.drawn.empty();
  const std::string unit = report.grouped ? "slides" : "cells";
  std::string html = "<table><tr><th></th><th>value</th><th>95 % exact, by cell</th><th>cells</th>";
  if (drawn) html += "<th>95 % by drawing " + unit + "</th>";
  html += "</tr>\n";
  const auto row = [&](const char* words, const std::string& cells, const char* name) {
    html += std::string("<tr><th scope=\"row\">") + words + "</th>" + cells;
    if (drawn) html += "<td>" + drawnOf(report, name) + "</td>";
    html += "</tr>\n";
  };
  const auto plain = [](double value) { return "<td>" + percent(value) + "</td><td>–</td><td></td>"; };
  row("accuracy, before any rejection", cellsOf(e.accuracy), "accuracy");
  row("macro recall", plain(e.measures.macroRecall), "macroRecall");
  row("macro precision", plain(e.measures.macroPrecision), "");
  row("macro F1", plain(e.measures.macroF1), "macroF1");
  row("Ld, long tail", plain(e.measures.longTail), "");
  row("Rr, left to an expert", cellsOf(e.rejectionRate), "Rr");
  row("Ra, right if accepted", cellsOf(e.acceptedAccuracy), "Ra");
  row("R, accepted and right", cellsOf(e.reliability), "R");
  html += "</table>\n";
  html += format("<p>Rr, Ra and R at c_th = %.4f and d_th = %.4g: %lld between classes, %lld unlike any.",
                 report.thresholds.confidence, report.thresholds.membership, whole(e.ambiguous),
                 whole(e.unfamiliar));
  if (e.atTarget) {
    html += format(
        " In hindsight, accepting the most that reaches %.4g %%: c_th = %.4f, Rr = %.2f %%, Ra = "
        "%.2f %%, R = %.2f %%.",
        100 * e.options.target, e.atTarget->threshold, 100 * e.atTarget->rejectionRate,
        100 * e.atTarget->acceptedAccuracy, 100 * e.atTarget->reliability);
  } else {
    html += format(" No c_th reaches %.4g %% on these cells.", 100 * e.options.target);
  }
  return html + "</p>\n";
}

std::string unfamiliarTable(const EvaluationReport& report) {
  std::string html =
      "<h2>Objects of no class that the model knows</h2>\n<table><tr><th></th><th>n</th><th>AUROC of c</th>"
      "<th>AUROC of max D</th><th>accepted by c alone</th><th>accepted by both gates</th></tr>\n";
  const auto figure = [](const DrawnFigure& f) {
    return format("%.4f", f.value) + (std::isnan(f.interval.low) ? ""
                                                                 : format(" <small>(%.4f–%.4f)</small>",
                                                                          f.interval.low, f.interval.high));
  };
  for (const auto& each : report.unfamiliar) {
    html += "<tr><th scope=\"row\">" + escapeHtml(each.name) + "</th><td>" + std::to_string(each.n) +
            "</td><td>" + figure(each.aurocConfidence) + "</td><td>" + figure(each.aurocMembership) +
            "</td><td>" + inOneCell(each.acceptedByConfidence) + "</td><td>" +
            inOneCell(each.acceptedByBoth) + "</td></tr>\n";
  }
  const auto& e = report.evaluation;
  if (e.measures.n > 0) {
    html += "<tr><th scope=\"row\">known cells</th><td>" + std::to_string(e.measures.n) +
            "</td><td>–</td><td>–</td><td>" + inOneCell(e.acceptedByConfidence) + "</td><td>" +
            inOneCell(share(e.acceptedAccuracy.n, e.measures.n)) + "</td></tr>\n";
  }
  return html +
         "</table>\n<p>AUROC: how often a known cell scores higher than such an object. 0.5 is chance; below "
         "it, strange objects look surer than cells.</p>\n";
}

std::string comparisonTable(const EvaluationReport& report) {
  const Comparison& c = *report.comparison;
  std::string html = "<h2>Against " + escapeHtml(report.comparedModel) + "</h2>\n<p>" +
                     format(
                         "On the same %lld cells: accuracy %.2f %% here, %.2f %% there. Right here only: "
                         "%lld, right there only: %lld; McNemar's exact p = %.4g (takes cells for "
                         "independent).</p>\n",
                         whole(c.n), 100 * c.firstAccuracy.value, 100 * c.secondAccuracy.value,
                         whole(c.onlyFirstRight), whole(c.onlySecondRight), c.mcNemar);
  html += "<table><tr><th>there less here</th><th>difference</th><th>95 % by drawing " +
          std::string(report.grouped ? "slides" : "cells") + "</th></tr>\n";
  for (const auto& d : c.differences) {
    const bool area = d.name == "aurc" || d.name == "augrc";
    html += "<tr><th scope=\"row\">" + escapeHtml(d.name) + "</th><td>" +
            (area ? fraction(d.value) : percent(d.value)) + "</td><td>" +
            (area ? fractions(d.interval) : range(d.interval)) + "</td></tr>\n";
  }
  return html + "</table>\n";
}

}  // namespace

std::string toHtml(const EvaluationReport& report) {
  const Evaluation& e = report.evaluation;
  std::string html = htmlHead("Evaluation of " + report.model);
  html += "<h1>Evaluation of " + escapeHtml(report.model) + "</h1>\n<p>" +
          format("%lld cells of ", whole(e.measures.n)) + escapeHtml(report.index) + ", read by " +
          escapeHtml(report.program) + " on " + escapeHtml(report.device) + ". Weights SHA-256 <small>" +
          escapeHtml(report.modelSha256) + "</small>.";
  if (report.skipped > 0) html += format(" %zu files were left out.", report.skipped);
  html +=
      "</p>\n<p class=\"note\">For research use until validated. Exact intervals take cells for independent";
  html +=
      report.grouped
          ? format(
                "; cells of one slide are alike, so those by drawing the %lld slides are the ones to go by.",
                whole(e.slides))
          : ". The index names no slides: were cells of one slide alike, every interval would be wider.";
  html += "</p>\n";
  if (e.measures.n > 0) {
    html += figureTable(report);
    html += raRrPlot(report) + riskCoveragePlot(report) + reliabilityPlot(report);
    html += "<h2>Classes</h2>\n" + classTable(report);
    html += "<h2>Confusion</h2>\n" + confusionTable(report);
  }
  if (!report.unfamiliar.empty()) html += unfamiliarTable(report);
  if (report.comparison) html += comparisonTable(report);
  return html + "</body></html>\n";
}

}  // namespace cellwise::workflow
