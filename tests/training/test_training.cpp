#include <fstream>
#include <map>
#include <opencv2/imgproc.hpp>
#include <set>

#include "catch_torch.h"
#include "imaging/crop.h"
#include "imaging/image_file.h"
#include "nn/network.h"
#include "result_checks.h"
#include "tiny_model.h"
#include "training/trainer.h"

using namespace cellwise;
namespace fs = std::filesystem;

namespace {

// A folder of drawn shapes of three classes that a tiny network can tell apart, with an index.
struct Shapes {
  fs::path root = fs::temp_directory_path() / "cellwise-training-test";
  explicit Shapes(int perClass) {
    fs::remove_all(root);
    fs::create_directories(root);
    std::ofstream index(root / "index.csv");
    index << "path,class,group\n";
    const auto scheme = test::tinyScheme();
    for (int c = 0; c < 3; ++c) {
      for (int i = 0; i < perClass; ++i) {
        cv::Mat image(40, 40, CV_8UC3, cv::Scalar(225, 205, 200));
        const cv::Scalar ink(80 + i % 5, 40, 140);
        if (c == 0) cv::circle(image, {20, 20}, 12, ink, cv::FILLED, cv::LINE_AA);
        if (c == 1) cv::circle(image, {20, 20}, 12, ink, 3, cv::LINE_AA);
        if (c == 2) cv::rectangle(image, {4, 17, 32, 6}, ink, cv::FILLED);
        const auto name = scheme.classes[c].id + std::to_string(i) + ".png";
        const auto bytes = imaging::encodePng(image);
        std::ofstream(root / name, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        index << name << "," << scheme.classes[c].id << ",run" << c << "-" << i / 2 << "\n";
      }
    }
  }
  ~Shapes() { fs::remove_all(root); }
};

training::TrainingOptions quick(const fs::path& run) {
  training::TrainingOptions o;
  o.backbone = test::tinyBackbone();
  o.scheme = test::tinyScheme();
  o.centroidLength = 8;
  o.epochs = 12;
  o.batchSize = 16;
  o.learningRate = 3e-3;
  o.warmUpSteps = 5;
  o.averaging = 0;
  o.threads = 2;
  o.allowCuda = false;
  o.augmentation.stain = 0.2;
  o.augmentation.colour = 0.2;
  o.runFolder = run;
  return o;
}

std::map<std::string, torch::Tensor> tensorsOf(const fs::path& model) {
  auto folder = model::openModelFolder(model);
  REQUIRE(folder);
  auto network = nn::loadNetwork(*folder);
  REQUIRE(network);
  return nn::namedTensors(**network);
}

}  // namespace

TEST_CASE("an index is read with its groups and mapped classes, unknown classes are named") {
  const Shapes shapes(2);
  const auto cells =
      training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme(), {{"gamma", "beta"}});
  REQUIRE(cells);
  CHECK(cells->size() == 6);
  CHECK(cells->back().classIndex == 1);
  CHECK(cells->front().group == "run0-0");
  const auto unknown =
      training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme(), {{"beta", "delta"}});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().detail.find("delta") != std::string::npos);
  std::ofstream(shapes.root / "torn.csv") << "path,class\nonly-one-field\n";
  const auto torn = training::readNamedIndex(shapes.root / "torn.csv", shapes.root);
  REQUIRE_FALSE(torn);
  CHECK(torn.error().detail.find("line 2") != std::string::npos);
  CHECK(training::readNamedIndex(shapes.root / "none.csv", shapes.root).error().code ==
        ErrorCode::FileNotFound);
}

TEST_CASE("a split keeps groups whole, classes in proportion, and is the same each time") {
  std::vector<training::LabelledCell> cells;
  for (int c = 0; c < 3; ++c) {
    for (int i = 0; i < 400; ++i)
      cells.push_back({"", std::to_string(c) + "/" + std::to_string(i), c,
                       std::to_string(c) + "-" + std::to_string(i / 10)});
  }
  const auto split = training::splitByGroup(cells, {0.7, 0.1, 0.1, 0.1}, 3);
  std::map<std::string, std::set<int>> partsOfGroup;
  int part = 0;
  std::size_t total = 0;
  for (const auto* cellsOfPart : {&split.train, &split.validation, &split.calibration, &split.test}) {
    std::map<int, int> counts;
    for (const auto& cell : *cellsOfPart) {
      partsOfGroup[cell.group].insert(part);
      ++counts[cell.classIndex];
    }
    for (int c = 0; c < 3; ++c) CHECK(counts[c] == Approx(part == 0 ? 280 : 40).margin(10));
    total += cellsOfPart->size();
    ++part;
  }
  CHECK(total == cells.size());
  for (const auto& [group, parts] : partsOfGroup) CHECK(parts.size() == 1);

  const auto again = training::splitByGroup(cells, {0.7, 0.1, 0.1, 0.1}, 3);
  CHECK(again.test.size() == split.test.size());
  CHECK(again.test.front().path == split.test.front().path);
  CHECK(training::splitByGroup(cells, {0.7, 0.1, 0.1, 0.1}, 4).test.front().group !=
        split.test.front().group);
}

