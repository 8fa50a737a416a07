// cellwise-cli train-attributes: heads for a model's attributes, and whether they find its errors.
#include <cstdio>

#include "class_map.h"
#include "command.h"
#include "model_option.h"
#include "training/attributes.h"
#include "workflow/slide_classification.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  std::string model, index, root, labels, scheme, out, data;
  training::ClassMap map;
  training::SplitFractions fractions{0.74, 0.08, 0.08, 0.10};
  long long seed = -1;  // the model's own
  training::AttributeOptions options;
};

template <class... Values>
std::string format(const char* pattern, Values... values) {
  char text[256];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

// "0.81 (0.70-0.90)", "-" where it is not defined.
std::string figure(const model::Attributes& attributes, const std::string& name, const char* pattern) {
  const auto& evidence = attributes.evidence;
  const auto found = evidence.find(name);
  if (found == evidence.end()) return "-";
  std::string text = format(pattern, found->second);
  const auto low = evidence.find(name + "Low"), high = evidence.find(name + "High");
  if (low != evidence.end() && high != evidence.end())
    text += " (" + format(pattern, low->second) + "-" + format(pattern, high->second) + ")";
  return text;
}

double value(const model::Attributes& attributes, const std::string& name) {
  const auto found = attributes.evidence.find(name);
  return found == attributes.evidence.end() ? 0 : found->second;
}

std::string describedClasses(const model::Manifest& manifest) {
  std::string text;
  for (std::size_t c = 0; c < manifest.scheme.classes.size(); ++c) {
    if (!manifest.attributes->describes(static_cast<int>(c))) continue;
    text += (text.empty() ? "" : ", ") + manifest.scheme.classes[c].id + " " +
            std::to_string(manifest.attributes->cells[c]);
  }
  return text;
}

constexpr const char* kParts[][2] = {{"test", "test groups"}, {"heldOut", "test and calibration groups"}};

// Rows of a table, in Markdown or aligned for a terminal.
std::string figuresTable(const model::Attributes& attributes, bool markdown) {
  std::string text =
      markdown ? "| attribute | n | accuracy | balanced | commonest value | commonest of its class |\n"
                 "|---|---|---|---|---|---|\n"
               : format("%-26s %6s %9s %9s %9s %9s\n", "attribute", "n", "accuracy", "balanced", "commonest",
                        "by class");
  for (std::size_t i = 0; i < attributes.figures.size(); ++i) {
    const auto& f = attributes.figures[i];
    text += format(markdown ? "| %s | %lld | %.1f %% | %.1f %% | %.1f %% | %.1f %% |\n"
                            : "%-26s %6lld %7.1f %% %7.1f %% %7.1f %% %7.1f %%\n",
                   attributes.scheme.attributes[i].id.c_str(), static_cast<long long>(f.n), 100 * f.accuracy,
                   100 * f.balancedAccuracy, 100 * f.baseline, 100 * f.byClass);
  }
  return text;
}

std::string evidenceText(const model::Attributes& attributes, bool markdown) {
  const char* item = markdown ? "- " : "  ";
  std::string text;
  for (const auto& [part, words] : kParts) {
    const std::string of = part;
    for (const auto& [prefix, cells] : {std::pair("", "cells"), std::pair("accepted.", "accepted cells")}) {
      const std::string at = of + "." + prefix;
      text += format(
                  "%s%s, %.0f %s of described classes, %.0f wrong: AUROC for the class being wrong, "
                  "disagreement ",
                  item, words, value(attributes, at + "n"), cells, value(attributes, at + "errors")) +
              figure(attributes, at + "aurocDisagreement", "%.3f") + ", c " +
              figure(attributes, at + "aurocC", "%.3f") + "\n";
    }
    text += format("%s%s, accepted cells of the same fifth of c: disagreement ", item, words) +
            figure(attributes, of + ".accepted.aurocGivenC", "%.3f") + "\n";
    text +=
        format("%s%s, %.0f accepted cells, %.0f wrong; of the wrong ones found by reviewing further:\n", item,
               words, value(attributes, of + ".accepted.all"), value(attributes, of + ".accepted.allErrors"));
    for (const int percent : {1, 2, 5}) {
      const std::string found = of + ".accepted.found" + std::to_string(percent);
      text += format("  %s%d %% (%.0f cells): by disagreement ", item, percent,
                     value(attributes, of + ".accepted.review" + std::to_string(percent))) +
              figure(attributes, found + "Disagreement", "%.0f") + ", by c " +
              figure(attributes, found + "C", "%.0f") +
              format(", at random %.2f; by disagreement and not by c ", value(attributes, found + "Chance")) +
              figure(attributes, found + "New", "%.0f") + "\n";
    }
  }
  return text;
}

// Shown, where the interval's low end on the accepted cells of all held-out groups is beyond chance: at all,
// and beside c, which is there anyway.
std::string verdict(const model::Attributes& attributes) {
  const auto beyond = [&](const char* name) {
    const auto low = attributes.evidence.find(std::string("heldOut.accepted.") + name + "Low");
    return low != attributes.evidence.end() && low->second > 0.5;
  };
  if (!beyond("aurocDisagreement"))
    return "Among accepted cells disagreement is not shown to find errors better than chance: no reason for "
           "review.";
  return beyond("aurocGivenC") ? "Among accepted cells disagreement finds errors better than chance, also "
                                 "among cells of like c."
                               : "Among accepted cells disagreement finds errors better than chance, but it "
                                 "is not shown to tell "
                                 "more than c does: no reason for review of its own.";
}

std::string cardSection(const model::Manifest& manifest, const std::string& data) {
  const auto& attributes = *manifest.attributes;
  return "\n## Attributes\n\n"
         "Linear heads on the frozen features read " +
         std::to_string(attributes.figures.size()) + " attributes of a cell (" + attributes.scheme.id +
         "). " + (data.empty() ? "" : "Described by people: " + data + ". ") + "Fitted on " +
         attributes.provenance.at("trainingCells") +
         " described cells of the training groups; classes with described cells: " +
         describedClasses(manifest) +
         ". Of other classes nothing is known, and the program shows no attributes for them.\n\n"
         "On the described cells of the test groups (not by patient). *Commonest value*: always saying the "
         "commonest one; *commonest of its class*: the commonest among training cells of the cell's true "
         "class, "
         "so what knowing the class alone would tell.\n\n" +
         figuresTable(attributes, true) +
         "\nDo attributes that do not go with the class point to errors? (95 % intervals by drawing groups; "
         "c_th " +
         format("%.4f, d_th %.3f", manifest.thresholds.confidence, manifest.thresholds.membership) + ")\n\n" +
         evidenceText(attributes, true) + "\n" + verdict(attributes) +
         format(
             " The program says in words where they disagree (score from %.2f on, which %.1f %% of the %lld "
             "rightly classified validation cells stay below); acceptance does not depend on it.\n",
             attributes.disagreement, 100 * attributes.disagreementQuantile,
             static_cast<long long>(attributes.disagreementCells)) +
         "\nWith the heads the weights' SHA-256 is `" + manifest.weightsSha256 +
         "`; the classifier's tensors are those of `" + attributes.provenance.at("classifierSha256") +
         "`, unchanged.\n";
}

int run(Arguments& a) {
  const auto folder = openModel({a.model, {}});
  if (!folder) return fail(folder.error());
  const auto& manifest = folder->manifest;
  const auto schemeFile = a.scheme.empty() ? workflow::resource("schemes/attributes-blood.json")
                                           : Result<std::filesystem::path>(a.scheme);
  if (!schemeFile) return fail(schemeFile.error());
  const auto scheme = model::loadAttributeScheme(*schemeFile);
  if (!scheme) return fail(scheme.error());
  const auto labels = training::readAttributeLabels(a.labels, *scheme);
  if (!labels) return fail(labels.error());
  const auto cells = training::readIndex(a.index, a.root, manifest.scheme, a.map);
  if (!cells) return fail(cells.error());

  // The groups that the model was trained on must not be among those that it is measured on.
  const auto of = [&](const char* key) {
    const auto found = manifest.provenance.find(key);
    return found == manifest.provenance.end() ? std::string() : found->second;
  };
  std::uint64_t seed = static_cast<std::uint64_t>(a.seed);
  if (a.seed < 0) {
    const std::string named = of("seed");
    if (named.empty() || named.find_first_not_of("0123456789") != std::string::npos || named.size() > 18)
      return fail({ErrorCode::ArgumentInvalid, "the model does not say its split's seed: give --seed", {}});
    seed = std::stoull(named);
  }
  const auto split = training::splitByGroup(*cells, a.fractions, seed);
  if (const auto known = of("trainingCells"); !known.empty() && known != std::to_string(split.train.size())) {
    return fail({ErrorCode::ArgumentInvalid,
                 "the split is not the model's: " + std::to_string(split.train.size()) +
                     " training cells, the model was trained on " + known +
                     ". Give its seed, its shares and its index",
                 a.index});
  }

  auto& o = a.options;
  o.seed = seed;
  o.provenance["seed"] = std::to_string(seed);
  o.provenance["program"] = std::string("cellwise-cli ") + CELLWISE_VERSION;
  if (!a.data.empty()) o.provenance["data"] = a.data;
  o.card = [&](const model::Manifest& made) { return cardSection(made, a.data); };
  ProgressBar bar("reading cells");
  const auto made =
      training::trainAttributes(*folder, split, *labels, *scheme, a.out, o, bar.callback(), stopToken());
  if (!made) return fail(made.error());
  const auto& attributes = *made->attributes;
  std::printf("%s described cells to train on: %s\n\n%s\n%s\n%s\n%s\n",
              attributes.provenance.at("trainingCells").c_str(), describedClasses(*made).c_str(),
              figuresTable(attributes, false).c_str(), evidenceText(attributes, false).c_str(),
              verdict(attributes).c_str(), a.out.c_str());
  return kOk;
}

}  // namespace

