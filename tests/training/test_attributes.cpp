// Heads for attributes on a network's frozen features: what is linearly readable is learned, what is not is
// not, on groups that had no say.
#include <fstream>
#include <opencv2/imgproc.hpp>
#include <random>
#include <set>

#include "catch_torch.h"
#include "imaging/crop.h"
#include "imaging/image_file.h"
#include "nn/network.h"
#include "tiny_model.h"
#include "training/attributes.h"

using namespace cellwise;
namespace fs = std::filesystem;

namespace {

model::AttributeScheme inkAndCoin() {
  model::AttributeScheme scheme{"ink-coin", "Ink and coin", "墨色与硬币", {}};
  scheme.attributes = {{"ink", "Ink", "墨色", "ink", "墨", {}}, {"coin", "Coin", "硬币", "", "", {}}};
  scheme.attributes[0].values = {{"pale", "pale", "浅", "", ""}, {"dark_red", "dark red", "深红", "", ""}};
  scheme.attributes[1].values = {{"heads", "heads", "正", "", ""}, {"tails", "tails", "反", "", ""}};
  return scheme;
}

// Discs on a pale ground. The ink can be seen; the coin was tossed and cannot. Class alpha is mostly pale,
// beta mostly dark; gamma is described by nobody.
struct Coins {
  fs::path root = fs::temp_directory_path() / "cellwise-attributes-test";
  model::ModelFolder model;
  std::vector<training::LabelledCell> cells;

  Coins() {
    fs::remove_all(root);
    fs::create_directories(root);
    model = {root / "m.cellmodel", test::writeTinyModel(root / "m.cellmodel")};
    std::mt19937 random(3);
    std::ofstream index(root / "index.csv"), labels(root / "attributes.csv");
    index << "path,class,group\n";
    labels << "coin,path,ink,doubt\n";
    for (int c = 0; c < 3; ++c) {
      const std::string& id = model.manifest.scheme.classes[static_cast<std::size_t>(c)].id;
      for (int i = 0; i < 80; ++i) {
        const bool dark = c == 1 ? random() % 10 != 0 : random() % 10 == 0;
        cv::Mat image(40, 40, CV_8UC3, cv::Scalar(225, 215, 210));
        cv::circle(image, {20, 20}, 8 + static_cast<int>(random() % 8),
                   dark ? cv::Scalar(90, 10, 30) : cv::Scalar(190, 180, 215), cv::FILLED);
        const std::string path = id + std::to_string(i) + ".png";
        const auto bytes = imaging::encodePng(image);
        std::ofstream(root / path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        index << path << "," << id << "," << id << "-" << i / 4 << "\n";
        if (c < 2)
          labels << (random() % 2 ? "heads" : "tails") << "," << path << "," << (dark ? "dark red" : "pale")
                 << ",no\n";
      }
    }
    index.close();
    labels.close();
    auto read = training::readIndex(root / "index.csv", root, model.manifest.scheme);
    REQUIRE(read);
    cells = *read;
  }
  ~Coins() { fs::remove_all(root); }
  training::AttributeLabels labels() const {
    auto read = training::readAttributeLabels(root / "attributes.csv", inkAndCoin());
    if (!read) FAIL(describe(read.error()));
    return *read;
  }
  training::Split split() const { return training::splitByGroup(cells, {0.5, 0.2, 0.1, 0.2}, 1); }
};

training::AttributeOptions quick() {
  training::AttributeOptions options;
  options.draws = 50;
  options.threads = 2;
  options.provenance["seed"] = "1";
  return options;
}

}  // namespace

TEST_CASE("labels are read by the scheme's columns, spaces stand for _, and nonsense is named") {
  const Coins coins;
  const auto labels = coins.labels();
  CHECK(labels.size() == 160);
  std::set<int> inks;
  for (const auto& [path, values] : labels) {
    REQUIRE(values.size() == 2);
    inks.insert(values[0]);
  }
  CHECK(inks == std::set<int>{0, 1});
  const auto refused = [&](const std::string& text) {
    std::ofstream(coins.root / "bad.csv") << text;
    const auto read = training::readAttributeLabels(coins.root / "bad.csv", inkAndCoin());
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::FormatInvalid);
    return read.error().detail;
  };
  CHECK_THAT(refused("path,ink\na,pale\n"), Catch::Contains("coin"));
  CHECK_THAT(refused("ink,coin\npale,heads\n"), Catch::Contains("path"));
  CHECK_THAT(refused("path,ink,coin\na,pale,heads\nb,green,heads\n"),
             Catch::Contains("line 3") && Catch::Contains("ink") && Catch::Contains("green"));
  CHECK_THAT(refused("path,ink,coin\na,pale\n"), Catch::Contains("line 2"));
  CHECK_THAT(refused("path,ink,coin\na,pale,heads\na,pale,heads\n"), Catch::Contains("twice"));
  std::ofstream(coins.root / "gap.csv") << "path,ink,coin\na,,heads\n";
  CHECK(training::readAttributeLabels(coins.root / "gap.csv", inkAndCoin())->at("a") ==
        std::vector<int>{-1, 0});
}

