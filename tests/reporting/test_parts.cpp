#include <QCryptographicHash>
#include <QFile>

#include <catch2/catch.hpp>

#include "reporting/differential.h"
#include "reporting/readers.h"
#include "reporting/report_writer.h"
#include "reporting/samples.h"

using namespace cellwise;
using namespace cellwise::reporting;
using casebook::WhiteCellCorrection;

namespace {

Differential withWhiteCells(double entered, WhiteCellCorrection rule) {
  Differential d = samples::bloodDifferential();  // 4 nucleated red cells beside 100 white ones
  ReportParts parts;
  parts.entries.whiteCells = entered;
  parts.laboratory.correction = rule;
  addParts(d, parts);
  return d;
}

// A marrow scheme that tells myelocytes from metamyelocytes, as Lee's count needs.
Differential fineMarrow(int blasts, int promyelocytes, int myelocytes, int erythroblasts, int others) {
  auto manifest = samples::manifest("marrow-13");
  for (auto& c : manifest.scheme.classes)
    if (c.id == "myelocyte_metamyelocyte") c.id = "myelocyte";
  samples::Cells c;
  c.predicted(blasts, "myeloblast").predicted(promyelocytes, "promyelocyte");
  c.predicted(myelocytes, "myelocyte").predicted(erythroblasts, "late_erythroblast");
  c.predicted(others, "mature_granulocyte");
  Differential d = computeDifferential(samples::slide("marrow"), c.list, manifest, "T", samples::kNow);
  addParts(d, {});
  return d;
}

}  // namespace

TEST_CASE("White cells are corrected for nucleated red cells where the laboratory's rule says so") {
  // By hand: 4 per 100 WBC, so 10.4 x 100 / 104 = 10.
  const Differential always = withWhiteCells(10.4, WhiteCellCorrection::Always);
  REQUIRE(always.whiteCells);
  CHECK(always.whiteCells->corrected);
  CHECK(always.whiteCells->value == Approx(10.0));
  // NRBC 1.1 to 10.6 per 100 as the report prints it; more red cells, fewer white ones.
  CHECK(always.whiteCells->low == Approx(1040 / 110.6).epsilon(1e-3));
  CHECK(always.whiteCells->high == Approx(1040 / 101.1).epsilon(1e-3));
  for (const auto rule : {WhiteCellCorrection::Off, WhiteCellCorrection::FromFive}) {
    const Differential d = withWhiteCells(10.4, rule);  // 4 is less than 5
    CHECK_FALSE(d.whiteCells->corrected);
    CHECK(d.whiteCells->value == 10.4);
  }

  auto cells = samples::blood();
  cells.predicted(1, "erythroblast");  // the fifth
  Differential five = computeDifferential(samples::slide("blood"), cells.list, samples::manifest("blood-11"),
                                          "T", samples::kNow);
  ReportParts parts;
  parts.entries.whiteCells = 21;
  parts.laboratory.correction = WhiteCellCorrection::FromFive;
  addParts(five, parts);
  CHECK(five.whiteCells->corrected);
  CHECK(five.whiteCells->value == Approx(20.0));
}

TEST_CASE("Absolute counts are the share times the white cells, with the share's interval") {
  const Differential d = withWhiteCells(10.4, WhiteCellCorrection::Always);  // 10 after correction
  const auto* monocyte = d.row("monocyte");
  REQUIRE(monocyte->absolute);  // 9 of 100: 4.2 to 16.4 %
  CHECK(monocyte->absolute->value == Approx(0.90));
  CHECK(monocyte->absolute->low == Approx(0.420).epsilon(2e-3));
  CHECK(monocyte->absolute->high == Approx(1.640).epsilon(2e-3));
  CHECK_FALSE(d.row("platelet")->absolute);
  CHECK_FALSE(d.row("erythroblast")->absolute);
  CHECK(d.nucleatedRedCells->absolute->value == Approx(0.40));
  double sum = 0;
  for (const auto& row : d.rows)
    if (row.absolute) sum += row.absolute->value;
  CHECK(sum == Approx(10.0));

  // Without a white cell count there are none, and in marrow there is no such count.
  const Differential without = samples::bloodDifferential();
  CHECK_FALSE(without.row("monocyte")->absolute);
  Differential marrow = samples::marrowDifferential();
  ReportParts parts;
  parts.entries.whiteCells = 10;
  addParts(marrow, parts);
  CHECK_FALSE(marrow.whiteCells);
  for (const auto& row : marrow.rows) CHECK_FALSE(row.absolute);
}

