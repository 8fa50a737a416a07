#include "bridge/exporter.h"

#include <QElapsedTimer>

#include "bridge/worker.h"
#include "bridge/workspace.h"

namespace cellwise::ui {
namespace {

constexpr qint64 kProgressMs = 50;

}  // namespace

struct Exporter::Impl {
  explicit Impl(Workspace& w) : workspace(w) {}
  Workspace& workspace;
  int activity = 0;
  std::stop_source stop;
  CasebookWorker worker{QStringLiteral("export")};  // last, so that it is gone first
};

Exporter::Exporter(Workspace& workspace, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>(workspace)) {}

Exporter::~Exporter() {
  impl_->stop.request_stop();
  impl_->worker.finish();
}

void Exporter::start(const workflow::ExportRequest& request, const QString& activityText) {
  if (busy()) return;
  auto& d = *impl_;
  const auto [activity, cancelled] = d.workspace.activityDoor().begin(activityText);
  d.activity = activity;
  d.stop = std::stop_source();
  Q_EMIT busyChanged();
  d.worker.post([this, request, activity = activity, cancelled = cancelled, own = d.stop.get_token(),
                 file = d.workspace.casebookFile()] {
    // Asked to stop here, or in the status bar.
    std::stop_source both;
    const std::stop_callback here(own, [&] { both.request_stop(); });
    const std::stop_callback there(cancelled, [&] { both.request_stop(); });
    QElapsedTimer since;
    const auto progress = [&](const Progress& p) {
      if (since.isValid() && since.elapsed() < kProgressMs && p.done < p.total) return;
      since.start();
      QMetaObject::invokeMethod(
          this,
          [this, activity, p] {
            if (impl_->activity != activity) return;
            impl_->workspace.activityDoor().advance(activity, p);
            Q_EMIT progressed(p);
          },
          Qt::QueuedConnection);
    };
    const auto run = [&]() -> Result<workflow::ExportResult> {
      if (file.isEmpty()) return failure(ErrorCode::NotFound, "no casebook is open");
      const auto casebook = impl_->worker.connect(file);
      if (!casebook) return tl::make_unexpected(casebook.error());
      return workflow::exportSlides(**casebook, request, progress, both.get_token());
    };
    QMetaObject::invokeMethod(
        this,
        [this, request, activity, result = run()] {
          impl_->workspace.activityDoor().end(activity);
          impl_->activity = 0;
          Q_EMIT busyChanged();
          if (result) {
            Q_EMIT finished(request, *result);
          } else {
            Q_EMIT failed(result.error());
          }
        },
        Qt::QueuedConnection);
  });
}

void Exporter::cancel() {
  impl_->stop.request_stop();
}

bool Exporter::busy() const {
  return impl_->activity != 0;
}

}  // namespace cellwise::ui
