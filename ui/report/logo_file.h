// A laboratory's logo from a file, as reports print it.
#pragma once

#include <QImage>
#include <QString>

#include "base/result.h"

namespace cellwise::ui {

// PNG, JPEG or SVG; opaque, at most workflow::kLogoWidth x kLogoHeight pixels. An SVG that refers to other
// files or defines entities is refused. From any thread.
// Errors: those of imaging::readBytes and workflow::logoImage.
Result<QImage> logoFrom(const QString& file);

}  // namespace cellwise::ui
