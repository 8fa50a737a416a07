#include <catch2/catch.hpp>

#include "reporting/differential.h"
#include "reporting/report_text.h"
#include "samples.h"

using namespace cellwise;
using namespace cellwise::reporting;

namespace {
const DifferentialRow& row(const Differential& d, const char* id) {
  const DifferentialRow* r = d.row(id);
  REQUIRE(r);
  return *r;
}
Approx near(double value) {
  return Approx(value).margin(5e-8);
}
}  // namespace

// The expected intervals were computed apart from this program, from binomial tails by bisection.
TEST_CASE("A blood differential counted by hand") {
  const Differential d = samples::bloodDifferential();
  CHECK(d.cells == 120);
  CHECK(d.counted == 100);
  CHECK(d.outside == 10);
  CHECK(d.unresolved == 10);
  CHECK(d.ambiguous == 5);
  CHECK(d.unfamiliar == 2);
  CHECK(d.failed == 1);
  CHECK(d.unclassified == 2);

  const auto& seg = row(d, "segmented_neutrophil");
  CHECK(seg.cells.confirmed == 20);
  CHECK(seg.cells.autoAccepted == 40);
  CHECK(seg.share == near(0.60));
  CHECK(seg.interval.low == near(0.49720915));
  CHECK(seg.interval.high == near(0.69670523));
  CHECK(seg.unresolvedPredicted == 3);
  CHECK(seg.possible.low == near(60.0 / 110));
  CHECK(seg.possible.high == near(70.0 / 110));
  CHECK(percentWithInterval(seg.share, seg.interval) == "60.0 % (49.7–69.7)");
  CHECK(percentWithInterval(row(d, "lymphocyte").share, row(d, "lymphocyte").interval) ==
        "20.0 % (12.7–29.2)");
  CHECK(percentWithInterval(row(d, "monocyte").share, row(d, "monocyte").interval) == "9.0 % (4.2–16.4)");
  CHECK(percentWithInterval(row(d, "basophil").share, row(d, "basophil").interval) == "0.0 % (0.0–3.6)");

  // Outside: counted, shown, in no share.
  CHECK_FALSE(row(d, "platelet").counted);
  CHECK(row(d, "platelet").cells.total() == 6);
  CHECK(row(d, "platelet").share == 0);
  CHECK(d.rows.front().classId == "promyelocyte");
  CHECK(d.rows.size() == 11);

  REQUIRE(d.lineages.size() == 3);  // erythroid and megakaryocytic have no counted class
  CHECK(d.lineages[0].id == "granulocytic");
  CHECK(d.lineages[0].cells.confirmed == 20);
  CHECK(d.lineages[0].cells.autoAccepted == 51);
  CHECK(d.lineages[0].share == near(0.71));
  CHECK(d.lineages[0].interval.low == near(0.61073404));
  CHECK(d.lineages[0].interval.high == near(0.79642581));
  CHECK(d.lineages[0].unresolvedPredicted == 5);

  REQUIRE(d.nucleatedRedCells);
  CHECK(d.nucleatedRedCells->cells.confirmed == 1);
  CHECK(d.nucleatedRedCells->cells.autoAccepted == 3);
  CHECK(d.nucleatedRedCells->per100.value() == near(4));
  CHECK(d.nucleatedRedCells->interval.low == Approx(1.0690341).margin(1e-6));
  CHECK(d.nucleatedRedCells->interval.high.value() == Approx(10.5650519).margin(1e-6));
  CHECK_FALSE(d.meRatio);  // a figure of the marrow
}

TEST_CASE("A marrow has its M:E ratio and its classes' definition") {
  const Differential d = samples::marrowDifferential();
  CHECK(d.counted == 435);
  CHECK(d.outside == 42);  // degenerate cells and megakaryocytes
  CHECK(d.unresolved == 0);
  REQUIRE(d.meRatio);
  CHECK(d.meRatio->myeloid == 222);
  CHECK(d.meRatio->erythroid == 127);
  CHECK(d.meRatio->ratio.value() == near(222.0 / 127));
  CHECK(d.meRatio->interval.low < 222.0 / 127);
  CHECK(d.meRatio->interval.high.value() > 222.0 / 127);
  CHECK(d.meRatio->erythroidClasses == QStringList{"early_erythroblast", "late_erythroblast"});
  CHECK_FALSE(d.nucleatedRedCells);
  // Everything is decided: what is possible is what is.
  CHECK(row(d, "lymphocyte").possible.low == row(d, "lymphocyte").share);
  CHECK(row(d, "lymphocyte").possible.high == row(d, "lymphocyte").share);
}