TEST_CASE("The partial differential counts dividing cells only, and says when the category changes") {
  // 8 of 200 counted are blasts, 4 %; of 8 + 12 + 20 + 40 dividing cells, 10 %.
  const Differential d = fineMarrow(8, 12, 20, 40, 120);
  REQUIRE(d.partial);
  CHECK(d.partial->cells == 80);
  CHECK(d.partial->fullBlasts == Approx(0.04));
  CHECK(d.partial->partialBlasts == Approx(0.10));
  CHECK(d.partial->categoryChanges);  // below 5 % against 10 %
  double sum = 0;
  for (const auto& row : d.partial->rows) sum += row.share;
  CHECK(sum == Approx(1.0));

  CHECK_FALSE(fineMarrow(11, 12, 20, 70, 0).partial->categoryChanges);  // the same cells
  CHECK_FALSE(fineMarrow(6, 10, 30, 54, 20).partial->categoryChanges);  // 5.0 % and 6.0 %
  CHECK(fineMarrow(19, 1, 30, 50, 0).partial->categoryChanges == false);
  CHECK(fineMarrow(20, 0, 30, 49, 2).partial->categoryChanges);  // 20 of 101 against 20 of 99
  // A scheme that takes myelocytes and metamyelocytes together cannot say.
  Differential coarse = samples::marrowDifferential();
  addParts(coarse, {});
  CHECK_FALSE(coarse.partial);
}

TEST_CASE("An amended report lists what changed against the version before, class by class") {
  const Differential first = samples::bloodDifferential();
  auto cells = samples::blood();
  // One lymphocyte becomes a monocyte; one undecided cell becomes a band.
  int monocyte = 0, band = 0;
  for (auto& c : cells.list) {
    if (!c.prediction || c.review) continue;
    if (!monocyte && c.prediction->predicted == "lymphocyte" && c.prediction->confidence > 0.9 &&
        c.prediction->maxMembership > 0.5) {
      c.review = casebook::ReviewRecord{1, "monocyte", "Dr. A", samples::kNow};
      monocyte = 1;
    } else if (!band && c.prediction->confidence == samples::kUnsure) {
      c.review = casebook::ReviewRecord{2, "band_neutrophil", "Dr. A", samples::kNow};
      band = 1;
    }
  }
  Differential second = computeDifferential(samples::slide("blood"), cells.list,
                                            samples::manifest("blood-11"), "T. Technician", samples::kNow);
  ReportParts parts;
  parts.before = samples::signatureOf(first);
  parts.entries.conclusion = "Monocytes 10 %.";
  addParts(second, parts);
  REQUIRE(second.amends);
  CHECK(second.amends->version == 2);
  CHECK(second.amends->contentSha256 == contentHash(first));
  QStringList said;
  for (const auto& c : second.amends->changes)
    said << QString("%1: %2 > %3").arg(c.classId.isEmpty() ? c.what : c.classId, c.from, c.to);
  CHECK(said.join('\n').toStdString() ==
        "band_neutrophil: 11 (11.0 %) > 12 (11.9 %)\n"
        "monocyte: 9 (9.0 %) > 10 (9.9 %)\n"
        "lymphocyte: 20 (20.0 %) > 19 (18.8 %)\n"
        "confirmed: 30 > 32\n"
        "counted: 100 > 101\n"
        "unresolved: 10 > 9\n"
        "conclusion:  > Monocytes 10 %.");
  CHECK(changesBetween(first, first).empty());
}

