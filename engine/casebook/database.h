// One connection to a casebook's SQLite file: opened with every check, transactions, errors.
// Inside this module a failure is thrown as Failure and turned into a Result at Casebook's edge.
#pragma once

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <map>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "casebook/migrations.h"

struct sqlite3;

namespace cellwise::casebook {

struct Failure {
  Error error;
};

[[noreturn]] inline void fail(ErrorCode code, std::string detail, std::string file = {}) {
  throw Failure{Error{code, std::move(detail), std::move(file)}};
}

template <class Body>
auto attempt(Body&& body) -> Result<std::invoke_result_t<Body>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
      body();
      return {};
    } else {
      return body();
    }
  } catch (const Failure& failure) {
    return tl::make_unexpected(failure.error);
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, "not enough memory");
  }
}

// What SQLite and our hashes agree on: valid Unicode without NUL, never null.
QString clean(const QString& text);

class Database {
 public:
  static constexpr int kApplicationId = 0x43454C57;  // "CELW"

  enum class Mode { ReadWrite, ReadOnly };

  // ReadWrite: makes the file, or checks and migrates it. A file that fails a check is not written to.
  // ReadOnly: takes a damaged file, as far as SQLite can read it.
  // Throws Failure: the codes of Casebook::open.
  Database(const QString& file, Mode mode, const std::vector<Migration>& migrations);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const QString& file() const { return file_; }
  bool readOnly() const { return mode_ == Mode::ReadOnly; }
  int version() const;

  // A result to walk through with next(). Null strings are stored as empty, QVariant() as NULL.
  QSqlQuery query(const QString& sql, const QVariantList& values = {}) const;
  // A statement without a result; stays prepared. Returns the last row id.
  qint64 change(const QString& sql, const QVariantList& values = {});
  // An error of a query that was walked through to its end.
  void checkFinished(const QSqlQuery& query) const;

  // One BEGIN IMMEDIATE transaction: commits when body returns, rolls back when it throws.
  template <class Body>
  auto write(Body&& body) -> Result<std::invoke_result_t<Body>> {
    return attempt([&]() -> std::invoke_result_t<Body> {
      Transaction transaction(*this);
      if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
        body();
        transaction.commit();
      } else {
        auto value = body();
        transaction.commit();
        return value;
      }
    });
  }

  // By SQLite's backup API, under a temporary name first.
  void backup(const QString& target) const;

 private:
  friend class ReadTransaction;

  class Transaction {
   public:
    explicit Transaction(Database& database);
    ~Transaction();
    void commit();

   private:
    Database& database_;
    bool open_ = true;
  };

  void connect();
  void configure();
  void switchToWal();
  void migrate(const std::vector<Migration>& migrations);
  void execute(const char* sql) const;
  void close();

  QString file_;
  Mode mode_;
  bool listed_ = false;  // among the files this program has open
  QString connection_;
  QSqlDatabase database_;
  sqlite3* handle_ = nullptr;
  std::map<QString, QSqlQuery> prepared_;
};

// Several queries that see the same moment of the file.
class ReadTransaction {
 public:
  explicit ReadTransaction(const Database& database);
  ~ReadTransaction();
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

 private:
  const Database& database_;
};

}  // namespace cellwise::casebook
