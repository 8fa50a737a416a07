// The safetensors container: 8 bytes of header length (little endian), a JSON header, then raw data.
// It cannot carry code. https://huggingface.co/docs/safetensors
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace cellwise::model {

enum class DType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

const char* name(DType dtype);    // "F32"
std::size_t sizeOf(DType dtype);  // bytes an element

struct TensorView {
  DType dtype = DType::F32;
  std::vector<std::int64_t> shape;  // empty for a scalar
  std::span<const std::byte> data;  // little endian, row-major, perhaps unaligned; lives as long as the file
};

// Read whole into memory and checked whole: every offset lies inside the file, ranges neither
// overlap nor leave gaps, sizes match shape times dtype without overflow, names are unique.
class SafetensorsFile {
 public:
  static constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
  static constexpr std::uint64_t kMaxFileBytes = std::uint64_t{4} << 30;

  // Errors: FileNotFound, FileUnreadable, FileTooLarge, FormatInvalid, OutOfMemory.
  static Result<SafetensorsFile> open(const std::filesystem::path& file);
  static Result<SafetensorsFile> parse(std::vector<std::byte> bytes, std::string fileName = {});

  const std::map<std::string, TensorView>& tensors() const { return tensors_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  const std::string& fileName() const { return fileName_; }

 private:
  std::shared_ptr<const std::vector<std::byte>> bytes_;
  std::map<std::string, TensorView> tensors_;
  std::map<std::string, std::string> metadata_;
  std::string fileName_;
};

struct TensorToWrite {
  std::string name;
  DType dtype = DType::F32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> data;
};

// Writes to a temporary file beside it and renames, so that a stop leaves the old file whole.
// Errors: FileUnwritable; ArgumentInvalid (a name twice, or data that does not fit its shape).
Result<void> writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                              const std::map<std::string, std::string>& metadata = {});

}  // namespace cellwise::model
