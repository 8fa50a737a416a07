// Two examiners count a slide, blind to each other, to the model and to what was decided before.
#include <algorithm>
#include <set>

#include "casebook/accounts.h"
#include "casebook/second_readings.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Dr. Ada");
const QString kBen = QStringLiteral("Dr. Ben");
const QStringList kOutside{QStringLiteral("smudge")};

struct Counting {
  explicit Counting(int cells) : casebook(folder.open()), readings(*casebook) {
    slide = addSlide(*casebook, cells);
    value(casebook->registerModel({kModel, QStringLiteral("M"), QStringLiteral("1"), "{}"}));
    std::vector<Casebook::CellPrediction> predictions;
    for (const CellRecord& cell : value(casebook->cells(slide)))
      predictions.push_back(prediction(cell.id, 0.99));
    value(casebook->addPredictions(slide, kModel, {0.9, 0.1}, predictions));
    first = predictions.front().cellId;
    value(casebook->addReviews({decide(first, "monocyte")}));  // by Dr. Ada, who counts too
  }
  Id begin(int target) {
    return value(readings.requestExaminers(slide, {kAda, kBen}, target, kOutside, kAda));
  }
  SecondReading of(const QString& examiner) { return *value(readings.openFor(slide, examiner)); }
  std::vector<CellRecord> sample(const QString& examiner) { return value(readings.blindCells(of(examiner))); }
  void answer(const QString& examiner, Id cell, const char* classId) {
    value(readings.label(of(examiner).id, {cell}, QString::fromLatin1(classId), examiner));
  }
  // All that is left of the sample.
  void answerAll(const QString& examiner, const char* classId) {
    for (const auto& cell : sample(examiner))
      if (!cell.review) answer(examiner, cell.id, classId);
  }
  Folder folder;
  std::unique_ptr<Casebook> casebook;
  SecondReadings readings;
  Id slide = 0, first = 0;
};

std::set<Id> idsOf(const std::vector<CellRecord>& cells) {
  std::set<Id> ids;
  for (const auto& cell : cells) ids.insert(cell.id);
  return ids;
}

}  // namespace

TEST_CASE("Each examiner has a sample of their own, and sees nothing else", "[examiners]") {
  Counting c(30);
  value(c.casebook->addReviews({{c.first, ReviewAction::Comment, {}, QStringLiteral("a blast?"), kAda, {}},
                                {c.first, ReviewAction::Flag, {}, {}, kAda, {}}}));
  const Id reading = c.begin(10);
  CHECK_FALSE(value(c.readings.openFor(c.slide, QStringLiteral("Dr. Cid"))));
  REQUIRE(value(c.readings.openFor(c.slide, QStringLiteral("dr. ada"))));  // as accounts' names are compared
  const auto ada = c.sample(kAda), ben = c.sample(kBen);
  CHECK(ada.size() == 10);
  CHECK(ben.size() == 10);
  std::vector<Id> both;
  const auto a = idsOf(ada), b = idsOf(ben);
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  CHECK(both.empty());
  for (const auto* cells : {&ada, &ben}) {
    for (const auto& cell : *cells) {
      CHECK_FALSE(cell.prediction);
      CHECK_FALSE(cell.review);
      CHECK_FALSE(cell.flagged);
      CHECK(cell.comment.isEmpty());
      CHECK(cell.failure == kWithheld);
      CHECK_FALSE(cell.crop.isEmpty());
    }
  }
  // The same again: a sample is not drawn anew.
  CHECK(idsOf(c.sample(kAda)) == a);

  c.answer(kAda, ada[0].id, "monocyte");
  CHECK(c.sample(kAda)[0].review->classId == QStringLiteral("monocyte"));
  for (const auto& cell : c.sample(kBen)) CHECK_FALSE(cell.review);
  // It is no decision on the slide.
  CHECK(inForce(*c.casebook, ada[0].id) == (ada[0].id == c.first ? "monocyte" : "-"));
  // Nobody labels a cell of the other's, nor anyone else any.
  CHECK(code(c.readings.label(reading, {ben[0].id}, QStringLiteral("monocyte"), kAda)) ==
        ErrorCode::NotFound);
  CHECK(code(c.readings.label(reading, {ada[1].id}, QStringLiteral("monocyte"), QStringLiteral("Dr. Cid"))) ==
        ErrorCode::AccessDenied);
  CHECK(code(c.casebook->addReviews({decide(c.first, "basophil")})) == ErrorCode::Conflict);
  CHECK(code(c.casebook->sign({c.slide, kAda, QStringLiteral("Released"), {}, "{}"})) == ErrorCode::Conflict);
  CHECK(code(c.readings.request(c.slide, {}, kAda)) == ErrorCode::Conflict);
  value(c.casebook->verifyAudit());
}

