#include "imaging/image_file.h"

#include <algorithm>
#include <climits>
#include <cstring>
#include <fstream>
#include <new>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <system_error>

namespace cellwise::imaging {
namespace {

namespace fs = std::filesystem;
using Bytes = std::span<const std::byte>;

std::string utf8(const fs::path& path) {
  const auto text = path.u8string();
  return {text.begin(), text.end()};
}

// Bounded access to a file's numbers: reading beyond the end gives nothing.
class Reader {
 public:
  Reader(Bytes bytes, bool bigEndian) : bytes_(bytes), bigEndian_(bigEndian) {}

  std::uint64_t size() const { return bytes_.size(); }
  bool holds(std::uint64_t offset, std::uint64_t count) const {
    return offset <= bytes_.size() && count <= bytes_.size() - offset;
  }
  std::optional<std::uint64_t> number(std::uint64_t offset, unsigned width) const {
    if (!holds(offset, width)) {
      return std::nullopt;
    }
    std::uint64_t value = 0;
    for (unsigned i = 0; i < width; ++i) {
      const auto byte = std::to_integer<std::uint64_t>(bytes_[offset + i]);
      value |= byte << (8 * (bigEndian_ ? width - 1 - i : i));
    }
    return value;
  }

 private:
  Bytes bytes_;
  bool bigEndian_;
};

// How the colours are stored beside an alpha channel.
enum class Alpha { None, Straight, Premultiplied };

struct Structure {
  ImageInfo info;
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  Alpha alpha = Alpha::None;
};

auto damaged(const char* what) {
  return failure(ErrorCode::ImageDamaged, what);
}
auto unsupported(const char* what) {
  return failure(ErrorCode::NotAnImage, what);
}

bool startsWith(Bytes bytes, std::string_view magic) {
  return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

// ITU-T T.81, annex B. The segments are walked up to EOI, so the thumbnail inside an EXIF segment
// is not taken for the image's end. What follows EOI is ignored, as by every decoder.
Result<Structure> examineJpeg(Bytes bytes) {
  const Reader file(bytes, true);
  Structure found;
  found.info.format = ImageFormat::Jpeg;
  bool frame = false;
  bool scan = false;
  std::uint64_t at = 2;
  while (true) {
    // To the next marker: FF, any number of fill bytes FF, a code that is neither 00 (a stuffed
    // byte of the scan) nor RST0 to RST7.
    const auto* next =
        at < bytes.size()
            ? static_cast<const std::byte*>(std::memchr(bytes.data() + at, 0xFF, bytes.size() - at))
            : nullptr;
    if (!next) {
      return damaged("the JPEG ends before its end marker");
    }
    at = static_cast<std::uint64_t>(next - bytes.data()) + 1;
    while (at < bytes.size() && bytes[at] == std::byte{0xFF}) {
      ++at;
    }
    if (at >= bytes.size()) {
      return damaged("the JPEG ends before its end marker");
    }
    const auto marker = std::to_integer<unsigned>(bytes[at++]);
    if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
      continue;
    }
    if (marker == 0xD9) {
      break;
    }
    const auto length = file.number(at, 2);
    if (!length || *length < 2 || !file.holds(at, *length)) {
      return damaged("the JPEG ends within a segment");
    }
    const bool startOfFrame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (startOfFrame && !frame) {
      if (*length < 8) {
        return damaged("the JPEG's frame header is too short");
      }
      if (marker > 0xC2 || *file.number(at + 2, 1) != 8) {
        return unsupported("neither baseline nor progressive JPEG of 8 bits");
      }
      found.height = *file.number(at + 3, 2);
      found.width = *file.number(at + 5, 2);
      frame = true;
    }
    scan = scan || marker == 0xDA;
    at += *length;
  }
  if (!frame || !scan) {
    return damaged("the JPEG holds no picture");
  }
  return found;
}

// PNG, third edition (W3C), section 5: chunks from IHDR to IEND.
Result<Structure> examinePng(Bytes bytes) {
  const Reader file(bytes, true);
  Structure found;
  found.info.format = ImageFormat::Png;
  constexpr std::uint64_t header = 0x49484452, data = 0x49444154, end = 0x49454E44, transparency = 0x74524E53;
  bool hasData = false;
  for (std::uint64_t at = 8;;) {
    const auto length = file.number(at, 4);
    const auto type = file.number(at + 4, 4);
    if (!length || !type || !file.holds(at + 8, *length + 4)) {
      return damaged("the PNG ends before its end chunk");
    }
    if (at == 8) {
      if (*type != header || *length != 13) {
        return damaged("the PNG does not begin with its header");
      }
      found.width = *file.number(at + 8, 4);
      found.height = *file.number(at + 12, 4);
      const auto colour = *file.number(at + 17, 1);
      found.alpha = colour == 4 || colour == 6 ? Alpha::Straight : Alpha::None;
    }
    if (*type == transparency) {
      found.alpha = Alpha::Straight;
    }
    hasData = hasData || *type == data;
    if (*type == end) {
      break;
    }
    at += *length + 12;
  }
  if (!hasData) {
    return damaged("the PNG holds no picture");
  }
  return found;
}

// BITMAPFILEHEADER and BITMAPCOREHEADER or BITMAPINFOHEADER (Microsoft). The alpha of a BMP is
// ignored: most writers leave it zero.
Result<Structure> examineBmp(Bytes bytes) {
  const Reader file(bytes, false);
  Structure found;
  found.info.format = ImageFormat::Bmp;
  const auto headerSize = file.number(14, 4);
  constexpr std::uint64_t known[] = {12, 40, 52, 56, 64, 108, 124};
  if (!headerSize || std::find(std::begin(known), std::end(known), *headerSize) == std::end(known)) {
    return unsupported("begins like a BMP, but is none");  // "BM" alone may begin any text
  }
  if (!file.holds(14, *headerSize)) {
    return damaged("the BMP ends within its header");
  }
  const auto declared = *file.number(2, 4);
  const auto offset = *file.number(10, 4);
  std::uint64_t bits = 0;
  std::uint64_t compression = 0;
  if (*headerSize == 12) {
    found.width = *file.number(18, 2);
    found.height = *file.number(20, 2);
    bits = *file.number(24, 2);
  } else {
    const auto width = static_cast<std::int32_t>(*file.number(18, 4));
    const auto height = static_cast<std::int64_t>(static_cast<std::int32_t>(*file.number(22, 4)));
    found.width = width > 0 ? static_cast<std::uint64_t>(width) : 0;
    found.height = static_cast<std::uint64_t>(height < 0 ? -height : height);  // < 0: top-down
    bits = *file.number(28, 2);
    compression = *file.number(30, 4);
  }
  if (bits > 32) {
    return unsupported("a BMP of more than 32 bits a pixel");
  }
  const bool raw = compression == 0 || compression == 3;
  const auto rowBytes = (found.width * bits + 31) / 32 * 4;
  if (declared > bytes.size() || offset > bytes.size() ||
      (raw && rowBytes != 0 && found.height > (bytes.size() - offset) / rowBytes)) {
    return damaged("the BMP is shorter than it declares");
  }
  return found;
}

// TIFF 6.0 and BigTIFF: the first directory and all that it points to must lie within the file.
Result<Structure> examineTiff(Bytes bytes) {
  const Reader file(bytes, bytes[0] == std::byte{'M'});
  Structure found;
  found.info.format = ImageFormat::Tiff;
  const bool big = file.number(2, 2) == 43;
  const unsigned word = big ? 8 : 4;
  const auto directory = file.number(big ? 8 : 4, word);
  const auto entries = directory ? file.number(*directory, big ? 8 : 2) : std::nullopt;
  const std::uint64_t entrySize = big ? 20 : 12;
  const std::uint64_t first = directory.value_or(0) + (big ? 8 : 2);
  if (!entries || *entries > 65'535 || !file.holds(first, *entries * entrySize + word)) {
    return damaged("the TIFF's directory lies beyond its end");
  }

  // One field: where its values are, how many, how wide.
  struct Field {
    std::uint64_t at = 0;
    std::uint64_t count = 0;
    unsigned width = 0;
  };
  constexpr unsigned widths[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  Field offsets, counts;
  std::uint64_t bits = 1;
  std::uint64_t samples = 1;
  for (std::uint64_t i = 0; i < *entries; ++i) {
    const auto entry = first + i * entrySize;
    const auto tag = *file.number(entry, 2);
    const auto type = *file.number(entry + 2, 2);
    const auto count = *file.number(entry + 4, word);
    if (type >= std::size(widths) || widths[type] == 0) {
      continue;  // readers skip types that they do not know
    }
    if (count > file.size()) {
      return damaged("a field of the TIFF lies beyond its end");
    }
    Field field{entry + 4 + word, count, widths[type]};
    if (count * field.width > word) {
      field.at = *file.number(field.at, word);
    }
    if (!file.holds(field.at, count * field.width)) {
      return damaged("a field of the TIFF lies beyond its end");
    }
    const auto value = count ? *file.number(field.at, field.width) : 0;
    switch (tag) {
      case 256: found.width = value; break;
      case 257: found.height = value; break;
      case 258: bits = value; break;
      case 277: samples = value; break;
      case 338:
        // ExtraSamples: 1 is associated (premultiplied) alpha, 2 is not.
        found.alpha = value == 1 ? Alpha::Premultiplied : Alpha::Straight;
        break;
      case 273:
      case 324: offsets = field; break;
      case 279:
      case 325: counts = field; break;
      default: break;
    }
  }
  if (bits > 16 || samples > 4) {
    return unsupported("a TIFF of more than 16 bits a sample or 4 samples a pixel");
  }
  if (offsets.count == 0) {
    return damaged("the TIFF holds no picture");
  }
  for (std::uint64_t i = 0; i < offsets.count; ++i) {
    const auto at = *file.number(offsets.at + i * offsets.width, offsets.width);
    const auto size = i < counts.count ? *file.number(counts.at + i * counts.width, counts.width) : 1;
    if (!file.holds(at, size)) {
      return damaged("the TIFF ends within its pixels");
    }
  }
  // libtiff multiplies the colours of 8-bit images with their alpha while it reads them.
  if (bits <= 8 && found.alpha == Alpha::Straight) {
    found.alpha = Alpha::Premultiplied;
  }
  return found;
}

Result<Structure> examine(Bytes bytes, const ImageLimits& limits) {
  if (bytes.empty()) {
    return failure(ErrorCode::ImageEmpty, "no bytes");
  }
  if (bytes.size() > limits.maxBytes || bytes.size() > INT_MAX) {
    return failure(ErrorCode::FileTooLarge, std::to_string(bytes.size()) + " bytes");
  }
  using namespace std::string_view_literals;
  Result<Structure> found = unsupported("neither JPEG, PNG, BMP nor TIFF");
  if (startsWith(bytes, "\xFF\xD8\xFF"sv)) {
    found = examineJpeg(bytes);
  } else if (startsWith(bytes, "\x89PNG\r\n\x1A\n"sv)) {
    found = examinePng(bytes);
  } else if (startsWith(bytes, "BM"sv)) {
    found = examineBmp(bytes);
  } else if (startsWith(bytes, "II*\0"sv) || startsWith(bytes, "MM\0*"sv) || startsWith(bytes, "II+\0"sv) ||
             startsWith(bytes, "MM\0+"sv)) {
    found = examineTiff(bytes);
  }
  if (!found) {
    return found;
  }
  const auto width = found->width;
  const auto height = found->height;
  if (width == 0 || height == 0) {
    return failure(ErrorCode::ImageEmpty, "the image declares no pixels");
  }
  const auto side = static_cast<std::uint64_t>(std::max(limits.maxSide, 0));
  const auto pixels = static_cast<std::uint64_t>(std::max<std::int64_t>(limits.maxPixels, 0));
  if (width > side || height > side || width > pixels / height) {
    return failure(ErrorCode::FileTooLarge, "the image declares " + std::to_string(width) + " x " +
                                                std::to_string(height) + " pixels");
  }
  found->info.width = static_cast<int>(width);
  found->info.height = static_cast<int>(height);
  return found;
}

// OpenCV's BGR or BGRA, grey, 8 or 16 bits -> RGB of 8 bits, alpha composited on white.
Result<cv::Mat> toRgb(cv::Mat image, Alpha alpha) {
  if (image.depth() == CV_16U) {
    image.convertTo(image, CV_8U, 1.0 / 257.0);
  }
  if (image.depth() != CV_8U) {
    return unsupported("pixels of neither 8 nor 16 bits");
  }
  cv::Mat rgb;
  switch (image.channels()) {
    case 1: cv::cvtColor(image, rgb, cv::COLOR_GRAY2RGB); break;
    case 3: cv::cvtColor(image, rgb, cv::COLOR_BGR2RGB); break;
    case 4:
      if (alpha == Alpha::None) {
        cv::cvtColor(image, rgb, cv::COLOR_BGRA2RGB);
        break;
      }
      rgb.create(image.size(), CV_8UC3);
      image.forEach<cv::Vec4b>([&](const cv::Vec4b& pixel, const int* at) {
        const int opacity = pixel[3];
        auto& out = rgb.at<cv::Vec3b>(at[0], at[1]);
        for (int c = 0; c < 3; ++c) {
          const int colour = alpha == Alpha::Premultiplied ? pixel[c] : (pixel[c] * opacity + 127) / 255;
          out[2 - c] = cv::saturate_cast<uchar>(colour + 255 - opacity);
        }
      });
      break;
    default: return unsupported("neither grey nor colour");
  }
  return rgb;
}

std::vector<std::byte> encode(const cv::Mat& rgb, const char* extension, const std::vector<int>& parameters) {
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  std::vector<uchar> buffer;
  cv::imencode(extension, bgr, buffer, parameters);
  const auto* data = reinterpret_cast<const std::byte*>(buffer.data());
  return {data, data + buffer.size()};
}

}  // namespace

const char* name(ImageFormat format) {
  switch (format) {
    case ImageFormat::Jpeg: return "jpeg";
    case ImageFormat::Png: return "png";
    case ImageFormat::Bmp: return "bmp";
    case ImageFormat::Tiff: return "tiff";
  }
  return "unknown";
}

Result<std::vector<std::byte>> readBytes(const fs::path& file, const ImageLimits& limits) {
  std::error_code error;
  const auto status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) {
    return failure(ErrorCode::FileNotFound, "no such file", utf8(file));
  }
  if (error || status.type() != fs::file_type::regular) {
    return failure(ErrorCode::FileUnreadable, error ? error.message() : "not a regular file", utf8(file));
  }
  const auto size = fs::file_size(file, error);
  if (error) {
    return failure(ErrorCode::FileUnreadable, error.message(), utf8(file));
  }
  if (size == 0) {
    return failure(ErrorCode::ImageEmpty, "no bytes", utf8(file));
  }
  if (size > limits.maxBytes) {
    return failure(ErrorCode::FileTooLarge, std::to_string(size) + " bytes", utf8(file));
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return failure(ErrorCode::FileUnreadable, "cannot be opened", utf8(file));
  }
  std::vector<std::byte> bytes;
  try {
    bytes.resize(size);
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, std::to_string(size) + " bytes", utf8(file));
  }
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (stream.gcount() != static_cast<std::streamsize>(size)) {
    return failure(ErrorCode::FileUnreadable, "ended while it was read", utf8(file));
  }
  return bytes;
}

