// A slide through the real classifier, with a small random network: stored as it comes, stopped, taken up.
#include <algorithm>
#include <cmath>
#include <fstream>

#include "casebook/features.h"
#include "support.h"
#include "tiny_model.h"
#include "workflow/cell_features.h"
#include "workflow/slide_classification.h"

using namespace cellwise;
using namespace cellwise::workflow;

namespace {

constexpr int kCells = 60;

struct Bench : Laboratory {
  casebook::Id slide = 0;
  std::vector<casebook::CellRecord> cells;

  Bench() {
    for (int i = 0; i < kCells; ++i) {
      write(std::to_string(100 + i) + ".png", imaging::encodePng(drawCrop(i * 7, 40)));
    }
    slide = value(import()).slide;
    reload();
  }
  void reload() { cells = value(casebook->cells(slide)); }
  model::ModelFolder model(unsigned seed) const {
    const fs::path folder = scans().parent_path() / ("tiny" + std::to_string(seed) + ".cellmodel");
    if (!fs::exists(folder)) test::writeTinyModel(folder, seed);
    return value(model::openModelFolder(folder));
  }
};

std::unique_ptr<inference::Classifier> start(const fs::path& folder) {
  inference::ClassifierOptions options;
  options.batchSize = 8;
  options.threads = 1;
  options.allowCuda = false;
  return inference::Classifier::start(folder, options, {});
}

}  // namespace

TEST_CASE("A slide is classified: every cell's prediction is the classifier's") {
  Bench bench;
  const auto model = bench.model(1);
  const auto classifier = start(model.path);
  std::vector<casebook::Id> stored;
  Progress last;
  ClassificationCallbacks callbacks;
  callbacks.stored = [&](const auto& batch) {
    for (const auto& each : batch) {
      stored.push_back(each.cellId);
      CHECK(value(bench.casebook->cell(each.cellId)).prediction.has_value());  // by now it is on disk
    }
  };
  callbacks.progress = [&](const Progress& progress) {
    CHECK(progress.done >= last.done);
    last = progress;
  };
  const auto result = value(classifySlide(*bench.casebook, bench.slide, *classifier, model, callbacks));
  CHECK(result.classified == kCells);
  CHECK(result.failed == 0);
  CHECK(result.seconds >= result.secondsToFirst);
  CHECK(result.secondsWaited > 0);  // the first pictures at least
  CHECK(result.secondsWaited <= result.seconds);
  CHECK(last.done == kCells);
  CHECK(last.total == kCells);
  CHECK(stored.size() == kCells);

  const auto slide = value(bench.casebook->slide(bench.slide));
  CHECK(slide.classified == kCells);
  CHECK(slide.modelSha.toStdString() == model.manifest.weightsSha256);
  CHECK(slide.thresholds == model.manifest.thresholds);
  const auto record = value(bench.casebook->model(slide.modelSha));
  CHECK(model::toJson(value(model::parseManifest(record.manifest.toStdString()))) ==
        model::toJson(model.manifest));

  bench.reload();
  CellImages pictures(bench.casebook->imageFolder(), value(bench.casebook->images(bench.slide)));
  const auto expected = value(inference::classifyAll(
      *classifier, bench.cells.size(), [&](std::size_t i) { return pictures.crop(bench.cells[i]); }));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& wanted = value(expected[i]);
    const auto& had = bench.cells[i].prediction;
    REQUIRE(had);
    const auto classId = [&](int index) {
      return QString::fromStdString(model.manifest.scheme.classes.at(static_cast<std::size_t>(index)).id);
    };
    CHECK(had->predicted == classId(wanted.score.predicted));
    CHECK(had->runnerUp == classId(wanted.score.runnerUp));
    CHECK(had->confidence == Approx(wanted.score.confidence));
    CHECK(had->maxMembership == Approx(wanted.score.maxMembership));
    CHECK(had->memberships.size() == 3);
  }

  SECTION("again: there is nothing left to do") {
    const int entries = value(bench.casebook->verifyAudit());
    CHECK(value(classifySlide(*bench.casebook, bench.slide, *classifier, model)).classified == 0);
    CHECK(value(bench.casebook->verifyAudit()) == entries);
  }
  SECTION("another model reads it anew; the first one's results come back without work") {
    const auto other = bench.model(2);
    CHECK(value(classifySlide(*bench.casebook, bench.slide, *start(other.path), other)).classified == kCells);
    CHECK(value(bench.casebook->slide(bench.slide)).modelSha.toStdString() == other.manifest.weightsSha256);
    CHECK(value(classifySlide(*bench.casebook, bench.slide, *classifier, model)).classified == 0);
    const auto cell = value(bench.casebook->cell(bench.cells[5].id));
    CHECK(cell.prediction->memberships == bench.cells[5].prediction->memberships);
  }
}

