// cellwise-cli calibrate: a model's thresholds from a laboratory's own labelled cells.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "class_map.h"
#include "command.h"
#include "model_option.h"
#include "output.h"
#include "training/index.h"
#include "workflow/paths.h"
#include "workflow/recalibration.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  ModelArguments model;
  std::string index, root, json, out;
  training::ClassMap map;
  std::string rule = "fixed-sequence-by-slide";
  std::vector<std::string> notMissed;
  double membershipQuantile = 0, membershipPart = 0.3;
  std::uint64_t seed = 1;
  workflow::RecalibrationOptions options;
};

// What every rule makes of the same rows, and what can be said of each class.
struct Findings {
  std::vector<std::pair<decision::CalibrationRule, decision::Calibration>> rules;
  struct OfClass {
    decision::RiskStatement accepted, missed;
  };
  std::vector<OfClass> classes;
};

Result<std::vector<decision::CalibrationRow>> readRows(LoadedModel& model,
                                                       const std::vector<training::LabelledCell>& cells,
                                                       std::vector<workflow::SkippedFile>& skipped) {
  std::vector<std::filesystem::path> files;
  for (const auto& cell : cells) files.push_back(cell.file);
  const auto predictions = classifyFiles(model, files);
  if (!predictions) return tl::make_unexpected(predictions.error());
  std::vector<decision::CalibrationRow> rows;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& prediction = (*predictions)[i];
    if (!prediction) {
      skipped.push_back({files[i], prediction.error()});
      continue;
    }
    const auto& score = prediction->score;
    rows.push_back(
        {cells[i].classIndex, score.predicted, score.confidence, score.maxMembership, cells[i].group});
  }
  return rows;
}

std::string thresholdInWords(const decision::RiskStatement& s) {
  if (!s.threshold) return "-";
  if (std::isinf(*s.threshold)) return "any";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", *s.threshold);
  return text;
}

std::string notCertifiable(const decision::Calibration& c, const Arguments& a) {
  char text[256];
  if (c.needed == 0) {
    std::snprintf(text, sizeof text, "no c_th reaches %.4g %% on these cells, n = %lld",
                  100 * a.options.target, static_cast<long long>(c.n));
  } else {
    std::snprintf(
        text, sizeof text,
        "not certifiable, n = %lld (%lld with max D >= d_th): %.4g %% at delta %g needs %lld accepted "
        "cells without an error, more with errors",
        static_cast<long long>(c.n), static_cast<long long>(c.familiar), 100 * a.options.target,
        a.options.delta, static_cast<long long>(c.needed));
  }
  return text;
}

void print(const Findings& f, const workflow::Recalibration& made, const model::Manifest& old,
           double membership, const Arguments& a, bool grouped) {
  const auto& chosen = made.calibration;
  std::printf(
      "%lld cells, %lld of them with max D >= d_th %.4g; %lld slides%s, correlation within one %.3f\n",
      static_cast<long long>(chosen.n), static_cast<long long>(chosen.familiar), membership,
      static_cast<long long>(chosen.slides.slides),
      grouped ? "" : " (the index has no column group: each cell counts as its own)",
      chosen.slides.correlation);
  std::printf(
      "target %.4g %% right among accepted cells, delta %g; the rule is to be chosen before looking\n\n",
      100 * a.options.target, a.options.delta);
  std::printf("  %-24s %8s %9s %7s %9s\n", "rule", "c_th", "accepted", "errors", "bound");
  for (const auto& [rule, calibration] : f.rules) {
    const char mark = rule == a.options.rule ? '*' : ' ';
    if (const auto& found = calibration.found) {
      std::printf("%c %-24s %8.4f %9lld %7lld %7.2f %%%s\n", mark, decision::name(rule), found->threshold,
                  static_cast<long long>(found->accepted), static_cast<long long>(found->errors),
                  100 * found->bound, decision::promises(rule) ? "" : " (counted, no promise)");
    } else {
      std::printf("%c %-24s %s\n", mark, decision::name(rule), notCertifiable(calibration, a).c_str());
    }
  }
  std::printf(
      "\nby class: a c_th of its own at which at most %.4g %% of what is accepted as it is wrong (delta %g); "
      "the c_th at\nwhich at most %.4g %% of it is missed, accepted as another (%s)\n",
      100 * (1 - a.options.target), a.options.delta, 100 * a.options.missedTarget,
      a.options.missedDelta > 0 ? "exact bound" : "conformal risk control, in expectation");
  for (std::size_t i = 0; i < f.classes.size(); ++i) {
    const auto& each = f.classes[i];
    if (each.accepted.n == 0 && each.missed.n == 0) continue;
    std::printf("  %-22s %8s %s\n  %-22s %8s %s\n", old.scheme.classes[i].id.c_str(),
                thresholdInWords(each.accepted).c_str(), inWords(each.accepted).c_str(), "",
                thresholdInWords(each.missed).c_str(), inWords(each.missed).c_str());
  }
  if (made.missed) {
    std::printf("\nnot to be missed: c_th %s, %s\n", thresholdInWords(*made.missed).c_str(),
                inWords(*made.missed).c_str());
  }
  std::printf("\nthe model has  c_th %.4f, d_th %.4g (%s)\n", old.thresholds.confidence,
              old.thresholds.membership, decision::name(old.calibration.rule));
  if (made.manifest) {
    std::printf("these cells    c_th %.4f, d_th %.4g (%s)\n", made.manifest->thresholds.confidence,
                made.manifest->thresholds.membership, decision::name(a.options.rule));
  }
}

