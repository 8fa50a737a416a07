#include "writing.h"

#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string_view>
#include <vector>

namespace cellwise::synthesis {
namespace {

std::string utf8(const std::filesystem::path& path) {
  const auto text = path.u8string();
  return {text.begin(), text.end()};
}

Result<void> write(const std::filesystem::path& file, const char* data, std::size_t size) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(data, static_cast<std::streamsize>(size));
  out.close();
  if (!out) return failure(ErrorCode::FileUnwritable, "cannot write the file", utf8(file));
  return {};
}

// After the start of image and its JFIF header, where readers look for a comment.
void insertComment(std::vector<uchar>& jpeg, std::string_view text) {
  std::size_t at = 2;
  if (jpeg.size() > 6 && jpeg[2] == 0xFF && jpeg[3] == 0xE0) at = 4 + (jpeg[4] << 8 | jpeg[5]);
  const std::size_t length = text.size() + 2;
  std::vector<uchar> segment = {0xFF, 0xFE, static_cast<uchar>(length >> 8),
                                static_cast<uchar>(length & 0xFF)};
  segment.insert(segment.end(), text.begin(), text.end());
  jpeg.insert(jpeg.begin() + static_cast<std::ptrdiff_t>(at), segment.begin(), segment.end());
}

}  // namespace

Result<void> writeJpeg(const std::filesystem::path& file, const cv::Mat& rgb, int quality) {
  std::vector<uchar> jpeg;
  try {
    cv::Mat bgr;
    cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
    if (!cv::imencode(".jpg", bgr, jpeg, {cv::IMWRITE_JPEG_QUALITY, quality}))
      return failure(ErrorCode::Internal, "the JPEG encoder refused", utf8(file));
  } catch (const cv::Exception& e) {
    return failure(ErrorCode::Internal, e.what(), utf8(file));
  }
  insertComment(jpeg, kSyntheticMark);
  return write(file, reinterpret_cast<const char*>(jpeg.data()), jpeg.size());
}

Result<void> writeText(const std::filesystem::path& file, const std::string& text) {
  return write(file, text.data(), text.size());
}

Result<void> makeFolder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || !std::filesystem::is_directory(folder, error))
    return failure(ErrorCode::FileUnwritable, "cannot make the folder", utf8(folder));
  return {};
}

}  // namespace cellwise::synthesis
