// A folder that is gone when the test is over.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <unistd.h>

struct TemporaryFolder {
  std::filesystem::path path;
  TemporaryFolder() {
    static std::atomic<int> counter{0};
    path = std::filesystem::temp_directory_path() /
           ("cellwise-\u6a21\u578b-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
    std::filesystem::create_directories(path);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  int entries() const {
    return static_cast<int>(std::distance(std::filesystem::directory_iterator(path), {}));
  }
};
