// How the engine reports what went wrong: a value, or an Error with a code from a closed list.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace cellwise {

// The codes are closed on purpose: the interface translates each one into a sentence that says
// what happened and what to do, and adds the file and the detail.
enum class ErrorCode {
  FileNotFound,
  FileUnreadable,  // exists, but permissions or the disk refuse
  FileUnwritable,
  FileTooLarge,        // over a stated limit
  NotAnImage,          // unknown or unsupported format
  ImageDamaged,        // truncated or corrupt
  ImageEmpty,          // zero bytes or zero pixels
  FormatInvalid,       // malformed JSON, CSV, XML, safetensors
  VersionUnsupported,  // written by a newer program
  ModelInvalid,        // manifest and weights do not agree, or hash differs
  TensorMismatch,      // a tensor is missing, or has another shape or type
  ArgumentInvalid,
  DatabaseFailed,
  DatabaseNotOurs,  // a SQLite file of another application
  DatabaseDamaged,
  DatabaseReadOnly,
  AuditBroken,   // the hash chain does not verify
  NotFound,      // no such slide, cell, class
  Conflict,      // the state changed meanwhile
  AccessDenied,  // a wrong password, or this person may not do it
  OutOfMemory,
  DeviceFailed,    // CUDA
  LibraryMissing,  // a part of the program that is loaded late cannot be
  Cancelled,
  Internal,
};

struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string detail;  // English, for logs and the "details" of a message
  std::string file;    // UTF-8 path, empty where no file is concerned
};

// Same interface as std::expected, which GCC 12 does not have in C++20.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(ErrorCode code, std::string detail, std::string file = {}) {
  return tl::make_unexpected(Error{code, std::move(detail), std::move(file)});
}

// A stable, English name ("FileNotFound") for logs, JSON and exit messages.
const char* name(ErrorCode code);

// "FileNotFound: no such folder (/x/y)" on one line.
std::string describe(const Error& error);

}  // namespace cellwise
