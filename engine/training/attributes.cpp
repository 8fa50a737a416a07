#include "training/attributes.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <random>
#include <thread>
#include <torch/torch.h>

#include "base/sha256.h"
#include "decision/bootstrap.h"
#include "decision/reliability.h"
#include "imaging/crop.h"
#include "imaging/image_file.h"
#include "model/file_io.h"
#include "nn/network.h"
#include "nn/thread_team.h"

namespace cellwise::training {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxCard = 1 << 20;
constexpr double kPenalties[] = {1e-4, 1e-3, 1e-2, 1e-1, 1};
constexpr int kIterations = 200;
constexpr int kReviews[] = {1, 2, 5};  // per cent of the accepted cells
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// --- the pass through the network -----------------------------------------------------------------

// A part's cells as the frozen network sees them.
struct Part {
  std::vector<LabelledCell> cells;
  std::vector<std::vector<int>> labels;  // empty for a cell that nobody described
  torch::Tensor features;                // [cells, N], float64
  std::vector<decision::Score> scores;

  std::vector<std::int64_t> described() const {
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!labels[i].empty()) rows.push_back(static_cast<std::int64_t>(i));
    }
    return rows;
  }
};

Part makePart(const std::vector<LabelledCell>& cells, const AttributeLabels& labels, bool describedOnly) {
  Part part;
  for (const LabelledCell& cell : cells) {
    const auto found = labels.find(cell.path);
    if (describedOnly && found == labels.end()) continue;
    part.cells.push_back(cell);
    part.labels.push_back(found == labels.end() ? std::vector<int>() : found->second);
  }
  return part;
}

