#include <catch2/catch.hpp>
#include <fstream>

#include "workflow/training_curves.h"

using namespace cellwise;
namespace fs = std::filesystem;

TEST_CASE("A training's log is read, a torn last line left out, a wrong one named") {
  const fs::path folder = fs::temp_directory_path() / "cellwise-curves-test" / "run & 1";
  fs::remove_all(folder);
  fs::create_directories(folder);
  CHECK(workflow::readTrainingLog(folder).error().code == ErrorCode::FileNotFound);
  const auto write = [&](const std::string& text) { std::ofstream(folder / "log.jsonl") << text; };
  const std::string first =
      R"({"epoch":1,"loss":2.5,"trainAccuracy":0.4,"validationAccuracy":0.5,"minCentroidDistance":11})";
  const std::string second =
      R"({"epoch":2,"loss":1.5,"trainAccuracy":0.6,"validationAccuracy":0.7,"minCentroidDistance":12})";
  write(first + "\n" + second + "\n" + R"({"epoch":3,"lo)");
  const auto log = workflow::readTrainingLog(folder);
  REQUIRE(log);
  CHECK(log->name == "run & 1");
  REQUIRE(log->epochs.size() == 2);
  CHECK(log->epochs[1].validationAccuracy == 0.7);
  CHECK(log->epochs[1].minCentroidDistance == 12);

  const auto html = workflow::trainingCurvesHtml(std::vector{*log, *log});
  CHECK_THAT(html, Catch::Contains("run &amp; 1") && Catch::Contains("70.00 % (epoch 2)"));
  std::size_t curves = 0;
  for (auto at = html.find("<polyline"); at != std::string::npos; at = html.find("<polyline", at + 1))
    ++curves;
  CHECK(curves == 8);  // four plots of two runs

  write(first + "\nnonsense\n" + second + "\n");
  CHECK_THAT(workflow::readTrainingLog(folder / "log.jsonl").error().detail, Catch::Contains("line 2"));
  write("");
  CHECK(workflow::readTrainingLog(folder).error().code == ErrorCode::FormatInvalid);
}