TEST_CASE("augmentation is a function of its seed and keeps a cell's colours near") {
  cv::Mat cell(60, 60, CV_8UC3, cv::Scalar(230, 210, 205));
  cv::circle(cell, {30, 30}, 15, cv::Scalar(100, 50, 150), cv::FILLED);
  const training::AugmentationOptions options;
  const auto once = training::augment(cell, 32, 5, options);
  CHECK(cv::norm(once, training::augment(cell, 32, 5, options), cv::NORM_INF) == 0);
  CHECK(cv::norm(once, training::augment(cell, 32, 6, options), cv::NORM_INF) > 0);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto image = training::augment(cell, 32, seed, options);
    REQUIRE(image.size() == cv::Size(32, 32));
    const auto middle = cv::mean(image(cv::Rect(13, 13, 6, 6)));
    const auto corner = cv::mean(image(cv::Rect(0, 0, 3, 3)));
    CHECK(middle[1] < corner[1] - 60);  // the nucleus stays darker than the background
    CHECK(middle[2] > middle[1]);       // and purple
  }
  training::AugmentationOptions none;
  none.stain = none.colour = none.maxBlur = 0;
  const auto plain = training::augment(cell, 32, 1, none);
  CHECK(cv::norm(plain.at<cv::Vec3b>(16, 16), cell.at<cv::Vec3b>(30, 30), cv::NORM_INF) <= 2);
}

TEST_CASE("training learns: D of the true class goes to 1, of the others to 0, a model folder comes out") {
  const Shapes shapes(40);
  const auto cells = training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme());
  REQUIRE(cells);
  auto options = quick(shapes.root / "run");
  const auto split = training::splitByGroup(*cells, {0.6, 0.1, 0.2, 0.1}, 1);
  std::vector<double> losses;
  const auto manifest = training::train(options, split, {}, shapes.root / "m.cellmodel", {{"data", "shapes"}},
                                        [&](const training::TrainingState& s) {
                                          if (s.validationAccuracy >= 0) losses.push_back(s.loss);
                                        });
  if (!manifest) FAIL(describe(manifest.error()));
  REQUIRE(losses.size() == 12);
  CHECK(losses.back() < 0.5 * losses.front());
  CHECK(manifest->figures.at("test.accuracy") >= 0.9);
  CHECK(manifest->calibrationRows.size() == split.calibration.size());
  CHECK(manifest->provenance.at("data") == "shapes");

  auto folder = model::openModelFolder(shapes.root / "m.cellmodel");
  REQUIRE(folder);
  auto network = nn::loadNetwork(*folder);
  REQUIRE(network);
  double own = 0, other = 0;
  for (const auto& row : folder->manifest.calibrationRows) {
    own += row.maxMembership;
    other += 1 - row.confidence;  // sum of the D of the other classes
  }
  CHECK(own / static_cast<double>(split.calibration.size()) > 0.5);
  CHECK(other / static_cast<double>(split.calibration.size()) < 0.2);
}

