// Between std::filesystem and Qt, by UTF-8.
#pragma once

#include <QString>

#include <filesystem>
#include <string>

namespace cellwise::workflow {

inline std::string toUtf8(const std::filesystem::path& path) {
  const auto text = path.u8string();
  return {text.begin(), text.end()};
}

inline QString toQString(const std::filesystem::path& path) {
  return QString::fromStdString(toUtf8(path));
}

inline std::filesystem::path toPath(const QString& text) {
  return {text.toStdU16String()};
}

}  // namespace cellwise::workflow
