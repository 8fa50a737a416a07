// Accounts: who may do what is kept to by the casebook itself, passwords are Argon2id, nobody is locked
// out for good, and the accounts agree with the audit log.
#include <QJsonDocument>
#include <QJsonObject>

#include <sodium.h>

#include "casebook/accounts.h"
#include "support.h"

using namespace cellwise;
using namespace cellwise::casebook;

namespace {

const QString kAda = QStringLiteral("Dr. Ada");
const QString kTom = QStringLiteral("Tom");
const QString kRoot = QStringLiteral("Ruth Admin");
const QString kPassword = QStringLiteral("correct horse");

// An administrator, a hematologist, a technician.
void addPeople(Casebook& casebook) {
  Accounts accounts(casebook);
  value(accounts.add(kRoot, {false, false, true}, kPassword, QStringLiteral("somebody")));
  value(accounts.add(kAda, {false, true, false}, kPassword, kRoot));
  value(accounts.add(kTom, {true, false, false}, kPassword, kRoot));
}

Id idOf(const Casebook& casebook, const QString& name) {
  for (const User& user : value(Accounts(const_cast<Casebook&>(casebook)).users())) {
    if (user.name == name) return user.id;
  }
  FAIL("no such account");
  return 0;
}

QStringList actions(const Casebook& casebook) {
  QStringList list;
  for (const AuditEntry& entry : value(casebook.audit())) list << entry.action;
  return list;
}

NewSignature signature(Id slide, const QString& signer, const QString& password,
                       SignatureKind kind = SignatureKind::Release) {
  return {slide, signer, QStringLiteral("Reviewed and released"), {}, "{}", kind, password};
}

}  // namespace

TEST_CASE("A casebook without accounts asks nobody who they are", "[accounts]") {
  const Folder folder;
  const auto casebook = folder.open();
  CHECK(value(Accounts(*casebook).users()).empty());
  const Id slide = addSlide(*casebook, 2);
  value(casebook->sign({slide, QStringLiteral("Anyone"), QStringLiteral("Released"), {}, "{}"}));
}

TEST_CASE("The first account is an administrator's", "[accounts]") {
  const Folder folder;
  const auto casebook = folder.open();
  Accounts accounts(*casebook);
  CHECK(code(accounts.add(kAda, {false, true, false}, kPassword, kAda)) == ErrorCode::ArgumentInvalid);
  CHECK(code(accounts.add(kRoot, {false, false, true}, QStringLiteral("short"), kRoot)) ==
        ErrorCode::ArgumentInvalid);
  CHECK(code(accounts.add(QStringLiteral("  "), {false, false, true}, kPassword, kRoot)) ==
        ErrorCode::ArgumentInvalid);
  CHECK(value(accounts.users()).empty());
  const Id id = value(accounts.add(kRoot, {false, true, true}, kPassword, QStringLiteral("somebody")));
  const auto users = value(accounts.users());
  REQUIRE(users.size() == 1);
  CHECK(users[0].id == id);
  CHECK(users[0].roles == Roles{false, true, true});
  CHECK(value(casebook->audit()).back().actor == kRoot);  // for themselves
  CHECK(code(accounts.add(QStringLiteral("RUTH admin"), {true, false, false}, kPassword, kRoot)) ==
        ErrorCode::Conflict);
}

