#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cctype>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "model/safetensors.h"
#include "temporary_folder.h"

using namespace cellwise;
using namespace cellwise::model;

namespace {

std::vector<std::byte> bytesOf(const std::string& text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

std::string fileWith(const std::string& header, std::size_t dataBytes) {
  std::string text(8, '\0');
  const std::uint64_t length = header.size();
  std::memcpy(text.data(), &length, 8);
  return text + header + std::string(dataBytes, 'x');
}

const std::string kValidHeader =
    R"({"__metadata__":{"made":"by hand"},"b":{"dtype":"F16","shape":[2,3],"data_offsets":[4,16]},)"
    R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"empty":{"dtype":"I64","shape":[0,5],"data_offsets":[4,4]}})";

// Every tensor's bytes are touched, so that a wrong range shows under a sanitizer.
bool inBounds(const SafetensorsFile& file, std::size_t fileBytes) {
  std::size_t total = 0;
  unsigned sum = 0;
  for (const auto& [name, tensor] : file.tensors()) {
    std::size_t elements = 1;
    for (const auto dimension : tensor.shape) {
      if (dimension < 0) return false;
      elements *= static_cast<std::size_t>(dimension);
    }
    if (tensor.data.size() != elements * sizeOf(tensor.dtype)) return false;
    for (const auto value : tensor.data) sum += std::to_integer<unsigned>(value);
    total += tensor.data.size();
  }
  return total + 8 <= fileBytes && sum < 256 * (total + 1);
}

}  // namespace

TEST_CASE("A safetensors file is read with its tensors and metadata") {
  const auto file = SafetensorsFile::parse(bytesOf(fileWith(kValidHeader + "   ", 16)), "hand.safetensors");
  REQUIRE(file);
  CHECK(file->fileName() == "hand.safetensors");
  CHECK(file->metadata().at("made") == "by hand");
  REQUIRE(file->tensors().size() == 3);
  CHECK(file->tensors().at("a").shape.empty());
  CHECK(file->tensors().at("a").data.size() == 4);
  CHECK(file->tensors().at("b").dtype == DType::F16);
  CHECK(file->tensors().at("b").shape == std::vector<std::int64_t>{2, 3});
  CHECK(file->tensors().at("empty").data.empty());

  // Views live as long as any copy of the file.
  auto copy = std::make_unique<SafetensorsFile>(*file);
  const SafetensorsFile second = *copy;
  copy.reset();
  CHECK(inBounds(second, 16 + 8));
}

