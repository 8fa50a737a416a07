// Slides, images, cells, predictions, reviews, signatures: what goes in comes out, and counts agree.
#include <QDir>
#include <QFileInfo>

#include <random>

#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

// Every slide's counts and every cell's present, recomputed from the history by another route.
void checkCounts(const Casebook& casebook) {
  for (const SlideSummary& slide : value(casebook.slides())) {
    SlideSummary expected;
    for (const CellRecord& cell : value(casebook.cells(slide.id))) {
      std::string decision = "-";
      for (const ReviewEvent& event : value(casebook.history(cell.id))) {
        if (event.action == ReviewAction::Decide) decision = event.classId.toStdString();
        if (event.action == ReviewAction::Retract) {
          decision = event.classId.isEmpty() ? "-" : event.classId.toStdString();
        }
      }
      CHECK((cell.review ? cell.review->classId.toStdString() : "-") == decision);
      const bool failed = !cell.failure.isEmpty();
      expected.cells += 1;
      expected.classified += cell.prediction || failed;
      expected.failed += failed;
      expected.confirmed += cell.review.has_value();
      const bool rejected = cell.prediction && (cell.prediction->confidence < slide.thresholds.confidence ||
                                                cell.prediction->maxMembership < slide.thresholds.membership);
      expected.toReview += !cell.review && (failed || rejected);
    }
    CHECK(slide.cells == expected.cells);
    CHECK(slide.classified == expected.classified);
    CHECK(slide.failed == expected.failed);
    CHECK(slide.confirmed == expected.confirmed);
    CHECK(slide.toReview == expected.toReview);
  }
}

}  // namespace

TEST_CASE("What is stored comes back after reopening") {
  const Folder folder;
  Id slide = 0;
  {
    const auto casebook = folder.open();
    slide = value(casebook->addSlide({QStringLiteral("病人 7"),
                                      {},
                                      QStringLiteral("marrow"),
                                      QStringLiteral("/scans/骨髓 涂片/"),
                                      true,
                                      0.125},
                                     QStringLiteral("Ada")));
    const auto ids = value(casebook->addImages(
        slide, {field("first", 2), field("second", 1), field("first", 2)}, QStringLiteral("Ada")));
    CHECK(ids.size() == 3);
    CHECK(ids[2] == 0);
    CHECK(value(casebook->addImages(slide, {field("second", 1)}, {})) == std::vector<Id>{0});
  }
  const auto casebook = folder.open();
  const SlideSummary summary = value(casebook->slide(slide));
  CHECK(summary.sampleId == QStringLiteral("病人 7"));
  CHECK(summary.title == QStringLiteral("骨髓 涂片"));
  CHECK(summary.specimen == QStringLiteral("marrow"));
  CHECK(summary.synthetic);
  CHECK(summary.micrometresPerPixel == 0.125);
  CHECK(summary.importedAt.timeSpec() == Qt::UTC);
  CHECK(std::abs(summary.importedAt.secsTo(QDateTime::currentDateTimeUtc())) < 60);
  CHECK(summary.cells == 3);
  CHECK(summary.state() == SlideState::Imported);
  CHECK(summary.modelSha.isEmpty());

  const auto images = value(casebook->images(slide));
  REQUIRE(images.size() == 2);
  CHECK(images[0].sha256 ==
        QStringLiteral("a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e"));
  CHECK(bytesOf(casebook->imagePath(images[0].sha256)) == "first");
  CHECK(Casebook::imagePath(casebook->imageFolder(), images[0].sha256)
            .contains(QStringLiteral("/a7/a7937b64")));
  CHECK(images[1].width == 640);
  CHECK(images[1].kind == ImageKind::Field);
  CHECK(images[1].fileName == QStringLiteral("field.jpg"));
  // No leftovers of writing.
  CHECK(QDir(QFileInfo(casebook->imagePath(images[0].sha256)).path())
            .entryList(QDir::Files | QDir::Hidden)
            .size() == 1);

  const auto cells = value(casebook->cells(slide));
  REQUIRE(cells.size() == 3);
  CHECK(cells[1].box == QRect(10, 5, 40, 42));
  CHECK(cells[1].crop == QRect(-2, -7, 64, 64));
  CHECK(cells[2].imageId == images[1].id);
  CHECK_FALSE(cells[0].prediction);

  CHECK(code(casebook->slide(99)) == ErrorCode::NotFound);
  CHECK(code(casebook->cells(99)) == ErrorCode::NotFound);
  CHECK(code(casebook->cell(99)) == ErrorCode::NotFound);
  CHECK(code(casebook->addImages(99, {field("x", 1)}, {})) == ErrorCode::NotFound);
  CHECK(code(casebook->addImages(slide, {field("", 1)}, {})) == ErrorCode::ArgumentInvalid);
  CHECK(code(casebook->model(kModel)) == ErrorCode::NotFound);
}

