// --casebook FILE, for every command that works on one.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "casebook/casebook.h"
#include "command.h"
#include "model_option.h"

namespace cellwise::cli {

CLI::Option* addCasebookOption(CLI::App& command, std::string& file);
// --operator NAME: who answers for it in the audit log; by default the account's name.
void addOperatorOption(CLI::App& command, std::string& name);

// One that must be there; as far as it can be read where it may not be written.
// Errors: FileNotFound, those of Casebook::open.
Result<std::unique_ptr<casebook::Casebook>> openExisting(const std::string& file);

// Classifies the slide's waiting cells with a progress line and says what came out; returns the exit
// status.
int classifySlide(casebook::Casebook& casebook, casebook::Id slide, LoadedModel& model);

// "to review 27", "ready to sign": as the worklist says it.
std::string stateInWords(const casebook::SlideSummary& slide);

}  // namespace cellwise::cli
