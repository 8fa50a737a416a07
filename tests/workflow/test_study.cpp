#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "workflow/study.h"

using namespace cellwise;
using namespace cellwise::workflow;
using Json = nlohmann::json;

namespace {

Json example() {
  return Json::parse(R"({"format":"cellwise-study","schemaVersion":1,"title":"T","scheme":"s.json",
    "networks":{"a":"tiny"},"seeds":[1,2],
    "runs":[{"id":"plain","network":"a","loss":"cross-entropy"},{"id":"ccl","network":"a","loss":"ccl","seeds":[2]}],
    "comparisons":[["plain","ccl"]]})");
}

// Two classes, memberships as given.
StudyCell cell(int truth, float first, float second, const std::string& group = "g") {
  return {truth, group, {first, second}, {}};
}

}  // namespace

TEST_CASE("A study's file is read, what is wrong in it is named") {
  const auto study = parseStudy(example().dump(), "study.json");
  REQUIRE(study);
  CHECK(study->runs.size() == 2);
  CHECK(study->runs[0].seeds == std::vector<std::uint64_t>{1, 2});
  CHECK(study->runs[1].seeds == std::vector<std::uint64_t>{2});

  const auto refused = [&](const std::string& pointer, const Json& value, const std::string& words) {
    Json wrong = example();
    wrong[Json::json_pointer(pointer)] = value;
    const auto result = parseStudy(wrong.dump(), "study.json");
    CAPTURE(pointer);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::FormatInvalid);
    CHECK_THAT(result.error().detail, Catch::Contains(words));
  };
  refused("/format", "other", "format");
  refused("/networks/a", "enormous", "networks.a");
  refused("/networks/a", {{"architecture", "Perceptron"}}, "architecture");
  refused("/runs/0/network", "b", "network");
  refused("/runs/1/id", "plain", "twice");
  refused("/runs/0/id", "../x", "id");
  refused("/runs/0/views", 9, "views");
  refused("/comparisons/0/1", "none", "comparisons");
  refused("/split", {{"train", 1}, {"validation", 0}, {"calibration", 0}, {"test", 0}}, "split");
}

TEST_CASE("The study of the documents can be read") {
  const auto file = std::string(CELLWISE_SOURCE_DIR) + "/docs/study/comparisons.json";
  std::ifstream in(file);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const auto study = parseStudy(text, file);
  if (!study) FAIL(study.error().detail);
  CHECK(study->comparisons.size() > 5);
}

TEST_CASE("Figures of a study on hand-computed cells") {
  StudyCells cells;
  // Validation: c = 0.9 and 0.8 right, 0.7 wrong, 0.6 right; the target of 1 is reached down to 0.8.
  cells.validation = {cell(0, 0.95f, 0.1f), cell(1, 0.2f, 0.9f), cell(0, 0.3f, 0.8f), cell(0, 0.9f, 0.4f)};
  cells.calibration = cells.validation;
  // Test: c = 0.85 right, 0.9 wrong, 0.5 right, 0.75 right.
  cells.test = {cell(0, 0.9f, 0.15f), cell(1, 0.8f, 0.1f), cell(1, 0.5f, 0.7f), cell(0, 0.6f, 0.25f)};
  // Far from both: c near 1, max D near 0.
  cells.unfamiliar["far"] = {cell(-1, 0.01f, 0.0f), cell(-1, 0.0f, 0.02f), cell(-1, 0.9f, 0.9f)};
  const auto f = studyFigures(cells, 2, 1.0);
  CHECK(f.at("accuracy") == 0.75);
  CHECK(f.at("c.Rr") == Approx(0.5));
  CHECK(f.at("c.Ra") == Approx(0.5));
  CHECK(f.at("c.R") == Approx(0.25));
  // Margins of the validation cells: 0.85, 0.7, 0.5 (wrong), 0.5; of the test cells: 0.75, 0.7 (wrong), 0.2,
  // 0.35.
  CHECK(f.at("margin.Rr") == Approx(0.5));
  // In order of falling c: wrong, right, right, right.
  CHECK(f.at("c.aurc") == Approx((1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4) / 4));
  CHECK(f.at("far.n") == 3);
  CHECK(f.at("far.acceptedC") == Approx(2.0 / 3));
  CHECK(f.at("far.acceptedBoth") == 0);
  CHECK(f.at("far.aurocMaxD") == Approx((4 * 2 + 0.5) / 12));
  CHECK(f.count("views.aurc") == 0);
  CHECK(f.count("scaled.aurc") == 0);  // one group: no scaling without it
  CHECK(f.at("icp.Rr") <= 1);
}

TEST_CASE("A study ranks distances scaled per class beside c") {
  // Class 0's distances are ten times those of class 1: its rival's D says little where it is large.
  StudyCells cells;
  for (int i = 0; i < 60; ++i) {
    const auto small = 0.01f * static_cast<float>(i % 7), large = 0.05f * static_cast<float>(i % 11);
    const std::string group = "g" + std::to_string(i / 6);
    auto made = i % 2 == 0 ? cell(0, 0.35f + large, small, group) : cell(1, large, 0.95f + small / 2, group);
    cells.validation.push_back(made);
    if (i % 10 == 3) std::swap(made.memberships[0], made.memberships[1]);  // wrong
    cells.test.push_back(made);
  }
  cells.calibration = cells.validation;
  const auto f = studyFigures(cells, 2, 0.9);
  for (const char* name : {"scaled.Rr", "scaled.Ra", "scaled.aurc", "validation.scaled.aurc"}) {
    CAPTURE(name);
    REQUIRE(f.count(name) == 1);
    CHECK(f.at(name) >= 0);
    CHECK(f.at(name) <= 1);
  }
  CHECK(f.at("validation.scaled.aurc") == 0);  // no validation cell is wrong
  CHECK(f.at("scaled.aurc") != f.at("c.aurc"));
}

TEST_CASE("A summary gives means over seeds and differences between the same seeds") {
  const auto study = parseStudy(example().dump(), "study.json");
  REQUIRE(study);
  const std::vector<std::string> groups = {"a", "a", "b", "b"};
  const std::vector<StudyResult> results = {
      {"plain", 1, {{"accuracy", 0.5}}, groups, {true, false, true, false}},
      {"plain", 2, {{"accuracy", 0.7}}, groups, {true, true, false, false}},
      {"ccl", 2, {{"accuracy", 0.9}}, groups, {true, true, true, false}}};
  const auto summary = summarise(*study, results, 500);
  REQUIRE(summary.runs.size() == 2);
  CHECK(summary.runs[0].figures.at("accuracy").n == 2);
  CHECK(summary.runs[0].figures.at("accuracy").mean == Approx(0.6));
  CHECK(summary.runs[0].figures.at("accuracy").deviation == Approx(std::sqrt(0.02)));
  CHECK(std::isnan(summary.runs[1].figures.at("accuracy").deviation));
  REQUIRE(summary.differences.size() == 1);
  const auto& d = summary.differences[0];
  CHECK(d.seeds == 1);  // seed 1 has no partner
  CHECK(d.accuracy == Approx(0.25));
  CHECK(d.figures.at("accuracy").mean == Approx(0.2));
  CHECK(d.interval.low == Approx(0));     // only group a drawn
  CHECK(d.interval.high == Approx(0.5));  // only group b

  CHECK_THAT(studyCsv(results), Catch::StartsWith("run,seed,accuracy\nplain,1,0.5\n"));
  const auto html = studyHtml(*study, results, summary);
  CHECK_THAT(html, Catch::Contains("60.00 ± 14.14") && Catch::Contains("+25.00"));
}
