// cellwise-cli models: what models there are, what they were trained on and are worth.
#include <cstdio>

#include "command.h"
#include "output.h"
#include "workflow/model_library.h"
#include "workflow/paths.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  std::string folder, json;
};

std::string of(const std::map<std::string, std::string>& values, const char* key) {
  const auto it = values.find(key);
  return it == values.end() ? std::string() : it->second;
}

int run(const Arguments& a) {
  const auto folder = a.folder.empty() ? workflow::userModelFolder() : std::filesystem::path(a.folder);
  const auto list = workflow::listModels(folder);
  for (const auto& error : list.unreadable) std::fprintf(stderr, "left out: %s\n", describe(error).c_str());
  const int status = list.unreadable.empty() ? kOk : kPartly;
  if (!a.json.empty()) {
    Json json = document("models");
    json["folder"] = workflow::toUtf8(folder);
    json["models"] = Json::array();
    for (const auto& each : list.models) {
      const auto& m = each.folder.manifest;
      Json row = {{"name", m.name},
                  {"version", m.version},
                  {"sha256", m.weightsSha256},
                  {"path", workflow::toUtf8(each.folder.path)},
                  {"shipped", each.shipped},
                  {"usable", each.usable()},
                  {"scheme", m.scheme.id},
                  {"c_th", m.thresholds.confidence},
                  {"d_th", m.thresholds.membership},
                  {"provenance", m.provenance},
                  {"figures", m.figures}};
      row["comparison"] = each.comparison ? Json::parse(workflow::toJson(*each.comparison)) : Json();
      json["models"].push_back(row);
    }
    if (auto written = writeJson(a.json, json); !written) return fail(written.error());
    return status;
  }
  for (const auto& each : list.models) {
    const auto& m = each.folder.manifest;
    std::printf("%s %s%s\n  %s\n  SHA-256 %s\n", m.name.c_str(), m.version.c_str(),
                each.shipped ? " (shipped)" : "", workflow::toUtf8(each.folder.path).c_str(),
                m.weightsSha256.c_str());
    std::printf("  trained on %s%s\n",
                of(m.provenance, "data").empty() ? "data that the manifest does not name"
                                                 : of(m.provenance, "data").c_str(),
                of(m.provenance, "learned.from").empty()
                    ? ""
                    : (", from " + of(m.provenance, "learned.from")).c_str());
    const auto n = m.figures.find("test.n"), accuracy = m.figures.find("test.accuracy");
    if (n != m.figures.end() && accuracy != m.figures.end())
      std::printf("  test: accuracy %.2f %%, n = %.0f\n", 100 * accuracy->second, n->second);
    if (each.comparison) {
      const auto& c = *each.comparison;
      std::printf("  against %s %s on %lld held-out cells: accuracy %.2f %% -> %.2f %%\n",
                  c.before.name.c_str(), c.before.version.c_str(), static_cast<long long>(c.cells),
                  100 * c.before.accuracy.value, 100 * c.after.accuracy.value);
    } else if (!each.shipped) {
      std::printf("  not compared with the model before it: the window does not offer it for new slides\n");
    }
  }
  return status;
}

}  // namespace

void addModels(CLI::App& program, int& exitCode) {
  auto* command = program.add_subcommand("models", "List the models: shipped and learned here");
  auto a = std::make_shared<Arguments>();
  command
      ->add_option("--folder", a->folder,
                   "where the learned ones are (default: $CELLWISE_MODELS, else cellwise/models in the "
                   "user's data folder)")
      ->type_name("DIR");
  addJsonOption(*command, a->json);
  command->footer("Example:\n  cellwise-cli models --json -");
  command->callback([a, &exitCode] { exitCode = run(*a); });
}

}  // namespace cellwise::cli
