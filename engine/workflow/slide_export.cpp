#include "workflow/slide_export.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QSet>
#include <QTemporaryDir>

#include <algorithm>
#include <memory>

#include "exchange/annotations.h"
#include "imaging/image_file.h"
#include "reporting/report_writer.h"
#include "reporting/save_file.h"
#include "workflow/paths.h"
#include "workflow/report_content.h"
#include "workflow/slide_classification.h"

namespace cellwise::workflow {
namespace {

using casebook::CellRecord;
using casebook::SlideSummary;
using exchange::AnnotatedImage;
using exchange::Basis;
using exchange::Category;
using exchange::CellAnnotation;

constexpr ExportFormat kFormats[] = {ExportFormat::Fhir, ExportFormat::Hl7, ExportFormat::ImageFolder,
                                     ExportFormat::Coco, ExportFormat::GeoJson};

tl::unexpected<Error> cancelled() {
  return failure(ErrorCode::Cancelled, "the export was cancelled");
}

// --- messages

Result<QByteArray> pdfOf(const casebook::Casebook& casebook, const exchange::ReportToSend& report,
                         casebook::Id slide) {
  const auto cells = casebook.cells(slide);
  if (!cells) return tl::make_unexpected(cells.error());
  auto images = casebook.images(slide);
  if (!images) return tl::make_unexpected(images.error());
  auto pictures = reportImages(casebook, *cells, std::move(*images), report.differential);
  reporting::ReportOptions options;
  options.signature = report.signature;
  options.images = std::move(pictures.cells);
  options.logo = std::move(pictures.logo);
  const QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("report.pdf"));
  if (auto written = reporting::writePdf(file, report.differential, options); !written)
    return tl::make_unexpected(written.error());
  QFile pdf(file);
  if (!pdf.open(QIODevice::ReadOnly))
    return failure(ErrorCode::FileUnreadable, "the PDF", file.toStdString());
  return pdf.readAll();
}

// With everything that a signed report has.
Result<exchange::ReportToSend> draftOf(casebook::Casebook& casebook, casebook::Id id,
                                       const QString& operatorName) {
  const auto slide = casebook.slide(id);
  if (!slide) return tl::make_unexpected(slide.error());
  if (slide->modelSha.isEmpty())
    return failure(ErrorCode::NotFound, "slide " + std::to_string(id) + " was not classified yet");
  const auto cells = casebook.cells(id);
  if (!cells) return tl::make_unexpected(cells.error());
  const auto images = casebook.images(id);
  if (!images) return tl::make_unexpected(images.error());
  return reportNow(casebook, *slide, *cells, *images, operatorName, QDateTime::currentDateTimeUtc())
      .map([&](reporting::Differential&& now) { return exchange::draftReport(*slide, std::move(now)); });
}

Result<ExportResult> exportMessage(casebook::Casebook& casebook, const ExportRequest& request,
                                   const ProgressCallback& progress, const std::stop_token& stop) {
  if (request.slides.size() != 1) return failure(ErrorCode::ArgumentInvalid, "a message is of one slide");
  const casebook::Id slide = request.slides.front();
  ExportResult result;
  const auto codes = tableOfCodes(&result.codes);
  if (!codes) return tl::make_unexpected(codes.error());
  if (progress) progress({0, 1});
  const auto report = request.draft ? draftOf(casebook, slide, request.operatorName)
                                    : exchange::signedReport(casebook, slide);
  if (!report) return tl::make_unexpected(report.error());

  QByteArray bytes;
  if (request.format == ExportFormat::Fhir) {
    exchange::FhirOptions options;
    options.identifier = request.identifier;
    if (request.pdf) {
      auto pdf = pdfOf(casebook, *report, slide);
      if (!pdf) return tl::make_unexpected(pdf.error());
      options.pdf = std::move(*pdf);
    }
    bytes = exchange::toFhir(*report, *codes, options);
  } else {
    exchange::Hl7Options options = request.hl7;
    options.identifier = request.identifier;
    bytes = exchange::toHl7(*report, *codes, options);
  }
  if (stop.stop_requested()) return cancelled();
  if (auto saved = reporting::saveFile(request.out, bytes); !saved) return tl::make_unexpected(saved.error());
  if (progress) progress({1, 1});
  result.slides = 1;
  result.cells = report->differential.cells;
  result.status = exchange::statusOf(*report);
  result.version = report->signature ? report->signature->version : 0;
  return result;
}

// --- cells

// A folder that is filled under another name beside its place, and goes without a trace unless it is kept.
class NewFolder {
 public:
  static Result<std::unique_ptr<NewFolder>> begin(const QString& out) {
    const QFileInfo info(QDir::cleanPath(out));
    const QString path = info.absoluteFilePath();
    if (info.exists() &&
        !(info.isDir() && QDir(path).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)))
      return failure(ErrorCode::FileUnwritable, "there is something already: name a new folder",
                     path.toStdString());
    std::unique_ptr<NewFolder> folder(new NewFolder(path, info.absolutePath()));
    if (!folder->part_.isValid())
      return failure(ErrorCode::FileUnwritable, folder->part_.errorString().toStdString(),
                     path.toStdString());
    return folder;
  }
  QString path(const QString& name) const { return part_.filePath(name); }
  Result<void> makePath(const QString& name) const {
    if (QDir(part_.path()).mkpath(name)) return {};
    return failure(ErrorCode::FileUnwritable, "the folder cannot be made", path(name).toStdString());
  }
  Result<void> keep() {
    QDir().rmdir(out_);  // an empty one; what holds something stays, and the rename fails
    if (!QDir().rename(part_.path(), out_))
      return failure(ErrorCode::FileUnwritable, "the folder cannot be put in its place", out_.toStdString());
    part_.setAutoRemove(false);
    // As any folder that a program makes, not as a temporary one.
    QFile::setPermissions(
        out_, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup);
    return {};
  }