TEST_CASE("what the features show is learned, a tossed coin is not, the classifier stays as it was") {
  const Coins coins;
  const auto split = coins.split();
  const auto labels = coins.labels();
  const fs::path out = coins.root / "out.cellmodel";
  std::ofstream(coins.model.path / "README.md") << "# Card\n";
  auto options = quick();
  options.card = [](const model::Manifest& made) { return "with " + made.weightsSha256 + "\n"; };
  const auto made = training::trainAttributes(coins.model, split, labels, inkAndCoin(), out, options);
  if (!made) FAIL(describe(made.error()));
  REQUIRE(made->attributes);
  const auto& a = *made->attributes;
  const auto described = std::count_if(split.test.begin(), split.test.end(),
                                       [&](const auto& cell) { return labels.contains(cell.path); });
  REQUIRE(described > 20);
  CHECK(a.figures[0].n == described);
  CHECK(a.figures[0].accuracy > 0.95);
  CHECK(a.figures[0].balancedAccuracy > 0.95);
  CHECK(a.figures[0].baseline < 0.8);
  CHECK(a.figures[0].byClass < 0.97);
  CHECK(a.figures[1].accuracy < 0.75);

  // P(value | class), by counting the training cells, one added to each.
  for (int c = 0; c < 2; ++c) {
    double dark = 1, all = 2;
    for (const auto& cell : split.train) {
      if (cell.classIndex != c) continue;
      ++all;
      dark += labels.at(cell.path)[0] == 1;
    }
    CHECK(a.likelihoods[static_cast<std::size_t>(c)][1] == Approx(dark / all));
    CHECK(a.cells[static_cast<std::size_t>(c)] == static_cast<std::int64_t>(all) - 2);
  }
  CHECK_FALSE(a.describes(2));
  CHECK(a.disagreement >= 0);
  const auto n = static_cast<double>(a.disagreementCells);
  CHECK((n == 0 || a.disagreementQuantile > 0.95 - 1.001 / n));
  CHECK(a.evidence.at("test.n") <= static_cast<double>(split.test.size()));
  CHECK(a.evidence.at("heldOut.accepted.all") ==
        static_cast<double>(split.test.size() + split.calibration.size()));  // thresholds of 0
  CHECK(a.provenance.at("classifierSha256") == coins.model.manifest.weightsSha256);

  // As any model from disk: hash verified, the classifier's tensors the same to the last bit.
  const auto opened = model::openModelFolder(out);
  REQUIRE(opened);
  auto network = nn::loadNetwork(*opened);
  if (!network) FAIL(describe(network.error()));
  auto before = nn::loadNetwork(coins.model);
  REQUIRE(before);
  const auto tensors = nn::namedTensors(**network);
  for (const auto& [name, tensor] : nn::namedTensors(**before)) CHECK(tensor.equal(tensors.at(name)));
  CHECK(tensors.contains("attributes.ink.weight"));
  std::ifstream card(out / "README.md");
  CHECK(std::string(std::istreambuf_iterator<char>(card), {}) ==
        "# Card\nwith " + made->weightsSha256 + "\n");

  // The heads in the file say what was measured.
  torch::NoGradGuard noGrad;
  const int side = model::inputSize(made->backbone);
  int right = 0;
  for (const auto& cell : split.test) {
    if (!labels.contains(cell.path)) continue;
    const auto image = imaging::decodeFile(cell.file);
    REQUIRE(image);
    const cv::Mat input = imaging::networkInput(*image, side, made->centreFraction, made->whiteBackground);
    const std::uint8_t* pixels[] = {input.data};
    const auto p = (*network)->attributeScores(
        (*network)->backbone->forward(nn::normalise(nn::stackRgb(pixels, side), made->mean, made->stddev)));
    REQUIRE(p.size(1) == 4);
    CHECK(p[0].sum().item<double>() == Approx(2));
    right += p[0].slice(0, 0, 2).argmax(0).item<int>() == labels.at(cell.path)[0];
  }
  CHECK(static_cast<double>(right) / static_cast<double>(described) == Approx(a.figures[0].accuracy));

  // Again, on one thread: the same model.
  options.threads = 1;
  const auto again = training::trainAttributes(coins.model, split, labels, inkAndCoin(),
                                               coins.root / "again.cellmodel", options);
  REQUIRE(again);
  CHECK(again->weightsSha256 == made->weightsSha256);
  // On a model that has heads already: replaced. And never over something that is there.
  const auto anew =
      training::trainAttributes(*opened, split, labels, inkAndCoin(), coins.root / "anew.cellmodel", quick());
  REQUIRE(anew);
  CHECK(anew->weightsSha256 == made->weightsSha256);
  CHECK(training::trainAttributes(coins.model, split, labels, inkAndCoin(), out, quick()).error().code ==
        ErrorCode::Conflict);
}

