// Opening: settings, migrations, damaged and foreign files, other programs at the same file.
#include <QDir>
#include <QFileInfo>

#include <atomic>
#include <thread>

#include "casebook/database.h"
#include "casebook/soundness.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

// Fills a casebook, and closes it so that the file is complete by itself.
void makeCasebook(const Folder& folder, int cells = 50) {
  const auto casebook = folder.open();
  const Id slide = addSlide(*casebook, cells);
  for (const CellRecord& cell : value(casebook->cells(slide))) {
    value(casebook->addReviews({decide(cell.id, "monocyte")}));
  }
}

}  // namespace

TEST_CASE("A new file is a casebook in every setting") {
  const Folder folder;
  const auto casebook = folder.open();
  Raw raw(folder.file());
  CHECK(raw.one("PRAGMA application_id") == std::to_string(Database::kApplicationId));
  CHECK(raw.one("PRAGMA user_version") == std::to_string(shippedMigrations().back().version));
  CHECK(raw.one("PRAGMA journal_mode") == "wal");
  CHECK(raw.one("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT'") == "0");
  CHECK(casebook->schemaVersion() == shippedMigrations().back().version);

  Database own(folder.file(), Database::Mode::ReadWrite, shippedMigrations());
  const std::pair<const char*, int> settings[] = {{"synchronous", 2},     {"foreign_keys", 1},
                                                  {"trusted_schema", 0},  {"recursive_triggers", 1},
                                                  {"cell_size_check", 1}, {"busy_timeout", 10000}};
  for (const auto& [name, expected] : settings) {
    INFO(name);
    QSqlQuery row = own.query(QStringLiteral("PRAGMA ") + QLatin1String(name));
    REQUIRE(row.next());
    CHECK(row.value(0).toInt() == expected);
  }
  // Defensive mode: not even the owner writes to the schema behind SQLite's back.
  own.query(QStringLiteral("PRAGMA writable_schema = ON"));
  CHECK_THROWS_AS(own.change(QStringLiteral("DELETE FROM sqlite_schema")), Failure);
}

TEST_CASE("A place that cannot hold a casebook") {
  const Folder folder;
  CHECK(code(Casebook::open(folder.path(QStringLiteral("no/such/folder/x.casebook")))) ==
        ErrorCode::FileUnwritable);
  CHECK(code(Casebook::open({})) == ErrorCode::FileUnwritable);
  CHECK(code(Casebook::openReadOnly(folder.file())) == ErrorCode::FileNotFound);
  CHECK_FALSE(QFile::exists(folder.file()));
}

TEST_CASE("Foreign, newer and damaged files are refused and stay as they were, to the byte") {
  const Folder folder;
  ErrorCode expected = ErrorCode::DatabaseDamaged;
  SECTION("of another application") {
    Raw raw(folder.file());
    const std::string id = GENERATE("", "PRAGMA application_id = 77;");
    REQUIRE(raw.run(id + "CREATE TABLE t (x)").empty());
    expected = ErrorCode::DatabaseNotOurs;
  }
  SECTION("newer") {
    makeCasebook(folder);
    Raw raw(folder.file());
    REQUIRE(raw.run("PRAGMA user_version = 42; PRAGMA wal_checkpoint(TRUNCATE)").empty());
    expected = ErrorCode::VersionUnsupported;
  }
  SECTION("garbage") {
    writeBytes(folder.file(), QByteArray("not a database at all ").repeated(400));
  }
  SECTION("a few bytes") {
    writeBytes(folder.file(), "SQL");
  }
  SECTION("truncated") {
    makeCasebook(folder);
    const QByteArray bytes = bytesOf(folder.file());
    writeBytes(folder.file(), bytes.left(GENERATE_COPY(50, 5000, static_cast<int>(bytes.size() * 2 / 3))));
  }
  SECTION("overwritten in the middle") {
    makeCasebook(folder);
    QByteArray bytes = bytesOf(folder.file());
    bytes.replace(4 * 4096, 3 * 4096, QByteArray(3 * 4096, '\x5a'));
    writeBytes(folder.file(), bytes);
  }
  const QByteArray before = bytesOf(folder.file());
  const auto opened = Casebook::open(folder.file());
  REQUIRE_FALSE(opened);
  CHECK(name(opened.error().code) == std::string(name(expected)));
  CHECK(opened.error().file == folder.file().toStdString());
  CHECK_FALSE(opened.error().detail.empty());
  CHECK(bytesOf(folder.file()) == before);
  if (expected != ErrorCode::DatabaseDamaged) CHECK(code(Casebook::openReadOnly(folder.file())) == expected);
  CHECK(bytesOf(folder.file()) == before);
}

