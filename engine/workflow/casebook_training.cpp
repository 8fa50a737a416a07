#include "workflow/casebook_training.h"

#include <QDate>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <random>
#include <span>
#include <utility>

#include "base/sha256.h"
#include "model/file_io.h"
#include "model/safetensors.h"
#include "training/trainer.h"
#include "workflow/html.h"
#include "workflow/paths.h"
#include "workflow/slide_classification.h"

namespace cellwise::workflow {
namespace {

namespace fs = std::filesystem;
using training::LabelledCell;

constexpr char kTrainedSlides[] = "learned.slides";  // of a manifest's provenance
constexpr char kLearnedVersion[] = "+learned-";
constexpr int kParts = 4;
constexpr int kAssignments = 400;  // drawn; the best one counts

// What a slide is made of, without a name: its pictures' hashes.
std::string fingerprint(const std::vector<casebook::ImageRecord>& images) {
  std::vector<std::string> hashes;
  for (const auto& image : images) hashes.push_back(image.sha256.toStdString());
  std::sort(hashes.begin(), hashes.end());
  std::string all;
  for (const auto& hash : hashes) all += hash;
  return sha256Hex(all).substr(0, 16);
}

std::set<std::string> words(const std::string& text) {
  std::set<std::string> result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) result.insert(text.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

LearningData::Part partOf(const std::vector<LabelledCell>& cells, const model::ClassScheme& scheme,
                          const std::map<std::string, int>& slidesOfGroup) {
  LearningData::Part part;
  std::set<std::string> groups;
  for (const auto& cell : cells) {
    groups.insert(cell.group);
    ++part.classes[scheme.classes.at(static_cast<std::size_t>(cell.classIndex)).id];
  }
  part.cells = static_cast<int>(cells.size());
  part.samples = static_cast<int>(groups.size());
  for (const auto& group : groups) part.slides += slidesOfGroup.at(group);
  return part;
}

void judge(LearningData& data, const LearningOptions& o) {
  const auto lack = [&](LearningData::Shortage what, int have, int needed) {
    if (data.shortage != LearningData::Shortage::None || have >= needed) return;
    data.shortage = what;
    data.have = have;
    data.needed = needed;
  };
  const int fresh = data.all.samples - data.learnedBefore;
  lack(LearningData::Shortage::Samples, data.all.samples, kParts);
  lack(LearningData::Shortage::Samples, fresh, kParts - 1);
  lack(LearningData::Shortage::Cells, data.all.cells, o.minimumCells);
  int learnable = 0;
  for (const auto& [id, cells] : data.training.classes) learnable += cells >= o.minimumOfClass;
  lack(LearningData::Shortage::Classes, learnable, 2);
}

Result<void> writeText(const fs::path& file, const std::string& text) {
  const std::span<const std::byte> pieces[] = {std::as_bytes(std::span(text))};
  return model::replaceFile(file, pieces);
}

// Another model folder under its final name, or nothing: what is begun is removed again.
class Partial {
 public:
  explicit Partial(const fs::path& target) : target_(target) {
    folder = target;
    folder += ".partial-" + std::to_string(std::random_device()());
  }
  ~Partial() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  Result<void> make() const {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return failure(ErrorCode::FileUnwritable, error.message(), toUtf8(target_));
    return {};
  }
  Result<void> finish() const {
    std::error_code error;
    fs::rename(folder, target_, error);
    if (error) return failure(ErrorCode::FileUnwritable, error.message(), toUtf8(target_));
    return {};
  }
  fs::path folder;

 private:
  fs::path target_;
};

ComparedModel compared(const model::Manifest& m, const Evaluation& e, const model::ClassScheme& scheme) {
  ComparedModel result{m.name,     m.version,       m.weightsSha256,    m.thresholds,
                       e.accuracy, e.rejectionRate, e.acceptedAccuracy, e.reliability,
                       {}};
  for (std::size_t i = 0; i < e.classes.size(); ++i) {
    result.classes.push_back({scheme.classes.at(i).id, e.classes[i].recall, e.classes[i].precision});
  }
  return result;
}

// Both models on the same pictures, by the classifier that reads slides.
Result<ModelComparison> compareOn(const std::vector<LabelledCell>& cells, const model::ModelFolder& before,
                                  const model::ModelFolder& after, const LearningOptions& o,
                                  const ProgressCallback& progress, std::stop_token stop) {
  inference::ClassifierOptions device;
  device.threads = o.threads;
  device.allowCuda = o.allowCuda;
  const auto n = static_cast<std::int64_t>(cells.size());
  std::vector<EvaluatedCell> read[2];
  const model::ModelFolder* models[] = {&before, &after};
  for (int m = 0; m < 2; ++m) {
    const auto predictions = classifyPictures(
        *models[m], device, cells.size(), [&](std::size_t i) { return cells[i].image(); },
        [&](const Progress& p) {
          if (progress) progress({m * n + p.done, 2 * n});
        },
        stop);
    if (!predictions) return tl::make_unexpected(predictions.error());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto& prediction = (*predictions)[i];
      if (!prediction) return tl::make_unexpected(prediction.error());
      const auto& score = prediction->score;
      read[m].push_back(
          {cells[i].classIndex, score.predicted, score.confidence, score.maxMembership, cells[i].group});
    }
  }
  EvaluationOptions options;
  options.target = o.target;
  options.delta = o.delta;
  options.draws = o.draws;
  options.seed = o.seed;
  const auto& scheme = before.manifest.scheme;
  const int classes = static_cast<int>(scheme.classes.size());
  const auto& first = before.manifest.thresholds;
  const auto& second = after.manifest.thresholds;
  const Comparison pair = compare(read[0], first, read[1], second, options);
  options.draws = 0;
  ModelComparison result;
  result.before = compared(before.manifest, evaluate(read[0], classes, first, options), scheme);
  result.after = compared(after.manifest, evaluate(read[1], classes, second, options), scheme);
  result.cells = pair.n;
  result.samples = pair.slides;
  result.onlyBeforeRight = pair.onlyFirstRight;
  result.onlyAfterRight = pair.onlySecondRight;
  result.mcNemar = pair.mcNemar;
  result.differences = pair.differences;
  return result;
}

LearningScope scopeFor(const LearningData& data, LearningScope wanted) {
  if (wanted != LearningScope::Automatic) return wanted;
  return data.untrained.empty() ? LearningScope::Network : LearningScope::Head;
}

// The attributes' heads of `from`, whose features `to` has too: beside its weights, and in its manifest.
Result<void> takeAttributes(const model::ModelFolder& from, const fs::path& to, model::Manifest& manifest) {
  if (!from.manifest.attributes) return {};
  std::vector<model::TensorToWrite> tensors;
  const auto take = [&](const fs::path& file, bool attributes) -> Result<void> {
    const auto opened = model::SafetensorsFile::open(file);
    if (!opened) return tl::make_unexpected(opened.error());
    for (const auto& [name, view] : opened->tensors()) {
      if (name.starts_with("attributes.") != attributes) continue;
      tensors.push_back({name, view.dtype, view.shape, {view.data.begin(), view.data.end()}});
    }
    return {};
  };
  const fs::path weights = to / "weights.safetensors";
  if (auto taken = take(weights, false); !taken) return taken;
  if (auto taken = take(from.weightsFile(), true); !taken) return taken;
  if (auto written = model::writeSafetensors(weights, tensors); !written) return written;
  auto hash = sha256HexOfFile(weights);
  if (!hash) return tl::make_unexpected(hash.error());
  manifest.weightsSha256 = *hash;
  manifest.attributes = from.manifest.attributes;
  // That disagreement finds errors was shown for the classes as the old head gives them.
  manifest.attributes->evidence.clear();
  manifest.attributes->provenance["kept from"] = from.manifest.name + " " + from.manifest.version;
  return {};
}

training::TrainingOptions trainingOptions(const model::ModelFolder& base, const LearningOptions& o,
                                          LearningScope scope, std::size_t cells) {
  const auto& m = base.manifest;
  training::TrainingOptions t;
  t.name = o.name.empty() ? m.name : o.name;
  t.version = !o.version.empty() ? o.version
                                 : m.version.substr(0, m.version.find(kLearnedVersion)) + kLearnedVersion +
                                       QDate::currentDate().toString(Qt::ISODate).toStdString();
  t.backbone = m.backbone;
  t.loss = m.head.kind == model::HeadKind::Ccl ? training::Loss::Ccl : training::Loss::CrossEntropy;
  t.centroidLength = m.head.centroidLength;
  t.sigma = m.head.sigma;
  t.scheme = m.scheme;
  t.initialWeights = base.path;
  t.freezeBackbone = scope == LearningScope::Head;
  t.keepAbsentClasses = true;
  t.epochs = o.epochs;
  t.batchSize = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(o.batchSize), cells));
  t.learningRate = scope == LearningScope::Head ? o.headLearningRate : o.learningRate;
  t.warmUpSteps = 20;
  t.averaging = 0;  // too few steps for an average: the best epoch on validation is taken instead
  t.patience = o.epochs;
  t.sampling = training::Sampling::SquareRoot;
  t.augmentation.centreFraction = m.centreFraction;
  t.whiteBackground = m.whiteBackground;
  t.seed = o.seed;
  t.threads = o.threads;
  t.allowCuda = o.allowCuda;
  t.targetAccuracy = o.target;
  t.delta = o.delta;
  t.membershipQuantile = m.membershipQuantile > 0 ? m.membershipQuantile : 0.01;
  t.rule = decision::CalibrationRule::FixedSequenceBySlide;
  return t;
}