TEST_CASE("Other pictures of a class are among the changes of an amended report") {
  Differential first = samples::bloodDifferential();
  ReportParts parts;
  parts.pictures["monocyte"] = {{812, QString(64, 'f'), {0, 0, 64, 64}, true, "Dr. A", true},
                                {815, QString(64, 'f'), {0, 0, 64, 64}, true, "Dr. A", true}};
  parts.pictures["lymphocyte"] = {{3, QString(64, 'f'), {0, 0, 64, 64}, false, "", false}};
  addParts(first, parts);
  Differential second = samples::bloodDifferential();
  parts.pictures["monocyte"][1].cell = 900;
  parts.pictures.erase("lymphocyte");
  addParts(second, parts);
  const auto changes = changesBetween(first, second);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].what == "pictures");
  CHECK(changes[0].from == "812, 815");
  CHECK(changes[0].to == "812, 900");
  CHECK(changeName(changes[0], Language::English) == "Monocyte: cells shown");
  CHECK(changeName(changes[0], Language::Chinese) == QString::fromUtf8("单核细胞：所示细胞"));
  CHECK(changes[1].from == "3");
  CHECK(changes[1].to == QString::fromUtf8("–"));
  // What was signed before reports had pictures says nothing of them.
  first.schemaVersion = 1;
  CHECK(changesBetween(first, second).empty());
}

TEST_CASE("Two examiners' counts are compared class by class, by Fisher's exact test") {
  Differential d = samples::bloodDifferential();
  ReportParts parts;
  parts.readers = {{"A", samples::kNow, 203, 0, {{"monocyte", 10}, {"lymphocyte", 190}, {"platelet", 3}}},
                   {"B", samples::kNow, 200, 0, {{"monocyte", 24}, {"lymphocyte", 175}, {"lab_x", 1}}}};
  parts.examiners = TwoExaminers{200, 0, {{"lab_x", "Hairy cell", QString::fromUtf8("毛细胞"), true}}};
  addParts(d, parts);
  CHECK(d.readers[0].counted == 200);  // platelets are outside
  CHECK(d.readers[1].counted == 200);  // a class of the laboratory that the report has no row of
  const auto rows = compareReaders(d);
  REQUIRE(rows.size() == 4);
  const auto& lymphocyte =
      *std::find_if(rows.begin(), rows.end(), [](auto& r) { return r.classId == "lymphocyte"; });
  const auto& monocyte =
      *std::find_if(rows.begin(), rows.end(), [](auto& r) { return r.classId == "monocyte"; });
  CHECK(monocyte.readers[0].share == Approx(0.05));
  CHECK(monocyte.readers[1].interval.low == Approx(decision::clopperPearson(24, 200).low));
  CHECK(differenceText(monocyte) == "+7.0");
  // scipy.stats.fisher_exact([[10, 190], [24, 176]]) and ([[190, 10], [175, 25]])
  CHECK(*monocyte.p == Approx(0.01862).margin(5e-6));
  CHECK(monocyte.differ());
  CHECK(*lymphocyte.p == Approx(0.01228).margin(5e-6));
  CHECK(rows[2].classId == "platelet");
  CHECK_FALSE(rows[2].shares);
  CHECK_FALSE(rows[2].p);
  CHECK(rows[3].nameEn == "Hairy cell");
  CHECK(*rows[3].p == Approx(1));
  CHECK_FALSE(rows[3].differ());

  const QByteArray json = toJson(d);
  const auto back = differentialFromJson(json);
  REQUIRE(back);
  CHECK(toJson(*back) == json);
  CHECK(back->examiners->target == 200);
  CHECK(back->examiners->classes[0].nameZh == QString::fromUtf8("毛细胞"));
  QByteArray without = json;
  CHECK_FALSE(differentialFromJson(without.replace("\"examiners\":", "\"xexaminers\":")));
  // First and second reader of the same cells: the test would take them for independent.
  d.examiners.reset();
  for (const auto& row : compareReaders(d)) CHECK_FALSE(row.p);
}

