#include "workflow/slide_import.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include "workflow/paths.h"

namespace cellwise::workflow {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatchImages = 64;
constexpr qsizetype kBatchBytes = 32 << 20;
constexpr std::size_t kReasonsTold = 20;

bool isCompanion(const fs::path& file) {
  static constexpr std::array kNames = {"truth.csv", "index.csv", "synthetic.json"};
  return std::find(kNames.begin(), kNames.end(), file.filename()) != kNames.end();
}

// What synthetic.json says; being there is enough to be synthetic unless it says otherwise.
struct Synthetic {
  bool synthetic = true;
  double micrometresPerPixel = 0;
};

std::optional<Synthetic> readSynthetic(const fs::path& folder) {
  QFile file(toQString(folder / "synthetic.json"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QJsonObject json = QJsonDocument::fromJson(file.read(1 << 20)).object();
  Synthetic result;
  result.synthetic = json[QStringLiteral("synthetic")].toBool(true);
  const double scale = json[QStringLiteral("micrometresPerPixel")].toDouble();
  if (std::isfinite(scale) && scale > 0) result.micrometresPerPixel = scale;
  return result;
}

void applySynthetic(const std::vector<fs::path>& files, casebook::NewSlide& slide) {
  std::set<fs::path> folders;
  for (const fs::path& file : files) {
    const fs::path folder = fs::absolute(file).lexically_normal().parent_path();
    folders.insert(folder);
    folders.insert(folder.parent_path());
  }
  for (const fs::path& folder : folders) {
    const auto found = readSynthetic(folder);
    if (!found) continue;
    slide.synthetic = slide.synthetic || found->synthetic;
    if (slide.micrometresPerPixel == 0) slide.micrometresPerPixel = found->micrometresPerPixel;
  }
}

struct LoadedImage {
  std::vector<std::byte> bytes;
  cv::Mat rgb;
};

Result<LoadedImage> load(const fs::path& file, const imaging::ImageLimits& limits) {
  auto bytes = imaging::readBytes(file, limits);
  if (!bytes) return tl::make_unexpected(bytes.error());
  auto rgb = imaging::decode(*bytes, limits);
  if (!rgb) return tl::make_unexpected(rgb.error());
  return LoadedImage{std::move(*bytes), std::move(*rgb)};
}

bool looksLikeField(const cv::Mat& rgb, const imaging::CellFinderOptions& finder) {
  const int longer = std::max(rgb.cols, rgb.rows);
  const int shorter = std::min(rgb.cols, rgb.rows);
  if (longer <= 400) return false;
  if (longer > 1200 || longer > shorter * 1.2) return true;
  const auto found = imaging::findCells(rgb, finder);
  return found && found->size() > 1;
}

ImportKind judge(const std::vector<fs::path>& files, const ImportRequest& request,
                 const imaging::CellFinderOptions& finder, const std::stop_token& stop) {
  constexpr std::size_t kLooks = 9;
  int fields = 0;
  int crops = 0;
  // Unusable files are passed over, so a few damaged ones do not decide.
  const std::size_t step = std::max<std::size_t>(1, files.size() / kLooks);
  for (std::size_t first = 0; first < step && fields + crops == 0; ++first) {
    for (std::size_t i = first; i < files.size() && !stop.stop_requested(); i += step) {
      const auto image = load(files[i], request.limits);
      if (image) ++(looksLikeField(image->rgb, finder) ? fields : crops);
    }
  }
  return fields > crops ? ImportKind::Fields : ImportKind::Crops;
}

QRect toQRect(const cv::Rect& rect) {
  return {rect.x, rect.y, rect.width, rect.height};
}

Result<casebook::NewImage> describeImage(LoadedImage image, const fs::path& file, ImportKind kind,
                                         const imaging::CellFinderOptions& finder) {
  casebook::NewImage result;
  result.bytes = QByteArray(reinterpret_cast<const char*>(image.bytes.data()),
                            static_cast<qsizetype>(image.bytes.size()));
  result.fileName = toQString(file.filename());
  result.width = image.rgb.cols;
  result.height = image.rgb.rows;
  if (kind == ImportKind::Crops) {
    result.kind = casebook::ImageKind::Cell;
    const QRect whole(0, 0, result.width, result.height);
    result.cells = {{whole, whole}};
    return result;
  }
  result.kind = casebook::ImageKind::Field;
  const auto found = imaging::findCells(image.rgb, finder);
  if (!found) return tl::make_unexpected(found.error());
  for (const imaging::FoundCell& cell : *found) {
    result.cells.push_back({toQRect(cell.box), toQRect(cell.crop)});
  }
  return result;
}

std::string reasons(const std::vector<SkippedFile>& skipped) {
  std::string text;
  for (std::size_t i = 0; i < skipped.size() && i < kReasonsTold; ++i) {
    const Error& reason = skipped[i].reason;
    text += (i ? "; " : "") + toUtf8(skipped[i].file) + ": " + name(reason.code) + ", " + reason.detail;
  }
  if (skipped.size() > kReasonsTold) {
    text += "; and " + std::to_string(skipped.size() - kReasonsTold) + " more";
  }
  return text;
}

// The slide, made when there is something to put on it; taken back unless the import is kept.
class Writer {
 public:
  Writer(casebook::Casebook& casebook, const casebook::NewSlide& slide, const QString& operatorName,
         ImportResult& result)
      : casebook_(casebook), slide_(slide), operator_(operatorName), result_(result) {
    slide_.importing = true;
  }
  ~Writer() {
    if (result_.slide != 0 && !kept_) (void)casebook_.discardSlide(result_.slide, operator_);
  }

  Result<void> add(casebook::NewImage image) {
    bytes_ += image.bytes.size();
    batch_.push_back(std::move(image));
    return batch_.size() >= kBatchImages || bytes_ >= kBatchBytes ? flush() : Result<void>{};
  }

  Result<void> flush() {
    if (batch_.empty()) return {};
    if (result_.slide == 0) {
      const auto slide = casebook_.addSlide(slide_, operator_);
      if (!slide) return tl::make_unexpected(slide.error());
      result_.slide = *slide;
    }
    const auto ids = casebook_.addImages(result_.slide, batch_, operator_);
    if (!ids) return tl::make_unexpected(ids.error());
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      if ((*ids)[i] == 0) {
        ++result_.duplicates;
      } else {
        ++result_.images;
        result_.cells += static_cast<int>(batch_[i].cells.size());
      }
    }
    batch_.clear();
    bytes_ = 0;
    return {};
  }

  // From here on the slide shows.
  Result<void> keep() {
    auto finished = casebook_.finishImport(result_.slide, operator_);
    kept_ = finished.has_value();
    return finished;
  }

 private:
  casebook::Casebook& casebook_;
  casebook::NewSlide slide_;
  QString operator_;
  ImportResult& result_;
  std::vector<casebook::NewImage> batch_;
  qsizetype bytes_ = 0;
  bool kept_ = false;
};

}  // namespace

ImageFiles listImages(const std::vector<fs::path>& paths) {
  ImageFiles result;
  std::set<fs::path> seen;
  for (const fs::path& path : paths) {
    auto listed = imaging::listFiles(path);
    if (!listed) {
      result.skipped.push_back({path, listed.error()});
      continue;
    }
    for (fs::path& file : *listed) {
      if (!isCompanion(file) && seen.insert(file.lexically_normal()).second) {
        result.files.push_back(std::move(file));
      }
    }
  }
  return result;
}

Result<ImportResult> importSlide(casebook::Casebook& casebook, const ImportRequest& request,
                                 const ProgressCallback& progress, std::stop_token stop) {
  if (request.paths.empty()) return failure(ErrorCode::FileNotFound, "nothing to import was named");
  ImageFiles candidates = listImages(request.paths);
  ImportResult result;
  result.skipped = std::move(candidates.skipped);

  casebook::NewSlide slide = request.slide;
  applySynthetic(candidates.files, slide);
  std::error_code ignored;
  fs::path folder = fs::absolute(request.paths.front()).lexically_normal();
  if (!folder.has_filename() || !fs::is_directory(folder, ignored)) folder = folder.parent_path();
  if (slide.sourcePath.isEmpty()) slide.sourcePath = toQString(folder);
  if (slide.title.trimmed().isEmpty()) slide.title = toQString(folder.filename());
  imaging::CellFinderOptions finder = request.finder;
  if (finder.micrometresPerPixel == 0) finder.micrometresPerPixel = slide.micrometresPerPixel;
  result.kind =
      request.kind == ImportKind::Auto ? judge(candidates.files, request, finder, stop) : request.kind;

  Writer writer(casebook, slide, request.operatorName, result);
  Progress done{0, static_cast<std::int64_t>(candidates.files.size())};
  for (const fs::path& file : candidates.files) {
    if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "the import was cancelled");
    auto image = load(file, request.limits).and_then([&](LoadedImage loaded) {
      return describeImage(std::move(loaded), file, result.kind, finder);
    });
    if (!image) {
      result.skipped.push_back({file, image.error()});
    } else if (auto added = writer.add(std::move(*image)); !added) {
      return tl::make_unexpected(added.error());
    }
    ++done.done;
    if (progress) progress(done);
  }
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "the import was cancelled");
  if (auto flushed = writer.flush(); !flushed) return tl::make_unexpected(flushed.error());
  if (result.images == 0) {
    return failure(ErrorCode::NotAnImage,
                   result.skipped.empty() ? "no files there" : "no usable image: " + reasons(result.skipped),
                   toUtf8(folder));
  }
  if (auto kept = writer.keep(); !kept) return tl::make_unexpected(kept.error());
  return result;
}

}  // namespace cellwise::workflow
