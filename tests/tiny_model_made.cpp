#include <cstdlib>
#include <stdexcept>
#include <string>

#include "tiny_model.h"

namespace cellwise::test {

model::Manifest writeTinyModel(const std::filesystem::path& folder, unsigned seed) {
  const std::string command = CELLWISE_MAKE_TINY_MODEL " '" + folder.string() + "' " + std::to_string(seed);
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
  const auto opened = model::openModelFolder(folder);
  if (!opened) throw std::runtime_error(describe(opened.error()));
  return opened->manifest;
}

}  // namespace cellwise::test
