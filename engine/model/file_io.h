// Reading a file whole, up to a limit, and replacing one atomically.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/result.h"

namespace cellwise::model {

// Errors: FileNotFound, FileUnreadable, FileTooLarge, OutOfMemory.
Result<std::vector<std::byte>> readFile(const std::filesystem::path& file, std::uint64_t maxBytes);

// Writes the pieces, one after another, to a temporary file in the same folder, flushes it to the
// disk and renames it over the file. A failure or a crash leaves the old file as it was.
// Errors: FileUnwritable.
Result<void> replaceFile(const std::filesystem::path& file,
                         std::span<const std::span<const std::byte>> pieces);

}  // namespace cellwise::model
