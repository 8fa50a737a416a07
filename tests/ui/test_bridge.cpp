#include <QSignalSpy>

#include "bridge/cell_image_provider.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;
using ui::CellState;

namespace {

const char* const kOrigin = "review";

QString classId(ui::SlideSession& session, int index) {
  return QString::fromStdString(session.manifest().scheme.classes[std::size_t(index)].id);
}

}  // namespace

TEST_CASE("the open slide shows what the casebook holds", "[bridge]") {
  OpenSlide open({.cells = 50});
  auto& session = open.session();
  REQUIRE(session.cells().size() == 50);
  CHECK(session.stateOf(0) == CellState::AutoAccepted);
  CHECK(session.stateOf(3) == CellState::Rejected);
  CHECK(session.decisionOf(3) == decision::Decision::Ambiguous);
  CHECK(session.decisionOf(9) == decision::Decision::Unfamiliar);
  CHECK(session.slide().toReview == 15);
  const auto queue = session.reviewQueue();
  REQUIRE(queue.size() == 15);
  for (std::size_t i = 1; i < queue.size(); ++i) {
    CHECK(session.cells()[std::size_t(queue[i - 1])].prediction->confidence <=
          session.cells()[std::size_t(queue[i])].prediction->confidence);
  }
  CHECK(open.errors.empty());
}

TEST_CASE("a decision is on disk before it is shown", "[bridge]") {
  OpenSlide open({.cells = 20});
  auto& session = open.session();
  const auto cell = session.cells()[3].id;
  QStringList on_disk_when_shown;
  QObject::connect(&session, &ui::SlideSession::cellsChanged, &session, [&](const QList<int>& rows) {
    CHECK(rows == QList<int>{3});
    const auto record = open.onDisk()->cell(cell);
    REQUIRE(record);
    on_disk_when_shown << (record->review ? record->review->classId : QString());
  });
  session.decide({3}, 5, QString::fromLatin1(kOrigin));
  CHECK(session.hasPendingWrites());
  CHECK(session.stateOf(3) == CellState::Rejected);  // not before it is written
  open.settle();
  CHECK(on_disk_when_shown == QStringList{classId(session, 5)});
  CHECK(session.stateOf(3) == CellState::Changed);
  CHECK(session.classOf(3) == 5);
  CHECK(session.predictedClassOf(3) == 3);
  session.decide({3}, 3, QString::fromLatin1(kOrigin));
  open.settle();
  CHECK(session.stateOf(3) == CellState::Confirmed);
  CHECK(session.slide().confirmed == 1);
  CHECK(open.errors.empty());
}

TEST_CASE("undo returns to the expert's earlier word, without limit and on disk", "[bridge]") {
  OpenSlide open({.cells = 30});
  auto& session = open.session();
  const QString origin = QString::fromLatin1(kOrigin);
  // Typed faster than the disk answers: the order is kept.
  session.decide({4}, 1, origin);
  session.decide({4}, 2, origin);
  session.decide({5, 6, 7}, 8, origin);
  session.setFlagged({4}, true);
  session.setComment(4, QStringLiteral("granules?"));
  CHECK(session.canUndo());
  open.settle();
  CHECK(session.classOf(4) == 2);
  CHECK(session.cells()[4].flagged);

  session.undo();  // comment
  session.undo();  // flag
  session.undo();  // bulk decision
  session.undo();  // second decision
  open.settle();
  CHECK(session.cells()[4].comment.isEmpty());
  CHECK_FALSE(session.cells()[4].flagged);
  for (const int row : {5, 6, 7}) CHECK_FALSE(session.cells()[std::size_t(row)].review);
  CHECK(session.classOf(4) == 1);
  CHECK(open.onDisk()->cell(session.cells()[4].id)->review->classId == classId(session, 1));
  session.undo();
  open.settle();
  CHECK_FALSE(session.cells()[4].review);
  CHECK_FALSE(open.onDisk()->cell(session.cells()[4].id)->review);
  CHECK_FALSE(session.canUndo());

  for (int i = 0; i < 5; ++i) session.redo();
  open.settle();
  CHECK_FALSE(session.canRedo());
  CHECK(session.classOf(4) == 2);
  CHECK(session.classOf(6) == 8);
  CHECK(session.cells()[4].comment == QStringLiteral("granules?"));
  // Nothing was overwritten: every step is an event of the history.
  CHECK(open.onDisk()->history(session.cells()[4].id)->size() == 12);
  CHECK(open.errors.empty());
}

