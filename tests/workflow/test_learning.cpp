// Learning from confirmed cells, on a real casebook with drawn pictures and a small network.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "reporting/differential.h"
#include "support.h"
#include "tiny_model.h"
#include "training/attributes.h"
#include "training/trainer.h"
#include "workflow/casebook_training.h"
#include "workflow/slide_classification.h"

using namespace cellwise;
using namespace cellwise::workflow;

namespace {

constexpr int kSide = 40;
const char* const kClasses[] = {"alpha", "beta", "gamma"};

// Three kinds that a network of a few thousand weights can tell apart within seconds.
cv::Mat drawKind(int kind, int number) {
  cv::Mat image(kSide, kSide, CV_8UC3, cv::Scalar(230, 226, 228));
  const cv::Point middle(kSide / 2 + number % 3, kSide / 2 - number % 2);
  const cv::Scalar colour = kind == 0   ? cv::Scalar(70, 40, 150)
                            : kind == 1 ? cv::Scalar(200, 80, 70)
                                        : cv::Scalar(60, 150, 90);
  cv::circle(image, middle, 7 + 3 * kind, colour, cv::FILLED, cv::LINE_AA);
  image.at<cv::Vec3b>(0, 0) = {static_cast<std::uint8_t>(number % 256),
                               static_cast<std::uint8_t>(number / 256), 9};
  return image;
}

std::string text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct Bench : Laboratory {
  int number = 0;

  // A slide with so many cells of every kind, read by the model, confirmed where asked for.
  casebook::Id addSlide(const QString& sample, int perKind, bool confirm = true, bool synthetic = false) {
    const auto slide = value(casebook->addSlide(
        {sample, QStringLiteral("Film"), QStringLiteral("blood"), {}, synthetic, 0}, QStringLiteral("Ada")));
    std::vector<casebook::NewImage> images;
    for (int i = 0; i < 3 * perKind; ++i) {
      const auto png = imaging::encodePng(drawKind(i % 3, number++));
      images.push_back({QByteArray(reinterpret_cast<const char*>(png.data()), qsizetype(png.size())),
                        QStringLiteral("%1.png").arg(i),
                        kSide,
                        kSide,
                        casebook::ImageKind::Cell,
                        {{QRect(8, 8, 24, 24), QRect(0, 0, kSide, kSide)}}});
    }
    value(casebook->addImages(slide, images, QStringLiteral("Ada")));
    if (confirm) confirmAll(slide);
    return slide;
  }
  void decide(casebook::Id cell, const char* classId) {
    value(casebook->addReviews({{cell,
                                 casebook::ReviewAction::Decide,
                                 QString::fromUtf8(classId),
                                 {},
                                 QStringLiteral("Dr. Ada"),
                                 QStringLiteral("review")}}));
  }
  // All but those of the kinds left out.
  void confirmAll(casebook::Id slide, int kinds = 3) {
    const auto cells = value(casebook->cells(slide));
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (static_cast<int>(i % 3) < kinds) decide(cells[i].id, kClasses[i % 3]);
  }
  model::ModelFolder base() const {
    const fs::path folder = models() / "base.cellmodel";
    if (!fs::exists(folder)) test::writeTinyModel(folder, 1);
    return value(model::openModelFolder(folder));
  }
  fs::path models() const { return scans().parent_path() / "models"; }
};

LearningOptions quick() {
  LearningOptions o;
  o.minimumCells = 30;
  o.minimumOfClass = 4;
  o.epochs = 12;
  o.batchSize = 8;
  o.learningRate = 3e-3;
  o.draws = 50;
  o.threads = 1;
  o.allowCuda = false;
  o.program = "test 1";
  return o;
}

std::set<std::string> groups(const std::vector<training::LabelledCell>& cells) {
  std::set<std::string> result;
  for (const auto& cell : cells) result.insert(cell.group);
  return result;
}

}  // namespace

