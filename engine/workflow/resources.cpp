#include <cstdlib>

#include "workflow/slide_classification.h"

namespace cellwise::workflow {

namespace fs = std::filesystem;

Result<fs::path> resource(const std::string& relativePath) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  std::vector<fs::path> roots;
  if (!error) roots.push_back(program.parent_path().parent_path() / "share" / "cellwise");
  roots.emplace_back(CELLWISE_RESOURCE_DIR);
  for (const fs::path& root : roots) {
    if (fs::exists(root / relativePath, error)) return root / relativePath;
  }
  return failure(ErrorCode::NotFound, "not installed with the program", relativePath);
}

Result<model::ModelFolder> defaultModel() {
  if (const char* named = std::getenv("CELLWISE_MODEL"); named && *named)
    return model::openModelFolder(named);
  return resource("models/blood-11.cellmodel").and_then(model::openModelFolder);
}

}  // namespace cellwise::workflow
