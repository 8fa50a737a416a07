#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <random>
#include <sys/stat.h>

#include "imaging/image_file.h"

namespace fs = std::filesystem;
using namespace cellwise;
using namespace cellwise::imaging;
using Bytes = std::vector<std::byte>;

namespace {

// A folder of its own that is gone afterwards.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "cellwise-imaging-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    path = name;
  }
  ~TemporaryFolder() { fs::remove_all(path); }
  fs::path path;
};

void write(const fs::path& file, const Bytes& bytes) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

Bytes text(std::string_view characters) {
  const auto* data = reinterpret_cast<const std::byte*>(characters.data());
  return {data, data + characters.size()};
}

// Left red, right blue, with a green bar on top: every channel swap and every turn shows.
cv::Mat flag(int type = CV_8UC3, int width = 48, int height = 32) {
  const double full = CV_MAT_DEPTH(type) == CV_16U ? 65535 : 255;
  cv::Mat bgr(height, width, type, cv::Scalar(0, 0, full, full));
  bgr.colRange(width / 2, width).setTo(cv::Scalar(full, 0, 0, full));
  bgr.rowRange(0, height / 4).setTo(cv::Scalar(0, full, 0, full));
  return bgr;
}

Bytes encoded(const std::string& extension, const cv::Mat& bgr) {
  std::vector<uchar> buffer;
  REQUIRE(cv::imencode(extension, bgr, buffer));
  const auto* data = reinterpret_cast<const std::byte*>(buffer.data());
  return {data, data + buffer.size()};
}

void put(Bytes& bytes, std::size_t at, std::uint32_t value, int width, bool bigEndian) {
  for (int i = 0; i < width; ++i) {
    bytes.at(at + i) = static_cast<std::byte>(value >> (8 * (bigEndian ? width - 1 - i : i)));
  }
}

void append(Bytes& bytes, std::uint32_t value, int width, bool bigEndian = false) {
  for (int i = 0; i < width; ++i) {
    bytes.push_back(static_cast<std::byte>(value >> (8 * (bigEndian ? width - 1 - i : i))));
  }
}

// EXIF with one entry, the orientation, put before the other segments of a JPEG.
Bytes withOrientation(const Bytes& jpeg, int orientation) {
  Bytes segment = text(std::string_view("\xFF\xE1\0\0Exif\0\0MM\0*\0\0\0\x08", 18));
  append(segment, 1, 2, true);
  append(segment, 0x0112, 2, true);
  append(segment, 3, 2, true);
  append(segment, 1, 4, true);
  append(segment, orientation, 2, true);
  append(segment, 0, 2, true);
  append(segment, 0, 4, true);
  put(segment, 2, segment.size() - 2, 2, true);
  Bytes result = jpeg;
  result.resize(2);
  result.insert(result.end(), segment.begin(), segment.end());
  result.insert(result.end(), jpeg.begin() + 2, jpeg.end());
  return result;
}

// An uncompressed RGB TIFF of one strip, written by hand.
Bytes handmadeTiff(const cv::Mat& bgr, int orientation) {
  cv::Mat rgb;
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  const auto size = static_cast<std::uint32_t>(rgb.total() * 3);
  Bytes tiff = text(std::string_view("II*\0", 4));
  append(tiff, 8 + size, 4);
  tiff.insert(tiff.end(), reinterpret_cast<std::byte*>(rgb.data),
              reinterpret_cast<std::byte*>(rgb.data) + size);
  const std::uint32_t bitsAt = 8 + size + 2 + 10 * 12 + 4;
  const std::uint32_t fields[][4] = {{256, 3, 1, static_cast<std::uint32_t>(rgb.cols)},
                                     {257, 3, 1, static_cast<std::uint32_t>(rgb.rows)},
                                     {258, 3, 3, bitsAt},
                                     {259, 3, 1, 1},
                                     {262, 3, 1, 2},
                                     {273, 4, 1, 8},
                                     {274, 3, 1, static_cast<std::uint32_t>(orientation)},
                                     {277, 3, 1, 3},
                                     {278, 3, 1, static_cast<std::uint32_t>(rgb.rows)},
                                     {279, 4, 1, size}};
  append(tiff, 10, 2);
  for (const auto& field : fields) {
    append(tiff, field[0], 2);
    append(tiff, field[1], 2);
    append(tiff, field[2], 4);
    append(tiff, field[3], 4);
  }
  append(tiff, 0, 4);
  for (int i = 0; i < 3; ++i) {
    append(tiff, 8, 2);
  }
  return tiff;
}

