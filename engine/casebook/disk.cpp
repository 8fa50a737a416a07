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

void syncFolder(const QString& folder) {
  const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!done) fail(ErrorCode::FileUnwritable, std::strerror(error), folder.toStdString());
}

void makeFolder(const QString& folder) {
  if (QFileInfo(folder).isDir()) return;
  if (!QDir().mkpath(folder)) fail(ErrorCode::FileUnwritable, "cannot make the folder", folder.toStdString());
  syncFolder(QFileInfo(folder).absolutePath());
}

void moveOver(const QString& from, const QString& target) {
  if (std::rename(QFile::encodeName(from).constData(), QFile::encodeName(target).constData()) != 0) {
    fail(ErrorCode::FileUnwritable, std::strerror(errno), target.toStdString());
  }
}

}  // namespace

void renameDurably(const QString& from, const QString& target) {
  moveOver(from, target);
  syncFolder(QFileInfo(target).absolutePath());
}

QString storedImagePath(const QString& folder, const QString& sha256) {
  return folder + QLatin1Char('/') + sha256.left(2) + QLatin1Char('/') + sha256;
}

void storeImages(const QString& folder, const std::vector<ImageCopy>& copies) {
  std::set<QString> touched;
  for (const ImageCopy& copy : copies) {
    const QString target = storedImagePath(folder, copy.sha256);
    if (QFileInfo(target).size() == copy.bytes->size()) continue;
    const QString parent = QFileInfo(target).path();
    makeFolder(folder);
    makeFolder(parent);
    QTemporaryFile file(parent + QStringLiteral("/.part-XXXXXX"));  // removes itself on failure
    if (!file.open() || file.write(*copy.bytes) != copy.bytes->size() || !file.flush() ||
        ::fsync(file.handle()) != 0) {
      fail(ErrorCode::FileUnwritable, file.errorString().toStdString(), target.toStdString());
    }
    moveOver(file.fileName(), target);
    file.setAutoRemove(false);
    touched.insert(parent);
  }
  for (const QString& parent : touched) syncFolder(parent);
}

}  // namespace cellwise::casebook
