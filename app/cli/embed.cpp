// cellwise-cli embed: a map of cells by what a model sees in them.
#include <QBuffer>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>

#include "class_map.h"
#include "command.h"
#include "embedding/tsne.h"
#include "model_option.h"
#include "output.h"
#include "reporting/map_picture.h"
#include "reporting/report_text.h"
#include "reporting/save_file.h"
#include "training/index.h"
#include "workflow/paths.h"

namespace cellwise::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kNeighbours = 10;  // of the map's purity

struct Arguments {
  ModelArguments model;
  std::string index, root, out, csv, json;
  training::ClassMap map;
  std::vector<std::string> paths;
  embedding::TsneOptions options;
  int limit = 5000;
};

struct Cell {
  fs::path file;
  std::string path;
  std::string label;  // the index's, after the map; else the model's
  inference::Prediction prediction;
  decision::Decision decision = decision::Decision::Accepted;
  embedding::Point at;
};

// What the labels are drawn as: the model's classes, and those that it does not have.
class Legend {
 public:
  explicit Legend(const model::ClassScheme& scheme) {
    std::vector<const model::CellClass*> ordered;
    for (const auto& each : scheme.classes) ordered.push_back(&each);
    std::sort(ordered.begin(), ordered.end(), [](auto* a, auto* b) { return a->order < b->order; });
    for (const auto* each : ordered)
      add(each->id, QString::fromStdString(each->nameEn), QString::fromStdString(each->key).toUpper(),
          QColor(QString::fromStdString(each->colour)), each->order);
  }
  int indexOf(const std::string& label) {
    if (const auto known = indices_.find(label); known != indices_.end()) return known->second;
    // Greys, from dark to light; a letter from the end of the alphabet.
    const int grey = 40 + 45 * (others_ % 4);
    const QChar letter(u'Z' - others_ % 26);
    return add(label, QString::fromStdString(label), letter, QColor(grey, grey, grey),
               static_cast<int>(classes_.size()) + others_++);
  }
  const std::vector<reporting::MapPicture::Class>& classes() const { return classes_; }

 private:
  int add(const std::string& id, const QString& name, const QString& letter, const QColor& colour,
          int place) {
    const int index = static_cast<int>(classes_.size());
    classes_.push_back({name, letter, colour, place});
    indices_[id] = index;
    return index;
  }
  std::vector<reporting::MapPicture::Class> classes_;
  std::map<std::string, int> indices_;
  int others_ = 0;
};

// The index's cells, or images from the command line.
Result<std::vector<Cell>> cellsOf(const Arguments& a, std::vector<workflow::SkippedFile>& skipped) {
  std::vector<Cell> cells;
  const auto add = [&](const fs::path& file, std::string path, std::string label) {
    Cell cell;
    cell.file = file;
    cell.path = std::move(path);
    cell.label = std::move(label);
    cells.push_back(std::move(cell));
  };
  if (!a.index.empty()) {
    const auto listed = training::readNamedIndex(a.index, a.root, a.map);
    if (!listed) return tl::make_unexpected(listed.error());
    for (const auto& each : *listed) add(each.file, each.path, each.classId);
    return cells;
  }
  auto inputs = workflow::listImages({a.paths.begin(), a.paths.end()});
  skipped = std::move(inputs.skipped);
  for (const auto& file : inputs.files) add(file, workflow::toUtf8(file), {});
  return cells;
}

std::string csvOf(const std::vector<Cell>& cells, const model::Manifest& manifest) {
  std::string csv = "path,x,y,class,predicted,c,maxD,decision,reason\n";
  for (const auto& cell : cells) {
    char at[64];
    std::snprintf(at, sizeof at, "%.6g,%.6g", double(cell.at.x), double(cell.at.y));
    const auto predicted = static_cast<std::size_t>(cell.prediction.score.predicted);
    csv += quoted(cell.path) + "," + at + "," + quoted(cell.label) + "," +
           quoted(manifest.scheme.classes.at(predicted).id) + "," +
           scoreColumns(cell.prediction.score, manifest.thresholds) + "\n";
  }
  return csv;
}

