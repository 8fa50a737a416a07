// cellwise-cli casebook: looking after a casebook.
#include <cstdio>

#include "casebook/class_book.h"
#include "casebook_option.h"
#include "command.h"
#include "learned_output.h"
#include "output.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  ModelArguments model;
  std::string casebook, json, to;
  casebook::Id slide = 0, cell = 0;
};

std::string utf8(const QString& text) {
  return text.toStdString();
}
std::string utf8(const QDateTime& time) {
  return utf8(time.toString(Qt::ISODate));
}

int list(const casebook::Casebook& casebook, const Arguments& a) {
  const auto slides = casebook.slides();
  if (!slides) return fail(slides.error());
  if (!a.json.empty()) {
    Json json = document("casebook");
    json["slides"] = Json::array();
    for (const auto& slide : *slides) {
      json["slides"].push_back({{"slide", slide.id},
                                {"sample", utf8(slide.sampleId)},
                                {"title", utf8(slide.title)},
                                {"specimen", utf8(slide.specimen)},
                                {"synthetic", slide.synthetic},
                                {"importedAt", utf8(slide.importedAt)},
                                {"modelSha256", utf8(slide.modelSha)},
                                {"cells", slide.cells},
                                {"classified", slide.classified},
                                {"failed", slide.failed},
                                {"confirmed", slide.confirmed},
                                {"toReview", slide.toReview},
                                {"signedVersion", slide.signedVersion},
                                {"changedSinceSigning", slide.changedSinceSigning}});
    }
    const auto written = writeJson(a.json, json);
    return written ? kOk : fail(written.error());
  }
  std::printf("%5s  %-20s  %6s  %9s  %-20s  %s\n", "slide", "imported (UTC)", "cells", "confirmed", "state",
              "sample, title");
  for (const auto& slide : *slides) {
    std::printf("%5lld  %-20s  %6d  %9d  %-20s  %s, %s%s\n", static_cast<long long>(slide.id),
                utf8(slide.importedAt).c_str(), slide.cells, slide.confirmed, stateInWords(slide).c_str(),
                slide.sampleId.isEmpty() ? "-" : utf8(slide.sampleId).c_str(), utf8(slide.title).c_str(),
                slide.synthetic ? " (synthetic)" : "");
  }
  return kOk;
}

// The laboratory's own, which follow every model's.
int classes(const casebook::Casebook& casebook, const Arguments&) {
  const auto all = casebook::ClassBook::classes(casebook);
  if (!all) return fail(all.error());
  std::printf("%-24s  %-5s  %-3s  %-10s  %s\n", "id", "short", "key", "counted", "name");
  for (const auto& c : *all) {
    std::printf("%-24s  %-5s  %-3s  %-10s  %s\n", utf8(c.id).c_str(), utf8(c.shortName).c_str(),
                c.key.isEmpty() ? "-" : utf8(c.key).c_str(),
                c.retired   ? "retired"
                : c.counted ? "yes"
                            : "no",
                utf8(c.name).c_str());
  }
  return kOk;
}

int verify(const casebook::Casebook& casebook) {
  const auto entries = casebook.verifyAudit();
  if (!entries) return fail(entries.error());
  const auto head = casebook.auditHead();
  if (!head) return fail(head.error());
  std::printf("the audit chain is whole: %d entries, head %s\n", *entries, utf8(*head).c_str());
  std::printf(
      "That its end was not cut off shows only where a head was kept elsewhere, as on a signed report.\n");
  return kOk;
}

const char* inWords(casebook::ReviewAction action) {
  switch (action) {
    case casebook::ReviewAction::Decide: return "decided";
    case casebook::ReviewAction::Retract: return "taken back";
    case casebook::ReviewAction::Flag: return "flagged";
    case casebook::ReviewAction::Unflag: return "unflagged";
    case casebook::ReviewAction::Comment: return "comment";
  }
  return "";
}

