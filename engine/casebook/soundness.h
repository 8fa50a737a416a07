// Whether a casebook's file is whole. Reading all of it takes seconds once it holds a million cells: opening
// does so with small files, and a program checks larger ones beside its work.
#pragma once

#include <QString>

#include <stop_token>

#include "base/result.h"

namespace cellwise::casebook {

// Opening reads files of up to this many bytes whole.
inline constexpr qint64 kCheckedAtOpening = 64ll << 20;

bool checkedAtOpening(const QString& file);

// Reads the whole file in a connection of its own, on any thread, while others work with it. Where it finds
// damage, this program opens the file for reading only from then on (Casebook::open: DatabaseDamaged).
// Errors: DatabaseDamaged, FileUnreadable, DatabaseFailed, Cancelled.
Result<void> checkSoundness(const QString& file, std::stop_token stop = {});

}  // namespace cellwise::casebook