std::string percent(const Share& s) {
  if (s.n == 0) return "none, n = 0";
  return format("%.1f %% (%.1f–%.1f), %lld of %lld", 100 * s.value, 100 * s.interval.low,
                100 * s.interval.high, static_cast<long long>(s.k), static_cast<long long>(s.n));
}

std::string differenceInWords(const ModelComparison& c, const char* name) {
  const auto* d = c.difference(name);
  if (!d || !std::isfinite(d->value)) return "none";
  if (!std::isfinite(d->interval.low) || !std::isfinite(d->interval.high))
    return format("%+.1f points, no interval", 100 * d->value);
  return format("%+.1f points (%+.1f to %+.1f)", 100 * d->value, 100 * d->interval.low,
                100 * d->interval.high);
}

std::string listed(const std::map<std::string, int>& counts) {
  std::string text;
  for (const auto& [id, n] : counts) text += (text.empty() ? "" : ", ") + id + " " + std::to_string(n);
  return text.empty() ? "none" : text;
}

int countOf(const LearningData::Part& part, const std::string& id) {
  const auto it = part.classes.find(id);
  return it == part.classes.end() ? 0 : it->second;
}

// README.md of the model's folder.
std::string card(const Learned& learned, const model::ModelFolder& base, const LearningOptions& o) {
  const auto& m = learned.model.manifest;
  const auto& d = learned.data;
  const auto& c = learned.comparison;
  std::string text = "# " + m.name + ", version " + m.version +
                     "\n\n**For research use only. Not validated for diagnosis.**\n\nLearned from cells that "
                     "experts of one laboratory confirmed, starting from the weights of " +
                     base.manifest.name + " " + base.manifest.version + " (SHA-256 `" +
                     base.manifest.weightsSha256.substr(0, 12) +
                     "…`). That model's own training cells were not at hand. ";
  text +=
      learned.scope == LearningScope::Head
          ? "So only the head learned, for the classes that have cells below: the network's features, and "
            "what was known of the other classes, are as they were.\n\n"
          : "The whole network learned: what those cells taught may fade, above all for classes with few "
            "cells below.\n\n";
  if (o.drawnSlides) text += "**Learned from drawn (synthetic) slides, not from patients'.**\n\n";
  text += "## Data\n\nPatients (slides where no patient is named) are in one part each, drawn with seed " +
          std::to_string(o.seed) + ".\n\n| part | patients or slides | slides | cells |\n|---|---|---|---|\n";
  const std::pair<const char*, const LearningData::Part*> parts[] = {{"training", &d.training},
                                                                     {"validation", &d.validation},
                                                                     {"calibration", &d.calibration},
                                                                     {"held out", &d.heldOut}};
  for (const auto& [name, part] : parts) {
    text += format("| %s | %d | %d | %d |\n", name, part->samples, part->slides, part->cells);
  }
  text += "\n| cells of | training | validation | calibration | held out |\n|---|---|---|---|---|\n";
  for (const auto& each : m.scheme.classes) {
    text +=
        format("| %s | %d | %d | %d | %d |\n", each.nameEn.c_str(), countOf(d.training, each.id),
               countOf(d.validation, each.id), countOf(d.calibration, each.id), countOf(d.heldOut, each.id));
  }
  text += format("\nOn these slides %d further cells were confirmed by nobody and were not used. ",
                 d.unconfirmed);
  text +=
      "Experts mostly confirm what a model leaves to them: these cells are harder than a slide's average, "
      "and "
      "the figures are of such cells.\n";
  if (!d.outside.empty())
    text += "\nLeft out, since the model has no such class: " + listed(d.outside) + ".\n";
  if (d.learnedBefore > 0) {
    text += format("\n%d of the patients or slides were learned from before: they are in training only.\n",
                   d.learnedBefore);
  }
  text +=
      "\n## Against the model it follows\n\n" +
      format(
          "On %lld held-out cells (patients or slides: %lld) that neither training nor thresholds saw; each "
          "model at its own thresholds. Rr: share left to an expert; Ra: accuracy of what is accepted. ",
          static_cast<long long>(c.cells), static_cast<long long>(c.samples)) +
      "Exact 95 % intervals take cells for independent; those of differences come from drawing whole "
      "patients or slides.\n\n| | before | after | after less before |\n|---|---|---|---|\n";
  text += "| accuracy | " + percent(c.before.accuracy) + " | " + percent(c.after.accuracy) + " | " +
          differenceInWords(c, "accuracy") + " |\n";
  text += "| Rr | " + percent(c.before.rejectionRate) + " | " + percent(c.after.rejectionRate) + " | " +
          differenceInWords(c, "Rr") + " |\n";
  text += "| Ra | " + percent(c.before.acceptedAccuracy) + " | " + percent(c.after.acceptedAccuracy) + " | " +
          differenceInWords(c, "Ra") + " |\n";
  text +=
      format("| c_th, d_th | %.4f, %.3g | %.4f, %.3g | |\n", c.before.thresholds.confidence,
             c.before.thresholds.membership, c.after.thresholds.confidence, c.after.thresholds.membership);
  text +=
      format("\nRight only before: %lld cells; only after: %lld; McNemar's exact p %.3g.\n",
             static_cast<long long>(c.onlyBeforeRight), static_cast<long long>(c.onlyAfterRight), c.mcNemar);
  text += "\n| recall of | before | after |\n|---|---|---|\n";
  for (std::size_t i = 0; i < c.before.classes.size(); ++i) {
    if (c.before.classes[i].recall.n == 0) continue;
    text += "| " + m.scheme.classes.at(i).nameEn + " | " + percent(c.before.classes[i].recall) + " | " +
            percent(c.after.classes[i].recall) + " |\n";
  }
  text += "\n## Thresholds\n\n";
  text += learned.certified
              ? format(
                    "c_th by the rule %s: accuracy of accepted cells at least %.1f %% at δ = %.2g, on %lld "
                    "calibration cells (approximate: cells of one slide are alike).\n",
                    decision::name(m.calibration.rule), 100 * o.target, o.delta,
                    static_cast<long long>(learned.calibrationCells))
              : format(
                    "**No promise.** %lld calibration cells are too few, or too often wrong, to certify "
                    "%.1f %% (it takes %lld accepted without an error, and more slides): c_th is the "
                    "empirical rule's, of which %lld accepted, %lld wrong.\n",
                    static_cast<long long>(learned.calibrationCells), 100 * o.target,
                    static_cast<long long>(learned.needed), static_cast<long long>(m.calibration.accepted),
                    static_cast<long long>(m.calibration.errors));
  text += "\n## Limits\n\n";
  std::string untrained;
  for (const auto& id : d.untrained)
    untrained += (untrained.empty() ? "" : ", ") +
                 m.scheme.classes.at(static_cast<std::size_t>(m.scheme.indexOf(id))).nameEn;
  if (!untrained.empty()) {
    text +=
        learned.scope == LearningScope::Head
            ? "- No cell in training, so nothing was learned of it and its part of the head is as it was: "
            : "- No cell in training, and the features changed, so what was known of it may be lost: ";
    text += untrained + ". No figure above is of it.\n";
  }
  if (base.manifest.attributes) {
    text +=
        m.attributes
            ? "- It describes attributes (nucleus, granules, ...) by the heads of the model before it, whose "
              "features it has; their figures are of that model's cells, not of this laboratory's.\n"
            : "- It describes no attributes (nucleus, granules, ...), as the model before it does: their "
              "heads were fitted to features that learning has changed.\n";
  }
  text +=
      "- One laboratory's cells and its experts' labels; each cell's label is that of whoever decided last.\n"
      "- The held-out cells were looked at once here; choosing among several models by them makes the "
      "figures "
      "of the best one too good.\n";
  if (!learned.replay.slides.empty()) {
    text += format("- Of %zu signed slides, %d would have had another count in at least one class.\n",
                   learned.replay.slides.size(), learned.replay.changed());
  }
  text += "\nMade by " + (o.program.empty() ? std::string("Cellwise") : o.program) + ", seed " +
          std::to_string(o.seed) +
          format(", %d epochs at a learning rate of %.3g.\n", o.epochs,
                 learned.scope == LearningScope::Head ? o.headLearningRate : o.learningRate);
  return text;
}

}  // namespace