Result<ImageInfo> probe(Bytes bytes, const ImageLimits& limits) {
  return examine(bytes, limits).map([](const Structure& found) { return found.info; });
}

Result<cv::Mat> decode(Bytes bytes, const ImageLimits& limits) {
  const auto found = examine(bytes, limits);
  if (!found) {
    return tl::make_unexpected(found.error());
  }
  try {
    // imdecode only reads, but its argument type wants a mutable pointer.
    const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<std::byte*>(bytes.data()));
    // IMREAD_COLOR applies the orientation that EXIF gives; IMREAD_UNCHANGED keeps the alpha, and
    // the 16 bits of a TIFF, whose orientation is a field of its own and always applied.
    const bool unchanged = found->alpha != Alpha::None || found->info.format == ImageFormat::Tiff;
    const cv::Mat image = cv::imdecode(buffer, unchanged ? cv::IMREAD_UNCHANGED : cv::IMREAD_COLOR);
    if (image.empty()) {
      return damaged("the decoder refuses it");
    }
    const cv::Size declared(found->info.width, found->info.height);
    if (image.size() != declared && image.size() != cv::Size(declared.height, declared.width)) {
      return damaged("decoded to another size than declared");
    }
    return toRgb(image, found->alpha);
  } catch (const cv::Exception& exception) {
    return failure(exception.code == cv::Error::StsNoMem ? ErrorCode::OutOfMemory : ErrorCode::ImageDamaged,
                   exception.what());
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory, "while decoding");
  }
}