TEST_CASE("samples are split whole, every part has some, and a seed says which") {
  std::vector<training::LabelledCell> cells;
  for (int sample = 0; sample < 20; ++sample) {
    for (int i = 0; i < 10 + sample; ++i) {
      training::LabelledCell cell;
      cell.classIndex = (i * 7 + sample) % 3;
      cell.group = "s" + std::to_string(sample);
      cells.push_back(cell);
    }
  }
  const auto split = splitSamples(cells, {0.5, 0.1, 0.2, 0.2}, 3);
  std::size_t all = 0;
  std::set<std::string> seen;
  for (const auto* part : {&split.train, &split.validation, &split.calibration, &split.test}) {
    CHECK_FALSE(part->empty());
    all += part->size();
    for (const auto& group : groups(*part)) CHECK(seen.insert(group).second);  // in no other part
  }
  CHECK(all == cells.size());
  CHECK(double(split.train.size()) / double(all) == Approx(0.5).margin(0.08));
  CHECK(double(split.test.size()) / double(all) == Approx(0.2).margin(0.08));
  CHECK(groups(splitSamples(cells, {0.5, 0.1, 0.2, 0.2}, 3).test) == groups(split.test));

  // What was learned from before stays in training, whatever the seed.
  const auto held = groups(split.test);
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    const auto again = splitSamples(cells, {0.5, 0.1, 0.2, 0.2}, seed, held);
    for (const auto& group : held) CHECK(groups(again.train).contains(group));
    CHECK_FALSE(again.test.empty());
  }
  // Four samples are one for each part.
  std::erase_if(cells, [](const auto& cell) { return cell.group.size() > 2 || cell.group > "s3"; });
  const auto four = splitSamples(cells, {0.5, 0.1, 0.2, 0.2}, 1);
  for (const auto* part : {&four.train, &four.validation, &four.calibration, &four.test}) {
    CHECK(groups(*part).size() == 1);
  }
}

TEST_CASE("what there is to learn from is counted by patient, too little is said in words") {
  Bench bench;
  const auto base = bench.base();
  const auto options = quick();
  const auto data = [&] { return value(confirmedCells(*bench.casebook, base.manifest, options)).data; };
  CHECK(data().shortage == LearningData::Shortage::Samples);
  CHECK(data().have == 0);
  bench.addSlide("P-1", 4);
  bench.addSlide("P-1", 4);  // the same patient
  bench.addSlide("", 4);
  bench.addSlide("", 4);
  CHECK(data().all.samples == 3);
  CHECK(data().all.slides == 4);
  CHECK_THAT(inWords(data()), Catch::Contains("3 patients or slides"));
  CHECK(code(learn(*bench.casebook, base, bench.models() / "new.cellmodel", options)) ==
        ErrorCode::ArgumentInvalid);
  CHECK_FALSE(fs::exists(bench.models() / "new.cellmodel"));

  // Drawn slides do not mix with patients'; a class that the model lacks is left out and counted.
  bench.addSlide("DEMO", 4, true, true);
  CHECK(data().slidesLeftOut == 1);
  const auto last = bench.addSlide("P-4", 4);
  const auto cells = value(bench.casebook->cells(last));
  bench.decide(cells[0].id, "smudge");
  value(bench.casebook->addReviews({{cells[1].id,
                                     casebook::ReviewAction::Retract,
                                     {},
                                     {},
                                     QStringLiteral("Dr. Ada"),
                                     QStringLiteral("review")}}));
  const auto d = data();
  CHECK(d.shortage == LearningData::Shortage::None);
  CHECK(d.all.samples == 4);
  CHECK(d.all.cells == 5 * 12 - 2);
  CHECK(d.outside == std::map<std::string, int>{{"smudge", 1}});
  CHECK(d.unconfirmed == 1);
  CHECK(d.training.cells + d.validation.cells + d.calibration.cells + d.heldOut.cells == d.all.cells);
  auto strict = options;
  strict.minimumCells = 59;
  CHECK(value(confirmedCells(*bench.casebook, base.manifest, strict)).data.shortage ==
        LearningData::Shortage::Cells);
}

