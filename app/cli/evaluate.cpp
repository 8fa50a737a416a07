// cellwise-cli evaluate: a model against labelled cells, or cell finding against drawn boxes.
#include <algorithm>
#include <cstdio>
#include <set>

#include "class_map.h"
#include "command.h"
#include "find_cells.h"
#include "model_option.h"
#include "output.h"
#include "training/index.h"
#include "workflow/evaluation.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  ModelArguments model;
  std::string index, root, json;
  training::ClassMap map;
  std::vector<std::string> foreign;
  FindCellsArguments fields;
};

// Cells of a class the model was not taught: none of them should be accepted.
struct Foreign {
  std::string classId;
  std::int64_t n = 0, ambiguous = 0, unfamiliar = 0;
  workflow::Share refused() const { return workflow::share(ambiguous + unfamiliar, n); }
};

struct Outcome {
  std::vector<std::string> classes;
  workflow::Evaluation evaluation;
  std::vector<Foreign> foreign;
  std::vector<workflow::SkippedFile> skipped;
  bool grouped = false;  // the index names slides or patients
};

void print(const Outcome& o, const model::Manifest& manifest) {
  const auto& e = o.evaluation;
  const auto& m = e.measures;
  if (m.n > 0) {
    std::printf("%-22s %6s %9s  %-32s  %-32s %7s\n", "class", "n", "predicted", "precision", "recall", "F1");
    for (std::size_t i = 0; i < m.classes.size(); ++i) {
      const auto& of = m.classes[i];
      if (of.n == 0 && of.predicted == 0) continue;
      std::printf("%-22s %6lld %9lld  %-32s  %-32s %6.2f %%\n", o.classes[i].c_str(),
                  static_cast<long long>(of.n), static_cast<long long>(of.predicted),
                  inWords(e.classes[i].precision).c_str(), inWords(e.classes[i].recall).c_str(), 100 * of.f1);
    }
    std::printf("\nconfusion (rows: true class, columns: predicted, in the same order)\n");
    for (std::size_t t = 0; t < m.classes.size(); ++t) {
      if (m.classes[t].n == 0) continue;
      std::printf("%-22s", o.classes[t].c_str());
      for (std::size_t p = 0; p < m.classes.size(); ++p) {
        if (m.classes[p].n > 0 || m.classes[p].predicted > 0) {
          std::printf(" %5lld", static_cast<long long>(e.confusion[t][p]));
        }
      }
      std::printf("\n");
    }
    std::printf("\naccuracy                 %s\n", inWords(e.accuracy).c_str());
    std::printf(
        "macro precision, recall, F1  %.2f %%, %.2f %%, %.2f %%; Ld %.2f %%; over the classes that occur\n",
        100 * m.macroPrecision, 100 * m.macroRecall, 100 * m.macroF1, 100 * m.longTail);
    std::printf("at c_th %.4f, d_th %.4g:\n", manifest.thresholds.confidence, manifest.thresholds.membership);
    std::printf("Rr, left to an expert    %s (%lld between classes, %lld unlike any)\n",
                inWords(e.rejectionRate).c_str(), static_cast<long long>(e.ambiguous),
                static_cast<long long>(e.unfamiliar));
    std::printf("Ra, right if accepted    %s\n", inWords(e.acceptedAccuracy).c_str());
    std::printf("R, accepted and right    %s\n", inWords(e.reliability).c_str());
    std::printf("AURC %.5f\n", e.aurc);
  }
  for (const auto& each : o.foreign) {
    std::printf("refused of %-13s %s (%lld between classes, %lld unlike any)\n", each.classId.c_str(),
                inWords(each.refused()).c_str(), static_cast<long long>(each.ambiguous),
                static_cast<long long>(each.unfamiliar));
  }
  std::printf("Intervals: 95 %%, Clopper-Pearson; they take cells for independent%s.\n",
              o.grouped ? ", and those of one group are alike: the truth is wider" : "");
}

Json toJson(const Outcome& o) {
  const auto& e = o.evaluation;
  const auto& m = e.measures;
  Json json;
  json["n"] = m.n;
  json["classes"] = o.classes;
  addShare(json, "accuracy", e.accuracy);
  json["macroPrecision"] = m.macroPrecision;
  json["macroRecall"] = m.macroRecall;
  json["macroF1"] = m.macroF1;
  json["longTail"] = m.longTail;
  addShare(json, "Rr", e.rejectionRate);
  addShare(json, "Ra", e.acceptedAccuracy);
  addShare(json, "R", e.reliability);
  json["accepted"] = e.acceptedAccuracy.n;
  json["acceptedErrors"] = e.acceptedAccuracy.n - e.acceptedAccuracy.k;
  json["ambiguous"] = e.ambiguous;
  json["unfamiliar"] = e.unfamiliar;
  json["aurc"] = e.aurc;
  json["perClass"] = Json::array();
  for (std::size_t i = 0; i < m.classes.size(); ++i) {
    const auto& of = m.classes[i];
    Json row = {{"class", o.classes[i]},
                {"n", of.n},
                {"predicted", of.predicted},
                {"correct", e.classes[i].recall.k}};
    addShare(row, "precision", e.classes[i].precision);
    addShare(row, "recall", e.classes[i].recall);
    row["f1"] = of.f1;
    addShare(row, "rejected", e.classes[i].rejected);
    addShare(row, "slipThrough", e.classes[i].slipThrough);
    json["perClass"].push_back(row);
  }
  json["confusion"] = e.confusion;
  json["foreign"] = Json::array();
  for (const auto& each : o.foreign) {
    Json row = {{"class", each.classId},
                {"n", each.n},
                {"ambiguous", each.ambiguous},
                {"unfamiliar", each.unfamiliar}};
    addShare(row, "refused", each.refused());
    json["foreign"].push_back(row);
  }
  json["skipped"] = cli::toJson(o.skipped);
  return json;
}

