#include <catch2/catch.hpp>

#include "model/maturation_ladder.h"

using namespace cellwise::model;

namespace {

ClassScheme shipped(const char* name) {
  auto scheme = loadScheme(std::string(CELLWISE_SOURCE_DIR "/resources/schemes/") + name);
  REQUIRE(scheme);
  return *scheme;
}

const MaturationLadder::Rung& rungOf(const MaturationLadder& ladder, const ClassScheme& scheme,
                                     const char* id) {
  for (const auto& rung : ladder.rungs)
    if (scheme.classes[std::size_t(rung.classIndex)].id == id) return rung;
  FAIL("no rung for " << id);
  return ladder.rungs.front();
}

// Every class has one rung, inside the grid and its lineage's column, and none covers another.
void checkLadder(const MaturationLadder& ladder, const ClassScheme& scheme) {
  REQUIRE(ladder.rungs.size() == scheme.classes.size());
  std::vector<int> seen(scheme.classes.size());
  std::vector<std::vector<int>> grid(std::size_t(ladder.rows), std::vector<int>(std::size_t(ladder.columns)));
  for (const auto& rung : ladder.rungs) {
    ++seen[std::size_t(rung.classIndex)];
    REQUIRE(rung.columns >= 1);
    for (int c = rung.column; c < rung.column + rung.columns; ++c)
      CHECK(++grid.at(std::size_t(rung.row)).at(std::size_t(c)) == 1);
    const std::string& lineage = scheme.classes[std::size_t(rung.classIndex)].lineage;
    bool inside = !scheme.lineage(lineage);  // below the ladder
    for (const auto& column : ladder.lineages)
      inside |= column.lineage == lineage && rung.column >= column.column &&
                rung.column + rung.columns <= column.column + column.columns;
    CHECK(inside);
  }
  for (int n : seen) CHECK(n == 1);
}

}  // namespace

TEST_CASE("eleven and thirteen classes stand by lineage and stage", "[ladder]") {
  const ClassScheme blood = shipped("blood-11.json");
  const auto ladder = maturationLadder(blood);
  checkLadder(ladder, blood);
  REQUIRE(ladder.lineages.size() == 5);
  CHECK(ladder.lineages.front().lineage == "granulocytic");
  CHECK(ladder.rows == 6);     // stages 0 to 5
  CHECK(ladder.columns == 7);  // three kinds of mature granulocytes side by side
  CHECK(rungOf(ladder, blood, "myelocyte").row == rungOf(ladder, blood, "promyelocyte").row + 1);
  CHECK(rungOf(ladder, blood, "myelocyte").columns == 3);
  CHECK(rungOf(ladder, blood, "eosinophil").row == rungOf(ladder, blood, "segmented_neutrophil").row);
  CHECK(rungOf(ladder, blood, "basophil").column == 2);

  const ClassScheme marrow = shipped("marrow-13.json");
  const auto other = maturationLadder(marrow);
  checkLadder(other, marrow);
  CHECK(other.lineages.size() == 6);
  CHECK(other.rows == 4);
  CHECK(rungOf(other, marrow, "myeloblast").row == 0);
}

TEST_CASE("one stage younger or older stays in the lineage and ends with it", "[ladder]") {
  const ClassScheme blood = shipped("blood-11.json");
  const auto id = [&](int c) { return c < 0 ? std::string() : blood.classes[std::size_t(c)].id; };
  const auto younger = [&](const char* from) { return id(youngerClass(blood, blood.indexOf(from))); };
  const auto older = [&](const char* from) { return id(olderClass(blood, blood.indexOf(from))); };
  CHECK(younger("promyelocyte").empty());
  CHECK(older("promyelocyte") == "myelocyte");
  CHECK(younger("band_neutrophil") == "metamyelocyte");
  CHECK(older("band_neutrophil") == "segmented_neutrophil");  // the first of three at that stage
  CHECK(younger("basophil") == "band_neutrophil");
  CHECK(older("basophil").empty());
  CHECK(younger("monocyte").empty());
  CHECK(older("lymphocyte").empty());
  CHECK(youngerClass(blood, -1) == -1);
  CHECK(olderClass(blood, 99) == -1);

  // Stages may have gaps, and the list any order: the marrow's myeloblast is the last.
  const ClassScheme marrow = shipped("marrow-13.json");
  CHECK(olderClass(marrow, marrow.indexOf("myeloblast")) == marrow.indexOf("promyelocyte"));
  CHECK(youngerClass(marrow, marrow.indexOf("promyelocyte")) == marrow.indexOf("myeloblast"));
  CHECK(olderClass(marrow, marrow.indexOf("late_erythroblast")) == -1);
}

TEST_CASE("classes that a laboratory adds find their place", "[ladder]") {
  ClassScheme scheme = shipped("blood-11.json");
  const auto add = [&](const char* id, const char* lineage, int stage) {
    CellClass added = scheme.classes.front();
    added.id = id;
    added.lineage = lineage;
    added.maturationStage = stage;
    added.order = int(scheme.classes.size());
    scheme.classes.push_back(added);
  };
  add("blast", "granulocytic", 0);
  add("hairy_cell", "lymphoid", 2);
  for (const char* id : {"smudge", "artefact", "giant_platelet", "malaria"}) add(id, "", 0);
  const auto ladder = maturationLadder(scheme);
  checkLadder(ladder, scheme);
  CHECK(ladder.lineages.size() == 5);
  // Four do not mature: three below the ladder's six stages, and one below them.
  CHECK(rungOf(ladder, scheme, "smudge").row == 6);
  CHECK(rungOf(ladder, scheme, "malaria").row == 7);
  CHECK(rungOf(ladder, scheme, "malaria").columns == ladder.columns);
  scheme.classes[std::size_t(scheme.indexOf("malaria"))].maturationStage = 1;
  CHECK(youngerClass(scheme, scheme.indexOf("malaria")) == -1);
  CHECK(youngerClass(scheme, scheme.indexOf("promyelocyte")) == scheme.indexOf("blast"));
  CHECK(maturationLadder({}).rungs.empty());
}