TEST_CASE("A cell outside the differential is made up for, both counts come out when both have finished",
          "[examiners]") {
  Counting c(40);
  const Id reading = c.begin(10);
  const auto ada = c.sample(kAda);
  c.answer(kAda, ada[0].id, "smudge");
  c.answer(kAda, ada[1].id, "smudge");
  CHECK(c.sample(kAda).size() == 12);
  c.answer(kAda, ada[1].id, "");  // taken back: no cell goes away
  CHECK(c.sample(kAda).size() == 12);
  CHECK(code(c.readings.finish(reading, kAda)) == ErrorCode::Conflict);
  c.answer(kAda, ada[1].id, "smudge");
  for (int i = 2; i < 5; ++i) c.answer(kAda, ada[std::size_t(i)].id, "monocyte");
  c.answerAll(kAda, "lymphocyte");
  CHECK(c.of(kAda).examiners[0].counted == 10);
  CHECK(c.of(kAda).examiners[0].cells == 12);

  CHECK(code(c.readings.examinersCounts(reading)) == ErrorCode::Conflict);
  CHECK(value(c.readings.finish(reading, kAda)).state == ReadingState::Open);
  CHECK_FALSE(value(c.readings.openFor(c.slide, kAda)));  // done: the slide as anybody sees it
  CHECK(code(c.readings.label(reading, {ada[3].id}, QStringLiteral("basophil"), kAda)) ==
        ErrorCode::AccessDenied);
  CHECK(code(c.readings.examinersCounts(reading)) == ErrorCode::Conflict);
  CHECK(value(c.readings.firstDecisions(false)).empty());
  c.answerAll(kBen, "monocyte");
  CHECK(value(c.readings.finish(reading, kBen)).state == ReadingState::Closed);

  const ExaminerCounts counts = value(c.readings.examinersCounts(reading));
  CHECK(counts.target == 10);
  CHECK(counts.shared == 0);
  CHECK(counts.examiners[0].name == kAda);
  CHECK(counts.examiners[0].cells == 12);
  CHECK(counts.examiners[0].classes == std::map<QString, int>{{QStringLiteral("lymphocyte"), 7},
                                                              {QStringLiteral("monocyte"), 3},
                                                              {QStringLiteral("smudge"), 2}});
  CHECK(counts.examiners[1].classes == std::map<QString, int>{{QStringLiteral("monocyte"), 10}});
  CHECK(counts.examiners[1].at.isValid());
  // They are first decisions without the model in view; not a second reading of the same cells.
  CHECK(code(c.readings.compare(reading)) == ErrorCode::Conflict);
  CHECK(value(c.readings.allCompared(false)).empty());
  int hidden = 0;
  for (const auto& decision : value(c.readings.firstDecisions(false))) hidden += decision.modelShown == false;
  CHECK(hidden == 22);
  value(c.casebook->addReviews({decide(c.first, "basophil")}));  // nothing waits any more
  value(c.casebook->sign({c.slide, kAda, QStringLiteral("Released"), {}, "{}"}));
  value(c.casebook->verifyAudit());
}

