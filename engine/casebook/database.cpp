#include "casebook/database.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSqlDriver>
#include <QSqlError>
#include <QThread>
#include <QUrl>
#include <QUuid>

#include <mutex>
#include <set>
#include <sqlite3.h>

#include "casebook/disk.h"
#include "casebook/soundness.h"

namespace cellwise::casebook {
namespace {

constexpr int kBusyMilliseconds = 10'000;

ErrorCode codeOf(int sqliteCode) {
  switch (sqliteCode & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::DatabaseDamaged;
    case SQLITE_READONLY: return ErrorCode::DatabaseReadOnly;
    case SQLITE_NOMEM: return ErrorCode::OutOfMemory;
    default: return ErrorCode::DatabaseFailed;
  }
}

[[noreturn]] void failNative(sqlite3* handle, int code, const QString& file) {
  fail(codeOf(code), handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code), file.toStdString());
}

struct Statement {
  sqlite3_stmt* statement = nullptr;
  Statement(sqlite3* handle, const char* sql, const QString& file) {
    const int code = sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr);
    if (code != SQLITE_OK) failNative(handle, code, file);
  }
  ~Statement() { sqlite3_finalize(statement); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
};

std::string scalar(sqlite3* handle, const char* sql, const QString& file) {
  const Statement statement(handle, sql, file);
  const int code = sqlite3_step(statement.statement);
  if (code == SQLITE_DONE) return {};
  if (code != SQLITE_ROW) failNative(handle, code, file);
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement.statement, 0));
  return text ? text : "";
}

int integer(sqlite3* handle, const char* sql, const QString& file) {
  return std::atoi(scalar(handle, sql, file).c_str());
}

// Whose file this is and how old; reads only. An empty database is anyone's.
void checkIdentity(sqlite3* handle, const QString& file, int newest) {
  const int application = integer(handle, "PRAGMA application_id", file);
  const int version = integer(handle, "PRAGMA user_version", file);
  const bool empty = integer(handle, "SELECT count(*) FROM sqlite_schema", file) == 0;
  if (application != Database::kApplicationId && !(application == 0 && version == 0 && empty)) {
    fail(ErrorCode::DatabaseNotOurs, "a SQLite database of another application", file.toStdString());
  }
  if (version > newest) {
    fail(ErrorCode::VersionUnsupported,
         "casebook of version " + std::to_string(version) + "; this program knows up to version " +
             std::to_string(newest),
         file.toStdString());
  }
}

void checkSound(sqlite3* handle, const QString& file) {
  const std::string answer = scalar(handle, "PRAGMA quick_check(1)", file);
  if (answer != "ok") fail(ErrorCode::DatabaseDamaged, answer, file.toStdString());
}

// The files that this program has open for writing, and those that it found damaged. quick_check reads the
// whole file: the connections of further threads need not do it again, and large files are checked beside
// the work (casebook/soundness.h).
class KnownFiles {
 public:
  static bool toCheck(const QString& file) {
    const std::lock_guard lock(mutex());
    return damaged().count(file) > 0 || (open().count(file) == 0 && checkedAtOpening(file));
  }
  static void add(const QString& file) {
    const std::lock_guard lock(mutex());
    open().insert(file);
  }
  static void remove(const QString& file) {
    const std::lock_guard lock(mutex());
    open().erase(open().find(file));
  }
  static void setDamaged(const QString& file) {
    const std::lock_guard lock(mutex());
    damaged().insert(file);
  }

 private:
  static std::mutex& mutex() {
    static std::mutex instance;
    return instance;
  }
  static std::multiset<QString>& open() {
    static std::multiset<QString> instance;
    return instance;
  }
  static std::set<QString>& damaged() {
    static std::set<QString> instance;
    return instance;
  }
};

// Before anything may write: a foreign or damaged file is left as it is, to the byte. False if a
// writer has to look first: nothing is there yet, or a rollback journal says that making the file was
// interrupted. Reads through SQLite alone: to close another handle drops the locks of the process.
bool inspect(const QString& file, int newest) {
  if (QFileInfo(file).size() == 0 || QFile::exists(file + QStringLiteral("-journal"))) return false;

  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(file.toUtf8().constData(), &handle, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner(handle, sqlite3_close);
  if (code != SQLITE_OK) failNative(handle, code, file);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  checkIdentity(handle, file, newest);
  if (KnownFiles::toCheck(file)) checkSound(handle, file);
  return true;
}

QString trueName(const QString& file) {
  const QFileInfo info(file);
  return info.canonicalFilePath().isEmpty() ? info.absoluteFilePath() : info.canonicalFilePath();
}

}  // namespace

bool checkedAtOpening(const QString& file) {
  return QFileInfo(file).size() <= kCheckedAtOpening;
}