TEST_CASE("Predictions, thresholds and the counts of the worklist") {
  const Folder folder;
  const auto casebook = folder.open();
  const Id slide = addSlide(*casebook, 5);
  const auto cells = value(casebook->cells(slide));
  CHECK(code(casebook->addPredictions(slide, kModel, {}, {})) == ErrorCode::NotFound);
  value(casebook->registerModel({kModel, QStringLiteral("Blood"), QStringLiteral("1.0"), "{}"}));
  value(casebook->registerModel({kModel, QStringLiteral("Blood"), QStringLiteral("1.0"), "{}"}));

  Casebook::CellPrediction failed;
  failed.cellId = cells[3].id;
  failed.failure = QStringLiteral("ImageDamaged: truncated");
  value(casebook->addPredictions(slide, kModel, {0.5, 0.1},
                                 {prediction(cells[0].id, 0.9), prediction(cells[1].id, 0.5),
                                  prediction(cells[2].id, 0.95, 0.05), failed}));
  SlideSummary summary = value(casebook->slide(slide));
  CHECK(summary.modelSha == kModel);
  CHECK(summary.thresholds == decision::Thresholds{0.5, 0.1});
  CHECK(summary.state() == SlideState::Classifying);
  CHECK(summary.classified == 4);
  CHECK(summary.failed == 1);
  CHECK(summary.toReview == 2);  // unlike any class; could not be read. At the threshold is accepted.

  const CellRecord cell = value(casebook->cell(cells[0].id));
  REQUIRE(cell.prediction);
  CHECK(cell.prediction->modelSha == kModel);
  CHECK(cell.prediction->predicted == QStringLiteral("lymphocyte"));
  CHECK(cell.prediction->runnerUp == QStringLiteral("monocyte"));
  CHECK(cell.prediction->confidence == 0.9);
  CHECK(cell.prediction->memberships == std::vector<float>{0.8f, 0.25f, 1e-7f});
  CHECK(value(casebook->cell(cells[3].id)).failure == failed.failure);
  CHECK_FALSE(value(casebook->cell(cells[3].id)).prediction);

  value(casebook->addPredictions(slide, kModel, {0.9, 0.9}, {prediction(cells[4].id, 0.2)}));
  summary = value(casebook->slide(slide));
  CHECK(summary.thresholds == decision::Thresholds{0.5, 0.1});  // the same model: the slide's own stay
  CHECK(summary.toReview == 3);
  CHECK(summary.state() == SlideState::ToReview);

  value(casebook->setThresholds(slide, {0.93, 0.1}, QStringLiteral("Ada")));
  CHECK(value(casebook->slide(slide)).toReview == 5);
  CHECK(value(casebook->cell(cells[0].id)).prediction->confidence == 0.9);
  value(casebook->setThresholds(slide, {0, 0}, QStringLiteral("Ada")));
  CHECK(value(casebook->slide(slide)).toReview == 1);
  value(casebook->addReviews({decide(cells[3].id, "monocyte")}));
  summary = value(casebook->slide(slide));
  CHECK(summary.toReview == 0);
  CHECK(summary.state() == SlideState::ReadyToSign);
  checkCounts(*casebook);

  CHECK(code(casebook->setThresholds(slide, {std::nan(""), 0}, {})) == ErrorCode::ArgumentInvalid);
  CHECK(code(casebook->addPredictions(slide, kModel, {}, {prediction(cells[0].id, std::nan(""))})) ==
        ErrorCode::ArgumentInvalid);
  // All or none: the second cell is not of this slide.
  const Id other = addSlide(*casebook, 1, "other");
  CHECK(code(casebook->addPredictions(
            slide, kModel, {},
            {prediction(cells[0].id, 0.1), prediction(value(casebook->cells(other))[0].id, 0.1)})) ==
        ErrorCode::NotFound);
  CHECK(value(casebook->cell(cells[0].id)).prediction->confidence == 0.9);
  CHECK(value(casebook->verifyAudit()) > 0);
}