TEST_CASE("Passwords are kept as Argon2id and are right or wrong", "[accounts]") {
  const Folder folder;
  const auto casebook = folder.open();
  addPeople(*casebook);
  Accounts accounts(*casebook);
  {
    Raw raw(folder.file());
    const auto hashes = raw.column("SELECT password FROM users");
    REQUIRE(hashes.size() == 3);
    CHECK(hashes[0] != hashes[1]);  // salted: the three passwords are the same
    for (const auto& hash : hashes) {
      CHECK(hash.rfind("$argon2id$v=19$", 0) == 0);
      // Another implementation's view of it: libsodium itself.
      const QByteArray right = kPassword.toUtf8();
      CHECK(crypto_pwhash_str_verify(hash.c_str(), right.constData(), std::size_t(right.size())) == 0);
    }
  }
  CHECK(value(accounts.signIn(kAda, kPassword)).user->name == kAda);
  CHECK(value(accounts.signIn(QStringLiteral("dr. ada"), kPassword)).user->name == kAda);
  CHECK_FALSE(value(accounts.signIn(kAda, QStringLiteral("correct horsf"))).user);
  CHECK_FALSE(value(accounts.signIn(QStringLiteral("Nobody"), kPassword)).user);
  // The same characters, composed otherwise.
  value(accounts.setPassword(idOf(*casebook, kTom), QStringLiteral("Z\u00fcrich-2026"), kRoot));
  CHECK(value(accounts.signIn(kTom, QStringLiteral("Zu\u0308rich-2026"))).user);

  CHECK_FALSE(value(accounts.changePassword(kTom, kPassword, QStringLiteral("another one"))).user);
  CHECK(
      value(accounts.changePassword(kTom, QStringLiteral("Z\u00fcrich-2026"), QStringLiteral("another one")))
          .user);
  CHECK(value(accounts.signIn(kTom, QStringLiteral("another one"))).user);
  value(accounts.noteLock(kTom));
  CHECK(value(accounts.unlock(kTom, QStringLiteral("another one"))).user);
  value(accounts.signOut(kTom));
  const QStringList log = actions(*casebook);
  for (const char* action : {"user.add", "user.sign_in", "user.wrong_password", "user.password", "user.lock",
                             "user.unlock", "user.sign_out"}) {
    CHECK(log.contains(QLatin1String(action)));
  }
  // No password and no name that was typed wrongly stands in the log.
  for (const AuditEntry& entry : value(casebook->audit())) {
    CHECK_FALSE(entry.detail.contains("horse"));
    CHECK_FALSE(entry.detail.contains("Nobody"));
  }
  value(casebook->verifyAudit());
}

