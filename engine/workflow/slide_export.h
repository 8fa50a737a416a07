// What goes out of a casebook to other programs: a slide's report as a message, and cells with their classes.
#pragma once

#include <QString>

#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "casebook/casebook.h"
#include "exchange/report_message.h"

namespace cellwise::workflow {

enum class ExportFormat {
  Fhir,         // one slide's report, a file
  Hl7,          // one slide's report, a file
  ImageFolder,  // a folder for each class with the cells' pictures, and cells.csv
  Coco,         // images and annotations.json
  GeoJson,      // images, each with a file of its cells
};
const char* name(ExportFormat format);  // "fhir", "hl7", "imagefolder", "coco", "geojson"
std::optional<ExportFormat> exportFormat(const QString& name);
inline bool isMessage(ExportFormat format) {
  return format == ExportFormat::Fhir || format == ExportFormat::Hl7;
}

enum class ExportedCells {
  Confirmed,  // by an expert
  Counted,    // and those that the model accepted
  All,        // and those to review, as what the model takes them for, or without a class
};

struct ExportRequest {
  ExportFormat format = ExportFormat::Fhir;
  // Messages: exactly one slide. Cells: these slides, none: every slide.
  std::vector<casebook::Id> slides;
  QString out;  // messages: the file, replaced whole; cells: a folder, new or empty, that appears whole
  // --- messages
  bool draft = false;  // the slide as it is now, as preliminary; else the latest signed version
  bool pdf = false;    // FHIR: the report attached
  exchange::Identifier identifier = exchange::Identifier::Sample;
  exchange::Hl7Options hl7;
  QString operatorName;
  // --- cells
  ExportedCells cells = ExportedCells::Confirmed;
};

struct ExportResult {
  int slides = 0, images = 0, cells = 0;
  std::optional<exchange::MessageStatus> status;  // of a message
  int version = 0;                                // of the signature sent; 0: a draft
  QString codes;                                  // the table used: its file
  struct Unreadable {                             // left out
    casebook::Id slide = 0, cell = 0;             // cell 0: a whole image
    Error reason;
  };
  std::vector<Unreadable> unreadable;
};

// Nothing of it is half-written: a stop or an error leaves out as it was. Progress counts images or cells.
// A PDF needs a QGuiApplication.
// Errors: Cancelled; ArgumentInvalid (not one slide); NotFound (no slide, never signed, no cell to export);
// FileUnwritable (out, also a folder that holds something); those of the table of codes, the casebook and
// the content.
Result<ExportResult> exportSlides(casebook::Casebook& casebook, const ExportRequest& request,
                                  const ProgressCallback& progress = {}, std::stop_token stop = {});

// The laboratory's own table of codes, codes.json in configFolder().
std::filesystem::path ownCodeTable();
// That where it is there, else the shipped one; `file` becomes its path.
Result<exchange::CodeTable> tableOfCodes(QString* file = nullptr);

}  // namespace cellwise::workflow