TEST_CASE("An M:E ratio without erythroid cells is left open, upwards") {
  const Differential d =
      computeDifferential(samples::slide("marrow"), samples::Cells().predicted(30, "mature_granulocyte").list,
                          samples::manifest("marrow-13"), "T", samples::kNow);
  REQUIRE(d.meRatio);
  CHECK_FALSE(d.meRatio->ratio);
  CHECK_FALSE(d.meRatio->interval.high);
  CHECK(d.meRatio->interval.low > 7);  // CP(30, 30) low = 0.8843: odds 7.6
}

TEST_CASE("An expert's decision outranks the model's, whatever the thresholds") {
  samples::Cells c;
  c.confirmed(1, "basophil", "eosinophil");        // the model was sure
  c.predicted(1, "eosinophil", samples::kUnsure);  // the model was not
  c.list.back().review = casebook::ReviewRecord{1, "myelocyte", "Dr. A", samples::kNow};
  c.failed(1, "ImageDamaged");  // the model could not read it
  c.list.back().review = casebook::ReviewRecord{2, "monocyte", "Dr. A", samples::kNow};
  const Differential d =
      computeDifferential(samples::slide("blood"), c.list, samples::manifest("blood-11"), "T", samples::kNow);
  for (const char* id : {"basophil", "myelocyte", "monocyte"}) {
    CHECK(row(d, id).cells.confirmed == 1);
    CHECK(row(d, id).cells.autoAccepted == 0);
  }
  CHECK(row(d, "eosinophil").cells.total() == 0);
  CHECK(d.unresolved == 0);
  CHECK(d.failed == 0);
}

TEST_CASE("Thresholds move only cells that no expert confirmed") {
  auto slide = samples::slide("blood");
  const auto at = [&](double c, double m) {
    slide.thresholds = {c, m};
    return computeDifferential(slide, samples::blood().list, samples::manifest("blood-11"), "T",
                               samples::kNow);
  };
  const Differential strict = at(1.1, 0), loose = at(0, 0);
  CHECK(strict.counted == 29);
  CHECK(strict.unresolved == 90);
  CHECK(loose.counted == 107);
  CHECK(loose.unresolved == 3);  // what no threshold can accept: failed and unclassified
  for (std::size_t i = 0; i < strict.rows.size(); ++i) {
    CHECK(strict.rows[i].cells.confirmed == loose.rows[i].cells.confirmed);
    CHECK(strict.rows[i].cells.autoAccepted == 0);
  }
  // The evidence follows the thresholds in use.
  CHECK(strict.evidence.accepted == 0);
  CHECK(loose.evidence.accepted == 800);
  CHECK(loose.evidence.errors == 106);
  const auto model = at(0.9, 0.2);
  CHECK(model.evidence.accepted == 600);
  CHECK(model.evidence.errors == 6);
  CHECK(model.evidence.accuracy.low == near(0.97836204));
  CHECK(evidenceInWords(model, Language::English).contains("99.0 % (97.8–99.6)"));
  CHECK_FALSE(evidenceInWords(model, Language::English).contains("moved"));
  CHECK(evidenceInWords(loose, Language::English)
            .contains("moved from the model's own (c_th = 0.900, d_th = 0.200)"));
}

TEST_CASE("The range of what is possible holds every completion of the review") {
  // 3 unresolved cells besides 10 resolved: every way to decide them, by brute force.
  samples::Cells base;
  base.predicted(4, "lymphocyte").predicted(6, "monocyte").predicted(3, "lymphocyte", samples::kUnsure);
  const auto slide = samples::slide("blood");
  const auto manifest = samples::manifest("blood-11");
  const auto possible =
      row(computeDifferential(slide, base.list, manifest, "T", samples::kNow), "lymphocyte").possible;
  double lowest = 1, highest = 0;
  const char* const choices[] = {"lymphocyte", "monocyte", "platelet"};  // the last leaves the denominator
  for (int code = 0; code < 27; ++code) {
    samples::Cells c = base;
    for (int i = 0, rest = code; i < 3; ++i, rest /= 3)
      c.list[static_cast<std::size_t>(10 + i)].review =
          casebook::ReviewRecord{1, choices[rest % 3], "Dr. A", samples::kNow};
    const double share =
        row(computeDifferential(slide, c.list, manifest, "T", samples::kNow), "lymphocyte").share;
    lowest = std::min(lowest, share);
    highest = std::max(highest, share);
  }
  CHECK(lowest == near(possible.low));
  CHECK(highest == near(possible.high));
}