TEST_CASE("Another model replaces the predictions that are shown, and can be gone back to") {
  const Folder folder;
  const auto casebook = folder.open();
  const Id slide = addSlide(*casebook, 3);
  const auto cells = value(casebook->cells(slide));
  const QString other(64, QLatin1Char('b'));
  for (const QString& sha : {kModel, other}) {
    value(casebook->registerModel({sha, QStringLiteral("Blood"), QStringLiteral("1"), "{}"}));
  }
  value(casebook->addPredictions(
      slide, kModel, {0.5, 0.1},
      {prediction(cells[0].id, 0.9), prediction(cells[1].id, 0.3), prediction(cells[2].id, 0.9)}));
  value(casebook->addReviews({decide(cells[2].id, "monocyte")}));
  value(casebook->addPredictions(slide, other, {0.7, 0.2}, {prediction(cells[0].id, 0.6)}));

  SlideSummary summary = value(casebook->slide(slide));
  CHECK(summary.modelSha == other);
  CHECK(summary.thresholds == decision::Thresholds{0.7, 0.2});
  CHECK(summary.classified == 1);
  CHECK(summary.toReview == 1);
  CHECK(summary.confirmed == 1);
  CHECK(summary.state() == SlideState::Classifying);
  CHECK_FALSE(value(casebook->cell(cells[1].id)).prediction);
  checkCounts(*casebook);

  value(casebook->addPredictions(slide, kModel, {0.5, 0.1}, {}));
  summary = value(casebook->slide(slide));
  CHECK(summary.classified == 3);
  CHECK(summary.toReview == 1);
  CHECK(value(casebook->cell(cells[0].id)).prediction->confidence == 0.9);
  CHECK(value(casebook->cell(cells[0].id)).prediction->modelSha == kModel);
  checkCounts(*casebook);
  value(casebook->verifyAudit());

  // The same weights, calibrated anew.
  value(casebook->registerModel({kModel, QStringLiteral("Blood"), QStringLiteral("1"), "{\"c\":1}"}));
  CHECK(value(casebook->model(kModel)).manifest == "{\"c\":1}");
}