void addTrainAttributes(CLI::App& program, int& exitCode) {
  auto* command = program.add_subcommand("train-attributes", "Add heads for a cell's attributes to a model");
  auto a = std::make_shared<Arguments>();
  auto& o = a->options;
  command
      ->add_option("--model", a->model,
                   "model folder, NAME.cellmodel (default: $CELLWISE_MODEL, else the one that is shipped)")
      ->type_name("FOLDER");
  command->add_option("--index", a->index, "the CSV that the model was trained on")
      ->type_name("CSV")
      ->required();
  command->add_option("--root", a->root, "folder that the paths of the index start from")
      ->type_name("DIR")
      ->required();
  addClassMap(*command, a->map);
  command
      ->add_option("--attributes", a->labels,
                   "CSV with path and a column for each attribute, for some of the cells of the index")
      ->type_name("CSV")
      ->required();
  command->add_option("--scheme", a->scheme, "attribute scheme, JSON (default: attributes-blood)");
  command->add_option("--out", a->out, "model folder to write, NEW.cellmodel; it must not be there yet")
      ->type_name("FOLDER")
      ->required();
  command->add_option("--data", a->data, "where the descriptions are from, for manifest and card");
  command->add_option("--seed", a->seed, "of the model's split (default: what the model says)");
  command->add_option("--split-train", a->fractions.train)->capture_default_str();
  command->add_option("--split-validation", a->fractions.validation)->capture_default_str();
  command->add_option("--split-calibration", a->fractions.calibration)->capture_default_str();
  command->add_option("--split-test", a->fractions.test)->capture_default_str();
  command
      ->add_option("--fewest-cells", o.fewestCells,
                   "described training cells that a class needs for its attributes to be known")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--draws", o.draws, "of groups with replacement, for the intervals")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_option("--threads", o.threads, "0: all cores")->capture_default_str();
  command->footer(
      "The classifier stays as it is: its answers are the same to the last bit. The cells are split as for "
      "its\n"
      "training (same seed, same shares), heads are fitted on its training groups and measured on its test\n"
      "groups. Prints each head's accuracy beside that of guessing, and whether attributes that do not go "
      "with\n"
      "the class find errors. Both go into the manifest and the card.\n\n"
      "Example:\n"
      "  cellwise-cli train-attributes --model blood.cellmodel --index cells.csv --root cells \\\n"
      "      --attributes attributes.csv --out blood-attributes.cellmodel");
  command->callback([a, &exitCode] { exitCode = run(*a); });
}

}  // namespace cellwise::cli