Json toJson(const decision::RiskStatement& s) {
  Json json = {{"n", s.n},         {"errors", s.errors},       {"target", s.target}, {"delta", s.delta},
               {"bound", s.bound}, {"certified", s.certified}, {"needed", s.needed}};
  json["c_th"] = s.threshold && std::isfinite(*s.threshold) ? Json(*s.threshold) : Json();
  return json;
}

Json toJson(decision::CalibrationRule rule, const decision::Calibration& c) {
  Json json = {{"rule", decision::name(rule)}, {"certified", c.found.has_value()}, {"needed", c.needed}};
  if (c.found) {
    json["c_th"] = c.found->threshold;
    json["accepted"] = c.found->accepted;
    json["errors"] = c.found->errors;
    json["bound"] = c.found->bound;
    json["tests"] = c.found->tests;
  }
  return json;
}

Json toJson(const Findings& f, const workflow::Recalibration& made, const model::Manifest& old,
            double membership, const Arguments& a) {
  const auto& c = made.calibration;
  Json json = {{"index", a.index},
               {"n", c.n},
               {"familiar", c.familiar},
               {"slides", c.slides.slides},
               {"correlation", c.slides.correlation},
               {"target", a.options.target},
               {"delta", a.options.delta},
               {"rule", decision::name(a.options.rule)},
               {"d_th", membership}};
  json["c_th"] = made.manifest ? Json(made.manifest->thresholds.confidence) : Json();
  json["rules"] = Json::array();
  for (const auto& [rule, calibration] : f.rules) json["rules"].push_back(toJson(rule, calibration));
  json["perClass"] = Json::array();
  for (std::size_t i = 0; i < f.classes.size(); ++i) {
    json["perClass"].push_back({{"class", old.scheme.classes[i].id},
                                {"accepted", toJson(f.classes[i].accepted)},
                                {"missed", toJson(f.classes[i].missed)}});
  }
  json["notMissed"] = made.missed ? toJson(*made.missed) : Json();
  return json;
}

int run(Arguments& a) {
  auto& o = a.options;
  o.rule = *decision::calibrationRule(a.rule);
  const auto folder = openModel(a.model);
  if (!folder) return fail(folder.error());
  const auto& manifest = folder->manifest;
  for (const auto& id : a.notMissed) {
    const int index = manifest.scheme.indexOf(id);
    if (index < 0) return fail({ErrorCode::NotFound, "the model has no class " + id, {}});
    o.notMissed.insert(index);
  }
  std::error_code ignored;
  if (!a.out.empty() && std::filesystem::exists(a.out, ignored))
    return fail({ErrorCode::Conflict, "there is something of this name already", a.out});
  auto cells = training::readIndex(a.index, a.root, manifest.scheme, a.map);
  if (!cells) return fail(cells.error());
  const bool grouped = std::any_of(cells->begin(), cells->end(), [](const training::LabelledCell& cell) {
    return cell.group != cell.path;
  });
  std::vector<training::LabelledCell> forMembership;
  if (a.membershipQuantile > 0) {
    // Whole slides, so that d_th is fixed by other cells than those that c_th is tested on.
    auto parts = training::splitByGroup(*cells, {0, a.membershipPart, 1 - a.membershipPart, 0}, a.seed);
    forMembership = std::move(parts.validation);
    *cells = std::move(parts.calibration);
    o.membershipQuantile = a.membershipQuantile;
  }

  auto model = loadModel(a.model);
  if (!model) return fail(model.error());
  std::vector<workflow::SkippedFile> skipped;
  const auto rows = readRows(*model, *cells, skipped);
  if (!rows) return fail(rows.error());
  std::vector<decision::CalibrationRow> membershipRows;
  if (!forMembership.empty()) {
    auto read = readRows(*model, forMembership, skipped);
    if (!read) return fail(read.error());
    membershipRows = std::move(*read);
  }
  printSkipped(skipped);
  if (rows->empty()) {
    return fail({ErrorCode::FileNotFound, "none of the images that the index names could be read", a.root});
  }
  if (o.membershipQuantile && membershipRows.empty()) {
    return fail({ErrorCode::ArgumentInvalid, "too few groups to set d_th apart from c_th", a.index});
  }

  const auto made = workflow::recalibrate(manifest, *rows, membershipRows, o,
                                          {{"index", a.index},
                                           {"cells", std::to_string(rows->size())},
                                           {"program", std::string("cellwise-cli ") + CELLWISE_VERSION}});
  const double membership = o.membershipQuantile
                                ? decision::calibrateMembership(membershipRows, *o.membershipQuantile)
                                : manifest.thresholds.membership;
  Findings findings;
  for (const auto rule : decision::calibrationRules()) {
    findings.rules.emplace_back(rule, decision::calibrate(rule, *rows, membership, o.target, o.delta));
  }
  for (int i = 0; i < static_cast<int>(manifest.scheme.classes.size()); ++i) {
    findings.classes.push_back(
        {decision::calibratePredictedClass(*rows, membership, i, decision::CalibrationRule::FixedSequence,
                                           1 - o.target, o.delta),
         decision::controlMissed(*rows, membership, {i}, o.missedTarget, o.missedDelta)});
  }
  if (a.json != "-") print(findings, made, manifest, membership, a, grouped);
  if (!a.json.empty()) {
    Json document = cli::document("calibrate");
    describeModel(document, *model);
    document.update(toJson(findings, made, manifest, membership, a));
    document["skipped"] = cli::toJson(skipped);
    if (auto written = writeJson(a.json, document); !written) return fail(written.error());
  }
  if (!made.manifest) {
    const std::string why = !made.calibration.found ? notCertifiable(made.calibration, a)
                                                    : "not to be missed: " + inWords(*made.missed);
    return fail({ErrorCode::ArgumentInvalid, why + ". Nothing was written", a.index});
  }
  if (!a.out.empty()) {
    if (auto written = workflow::writeRecalibrated(*folder, *made.manifest, a.out); !written)
      return fail(written.error());
    if (a.json != "-") std::printf("%s\n", a.out.c_str());
  }
  return skipped.empty() ? kOk : kPartly;
}

}  // namespace

