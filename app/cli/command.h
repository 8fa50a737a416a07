// What every command of cellwise-cli shares: how it is added, how it ends, how it shows progress.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <stop_token>
#include <string>

#include "base/progress.h"
#include "base/result.h"

namespace cellwise::cli {

// A command's exit status; printed by --help of the program.
enum ExitCode {
  kOk = 0,
  kFailed = 1,       // nothing useful was done; standard error says why
  kUsage = 2,        // the command line is wrong
  kPartly = 3,       // done, but some inputs were left out; standard error lists them
  kCancelled = 130,  // Ctrl+C
};

// Each adds its subcommand; `exitCode` is set when it ran.
void addInfo(CLI::App& program, int& exitCode);
void addClassify(CLI::App& program, int& exitCode);
void addEvaluate(CLI::App& program, int& exitCode);
void addEmbed(CLI::App& program, int& exitCode);
void addCalibrate(CLI::App& program, int& exitCode);
void addFindCells(CLI::App& program, int& exitCode);
void addImport(CLI::App& program, int& exitCode);
void addReport(CLI::App& program, int& exitCode);
void addTrain(CLI::App& program, int& exitCode);
void addTrainAttributes(CLI::App& program, int& exitCode);
void addModels(CLI::App& program, int& exitCode);
void addCurves(CLI::App& program, int& exitCode);
void addStudy(CLI::App& program, int& exitCode);
void addSynthesize(CLI::App& program, int& exitCode);
void addCasebook(CLI::App& program, int& exitCode);
void addUsers(CLI::App& program, int& exitCode);
void addExport(CLI::App& program, int& exitCode);

// Prints the error on standard error; returns kFailed, or kCancelled for a cancelled one.
int fail(const Error& error);

// Asked to stop by Ctrl+C or SIGTERM.
std::stop_token stopToken();

// A progress line on standard error: a bar on a terminal, a line every tenth elsewhere.
class ProgressBar {
 public:
  explicit ProgressBar(std::string label);
  ~ProgressBar();
  void update(const Progress& progress, const std::string& suffix = {});
  ProgressCallback callback();

 private:
  std::string label_;
  bool terminal_;
  bool drawn_ = false;
  int lastTenth_ = -1;
  std::chrono::steady_clock::time_point lastDraw_{};
};

}  // namespace cellwise::cli
