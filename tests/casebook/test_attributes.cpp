// Attributes beside a prediction: stored, part of the audit, and absent in casebooks from before.
#include <limits>

#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

Id classifiedSlide(Casebook& casebook, const std::vector<float>& attributes) {
  const Id slide = addSlide(casebook, 2);
  value(casebook.registerModel({kModel, QStringLiteral("m"), QStringLiteral("1"), "{}"}));
  std::vector<Casebook::CellPrediction> predictions;
  for (const CellRecord& cell : value(casebook.cells(slide))) predictions.push_back(prediction(cell.id, 0.9));
  predictions[0].prediction.attributes = attributes;
  value(casebook.addPredictions(slide, kModel, {0.5, 0}, predictions));
  return slide;
}

}  // namespace

TEST_CASE("Attributes come back as they were stored, and are part of the audit") {
  const Folder folder;
  const std::vector<float> attributes = {0.25f, 0.75f, 1e-7f, 1.0f};
  Id slide = 0;
  {
    const auto casebook = folder.open();
    slide = classifiedSlide(*casebook, attributes);
  }
  const auto casebook = folder.open();
  const auto cells = value(casebook->cells(slide));
  CHECK(cells[0].prediction->attributes == attributes);
  CHECK(cells[1].prediction->attributes.empty());
  CHECK(value(casebook->cell(cells[0].id)).prediction->attributes == attributes);
  value(casebook->verifyAudit());
  Raw raw(folder.file());
  CHECK(raw.one("SELECT count(*) FROM predictions WHERE attributes IS NULL") == "1");
  REQUIRE(raw.run("DROP TRIGGER predictions_no_update").empty());
  REQUIRE(raw.run("UPDATE predictions SET attributes = NULL WHERE cell_id = " + std::to_string(cells[0].id))
              .empty());
  CHECK(code(casebook->verifyAudit()) == ErrorCode::AuditBroken);
}

TEST_CASE("Attributes that are not finite are refused, with the whole batch") {
  const Folder folder;
  const auto casebook = folder.open();
  const Id slide = classifiedSlide(*casebook, {0.5f, 0.5f});
  auto bad = prediction(value(casebook->cells(slide))[0].id, 0.4);
  bad.prediction.attributes = {0.5f, std::numeric_limits<float>::quiet_NaN()};
  CHECK(code(casebook->addPredictions(slide, kModel, {0.5, 0}, {bad})) == ErrorCode::ArgumentInvalid);
  CHECK(value(casebook->cells(slide))[0].prediction->confidence == 0.9);
}

TEST_CASE("A casebook from before there were attributes is migrated: its predictions have none") {
  const Folder folder;
  Id slide = 0;
  {
    const auto casebook = folder.open();
    slide = classifiedSlide(*casebook, {});
  }
  {
    Raw raw(folder.file());  // as version 2 left it
    for (const char* undone : {
             "DROP INDEX audit_action",  // 014
             "DROP TABLE qc_marks; DROP TABLE qc_runs; DROP TABLE qc_targets;"
             " DROP INDEX signatures_at; DROP INDEX slides_sample",  // 013
             "DROP TRIGGER cells_removed; DROP TRIGGER cells_removed_rest; DROP TRIGGER slides_recounted;"
             " DROP INDEX cells_image; ALTER TABLE cells DROP COLUMN removed;"
             " ALTER TABLE cells DROP COLUMN by_hand",                                              // 012
             "DROP TABLE cell_features; DROP TABLE atlas_events",                                   // 011
             "DROP TABLE remarks; DROP INDEX review_events_comments",                               // 010
             "DROP TRIGGER review_events_audited; ALTER TABLE review_events DROP COLUMN audit_id",  // 009
             "DROP TABLE laboratory_classes",                                                       // 008
             "DROP TABLE report_entries; DROP TABLE laboratory; DROP TABLE logos",                  // 007
             "DROP TABLE adjudications; DROP TABLE reading_labels; DROP TABLE reading_cells;"
             "DROP TABLE readings; DROP INDEX audit_actor; DROP INDEX audit_subject",  // 006
             "DROP TABLE blind_audits; DROP INDEX review_events_audit;"
             " ALTER TABLE review_events DROP COLUMN model_shown",         // 005
             "ALTER TABLE signatures DROP COLUMN kind; DROP TABLE users",  // 004
             "ALTER TABLE predictions DROP COLUMN attributes",             // 003
             "PRAGMA user_version = 2",
         }) {
      REQUIRE(raw.run(undone) == "");
    }
  }
  CHECK(code(Casebook::openReadOnly(folder.file())) == ErrorCode::VersionUnsupported);
  const auto casebook = folder.open();
  CHECK_FALSE(Casebook::latestBackup(folder.file()).isEmpty());
  CHECK(casebook->schemaVersion() >= 3);
  const auto cells = value(casebook->cells(slide));
  REQUIRE(cells[0].prediction);
  CHECK(cells[0].prediction->confidence == 0.9);
  CHECK(cells[0].prediction->attributes.empty());
  value(casebook->verifyAudit());
  auto more = prediction(cells[1].id, 0.7);
  more.prediction.attributes = {0.5f, 0.5f};
  value(casebook->addPredictions(slide, kModel, {0.5, 0}, {more}));
  CHECK(value(casebook->cell(cells[1].id)).prediction->attributes.size() == 2);
  value(casebook->verifyAudit());
}
