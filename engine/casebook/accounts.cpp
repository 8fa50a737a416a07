#include "casebook/accounts.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <map>

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"
#include "casebook/password.h"

namespace cellwise::casebook {
namespace {

const QString kUserColumns = QStringLiteral(
    "SELECT id, name, technician, hematologist, administrator, disabled, created_at, last_sign_in_at,"
    " password, wrong_passwords, last_wrong_at FROM users ");

QString subjectOf(Id user) {
  return QStringLiteral("user:%1").arg(user);
}

int flag(bool value) {
  return value ? 1 : 0;
}

User readUser(const QSqlQuery& row) {
  User user;
  user.id = row.value(0).toLongLong();
  user.name = row.value(1).toString();
  user.roles = {row.value(2).toBool(), row.value(3).toBool(), row.value(4).toBool()};
  user.disabled = row.value(5).toBool();
  user.createdAt = timeOf(row.value(6));
  if (!row.isNull(7)) user.lastSignIn = timeOf(row.value(7));
  return user;
}

struct Account {
  User user;
  QString hash;
  int wrong = 0;
  QDateTime lastWrong;
};

std::vector<Account> readAccounts(const Database& database) {
  std::vector<Account> accounts;
  QSqlQuery rows = database.query(kUserColumns + QStringLiteral("ORDER BY name"));
  while (rows.next()) {
    Account account{readUser(rows), rows.value(8).toString(), rows.value(9).toInt(), {}};
    if (!rows.isNull(10)) account.lastWrong = timeOf(rows.value(10));
    accounts.push_back(std::move(account));
  }
  database.checkFinished(rows);
  return accounts;
}

std::optional<Account> findAccount(const Database& database, const QString& name) {
  for (Account& account : readAccounts(database)) {
    if (account.user.name.compare(name.trimmed(), Qt::CaseInsensitive) == 0) return std::move(account);
  }
  return {};
}

Account accountOrFail(const Database& database, Id id) {
  for (Account& account : readAccounts(database)) {
    if (account.user.id == id) return std::move(account);
  }
  fail(ErrorCode::NotFound, "no account " + std::to_string(id));
}

bool isCommandLine(const QString& name) {
  return name.startsWith(QLatin1String("command line"), Qt::CaseInsensitive);
}

bool anyAccount(const Database& database) {
  QSqlQuery row = database.query(QStringLiteral("SELECT max(id) FROM users"));
  return row.next() && !row.isNull(0);
}

void requireManager(const Database& database, const QString& by) {
  if (!isCommandLine(by)) requirePermission(database, by, Permission::ManageAccounts);
}

void checkPassword(const QString& password) {
  if (password.size() < Accounts::kPasswordLength) {
    fail(ErrorCode::ArgumentInvalid,
         "a password has at least " + std::to_string(Accounts::kPasswordLength) + " characters");
  }
}

// What the log says of an account's present; verifyAccounts reads it back.
QJsonObject detailOf(const Roles& roles, bool disabled) {
  return {{QStringLiteral("technician"), roles.technician},
          {QStringLiteral("hematologist"), roles.hematologist},
          {QStringLiteral("administrator"), roles.administrator},
          {QStringLiteral("disabled"), disabled}};
}

// Of the Argon2id string, which is salted: says that it was changed, nothing of the password.
QString fingerprint(const QString& hash) {
  return sha256Of(hash.toUtf8());
}

void store(Database& database, const User& user, const QString& hash, const QString& by) {
  database.change(QStringLiteral("UPDATE users SET password = ?, wrong_passwords = 0 WHERE id = ?"),
                  {hash, user.id});
  appendAudit(database, now(), by, QStringLiteral("user.password"), subjectOf(user.id),
              {{QStringLiteral("name"), user.name}, {QStringLiteral("hash_sha256"), fingerprint(hash)}});
}

int waitAfter(int wrong) {
  if (wrong < Accounts::kFreeAttempts) return 0;
  int wait = Accounts::kFirstWaitSeconds;
  for (int i = Accounts::kFreeAttempts; i < wrong && wait < Accounts::kLongestWaitSeconds; ++i) wait *= 2;
  return std::min(wait, Accounts::kLongestWaitSeconds);
}

int secondsToWait(const Account& account) {
  const int wait = waitAfter(account.wrong);
  if (wait == 0 || account.lastWrong.isNull()) return 0;
  const qint64 since = account.lastWrong.secsTo(now());
  // A clock that was set back makes nobody wait longer than the rule says.
  return static_cast<int>(std::clamp<qint64>(wait - since, 0, wait));
}

// The attempt counts as wrong until it has shown to be right: a stop in between, or many at once, give
// no free guesses.
Attempt tryPassword(Database& database, const QString& name, const QString& password, const char* action) {
  struct Begun {
    std::optional<Account> account;
    int wait = 0;
  };
  const auto begun = database.write([&] {
    Begun begun{findAccount(database, name), 0};
    if (!begun.account) return begun;
    const User& user = begun.account->user;
    begun.wait = secondsToWait(*begun.account);
    if (user.disabled) {
      appendAudit(database, now(), QStringLiteral("unknown"), QStringLiteral("user.refused"),
                  subjectOf(user.id), {{QStringLiteral("name"), user.name}});
      begun.account.reset();
    } else if (begun.wait == 0) {
      database.change(
          QStringLiteral(
              "UPDATE users SET wrong_passwords = wrong_passwords + 1, last_wrong_at = ? WHERE id = ?"),
          {now().toMSecsSinceEpoch(), user.id});
    }
    return begun;
  });
  if (!begun) throw Failure{begun.error()};
  if (!begun->account || begun->wait > 0) return {{}, begun->wait};

  const Account& account = *begun->account;
  const bool right = passwordFits(password, account.hash);
  const auto ended = database.write([&]() -> Attempt {
    if (!right) {
      const int wrong = accountOrFail(database, account.user.id).wrong;
      appendAudit(database, now(), QStringLiteral("unknown"), QStringLiteral("user.wrong_password"),
                  subjectOf(account.user.id),
                  {{QStringLiteral("name"), account.user.name}, {QStringLiteral("in_a_row"), wrong}});
      return {{}, waitAfter(wrong)};
    }
    const QDateTime at = now();
    database.change(QStringLiteral("UPDATE users SET wrong_passwords = 0 WHERE id = ?"), {account.user.id});
    if (*action) {
      database.change(QStringLiteral("UPDATE users SET last_sign_in_at = ? WHERE id = ?"),
                      {at.toMSecsSinceEpoch(), account.user.id});
      appendAudit(database, at, account.user.name, QString::fromLatin1(action), subjectOf(account.user.id),
                  {});
    }
    return {accountOrFail(database, account.user.id).user, 0};
  });
  if (!ended) throw Failure{ended.error()};
  return *ended;
}

}  // namespace

void requirePermission(const Database& database, const QString& name, Permission permission) {
  if (!anyAccount(database)) return;
  QSqlQuery row = database.query(kUserColumns + QStringLiteral("WHERE name = ?"), {name});
  if (!row.next()) {
    fail(ErrorCode::AccessDenied,
         "the casebook has accounts, and '" + name.toStdString() + "' is not one of them");
  }
  const User user = readUser(row);
  if (user.disabled) fail(ErrorCode::AccessDenied, "the account of " + name.toStdString() + " is disabled");
  if (!may(user.roles, permission)) {
    fail(ErrorCode::AccessDenied, "the roles of " + name.toStdString() + " do not allow it");
  }
}

void requirePassword(Database& database, const QString& name, const QString& password) {
  if (!anyAccount(database)) return;
  const Attempt attempt = tryPassword(database, name, password, "");
  if (attempt.user) return;
  fail(ErrorCode::AccessDenied, attempt.waitSeconds > 0 ? "too many wrong passwords: wait " +
                                                              std::to_string(attempt.waitSeconds) + " seconds"
                                                        : "the password is wrong");
}

// Accounts that were made, changed or given another password outside of the program do not agree with
// the log.
void verifyAccounts(const Database& database) {
  struct Expected {
    QString name, fingerprint;
    QJsonObject present;
  };
  std::map<Id, Expected> expected;
  QSqlQuery entries = database.query(QStringLiteral(
      "SELECT action, subject, detail FROM audit WHERE action IN ('user.add', 'user.change', 'user.password')"
      " ORDER BY id"));
  while (entries.next()) {
    const QString action = entries.value(0).toString();
    Expected& user = expected[entries.value(1).toString().section(QLatin1Char(':'), 1).toLongLong()];
    QJsonObject detail = QJsonDocument::fromJson(entries.value(2).toString().toUtf8()).object();
    user.name = detail.take(QStringLiteral("name")).toString();
    const QString print = detail.take(QStringLiteral("hash_sha256")).toString();
    detail.remove(QStringLiteral("old"));
    if (action != QLatin1String("user.change")) user.fingerprint = print;
    if (action != QLatin1String("user.password")) user.present = detail;
  }
  database.checkFinished(entries);

  const auto accounts = readAccounts(database);
  for (const Account& account : accounts) {
    const auto it = expected.find(account.user.id);
    if (it == expected.end() || it->second.name != account.user.name ||
        it->second.fingerprint != fingerprint(account.hash) ||
        it->second.present != detailOf(account.user.roles, account.user.disabled)) {
      fail(ErrorCode::AuditBroken,
           "the account of " + account.user.name.toStdString() + ": does not agree with its history");
    }
  }
  if (accounts.size() != expected.size()) fail(ErrorCode::AuditBroken, "an account is missing");
}

QString Accounts::commandLine(const QString& account) {
  return QStringLiteral("command line (%1)").arg(account);
}

Result<std::vector<User>> Accounts::users() const {
  return attempt([&] {
    std::vector<User> users;
    for (Account& account : readAccounts(casebook_.impl_->database)) users.push_back(std::move(account.user));
    return users;
  });
}

Result<Id> Accounts::add(const QString& name, const Roles& roles, const QString& password,
                         const QString& by) {
  Database& database = casebook_.impl_->database;
  const QString full = clean(name).simplified();
  QString hash;
  const auto prepared = attempt([&] {
    if (full.isEmpty() || isCommandLine(full)) fail(ErrorCode::ArgumentInvalid, "an account needs a name");
    if (!roles.any()) fail(ErrorCode::ArgumentInvalid, "an account needs a role");
    checkPassword(password);
    hash = hashPassword(password);
  });
  if (!prepared) return tl::make_unexpected(prepared.error());

  return database.write([&] {
    const bool first = !anyAccount(database);
    if (first && !roles.administrator) {
      fail(ErrorCode::ArgumentInvalid, "the first account is an administrator's");
    }
    requireManager(database, by);
    if (findAccount(database, full)) fail(ErrorCode::Conflict, "there is an account of this name already");
    const QDateTime at = now();
    const Id id = database.change(
        QStringLiteral(
            "INSERT INTO users (name, technician, hematologist, administrator, password, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)"),
        {full, flag(roles.technician), flag(roles.hematologist), flag(roles.administrator), hash,
         at.toMSecsSinceEpoch()});
    QJsonObject detail = detailOf(roles, false);
    detail[QStringLiteral("name")] = full;
    detail[QStringLiteral("hash_sha256")] = fingerprint(hash);
    // Who makes the first account makes it for themselves.
    appendAudit(database, at, first && !isCommandLine(by) ? full : by, QStringLiteral("user.add"),
                subjectOf(id), detail);
    return id;
  });
}

Result<void> Accounts::change(Id user, const Roles& roles, bool disabled, const QString& by) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requireManager(database, by);
    if (!roles.any()) fail(ErrorCode::ArgumentInvalid, "an account needs a role");
    const User old = accountOrFail(database, user).user;
    if (old.roles == roles && old.disabled == disabled) return;
    const auto administers = [](const User& u) { return u.roles.administrator && !u.disabled; };
    if (administers(old) && (!roles.administrator || disabled)) {
      const auto accounts = readAccounts(database);
      const bool another = std::any_of(accounts.begin(), accounts.end(), [&](const Account& a) {
        return a.user.id != user && administers(a.user);
      });
      if (!another) fail(ErrorCode::Conflict, "no administrator would be left");
    }
    database.change(
        QStringLiteral("UPDATE users SET technician = ?, hematologist = ?, administrator = ?,"
                       " disabled = ? WHERE id = ?"),
        {flag(roles.technician), flag(roles.hematologist), flag(roles.administrator), flag(disabled), user});
    QJsonObject detail = detailOf(roles, disabled);
    detail[QStringLiteral("name")] = old.name;
    detail[QStringLiteral("old")] = detailOf(old.roles, old.disabled);
    appendAudit(database, now(), by, QStringLiteral("user.change"), subjectOf(user), detail);
  });
}

