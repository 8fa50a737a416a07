// cellwise-cli curves: what the logs of trainings say, as plots.
#include "command.h"
#include "model/file_io.h"
#include "workflow/training_curves.h"

namespace cellwise::cli {

void addCurves(CLI::App& program, int& exitCode) {
  struct Arguments {
    std::vector<std::string> runs;
    std::string out;
  };
  auto* command =
      program.add_subcommand("curves", "Plot the loss and the accuracies of trainings over their epochs");
  auto a = std::make_shared<Arguments>();
  command->add_option("runs", a->runs, "folders of runs (train --run), or their log.jsonl")->required();
  command->add_option("--out", a->out, "page to write, one file that loads nothing")
      ->required()
      ->type_name("FILE.html");
  command->footer(
      "May be called while a training runs.\n\nExample:\n"
      "  cellwise-cli curves mine.cellmodel.run older.cellmodel.run --out curves.html");
  command->callback([a, &exitCode] {
    std::vector<workflow::TrainingLog> logs;
    for (const auto& run : a->runs) {
      auto log = workflow::readTrainingLog(run);
      if (!log) {
        exitCode = fail(log.error());
        return;
      }
      logs.push_back(std::move(*log));
    }
    const auto html = workflow::trainingCurvesHtml(logs);
    const std::span<const std::byte> pieces[] = {std::as_bytes(std::span(html))};
    const auto written = model::replaceFile(a->out, pieces);
    exitCode = written ? kOk : fail(written.error());
  });
}

}  // namespace cellwise::cli
