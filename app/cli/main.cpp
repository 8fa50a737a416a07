// cellwise-cli: the engine without the window. One file a command.
#include <QGuiApplication>

#include <cstdio>

#include "command.h"
#include "network/prepare.h"

int main(int argc, char** argv) {
  cellwise::network::chooseBlasKernels();
  // Reports are painted with Qt's fonts; no display is needed for that.
  if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  // What Qt remarks on a bare environment (no runtime folder, C locale) is of no use to a script.
  const auto messages =
      qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
        if (type == QtCriticalMsg || type == QtFatalMsg)
          std::fprintf(stderr, "%s\n", text.toUtf8().constData());
      });
  QGuiApplication application(argc, argv);
  qInstallMessageHandler(messages);
  QGuiApplication::setApplicationName("Cellwise");
  QGuiApplication::setApplicationVersion(CELLWISE_VERSION);

  CLI::App program(
      "Cellwise: blood and bone marrow cells, classified by Cross-CCL, with the uncertain ones left to an "
      "expert.\n"
      "For research use until validated.",
      "cellwise-cli");
  program.set_version_flag("--version", CELLWISE_VERSION);
  program.require_subcommand(1);
  program.footer(
      "From a folder of images to a differential:\n"
      "  cellwise-cli import --casebook lab.cellwise --sample S-17 images/\n"
      "  cellwise-cli report --casebook lab.cellwise --slide 1 --out S-17\n"
      "Exit status: 0 done; 1 failed, standard error says why; 2 wrong command line;\n"
      "3 done, but some inputs were left out and are listed; 130 stopped by Ctrl+C.");
  int exitCode = cellwise::cli::kOk;
  using namespace cellwise::cli;
  for (const auto add : {addInfo, addClassify, addEvaluate, addEmbed, addCalibrate, addFindCells, addImport,
                         addReport, addExport, addTrain, addTrainAttributes, addModels, addCurves, addStudy,
                         addSynthesize, addCasebook, addUsers}) {
    add(program, exitCode);
  }
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? kOk : kUsage;
  }
  return exitCode;
}
