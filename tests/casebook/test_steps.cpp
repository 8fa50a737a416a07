// A bulk action is one step and one entry; steps can be taken back in a later session.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Dr. Ada");

NewReview decideBy(const char* reviewer, Id cell, const char* classId) {
  NewReview review = decide(cell, classId);
  review.reviewer = QString::fromUtf8(reviewer);
  return review;
}

struct Slide {
  Folder folder;
  std::unique_ptr<Casebook> casebook = folder.open();
  Id slide = addSlide(*casebook, 5);
  std::vector<CellRecord> cells = value(casebook->cells(slide));
  Id cell(std::size_t i) const { return cells[i].id; }
};

}  // namespace

TEST_CASE("A bulk action is one entry that lists its cells") {
  Slide s;
  const auto before = value(s.casebook->audit()).size();
  std::vector<NewReview> reviews;
  for (std::size_t i = 0; i < 5; ++i) reviews.push_back(decide(s.cell(i), i < 3 ? "monocyte" : "basophil"));
  const auto ids = value(s.casebook->addReviews(reviews));
  const auto entries = value(s.casebook->audit());
  REQUIRE(entries.size() == before + 1);
  CHECK(entries.back().action == QStringLiteral("review.decide"));
  CHECK(entries.back().subject == QStringLiteral("slide:%1").arg(s.slide));
  const auto listed =
      QJsonDocument::fromJson(entries.back().detail).object()[QStringLiteral("cells")].toArray();
  REQUIRE(listed.size() == 5);
  for (qsizetype i = 0; i < 5; ++i) {
    CHECK(listed[i][QStringLiteral("cell")].toInteger() == s.cell(std::size_t(i)));
    CHECK(listed[i][QStringLiteral("event")].toInteger() == ids[std::size_t(i)]);
    CHECK(listed[i][QStringLiteral("class")].toString() ==
          (i < 3 ? QStringLiteral("monocyte") : QStringLiteral("basophil")));
  }
  CHECK(value(s.casebook->verifyAudit()) == int(entries.size()));

  // Every event of the step is tied to it.
  Raw raw(s.folder.file());
  REQUIRE(raw.run("DROP TRIGGER review_events_no_update").empty());
  REQUIRE(
      raw.run("UPDATE review_events SET class_id = 'blast' WHERE id = " + std::to_string(ids[4])).empty());
  const auto verified = s.casebook->verifyAudit();
  REQUIRE(code(verified) == ErrorCode::AuditBroken);
  CHECK_THAT(verified.error().detail, Catch::StartsWith("audit entry " + std::to_string(entries.size())));
}

TEST_CASE("What two people say, or of two slides, or twice of a cell, is not one step") {
  Slide s;
  const Id other = value(s.casebook->cells(addSlide(*s.casebook, 1, "other"))).front().id;
  const auto before = value(s.casebook->audit()).size();
  value(s.casebook->addReviews({decide(s.cell(0), "monocyte"), decide(s.cell(0), "basophil"),
                                decideBy("Dr. Bo", s.cell(1), "monocyte"),
                                decideBy("Dr. Bo", other, "blast")}));
  CHECK(value(s.casebook->audit()).size() == before + 4);
  CHECK(inForce(*s.casebook, s.cell(0)) == "basophil");
  value(s.casebook->verifyAudit());
}

TEST_CASE("A step that fails leaves nothing, whatever its length") {
  Slide s;
  const auto before = value(s.casebook->auditHead());
  CHECK(code(s.casebook->addReviews({decide(s.cell(0), "monocyte"), decide(9999, "monocyte")})) ==
        ErrorCode::NotFound);
  CHECK(inForce(*s.casebook, s.cell(0)) == "-");
  CHECK(value(s.casebook->auditHead()) == before);
}

TEST_CASE("The last steps of a person can be taken back after the program was closed") {
  Slide s;
  value(s.casebook->addReviews({decideBy("Dr. Bo", s.cell(0), "blast")}));
  value(s.casebook->addReviews({decide(s.cell(0), "monocyte"), decide(s.cell(1), "monocyte")}));
  value(s.casebook->addReviews({decide(s.cell(2), "basophil")}));
  s.casebook.reset();
  s.casebook = s.folder.open();

  const auto steps = value(s.casebook->undoableSteps(s.slide, kAda, 10));
  REQUIRE(steps.size() == 2);
  REQUIRE(steps[0].cells.size() == 2);
  REQUIRE(steps[0].cells[0].before);
  CHECK(steps[0].cells[0].before->classId == QStringLiteral("blast"));
  CHECK(steps[0].cells[0].before->reviewer == QStringLiteral("Dr. Bo"));
  CHECK_FALSE(steps[0].cells[1].before);
  CHECK(steps[1].cells[0].cellId == s.cell(2));
  CHECK(value(s.casebook->undoableSteps(s.slide, kAda, 1)).front().cells[0].cellId == s.cell(2));
  CHECK(value(s.casebook->undoableSteps(s.slide, QStringLiteral("Dr. Cy"), 10)).empty());

  // Taken back, they are none any more; and the earlier expert's word is in force again, as his.
  value(s.casebook->addReviews({retract(s.cell(2), "")}));
  value(s.casebook->addReviews({retract(s.cell(0), "blast"), retract(s.cell(1), "")}));
  CHECK(value(s.casebook->undoableSteps(s.slide, kAda, 10)).empty());
  CHECK(value(s.casebook->cell(s.cell(0))).review->reviewer == QStringLiteral("Dr. Bo"));
}

