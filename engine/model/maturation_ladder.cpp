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
  if (!scheme.lineage(from.lineage)) return -1;
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
  std::map<std::string, std::map<int, std::vector<int>>> stages;  // of each lineage
  std::vector<int> others;
  std::map<int, int> rowsOfStage;
  for (int c : inReportOrder(scheme)) {
    const CellClass& cellClass = scheme.classes[static_cast<std::size_t>(c)];
    if (!scheme.lineage(cellClass.lineage)) {
      others.push_back(c);
      continue;
    }
    auto& beside = stages[cellClass.lineage][cellClass.maturationStage];
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
  // Side by side in the columns given, three at most, then below each other.
  const auto place = [&](const std::vector<int>& beside, int row, int column, int width) {
    const int count = static_cast<int>(beside.size());
    for (int i = 0; i < count; ++i) {
      const int inRow = std::min(kBeside, count - i / kBeside * kBeside);
      const int at = i % kBeside;
      const int from = at * width / inRow;
      ladder.rungs.push_back({beside[static_cast<std::size_t>(i)], row + i / kBeside, column + from,
                              (at + 1) * width / inRow - from});
    }
  };
  for (const Lineage& lineage : scheme.lineages) {
    const auto found = stages.find(lineage.id);
    if (found == stages.end()) continue;
    int width = 1;
    for (const auto& [stage, beside] : found->second)
      width = std::max(width, std::min(kBeside, static_cast<int>(beside.size())));
    for (const auto& [stage, beside] : found->second) place(beside, firstRow[stage], ladder.columns, width);
    ladder.lineages.push_back({lineage.id, ladder.columns, width});
    ladder.columns += width;
  }
  if (!others.empty()) {
    ladder.columns = std::max(ladder.columns, std::min(kBeside, static_cast<int>(others.size())));
    place(others, ladder.rows, 0, ladder.columns);
    ladder.rows += (static_cast<int>(others.size()) + kBeside - 1) / kBeside;
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
