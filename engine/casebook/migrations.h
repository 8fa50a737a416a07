// Numbered changes of the schema. Version n is reached by running 1 to n in order.
#pragma once

#include <QByteArray>

#include <vector>

namespace cellwise::casebook {

struct Migration {
  int version = 0;
  QByteArray sql;  // run whole: triggers contain ';', so it is never split
};

// Those of this program, embedded as resources, in order.
std::vector<Migration> shippedMigrations();

}  // namespace cellwise::casebook