TEST_CASE("Reading only: also what is damaged, as far as it goes, nothing is written") {
  const Folder folder;
  makeCasebook(folder, 400);
  // A page of an index that lists of slides do not need.
  const std::string page =
      Raw(folder.file()).one("SELECT rootpage FROM sqlite_schema WHERE name = 'images_sha256'");
  QByteArray bytes = bytesOf(folder.file());
  bytes.replace((std::stoi(page) - 1) * 4096, 4096, QByteArray(4096, '\x5a'));
  writeBytes(folder.file(), bytes);
  CHECK(code(Casebook::open(folder.file())) == ErrorCode::DatabaseDamaged);
  const auto casebook = value(Casebook::openReadOnly(folder.file()));
  CHECK(casebook->readOnly());
  const auto slides = value(casebook->slides());
  REQUIRE(slides.size() == 1);
  const auto cells = value(casebook->cells(slides[0].id));
  CHECK(cells.size() == 400);
  CHECK(cells[399].review->classId == QStringLiteral("monocyte"));
  CHECK(code(casebook->addReviews({decide(cells[0].id, "basophil")})) == ErrorCode::DatabaseReadOnly);
  CHECK(code(casebook->addImages(slides[0].id, {field("new", 1)}, {})) == ErrorCode::DatabaseReadOnly);
  CHECK(code(casebook->setThresholds(slides[0].id, {0.5, 0}, {})) == ErrorCode::DatabaseReadOnly);
}

TEST_CASE("A large file opens at once, checked beside the work and found damaged, it is for reading only") {
  const Folder folder;
  makeCasebook(folder, 400);
  CHECK(checkedAtOpening(folder.file()));
  std::string page;
  {
    Raw raw(folder.file());
    REQUIRE(raw.run("INSERT INTO logos VALUES ('x', zeroblob(70000000)); PRAGMA wal_checkpoint(TRUNCATE)") ==
            "");
    page = raw.one("SELECT rootpage FROM sqlite_schema WHERE name = 'images_sha256'");
  }
  REQUIRE_FALSE(checkedAtOpening(folder.file()));
  value(checkSoundness(folder.file()));
  value(Casebook::open(folder.file()));

  {
    QFile file(folder.file());
    REQUIRE(file.open(QIODevice::ReadWrite));
    REQUIRE(file.seek((std::stoi(page) - 1) * 4096));
    REQUIRE(file.write(QByteArray(4096, '\x5a')) == 4096);
  }
  CHECK(value(Casebook::open(folder.file()))->slides().has_value());  // nothing that it needs is damaged
  std::stop_source stopped;
  stopped.request_stop();
  CHECK(code(checkSoundness(folder.file(), stopped.get_token())) == ErrorCode::Cancelled);
  CHECK(code(checkSoundness(folder.file())) == ErrorCode::DatabaseDamaged);
  CHECK(code(Casebook::open(folder.file())) == ErrorCode::DatabaseDamaged);
  CHECK(value(value(Casebook::openReadOnly(folder.file()))->slides()).size() == 1);
}