int run(const Arguments& a) {
  std::vector<workflow::SkippedFile> skipped;
  auto listed = cellsOf(a, skipped);
  if (!listed) return fail(listed.error());
  const auto total = listed->size();
  std::vector<Cell> chosen;
  for (const int i : embedding::sample(static_cast<int>(total), a.limit, a.options.seed))
    chosen.push_back(std::move((*listed)[static_cast<std::size_t>(i)]));
  if (chosen.size() < total)
    std::fprintf(stderr, "cellwise-cli: %zu of %zu cells, drawn with seed %llu (--limit)\n", chosen.size(),
                 total, static_cast<unsigned long long>(a.options.seed));

  auto model = loadModel(a.model);
  if (!model) return fail(model.error());
  const auto& manifest = model->folder.manifest;
  std::vector<fs::path> files;
  for (const auto& cell : chosen) files.push_back(cell.file);
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  auto predictions = classifyFiles(*model, files, true);
  if (!predictions) return fail(predictions.error());
  const auto classified = Clock::now();

  std::vector<Cell> cells;
  std::vector<float> features;
  std::size_t length = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    auto& prediction = (*predictions)[i];
    if (!prediction) {
      skipped.push_back({chosen[i].file, prediction.error()});
      continue;
    }
    length = prediction->features.size();
    features.insert(features.end(), prediction->features.begin(), prediction->features.end());
    Cell cell = std::move(chosen[i]);
    cell.prediction = std::move(*prediction);
    const auto& score = cell.prediction.score;
    cell.decision = decision::decide(score.confidence, score.maxMembership, manifest.thresholds);
    if (a.index.empty())
      cell.label = manifest.scheme.classes.at(static_cast<std::size_t>(score.predicted)).id;
    cells.push_back(std::move(cell));
  }
  if (cells.size() < 3) {
    printSkipped(skipped);
    return fail({ErrorCode::ArgumentInvalid,
                 "a map takes at least 3 cells; " + std::to_string(cells.size()) + " could be read",
                 a.index.empty() ? a.paths.front() : a.index});
  }
  ProgressBar bar("arranging");
  const auto map = embedding::tsne(features, length, a.options, bar.callback(), stopToken());
  if (!map) return fail(map.error());
  const std::chrono::duration<double> classifying = classified - start, arranging = Clock::now() - classified;

  Legend legend(manifest.scheme);
  std::vector<int> labels;
  reporting::MapPicture picture;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i].at = map->points[i];
    labels.push_back(legend.indexOf(cells[i].label));
    picture.cells.push_back({double(map->points[i].x), double(map->points[i].y), labels.back(),
                             cells[i].decision != decision::Decision::Accepted});
  }
  const auto purity = embedding::neighbourhoodPurity(map->points, labels, kNeighbours);
  const int neighbours = std::min(kNeighbours, static_cast<int>(cells.size()) - 1);

  const QString name = QString::fromStdString(manifest.name + " " + manifest.version);
  picture.classes = legend.classes();
  picture.title = QStringLiteral("Cells by what %1 sees in them").arg(name);
  picture.legendTitle =
      a.index.empty() ? QStringLiteral("Class, by the model") : QStringLiteral("Class, by the index");
  picture.accepted = QStringLiteral("accepted by the model");
  picture.toReview = QStringLiteral("to review");
  const QString number = QStringLiteral(
                             "n = %1%2 cells. t-SNE of the %3 features that come before the "
                             "decision; perplexity %4, seed %5, KL %6.")
                             .arg(cells.size())
                             .arg(cells.size() < total ? QStringLiteral(" of %1").arg(total) : QString())
                             .arg(length)
                             .arg(map->perplexity)
                             .arg(a.options.seed)
                             .arg(map->divergence, 0, 'f', 2);
  picture.notes = {
      number + QStringLiteral(" Of each cell's %1 nearest here, %2 % are of its class (%3 % by chance).")
                   .arg(neighbours)
                   .arg(100 * purity.value, 0, 'f', 1)
                   .arg(100 * purity.byChance, 0, 'f', 1),
      QStringLiteral("Near cells look alike to the model. Distances between groups, their sizes and the axes "
                     "mean nothing."),
      QStringLiteral("Model %1, weights %2, c_th %3, d_th %4. %5. %6")
          .arg(name, QString::fromStdString(manifest.weightsSha256).left(12))
          .arg(manifest.thresholds.confidence)
          .arg(manifest.thresholds.membership)
          .arg(reporting::phrase(reporting::Phrase::ResearchUse, reporting::Language::English),
               reporting::phrase(reporting::Phrase::ResearchUseSentence, reporting::Language::English))};
  QByteArray png;
  QBuffer buffer(&png);
  if (!buffer.open(QIODevice::WriteOnly) || !reporting::paintMap(picture).save(&buffer, "PNG"))
    return fail({ErrorCode::Internal, "the picture could not be made", a.out});
  if (auto written = reporting::saveFile(QString::fromStdString(a.out), png); !written)
    return fail(written.error());
  if (!a.csv.empty()) {
    if (auto written = writeText(a.csv, csvOf(cells, manifest)); !written) return fail(written.error());
  }
  if (!a.json.empty()) {
    Json document = cli::document("embed");
    describeModel(document, *model);
    document["index"] = a.index.empty() ? Json() : Json(a.index);
    document["labels"] = a.index.empty() ? "model" : "index";
    document["n"] = cells.size();
    document["of"] = total;
    document["featureLength"] = length;
    document["perplexity"] = map->perplexity;
    document["iterations"] = a.options.iterations;
    document["seed"] = a.options.seed;
    document["klDivergence"] = map->divergence;
    document["purity"] = {{"neighbours", neighbours}, {"value", purity.value}, {"byChance", purity.byChance}};
    document["seconds"] = {{"classifying", classifying.count()}, {"arranging", arranging.count()}};
    document["cells"] = Json::array();
    for (const auto& cell : cells) {
      const auto& score = cell.prediction.score;
      document["cells"].push_back(
          {{"path", cell.path},
           {"x", cell.at.x},
           {"y", cell.at.y},
           {"class", cell.label},
           {"predicted", manifest.scheme.classes.at(static_cast<std::size_t>(score.predicted)).id},
           {"c", score.confidence},
           {"maxD", score.maxMembership},
           {"decision", cell.decision == decision::Decision::Accepted ? "accepted" : "rejected"}});
    }
    document["skipped"] = cli::toJson(skipped);
    if (auto written = writeJson(a.json, document); !written) return fail(written.error());
  }
  if (a.json != "-") {
    if (map->perplexity < a.options.perplexity)
      std::printf("perplexity %g is too large for %zu cells: %g was taken\n", a.options.perplexity,
                  cells.size(), map->perplexity);
    std::printf("%zu%s cells, %zu features each; classified in %.1f s, arranged in %.1f s\n", cells.size(),
                cells.size() < total ? (" of " + std::to_string(total)).c_str() : "", length,
                classifying.count(), arranging.count());
    std::printf("of each cell's %d nearest in the map, %.1f %% are of its class (%s; %.1f %% by chance)\n",
                neighbours, 100 * purity.value, a.index.empty() ? "by the model" : "by the index",
                100 * purity.byChance);
  }
  printSkipped(skipped);
  return skipped.empty() ? kOk : kPartly;
}

}  // namespace