TEST_CASE("a disfigured crop is no cell any more, and a network that was shown such refuses them") {
  const Shapes shapes(24);
  const auto cells = training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme());
  REQUIRE(cells);
  const auto crop = imaging::decodeFile((*cells)[30].file);
  REQUIRE(crop);
  const auto once = training::disfigure(*crop, 5);
  CHECK(once.size() == crop->size());
  CHECK(cv::norm(once, training::disfigure(*crop, 5)) == 0);
  CHECK(cv::norm(once, *crop, cv::NORM_L1) / static_cast<double>(crop->total() * 3) > 5);

  const auto split = training::splitByGroup(*cells, {0.7, 0.15, 0.15, 0}, 1);
  auto o = quick(shapes.root / "run");
  o.epochs = 20;
  o.outlierShare = 0.3;
  const auto trained = training::train(o, split, {}, shapes.root / "m.cellmodel", {});
  REQUIRE(trained);
  CHECK(trained->figures.at("validation.accuracy") > 0.9);
  const auto folder = model::openModelFolder(shapes.root / "m.cellmodel");
  REQUIRE(folder);
  auto network = nn::loadNetwork(*folder);
  REQUIRE(network);
  torch::NoGradGuard noGrad;
  double familiar = 0, strange = 0;
  std::uint64_t seed = 100;
  const int side = model::inputSize(o.backbone);
  for (const auto& cell : split.validation) {
    const auto image = imaging::whitenBackground(*imaging::decodeFile(cell.file));
    const auto largestD = [&](const cv::Mat& picture) {
      const cv::Mat input = imaging::networkInput(picture, side, 1);
      const std::uint8_t* pixels[] = {input.data};
      const auto images = nn::normalise(nn::stackRgb(pixels, side), trained->mean, trained->stddev);
      return (*network)->forward(images).exp().max().item<double>();
    };
    familiar += largestD(image);
    strange += largestD(training::disfigure(image, ++seed));
  }
  CHECK(familiar > 1.5 * strange);

  o.runFolder = shapes.root / "other";
  o.loss = training::Loss::CrossEntropy;
  const auto refused = training::train(o, split, {}, shapes.root / "x.cellmodel", {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::ArgumentInvalid);
}

TEST_CASE("phase 2 moves the centroids and leaves the network as it is") {
  const Shapes shapes(20);
  const auto cells = training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme());
  REQUIRE(cells);
  test::writeTinyModel(shapes.root / "old.cellmodel", 3);
  auto options = quick(shapes.root / "run");
  options.initialWeights = shapes.root / "old.cellmodel";
  options.epochs = 1;
  options.learningRate = 0;  // phase 1 changes nothing
  options.centroidRate = 0.1;
  const auto made = training::train(options, training::splitByGroup(*cells, {0.6, 0.1, 0.2, 0.1}, 1), {},
                                    shapes.root / "new.cellmodel", {});
  if (!made) FAIL(describe(made.error()));
  const auto before = tensorsOf(shapes.root / "old.cellmodel"),
             after = tensorsOf(shapes.root / "new.cellmodel");
  REQUIRE(before.size() == after.size());
  for (const auto& [name, value] : after) {
    CAPTURE(name);
    CHECK(torch::equal(before.at(name), value) == (name != "ccl.centroids"));
  }
}

TEST_CASE("a class without cells keeps its part of the head, and a frozen backbone all of itself") {
  const Shapes shapes(40);
  const auto cells = training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme());
  REQUIRE(cells);
  auto split = training::splitByGroup(*cells, {0.6, 0.1, 0.2, 0.1}, 1);
  for (auto* part : {&split.train, &split.validation, &split.calibration, &split.test})
    std::erase_if(*part, [](const auto& cell) { return cell.classIndex == 1; });
  test::writeTinyModel(shapes.root / "old.cellmodel", 3);
  const auto before = tensorsOf(shapes.root / "old.cellmodel");
  for (const bool frozen : {true, false}) {
    CAPTURE(frozen);
    auto options = quick(shapes.root / (frozen ? "run-frozen" : "run-whole"));
    options.epochs = 3;
    options.sigma = 0.7071;
    options.initialWeights = shapes.root / "old.cellmodel";
    options.freezeBackbone = frozen;
    options.keepAbsentClasses = true;
    const char* name = frozen ? "frozen.cellmodel" : "whole.cellmodel";
    const auto made = training::train(options, split, {}, shapes.root / name, {});
    if (!made) FAIL(describe(made.error()));
    const auto after = tensorsOf(shapes.root / name);
    int changed = 0;
    for (const auto& [tensor, value] : after) {
      if (tensor.starts_with("ccl.")) {
        const auto old = before.at(tensor).view({3, -1}), now = value.view({3, -1});
        CHECK(torch::equal(old[1], now[1]));
        CHECK_FALSE(torch::equal(old[0], now[0]));
        CHECK_FALSE(torch::equal(old[2], now[2]));
      } else {
        changed += !torch::equal(before.at(tensor), value);
      }
    }
    CHECK((changed == 0) == frozen);
  }
  auto scratch = quick(shapes.root / "run-scratch");
  scratch.freezeBackbone = true;
  CHECK(training::train(scratch, split, {}, shapes.root / "no.cellmodel", {}).error().code ==
        ErrorCode::ArgumentInvalid);
}

