#include "bridge/reference_cells.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "bridge/worker.h"
#include "casebook/atlas.h"
#include "casebook/features.h"
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

std::optional<ReferenceCell> read(const casebook::Casebook& book, casebook::Id cell, casebook::Id slide,
                                  const QString& reviewer) {
  const auto record = book.cell(cell);
  const auto summary = book.slide(slide);
  if (!record || !summary) return {};
  ReferenceCell read;
  read.cell = cell;
  read.slide = slide;
  read.slideTitle = summary->sampleId;
  if (!summary->title.isEmpty()) read.slideTitle += QStringLiteral(", ") + summary->title;
  read.reviewer = reviewer;
  read.picture = picture(book, slide, *record);
  if (read.picture.isNull()) return {};
  return read;
}

std::optional<ReferenceCell> read(const casebook::Casebook& book, const casebook::AtlasEntry& entry) {
  auto cell = read(book, entry.cellId, entry.slideId, entry.person);
  if (!cell) return {};
  cell->atlas = true;
  cell->classId = entry.classId;
  cell->note = entry.note;
  return cell;
}

// The atlas's own cell takes the last place.
std::vector<ReferenceCell> read(const casebook::Casebook& book, const QString& classId, casebook::Id slide,
                                casebook::Id query, casebook::Id blindTo) {
  std::vector<ReferenceCell> cells;
  std::optional<ReferenceCell> ofAtlas;
  if (const auto entries = casebook::Atlas::entries(book, classId)) {
    for (const auto& entry : *entries) {
      if (entry.cellId != query && entry.slideId != blindTo) ofAtlas = read(book, entry);
      if (ofAtlas) break;
    }
  }
  const auto room = static_cast<std::size_t>(ReferenceCells::kPerClass - (ofAtlas ? 1 : 0));
  const auto take = [&](casebook::Id cell, casebook::Id on, const QString& reviewer, bool nearest) {
    if (cells.size() >= room || (ofAtlas && ofAtlas->cell == cell)) return;
    if (auto one = read(book, cell, on, reviewer)) {
      one->nearest = nearest;
      cells.push_back(std::move(*one));
    }
  };
  const auto near = casebook::Features::nearest(book, query, classId, ReferenceCells::kPerClass + 1, blindTo);
  if (near && !near->empty()) {
    for (const auto& each : *near) take(each.cellId, each.slideId, each.reviewer, true);
  } else if (const auto newest = book.examples(classId, slide, ReferenceCells::kPerClass + 1)) {
    for (const auto& each : *newest) take(each.cellId, each.slideId, each.reviewer, false);
  }
  if (ofAtlas) cells.push_back(std::move(*ofAtlas));
  return cells;
}

}  // namespace

struct ReferenceCells::Impl {
  struct Known {
    std::vector<ReferenceCell> cells;
    casebook::Id slide = 0, query = 0;
    bool asked = false;
  };
  QString file;
  casebook::Id blindTo = 0;
  int generation = 0;  // what was asked for before is not taken
  std::shared_ptr<std::atomic<casebook::Id>> latest = std::make_shared<std::atomic<casebook::Id>>(0);
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

void ReferenceCells::setBlindTo(casebook::Id slide) {
  if (std::exchange(impl_->blindTo, slide) == slide) return;
  impl_->known.clear();
  ++impl_->generation;
}

void ReferenceCells::forget() {
  for (auto& [id, known] : impl_->known) known.asked = false;
}

const std::vector<ReferenceCell>& ReferenceCells::cells(const QString& classId, casebook::Id slide,
                                                        casebook::Id query) {
  auto& known = impl_->known[classId];
  if (known.slide != slide) known = {{}, slide, query, false};
  if (known.query != query) known.asked = false;
  known.query = query;
  if (known.asked || impl_->file.isEmpty()) return known.cells;
  known.asked = true;
  impl_->latest->store(query);
  impl_->worker.post([this, file = impl_->file, generation = impl_->generation, classId, slide, query,
                      blindTo = impl_->blindTo, latest = impl_->latest] {
    // A query that was left meanwhile, one key after the other, is not looked for.
    if (latest->load() != query) return;
    auto book = impl_->worker.connect(file);
    auto cells = book ? read(**book, classId, slide, query, blindTo) : std::vector<ReferenceCell>();
    QMetaObject::invokeMethod(
        this,
        [this, cells = std::move(cells), generation, classId, slide, query]() mutable {
          auto& now = impl_->known[classId];
          if (generation != impl_->generation || now.slide != slide || now.query != query) return;
          now.cells = std::move(cells);
          Q_EMIT ready(classId);
        },
        Qt::QueuedConnection);
  });
  return known.cells;
}

void ReferenceCells::requestAtlas() {
  if (impl_->file.isEmpty()) return;
  impl_->worker.post([this, file = impl_->file, generation = impl_->generation, blindTo = impl_->blindTo] {
    std::vector<ReferenceCell> cells;
    if (auto book = impl_->worker.connect(file)) {
      if (const auto entries = casebook::Atlas::entries(**book)) {
        for (const auto& entry : *entries) {
          if (entry.slideId == blindTo) continue;
          if (auto cell = read(**book, entry)) cells.push_back(std::move(*cell));
        }
      }
    }
    QMetaObject::invokeMethod(
        this,
        [this, cells = std::move(cells), generation] {
          if (generation == impl_->generation) Q_EMIT atlasRead(cells);
        },
        Qt::QueuedConnection);
  });
}

}  // namespace cellwise::ui
