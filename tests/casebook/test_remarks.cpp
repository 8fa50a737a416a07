// Tags and comments: append-only, audited, found again.
#include "casebook/audit_log.h"
#include "casebook/class_book.h"
#include "casebook/remarks.h"
#include "casebook/second_readings.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Dr. Ada");

struct Slides {
  Folder folder;
  std::unique_ptr<Casebook> casebook = folder.open();
  Id slide = addSlide(*casebook, 3);
  Id other = addSlide(*casebook, 2, "other");
  std::vector<CellRecord> cells = value(casebook->cells(slide));
  std::vector<CellRecord> others = value(casebook->cells(other));

  void tag(Id on, std::vector<Id> which, const char* text, RemarkKind kind = RemarkKind::Tag) {
    value(Remarks(*casebook).add({on, std::move(which), kind, QString::fromUtf8(text), kAda}));
  }
  void comment(Id cell, const char* text) {
    NewReview review = decide(cell, "");
    review.action = ReviewAction::Comment;
    review.comment = QString::fromUtf8(text);
    value(casebook->addReviews({review}));
  }
  // Ids of the cells found, slides as negative numbers.
  std::vector<Id> found(const char* text, const QStringList& classes = {}, const QString& reader = kAda) {
    std::vector<Id> ids;
    for (const Found& each : value(Remarks::find(*casebook, QString::fromUtf8(text), classes, reader, 50)))
      ids.push_back(each.cellId ? each.cellId : -each.slideId);
    return ids;
  }
};

using Ids = std::vector<Id>;

}  // namespace

TEST_CASE("A tag stands until it is taken off, and can be put on again") {
  Slides s;
  const Id a = s.cells[0].id, b = s.cells[1].id;
  s.tag(s.slide, {a, b}, "teaching");
  s.tag(s.slide, {a}, "Auer rod");
  const auto entries = value(s.casebook->audit());
  CHECK(entries.back().action == QStringLiteral("remark.tag"));
  CHECK(entries.back().subject == QStringLiteral("cell:%1").arg(a));
  CHECK(entries[entries.size() - 2].detail.contains(QByteArray("[") + QByteArray::number(a) + ','));
  const auto tagsOf = [&](Id cell) { return value(s.casebook->cell(cell)).tags; };
  CHECK(tagsOf(a) == QStringList{QStringLiteral("Auer rod"), QStringLiteral("teaching")});
  s.tag(s.slide, {a}, "teaching", RemarkKind::Untag);
  CHECK(tagsOf(a) == QStringList{QStringLiteral("Auer rod")});
  CHECK(tagsOf(b) == QStringList{QStringLiteral("teaching")});
  s.tag(s.slide, {a}, "teaching");
  CHECK(value(s.casebook->cells(s.slide))[0].tags.size() == 2);
  s.tag(s.slide, {}, "trial 7");
  s.tag(s.slide, {}, "poor stain", RemarkKind::Comment);
  s.tag(s.slide, {}, "stained again", RemarkKind::Comment);
  CHECK(value(Remarks::of(*s.casebook, s.slide)).tags == QStringList{QStringLiteral("trial 7")});
  CHECK(value(Remarks::of(*s.casebook, s.slide)).comment == QStringLiteral("stained again"));
  CHECK(value(Remarks::tags(*s.casebook)).front() == QStringLiteral("teaching"));
  value(s.casebook->verifyAudit());
}

TEST_CASE("Cells and slides are found by every word on them, in any case and language, over all slides") {
  Slides s;
  s.tag(s.slide, {s.cells[0].id}, "Auer rod");
  s.comment(s.cells[1].id, "looks 100% odd");
  s.comment(s.others[0].id, "fine");
  s.comment(s.others[0].id, "中毒颗粒");
  value(s.casebook->addReviews({decide(s.others[1].id, "band_neutrophil")}));
  s.tag(s.other, {}, "second film", RemarkKind::Comment);
  CHECK(s.found("auer") == Ids{s.cells[0].id});
  CHECK(s.found("100%") == Ids{s.cells[1].id});
  CHECK(s.found("1_0").empty());  // no wildcards
  CHECK(s.found("中毒") == Ids{s.others[0].id});
  CHECK(s.found("fine").empty());  // an earlier comment
  CHECK(s.found("neutro") == Ids{s.others[1].id});
  CHECK(s.found("杆状", {QStringLiteral("band_neutrophil")}) == Ids{s.others[1].id});
  CHECK(s.found("dr. ada") == Ids{s.others[1].id});
  CHECK(s.found("second") == Ids{-s.other});
  CHECK(s.found("S-1") == Ids{-s.other, -s.slide});
  CHECK(s.found("  ").empty());
  s.tag(s.slide, {s.cells[0].id}, "Auer rod", RemarkKind::Untag);
  CHECK(s.found("auer").empty());
}

