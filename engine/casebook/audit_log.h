// The audit chain to be looked through, verified with progress, and exported.
//
// What the chain shows: an entry that was changed, taken from the middle or put in, and records that do not
// agree with their entries. What it cannot show: that its end was cut off, or that the whole file was
// replaced by another that is whole in itself. That shows only where a head was kept elsewhere: every signed
// report carries one, and so does every export.
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "casebook/casebook.h"

namespace cellwise::casebook {

// Empty or null: any.
struct AuditFilter {
  QString person = {};  // the whole name
  QString action = {};  // "review." begins all of reviews, "sign" is one
  // Any of them: "cell:812"; with a colon at the end all of a kind, "slide:"; with a star all that begin so,
  // "model:9f3c*".
  QStringList subjects = {};
  QDateTime from = {}, to = {};
};

struct LoggedEntry {
  AuditEntry entry;
  QString previousHash;
  // Of a cell of a slide that is being read a second time: who decided what stays unsaid until both
  // readers are done. Person and detail are empty.
  bool withheld = false;
};

struct Verification {
  int entries = 0;
  QString head;
};

class AuditLog {
 public:
  // The casebook outlives it. Thread: that of the casebook.
  explicit AuditLog(const Casebook& casebook) : casebook_(casebook) {}

  // Newest first, those before this id; 0: from the end.
  Result<std::vector<LoggedEntry>> entries(const AuditFilter& filter, Id before = 0, int limit = 500) const;
  Result<QStringList> people() const;   // that stand in the log, by name
  Result<QStringList> actions() const;  // by name

  // Casebook::verifyAudit with progress in entries. Errors: AuditBroken, Cancelled.
  Result<Verification> verify(const ProgressCallback& progress = {}, std::stop_token stop = {}) const;

  enum class Format { Csv, JsonLines };
  // Oldest first, with the head's hash: in the JSON lines' first line, in the CSV's last row (action
  // "head"). A stop leaves no file. Returns the number of entries. Errors: FileUnwritable, Cancelled.
  Result<int> write(const QString& file, Format format, const AuditFilter& filter = {},
                    const ProgressCallback& progress = {}, std::stop_token stop = {}) const;

 private:
  const Casebook& casebook_;
};

}  // namespace cellwise::casebook
