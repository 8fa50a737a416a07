// For cases that paint.
#pragma once

#include <QGuiApplication>

#include <catch2/catch.hpp>

namespace cellwise::test {

// Fonts need an application; made once, and only by the cases that paint.
inline void startGui() {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("TZ", "UTC");
  static int argc = 1;
  static char program[] = "test_reporting";
  static char* argv[] = {program, nullptr};
  static auto* application = new QGuiApplication(argc, argv);
  REQUIRE(application);
}

}  // namespace cellwise::test