TEST_CASE("Undo goes back to the decision before, not to a later one for the same class") {
  Slide s;
  value(s.casebook->addReviews({decideBy("Dr. Bo", s.cell(0), "blast")}));
  value(s.casebook->addReviews({decideBy("Dr. Cy", s.cell(0), "blast")}));
  value(s.casebook->addReviews({[&] {
    NewReview review = retract(s.cell(0), "blast");
    review.reviewer = QStringLiteral("Dr. Cy");
    return review;
  }()}));
  value(s.casebook->addReviews({decide(s.cell(0), "monocyte")}));
  value(s.casebook->addReviews({retract(s.cell(0), "blast")}));
  CHECK(value(s.casebook->cell(s.cell(0))).review->reviewer == QStringLiteral("Dr. Bo"));
}

TEST_CASE("A step is not taken back over another expert's word, nor over a signature") {
  Slide s;
  value(s.casebook->addReviews({decide(s.cell(0), "monocyte"), decide(s.cell(1), "monocyte")}));
  value(s.casebook->addReviews({decideBy("Dr. Bo", s.cell(1), "blast")}));
  CHECK(value(s.casebook->undoableSteps(s.slide, kAda, 10)).empty());
  value(s.casebook->addReviews({decide(s.cell(2), "monocyte")}));
  CHECK(value(s.casebook->undoableSteps(s.slide, kAda, 10)).size() == 1);
  value(s.casebook->sign({s.slide, QStringLiteral("Ada"), QStringLiteral("released"), {}, "{}"}));
  CHECK(value(s.casebook->undoableSteps(s.slide, kAda, 10)).empty());
}

TEST_CASE("History from before there were steps is kept, each event with its entry") {
  Slide s;
  value(s.casebook->addReviews({decideBy("Dr. Bo", s.cell(0), "blast")}));
  value(s.casebook->addReviews({decide(s.cell(0), "monocyte")}));
  value(s.casebook->addReviews({retract(s.cell(0), "blast")}));
  value(s.casebook->addReviews({decide(s.cell(0), "basophil")}));
  NewReview flag = decide(s.cell(1), "");
  flag.action = ReviewAction::Flag;
  value(s.casebook->addReviews({flag}));
  const int entries = value(s.casebook->verifyAudit());
  const auto history = value(s.casebook->history(s.cell(0)));
  s.casebook.reset();
  {
    Raw raw(s.folder.file());  // as it was: an event had the number of its entry, and no other
    for (const char* undone : {
             "PRAGMA foreign_keys = OFF",
             "DROP TRIGGER readings_fixed; DROP INDEX reading_labels_reader;"
             " ALTER TABLE readings DROP COLUMN target; ALTER TABLE readings DROP COLUMN not_counted;"
             " ALTER TABLE readings DROP COLUMN first_finished; ALTER TABLE readings DROP COLUMN "
             "second_finished;"
             " ALTER TABLE reading_cells DROP COLUMN place; ALTER TABLE reading_labels DROP COLUMN "
             "model_shown;"
             " CREATE TRIGGER readings_fixed BEFORE UPDATE OF id ON readings BEGIN SELECT 1; END",
             "DROP INDEX audit_action",
             "DROP TABLE qc_marks; DROP TABLE qc_runs; DROP TABLE qc_targets;"
             " DROP INDEX signatures_at; DROP INDEX slides_sample",
             "DROP TRIGGER cells_removed; DROP TRIGGER cells_removed_rest; DROP TRIGGER slides_recounted",
             "DROP INDEX cells_image",
             "ALTER TABLE cells DROP COLUMN removed",
             "ALTER TABLE cells DROP COLUMN by_hand",
             "DROP TABLE cell_features",
             "DROP TABLE atlas_events",
             "DROP TABLE remarks",
             "DROP INDEX review_events_comments",
             "DROP TRIGGER review_events_no_update",
             "UPDATE review_events SET audit_id = id",
             "DROP TRIGGER review_events_audited",
             "ALTER TABLE review_events DROP COLUMN audit_id",
             "DROP INDEX review_events_previous",
         }) {
      INFO(undone);
      CHECK(raw.run(undone) == "");
    }
    REQUIRE(raw.run("PRAGMA user_version = 8") == "");
  }
  s.casebook = s.folder.open();
  CHECK(value(s.casebook->verifyAudit()) == entries);
  CHECK(inForce(*s.casebook, s.cell(0)) == "basophil");
  CHECK(value(s.casebook->cell(s.cell(1))).flagged);
  CHECK(value(s.casebook->history(s.cell(0))).size() == history.size());
  REQUIRE(value(s.casebook->undoableSteps(s.slide, kAda, 10)).size() == 1);
  Raw raw(s.folder.file());
  CHECK(raw.column("PRAGMA foreign_key_check").empty());
  CHECK_FALSE(raw.run("DELETE FROM review_events").empty());
  CHECK(raw.column("SELECT name FROM sqlite_schema WHERE name LIKE 'passing%'").empty());
}