int runOnCells(const Arguments& a) {
  const auto cells = training::readNamedIndex(a.index, a.root, a.map);
  if (!cells) return fail(cells.error());
  const auto folder = openModel(a.model);
  if (!folder) return fail(folder.error());
  const auto& manifest = folder->manifest;
  const workflow::EvaluationClasses classes(manifest.scheme, a.map);
  Outcome o;
  o.classes = classes.ids();
  for (const auto& id : a.foreign) o.foreign.push_back({id});

  std::set<std::string> unknown;
  std::vector<std::filesystem::path> files;
  for (const auto& cell : *cells) {
    const bool foreign = std::find(a.foreign.begin(), a.foreign.end(), cell.classId) != a.foreign.end();
    if (!foreign && classes.indexOf(cell.classId) < 0) unknown.insert(cell.classId);
    o.grouped = o.grouped || cell.group != cell.path;
    files.push_back(cell.file);
  }
  if (!unknown.empty()) {
    std::string names, known;
    for (const auto& each : unknown) names += (names.empty() ? "" : ", ") + each;
    for (const auto& each : o.classes) known += (known.empty() ? "" : ", ") + each;
    return fail({ErrorCode::NotFound,
                 "the model has no class " + names + "; it has " + known +
                     ". Bring both together with --map, or name classes it was not taught with --foreign",
                 a.index});
  }

  auto model = loadModel(a.model);
  if (!model) return fail(model.error());
  const auto predictions = classifyFiles(*model, files);
  if (!predictions) return fail(predictions.error());
  std::vector<workflow::EvaluatedCell> evaluated;
  for (std::size_t i = 0; i < predictions->size(); ++i) {
    const auto& prediction = (*predictions)[i];
    const std::string& classId = (*cells)[i].classId;
    if (!prediction) {
      o.skipped.push_back({files[i], prediction.error()});
      continue;
    }
    const auto& score = prediction->score;
    const auto foreign = std::find_if(o.foreign.begin(), o.foreign.end(),
                                      [&](const Foreign& each) { return each.classId == classId; });
    if (foreign == o.foreign.end()) {
      evaluated.push_back({classes.indexOf(classId), classes.ofModel(score.predicted), score.confidence,
                           score.maxMembership});
      continue;
    }
    const auto decision = decision::decide(score.confidence, score.maxMembership, manifest.thresholds);
    ++foreign->n;
    foreign->ambiguous += decision == decision::Decision::Ambiguous;
    foreign->unfamiliar += decision == decision::Decision::Unfamiliar;
  }
  if (o.skipped.size() == files.size()) {
    printSkipped(o.skipped);
    return fail({ErrorCode::FileNotFound, "none of the images that the index names could be read", a.root});
  }
  o.evaluation = workflow::evaluate(evaluated, classes.size(), manifest.thresholds);

  if (a.json != "-") print(o, manifest);
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
  auto* fields = addFieldOptions(*command, a->fields);
  index->needs(root)->excludes(fields);
  root->needs(index);
  map->needs(index);
  command->footer(
      "Prints accuracy, macro figures, each class, the confusion, and at the model's thresholds the "
      "rejection\n"
      "rate Rr, the accuracy Ra of what is accepted, and the reliability R = (1 - Rr) Ra, each with n and "
      "its\n"
      "exact interval. --map applies to the index and to the model, so that an index may be coarser; the "
      "model's\n"
      "own c, max D and decision stay as they are. With --fields it measures cell finding, as find-cells "
      "does.\n\n"
      "Examples:\n"
      "  cellwise-cli evaluate --index pbc.csv --root data\n"
      "  cellwise-cli evaluate --index raabin.csv --root data \\\n"
      "      --map band_neutrophil=neutrophil,segmented_neutrophil=neutrophil --json raabin.json\n"
      "  cellwise-cli evaluate --index debris.csv --root data --foreign artefact\n"
      "  cellwise-cli evaluate --fields fields/images --annotations fields/annotations");
  command->callback([a, index, fields, &exitCode] {
    if (index->count() == 0 && fields->count() == 0)
      throw CLI::RequiredError("--index and --root, or --fields");
    a->fields.json = a->json;
    exitCode = fields->count() > 0 ? findCells(a->fields) : runOnCells(*a);
  });
}

}  // namespace cellwise::cli
