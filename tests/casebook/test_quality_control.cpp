// Slides of quality control, and signatures across slides.
#include "casebook/quality_control.h"
#include "casebook/signed_reports.h"
#include "casebook/support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Dr. Ada");

NewQcRun run(Id slide, const QByteArray& content) {
  return {slide, kModel, QStringLiteral("blood-11"), QStringLiteral("1.1"), content};
}

SignatureRecord sign(Casebook& book, Id slide, const QByteArray& content,
                     SignatureKind kind = SignatureKind::Release, const QString& reason = {}) {
  NewSignature signature{slide, kAda, QStringLiteral("reviewed and released"), reason, content};
  signature.kind = kind;
  return value(book.sign(signature));
}

}  // namespace

TEST_CASE("Slides of quality control: marked, read, expected, and all of it kept", "[qc]") {
  Folder folder;
  const auto book = folder.open();
  const Id slide = addSlide(*book, 3), other = addSlide(*book, 2, "another");
  QualityControl qc(*book);
  CHECK(value(qc.slides()).empty());
  CHECK(code(qc.addRun(run(slide, "{}"), kAda)) == ErrorCode::Conflict);  // not one of them
  CHECK(code(qc.mark(77, true, kAda)) == ErrorCode::NotFound);

  value(qc.mark(slide, true, kAda));
  value(qc.mark(slide, true, kAda));  // once
  REQUIRE(value(qc.slides()).size() == 1);
  CHECK(value(qc.slides())[0].slide.id == slide);
  CHECK(value(qc.slides())[0].by == kAda);

  CHECK(code(qc.addRun(run(slide, {}), kAda)) == ErrorCode::ArgumentInvalid);
  const QcRun first = value(qc.addRun(run(slide, "{\"a\":1}"), kAda));
  value(qc.addRun(run(slide, "{\"a\":2}"), kAda));
  const auto runs = value(qc.runs(slide));
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].id == first.id);
  CHECK(runs[0].content == "{\"a\":1}");
  CHECK(runs[1].modelVersion == "1.1");
  CHECK(value(qc.runs(other)).empty());

  CHECK(value(qc.target(slide)).id == 0);
  CHECK(code(qc.freeze(slide, {}, kAda)) == ErrorCode::ArgumentInvalid);
  CHECK(code(qc.freeze(slide, {{"lymphocyte", {1.2, 0.1, 5}}}, kAda)) == ErrorCode::ArgumentInvalid);
  CHECK(code(qc.freeze(slide, {{"lymphocyte", {0.2, -0.1, 5}}}, kAda)) == ErrorCode::ArgumentInvalid);
  value(qc.freeze(slide, {{"lymphocyte", {0.25, 0.02, 5}}}, kAda));
  value(qc.freeze(slide, {{"lymphocyte", {0.3, 0.01, 0}}, {"monocyte", {1.0 / 3, 0, 7}}}, kAda));
  const auto target = value(qc.target(slide));
  REQUIRE(target.classes.size() == 2);
  CHECK(target.classes.at("lymphocyte").mean == 0.3);
  CHECK(target.classes.at("monocyte").mean == 1.0 / 3);
  CHECK(target.classes.at("monocyte").n == 7);

  // The slide itself is as it was: no prediction, no review, no signature.
  const auto summary = value(book->slide(slide));
  CHECK(summary.classified == 0);
  CHECK(summary.modelSha.isEmpty());
  value(book->verifyAudit());
  value(qc.mark(slide, false, kAda));
  CHECK(value(qc.slides()).empty());
  CHECK(value(qc.runs(slide)).size() == 2);
  value(book->verifyAudit());
}

TEST_CASE("A record of quality control cannot be changed unseen", "[qc]") {
  Folder folder;
  {
    const auto book = folder.open();
    const Id slide = addSlide(*book, 1);
    QualityControl qc(*book);
    value(qc.mark(slide, true, kAda));
    value(qc.addRun(run(slide, "{\"share\":0.2}"), kAda));
    value(qc.freeze(slide, {{"lymphocyte", {0.25, 0.02, 5}}}, kAda));
  }
  Raw raw(folder.file());
  CHECK(raw.run("UPDATE qc_runs SET content = CAST('x' AS BLOB)") == "quality control is append-only");
  CHECK(raw.run("DELETE FROM qc_targets") == "quality control is append-only");
  CHECK(raw.run("INSERT INTO qc_marks VALUES (1, 1, 0, 'x', 0)") ==
        "a mark of quality control needs its audit entry");

  const auto spoilt = [&](const std::string& sql) {
    for (const char* trigger :
         {"qc_runs_no_update", "qc_targets_no_update", "qc_runs_no_delete", "qc_marks_no_update"})
      raw.run(std::string("DROP TRIGGER IF EXISTS ") + trigger);
    REQUIRE(raw.run(sql).empty());
    return code(folder.open()->verifyAudit());
  };
  const std::string change = GENERATE(
      as<std::string>(), "UPDATE qc_runs SET content = CAST('{\"share\":0.9}' AS BLOB)",
      "UPDATE qc_runs SET model_sha256 = 'b'", "UPDATE qc_runs SET at = at + 1",
      "UPDATE qc_targets SET classes = '{}'", "DELETE FROM qc_runs", "UPDATE qc_marks SET marked = 0");
  CAPTURE(change);
  CHECK(spoilt(change) == ErrorCode::AuditBroken);
}

TEST_CASE("Signatures are found by their time and by sample", "[signed]") {
  Folder folder;
  const auto book = folder.open();
  const Id first = addSlide(*book, 1), second = addSlide(*book, 1, "b"), third = addSlide(*book, 1, "c");
  value(book->renameSlide(third, QStringLiteral("S-2"), QStringLiteral("Film"), kAda));
  sign(*book, first, "one");
  sign(*book, first, "two", SignatureKind::Release, QStringLiteral("a slip"));
  sign(*book, second, "prepared", SignatureKind::Preparation);

  const SignedReports reports(*book);
  CHECK(value(reports.samples()) == QStringList{"S-1"});  // a preparation is no release
  const auto ofSample = value(reports.ofSample(QStringLiteral("S-1")));
  REQUIRE(ofSample.size() == 1);
  CHECK(ofSample[0].signature.content == "two");
  CHECK(ofSample[0].signature.version == 2);
  CHECK(value(reports.ofSample(QStringLiteral("S-2"))).empty());

  const QDateTime now = QDateTime::currentDateTimeUtc();
  const auto today = value(reports.between(now.addSecs(-3600), now.addSecs(60)));
  REQUIRE(today.size() == 3);
  CHECK(today[0].replaced);
  CHECK_FALSE(today[1].replaced);
  CHECK(today[2].signature.kind == SignatureKind::Preparation);
  CHECK(today[0].signature.auditHead.size() == 64);
  CHECK(value(reports.between(now.addDays(-2), now.addDays(-1))).empty());
}
