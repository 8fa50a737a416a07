// From the disk to the casebook: a slide of crops and one of fields through the classifier, and how soon it
// stops. The thesis's headline (table 4-5): 2,354 images through Cross-T with CCL's rejection and with the
// inductive conformal predictor's. And finding cells in a field.
#include <QCoreApplication>
#include <QDir>
#include <QTemporaryDir>

#include <CLI/CLI.hpp>
#include <atomic>
#include <future>
#include <random>
#include <thread>

#include "casebook_maker.h"
#include "decision/conformal.h"
#include "figures.h"
#include "imaging/cell_finder.h"
#include "imaging/image_file.h"
#include "model_maker.h"
#include "synthesis/film.h"
#include "workflow/slide_classification.h"

using namespace cellwise;
using namespace cellwise::benchmarks;

namespace {

constexpr int kImages = 2354, kCalibration = 781;  // table 4-5; 5 % of the training set

template <class T>
T valueOf(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::unique_ptr<inference::Classifier> start(const model::ModelFolder& model) {
  std::promise<Result<inference::DeviceInfo>> ready;
  auto classifier =
      inference::Classifier::start(model.path, {}, [&](auto device) { ready.set_value(device); });
  valueOf(ready.get_future().get());
  return classifier;
}

class Bench {
 public:
  Figures figures;
  QString folder;
  int repeats = 3;

  // Crops of the size of the published sets, so that reading them is work; fields of 640 x 480.
  void slide(const model::ModelFolder& model, const std::string& name, bool fields, int cells) {
    CasebookSize size;
    size.slides = repeats;
    size.cells = repeats * cells;
    size.images = fields ? CasebookSize::Images::Fields : CasebookSize::Images::Crops;
    size.cellSide = fields ? 128 : 360;
    size.cellsPerField = 20;  // 640 x 512
    size.classified = false;
    size.pictures = true;
    const QString file = folder + QStringLiteral("/slides.casebook");
    QDir(file + QStringLiteral(".images")).removeRecursively();
    makeCasebook(file, size, model.manifest);
    const auto book = valueOf(casebook::Casebook::open(file));
    const auto classifier = start(model);
    // The network alone, on pictures that lie in memory already: what the whole way is measured against.
    workflow::CellImages pictures(book->imageFolder(), valueOf(book->images(1)));
    std::vector<cv::Mat> held;
    for (const auto& cell : valueOf(book->cells(1))) {
      held.push_back(valueOf(pictures.crop(cell)).clone());
      if (held.size() == 256) break;
    }
    const auto alone = [&] {
      const Stopwatch watch;
      valueOf(inference::classifyAll(
          *classifier, static_cast<std::size_t>(cells), [&](std::size_t i) { return held[i % held.size()]; },
          {}, true));
      return watch.milliseconds() / 1000;
    };
    alone();
    Sample seconds, busy, alongside, first;
    for (casebook::Id id = 1; id <= repeats; ++id) {
      const double network = alone();
      const auto result = valueOf(workflow::classifySlide(*book, id, *classifier, model));
      if (result.classified != cells) throw std::runtime_error("not every cell was classified");
      seconds.add(result.seconds);
      busy.add(100 * (1 - result.secondsWaited / result.seconds));
      alongside.add(100 * network / result.seconds);
      first.add(result.secondsToFirst);
    }
    const std::string what =
        name + ", " + std::to_string(cells) + (fields ? " cells on fields" : " JPEG crops");
    figures.add("pipeline", what + ", from disk to casebook", seconds, {},
                std::to_string(1000 * seconds.median() / cells).substr(0, 5) + " ms a cell", "s");
    figures.add({"pipeline", what + ": the classifier is busy", "% of it", busy.median(), 90, true,
                 busy.least(), busy.greatest(), busy.size(), "the rest it waits for pictures"});
    figures.add({"pipeline",
                 what + ": on pictures in memory it takes",
                 "% of it",
                 alongside.median(),
                 {},
                 true,
                 alongside.least(),
                 alongside.greatest(),
                 alongside.size(),
                 "the same cores decode, look after files and store"});
    figures.add("pipeline", what + ", first results stored", first, {}, {}, "s");
  }

  void cancelling(const model::ModelFolder& model, const std::string& name) {
    CasebookSize size;
    size.slides = 1;
    size.cells = 400;
    size.cellSide = 360;
    size.images = CasebookSize::Images::Crops;
    size.classified = false;
    size.pictures = true;
    const QString file = folder + QStringLiteral("/stopped.casebook");
    Sample sample;
    std::mt19937 random(3);
    for (int i = 0; i < 4 * repeats; ++i) {
      if (i % 6 == 0) makeCasebook(file, size, model.manifest);
      const auto book = valueOf(casebook::Casebook::open(file));
      const auto classifier = start(model);
      std::stop_source stop;
      std::atomic<bool> stopped = false;
      Stopwatch watch;
      std::thread person([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150 + random() % 400));
        watch = {};
        stopped = true;
        stop.request_stop();
      });
      const auto result = workflow::classifySlide(*book, 1, *classifier, model, {}, stop.get_token());
      const double took = watch.milliseconds();
      person.join();
      if (!result && result.error().code != ErrorCode::Cancelled) valueOf(result);
      if (!result) sample.add(took);
    }
    if (sample.size() == 0) throw std::runtime_error("the slide was read before it could be stopped");
    figures.add({"pipeline",
                 name + ": from Cancel to its end, longest",
                 "ms",
                 sample.greatest(),
                 200,
                 false,
                 sample.least(),
                 sample.greatest(),
                 sample.size(),
                 {}});
  }

