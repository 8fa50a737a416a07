// Second readings: blind until both are done, settled by a third, all three kept.
#include <algorithm>

#include "casebook/accounts.h"
#include "casebook/second_readings.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kFirst = QStringLiteral("Dr. Ada");
const QString kSecond = QStringLiteral("Dr. Ben");
const QString kThird = QStringLiteral("Dr. Cid");

// Six cells; the model accepts 0 and 1 as lymphocyte, the others are to review. Ada decided on 2 and 3.
struct Twice {
  Twice() : casebook(folder.open()), readings(*casebook) {
    slide = addSlide(*casebook, 6);
    value(casebook->registerModel({kModel, QStringLiteral("M"), QStringLiteral("1"), "{}"}));
    std::vector<Casebook::CellPrediction> predictions;
    for (const CellRecord& cell : value(casebook->cells(slide))) {
      ids.push_back(cell.id);
      predictions.push_back(prediction(cell.id, ids.size() <= 2 ? 0.99 : 0.4));
    }
    value(casebook->addPredictions(slide, kModel, {0.9, 0.1}, predictions));
    value(casebook->addReviews({decide(ids[2], "monocyte"), decide(ids[3], "basophil")}));
  }
  Folder folder;
  std::unique_ptr<Casebook> casebook;
  SecondReadings readings;
  Id slide = 0;
  std::vector<Id> ids;

  SecondReading only() const { return value(readings.of(slide)).at(0); }
  void answer(std::size_t cell, const char* classId) {
    value(readings.label(only().id, {ids[cell]}, QString::fromLatin1(classId), kSecond));
  }
};

}  // namespace

TEST_CASE("The second reader sees no decision of the first", "[readings]") {
  Twice t;
  value(t.casebook->addReviews(
      {{t.ids[0], ReviewAction::Flag, {}, {}, kFirst, {}},
       {t.ids[0], ReviewAction::Comment, {}, QStringLiteral("a blast?"), kFirst, {}}}));
  CHECK_FALSE(value(t.readings.openFor(t.slide, kSecond)));
  value(t.readings.request(t.slide, {}, kFirst));
  CHECK_FALSE(value(t.readings.openFor(t.slide, kFirst)));
  CHECK_FALSE(value(t.readings.openFor(t.slide, QStringLiteral("dr. ada"))));
  const auto open = value(t.readings.openFor(t.slide, kSecond));
  REQUIRE(open);
  CHECK(open->asked == 4);  // 2 and 3 decided, 4 and 5 to review
  CHECK(open->answered == 0);
  t.answer(3, "monocyte");
  const auto blind = value(t.readings.blindCells(*open));
  REQUIRE(blind.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK_FALSE(blind[i].flagged);
    CHECK(blind[i].comment.isEmpty());
    CHECK(blind[i].review.has_value() == (i == 3));
  }
  CHECK(blind[3].review->classId == QStringLiteral("monocyte"));
  CHECK(blind[3].review->reviewer == kSecond);
  // Nor does the first see the second's: what is in force is as it was.
  CHECK(inForce(*t.casebook, t.ids[3]) == "basophil");
  CHECK(value(t.casebook->history(t.ids[3])).size() == 1);
  CHECK(code(t.readings.compare(open->id)) == ErrorCode::Conflict);
  // A label is taken back.
  value(t.readings.label(open->id, {t.ids[3]}, {}, kSecond));
  CHECK_FALSE(value(t.readings.blindCells(*open))[3].review);
  value(t.casebook->verifyAudit());
}

TEST_CASE("While it is read a second time, the slide's decisions and its release wait", "[readings]") {
  Twice t;
  const Id reading = value(t.readings.request(t.slide, {}, kFirst));
  CHECK(code(t.casebook->addReviews({decide(t.ids[4], "monocyte")})) == ErrorCode::Conflict);
  CHECK(code(t.casebook->addReviews({retract(t.ids[2], "")})) == ErrorCode::Conflict);
  CHECK(code(t.casebook->sign({t.slide, kFirst, QStringLiteral("Released"), {}, "{}"})) ==
        ErrorCode::Conflict);
  CHECK(code(t.readings.request(t.slide, {}, kThird)) == ErrorCode::Conflict);
  value(t.casebook->addReviews({{t.ids[4], ReviewAction::Flag, {}, {}, kFirst, {}}}));
  CHECK(code(t.readings.withdraw(reading, {}, kFirst)) == ErrorCode::ArgumentInvalid);
  value(t.readings.withdraw(reading, QStringLiteral("asked by mistake"), kFirst));
  value(t.casebook->addReviews({decide(t.ids[4], "monocyte")}));
  value(t.readings.request(t.slide, kSecond, kFirst));
  CHECK(value(t.readings.of(t.slide)).size() == 2);
  CHECK(value(t.readings.running()).size() == 1);
}

