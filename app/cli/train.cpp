// cellwise-cli train: a model from an index of labelled crops, or from the cells that experts confirmed.
#include <cstdio>

#include "class_map.h"
#include "command.h"
#include "learn.h"
#include "output.h"
#include "training/trainer.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  std::string index, root, out, run;
  std::string extraIndex, extraRoot;
  std::string scheme;
  training::ClassMap classMap;
  std::vector<std::string> provenance;
  std::string preset = "small";
  std::string loss = training::name(training::Loss::Ccl);
  std::string sampling = training::name(training::Sampling::Instance);
  std::string recipe = "modern";
  double dropPath = -1;  // the preset's
  training::TrainingOptions options;
  training::SplitFractions fractions{0.74, 0.08, 0.08, 0.10};
  std::string schedule = "cosine";
  std::string background = "white";
  std::string rule = "empirical";
  int stopAfter = 0;
  bool noCuda = false;
  LearnArguments learn;
};

int run(Arguments& a) {
  auto scheme = model::loadScheme(a.scheme);
  if (!scheme) return fail(scheme.error());
  auto& o = a.options;
  o.scheme = *scheme;
  o.backbone = model::backbonePresets().at(a.preset);
  if (a.dropPath >= 0) model::setDropPath(o.backbone, a.dropPath);
  for (const auto loss : training::allLosses())
    if (a.loss == training::name(loss)) o.loss = loss;
  for (const auto sampling : training::allSamplings())
    if (a.sampling == training::name(sampling)) o.sampling = sampling;
  o.cosine = a.schedule == "cosine";
  o.whiteBackground = a.background == "white";
  o.rule = *decision::calibrationRule(a.rule);
  o.allowCuda = !a.noCuda;
  o.runFolder = a.run.empty() ? a.out + ".run" : a.run;

  auto cells = training::readIndex(a.index, a.root, *scheme, a.classMap);
  if (!cells) return fail(cells.error());
  const auto split = training::splitByGroup(*cells, a.fractions, o.seed);
  training::Split extra;
  if (!a.extraIndex.empty()) {
    auto more = training::readIndex(a.extraIndex, a.extraRoot, *scheme, a.classMap);
    if (!more) return fail(more.error());
    extra = training::splitByGroup(*more, {0.9, 0, 0, 0.1}, o.seed);
  }
  std::fprintf(stderr, "%zu cells: %zu to train on, %zu validation, %zu calibration, %zu test; %zu extra\n",
               cells->size(), split.train.size(), split.validation.size(), split.calibration.size(),
               split.test.size(), extra.train.size());

  std::map<std::string, std::string> provenance;
  for (const auto& entry : a.provenance) {
    const auto equals = entry.find('=');
    provenance[entry.substr(0, equals)] = equals == std::string::npos ? "" : entry.substr(equals + 1);
  }
  provenance["seed"] = std::to_string(o.seed);
  provenance["program"] = std::string("cellwise-cli ") + CELLWISE_VERSION;
  provenance["split"] = "by group, stratified by class";

  std::unique_ptr<ProgressBar> bar;
  int epoch = 0;
  std::stop_source stop;
  const std::stop_callback interrupted(stopToken(), [&] { stop.request_stop(); });
  const auto progress = [&](const training::TrainingState& s) {
    if (s.validationAccuracy >= 0) {
      if (s.epoch == a.stopAfter) stop.request_stop();
      bar.reset();
      std::fprintf(stderr, "epoch %d: loss %.4f, train %.2f %%, validation %.2f %%, %.0f cells/s, %.0f s\n",
                   s.epoch, s.loss, 100 * s.trainAccuracy, 100 * s.validationAccuracy, s.imagesPerSecond,
                   s.seconds);
      return;
    }
    if (s.epoch != epoch) {
      epoch = s.epoch;
      bar = std::make_unique<ProgressBar>("epoch " + std::to_string(epoch) + "/" + std::to_string(s.epochs));
    }
    char text[64];
    std::snprintf(text, sizeof text, "loss %.3f, %.1f %%, %.0f cells/s", s.loss, 100 * s.trainAccuracy,
                  s.imagesPerSecond);
    bar->update({s.step, s.steps}, text);
  };
  const auto manifest = training::train(o, split, extra, a.out, provenance, progress, stop.get_token());
  bar.reset();
  if (!manifest && manifest.error().code == ErrorCode::Cancelled && !stopToken().stop_requested()) {
    std::fprintf(stderr, "stopped after epoch %d, as asked; the checkpoint is in %s\n", a.stopAfter,
                 o.runFolder.c_str());
    return kOk;
  }
  if (!manifest) return fail(manifest.error());
  for (const auto& [name, value] : manifest->figures) std::printf("%s %.4f\n", name.c_str(), value);
  std::printf("c_th %.4f d_th %.4g\n%s\n", manifest->thresholds.confidence, manifest->thresholds.membership,
              a.out.c_str());
  return kOk;
}

}  // namespace

