#pragma once

#include <QByteArray>
#include <QString>

#include "base/result.h"

namespace cellwise::reporting {

// All or nothing: on an error the file is as it was. Errors: FileUnwritable.
Result<void> saveFile(const QString& file, const QByteArray& bytes);

}  // namespace cellwise::reporting
