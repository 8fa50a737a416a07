// The report on paper and as files. All writers go through QSaveFile: a stop leaves no half file.
// The files' formats are described in docs/report-files.md.
#pragma once

#include <QImage>
#include <QString>

#include <map>
#include <optional>
#include <vector>

#include "base/result.h"
#include "reporting/differential.h"
#include "reporting/report_text.h"

class QPagedPaintDevice;

namespace cellwise::reporting {

enum class PageSize { A4, Letter };

struct ReportOptions {
  Language language = Language::English;
  PageSize pageSize = PageSize::A4;
  // Of the cells that differential.pictures names; one that is not here is printed as missing.
  std::map<casebook::Id, QImage> images;
  QImage logo;  // the one that differential.laboratory names
  // Present on a signed report: printed name, time and meaning stand on it with the hash.
  std::optional<casebook::SignatureRecord> signature;
};

// SHA-256 of toJson(differential), lower-case hex: printed on every page.
QString contentHash(const Differential& differential);

// A signature stands on the numbers it was given for, and on no others.
// Errors: Conflict when its content is not this differential or does not have the signed hash.
Result<void> checkSignature(const Differential& differential, const casebook::SignatureRecord& signature);

// Errors of all three: FileUnwritable, and Conflict as above. On an error
// the file is as it was before. PDF needs a QGuiApplication; it carries the canonical JSON as an attachment.
Result<void> writePdf(const QString& file, const Differential& differential, const ReportOptions& options);
Result<void> writeCsv(const QString& file, const Differential& differential,
                      const std::optional<casebook::SignatureRecord>& signature = {});
Result<void> writeJson(const QString& file, const Differential& differential,
                       const std::optional<casebook::SignatureRecord>& signature = {});

// The same pages on any paged device: a QPrinter for print and preview. Uses the device's page size
// and margins. A signature that does not belong to these numbers is not printed as one.
void paintReport(QPagedPaintDevice& device, const Differential& differential, const ReportOptions& options);

}  // namespace cellwise::reporting
