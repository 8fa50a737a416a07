#include "model/maturation_ladder.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace cellwise::model {
namespace {

constexpr int kBeside = 3;

std::vector<int> inReportOrder(const ClassScheme& scheme) {
  std::vector<int> order(scheme.classes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return scheme.classes[static_cast<std::size_t>(a)].order <
           scheme.classes[static_cast<std::size_t>(b)].order;
  });
  return order;
}

// direction: -1 younger, 1 older.
int neighbour(const ClassScheme& scheme, int classIndex, int direction) {
  if (classIndex < 0 || classIndex >= static_cast<int>(scheme.classes.size())) return -1;
  const CellClass& from = scheme.classes[static_cast<std::size_t>(classIndex)];
  int best = -1;
  for (int c : inReportOrder(scheme)) {
    const CellClass& to = scheme.classes[static_cast<std::size_t>(c)];
    const int distance = (to.maturationStage - from.maturationStage) * direction;
    if (to.lineage != from.lineage || distance <= 0) continue;
    const auto bestDistance = [&] {
      return (scheme.classes[static_cast<std::size_t>(best)].maturationStage - from.maturationStage) *
             direction;
    };
    if (best < 0 || distance < bestDistance()) best = c;
  }
  return best;
}

}  // namespace

MaturationLadder maturationLadder(const ClassScheme& scheme) {
  // Stage by stage of each lineage, in the order of the scheme; the empty lineage gathers the rest.
  std::vector<std::string> lineages;
  for (const Lineage& lineage : scheme.lineages) lineages.push_back(lineage.id);
  lineages.emplace_back();
  std::map<std::string, std::map<int, std::vector<int>>> stages;
  std::map<int, int> rowsOfStage;
  for (int c : inReportOrder(scheme)) {
    const CellClass& cellClass = scheme.classes[static_cast<std::size_t>(c)];
    const std::string lineage = scheme.lineage(cellClass.lineage) ? cellClass.lineage : std::string();
    auto& beside = stages[lineage][cellClass.maturationStage];
    beside.push_back(c);
    int& rows = rowsOfStage[cellClass.maturationStage];
    rows = std::max(rows, (static_cast<int>(beside.size()) + kBeside - 1) / kBeside);
  }

  MaturationLadder ladder;
  std::map<int, int> firstRow;
  for (const auto& [stage, rows] : rowsOfStage) {
    firstRow[stage] = ladder.rows;
    ladder.rows += rows;
  }
  for (const std::string& lineage : lineages) {
    const auto found = stages.find(lineage);
    if (found == stages.end()) continue;
    int width = 1;
    for (const auto& [stage, beside] : found->second)
      width = std::max(width, std::min(kBeside, static_cast<int>(beside.size())));
    for (const auto& [stage, beside] : found->second) {
      const int count = static_cast<int>(beside.size());
      for (int i = 0; i < count; ++i) {
        const int inRow = std::min(kBeside, count - i / kBeside * kBeside);
        const int place = i % kBeside;
        const int from = place * width / inRow;
        ladder.rungs.push_back({beside[static_cast<std::size_t>(i)], firstRow[stage] + i / kBeside,
                                ladder.columns + from, (place + 1) * width / inRow - from});
      }
    }
    ladder.lineages.push_back({lineage, ladder.columns, width});
    ladder.columns += width;
  }
  return ladder;
}

int youngerClass(const ClassScheme& scheme, int classIndex) {
  return neighbour(scheme, classIndex, -1);
}

int olderClass(const ClassScheme& scheme, int classIndex) {
  return neighbour(scheme, classIndex, 1);
}

}  // namespace cellwise::model
