#include "model/file_io.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <new>
#include <system_error>
#include <unistd.h>

namespace cellwise::model {
namespace {

std::string reason(int error) {
  return std::generic_category().message(error);
}

bool writeAll(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::vector<std::byte>> readFile(const std::filesystem::path& file, std::uint64_t maxBytes) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return failure(ErrorCode::FileNotFound, "no such file", file.string());
  }
  if (error) return failure(ErrorCode::FileUnreadable, error.message(), file.string());
  if (!std::filesystem::is_regular_file(status)) {
    return failure(ErrorCode::FileUnreadable, "not a regular file", file.string());
  }
  const std::uint64_t size = std::filesystem::file_size(file, error);
  if (error) return failure(ErrorCode::FileUnreadable, error.message(), file.string());
  if (size > maxBytes) {
    return failure(ErrorCode::FileTooLarge,
                   std::to_string(size) + " bytes, at most " + std::to_string(maxBytes) + " are read",
                   file.string());
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return failure(ErrorCode::FileUnreadable, reason(errno), file.string());
  try {
    std::vector<std::byte> bytes(size);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    if (static_cast<std::uint64_t>(stream.gcount()) != size) {
      return failure(ErrorCode::FileUnreadable, "ended early", file.string());
    }
    return bytes;
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, std::to_string(size) + " bytes", file.string());
  }
}

Result<void> replaceFile(const std::filesystem::path& file,
                         std::span<const std::span<const std::byte>> pieces) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  static std::atomic<unsigned> counter{0};
  std::filesystem::path temporary;
  int descriptor = -1;
  do {
    std::string name = ".";
    name += file.filename().string();
    name += "." + std::to_string(::getpid()) + "." + std::to_string(counter++) + ".tmp";
    temporary = folder / name;
    descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EEXIST);
  if (descriptor < 0) return failure(ErrorCode::FileUnwritable, reason(errno), file.string());

  bool written = true;
  for (const auto& piece : pieces) written = written && writeAll(descriptor, piece);
  written = written && ::fsync(descriptor) == 0;
  int error = written ? 0 : errno;
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(temporary.c_str(), file.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    return failure(ErrorCode::FileUnwritable, reason(error), file.string());
  }
  // The rename itself is on the disk only once the folder is.
  const int folderDescriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folderDescriptor >= 0) {
    ::fsync(folderDescriptor);
    ::close(folderDescriptor);
  }
  return {};
}

}  // namespace cellwise::model
