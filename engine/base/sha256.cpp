#include "base/sha256.h"

#include <sodium.h>

#include <fstream>
#include <vector>

namespace cellwise {
namespace {

std::string toHex(const unsigned char (&digest)[crypto_hash_sha256_BYTES]) {
  char text[2 * sizeof digest + 1];
  sodium_bin2hex(text, sizeof text, digest, sizeof digest);
  return text;
}

}  // namespace

std::string sha256Hex(std::span<const std::byte> bytes) {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return toHex(digest);
}

std::string sha256Hex(const std::string& bytes) {
  return sha256Hex(std::as_bytes(std::span(bytes)));
}

Result<std::string> sha256HexOfFile(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    const bool exists = std::filesystem::exists(file);
    return failure(exists ? ErrorCode::FileUnreadable : ErrorCode::FileNotFound, "cannot be opened",
                   file.string());
  }
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<char> piece(1 << 20);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                              static_cast<unsigned long long>(in.gcount()));
  }
  if (in.bad()) return failure(ErrorCode::FileUnreadable, "reading failed", file.string());
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_final(&state, digest);
  return toHex(digest);
}

}  // namespace cellwise