TEST_CASE("Migrations: whole or not at all, after a backup") {
  const Folder folder;
  makeCasebook(folder);
  const auto shipped = shippedMigrations();
  const int last = shipped.back().version;
  auto next = shipped;
  next.push_back({last + 1,
                  "CREATE TABLE extra (x INTEGER) STRICT;"
                  "CREATE TRIGGER extra_t AFTER INSERT ON extra BEGIN DELETE FROM extra; SELECT 1; END;"
                  "ALTER TABLE slides ADD COLUMN scanner TEXT NOT NULL DEFAULT '';"});

  SECTION("a failing one leaves the version before") {
    auto broken = next;
    broken.push_back({last + 2, "CREATE TABLE more (x) STRICT;"});  // STRICT wants a type
    CHECK_THROWS_AS(Database(folder.file(), Database::Mode::ReadWrite, broken), Failure);
    Raw raw(folder.file());
    CHECK(raw.one("PRAGMA user_version") == std::to_string(last + 1));
    CHECK(raw.one("SELECT count(*) FROM sqlite_schema WHERE name = 'more'") == "0");
    CHECK(raw.one("PRAGMA quick_check") == "ok");
    CHECK_FALSE(Casebook::latestBackup(folder.file()).isEmpty());
  }
  SECTION("a sound one") {
    CHECK(Casebook::latestBackup(folder.file()).isEmpty());
    { Database migrated(folder.file(), Database::Mode::ReadWrite, next); }
    const QString backup = Casebook::latestBackup(folder.file());
    CHECK(QFileInfo(backup).fileName().startsWith(QStringLiteral("lab.casebook.backup-v%1-").arg(last)));
    {
      Raw raw(backup);
      CHECK(raw.one("PRAGMA user_version") == std::to_string(last));
      CHECK(raw.one("PRAGMA integrity_check") == "ok");
      CHECK(raw.one("SELECT count(*) FROM review_events") == "50");
    }
    Raw raw(folder.file());
    CHECK(raw.one("PRAGMA user_version") == std::to_string(last + 1));
    CHECK(raw.one("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name = 'extra_t'") == "1");
    CHECK(raw.one("SELECT count(*) FROM review_events") == "50");
    // Now it is newer than what this program knows.
    CHECK(code(Casebook::open(folder.file())) == ErrorCode::VersionUnsupported);
    // Opened again by the newer program: nothing to do, no second backup.
    { Database again(folder.file(), Database::Mode::ReadWrite, next); }
    CHECK(Casebook::latestBackup(folder.file()) == backup);
    CHECK(QDir(QFileInfo(backup).path()).entryList({QStringLiteral("*backup*")}).size() == 1);
  }
  SECTION("the latest backup is told by its time, not by its version") {
    writeBytes(folder.path(QStringLiteral("lab.casebook.backup-v9-20250101T000000000Z")), "x");
    writeBytes(folder.path(QStringLiteral("lab.casebook.backup-v10-20240101T000000000Z")), "x");
    writeBytes(folder.path(QStringLiteral("lab.casebook.backup-v1-20990101T000000000Z.part")), "x");
    writeBytes(folder.path(QStringLiteral("other.casebook.backup-v1-20990101T000000000Z")), "x");
    CHECK(Casebook::latestBackup(folder.file()).endsWith(QStringLiteral("v9-20250101T000000000Z")));
  }
}

TEST_CASE("A backup is a casebook that opens") {
  const Folder folder;
  const QString copy = folder.path(QStringLiteral("copy.casebook"));
  const auto casebook = folder.open();
  const Id slide = addSlide(*casebook, 2);
  value(casebook->backup(copy));
  value(casebook->addReviews({decide(value(casebook->cells(slide))[0].id, "monocyte")}));
  CHECK(value(value(Casebook::open(copy))->slide(slide)).confirmed == 0);
  value(casebook->backup(copy));  // over the earlier one
  const auto opened = value(Casebook::open(copy));
  CHECK(value(opened->slide(slide)).confirmed == 1);
  CHECK(value(opened->auditHead()) == value(casebook->auditHead()));
  CHECK(code(casebook->backup(folder.file())) == ErrorCode::ArgumentInvalid);
  CHECK(code(casebook->backup(folder.path(QStringLiteral("none/x")))) == ErrorCode::FileUnwritable);
}

TEST_CASE("Two threads make the same file and write to it at once") {
  const Folder folder;
  constexpr int kDecisions = 40;
  std::atomic<int> failures = 0;
  const auto work = [&](const char* classId) {
    const auto casebook = Casebook::open(folder.file());
    if (!casebook) {
      ++failures;
      return;
    }
    const auto slide = (*casebook)->addSlide(
        {QString::fromUtf8(classId), QStringLiteral("x"), QStringLiteral("blood"), {}, false, 0}, {});
    const auto images = slide ? (*casebook)->addImages(*slide, {field("same bytes", 4)}, {})
                              : failure(ErrorCode::Internal, "");
    if (!images) {
      ++failures;
      return;
    }
    const auto cells = (*casebook)->cells(*slide);
    for (int i = 0; i < kDecisions; ++i) {
      if (!(*casebook)->addReviews({decide((*cells)[static_cast<std::size_t>(i % 4)].id, classId)}))
        ++failures;
    }
  };
  std::thread other(work, "monocyte");
  work("lymphocyte");
  other.join();
  CHECK(failures == 0);
  const auto casebook = folder.open();
  CHECK(value(casebook->slides()).size() == 2);
  CHECK(value(casebook->verifyAudit()) == 2 * (2 + kDecisions));
  // What one writes, the other sees.
  const auto second = folder.open();
  const Id slide = value(second->slides())[0].id;
  value(casebook->setThresholds(slide, {0.25, 0.5}, {}));
  CHECK(value(second->slide(slide)).thresholds == decision::Thresholds{0.25, 0.5});
}