TEST_CASE("Who may read second", "[readings]") {
  Twice t;
  const Id reading = value(t.readings.request(t.slide, kSecond, kFirst));
  CHECK(code(t.readings.label(reading, {t.ids[4]}, QStringLiteral("monocyte"), kFirst)) ==
        ErrorCode::AccessDenied);
  CHECK(code(t.readings.label(reading, {t.ids[4]}, QStringLiteral("monocyte"), kThird)) ==
        ErrorCode::AccessDenied);
  CHECK(code(t.readings.label(reading, {t.ids[4], 999}, QStringLiteral("monocyte"), kSecond)) ==
        ErrorCode::NotFound);
  CHECK_FALSE(value(t.readings.blindCells(t.only()))[4].review);  // all or none
  CHECK(code(t.readings.finish(reading, kSecond)) == ErrorCode::Conflict);
  CHECK(code(t.readings.request(t.slide, kFirst, kFirst)) == ErrorCode::ArgumentInvalid);
}

TEST_CASE("What two readers disagree on is settled by a third, and that is in force", "[readings]") {
  Twice t;
  const Id reading = value(t.readings.request(t.slide, {}, kFirst));
  t.answer(2, "monocyte");    // agrees with Ada
  t.answer(3, "neutrophil");  // disagrees with Ada
  t.answer(4, "basophil");    // nothing stood for it
  t.answer(5, "basophil");
  t.answer(0, "monocyte");  // accepted from the model as lymphocyte; not asked, answered anyway
  const SecondReading done = value(t.readings.finish(reading, kSecond));
  CHECK(done.state == ReadingState::Adjudication);
  CHECK(done.disagreements == 4);
  CHECK(done.unsettled == 4);
  const auto both = value(t.readings.compare(reading));
  REQUIRE(both.size() == 5);
  const auto of = [&](std::size_t i) {
    return *std::find_if(both.begin(), both.end(), [&](const auto& c) { return c.cellId == t.ids[i]; });
  };
  CHECK_FALSE(of(2).disagrees());
  CHECK(of(3).first == QStringLiteral("basophil"));
  CHECK(of(3).firstDecided);
  CHECK(of(3).second == QStringLiteral("neutrophil"));
  CHECK(of(0).first == QStringLiteral("lymphocyte"));
  CHECK_FALSE(of(0).firstDecided);
  CHECK(of(4).first.isEmpty());

  const auto settle = [&](std::size_t i, const char* classId, const QString& by) {
    return t.readings.adjudicate(reading, t.ids[i], QString::fromLatin1(classId), QStringLiteral("seen"), by);
  };
  CHECK(code(settle(3, "neutrophil", kFirst)) == ErrorCode::AccessDenied);
  CHECK(code(settle(3, "neutrophil", kSecond)) == ErrorCode::AccessDenied);
  CHECK(code(settle(2, "monocyte", kThird)) == ErrorCode::Conflict);
  CHECK(code(settle(3, "", kThird)) == ErrorCode::ArgumentInvalid);
  CHECK(code(t.casebook->addReviews({decide(t.ids[3], "monocyte")})) == ErrorCode::Conflict);
  CHECK(value(settle(3, "neutrophil", kThird)).unsettled == 3);
  CHECK(inForce(*t.casebook, t.ids[3]) == "neutrophil");
  CHECK(value(t.casebook->cell(t.ids[3])).review->reviewer == kThird);
  value(settle(4, "basophil", kThird));
  value(settle(5, "basophil", kThird));
  CHECK(value(settle(0, "lymphocyte", kThird)).state == ReadingState::Closed);
  CHECK(inForce(*t.casebook, t.ids[2]) == "monocyte");  // agreed: the first's word stands
  // All three words are there.
  const auto after = value(t.readings.compare(reading));
  const auto third =
      *std::find_if(after.begin(), after.end(), [&](const auto& c) { return c.cellId == t.ids[3]; });
  CHECK(third.first == QStringLiteral("basophil"));
  CHECK(third.second == QStringLiteral("neutrophil"));
  CHECK(third.settled == QStringLiteral("neutrophil"));
  CHECK(third.adjudicator == kThird);
  CHECK(value(t.casebook->history(t.ids[3])).back().origin == kAdjudicationOrigin);
  value(t.casebook->sign({t.slide, kFirst, QStringLiteral("Released"), {}, "{}"}));
  value(t.casebook->verifyAudit());
}

