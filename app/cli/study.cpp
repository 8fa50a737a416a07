// cellwise-cli study: the trainings that one file names, measured alike and compared.
#include "workflow/study.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>

#include "command.h"
#include "model/file_io.h"
#include "model/json_fields.h"
#include "model_option.h"
#include "output.h"
#include "training/index.h"
#include "training/trainer.h"
#include "workflow/paths.h"
#include "workflow/slide_import.h"

namespace cellwise::cli {
namespace {

namespace fs = std::filesystem;
using workflow::Study;
using workflow::StudyCell;
using workflow::StudyResult;
using workflow::StudyRun;

struct Arguments {
  std::string study, index, root, out, only;
  int threads = 0;
};

// The cells of one configuration: with a class left out, that class is no part of the scheme.
struct RunCells {
  model::ClassScheme scheme;
  training::Split split;
  std::map<std::string, std::vector<fs::path>> unfamiliar;
};

Result<std::string> readText(const fs::path& file) {
  const auto bytes = model::readFile(file, 64 << 20);
  if (!bytes) return tl::make_unexpected(bytes.error());
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

Result<void> writeText(const fs::path& file, const std::string& text) {
  const std::span<const std::byte> pieces[] = {std::as_bytes(std::span(text))};
  return model::replaceFile(file, pieces);
}

// At most so many training cells of a class, drawn with the study's seed: the same for every run.
std::vector<training::LabelledCell> tailOf(const std::vector<training::LabelledCell>& cells,
                                           const Study& study, const model::ClassScheme& scheme) {
  std::vector<training::LabelledCell> shuffled = cells, kept;
  std::mt19937_64 random(study.splitSeed);
  for (std::size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[random() % i]);
  std::map<int, int> taken;
  for (const auto& cell : shuffled) {
    const auto limit = study.trainCounts.find(scheme.classes[static_cast<std::size_t>(cell.classIndex)].id);
    if (limit == study.trainCounts.end() || taken[cell.classIndex] < limit->second) {
      ++taken[cell.classIndex];
      kept.push_back(cell);
    }
  }
  return kept;
}

void leaveOut(std::vector<training::LabelledCell>& cells, int index, std::vector<fs::path>* into) {
  std::vector<training::LabelledCell> kept;
  for (auto& cell : cells) {
    if (cell.classIndex == index) {
      if (into) into->push_back(cell.file);
      continue;
    }
    cell.classIndex -= cell.classIndex > index;
    kept.push_back(cell);
  }
  cells = std::move(kept);
}

Result<RunCells> cellsOf(const StudyRun& run, const RunCells& all) {
  RunCells own = all;
  if (run.leaveOut.empty()) return own;
  auto& classes = own.scheme.classes;
  const auto found =
      std::find_if(classes.begin(), classes.end(), [&](const auto& each) { return each.id == run.leaveOut; });
  if (found == classes.end())
    return failure(ErrorCode::NotFound, run.id + " leaves out " + run.leaveOut + ", which is no class");
  const auto index = static_cast<int>(found - classes.begin());
  classes.erase(found);
  leaveOut(own.split.train, index, nullptr);
  leaveOut(own.split.validation, index, nullptr);
  leaveOut(own.split.calibration, index, nullptr);
  leaveOut(own.split.test, index, &own.unfamiliar[run.leaveOut]);
  return own;
}

training::TrainingOptions optionsOf(const Study& study, const StudyRun& run, std::uint64_t seed,
                                    const RunCells& cells, const fs::path& folder, int threads) {
  training::TrainingOptions o;
  o.name = run.id;
  o.version = "seed " + std::to_string(seed);
  o.backbone = study.networks.at(run.network);
  o.scheme = cells.scheme;
  for (const auto loss : training::allLosses())
    if (run.loss == training::name(loss)) o.loss = loss;
  for (const auto sampling : training::allSamplings())
    if (run.sampling == training::name(sampling)) o.sampling = sampling;
  o.outlierShare = run.outlierShare;
  o.centroidLength = study.centroidLength;
  o.epochs = study.epochs;
  o.batchSize = study.batch;
  o.learningRate = study.learningRate;
  o.weightDecay = study.weightDecay;
  o.warmUpSteps = study.warmUp;
  o.averaging = study.averaging;
  o.augmentation.stain = study.stain;
  o.augmentation.colour = study.colour;
  o.augmentation.centreFraction = study.centre;
  o.targetAccuracy = study.target;
  o.seed = seed;
  o.threads = threads;
  o.runFolder = folder / "run";
  return o;
}

bool known(const StudyRun& run) {
  const auto isLoss = [&](auto loss) { return run.loss == training::name(loss); };
  const auto isSampling = [&](auto sampling) { return run.sampling == training::name(sampling); };
  return std::any_of(training::allLosses().begin(), training::allLosses().end(), isLoss) &&
         std::any_of(training::allSamplings().begin(), training::allSamplings().end(), isSampling);
}

// What makes two results comparable: everything that the study's file says of the run.
std::string fingerprint(const std::string& studyText, const StudyRun& run, std::uint64_t seed) {
  const auto json = nlohmann::json::parse(studyText);
  nlohmann::json own = {{"training", json.value("training", nlohmann::json())},
                        {"split", json.value("split", nlohmann::json())},
                        {"trainCounts", json.value("trainCounts", nlohmann::json())},
                        {"unfamiliar", json.value("unfamiliar", nlohmann::json())},
                        {"target", json.value("target", nlohmann::json())},
                        {"network", json["networks"][run.network]},
                        {"seed", seed}};
  for (const auto& each : json["runs"])
    if (each["id"] == run.id) own["run"] = each;
  own["run"].erase("seeds");
  own["run"].erase("words");
  return own.dump();
}

// Memberships of every file, turned by so many quarters; a file that cannot be read ends the study.
Result<std::vector<std::vector<float>>> membershipsOf(LoadedModel& model, const std::vector<fs::path>& files,
                                                      int quarters, const std::string& label) {
  const auto predictions = classifyFiles(model, files, false, quarterTurns(quarters), label);
  if (!predictions) return tl::make_unexpected(predictions.error());
  std::vector<std::vector<float>> result;
  for (const auto& prediction : *predictions) {
    if (!prediction) return tl::make_unexpected(prediction.error());
    result.push_back(prediction->memberships);
  }
  return result;
}

Result<workflow::StudyCells> measure(LoadedModel& model, const StudyRun& run, const RunCells& cells) {
  workflow::StudyCells result;
  const auto add = [&](std::vector<StudyCell>& to, const std::vector<fs::path>& files,
                       const std::vector<training::LabelledCell>* labelled,
                       const std::string& label) -> Result<void> {
    for (int view = 0; view < run.views; ++view) {
      const auto memberships = membershipsOf(model, files, view, label);
      if (!memberships) return tl::make_unexpected(memberships.error());
      for (std::size_t i = 0; i < files.size(); ++i) {
        if (view == 0) {
          StudyCell cell;
          cell.trueClass = labelled ? (*labelled)[i].classIndex : -1;
          cell.group = labelled ? (*labelled)[i].group : std::to_string(i);
          cell.memberships = (*memberships)[i];
          if (run.views > 1) cell.viewed.assign(cell.memberships.size(), 0);
          to.push_back(std::move(cell));
        }
        for (std::size_t c = 0; c < to[i].viewed.size(); ++c)
          to[i].viewed[c] += (*memberships)[i][c] / static_cast<float>(run.views);
      }
    }
    return {};
  };
  const auto filesOf = [](const std::vector<training::LabelledCell>& part) {
    std::vector<fs::path> files;
    for (const auto& cell : part) files.push_back(cell.file);
    return files;
  };
  const auto& split = cells.split;
  for (const auto& [to, part, label] : {std::tuple(&result.validation, &split.validation, "validation"),
                                        std::tuple(&result.calibration, &split.calibration, "calibration"),
                                        std::tuple(&result.test, &split.test, "test")}) {
    if (auto added = add(*to, filesOf(*part), part, label); !added) return tl::make_unexpected(added.error());
  }
  for (const auto& [name, files] : cells.unfamiliar) {
    if (auto added = add(result.unfamiliar[name], files, nullptr, name); !added)
      return tl::make_unexpected(added.error());
  }
  return result;
}

Json toJson(const StudyResult& result, const std::string& print) {
  Json right = Json::array();
  for (const bool each : result.right) right.push_back(each ? 1 : 0);
  return {{"format", "cellwise-study-result"},
          {"schemaVersion", 1},
          {"options", print},
          {"run", result.run},
          {"seed", result.seed},
          {"figures", result.figures},
          {"groups", result.groups},
          {"right", std::move(right)}};
}

// A result that was stored by an earlier call with the same options.
std::optional<StudyResult> stored(const fs::path& file, const std::string& print) {
  const auto text = readText(file);
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (json.is_discarded() || json.value("options", "") != print) return std::nullopt;
  StudyResult result;
  result.run = json.at("run");
  result.seed = json.at("seed");
  for (const auto& [name, value] : json.at("figures").items())
    result.figures[name] = value.is_number() ? value.get<double>() : std::nan("");
  result.groups = json.at("groups").get<std::vector<std::string>>();
  for (const auto& each : json.at("right")) result.right.push_back(each.get<int>() != 0);
  return result;
}

Result<StudyResult> perform(const Study& study, const StudyRun& run, std::uint64_t seed, const RunCells& all,
                            const fs::path& folder, const std::string& print, const Arguments& a) {
  const auto cells = cellsOf(run, all);
  if (!cells) return tl::make_unexpected(cells.error());
  std::unique_ptr<ProgressBar> bar;
  double rate = 0, seconds = 0;
  int epoch = 0;
  const auto progress = [&](const training::TrainingState& s) {
    rate = s.imagesPerSecond;
    seconds = s.seconds;
    if (s.validationAccuracy >= 0) {
      bar.reset();
      std::fprintf(stderr, "  epoch %d: loss %.4f, train %.1f %%, validation %.1f %%, %.0f cells/s\n",
                   s.epoch, s.loss, 100 * s.trainAccuracy, 100 * s.validationAccuracy, s.imagesPerSecond);
    } else {
      if (s.epoch != epoch) {
        epoch = s.epoch;
        bar = std::make_unique<ProgressBar>("  epoch " + std::to_string(epoch));
      }
      bar->update({s.step, s.steps});
    }
  };
  auto training = cells->split;
  training.test.clear();  // measured here, with every score
  const auto options = optionsOf(study, run, seed, *cells, folder, a.threads);
  const auto manifest = training::train(options, training, {}, folder / "trained.cellmodel",
                                        {{"study", study.title}, {"run", run.id}}, progress, stopToken());
  bar.reset();
  if (!manifest) return tl::make_unexpected(manifest.error());
  ModelArguments arguments;
  arguments.folder = (folder / "trained.cellmodel").string();
  auto model = loadModel(arguments);
  if (!model) return tl::make_unexpected(model.error());
  const auto measured = measure(*model, run, *cells);
  if (!measured) return tl::make_unexpected(measured.error());

  StudyResult result;
  result.run = run.id;
  result.seed = seed;
  result.figures =
      workflow::studyFigures(*measured, static_cast<int>(cells->scheme.classes.size()), study.target);
  result.figures["trainingCells"] = static_cast<double>(training.train.size());
  result.figures["trainingSeconds"] = seconds;
  result.figures["trainingCellsPerSecond"] = rate;
  for (const auto& cell : measured->test) {
    const auto best = std::max_element(cell.memberships.begin(), cell.memberships.end());
    result.groups.push_back(cell.group);
    result.right.push_back(best - cell.memberships.begin() == cell.trueClass);
  }
  if (auto written = writeText(folder / "result.json", toJson(result, print).dump() + "\n"); !written)
    return tl::make_unexpected(written.error());
  return result;
}

Result<void> writeAll(const Study& study, const std::vector<StudyResult>& results, const fs::path& out) {
  const auto summary = workflow::summarise(study, results);
  Json document = {{"format", "cellwise-study-summary"}, {"schemaVersion", 1}, {"title", study.title}};
  const auto figures = [](const std::map<std::string, workflow::StudySummary::Figure>& of) {
    Json json = Json::object();
    for (const auto& [name, figure] : of)
      json[name] = {{"seeds", figure.n}, {"mean", figure.mean}, {"deviation", figure.deviation}};
    return json;
  };
  for (const auto& run : summary.runs) document["runs"][run.run] = figures(run.figures);
  for (const auto& d : summary.differences) {
    document["differences"].push_back({{"first", d.first},
                                       {"second", d.second},
                                       {"seeds", d.seeds},
                                       {"accuracy", d.accuracy},
                                       {"accuracy95", {d.interval.low, d.interval.high}},
                                       {"figures", figures(d.figures)}});
  }
  if (auto written = writeText(out / "results.csv", workflow::studyCsv(results)); !written) return written;
  if (auto written = writeText(out / "summary.json", document.dump(1) + "\n"); !written) return written;
  return writeText(out / "study.html", workflow::studyHtml(study, results, summary));
}

int run(const Arguments& a) {
  const auto text = readText(a.study);
  if (!text) return fail(text.error());
  const auto study = workflow::parseStudy(*text, a.study);
  if (!study) return fail(study.error());
  for (const auto& each : study->runs) {
    if (!known(each))
      return fail({ErrorCode::FormatInvalid, each.id + ": unknown loss or sampling", a.study});
  }
  RunCells all;
  const auto scheme = model::loadScheme(fs::path(a.study).parent_path() / study->scheme);
  if (!scheme) return fail(scheme.error());
  all.scheme = *scheme;
  const auto cells = training::readIndex(a.index, a.root, *scheme, {});
  if (!cells) return fail(cells.error());
  all.split = training::splitByGroup(
      *cells, {study->train, study->validation, study->calibration, study->test}, study->splitSeed);
  all.split.train = tailOf(all.split.train, *study, *scheme);
  for (const auto& name : study->unfamiliar) {
    const fs::path path = fs::path(a.root) / name;
    auto& files = all.unfamiliar[path.stem().string()];
    if (path.extension() == ".csv") {
      const auto objects = training::readNamedIndex(path, path.parent_path());
      if (!objects) return fail(objects.error());
      for (const auto& object : *objects) files.push_back(object.file);
    } else {
      files = workflow::listImages({path}).files;
    }
    if (files.empty())
      return fail({ErrorCode::FileNotFound, "no image of unfamiliar objects", path.string()});
  }

  std::size_t total = 0, done = 0;
  for (const auto& each : study->runs) total += each.seeds.size();
  std::fprintf(stderr, "%zu trainings on %zu cells; %zu validation, %zu calibration, %zu test\n", total,
               all.split.train.size(), all.split.validation.size(), all.split.calibration.size(),
               all.split.test.size());
  std::vector<StudyResult> results;
  for (const auto& each : study->runs) {
    for (const auto seed : each.seeds) {
      ++done;
      const fs::path folder = fs::path(a.out) / (each.id + "-s" + std::to_string(seed));
      const auto print = fingerprint(*text, each, seed);
      if (auto before = stored(folder / "result.json", print)) {
        results.push_back(std::move(*before));
        continue;
      }
      if (!a.only.empty() && a.only != each.id) continue;
      std::fprintf(stderr, "%zu of %zu: %s, seed %llu\n", done, total, each.id.c_str(),
                   static_cast<unsigned long long>(seed));
      std::error_code error;
      fs::create_directories(folder, error);
      if (error) return fail({ErrorCode::FileUnwritable, error.message(), folder.string()});
      auto result = perform(*study, each, seed, all, folder, print, a);
      if (!result) return fail(result.error());
      std::printf("%s, seed %llu: accuracy %.2f %%, F1 %.2f %%, c: Rr %.2f %%, Ra %.2f %%\n", each.id.c_str(),
                  static_cast<unsigned long long>(seed), 100 * result->figures["accuracy"],
                  100 * result->figures["macroF1"], 100 * result->figures["c.Rr"],
                  100 * result->figures["c.Ra"]);
      std::fflush(stdout);
      results.push_back(std::move(*result));
      if (auto written = writeAll(*study, results, a.out); !written) return fail(written.error());
    }
  }
  if (auto written = writeAll(*study, results, a.out); !written) return fail(written.error());
  std::printf("%zu of %zu trainings: %s\n", results.size(), total, (fs::path(a.out) / "study.html").c_str());
  return kOk;
}

}  // namespace

void addStudy(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("study", "Train the configurations that a file names, and compare them");
  auto a = std::make_shared<Arguments>();
  command->add_option("study", a->study, "the study, JSON; see docs/command-line.md")
      ->required()
      ->type_name("FILE");
  command->add_option("--index", a->index, "CSV with path,class and, where known, group")->required();
  command->add_option("--root", a->root, "folder that the paths of the index start from")->required();
  command->add_option("--out", a->out, "folder for models, logs and results")->required();
  command->add_option("--only", a->only, "train this configuration only; the others as far as they are done");
  command->add_option("--threads", a->threads, "0: all cores")->capture_default_str();
  command->footer(
      "Every configuration is trained once a seed, on the same cells; thresholds are set on the validation\n"
      "cells and measured on the test cells. A study that was stopped goes on where it was. OUT holds\n"
      "results.csv (every figure of every training), summary.json, study.html, and a folder a training "
      "with\n"
      "its model, its log of epochs (run/log.jsonl) and result.json.\n\n"
      "Example:\n"
      "  cellwise-cli study docs/study/comparisons.json --index pbc.csv --root data --out study");
  command->callback([a, &exitCode] { exitCode = run(*a); });
}

}  // namespace cellwise::cli
