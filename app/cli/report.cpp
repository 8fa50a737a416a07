// cellwise-cli report: a slide's differential as PDF, CSV and JSON.
#include <QDateTime>

#include <cstdio>

#include "casebook_option.h"
#include "command.h"
#include "reporting/report_writer.h"
#include "workflow/report_content.h"

namespace cellwise::cli {
namespace {

struct Arguments {
  std::string casebook, operatorName, out;
  casebook::Id slide = 0;
  reporting::Language language = reporting::Language::English;
  reporting::PageSize page = reporting::PageSize::A4;
};

const std::map<std::string, reporting::Language> kLanguages = {{"en", reporting::Language::English},
                                                               {"zh", reporting::Language::Chinese}};
const std::map<std::string, reporting::PageSize> kPages = {{"A4", reporting::PageSize::A4},
                                                           {"Letter", reporting::PageSize::Letter}};

// What was signed stands for the slide as long as nothing changed since.
Result<reporting::Differential> differentialOf(casebook::Casebook& casebook,
                                               const casebook::SlideSummary& slide,
                                               const std::vector<casebook::CellRecord>& cells,
                                               const std::vector<casebook::ImageRecord>& images,
                                               const Arguments& a, reporting::ReportOptions& options) {
  if (slide.state() == casebook::SlideState::Signed) {
    const auto signatures = casebook.signatures(slide.id);
    if (!signatures) return tl::make_unexpected(signatures.error());
    options.signature = signatures->back();
    return reporting::differentialFromJson(options.signature->content);
  }
  if (slide.signedVersion > 0) {
    std::fprintf(stderr, "changed since version %d was signed: this report is not signed\n",
                 slide.signedVersion);
  }
  return workflow::reportNow(casebook, slide, cells, images, QString::fromStdString(a.operatorName),
                             QDateTime::currentDateTimeUtc());
}

void addImages(workflow::ReportImages images, reporting::ReportOptions& options) {
  for (const auto& missing : images.missing) {
    const std::string what =
        missing.cell ? "no picture of cell " + std::to_string(missing.cell) : std::string("no logo");
    std::fprintf(stderr, "%s: %s\n", what.c_str(), describe(missing.reason).c_str());
  }
  options.images = std::move(images.cells);
  options.logo = std::move(images.logo);
}

int run(const Arguments& a) {
  const auto casebook = openExisting(a.casebook);
  if (!casebook) return fail(casebook.error());
  const auto slide = (*casebook)->slide(a.slide);
  if (!slide) return fail(slide.error());
  const auto cells = (*casebook)->cells(a.slide);
  if (!cells) return fail(cells.error());
  const auto images = (*casebook)->images(a.slide);
  if (!images) return fail(images.error());
  reporting::ReportOptions options;
  options.language = a.language;
  options.pageSize = a.page;
  const auto differential = differentialOf(**casebook, *slide, *cells, *images, a, options);
  if (!differential) return fail(differential.error());
  addImages(workflow::reportImages(**casebook, *cells, *images, *differential), options);

  const QString prefix = QString::fromStdString(a.out);
  const QString pdf = prefix + QStringLiteral(".pdf"), csv = prefix + QStringLiteral(".csv"),
                json = prefix + QStringLiteral(".json");
  auto written = reporting::writePdf(pdf, *differential, options);
  if (written) written = reporting::writeCsv(csv, *differential, options.signature);
  if (written) written = reporting::writeJson(json, *differential, options.signature);
  if (!written) return fail(written.error());
  for (const QString& file : {pdf, csv, json}) std::printf("%s\n", file.toUtf8().constData());
  std::fprintf(stderr, "%d cells: %d in the differential, %d outside it, %d to review; %s\n",
               differential->cells, differential->counted, differential->outside, differential->unresolved,
               options.signature ? "signed" : "not signed");
  return kOk;
}

}  // namespace

void addReport(CLI::App& program, int& exitCode) {
  auto* command = program.add_subcommand("report", "Write a slide's differential as PDF, CSV and JSON");
  auto a = std::make_shared<Arguments>();
  addCasebookOption(*command, a->casebook);
  command->add_option("--slide", a->slide, "its number, as casebook list shows it")->required();
  command->add_option("--out", a->out, "files to write: PREFIX.pdf, PREFIX.csv, PREFIX.json")
      ->type_name("PREFIX")
      ->required();
  command->add_option("--language", a->language, "of the PDF: en, zh")
      ->transform(CLI::CheckedTransformer(kLanguages))
      ->type_name("LANG");
  command->add_option("--page", a->page, "A4, Letter")
      ->transform(CLI::CheckedTransformer(kPages))
      ->type_name("SIZE");
  addOperatorOption(*command, a->operatorName);
  command->footer(
      "A signed slide that nobody changed since is written as it was signed; any other is marked as not "
      "signed.\n"
      "Signing is done in the window. The files are described in docs/report-files.md.\n\n"
      "Example:\n"
      "  cellwise-cli report --casebook lab.cellwise --slide 1 --out S-17 --language zh");
  command->callback([a, &exitCode] { exitCode = run(*a); });
}

}  // namespace cellwise::cli
