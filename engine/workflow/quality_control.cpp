#include "workflow/quality_control.h"

#include <algorithm>

#include "reporting/differential.h"
#include "workflow/replay.h"
#include "workflow/slide_classification.h"

namespace cellwise::workflow {

using casebook::QcRun;
using casebook::QualityControl;

Result<QcRun> runControl(casebook::Casebook& casebook, casebook::Id slide, const model::ModelFolder& model,
                         const inference::ClassifierOptions& options, const QString& operatorName,
                         const ProgressCallback& progress, std::stop_token stop) {
  auto summary = casebook.slide(slide);
  if (!summary) return tl::make_unexpected(summary.error());
  QualityControl control(casebook);
  const auto marked = control.slides();
  if (!marked) return tl::make_unexpected(marked.error());
  if (std::none_of(marked->begin(), marked->end(), [&](auto& q) { return q.slide.id == slide; }))
    return failure(ErrorCode::Conflict, "slide " + std::to_string(slide) + " is not one of quality control");
  auto cells = casebook.cells(slide);
  if (!cells) return tl::make_unexpected(cells.error());
  if (cells->empty()) return failure(ErrorCode::NotFound, "the slide has no cells");
  auto images = casebook.images(slide);
  if (!images) return tl::make_unexpected(images.error());
  CellImages pictures(casebook.imageFolder(), std::move(*images));
  const auto predictions = classifyPictures(
      model, options, cells->size(), [&](std::size_t i) { return pictures.crop((*cells)[i]); }, progress,
      stop);
  if (!predictions) return tl::make_unexpected(predictions.error());

  const auto& manifest = model.manifest;
  const QString sha = QString::fromStdString(manifest.weightsSha256);
  for (std::size_t i = 0; i < cells->size(); ++i) {
    auto& cell = (*cells)[i];
    cell.review.reset();  // the model alone
    cell.prediction.reset();
    cell.failure.clear();
    if (const auto& p = (*predictions)[i]) {
      cell.prediction = casebook::PredictionRecord{
          sha,
          QString::fromStdString(manifest.scheme.classes.at(static_cast<std::size_t>(p->score.predicted)).id),
          {},
          p->score.confidence,
          p->score.maxMembership,
          p->memberships};
    } else {
      cell.failure = QString::fromStdString(describe(p.error()));
    }
  }
  summary->modelSha = sha;
  summary->thresholds = manifest.thresholds;
  const auto differential = reporting::computeDifferential(*summary, *cells, manifest, operatorName,
                                                           QDateTime::currentDateTimeUtc());
  return control.addRun({slide, sha, QString::fromStdString(manifest.name),
                         QString::fromStdString(manifest.version), reporting::toJson(differential)},
                        operatorName);
}

int ControlChart::warnings() const {
  return static_cast<int>(std::count_if(series.begin(), series.end(), [](const ControlSeries& s) {
    return !s.verdicts.empty() && s.verdicts.back().rejected();
  }));
}

Result<ControlChart> controlChart(casebook::Casebook& casebook, const casebook::QcSlide& slide) {
  QualityControl control(casebook);
  ControlChart chart;
  chart.slide = slide;
  auto runs = control.runs(slide.slide.id);
  if (!runs) return tl::make_unexpected(runs.error());
  chart.runs = std::move(*runs);
  auto target = control.target(slide.slide.id);
  if (!target) return tl::make_unexpected(target.error());
  chart.target = std::move(*target);

  std::vector<reporting::Differential> read;
  for (std::size_t i = 0; i < chart.runs.size(); ++i) {
    auto d = reporting::differentialFromJson(chart.runs[i].content);
    if (!d) return tl::make_unexpected(d.error());
    read.push_back(std::move(*d));
    chart.modelChanged.push_back(i > 0 && chart.runs[i].modelSha != chart.runs[i - 1].modelSha);
    for (const auto& row : read.back().rows) {
      const bool known = std::any_of(chart.series.begin(), chart.series.end(),
                                     [&](const ControlSeries& s) { return s.classId == row.classId; });
      if (row.counted && !known) {
        ControlSeries series;
        series.classId = row.classId;
        series.nameEn = row.nameEn;
        series.nameZh = row.nameZh;
        series.shortName = row.shortName;
        series.colour = row.colour;
        chart.series.push_back(std::move(series));
      }
    }
  }
  ControlSeries toReview;
  toReview.classId = kToReview;
  if (!chart.runs.empty()) chart.series.push_back(toReview);
  for (auto& series : chart.series) {
    for (const auto& d : read) {
      const auto* row = d.row(series.classId);
      const bool review = series.classId == kToReview;
      const int of = review ? d.cells : d.counted;
      const int k = review ? d.unresolved : row ? row->cells.total() : 0;
      series.of.push_back(of);
      series.values.push_back(of > 0 ? static_cast<double>(k) / of : 0);
    }
    const auto expected = chart.target.classes.find(series.classId);
    if (expected == chart.target.classes.end()) continue;
    series.target = decision::ControlTarget{expected->second.mean, expected->second.sd, expected->second.n};
    series.verdicts = decision::applyControlRules(series.values, *series.target);
  }
  return chart;
}

Result<std::vector<ControlChart>> controlCharts(casebook::Casebook& casebook) {
  const auto slides = QualityControl(casebook).slides();
  if (!slides) return tl::make_unexpected(slides.error());
  std::vector<ControlChart> charts;
  for (const auto& slide : *slides) {
    auto chart = controlChart(casebook, slide);
    if (!chart) return tl::make_unexpected(chart.error());
    charts.push_back(std::move(*chart));
  }
  return charts;
}

Result<std::map<QString, casebook::QcExpectation>> expectationsOf(const ControlChart& chart, int runs) {
  if (runs < 2 || static_cast<std::size_t>(runs) > chart.runs.size())
    return failure(ErrorCode::ArgumentInvalid, "what is expected is taken from two runs or more");
  std::map<QString, casebook::QcExpectation> expected;
  for (const auto& series : chart.series) {
    const auto target = decision::controlTarget({series.values.begin(), series.values.begin() + runs});
    if (target) expected[series.classId] = {target->mean, target->sd, target->n};
  }
  return expected;
}

}  // namespace cellwise::workflow
