// How drawings are written: every file says that it is synthetic.
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>
#include <string>

#include "base/result.h"

namespace cellwise::synthesis {

inline constexpr const char* kSyntheticMark = "synthetic: drawn by Cellwise, not a patient's sample";

// A JPEG with the mark in its comment segment. Errors: FileUnwritable.
Result<void> writeJpeg(const std::filesystem::path& file, const cv::Mat& rgb, int quality);
Result<void> writeText(const std::filesystem::path& file, const std::string& text);
Result<void> makeFolder(const std::filesystem::path& folder);

}  // namespace cellwise::synthesis
