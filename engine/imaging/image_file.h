// Reading images safely. The bytes are read once: hashed, checked, then decoded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace cellwise::imaging {

struct ImageLimits {
  std::uint64_t maxBytes = 256ull << 20;
  std::int64_t maxPixels = 200'000'000;  // width times height, declared by the file
  int maxSide = 32'768;
};

enum class ImageFormat { Jpeg, Png, Bmp, Tiff };
const char* name(ImageFormat format);  // "jpeg"

struct ImageInfo {
  ImageFormat format = ImageFormat::Jpeg;
  int width = 0;
  int height = 0;
};

// Errors: FileNotFound, FileUnreadable, FileTooLarge, ImageEmpty (no bytes).
Result<std::vector<std::byte>> readBytes(const std::filesystem::path& file, const ImageLimits& limits = {});

// Looks at magic, declared size and end marker; decodes nothing. The format is taken from the
// content, never from the name.
// Errors: NotAnImage, ImageEmpty, ImageDamaged (truncated), FileTooLarge (too many pixels).
Result<ImageInfo> probe(std::span<const std::byte> bytes, const ImageLimits& limits = {});

// probe, then decode to 8-bit RGB (CV_8UC3, red first), orientation from EXIF applied; grey and
// alpha are converted, 16 bits scaled down. Errors: as probe, and ImageDamaged, OutOfMemory.
Result<cv::Mat> decode(std::span<const std::byte> bytes, const ImageLimits& limits = {});

// For programs that need a file as an image and nothing else.
Result<cv::Mat> decodeFile(const std::filesystem::path& file, const ImageLimits& limits = {});

// RGB in, bytes of a JPEG (quality 0 to 100) or PNG out.
std::vector<std::byte> encodeJpeg(const cv::Mat& rgb, int quality = 95);
std::vector<std::byte> encodePng(const cv::Mat& rgb);

// Every regular file below a folder (or the file itself), sorted by path; hidden ones left out.
// Errors: FileNotFound, FileUnreadable.
Result<std::vector<std::filesystem::path>> listFiles(const std::filesystem::path& folder);

}  // namespace cellwise::imaging