TEST_CASE("Undo returns to the expert's earlier label, step by step") {
  const Folder folder;
  const auto casebook = folder.open();
  const Id slide = addSlide(*casebook, 3);
  const auto cells = value(casebook->cells(slide));
  const Id cell = cells[0].id;

  const Id first = value(casebook->addReviews({decide(cell, "monocyte")}))[0];
  NewReview second = decide(cell, "lymphocyte");
  second.reviewer = QStringLiteral("Dr. Bo");
  value(casebook->addReviews({second}));
  const Id third = value(casebook->addReviews({decide(cell, "monocyte")}))[0];
  CHECK(value(casebook->cell(cell)).review->event == third);
  value(casebook->addReviews({retract(cell, "lymphocyte")}));
  CHECK(value(casebook->cell(cell)).review->reviewer == QStringLiteral("Dr. Bo"));  // whose word it is again
  value(casebook->addReviews({retract(cell, "monocyte")}));
  CHECK(value(casebook->cell(cell)).review->event == first);
  value(casebook->addReviews({retract(cell, "")}));
  CHECK(inForce(*casebook, cell) == "-");
  CHECK(value(casebook->slide(slide)).confirmed == 0);
  CHECK(code(casebook->addReviews({retract(cell, "basophil")})) ==
        ErrorCode::Conflict);  // no expert ever said so
  value(casebook->addReviews({decide(cell, "monocyte")}));
  CHECK(inForce(*casebook, cell) == "monocyte");

  const auto history = value(casebook->history(cell));
  REQUIRE(history.size() == 7);
  CHECK(history[1].reviewer == QStringLiteral("Dr. Bo"));
  CHECK(history[3].action == ReviewAction::Retract);
  CHECK(history[3].classId == QStringLiteral("lymphocyte"));
  CHECK(history[6].origin == QStringLiteral("review"));

  SECTION("a bulk action is all or none") {
    CHECK(code(casebook->addReviews({decide(cells[1].id, "basophil"), decide(999, "basophil")})) ==
          ErrorCode::NotFound);
    CHECK(inForce(*casebook, cells[1].id) == "-");
    NewReview nameless = decide(cells[2].id, "basophil");
    nameless.reviewer = QStringLiteral(" ");
    CHECK(code(casebook->addReviews({decide(cells[1].id, "basophil"), nameless})) ==
          ErrorCode::ArgumentInvalid);
    CHECK(code(casebook->addReviews({decide(cells[1].id, "")})) == ErrorCode::ArgumentInvalid);
    CHECK(value(casebook->history(cells[1].id)).empty());
    CHECK(value(casebook->addReviews({decide(cells[1].id, "basophil"), decide(cells[2].id, "basophil")}))
              .size() == 2);
    CHECK(value(casebook->slide(slide)).confirmed == 3);
  }
  SECTION("flags and comments") {
    NewReview review = decide(cell, "");
    review.action = ReviewAction::Flag;
    value(casebook->addReviews({review}));
    review.action = ReviewAction::Comment;
    review.comment = QStringLiteral("两个核? \"double\" \U0001F52C");
    value(casebook->addReviews({review}));
    CellRecord record = value(casebook->cell(cell));
    CHECK(record.flagged);
    CHECK(record.comment == review.comment);
    CHECK(record.review->classId == QStringLiteral("monocyte"));
    review.comment.clear();
    value(casebook->addReviews({review}));
    review.action = ReviewAction::Unflag;
    value(casebook->addReviews({review}));
    record = value(casebook->cell(cell));
    CHECK_FALSE(record.flagged);
    CHECK(record.comment.isEmpty());
  }
  SECTION("text that SQLite and Unicode do not agree on") {
    NewReview review = decide(cell, "basophil");
    review.reviewer = QString(QChar(0xD800)) + QStringLiteral("Ada") + QChar(0) + QStringLiteral("B");
    review.comment = QString();
    value(casebook->addReviews({review}));
  }
  checkCounts(*casebook);
  value(casebook->verifyAudit());
}

