// Between std::filesystem and Qt, by UTF-8; and where a laboratory's own tables lie.
#pragma once

#include <QStandardPaths>
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

// The folder of the user's own tables, the same for every program of Cellwise: Cellwise in that of the
// user's settings, whatever a program calls itself.
inline std::filesystem::path configFolder() {
  return toPath(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)) / "Cellwise";
}

}  // namespace cellwise::workflow