Result<cv::Mat> decodeFile(const fs::path& file, const ImageLimits& limits) {
  auto image = readBytes(file, limits).and_then([&](const std::vector<std::byte>& bytes) {
    return decode(bytes, limits);
  });
  if (!image) {
    image.error().file = utf8(file);
  }
  return image;
}

std::vector<std::byte> encodeJpeg(const cv::Mat& rgb, int quality) {
  return encode(rgb, ".jpg", {cv::IMWRITE_JPEG_QUALITY, std::clamp(quality, 0, 100)});
}

std::vector<std::byte> encodePng(const cv::Mat& rgb) {
  return encode(rgb, ".png", {});
}

Result<std::vector<fs::path>> listFiles(const fs::path& folder) {
  std::error_code error;
  const auto status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) {
    return failure(ErrorCode::FileNotFound, "no such file or folder", utf8(folder));
  }
  if (error) {
    return failure(ErrorCode::FileUnreadable, error.message(), utf8(folder));
  }
  if (fs::is_regular_file(status)) {
    return std::vector<fs::path>{folder};
  }
  std::vector<fs::path> files;
  // A folder that may not be read is an error, not a silent gap. Links to folders are not
  // followed: they may lead in circles.
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const bool hidden = utf8(entry->path().filename()).starts_with('.');
    std::error_code unknown;  // a broken link is no regular file
    if (hidden) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(unknown)) {
      files.push_back(entry->path());
    }
  }
  if (error) {
    return failure(ErrorCode::FileUnreadable, error.message(), utf8(folder));
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace cellwise::imaging
