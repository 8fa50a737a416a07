#include "model/safetensors.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "model/file_io.h"

namespace cellwise::model {
namespace {

using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "tensors are used as they lie in the file");

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxRank = 16;
constexpr char kMetadataName[] = "__metadata__";

constexpr std::pair<DType, const char*> kNames[] = {
    {DType::F64, "F64"}, {DType::F32, "F32"},  {DType::F16, "F16"}, {DType::BF16, "BF16"},
    {DType::I64, "I64"}, {DType::I32, "I32"},  {DType::I16, "I16"}, {DType::I8, "I8"},
    {DType::U8, "U8"},   {DType::Bool, "BOOL"}};

std::optional<DType> dtypeFromName(const std::string& text) {
  for (const auto& [dtype, known] : kNames) {
    if (text == known) return dtype;
  }
  return std::nullopt;
}

// Bytes of a tensor, or nothing if a dimension is negative or the product overflows.
std::optional<std::uint64_t> byteSize(DType dtype, const std::vector<std::int64_t>& shape) {
  // A zero makes the tensor empty whatever the other dimensions are, but each must be sane still.
  std::uint64_t size = sizeOf(dtype);
  bool empty = false;
  for (const std::int64_t dimension : shape) {
    if (dimension < 0) return std::nullopt;
    if (dimension == 0) {
      empty = true;
    } else if (__builtin_mul_overflow(size, static_cast<std::uint64_t>(dimension), &size)) {
      return std::nullopt;
    }
  }
  return empty ? 0 : size;
}

struct HeaderEntry {
  std::optional<DType> dtype;
  std::optional<std::vector<std::int64_t>> shape;
  std::optional<std::vector<std::uint64_t>> offsets;
};

// Reads the header as it is parsed, never as a tree: so duplicate names are seen (a tree keeps the
// last one only), nothing is built from what the format does not allow, and nesting costs nothing.
class HeaderReader : public nlohmann::json_sax<json> {
 public:
  std::map<std::string, HeaderEntry> entries;
  std::map<std::string, std::string> metadata;
  std::string problem;

  bool null() override { return refuse("null where none is allowed"); }
  bool boolean(bool) override { return refuse("true or false where none is allowed"); }
  bool number_float(number_float_t, const string_t& text) override {
    return refuse("the number " + text.substr(0, 40) + " is not a size");
  }
  bool binary(binary_t&) override { return refuse("binary data"); }
  bool number_integer(number_integer_t value) override {
    return refuse("the negative number " + std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (state_ == State::Shape) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return refuse("a dimension is too large");
      }
      if (entry_->shape->size() == kMaxRank) return refuse("more than 16 dimensions");
      entry_->shape->push_back(static_cast<std::int64_t>(value));
      return true;
    }
    if (state_ == State::Offsets) {
      if (entry_->offsets->size() == 2) return refuse("more than two data offsets");
      entry_->offsets->push_back(value);
      return true;
    }
    return refuse("a number where none is allowed");
  }
  bool string(string_t& value) override {
    if (state_ == State::Metadata) {
      metadata[key_] = std::move(value);
      return true;
    }
    if (state_ == State::Tensor && key_ == "dtype") {
      entry_->dtype = dtypeFromName(value);
      return entry_->dtype ? true : refuse("the type \"" + value.substr(0, 40) + "\" is unknown");
    }
    return refuse("a text where none is allowed");
  }
  bool start_object(std::size_t) override {
    if (state_ == State::Start) {
      state_ = State::Top;
      return true;
    }
    if (state_ == State::Top) {
      if (key_ == kMetadataName) {
        state_ = State::Metadata;
      } else {
        state_ = State::Tensor;
        tensor_ = key_;
        entry_ = &entries[key_];
      }
      keys_.clear();
      return true;
    }
    return refuse("an object where none is allowed");
  }
  bool key(string_t& value) override {
    if (state_ == State::Top) {
      if (!names_.insert(value).second) return refuse("the name \"" + value + "\" occurs twice");
    } else if (!keys_.insert(value).second) {
      return refuse("the field \"" + value + "\" occurs twice");
    }
    key_ = std::move(value);
    if (state_ == State::Tensor && key_ != "dtype" && key_ != "shape" && key_ != "data_offsets") {
      return refuse("the field \"" + key_.substr(0, 40) + "\" is unknown");
    }
    return true;
  }
  bool end_object() override {
    if (state_ == State::Tensor) {
      if (!entry_->dtype) return refuse("no dtype");
      if (!entry_->shape) return refuse("no shape");
      if (!entry_->offsets) return refuse("no data_offsets");
      entry_ = nullptr;
      tensor_.clear();
    }
    state_ = state_ == State::Top ? State::End : State::Top;
    return true;
  }
  bool start_array(std::size_t) override {
    if (state_ == State::Tensor && key_ == "shape") {
      entry_->shape.emplace();
      state_ = State::Shape;
      return true;
    }
    if (state_ == State::Tensor && key_ == "data_offsets") {
      entry_->offsets.emplace();
      state_ = State::Offsets;
      return true;
    }
    return refuse("a list where none is allowed");
  }
  bool end_array() override {
    if (state_ == State::Offsets && entry_->offsets->size() != 2) return refuse("not two data offsets");
    state_ = State::Tensor;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const json::exception& error) override {
    return refuse(std::string("not JSON: ") + error.what());
  }