  void headline(const model::ModelFolder& model, int measured) {
    const auto classifier = start(model);
    const auto bytes = [] {
      std::vector<std::vector<std::byte>> all;
      for (int i = 0; i < 16; ++i) {
        cv::Mat image(360, 360, CV_8UC3);
        cv::randu(image, cv::Scalar(60 + i, 50, 90), cv::Scalar(240, 220, 250));
        all.push_back(imaging::encodeJpeg(image, 90));
      }
      return all;
    }();
    const auto classify = [&](int count) {
      return valueOf(inference::classifyAll(*classifier, static_cast<std::size_t>(count), [&](std::size_t i) {
        return imaging::decode(bytes[i % bytes.size()]);
      }));
    };
    classify(32);
    const Stopwatch watch;
    const auto said = classify(measured);
    const double each = watch.milliseconds() / measured / 1000;  // seconds
    const std::string how = measured == kImages ? std::string("all of them read")
                                                : "inference of " + std::to_string(measured) + ", times " +
                                                      std::to_string(double(kImages) / measured).substr(0, 5);

    // What the rules cost does not depend on what the memberships are: drawn ones of 13 classes.
    constexpr int kClasses = 13;
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(0, 1);
    const auto draw = [&](int n, std::vector<int>& truths) {
      std::vector<float> all;
      for (int i = 0; i < n; ++i) {
        const auto truth = static_cast<int>(random() % kClasses);
        truths.push_back(truth);
        for (int k = 0; k < kClasses; ++k)
          all.push_back(k == truth ? 1 - 0.4F * uniform(random) : 0.05F * uniform(random));
      }
      return all;
    };
    std::vector<int> labels, unasked;
    const auto calibration = draw(kCalibration, labels), scores = draw(kImages, unasked);
    int accepted = 0;
    const auto seconds = [&](auto decide) {
      return timed(7,
                   [&] {
                     for (int i = 0; i < kImages; ++i)
                       accepted += decide(
                           std::span(scores).subspan(static_cast<std::size_t>(i) * kClasses, kClasses));
                   })
                 .median() /
             1000;
    };
    using decision::Nonconformity;
    const decision::NaiveConformalPredictor naive(calibration, labels, kClasses, Nonconformity::Ratio);
    const decision::SortedConformalPredictor sorted(calibration, labels, kClasses, Nonconformity::Ratio);
    const double ccl = seconds([](auto s) {
      const auto score = decision::score(s);
      return decision::decide(score.confidence, score.maxMembership, {0.7, 0.05}) ==
             decision::Decision::Accepted;
    });
    const double byNaive = seconds([&](auto s) { return naive.predict(s, 0.05).accepted; });
    const double bySorted = seconds([&](auto s) { return sorted.predict(s, 0.05).accepted; });

    const double inference = kImages * each, calibrating = kCalibration * each;
    const auto add = [&](const char* name, const char* unit, double value, std::optional<double> limit = {},
                         const std::string& note = {}) {
      figures.add({"headline", name, unit, value, limit, false, NAN, NAN, 1, note});
    };
    add("2354 images, Cross-T, inference", "s", inference, {}, how);
    add("2354 images, Cross-T-CCL", "s", inference + ccl);
    add("CCL's decisions, share of the inference", "%", 100 * ccl / inference, 1);
    add("2354 images, Cross-T-ICP, naive", "s", inference + calibrating + byNaive, {},
        "with the inference of 781 calibration images");
    add("2354 images, Cross-T-ICP, sorted", "s", inference + calibrating + bySorted, {},
        "with the inference of 781 calibration images");
    add("ICP naive / CCL", "x", (inference + calibrating + byNaive) / (inference + ccl));
    add("ICP sorted / CCL", "x", (inference + calibrating + bySorted) / (inference + ccl));
    add("ICP naive / CCL, decisions alone", "x", byNaive / ccl);
    add("ICP sorted / CCL, decisions alone", "x", bySorted / ccl);
    if (said.empty() || accepted == 0) throw std::runtime_error("nothing was decided");
  }

