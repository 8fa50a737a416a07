// Files that are there for good once a call returns, and the folder of image copies.
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace cellwise::casebook {

// Replaces target; both on the same disk. Throws Failure FileUnwritable.
void renameDurably(const QString& from, const QString& target);

// FOLDER/ab/abcd...: named by the SHA-256 of the bytes.
QString storedImagePath(const QString& folder, const QString& sha256);

struct ImageCopy {
  QString sha256;
  const QByteArray* bytes = nullptr;
};
// Writes those that are not there yet; all are on disk when it returns. Throws Failure FileUnwritable.
void storeImages(const QString& folder, const std::vector<ImageCopy>& copies);

}  // namespace cellwise::casebook
