// What the commands write: JSON for scripts (docs/command-line.md), lists of what was left out.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "model_option.h"
#include "workflow/evaluation.h"
#include "workflow/slide_import.h"

namespace cellwise::cli {

using Json = nlohmann::ordered_json;

// Bumped when a field goes or changes its meaning, not when one is added.
inline constexpr int kJsonSchemaVersion = 1;

// --json FILE, with - for standard output.
CLI::Option* addJsonOption(CLI::App& command, std::string& file);

// {"format": "cellwise-<command>", "schemaVersion": 1, "program": "0.1.0"}: every document begins so.
Json document(const char* command);
// Adds "model" and "device".
void describeModel(Json& document, const LoadedModel& model);
// [{"path", "error", "detail"}]
Json toJson(const std::vector<workflow::SkippedFile>& skipped);
// Adds NAME: value and NAME95: [low, high].
void addShare(Json& object, const std::string& name, const workflow::Share& share);
// A file is replaced whole. Errors: FileUnwritable.
Result<void> writeJson(const std::string& file, const Json& document);

// A CSV's field, in quotes where it needs them.
std::string quoted(const std::string& text);
// Four of them: c, max D, decision, reason.
std::string scoreColumns(const decision::Score& score, const decision::Thresholds& thresholds);
// A file is replaced whole. Errors: FileUnwritable.
Result<void> writeText(const std::string& file, const std::string& text);

// "94.31 % (92.10-96.02), 750 of 795"
std::string inWords(const workflow::Share& share);
// On standard error, one line a file.
void printSkipped(const std::vector<workflow::SkippedFile>& skipped);

}  // namespace cellwise::cli
