// The desktop program: options, settings, the window first, then the model.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QTimer>

#include "bridge/people.h"
#include "bridge/workspace.h"
#include "network/prepare.h"
#include "shell/main_window.h"

using namespace cellwise;

namespace {

QString defaultCasebook() {
  const QString kept = QSettings().value(QStringLiteral("casebook/file")).toString();
  if (!kept.isEmpty() && QFileInfo::exists(kept)) return kept;
  return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation))
      .filePath(QStringLiteral("cellwise.casebook"));
}

}  // namespace

int main(int argc, char** argv) {
  network::chooseBlasKernels();
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("Cellwise"));
  QApplication::setOrganizationName(QStringLiteral("Cellwise"));
  QApplication::setApplicationVersion(QStringLiteral(CELLWISE_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("cellwise"));

  QCommandLineParser parser;
  parser.setApplicationDescription(
      QStringLiteral("Review of blood and bone marrow cells by human and machine. For research use only."));
  parser.addHelpOption();
  parser.addVersionOption();
  const QCommandLineOption casebook(QStringLiteral("casebook"), QStringLiteral("Open or make this casebook."),
                                    QStringLiteral("FILE"));
  const QCommandLineOption model(QStringLiteral("model"), QStringLiteral("Use the model in this folder."),
                                 QStringLiteral("DIR"));
  const QCommandLineOption import(QStringLiteral("import"),
                                  QStringLiteral("Import these images; may be given several times."),
                                  QStringLiteral("PATH"));
  const QCommandLineOption demo(QStringLiteral("demo"), QStringLiteral("Open the demonstration slide."));
  const QCommandLineOption language(QStringLiteral("language"), QStringLiteral("en or zh_CN; kept."),
                                    QStringLiteral("CODE"));
  const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("system, light or dark; kept."),
                                 QStringLiteral("NAME"));
  parser.addOptions({casebook, model, import, demo, language, theme});
  parser.process(application);

  QSettings settings;
  if (parser.isSet(language)) settings.setValue(QStringLiteral("interface/language"), parser.value(language));
  if (parser.isSet(theme)) settings.setValue(QStringLiteral("interface/theme"), parser.value(theme));
  ui::MainWindow::applySettings();

  ui::Workspace workspace;
  ui::MainWindow window(workspace);
  window.show();

  // The window is there before a disk is waited for or torch is loaded.
  QTimer::singleShot(0, &window, [&] {
    workspace.openCasebook(parser.isSet(casebook) ? parser.value(casebook) : defaultCasebook());
    if (parser.isSet(model) || qEnvironmentVariableIsSet("CELLWISE_MODEL")) {
      workspace.loadModel(parser.value(model));
    } else {
      workspace.loadChosenModel();
    }
  });
  // Once the slides are listed: the demonstration may be among them.
  const auto start = std::make_shared<QMetaObject::Connection>();
  const auto begin = [&] {
    if (parser.isSet(demo)) window.openDemonstration();
    if (parser.isSet(import)) window.importPaths(parser.values(import));
  };
  *start = QObject::connect(&workspace, &ui::Workspace::slidesListed, &window, [&, start, begin] {
    QObject::disconnect(*start);
    if (!workspace.people()->screenClosed()) return begin();
    *start = QObject::connect(workspace.people(), &ui::People::entered, &window, [start, begin] {
      QObject::disconnect(*start);
      begin();
    });
  });
  return QApplication::exec();
}
