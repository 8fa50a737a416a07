// The report on paper and as files. All writers go through QSaveFile: a stop leaves no half file.
#pragma once

#include <QImage>
#include <QString>
#include <map>
#include <optional>
#include <vector>

#include "base/result.h"
#include "reporting/differential.h"

class QPagedPaintDevice;

namespace cellwise::reporting {

enum class Language { English, Chinese };
enum class PageSize { A4, Letter };

struct ReportOptions {
  Language language = Language::English;
  PageSize pageSize = PageSize::A4;
  // Representative cells by class id, at most four each; confirmed ones first, then most confident.
  std::map<QString, std::vector<QImage>> cells;
  // Present on a signed report: printed name, time and meaning stand on it with the hash.
  std::optional<casebook::SignatureRecord> signature;
};

// Errors: FileUnwritable.
Result<void> writePdf(const QString& file, const Differential& differential, const ReportOptions& options);
Result<void> writeCsv(const QString& file, const Differential& differential);
Result<void> writeJson(const QString& file, const Differential& differential,
                       const std::optional<casebook::SignatureRecord>& signature = {});

// The same pages on any paged device: a QPrinter for print and preview.
void paintReport(QPagedPaintDevice& device, const Differential& differential, const ReportOptions& options);

}  // namespace cellwise::reporting
