// --map FROM=TO,...: classes renamed or merged, written the same way in every command.
#pragma once

#include <CLI/CLI.hpp>

#include "training/index.h"

namespace cellwise::cli {

// Adds --map to the command; `map` must live as long as it. May be given several times. An entry that
// is not FROM=TO, or a class that is mapped twice to different ones, is a usage error.
CLI::Option* addClassMap(CLI::App& command, training::ClassMap& map);

}  // namespace cellwise::cli
