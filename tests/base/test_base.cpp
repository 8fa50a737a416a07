#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "base/result.h"
#include "base/sha256.h"

using namespace cellwise;

TEST_CASE("SHA-256 of the standard's examples") {
  CHECK(sha256Hex(std::string()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256Hex(std::string("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256Hex(std::string("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("SHA-256 of a file read in pieces is that of its bytes") {
  const auto file = std::filesystem::temp_directory_path() / "cellwise-sha256-\u7ec6\u80de.bin";
  std::string bytes((2 << 20) + 7, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 131 >> 3);
  std::ofstream(file, std::ios::binary) << bytes;
  CHECK(sha256HexOfFile(file).value() == sha256Hex(bytes));
  // FIPS 180: a million times the letter a.
  std::ofstream(file, std::ios::binary) << std::string(1'000'000, 'a');
  CHECK(sha256HexOfFile(file).value() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  std::filesystem::remove(file);

  const auto gone = sha256HexOfFile(file);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == ErrorCode::FileNotFound);
  CHECK(gone.error().file == file.string());
  const auto folder = sha256HexOfFile(std::filesystem::temp_directory_path());
  REQUIRE_FALSE(folder);
  CHECK(folder.error().code == ErrorCode::FileUnreadable);
}

TEST_CASE("Errors are described on one line, each code by its own name") {
  CHECK(describe({ErrorCode::FileNotFound, "no such folder", "/x/y"}) ==
        "FileNotFound: no such folder (/x/y)");
  CHECK(describe({ErrorCode::Cancelled, "stopped", ""}) == "Cancelled: stopped");
  std::set<std::string> names;
  const int count = static_cast<int>(ErrorCode::Internal) + 1;
  for (int code = 0; code < count; ++code) names.insert(name(static_cast<ErrorCode>(code)));
  CHECK(names.size() == static_cast<std::size_t>(count));
}
