// cellwise-cli classify: what a model says of single-cell images.
#include <cstdio>

#include "command.h"
#include "model_option.h"
#include "output.h"
#include "workflow/paths.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  ModelArguments model;
  std::string json;
  std::vector<std::string> paths;
};

struct Classified {
  std::filesystem::path file;
  inference::Prediction prediction;
  decision::Decision decision = decision::Decision::Accepted;
};

struct Counts {
  int accepted = 0, ambiguous = 0, unfamiliar = 0;
};

// Null for a model without attributes, and for a class of which nothing is known.
Json attributesOf(const inference::Prediction& prediction, const model::Manifest& manifest) {
  if (!manifest.attributes || !manifest.attributes->describes(prediction.score.predicted)) return {};
  const auto& scheme = manifest.attributes->scheme;
  const auto readings = model::readings(scheme, prediction.attributes);
  Json json = Json::object();
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const auto& attribute = scheme.attributes[i];
    json[attribute.id] = {{"value", attribute.values[static_cast<std::size_t>(readings[i].value)].id},
                          {"probability", readings[i].probability}};
  }
  return json;
}

Json disagreementOf(const inference::Prediction& prediction, const model::Manifest& manifest) {
  if (!manifest.attributes) return {};
  const auto found =
      model::disagreement(*manifest.attributes, prediction.attributes, prediction.score.predicted);
  if (!found) return {};
  return {{"score", found->score},
          {"disagrees", found->score >= manifest.attributes->disagreement},
          {"class", manifest.scheme.classes.at(static_cast<std::size_t>(found->otherClass)).id},
          {"attribute",
           manifest.attributes->scheme.attributes.at(static_cast<std::size_t>(found->attribute)).id}};
}

Json toJson(const Classified& cell, const model::Manifest& manifest) {
  const auto& [file, prediction, decision] = cell;
  const model::ClassScheme& scheme = manifest.scheme;
  const auto id = [&](int index) -> Json {
    return index < 0 ? Json() : Json(scheme.classes.at(static_cast<std::size_t>(index)).id);
  };
  Json memberships = Json::object();
  for (std::size_t i = 0; i < prediction.memberships.size(); ++i) {
    memberships[scheme.classes.at(i).id] = prediction.memberships[i];
  }
  const bool accepted = decision == decision::Decision::Accepted;
  return {{"path", workflow::toUtf8(file)},
          {"class", id(prediction.score.predicted)},
          {"D", memberships},
          {"c", prediction.score.confidence},
          {"maxD", prediction.score.maxMembership},
          {"runnerUp", id(prediction.score.runnerUp)},
          {"decision", accepted ? "accepted" : "rejected"},
          {"reason", accepted ? Json() : Json(decision::name(decision))},
          {"explanation", accepted ? Json() : Json(explain(prediction, decision, scheme))},
          {"attributes", attributesOf(prediction, manifest)},
          {"attributesDisagree", disagreementOf(prediction, manifest)}};
}

void printTable(const std::vector<Classified>& cells, const model::ClassScheme& scheme) {
  std::printf("%-10s  %-22s  %7s  %6s  %-27s  %s\n", "decision", "class", "c", "max D", "runner-up", "path");
  for (const auto& [file, prediction, decision] : cells) {
    const auto& score = prediction.score;
    const auto id = [&](int index) { return scheme.classes.at(static_cast<std::size_t>(index)).id; };
    std::string runnerUp = "-";
    if (score.runnerUp >= 0) {
      char value[16];
      std::snprintf(value, sizeof value, " %.3f",
                    static_cast<double>(prediction.memberships.at(static_cast<std::size_t>(score.runnerUp))));
      runnerUp = id(score.runnerUp) + value;
    }
    std::printf("%-10s  %-22s  %7.4f  %6.4f  %-27s  %s\n", decision::name(decision),
                id(score.predicted).c_str(), score.confidence, score.maxMembership, runnerUp.c_str(),
                workflow::toUtf8(file).c_str());
  }
}

int run(const Arguments& a) {
  auto inputs = workflow::listImages({a.paths.begin(), a.paths.end()});
  auto& skipped = inputs.skipped;
  if (inputs.files.empty()) {
    printSkipped(skipped);
    return fail({ErrorCode::FileNotFound, "no image to classify", a.paths.front()});
  }
  auto model = loadModel(a.model);
  if (!model) return fail(model.error());
  const auto& manifest = model->folder.manifest;
  const auto predictions = classifyFiles(*model, inputs.files);
  if (!predictions) return fail(predictions.error());

  std::vector<Classified> cells;
  Counts counts;
  for (std::size_t i = 0; i < predictions->size(); ++i) {
    const auto& prediction = (*predictions)[i];
    if (!prediction) {
      skipped.push_back({inputs.files[i], prediction.error()});
      continue;
    }
    const auto decision =
        decision::decide(prediction->score.confidence, prediction->score.maxMembership, manifest.thresholds);
    ++(decision == decision::Decision::Accepted    ? counts.accepted
       : decision == decision::Decision::Ambiguous ? counts.ambiguous
                                                   : counts.unfamiliar);
    cells.push_back({inputs.files[i], *prediction, decision});
  }

  if (!a.json.empty()) {
    Json document = cli::document("classify");
    describeModel(document, *model);
    document["summary"] = {{"cells", cells.size()},
                           {"accepted", counts.accepted},
                           {"ambiguous", counts.ambiguous},
                           {"unfamiliar", counts.unfamiliar},
                           {"skipped", skipped.size()}};
    document["cells"] = Json::array();
    for (const auto& cell : cells) document["cells"].push_back(toJson(cell, manifest));
    document["skipped"] = cli::toJson(skipped);
    if (auto written = writeJson(a.json, document); !written) return fail(written.error());
  } else {
    printTable(cells, manifest.scheme);
  }
  if (a.json != "-") {
    std::printf("%zu cells: %d accepted, %d between classes, %d unlike any class; %zu files left out\n",
                cells.size(), counts.accepted, counts.ambiguous, counts.unfamiliar, skipped.size());
  }
  printSkipped(skipped);
  if (cells.empty()) return fail({ErrorCode::NotAnImage, "none of the files could be classified", {}});
  return skipped.empty() ? kOk : kPartly;
}

}  // namespace

void addClassify(CLI::App& program, int& exitCode) {
  auto* command = program.add_subcommand("classify", "What a model says of images of single cells");
  auto a = std::make_shared<Arguments>();
  addModelOptions(*command, a->model);
  addJsonOption(*command, a->json);
  command->add_option("PATH", a->paths, "images, each of one cell, or folders of them")->required();
  command->footer(
      "For each cell: its class, every D, c, max D, the runner-up, and the decision: accepted, or left to "
      "an\n"
      "expert as ambiguous (c < c_th: between classes) or unfamiliar (max D < d_th: unlike any class).\n"
      "Photographs with several cells are for find-cells and import. The JSON is described in\n"
      "docs/command-line.md.\n\n"
      "Examples:\n"
      "  cellwise-cli classify cells/\n"
      "  cellwise-cli classify --json result.json cells/ more/cell.png\n"
      "  cellwise-cli classify --json - cells/ | jq -r '.cells[] | select(.decision == \"rejected\") | "
      ".path'");
  command->callback([a, &exitCode] { exitCode = run(*a); });
}

}  // namespace cellwise::cli