TEST_CASE("Stopped midway: what was done is kept, the next call does the rest") {
  Bench bench;
  const auto model = bench.model(1);
  const auto classifier = start(model.path);
  std::stop_source stop;
  int stored = 0;
  ClassificationCallbacks callbacks;
  callbacks.stored = [&](const auto& batch) {
    stored += static_cast<int>(batch.size());
    stop.request_stop();
  };
  const auto result =
      classifySlide(*bench.casebook, bench.slide, *classifier, model, callbacks, stop.get_token());
  // The classifier may have been through before it heard of it.
  if (!result) CHECK(result.error().code == ErrorCode::Cancelled);
  CHECK(stored > 0);
  CHECK(value(bench.casebook->slide(bench.slide)).classified == stored);

  const auto rest = value(classifySlide(*bench.casebook, bench.slide, *classifier, model));
  CHECK(rest.classified == kCells - stored);
  CHECK(value(bench.casebook->slide(bench.slide)).classified == kCells);

  std::stop_source before;
  before.request_stop();
  const auto other = bench.model(2);
  CHECK(code(classifySlide(*bench.casebook, bench.slide, *start(other.path), other, {},
                           before.get_token())) == ErrorCode::Cancelled);
}

TEST_CASE("A picture that cannot be read fails alone, and is tried again the next time") {
  Bench bench;
  const auto model = bench.model(1);
  const auto classifier = start(model.path);
  const auto images = value(bench.casebook->images(bench.slide));
  const fs::path copy = bench.casebook->imagePath(images[3].sha256).toStdString();
  const auto bytes = value(imaging::readBytes(copy));
  std::ofstream(copy, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), 60);

  const auto result = value(classifySlide(*bench.casebook, bench.slide, *classifier, model));
  CHECK(result.classified == kCells - 1);
  CHECK(result.failed == 1);
  const auto slide = value(bench.casebook->slide(bench.slide));
  CHECK(slide.failed == 1);
  CHECK(slide.state() == casebook::SlideState::ToReview);  // an expert has to look at it
  bench.reload();
  CHECK(bench.cells[3].failure.startsWith(QStringLiteral("ImageDamaged")));

  std::ofstream(copy, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  CHECK(value(classifySlide(*bench.casebook, bench.slide, *classifier, model)).classified == 1);
  CHECK(value(bench.casebook->slide(bench.slide)).failed == 0);
}

TEST_CASE("What a model sees in the cells: a row of features for each that can be read, until stopped") {
  Bench bench;
  const auto model = bench.model(1);
  const auto classifier = start(model.path);
  const auto images = value(bench.casebook->images(bench.slide));
  const auto entries = value(bench.casebook->verifyAudit());
  CellImages loader(bench.casebook->imageFolder(), images);
  const auto features = value(cellFeatures(*classifier, loader, bench.cells));
  REQUIRE(features.cells.size() == bench.cells.size());
  REQUIRE(features.length > 0);
  REQUIRE(features.values.size() == features.length * features.cells.size());
  // Alone, and in the same row: what comes of a cell does not depend on its company.
  const std::vector one = {bench.cells[7]};
  const auto alone = value(cellFeatures(*classifier, loader, one));
  REQUIRE(alone.values.size() == features.length);
  for (std::size_t d = 0; d < features.length; ++d)
    CHECK(alone.values[d] == Approx(features.values[7 * features.length + d]).margin(1e-5));
  CHECK(value(bench.casebook->verifyAudit()) == entries);  // looking leaves no trace

  auto damaged = bench.cells;
  damaged[3].imageId = 99'999;  // of no image
  const auto rest = value(cellFeatures(*classifier, loader, damaged));
  CHECK(rest.cells.size() == bench.cells.size() - 1);
  CHECK(std::find(rest.cells.begin(), rest.cells.end(), std::size_t{3}) == rest.cells.end());
  const std::vector none = {damaged[3]};
  CHECK(code(cellFeatures(*classifier, loader, none)) == ErrorCode::NotFound);
  std::stop_source stop;
  stop.request_stop();
  CHECK(code(cellFeatures(*classifier, loader, bench.cells, {}, stop.get_token())) == ErrorCode::Cancelled);
}