  void finding() {
    for (const int factor : {1, 2, 4}) {  // as many cells for their area
      synthesis::FieldOptions options;
      options.width = 640 * factor;
      options.height = 480 * factor;
      options.redCells = 65 * factor * factor;
      options.platelets = 3 * factor * factor;
      for (int i = 0; i < 3 * factor * factor; ++i)
        options.classes.push_back(
            synthesis::drawableClasses()[std::size_t(i) % synthesis::drawableClasses().size()]);
      const cv::Mat field = valueOf(synthesis::drawField(options, 7)).rgb;
      int found = 0;
      const Sample sample =
          timed(3 * repeats, [&] { found = static_cast<int>(valueOf(imaging::findCells(field)).size()); });
      figures.add("finding",
                  "cells in a field of " + std::to_string(field.cols) + " x " + std::to_string(field.rows),
                  sample, factor == 1 ? std::optional(30.0) : std::nullopt,
                  std::to_string(found) + " found, " +
                      std::to_string(1e6 * sample.median() / (double(field.cols) * field.rows)).substr(0, 5) +
                      " ns a pixel");
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  CLI::App program("Times what happens between the disk and the casebook.", "bench_pipeline");
  Bench bench;
  std::string folder, json;
  std::vector<std::string> only;
  int cells = 2000, measured = 192;
  bool all = false;
  program.add_option("--cells", cells, "of a slide")->check(CLI::Range(1, 1'000'000))->capture_default_str();
  program.add_option("--repeats", bench.repeats)->check(CLI::Range(1, 100))->capture_default_str();
  program.add_option("--measured", measured, "images of the headline that are read")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  program.add_flag("--all", all, "read all 2,354 images of the headline");
  program.add_option("--only", only, "slides, cancel, headline, finding");
  program.add_option("--folder", folder, "where slides are made; the disk that is measured");
  program.add_option("--json", json, "write the figures to this file");
  CLI11_PARSE(program, argc, argv);
  const auto wanted = [&](const char* name) {
    return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
  };
  try {
    const QTemporaryDir temporary((folder.empty() ? QDir::tempPath() : QString::fromStdString(folder)) +
                                  QStringLiteral("/cellwise-bench-XXXXXX"));
    if (!temporary.isValid()) throw std::runtime_error("no temporary folder");
    bench.folder = temporary.path();
    const auto shipped = valueOf(workflow::defaultModel());
    const auto crossT =
        makeModel(temporary.path().toStdString() + "/cross-t.cellmodel", "cross-t", shipped.manifest.scheme);
    if (wanted("finding")) bench.finding();
    if (wanted("slides")) {
      bench.slide(shipped, "shipped model", false, cells);
      bench.slide(shipped, "shipped model", true, cells);
    }
    if (wanted("cancel")) bench.cancelling(crossT, "Cross-T");
    if (wanted("headline")) bench.headline(crossT, all ? kImages : measured);
    if (!json.empty() && !bench.figures.writeJson(json)) throw std::runtime_error("cannot write " + json);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