void addTrain(CLI::App& program, int& exitCode) {
  auto* command = program.add_subcommand("train", "Train a model on labelled crops, or on confirmed cells");
  auto a = std::make_shared<Arguments>();
  auto& o = a->options;
  o.epochs = 40;
  auto* index = command->add_option("--index", a->index,
                                    "CSV with path,class and, where known, group (slide or patient)");
  auto* root = command->add_option("--root", a->root, "folder that the paths of the index start from");
  command->add_option("--out", a->out, "model folder to write, NAME.cellmodel")->required();
  auto* scheme = command->add_option("--scheme", a->scheme, "class scheme, JSON");
  auto* fromCasebook =
      command
          ->add_option("--from-casebook", a->learn.casebook,
                       "learn from the cells that experts confirmed in this casebook, going on from a model; "
                       "of the options below --epochs, --batch, --lr, --target, --delta, --seed, --threads, "
                       "--no-cuda, --name, --model-version and --split-... count")
          ->type_name("FILE")
          ->excludes(index)
          ->excludes(root)
          ->excludes(scheme);
  command
      ->add_option("--base-model", a->learn.baseModel,
                   "the model that learning goes on from (default: $CELLWISE_MODEL, else the shipped one)")
      ->type_name("FOLDER")
      ->needs(fromCasebook);
  command
      ->add_flag("--drawn", a->learn.options.drawnSlides,
                 "learn from the casebook's drawn (synthetic) slides instead of patients'")
      ->needs(fromCasebook);
  std::map<std::string, workflow::LearningScope> scopes;
  for (const auto scope : workflow::learningScopes()) scopes[name(scope)] = scope;
  command
      ->add_option(
          "--scope", a->learn.options.scope,
          "what learns. network: everything; classes without confirmed cells are forgotten. head: the "
          "present classes on the features as they are; other classes and attributes stay. automatic: "
          "network if every class has cells to train on, else head")
      ->transform(CLI::CheckedTransformer(scopes))
      ->option_text("automatic|head|network [automatic]")
      ->needs(fromCasebook);
  command
      ->add_option("--minimum-cells", a->learn.options.minimumCells,
                   "refuse to learn from fewer confirmed cells")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->needs(fromCasebook);
  addJsonOption(*command, a->learn.json)->needs(fromCasebook);
  command->add_option("--map", a->classMap,
                      "classes renamed before they are looked up: --map band neutrophil");
  command->add_option("--extra-index", a->extraIndex,
                      "further cells to train on, never to calibrate on (drawn ones)");
  command->add_option("--extra-root", a->extraRoot, "folder of the further cells");
  command->add_option("--run", a->run,
                      "folder of checkpoints and log; a run found there is taken up (default OUT.run)");
  std::vector<std::string> presets, losses, samplings;
  for (const auto& [name, ignored] : model::backbonePresets()) presets.push_back(name);
  for (const auto loss : training::allLosses()) losses.emplace_back(name(loss));
  for (const auto sampling : training::allSamplings()) samplings.emplace_back(name(sampling));
  command
      ->add_option("--preset", a->preset,
                   "network: the published ones at 224 pixels, the small ones at 96 for two CPU cores")
      ->check(CLI::IsMember(presets))
      ->capture_default_str();
  command
      ->add_option("--loss", a->loss,
                   "ccl and focal-ccl train the class centroid learning head, the others the plain softmax")
      ->check(CLI::IsMember(losses))
      ->capture_default_str();
  command->add_option("--focus", o.focus, "gamma of the focal losses")->capture_default_str();
  command->add_option("--centre-weight", o.centreWeight, "lambda of the centre loss")->capture_default_str();
  command->add_option("--sampling", a->sampling, "cells of an epoch: as they are, or rare classes oftener")
      ->check(CLI::IsMember(samplings))
      ->capture_default_str();
  command
      ->add_option(
          "--recipe", a->recipe,
          "modern: the defaults shown here. thesis: lr 1e-4, weight decay 0.01, 100 epochs in steps, "
          "no warm-up, no averaging, split 80/15/5; what is named besides holds")
      ->check(CLI::IsMember({"modern", "thesis"}))
      ->capture_default_str();
  command
      ->add_option("--patience", o.patience,
                   "end after so many epochs without a better validation accuracy, with the best one's "
                   "weights; 0: never")
      ->capture_default_str();
  command->add_option(
      "--init", o.initialWeights,
      "start from a model folder, a run's checkpoint or published weights (*.safetensors in the names of "
      "torchvision or CrossFormer; their classification layer is left aside)");
  command->add_flag("--head-only", o.freezeBackbone,
                    "only the head learns, on the features as --init has them: another stain or another "
                    "input size, at a fraction of the time");
  command->add_option("--epochs", o.epochs)->capture_default_str();
  command->add_option("--stop-after", a->stopAfter,
                      "end after so many epochs of the schedule, leaving the checkpoint");
  command->add_option("--batch", o.batchSize)->capture_default_str();
  command->add_option("--lr", o.learningRate)->capture_default_str();
  command->add_option("--weight-decay", o.weightDecay)->capture_default_str();
  command->add_option("--warm-up", o.warmUpSteps, "steps")->capture_default_str();
  command->add_option("--schedule", a->schedule, "cosine, or the thesis's steps at 30 and 60 %")
      ->check(CLI::IsMember({"cosine", "steps"}))
      ->capture_default_str();
  command->add_option("--averaging", o.averaging, "decay of the average of the weights, 0 for none")
      ->capture_default_str();
  command->add_option("--drop-path", a->dropPath, "stochastic depth (default: the preset's)");
  command
      ->add_option("--centre", o.augmentation.centreFraction,
                   "part of a crop's side that the network sees, from its middle")
      ->check(CLI::Range(0.2, 1.0))
      ->capture_default_str();
  command->add_option("--stain", o.augmentation.stain, "strength of the stain jitter")->capture_default_str();
  command->add_option("--colour", o.augmentation.colour, "strength of lamp and camera jitter")
      ->capture_default_str();
  command
      ->add_option("--background", a->background,
                   "white: every crop's background is brought to the same white first, so that lamp and "
                   "camera matter less; keep: as it is")
      ->check(CLI::IsMember({"white", "keep"}))
      ->capture_default_str();
  command
      ->add_option("--outliers", o.outlierShare,
                   "share of crops shown disfigured, as of no class, so that the unfamiliar lies far from "
                   "every class (loss ccl only)")
      ->check(CLI::Range(0.0, 0.5))
      ->capture_default_str();
  command->add_option("--centroid-length", o.centroidLength, "M")->capture_default_str();
  command->add_option("--sigma", o.sigma)->capture_default_str();
  command->add_option("--gamma", o.centroidRate, "rate of (3-3)")->capture_default_str();
  command->add_option("--beta", o.separationRate, "rate of (3-4)")->capture_default_str();
  command->add_option("--split-train", a->fractions.train)->capture_default_str();
  command->add_option("--split-validation", a->fractions.validation)->capture_default_str();
  command->add_option("--split-calibration", a->fractions.calibration)->capture_default_str();
  command->add_option("--split-test", a->fractions.test)->capture_default_str();
  command->add_option("--target", o.targetAccuracy, "wanted accuracy of accepted cells")
      ->capture_default_str();
  std::vector<std::string> rules;
  for (const auto rule : decision::calibrationRules()) rules.push_back(decision::name(rule));
  command->add_option("--rule", a->rule, "how c_th is chosen; see calibrate")
      ->check(CLI::IsMember(rules))
      ->capture_default_str();
  command->add_option("--delta", o.delta, "allowed failure of the promise")->capture_default_str();
  command
      ->add_option("--membership-quantile", o.membershipQuantile,
                   "share of familiar cells that d_th sends to review")
      ->capture_default_str();
  command->add_option("--seed", o.seed)->capture_default_str();
  command->add_option("--threads", o.threads, "0: all cores")->capture_default_str();
  command->add_flag("--no-cuda", a->noCuda);
  command->add_option("--name", o.name)->capture_default_str();
  command->add_option("--model-version", o.version)->capture_default_str();
  command->add_option("--provenance", a->provenance, "KEY=VALUE for the manifest, as often as needed");
  command->footer(
      "A run that was stopped goes on where it was when the same command is given again. The seed and the "
      "split\n"
      "by group make it repeatable. c_th is searched on the calibration part, d_th on the validation "
      "part.\n\n"
      "Examples:\n"
      "  cellwise-cli train --index pbc.csv --root data --scheme blood-11.json --out mine.cellmodel\n"
      "  cellwise-cli train --index marrow.csv --root data --scheme marrow-13.json --preset cross-t \\\n"
      "      --init crossformer-t.safetensors --lr 1e-4 --schedule steps --epochs 100 --out "
      "marrow.cellmodel\n"
      "  cellwise-cli train --from-casebook lab.cellwise --out ours.cellmodel");
  command->callback([a, command, fromCasebook, index, root, scheme, &exitCode] {
    if (fromCasebook->count() > 0) {
      auto& learn = a->learn;
      const auto take = [&](const char* option, auto& into, const auto& value) {
        if (command->count(option) > 0) into = value;
      };
      take("--epochs", learn.options.epochs, a->options.epochs);
      take("--batch", learn.options.batchSize, a->options.batchSize);
      take("--lr", learn.options.learningRate, a->options.learningRate);
      take("--lr", learn.options.headLearningRate, a->options.learningRate);
      take("--target", learn.options.target, a->options.targetAccuracy);
      take("--delta", learn.options.delta, a->options.delta);
      take("--seed", learn.options.seed, a->options.seed);
      take("--threads", learn.options.threads, a->options.threads);
      take("--name", learn.options.name, a->options.name);
      take("--model-version", learn.options.version, a->options.version);
      take("--split-train", learn.options.fractions.train, a->fractions.train);
      take("--split-validation", learn.options.fractions.validation, a->fractions.validation);
      take("--split-calibration", learn.options.fractions.calibration, a->fractions.calibration);
      take("--split-test", learn.options.fractions.test, a->fractions.test);
      learn.options.allowCuda = !a->noCuda;
      learn.out = a->out;
      exitCode = learnFromCasebook(learn);
      return;
    }
    for (const auto* needed : {index, root, scheme}) {
      if (needed->count() == 0) throw CLI::RequiredError(needed->get_name());
    }
    if (a->recipe == "thesis") {
      const auto set = [&](const char* option, auto& value, auto thesis) {
        if (command->count(option) == 0) value = thesis;
      };
      set("--lr", a->options.learningRate, 1e-4);
      set("--weight-decay", a->options.weightDecay, 0.01);
      set("--epochs", a->options.epochs, 100);
      set("--schedule", a->schedule, "steps");
      set("--warm-up", a->options.warmUpSteps, 0);
      set("--averaging", a->options.averaging, 0.0);
      set("--background", a->background, "keep");
      set("--split-train", a->fractions.train, 0.80);
      set("--split-validation", a->fractions.validation, 0.15);
      set("--split-calibration", a->fractions.calibration, 0.05);
      set("--split-test", a->fractions.test, 0.0);
    }
    exitCode = run(*a);
  });
}

}  // namespace cellwise::cli