// Mean absolute difference to the flag, in RGB.
double difference(const cv::Mat& rgb, const cv::Mat& bgr) {
  cv::Mat expected;
  cv::cvtColor(bgr, expected, cv::COLOR_BGR2RGB);
  REQUIRE(rgb.size() == expected.size());
  REQUIRE(rgb.type() == CV_8UC3);
  return cv::norm(rgb, expected, cv::NORM_L1) / static_cast<double>(rgb.total() * 3);
}

ErrorCode codeOf(const Bytes& bytes, const ImageLimits& limits = {}) {
  const auto probed = probe(bytes, limits);
  const auto decoded = decode(bytes, limits);
  REQUIRE_FALSE(probed);
  REQUIRE_FALSE(decoded);
  CHECK(decoded.error().code == probed.error().code);
  return probed.error().code;
}

}  // namespace

TEST_CASE("every format is decoded to RGB, whatever the file is called") {
  const auto [extension, format] = GENERATE(table<std::string, ImageFormat>({{".jpg", ImageFormat::Jpeg},
                                                                             {".png", ImageFormat::Png},
                                                                             {".bmp", ImageFormat::Bmp},
                                                                             {".tiff", ImageFormat::Tiff}}));
  const Bytes bytes = encoded(extension, flag());
  const auto info = probe(bytes);
  REQUIRE(info);
  CHECK(info->format == format);
  CHECK(info->width == 48);
  CHECK(info->height == 32);

  const TemporaryFolder folder;
  const auto wronglyNamed = folder.path / (extension == ".jpg" ? "cell.png" : "cell.jpg");
  write(wronglyNamed, bytes);
  const auto image = decodeFile(wronglyNamed);
  REQUIRE(image);
  CHECK(difference(*image, flag()) < (format == ImageFormat::Jpeg ? 8 : 1e-9));
}

TEST_CASE("grey, 16 bits and palettes become 8-bit RGB") {
  for (const std::string extension : {".png", ".tiff"}) {
    CAPTURE(extension);
    CHECK(difference(*decode(encoded(extension, flag(CV_16UC3))), flag()) == 0);
    cv::Mat grey16(20, 30, CV_16UC1, cv::Scalar(0x8080));
    CHECK(*decode(encoded(extension, grey16))->ptr<cv::Vec3b>(5) == cv::Vec3b(128, 128, 128));
  }
  const cv::Mat grey(20, 30, CV_8UC1, cv::Scalar(77));
  for (const std::string extension : {".png", ".tiff", ".bmp", ".jpg"}) {
    CAPTURE(extension);
    const auto image = decode(encoded(extension, grey));
    REQUIRE(image);
    CHECK(image->type() == CV_8UC3);
    CHECK(*image->ptr<cv::Vec3b>(5) == cv::Vec3b(77, 77, 77));
  }
}

TEST_CASE("alpha is composited on white") {
  const int type = GENERATE(CV_8UC4, CV_16UC4);
  const double full = type == CV_8UC4 ? 255 : 65535;
  cv::Mat bgra(8, 12, type, cv::Scalar(0, 0, full, 0));           // transparent red
  bgra.colRange(4, 8).setTo(cv::Scalar(0, 0, full, 0.2 * full));  // a fifth of it
  bgra.colRange(8, 12).setTo(cv::Scalar(0, 0, full, full));       // opaque
  const auto image = decode(encoded(".png", bgra));
  REQUIRE(image);
  CHECK(image->at<cv::Vec3b>(4, 1) == cv::Vec3b(255, 255, 255));
  CHECK(image->at<cv::Vec3b>(4, 5) == cv::Vec3b(255, 204, 204));
  CHECK(image->at<cv::Vec3b>(4, 10) == cv::Vec3b(255, 0, 0));
}

TEST_CASE("the orientation of EXIF and of TIFF is applied") {
  // 6: the camera was turned, the picture is shown after a quarter turn clockwise; 3: half a turn.
  cv::Mat quarter, half;
  cv::rotate(flag(), quarter, cv::ROTATE_90_CLOCKWISE);
  cv::rotate(flag(), half, cv::ROTATE_180);
  const Bytes jpeg = encoded(".jpg", flag());
  CHECK(difference(*decode(withOrientation(jpeg, 1)), flag()) < 8);
  CHECK(difference(*decode(withOrientation(jpeg, 6)), quarter) < 8);
  CHECK(difference(*decode(withOrientation(jpeg, 3)), half) < 8);
  CHECK(difference(*decode(handmadeTiff(flag(), 1)), flag()) == 0);
  CHECK(difference(*decode(handmadeTiff(flag(), 6)), quarter) == 0);
  CHECK(difference(*decode(handmadeTiff(flag(), 3)), half) == 0);
}

