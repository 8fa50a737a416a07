#include <catch2/catch.hpp>
#include <string>

#include "reporting/limits.h"
#include "samples.h"

using namespace cellwise;
using namespace cellwise::reporting;

namespace {

const model::DecisionLimits& shipped() {
  static const auto limits =
      model::loadDecisionLimits(CELLWISE_SOURCE_DIR "/resources/limits/decision-limits.json").value();
  return limits;
}

// A copy: the list may be a temporary.
LimitResult of(const std::vector<LimitResult>& results, const char* id) {
  for (const auto& result : results) {
    if (result.rule.id == id) return result;
  }
  FAIL("no rule " << id);
  return results.front();
}

// 200 marrow cells: `blasts` of them myeloblasts, and unsure ones besides.
Differential marrow(int blasts, int unsure) {
  samples::Cells c;
  c.confirmed(blasts, "myeloblast", "promyelocyte").predicted(200 - blasts, "mature_granulocyte");
  c.predicted(unsure, "myeloblast", samples::kUnsure);
  return computeDifferential(samples::slide("marrow"), c.list, samples::manifest("marrow-13"), "T.",
                             samples::kNow);
}

}  // namespace

TEST_CASE("Monocytes of the blood sample against CMML, counted by hand") {
  const auto results = evaluateLimits(samples::bloodDifferential(), shipped());
  CHECK(results.size() == shipped().rules.size());
  const auto& r = of(results, "cmml-monocytes");
  REQUIRE(r.applies());
  CHECK(r.share.classes == QStringList{"monocyte"});
  CHECK(r.share.now == decision::ShareOf{9, 100});
  CHECK(r.share.possible->low == decision::ShareOf{9, 110});
  CHECK(r.share.possible->high == decision::ShareOf{19, 110});
  CHECK(r.share.state == decision::LimitState::Straddles);
  // 9 + 2 of 110 reach 10 %.
  CHECK(r.share.fewestToSettle == 2);
  CHECK(r.verdict == LimitVerdict::Open);  // and the white cell count is not known
  CHECK_THAT(inWords(r, Language::English).toStdString(),
             Catch::Contains("Monocytes ≥ 10 % (WHO, ICC)") && Catch::Contains("9.0 % (4.2–16.4)") &&
                 Catch::Contains("the 10 unresolved cells can still make it 8.2–17.3 %") &&
                 Catch::Contains("white cell count"));

  LimitContext context;
  context.whiteCells = 4;
  const auto low = evaluateLimits(samples::bloodDifferential(), shipped(), context);
  REQUIRE(of(low, "cmml-monocytes").alsoAbsolute);
  CHECK(of(low, "cmml-monocytes").alsoAbsolute->now == Approx(0.36));
  CHECK(of(low, "cmml-monocytes").alsoAbsolute->state == decision::LimitState::Straddles);
  context.whiteCells = 2;  // at most 19 / 110 of 2 = 0.35
  CHECK(of(evaluateLimits(samples::bloodDifferential(), shipped(), context), "cmml-monocytes").verdict ==
        LimitVerdict::NotReached);
}

TEST_CASE("Limits that a scheme cannot express are listed with the reason") {
  const auto blood = evaluateLimits(samples::bloodDifferential(), shipped());
  CHECK(of(blood, "who-blasts-20").share.why == NotApplicable::NoSuchClass);
  CHECK(of(blood, "schistocytes-1").share.why == NotApplicable::NoRedCells);
  CHECK(of(blood, "plasma-cells-10").share.why == NotApplicable::OtherSpecimen);
  CHECK_THAT(inWords(of(blood, "who-blasts-20"), Language::English).toStdString(),
             Catch::Contains("not applicable") && Catch::Contains("myeloblast"));

  const auto marrow = evaluateLimits(samples::marrowDifferential(), shipped());
  CHECK(of(marrow, "who-blasts-20").applies());
  CHECK(of(marrow, "plasma-cells-10").applies());
  CHECK(of(marrow, "pure-erythroid-80").share.why == NotApplicable::NoSuchClass);
  CHECK(of(marrow, "cmml-monocytes").share.why == NotApplicable::OtherSpecimen);
}