 private:
  NewFolder(QString out, const QString& parent)
      : out_(std::move(out)), part_(parent + QStringLiteral("/.cellwise-export-XXXXXX")) {}
  QString out_;
  QTemporaryDir part_;
};

// A class id as a folder's name.
QString folderName(const QString& classId) {
  QString name;
  for (const QChar c : classId) name += c.isLetterOrNumber() || c == '_' || c == '-' ? c : QChar('_');
  return name.isEmpty() ? QStringLiteral("_") : name;
}

QString imageName(const casebook::ImageRecord& image, QSet<QString>& used) {
  QString name;
  for (const QChar c : QFileInfo(image.fileName).fileName())
    name += c.unicode() < 0x20 || c == '/' || c == '\\' ? QChar('_') : c;
  while (name.startsWith('.')) name.remove(0, 1);
  if (name.isEmpty()) name = image.sha256.left(12);
  if (used.contains(name.toLower())) {
    const QFileInfo info(name);
    name = info.completeBaseName() + '-' + image.sha256.left(8) +
           (info.suffix().isEmpty() ? QString() : '.' + info.suffix());
  }
  used.insert(name.toLower());
  return name;
}

QString csvField(QString text) {
  if (text.contains('"') || text.contains(',') || text.contains('\n') || text.contains('\r'))
    text = '"' + text.replace('"', QLatin1String("\"\"")) + '"';
  return text;
}

class CellExport {
 public:
  CellExport(const casebook::Casebook& casebook, const ExportRequest& request,
             const ProgressCallback& progress, std::stop_token stop)
      : casebook_(casebook), request_(request), progress_(progress), stop_(std::move(stop)) {}

  Result<ExportResult> run() {
    if (auto read = readSlides(); !read) return tl::make_unexpected(read.error());
    if (result_.cells == 0) return failure(ErrorCode::NotFound, "there is no such cell to export");
    auto folder = NewFolder::begin(request_.out);
    if (!folder) return tl::make_unexpected(folder.error());
    const auto written =
        request_.format == ExportFormat::ImageFolder ? writePictures(**folder) : writeImages(**folder);
    if (!written) return tl::make_unexpected(written.error());
    if (stop_.stop_requested()) return cancelled();
    if (auto kept = (*folder)->keep(); !kept) return tl::make_unexpected(kept.error());
    return result_;
  }

 private:
  struct Slide {
    SlideSummary summary;
    int group = 0;
    std::vector<casebook::ImageRecord> images;                              // those with a cell
    std::vector<std::vector<std::pair<CellRecord, CellAnnotation>>> cells;  // by image
  };

  Result<void> readSlides() {
    std::vector<SlideSummary> summaries;
    if (request_.slides.empty()) {
      auto all = casebook_.slides();
      if (!all) return tl::make_unexpected(all.error());
      summaries.assign(all->rbegin(), all->rend());
    }
    for (const auto id : request_.slides) {
      const auto slide = casebook_.slide(id);
      if (!slide) return tl::make_unexpected(slide.error());
      summaries.push_back(*slide);
    }
    QHash<QString, int> groups;
    for (const auto& summary : summaries) {
      if (stop_.stop_requested()) return cancelled();
      const QString sample = summary.sampleId.trimmed().isEmpty()
                                 ? QStringLiteral("slide %1").arg(summary.id)
                                 : QStringLiteral("sample ") + summary.sampleId.trimmed();
      if (!groups.contains(sample)) groups.insert(sample, int(groups.size()) + 1);
      if (auto read = readSlide(summary, groups.value(sample)); !read) return read;
    }
    return {};
  }