TEST_CASE("a model is learned, compared on patients it never saw, and brings its card") {
  Bench bench;
  const auto base = bench.base();
  for (int i = 0; i < 8; ++i) bench.addSlide(QStringLiteral("Meier %1").arg(i), 6);
  const auto audit = value(bench.casebook->auditHead());
  const fs::path out = bench.models() / "新 new.cellmodel";
  std::set<LearningProgress::Stage> stages;
  const auto learned = value(learn(*bench.casebook, base, out, quick(), [&](const LearningProgress& p) {
    stages.insert(p.stage);
    CHECK(p.progress.done <= std::max<std::int64_t>(p.progress.total, p.progress.done));
  }));
  CHECK(stages.contains(LearningProgress::Stage::Training));
  CHECK(stages.contains(LearningProgress::Stage::Comparing));
  CHECK(value(bench.casebook->auditHead()) == audit);  // the casebook was only read

  const auto& c = learned.comparison;
  CHECK(c.cells == learned.data.heldOut.cells);
  CHECK(c.samples == learned.data.heldOut.samples);
  CHECK(c.before.accuracy.value < 0.7);  // random weights
  CHECK(c.after.accuracy.value > 0.8);   // colours and sizes are learned
  CHECK(c.difference("accuracy")->value == Approx(c.after.accuracy.value - c.before.accuracy.value));
  CHECK_FALSE(learned.certified);  // 48 calibration cells at most certify no 99 %
  CHECK(learned.needed > learned.calibrationCells);

  const auto folder = value(model::openModelFolder(out));
  value(model::verifyWeights(folder));
  CHECK(folder.manifest.weightsSha256 != base.manifest.weightsSha256);
  CHECK(folder.manifest.weightsSha256 == c.after.sha256);
  CHECK(folder.manifest.figures.at("test.accuracy") == c.after.accuracy.value);
  CHECK(folder.manifest.calibrationRows.size() == std::size_t(learned.data.calibration.cells));
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(out)) files.insert(entry.path().filename().string());
  CHECK(files ==
        std::set<std::string>{"README.md", "comparison.json", "manifest.json", "weights.safetensors"});
  const std::string card = text(out / "README.md");
  CHECK_THAT(card, Catch::Contains("research use") && Catch::Contains("No promise") &&
                       Catch::Contains("| held out | " + std::to_string(learned.data.heldOut.samples)));
  for (const auto& file : files) CHECK(text(out / file).find("Meier") == std::string::npos);

  // Listed; usable by its own comparison only.
  auto list = listModels(bench.models());
  const auto find = [&](const fs::path& path) {
    const auto it = std::find_if(list.models.begin(), list.models.end(),
                                 [&](const auto& m) { return m.folder.path == path; });
    REQUIRE(it != list.models.end());
    return *it;
  };
  CHECK(find(out).usable());
  CHECK_FALSE(find(base.path).usable());
  CHECK(find(out).comparison->differences.size() == c.differences.size());
  CHECK(find(out).comparison->after.classes[2].recall.n == c.after.classes[2].recall.n);
  fs::copy_file(out / "comparison.json", base.path / "comparison.json");
  list = listModels(bench.models());
  CHECK_FALSE(find(base.path).usable());  // another model's
  auto without = c;                       // one that accepts nothing has no Ra
  without.differences[2].value = NAN;
  without.differences[2].interval = {NAN, NAN};
  std::ofstream(out / "comparison.json") << toJson(without);
  CHECK(std::isnan(value(readComparison(out)).differences[2].value));
  fs::create_directories(bench.models() / "torn.cellmodel");
  CHECK(listModels(bench.models()).unreadable.size() == 1);

  // Nothing is written over; and what the new model learned from stays in training when it goes on.
  CHECK(code(learn(*bench.casebook, base, out, quick())) == ErrorCode::Conflict);
  const auto next = value(confirmedCells(*bench.casebook, folder.manifest, quick()));
  CHECK(next.data.learnedBefore == 8 - learned.data.heldOut.samples);
  CHECK((next.data.shortage == LearningData::Shortage::Samples) == (learned.data.heldOut.samples < 3));
}

