#define CATCH_CONFIG_RUNNER
#include <QApplication>
#include <QLocale>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <catch2/catch.hpp>

#include "style/theme.h"

// Settings and data of the person who runs the tests stay untouched.
int main(int argc, char** argv) {
  if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("LC_ALL", "C.UTF-8");
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("Cellwise tests"));
  QApplication::setOrganizationName(QStringLiteral("Cellwise"));
  QStandardPaths::setTestModeEnabled(true);
  const QTemporaryDir settings;
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  QSettings().setValue(QStringLiteral("review/auditShare"), 0);  // but for the tests of it
  QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
  cellwise::ui::applyTheme(application, cellwise::ui::ThemeChoice::Light);
  return Catch::Session().run(argc, argv);
}