// Fills features and scores. Images are read where they are used: a thread reads and computes a few
// cells, then the next few.
Result<void> look(nn::Network network, const model::Manifest& manifest, Part& part, nn::ThreadTeam& team,
                  const std::function<void(std::size_t)>& done, const std::stop_token& stop) {
  constexpr std::size_t kPiece = 8;
  const int side = model::inputSize(manifest.backbone);
  part.features = torch::empty({static_cast<std::int64_t>(part.cells.size()),
                                static_cast<std::int64_t>(network->backbone->featureLength())},
                               torch::kFloat64);
  part.scores.resize(part.cells.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> problem;  // guarded by mutex
  std::atomic<bool> failed = false;
  team.run([&](int thread) {
    torch::NoGradGuard noGrad;
    for (std::size_t first = next.fetch_add(kPiece); first < part.cells.size();
         first = next.fetch_add(kPiece)) {
      if (failed || stop.stop_requested()) return;
      const std::size_t last = std::min(part.cells.size(), first + kPiece);
      std::vector<cv::Mat> images;
      std::vector<const std::uint8_t*> pixels;
      for (std::size_t i = first; i < last; ++i) {
        const auto image = imaging::decodeFile(part.cells[i].file);
        if (!image) {
          const std::lock_guard lock(mutex);
          if (!problem) problem = image.error();
          failed = true;
          return;
        }
        images.push_back(
            imaging::networkInput(*image, side, manifest.centreFraction, manifest.whiteBackground));
        pixels.push_back(images.back().data);
      }
      const auto features = network->backbone->forward(
          nn::normalise(nn::stackRgb(pixels, side), manifest.mean, manifest.stddev));
      const auto memberships = network->scores(features).exp().contiguous();
      const auto classes = static_cast<std::size_t>(memberships.size(1));
      part.features.slice(0, static_cast<std::int64_t>(first), static_cast<std::int64_t>(last))
          .copy_(features);
      for (std::size_t i = first; i < last; ++i) {
        part.scores[i] = decision::score({memberships.data_ptr<float>() + (i - first) * classes, classes});
      }
      if (thread == 0) done(std::min(part.cells.size(), next.load()));
    }
  });
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped; nothing was written");
  if (problem) return tl::make_unexpected(*problem);
  return {};
}

// --- the heads ------------------------------------------------------------------------------------

struct Head {
  torch::Tensor weight, bias;  // [V, N], [V], float64
  torch::Tensor logits(const torch::Tensor& features) const { return features.matmul(weight.t()) + bias; }
};

// Softmax regression: mean cross entropy + penalty / 2 * squared weights (the bias is free). Starts at
// `head` and leaves the solution there.
void fit(Head& head, const torch::Tensor& features, const torch::Tensor& labels, double penalty) {
  auto weight = head.weight.detach().clone().requires_grad_(true);
  auto bias = head.bias.detach().clone().requires_grad_(true);
  torch::optim::LBFGS optimizer(
      std::vector<torch::Tensor>{weight, bias},
      torch::optim::LBFGSOptions(1).max_iter(kIterations).history_size(20).line_search_fn("strong_wolfe"));
  optimizer.step([&] {
    optimizer.zero_grad();
    auto loss = torch::nn::functional::cross_entropy(features.matmul(weight.t()) + bias, labels) +
                penalty / 2 * weight.square().sum();
    loss.backward();
    return loss;
  });
  head = {weight.detach(), bias.detach()};
}

// The described cells of a part that have this attribute.
struct Described {
  torch::Tensor features, labels;
  std::vector<int> values, classes;
};
Described describedCells(const Part& part, std::size_t attribute) {
  std::vector<std::int64_t> rows, values;
  Described result;
  for (const auto row : part.described()) {
    const auto i = static_cast<std::size_t>(row);
    const int value = part.labels[i][attribute];
    if (value < 0) continue;
    rows.push_back(row);
    values.push_back(value);
    result.values.push_back(value);
    result.classes.push_back(part.cells[i].classIndex);
  }
  result.labels = torch::tensor(values, torch::kInt64);
  result.features = part.features.index_select(0, torch::tensor(rows, torch::kInt64));
  return result;
}

// For features as they come: the standardisation is folded into the weights.
Head fitAttribute(const Described& train, const Described& validation, std::size_t values) {
  const auto mean = train.features.mean(0);
  const auto deviation = train.features.std(0, false).clamp_min(1e-6);
  const auto standard = (train.features - mean) / deviation;
  const auto watched = (validation.features - mean) / deviation;
  Head head{torch::zeros({static_cast<std::int64_t>(values), train.features.size(1)}, torch::kFloat64),
            torch::zeros({static_cast<std::int64_t>(values)}, torch::kFloat64)};
  Head best;
  double least = std::numeric_limits<double>::infinity();
  for (auto penalty = std::rbegin(kPenalties); penalty != std::rend(kPenalties); ++penalty) {
    fit(head, standard, train.labels, *penalty);
    const double loss =
        torch::nn::functional::cross_entropy(head.logits(watched), validation.labels).item<double>();
    if (loss < least) {
      least = loss;
      best = head;
    }
  }
  const auto weight = best.weight / deviation;
  return {weight, best.bias - weight.matmul(mean)};
}

std::size_t commonest(const std::vector<std::int64_t>& counts) {
  return static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

model::AttributeFigures measure(const Head& head, const Described& train, const Described& test,
                                std::size_t values, std::size_t classes) {
  std::vector<std::int64_t> all(values);
  std::vector<std::vector<std::int64_t>> ofClass(classes, std::vector<std::int64_t>(values));
  for (std::size_t i = 0; i < train.values.size(); ++i) {
    ++all[static_cast<std::size_t>(train.values[i])];
    ++ofClass[static_cast<std::size_t>(train.classes[i])][static_cast<std::size_t>(train.values[i])];
  }
  const auto said = head.logits(test.features).argmax(1);
  std::vector<std::int64_t> n(values), right(values);
  std::int64_t hits = 0, baseline = 0, byClass = 0;
  for (std::size_t i = 0; i < test.values.size(); ++i) {
    const auto value = static_cast<std::size_t>(test.values[i]);
    const bool hit = said[static_cast<std::int64_t>(i)].item<std::int64_t>() == test.values[i];
    ++n[value];
    right[value] += hit;
    hits += hit;
    baseline += value == commonest(all);
    byClass += value == commonest(ofClass[static_cast<std::size_t>(test.classes[i])]);
  }
  double recalls = 0;
  int occurring = 0;
  for (std::size_t v = 0; v < values; ++v) {
    if (n[v] == 0) continue;
    recalls += static_cast<double>(right[v]) / static_cast<double>(n[v]);
    ++occurring;
  }
  const auto cells = static_cast<double>(test.values.size());
  return {static_cast<std::int64_t>(test.values.size()), static_cast<double>(hits) / cells,
          recalls / occurring, static_cast<double>(baseline) / cells, static_cast<double>(byClass) / cells};
}

// P(value | class) of the described training cells, by Laplace's rule; attributes one after another.
void countLikelihoods(model::Attributes& attributes, const Part& train, std::size_t classes, int fewest) {
  attributes.likelihoods.assign(classes, {});
  attributes.cells.assign(classes, 0);
  for (const auto row : train.described())
    ++attributes.cells[static_cast<std::size_t>(train.cells[static_cast<std::size_t>(row)].classIndex)];
  for (std::size_t c = 0; c < classes; ++c) {
    if (attributes.cells[c] < fewest) continue;
    for (std::size_t a = 0; a < attributes.scheme.attributes.size(); ++a) {
      std::vector<double> counts(attributes.scheme.attributes[a].values.size(), 1);
      for (const auto row : train.described()) {
        const auto i = static_cast<std::size_t>(row);
        if (static_cast<std::size_t>(train.cells[i].classIndex) != c || train.labels[i][a] < 0) continue;
        ++counts[static_cast<std::size_t>(train.labels[i][a])];
      }
      const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
      for (const double count : counts) attributes.likelihoods[c].push_back(count / total);
    }
  }
}

// --- does disagreement find errors? ---------------------------------------------------------------

struct Looked {
  std::optional<double> disagreement;  // none where the attributes do not describe the predicted class
  double confidence = 0;
  bool accepted = false;
  bool wrong = false;
  std::string group;
};

std::vector<Looked> disagreements(const Part& part, const torch::Tensor& probabilities,
                                  const model::Manifest& manifest) {
  std::vector<Looked> result;
  const auto values = probabilities.to(torch::kFloat32).contiguous();
  const auto width = static_cast<std::size_t>(values.size(1));
  for (std::size_t i = 0; i < part.cells.size(); ++i) {
    const auto& score = part.scores[i];
    const auto found = model::disagreement(*manifest.attributes,
                                           {values.data_ptr<float>() + i * width, width}, score.predicted);
    result.push_back({found ? std::optional(found->score) : std::nullopt, score.confidence,
                      decision::decide(score.confidence, score.maxMembership, manifest.thresholds) ==
                          decision::Decision::Accepted,
                      score.predicted != part.cells[i].classIndex, part.cells[i].group});
  }
  return result;
}

// What trainAttributes promises under "evidence", in the order of names().
struct Evidence {
  static std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const char* prefix : {"", "accepted."}) {
      for (const char* name : {"aurocDisagreement", "aurocC"}) all.push_back(std::string(prefix) + name);
    }
    all.push_back("accepted.aurocGivenC");
    for (const int percent : kReviews) {
      const std::string found = "accepted.found" + std::to_string(percent);
      for (const char* name : {"Disagreement", "C", "New"}) all.push_back(found + name);
    }
    return all;
  }

  // What disagreement tells beside c: accepted errors are compared only with right cells of the same fifth of
  // c (pairs of all fifths together). NaN without a pair.
  static double givenConfidence(const std::vector<Looked>& cells, std::span<const std::size_t> drawn) {
    constexpr std::size_t kStrata = 5;
    std::vector<std::size_t> order;
    for (const std::size_t i : drawn) {
      if (cells[i].disagreement && cells[i].accepted) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return cells[a].confidence < cells[b].confidence; });
    double above = 0, pairs = 0;
    for (std::size_t s = 0; s < kStrata; ++s) {
      std::vector<double> wrong, right;
      for (std::size_t k = s * order.size() / kStrata; k < (s + 1) * order.size() / kStrata; ++k) {
        const Looked& cell = cells[order[k]];
        (cell.wrong ? wrong : right).push_back(*cell.disagreement);
      }
      const double some = static_cast<double>(wrong.size()) * static_cast<double>(right.size());
      above += some * decision::auroc(wrong, right);
      pairs += some;
    }
    return pairs > 0 ? above / pairs : kNaN;
  }

  // NaN without an error, or without a right cell.
  static std::vector<double> of(const std::vector<Looked>& cells, std::span<const std::size_t> drawn) {
    std::vector<double> result;
    for (const bool acceptedOnly : {false, true}) {
      std::vector<double> wrong, right, wrongC, rightC;
      for (const std::size_t i : drawn) {
        const Looked& cell = cells[i];
        if (!cell.disagreement || (acceptedOnly && !cell.accepted)) continue;
        (cell.wrong ? wrong : right).push_back(*cell.disagreement);
        (cell.wrong ? wrongC : rightC).push_back(-cell.confidence);
      }
      const bool defined = !wrong.empty() && !right.empty();
      result.push_back(defined ? decision::auroc(wrong, right) : kNaN);
      result.push_back(defined ? decision::auroc(wrongC, rightC) : kNaN);
    }
    result.push_back(givenConfidence(cells, drawn));
    std::vector<std::size_t> accepted;
    for (const std::size_t i : drawn) {
      if (cells[i].accepted) accepted.push_back(i);
    }
    const auto disagreement = [&](std::size_t i) {
      return cells[i].disagreement.value_or(-std::numeric_limits<double>::infinity());
    };
    auto byDisagreement = accepted, byConfidence = accepted;
    std::stable_sort(byDisagreement.begin(), byDisagreement.end(),
                     [&](std::size_t a, std::size_t b) { return disagreement(a) > disagreement(b); });
    std::stable_sort(byConfidence.begin(), byConfidence.end(),
                     [&](std::size_t a, std::size_t b) { return cells[a].confidence < cells[b].confidence; });
    const auto isError = [&](std::size_t i) { return cells[i].wrong; };
    for (const int percent : kReviews) {
      const auto size = static_cast<std::ptrdiff_t>(reviewed(accepted.size(), percent));
      const std::vector<std::size_t> mostUnsure(byConfidence.begin(), byConfidence.begin() + size);
      const auto foundBoth =
          std::count_if(byDisagreement.begin(), byDisagreement.begin() + size, [&](std::size_t i) {
            return isError(i) && std::find(mostUnsure.begin(), mostUnsure.end(), i) != mostUnsure.end();
          });
      const auto found = std::count_if(byDisagreement.begin(), byDisagreement.begin() + size, isError);
      result.push_back(static_cast<double>(found));
      result.push_back(static_cast<double>(std::count_if(mostUnsure.begin(), mostUnsure.end(), isError)));
      result.push_back(static_cast<double>(found - foundBoth));
    }
    return result;
  }

  static std::size_t reviewed(std::size_t accepted, int percent) {
    return static_cast<std::size_t>(std::lround(static_cast<double>(accepted) * percent / 100));
  }
};

