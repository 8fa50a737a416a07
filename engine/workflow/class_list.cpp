#include "workflow/class_list.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <set>
#include <string>

namespace cellwise::workflow {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

struct FixedAnswer {
  const char *id, *nameEn, *nameZh, *shortName, *colour;
  std::initializer_list<const char*> keys;  // the first that is free
};

const FixedAnswer kFixed[] = {
    {kNotACell, "Not a cell", "非细胞", "NOT", "#8c8c8c", {"x", "[", "{"}},
    {kUnclassifiable, "Unclassifiable", "无法分类", "UNC", "#5f6368", {"q", "]", "}"}},
};

}  // namespace

model::ClassScheme classList(const model::ClassScheme& scheme,
                             const std::vector<casebook::LaboratoryClass>& laboratory,
                             const std::vector<casebook::CellRecord>& inUse) {
  model::ClassScheme list = scheme;
  std::set<std::string> keys;
  int order = 0;
  for (const auto& c : scheme.classes) {
    keys.insert(lower(c.key));
    order = std::max(order, c.order + 1);
  }
  const auto used = [&](const QString& id) {
    return std::any_of(inUse.begin(), inUse.end(), [&](const casebook::CellRecord& cell) {
      return cell.review && cell.review->classId == id;
    });
  };
  for (const auto& own : laboratory) {
    if (list.indexOf(own.id.toStdString()) >= 0 || (own.retired && !used(own.id))) continue;
    model::CellClass c;
    c.id = own.id.toStdString();
    c.nameEn = c.nameZh = own.name.toStdString();
    c.shortName = own.shortName.toStdString();
    c.lineage = own.lineage.toStdString();
    c.maturationStage = own.stage;
    c.colour = own.colour.toStdString();
    if (const std::string key = lower(own.key.toStdString());
        !own.retired && !key.empty() && keys.insert(key).second) {
      c.key = key;
    }
    c.counted = own.counted;
    c.order = order++;
    list.classes.push_back(std::move(c));
  }
  for (const FixedAnswer& fixed : kFixed) {
    if (list.indexOf(fixed.id) >= 0) continue;
    model::CellClass c;
    c.id = fixed.id;
    c.nameEn = fixed.nameEn;
    c.nameZh = fixed.nameZh;
    c.shortName = fixed.shortName;
    c.colour = fixed.colour;
    for (const char* key : fixed.keys) {
      if (!keys.insert(key).second) continue;
      c.key = key;
      break;
    }
    c.counted = false;
    c.order = order++;
    list.classes.push_back(std::move(c));
  }
  return list;
}

Result<model::ClassScheme> classList(const model::ClassScheme& scheme, const casebook::Casebook& casebook,
                                     const std::vector<casebook::CellRecord>& inUse) {
  return casebook::ClassBook::classes(casebook).map(
      [&](const auto& laboratory) { return classList(scheme, laboratory, inUse); });
}

}  // namespace cellwise::workflow
