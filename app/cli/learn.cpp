#include "learn.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "casebook_option.h"
#include "command.h"
#include "learned_output.h"
#include "output.h"

namespace cellwise::cli {
namespace {

using Part = workflow::LearningData::Part;
using Stage = workflow::LearningProgress::Stage;

const std::pair<const char*, Part workflow::LearningData::*> kParts[] = {
    {"training", &workflow::LearningData::training},
    {"validation", &workflow::LearningData::validation},
    {"calibration", &workflow::LearningData::calibration},
    {"heldOut", &workflow::LearningData::heldOut}};

void print(const workflow::LearningData& data) {
  std::fprintf(stderr, "%d confirmed cells on %d slides of %d patients (slides where none is named)\n",
               data.all.cells, data.all.slides, data.all.samples);
  for (const auto& [name, part] : kParts) {
    std::string classes;
    for (const auto& [id, n] : (data.*part).classes) {
      classes += (classes.empty() ? "" : ", ") + id + " " + std::to_string(n);
    }
    std::fprintf(stderr, "  %-11s %d patients, %d slides, %d cells: %s\n", name, (data.*part).samples,
                 (data.*part).slides, (data.*part).cells, classes.c_str());
  }
  for (const auto& [id, n] : data.outside) {
    std::fprintf(stderr, "  left out: %d confirmed as %s, which the model has no class for\n", n, id.c_str());
  }
  if (data.slidesLeftOut > 0)
    std::fprintf(stderr, "  left out: %d slides, drawn and patients' are not learned from together\n",
                 data.slidesLeftOut);
}

Json toJson(const workflow::LearningData& data) {
  Json json = {{"cells", data.all.cells},
               {"slides", data.all.slides},
               {"samples", data.all.samples},
               {"unconfirmed", data.unconfirmed},
               {"slidesLeftOut", data.slidesLeftOut},
               {"learnedBefore", data.learnedBefore},
               {"outside", data.outside},
               {"untrained", data.untrained}};
  for (const auto& [name, part] : kParts) {
    const auto& p = data.*part;
    json[name] = {{"samples", p.samples}, {"slides", p.slides}, {"cells", p.cells}, {"classes", p.classes}};
  }
  return json;
}

}  // namespace

int learnFromCasebook(const LearnArguments& a) {
  const auto casebook = openExisting(a.casebook);
  if (!casebook) return fail(casebook.error());
  ModelArguments named;
  named.folder = a.baseModel;
  const auto base = openModel(named);
  if (!base) return fail(base.error());
  auto options = a.options;
  options.program = std::string("cellwise-cli ") + CELLWISE_VERSION;
  const auto confirmed = workflow::confirmedCells(**casebook, base->manifest, options);
  if (!confirmed) return fail(confirmed.error());
  print(confirmed->data);

  std::unique_ptr<ProgressBar> bar;
  auto stage = Stage::Reading;
  const auto progress = [&](const workflow::LearningProgress& p) {
    if (!bar || p.stage != stage) {
      stage = p.stage;
      bar.reset();
      bar = std::make_unique<ProgressBar>(stage == Stage::Training    ? "learning"
                                          : stage == Stage::Comparing ? "comparing"
                                          : stage == Stage::Replaying ? "replaying"
                                                                      : "reading");
    }
    char text[64] = "";
    if (stage == Stage::Training && p.validationAccuracy >= 0)
      std::snprintf(text, sizeof text, "validation %.1f %%", 100 * p.validationAccuracy);
    if (p.progress.total > 0) bar->update(p.progress, text);
  };
  const auto learned = workflow::learn(**casebook, *base, a.out, options, progress, stopToken());
  bar.reset();
  if (!learned) return fail(learned.error());
  if (a.json != "-") {
    print(learned->comparison);
    if (learned->scope == workflow::LearningScope::Head)
      std::printf("only the head learned: features and classes without confirmed cells are as they were\n");
    if (!learned->certified) {
      std::printf(
          "c_th makes no promise: %lld calibration cells; %lld accepted without an error are needed\n",
          static_cast<long long>(learned->calibrationCells), static_cast<long long>(learned->needed));
    }
    print(learned->replay);
    std::printf("%s\n", a.out.c_str());
  }
  if (!a.json.empty()) {
    Json json = document("learn");
    json["model"] = a.out;
    json["scope"] = name(learned->scope);
    json["data"] = toJson(learned->data);
    json["comparison"] = Json::parse(workflow::toJson(learned->comparison));
    json["certified"] = learned->certified;
    json["calibrationCells"] = learned->calibrationCells;
    json["needed"] = learned->needed;
    json["replay"] = toJson(learned->replay);
    if (auto written = writeJson(a.json, json); !written) return fail(written.error());
  }
  return kOk;
}

}  // namespace cellwise::cli