void addCalibrate(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("calibrate", "Set a model's thresholds on labelled cells of one's own");
  auto a = std::make_shared<Arguments>();
  auto& o = a->options;
  addModelOptions(*command, a->model);
  addJsonOption(*command, a->json);
  command->add_option("--index", a->index, "CSV with path,class and, where known, group (slide or patient)")
      ->type_name("CSV")
      ->required();
  command->add_option("--root", a->root, "folder that the paths of the index start from")
      ->type_name("DIR")
      ->required();
  addClassMap(*command, a->map);
  std::vector<std::string> rules;
  for (const auto rule : decision::calibrationRules()) rules.push_back(decision::name(rule));
  command->add_option("--rule", a->rule, "how c_th is chosen")
      ->check(CLI::IsMember(rules))
      ->capture_default_str();
  command->add_option("--target", o.target, "wanted accuracy of accepted cells")
      ->check(CLI::Range(0.5, 0.9999))
      ->capture_default_str();
  command->add_option("--delta", o.delta, "allowed failure of the promise")
      ->check(CLI::Range(0.0001, 0.5))
      ->capture_default_str();
  auto* quantile =
      command
          ->add_option(
              "--membership-quantile", a->membershipQuantile,
              "set d_th anew, so that this share of right cells is unlike any class (default: keep it)")
          ->check(CLI::Range(0.0001, 0.5));
  command
      ->add_option("--membership-part", a->membershipPart,
                   "part of the groups that sets d_th and nothing else")
      ->check(CLI::Range(0.05, 0.95))
      ->capture_default_str()
      ->needs(quantile);
  command->add_option("--seed", a->seed, "of that part")->capture_default_str();
  command->add_option("--not-missed", a->notMissed, "classes that must not slip through as another (blasts)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("CLASS,...");
  command->add_option("--missed-target", o.missedTarget, "share of them that may")
      ->check(CLI::Range(0.0001, 0.5))
      ->capture_default_str();
  command->add_option("--missed-delta", o.missedDelta, "0: in expectation; else with this allowed failure")
      ->check(CLI::Range(0.0, 0.5))
      ->capture_default_str();
  command->add_option("--out", a->out, "model folder to write, NEW.cellmodel; it must not be there yet")
      ->type_name("FOLDER");
  command->footer(
      "The cells must be ones that the model was not trained on, read by experts, and come as the routine's\n"
      "do. The rules: empirical (the accuracy is reached on these cells, nothing is promised), guaranteed "
      "(SGR)\n"
      "and fixed-sequence (with probability 1 - delta the target is not missed, if cells come one by one),\n"
      "fixed-sequence-by-slide (the same, widened for cells of one slide being alike; approximate). Where a\n"
      "promise cannot be made it says so, with n and how many cells it would take, ends with 1 and writes\n"
      "nothing. The old model is only read.\n\n"
      "Examples:\n"
      "  cellwise-cli calibrate --index ours.csv --root cells\n"
      "  cellwise-cli calibrate --index ours.csv --root cells --rule fixed-sequence --target 0.98 \\\n"
      "      --not-missed promyelocyte --missed-target 0.02 --out ours.cellmodel");
  command->callback([a, &exitCode] { exitCode = run(*a); });
}

}  // namespace cellwise::cli
