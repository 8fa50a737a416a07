#include "bridge/reference_cells.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "bridge/worker.h"
#include "imaging/crop.h"
#include "imaging/image_file.h"

namespace cellwise::ui {
namespace {

// Empty where the picture cannot be read: a reference that is missing is no error of the review.
QImage picture(const casebook::Casebook& book, casebook::Id slide, const casebook::CellRecord& cell) {
  const auto images = book.images(slide);
  if (!images) return {};
  const auto image =
      std::find_if(images->begin(), images->end(), [&](const auto& i) { return i.id == cell.imageId; });
  if (image == images->end()) return {};
  const auto pixels =
      imaging::decodeFile(std::filesystem::path(book.imagePath(image->sha256).toStdU16String()));
  if (!pixels) return {};
  const QRect& box = cell.crop;
  const cv::Mat crop = imaging::crop(*pixels, {box.x(), box.y(), box.width(), box.height()});
  const cv::Mat fitted =
      imaging::fitSquare(crop, std::min(ReferenceCells::kReferenceSide, std::max(crop.cols, crop.rows)));
  return QImage(fitted.data, fitted.cols, fitted.rows, qsizetype(fitted.step), QImage::Format_RGB888)
      .convertToFormat(QImage::Format_RGB32);  // copies
}

std::vector<ReferenceCell> read(const casebook::Casebook& book, const QString& classId,
                                casebook::Id exceptSlide) {
  std::vector<ReferenceCell> cells;
  const auto examples = book.examples(classId, exceptSlide, ReferenceCells::kPerClass);
  if (!examples) return cells;
  for (const auto& example : *examples) {
    const auto record = book.cell(example.cellId);
    const auto slide = book.slide(example.slideId);
    if (!record || !slide) continue;
    ReferenceCell cell{example.cellId, example.slideId, slide->sampleId, example.reviewer,
                       picture(book, example.slideId, *record)};
    if (!slide->title.isEmpty()) cell.slideTitle += QStringLiteral(", ") + slide->title;
    if (!cell.picture.isNull()) cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace

struct ReferenceCells::Impl {
  struct Known {
    std::vector<ReferenceCell> cells;
    casebook::Id exceptSlide = 0;
    bool asked = false;
  };
  QString file;
  int generation = 0;
  std::map<QString, Known> known;
  CasebookWorker worker{QStringLiteral("references")};  // last: gone first
};

ReferenceCells::ReferenceCells(QObject* parent) : QObject(parent), impl_(std::make_unique<Impl>()) {}
ReferenceCells::~ReferenceCells() = default;

void ReferenceCells::setCasebook(const QString& file) {
  impl_->file = file;
  impl_->known.clear();
  ++impl_->generation;
}

void ReferenceCells::forget() {
  for (auto& [id, known] : impl_->known) known.asked = false;
}

const std::vector<ReferenceCell>& ReferenceCells::cells(const QString& classId, casebook::Id exceptSlide) {
  auto& known = impl_->known[classId];
  if (known.exceptSlide != exceptSlide) known = {{}, exceptSlide, false};
  if (known.asked || impl_->file.isEmpty()) return known.cells;
  known.asked = true;
  impl_->worker.post([this, file = impl_->file, generation = impl_->generation, classId, exceptSlide] {
    auto book = impl_->worker.connect(file);
    auto cells = book ? read(**book, classId, exceptSlide) : std::vector<ReferenceCell>();
    QMetaObject::invokeMethod(
        this,
        [this, cells = std::move(cells), generation, classId, exceptSlide]() mutable {
          auto& now = impl_->known[classId];
          if (generation != impl_->generation || now.exceptSlide != exceptSlide) return;
          now.cells = std::move(cells);
          Q_EMIT ready(classId);
        },
        Qt::QueuedConnection);
  });
  return known.cells;
}

}  // namespace cellwise::ui
