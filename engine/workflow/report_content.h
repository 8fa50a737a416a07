// The report of a slide as it stands now: the count, and what people and the laboratory add to it.
#pragma once

#include <QImage>

#include <map>
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

// Both readers' counts of the newest second reading that both have finished; empty without one.
// Errors: those of the casebook.
Result<std::vector<reporting::ReaderCount>> reportReaders(casebook::Casebook& casebook, casebook::Id slide);

// Reads the slide's entries, the laboratory, the newest signature, second readings, the blind audit and the
// decision limits. Errors: those of the casebook and of decisionLimits().
Result<reporting::ReportParts> reportParts(casebook::Casebook& casebook, const casebook::SlideSummary& slide,
                                           const std::vector<casebook::CellRecord>& cells,
                                           const std::vector<casebook::ImageRecord>& images,
                                           const model::Manifest& manifest);

// A logo as reports print it: opaque, at most kLogoWidth x kLogoHeight pixels.
inline constexpr int kLogoWidth = 1600, kLogoHeight = 640;
// From the bytes of a PNG or a JPEG, checked and decoded within limits; transparent parts become white.
// Errors: those of imaging::probe, NotAnImage (other formats), ImageDamaged.
Result<QImage> logoImage(const QByteArray& bytes);

}  // namespace cellwise::workflow
