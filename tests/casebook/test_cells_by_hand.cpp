// Cells drawn, removed, split and merged: in the lists and counts at once, and never gone from the history.
#include "casebook/cells_by_hand.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Dr. Ada");

struct Film {
  Folder folder;
  std::unique_ptr<Casebook> casebook = folder.open();
  Id slide = addSlide(*casebook, 4);
  Id image = value(casebook->images(slide)).front().id;
  CellsByHand hand{*casebook};

  std::vector<CellRecord> cells() { return value(casebook->cells(slide)); }
  // The worklist's counts against the cells themselves.
  void countsAgree() {
    const auto summary = value(casebook->slide(slide));
    int classified = 0, confirmed = 0, toReview = 0;
    const auto all = cells();
    for (const CellRecord& cell : all) {
      classified += cell.prediction.has_value();
      confirmed += cell.review.has_value();
      toReview +=
          cell.prediction && !cell.review && cell.prediction->confidence < summary.thresholds.confidence;
    }
    CHECK(summary.cells == int(all.size()));
    CHECK(summary.classified == classified);
    CHECK(summary.confirmed == confirmed);
    CHECK(summary.toReview == toReview);
    value(casebook->verifyAudit());
  }
  HandStep step(HandStep::Kind kind, std::vector<QRect> add, std::vector<Id> remove = {},
                std::vector<Id> restore = {}) {
    return {kind, slide, image, std::move(add), std::move(remove), std::move(restore), kAda};
  }
};

using Kind = HandStep::Kind;

}  // namespace

TEST_CASE("A cell drawn by hand is a cell of the slide, with a crop of the usual size") {
  Film f;
  const auto ids = value(f.hand.apply(f.step(Kind::Add, {QRect(100, 100, 40, 30), QRect(300, 200, 90, 60)})));
  REQUIRE(ids.size() == 2);
  const auto cells = f.cells();
  REQUIRE(cells.size() == 6);
  CHECK(cells[4].id == ids[0]);
  CHECK(cells[4].box == QRect(100, 100, 40, 30));
  CHECK(cells[4].crop == QRect(88, 83, 64, 64));   // 64 as the others, about the same centre
  CHECK(cells[5].crop.size() == QSize(113, 113));  // a large one needs more
  CHECK(cells[5].crop.contains(cells[5].box));
  f.countsAgree();
  const auto entry = value(f.casebook->audit()).back();
  CHECK(entry.action == QStringLiteral("cells.add"));
  CHECK(entry.actor == kAda);
}

TEST_CASE("A removed cell is in no list and no count, and comes back with its history") {
  Film f;
  const auto cells = f.cells();
  value(f.casebook->registerModel({kModel, QStringLiteral("m"), QStringLiteral("1"), "{}"}));
  value(f.casebook->addPredictions(
      f.slide, kModel, {0.5, 0},
      {prediction(cells[0].id, 0.9), prediction(cells[1].id, 0.2), prediction(cells[2].id, 0.1)}));
  value(f.casebook->addReviews({decide(cells[0].id, "monocyte")}));
  f.countsAgree();
  for (const std::size_t i : {0, 1, 3}) {
    value(f.hand.apply(f.step(Kind::Remove, {}, {cells[i].id})));
    f.countsAgree();
  }
  REQUIRE(f.cells().size() == 1);
  CHECK(value(f.casebook->history(cells[0].id)).size() == 1);
  // The threshold moves without it, and nothing is said of it meanwhile.
  value(f.casebook->setThresholds(f.slide, {0.05, 0}, kAda));
  f.countsAgree();
  value(f.casebook->setThresholds(f.slide, {0.5, 0}, kAda));
  CHECK(code(f.casebook->addReviews({decide(cells[1].id, "monocyte")})) == ErrorCode::NotFound);
  const QString other(64, QLatin1Char('b'));
  value(f.casebook->registerModel({other, QStringLiteral("n"), QStringLiteral("1"), "{}"}));
  value(f.casebook->addPredictions(f.slide, other, {0.5, 0}, {prediction(cells[2].id, 0.9)}));
  f.countsAgree();
  value(f.casebook->addPredictions(f.slide, kModel, {0.5, 0}, {}));
  value(f.hand.apply(f.step(Kind::Undo, {}, {}, {cells[0].id, cells[1].id, cells[3].id})));
  f.countsAgree();
  CHECK(f.cells().size() == 4);
  CHECK(inForce(*f.casebook, cells[0].id) == "monocyte");
}

TEST_CASE("Splitting and merging are one step each") {
  Film f;
  const auto cells = f.cells();
  const auto before = value(f.casebook->audit()).size();
  const auto halves =
      value(f.hand.apply(f.step(Kind::Split, {QRect(0, 5, 20, 42), QRect(20, 5, 20, 42)}, {cells[0].id})));
  CHECK(f.cells().size() == 5);
  value(f.hand.apply(f.step(Kind::Merge, {QRect(0, 5, 40, 42)}, halves)));
  CHECK(f.cells().size() == 4);
  CHECK(value(f.casebook->audit()).size() == before + 2);
  f.countsAgree();
}

TEST_CASE("A change of cells that does not fit is refused as a whole") {
  Film f;
  const Id cell = f.cells()[0].id;
  const QString head = value(f.casebook->auditHead());
  CHECK(code(f.hand.apply(f.step(Kind::Add, {QRect(10, 10, 40, 40), QRect(620, 10, 40, 40)}))) ==
        ErrorCode::ArgumentInvalid);
  CHECK(code(f.hand.apply(f.step(Kind::Add, {QRect(10, 10, 3, 40)}))) == ErrorCode::ArgumentInvalid);
  CHECK(code(f.hand.apply(f.step(Kind::Split, {QRect(10, 10, 40, 40)}, {9999}))) == ErrorCode::NotFound);
  CHECK(code(f.hand.apply(f.step(Kind::Undo, {}, {}, {cell}))) == ErrorCode::Conflict);
  CHECK(code(f.hand.apply(f.step(Kind::Undo, {}))) == ErrorCode::ArgumentInvalid);
  HandStep nobody = f.step(Kind::Remove, {}, {cell});
  nobody.person.clear();
  CHECK(code(f.hand.apply(nobody)) == ErrorCode::ArgumentInvalid);
  HandStep elsewhere = f.step(Kind::Add, {QRect(10, 10, 40, 40)});
  elsewhere.imageId = 99;
  CHECK(code(f.hand.apply(elsewhere)) == ErrorCode::NotFound);
  CHECK(f.cells().size() == 4);
  CHECK(value(f.casebook->auditHead()) == head);
}

TEST_CASE("A cell removed or brought back beside the program is found") {
  Film f;
  const auto cells = f.cells();
  value(f.hand.apply(f.step(Kind::Remove, {}, {cells[0].id})));
  Raw raw(f.folder.file());
  const auto sql = GENERATE(as<std::string>{}, "UPDATE cells SET removed = 0 WHERE id = 1",
                            "UPDATE cells SET removed = 1 WHERE id = 2");
  REQUIRE(raw.run(sql).empty());
  CHECK(code(f.casebook->verifyAudit()) == ErrorCode::AuditBroken);
}
