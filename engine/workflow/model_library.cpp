#include "workflow/model_library.h"

#include <QStandardPaths>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "model/file_io.h"
#include "workflow/html.h"
#include "workflow/paths.h"
#include "workflow/slide_classification.h"

namespace cellwise::workflow {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;
constexpr std::uint64_t kMaxText = 4 << 20;

void put(Json& json, const std::string& name, const Share& share) {
  json[name] = share.value;
  json[name + "95"] = {share.interval.low, share.interval.high};
  json[name + "Of"] = {share.k, share.n};
}

Share shareFrom(const Json& json, const std::string& name) {
  const auto& of = json.at(name + "Of");
  const auto k = of.at(0).get<std::int64_t>(), n = of.at(1).get<std::int64_t>();
  if (k < 0 || n < k) throw std::out_of_range("a share of more than all");
  return share(k, n);
}

Json toJson(const ComparedModel& m) {
  Json json = {{"name", m.name},
               {"version", m.version},
               {"sha256", m.sha256},
               {"c_th", m.thresholds.confidence},
               {"d_th", m.thresholds.membership}};
  put(json, "accuracy", m.accuracy);
  put(json, "Rr", m.rejectionRate);
  put(json, "Ra", m.acceptedAccuracy);
  put(json, "R", m.reliability);
  json["perClass"] = Json::array();
  for (const auto& each : m.classes) {
    Json row = {{"class", each.id}};
    put(row, "recall", each.recall);
    put(row, "precision", each.precision);
    json["perClass"].push_back(row);
  }
  return json;
}

ComparedModel comparedFrom(const Json& json) {
  ComparedModel m;
  m.name = json.at("name");
  m.version = json.at("version");
  m.sha256 = json.at("sha256");
  m.thresholds = {json.at("c_th"), json.at("d_th")};
  m.accuracy = shareFrom(json, "accuracy");
  m.rejectionRate = shareFrom(json, "Rr");
  m.acceptedAccuracy = shareFrom(json, "Ra");
  m.reliability = shareFrom(json, "R");
  for (const auto& row : json.at("perClass")) {
    m.classes.push_back({row.at("class"), shareFrom(row, "recall"), shareFrom(row, "precision")});
  }
  return m;
}

Result<std::string> readText(const fs::path& file) {
  const auto bytes = model::readFile(file, kMaxText);
  if (!bytes) return tl::make_unexpected(bytes.error());
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

std::optional<ListedModel> open(const fs::path& folder, bool shipped, ModelList& list) {
  auto opened = model::openModelFolder(folder);
  if (!opened) {
    list.unreadable.push_back(opened.error());
    return {};
  }
  ListedModel model{std::move(*opened), shipped, {}};
  auto comparison = readComparison(folder);
  if (comparison && comparison->after.sha256 == model.folder.manifest.weightsSha256) {
    model.comparison = std::move(*comparison);
  }
  return model;
}

}  // namespace

const DrawnFigure* ModelComparison::difference(std::string_view name) const {
  const auto it =
      std::find_if(differences.begin(), differences.end(), [&](const auto& d) { return d.name == name; });
  return it == differences.end() ? nullptr : &*it;
}

std::string toJson(const ModelComparison& c) {
  Json json = {{"format", "cellwise-comparison"},
               {"schemaVersion", kSchemaVersion},
               {"cells", c.cells},
               {"samples", c.samples}};
  json["before"] = toJson(c.before);
  json["after"] = toJson(c.after);
  json["onlyBeforeRight"] = c.onlyBeforeRight;
  json["onlyAfterRight"] = c.onlyAfterRight;
  json["mcNemarP"] = c.mcNemar;
  json["differences"] = Json::object();
  for (const auto& each : c.differences) {
    const auto& i = each.interval;
    Json interval;  // null where it cannot be had
    if (std::isfinite(i.low) && std::isfinite(i.high)) interval = {i.low, i.high};
    // Likewise, such as of Ra where one of them accepts nothing.
    const Json value = std::isfinite(each.value) ? Json(each.value) : Json();
    json["differences"][each.name] = {{"value", value}, {"interval95", interval}};
  }
  return json.dump(2) + "\n";
}

Result<ModelComparison> readComparison(const fs::path& modelFolder) {
  const fs::path file = modelFolder / kComparisonFile;
  const auto text = readText(file);
  if (!text) return tl::make_unexpected(text.error());
  try {
    const Json json = Json::parse(*text);
    if (json.at("format") != "cellwise-comparison")
      return failure(ErrorCode::FormatInvalid, "not a comparison of models", toUtf8(file));
    if (json.at("schemaVersion").get<int>() > kSchemaVersion)
      return failure(ErrorCode::VersionUnsupported, "written by a newer program", toUtf8(file));
    ModelComparison c;
    c.before = comparedFrom(json.at("before"));
    c.after = comparedFrom(json.at("after"));
    c.cells = json.at("cells");
    c.samples = json.at("samples");
    c.onlyBeforeRight = json.at("onlyBeforeRight");
    c.onlyAfterRight = json.at("onlyAfterRight");
    c.mcNemar = json.at("mcNemarP");
    for (const auto& [name, each] : json.at("differences").items()) {
      const auto& value = each.at("value");
      DrawnFigure figure{name, value.is_null() ? NAN : value.get<double>(), {NAN, NAN}};
      const auto& interval = each.at("interval95");
      if (!interval.is_null()) figure.interval = {interval.at(0), interval.at(1)};
      c.differences.push_back(std::move(figure));
    }
    if (c.cells < 1) return failure(ErrorCode::FormatInvalid, "a comparison on no cell", toUtf8(file));
    return c;
  } catch (const std::exception& problem) {
    return failure(ErrorCode::FormatInvalid, problem.what(), toUtf8(file));
  }
}

ModelList listModels(const fs::path& userFolder) {
  ModelList list;
  if (const auto shipped = resource("models/blood-11.cellmodel")) {
    if (auto model = open(*shipped, true, list)) list.models.push_back(std::move(*model));
  }
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::directory_iterator it(userFolder, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->path().extension() == ".cellmodel" && it->is_directory(ignored)) folders.push_back(it->path());
  }
  std::sort(folders.begin(), folders.end());
  for (const auto& folder : folders) {
    if (auto model = open(folder, false, list)) list.models.push_back(std::move(*model));
  }
  return list;
}

fs::path userModelFolder() {
  if (const char* named = std::getenv("CELLWISE_MODELS"); named && *named) return named;
  return toPath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)) / "cellwise" /
         "models";
}

fs::path freeModelName(const fs::path& folder, const std::string& base) {
  std::error_code ignored;
  for (int i = 1;; ++i) {
    const auto path = folder / (base + (i > 1 ? "-" + std::to_string(i) : "") + ".cellmodel");
    if (fs::symlink_status(path, ignored).type() == fs::file_type::not_found) return path;
  }
}

std::string cardOf(const model::ModelFolder& folder) {
  if (auto text = readText(folder.path / kCardFile)) return *text;
  const auto& m = folder.manifest;
  std::string card = "# " + m.name + ", version " + m.version +
                     "\n\n**For research use only. Not validated for diagnosis.**\n\nThis model brings no "
                     "card.\n";
  if (!m.figures.empty()) card += "\n| figure | |\n|---|---|\n";
  for (const auto& [name, value] : m.figures) card += "| " + name + " | " + format("%.4g", value) + " |\n";
  return card;
}

}  // namespace cellwise::workflow