Result<void> checkSoundness(const QString& given, std::stop_token stop) {
  const QString file = trueName(given);
  const auto checked = attempt([&] {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(file.toUtf8().constData(), &handle, SQLITE_OPEN_READONLY, nullptr);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner(handle, sqlite3_close);
    if (code != SQLITE_OK) fail(ErrorCode::FileUnreadable, sqlite3_errstr(code), file.toStdString());
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    const std::stop_callback interrupt(stop, [handle] { sqlite3_interrupt(handle); });
    if (stop.stop_requested()) fail(ErrorCode::Cancelled, "stopped");
    try {
      checkSound(handle, file);
    } catch (const Failure&) {
      if (stop.stop_requested()) fail(ErrorCode::Cancelled, "stopped");
      throw;
    }
    if (stop.stop_requested()) fail(ErrorCode::Cancelled, "stopped");
  });
  if (!checked && checked.error().code == ErrorCode::DatabaseDamaged) KnownFiles::setDamaged(file);
  return checked;
}

QString clean(const QString& text) {
  QString result = QString::fromUtf8(text.toUtf8());
  result.remove(QChar(0));
  return result.isNull() ? QStringLiteral("") : result;
}

Database::Database(const QString& file, Mode mode, const std::vector<Migration>& migrations)
    : file_(trueName(file)), mode_(mode) {
  if (file.isEmpty()) fail(ErrorCode::FileUnwritable, "no file was named");
  const int newest = migrations.back().version;
  try {
    if (mode_ == Mode::ReadOnly) {
      if (!QFile::exists(file_)) fail(ErrorCode::FileNotFound, "no such casebook", file_.toStdString());
      connect();
      configure();
      checkIdentity(handle_, file_, newest);
      if (version() < newest) {
        fail(ErrorCode::VersionUnsupported,
             "an older casebook, version " + std::to_string(version()) + ": open it for writing once",
             file_.toStdString());
      }
    } else {
      const bool inspected = inspect(file_, newest);
      connect();
      configure();
      checkIdentity(handle_, file_, newest);
      if (!inspected) checkSound(handle_, file_);
      migrate(migrations);
      switchToWal();
      // A new file has its true name only now, if its folder is reached through a link.
      file_ = QFileInfo(file_).canonicalFilePath();
      KnownFiles::add(file_);
      listed_ = true;
    }
  } catch (...) {
    close();
    throw;
  }
}

Database::~Database() {
  close();
}

void Database::close() {
  if (listed_) KnownFiles::remove(file_);
  listed_ = false;
  prepared_.clear();
  handle_ = nullptr;
  if (connection_.isEmpty()) return;
  database_.close();
  database_ = {};
  QSqlDatabase::removeDatabase(connection_);
  connection_.clear();
}

void Database::connect() {
  connection_ = QStringLiteral("casebook-") + QUuid::createUuid().toString(QUuid::WithoutBraces);
  database_ = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection_);
  if (!database_.isValid()) fail(ErrorCode::Internal, "Qt's SQLite driver (QSQLITE) is not installed");
  const QString busy = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(kBusyMilliseconds);
  database_.setDatabaseName(file_);
  database_.setConnectOptions(readOnly() ? busy + QStringLiteral(";QSQLITE_OPEN_READONLY") : busy);
  if (!database_.open()) {
    fail(readOnly() ? ErrorCode::FileUnreadable : ErrorCode::FileUnwritable,
         database_.lastError().text().toStdString(), file_.toStdString());
  }
  const auto adopt = [this] {
    const QVariant handle = database_.driver()->handle();
    if (qstrcmp(handle.typeName(), "sqlite3*") != 0) fail(ErrorCode::Internal, "no native SQLite handle");
    handle_ = *static_cast<sqlite3* const*>(handle.constData());
    sqlite3_extended_result_codes(handle_, 1);
  };
  adopt();
  if (readOnly()) {
    // WAL needs its index file; where the folder refuses one and nothing waits in a log, the file
    // alone is complete.
    const int code = sqlite3_exec(handle_, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    if (code != SQLITE_OK && codeOf(code) != ErrorCode::DatabaseDamaged &&
        !QFile::exists(file_ + QStringLiteral("-wal"))) {
      database_.close();
      database_.setDatabaseName(QUrl::fromLocalFile(file_).toString(QUrl::FullyEncoded) +
                                QStringLiteral("?immutable=1"));
      database_.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"));
      if (!database_.open()) {
        fail(ErrorCode::FileUnreadable, database_.lastError().text().toStdString(), file_.toStdString());
      }
      adopt();
    }
  } else if (sqlite3_db_readonly(handle_, "main") != 0) {
    fail(ErrorCode::FileUnwritable, "the file is write-protected", file_.toStdString());
  }
}

void Database::configure() {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // recursive_triggers: else INSERT OR REPLACE slips past the triggers that refuse DELETE.
  execute(
      "PRAGMA foreign_keys = ON;"
      "PRAGMA recursive_triggers = ON;"
      "PRAGMA trusted_schema = OFF;"
      "PRAGMA cell_size_check = ON;"
      "PRAGMA synchronous = FULL;");
  if (integer(handle_, "PRAGMA foreign_keys", file_) != 1 ||
      integer(handle_, "PRAGMA recursive_triggers", file_) != 1 ||
      integer(handle_, "PRAGMA synchronous", file_) != 2) {
    fail(ErrorCode::Internal, "SQLite refused a setting that the casebook relies on");
  }
}