TEST_CASE("What is written about slides is read for all of them at once, and not by who reads second") {
  Slides s;
  s.tag(s.slide, {}, "poor stain", RemarkKind::Comment);
  s.tag(s.slide, {}, "trial 7");
  s.tag(s.slide, {}, "repeat");
  s.tag(s.slide, {}, "trial 7", RemarkKind::Untag);
  s.tag(s.other, {}, "many blasts", RemarkKind::Comment);
  s.tag(s.other, {}, "", RemarkKind::Comment);  // taken back
  s.tag(s.slide, {s.cells[0].id}, "Auer rod");
  const QString ben = QStringLiteral("Dr. Ben");
  const auto all = value(Remarks::ofSlides(*s.casebook, ben));
  REQUIRE(all.size() == 1);
  CHECK(all.at(s.slide).comment == QStringLiteral("poor stain"));
  CHECK(all.at(s.slide).tags == QStringList{QStringLiteral("repeat")});

  value(s.casebook->registerModel({kModel, QStringLiteral("M"), QStringLiteral("1"), "{}"}));
  value(s.casebook->addPredictions(s.slide, kModel, {0.5, 0}, {prediction(s.cells[0].id, 0.4)}));
  SecondReadings readings(*s.casebook);
  const Id reading = value(readings.request(s.slide, {}, kAda));
  CHECK(value(Remarks::ofSlides(*s.casebook, ben)).empty());
  CHECK(value(Remarks::ofSlides(*s.casebook, kAda)).size() == 1);  // the first reader's own
  CHECK(s.found("auer", {}, ben).empty());
  CHECK(s.found("poor", {}, ben).empty());
  CHECK(s.found("auer") == Ids{s.cells[0].id});
  const auto bySample = value(Remarks::find(*s.casebook, QStringLiteral("S-1"), {}, ben, 50));
  REQUIRE(bySample.size() == 2);
  for (const Found& each : bySample) CHECK((each.comment.isEmpty() && each.tags.isEmpty()));
  for (const LoggedEntry& logged :
       value(AuditLog(*s.casebook).entries({{}, QStringLiteral("remark."), {}, {}, {}})))
    CHECK(logged.withheld == (logged.entry.subject != QStringLiteral("slide:%1").arg(s.other)));
  value(readings.withdraw(reading, QStringLiteral("no"), kAda));
  CHECK(value(Remarks::ofSlides(*s.casebook, ben)).size() == 1);
  CHECK(s.found("auer", {}, ben) == Ids{s.cells[0].id});
}

TEST_CASE("What makes no remark is refused, and leaves nothing") {
  Slides s;
  const QString head = value(s.casebook->auditHead());
  const Id a = s.cells[0].id;
  Remarks remarks(*s.casebook);
  CHECK(code(remarks.add({s.slide, {a}, RemarkKind::Tag, QStringLiteral(" "), kAda})) ==
        ErrorCode::ArgumentInvalid);
  CHECK(code(remarks.add({s.slide, {a}, RemarkKind::Tag, QString(61, QLatin1Char('x')), kAda})) ==
        ErrorCode::ArgumentInvalid);
  CHECK(code(remarks.add({s.slide, {a}, RemarkKind::Comment, QStringLiteral("x"), kAda})) ==
        ErrorCode::ArgumentInvalid);
  CHECK(code(remarks.add({s.slide, {a}, RemarkKind::Tag, QStringLiteral("x"), {}})) ==
        ErrorCode::ArgumentInvalid);
  CHECK(code(remarks.add({s.slide, {s.others[0].id}, RemarkKind::Tag, QStringLiteral("x"), kAda})) ==
        ErrorCode::NotFound);
  CHECK(code(remarks.add({999, {}, RemarkKind::Tag, QStringLiteral("x"), kAda})) == ErrorCode::NotFound);
  CHECK(value(s.casebook->auditHead()) == head);
}

TEST_CASE("A remark that was changed beside the program is found") {
  Slides s;
  s.tag(s.slide, {s.cells[0].id, s.cells[1].id}, "teaching");
  Raw raw(s.folder.file());
  CHECK_FALSE(raw.run("UPDATE remarks SET text = 'x'").empty());
  CHECK_FALSE(raw.run("DELETE FROM remarks").empty());
  REQUIRE(raw.run("DROP TRIGGER remarks_no_update").empty());
  REQUIRE(raw.run("UPDATE remarks SET text = 'x' WHERE id = 2").empty());
  CHECK(code(s.casebook->verifyAudit()) == ErrorCode::AuditBroken);
}