 private:
  enum class State { Start, Top, Metadata, Tensor, Shape, Offsets, End };

  bool refuse(const std::string& what) {
    problem = tensor_.empty() ? "header: " + what : "tensor \"" + tensor_ + "\": " + what;
    return false;
  }

  State state_ = State::Start;
  std::set<std::string> names_;
  std::set<std::string> keys_;
  std::string key_;
  std::string tensor_;
  HeaderEntry* entry_ = nullptr;
};

}  // namespace

const char* name(DType dtype) {
  for (const auto& [known, text] : kNames) {
    if (known == dtype) return text;
  }
  return "";
}

std::size_t sizeOf(DType dtype) {
  switch (dtype) {
    case DType::F64:
    case DType::I64: return 8;
    case DType::F32:
    case DType::I32: return 4;
    case DType::F16:
    case DType::BF16:
    case DType::I16: return 2;
    case DType::I8:
    case DType::U8:
    case DType::Bool: return 1;
  }
  return 1;
}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& file) {
  return readFile(file, kMaxFileBytes).and_then([&](std::vector<std::byte>&& bytes) {
    return parse(std::move(bytes), file.string());
  });
}

Result<SafetensorsFile> SafetensorsFile::parse(std::vector<std::byte> bytes, std::string fileName) {
  const auto invalid = [&](std::string detail) {
    return failure(ErrorCode::FormatInvalid, std::move(detail), fileName);
  };
  if (bytes.size() < kLengthBytes) return invalid("shorter than the length of its header");
  std::uint64_t headerBytes = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;) {
    headerBytes = headerBytes << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  }
  if (headerBytes > kMaxHeaderBytes) return invalid("the header is too long");
  if (headerBytes > bytes.size() - kLengthBytes) return invalid("the header is longer than the file");

  try {
    const char* header = reinterpret_cast<const char*>(bytes.data()) + kLengthBytes;
    if (headerBytes == 0 || *header != '{') return invalid("the header does not begin with {");
    HeaderReader reader;
    if (!json::sax_parse(header, header + headerBytes, &reader)) return invalid(reader.problem);

    SafetensorsFile result;
    result.bytes_ = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
    const auto data = std::span(*result.bytes_).subspan(kLengthBytes + headerBytes);

    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
    for (auto& [tensorName, entry] : reader.entries) {
      const std::uint64_t begin = (*entry.offsets)[0];
      const std::uint64_t end = (*entry.offsets)[1];
      const std::string subject = "tensor \"" + tensorName + "\": ";
      if (begin > end || end > data.size()) return invalid(subject + "its data lies outside the file");
      const auto size = byteSize(*entry.dtype, *entry.shape);
      if (!size) return invalid(subject + "its shape is too large");
      if (*size != end - begin) return invalid(subject + "its data has another size than its shape");
      ranges.emplace_back(begin, end);
      result.tensors_[tensorName] = {*entry.dtype, std::move(*entry.shape), data.subspan(begin, end - begin)};
    }
    std::sort(ranges.begin(), ranges.end());
    std::uint64_t covered = 0;
    for (const auto& [begin, end] : ranges) {
      if (begin < covered) return invalid("the data of two tensors overlaps");
      if (begin > covered) return invalid("data that belongs to no tensor");
      covered = end;
    }
    if (covered != data.size()) return invalid("data after the last tensor");

    result.metadata_ = std::move(reader.metadata);
    result.fileName_ = std::move(fileName);
    return result;
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, "reading the header", fileName);
  }
}

Result<void> writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                              const std::map<std::string, std::string>& metadata) {
  const auto invalid = [&](const std::string& tensor, const char* detail) {
    return failure(ErrorCode::ArgumentInvalid, "tensor \"" + tensor + "\": " + detail, file.string());
  };
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header[kMetadataName] = metadata;
  std::vector<std::span<const std::byte>> pieces(1);
  std::uint64_t offset = 0;
  for (const auto& tensor : tensors) {
    if (tensor.name == kMetadataName || header.contains(tensor.name)) {
      return invalid(tensor.name, "the name is taken");
    }
    if (tensor.shape.size() > kMaxRank) return invalid(tensor.name, "more than 16 dimensions");
    if (byteSize(tensor.dtype, tensor.shape) != tensor.data.size()) {
      return invalid(tensor.name, "its data has another size than its shape");
    }
    header[tensor.name] = {{"dtype", name(tensor.dtype)},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, offset + tensor.data.size()}}};
    offset += tensor.data.size();
    pieces.emplace_back(tensor.data);
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const json::exception& error) {  // a name that is not UTF-8
    return failure(ErrorCode::ArgumentInvalid, error.what(), file.string());
  }
  text.append((8 - text.size() % 8) % 8, ' ');  // so that the data begins at a multiple of 8
  std::string head;
  for (std::size_t i = 0; i < kLengthBytes; ++i) head += static_cast<char>(text.size() >> (8 * i) & 0xff);
  head += text;
  pieces[0] = std::as_bytes(std::span(head));
  return replaceFile(file, pieces);
}

}  // namespace cellwise::model
