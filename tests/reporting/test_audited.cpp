#include <catch2/catch.hpp>

#include "reporting/audited.h"
#include "samples.h"

using namespace cellwise;
using namespace cellwise::reporting;

namespace {

// 100 accepted: 60 segmented, 40 lymphocytes; 20 others decided by an expert; 5 unsure.
samples::Cells cells() {
  samples::Cells c;
  c.predicted(60, "segmented_neutrophil").predicted(40, "lymphocyte");
  c.confirmed(20, "monocyte", "lymphocyte").predicted(5, "lymphocyte", samples::kUnsure);
  return c;
}

casebook::BlindAnswer answer(const casebook::CellRecord& cell, const char* classId) {
  return {cell.id, cell.id, classId, "Dr. A", samples::kNow};
}

}  // namespace

TEST_CASE("Audit figures counted by hand, and an answer makes no cell an ordinary decision") {
  auto c = cells();
  std::vector<casebook::BlindAnswer> answers;
  for (int i = 0; i < 9; ++i)
    answers.push_back(answer(c.list[static_cast<std::size_t>(i)], "segmented_neutrophil"));
  answers.push_back(answer(c.list[60], "segmented_neutrophil"));  // taken for a lymphocyte
  answers.push_back(answer(c.list[122], "monocyte"));             // not accepted: does not enter
  for (const auto& a : answers) {                                 // each answer is also the word in force
    c.list[static_cast<std::size_t>(a.cellId) - 1].review =
        casebook::ReviewRecord{a.event, a.classId, a.reviewer, a.at};
  }
  const auto f = auditFigures(samples::slide("blood"), c.list, samples::manifest("blood-11"), answers);
  CHECK(f.accepted == 100);
  CHECK(f.error.n == 10);
  CHECK(f.error.errors == 1);
  CHECK(f.calibrationCells == 600);
  CHECK(f.calibrationErrors == 6);
  const auto row = [&](const char* id) {
    for (const auto& r : f.rows) {
      if (r.classId == id) return r.share;
    }
    FAIL("no row");
    return decision::CorrectedShare{};
  };
  // 20 monocytes and the unsure one that was decided are an expert's: 121 counted.
  CHECK(row("segmented_neutrophil").plain == Approx(60.0 / 121));
  CHECK(row("segmented_neutrophil").corrected == Approx(70.0 / 121));
  CHECK(row("lymphocyte").corrected == Approx(30.0 / 121));
  CHECK(row("monocyte").corrected == Approx(21.0 / 121));
  CHECK(f.rows.size() == 9);  // erythroblasts and platelets are outside

  // One of ten against 6 of 600: p = 1 - P(none), by hand from the seven wrong among 610.
  double none = 1;
  for (int i = 0; i < 10; ++i) none *= (603.0 - i) / (610.0 - i);
  CHECK(f.contradicts == Approx(1 - none));
  CHECK_FALSE(f.alarm());
  CHECK(*f.errorBound() == Approx(decision::clopperPearson(7, 610).high));
  CHECK(auditInWords(f, Language::English).startsWith("Blind audit: 1 of 10 audited cells wrong"));
}

TEST_CASE("An audit that contradicts the calibration says so, and is believed alone") {
  auto c = cells();
  std::vector<casebook::BlindAnswer> answers;
  for (int i = 0; i < 10; ++i)
    answers.push_back(
        answer(c.list[static_cast<std::size_t>(i)], i < 3 ? "band_neutrophil" : "segmented_neutrophil"));
  const auto f = auditFigures(samples::slide("blood"), c.list, samples::manifest("blood-11"), answers);
  CHECK(f.alarm());
  CHECK(*f.errorBound() == Approx(0.6525).margin(1e-4));  // 3 of 10, published tables
  CHECK(auditInWords(f, Language::English).contains("contradicts the calibration"));
  CHECK(auditInWords(f, Language::Chinese).contains(QStringLiteral("与校准结果矛盾")));
  CHECK(auditInWords(auditFigures(samples::slide("blood"), c.list, samples::manifest("blood-11"), {}),
                     Language::English)
            .isEmpty());
}