TEST_CASE("The references beside a query are nearest by what the run kept of the cells") {
  Bench bench;
  const auto model = bench.model(1);
  const auto classifier = start(model.path);
  value(classifySlide(*bench.casebook, bench.slide, *classifier, model));
  // Of every three cells one is confirmed as alpha, one as beta; the last is asked about.
  const std::size_t query = kCells - 1;
  std::vector<casebook::NewReview> reviews;
  for (std::size_t i = 0; i < query; ++i) {
    if (i % 3 == 2) continue;
    casebook::NewReview review;
    review.cellId = bench.cells[i].id;
    review.classId = i % 3 == 0 ? QStringLiteral("alpha") : QStringLiteral("beta");
    review.reviewer = QStringLiteral("Ada");
    review.origin = QStringLiteral("review");
    reviews.push_back(review);
  }
  value(bench.casebook->addReviews(reviews));

  // What the network says of the same pictures, without a casebook between.
  CellImages loader(bench.casebook->imageFolder(), value(bench.casebook->images(bench.slide)));
  const auto seen = value(cellFeatures(*classifier, loader, bench.cells));
  REQUIRE(seen.cells.size() == kCells);
  float largest = 0;
  for (const float v : seen.values) largest = std::max(largest, std::abs(v));
  const auto distance = [&](std::size_t i) {
    double sum = 0;
    for (std::size_t d = 0; d < seen.length; ++d) {
      const double apart =
          double(seen.values[i * seen.length + d]) - double(seen.values[query * seen.length + d]);
      sum += apart * apart;
    }
    return std::sqrt(sum);
  };
  std::vector<double> all;
  for (std::size_t i = 0; i < query; i += 3) all.push_back(distance(i));
  std::sort(all.begin(), all.end());
  REQUIRE(all.front() > 0);
  REQUIRE(all.back() > 2 * all.front());  // or any order would do
  // Each value is kept to a 254th of its cell's largest.
  const double kept = 2 * std::sqrt(double(seen.length)) * largest / 254;
  const auto near =
      value(casebook::Features::nearest(*bench.casebook, bench.cells[query].id, QStringLiteral("alpha"), 5));
  REQUIRE(near.size() == 5);
  for (std::size_t k = 0; k < near.size(); ++k) {
    const auto at = std::find_if(bench.cells.begin(), bench.cells.end(),
                                 [&](const auto& cell) { return cell.id == near[k].cellId; });
    const auto i = static_cast<std::size_t>(at - bench.cells.begin());
    CHECK(i % 3 == 0);
    CHECK(near[k].distance == Approx(distance(i)).margin(kept));
    CHECK(distance(i) <= all[k] + 2 * kept);
    CHECK(near[k].reviewer == QStringLiteral("Ada"));
  }
}

TEST_CASE("A model that does not load and a casebook that cannot be written end with their errors") {
  Bench bench;
  const auto model = bench.model(1);
  const auto lost = start(bench.scans() / "none.cellmodel");
  CHECK_FALSE(classifySlide(*bench.casebook, bench.slide, *lost, model).has_value());
  CHECK(value(bench.casebook->slide(bench.slide)).classified == 0);
  const auto classifier = start(model.path);
  const auto readOnly = value(casebook::Casebook::openReadOnly(bench.casebook->file()));
  CHECK(code(classifySlide(*readOnly, bench.slide, *classifier, model)) == ErrorCode::DatabaseReadOnly);
  CHECK(code(classifySlide(*bench.casebook, 999, *classifier, model)) == ErrorCode::NotFound);
}