namespace {

// The base model taught all three kinds first: a laboratory's own model, from a casebook of drawn kinds.
model::ModelFolder taught(Bench& bench) {
  for (int i = 0; i < 8; ++i) bench.addSlide(QStringLiteral("T%1").arg(i), 6, true, true);
  auto options = quick();
  options.drawnSlides = true;
  options.scope = LearningScope::Network;
  const auto learned =
      value(learn(*bench.casebook, bench.base(), bench.models() / "taught.cellmodel", options));
  REQUIRE(learned.comparison.after.accuracy.value > 0.9);
  return learned.model;
}

// Share of fresh cells of one kind that the model names so.
double recall(const model::ModelFolder& model, int kind) {
  constexpr std::size_t kCells = 20;
  const auto predictions =
      value(classifyPictures(model, {8, 1, false}, kCells, [&](std::size_t i) -> Result<cv::Mat> {
        return drawKind(kind, static_cast<int>(1000 + i));
      }));
  int right = 0;
  for (const auto& prediction : predictions) right += value(prediction).score.predicted == kind;
  return right / double(kCells);
}

}  // namespace

TEST_CASE("what has no confirmed cells is not forgotten where only the head learns") {
  Bench bench;
  const auto base = taught(bench);
  // Patients on whose slides the experts confirmed two of the three kinds.
  for (int i = 0; i < 8; ++i) {
    const auto slide = bench.addSlide(QStringLiteral("P%1").arg(i), 6, false);
    bench.confirmAll(slide, 2);
  }
  auto options = quick();
  options.epochs = 40;
  const auto whole = [&] {
    auto all = options;
    all.scope = LearningScope::Network;
    return value(learn(*bench.casebook, base, bench.models() / "whole.cellmodel", all));
  }();
  const auto head = value(learn(*bench.casebook, base, bench.models() / "head.cellmodel", options));
  CHECK(whole.scope == LearningScope::Network);
  CHECK(head.scope == LearningScope::Head);  // by itself: a class is missing
  CHECK(head.data.untrained == std::vector<std::string>{"gamma"});
  CHECK(recall(base, 2) > 0.9);
  CHECK(recall(head.model, 2) > 0.9);
  CHECK(recall(head.model, 2) >= recall(whole.model, 2));
  // Trained on the same cells as if nothing were to be kept, it is forgotten: what the scopes are for.
  {
    training::TrainingOptions plain;
    plain.backbone = base.manifest.backbone;
    plain.scheme = base.manifest.scheme;
    plain.centroidLength = base.manifest.head.centroidLength;
    plain.sigma = base.manifest.head.sigma;
    plain.initialWeights = base.path;
    plain.epochs = options.epochs;
    plain.batchSize = options.batchSize;
    plain.learningRate = options.learningRate;
    plain.averaging = 0;
    plain.threads = 1;
    plain.allowCuda = false;
    plain.runFolder = bench.models() / "plain.run";
    const auto cells = value(confirmedCells(*bench.casebook, base.manifest, options)).split;
    const fs::path folder = bench.models() / "plain.cellmodel";
    value(training::train(plain, cells, {}, folder, {}));
    CHECK(recall(value(model::openModelFolder(folder)), 2) < 0.5);
  }
  CHECK(head.comparison.after.accuracy.value >= head.comparison.before.accuracy.value - 0.05);

  // D of the class without cells is what it was, on every picture, to the bit.
  const auto memberships = [&](const model::ModelFolder& model) {
    std::vector<std::vector<float>> all;
    const auto predictions =
        value(classifyPictures(model, {8, 1, false}, 9, [&](std::size_t i) -> Result<cv::Mat> {
          return drawKind(int(i % 3), int(i));
        }));
    for (const auto& each : predictions) all.push_back(value(each).memberships);
    return all;
  };
  const auto before = memberships(base), after = memberships(head.model);
  bool learned = false;
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(after[i][2] == before[i][2]);
    learned = learned || after[i][0] != before[i][0];
  }
  CHECK(learned);
  CHECK_THAT(text(head.model.path / "README.md"),
             Catch::Contains("only the head learned") && Catch::Contains("nothing was learned of it"));
  CHECK_THAT(text(whole.model.path / "README.md"), Catch::Contains("may be lost: Gamma"));
  CHECK(head.model.manifest.provenance.at("learned.scope") == "head");

  // With cells of every class the whole network learns.
  for (int i = 0; i < 4; ++i) bench.addSlide(QStringLiteral("Q%1").arg(i), 6);
  options.epochs = 1;
  CHECK(value(learn(*bench.casebook, base, bench.models() / "all.cellmodel", options)).scope ==
        LearningScope::Network);
}

