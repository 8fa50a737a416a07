// Who works at a casebook. Without accounts it is one person's, or that of people who trust each other:
// no passwords, names as they are typed. From the first account on (always an administrator's) every
// writing call of Casebook must name an account that is enabled and whose roles may do it
// (casebook/permissions.h); else it answers AccessDenied and changes nothing.
//
// What this protects: attribution and roles, against mistakes and against colleagues at the same screen.
// What it does not: whoever may write to the file itself can go round the program. The audit chain then
// shows it (verifyAudit compares the accounts with their history); nothing here prevents it.
//
// Passwords are kept as Argon2id strings (libsodium's crypto_pwhash_str, its "interactive" limits: 64 MiB).
// One costs about a tenth of a second: not on the UI thread. Thread: that of the casebook.
#pragma once

#include <QDateTime>
#include <QString>

#include <optional>
#include <vector>

#include "base/result.h"
#include "casebook/casebook.h"
#include "casebook/permissions.h"

namespace cellwise::casebook {

struct User {
  Id id = 0;
  QString name;  // signs in, and stands with decisions and signatures; unique, whatever the case
  Roles roles;
  bool disabled = false;  // may not sign in; never deleted
  QDateTime createdAt;    // UTC
  QDateTime lastSignIn;   // UTC; null before the first
};

// How an attempt to sign in ended.
struct Attempt {
  std::optional<User> user;  // empty: no such name, disabled, a wrong password, or too soon
  int waitSeconds = 0;       // until the next attempt for this name is heard
};

class Accounts {
 public:
  static constexpr int kPasswordLength = 8;  // at least, in characters
  // From this many wrong passwords in a row on, each further attempt waits: 30 s, then twice as long each
  // time, a quarter of an hour at most. Nobody is locked out for good.
  static constexpr int kFreeAttempts = 5;
  static constexpr int kFirstWaitSeconds = 30;
  static constexpr int kLongestWaitSeconds = 900;

  // The casebook outlives it.
  explicit Accounts(Casebook& casebook) : casebook_(casebook) {}

  // Who answers for changes made from the command line by someone who has the file: may do everything
  // here. So a forgotten administrator's password is set anew, and the audit log says how.
  static QString commandLine(const QString& account);

  Result<std::vector<User>> users() const;  // by name; empty: no accounts

  // The first must be an administrator; `by` is then anyone. Otherwise `by` may ManageAccounts.
  // Errors: AccessDenied, ArgumentInvalid (no name or role, a short password, a name that looks like
  // the command line's), Conflict (the name is taken).
  Result<Id> add(const QString& name, const Roles& roles, const QString& password, const QString& by);
  // Errors: AccessDenied, NotFound, ArgumentInvalid (no role), Conflict (no administrator would be left).
  Result<void> change(Id user, const Roles& roles, bool disabled, const QString& by);
  // By an administrator or from the command line; also ends the waiting after wrong passwords.
  Result<void> setPassword(Id user, const QString& password, const QString& by);

  // Every outcome for a name that exists is in the audit log.
  Result<Attempt> signIn(const QString& name, const QString& password);
  // Who is signed in says so again: after a lock. As signIn, under its own word in the log.
  Result<Attempt> unlock(const QString& name, const QString& password);
  Result<void> signOut(const QString& name);
  Result<void> noteLock(const QString& name);  // by hand or after idle time
  Result<Attempt> changePassword(const QString& name, const QString& old, const QString& password);

 private:
  Casebook& casebook_;
};

}  // namespace cellwise::casebook
