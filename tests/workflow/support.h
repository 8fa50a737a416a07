// A folder with real image files, and a casebook beside it.
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QTemporaryDir>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "casebook/casebook.h"
#include "imaging/image_file.h"
#include "result_checks.h"
#include "workflow/slide_import.h"

namespace cellwise::workflow {

namespace fs = std::filesystem;

using test::code;
using test::value;

class Laboratory {
 public:
  Laboratory() {
    static int count = 1;
    static char name[] = "test_workflow";
    static char* arguments[] = {name, nullptr};
    static QCoreApplication application(count, arguments);
    REQUIRE(folder_.isValid());
    fs::create_directories(scans());
    casebook = value(casebook::Casebook::open(folder_.filePath(QStringLiteral("lab.casebook"))));
  }

  fs::path scans() const { return fs::path(folder_.path().toStdString()) / "片 scan"; }
  void write(const fs::path& name, const std::vector<std::byte>& bytes) const {
    fs::create_directories((scans() / name).parent_path());
    std::ofstream file(scans() / name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    REQUIRE(file.good());
  }
  void write(const fs::path& name, const std::string& text) const {
    const auto bytes = std::as_bytes(std::span(text));
    write(name, std::vector<std::byte>(bytes.begin(), bytes.end()));
  }
  // How many image copies the casebook keeps.
  int copies() const {
    int count = 0;
    std::error_code none;
    for (const auto& entry : fs::recursive_directory_iterator(casebook->imageFolder().toStdString(), none)) {
      count += entry.is_regular_file();
    }
    return count;
  }
  Result<ImportResult> import(ImportKind kind = ImportKind::Auto) const {
    ImportRequest request;
    request.paths = {scans()};
    request.slide.specimen = QStringLiteral("blood");
    request.kind = kind;
    request.operatorName = QStringLiteral("Ada");
    return importSlide(*casebook, request);
  }

 private:
  QTemporaryDir folder_;

 public:
  std::unique_ptr<casebook::Casebook> casebook;
};

// A violet nucleus in pale cytoplasm on a pale ground; another colour for each number.
inline cv::Mat drawCrop(int number, int side = 96) {
  cv::Mat image(side, side, CV_8UC3, cv::Scalar(228, 224, 226));
  cv::circle(image, {side / 2, side / 2}, side / 3, cv::Scalar(196, 186, 214), cv::FILLED, cv::LINE_AA);
  cv::circle(image, {side / 2, side / 2}, side / 5, cv::Scalar(96 + number % 20, 50 + number / 20, 140),
             cv::FILLED, cv::LINE_AA);
  return image;
}

// Pink red cells all over, and nucleated cells at these places.
inline cv::Mat drawField(const std::vector<cv::Point>& cells, cv::Size size = {640, 480}) {
  cv::Mat image(size, CV_8UC3, cv::Scalar(232, 226, 224));
  for (int y = 30; y < size.height; y += 52) {
    for (int x = 30 + (y % 3) * 9; x < size.width; x += 56) {
      cv::circle(image, {x, y}, 19, cv::Scalar(214, 160, 158), cv::FILLED, cv::LINE_AA);
      cv::circle(image, {x, y}, 7, cv::Scalar(226, 190, 188), cv::FILLED, cv::LINE_AA);
    }
  }
  for (const cv::Point& cell : cells) {
    cv::circle(image, cell, 38, cv::Scalar(190, 184, 216), cv::FILLED, cv::LINE_AA);
    cv::circle(image, cell, 25, cv::Scalar(92, 48, 136), cv::FILLED, cv::LINE_AA);
  }
  return image;
}

}  // namespace cellwise::workflow
