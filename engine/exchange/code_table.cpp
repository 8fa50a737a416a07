#include "exchange/code_table.h"

#include "model/file_io.h"
#include "model/json_fields.h"

namespace cellwise::exchange {
namespace {

constexpr std::uint64_t kMaxBytes = 4 << 20;
constexpr std::size_t kMaxCodes = 10'000;
constexpr Figure kFigures[] = {Figure::Panel,         Figure::Share, Figure::Per100,   Figure::Ratio,
                               Figure::Concentration, Figure::Count, Figure::Interval, Figure::Text};

QString key(const QString& specimen, const QString& id, const QString& figure) {
  return specimen + QLatin1Char('/') + id + QLatin1Char('/') + figure;
}

QString text(model::Fields& fields, const char* key) {
  return QString::fromStdString(fields.text(key));
}

}  // namespace

const char* name(Figure figure) {
  switch (figure) {
    case Figure::Panel: return "panel";
    case Figure::Share: return "share";
    case Figure::Per100: return "per100";
    case Figure::Ratio: return "ratio";
    case Figure::Concentration: return "concentration";
    case Figure::Count: return "count";
    case Figure::Interval: return "interval";
    case Figure::Text: return "text";
  }
  return "";
}

CodeTable::CodeTable() : local_{QStringLiteral("urn:cellwise:finding"), QStringLiteral("L"), {}} {}

Code CodeTable::code(const QString& specimen, const QString& id, Figure figure) const {
  const auto found = codes_.constFind(key(specimen, id, QLatin1String(name(figure))));
  return found == codes_.cend() ? local(id, figure) : *found;
}

Code CodeTable::local(const QString& id, Figure figure) const {
  Code code = local_;
  code.code = figure == Figure::Share ? id : id + QLatin1Char('.') + QLatin1String(name(figure));
  return code;
}

bool CodeTable::hasCode(const QString& specimen, const QString& id, Figure figure) const {
  return codes_.contains(key(specimen, id, QLatin1String(name(figure))));
}

QString CodeTable::specimenCode(const QString& specimen) const {
  return specimens_.value(specimen);
}

Result<CodeTable> parseCodeTable(const std::string& json, const std::string& fileName) {
  const auto parsed = model::parseJson(json, fileName);
  if (!parsed) return tl::make_unexpected(parsed.error());
  std::string problem;
  model::Fields root(*parsed, "", problem);
  if (root.text("format") != "cellwise-codes") root.refuse("format is not that of a table of codes");
  if (problem.empty() && root.integer("schemaVersion", 1, 1'000'000) > 1)
    return failure(ErrorCode::VersionUnsupported, "written by a newer program", fileName);

  CodeTable table;
  table.source_ = QString::fromStdString(root.text("source", 10'000));
  table.checked_against_ = text(root, "checkedAgainst");

  QHash<QString, Code> systems;
  std::size_t at = 0;
  for (const auto& item : root.list("systems", 100)) {
    model::Fields system(item, root.pathOf("systems[" + std::to_string(at++) + "]"), problem);
    systems.insert(text(system, "id"), {text(system, "uri"), text(system, "hl7v2"), {}});
  }
  if (systems.contains(QStringLiteral("local"))) {
    table.local_ = systems.value(QStringLiteral("local"));
  } else {
    root.refuse("systems has none with the id local");
  }
  at = 0;
  for (const auto& item : root.list("specimens", 100)) {
    model::Fields specimen(item, root.pathOf("specimens[" + std::to_string(at++) + "]"), problem);
    table.specimens_.insert(text(specimen, "specimen"), text(specimen, "hl7v2"));
  }
  at = 0;
  for (const auto& item : root.list("codes", kMaxCodes)) {
    const std::string path = root.pathOf("codes[" + std::to_string(at++) + "]");
    model::Fields entry(item, path, problem);
    const QString figure = text(entry, "figure"), system = text(entry, "system"), code = text(entry, "code");
    const bool known = std::any_of(std::begin(kFigures), std::end(kFigures),
                                   [&](Figure f) { return figure == QLatin1String(name(f)); });
    if (!known) entry.refuse(entry.pathOf("figure") + " is unknown: " + figure.toStdString());
    if (!systems.contains(system))
      entry.refuse(entry.pathOf("system") + " is not among systems: " + system.toStdString());
    if (code.isEmpty()) entry.refuse(entry.pathOf("code") + " is empty");
    const QString place = key(text(entry, "specimen"), text(entry, "id"), figure);
    if (table.codes_.contains(place)) entry.refuse(path + " names " + place.toStdString() + " once more");
    Code full = systems.value(system);
    full.code = code;
    table.codes_.insert(place, full);
  }
  if (!problem.empty()) return failure(ErrorCode::FormatInvalid, problem, fileName);
  return table;
}

Result<CodeTable> loadCodeTable(const std::filesystem::path& file) {
  const auto bytes = model::readFile(file, kMaxBytes);
  if (!bytes) return tl::make_unexpected(bytes.error());
  const auto name = file.u8string();
  return parseCodeTable(std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()),
                        std::string(name.begin(), name.end()));
}

}  // namespace cellwise::exchange
