#include "model/manifest.h"

#include <algorithm>

#include "base/sha256.h"
#include "model/attributes_json.h"
#include "model/backbone_json.h"
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

// Without a kind it is the CCL head, as in every manifest before there was another.
HeadConfig readHead(Fields of) {
  HeadConfig head;
  head.classes = static_cast<int>(of.integer("classes", 1, 1000));
  const std::string kind = of.has("kind") ? of.text("kind") : name(HeadKind::Ccl);
  if (kind == name(HeadKind::Softmax)) {
    head.kind = HeadKind::Softmax;
    return head;
  }
  if (kind != name(HeadKind::Ccl)) of.refuse(of.pathOf("kind") + " is neither \"ccl\" nor \"softmax\"");
  head.centroidLength = static_cast<int>(of.integer("centroidLength", 1, 4096));
  head.sigma = of.number("sigma", 1e-6, 1e6);
  return head;
}

ordered_json headToJson(const HeadConfig& head) {
  if (head.kind == HeadKind::Softmax) return {{"classes", head.classes}, {"kind", name(head.kind)}};
  return {{"classes", head.classes}, {"centroidLength", head.centroidLength}, {"sigma", head.sigma}};
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
  if (const auto problem = model::problem(manifest.backbone); !problem.empty()) return "backbone: " + problem;
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

const char* name(HeadKind kind) {
  return kind == HeadKind::Softmax ? "softmax" : "ccl";
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
  const std::string architecture = of.text("architecture");
  const auto backbone = backboneFromJson(architecture, of.object("backbone"));
  if (!backbone && problem.empty()) {
    return failure(ErrorCode::ModelInvalid, "the architecture \"" + architecture + "\" is unknown", fileName);
  }
  if (backbone) manifest.backbone = *backbone;
  manifest.head = readHead(of.object("head"));
  manifest.centreFraction = of.number("centreFraction", 0.01, 1);
  Fields normalisation = of.object("normalisation");
  manifest.mean = readTriple(normalisation, "mean", -10, 10);
  manifest.stddev = readTriple(normalisation, "stddev", 1e-6, 100);
  if (normalisation.has("whiteBackground"))  // the first models lack it
    manifest.whiteBackground = normalisation.flag("whiteBackground");

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
  if (problem.empty() && of.has("attributes")) {  // the first models lack them
    auto attributes = attributesFromJson(of.members()["attributes"], manifest.scheme, "attributes", fileName);
    if (!attributes) {
      of.refuse(attributes.error().detail);
    } else {
      manifest.attributes = std::move(*attributes);
    }
  }
  if (!problem.empty()) return failure(ErrorCode::FormatInvalid, problem, fileName);
  problem = problemOf(manifest);
  if (!problem.empty()) return failure(ErrorCode::ModelInvalid, problem, fileName);
  return manifest;
}

std::string toJson(const Manifest& manifest) {
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

  ordered_json document(
      {{"format", kFormat},
       {"schemaVersion", Manifest::kSchemaVersion},
       {"name", manifest.name},
       {"version", manifest.version},
       {"architecture", architecture(manifest.backbone)},
       {"backbone", backboneToJson(manifest.backbone)},
       {"head", headToJson(manifest.head)},
       {"centreFraction", manifest.centreFraction},
       {"normalisation",
        {{"mean", manifest.mean},
         {"stddev", manifest.stddev},
         {"whiteBackground", manifest.whiteBackground}}},
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
  if (manifest.attributes) document["attributes"] = attributesToJson(*manifest.attributes, manifest.scheme);
  return formatJson(document);
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
