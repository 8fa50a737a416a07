// The laboratory's own classes: kept, revised, retired, never deleted, and audited.
#include "casebook/class_book.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Dr. Ada");

LaboratoryClass smudge() {
  LaboratoryClass c;
  c.name = QStringLiteral("  Smudge   cell ");
  c.shortName = QStringLiteral("SMU");
  c.colour = QStringLiteral("#AA4499");
  c.key = QStringLiteral("G");
  return c;
}

}  // namespace

TEST_CASE("A class of the laboratory is kept with its name, key and rule") {
  Folder folder;
  {
    auto casebook = folder.open();
    ClassBook book(*casebook);
    CHECK(value(book.add(smudge(), kAda)) == QStringLiteral("lab_smudge_cell"));
    LaboratoryClass chinese = smudge();
    chinese.name = QStringLiteral("破碎细胞");
    chinese.key.clear();
    chinese.counted = true;
    CHECK(value(book.add(chinese, kAda)) == QStringLiteral("lab_class"));
  }
  auto casebook = folder.open();
  const auto classes = value(ClassBook::classes(*casebook));
  REQUIRE(classes.size() == 2);
  CHECK(classes[0].name == QStringLiteral("Smudge cell"));
  CHECK(classes[0].key == QStringLiteral("g"));
  CHECK(classes[0].colour == QStringLiteral("#aa4499"));
  CHECK_FALSE(classes[0].counted);
  CHECK(classes[1].counted);
  CHECK(value(casebook->verifyAudit()) == 2);
}

TEST_CASE("Two classes in use share no name and no key, a retired one gives both free") {
  Folder folder;
  auto casebook = folder.open();
  ClassBook book(*casebook);
  const QString id = value(book.add(smudge(), kAda));
  LaboratoryClass other = smudge();
  other.name = QStringLiteral("SMUDGE CELL");
  other.key.clear();
  CHECK(code(book.add(other, kAda)) == ErrorCode::Conflict);
  other.name = QStringLiteral("Hairy cell");
  other.key = QStringLiteral("g");
  CHECK(code(book.add(other, kAda)) == ErrorCode::Conflict);
  for (const auto& break_ : std::vector<std::function<void(LaboratoryClass&)>>{
           [](auto& c) { c.name = QStringLiteral(" "); }, [](auto& c) { c.shortName.clear(); },
           [](auto& c) { c.shortName = QStringLiteral("SMUDG"); },
           [](auto& c) { c.colour = QStringLiteral("red"); }, [](auto& c) { c.key = QStringLiteral("ab"); },
           [](auto& c) { c.stage = -1; }}) {
    LaboratoryClass bad = smudge();
    bad.name = QStringLiteral("Other");
    bad.key.clear();
    break_(bad);
    CHECK(code(book.add(bad, kAda)) == ErrorCode::ArgumentInvalid);
  }
  CHECK(value(casebook->verifyAudit()) == 1);  // what was refused left nothing

  LaboratoryClass retired = value(ClassBook::classes(*casebook)).front();
  retired.retired = true;
  value(book.revise(retired, kAda));
  value(book.revise(retired, kAda));  // no change, no entry
  CHECK(value(book.add(smudge(), kAda)) == QStringLiteral("lab_smudge_cell_2"));
  // Back into use it would share them again.
  retired.retired = false;
  CHECK(code(book.revise(retired, kAda)) == ErrorCode::Conflict);
  retired.id = QStringLiteral("lab_unknown");
  CHECK(code(book.revise(retired, kAda)) == ErrorCode::NotFound);

  const auto entries = value(casebook->audit());
  REQUIRE(entries.size() == 3);
  CHECK(entries[1].action == QStringLiteral("class.retire"));
  CHECK(entries[1].subject == QStringLiteral("class:") + id);
  CHECK(entries[1].actor == kAda);
}

TEST_CASE("A class is never deleted, and one that was changed beside the program is found") {
  Folder folder;
  auto casebook = folder.open();
  ClassBook book(*casebook);
  value(book.add(smudge(), kAda));
  Raw raw(folder.file());
  CHECK_FALSE(raw.run("DELETE FROM laboratory_classes").empty());
  CHECK_FALSE(raw.run("UPDATE laboratory_classes SET id = 'lab_x'").empty());
  REQUIRE(raw.run("UPDATE laboratory_classes SET counted = 1").empty());
  const auto verified = casebook->verifyAudit();
  REQUIRE(code(verified) == ErrorCode::AuditBroken);
  CHECK_THAT(verified.error().detail, Catch::StartsWith("audit entry 1:"));
}

TEST_CASE("A signed report counts as changed where a class of its cells is counted otherwise") {
  Folder folder;
  auto casebook = folder.open();
  ClassBook book(*casebook);
  value(book.add(smudge(), kAda));
  const Id slide = addSlide(*casebook, 2), other = addSlide(*casebook, 1, "other");
  const auto cells = value(casebook->cells(slide));
  value(casebook->addReviews({decide(cells[0].id, "lab_smudge_cell")}));
  for (const Id each : {slide, other})
    value(casebook->sign({each, QStringLiteral("Ada"), QStringLiteral("released"), {}, "{}"}));
  LaboratoryClass counted = value(ClassBook::classes(*casebook)).front();
  counted.key = QStringLiteral("h");
  value(book.revise(counted, kAda));
  CHECK_FALSE(value(casebook->slide(slide)).changedSinceSigning);
  counted.counted = true;
  value(book.revise(counted, kAda));
  CHECK(value(casebook->slide(slide)).changedSinceSigning);
  CHECK_FALSE(value(casebook->slide(other)).changedSinceSigning);
  CHECK(value(casebook->verifyAudit()) > 0);
}
