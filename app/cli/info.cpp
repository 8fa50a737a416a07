// cellwise-cli info: what the program and a model are; parity with published backbones.
#include <cstdio>

#include "command.h"
#include "nn/fixture.h"

namespace cellwise::cli {

void addInfo(CLI::App& program, int& exitCode) {
  auto* command =
      program.add_subcommand("info", "About this program, a model, and parity with published networks");
  auto fixtures = std::make_shared<std::vector<std::string>>();
  command->add_option(
      "--verify", *fixtures,
      "fixtures: builds the network each describes, runs its input and prints the largest absolute "
      "difference to its features");
  command->callback([fixtures, &exitCode] {
    constexpr double kTolerance = 1e-4;
    for (const auto& file : *fixtures) {
      const auto report = nn::verifyFixture(file);
      if (!report) {
        exitCode = fail(report.error());
        continue;
      }
      const bool same = report->maxAbsoluteDifference <= kTolerance;
      std::printf("%s: %s %d px, %d images, %d features: max absolute difference %.3g (%s)\n", file.c_str(),
                  report->architecture.c_str(), report->inputSize, report->images, report->featureLength,
                  report->maxAbsoluteDifference, same ? "agrees" : "DIFFERS");
      if (!same) exitCode = kFailed;
    }
  });
}

}  // namespace cellwise::cli
