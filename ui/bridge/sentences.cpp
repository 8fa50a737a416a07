// Every error code as a sentence: what happened, to which file, what to do now.
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include "bridge/workspace.h"

namespace cellwise::ui {
namespace {

struct Sentences {
  Q_DECLARE_TR_FUNCTIONS(Sentences)
};

QString text(ErrorCode code, const QString& file) {
  const bool named = !file.isEmpty();
  switch (code) {
    case ErrorCode::FileNotFound:
      return named ? Sentences::tr("%1 is not there. Was it moved or renamed?").arg(file)
                   : Sentences::tr("A file is not there. Was it moved or renamed?");
    case ErrorCode::FileUnreadable:
      return named ? Sentences::tr("%1 cannot be read. Check its permissions and the disk.").arg(file)
                   : Sentences::tr("A file cannot be read. Check its permissions and the disk.");
    case ErrorCode::FileUnwritable:
      return named ? Sentences::tr("%1 cannot be written. Check the folder's permissions and the free space.")
                         .arg(file)
                   : Sentences::tr("A file cannot be written. Check permissions and the free space.");
    case ErrorCode::FileTooLarge:
      return named ? Sentences::tr("%1 is larger than the limit and was left out.").arg(file)
                   : Sentences::tr("A file is larger than the limit and was left out.");
    case ErrorCode::NotAnImage:
      return named ? Sentences::tr("%1 holds no usable image. JPEG, PNG, BMP and TIFF can be read.").arg(file)
                   : Sentences::tr("There is no usable image. JPEG, PNG, BMP and TIFF can be read.");
    case ErrorCode::ImageDamaged:
      return named ? Sentences::tr("%1 is damaged or cut off. Copy it again from its source.").arg(file)
                   : Sentences::tr("An image is damaged or cut off. Copy it again from its source.");
    case ErrorCode::ImageEmpty:
      return named ? Sentences::tr("%1 is empty.").arg(file) : Sentences::tr("An image is empty.");
    case ErrorCode::FormatInvalid:
      return named ? Sentences::tr("%1 is not in the expected format.").arg(file)
                   : Sentences::tr("A file is not in the expected format.");
    case ErrorCode::VersionUnsupported:
      return named
                 ? Sentences::tr("%1 was written by a newer Cellwise. Update this one to open it.").arg(file)
                 : Sentences::tr("A file was written by a newer Cellwise. Update this one to open it.");
    case ErrorCode::ModelInvalid:
      return named ? Sentences::tr(
                         "The model %1 cannot be used: its parts do not fit together. Install it "
                         "again.")
                         .arg(file)
                   : Sentences::tr("The model cannot be used. Choose or install another one.");
    case ErrorCode::TensorMismatch:
      return named
                 ? Sentences::tr("The weights of the model %1 do not fit its description. Install it again.")
                       .arg(file)
                 : Sentences::tr("The model's weights do not fit its description. Install it again.");
    case ErrorCode::ArgumentInvalid:
      return Sentences::tr("A value is out of its range. Nothing was changed.");
    case ErrorCode::DatabaseFailed:
      return Sentences::tr(
          "The casebook could not be read or written. Nothing was changed; check the disk and "
          "try again.");
    case ErrorCode::DatabaseNotOurs:
      return named ? Sentences::tr("%1 is not a Cellwise casebook. It was left untouched.").arg(file)
                   : Sentences::tr("This is not a Cellwise casebook. It was left untouched.");
    case ErrorCode::DatabaseDamaged:
      return named ? Sentences::tr("The casebook %1 is damaged. Go on from its latest backup.").arg(file)
                   : Sentences::tr("The casebook is damaged. Go on from its latest backup.");
    case ErrorCode::DatabaseReadOnly:
      return Sentences::tr("The casebook is open for reading only. The change was not made.");
    case ErrorCode::AuditBroken:
      return Sentences::tr(
          "The casebook's history does not verify: it was changed outside Cellwise. Keep the "
          "file and tell whoever is responsible for it.");
    case ErrorCode::NotFound:
      return named ? Sentences::tr("%1 was not found.").arg(file)
                   : Sentences::tr("What was asked for is not there any more.");
    case ErrorCode::Conflict:
      return Sentences::tr("This changed meanwhile, so nothing was written. Look again, then repeat it.");
    case ErrorCode::AccessDenied:
      return Sentences::tr(
          "This person may not do that here. Nothing was changed; an administrator gives the right to.");
    case ErrorCode::OutOfMemory:
      return Sentences::tr("There is not enough memory. Close other programs and try again.");
    case ErrorCode::DeviceFailed:
      return Sentences::tr("The graphics card failed. Start Cellwise again; it can work without the card.");
    case ErrorCode::LibraryMissing:
      return Sentences::tr("A part of Cellwise, %1, cannot be loaded. Install Cellwise again.").arg(file);
    case ErrorCode::Cancelled: return Sentences::tr("Cancelled.");
    case ErrorCode::Internal:
      return Sentences::tr("Something went wrong inside Cellwise. Nothing that was saved is lost.");
  }
  return {};
}

}  // namespace

QString sentence(const Error& error) {
  const QString path = QString::fromStdString(error.file);
  return text(error.code, path.isEmpty() ? path : QDir::toNativeSeparators(path));
}

}  // namespace cellwise::ui
