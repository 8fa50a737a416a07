#include "model/manifest.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/sha256.h"
#include "model/file_io.h"
#include "model/json_fields.h"
#include "model/scheme_json.h"

namespace cellwise::model {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::uint64_t kMaxManifestBytes = 16 << 20;
constexpr std::size_t kMaxRows = 200'000;
constexpr char kFormat[] = "cellmodel";

// Limits of a network that can be asked for: a manifest is data from outside.
constexpr double kMaxParameters = 5e8;  // 2 GB in fp32; Cross-S has 3e7
constexpr double kMaxValues = 2e8;      // of one layer's output for one image; Cross-S has 1e6
constexpr int kMaxStages = 6;

std::string schemaProblem(const json& value, ErrorCode& code) {
  if (!value.is_object() || value.value("format", json()) != kFormat) {
    return "not the manifest of a cellmodel";
  }
  const auto found = value.find("schemaVersion");
  if (found == value.end()) return "schemaVersion is missing";
  if (!found->is_number_unsigned() || *found == 0) return "schemaVersion is not a positive whole number";
  if (found->get<std::uint64_t>() > Manifest::kSchemaVersion) {
    code = ErrorCode::VersionUnsupported;
    return "schema version " + found->dump() + ", this program reads up to " +
           std::to_string(Manifest::kSchemaVersion);
  }
  return {};
}

CrossFormerConfig readBackbone(Fields of) {
  CrossFormerConfig config;
  config.inputSize = static_cast<int>(of.integer("inputSize", 1, 1'000'000));
  config.embedDim = static_cast<int>(of.integer("embedDim", 1, 1'000'000));
  config.depths = of.integers("depths");
  config.heads = of.integers("heads");
  config.groupSizes = of.integers("groupSizes");
  config.intervals = of.integers("intervals");
  config.patchSizes = of.integers("patchSizes");
  config.mergeSizes.clear();
  for (const json& item : of.list("mergeSizes", kMaxStages)) {
    auto& sizes = config.mergeSizes.emplace_back();
    if (!item.is_array() || item.size() > 8)
      of.refuse(of.pathOf("mergeSizes") + " is not a list of short lists");
    for (const json& size : item) {
      const bool fits = size.is_number_unsigned() && size.get<std::uint64_t>() <= 1'000'000;
      if (!fits) of.refuse(of.pathOf("mergeSizes") + " holds something that is not a small whole number");
      sizes.push_back(fits ? size.get<int>() : 0);
    }
  }
  config.mlpRatio = of.number("mlpRatio");
  config.dropPath = of.number("dropPath");
  return config;
}

std::array<double, 3> readTriple(Fields& of, const char* key, double low, double high) {
  std::array<double, 3> triple = {};
  const json& list = of.list(key, 3);
  if (list.size() != 3) of.refuse(of.pathOf(key) + " has not three values");
  for (std::size_t i = 0; i < std::min<std::size_t>(3, list.size()); ++i) {
    if (!list[i].is_number()) {
      of.refuse(of.pathOf(key) + " holds something that is not a number");
    } else {
      triple[i] = list[i].get<double>();
      if (!(triple[i] >= low && triple[i] <= high)) of.refuse(of.pathOf(key) + " is out of range");
    }
  }
  return triple;
}

constexpr std::int64_t kMaxCount = 1'000'000'000;

void readCalibration(Fields of, Manifest& manifest) {
  auto& calibration = manifest.calibration;
  const std::string rule = of.text("rule");
  if (const auto known = decision::calibrationRule(rule)) {
    calibration.rule = *known;
  } else {
    of.refuse(of.pathOf("rule") + " is not a rule that this program knows");
  }
  calibration.threshold = of.number("threshold");
  calibration.target = of.number("target", 0, 1);
  calibration.delta = of.number("delta", 0, 1);
  calibration.n = of.integer("n", 0, kMaxCount);
  calibration.accepted = of.integer("accepted", 0, kMaxCount);
  calibration.errors = of.integer("errors", 0, kMaxCount);
  calibration.bound = of.number("bound", 0, 1);
  calibration.tests = static_cast<int>(of.integer("tests", 1, 1'000'000));
  manifest.membershipQuantile = of.number("membershipQuantile", 0, 1);

  std::vector<std::string> slides;
  for (const json& slide : of.list("slides", kMaxRows)) {
    if (!slide.is_string()) of.refuse(of.pathOf("slides") + " holds something that is not a text");
    slides.push_back(slide.is_string() ? slide.get<std::string>() : std::string());
  }
  const json& rows = of.list("rows", kMaxRows);
  manifest.calibrationRows.reserve(rows.size());
  for (const json& item : rows) {
    const auto index = [&](std::size_t column, std::size_t limit) {
      return item[column].is_number_unsigned() && item[column].get<std::uint64_t>() < limit;
    };
    const std::size_t classes = static_cast<std::size_t>(manifest.head.classes);
    if (!item.is_array() || item.size() != 5 || !index(0, classes) || !index(1, classes) ||
        !item[2].is_number() || !item[3].is_number() || !index(4, slides.size())) {
      of.refuse(of.pathOf("rows[" + std::to_string(manifest.calibrationRows.size()) + "]") +
                " is not [true class, predicted class, c, max D, slide]");
      return;
    }
    auto& row = manifest.calibrationRows.emplace_back();
    row.trueClass = item[0].get<int>();
    row.predictedClass = item[1].get<int>();
    row.confidence = item[2].get<double>();
    row.maxMembership = item[3].get<double>();
    row.slide = slides[item[4].get<std::size_t>()];
  }
}

// Empty if the parts fit each other.
std::string problemOf(const Manifest& manifest) {
  if (manifest.name.empty()) return "name is empty";
  if (manifest.architecture != "CrossFormer") {
    return "the architecture \"" + manifest.architecture + "\" is unknown";
  }
  if (const auto problem = manifest.backbone.problem(); !problem.empty()) return "backbone: " + problem;
  if (static_cast<std::size_t>(manifest.head.classes) != manifest.scheme.classes.size()) {
    return "the head has " + std::to_string(manifest.head.classes) + " classes, the scheme " +
           std::to_string(manifest.scheme.classes.size());
  }
  const auto& calibration = manifest.calibration;
  if (calibration.errors > calibration.accepted || calibration.accepted > calibration.n) {
    return "calibration: errors, accepted and n do not fit each other";
  }
  return {};
}

bool isSha256(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

int CrossFormerConfig::featureLength() const {
  return depths.empty() ? 0 : embedDim << (static_cast<int>(depths.size()) - 1);
}

CrossFormerConfig CrossFormerConfig::crossT() {
  return {};
}

CrossFormerConfig CrossFormerConfig::crossS() {
  CrossFormerConfig config;
  config.embedDim = 96;
  config.depths = {2, 2, 6, 2};
  config.heads = {3, 6, 12, 24};
  config.dropPath = 0.2;
  return config;
}

std::string CrossFormerConfig::problem() const {
  const auto within = [](int value, int low, int high) { return value >= low && value <= high; };
  const auto allWithin = [&](const std::vector<int>& values, int low, int high) {
    return std::all_of(values.begin(), values.end(), [&](int value) { return within(value, low, high); });
  };
  // k convolutions share `channels` as 1/2, 1/4, ... and the last two alike.
  const auto splits = [](int channels, std::size_t k) { return channels % (1 << (k - 1)) == 0; };

  const std::size_t stages = depths.size();
  if (stages < 1 || stages > kMaxStages) return "depths has not 1 to 6 stages";
  if (heads.size() != stages || groupSizes.size() != stages || intervals.size() != stages) {
    return "depths, heads, groupSizes and intervals have not one entry a stage";
  }
  if (mergeSizes.size() != stages - 1) return "mergeSizes has not one entry fewer than there are stages";
  if (!within(inputSize, 1, 1024)) return "inputSize is not in 1 to 1024";
  if (!within(embedDim, 16, 1024)) return "embedDim is not in 16 to 1024";
  if (!allWithin(depths, 1, 128)) return "a depth is not in 1 to 128";
  int blocks = 0;
  for (const int depth : depths) blocks += depth;
  if (blocks > 128) return "more than 128 blocks";
  if (!allWithin(groupSizes, 1, 64)) return "a group size is not in 1 to 64";
  if (!allWithin(intervals, 1, 64)) return "an interval is not in 1 to 64";
  if (!(mlpRatio > 0 && mlpRatio <= 16)) return "mlpRatio is not in (0, 16]";
  if (!(dropPath >= 0 && dropPath < 1)) return "dropPath is not in [0, 1)";

  if (!within(static_cast<int>(patchSizes.size()), 1, 8)) return "patchSizes has not 1 to 8 entries";
  if (!allWithin(patchSizes, 1, 128)) return "a patch size is not in 1 to 128";
  const int stride = patchSizes.front();
  for (const int size : patchSizes) {
    if (size < stride || (size - stride) % 2 != 0) {
      return "a patch size is smaller than the first or differs from it by an odd number";
    }
  }
  if (!splits(embedDim, patchSizes.size())) return "embedDim cannot be split over patchSizes";
  if (inputSize % stride != 0) return "inputSize is not a multiple of the first patch size";

  double parameters = 0;
  int resolution = inputSize / stride;
  for (std::size_t stage = 0; stage < stages; ++stage) {
    const int dim = embedDim << stage;
    const std::string where = "stage " + std::to_string(stage + 1) + ": ";
    if (heads[stage] < 1 || dim % heads[stage] != 0)
      return where + "the heads do not divide " + std::to_string(dim);
    if (resolution < 1) return where + "nothing is left of the image";
    const double edge = std::min(resolution, groupSizes[stage]);
    const double tokens = static_cast<double>(resolution + edge) * (resolution + edge);  // padding included
    const double attention = tokens * edge * edge * heads[stage];
    const double hidden = tokens * dim * std::max(3.0, mlpRatio);
    if (std::max(attention, hidden) > kMaxValues) return where + "needs too much memory";
    parameters += depths[stage] * (4 + 2 * mlpRatio) * dim * dim;
    if (stage + 1 == stages) break;
    const auto& merge = mergeSizes[stage];
    if (!within(static_cast<int>(merge.size()), 1, 8)) return where + "mergeSizes has not 1 to 8 entries";
    for (const int size : merge) {
      if (!within(size, 2, 64) || size % 2 != 0)
        return where + "a merge size is not an even number in 2 to 64";
      parameters += 2.0 * dim * dim * size * size;
    }
    if (!splits(2 * dim, merge.size())) return where + "the new width cannot be split over mergeSizes";
    resolution /= 2;
  }
  if (parameters > kMaxParameters) return "more than 500 million parameters";
  return {};
}

Result<Manifest> parseManifest(const std::string& text, const std::string& fileName) {
  const auto document = parseJson(text, fileName);
  if (!document) return tl::make_unexpected(document.error());
  ErrorCode code = ErrorCode::FormatInvalid;
  // Checked first: of a newer schema nothing else is known.
  if (auto problem = schemaProblem(*document, code); !problem.empty())
    return failure(code, problem, fileName);

  std::string problem;
  Fields of(*document, {}, problem);
  Manifest manifest;
  manifest.name = of.text("name");
  manifest.version = of.text("version");
  manifest.architecture = of.text("architecture");
  manifest.backbone = readBackbone(of.object("backbone"));

  Fields head = of.object("head");
  manifest.head.classes = static_cast<int>(head.integer("classes", 1, 1000));
  manifest.head.centroidLength = static_cast<int>(head.integer("centroidLength", 1, 4096));
  manifest.head.sigma = head.number("sigma", 1e-6, 1e6);

  manifest.centreFraction = of.number("centreFraction", 0.01, 1);
  Fields normalisation = of.object("normalisation");
  manifest.mean = readTriple(normalisation, "mean", -10, 10);
  manifest.stddev = readTriple(normalisation, "stddev", 1e-6, 100);

  Fields thresholds = of.object("thresholds");
  manifest.thresholds.confidence = thresholds.number("confidence");
  manifest.thresholds.membership = thresholds.number("membership");
  readCalibration(of.object("calibration"), manifest);

  Fields provenance = of.object("provenance");
  for (const auto& [key, value] : provenance.members().items()) {
    if (!value.is_string()) provenance.refuse(provenance.pathOf(key) + " is not a text");
    if (problem.empty()) manifest.provenance[key] = value.get<std::string>();
  }
  Fields figures = of.object("figures");
  for (const auto& [key, value] : figures.members().items()) {
    if (!value.is_number()) figures.refuse(figures.pathOf(key) + " is not a number");
    if (problem.empty()) manifest.figures[key] = value.get<double>();
  }
  manifest.weightsSha256 = of.text("weightsSha256");
  if (!isSha256(manifest.weightsSha256)) of.refuse("weightsSha256 is not 64 lower-case hexadecimal digits");

  if (of.members().contains("scheme")) {
    auto scheme = schemeFromJson(of.members()["scheme"], "scheme", fileName);
    if (!scheme) {
      of.refuse(scheme.error().detail);
    } else {
      manifest.scheme = std::move(*scheme);
    }
  } else {
    of.refuse("scheme is missing");
  }
  if (!problem.empty()) return failure(ErrorCode::FormatInvalid, problem, fileName);
  problem = problemOf(manifest);
  if (!problem.empty()) return failure(ErrorCode::ModelInvalid, problem, fileName);
  return manifest;
}

std::string toJson(const Manifest& manifest) {
  const auto& backbone = manifest.backbone;
  const auto& calibration = manifest.calibration;

  std::map<std::string, std::size_t> slideIndex;
  std::vector<std::string> slides;
  ordered_json rows = ordered_json::array();
  for (const auto& row : manifest.calibrationRows) {
    const auto [slide, isNew] = slideIndex.emplace(row.slide, slides.size());
    if (isNew) slides.push_back(row.slide);
    rows.push_back(ordered_json::array(
        {row.trueClass, row.predictedClass, row.confidence, row.maxMembership, slide->second}));
  }

  return formatJson(
      {{"format", kFormat},
       {"schemaVersion", Manifest::kSchemaVersion},
       {"name", manifest.name},
       {"version", manifest.version},
       {"architecture", manifest.architecture},
       {"backbone",
        {{"inputSize", backbone.inputSize},
         {"embedDim", backbone.embedDim},
         {"depths", backbone.depths},
         {"heads", backbone.heads},
         {"groupSizes", backbone.groupSizes},
         {"intervals", backbone.intervals},
         {"patchSizes", backbone.patchSizes},
         {"mergeSizes", backbone.mergeSizes},
         {"mlpRatio", backbone.mlpRatio},
         {"dropPath", backbone.dropPath}}},
       {"head",
        {{"classes", manifest.head.classes},
         {"centroidLength", manifest.head.centroidLength},
         {"sigma", manifest.head.sigma}}},
       {"centreFraction", manifest.centreFraction},
       {"normalisation", {{"mean", manifest.mean}, {"stddev", manifest.stddev}}},
       {"thresholds",
        {{"confidence", manifest.thresholds.confidence}, {"membership", manifest.thresholds.membership}}},
       {"weightsSha256", manifest.weightsSha256},
       {"figures", manifest.figures},
       {"provenance", manifest.provenance},
       {"scheme", schemeToJson(manifest.scheme)},
       {"calibration",
        {{"rule", decision::name(calibration.rule)},
         {"threshold", calibration.threshold},
         {"target", calibration.target},
         {"delta", calibration.delta},
         {"n", calibration.n},
         {"accepted", calibration.accepted},
         {"errors", calibration.errors},
         {"bound", calibration.bound},
         {"tests", calibration.tests},
         {"membershipQuantile", manifest.membershipQuantile},
         {"slides", slides},
         {"rows", std::move(rows)}}}});
}

Result<ModelFolder> openModelFolder(const std::filesystem::path& folder) {
  const auto file = folder / "manifest.json";
  const auto bytes = readFile(file, kMaxManifestBytes);
  if (!bytes) return tl::make_unexpected(bytes.error());
  auto manifest =
      parseManifest(std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()), file.string());
  if (!manifest) return tl::make_unexpected(std::move(manifest.error()));
  return ModelFolder{folder, std::move(*manifest)};
}

Result<void> verifyWeights(const ModelFolder& folder) {
  const auto hash = sha256HexOfFile(folder.weightsFile());
  if (!hash) return tl::make_unexpected(hash.error());
  if (*hash != folder.manifest.weightsSha256) {
    return failure(
        ErrorCode::ModelInvalid,
        "the weights' SHA-256 is " + *hash + ", the manifest says " + folder.manifest.weightsSha256,
        folder.weightsFile().string());
  }
  return {};
}

Result<void> writeManifest(const std::filesystem::path& folder, const Manifest& manifest) {
  const auto file = folder / "manifest.json";
  const std::string text = toJson(manifest);
  // Read back before it replaces anything: what cannot be opened again is not written. (JSON has
  // no NaN, for one; it became null.)
  if (const auto again = parseManifest(text, file.string()); !again) {
    return failure(ErrorCode::ArgumentInvalid, again.error().detail, file.string());
  }
  if (const auto verified = verifyWeights({folder, manifest}); !verified) return verified;
  const std::span<const std::byte> pieces[] = {std::as_bytes(std::span(text))};
  return replaceFile(file, pieces);
}

}  // namespace cellwise::model
