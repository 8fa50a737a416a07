// The experts' reference cells, by class and with notes. Append-only: what is taken out was once in.
#pragma once

#include <QDateTime>
#include <QString>

#include <vector>

#include "base/result.h"
#include "casebook/records.h"

namespace cellwise::casebook {

class Casebook;

struct AtlasEntry {
  Id cellId = 0;
  Id slideId = 0;
  QString classId;
  QString note;
  QString person;
  QDateTime at;             // UTC
  QString sampleId, title;  // of the slide
};

// Thread, durability and transactions: as the casebook's.
class Atlas {
 public:
  explicit Atlas(Casebook& casebook) : casebook_(casebook) {}

  // Also to change the class or the note of one that is there. Errors: NotFound, ArgumentInvalid (no class,
  // no person, a note of more than 2000 characters).
  Result<void> put(Id cell, const QString& classId, const QString& note, const QString& person);
  // Errors: NotFound (not in the atlas).
  Result<void> take(Id cell, const QString& person);
  // What is in it now, the newest first; of one class where it is named.
  static Result<std::vector<AtlasEntry>> entries(const Casebook& casebook, const QString& classId = {});

 private:
  Casebook& casebook_;
};

}  // namespace cellwise::casebook
