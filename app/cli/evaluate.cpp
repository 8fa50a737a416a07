// cellwise-cli evaluate: a model against labelled cells, or cell finding against drawn boxes.
#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <set>

#include "class_map.h"
#include "command.h"
#include "evaluation_output.h"
#include "find_cells.h"
#include "imaging/crop.h"
#include "model_option.h"
#include "output.h"
#include "training/augmentation.h"
#include "training/index.h"
#include "workflow/evaluation.h"
#include "workflow/paths.h"

namespace cellwise::cli {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  ModelArguments model;
  std::string index, root, json, csv, html, compare;
  training::ClassMap map;
  std::vector<std::string> foreign, unfamiliar;
  std::string part;
  bool disfigured = false;
  training::SplitFractions fractions{0.74, 0.08, 0.08, 0.10};  // as train has them
  int views = 1;
  workflow::EvaluationOptions options;
  FindCellsArguments fields;
};

// One image to read: a cell of the index, or an object of no class.
struct Item {
  fs::path file;
  std::string path, set, classId, group;
  int trueClass = -1;  // into the evaluation's classes; -1: of none
  bool disfigured = false;
};

std::string listed(const std::set<std::string>& names) {
  std::string text;
  for (const auto& each : names) text += (text.empty() ? "" : ", ") + each;
  return text;
}

// The images of a folder, or those that a CSV names, by paths that start beside it.
Result<std::vector<Item>> objectsOf(const std::string& argument,
                                    std::vector<workflow::SkippedFile>& skipped) {
  std::vector<Item> items;
  std::error_code ignored;
  if (fs::path(argument).extension() == ".csv" && !fs::is_directory(argument, ignored)) {
    const auto cells = training::readNamedIndex(argument, fs::path(argument).parent_path());
    if (!cells) return tl::make_unexpected(cells.error());
    for (const auto& cell : *cells) items.push_back({cell.file, cell.path, argument, {}, cell.group});
    return items;
  }
  auto images = workflow::listImages({argument});
  if (images.files.empty())
    return failure(ErrorCode::FileNotFound, "no image of unfamiliar objects", argument);
  skipped.insert(skipped.end(), images.skipped.begin(), images.skipped.end());
  for (const auto& file : images.files) {
    const std::string path = workflow::toUtf8(file);
    items.push_back({file, path, argument, {}, path});
  }
  return items;
}

std::string describe(const model::Manifest& manifest) {
  return manifest.name + " " + manifest.version;
}

// What a model says of one image, in the evaluation's classes.
workflow::EvaluatedCell evaluated(const Item& item, const inference::Prediction& prediction, int predicted) {
  const auto& score = prediction.score;
  const double second =
      score.runnerUp < 0 ? 0.0 : prediction.memberships[static_cast<std::size_t>(score.runnerUp)];
  return {item.trueClass,      predicted,  score.confidence,
          score.maxMembership, item.group, score.maxMembership - second};
}

// Leaves the cells of one part of the split that the model's training made, by its manifest's seed.
Result<void> keepPart(std::vector<training::NamedCell>& cells, const Arguments& a,
                      const model::Manifest& manifest) {
  const auto labelled = training::readIndex(a.index, a.root, manifest.scheme);
  if (!labelled) return tl::make_unexpected(labelled.error());
  const auto seed = manifest.provenance.find("seed");
  if (seed == manifest.provenance.end())
    return failure(ErrorCode::ArgumentInvalid, "the model does not say how its cells were split");
  const auto split = training::splitByGroup(*labelled, a.fractions, std::stoull(seed->second));
  const auto known = manifest.provenance.find("trainingCells");
  if (known != manifest.provenance.end() && known->second != std::to_string(split.train.size())) {
    return failure(ErrorCode::ArgumentInvalid,
                   "the split is not the model's: " + std::to_string(split.train.size()) +
                       " training cells, the model had " + known->second + ". Give its shares and its index",
                   a.index);
  }
  std::set<std::string> kept;
  const auto& part = a.part == "train"         ? split.train
                     : a.part == "validation"  ? split.validation
                     : a.part == "calibration" ? split.calibration
                                               : split.test;
  for (const auto& cell : part) kept.insert(cell.path);
  std::erase_if(cells, [&](const auto& cell) { return !kept.contains(cell.path); });
  return {};
}