TEST_CASE("a file that is cut short is refused at every length") {
  const auto extension = GENERATE(as<std::string>(), ".jpg", ".png", ".bmp", ".tiff");
  CAPTURE(extension);
  Bytes whole = encoded(extension, flag());
  if (extension == ".jpg") {
    whole = withOrientation(whole, 1);
  }
  for (std::size_t length = 1; length < whole.size(); length += length < 200 ? 1 : 7) {
    CAPTURE(length);
    const auto code = codeOf(Bytes(whole.begin(), whole.begin() + static_cast<long>(length)));
    if (length >= 18) {
      REQUIRE(code == ErrorCode::ImageDamaged);
    } else {
      REQUIRE((code == ErrorCode::ImageDamaged || code == ErrorCode::NotAnImage));
    }
  }
  const Bytes shorter(whole.begin(), whole.end() - 1);
  CHECK(codeOf(shorter) == ErrorCode::ImageDamaged);
}

TEST_CASE("bytes after the JPEG's end marker are tolerated, an end marker in a thumbnail is not it") {
  Bytes jpeg = encoded(".jpg", flag());
  Bytes longer = jpeg;
  append(longer, 0, 4);
  longer.insert(longer.end(), jpeg.begin(), jpeg.end());
  CHECK(decode(longer));

  Bytes thumbnail =
      text(std::string_view("\xFF\xE1\0\x0A"
                            "Exif\0\0\xFF\xD9",
                            12));
  Bytes cut(jpeg.begin(), jpeg.begin() + 2);
  cut.insert(cut.end(), thumbnail.begin(), thumbnail.end());
  cut.insert(cut.end(), jpeg.begin() + 2, jpeg.end() - 40);
  CHECK(codeOf(cut) == ErrorCode::ImageDamaged);
}

