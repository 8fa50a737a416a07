// SHA-256 by libsodium.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "base/result.h"

namespace cellwise {

// Lower-case hexadecimal, 64 characters.
std::string sha256Hex(std::span<const std::byte> bytes);
std::string sha256Hex(const std::string& bytes);

// Reads the file in pieces. Errors: FileNotFound, FileUnreadable.
Result<std::string> sha256HexOfFile(const std::filesystem::path& file);

}  // namespace cellwise
