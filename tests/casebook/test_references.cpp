// The nearest confirmed cells by what a model saw, and the atlas.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "casebook/atlas.h"
#include "casebook/features.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Dr. Ada");

std::vector<float> randomFeatures(std::mt19937& random) {
  std::normal_distribution<float> normal(0, 2);
  std::vector<float> values(64);
  for (float& value : values) value = normal(random);
  return values;
}

// The textbook's, in the order of the definition.
double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (double(a[i]) - b[i]) * (double(a[i]) - b[i]);
  return std::sqrt(sum);
}

struct Lab {
  Folder folder;
  std::unique_ptr<Casebook> casebook = folder.open();
  std::mt19937 random{7};
  std::map<Id, std::vector<float>> features;

  Lab() { value(casebook->registerModel({kModel, QStringLiteral("m"), QStringLiteral("1"), "{}"})); }
  std::vector<Id> slide(int cells, const QByteArray& bytes, bool withFeatures = true) {
    const Id id = addSlide(*casebook, cells, bytes);
    std::vector<Id> ids;
    std::vector<Casebook::CellPrediction> predictions;
    for (const CellRecord& cell : value(casebook->cells(id))) {
      ids.push_back(cell.id);
      predictions.push_back(prediction(cell.id, 0.9));
      if (withFeatures) predictions.back().features = features[cell.id] = randomFeatures(random);
    }
    value(casebook->addPredictions(id, kModel, {0.5, 0}, predictions));
    return ids;
  }
};

}  // namespace

TEST_CASE("Packed features keep their values to a 254th of the largest") {
  std::mt19937 random(3);
  const auto values = randomFeatures(random);
  const QByteArray packed = packedFeatures(values);
  CHECK(packed.size() == 4 + 64);
  const auto back = unpackedFeatures(packed);
  REQUIRE(back.size() == values.size());
  float largest = 0;
  for (const float v : values) largest = std::max(largest, std::abs(v));
  for (std::size_t i = 0; i < values.size(); ++i)
    CHECK(std::abs(back[i] - values[i]) <= largest / 254 * 1.001f);
  CHECK(unpackedFeatures(packedFeatures({0, 0})) == std::vector<float>{0, 0});
  CHECK(unpackedFeatures({}).empty());
}

TEST_CASE("The nearest confirmed cells are those that a search through all finds") {
  Lab lab;
  std::vector<Id> confirmed;
  for (const char* bytes : {"a", "b", "c"}) {
    std::vector<NewReview> reviews;
    for (const Id cell : lab.slide(12, bytes)) {
      if (reviews.size() < 8) confirmed.push_back(cell);
      reviews.push_back(decide(cell, reviews.size() < 8 ? "monocyte" : "basophil"));
    }
    value(lab.casebook->addReviews(reviews));
  }
  const Id query = lab.slide(1, "query").front();
  std::sort(confirmed.begin(), confirmed.end(), [&](Id a, Id b) {
    return distance(lab.features[a], lab.features[query]) < distance(lab.features[b], lab.features[query]);
  });
  const auto near = value(Features::nearest(*lab.casebook, query, QStringLiteral("monocyte"), 5));
  REQUIRE(near.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(near[i].cellId == confirmed[i]);
    CHECK(near[i].distance ==
          Approx(distance(lab.features[confirmed[i]], lab.features[query])).epsilon(0.02));
    CHECK(near[i].reviewer == kAda);
  }
  // A confirmed cell is not its own reference.
  for (const auto& each :
       value(Features::nearest(*lab.casebook, confirmed[0], QStringLiteral("monocyte"), 50)))
    CHECK(each.cellId != confirmed[0]);
  // Who reads the query's slide blind meets none of its cells.
  const auto except = [&](Id cell, Id slide) {
    return value(Features::nearest(*lab.casebook, cell, QStringLiteral("monocyte"), 50, slide));
  };
  const Id own = near[0].slideId;
  CHECK(except(confirmed[0], 0).size() == 23);
  CHECK(except(confirmed[0], own).size() == 16);
  for (const auto& each : except(confirmed[0], own)) CHECK(each.slideId != own);
  value(lab.casebook->verifyAudit());
}

TEST_CASE("Without features there are no nearest cells, and other models' features are not compared") {
  Lab lab;
  const Id old = lab.slide(1, "old", false).front();
  const auto cells = lab.slide(2, "new");
  value(lab.casebook->addReviews({decide(cells[0], "monocyte"), decide(old, "monocyte")}));
  CHECK(value(Features::nearest(*lab.casebook, old, QStringLiteral("monocyte"), 5)).empty());
  CHECK(value(Features::nearest(*lab.casebook, cells[1], QStringLiteral("monocyte"), 5)).size() == 1);
  const QString other(64, QLatin1Char('b'));
  value(lab.casebook->registerModel({other, QStringLiteral("n"), QStringLiteral("1"), "{}"}));
  const Id slide = addSlide(*lab.casebook, 1, "third");
  const Id query = value(lab.casebook->cells(slide)).front().id;
  auto said = prediction(query, 0.9);
  said.features = lab.features[cells[0]];
  value(lab.casebook->addPredictions(slide, other, {0.5, 0}, {said}));
  CHECK(value(Features::nearest(*lab.casebook, query, QStringLiteral("monocyte"), 5)).empty());
  auto bad = prediction(query, 0.9);
  bad.features = {1, NAN};
  CHECK(code(lab.casebook->addPredictions(slide, other, {0.5, 0}, {bad})) == ErrorCode::ArgumentInvalid);
}

TEST_CASE("The atlas keeps what experts put into it, with notes, and what they took out") {
  Lab lab;
  const auto cells = lab.slide(3, "a");
  Atlas atlas(*lab.casebook);
  value(atlas.put(cells[0], QStringLiteral("monocyte"), QStringLiteral("vacuoles"), kAda));
  value(atlas.put(cells[1], QStringLiteral("basophil"), {}, kAda));
  value(atlas.put(cells[0], QStringLiteral("monocyte"), QStringLiteral("vacuoles, folded"), kAda));
  const auto all = value(Atlas::entries(*lab.casebook));
  REQUIRE(all.size() == 2);
  CHECK(all[0].cellId == cells[0]);
  CHECK(all[0].note == QStringLiteral("vacuoles, folded"));
  CHECK(all[0].person == kAda);
  CHECK(value(Atlas::entries(*lab.casebook, QStringLiteral("basophil"))).front().cellId == cells[1]);
  value(atlas.take(cells[1], kAda));
  CHECK(value(Atlas::entries(*lab.casebook, QStringLiteral("basophil"))).empty());
  CHECK(code(atlas.take(cells[1], kAda)) == ErrorCode::NotFound);
  CHECK(code(atlas.put(999, QStringLiteral("monocyte"), {}, kAda)) == ErrorCode::NotFound);
  CHECK(code(atlas.put(cells[2], {}, {}, kAda)) == ErrorCode::ArgumentInvalid);
  value(lab.casebook->verifyAudit());
  Raw raw(lab.folder.file());
  CHECK_FALSE(raw.run("DELETE FROM atlas_events").empty());
  REQUIRE(raw.run("DROP TRIGGER atlas_events_no_update").empty());
  REQUIRE(raw.run("UPDATE atlas_events SET note = 'x'").empty());
  CHECK(code(lab.casebook->verifyAudit()) == ErrorCode::AuditBroken);
}