TEST_CASE("attributes stay where the features stay, and only there") {
  Bench bench;
  auto base = bench.base();
  model::Attribute size;
  size.id = "size";
  size.nameEn = size.nameZh = "Size";
  size.values = {{"small", "Small", "小", "", ""}, {"large", "Large", "大", "", ""}};
  model::AttributeScheme scheme;
  scheme.id = "size-only";
  scheme.nameEn = scheme.nameZh = "Size";
  scheme.attributes = {size};
  std::vector<training::LabelledCell> cells;
  training::AttributeLabels labels;
  for (int i = 0; i < 240; ++i) {
    training::LabelledCell cell;
    cell.path = std::to_string(i);
    cell.classIndex = i % 3;
    cell.group = "g" + std::to_string(i / 12);
    bench.write(cell.path + ".png", imaging::encodePng(drawKind(i % 3, i)));
    cell.file = bench.scans() / (cell.path + ".png");
    labels[cell.path] = {i % 3 == 2 ? 1 : 0};
    cells.push_back(cell);
  }
  const auto split = training::splitByGroup(cells, {0.5, 0.2, 0.1, 0.2}, 1);
  training::AttributeOptions fit;
  fit.draws = 10;
  fit.threads = 1;
  const fs::path described = bench.models() / "described.cellmodel";
  value(training::trainAttributes(base, split, labels, scheme, described, fit));
  base = value(model::openModelFolder(described));
  REQUIRE(base.manifest.attributes);
  for (int i = 0; i < 6; ++i) bench.addSlide(QStringLiteral("P%1").arg(i), 5);
  auto options = quick();
  options.epochs = 3;
  const auto readingsOf = [&](const model::ModelFolder& model) {
    const auto predictions =
        value(classifyPictures(model, {8, 1, false}, 6, [&](std::size_t i) -> Result<cv::Mat> {
          return drawKind(int(i % 3), int(i));
        }));
    std::vector<std::vector<float>> all;
    for (const auto& each : predictions) all.push_back(value(each).attributes);
    return all;
  };
  options.scope = LearningScope::Head;
  const auto head = value(learn(*bench.casebook, base, bench.models() / "head.cellmodel", options));
  REQUIRE(head.model.manifest.attributes);
  const auto folder = value(model::openModelFolder(head.model.path));
  value(model::verifyWeights(folder));
  CHECK(readingsOf(folder) == readingsOf(base));
  CHECK(folder.manifest.attributes->figures[0].accuracy == base.manifest.attributes->figures[0].accuracy);
  CHECK(folder.manifest.attributes->evidence.empty());
  CHECK_THAT(text(folder.path / "README.md"), Catch::Contains("by the heads of the model before it"));
  // It can be learned from again.
  options.seed = 2;
  value(confirmedCells(*bench.casebook, folder.manifest, options));

  options.scope = LearningScope::Network;
  const auto whole = value(learn(*bench.casebook, base, bench.models() / "whole.cellmodel", options));
  CHECK_FALSE(whole.model.manifest.attributes);
  CHECK_THAT(text(whole.model.path / "README.md"), Catch::Contains("describes no attributes"));
}