TEST_CASE("test groups have no say in the heads") {
  const Coins coins;
  const auto split = coins.split();
  auto labels = coins.labels();
  const auto made = training::trainAttributes(coins.model, split, labels, inkAndCoin(),
                                              coins.root / "a.cellmodel", quick());
  REQUIRE(made);
  for (const auto& cell : split.test) {
    if (labels.contains(cell.path)) labels.at(cell.path)[0] = 1 - labels.at(cell.path)[0];
  }
  const auto turned = training::trainAttributes(coins.model, split, labels, inkAndCoin(),
                                                coins.root / "b.cellmodel", quick());
  REQUIRE(turned);
  CHECK(turned->weightsSha256 == made->weightsSha256);
  CHECK(turned->attributes->likelihoods == made->attributes->likelihoods);
  CHECK(turned->attributes->figures[0].accuracy == Approx(1 - made->attributes->figures[0].accuracy));
}

TEST_CASE("attribute training refuses what it cannot do, and leaves nothing behind") {
  const Coins coins;
  const auto split = coins.split();
  auto labels = coins.labels();
  const fs::path out = coins.root / "out.cellmodel";
  for (auto& [path, values] : labels) values[1] = -1;
  const auto silent = training::trainAttributes(coins.model, split, labels, inkAndCoin(), out, quick());
  REQUIRE_FALSE(silent);
  CHECK(silent.error().code == ErrorCode::ArgumentInvalid);
  CHECK_THAT(silent.error().detail, Catch::Contains("coin"));

  fs::remove(split.validation.front().file);
  const auto missing =
      training::trainAttributes(coins.model, split, coins.labels(), inkAndCoin(), out, quick());
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::FileNotFound);
  CHECK(missing.error().file == split.validation.front().file.string());

  std::stop_source stop;
  stop.request_stop();
  CHECK(training::trainAttributes(coins.model, split, coins.labels(), inkAndCoin(), out, quick(), {},
                                  stop.get_token())
            .error()
            .code == ErrorCode::Cancelled);
  for (const auto& entry : fs::directory_iterator(coins.root))
    CHECK_THAT(entry.path().filename().string(), !Catch::Contains("out.cellmodel"));
}
