#include "bridge/cell_image_provider.h"

#include <QCache>
#include <QMutex>
#include <QPainter>
#include <QThreadPool>

#include <algorithm>
#include <deque>
#include <future>
#include <unordered_map>
#include <unordered_set>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/casebook.h"
#include "imaging/crop.h"
#include "imaging/image_file.h"

namespace cellwise::ui {
namespace {

constexpr int kThreads = 2;
constexpr int kKilobyte = 1024;
// Costs in kilobytes.
constexpr int kThumbnailCache = 256 * kKilobyte;
constexpr int kCropCache = 96 * kKilobyte;
constexpr int kFieldCache = 192 * kKilobyte;
constexpr qint64 kDecodedBytes = 256ll << 20;  // of images kept for the cells that lie on them

QImage toImage(const cv::Mat& rgb) {
  return QImage(rgb.data, rgb.cols, rgb.rows, qsizetype(rgb.step), QImage::Format_RGB888)
      .convertToFormat(QImage::Format_RGB32);  // copies; what screens draw fastest
}

int cost(const QImage& image) {
  return std::max(1, int(image.sizeInBytes() / kKilobyte));
}

cv::Rect toRect(const QRect& r) {
  return {r.x(), r.y(), r.width(), r.height()};
}

// In the place of an image that cannot be read.
QImage unreadable(int side) {
  QImage image(side, side, QImage::Format_RGB32);
  image.fill(QColor(150, 150, 150));
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(QColor(90, 90, 90), std::max(1.0, side / 48.0)));
  const int inset = side / 3;
  painter.drawLine(inset, inset, side - inset, side - inset);
  painter.drawLine(side - inset, inset, inset, side - inset);
  return image;
}

quint64 key(int row, int side) {
  return quint64(quint32(row)) << 32 | quint32(side);
}

enum class Kind { Thumbnail, Crop, Field };
struct Request {
  Kind kind = Kind::Thumbnail;
  int row = -1;
  int side = 0;
  friend bool operator==(const Request&, const Request&) = default;
};

// Where a row's pixels are; a copy, so that image threads never look at the session.
struct Place {
  std::size_t image = 0;
  QRect crop;
};

// The pixels of one slide, for image threads. Decoded once, however many ask at the same time.
class Pixels {
 public:
  Pixels(const SlideSession& session) {
    std::unordered_map<casebook::Id, std::size_t> index;
    for (const auto& image : session.images()) {
      index[image.id] = files_.size();
      files_.push_back({casebook::Casebook::imagePath(session.imageFolder(), image.sha256),
                        qint64(3) * image.width * image.height});
    }
    for (const auto& cell : session.cells()) {
      const auto it = index.find(cell.imageId);
      places_.push_back({it == index.end() ? files_.size() : it->second, cell.crop});
    }
  }

  std::size_t imageOf(int row) const { return places_[std::size_t(row)].image; }

  Result<cv::Mat> whole(int row) {
    const std::size_t image = imageOf(row);
    if (image >= files_.size())
      return failure(ErrorCode::NotFound, "the cell's image is not in the casebook");
    std::promise<Result<cv::Mat>> promise;
    std::shared_future<Result<cv::Mat>> future;
    bool mine = false;
    {
      const QMutexLocker lock(&mutex_);
      const auto it =
          std::find_if(decoded_.begin(), decoded_.end(), [&](const auto& d) { return d.first == image; });
      if (it != decoded_.end()) {
        future = it->second;
      } else {
        mine = true;
        future = promise.get_future().share();
        decoded_.emplace_back(image, future);
        decoded_bytes_ += files_[image].bytes;
        while (decoded_.size() > 1 && decoded_bytes_ > kDecodedBytes) {
          decoded_bytes_ -= files_[decoded_.front().first].bytes;
          decoded_.pop_front();
        }
      }
    }
    if (mine)
      promise.set_value(imaging::decodeFile(std::filesystem::path(files_[image].path.toStdU16String())));
    return future.get();
  }

  Result<cv::Mat> crop(int row) {
    auto image = whole(row);
    if (!image) return image;
    return imaging::crop(*image, toRect(places_[std::size_t(row)].crop));
  }

 private:
  struct File {
    QString path;
    qint64 bytes = 0;  // decoded
  };
  std::vector<File> files_;
  std::vector<Place> places_;
  QMutex mutex_;
  std::deque<std::pair<std::size_t, std::shared_future<Result<cv::Mat>>>> decoded_;
  qint64 decoded_bytes_ = 0;
};

}  // namespace

struct CellImageProvider::Impl {
  CellImageProvider* q = nullptr;
  SlideSession* session = nullptr;
  std::shared_ptr<Pixels> pixels;
  int generation = 0;  // answers for an earlier slide are dropped
  bool told = false;   // of an unreadable image, once a slide

  QCache<quint64, QPixmap> thumbnails{kThumbnailCache};
  QCache<int, QImage> crops{kCropCache};
  QCache<int, QImage> fields{kFieldCache};  // by image

  QThreadPool pool;
  QMutex mutex;  // guards what follows
  std::deque<Request> urgent, waiting, ahead;
  std::vector<Request> working;
  int busy = 0;

  bool known(const Request& request) const {
    const auto in = [&](const auto& list) {
      return std::find(list.begin(), list.end(), request) != list.end();
    };
    return in(working) || in(urgent);
  }

  bool valid(int row) const { return session && row >= 0 && row < int(session->cells().size()); }

  void start() {
    // The mutex is held.
    std::size_t pending = urgent.size() + waiting.size() + ahead.size();
    for (; busy < kThreads && pending > 0; --pending) {
      ++busy;
      pool.start([this, pixels = pixels, generation = generation] { work(pixels, generation); });
    }
  }