const char* name(LearningScope scope) {
  switch (scope) {
    case LearningScope::Automatic: return "automatic";
    case LearningScope::Head: return "head";
    case LearningScope::Network: return "network";
  }
  return "";
}

const std::vector<LearningScope>& learningScopes() {
  static const std::vector<LearningScope> all = {LearningScope::Automatic, LearningScope::Head,
                                                 LearningScope::Network};
  return all;
}

std::string inWords(const LearningData& d) {
  switch (d.shortage) {
    case LearningData::Shortage::None: return {};
    case LearningData::Shortage::Samples:
      return d.learnedBefore > 0
                 ? format(
                       "%d patients or slides have confirmed cells that the model did not learn from "
                       "before; it takes %d",
                       d.have, d.needed)
                 : format(
                       "%d patients or slides have confirmed cells; it takes %d: one at least to train "
                       "on, to validate, to calibrate and to hold out",
                       d.have, d.needed);
    case LearningData::Shortage::Cells:
      return format("%d cells are confirmed as classes of the model; it takes %d", d.have, d.needed);
    case LearningData::Shortage::Classes:
      return format("%d classes have enough confirmed cells in training; it takes %d", d.have, d.needed);
  }
  return {};
}

training::Split splitSamples(const std::vector<LabelledCell>& cells,
                             const training::SplitFractions& fractions, std::uint64_t seed,
                             const std::set<std::string>& onlyTrained) {
  using Counts = std::map<int, double>;
  std::map<std::string, Counts> classesOf;
  Counts total;
  for (const auto& cell : cells) {
    ++classesOf[cell.group][cell.classIndex];
    ++total[cell.classIndex];
  }
  std::array<double, kParts> wanted = {fractions.train, fractions.validation, fractions.calibration,
                                       fractions.test};
  double whole = 0;
  for (const double each : wanted) whole += each;
  for (double& each : wanted) each /= whole;

  std::vector<std::string> free;
  for (const auto& [group, counts] : classesOf) {
    if (!onlyTrained.contains(group)) free.push_back(group);
  }
  std::mt19937_64 random(seed);
  std::map<std::string, int> best;
  double bestDistance = HUGE_VAL;
  for (int draw = 0; draw < kAssignments; ++draw) {
    for (std::size_t i = free.size(); i > 1; --i) std::swap(free[i - 1], free[random() % i]);
    std::array<Counts, kParts> filled;
    std::array<double, kParts> sizes = {};
    std::map<std::string, int> parts;
    const auto place = [&](const std::string& group, int part) {
      parts[group] = part;
      for (const auto& [c, n] : classesOf[group]) {
        filled[static_cast<std::size_t>(part)][c] += n;
        sizes[static_cast<std::size_t>(part)] += n;
      }
    };
    for (const auto& group : onlyTrained) {
      if (classesOf.contains(group)) place(group, 0);
    }
    // Each group goes to the part that lacks most, relative to what it should have.
    for (const auto& group : free) {
      std::size_t lacking = 0;
      for (std::size_t part = 1; part < kParts; ++part) {
        if (sizes[part] / wanted[part] < sizes[lacking] / wanted[lacking]) lacking = part;
      }
      place(group, static_cast<int>(lacking));
    }
    double distance = 0;
    for (std::size_t part = 0; part < kParts; ++part) {
      for (const auto& [c, n] : total) {
        const double expected = wanted[part] * n, difference = filled[part][c] - expected;
        distance += difference * difference / expected;
      }
    }
    if (distance < bestDistance) {
      bestDistance = distance;
      best = std::move(parts);
    }
  }
  training::Split split;
  const std::array<std::vector<LabelledCell>*, kParts> into = {&split.train, &split.validation,
                                                               &split.calibration, &split.test};
  for (const auto& cell : cells) into[static_cast<std::size_t>(best.at(cell.group))]->push_back(cell);
  return split;
}