TEST_CASE("every family learns with either head") {
  const Shapes shapes(24);
  const auto cells = training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme());
  REQUIRE(cells);
  const auto split = training::splitByGroup(*cells, {0.7, 0.1, 0.1, 0.1}, 1);
  for (const auto& backbone : test::tinyBackbones()) {
    for (const auto head : {model::HeadKind::Ccl, model::HeadKind::Softmax}) {
      const std::string name = std::string(model::architecture(backbone)) + "-" + model::name(head);
      INFO(name);
      auto options = quick(shapes.root / name);
      options.backbone = backbone;
      options.loss = head == model::HeadKind::Ccl ? training::Loss::Ccl : training::Loss::CrossEntropy;
      options.averaging = 0.5;
      options.epochs = 28;
      options.learningRate = 6e-3;
      options.threads = 1;
      std::vector<double> losses;
      const auto manifest = training::train(options, split, {}, shapes.root / (name + ".cellmodel"), {},
                                            [&](const training::TrainingState& s) {
                                              if (s.validationAccuracy >= 0) losses.push_back(s.loss);
                                            });
      if (!manifest) FAIL(describe(manifest.error()));
      CHECK(losses.back() < 0.6 * losses.front());
      CHECK(manifest->figures.at("validation.accuracy") > 0.6);
      CHECK((manifest->thresholds.membership > 0) == (head == model::HeadKind::Ccl));

      const auto folder = test::value(model::openModelFolder(shapes.root / (name + ".cellmodel")));
      CHECK(folder.manifest.backbone == backbone);
      CHECK(folder.manifest.head.kind == head);
      CHECK(nn::loadNetwork(folder));
    }
  }
}

TEST_CASE("published weights start a training, those that do not fit are named") {
  const Shapes shapes(16);
  training::Split split;
  split.train = test::value(training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme()));
  auto options = quick(shapes.root / "run");
  options.epochs = 1;
  options.learningRate = 0;  // what comes out is what went in
  options.initialWeights = shapes.root / "published.safetensors";
  auto vit = std::get<model::VitConfig>(test::tinyBackbones()[1]);
  options.backbone = vit;
  const auto source = nn::makeBackbone(vit);
  std::vector<model::TensorToWrite> tensors{
      nn::toWrite("heads.head.weight", torch::zeros({1000, vit.hidden}))};
  for (const auto& [name, tensor] : nn::namedTensors(*source)) tensors.push_back(nn::toWrite(name, tensor));
  REQUIRE(model::writeSafetensors(options.initialWeights, tensors));

  const auto folder = shapes.root / "m.cellmodel";
  test::value(training::train(options, split, {}, folder, {}));
  const auto network = test::value(nn::loadNetwork(test::value(model::openModelFolder(folder))));
  const auto loaded = nn::namedTensors(*network->backbone);
  for (const auto& [name, tensor] : nn::namedTensors(*source)) CHECK(torch::equal(tensor, loaded.at(name)));

  vit.hidden = 48;
  options.backbone = vit;
  options.runFolder = shapes.root / "other";
  const auto refused = training::train(options, split, {}, folder, {});
  CHECK(test::code(refused) == ErrorCode::TensorMismatch);
  CHECK_THAT(refused.error().detail,
             Catch::Contains("class_token is [1, 1, 32], the network needs [1, 1, 48]"));
}

TEST_CASE("every loss learns under every sampling") {
  const Shapes shapes(24);
  auto cells = training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme());
  REQUIRE(cells);
  // A tail: of the third class a quarter.
  std::erase_if(*cells, [](const auto& cell) { return cell.classIndex == 2 && cell.path.size() % 2 == 0; });
  const auto split = training::splitByGroup(*cells, {0.7, 0.1, 0.1, 0.1}, 1);
  const auto& samplings = training::allSamplings();
  int i = 0;
  for (const auto loss : training::allLosses()) {
    INFO(training::name(loss));
    auto options = quick(shapes.root / training::name(loss));
    options.loss = loss;
    options.sampling = samplings[static_cast<std::size_t>(i++) % samplings.size()];
    options.epochs = 20;
    options.rule = decision::CalibrationRule::FixedSequence;  // cannot promise with so few cells
    std::vector<double> losses;
    const auto manifest =
        training::train(options, split, {}, shapes.root / (std::string(training::name(loss)) + ".cellmodel"),
                        {}, [&](const training::TrainingState& s) {
                          if (s.validationAccuracy >= 0) losses.push_back(s.loss);
                        });
    if (!manifest) FAIL(describe(manifest.error()));
    CHECK(losses.back() < 0.7 * losses.front());
    CHECK(manifest->head.kind == training::headOf(loss));
    CHECK(manifest->figures.at("test.accuracy") > 0.6);
    CHECK(manifest->calibration.rule == options.rule);
    CHECK(manifest->thresholds.confidence == 1);
    CHECK(manifest->figures.at("test.Rr") > 0.9);  // a c of exactly 1 is accepted
  }
}