TEST_CASE("Every malformed safetensors file is refused, with what is wrong") {
  const auto one = [](const std::string& fields) { return R"({"a":{)" + fields + "}}"; };
  struct Case {
    std::string what, header;
    std::size_t data;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {"no header", "", 0, "does not begin"},
      {"not JSON", "{nonsense", 0, "not JSON"},
      {"JSON cut off", kValidHeader.substr(0, kValidHeader.size() - 1), 16, "not JSON"},
      {"text after the object", kValidHeader + "{}", 16, "not JSON"},
      {"not an object", "[1]", 0, "does not begin"},
      {"not UTF-8", "{\"\xff\":{}}", 0, "not JSON"},
      {"name twice",
       R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
       1, "twice"},
      {"name twice, once escaped",
       R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
       1, "twice"},
      {"metadata twice", R"({"__metadata__":{},"__metadata__":{}})", 0, "twice"},
      {"metadata key twice", R"({"__metadata__":{"k":"1","k":"2"}})", 0, "twice"},
      {"metadata not text", R"({"__metadata__":{"k":1}})", 0, "a number where"},
      {"field twice", one(R"("dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1])"), 1, "twice"},
      {"unknown field", one(R"("dtype":"U8","shape":[1],"data_offsets":[0,1],"code":"x")"), 1, "unknown"},
      {"no dtype", one(R"("shape":[1],"data_offsets":[0,1])"), 1, "no dtype"},
      {"no shape", one(R"("dtype":"U8","data_offsets":[0,1])"), 1, "no shape"},
      {"no offsets", one(R"("dtype":"U8","shape":[1])"), 1, "no data_offsets"},
      {"unknown dtype", one(R"("dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1])"), 1, "F8_E4M3"},
      {"negative dimension", one(R"("dtype":"U8","shape":[-1],"data_offsets":[0,1])"), 1, "negative"},
      {"broken dimension", one(R"("dtype":"U8","shape":[1.5],"data_offsets":[0,1])"), 1, "not a size"},
      {"dimension over int64", one(R"("dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,1])"), 1,
       "too large"},
      {"number over double", one(R"("dtype":"U8","shape":[1e999],"data_offsets":[0,1])"), 1, "not JSON"},
      {"product overflows to the right size",
       one(R"("dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4])"), 4, "too large"},
      {"product overflows", one(R"("dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0])"), 0,
       "too large"},
      {"too many dimensions",
       one(R"("dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1])"), 1,
       "16 dimensions"},
      {"one offset", one(R"("dtype":"U8","shape":[1],"data_offsets":[0])"), 1, "not two"},
      {"three offsets", one(R"("dtype":"U8","shape":[1],"data_offsets":[0,1,1])"), 1, "more than two"},
      {"negative offset", one(R"("dtype":"U8","shape":[1],"data_offsets":[-1,0])"), 1, "negative"},
      {"offsets reversed", one(R"("dtype":"U8","shape":[1],"data_offsets":[1,0])"), 1, "outside"},
      {"range outside", one(R"("dtype":"U8","shape":[2],"data_offsets":[0,2])"), 1, "outside"},
      {"range far outside",
       one(R"("dtype":"U8","shape":[1],"data_offsets":[18446744073709551614,18446744073709551615])"), 1,
       "outside"},
      {"size is not the shape's", one(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"), 4,
       "another size"},
      {"ranges overlap",
       R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
       3, "overlaps"},
      {"gap between",
       R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
       3, "no tensor"},
      {"gap before", one(R"("dtype":"U8","shape":[1],"data_offsets":[1,2])"), 2, "no tensor"},
      {"trailing bytes", kValidHeader, 17, "after the last"},
      {"data cut off", kValidHeader, 15, "outside"},
      {"nested deeply", one(R"("shape":)" + std::string(2'000'000, '[')), 0, "list where"},
      {"objects nested deeply", one(R"("shape":{"a":{)"), 0, "object where"},
      {"tensor is a number", R"({"a":1})", 0, "number where"},
      {"tensor is a list", R"({"a":[]})", 0, "list where"},
      {"null shape", one(R"("dtype":"U8","shape":null,"data_offsets":[0,1])"), 1, "null"},
      {"dtype is a number", one(R"("dtype":1,"shape":[1],"data_offsets":[0,1])"), 1, "number where"},
      {"shape holds a text", one(R"("dtype":"U8","shape":["1"],"data_offsets":[0,1])"), 1, "text where"},
  };
  for (const auto& c : cases) {
    INFO(c.what);
    const auto file = SafetensorsFile::parse(bytesOf(fileWith(c.header, c.data)), "x.safetensors");
    REQUIRE_FALSE(file);
    CHECK(file.error().code == ErrorCode::FormatInvalid);
    CHECK(file.error().file == "x.safetensors");
    CHECK_THAT(file.error().detail, Catch::Contains(c.expected));
  }
}

TEST_CASE("A header's length is not believed") {
  std::string text = fileWith(kValidHeader, 16);
  for (const std::uint64_t length : {std::uint64_t{text.size() - 7}, SafetensorsFile::kMaxHeaderBytes + 1,
                                     ~std::uint64_t{0}, ~std::uint64_t{0} - 7, std::uint64_t{0}}) {
    std::memcpy(text.data(), &length, 8);
    CHECK(SafetensorsFile::parse(bytesOf(text)).error().code == ErrorCode::FormatInvalid);
  }
  for (std::size_t size = 0; size < 9; ++size) {
    CHECK_FALSE(SafetensorsFile::parse(bytesOf(text.substr(0, size))));
  }
}

TEST_CASE("Thousands of damaged files are refused or read within their bounds") {
  std::mt19937_64 random(20230607);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::string valid = fileWith(kValidHeader, 16);
  const std::array<std::string, 12> pieces = {
      "0", "-1", "1",     "4",   "9223372036854775807", "18446744073709551615", "1e308", "[",
      "{", "\"", "\"a\"", "null"};
  int refused = 0, read = 0;
  for (int round = 0; round < 8000; ++round) {
    std::string text = valid;
    for (std::size_t changes = 1 + below(3); changes > 0; --changes) {
      const std::size_t at = below(text.size());
      switch (below(6)) {
        case 0: text[at] = static_cast<char>(text[at] ^ (1 << below(8))); break;
        case 1: text[at] = static_cast<char>(below(256)); break;
        case 2: text.erase(at, 1 + below(8)); break;
        case 3: text.insert(at, pieces[below(pieces.size())]); break;
        case 4: text.insert(at, text.substr(below(text.size()), below(40))); break;
        case 5: {  // another number in the place of one
          const auto isDigit = [](unsigned char c) { return std::isdigit(c) != 0; };
          const auto begin =
              std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), isDigit);
          const auto end = std::find_if_not(begin, text.end(), isDigit);
          text.replace(begin, end, pieces[below(7)]);
          break;
        }
      }
      if (text.empty()) text = "x";
    }
    if (below(2) == 0 && text.size() > 24) {  // a length that fits again, so that the header is reached
      const std::uint64_t length = text.size() - 8 - 16;
      std::memcpy(text.data(), &length, 8);
    }
    const auto file = SafetensorsFile::parse(bytesOf(text));
    if (!file) {
      ++refused;
      REQUIRE(file.error().code == ErrorCode::FormatInvalid);
      REQUIRE_FALSE(file.error().detail.empty());
    } else {
      ++read;
      REQUIRE(inBounds(*file, text.size()));
    }
  }
  CHECK(refused > 5000);
  CHECK(read > 100);  // changes of the data and of names are none of the reader's business
}