Result<ConfirmedCells> confirmedCells(const casebook::Casebook& casebook, const model::Manifest& model,
                                      const LearningOptions& options) {
  auto slides = casebook.slides();
  if (!slides) return tl::make_unexpected(slides.error());
  std::sort(slides->begin(), slides->end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  const auto before = model.provenance.find(kTrainedSlides);
  const auto learnedSlides =
      before == model.provenance.end() ? std::set<std::string>() : words(before->second);

  ConfirmedCells result;
  auto& data = result.data;
  std::vector<LabelledCell> cells;
  std::map<QString, std::string> groupOfSample;
  std::map<std::string, int> slidesOfGroup;
  std::map<std::string, std::set<std::string>> fingerprints;  // by group
  std::set<std::string> onlyTrained;
  for (const auto& slide : *slides) {
    if (slide.confirmed == 0) continue;
    if (slide.synthetic != options.drawnSlides) {
      ++data.slidesLeftOut;
      continue;
    }
    auto images = casebook.images(slide.id);
    if (!images) return tl::make_unexpected(images.error());
    auto records = casebook.cells(slide.id);
    if (!records) return tl::make_unexpected(records.error());
    const std::string print = fingerprint(*images);
    const auto pictures = std::make_shared<CellImages>(casebook.imageFolder(), std::move(*images));
    const QString sample = slide.sampleId.trimmed();
    const QString key =
        sample.isEmpty() ? QStringLiteral("slide %1").arg(slide.id) : QStringLiteral("sample ") + sample;
    std::vector<LabelledCell> found;
    for (const auto& cell : *records) {
      if (!cell.review || cell.review->classId.isEmpty()) {
        ++data.unconfirmed;
        continue;
      }
      const std::string classId = cell.review->classId.toStdString();
      const int index = model.scheme.indexOf(classId);
      if (index < 0) {
        ++data.outside[classId];
        continue;
      }
      LabelledCell labelled;
      labelled.path = "slide " + std::to_string(slide.id) + ", cell " + std::to_string(cell.id);
      labelled.classIndex = index;
      labelled.image = [pictures, cell] { return pictures->crop(cell); };
      found.push_back(std::move(labelled));
    }
    if (found.empty()) continue;
    const auto group =
        groupOfSample.try_emplace(key, "sample " + std::to_string(groupOfSample.size() + 1)).first;
    for (auto& cell : found) cell.group = group->second;
    cells.insert(cells.end(), found.begin(), found.end());
    ++slidesOfGroup[group->second];
    fingerprints[group->second].insert(print);
    if (learnedSlides.contains(print)) onlyTrained.insert(group->second);
  }
  data.all = partOf(cells, model.scheme, slidesOfGroup);
  data.learnedBefore = static_cast<int>(onlyTrained.size());
  if (data.all.samples >= kParts && data.all.samples - data.learnedBefore >= kParts - 1) {
    result.split = splitSamples(cells, options.fractions, options.seed, onlyTrained);
    data.training = partOf(result.split.train, model.scheme, slidesOfGroup);
    data.validation = partOf(result.split.validation, model.scheme, slidesOfGroup);
    data.calibration = partOf(result.split.calibration, model.scheme, slidesOfGroup);
    data.heldOut = partOf(result.split.test, model.scheme, slidesOfGroup);
    for (const auto& each : model.scheme.classes)
      if (countOf(data.training, each.id) == 0) data.untrained.push_back(each.id);
  }
  judge(data, options);
  result.trainedSlides = learnedSlides;
  for (const auto* part : {&result.split.train, &result.split.validation, &result.split.calibration}) {
    for (const auto& cell : *part) {
      result.trainedSlides.insert(fingerprints[cell.group].begin(), fingerprints[cell.group].end());
    }
  }
  return result;
}

Result<Learned> learn(const casebook::Casebook& casebook, const model::ModelFolder& base, const fs::path& out,
                      const LearningOptions& o, const std::function<void(const LearningProgress&)>& progress,
                      std::stop_token stop) {
  const fs::path target = out.filename().empty() ? out.parent_path() : out;  // "NEW.cellmodel/"
  std::error_code error;
  if (fs::symlink_status(target, error).type() != fs::file_type::not_found)
    return failure(ErrorCode::Conflict, "there is something of this name already", toUtf8(target));
  const auto& f = o.fractions;
  if (std::min({f.train, f.validation, f.calibration, f.test}) <= 0)
    return failure(ErrorCode::ArgumentInvalid, "every part of the split needs a share above 0");
  if (const model::Manifest usual; base.manifest.mean != usual.mean || base.manifest.stddev != usual.stddev)
    return failure(ErrorCode::ArgumentInvalid, "this model's pictures are scaled in a way of its own",
                   toUtf8(base.path));
  if (auto whole = model::verifyWeights(base); !whole) return tl::make_unexpected(whole.error());

  LearningProgress state;
  const auto report = [&](LearningProgress::Stage stage, const Progress& p) {
    state.stage = stage;
    state.progress = p;
    if (progress) progress(state);
  };
  report(LearningProgress::Stage::Reading, {});
  auto confirmed = confirmedCells(casebook, base.manifest, o);
  if (!confirmed) return tl::make_unexpected(confirmed.error());
  if (confirmed->data.shortage != LearningData::Shortage::None)
    return failure(ErrorCode::ArgumentInvalid, inWords(confirmed->data), casebook.file().toStdString());

  Learned learned;
  learned.data = confirmed->data;
  const Partial partial(target);
  if (auto made = partial.make(); !made) return tl::make_unexpected(made.error());

  learned.scope = scopeFor(learned.data, o.scope);
  auto options = trainingOptions(base, o, learned.scope, confirmed->split.train.size());
  options.runFolder = partial.folder / "run";
  auto split = confirmed->split;
  const auto heldOut = std::exchange(split.test, {});  // the trainer never sees them
  std::string slides;
  for (const auto& each : confirmed->trainedSlides) slides += (slides.empty() ? "" : " ") + each;
  std::map<std::string, std::string> provenance = {
      {"data", "confirmed cells of a casebook"},
      {"learned.from", base.manifest.name + " " + base.manifest.version},
      {"learned.fromSha256", base.manifest.weightsSha256},
      {kTrainedSlides, slides},
      {"split", "by patient, or slide where none is named"},
      {"seed", std::to_string(o.seed)},
      {"learned.scope", name(learned.scope)},
      {"program", o.program}};
  auto manifest = training::train(
      options, split, {}, partial.folder, provenance,
      [&](const training::TrainingState& s) {
        state.epoch = s.epoch;
        state.epochs = s.epochs;
        if (s.validationAccuracy >= 0) state.validationAccuracy = s.validationAccuracy;
        report(LearningProgress::Stage::Training, {static_cast<std::int64_t>(s.epoch - 1) * s.steps + s.step,
                                                   static_cast<std::int64_t>(s.epochs) * s.steps});
      },
      stop);
  if (!manifest) return tl::make_unexpected(manifest.error());
  if (learned.scope == LearningScope::Head) {
    if (auto taken = takeAttributes(base, partial.folder, *manifest); !taken)
      return tl::make_unexpected(taken.error());
  }

  // --- thresholds: with the promise where it can be made, else plainly without
  const auto rows = manifest->calibrationRows;
  const auto tried =
      decision::calibrate(options.rule, rows, manifest->thresholds.membership, o.target, o.delta);
  learned.certified = tried.found.has_value();
  learned.calibrationCells = tried.n;
  learned.needed = tried.needed;
  if (!learned.certified) {
    manifest->calibration = decision::calibrateOrAcceptNone(
        decision::CalibrationRule::Empirical, rows, manifest->thresholds.membership, o.target, o.delta);
    manifest->thresholds.confidence = manifest->calibration.threshold;
  }
  // Figures come from the held-out cells below: those of validation chose the epoch.
  manifest->figures.clear();
  if (auto written = model::writeManifest(partial.folder, *manifest); !written)
    return tl::make_unexpected(written.error());

  // --- against the old one, on what neither training nor thresholds saw
  const model::ModelFolder made{partial.folder, *manifest};
  auto comparison = compareOn(
      heldOut, base, made, o, [&](const Progress& p) { report(LearningProgress::Stage::Comparing, p); },
      stop);
  if (!comparison) return tl::make_unexpected(comparison.error());
  learned.comparison = std::move(*comparison);
  const auto& after = learned.comparison.after;
  manifest->figures = {{"test.n", static_cast<double>(learned.comparison.cells)},
                       {"test.accuracy", after.accuracy.value},
                       {"test.Rr", after.rejectionRate.value},
                       {"test.Ra", after.acceptedAccuracy.value},
                       {"test.R", after.reliability.value}};

  inference::ClassifierOptions device;
  device.threads = o.threads;
  device.allowCuda = o.allowCuda;
  auto replay = replaySigned(
      casebook, made, device, [&](const Progress& p) { report(LearningProgress::Stage::Replaying, p); },
      stop);
  if (!replay) return tl::make_unexpected(replay.error());
  learned.replay = std::move(*replay);

  learned.model = {target, *manifest};
  fs::remove_all(options.runFolder, error);
  auto written = writeText(partial.folder / kCardFile, card(learned, base, o));
  if (written) written = writeText(partial.folder / kComparisonFile, toJson(learned.comparison));
  if (written) written = model::writeManifest(partial.folder, *manifest);
  if (written && stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped");
  if (written) written = partial.finish();
  if (!written) return tl::make_unexpected(written.error());
  return learned;
}

}  // namespace cellwise::workflow
