#include "workflow/report_content.h"

#include <QPainter>

#include <algorithm>
#include <span>

#include "casebook/blind_audits.h"
#include "casebook/second_readings.h"
#include "imaging/image_file.h"
#include "reporting/audited.h"
#include "workflow/class_list.h"
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

namespace {

// The classes behind the model's own that two examiners used, with their names.
Result<std::vector<reporting::TwoExaminers::Class>> otherClasses(
    const casebook::Casebook& casebook, const casebook::SlideSummary& slide,
    const std::vector<reporting::ReaderCount>& readers) {
  // As if they stood in force: a class that is offered no more has its name too.
  std::vector<casebook::CellRecord> inUse;
  for (const auto& reader : readers) {
    for (const auto& [classId, cells] : reader.classes) {
      auto& cell = inUse.emplace_back();
      cell.review.emplace().classId = classId;
    }
  }
  const auto manifest = reportManifest(casebook, slide, inUse);
  if (!manifest) return tl::make_unexpected(manifest.error());
  std::vector<reporting::TwoExaminers::Class> classes;
  const auto& scheme = manifest->scheme;
  for (std::size_t i = std::size_t(manifest->head.classes); i < scheme.classes.size(); ++i) {
    const auto& c = scheme.classes[i];
    const QString id = QString::fromStdString(c.id);
    if (std::any_of(readers.begin(), readers.end(), [&](const auto& r) { return r.classes.count(id); }))
      classes.push_back({id, QString::fromStdString(c.nameEn), QString::fromStdString(c.nameZh),
                         reporting::isCounted(scheme, c, slide.specimen)});
  }
  return classes;
}

Result<model::Manifest> modelOf(const casebook::Casebook& casebook, const casebook::SlideSummary& slide) {
  if (slide.modelSha.isEmpty()) {
    // No model has read it: the default one's classes name what an expert may have decided.
    return defaultModel().map([](const model::ModelFolder& folder) { return folder.manifest; });
  }
  const auto record = casebook.model(slide.modelSha);
  if (!record) return tl::make_unexpected(record.error());
  return model::parseManifest(record->manifest.toStdString());
}

}  // namespace

Result<model::Manifest> reportManifest(const casebook::Casebook& casebook,
                                       const casebook::SlideSummary& slide,
                                       const std::vector<casebook::CellRecord>& cells) {
  auto manifest = modelOf(casebook, slide);
  if (!manifest) return manifest;
  auto classes = classList(manifest->scheme, casebook, cells);
  if (!classes) return tl::make_unexpected(classes.error());
  manifest->scheme = std::move(*classes);
  return manifest;
}

Result<ReportReaders> reportReaders(casebook::Casebook& casebook, const casebook::SlideSummary& slide) {
  using casebook::ReadingState;
  ReportReaders found;
  const casebook::SecondReadings readings(casebook);
  const auto known = readings.of(slide.id);
  if (!known) return tl::make_unexpected(known.error());
  const auto newest = std::find_if(known->rbegin(), known->rend(), [](const auto& reading) {
    return reading.state == ReadingState::Closed || reading.state == ReadingState::Adjudication;
  });
  if (newest == known->rend()) return found;
  auto& readers = found.readers;
  readers.resize(2);
  if (newest->kind == casebook::ReadingKind::TwoExaminers) {
    const auto counts = readings.examinersCounts(newest->id);
    if (!counts) return tl::make_unexpected(counts.error());
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& count = counts->examiners[i];
      readers[i] = {count.name, count.at, count.cells, 0, count.classes};
    }
    auto classes = otherClasses(casebook, slide, readers);
    if (!classes) return tl::make_unexpected(classes.error());
    found.examiners = {counts->target, counts->shared, std::move(*classes)};
    return found;
  }
  const auto cells = readings.compare(newest->id);
  if (!cells) return tl::make_unexpected(cells.error());
  readers[0].name = newest->firstReader;
  readers[1].name = newest->secondReader;
  for (const auto& cell : *cells) {
    const QString* const said[] = {&cell.first, &cell.second};
    for (std::size_t i = 0; i < 2; ++i) {
      if (said[i]->isEmpty()) continue;
      ++readers[i].cells;
      ++readers[i].classes[*said[i]];
    }
  }
  for (auto& reader : readers) reader.at = newest->requestedAt;
  return found;
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
  auto readers = reportReaders(casebook, slide);
  if (!readers) return tl::make_unexpected(readers.error());
  parts.readers = std::move(readers->readers);
  parts.examiners = std::move(readers->examiners);
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

Result<reporting::Differential> reportNow(casebook::Casebook& casebook, const casebook::SlideSummary& slide,
                                          const std::vector<casebook::CellRecord>& cells,
                                          const std::vector<casebook::ImageRecord>& images,
                                          const QString& operatorName, const QDateTime& now) {
  const auto manifest = reportManifest(casebook, slide, cells);
  if (!manifest) return tl::make_unexpected(manifest.error());
  const auto parts = reportParts(casebook, slide, cells, images, *manifest);
  if (!parts) return tl::make_unexpected(parts.error());
  auto report = reporting::computeDifferential(slide, cells, *manifest, operatorName, now);
  reporting::addParts(report, *parts);
  return report;
}

ReportImages reportImages(const casebook::Casebook& casebook, const std::vector<casebook::CellRecord>& cells,
                          std::vector<casebook::ImageRecord> images,
                          const reporting::Differential& differential) {
  ReportImages made;
  CellImages pictures(casebook.imageFolder(), std::move(images));
  for (const auto& [classId, named] : differential.pictures) {
    for (const auto& picture : named) {
      const auto cell =
          std::find_if(cells.begin(), cells.end(), [&](const auto& c) { return c.id == picture.cell; });
      if (cell == cells.end()) continue;
      const auto rgb = pictures.crop(*cell);
      if (!rgb) {
        made.missing.push_back({picture.cell, rgb.error()});
        continue;
      }
      const QImage view(rgb->data, rgb->cols, rgb->rows, static_cast<qsizetype>(rgb->step),
                        QImage::Format_RGB888);
      made.cells[picture.cell] = view.copy();
    }
  }
  if (differential.laboratory.logoSha256.isEmpty()) return made;
  const auto logo = casebook.logo(differential.laboratory.logoSha256).and_then(logoImage);
  if (logo)
    made.logo = *logo;
  else
    made.missing.push_back({0, logo.error()});
  return made;
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
