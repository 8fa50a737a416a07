#include "workflow/replay.h"

#include <algorithm>
#include <future>
#include <memory>

#include "reporting/differential.h"
#include "workflow/slide_classification.h"

namespace cellwise::workflow {
namespace {

// A slide's cells that the model must read, and where they lie among all of them.
struct Signed {
  casebook::SlideSummary slide;
  casebook::SignatureRecord signature;
  reporting::Differential differential;
  std::vector<casebook::CellRecord> cells;
  std::shared_ptr<CellImages> images;
};

Result<std::vector<Signed>> signedSlides(const casebook::Casebook& casebook) {
  const auto slides = casebook.slides();
  if (!slides) return tl::make_unexpected(slides.error());
  std::vector<Signed> found;
  for (const auto& slide : *slides) {
    if (slide.signedVersion == 0) continue;
    Signed each;
    each.slide = slide;
    auto signatures = casebook.signatures(slide.id);
    if (!signatures) return tl::make_unexpected(signatures.error());
    each.signature = signatures->back();
    auto differential = reporting::differentialFromJson(each.signature.content);
    if (!differential) return tl::make_unexpected(differential.error());
    each.differential = std::move(*differential);
    auto cells = casebook.cells(slide.id);
    if (!cells) return tl::make_unexpected(cells.error());
    each.cells = std::move(*cells);
    auto images = casebook.images(slide.id);
    if (!images) return tl::make_unexpected(images.error());
    each.images = std::make_shared<CellImages>(casebook.imageFolder(), std::move(*images));
    found.push_back(std::move(each));
  }
  return found;
}

// Before and after by class, in the order of the signed report; classes of the new one follow.
std::vector<ReplayedSlide::Change> changes(const reporting::Differential& before,
                                           const reporting::Differential& after) {
  std::vector<ReplayedSlide::Change> rows;
  for (const auto& row : before.rows) {
    const auto* now = after.row(row.classId);
    rows.push_back({row.classId, row.cells.total(), now ? now->cells.total() : 0});
  }
  for (const auto& row : after.rows) {
    if (!before.row(row.classId)) rows.push_back({row.classId, 0, row.cells.total()});
  }
  std::erase_if(rows, [](const auto& row) { return row.before == row.after; });
  return rows;
}

}  // namespace

int Replay::changed() const {
  return static_cast<int>(std::count_if(slides.begin(), slides.end(), [](auto& s) { return s.changed(); }));
}

Result<std::vector<Result<inference::Prediction>>> classifyPictures(
    const model::ModelFolder& model, const inference::ClassifierOptions& options, std::size_t count,
    const std::function<Result<cv::Mat>(std::size_t)>& picture, const ProgressCallback& progress,
    std::stop_token stop) {
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped");
  // Shared with the worker, which may still be in set_value when this function goes on.
  const auto ready = std::make_shared<std::promise<Result<inference::DeviceInfo>>>();
  const auto classifier = inference::Classifier::start(
      model.path, options, [ready](Result<inference::DeviceInfo> device) { ready->set_value(device); });
  if (const auto device = ready->get_future().get(); !device) return tl::make_unexpected(device.error());
  auto predictions = inference::classifyAll(
      *classifier, count,
      [&](std::size_t i) -> Result<cv::Mat> {
        if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped");
        return picture(i);
      },
      progress);
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped");
  return predictions;
}

Result<Replay> replaySigned(const casebook::Casebook& casebook, const model::ModelFolder& model,
                            const inference::ClassifierOptions& options, const ProgressCallback& progress,
                            std::stop_token stop) {
  auto slides = signedSlides(casebook);
  if (!slides) return tl::make_unexpected(slides.error());
  std::vector<std::pair<Signed*, casebook::CellRecord*>> unconfirmed;
  for (auto& slide : *slides) {
    for (auto& cell : slide.cells) {
      if (!cell.review) unconfirmed.emplace_back(&slide, &cell);
    }
  }
  Replay replay;
  if (slides->empty()) return replay;
  const auto predictions = classifyPictures(
      model, options, unconfirmed.size(),
      [&](std::size_t i) { return unconfirmed[i].first->images->crop(*unconfirmed[i].second); }, progress,
      stop);
  if (!predictions) return tl::make_unexpected(predictions.error());

  const auto& manifest = model.manifest;
  for (std::size_t i = 0; i < unconfirmed.size(); ++i) {
    auto& cell = *unconfirmed[i].second;
    const auto& prediction = (*predictions)[i];
    cell.prediction.reset();
    cell.failure.clear();
    if (prediction) {
      cell.prediction = casebook::PredictionRecord{
          QString::fromStdString(manifest.weightsSha256),
          QString::fromStdString(
              manifest.scheme.classes.at(static_cast<std::size_t>(prediction->score.predicted)).id),
          {},
          prediction->score.confidence,
          prediction->score.maxMembership,
          prediction->memberships};
    } else {
      cell.failure = QString::fromStdString(describe(prediction.error()));
    }
  }
  for (auto& each : *slides) {
    auto slide = each.slide;
    slide.modelSha = QString::fromStdString(manifest.weightsSha256);
    slide.thresholds = manifest.thresholds;
    const auto& before = each.differential;
    const auto after =
        reporting::computeDifferential(slide, each.cells, manifest, before.operatorName, before.computedAt);
    ReplayedSlide result;
    result.slide = slide.id;
    result.sampleId = before.sampleId;
    result.title = before.title;
    result.version = each.signature.version;
    result.synthetic = before.synthetic;
    result.changedSinceSigning = slide.changedSinceSigning;
    result.cells = after.cells;
    result.confirmed = slide.confirmed;
    result.unreadable = after.failed;
    result.toReviewBefore = before.unresolved;
    result.toReviewAfter = after.unresolved;
    result.changes = changes(before, after);
    replay.slides.push_back(std::move(result));
  }
  return replay;
}

}  // namespace cellwise::workflow