TEST_CASE("Counts and decisions in force stay equal to the history through anything") {
  const Folder folder;
  const auto casebook = folder.open();
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const QString models[] = {kModel, QString(64, QLatin1Char('b'))};
  for (const QString& sha : models) value(casebook->registerModel({sha, {}, {}, "{}"}));
  const Id slides[] = {addSlide(*casebook, 12, "one"), addSlide(*casebook, 9, "two")};
  const char* classes[] = {"monocyte", "lymphocyte", "basophil"};
  for (int step = 0; step < 300; ++step) {
    const Id slide = slides[pick(2)];
    const auto cells = value(casebook->cells(slide));
    const Id cell = cells[static_cast<std::size_t>(pick(static_cast<int>(cells.size())))].id;
    switch (pick(7)) {
      case 0: value(casebook->setThresholds(slide, {pick(10) / 10.0, pick(10) / 10.0}, {})); break;
      case 1:
        value(casebook->addPredictions(slide, models[pick(8) == 0], {0.5, 0.5},
                                       {prediction(cell, pick(11) / 10.0, pick(11) / 10.0)}));
        break;
      case 2:
        value(casebook->addPredictions(slide, models[0], {0.5, 0.5},
                                       {{cell, {}, QStringLiteral("unreadable")}}));
        break;
      case 3: {
        const auto undone = casebook->addReviews({retract(cell, classes[pick(3)])});
        CHECK((undone || undone.error().code == ErrorCode::Conflict));
        break;
      }
      case 4: value(casebook->addReviews({retract(cell, "")})); break;
      default: value(casebook->addReviews({decide(cell, classes[pick(3)])}));
    }
  }
  checkCounts(*casebook);
  CHECK(value(casebook->verifyAudit()) > 200);
}

TEST_CASE("Examples come from other slides of the same kind, newest first") {
  const Folder folder;
  const auto casebook = folder.open();
  const Id own = addSlide(*casebook, 3, "one");
  const auto one = value(casebook->cells(own));
  const auto two = value(casebook->cells(addSlide(*casebook, 3, "two")));
  NewSlide drawing;
  drawing.title = QStringLiteral("drawn");
  drawing.synthetic = true;
  const Id drawn = value(casebook->addSlide(drawing, QStringLiteral("Ada")));
  for (const auto& record : {two[0], one[0], two[1], one[1]}) {
    value(casebook->addReviews({decide(record.id, "monocyte")}));
  }
  value(casebook->addReviews({decide(two[2].id, "basophil")}));
  std::vector<Id> ids;
  for (const ExampleCell& example : value(casebook->examples(QStringLiteral("monocyte"), own, 3))) {
    ids.push_back(example.cellId);
    CHECK(example.reviewer == QStringLiteral("Dr. Ada"));
  }
  CHECK(ids == std::vector<Id>{two[1].id, two[0].id});
  CHECK(value(casebook->examples(QStringLiteral("monocyte"), own, 1)).size() == 1);
  CHECK(value(casebook->examples(QStringLiteral("blast"), own, 3)).empty());
  // No patient's cell stands beside a drawn one, nor the other way round.
  CHECK(value(casebook->examples(QStringLiteral("monocyte"), drawn, 3)).empty());
}

TEST_CASE("Signatures freeze what was signed, later changes make amended versions") {
  const Folder folder;
  const auto casebook = folder.open();
  const Id slide = addSlide(*casebook, 1);
  const Id cell = value(casebook->cells(slide))[0].id;
  NewSignature signature{
      slide, QStringLiteral("Dr. Ada"), QStringLiteral("reviewed and released"), {}, "{\"n\":1}"};
  const SignatureRecord first = value(casebook->sign(signature));
  CHECK(first.version == 1);
  CHECK(first.contentSha256 ==
        QStringLiteral("2bfd14f43d17fc7cea24e0917a8879b4b2f880b8baeec1b9d90fbaad655e71bd"));
  CHECK(first.auditHead == value(casebook->auditHead()));
  CHECK(value(casebook->slide(slide)).state() == SlideState::Signed);

  NewReview flag = decide(cell, "");
  flag.action = ReviewAction::Flag;
  value(casebook->addReviews({flag}));
  CHECK(value(casebook->slide(slide)).state() == SlideState::Signed);
  value(casebook->addReviews({decide(cell, "monocyte")}));
  CHECK(value(casebook->slide(slide)).changedSinceSigning);
  CHECK(value(casebook->slide(slide)).state() == SlideState::ReadyToSign);

  CHECK(code(casebook->sign(signature)) == ErrorCode::Conflict);
  signature.reason = QStringLiteral("cell 1 was a monocyte");
  signature.content = "{\"n\":2}";
  CHECK(value(casebook->sign(signature)).version == 2);
  CHECK(value(casebook->slide(slide)).signedVersion == 2);
  value(casebook->renameSlide(slide, QStringLiteral("S-2"), QStringLiteral("Film"), QStringLiteral("Ada")));
  CHECK(value(casebook->slide(slide)).changedSinceSigning);
  value(casebook->sign(signature));
  value(casebook->setThresholds(slide, {0.4, 0}, QStringLiteral("Ada")));
  CHECK(value(casebook->slide(slide)).changedSinceSigning);

  const auto signatures = value(casebook->signatures(slide));
  REQUIRE(signatures.size() == 3);
  CHECK(signatures[0].content == "{\"n\":1}");
  CHECK(signatures[0].auditHead == first.auditHead);
  CHECK(signatures[0].at == first.at);
  CHECK(signatures[1].reason == signature.reason);
  signature.signer = QStringLiteral("  ");
  CHECK(code(casebook->sign(signature)) == ErrorCode::ArgumentInvalid);
  value(casebook->verifyAudit());
}