  void ask(const Request& request) {
    const QMutexLocker lock(&mutex);
    if (known(request)) return;
    auto& list = request.kind == Kind::Thumbnail ? waiting : urgent;
    if (std::find(list.begin(), list.end(), request) == list.end()) list.push_back(request);
    start();
  }

  std::optional<Request> next() {
    for (auto* list : {&urgent, &waiting, &ahead}) {
      while (!list->empty()) {
        const Request request = list->front();
        list->pop_front();
        if (std::find(working.begin(), working.end(), request) == working.end()) return request;
      }
    }
    return std::nullopt;
  }

  // On an image thread, until nothing is wanted any more.
  void work(const std::shared_ptr<Pixels>& from, int of) {
    for (;;) {
      Request request;
      {
        const QMutexLocker lock(&mutex);
        const auto wanted = of == generation && from ? next() : std::nullopt;
        if (!wanted) {
          --busy;
          if (of != generation && pixels) start();
          return;
        }
        request = *wanted;
        working.push_back(request);
      }
      auto decoded = request.kind == Kind::Field ? from->whole(request.row) : from->crop(request.row);
      QImage image;
      std::optional<Error> error;
      if (!decoded) {
        error = decoded.error();
        image = unreadable(request.kind == Kind::Thumbnail ? request.side : 128);
      } else if (request.kind == Kind::Thumbnail) {
        image = toImage(imaging::fitSquare(*decoded, request.side));
      } else {
        image = toImage(*decoded);
      }
      QMetaObject::invokeMethod(
          q, [this, request, image, error, of] { arrived(request, image, error, of); }, Qt::QueuedConnection);
    }
  }

  void arrived(const Request& request, const QImage& image, const std::optional<Error>& error, int of) {
    {
      const QMutexLocker lock(&mutex);
      if (of != generation) return;
      working.erase(std::remove(working.begin(), working.end(), request), working.end());
    }
    if (error && !std::exchange(told, true)) {
      if (auto* workspace = qobject_cast<Workspace*>(q->parent())) Q_EMIT workspace->failed(*error);
    }
    switch (request.kind) {
      case Kind::Thumbnail:
        thumbnails.insert(key(request.row, request.side), new QPixmap(QPixmap::fromImage(image)),
                          cost(image));
        Q_EMIT q->thumbnailReady(request.row);
        break;
      case Kind::Crop:
        crops.insert(request.row, new QImage(image), cost(image));
        Q_EMIT q->cropReady(request.row);
        break;
      case Kind::Field:
        // Even a field larger than the cache is kept, else it would be asked for again and again.
        fields.setMaxCost(std::max(kFieldCache, cost(image)));
        fields.insert(int(pixels->imageOf(request.row)), new QImage(image), cost(image));
        Q_EMIT q->fieldReady(request.row);
        break;
    }
  }
};

CellImageProvider::CellImageProvider(QObject* parent) : QObject(parent), impl_(std::make_unique<Impl>()) {
  impl_->q = this;
  impl_->pool.setMaxThreadCount(kThreads);
  impl_->pool.setThreadPriority(QThread::LowPriority);
}

CellImageProvider::~CellImageProvider() {
  setSession(nullptr);
  impl_->pool.waitForDone();
}

void CellImageProvider::setSession(SlideSession* session) {
  auto pixels = session ? std::make_shared<Pixels>(*session) : nullptr;
  const QMutexLocker lock(&impl_->mutex);
  ++impl_->generation;
  impl_->session = session;
  impl_->pixels = std::move(pixels);
  impl_->told = false;
  impl_->urgent.clear();
  impl_->waiting.clear();
  impl_->ahead.clear();
  impl_->working.clear();
  impl_->thumbnails.clear();
  impl_->crops.clear();
  impl_->fields.clear();
}

QPixmap CellImageProvider::thumbnail(int row, int side) {
  if (!impl_->valid(row) || side <= 0) return {};
  if (const QPixmap* pixmap = impl_->thumbnails.object(key(row, side))) return *pixmap;
  impl_->ask({Kind::Thumbnail, row, side});
  return {};
}

void CellImageProvider::setWanted(const std::vector<int>& rows, int side) {
  std::deque<Request> wanted;
  for (const int row : rows) {
    if (impl_->valid(row) && !impl_->thumbnails.contains(key(row, side))) {
      wanted.push_back({Kind::Thumbnail, row, side});
    }
  }
  const QMutexLocker lock(&impl_->mutex);
  impl_->waiting = std::move(wanted);
  impl_->start();
}

QImage CellImageProvider::crop(int row) {
  if (!impl_->valid(row)) return {};
  if (const QImage* image = impl_->crops.object(row)) return *image;
  impl_->ask({Kind::Crop, row, 0});
  return {};
}

QImage CellImageProvider::field(int row) {
  if (!impl_->valid(row)) return {};
  if (const QImage* image = impl_->fields.object(int(impl_->pixels->imageOf(row)))) return *image;
  impl_->ask({Kind::Field, row, 0});
  return {};
}

void CellImageProvider::prefetch(const std::vector<int>& rows) {
  const QMutexLocker lock(&impl_->mutex);
  impl_->ahead.clear();
  for (const int row : rows) {
    if (!impl_->valid(row)) continue;
    if (!impl_->crops.contains(row)) impl_->ahead.push_back({Kind::Crop, row, 0});
    if (!impl_->fields.contains(int(impl_->pixels->imageOf(row)))) {
      impl_->ahead.push_back({Kind::Field, row, 0});
    }
  }
  impl_->start();
}

}  // namespace cellwise::ui