Result<void> Accounts::setPassword(Id user, const QString& password, const QString& by) {
  Database& database = casebook_.impl_->database;
  QString hash;
  const auto prepared = attempt([&] {
    checkPassword(password);
    hash = hashPassword(password);
  });
  if (!prepared) return prepared;
  return database.write([&] {
    requireManager(database, by);
    store(database, accountOrFail(database, user).user, hash, by);
  });
}

Result<Attempt> Accounts::signIn(const QString& name, const QString& password) {
  return attempt([&] { return tryPassword(casebook_.impl_->database, name, password, "user.sign_in"); });
}

Result<Attempt> Accounts::unlock(const QString& name, const QString& password) {
  return attempt([&] { return tryPassword(casebook_.impl_->database, name, password, "user.unlock"); });
}

namespace {

Result<void> note(Database& database, const QString& name, const char* action) {
  return database.write([&] {
    const auto account = findAccount(database, name);
    if (!account) fail(ErrorCode::NotFound, "no account of " + name.toStdString());
    appendAudit(database, now(), account->user.name, QString::fromLatin1(action), subjectOf(account->user.id),
                {});
  });
}

}  // namespace

Result<void> Accounts::signOut(const QString& name) {
  return note(casebook_.impl_->database, name, "user.sign_out");
}

Result<void> Accounts::noteLock(const QString& name) {
  return note(casebook_.impl_->database, name, "user.lock");
}

Result<Attempt> Accounts::changePassword(const QString& name, const QString& old, const QString& password) {
  return attempt([&] {
    Database& database = casebook_.impl_->database;
    checkPassword(password);
    Attempt made = tryPassword(database, name, old, "");
    if (!made.user) return made;
    const QString hash = hashPassword(password);
    const auto stored = database.write([&] { store(database, *made.user, hash, made.user->name); });
    if (!stored) throw Failure{stored.error()};
    return made;
  });
}

}  // namespace cellwise::casebook
