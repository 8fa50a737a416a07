// The report of a slide as it stands now: the count, what people and the laboratory add to it, and its
// pictures.
#pragma once

#include <QImage>

#include <map>
#include <optional>
#include <vector>

#include "base/result.h"
#include "casebook/casebook.h"
#include "reporting/differential.h"

namespace cellwise::workflow {

// By class id, for the classes that have a cell: those that a person chose and that still count there, else
// those of representativeCells(). At most reporting::kPicturesPerClass each.
std::map<QString, std::vector<reporting::ReportPicture>> reportPictures(
    const std::vector<casebook::CellRecord>& cells, const std::vector<casebook::ImageRecord>& images,
    const decision::Thresholds& thresholds, const std::map<QString, std::vector<casebook::Id>>& chosen);

// Both readers' counts of the newest reading that both have finished, a second reading or that of two
// examiners; empty without one. Errors: those of the casebook, and of the model's manifest.
struct ReportReaders {
  std::vector<reporting::ReaderCount> readers;
  std::optional<reporting::TwoExaminers> examiners;
};
Result<ReportReaders> reportReaders(casebook::Casebook& casebook, const casebook::SlideSummary& slide);

// The manifest of the model that read the slide, else of the default one, with all classes that an expert
// may have chosen. Errors: those of the casebook, of the manifest and of defaultModel().
Result<model::Manifest> reportManifest(const casebook::Casebook& casebook,
                                       const casebook::SlideSummary& slide,
                                       const std::vector<casebook::CellRecord>& cells);

// Reads the slide's entries, the laboratory, the newest signature, second readings, the blind audit and the
// decision limits. Errors: those of the casebook and of decisionLimits().
Result<reporting::ReportParts> reportParts(casebook::Casebook& casebook, const casebook::SlideSummary& slide,
                                           const std::vector<casebook::CellRecord>& cells,
                                           const std::vector<casebook::ImageRecord>& images,
                                           const model::Manifest& manifest);

// All of it: the count and its parts. Errors: as above.
Result<reporting::Differential> reportNow(casebook::Casebook& casebook, const casebook::SlideSummary& slide,
                                          const std::vector<casebook::CellRecord>& cells,
                                          const std::vector<casebook::ImageRecord>& images,
                                          const QString& operatorName, const QDateTime& now);

// The pictures that a report names, and the laboratory's logo. A report without one is still the report:
// what could not be had is said beside it.
struct ReportImages {
  std::map<casebook::Id, QImage> cells;
  QImage logo;
  struct Missing {
    casebook::Id cell = 0;  // 0: the logo
    Error reason;
  };
  std::vector<Missing> missing;
};
ReportImages reportImages(const casebook::Casebook& casebook, const std::vector<casebook::CellRecord>& cells,
                          std::vector<casebook::ImageRecord> images,
                          const reporting::Differential& differential);

// A logo as reports print it: opaque, at most kLogoWidth x kLogoHeight pixels.
inline constexpr int kLogoWidth = 1600, kLogoHeight = 640;
// From the bytes of a PNG or a JPEG, checked and decoded within limits; transparent parts become white.
// Errors: those of imaging::probe, NotAnImage (other formats), ImageDamaged.
Result<QImage> logoImage(const QByteArray& bytes);

}  // namespace cellwise::workflow