void addEmbed(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("embed", "A map of cells by what a model sees in them (t-SNE of its features)");
  auto a = std::make_shared<Arguments>();
  addModelOptions(*command, a->model);
  addJsonOption(*command, a->json);
  auto* index = command->add_option("--index", a->index, "CSV with path,class: classes are drawn as it says")
                    ->type_name("CSV");
  auto* root = command->add_option("--root", a->root, "folder that the paths of the index start from")
                   ->type_name("DIR");
  auto* map = addClassMap(*command, a->map);
  auto* paths = command->add_option("PATH", a->paths,
                                    "images, each of one cell, or folders of them: classes are the model's");
  index->needs(root)->excludes(paths);
  root->needs(index);
  map->needs(index);
  command->add_option("--out", a->out, "the picture, PNG")->required()->type_name("FILE");
  command->add_option("--csv", a->csv, "write a row for each cell")->type_name("FILE");
  command
      ->add_option("--perplexity", a->options.perplexity,
                   "effective number of neighbours; lowered to a third of the cells where they are few")
      ->check(CLI::Range(1.0, 1000.0))
      ->capture_default_str();
  command->add_option("--seed", a->options.seed, "of the sample and of the start")->capture_default_str();
  command->add_option("--limit", a->limit, "cells at most; more are sampled")
      ->check(CLI::Range(3, 50'000))
      ->capture_default_str();
  command->footer(
      "Lays the cells out so that those that look alike to the model lie near each other (van der Maaten "
      "and\n"
      "Hinton 2008), and prints how many of each cell's nearest are of its class. Distances between groups\n"
      "and their sizes mean nothing, and cells that the model was trained on lie apart more clearly than\n"
      "new ones.\n\n"
      "Examples:\n"
      "  cellwise-cli embed --index pbc.csv --root data --out map.png --csv map.csv\n"
      "  cellwise-cli embed cells/ --out map.png --perplexity 15");
  command->callback([a, index, paths, &exitCode] {
    if (index->count() == 0 && paths->count() == 0) throw CLI::RequiredError("--index and --root, or PATH");
    a->options.threads = a->model.options.threads;
    exitCode = run(*a);
  });
}

}  // namespace cellwise::cli