void addEvidence(std::map<std::string, double>& evidence, const std::string& part,
                 const std::vector<Looked>& cells, const AttributeOptions& options) {
  std::vector<std::string> groups;
  std::vector<std::size_t> all;
  double described = 0, errors = 0, accepted = 0, acceptedErrors = 0, acceptedDescribed = 0,
         acceptedDescribedErrors = 0;
  for (const Looked& cell : cells) {
    all.push_back(all.size());
    groups.push_back(cell.group);
    described += cell.disagreement.has_value();
    errors += cell.disagreement && cell.wrong;
    accepted += cell.accepted;
    acceptedDescribed += cell.accepted && cell.disagreement;
    acceptedErrors += cell.accepted && cell.wrong;
    acceptedDescribedErrors += cell.accepted && cell.disagreement && cell.wrong;
  }
  evidence[part + ".n"] = described;
  evidence[part + ".errors"] = errors;
  evidence[part + ".accepted.all"] = accepted;
  evidence[part + ".accepted.allErrors"] = acceptedErrors;
  evidence[part + ".accepted.n"] = acceptedDescribed;
  evidence[part + ".accepted.errors"] = acceptedDescribedErrors;
  for (const int percent : kReviews) {
    const auto size = Evidence::reviewed(static_cast<std::size_t>(accepted), percent);
    const std::string prefix = part + ".accepted.";
    evidence[prefix + "review" + std::to_string(percent)] = static_cast<double>(size);
    if (accepted > 0)
      evidence[prefix + "found" + std::to_string(percent) + "Chance"] =
          acceptedErrors * static_cast<double>(size) / accepted;
  }
  const auto names = Evidence::names();
  const auto values = Evidence::of(cells, all);
  const auto intervals = decision::slideBootstrap(
      groups, options.draws, options.seed,
      [&](std::span<const std::size_t> drawn) { return Evidence::of(cells, drawn); });
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = part + "." + names[i];
    if (std::isfinite(values[i])) evidence[name] = values[i];
    if (!std::isfinite(values[i]) || !std::isfinite(intervals[i].low)) continue;
    evidence[name + "Low"] = intervals[i].low;
    evidence[name + "High"] = intervals[i].high;
  }
}

