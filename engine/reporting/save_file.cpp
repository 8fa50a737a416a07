#include "reporting/save_file.h"

#include <QSaveFile>

namespace cellwise::reporting {

Result<void> saveFile(const QString& file, const QByteArray& bytes) {
  QSaveFile out(file);
  // Flushed by hand: commit() does not notice an error in its own last flush, such as a full disk.
  if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.flush() || !out.commit())
    return failure(ErrorCode::FileUnwritable, out.errorString().toStdString(), file.toStdString());
  return {};
}

}  // namespace cellwise::reporting
