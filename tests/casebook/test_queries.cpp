// No everyday work of the casebook looks through a whole table that grows with the cells: SQLite's own plan
// of every statement that it ran is asked.
#include <cstring>
#include <functional>
#include <regex>
#include <set>

#include "casebook/accounts.h"
#include "casebook/atlas.h"
#include "casebook/audit_log.h"
#include "casebook/blind_audits.h"
#include "casebook/cells_by_hand.h"
#include "casebook/class_book.h"
#include "casebook/features.h"
#include "casebook/quality_control.h"
#include "casebook/remarks.h"
#include "casebook/second_readings.h"
#include "casebook/signed_reports.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

// The text of every statement that SQLite runs in this program, on any connection that is opened meanwhile.
class Statements {
 public:
  Statements() {
    noted().clear();
    REQUIRE(sqlite3_auto_extension(reinterpret_cast<void (*)()>(&attach)) == SQLITE_OK);
  }
  ~Statements() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&attach)); }
  Statements(const Statements&) = delete;
  Statements& operator=(const Statements&) = delete;

  static std::set<std::string>& noted() {
    static std::set<std::string> all;
    return all;
  }

 private:
  static int attach(sqlite3* handle, char**, const void*) {
    return sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, &note, nullptr);
  }
  static int note(unsigned, void*, void* statement, void*) {
    const std::string sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
    for (const char* kind : {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}) {
      if (sql.rfind(kind, 0) == 0) noted().insert(sql);
    }
    return 0;
  }
};

// One row for each cell, image, decision or entry.
const std::string kLarge =
    "cells|images|predictions|cell_features|review_events|audit|remarks|reading_cells|reading_labels";

// What SQLite would look through whole, in words; its triggers too.
std::string wholeTables(sqlite3* handle, const std::string& sql) {
  std::set<std::string> large;  // the tables and what this statement calls them
  static const std::regex named("\\b(" + kLarge + ")\\b(?: AS)?(?: ([a-z]))?\\b");
  for (std::sregex_iterator it(sql.begin(), sql.end(), named), end; it != end; ++it) {
    large.insert((*it)[1]);
    if ((*it)[2].matched) large.insert((*it)[2]);
  }
  static const std::regex tables(kLarge);
  std::string found;
  sqlite3_stmt* plan = nullptr;
  INFO(sql);
  REQUIRE(sqlite3_prepare_v2(handle, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &plan, nullptr) == SQLITE_OK);
  static const std::regex scan("SCAN (\\w+)( .*)?");
  while (sqlite3_step(plan) == SQLITE_ROW) {
    const std::string line = reinterpret_cast<const char*>(sqlite3_column_text(plan, 3));
    std::smatch match;
    if (!std::regex_match(line, match, scan)) continue;
    if (large.count(match[1]) > 0 || std::regex_match(match[1].str(), tables)) found += line + "; ";
  }
  sqlite3_finalize(plan);
  return found;
}

class Plans {
 public:
  explicit Plans(const QString& file) {
    REQUIRE(sqlite3_open(file.toUtf8().constData(), &handle_) == SQLITE_OK);
    REQUIRE(sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRIGGER_EQP, 1, nullptr) == SQLITE_OK);
  }
  ~Plans() { sqlite3_close(handle_); }
  Plans(const Plans&) = delete;
  Plans& operator=(const Plans&) = delete;
  std::string wholeTables(const std::string& sql) const { return ::wholeTables(handle_, sql); }

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace

TEST_CASE("A statement that looks through a large table is noticed, one that uses an index is not") {
  const Folder folder;
  folder.open();
  const Plans plans(folder.file());
  CHECK(plans.wholeTables("SELECT id FROM cells WHERE confidence < 0.5") == "SCAN cells; ");
  CHECK(plans.wholeTables("SELECT c.id FROM slides s JOIN cells c ON c.box_x = s.id") == "SCAN c; ");
  CHECK(plans.wholeTables("SELECT DISTINCT actor FROM audit") ==
        "SCAN audit USING COVERING INDEX audit_actor; ");
  CHECK(plans.wholeTables("SELECT id FROM cells WHERE slide_id = 3").empty());
  CHECK(plans.wholeTables("SELECT id FROM slides").empty());  // the worklist is all of them
  // What a trigger does counts.
  Raw raw(folder.file());
  REQUIRE(raw.run("CREATE TRIGGER slow AFTER UPDATE OF title ON slides BEGIN"
                  " UPDATE cells SET flagged = 1 WHERE box_x = 7; END")
              .empty());
  CHECK(Plans(folder.file()).wholeTables("UPDATE slides SET title = 'x' WHERE id = 1") == "SCAN cells; ");
}