TEST_CASE("What is written is read back the same") {
  TemporaryFolder folder;
  const auto path = folder.path / "weights.safetensors";
  std::vector<TensorToWrite> tensors;
  for (const DType dtype : {DType::F64, DType::F32, DType::F16, DType::BF16, DType::I64, DType::I32,
                            DType::I16, DType::I8, DType::U8, DType::Bool}) {
    TensorToWrite tensor{std::string("t.") + name(dtype), dtype, {3, 1}, {}};
    tensor.data.resize(3 * sizeOf(dtype));
    for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<std::byte>(17 * i + 1);
    tensors.push_back(tensor);
  }
  tensors.push_back({"\u8d28\u5fc3 \"quoted\"", DType::F32, {0}, {}});
  REQUIRE(writeSafetensors(path, tensors, {{"note", "\u7ec6\u80de"}}));
  CHECK(folder.entries() == 1);  // nothing temporary stays

  const auto file = SafetensorsFile::open(path);
  REQUIRE(file);
  CHECK(file->metadata().at("note") == "\u7ec6\u80de");
  REQUIRE(file->tensors().size() == tensors.size());
  for (const auto& tensor : tensors) {
    const TensorView& view = file->tensors().at(tensor.name);
    CHECK(view.dtype == tensor.dtype);
    CHECK(view.shape == tensor.shape);
    CHECK(std::equal(view.data.begin(), view.data.end(), tensor.data.begin(), tensor.data.end()));
  }
  REQUIRE(writeSafetensors(path, {}, {}));
  CHECK(SafetensorsFile::open(path)->tensors().empty());
}

TEST_CASE("A write that cannot be done leaves what was there") {
  TemporaryFolder folder;
  const auto path = folder.path / "weights.safetensors";
  REQUIRE(writeSafetensors(path, {{"old", DType::U8, {1}, {std::byte{1}}}}));

  const std::vector<std::vector<TensorToWrite>> refused = {
      {{"a", DType::F32, {2}, std::vector<std::byte>(4)}},
      {{"a", DType::U8, {0}, {}}, {"a", DType::U8, {0}, {}}},
      {{"__metadata__", DType::U8, {0}, {}}},
      {{"\xff", DType::U8, {0}, {}}},
      {{"a", DType::U8, {-1}, {}}}};
  for (const auto& tensors : refused) {
    const auto written = writeSafetensors(path, tensors);
    REQUIRE_FALSE(written);
    CHECK(written.error().code == ErrorCode::ArgumentInvalid);
  }
  CHECK(SafetensorsFile::open(path)->tensors().contains("old"));

  std::filesystem::create_directories(folder.path / "folder" / "inside");
  CHECK(writeSafetensors(folder.path / "folder", {}).error().code == ErrorCode::FileUnwritable);
  CHECK(writeSafetensors(folder.path / "none" / "x", {}).error().code == ErrorCode::FileUnwritable);
  CHECK(folder.entries() == 2);
}

TEST_CASE("Files that cannot be opened say why") {
  TemporaryFolder folder;
  CHECK(SafetensorsFile::open(folder.path / "none").error().code == ErrorCode::FileNotFound);
  CHECK(SafetensorsFile::open(folder.path).error().code == ErrorCode::FileUnreadable);
  std::ofstream(folder.path / "empty").flush();
  CHECK(SafetensorsFile::open(folder.path / "empty").error().code == ErrorCode::FormatInvalid);
  // Sparse: it takes no room on the disk, and must not be read into memory.
  std::ofstream(folder.path / "huge").flush();
  std::filesystem::resize_file(folder.path / "huge", SafetensorsFile::kMaxFileBytes + 1);
  CHECK(SafetensorsFile::open(folder.path / "huge").error().code == ErrorCode::FileTooLarge);
}

TEST_CASE("Files of the reference implementation are read") {
  const std::filesystem::path file =
      std::filesystem::path(CELLWISE_SHARED_DIR) / "fixtures" / "crossformer_224.safetensors";
  if (!std::filesystem::exists(file)) {
    WARN("skipped: the parity fixtures are not here");
    return;
  }
  const auto fixture = SafetensorsFile::open(file);
  REQUIRE(fixture);
  CHECK(fixture->metadata().at("architecture") == "CrossFormer");
  CHECK(fixture->tensors().size() > 100);
  CHECK(fixture->tensors().contains("weights.patch_embed.projs.0.weight"));
  CHECK(inBounds(*fixture, std::filesystem::file_size(file)));
}