TEST_CASE("On a slide with few cells samples overlap, and each reads all at most", "[examiners]") {
  Counting c(8);
  Id reading = c.begin(6);
  c.answerAll(kAda, "monocyte");
  c.answerAll(kBen, "monocyte");
  value(c.readings.finish(reading, kAda));
  value(c.readings.finish(reading, kBen));
  CHECK(value(c.readings.examinersCounts(reading)).shared == 4);  // 6 + 6 of 8
  reading = c.begin(200);
  CHECK(c.sample(kAda).size() == 8);
  c.answer(kAda, c.sample(kAda)[0].id, "smudge");
  CHECK(c.sample(kAda).size() == 8);  // there is no other cell
  c.answerAll(kAda, "monocyte");
  CHECK(value(c.readings.finish(reading, kAda)).examiners[0].finished);
}

TEST_CASE("Who counts, and how many", "[examiners]") {
  Counting c(8);
  const auto ask = [&](const QString& a, const QString& b, int target) {
    return code(c.readings.requestExaminers(c.slide, {a, b}, target, kOutside, kAda));
  };
  CHECK(ask(kAda, QStringLiteral(" dr. ada "), 200) == ErrorCode::ArgumentInvalid);
  CHECK(ask(kAda, {}, 200) == ErrorCode::ArgumentInvalid);
  CHECK(ask(kAda, kBen, 0) == ErrorCode::ArgumentInvalid);
  Accounts accounts(*c.casebook);
  const QString password = QStringLiteral("correct horse");
  value(accounts.add(kAda, {true, true, true}, password, kAda));
  CHECK(ask(kAda, kBen, 5) == ErrorCode::AccessDenied);  // no account
  value(accounts.add(kBen, {false, false, true}, password, kAda));
  CHECK(ask(kAda, kBen, 5) == ErrorCode::AccessDenied);  // an administrator reads nothing
  value(c.readings.withdraw(
      [&] {
        const auto users = value(accounts.users());
        const auto ben =
            std::find_if(users.begin(), users.end(), [](const auto& u) { return u.name == kBen; });
        value(accounts.change(ben->id, {true, false, false}, false, kAda));
        return c.begin(5);
      }(),
      QStringLiteral("other slide"), kAda));
  CHECK_FALSE(value(c.readings.openFor(c.slide, kAda)));
}

TEST_CASE("A count that was changed outside the program does not verify", "[examiners]") {
  Counting c(12);
  c.begin(5);
  c.answerAll(kAda, "monocyte");
  value(c.casebook->verifyAudit());
  const auto breaks = [&](const std::string& sql) {
    const QString copy = c.folder.path(QStringLiteral("copy.casebook"));
    value(c.casebook->backup(copy));
    {
      Raw raw(copy);
      REQUIRE(raw.run(sql) == "");
    }
    return code(value(Casebook::open(copy))->verifyAudit());
  };
  const std::string free =
      "DROP TRIGGER reading_labels_no_update; DROP TRIGGER reading_cells_no_update; DROP TRIGGER "
      "readings_fixed;";
  CHECK(breaks(free + "UPDATE readings SET target = 4") == ErrorCode::AuditBroken);
  CHECK(breaks(free + "UPDATE readings SET not_counted = '[]'") == ErrorCode::AuditBroken);
  CHECK(breaks(free + "UPDATE readings SET asked_for = 'Dr. Cid'") == ErrorCode::AuditBroken);
  CHECK(breaks(free + "UPDATE reading_cells SET place = 13 - place") == ErrorCode::AuditBroken);
  CHECK(breaks(free + "UPDATE reading_labels SET model_shown = 1") == ErrorCode::AuditBroken);
  Raw raw(c.folder.file());
  CHECK(raw.run("UPDATE readings SET target = 4") != "");
}