TEST_CASE("a learning that is stopped leaves nothing behind") {
  Bench bench;
  const auto base = bench.base();
  for (int i = 0; i < 4; ++i) bench.addSlide(QStringLiteral("P%1").arg(i), 5);
  for (const auto stage : {LearningProgress::Stage::Training, LearningProgress::Stage::Comparing}) {
    std::stop_source stop;
    auto options = quick();
    options.epochs = 2;
    const auto stopped = learn(
        *bench.casebook, base, bench.models() / "new.cellmodel", options,
        [&](const LearningProgress& p) {
          if (p.stage == stage) stop.request_stop();
        },
        stop.get_token());
    CHECK(code(stopped) == ErrorCode::Cancelled);
    std::set<std::string> left;
    for (const auto& entry : fs::directory_iterator(bench.models())) left.insert(entry.path().filename());
    CHECK(left == std::set<std::string>{"base.cellmodel"});
  }
}

TEST_CASE("a replay tells which signed reports would change, and writes nothing") {
  Bench bench;
  auto base = bench.base();
  base.manifest.thresholds = {-10, 0};  // accepts all
  value(model::writeManifest(base.path, base.manifest));
  const auto classifier = inference::Classifier::start(base.path, {4, 1, false}, {});
  const auto sign = [&](casebook::Id slide) {
    const auto summary = value(bench.casebook->slide(slide));
    const auto d = reporting::computeDifferential(summary, value(bench.casebook->cells(slide)), base.manifest,
                                                  "Ada", QDateTime::currentDateTimeUtc());
    value(bench.casebook->sign(
        {slide, QStringLiteral("Ada"), QStringLiteral("released"), {}, reporting::toJson(d)}));
  };
  const auto confirmed = bench.addSlide("P1", 3);         // every cell
  const auto untouched = bench.addSlide("P2", 3, false);  // none
  bench.addSlide("P3", 3, false);                         // never signed
  for (const auto slide : {confirmed, untouched}) {
    value(classifySlide(*bench.casebook, slide, *classifier, base));
    sign(slide);
  }
  const auto audit = value(bench.casebook->auditHead());
  const auto same = value(replaySigned(*bench.casebook, base, {4, 1, false}));
  REQUIRE(same.slides.size() == 2);
  CHECK(same.changed() == 0);

  // A model that accepts nothing leaves every unconfirmed cell to the expert.
  auto strict = base;
  strict.path = bench.models() / "strict.cellmodel";
  fs::copy(base.path, strict.path);
  strict.manifest.thresholds = {2, 0};
  const auto replay = value(replaySigned(*bench.casebook, strict, {4, 1, false}));
  CHECK(replay.changed() == 1);
  for (const auto& slide : replay.slides) {
    CHECK(slide.changed() == (slide.slide == untouched));
    CHECK(slide.toReviewBefore == 0);
    CHECK(slide.toReviewAfter == (slide.slide == untouched ? 9 : 0));
    CHECK(slide.confirmed == (slide.slide == confirmed ? 9 : 0));
    int before = 0, after = 0;
    for (const auto& change : slide.changes) {
      before += change.before;
      after += change.after;
    }
    if (slide.slide == untouched) CHECK((before == 9 && after == 0));
  }
  CHECK(value(bench.casebook->auditHead()) == audit);
  std::stop_source stop;
  stop.request_stop();
  CHECK(code(replaySigned(*bench.casebook, strict, {4, 1, false}, {}, stop.get_token())) ==
        ErrorCode::Cancelled);
}