TEST_CASE("A limit is settled when whatever the unresolved cells are leaves the share on one side") {
  const auto& straddles = of(evaluateLimits(marrow(38, 10), shipped()), "who-blasts-20");
  CHECK(straddles.share.possible->low == decision::ShareOf{38, 210});
  CHECK(straddles.share.possible->high == decision::ShareOf{48, 210});
  CHECK(straddles.share.state == decision::LimitState::Straddles);
  CHECK(straddles.verdict == LimitVerdict::Open);

  const auto results = evaluateLimits(marrow(50, 10), shipped());
  CHECK(of(results, "who-blasts-20").verdict == LimitVerdict::Reached);
  CHECK(of(results, "fab-blasts-30").verdict == LimitVerdict::NotReached);
  CHECK_THAT(inWords(of(results, "who-blasts-20"), Language::English).toStdString(),
             Catch::Contains("Above 20 %, whatever the 10 unresolved cells are (23.8–28.6 %)"));
  // 50 of 200 is 19.2 to 31.6 %: another sample might show less than 20 %.
  CHECK(of(results, "who-blasts-20").share.sampling == decision::LimitState::Straddles);
}

TEST_CASE("Blasts of the non-erythroid cells, with half of the cells erythroid") {
  samples::Cells c;
  c.predicted(35, "myeloblast").predicted(65, "mature_granulocyte").predicted(101, "late_erythroblast");
  c.predicted(7, "degenerate");
  const auto d = computeDifferential(samples::slide("marrow"), c.list, samples::manifest("marrow-13"), "T.",
                                     samples::kNow);
  const auto& r = of(evaluateLimits(d, shipped()), "fab-blasts-30-non-erythroid");
  CHECK(r.share.now == decision::ShareOf{35, 100});
  CHECK(r.alsoShare->now == decision::ShareOf{101, 201});
  CHECK(r.verdict == LimitVerdict::Reached);
}

TEST_CASE("Mistakes among accepted cells can move a share that the unresolved cells cannot") {
  const auto d = marrow(38, 0);  // 38 confirmed, 162 accepted, 19 %
  CHECK(of(evaluateLimits(d, shipped()), "who-blasts-20").share.state == decision::LimitState::Below);
  LimitContext context;
  context.acceptedError = 0.02;  // 3.24 of 162 cells: 4
  const auto& r = of(evaluateLimits(d, shipped(), context), "who-blasts-20");
  CHECK(r.share.wrong == 4);
  CHECK(r.share.withErrors->high == decision::ShareOf{42, 200});
  CHECK(r.share.withErrors->low == decision::ShareOf{38, 200});  // no accepted cell is a blast
  CHECK(r.share.state == decision::LimitState::Below);
  CHECK(r.share.stateWithErrors == decision::LimitState::Straddles);
  CHECK_THAT(inWords(r, Language::English).toStdString(), Catch::Contains("4 at most, by estimate"));
  CHECK(inWords(r, Language::Chinese).contains(QStringLiteral("估计至多 4 个")));
  // The calibration cells of the sample: 6 errors of 600 accepted; upper end computed apart from this.
  CHECK(*acceptedErrorBound(d) == Approx(0.0216).margin(5e-5));
}

TEST_CASE("Nothing counted is said, not divided by") {
  samples::Cells none;
  const auto d = computeDifferential(samples::slide("marrow"), none.list, samples::manifest("marrow-13"),
                                     "T.", samples::kNow);
  const auto& r = of(evaluateLimits(d, shipped()), "who-blasts-20");
  CHECK(r.applies());
  CHECK_FALSE(r.share.now.defined());
  CHECK_FALSE(r.share.possible);
  CHECK(r.verdict == LimitVerdict::Open);
  CHECK_THAT(inWords(r, Language::English).toStdString(), Catch::Contains("No cell is counted yet"));
}
