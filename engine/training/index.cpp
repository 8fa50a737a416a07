#include "training/index.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <numeric>
#include <random>
#include <set>

namespace cellwise::training {
namespace {

// One line of RFC 4180 CSV without line breaks inside fields.
std::vector<std::string> splitCsvLine(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char ch = line[i];
    if (quoted && ch == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (ch == '"') {
      quoted = !quoted;
    } else if (ch == ',' && !quoted) {
      fields.emplace_back();
    } else if (ch != '\r') {
      fields.back() += ch;
    }
  }
  return fields;
}

struct Table {
  struct Row {
    int line = 0;
    std::vector<std::string> fields;  // as many as the header has
  };
  std::vector<std::string> header;
  std::vector<Row> rows;

  int column(std::string_view wanted) const {  // -1 if there is none
    const auto found = std::find(header.begin(), header.end(), wanted);
    return found == header.end() ? -1 : static_cast<int>(found - header.begin());
  }
};

tl::unexpected<Error> lineProblem(const std::filesystem::path& csv, int line) {
  return failure(ErrorCode::FormatInvalid,
                 "line " + std::to_string(line) + " does not have the header's fields", csv.string());
}

Result<Table> readTable(const std::filesystem::path& csv) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(csv, ignored))
    return failure(ErrorCode::FileNotFound, "no such index file", csv.string());
  std::ifstream in(csv);
  if (!in) return failure(ErrorCode::FileUnreadable, "the index cannot be opened", csv.string());
  std::string line;
  if (!std::getline(in, line)) return failure(ErrorCode::FormatInvalid, "the index is empty", csv.string());
  if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  Table table;
  table.header = splitCsvLine(line);
  for (int number = 2; std::getline(in, line); ++number) {
    if (line.empty() || line == "\r") continue;
    table.rows.push_back({number, splitCsvLine(line)});
    if (table.rows.back().fields.size() != table.header.size()) return lineProblem(csv, number);
  }
  if (in.bad()) return failure(ErrorCode::FileUnreadable, "reading the index failed", csv.string());
  return table;
}

}  // namespace

Result<std::vector<NamedCell>> readNamedIndex(const std::filesystem::path& csv,
                                              const std::filesystem::path& root, const ClassMap& map) {
  const auto table = readTable(csv);
  if (!table) return tl::make_unexpected(table.error());
  const auto pathColumn = table->column("path"), classColumn = table->column("class"),
             groupColumn = table->column("group");
  if (pathColumn < 0 || classColumn < 0) {
    return failure(ErrorCode::FormatInvalid, "the first line must name the columns path and class",
                   csv.string());
  }
  std::vector<NamedCell> cells;
  for (const auto& row : table->rows) {
    NamedCell cell;
    cell.path = row.fields[static_cast<std::size_t>(pathColumn)];
    const std::string& named = row.fields[static_cast<std::size_t>(classColumn)];
    if (cell.path.empty() || named.empty()) return lineProblem(csv, row.line);
    cell.file = root / cell.path;
    const auto mapped = map.find(named);
    cell.classId = mapped == map.end() ? named : mapped->second;
    if (groupColumn >= 0) cell.group = row.fields[static_cast<std::size_t>(groupColumn)];
    if (cell.group.empty()) cell.group = cell.path;
    cells.push_back(std::move(cell));
  }
  if (cells.empty()) return failure(ErrorCode::FormatInvalid, "the index lists no cell", csv.string());
  return cells;
}