int runOnCells(const Arguments& a) {
  auto cells = training::readNamedIndex(a.index, a.root, a.map);
  if (!cells) return fail(cells.error());
  const auto folder = openModel(a.model);
  if (!folder) return fail(folder.error());
  const auto& manifest = folder->manifest;
  if (!a.part.empty()) {
    if (auto kept = keepPart(*cells, a, manifest); !kept) return fail(kept.error());
  }
  const workflow::EvaluationClasses classes(manifest.scheme, a.map);
  ModelArguments secondArguments = a.model;
  secondArguments.folder = a.compare;
  std::optional<model::ModelFolder> secondFolder;
  if (!a.compare.empty()) {
    auto opened = openModel(secondArguments);
    if (!opened) return fail(opened.error());
    secondFolder = std::move(*opened);
  }
  std::optional<workflow::EvaluationClasses> secondClasses;
  if (secondFolder) secondClasses.emplace(secondFolder->manifest.scheme, a.map);

  EvaluationOutcome o;
  auto& report = o.report;
  report.classes = classes.ids();
  report.thresholds = manifest.thresholds;
  o.foreign = a.foreign;

  std::vector<Item> items;
  std::set<std::string> unknown, unknownToSecond;
  for (const auto& cell : *cells) {
    const bool foreign = std::find(a.foreign.begin(), a.foreign.end(), cell.classId) != a.foreign.end();
    const int trueClass = foreign ? -1 : classes.indexOf(cell.classId);
    if (!foreign && trueClass < 0) unknown.insert(cell.classId);
    if (!foreign && secondClasses && secondClasses->indexOf(cell.classId) < 0)
      unknownToSecond.insert(cell.classId);
    report.grouped = report.grouped || cell.group != cell.path;
    items.push_back(
        {cell.file, cell.path, foreign ? "foreign" : "index", cell.classId, cell.group, trueClass});
  }
  if (!unknown.empty()) {
    return fail({ErrorCode::NotFound,
                 "the model has no class " + listed(unknown) + "; it has " +
                     listed({report.classes.begin(), report.classes.end()}) +
                     ". Bring both together with --map, or name classes it was not taught with --foreign",
                 a.index});
  }
  if (!unknownToSecond.empty()) {
    return fail({ErrorCode::NotFound, "the model to compare with has no class " + listed(unknownToSecond),
                 a.compare});
  }
  for (const auto& argument : a.unfamiliar) {
    auto objects = objectsOf(argument, o.skipped);
    if (!objects) return fail(objects.error());
    items.insert(items.end(), objects->begin(), objects->end());
  }
  constexpr char kDisfigured[] = "disfigured";
  if (a.disfigured) {
    const auto cellsOnly = items;
    for (auto item : cellsOnly) {
      if (item.trueClass < 0) continue;
      item.set = kDisfigured;
      item.classId.clear();
      item.trueClass = -1;
      item.disfigured = true;
      items.push_back(std::move(item));
    }
  }
  std::vector<fs::path> files;
  for (const auto& item : items) files.push_back(item.file);
  const auto disfigure = [&](std::size_t i, const cv::Mat& rgb) -> cv::Mat {
    if (!items[i].disfigured) return rgb;
    return training::disfigure(imaging::fitSquare(rgb, std::max(rgb.rows, rgb.cols)), a.options.seed + i);
  };

  auto model = loadModel(a.model);
  if (!model) return fail(model.error());
  const auto predictions = classifyFiles(*model, files, false, disfigure);
  if (!predictions) return fail(predictions.error());
  // Sums of D over the views, the upright one first.
  std::vector<std::vector<float>> viewed;
  for (const auto& each : *predictions) {
    if (a.views > 1) viewed.push_back(each ? each->memberships : std::vector<float>());
  }
  for (int view = 1; view < a.views; ++view) {
    const auto turned = classifyFiles(*model, files, false, quarterTurns(view), "turned views");
    if (!turned) return fail(turned.error());
    for (std::size_t i = 0; i < viewed.size(); ++i) {
      if (!(*turned)[i]) continue;
      for (std::size_t c = 0; c < viewed[i].size(); ++c) viewed[i][c] += (*turned)[i]->memberships[c];
    }
  }
  std::vector<Result<inference::Prediction>> secondPredictions;
  if (secondFolder) {
    auto second = loadModel(secondArguments);
    if (!second) return fail(second.error());
    auto classified = classifyFiles(*second, files, false, disfigure);
    if (!classified) return fail(classified.error());
    secondPredictions = std::move(*classified);
    o.secondThresholds = secondFolder->manifest.thresholds;
  }

  std::vector<workflow::EvaluatedCell> known, secondKnown;
  std::vector<float> memberships;                 // of the known cells
  std::vector<std::string> setNames = a.foreign;  // in the order of the command line
  setNames.insert(setNames.end(), a.unfamiliar.begin(), a.unfamiliar.end());
  if (a.disfigured) setNames.emplace_back(kDisfigured);
  std::map<std::string, std::vector<workflow::EvaluatedCell>> sets;
  std::size_t unread = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto& item = items[i];
    const auto& prediction = (*predictions)[i];
    const bool secondFailed = secondFolder && !secondPredictions[i];
    if (!prediction || secondFailed) {
      o.skipped.push_back({item.file, !prediction ? prediction.error() : secondPredictions[i].error()});
      ++unread;
      continue;
    }
    const int predicted = classes.ofModel(prediction->score.predicted);
    auto cell = evaluated(item, *prediction, predicted);
    if (a.views > 1) {
      const auto& score = prediction->score;
      cell.viewed = 1;
      for (std::size_t c = 0; c < viewed[i].size(); ++c)
        if (static_cast<int>(c) != score.predicted) cell.viewed -= viewed[i][c] / a.views;
    }
    EvaluatedFile file{item.path,
                       item.set,
                       item.classId,
                       item.group == item.path ? std::string() : item.group,
                       classes.ids().at(static_cast<std::size_t>(predicted)),
                       prediction->score,
                       {},
                       {}};
    if (item.trueClass >= 0) {
      known.push_back(cell);
      const auto own = classes.memberships(prediction->memberships);
      memberships.insert(memberships.end(), own.begin(), own.end());
      file.correct = predicted == item.trueClass;
    } else {
      sets[item.set == "foreign" ? item.classId : item.set].push_back(cell);
    }
    if (secondFolder) {
      const auto& second = *secondPredictions[i];
      const auto index = static_cast<std::size_t>(secondClasses->ofModel(second.score.predicted));
      const std::string& id = secondClasses->ids().at(index);
      const int secondPredicted = classes.indexOf(id);
      if (item.trueClass >= 0) secondKnown.push_back(evaluated(item, second, secondPredicted));
      file.second = {id, second.score, secondPredicted == item.trueClass};
    }
    o.files.push_back(std::move(file));
  }
  if (unread == items.size()) {
    printSkipped(o.skipped);
    return fail({ErrorCode::FileNotFound, "none of the images that the index names could be read", a.root});
  }
  report.program = std::string("cellwise-cli ") + CELLWISE_VERSION;
  report.model = describe(manifest);
  report.modelSha256 = manifest.weightsSha256;
  report.device = model->device.name + ", " + model->device.precision;
  report.index = a.index;
  report.skipped = o.skipped.size();
  workflow::addScaledScores(known, memberships, classes.size());
  report.evaluation = workflow::evaluate(known, classes.size(), manifest.thresholds, a.options);
  for (const auto& name : setNames) {
    report.unfamiliar.push_back(
        workflow::evaluateUnfamiliar(name, sets[name], known, manifest.thresholds, a.options));
  }
  if (secondFolder) {
    report.comparison = workflow::compare(known, manifest.thresholds, secondKnown,
                                          secondFolder->manifest.thresholds, a.options);
    report.comparedModel = describe(secondFolder->manifest);
  }

  if (a.json != "-") print(o);
  if (!a.csv.empty()) {
    if (auto written = writeText(a.csv, toCsv(o)); !written) return fail(written.error());
  }
  if (!a.html.empty()) {
    if (auto written = writeText(a.html, workflow::toHtml(report)); !written) return fail(written.error());
  }
  if (!a.json.empty()) {
    Json document = cli::document("evaluate");
    describeModel(document, *model);
    document["index"] = a.index;
    document.update(toJson(o));
    if (auto written = writeJson(a.json, document); !written) return fail(written.error());
  }
  printSkipped(o.skipped);
  return o.skipped.empty() ? kOk : kPartly;
}

}  // namespace