  Result<void> readSlide(const SlideSummary& summary, int group) {
    QString modelName;
    if (!summary.modelSha.isEmpty()) {
      const auto record = casebook_.model(summary.modelSha);
      if (!record) return tl::make_unexpected(record.error());
      modelName = record->name + ' ' + record->version;
      const auto manifest = model::parseManifest(record->manifest.toStdString());
      if (!manifest) return tl::make_unexpected(manifest.error());
      for (const auto& c : manifest->scheme.classes)
        addCategory({QString::fromStdString(c.id), QString::fromStdString(c.nameEn),
                     QString::fromStdString(c.lineage), QString::fromStdString(c.colour)});
    }
    auto images = casebook_.images(summary.id);
    if (!images) return tl::make_unexpected(images.error());
    auto cells = casebook_.cells(summary.id);
    if (!cells) return tl::make_unexpected(cells.error());

    Slide slide;
    slide.summary = summary;
    slide.group = group;
    QHash<casebook::Id, std::vector<std::pair<CellRecord, CellAnnotation>>> byImage;
    for (auto& cell : *cells) {
      CellAnnotation annotation = annotate(cell, summary, modelName);
      const bool wanted = annotation.basis == Basis::Expert ||
                          (annotation.basis == Basis::Model && request_.cells != ExportedCells::Confirmed) ||
                          request_.cells == ExportedCells::All;
      // COCO and ImageFolder know no cell without a class.
      if (!wanted || (annotation.basis == Basis::None && request_.format != ExportFormat::GeoJson)) continue;
      if (annotation.basis != Basis::None)
        addCategory({annotation.classId, annotation.classId, {}, {}});  // of no scheme
      byImage[cell.imageId].emplace_back(std::move(cell), std::move(annotation));
      ++result_.cells;
    }
    for (auto& image : *images) {
      const auto found = byImage.find(image.id);
      if (found == byImage.end()) continue;
      slide.images.push_back(image);
      slide.cells.push_back(std::move(*found));
    }
    if (slide.images.empty()) return {};
    ++result_.slides;
    slides_.push_back(std::move(slide));
    return {};
  }

  static CellAnnotation annotate(const CellRecord& cell, const SlideSummary& slide,
                                 const QString& modelName) {
    CellAnnotation a;
    a.cell = cell.id;
    a.box = cell.box;
    if (cell.prediction) {
      a.confidence = cell.prediction->confidence;
      a.maxMembership = cell.prediction->maxMembership;
    }
    if (cell.review && !cell.review->classId.isEmpty()) {
      a.basis = Basis::Expert;
      a.classId = cell.review->classId;
      a.decidedBy = cell.review->reviewer;
      a.decidedAt = cell.review->at;
    } else if (cell.prediction) {
      const bool accepted =
          decision::decide(a.confidence, a.maxMembership, slide.thresholds) == decision::Decision::Accepted;
      a.basis = accepted ? Basis::Model : Basis::Likely;
      a.classId = cell.prediction->predicted;
      a.decidedBy = modelName;
    }
    return a;
  }

  void addCategory(const Category& category) {
    const bool known = std::any_of(categories_.begin(), categories_.end(),
                                   [&](const Category& c) { return c.id == category.id; });
    if (!known) categories_.push_back(category);
  }

  Result<void> writePictures(const NewFolder& folder) {
    QByteArray csv =
        "file,class,group,slide,cell,image_sha256,x,y,width,height,basis,decided_by,decided_at,confidence,"
        "max_membership\r\n";
    Progress done{0, result_.cells};
    QSet<QString> made;
    for (auto& slide : slides_) {
      CellImages pictures(casebook_.imageFolder(), slide.images);
      for (std::size_t i = 0; i < slide.images.size(); ++i) {
        for (const auto& [cell, a] : slide.cells[i]) {
          if (stop_.stop_requested()) return cancelled();
          ++done.done;
          if (progress_) progress_(done);
          const QString dir = folderName(a.classId);
          if (!made.contains(dir)) {
            if (auto ready = folder.makePath(dir); !ready) return ready;
            made.insert(dir);
          }
          const auto rgb = pictures.crop(cell);
          if (!rgb) {
            leaveOut(slide.summary.id, cell.id, 1, rgb.error());
            continue;
          }
          const QString name =
              QStringLiteral("%1/slide%2_cell%3.png").arg(dir).arg(slide.summary.id).arg(cell.id);
          const auto png = imaging::encodePng(*rgb);
          if (auto saved = write(folder.path(name), QByteArray(reinterpret_cast<const char*>(png.data()),
                                                               qsizetype(png.size())));
              !saved)
            return saved;
          QStringList row{name,
                          csvField(a.classId),
                          QString::number(slide.group),
                          QString::number(slide.summary.id),
                          QString::number(cell.id),
                          slide.images[i].sha256};
          for (const int v : {a.box.x(), a.box.y(), a.box.width(), a.box.height()}) row << QString::number(v);
          row << QLatin1String(exchange::name(a.basis)) << csvField(a.decidedBy)
              << (a.decidedAt.isValid() ? a.decidedAt.toUTC().toString(Qt::ISODateWithMs) : QString())
              << (cell.prediction ? QString::number(a.confidence, 'g', 9) : QString())
              << (cell.prediction ? QString::number(a.maxMembership, 'g', 9) : QString());
          csv += row.join(',').toUtf8() + "\r\n";
        }
        ++result_.images;
      }
    }
    if (result_.cells == 0) return failure(ErrorCode::NotFound, "no picture could be read");
    return write(folder.path(QStringLiteral("cells.csv")), csv);
  }

