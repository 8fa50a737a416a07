// The history cannot be changed unseen; frequent queries do not scan.
#include <algorithm>
#include <mutex>

#include "casebook/remarks.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Dr. Ada");

struct Filled {
  Folder folder;
  std::unique_ptr<Casebook> casebook = folder.open();
  Id slide = addSlide(*casebook, 3);
  std::vector<CellRecord> cells = value(casebook->cells(slide));

  Filled() {
    value(casebook->registerModel({kModel, QStringLiteral("Blood"), QStringLiteral("1"), "{}"}));
    value(casebook->addPredictions(slide, kModel, {0.5, 0.1},
                                   {prediction(cells[0].id, 0.9), prediction(cells[1].id, 0.3)}));
    value(casebook->addReviews({decide(cells[0].id, "monocyte"), decide(cells[1].id, "basophil")}));
    value(casebook->addReviews({decide(cells[0].id, "lymphocyte")}));
    value(casebook->sign({slide, QStringLiteral("Ada"), QStringLiteral("released"), {}, "{}"}));
    value(casebook->addReviews({decide(cells[2].id, "monocyte")}));
  }
};

}  // namespace

TEST_CASE("History refuses UPDATE, DELETE, REPLACE and an INSERT that is not the next") {
  Filled filled;
  Raw raw(filled.folder.file());
  const std::string head = raw.one("SELECT hash FROM audit ORDER BY id DESC LIMIT 1");
  const std::string next = raw.one("SELECT max(id) + 1 FROM audit");
  for (const std::string& sql : {
           std::string(
               "UPDATE review_events SET class_id = 'blast' WHERE id = (SELECT max(id) FROM review_events)"),
           std::string("DELETE FROM review_events"),
           std::string("UPDATE predictions SET confidence = 1"),
           std::string("DELETE FROM predictions"),
           std::string("UPDATE signatures SET content = x'00'"),
           std::string("DELETE FROM signatures"),
           std::string("UPDATE audit SET actor = 'x'"),
           std::string("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)"),
           std::string("DELETE FROM slides"),
           std::string("DELETE FROM cells"),
           std::string("UPDATE cells SET box_x = 0"),
           std::string("UPDATE models SET manifest = x'00'"),
           std::string("UPDATE slides SET discarded = 1"),
           "INSERT INTO audit SELECT " + next +
               ", at, actor, action, subject, detail, 'wrong', hash FROM audit LIMIT 1",
           "INSERT INTO audit SELECT 1000, at, actor, action, subject, detail, '" + head +
               "', hash FROM audit LIMIT 1",
           "INSERT OR REPLACE INTO audit SELECT 2, at, actor, action, subject, detail, '" + head +
               "', hash FROM audit LIMIT 1",
           std::string(
               "INSERT OR REPLACE INTO review_events SELECT id, cell_id, action, 'blast', comment, reviewer,"
               " origin, at, previous, restores, model_shown, audit_id FROM review_events ORDER BY id LIMIT "
               "1"),
       }) {
    INFO(sql);
    CHECK_FALSE(raw.run(sql).empty());
  }
  CHECK(value(filled.casebook->verifyAudit()) == 8);
}

TEST_CASE("The audit log tells who did what, in an order that can be paged through") {
  Filled filled;
  const auto entries = value(filled.casebook->audit());
  std::vector<std::string> actions;
  for (const AuditEntry& entry : entries) actions.push_back(entry.action.toStdString());
  CHECK(actions == std::vector<std::string>{"slide.import", "slide.images", "model.register",
                                            "slide.classify", "review.decide", "review.decide", "sign",
                                            "review.decide"});
  CHECK(entries[4].actor == QStringLiteral("Dr. Ada"));
  CHECK(entries[4].subject == QStringLiteral("slide:%1").arg(filled.slide));  // two cells in one step
  CHECK(entries[5].subject == QStringLiteral("cell:%1").arg(filled.cells[0].id));
  CHECK(entries[5].detail.contains("\"previous\":5"));  // the old value stays readable
  CHECK(entries.back().hash == value(filled.casebook->auditHead()));
  const auto page = value(filled.casebook->audit(entries[1].id, 2));
  REQUIRE(page.size() == 2);
  CHECK(page[0].action == QStringLiteral("model.register"));
}

