#include "output.h"

#include <array>
#include <cstdio>

#include "model/file_io.h"
#include "workflow/paths.h"

namespace cellwise::cli {

CLI::Option* addJsonOption(CLI::App& command, std::string& file) {
  return command.add_option("--json", file, "write the result as JSON, - for standard output")
      ->type_name("FILE");
}

Json document(const char* command) {
  return {{"format", std::string("cellwise-") + command},
          {"schemaVersion", kJsonSchemaVersion},
          {"program", CELLWISE_VERSION}};
}

void describeModel(Json& document, const LoadedModel& model) {
  const auto& manifest = model.folder.manifest;
  Json classes = Json::array();
  for (const auto& each : manifest.scheme.classes) classes.push_back(each.id);
  document["model"] = {{"name", manifest.name},
                       {"version", manifest.version},
                       {"sha256", manifest.weightsSha256},
                       {"classes", classes},
                       {"c_th", manifest.thresholds.confidence},
                       {"d_th", manifest.thresholds.membership}};
  if (manifest.attributes) {
    Json& attributes = document["model"]["attributes"];
    for (std::size_t i = 0; i < manifest.attributes->figures.size(); ++i) {
      const auto& of = manifest.attributes->figures[i];
      attributes[manifest.attributes->scheme.attributes[i].id] = {{"n", of.n},
                                                                  {"accuracy", of.accuracy},
                                                                  {"balancedAccuracy", of.balancedAccuracy},
                                                                  {"baseline", of.baseline},
                                                                  {"byClass", of.byClass}};
    }
  }
  document["device"] = {{"name", model.device.name}, {"precision", model.device.precision}};
}

Json toJson(const std::vector<workflow::SkippedFile>& skipped) {
  Json list = Json::array();
  for (const auto& each : skipped) {
    list.push_back({{"path", workflow::toUtf8(each.file)},
                    {"error", name(each.reason.code)},
                    {"detail", each.reason.detail}});
  }
  return list;
}

void addShare(Json& object, const std::string& name, const workflow::Share& share) {
  object[name] = share.value;
  object[name + "95"] = {share.interval.low, share.interval.high};
}

Result<void> writeJson(const std::string& file, const Json& document) {
  // A path need not be valid UTF-8: what is not is replaced, not thrown about.
  const std::string text = document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (file == "-") {
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!written) return failure(ErrorCode::FileUnwritable, "standard output is closed");
    return {};
  }
  return writeText(file, text);
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? "\"\"" : std::string(1, c);
  return result + "\"";
}

std::string scoreColumns(const decision::Score& score, const decision::Thresholds& thresholds) {
  const auto decision = decision::decide(score.confidence, score.maxMembership, thresholds);
  const bool accepted = decision == decision::Decision::Accepted;
  char text[96];
  std::snprintf(text, sizeof text, "%.17g,%.17g,%s,%s", score.confidence, score.maxMembership,
                accepted ? "accepted" : "rejected", accepted ? "" : decision::name(decision));
  return text;
}

Result<void> writeText(const std::string& file, const std::string& text) {
  const std::array pieces = {std::as_bytes(std::span(text))};
  return model::replaceFile(file, pieces);
}

std::string inWords(const workflow::Share& share) {
  if (share.n == 0) return "no cells";
  char text[96];
  std::snprintf(text, sizeof text, "%6.2f %% (%.2f-%.2f), %lld of %lld", 100 * share.value,
                100 * share.interval.low, 100 * share.interval.high, static_cast<long long>(share.k),
                static_cast<long long>(share.n));
  return text;
}

void printSkipped(const std::vector<workflow::SkippedFile>& skipped) {
  for (const auto& each : skipped) {
    std::fprintf(stderr, "left out: %s: %s: %s\n", workflow::toUtf8(each.file).c_str(),
                 name(each.reason.code), each.reason.detail.c_str());
  }
}

}  // namespace cellwise::cli