TEST_CASE("What a program before examiners signed still reads to the same bytes") {
  Differential d = samples::bloodDifferential();
  d.schemaVersion = 2;
  ReportParts parts;
  parts.readers = {{"A", samples::kNow, 3, 2, {{"monocyte", 2}}}, {"B", {}, 0, 0, {}}};
  addParts(d, parts);
  const QByteArray json = toJson(d);
  CHECK_FALSE(json.contains("examiners"));
  const auto back = differentialFromJson(json);
  REQUIRE(back);
  CHECK(toJson(*back) == json);
}

TEST_CASE("Everything that a report says is in the signed content and reads back to the same bytes") {
  Differential d = withWhiteCells(12.5, WhiteCellCorrection::Always);
  ReportParts parts;
  parts.before = samples::signatureOf(samples::bloodDifferential());
  parts.entries = {12.5, QString::fromUtf8("Größe\n中毒颗粒 🩸"), " Left shift.\n", {}};
  parts.laboratory = {"Lab", "Street 1\nTown", QString(64, 'e'), WhiteCellCorrection::Always, {}};
  parts.pictures[QString::fromUtf8("类别")] = {
      {812, QString(64, 'f'), QRect(-3, 4, 64, 65), true, "Dr. A", true}};
  parts.readers = {{"A", samples::kNow, 3, 2, {{"monocyte", 2}, {"platelet", 1}}}, {"B", {}, 0, 0, {}}};
  parts.audit = {50,   12,          1,        {0.002, 0.385},
                 true, "one wrong", "错一个", {{"monocyte", 0.09, 0.1, {0.05, 0.2}}}};
  addParts(d, parts);
  d.limits.push_back({"r",
                      "Blasts",
                      QString::fromUtf8("原始细胞"),
                      "m",
                      "n",
                      "WHO",
                      "5",
                      9,
                      100,
                      {0.04, 0.16},
                      {0.08, 0.2},
                      "open",
                      "straddles",
                      "below",
                      "words",
                      "字"});
  const QByteArray json = toJson(d);
  const auto back = differentialFromJson(json);
  REQUIRE(back);
  CHECK(toJson(*back) == json);
  CHECK(back->comments == parts.entries.comments);
  CHECK(back->conclusion == "Left shift.");
  CHECK(back->pictures.begin()->second[0].crop == QRect(-3, 4, 64, 65));
  CHECK(back->readers[0].classes.at("monocyte") == 2);
  CHECK(back->readers[0].counted == 2);  // platelets are outside
  CHECK(back->amends->changes.size() == d.amends->changes.size());
  CHECK(back->limits[0].interval.low == 0.04);
  CHECK(back->whiteCells->rule == WhiteCellCorrection::Always);

  // Nothing may be left out of it.
  for (const char* key : {"whiteCells", "partial", "limits", "readers", "pictures", "comments", "conclusion",
                          "laboratory", "amends", "absolute", "audit"}) {
    INFO(key);
    QByteArray changed = json;
    changed.replace(QByteArray("\"") + key + "\":", QByteArray("\"x") + key + "\":");
    REQUIRE(changed != json);
    CHECK_FALSE(differentialFromJson(changed));
  }
}

TEST_CASE("What an earlier program signed still reads, with its own hash") {
  QFile file(CELLWISE_SOURCE_DIR "/tests/reporting/signed-v1.json");
  REQUIRE(file.open(QIODevice::ReadOnly));
  const QByteArray content = file.readAll();
  const auto d = differentialFromJson(content);
  REQUIRE(d);
  CHECK(d->schemaVersion == 1);
  CHECK(d->counted == 100);
  CHECK(toJson(*d) == content);
  // sha256sum of the file
  CHECK(contentHash(*d) ==
        QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex()));
  casebook::SignatureRecord signature;
  signature.content = content;
  signature.contentSha256 = contentHash(*d);
  CHECK(checkSignature(*d, signature));
}
