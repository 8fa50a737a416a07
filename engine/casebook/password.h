// Passwords as Argon2id strings. Slow on purpose: outside of transactions and of the UI thread.
#pragma once

#include <QString>

namespace cellwise::casebook {

// Salted, with its parameters: "$argon2id$v=19$m=65536,...". Throws Failure OutOfMemory.
QString hashPassword(const QString& password);
bool passwordFits(const QString& password, const QString& hash);

}  // namespace cellwise::casebook