TEST_CASE("Wrong passwords in a row make the next attempt wait, but never for good", "[accounts]") {
  const Folder folder;
  const auto casebook = folder.open();
  addPeople(*casebook);
  Accounts accounts(*casebook);
  for (int i = 1; i < Accounts::kFreeAttempts; ++i) {
    const Attempt attempt = value(accounts.signIn(kAda, QStringLiteral("guess number %1").arg(i)));
    CHECK_FALSE(attempt.user);
    CHECK(attempt.waitSeconds == 0);
  }
  CHECK(value(accounts.signIn(kAda, QStringLiteral("one more guess"))).waitSeconds == 30);
  // Even the right one, and in another program: the count is on disk.
  const auto other = folder.open();
  const Attempt early = value(Accounts(*other).signIn(kAda, kPassword));
  CHECK_FALSE(early.user);
  CHECK(early.waitSeconds > 0);
  CHECK(early.waitSeconds <= 30);
  CHECK(value(accounts.signIn(kTom, kPassword)).user);  // nobody else waits

  // Half a minute later: wrong again, and the wait doubles.
  const auto turnBack = [&](int seconds) {
    Raw raw(folder.file());
    CHECK(raw.run("UPDATE users SET last_wrong_at = last_wrong_at - " + std::to_string(seconds * 1000)) ==
          "");
  };
  turnBack(31);
  CHECK(value(accounts.signIn(kAda, QStringLiteral("wrong again"))).waitSeconds == 60);
  for (int wait : {120, 240, 480, 900, 900}) {
    turnBack(1000);
    CHECK(value(accounts.signIn(kAda, QStringLiteral("wrong again"))).waitSeconds == wait);
  }
  turnBack(901);
  CHECK(value(accounts.signIn(kAda, kPassword)).user);
  CHECK(value(accounts.signIn(kAda, QStringLiteral("a slip"))).waitSeconds == 0);  // counted from the start

  // A clock set back makes nobody wait longer than the rule says.
  for (int i = 0; i < Accounts::kFreeAttempts; ++i) value(accounts.signIn(kAda, QStringLiteral("bad guess")));
  turnBack(-100'000);
  CHECK(value(accounts.signIn(kAda, kPassword)).waitSeconds == 30);
  // An administrator ends the waiting.
  value(accounts.setPassword(idOf(*casebook, kAda), QStringLiteral("new password"), kRoot));
  CHECK(value(accounts.signIn(kAda, QStringLiteral("new password"))).user);
  value(casebook->verifyAudit());
}

TEST_CASE("Each role may do what the table says, and the casebook itself refuses the rest", "[accounts]") {
  const Folder folder;
  const auto casebook = folder.open();
  const Id slide = addSlide(*casebook, 4);
  const auto cells = value(casebook->cells(slide));
  addPeople(*casebook);
  Accounts accounts(*casebook);
  const int before = int(value(casebook->audit()).size());

  NewReview review = decide(cells[0].id, "lymphocyte");
  for (const QString& name : {kRoot, QStringLiteral("Stranger"), QString()}) {
    review.reviewer = name.isEmpty() ? QStringLiteral("unknown") : name;
    CHECK(code(casebook->addReviews({review})) == ErrorCode::AccessDenied);
    CHECK(code(casebook->setThresholds(slide, {0.5, 0.1}, name)) == ErrorCode::AccessDenied);
  }
  // All or none: one reviewer among two who may not.
  NewReview allowed = decide(cells[1].id, "monocyte");
  allowed.reviewer = kTom;
  CHECK(code(casebook->addReviews({allowed, review})) == ErrorCode::AccessDenied);
  CHECK(inForce(*casebook, cells[1].id) == "-");
  CHECK(code(casebook->addSlide({}, QStringLiteral("Stranger"))) == ErrorCode::AccessDenied);
  CHECK(code(casebook->addImages(slide, {field("more", 1)}, QStringLiteral("Stranger"))) ==
        ErrorCode::AccessDenied);
  CHECK(code(casebook->renameSlide(slide, QStringLiteral("X"), {}, QStringLiteral("Stranger"))) ==
        ErrorCode::AccessDenied);
  CHECK(code(casebook->discardSlide(slide, QStringLiteral("Stranger"))) == ErrorCode::AccessDenied);
  CHECK(code(accounts.add(QStringLiteral("Eve"), {true, true, true}, kPassword, kAda)) ==
        ErrorCode::AccessDenied);
  CHECK(code(accounts.change(idOf(*casebook, kTom), {true, true, true}, false, kTom)) ==
        ErrorCode::AccessDenied);
  CHECK(code(accounts.setPassword(idOf(*casebook, kAda), kPassword, kTom)) == ErrorCode::AccessDenied);
  CHECK(int(value(casebook->audit()).size()) == before);

  value(casebook->addReviews({allowed}));
  value(casebook->setThresholds(slide, {0.5, 0.1}, kTom));
  // Work in the background belongs to nobody and goes on.
  value(casebook->registerModel({kModel, QStringLiteral("M"), QStringLiteral("1"), "{}"}));
  value(casebook->addPredictions(slide, kModel, {0.5, 0.1}, {prediction(cells[2].id, 0.9)}));
}

TEST_CASE("Who signs says the password again, and releasing is the hematologist's", "[accounts]") {
  const Folder folder;
  const auto casebook = folder.open();
  const Id slide = addSlide(*casebook, 2);
  addPeople(*casebook);
  CHECK(code(casebook->sign(signature(slide, kAda, QStringLiteral("not my word")))) ==
        ErrorCode::AccessDenied);
  CHECK(code(casebook->sign(signature(slide, kAda, {}))) == ErrorCode::AccessDenied);
  CHECK(code(casebook->sign(signature(slide, kTom, kPassword))) == ErrorCode::AccessDenied);
  CHECK(code(casebook->sign(signature(slide, kRoot, kPassword))) == ErrorCode::AccessDenied);
  CHECK(value(casebook->signatures(slide)).empty());

  CHECK(value(casebook->sign(signature(slide, kTom, kPassword, SignatureKind::Preparation))).version == 1);
  NewSignature release = signature(slide, kAda, kPassword);
  release.reason = QStringLiteral("Release of the prepared version");
  value(casebook->sign(release));
  const auto signatures = value(casebook->signatures(slide));
  REQUIRE(signatures.size() == 2);
  CHECK(signatures[0].kind == SignatureKind::Preparation);
  CHECK(signatures[1].kind == SignatureKind::Release);
  value(casebook->verifyAudit());
}

TEST_CASE("People are disabled, not deleted, and an administrator always stays", "[accounts]") {
  const Folder folder;
  const auto casebook = folder.open();
  addPeople(*casebook);
  Accounts accounts(*casebook);
  const Id root = idOf(*casebook, kRoot), tom = idOf(*casebook, kTom);
  value(accounts.change(tom, {true, false, false}, true, kRoot));
  CHECK_FALSE(value(accounts.signIn(kTom, kPassword)).user);
  CHECK(code(casebook->addSlide({}, kTom)) == ErrorCode::AccessDenied);
  value(accounts.change(tom, {true, true, false}, false, kRoot));
  CHECK(value(accounts.signIn(kTom, kPassword)).user);

  CHECK(code(accounts.change(root, {false, false, true}, true, kRoot)) == ErrorCode::Conflict);
  CHECK(code(accounts.change(root, {true, false, false}, false, kRoot)) == ErrorCode::Conflict);
  CHECK(code(accounts.change(tom, {}, false, kRoot)) == ErrorCode::ArgumentInvalid);
  CHECK(code(accounts.change(999, {true, false, false}, false, kRoot)) == ErrorCode::NotFound);
  {
    Raw raw(folder.file());  // nor by another program
    CHECK(raw.run("DELETE FROM users WHERE name = 'Tom'") != "");
    CHECK(raw.run("UPDATE users SET name = 'Eve' WHERE name = 'Tom'") != "");
    CHECK(raw.run("UPDATE users SET disabled = 1 WHERE administrator") != "");
  }
  value(accounts.change(tom, {true, false, true}, false, kRoot));
  value(accounts.change(root, {false, false, true}, true, kTom));
  value(casebook->verifyAudit());
}

TEST_CASE("Whoever has the file can set an administrator's password, and the log says how", "[accounts]") {
  const Folder folder;
  const auto casebook = folder.open();
  addPeople(*casebook);
  Accounts accounts(*casebook);
  const QString by = Accounts::commandLine(QStringLiteral("ops"));
  value(accounts.setPassword(idOf(*casebook, kRoot), QStringLiteral("a new start"), by));
  CHECK(value(accounts.signIn(kRoot, QStringLiteral("a new start"))).user);
  const auto log = value(casebook->audit());
  CHECK(std::any_of(log.begin(), log.end(), [&](const AuditEntry& entry) {
    return entry.action == QLatin1String("user.password") && entry.actor == by;
  }));
  // Nobody takes such a name.
  CHECK(code(accounts.add(by, {true, true, true}, kPassword, kRoot)) == ErrorCode::ArgumentInvalid);
}

TEST_CASE("Accounts that were changed outside the program do not verify", "[accounts]") {
  const Folder folder;
  const auto casebook = folder.open();
  addPeople(*casebook);
  value(casebook->verifyAudit());
  const auto breaks = [&](const std::string& sql) {
    const QString copy = folder.path(QStringLiteral("copy.casebook"));
    value(casebook->backup(copy));
    {
      Raw raw(copy);
      REQUIRE(raw.run(sql) == "");
    }
    return code(value(Casebook::open(copy))->verifyAudit());
  };
  CHECK(breaks("UPDATE users SET hematologist = 1 WHERE name = 'Tom'") == ErrorCode::AuditBroken);
  CHECK(breaks("UPDATE users SET disabled = 1 WHERE name = 'Tom'") == ErrorCode::AuditBroken);
  CHECK(breaks("UPDATE users SET password = (SELECT password FROM users WHERE name = 'Dr. Ada')"
               " WHERE name = 'Tom'") == ErrorCode::AuditBroken);
  CHECK(breaks("INSERT INTO users (name, technician, hematologist, administrator, password, created_at)"
               " VALUES ('Eve', 1, 1, 1, '$argon2id$x', 0)") == ErrorCode::AuditBroken);
}
