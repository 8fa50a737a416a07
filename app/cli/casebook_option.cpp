#include "casebook_option.h"

#include <QFileInfo>

#include <cstdio>

#include "workflow/slide_classification.h"

namespace cellwise::cli {

CLI::Option* addCasebookOption(CLI::App& command, std::string& file) {
  return command.add_option("--casebook", file, "the laboratory's record, one file")
      ->type_name("FILE")
      ->required();
}

void addOperatorOption(CLI::App& command, std::string& name) {
  for (const char* variable : {"USER", "LOGNAME"}) {
    if (const char* account = std::getenv(variable); name.empty() && account) name = account;
  }
  if (name.empty()) name = "unknown";
  command.add_option("--operator", name, "who answers for it in the audit log")->capture_default_str();
}

Result<std::unique_ptr<casebook::Casebook>> openExisting(const std::string& file) {
  const QString path = QString::fromStdString(file);
  if (!QFileInfo::exists(path)) return failure(ErrorCode::FileNotFound, "no such casebook", file);
  auto opened = casebook::Casebook::open(path);
  if (!opened && opened.error().code == ErrorCode::FileUnwritable)
    return casebook::Casebook::openReadOnly(path);
  return opened;
}

int classifySlide(casebook::Casebook& casebook, casebook::Id slide, LoadedModel& model) {
  Result<workflow::ClassificationResult> result;
  {
    ProgressBar bar("classifying");
    workflow::ClassificationCallbacks callbacks;
    callbacks.progress = bar.callback();
    callbacks.notice = [](const std::string& notice) { std::fprintf(stderr, "\n%s\n", notice.c_str()); };
    result =
        workflow::classifySlide(casebook, slide, *model.classifier, model.folder, callbacks, stopToken());
  }
  if (!result) return fail(result.error());
  const auto& manifest = model.folder.manifest;
  std::printf("classified %d cells in %.1f s (first results after %.1f s) by %s %s on %s\n",
              result->classified, result->seconds, result->secondsToFirst, manifest.name.c_str(),
              manifest.version.c_str(), model.device.name.c_str());
  const auto summary = casebook.slide(slide);
  if (!summary) return fail(summary.error());
  std::printf("%d of %d cells to review\n", summary->toReview, summary->cells);
  if (result->failed > 0) std::fprintf(stderr, "%d cells could not be classified\n", result->failed);
  return result->failed > 0 ? kPartly : kOk;
}

std::string stateInWords(const casebook::SlideSummary& slide) {
  switch (slide.state()) {
    case casebook::SlideState::Imported: return "imported";
    case casebook::SlideState::Classifying:
      return "classified " + std::to_string(slide.classified) + "/" + std::to_string(slide.cells);
    case casebook::SlideState::ToReview: return "to review " + std::to_string(slide.toReview);
    case casebook::SlideState::ReadyToSign: return "ready to sign";
    case casebook::SlideState::Signed: {
      const std::string version = ", version " + std::to_string(slide.signedVersion);
      switch (slide.signedKind) {
        case casebook::SignatureKind::Preparation: return "prepared, not released" + version;
        case casebook::SignatureKind::Preliminary: return "preliminary, not released" + version;
        case casebook::SignatureKind::Release: return "signed" + version;
      }
    }
  }
  return {};
}

}  // namespace cellwise::cli
