#include "workflow/annotated_import.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "imaging/cell_finder.h"
#include "workflow/paths.h"

namespace cellwise::workflow {
namespace {

namespace fs = std::filesystem;

using exchange::ReadImage;

constexpr qsizetype kBatchBytes = 32 << 20;

struct Annotated {
  fs::path file;         // the image
  std::string source;    // what names it: "images[3]", "field_1.jpg.geojson"
  fs::path annotations;  // the file that says so
  ReadImage read;
};

struct Label {
  QString text;  // empty: none
  QString from;  // the annotations' name
};

// A name in an annotation file must not lead out of the folder.
Result<fs::path> below(const fs::path& folder, const QString& name, const std::string& source,
                       const fs::path& annotations) {
  const fs::path relative = toPath(name).lexically_normal();
  if (relative.is_absolute() || relative.empty() || *relative.begin() == "..")
    return failure(ErrorCode::FormatInvalid, source + " names a file outside of the folder",
                   toUtf8(annotations));
  std::error_code error;
  if (fs::is_regular_file(folder / relative, error)) return folder / relative;
  // Some programs keep the images beside the file and write another folder.
  if (fs::is_regular_file(folder / relative.filename(), error)) return folder / relative.filename();
  return failure(ErrorCode::FileNotFound, source + " names an image that is not there",
                 toUtf8(folder / relative));
}

std::string lowerExtension(const fs::path& file) {
  return toQString(file.extension()).toLower().toStdString();
}

Result<std::vector<Annotated>> readCocoImages(const AnnotatedImportRequest& request, const fs::path& folder) {
  const fs::path& coco = request.annotations.front();
  if (request.annotations.size() > 1)
    return failure(ErrorCode::FormatInvalid, "a COCO file describes a slide by itself; others were named too",
                   toUtf8(coco));
  auto images = exchange::readCoco(toQString(coco), request.limits);
  if (!images) return tl::make_unexpected(images.error());
  std::vector<Annotated> found;
  for (std::size_t i = 0; i < images->size(); ++i) {
    if ((*images)[i].boxes.empty()) continue;
    const std::string source = "images[" + std::to_string(i) + "]";
    auto file = below(folder, (*images)[i].file, source, coco);
    if (!file) return tl::make_unexpected(file.error());
    found.push_back({std::move(*file), source, coco, std::move((*images)[i])});
  }
  return found;
}

Result<std::vector<Annotated>> readGeoJsonImages(const AnnotatedImportRequest& request,
                                                 const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const fs::path& named : request.annotations) {
    if (!fs::is_directory(named, error)) {
      files.push_back(named);
      continue;
    }
    auto listed = imaging::listFiles(named);
    if (!listed) return tl::make_unexpected(listed.error());
    std::erase_if(*listed, [](const fs::path& f) { return lowerExtension(f) != ".geojson"; });
    if (listed->empty()) return failure(ErrorCode::FileNotFound, "no GeoJSON file there", toUtf8(named));
    files.insert(files.end(), listed->begin(), listed->end());
  }
  std::vector<Annotated> found;
  for (const fs::path& file : files) {
    auto read = exchange::readGeoJson(toQString(file), request.limits);
    if (!read) return tl::make_unexpected(read.error());
    if (read->boxes.empty()) continue;
    // field_1.jpg.geojson or field_1.geojson, the image beside it or in the folder of the images.
    const fs::path name = file.filename().replace_extension();
    fs::path image;
    for (const fs::path& place : {file.parent_path(), folder}) {
      for (const char* extension : {"", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"}) {
        fs::path candidate = place / name;
        candidate += extension;
        if (image.empty() && fs::is_regular_file(candidate, error)) image = candidate;
      }
    }
    if (image.empty())
      return failure(ErrorCode::FileNotFound, "there is no image of this name", toUtf8(file));
    found.push_back({image, toUtf8(file.filename()), file, std::move(*read)});
  }
  return found;
}

QString classOf(const model::ClassScheme& scheme, const QString& label) {
  const auto is = [&](const std::string& name) {
    return QString::fromStdString(name).compare(label.trimmed(), Qt::CaseInsensitive) == 0;
  };
  for (const auto& c : scheme.classes) {
    if (is(c.id) || is(c.nameEn) || is(c.nameZh) || is(c.shortName)) return QString::fromStdString(c.id);
  }
  return {};
}

// What the classifier sees of a cell, as the cell finder cuts it.
QRect cropOf(const QRect& box, double micrometresPerPixel) {
  const imaging::CellFinderOptions options;
  const int longer = std::max(box.width(), box.height());
  double side = 0.5 * (options.minContext + options.maxContext) * longer;
  if (micrometresPerPixel > 0) {
    side = std::clamp(options.cropSide / micrometresPerPixel, options.minContext * longer,
                      options.maxContext * longer);
  }
  const int pixels = std::max(1, int(std::lround(side)));
  return QRect(box.x() + (box.width() - pixels) / 2, box.y() + (box.height() - pixels) / 2, pixels, pixels);
}

}  // namespace

bool isAnnotationFile(const fs::path& file) {
  const std::string extension = lowerExtension(file);
  return extension == ".geojson" || (extension == ".json" && file.filename() != "synthetic.json");
}

Result<ImportResult> importAnnotated(casebook::Casebook& casebook, const AnnotatedImportRequest& request,
                                     const ProgressCallback& progress, std::stop_token stop) {
  if (request.annotations.empty()) return failure(ErrorCode::FileNotFound, "no annotations were named");
  std::error_code error;
  const fs::path& first = request.annotations.front();
  const bool inFolder = fs::is_directory(first, error);
  const bool coco = std::any_of(request.annotations.begin(), request.annotations.end(), [](const auto& file) {
    std::error_code ignored;
    return lowerExtension(file) != ".geojson" && !fs::is_directory(file, ignored);
  });
  const fs::path folder = !request.images.empty() ? request.images
                          : inFolder              ? first
                                                  : fs::absolute(first).parent_path();
  auto images = coco ? readCocoImages(request, folder) : readGeoJsonImages(request, folder);
  if (!images) return tl::make_unexpected(images.error());
  if (images->empty()) return failure(ErrorCode::FormatInvalid, "there is no box in it", toUtf8(first));

  // All that can be refused without an image is, before one is decoded.
  std::set<fs::path> seen;
  for (const auto& image : *images) {
    if (!seen.insert(fs::weakly_canonical(image.file, error)).second)
      return failure(ErrorCode::FormatInvalid, image.source + " names an image once more",
                     toUtf8(image.file));
    for (const auto& box : image.read.boxes) {
      if (request.decidedBy.trimmed().isEmpty() || box.label.isEmpty()) continue;
      if (classOf(request.scheme, box.label).isEmpty())
        return failure(
            ErrorCode::FormatInvalid,
            image.source + ": the label " + box.label.toStdString() + " is no class of " + request.scheme.id,
            toUtf8(image.annotations));
    }
  }

  casebook::NewSlide slide = request.slide;
  slide.importing = true;
  if (slide.sourcePath.isEmpty()) slide.sourcePath = toQString(fs::absolute(folder).lexically_normal());
  if (slide.title.trimmed().isEmpty())
    slide.title = toQString(fs::absolute(folder).lexically_normal().filename());
  const auto made = casebook.addSlide(slide, request.operatorName);
  if (!made) return tl::make_unexpected(made.error());
  ImportResult result;
  result.slide = *made;
  result.kind = ImportKind::Fields;
  bool kept = false;
  struct Undo {
    std::function<void()> run;
    ~Undo() { run(); }
  } undo{[&] {
    if (!kept) (void)casebook.discardSlide(result.slide, request.operatorName);
  }};

  std::vector<casebook::NewImage> batch;
  std::vector<std::vector<Label>> batchLabels;
  std::vector<Label> labels;  // of the slide's cells, in their order
  qsizetype bytes = 0;
  const auto flush = [&]() -> Result<void> {
    const auto ids = casebook.addImages(result.slide, batch, request.operatorName);
    if (!ids) return tl::make_unexpected(ids.error());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if ((*ids)[i] == 0)
        return failure(ErrorCode::FormatInvalid, "two images are the same picture",
                       batch[i].fileName.toStdString());
      labels.insert(labels.end(), batchLabels[i].begin(), batchLabels[i].end());
      ++result.images;
    }
    batch.clear();
    batchLabels.clear();
    bytes = 0;
    return {};
  };