int history(const casebook::Casebook& casebook, const Arguments& a) {
  const auto cell = casebook.cell(a.cell);
  if (!cell) return fail(cell.error());
  const auto events = casebook.history(a.cell);
  if (!events) return fail(events.error());
  if (cell->prediction) {
    const auto& p = *cell->prediction;
    std::printf("model %s: %s, c %.4f, max D %.4f, runner-up %s\n", utf8(p.modelSha.left(12)).c_str(),
                utf8(p.predicted).c_str(), p.confidence, p.maxMembership,
                p.runnerUp.isEmpty() ? "-" : utf8(p.runnerUp).c_str());
  } else {
    std::printf("model: %s\n", cell->failure.isEmpty() ? "not classified yet" : utf8(cell->failure).c_str());
  }
  for (const auto& event : *events) {
    const std::string what = event.action == casebook::ReviewAction::Comment ? utf8(event.comment)
                             : event.classId.isEmpty()                       ? std::string("-")
                                                                             : utf8(event.classId);
    std::printf("%s  %-10s  %s  by %s (%s)\n", utf8(event.at).c_str(), inWords(event.action), what.c_str(),
                utf8(event.reviewer).c_str(), utf8(event.origin).c_str());
  }
  std::printf("in force: %s\n",
              cell->review
                  ? utf8(cell->review->classId + QStringLiteral(", ") + cell->review->reviewer).c_str()
                  : "no expert's decision");
  return kOk;
}

int backup(const casebook::Casebook& casebook, const Arguments& a) {
  if (auto done = casebook.backup(QString::fromStdString(a.to)); !done) return fail(done.error());
  std::printf("%s\nThe pictures in %s are not part of it: copy that folder too.\n", a.to.c_str(),
              utf8(casebook.imageFolder()).c_str());
  return kOk;
}

int classify(casebook::Casebook& casebook, const Arguments& a) {
  auto model = loadModel(a.model);
  return model ? classifySlide(casebook, a.slide, *model) : fail(model.error());
}

// What signed slides would say if this model had read them.
int replay(const casebook::Casebook& casebook, const Arguments& a) {
  const auto folder = openModel(a.model);
  if (!folder) return fail(folder.error());
  Result<workflow::Replay> result;
  {
    ProgressBar bar("replaying");
    result = workflow::replaySigned(casebook, *folder, a.model.options, bar.callback(), stopToken());
  }
  if (!result) return fail(result.error());
  int unreadable = 0;
  for (const auto& slide : result->slides) unreadable += slide.unreadable;
  if (a.json != "-") print(*result);
  if (!a.json.empty()) {
    const auto& m = folder->manifest;
    Json json = document("replay");
    json["model"] = {{"name", m.name}, {"version", m.version}, {"sha256", m.weightsSha256}};
    json.update(toJson(*result));
    if (auto written = writeJson(a.json, json); !written) return fail(written.error());
  }
  if (unreadable > 0) std::fprintf(stderr, "%d cells could not be read again\n", unreadable);
  return unreadable > 0 ? kPartly : kOk;
}

}  // namespace

void addCasebook(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("casebook", "Look after a casebook: its slides, history, soundness, copies");
  auto a = std::make_shared<Arguments>();
  addCasebookOption(*command, a->casebook);
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, auto action) {
    auto* sub = command->add_subcommand(name, what);
    sub->fallthrough();  // --casebook may stand behind
    sub->callback([a, action, &exitCode] {
      auto opened = openExisting(a->casebook);
      exitCode = opened ? action(**opened, *a) : fail(opened.error());
    });
    return sub;
  };
  addJsonOption(*add("list", "The slides, newest first", list), a->json);
  add("verify", "Recompute the audit chain and compare it with what is stored",
      [](const casebook::Casebook& casebook, const Arguments&) { return verify(casebook); });
  add("classes", "The laboratory's own classes, retired ones too", classes);
  add("history", "What was decided of a cell, by whom and when", history)
      ->add_option("--cell", a->cell, "the cell's number")
      ->required();
  add("backup", "A consistent copy, also while others work", backup)
      ->add_option("--to", a->to, "file to write; replaced if it is there")
      ->required();
  auto* classifying = add("classify", "Classify the cells of a slide that wait for it", classify);
  classifying->add_option("--slide", a->slide, "its number")->required();
  addModelOptions(*classifying, a->model);
  auto* replaying =
      add("replay", "Which signed reports another model would have changed; nothing is written", replay);
  addModelOptions(*replaying, a->model);
  addJsonOption(*replaying, a->json);
  command->footer(
      "Examples:\n"
      "  cellwise-cli casebook list --casebook lab.cellwise\n"
      "  cellwise-cli casebook verify --casebook lab.cellwise\n"
      "  cellwise-cli casebook backup --casebook lab.cellwise --to monday.cellwise\n"
      "  cellwise-cli casebook history --casebook lab.cellwise --cell 812\n"
      "  cellwise-cli casebook classify --casebook lab.cellwise --slide 3\n"
      "  cellwise-cli casebook replay --casebook lab.cellwise --model ours.cellmodel");
}

}  // namespace cellwise::cli