TEST_CASE("thresholds move only cells that no expert confirmed", "[bridge]") {
  OpenSlide open({.cells = 40});
  auto& session = open.session();
  session.decide({3, 10}, 2, QString::fromLatin1(kOrigin));
  open.settle();
  QSignalSpy changed(&session, &ui::SlideSession::thresholdsChanged);
  const auto before = session.cells()[13].prediction->confidence;
  session.setThresholds({0.0, 0.0});
  CHECK(changed.count() == 1);
  CHECK(session.reviewQueue().empty());
  CHECK(session.workload().at(0.0).accepted == 38);
  session.setThresholds({0.999, 0.0});
  CHECK(session.reviewQueue().size() == 38);
  CHECK(session.classOf(3) == 2);
  CHECK(session.classOf(10) == 2);
  CHECK(session.cells()[13].prediction->confidence == before);
  open.settle();
  CHECK(open.onDisk()->slide(open.slide())->thresholds == decision::Thresholds{0.999, 0.0});
  CHECK(open.errors.empty());
}

TEST_CASE("leaving right after a decision loses nothing", "[bridge]") {
  OpenSlide open({.cells = 20});
  const auto cell = open.session().cells()[3].id;
  const QString expected = classId(open.session(), 7);
  for (int i = 0; i < 8; ++i) open.session().decide({3}, i, QString::fromLatin1(kOrigin));
  open.session().setThresholds({0.5, 0.1});
  open.workspace.reset();
  CHECK(open.onDisk()->cell(cell)->review->classId == expected);
  CHECK(open.onDisk()->slide(open.slide())->thresholds == decision::Thresholds{0.5, 0.1});
}

TEST_CASE("signing freezes what is shown and a later change is seen", "[bridge]") {
  OpenSlide open({.cells = 20});
  auto& session = open.session();
  session.decide(session.reviewQueue(), 1, QString::fromLatin1(kOrigin));
  session.sign(QStringLiteral("Dr. Test"), QStringLiteral("reviewed and released"), {});
  open.settle();
  REQUIRE(session.signatures().size() == 1);
  CHECK(session.slide().state() == casebook::SlideState::Signed);
  const auto frozen = reporting::differentialFromJson(session.signatures()[0].content);
  REQUIRE(frozen);
  CHECK(frozen->unresolved == 0);
  session.decide({0}, 4, QString::fromLatin1(kOrigin));
  open.settle();
  CHECK(session.slide().changedSinceSigning);
  session.sign(QStringLiteral("Dr. Test"), QStringLiteral("reviewed and released"), {});
  open.settle();
  REQUIRE(open.errors.size() == 1);  // an amended version needs its reason
  CHECK(open.errors[0].code == ErrorCode::Conflict);
}

TEST_CASE("pictures come from image threads and merge equal requests", "[bridge]") {
  OpenSlide open({.cells = 24, .fields = true});
  auto* images = open.workspace->images();
  QSignalSpy ready(images, &ui::CellImageProvider::thumbnailReady);
  CHECK(images->thumbnail(2, 64).isNull());
  CHECK(images->thumbnail(2, 64).isNull());
  REQUIRE(waitUntil([&] { return !images->thumbnail(2, 64).isNull(); }));
  CHECK(ready.count() == 1);
  CHECK(images->thumbnail(2, 64).size() == QSize(64, 64));
  REQUIRE(waitUntil([&] { return !images->field(2).isNull() && !images->crop(2).isNull(); }));
  CHECK(images->field(2).size() == QSize(480, 360));
  // The crop is the field's pixels, unchanged.
  const QRect crop = open.session().cells()[2].crop;
  CHECK(images->crop(2) == images->field(2).copy(crop));
  CHECK(images->field(3).size() == QSize(480, 360));  // the same photograph: no second decoding
  CHECK(open.errors.empty());
}

TEST_CASE("an unreadable casebook is told and nothing is made over it", "[bridge]") {
  QTemporaryDir dir;
  const QString file = dir.filePath(QStringLiteral("notes.txt"));
  QFile text(file);
  REQUIRE(text.open(QIODevice::WriteOnly));
  text.write("shopping list: milk, methanol, May-Gruenwald\n");
  text.close();
  ui::Workspace workspace;
  std::vector<Error> errors;
  QObject::connect(&workspace, &ui::Workspace::failed, &workspace,
                   [&](const Error& error) { errors.push_back(error); });
  workspace.openCasebook(file);
  REQUIRE(waitUntil([&] { return !errors.empty(); }));
  CHECK(workspace.casebookFile().isEmpty());
  CHECK_FALSE(ui::sentence(errors[0]).isEmpty());
  REQUIRE(text.open(QIODevice::ReadOnly));
  CHECK(text.readAll().startsWith("shopping list"));
}

TEST_CASE("every error code has a sentence of its own", "[bridge]") {
  QStringList seen;
  for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
    const QString text = ui::sentence({ErrorCode(code), "detail", {}});
    CHECK_FALSE(text.isEmpty());
    CHECK_FALSE(seen.contains(text));
    seen << text;
  }
  CHECK(ui::sentence({ErrorCode::ImageDamaged, "", "/films/a.jpg"}).contains(QStringLiteral("/films/a.jpg")));
}