TEST_CASE("Everyday work finds what it needs by indexes") {
  const Folder folder;
  folder.open();  // made, so that no migration is among what is noted
  const Statements statements;
  const auto book = folder.open();
  const QString ada = QStringLiteral("Dr. Ada"), bob = QStringLiteral("Dr. Bob");

  // A slide comes in, and a model reads it.
  const Id slide = addSlide(*book, 30);
  const Id other = addSlide(*book, 8, "another image");
  value(book->finishImport(slide, ada));
  value(book->registerModel({kModel, QStringLiteral("m"), QStringLiteral("1"), "{}"}));
  auto cells = value(book->cells(slide));
  std::vector<Casebook::CellPrediction> batch;
  for (const CellRecord& cell : cells) {
    batch.push_back(prediction(cell.id, 0.4));
    batch.back().features = {0.5f, -0.25f};
  }
  value(book->addPredictions(slide, kModel, {0.5, 0.1}, batch));
  value(book->addPredictions(slide, kModel, {0.5, 0.1}, {batch[3]}));

  // It is opened.
  value(book->slides());
  value(book->slide(slide));
  value(book->images(slide));
  cells = value(book->cells(slide));
  value(book->signatures(slide));
  value(book->model(kModel));
  value(ClassBook::classes(*book));
  value(SecondReadings(*book).openFor(slide, ada));
  value(book->undoableSteps(slide, ada, 50));
  BlindAudits audits(*book);
  value(audits.setShare(slide, 0.1, ada));
  value(audits.of(slide));

  // Its cells are decided on, looked at, taken back.
  value(book->setThresholds(slide, {0.6, 0.1}, ada));
  value(book->addReviews({decide(cells[0].id, "monocyte")}));
  value(book->addReviews({decide(cells[1].id, "monocyte"), decide(cells[2].id, "basophil")}));
  value(book->addReviews({decide(cells[0].id, "basophil")}));
  value(book->addReviews({retract(cells[0].id, "monocyte")}));
  NewReview said = decide(cells[4].id, "");
  said.action = ReviewAction::Comment;
  said.comment = QStringLiteral("vacuoles");
  value(book->addReviews({said}));
  said.action = ReviewAction::Flag;
  value(book->addReviews({said}));
  value(book->cell(cells[0].id));
  value(book->history(cells[0].id));
  value(audits.answers(slide));
  value(book->examples(QStringLiteral("monocyte"), other, 6));
  value(Features::nearest(*book, cells[5].id, QStringLiteral("monocyte"), 6));
  Remarks remarks(*book);
  Remark tag;
  tag.slideId = slide;
  tag.cells = {cells[6].id};
  tag.kind = RemarkKind::Tag;
  tag.text = QStringLiteral("teaching");
  tag.person = ada;
  value(remarks.add(tag));
  value(Remarks::of(*book, slide));
  Atlas atlas(*book);
  value(atlas.put(cells[0].id, QStringLiteral("monocyte"), {}, ada));
  value(Atlas::entries(*book, {}));
  HandStep hand;
  hand.slideId = slide;
  hand.imageId = cells[0].imageId;
  hand.kind = HandStep::Kind::Add;
  hand.add = {QRect(200, 200, 40, 40)};
  hand.person = ada;
  value(CellsByHand(*book).apply(hand));

  // A second reader, then the report.
  SecondReadings readings(*book);
  const Id reading = value(readings.request(slide, bob, ada));
  const auto open = value(readings.openFor(slide, bob));
  REQUIRE(open);
  value(readings.running());
  value(readings.blindCells(*open));
  value(readings.label(reading, {cells[7].id}, QStringLiteral("monocyte"), bob));
  value(readings.withdraw(reading, QStringLiteral("tried out"), ada));
  value(book->reportEntries(slide));
  value(book->laboratory());
  ReportEntries entries;
  entries.comments = QStringLiteral("as before");
  entries.cells[QStringLiteral("monocyte")] = {cells[0].id};
  value(book->setReportEntries(slide, entries, ada));
  value(book->sign({slide, ada, QStringLiteral("reviewed"), {}, "{}"}));
  SignedReports reports(*book);
  value(reports.between(QDateTime::fromMSecsSinceEpoch(0), QDateTime::currentDateTimeUtc()));
  value(reports.ofSample(QStringLiteral("S-1")));
  value(reports.samples());
  QualityControl quality(*book);
  value(quality.slides());

  // The audit log, page by page.
  AuditLog log(*book);
  value(log.people());
  value(log.actions());
  value(log.entries({}, 0, 50));
  value(log.entries({}, 9, 50));
  AuditFilter filter;
  filter.person = ada;
  value(log.entries(filter, 0, 50));
  filter = {};
  filter.subjects = {QStringLiteral("cell:%1").arg(cells[0].id)};
  value(log.entries(filter, 0, 50));
  filter = {};
  filter.action = QStringLiteral("review.");
  value(log.entries(filter, 0, 50));
  value(book->audit(3, 10));
  value(book->auditHead());

  const Plans plans(folder.file());
  const auto all = Statements::noted();
  CHECK(all.size() > 80);
  for (const std::string& sql : all) {
    INFO(sql);
    CHECK(plans.wholeTables(sql) == "");
  }
}