TEST_CASE("An expert's class that the scheme lacks is shown, outside the differential") {
  samples::Cells c = samples::blood();
  c.confirmed(2, "plasma_cell", "lymphocyte");
  const Differential d =
      computeDifferential(samples::slide("blood"), c.list, samples::manifest("blood-11"), "T", samples::kNow);
  CHECK(d.counted == 100);
  CHECK(d.outside == 12);
  CHECK(d.rows.back().classId == "plasma_cell");
  CHECK_FALSE(d.rows.back().counted);
  CHECK(d.rows.back().cells.confirmed == 2);
}

TEST_CASE("A slide without cells has figures that claim nothing") {
  const Differential d =
      computeDifferential(samples::slide("blood"), {}, samples::manifest("blood-11"), "T", samples::kNow);
  CHECK(d.counted == 0);
  for (const auto& r : d.rows) {
    CHECK(r.share == 0);
    CHECK(r.interval.low == 0);
    CHECK(r.interval.high == 1);
  }
  CHECK_FALSE(d.nucleatedRedCells->per100);
  CHECK(toJson(differentialFromJson(toJson(d)).value()) == toJson(d));
}

TEST_CASE("Canonical JSON reads back to the same bytes, and so to the same hash") {
  auto slide = samples::slide("blood");
  slide.sampleId = QString::fromUtf8("样本 “7”\\\n\t");
  slide.title = QString::fromUtf8("naïve 🩸");
  slide.thresholds = {0.1 + 0.2, 1.0 / 3};
  const Differential blood =
      computeDifferential(slide, samples::blood().list, samples::manifest("blood-11"), "T", samples::kNow);
  for (const Differential& d : {blood, samples::marrowDifferential()}) {
    const QByteArray json = toJson(d);
    const auto back = differentialFromJson(json);
    REQUIRE(back);
    CHECK(toJson(*back) == json);
    CHECK(back->sampleId == d.sampleId);
    CHECK(back->importedAt == d.importedAt);
    CHECK(back->thresholds == d.thresholds);
    CHECK(back->rows[4].interval.high == d.rows[4].interval.high);  // to the last bit
  }
  // Keys are sorted and there is no white space between tokens.
  CHECK(toJson(samples::bloodDifferential())
            .startsWith("{\"ambiguous\":5,\"amends\":null,\"audit\":null,\"calibration\":{\"accepted\":600,"
                        "\"bound\":0.0199,"));
}

TEST_CASE("A differential that is damaged or not ours is refused") {
  const QByteArray good = toJson(samples::bloodDifferential());
  const auto code = [](const QByteArray& json) {
    const auto r = differentialFromJson(json);
    return r ? std::string("accepted") : std::string(name(r.error().code));
  };
  const auto with = [&](const char* from, const char* to) {
    QByteArray changed = good;
    changed.replace(from, to);
    REQUIRE(changed != good);
    return changed;
  };
  CHECK(code("") == "FormatInvalid");
  CHECK(code("[]") == "FormatInvalid");
  CHECK(code("{}") == "FormatInvalid");
  CHECK(code(good.left(good.size() / 2)) == "FormatInvalid");
  CHECK(code(with("\"schemaVersion\":3", "\"schemaVersion\":4")) == "VersionUnsupported");
  CHECK(code(with("\"counted\":100", "\"counted\":101")) == "FormatInvalid");
  CHECK(code(with("\"failed\":1", "\"failed\":0")) == "FormatInvalid");
  CHECK(code(with("\"failed\":1", "\"failed\":-1")) == "FormatInvalid");
  CHECK(code(with("\"failed\":1", "\"failed\":1.5")) == "FormatInvalid");
  CHECK(code(with("\"rule\":\"guaranteed\"", "\"rule\":\"hoped\"")) == "FormatInvalid");
  CHECK(code(with("\"synthetic\":false,", "")) == "FormatInvalid");
}