// Real cells of another laboratory, a slide each by its file names; labels as an expert's confirmations.
// Hidden: it takes minutes. Says what it measured; asserts only what must hold.
TEST_CASE("a foreign stain is learned from confirmed slides of it", "[.raabin]") {
  const fs::path data = fs::path(CELLWISE_SHARED_DIR) / "data";
  if (!fs::exists(data / "raabin.csv")) {
    WARN("skipped: no real cells here");
    return;
  }
  Bench bench;
  const auto cells = value(training::readNamedIndex(data / "raabin.csv", data));
  std::map<std::string, std::vector<training::NamedCell>> slides;
  for (const auto& cell : cells) {
    const std::string name = cell.file.filename();
    slides[name.substr(0, name.find('_'))].push_back(cell);
  }
  for (const auto& [name, members] : slides) {
    const auto slide = value(bench.casebook->addSlide(
        {QString::fromStdString(name), QStringLiteral("Film"), QStringLiteral("blood"), {}, false, 0},
        QStringLiteral("Ada")));
    std::vector<casebook::NewImage> images;
    for (const auto& cell : members) {
      const std::string bytes = text(cell.file);
      const auto size = value(imaging::decodeFile(cell.file)).size();
      const QRect whole(0, 0, size.width, size.height);
      images.push_back({QByteArray::fromStdString(bytes),
                        QString::fromStdString(cell.path),
                        size.width,
                        size.height,
                        casebook::ImageKind::Cell,
                        {{whole, whole}}});
    }
    value(bench.casebook->addImages(slide, images, QStringLiteral("Ada")));
    const auto records = value(bench.casebook->cells(slide));
    REQUIRE(records.size() == members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto& id = members[i].classId;  // band and segmented are one class in this data
      bench.decide(records[i].id, id == "neutrophil" ? "segmented_neutrophil" : id.c_str());
    }
  }
  // What became of the cells that the model was made for: its own test part, by whether a class was learned.
  const auto base = value(defaultModel());
  const auto own =
      training::splitByGroup(value(training::readIndex(data / "pbc.csv", data, base.manifest.scheme)),
                             {0.74, 0.08, 0.08, 0.10}, 7)
          .test;
  const auto kept = [&](const model::ModelFolder& model, const std::vector<std::string>& untrained) {
    const auto predictions = value(classifyPictures(
        model, {}, own.size(), [&](std::size_t i) { return imaging::decodeFile(own[i].file); }));
    int n[2] = {}, right[2] = {};
    for (std::size_t i = 0; i < own.size(); ++i) {
      const auto& id = base.manifest.scheme.classes[static_cast<std::size_t>(own[i].classIndex)].id;
      const bool absent = std::find(untrained.begin(), untrained.end(), id) != untrained.end();
      ++n[absent];
      right[absent] += value(predictions[i]).score.predicted == own[i].classIndex;
    }
    std::ostringstream words;
    words << "classes learned " << right[0] << " of " << n[0] << ", others " << right[1] << " of " << n[1];
    return words.str();
  };
  const auto scopes = {LearningScope::Head, LearningScope::Network};
  for (const auto scope : scopes) DYNAMIC_SECTION(name(scope)) {
      LearningOptions options;
      options.scope = scope;
      const auto learned = value(
          learn(*bench.casebook, base, bench.models() / (std::string(name(scope)) + ".cellmodel"), options));
      CHECK(learned.comparison.cells == learned.data.heldOut.cells);
      WARN(name(scope) << ": held out " << learned.comparison.before.accuracy.k << " -> "
                       << learned.comparison.after.accuracy.k << " of " << learned.comparison.cells
                       << "; the old test cells before: " << kept(base, learned.data.untrained)
                       << "; after: " << kept(learned.model, learned.data.untrained));
      if (scope == LearningScope::Head) CHECK_FALSE(learned.data.untrained.empty());
    }
}