TEST_CASE("A discarded slide is gone, with the copies that only it used") {
  const Folder folder;
  const auto casebook = folder.open();
  const Id kept = addSlide(*casebook, 1, "shared");
  const Id dropped = addSlide(*casebook, 1, "shared");
  value(casebook->addImages(dropped, {field("own", 1)}, {}));
  const auto images = value(casebook->images(dropped));
  const Id cell = value(casebook->cells(dropped))[0].id;
  value(casebook->discardSlide(dropped, QStringLiteral("Ada")));
  CHECK(value(casebook->slides()).size() == 1);
  CHECK(code(casebook->slide(dropped)) == ErrorCode::NotFound);
  CHECK(code(casebook->cell(cell)) == ErrorCode::NotFound);
  CHECK(code(casebook->addReviews({decide(cell, "monocyte")})) == ErrorCode::NotFound);
  CHECK(code(casebook->discardSlide(dropped, {})) == ErrorCode::NotFound);
  CHECK(QFile::exists(casebook->imagePath(images[0].sha256)));
  CHECK_FALSE(QFile::exists(casebook->imagePath(images[1].sha256)));

  value(casebook->addReviews({decide(value(casebook->cells(kept))[0].id, "monocyte")}));
  CHECK(code(casebook->discardSlide(kept, {})) == ErrorCode::Conflict);
  const Id taken = addSlide(*casebook, 1, "signed");
  value(casebook->sign({taken, QStringLiteral("Ada"), QStringLiteral("released"), {}, "{}"}));
  CHECK(code(casebook->discardSlide(taken, {})) == ErrorCode::Conflict);
  CHECK(QFile::exists(casebook->imagePath(images[0].sha256)));
  value(casebook->verifyAudit());
}

TEST_CASE("A slide shows when its import has ended, not before") {
  const Folder folder;
  Id slide = 0;
  {
    const auto casebook = folder.open();
    NewSlide fresh;
    fresh.title = QStringLiteral("Film");
    fresh.importing = true;
    slide = value(casebook->addSlide(fresh, QStringLiteral("Ada")));
    value(casebook->addImages(slide, {field("half", 3)}, {}));
    CHECK(value(casebook->slides()).empty());
    CHECK_FALSE(casebook->sign({slide, QStringLiteral("Ada"), QStringLiteral("released"), {}, "{}"}));
  }
  // The importing program was killed; the next one finds nothing that looks like a whole slide.
  const auto casebook = folder.open();
  CHECK(value(casebook->slides()).empty());
  value(casebook->finishImport(slide, QStringLiteral("Ada")));
  REQUIRE(value(casebook->slides()).size() == 1);
  CHECK(value(casebook->slides())[0].cells == 3);
  value(casebook->sign({slide, QStringLiteral("Ada"), QStringLiteral("released"), {}, "{}"}));
  value(casebook->verifyAudit());
}
