// The functions that need LibTorch, each handed on to the library, which is loaded at the first call: it
// takes half a second and more, on a thread where that is no matter.
#include <dlfcn.h>
#include <filesystem>

#include "network/table.h"

namespace cellwise {
namespace {

namespace fs = std::filesystem;

// Beside the installed program, else where it was built.
fs::path libraryFile() {
  std::error_code none;
  const fs::path program = fs::read_symlink("/proc/self/exe", none);
  const fs::path installed = program.parent_path() / CELLWISE_NETWORK_INSTALLED;
  return fs::exists(installed, none) ? installed.lexically_normal() : fs::path(CELLWISE_NETWORK_BUILT);
}

Result<const network::Table*> load() {
  const fs::path file = libraryFile();
  const auto problem = [&](const std::string& text) {
    return failure(ErrorCode::LibraryMissing, text, file.string());
  };
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return problem(dlerror());
  const auto door = reinterpret_cast<network::Door>(dlsym(library, "cellwise_network"));
  if (!door) return problem(dlerror());
  const network::Table* table = door();
  if (table->version != std::string(CELLWISE_VERSION))
    return problem("it is of version " + std::string(table->version) + ", the program of " CELLWISE_VERSION);
  return table;
}

// Thread-safe; stays loaded.
const Result<const network::Table*>& table() {
  static const Result<const network::Table*> loaded = load();
  return loaded;
}

}  // namespace

Result<std::unique_ptr<inference::Engine>> inference::makeEngine(const model::ModelFolder& model,
                                                                 const ClassifierOptions& options) {
  if (!table()) return tl::make_unexpected(table().error());
  return (*table())->makeEngine(model, options);
}

Result<model::Manifest> training::train(const TrainingOptions& options, const Split& split,
                                        const Split& extra, const fs::path& modelFolder,
                                        const std::map<std::string, std::string>& provenance,
                                        const std::function<void(const TrainingState&)>& progress,
                                        std::stop_token stop) {
  if (!table()) return tl::make_unexpected(table().error());
  return (*table())->train(options, split, extra, modelFolder, provenance, progress, stop);
}

Result<model::Manifest> training::trainAttributes(const model::ModelFolder& from, const Split& split,
                                                  const AttributeLabels& labels,
                                                  const model::AttributeScheme& scheme, const fs::path& to,
                                                  const AttributeOptions& options,
                                                  const ProgressCallback& progress, std::stop_token stop) {
  if (!table()) return tl::make_unexpected(table().error());
  return (*table())->trainAttributes(from, split, labels, scheme, to, options, progress, stop);
}

Result<nn::FixtureReport> nn::verifyFixture(const fs::path& file) {
  if (!table()) return tl::make_unexpected(table().error());
  return (*table())->verifyFixture(file);
}

}  // namespace cellwise