Result<AttributeLabels> readAttributeLabels(const std::filesystem::path& csv,
                                            const model::AttributeScheme& scheme) {
  const auto table = readTable(csv);
  if (!table) return tl::make_unexpected(table.error());
  const auto pathColumn = table->column("path");
  if (pathColumn < 0)
    return failure(ErrorCode::FormatInvalid, "the first line must name the column path", csv.string());
  std::vector<std::size_t> columns;
  for (const auto& attribute : scheme.attributes) {
    const auto column = table->column(attribute.id);
    if (column < 0)
      return failure(ErrorCode::FormatInvalid, "the first line does not name " + attribute.id, csv.string());
    columns.push_back(static_cast<std::size_t>(column));
  }
  AttributeLabels labels;
  for (const auto& row : table->rows) {
    std::vector<int> values;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      std::string id = row.fields[columns[i]];
      std::replace(id.begin(), id.end(), ' ', '_');
      values.push_back(id.empty() ? -1 : scheme.attributes[i].indexOf(id));
      if (id.empty() || values.back() >= 0) continue;
      return failure(
          ErrorCode::FormatInvalid,
          "line " + std::to_string(row.line) + ": " + scheme.attributes[i].id + " has no value " + id,
          csv.string());
    }
    const std::string& path = row.fields[static_cast<std::size_t>(pathColumn)];
    if (path.empty()) return lineProblem(csv, row.line);
    if (!labels.emplace(path, std::move(values)).second) {
      return failure(ErrorCode::FormatInvalid,
                     "line " + std::to_string(row.line) + ": " + path + " is described twice", csv.string());
    }
  }
  return labels;
}

Result<std::vector<LabelledCell>> readIndex(const std::filesystem::path& csv,
                                            const std::filesystem::path& root,
                                            const model::ClassScheme& scheme, const ClassMap& map) {
  auto named = readNamedIndex(csv, root, map);
  if (!named) return tl::make_unexpected(named.error());
  std::vector<LabelledCell> cells;
  std::set<std::string> unknown;
  for (auto& cell : *named) {
    const int index = scheme.indexOf(cell.classId);
    if (index < 0) unknown.insert(cell.classId);
    cells.push_back({std::move(cell.file), std::move(cell.path), index, std::move(cell.group)});
  }
  if (!unknown.empty()) {
    std::string names;
    for (const auto& name : unknown) names += (names.empty() ? "" : ", ") + name;
    return failure(ErrorCode::NotFound, "the scheme " + scheme.id + " has no class " + names, csv.string());
  }
  return cells;
}

Split splitByGroup(const std::vector<LabelledCell>& cells, const SplitFractions& fractions,
                   std::uint64_t seed) {
  // A group belongs to the class of most of its cells, so that it can be placed once.
  std::map<std::string, std::map<int, int>> classesOfGroup;
  for (const auto& cell : cells) ++classesOfGroup[cell.group][cell.classIndex];
  std::map<int, std::vector<std::string>> groupsOfClass;
  for (const auto& [group, counts] : classesOfGroup) {
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    groupsOfClass[most->first].push_back(group);
  }

  constexpr int kParts = 4;
  const std::array<double, kParts> wanted = {fractions.train, fractions.validation, fractions.calibration,
                                             fractions.test};
  const double whole = std::accumulate(wanted.begin(), wanted.end(), 0.0);
  std::map<std::string, int> partOfGroup;
  for (auto& [classIndex, groups] : groupsOfClass) {
    std::mt19937_64 random(seed * 1'000'003 + static_cast<std::uint64_t>(classIndex));
    for (std::size_t i = groups.size(); i > 1; --i) std::swap(groups[i - 1], groups[random() % i]);
    double total = 0;
    const auto sizeOf = [&](const std::string& group) {
      double size = 0;
      for (const auto& [c, count] : classesOfGroup[group]) size += count;
      return size;
    };
    for (const auto& group : groups) total += sizeOf(group);
    // Each group goes to the part that lacks most, relative to what it should have.
    std::array<double, kParts> filled = {};
    for (const auto& group : groups) {
      int best = 0;
      double bestFilling = 1e9;
      for (int part = 0; part < kParts; ++part) {
        if (wanted[part] <= 0) continue;
        const double filling = filled[part] / (total * wanted[part] / whole);
        if (filling < bestFilling) {
          best = part;
          bestFilling = filling;
        }
      }
      filled[best] += sizeOf(group);
      partOfGroup[group] = best;
    }
  }
  Split split;
  std::array<std::vector<LabelledCell>*, kParts> parts = {&split.train, &split.validation, &split.calibration,
                                                          &split.test};
  for (const auto& cell : cells) parts[partOfGroup[cell.group]]->push_back(cell);
  return split;
}

}  // namespace cellwise::training
