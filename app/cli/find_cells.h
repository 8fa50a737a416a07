// Finding cells on fields of view; evaluate measures it by the same options.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace cellwise::cli {

struct FindCellsArguments {
  std::string fields, annotations, json;
  std::string label = "WBC";
  double micrometresPerPixel = 0;
};

// Adds --fields, --annotations, --label and --scale; returns --fields.
CLI::Option* addFieldOptions(CLI::App& command, FindCellsArguments& arguments);

// Returns the exit status.
int findCells(const FindCellsArguments& arguments);

}  // namespace cellwise::cli
