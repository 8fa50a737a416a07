#include <algorithm>
#include <set>

#include "casebook/blind_audits.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Ada");

NewReview answer(Id cell, const char* classId, const char* origin = "audit") {
  NewReview review;
  review.cellId = cell;
  review.classId = QLatin1String(classId);
  review.reviewer = kAda;
  review.origin = QLatin1String(origin);
  review.modelShown = review.origin != QLatin1String("audit");
  return review;
}

void rawly(const QString& file, const char* sql, int expected) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.toUtf8().constData(), &handle) == SQLITE_OK);
  const int result = sqlite3_exec(handle, sql, nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  CHECK(result == expected);
}

}  // namespace

TEST_CASE("A blind audit's seed is drawn once, stays, and is in the audit chain") {
  const Folder folder;
  QString seed;
  {
    auto book = folder.open();
    const Id slide = addSlide(*book, 4);
    BlindAudits audits(*book);
    CHECK_FALSE(value(audits.of(slide)).has_value());
    const BlindAudit begun = value(audits.setShare(slide, 0.05, kAda));
    CHECK(begun.seed.size() == 64);
    seed = begun.seed;
    CHECK(value(audits.setShare(slide, 0.05, kAda)).id == begun.id);  // nothing new
    CHECK(value(audits.setShare(slide, 0.2, kAda)).seed == seed);
    CHECK(code(audits.setShare(slide, 1.5, kAda)) == ErrorCode::ArgumentInvalid);
    CHECK(code(audits.setShare(slide + 9, 0.5, kAda)) == ErrorCode::NotFound);
    const Id other = addSlide(*book, 1, "other image");
    CHECK(value(audits.setShare(other, 0.05, kAda)).seed != seed);
  }
  auto book = folder.open();
  const auto found = value(BlindAudits(*book).of(1));
  REQUIRE(found);
  CHECK(found->seed == seed);
  CHECK(found->share == 0.2);
  value(book->verifyAudit());
}

TEST_CASE("A blind audit cannot be changed afterwards, and a change by other means shows") {
  const Folder folder;
  {
    auto book = folder.open();
    value(BlindAudits(*book).setShare(addSlide(*book, 1), 0.05, kAda));
  }
  rawly(folder.file(), "UPDATE blind_audits SET share = 0.5", SQLITE_CONSTRAINT);
  rawly(folder.file(), "DELETE FROM blind_audits", SQLITE_CONSTRAINT);
  rawly(folder.file(),
        "DROP TRIGGER blind_audits_no_update; UPDATE blind_audits SET seed = replace(seed, '0', '1') || ''",
        SQLITE_OK);
  auto book = folder.open();
  CHECK(code(book->verifyAudit()) == ErrorCode::AuditBroken);
}

TEST_CASE("Draws are even, belong to seed and cell, and a larger share keeps the smaller one's cells") {
  const QString seed = QString(64, QLatin1Char('b'));
  int below5 = 0, below50 = 0, both = 0;
  for (Id cell = 1; cell <= 20'000; ++cell) {
    const double draw = drawOf(seed, cell);
    CHECK((draw >= 0 && draw < 1));
    below5 += draw < 0.05;
    below50 += draw < 0.5;
    both += draw < 0.5 && drawOf(QString(64, QLatin1Char('c')), cell) < 0.5;
  }
  // Five standard deviations about 1000, 10000 and 5000.
  CHECK(std::abs(below5 - 1000) < 155);
  CHECK(std::abs(below50 - 10'000) < 355);
  CHECK(std::abs(both - 5000) < 310);
  CHECK(drawOf(seed, 7) == drawOf(seed, 7));
}

TEST_CASE("Answers are first answers, kept apart from ordinary decisions, and survive a restart") {
  const Folder folder;
  Id slide = 0;
  std::vector<CellRecord> cells;
  {
    auto book = folder.open();
    slide = addSlide(*book, 4);
    cells = value(book->cells(slide));
    value(BlindAudits(*book).setShare(slide, 1, kAda));
    value(book->addReviews({answer(cells[0].id, "lymphocyte"), answer(cells[1].id, "monocyte")}));
    value(book->addReviews({answer(cells[2].id, "monocyte", "review")}));
    // Looks at the model's label, then changes the word: the first answer stays the audit's.
    value(book->addReviews({answer(cells[1].id, "lymphocyte", "review")}));
    // A slip of the finger, taken back, then answered again.
    value(book->addReviews({answer(cells[3].id, "basophil")}));
    NewReview back = answer(cells[3].id, "");
    back.action = ReviewAction::Retract;
    value(book->addReviews({back}));
    value(book->addReviews({answer(cells[3].id, "eosinophil")}));
  }
  auto book = folder.open();
  const auto answers = value(BlindAudits(*book).answers(slide));
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].cellId == cells[0].id);
  CHECK(answers[0].classId == "lymphocyte");
  CHECK(answers[1].classId == "monocyte");
  CHECK(answers[2].cellId == cells[3].id);
  CHECK(answers[2].classId == "eosinophil");
  CHECK(value(book->cell(cells[1].id)).review->classId == "lymphocyte");

  const auto history = value(book->history(cells[1].id));
  REQUIRE(history.size() == 2);
  CHECK(history[0].modelShown == false);
  CHECK(history[1].modelShown == true);
  value(book->verifyAudit());
}

TEST_CASE("Whether the model's label was in view is part of the audit chain") {
  const Folder folder;
  {
    auto book = folder.open();
    const auto cells = value(book->cells(addSlide(*book, 2)));
    NewReview silent = answer(cells[1].id, "monocyte", "gallery");
    silent.modelShown.reset();
    value(book->addReviews({answer(cells[0].id, "lymphocyte"), silent}));
    CHECK_FALSE(value(book->history(cells[1].id)).front().modelShown.has_value());
    value(book->verifyAudit());
  }
  rawly(folder.file(), "DROP TRIGGER review_events_no_update; UPDATE review_events SET model_shown = 1",
        SQLITE_OK);
  auto book = folder.open();
  CHECK(code(book->verifyAudit()) == ErrorCode::AuditBroken);
}