// After the first migration, so that a file of ours says so in its first page from the beginning.
void Database::switchToWal() {
  for (int waited = 0;; waited += 50) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(handle_, "PRAGMA journal_mode = WAL", -1, &statement, nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    const std::string answer =
        code == SQLITE_ROW ? reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)) : "";
    sqlite3_finalize(statement);
    if (answer == "wal") return;
    // Another program that makes or opens the same file at this moment; SQLite does not wait here.
    const bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    if (!busy || waited >= kBusyMilliseconds) {
      fail(ErrorCode::DatabaseFailed,
           busy ? "the casebook is in use by another program"
                : "this disk does not support write-ahead logging: use a local disk",
           file_.toStdString());
    }
    QThread::msleep(50);
  }
}

void Database::migrate(const std::vector<Migration>& migrations) {
  const int old = version();
  if (old > 0 && old < migrations.back().version) {
    backup(QStringLiteral("%1.backup-v%2-%3")
               .arg(file_)
               .arg(old)
               .arg(QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd'T'HHmmsszzz'Z'"))));
  }
  for (const Migration& migration : migrations) {
    if (migration.version <= version()) continue;
    Transaction transaction(*this);
    if (migration.version <= version()) continue;  // another program was quicker
    execute(migration.sql.constData());
    execute(("PRAGMA user_version = " + std::to_string(migration.version)).c_str());
    transaction.commit();
  }
}

void Database::execute(const char* sql) const {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) failNative(handle_, code, file_);
}

int Database::version() const {
  return integer(handle_, "PRAGMA user_version", file_);
}

namespace {

[[noreturn]] void failQuery(const QSqlQuery& query, const QString& file) {
  const QSqlError error = query.lastError();
  fail(codeOf(error.nativeErrorCode().toInt()), error.text().toStdString(), file.toStdString());
}

void bindAndRun(QSqlQuery& query, const QVariantList& values, const QString& file) {
  for (int i = 0; i < values.size(); ++i) {
    QVariant value = values[i];
    if (value.typeId() == QMetaType::QString) value = clean(value.toString());
    if (value.typeId() == QMetaType::QByteArray && value.toByteArray().isNull()) value = QByteArray("");
    query.bindValue(i, value);
  }
  if (!query.exec()) failQuery(query, file);
}

}  // namespace

QSqlQuery Database::query(const QString& sql, const QVariantList& values) const {
  QSqlQuery query(database_);
  query.setForwardOnly(true);
  if (!query.prepare(sql)) failQuery(query, file_);
  bindAndRun(query, values, file_);
  return query;
}

qint64 Database::change(const QString& sql, const QVariantList& values) {
  auto found = prepared_.find(sql);
  if (found == prepared_.end()) {
    QSqlQuery query(database_);
    if (!query.prepare(sql)) failQuery(query, file_);
    found = prepared_.emplace(sql, std::move(query)).first;
  }
  bindAndRun(found->second, values, file_);
  const qint64 id = found->second.lastInsertId().toLongLong();
  found->second.finish();
  return id;
}

void Database::checkFinished(const QSqlQuery& query) const {
  if (query.lastError().isValid()) failQuery(query, file_);
}

void Database::backup(const QString& target) const {
  const QString part = target + QStringLiteral(".part");
  QFile::remove(part);
  sqlite3* copy = nullptr;
  int code = sqlite3_open_v2(part.toUtf8().constData(), &copy,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE, nullptr);
  std::string message = copy ? sqlite3_errmsg(copy) : sqlite3_errstr(code);
  if (code == SQLITE_OK) {
    sqlite3_backup* job = sqlite3_backup_init(copy, "main", handle_, "main");
    if (job) {
      for (int waited = 0;; waited += 20) {
        code = sqlite3_backup_step(job, -1);
        if ((code != SQLITE_BUSY && code != SQLITE_LOCKED) || waited >= kBusyMilliseconds) break;
        sqlite3_sleep(20);
      }
      sqlite3_backup_finish(job);
    }
    if (!job || code != SQLITE_DONE) {
      message = sqlite3_errmsg(copy);
      if (code == SQLITE_OK) code = SQLITE_ERROR;
    }
  }
  sqlite3_close(copy);
  if (code != SQLITE_DONE) {
    QFile::remove(part);
    const bool source = codeOf(code) == ErrorCode::DatabaseDamaged;
    fail(source ? ErrorCode::DatabaseDamaged : ErrorCode::FileUnwritable, message, target.toStdString());
  }
  renameDurably(part, target);
}

Database::Transaction::Transaction(Database& database) : database_(database) {
  if (database.readOnly()) {
    fail(ErrorCode::DatabaseReadOnly, "the casebook is open for reading only", database.file().toStdString());
  }
  database.execute("BEGIN IMMEDIATE");
}

Database::Transaction::~Transaction() {
  if (open_) sqlite3_exec(database_.handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

ReadTransaction::ReadTransaction(const Database& database) : database_(database) {
  database.execute("BEGIN");
}

ReadTransaction::~ReadTransaction() {
  sqlite3_exec(database_.handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace cellwise::casebook