  Result<void> writeImages(const NewFolder& folder) {
    Progress done{0, 0};
    for (const auto& slide : slides_) done.total += std::int64_t(slide.images.size());
    std::vector<AnnotatedImage> all;
    for (auto& slide : slides_) {
      const QString dir = QStringLiteral("images/slide%1").arg(slide.summary.id);
      if (auto ready = folder.makePath(dir); !ready) return ready;
      QSet<QString> used;
      for (std::size_t i = 0; i < slide.images.size(); ++i) {
        if (stop_.stop_requested()) return cancelled();
        const auto& record = slide.images[i];
        AnnotatedImage image;
        image.file = dir + '/' + imageName(record, used);
        image.sha256 = record.sha256;
        image.width = record.width;
        image.height = record.height;
        image.slide = slide.summary.id;
        image.group = slide.group;
        for (auto& [cell, annotation] : slide.cells[i]) image.cells.push_back(annotation);
        const QString source = casebook_.imagePath(record.sha256);
        if (!QFileInfo::exists(source)) {
          leaveOut(slide.summary.id, 0, int(image.cells.size()),
                   Error{ErrorCode::FileNotFound, "the stored image is gone", source.toStdString()});
        } else if (QFile file(source); !file.copy(folder.path(image.file))) {
          return failure(ErrorCode::FileUnwritable, file.errorString().toStdString(),
                         image.file.toStdString());
        } else {
          if (request_.format == ExportFormat::GeoJson) {
            if (auto saved = write(folder.path(image.file + QStringLiteral(".geojson")),
                                   exchange::toGeoJson(image, categories_));
                !saved)
              return saved;
          }
          all.push_back(std::move(image));
          ++result_.images;
        }
        ++done.done;
        if (progress_) progress_(done);
      }
    }
    if (all.empty()) return failure(ErrorCode::NotFound, "no image could be read");
    if (request_.format == ExportFormat::GeoJson) return {};
    return write(folder.path(QStringLiteral("annotations.json")),
                 exchange::toCoco(all, categories_, QDateTime::currentDateTimeUtc()));
  }

  // Inside a folder that appears whole a plain file is enough.
  static Result<void> write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush()) return {};
    return failure(ErrorCode::FileUnwritable, file.errorString().toStdString(), path.toStdString());
  }

  void leaveOut(casebook::Id slide, casebook::Id cell, int cells, const Error& reason) {
    result_.unreadable.push_back({slide, cell, reason});
    result_.cells -= cells;
  }

  const casebook::Casebook& casebook_;
  const ExportRequest& request_;
  ProgressCallback progress_;
  std::stop_token stop_;
  std::vector<Slide> slides_;
  std::vector<Category> categories_;
  ExportResult result_;
};

}  // namespace

const char* name(ExportFormat format) {
  switch (format) {
    case ExportFormat::Fhir: return "fhir";
    case ExportFormat::Hl7: return "hl7";
    case ExportFormat::ImageFolder: return "imagefolder";
    case ExportFormat::Coco: return "coco";
    case ExportFormat::GeoJson: return "geojson";
  }
  return "";
}

std::optional<ExportFormat> exportFormat(const QString& text) {
  for (const auto format : kFormats) {
    if (text == QLatin1String(name(format))) return format;
  }
  return {};
}

std::filesystem::path ownCodeTable() {
  return configFolder() / "codes.json";
}

Result<exchange::CodeTable> tableOfCodes(QString* file) {
  std::error_code error;
  auto path = ownCodeTable();
  if (!std::filesystem::exists(path, error)) {
    const auto shipped = resource("codes/codes.json");
    if (!shipped) return tl::make_unexpected(shipped.error());
    path = *shipped;
  }
  if (file) *file = toQString(path);
  return exchange::loadCodeTable(path);
}

Result<ExportResult> exportSlides(casebook::Casebook& casebook, const ExportRequest& request,
                                  const ProgressCallback& progress, std::stop_token stop) {
  if (stop.stop_requested()) return cancelled();
  if (isMessage(request.format)) return exportMessage(casebook, request, progress, stop);
  return CellExport(casebook, request, progress, std::move(stop)).run();
}

}  // namespace cellwise::workflow