TEST_CASE("patience ends a run early with the best epoch's weights, also when it was stopped between") {
  const Shapes shapes(16);
  const auto cells = training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme());
  REQUIRE(cells);
  const auto split = training::splitByGroup(*cells, {0.6, 0.2, 0.1, 0.1}, 1);
  auto options = quick(shapes.root / "patient");
  options.loss = training::Loss::Centre;  // its centres are part of what a checkpoint holds
  options.epochs = 60;
  options.patience = 3;
  std::vector<double> accuracy;
  const auto watch = [&](const training::TrainingState& s) {
    if (s.validationAccuracy >= 0) accuracy.push_back(s.validationAccuracy);
  };
  const auto early = training::train(options, split, {}, shapes.root / "early.cellmodel", {}, watch);
  if (!early) FAIL(describe(early.error()));
  REQUIRE(accuracy.size() < 60);
  const auto best = std::max_element(accuracy.begin(), accuracy.end());
  CHECK(accuracy.end() - best == 4);  // the best one and three that were no better
  CHECK(early->figures.at("validation.accuracy") == Approx(*best));
  // The one to beat is kept to its last digit: a resumed run must not take an equal one for better.
  const auto checkpoint =
      test::value(model::SafetensorsFile::open(options.runFolder / "checkpoint.safetensors"));
  CHECK(std::stod(checkpoint.metadata().at("bestAccuracy")) == *best);

  options.runFolder = shapes.root / "stopped";
  std::stop_source stop;
  const auto stopped = training::train(
      options, split, {}, shapes.root / "resumed.cellmodel", {},
      [&](const training::TrainingState& s) {
        if (s.epoch == 3 && s.validationAccuracy < 0) stop.request_stop();
      },
      stop.get_token());
  REQUIRE_FALSE(stopped);
  const auto resumed = training::train(options, split, {}, shapes.root / "resumed.cellmodel", {});
  if (!resumed) FAIL(describe(resumed.error()));
  CHECK(resumed->weightsSha256 == early->weightsSha256);
}

TEST_CASE("a run that was stopped ends as if it had not been") {
  const Shapes shapes(16);
  const auto cells = training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme());
  REQUIRE(cells);
  const auto split = training::splitByGroup(*cells, {0.7, 0.1, 0.1, 0.1}, 1);
  auto options = quick(shapes.root / "whole");
  options.epochs = 3;
  options.averaging = 0.9;
  // Random numbers of the network itself must be repeated too, and batch norm's statistics kept.
  options.backbone = GENERATE(from_range(test::tinyBackbones()));
  model::setDropPath(options.backbone, 0.2);
  INFO(model::architecture(options.backbone));
  const auto whole = training::train(options, split, {}, shapes.root / "whole.cellmodel", {});
  if (!whole) FAIL(describe(whole.error()));

  options.runFolder = shapes.root / "stopped";
  std::stop_source stop;
  const auto stopped = training::train(
      options, split, {}, shapes.root / "stopped.cellmodel", {},
      [&](const training::TrainingState& s) {
        if (s.epoch == 2 && s.validationAccuracy < 0) stop.request_stop();
      },
      stop.get_token());
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == ErrorCode::Cancelled);
  CHECK_FALSE(fs::exists(shapes.root / "stopped.cellmodel" / "manifest.json"));
  const auto resumed = training::train(options, split, {}, shapes.root / "stopped.cellmodel", {});
  if (!resumed) FAIL(describe(resumed.error()));
  CHECK(resumed->weightsSha256 == whole->weightsSha256);

  options.learningRate *= 2;
  const auto other = training::train(options, split, {}, shapes.root / "stopped.cellmodel", {});
  REQUIRE_FALSE(other);
  CHECK(other.error().code == ErrorCode::Conflict);
}

TEST_CASE("a crop that cannot be read is named") {
  const Shapes shapes(8);
  auto cells = training::readIndex(shapes.root / "index.csv", shapes.root, test::tinyScheme());
  REQUIRE(cells);
  std::ofstream(shapes.root / "alpha0.png") << "no image";
  training::Split split;
  split.train = *cells;
  const auto manifest =
      training::train(quick(shapes.root / "run"), split, {}, shapes.root / "m.cellmodel", {});
  REQUIRE_FALSE(manifest);
  CHECK(manifest.error().code == ErrorCode::NotAnImage);
  CHECK(manifest.error().file.find("alpha0.png") != std::string::npos);
}