TEST_CASE("Readers who agree need nobody else", "[readings]") {
  Twice t;
  value(t.casebook->addReviews({decide(t.ids[4], "monocyte"), decide(t.ids[5], "monocyte")}));
  const Id reading = value(t.readings.request(t.slide, {}, kFirst));
  t.answer(2, "monocyte");
  t.answer(3, "basophil");
  t.answer(4, "monocyte");
  t.answer(5, "monocyte");
  CHECK(value(t.readings.finish(reading, kSecond)).state == ReadingState::Closed);
  CHECK(code(t.readings.adjudicate(reading, t.ids[2], QStringLiteral("x"), {}, kThird)) ==
        ErrorCode::Conflict);
}

TEST_CASE("A second reading that was changed outside the program does not verify", "[readings]") {
  Twice t;
  const Id reading = value(t.readings.request(t.slide, {}, kFirst));
  for (std::size_t i = 2; i < 6; ++i) t.answer(i, "monocyte");
  value(t.readings.finish(reading, kSecond));
  value(t.readings.adjudicate(reading, t.ids[3], QStringLiteral("monocyte"), {}, kThird));
  value(t.casebook->verifyAudit());
  const auto breaks = [&](const std::string& sql) {
    const QString copy = t.folder.path(QStringLiteral("copy.casebook"));
    value(t.casebook->backup(copy));
    {
      Raw raw(copy);
      REQUIRE(raw.run(sql) == "");
    }
    return code(value(Casebook::open(copy))->verifyAudit());
  };
  const std::string free =
      "DROP TRIGGER reading_labels_no_update; DROP TRIGGER reading_cells_no_update;"
      "DROP TRIGGER adjudications_no_update; DROP TRIGGER reading_labels_no_delete;";
  CHECK(breaks(free + "UPDATE reading_labels SET class_id = 'basophil' WHERE cell_id = 5") ==
        ErrorCode::AuditBroken);
  CHECK(breaks(free + "DELETE FROM reading_labels WHERE cell_id = 5") == ErrorCode::AuditBroken);
  CHECK(breaks(free + "UPDATE reading_cells SET class_id = 'monocyte' WHERE cell_id = 4") ==
        ErrorCode::AuditBroken);
  CHECK(breaks(free + "UPDATE adjudications SET class_id = 'basophil'") == ErrorCode::AuditBroken);
  Raw raw(t.folder.file());
  CHECK(raw.run("UPDATE reading_labels SET class_id = 'x'") != "");
  CHECK(raw.run("DELETE FROM adjudications") != "");
}

TEST_CASE("For agreement: what each reader first said, beside what the model had said", "[readings]") {
  Twice t;
  NewReview shown = decide(t.ids[4], "monocyte"), hidden = decide(t.ids[5], "monocyte");
  shown.modelShown = true;
  hidden.modelShown = false;
  value(t.casebook->addReviews({shown, hidden, decide(t.ids[2], "basophil")}));  // 2 once more: not the first
  CHECK(value(t.readings.firstDecisions(true)).empty());
  const auto first = value(t.readings.firstDecisions(false));
  REQUIRE(first.size() == 4);
  CHECK(first[0].cellId == t.ids[2]);
  CHECK(first[0].classId == QStringLiteral("monocyte"));
  CHECK(first[0].model == QStringLiteral("lymphocyte"));
  CHECK_FALSE(first[0].modelShown);
  CHECK(first[2].modelShown == true);
  CHECK(first[3].modelShown == false);

  const Id reading = value(t.readings.request(t.slide, {}, kFirst));
  value(t.readings.label(reading, {t.ids[2]}, QStringLiteral("monocyte"), kSecond, true));
  value(t.readings.label(reading, {t.ids[3]}, QStringLiteral("monocyte"), kSecond, false));
  for (std::size_t i = 4; i < 6; ++i) t.answer(i, "monocyte");  // not noted
  CHECK(value(t.readings.firstDecisions(false)).empty());       // nothing of a slide that is still being read
  CHECK(value(t.readings.allCompared(false)).empty());
  value(t.readings.finish(reading, kSecond));
  CHECK(value(t.readings.allCompared(false)).size() == 4);
  const auto all = value(t.readings.firstDecisions(false));
  CHECK(all.size() == 8);
  const auto shownTo = [&](std::size_t cell) {
    return std::find_if(all.begin(), all.end(),
                        [&](const auto& d) { return d.reader == kSecond && d.cellId == t.ids[cell]; })
        ->modelShown;
  };
  CHECK(shownTo(2) == true);
  CHECK(shownTo(3) == false);
  CHECK_FALSE(shownTo(4));
  value(t.casebook->verifyAudit());
}