  Progress done{0, static_cast<std::int64_t>(images->size())};
  for (const auto& image : *images) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "the import was cancelled");
    auto raw = imaging::readBytes(image.file, request.imageLimits);
    if (!raw) return tl::make_unexpected(raw.error());
    const auto rgb = imaging::decode(*raw, request.imageLimits);
    if (!rgb) {
      Error named = rgb.error();
      named.file = toUtf8(image.file);
      return tl::make_unexpected(named);
    }
    casebook::NewImage next;
    next.bytes = QByteArray(reinterpret_cast<const char*>(raw->data()), static_cast<qsizetype>(raw->size()));
    next.fileName = toQString(image.file.filename());
    next.width = rgb->cols;
    next.height = rgb->rows;
    next.kind = casebook::ImageKind::Field;
    std::vector<Label> own;
    const QRect whole(0, 0, rgb->cols, rgb->rows);
    for (std::size_t i = 0; i < image.read.boxes.size(); ++i) {
      const auto& box = image.read.boxes[i];
      if (!whole.contains(box.box))
        return failure(ErrorCode::FormatInvalid,
                       image.source + ": box " + std::to_string(i) + " reaches out of the image",
                       toUtf8(image.file));
      next.cells.push_back({box.box, cropOf(box.box, slide.micrometresPerPixel)});
      own.push_back({box.label, toQString(image.annotations.filename())});
    }
    // One cell that is the image is a crop.
    if (next.cells.size() == 1 && next.cells[0].box == whole) {
      next.kind = casebook::ImageKind::Cell;
      next.cells[0].crop = whole;
    }
    bytes += next.bytes.size();
    batch.push_back(std::move(next));
    batchLabels.push_back(std::move(own));
    if (bytes >= kBatchBytes) {
      if (auto flushed = flush(); !flushed) return tl::make_unexpected(flushed.error());
    }
    ++done.done;
    if (progress) progress(done);
  }
  if (!batch.empty()) {
    if (auto flushed = flush(); !flushed) return tl::make_unexpected(flushed.error());
  }
  const auto cells = casebook.cells(result.slide);
  if (!cells) return tl::make_unexpected(cells.error());
  if (cells->size() != labels.size()) return failure(ErrorCode::Internal, "cells and labels do not agree");
  std::vector<casebook::NewReview> reviews;
  for (std::size_t i = 0; i < cells->size(); ++i) {
    const auto& [text, from] = labels[i];
    if (text.isEmpty()) continue;
    ++result.labels;
    casebook::NewReview review;
    review.cellId = (*cells)[i].id;
    review.origin = QStringLiteral("import");
    review.action = casebook::ReviewAction::Comment;
    review.comment = QStringLiteral("Imported label: %1 (%2)").arg(text, from);
    review.reviewer = request.operatorName;
    reviews.push_back(review);
    if (request.decidedBy.trimmed().isEmpty()) continue;
    review.action = casebook::ReviewAction::Decide;
    review.comment.clear();
    review.classId = classOf(request.scheme, text);
    review.reviewer = request.decidedBy.trimmed();
    reviews.push_back(review);
    ++result.decisions;
  }
  result.cells = static_cast<int>(cells->size());
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "the import was cancelled");
  if (!reviews.empty()) {
    if (auto added = casebook.addReviews(reviews); !added) return tl::make_unexpected(added.error());
  }
  if (auto finished = casebook.finishImport(result.slide, request.operatorName); !finished)
    return tl::make_unexpected(finished.error());
  kept = true;
  return result;
}

}  // namespace cellwise::workflow