double quantileOf(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values[std::min(at, values.size() - 1)];
}

// --- the folder -----------------------------------------------------------------------------------

Result<void> fillFolder(const fs::path& folder, const model::ModelFolder& from, nn::Network network,
                        model::Manifest& manifest, const AttributeOptions& options) {
  const fs::path weights = folder / "weights.safetensors";
  if (auto saved = nn::saveWeights(weights, *network); !saved) return saved;
  const auto hash = sha256HexOfFile(weights);
  if (!hash) return tl::make_unexpected(hash.error());
  manifest.weightsSha256 = *hash;
  std::error_code ignored;
  std::string card;
  if (fs::exists(from.path / "README.md", ignored)) {
    const auto bytes = model::readFile(from.path / "README.md", kMaxCard);
    if (!bytes) return tl::make_unexpected(bytes.error());
    card.assign(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  }
  if (options.card) card += options.card(manifest);
  if (!card.empty()) {
    const std::span<const std::byte> pieces[] = {std::as_bytes(std::span(card))};
    if (auto done = model::replaceFile(folder / "README.md", pieces); !done) return done;
  }
  return model::writeManifest(folder, manifest);
}

Result<void> writeFolder(const fs::path& to, const model::ModelFolder& from, nn::Network network,
                         model::Manifest& manifest, const AttributeOptions& options) {
  fs::path partial = to;
  partial += ".partial-" + std::to_string(std::random_device()());
  std::error_code error;
  if (!fs::create_directory(partial, error))
    return failure(ErrorCode::FileUnwritable, "the folder cannot be made: " + error.message(), to.string());
  auto done = fillFolder(partial, from, network, manifest, options);
  if (done) {
    fs::rename(partial, to, error);
    if (error)
      done =
          failure(ErrorCode::FileUnwritable, "the folder cannot be named: " + error.message(), to.string());
  }
  std::error_code ignored;
  if (!done) fs::remove_all(partial, ignored);
  return done;
}

Result<model::Manifest> trainChecked(const model::ModelFolder& from, const Split& split,
                                     const AttributeLabels& labels, const model::AttributeScheme& scheme,
                                     const fs::path& to, const AttributeOptions& o,
                                     const ProgressCallback& progress, const std::stop_token& stop) {
  std::error_code ignored;
  const fs::path target = to.filename().empty() ? to.parent_path() : to;  // "NEW.cellmodel/"
  if (fs::symlink_status(target, ignored).type() != fs::file_type::not_found)
    return failure(ErrorCode::Conflict, "there is something of this name already", target.string());
  auto network = nn::loadNetwork(from);
  if (!network) return tl::make_unexpected(network.error());
  model::Manifest manifest = from.manifest;
  const std::size_t classes = manifest.scheme.classes.size();

  Part train = makePart(split.train, labels, true);
  Part validation = makePart(split.validation, labels, false);
  Part calibration = makePart(split.calibration, labels, false);
  Part test = makePart(split.test, labels, false);
  for (const auto& [part, name] :
       {std::pair(&train, "training"), std::pair(&validation, "validation"), std::pair(&test, "test")}) {
    for (std::size_t a = 0; a < scheme.attributes.size(); ++a) {
      const auto has = [&](const std::vector<int>& of) { return !of.empty() && of[a] >= 0; };
      if (std::none_of(part->labels.begin(), part->labels.end(), has)) {
        return failure(ErrorCode::ArgumentInvalid,
                       std::string("no ") + name + " cell is described by " + scheme.attributes[a].id);
      }
    }
  }

  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  nn::ThreadTeam team(o.threads > 0 ? o.threads : cores);
  Progress state{0, 0};
  const std::initializer_list<Part*> parts = {&train, &validation, &calibration, &test};
  for (const Part* part : parts) state.total += static_cast<std::int64_t>(part->cells.size());
  for (Part* part : parts) {
    const std::int64_t before = state.done;
    const auto report = [&](std::size_t done) {
      state.done = before + static_cast<std::int64_t>(done);
      if (progress) progress(state);
    };
    if (auto looked = look(*network, manifest, *part, team, report, stop); !looked)
      return tl::make_unexpected(looked.error());
    report(part->cells.size());
  }

  // An attribute a thread, each with one thread inside: the same on any number of cores.
  model::Attributes& attributes = manifest.attributes.emplace();
  attributes.scheme = scheme;
  attributes.figures.resize(scheme.attributes.size());
  std::vector<Head> heads(scheme.attributes.size());
  std::atomic<std::size_t> next = 0;
  team.run([&](int) {
    for (std::size_t a = next++; a < heads.size() && !stop.stop_requested(); a = next++) {
      const std::size_t values = scheme.attributes[a].values.size();
      const Described known = describedCells(train, a);
      heads[a] = fitAttribute(known, describedCells(validation, a), values);
      attributes.figures[a] = measure(heads[a], known, describedCells(test, a), values, classes);
    }
  });
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "stopped; nothing was written");

  nn::Network made(manifest.backbone, manifest.head, scheme.attributes);
  {
    torch::NoGradGuard noGrad;
    auto tensors = nn::namedTensors(*made);
    for (const auto& [name, tensor] : nn::namedTensors(**network)) {
      if (!name.starts_with("attributes.")) tensors.at(name).copy_(tensor);
    }
    for (std::size_t a = 0; a < heads.size(); ++a) {
      made->attributes[a]->weight.copy_(heads[a].weight);
      made->attributes[a]->bias.copy_(heads[a].bias);
    }
  }
  made->eval();

  // --- the line, and the evidence
  countLikelihoods(attributes, train, classes, o.fewestCells);
  const auto looked = [&](const Part& part) {
    torch::NoGradGuard noGrad;
    return disagreements(part, made->attributeScores(part.features), manifest);
  };
  std::vector<double> whenRight;
  for (const Looked& cell : looked(validation)) {
    if (cell.disagreement && !cell.wrong) whenRight.push_back(*cell.disagreement);
  }
  // Below 0 the attributes still go best with the predicted class.
  if (!whenRight.empty()) {
    attributes.disagreement = std::max(0.0, quantileOf(whenRight, o.quantile));
    attributes.disagreementQuantile =
        static_cast<double>(std::count_if(whenRight.begin(), whenRight.end(),
                                          [&](double score) { return score < attributes.disagreement; })) /
        static_cast<double>(whenRight.size());
  }
  attributes.disagreementCells = static_cast<std::int64_t>(whenRight.size());
  attributes.evidence["c_th"] = manifest.thresholds.confidence;
  attributes.evidence["d_th"] = manifest.thresholds.membership;
  auto heldOut = looked(test);
  addEvidence(attributes.evidence, "test", heldOut, o);
  const auto more = looked(calibration);
  heldOut.insert(heldOut.end(), more.begin(), more.end());
  addEvidence(attributes.evidence, "heldOut", heldOut, o);

  attributes.provenance = o.provenance;
  attributes.provenance["trainingCells"] = std::to_string(train.cells.size());
  attributes.provenance["classifierSha256"] = from.manifest.weightsSha256;
  if (auto written = writeFolder(target, from, made, manifest, o); !written)
    return tl::make_unexpected(written.error());
  return manifest;
}

}  // namespace

Result<model::Manifest> trainAttributes(const model::ModelFolder& from, const Split& split,
                                        const AttributeLabels& labels, const model::AttributeScheme& scheme,
                                        const fs::path& to, const AttributeOptions& options,
                                        const ProgressCallback& progress, std::stop_token stop) {
  try {
    return trainChecked(from, split, labels, scheme, to, options, progress, stop);
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, "the features do not fit into memory");
  } catch (const std::exception& problem) {  // c10::Error among them
    return failure(ErrorCode::Internal, problem.what());
  }
}

}  // namespace cellwise::training