void addEvaluate(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("evaluate", "Measure a model on labelled cells, or cell finding on fields");
  auto a = std::make_shared<Arguments>();
  addModelOptions(*command, a->model);
  addJsonOption(*command, a->json);
  auto* index = command->add_option("--index", a->index, "CSV with path,class and, where known, group")
                    ->type_name("CSV");
  auto* root = command->add_option("--root", a->root, "folder that the paths of the index start from")
                   ->type_name("DIR");
  auto* map = addClassMap(*command, a->map);
  command
      ->add_option("--foreign", a->foreign,
                   "classes of the index that the model was not taught: how many are refused")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("CLASS,...");
  auto* unfamiliar =
      command
          ->add_option("--unfamiliar", a->unfamiliar,
                       "objects of no class: a folder of images, or a CSV with path,class beside them; how "
                       "well c and max D tell them apart, and how many each gate lets through")
          ->allow_extra_args(false)
          ->type_name("DIR|CSV");
  auto* compare = command
                      ->add_option("--compare", a->compare,
                                   "a second model on the same cells: McNemar's exact test, differences")
                      ->type_name("FOLDER");
  auto* csv = command->add_option("--csv", a->csv, "write a row for each cell")->type_name("FILE");
  auto* html =
      command->add_option("--html", a->html, "write a report with plots, one file that loads nothing")
          ->type_name("FILE");
  command
      ->add_flag(
          "--disfigured", a->disfigured,
          "the index's cells once more, smeared, magnified or shuffled beyond being a cell, as objects of "
          "no class: what train --outliers shows, for when no such objects are at hand")
      ->needs(index);
  command
      ->add_option(
          "--part", a->part,
          "only the cells that the model's training put into this part, by the seed in its manifest: "
          "test cells are what it has never seen")
      ->check(CLI::IsMember({"train", "validation", "calibration", "test"}))
      ->needs(index);
  command->add_option("--split-train", a->fractions.train, "of the model's split")->capture_default_str();
  command->add_option("--split-validation", a->fractions.validation)->capture_default_str();
  command->add_option("--split-calibration", a->fractions.calibration)->capture_default_str();
  command->add_option("--split-test", a->fractions.test)->capture_default_str();
  command
      ->add_option("--views", a->views,
                   "rank cells by the mean over so many views turned by quarters, too; each takes its time")
      ->check(CLI::Range(1, 4))
      ->capture_default_str()
      ->needs(index);
  auto& o = a->options;
  o.draws = 1000;
  command->add_option("--target", o.target, "wanted accuracy of accepted cells")
      ->check(CLI::Range(0.5, 0.9999))
      ->capture_default_str();
  command
      ->add_option("--missed-target", o.missedTarget, "wanted share of a class accepted as another, at most")
      ->check(CLI::Range(0.0001, 0.5))
      ->capture_default_str();
  command->add_option("--delta", o.delta, "allowed failure of the bounds by class, each by itself")
      ->check(CLI::Range(0.0001, 0.5))
      ->capture_default_str();
  command->add_option("--bins", o.bins, "of the reliability diagram")
      ->check(CLI::Range(2, 100))
      ->capture_default_str();
  command->add_option("--draws", o.draws, "bootstrap draws of whole groups, 0 for none")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  command->add_option("--seed", o.seed, "of the draws")->capture_default_str();
  auto* fields = addFieldOptions(*command, a->fields);
  index->needs(root)->excludes(fields);
  root->needs(index);
  for (auto* option : {map, unfamiliar, compare, csv, html}) option->needs(index);
  command->footer(
      "Prints accuracy, macro figures, each class, the confusion, and at the model's thresholds the "
      "rejection\n"
      "rate Rr, the accuracy Ra of what is accepted, and the reliability R = (1 - Rr) Ra, each with n and "
      "its\n"
      "exact interval. --map applies to the index and to the model, so that an index may be coarser; the "
      "model's\n"
      "own c, max D and decision stay as they are. With --fields it measures cell finding, as find-cells "
      "does.\n"
      "Where the index has a column group (slide, patient), intervals are also made by drawing whole groups "
      "with\n"
      "replacement: these are the ones to go by, since cells of one slide are alike.\n\n"
      "Examples:\n"
      "  cellwise-cli evaluate --index pbc.csv --root data --part test\n"
      "  cellwise-cli evaluate --index raabin.csv --root data \\\n"
      "      --map band_neutrophil=neutrophil,segmented_neutrophil=neutrophil --json raabin.json\n"
      "  cellwise-cli evaluate --index debris.csv --root data --foreign artefact\n"
      "  cellwise-cli evaluate --index pbc.csv --root data --unfamiliar artefacts/ --html report.html\n"
      "  cellwise-cli evaluate --index pbc.csv --root data --compare older.cellmodel --csv cells.csv\n"
      "  cellwise-cli evaluate --fields fields/images --annotations fields/annotations");
  command->callback([a, index, fields, &exitCode] {
    if (index->count() == 0 && fields->count() == 0)
      throw CLI::RequiredError("--index and --root, or --fields");
    a->fields.json = a->json;
    exitCode = fields->count() > 0 ? findCells(a->fields) : runOnCells(*a);
  });
}

}  // namespace cellwise::cli