TEST_CASE("Tampering past the triggers is found and named") {
  Filled filled;
  Raw raw(filled.folder.file());
  for (const std::string& trigger : raw.column("SELECT name FROM sqlite_schema WHERE type = 'trigger'")) {
    REQUIRE(raw.run("DROP TRIGGER " + trigger).empty());
  }
  REQUIRE(value(filled.casebook->verifyAudit()) == 8);
  const auto [sql, entry] = GENERATE(table<std::string, std::string>({
      {"UPDATE audit SET actor = 'Eve' WHERE id = 3", "audit entry 3:"},
      {"UPDATE audit SET at = at + 1 WHERE id = 8", "audit entry 8:"},
      {"DELETE FROM audit WHERE id = 2", "audit entry 2:"},
      {"UPDATE review_events SET class_id = 'blast' WHERE id = 5", "audit entry 5:"},
      {"UPDATE review_events SET reviewer = 'Eve' WHERE id = 6", "audit entry 5:"},
      {"UPDATE review_events SET cell_id = 3 WHERE id = 7", "audit entry 6:"},
      {"DELETE FROM review_events WHERE id = 6", "audit entry 5:"},
      {"INSERT INTO review_events SELECT 99, cell_id, action, class_id, comment, reviewer, origin, at, "
       "previous,"
       " restores, model_shown, 99 FROM review_events LIMIT 1",
       "audit entry 99:"},
      {"UPDATE predictions SET confidence = 0.99 WHERE id = 2", "audit entry 4:"},
      {"UPDATE predictions SET memberships = zeroblob(12) WHERE id = 1", "audit entry 4:"},
      {"UPDATE predictions SET attributes = zeroblob(8) WHERE id = 1", "audit entry 4:"},
      {"DELETE FROM predictions WHERE id = 2", "audit entry 4:"},
      {"UPDATE signatures SET content = x'7b20'", "audit entry 7:"},
      {"UPDATE signatures SET signer = 'Eve'", "audit entry 7:"},
      {"UPDATE cells SET review_class = 'blast' WHERE id = 1", "cell 1:"},
      {"UPDATE cells SET review_id = NULL, review_class = NULL WHERE id = 2", "cell 2:"},
      {"UPDATE cells SET confidence = 1 WHERE id = 2", "cell 2:"},
      {"UPDATE cells SET flagged = 1 WHERE id = 3", "cell 3:"},
  }));
  INFO(sql);
  REQUIRE(raw.run(sql).empty());
  const auto verified = filled.casebook->verifyAudit();
  REQUIRE(code(verified) == ErrorCode::AuditBroken);
  CHECK_THAT(verified.error().detail, Catch::StartsWith(entry));
}

namespace {

// Every statement that any connection of this process runs, as SQLite saw it.
std::mutex statementsMutex;
std::vector<std::string> statements;

int onStatement(unsigned, void*, void* statement, void*) {
  const std::lock_guard lock(statementsMutex);
  statements.emplace_back(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
  return 0;
}

int traceConnection(sqlite3* handle, const char**, const void*) {
  return sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, onStatement, nullptr);
}

}  // namespace

TEST_CASE("Frequent queries go through an index, not through every cell") {
  const auto extension = reinterpret_cast<void (*)()>(traceConnection);
  sqlite3_auto_extension(extension);
  {
    Filled filled;
    Casebook& casebook = *filled.casebook;
    const Id cell = filled.cells[0].id;
    value(casebook.slides());
    value(casebook.images(filled.slide));
    value(casebook.cell(cell));
    value(casebook.history(cell));
    value(Remarks(casebook).add({filled.slide, {cell}, RemarkKind::Tag, QStringLiteral("x"), kAda}));
    value(Remarks(casebook).add({filled.slide, {}, RemarkKind::Comment, QStringLiteral("y"), kAda}));
    value(Remarks::of(casebook, filled.slide));
    value(casebook.undoableSteps(filled.slide, QStringLiteral("Dr. Ada"), 20));
    value(casebook.examples(QStringLiteral("monocyte"), filled.slide, 3));
    value(casebook.signatures(filled.slide));
    value(casebook.audit(3, 10));
    value(casebook.setThresholds(filled.slide, {0.7, 0.1}, {}));
    value(casebook.renameSlide(filled.slide, QStringLiteral("a"), QStringLiteral("b"), {}));
    value(casebook.addReviews({retract(cell, "")}));
    sqlite3_cancel_auto_extension(extension);

    std::sort(statements.begin(), statements.end());
    statements.erase(std::unique(statements.begin(), statements.end()), statements.end());
    Raw raw(filled.folder.file());
    int explained = 0;
    for (const std::string& sql : statements) {
      const bool reads = sql.starts_with("SELECT") || sql.starts_with("UPDATE") || sql.starts_with("INSERT");
      if (!reads || sql.find("sqlite_schema") != std::string::npos ||
          sql.find("review_events_before") != std::string::npos) {  // a migration's
        continue;
      }
      ++explained;
      for (const std::string& step : raw.column("EXPLAIN QUERY PLAN " + sql, 3)) {
        INFO(sql);
        INFO(step);
        // The worklist shows all slides: that one is read from end to end, and nothing else.
        const bool worklist = step == "SCAN s" && sql.find("ORDER BY s.id") != std::string::npos;
        const bool lastOne = step.starts_with("SCAN audit") && sql.find("DESC LIMIT 1") != std::string::npos;
        const bool sorts = step.find("TEMP B-TREE") != std::string::npos;
        CHECK((worklist || lastOne || !step.starts_with("SCAN")));
        CHECK((!sorts || sql.find("id < ? DESC") != std::string::npos));  // of one cell's few decisions
      }
    }
    CHECK(explained > 20);
    const auto worklist = std::find_if(statements.begin(), statements.end(), [](const std::string& sql) {
      return sql.find("ORDER BY s.id") != std::string::npos;
    });
    REQUIRE(worklist != statements.end());
    CHECK(worklist->find("FROM cells") == std::string::npos);
  }
}
