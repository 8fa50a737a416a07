#include "class_map.h"

namespace cellwise::cli {

CLI::Option* addClassMap(CLI::App& command, training::ClassMap& map) {
  const auto read = [&map](const std::vector<std::string>& entries) {
    for (const std::string& entry : entries) {
      const auto equals = entry.find('=');
      if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size()) {
        throw CLI::ValidationError("--map", "'" + entry + "' is not FROM=TO");
      }
      const std::string from = entry.substr(0, equals), to = entry.substr(equals + 1);
      if (const auto [known, added] = map.emplace(from, to); !added && known->second != to) {
        throw CLI::ValidationError("--map",
                                   "'" + from + "' is mapped to both " + known->second + " and " + to);
      }
    }
  };
  return command
      .add_option_function<std::vector<std::string>>("--map", read,
                                                     "classes renamed or merged before they are compared")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FROM=TO,...");
}

}  // namespace cellwise::cli
