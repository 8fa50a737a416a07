#include "workflow/report_content.h"

#include <QPainter>

#include <algorithm>
#include <span>

#include "casebook/blind_audits.h"
#include "casebook/second_readings.h"
#include "imaging/image_file.h"
#include "reporting/audited.h"
#include "workflow/limit_files.h"
#include "workflow/slide_classification.h"

namespace cellwise::workflow {
namespace {

// Of the class that counts for the cell; empty while it is to review.
QString countedClass(const casebook::CellRecord& cell, const decision::Thresholds& thresholds) {
  if (cell.review && !cell.review->classId.isEmpty()) return cell.review->classId;
  if (!cell.prediction) return {};
  const auto& p = *cell.prediction;
  return decision::decide(p.confidence, p.maxMembership, thresholds) == decision::Decision::Accepted
             ? p.predicted
             : QString();
}

}  // namespace

std::map<QString, std::vector<reporting::ReportPicture>> reportPictures(
    const std::vector<casebook::CellRecord>& cells, const std::vector<casebook::ImageRecord>& images,
    const decision::Thresholds& thresholds, const std::map<QString, std::vector<casebook::Id>>& chosen) {
  std::map<casebook::Id, QString> files;
  for (const auto& image : images) files[image.id] = image.sha256;
  const auto picture = [&](const casebook::CellRecord& cell, bool byPerson) {
    const bool confirmed = cell.review.has_value();
    const auto file = files.find(cell.imageId);
    return reporting::ReportPicture{cell.id,   file == files.end() ? QString() : file->second, cell.crop,
                                    confirmed, confirmed ? cell.review->reviewer : QString(),  byPerson};
  };
  std::map<QString, std::vector<reporting::ReportPicture>> pictures;
  for (const auto& [classId, ids] : chosen) {
    for (const auto id : ids) {
      const auto cell = std::find_if(cells.begin(), cells.end(), [&](const auto& c) { return c.id == id; });
      if (cell == cells.end() || countedClass(*cell, thresholds) != classId) continue;
      auto& list = pictures[classId];
      if (list.size() < static_cast<std::size_t>(reporting::kPicturesPerClass))
        list.push_back(picture(*cell, true));
    }
  }
  for (const auto& [classId, list] : representativeCells(cells, thresholds, reporting::kPicturesPerClass)) {
    if (pictures.count(classId)) continue;
    for (const auto& cell : list) pictures[classId].push_back(picture(cell, false));
  }
  return pictures;
}

Result<std::vector<reporting::ReaderCount>> reportReaders(casebook::Casebook& casebook, casebook::Id slide) {
  using casebook::ReadingState;
  std::vector<reporting::ReaderCount> readers;
  const casebook::SecondReadings readings(casebook);
  const auto known = readings.of(slide);
  if (!known) return tl::make_unexpected(known.error());
  const auto newest = std::find_if(known->rbegin(), known->rend(), [](const auto& reading) {
    return reading.state == ReadingState::Closed || reading.state == ReadingState::Adjudication;
  });
  if (newest == known->rend()) return readers;
  const auto cells = readings.compare(newest->id);
  if (!cells) return tl::make_unexpected(cells.error());
  readers.resize(2);
  readers[0].name = newest->firstReader;
  readers[1].name = newest->secondReader;
  for (const auto& cell : *cells) {
    const QString* const said[] = {&cell.first, &cell.second};
    for (int i = 0; i < 2; ++i) {
      if (said[i]->isEmpty()) continue;
      auto& reader = readers[static_cast<std::size_t>(i)];
      ++reader.cells;
      ++reader.classes[*said[i]];
    }
  }
  for (auto& reader : readers) reader.at = newest->requestedAt;
  return readers;
}

Result<reporting::ReportParts> reportParts(casebook::Casebook& casebook, const casebook::SlideSummary& slide,
                                           const std::vector<casebook::CellRecord>& cells,
                                           const std::vector<casebook::ImageRecord>& images,
                                           const model::Manifest& manifest) {
  reporting::ReportParts parts;
  auto entries = casebook.reportEntries(slide.id);
  if (!entries) return tl::make_unexpected(entries.error());
  auto laboratory = casebook.laboratory();
  if (!laboratory) return tl::make_unexpected(laboratory.error());
  parts.pictures = reportPictures(cells, images, slide.thresholds, entries->cells);
  parts.entries = std::move(*entries);
  parts.laboratory = std::move(*laboratory);
  auto readers = reportReaders(casebook, slide.id);
  if (!readers) return tl::make_unexpected(readers.error());
  parts.readers = std::move(*readers);
  const auto answers = casebook::BlindAudits(casebook).answers(slide.id);
  if (!answers) return tl::make_unexpected(answers.error());
  reporting::addAudit(parts, reporting::auditFigures(slide, cells, manifest, *answers));
  auto limits = decisionLimits();
  if (!limits) return tl::make_unexpected(limits.error());
  parts.limits = std::move(*limits);
  if (slide.signedVersion > 0) {
    auto signatures = casebook.signatures(slide.id);
    if (!signatures) return tl::make_unexpected(signatures.error());
    if (!signatures->empty()) parts.before = std::move(signatures->back());
  }
  return parts;
}

namespace {

constexpr qsizetype kLogoBytes = 8 << 20;

}  // namespace

Result<QImage> logoImage(const QByteArray& bytes) {
  if (bytes.size() > kLogoBytes) return failure(ErrorCode::FileTooLarge, "a logo has at most 8 MiB");
  imaging::ImageLimits limits;
  limits.maxBytes = kLogoBytes;
  limits.maxPixels = 20'000'000;
  limits.maxSide = 10'000;
  const auto span = std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
  const auto info = imaging::probe(span, limits);
  if (!info) return tl::make_unexpected(info.error());
  if (info->format != imaging::ImageFormat::Png && info->format != imaging::ImageFormat::Jpeg)
    return failure(ErrorCode::NotAnImage, "not a PNG or JPEG");
  // By Qt, which keeps what is transparent; the size is known to be harmless by now.
  const QImage decoded = QImage::fromData(bytes, info->format == imaging::ImageFormat::Png ? "PNG" : "JPG");
  if (decoded.isNull()) return failure(ErrorCode::ImageDamaged, "the logo could not be decoded");
  QImage opaque(decoded.size(), QImage::Format_RGB32);
  opaque.fill(Qt::white);
  QPainter(&opaque).drawImage(0, 0, decoded);
  if (opaque.width() > kLogoWidth || opaque.height() > kLogoHeight)
    opaque = opaque.scaled(kLogoWidth, kLogoHeight, Qt::KeepAspectRatio, Qt::SmoothTransformation);
  return opaque;
}

}  // namespace cellwise::workflow
