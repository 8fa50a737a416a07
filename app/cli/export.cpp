// cellwise-cli export: a slide's report for another system, cells with their classes for another program.
#include <cstdio>

#include "casebook_option.h"
#include "command.h"
#include "workflow/slide_export.h"

namespace cellwise::cli {
namespace {

using workflow::ExportedCells;
using workflow::ExportFormat;

struct Arguments {
  std::string casebook, operatorName, format, out, version = "2.5.1", identifier = "sample",
                                                   cells = "confirmed", facility, receiver, receiverFacility;
  std::vector<casebook::Id> slides;
  bool draft = false, pdf = false;
};

const std::map<std::string, ExportedCells>& choices() {
  static const std::map<std::string, ExportedCells> map = {{"confirmed", ExportedCells::Confirmed},
                                                           {"counted", ExportedCells::Counted},
                                                           {"all", ExportedCells::All}};
  return map;
}

const char* inWords(exchange::MessageStatus status) {
  switch (status) {
    case exchange::MessageStatus::Preliminary: return "preliminary, not signed";
    case exchange::MessageStatus::Final: return "final";
    case exchange::MessageStatus::Corrected: return "corrected";
    case exchange::MessageStatus::Amended: return "amended";
  }
  return "";
}

int run(const Arguments& a) {
  workflow::ExportRequest request;
  request.format = *workflow::exportFormat(QString::fromStdString(a.format));
  request.slides = a.slides;
  request.out = QString::fromStdString(a.out);
  request.draft = a.draft;
  request.pdf = a.pdf;
  request.operatorName = QString::fromStdString(a.operatorName);
  request.cells = choices().at(a.cells);
  request.identifier =
      a.identifier == "patient" ? exchange::Identifier::Patient : exchange::Identifier::Sample;
  request.hl7.version = *exchange::hl7Version(QString::fromStdString(a.version));
  request.hl7.sendingFacility = QString::fromStdString(a.facility);
  request.hl7.receivingApplication = QString::fromStdString(a.receiver);
  request.hl7.receivingFacility = QString::fromStdString(a.receiverFacility);
  const bool message = workflow::isMessage(request.format);
  if (message && a.slides.size() != 1) {
    std::fprintf(stderr, "cellwise-cli: %s is of one slide: name it with --slide\n", a.format.c_str());
    return kUsage;
  }
  const auto casebook = openExisting(a.casebook);
  if (!casebook) return fail(casebook.error());
  Result<workflow::ExportResult> result;
  {
    ProgressBar bar("exporting");
    result = workflow::exportSlides(**casebook, request, bar.callback(), stopToken());
  }
  if (!result) return fail(result.error());
  if (message) {
    std::printf("%s: %s", a.out.c_str(), inWords(*result->status));
    if (result->version > 0) std::printf(", version %d", result->version);
    std::printf(", %d cells; codes of %s\n", result->cells, result->codes.toUtf8().constData());
    return kOk;
  }
  std::printf("%s: %d cells on %d images of %d slides\n", a.out.c_str(), result->cells, result->images,
              result->slides);
  for (const auto& left : result->unreadable) {
    std::fprintf(stderr, "left out of slide %lld: %s\n", static_cast<long long>(left.slide),
                 describe(left.reason).c_str());
  }
  return result->unreadable.empty() ? kOk : kPartly;
}

}  // namespace

void addExport(CLI::App& program, int& exitCode) {
  auto* command = program.add_subcommand(
      "export", "Write a slide's report for another system, or cells with their classes");
  auto a = std::make_shared<Arguments>();
  addCasebookOption(*command, a->casebook);
  command
      ->add_option("--format", a->format,
                   "fhir: FHIR R4 bundle; hl7: HL7 v2 ORU^R01; imagefolder, coco, geojson: cells")
      ->check(CLI::IsMember({"fhir", "hl7", "imagefolder", "coco", "geojson"}))
      ->required();
  command
      ->add_option("--slide", a->slides,
                   "its number, as casebook list shows it; of cells several, or all if none is named")
      ->delimiter(',');
  command->add_option("--out", a->out, "the file of a message; a new folder for cells")
      ->type_name("PATH")
      ->required();
  command
      ->add_option("--cells", a->cells, "confirmed by an expert; counted: and accepted; all: and to review")
      ->check(CLI::IsMember(choices()))
      ->capture_default_str();
  command->add_flag("--draft", a->draft, "a message of the slide as it is now, marked preliminary");
  command->add_flag("--pdf", a->pdf, "attach the report as PDF (fhir)");
  command->add_option("--hl7-version", a->version, "2.3.1, 2.4, 2.5, 2.5.1")
      ->check(CLI::IsMember({"2.3.1", "2.4", "2.5", "2.5.1"}))
      ->capture_default_str();
  command->add_option("--identifier", a->identifier, "whose identifier was typed: sample, patient")
      ->check(CLI::IsMember({"sample", "patient"}))
      ->capture_default_str();
  command->add_option("--sending-facility", a->facility, "MSH-4")->type_name("NAME");
  command->add_option("--receiving-application", a->receiver, "MSH-5")->type_name("NAME");
  command->add_option("--receiving-facility", a->receiverFacility, "MSH-6")->type_name("NAME");
  addOperatorOption(*command, a->operatorName);
  command->footer(
      "A message carries the latest signed version as it was signed; later changes are not in it. Codes are "
      "those of\nresources/codes/codes.json, or of your own copy in ~/.config/Cellwise/codes.json.\n\n"
      "Examples:\n"
      "  cellwise-cli export --casebook lab.cellwise --format fhir --slide 1 --out S-17.json --pdf\n"
      "  cellwise-cli export --casebook lab.cellwise --format coco --out confirmed-cells");
  command->callback([a, &exitCode] { exitCode = run(*a); });
}

}  // namespace cellwise::cli
