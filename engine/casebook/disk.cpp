#include "casebook/disk.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <set>
#include <unistd.h>

#include "casebook/database.h"

namespace cellwise::casebook {
namespace {

// How many separate waits for the disk are still cheaper than one for all that is on its way to it.
constexpr std::size_t kFewFiles = 4;

enum class Sync { This, WholeDisk };

void sync(const QString& path, Sync what) {
  const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
  const bool done = descriptor >= 0 && (what == Sync::This ? ::fsync(descriptor) : ::syncfs(descriptor)) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!done) fail(ErrorCode::FileUnwritable, std::strerror(error), path.toStdString());
}

template <class Paths>
void syncAll(const Paths& paths) {
  if (paths.size() > kFewFiles) {
    sync(*paths.begin(), Sync::WholeDisk);
  } else {
    for (const QString& path : paths) sync(path, Sync::This);
  }
}

// A new folder's name has to reach the disk too: its parent joins those to be synced.
void makeFolder(const QString& folder, std::set<QString>& toSync) {
  if (QFileInfo(folder).isDir()) return;
  if (!QDir().mkpath(folder)) fail(ErrorCode::FileUnwritable, "cannot make the folder", folder.toStdString());
  toSync.insert(QFileInfo(folder).absolutePath());
}

void moveOver(const QString& from, const QString& target) {
  if (std::rename(QFile::encodeName(from).constData(), QFile::encodeName(target).constData()) != 0) {
    fail(ErrorCode::FileUnwritable, std::strerror(errno), target.toStdString());
  }
}

}  // namespace

void renameDurably(const QString& from, const QString& target) {
  moveOver(from, target);
  sync(QFileInfo(target).absolutePath(), Sync::This);
}

QString storedImagePath(const QString& folder, const QString& sha256) {
  return folder + QLatin1Char('/') + sha256.left(2) + QLatin1Char('/') + sha256;
}

void storeImages(const QString& folder, const std::vector<ImageCopy>& copies) {
  std::vector<std::unique_ptr<QTemporaryFile>> written;  // remove themselves if it comes to nothing
  std::vector<QString> names, targets;
  std::set<QString> folders;
  for (const ImageCopy& copy : copies) {
    const QString target = storedImagePath(folder, copy.sha256);
    if (QFileInfo(target).size() == copy.bytes->size()) continue;
    const QString parent = QFileInfo(target).path();
    makeFolder(folder, folders);
    makeFolder(parent, folders);
    auto file = std::make_unique<QTemporaryFile>(parent + QStringLiteral("/.part-XXXXXX"));
    if (!file->open() || file->write(*copy.bytes) != copy.bytes->size() || !file->flush()) {
      fail(ErrorCode::FileUnwritable, file->errorString().toStdString(), target.toStdString());
    }
    file->close();
    names.push_back(file->fileName());
    targets.push_back(target);
    folders.insert(parent);
    written.push_back(std::move(file));
  }
  // The contents are on disk before any name says so, and the names before the database does.
  syncAll(names);
  for (std::size_t i = 0; i < written.size(); ++i) {
    moveOver(names[i], targets[i]);
    written[i]->setAutoRemove(false);
  }
  syncAll(folders);
}

}  // namespace cellwise::casebook
