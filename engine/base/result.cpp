#include "base/result.h"

namespace cellwise {

const char* name(ErrorCode code) {
  switch (code) {
    case ErrorCode::FileNotFound: return "FileNotFound";
    case ErrorCode::FileUnreadable: return "FileUnreadable";
    case ErrorCode::FileUnwritable: return "FileUnwritable";
    case ErrorCode::FileTooLarge: return "FileTooLarge";
    case ErrorCode::NotAnImage: return "NotAnImage";
    case ErrorCode::ImageDamaged: return "ImageDamaged";
    case ErrorCode::ImageEmpty: return "ImageEmpty";
    case ErrorCode::FormatInvalid: return "FormatInvalid";
    case ErrorCode::VersionUnsupported: return "VersionUnsupported";
    case ErrorCode::ModelInvalid: return "ModelInvalid";
    case ErrorCode::TensorMismatch: return "TensorMismatch";
    case ErrorCode::ArgumentInvalid: return "ArgumentInvalid";
    case ErrorCode::DatabaseFailed: return "DatabaseFailed";
    case ErrorCode::DatabaseNotOurs: return "DatabaseNotOurs";
    case ErrorCode::DatabaseDamaged: return "DatabaseDamaged";
    case ErrorCode::DatabaseReadOnly: return "DatabaseReadOnly";
    case ErrorCode::AuditBroken: return "AuditBroken";
    case ErrorCode::NotFound: return "NotFound";
    case ErrorCode::Conflict: return "Conflict";
    case ErrorCode::AccessDenied: return "AccessDenied";
    case ErrorCode::OutOfMemory: return "OutOfMemory";
    case ErrorCode::DeviceFailed: return "DeviceFailed";
    case ErrorCode::LibraryMissing: return "LibraryMissing";
    case ErrorCode::Cancelled: return "Cancelled";
    case ErrorCode::Internal: return "Internal";
  }
  return "Internal";
}

std::string describe(const Error& error) {
  std::string text = std::string(name(error.code)) + ": " + error.detail;
  if (!error.file.empty()) text += " (" + error.file + ")";
  return text;
}

}  // namespace cellwise
