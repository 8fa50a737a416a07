#include "casebook/migrations.h"

#include <QDir>
#include <QFile>

// A static library's resources are only there once they are asked for; must be outside any namespace.
static void loadResources() {
  Q_INIT_RESOURCE(casebook);
}

namespace cellwise::casebook {

std::vector<Migration> shippedMigrations() {
  loadResources();
  const QDir folder(QStringLiteral(":/cellwise/casebook/migrations"));
  std::vector<Migration> migrations;
  for (const QString& name : folder.entryList(QDir::Files, QDir::Name)) {
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::ReadOnly)) qFatal("embedded migration %s is missing", qPrintable(name));
    migrations.push_back({name.section(QLatin1Char('_'), 0, 0).toInt(), file.readAll()});
  }
  return migrations;
}

}  // namespace cellwise::casebook