TEST_CASE("huge declared dimensions in a tiny file are refused before anything is decoded") {
  Bytes png = encoded(".png", flag());
  put(png, 16, 30'000, 4, true);
  put(png, 20, 30'000, 4, true);
  CHECK(codeOf(png) == ErrorCode::FileTooLarge);  // 900 million pixels
  put(png, 16, 0x7FFFFFFF, 4, true);
  CHECK(codeOf(png) == ErrorCode::FileTooLarge);

  Bytes jpeg = encoded(".jpg", flag());
  std::size_t frame = 2;
  while (jpeg[frame + 1] != std::byte{0xC0}) {
    frame += 2 + std::to_integer<std::size_t>(jpeg[frame + 2]) * 256 +
             std::to_integer<std::size_t>(jpeg[frame + 3]);
  }
  put(jpeg, frame + 5, 65'000, 2, true);
  put(jpeg, frame + 7, 65'000, 2, true);
  CHECK(codeOf(jpeg) == ErrorCode::FileTooLarge);

  Bytes bmp = encoded(".bmp", flag());
  put(bmp, 18, 60'000, 4, false);
  CHECK(codeOf(bmp) == ErrorCode::ImageDamaged);  // its pixels cannot be in the file
  put(bmp, 30, 1, 4, false);                      // run-length encoded: they could
  CHECK(codeOf(bmp) == ErrorCode::FileTooLarge);

  Bytes tiff = handmadeTiff(flag(), 1);
  const std::size_t widthField = 8 + 48 * 32 * 3 + 2 + 2;
  put(tiff, widthField, 4, 2, false);
  put(tiff, widthField + 6, 2'000'000'000, 4, false);
  CHECK(codeOf(tiff) == ErrorCode::FileTooLarge);

  const ImageLimits small{.maxBytes = 1 << 20, .maxPixels = 48 * 32 - 1, .maxSide = 1000};
  CHECK(codeOf(encoded(".png", flag()), small) == ErrorCode::FileTooLarge);
  CHECK(codeOf(encoded(".png", flag()), {.maxSide = 47}) == ErrorCode::FileTooLarge);
  CHECK(codeOf(encoded(".bmp", flag()), {.maxBytes = 1000}) == ErrorCode::FileTooLarge);
}

TEST_CASE("what is no image is named so") {
  CHECK(codeOf({}) == ErrorCode::ImageEmpty);
  CHECK(codeOf(text("patient,class\n17,monocyte\n")) == ErrorCode::NotAnImage);
  CHECK(codeOf(text("BMI of the patients of ward 3, by year")) == ErrorCode::NotAnImage);
  CHECK(codeOf(text("II wrote this, and then more of it")) == ErrorCode::NotAnImage);
  Bytes png = encoded(".png", flag());
  put(png, 16, 0, 4, true);
  CHECK(codeOf(png) == ErrorCode::ImageEmpty);
}

TEST_CASE("a PNG whose pixels were altered is damaged, though its structure is whole") {
  Bytes png = encoded(".png", flag());
  png[png.size() - 30] ^= std::byte{0x55};
  REQUIRE(probe(png));
  const auto image = decode(png);
  REQUIRE_FALSE(image);
  CHECK(image.error().code == ErrorCode::ImageDamaged);
}

TEST_CASE("mutated files never crash and never give a picture of another size than declared") {
  std::mt19937 random(20230601);
  std::vector<Bytes> files = {encoded(".jpg", flag()), withOrientation(encoded(".jpg", flag()), 6),
                              encoded(".png", flag()), encoded(".png", flag(CV_16UC4)),
                              encoded(".bmp", flag()), encoded(".tiff", flag()),
                              handmadeTiff(flag(), 6)};
  const ImageLimits limits{.maxBytes = 1 << 20, .maxPixels = 1 << 20, .maxSide = 4096};
  int decoded = 0;
  for (int round = 0; round < 3500; ++round) {
    Bytes bytes = files[static_cast<std::size_t>(round) % files.size()];
    // Headers matter most: half of the changes fall on the first or the last 200 bytes.
    for (auto changes = 1 + random() % 6; changes > 0; --changes) {
      const std::size_t place = random() % 4;
      const std::size_t near = std::min<std::size_t>(200, bytes.size());
      const std::size_t at = place == 0   ? random() % near
                             : place == 1 ? bytes.size() - 1 - random() % near
                                          : random() % bytes.size();
      bytes[at] = random() % 3 == 0 ? std::byte{0xFF} : static_cast<std::byte>(random());
    }
    const auto info = probe(bytes, limits);
    const auto image = decode(bytes, limits);
    if (image) {
      REQUIRE(info);
      REQUIRE(image->type() == CV_8UC3);
      REQUIRE(image->total() ==
              static_cast<std::size_t>(info->width) * static_cast<std::size_t>(info->height));
      ++decoded;
    }
  }
  CHECK(decoded > 350);  // changed pixels of a BMP or a TIFF are still pixels
  CHECK(decoded < 3150);
}

TEST_CASE("files are read with Unicode names, and refused with their name") {
  const TemporaryFolder folder;
  const auto file = folder.path / u8"血細胞 Ärztin – 单核 №1.jpeg";
  write(file, encoded(".png", flag()));
  REQUIRE(decodeFile(file));

  write(folder.path / u8"空.png", {});
  const auto empty = decodeFile(folder.path / u8"空.png");
  REQUIRE_FALSE(empty);
  CHECK(empty.error().code == ErrorCode::ImageEmpty);
  CHECK(empty.error().file == (folder.path / "空.png").string());

  write(folder.path / "notes.jpg", text("not a picture at all, only words"));
  CHECK(decodeFile(folder.path / "notes.jpg").error().code == ErrorCode::NotAnImage);
  CHECK(decodeFile(folder.path / "absent.jpg").error().code == ErrorCode::FileNotFound);
  CHECK(decodeFile(folder.path).error().code == ErrorCode::FileUnreadable);
  REQUIRE(mkfifo((folder.path / "pipe.jpg").c_str(), 0600) == 0);
  CHECK(decodeFile(folder.path / "pipe.jpg").error().code == ErrorCode::FileUnreadable);
  CHECK(readBytes(file, {.maxBytes = 10}).error().code == ErrorCode::FileTooLarge);
}

TEST_CASE("a folder is listed in order, hidden files and loops left out") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path / "b" / u8"染色");
  fs::create_directories(folder.path / ".cache");
  for (const char* file : {"b/2.png", "b/染色/1.png", "a.jpg", ".hidden.jpg", ".cache/x.jpg"}) {
    write(folder.path / file, text("x"));
  }
  fs::create_directory_symlink(folder.path, folder.path / "b" / "circle");
  const auto files = listFiles(folder.path);
  REQUIRE(files);
  CHECK(*files ==
        std::vector<fs::path>{folder.path / "a.jpg", folder.path / "b/2.png", folder.path / "b/染色/1.png"});
  CHECK(*listFiles(folder.path / "a.jpg") == std::vector<fs::path>{folder.path / "a.jpg"});
  CHECK(listFiles(folder.path / "absent").error().code == ErrorCode::FileNotFound);
}

TEST_CASE("encoded pictures are read back") {
  cv::Mat rgb;
  cv::cvtColor(flag(), rgb, cv::COLOR_BGR2RGB);
  CHECK(difference(*decode(encodePng(rgb)), flag()) == 0);
  CHECK(difference(*decode(encodeJpeg(rgb, 95)), flag()) < 8);
  CHECK(encodeJpeg(rgb, 20).size() < encodeJpeg(rgb, 95).size());
}
