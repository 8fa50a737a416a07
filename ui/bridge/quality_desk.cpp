#include "bridge/quality_desk.h"

#include <QElapsedTimer>
#include <QThread>

#include <algorithm>
#include <utility>

#include "bridge/worker.h"
#include "bridge/workspace.h"

namespace cellwise::ui {
namespace {

constexpr qint64 kProgressMs = 50;

using workflow::ControlChart;

}  // namespace

struct QualityDesk::Impl {
  Impl(QualityDesk* desk, Workspace& w) : q(desk), workspace(w) {}

  QualityDesk* q;
  Workspace& workspace;
  std::vector<ControlChart> charts;
  int activity = 0;
  std::stop_source stop;
  CasebookWorker worker{QStringLiteral("quality control")};  // last, so that it is gone first

  template <class Function>
  void onUi(Function function) {
    QMetaObject::invokeMethod(q, std::move(function), Qt::QueuedConnection);
  }
  Result<casebook::Casebook*> connect(const QString& file) {
    if (file.isEmpty()) return failure(ErrorCode::NotFound, "no casebook is open");
    return worker.connect(file);
  }
  void take(Result<std::vector<ControlChart>> found) {
    if (!found) {
      Q_EMIT q->failed(found.error());
      return;
    }
    charts = std::move(*found);
    Q_EMIT q->listed();
  }
  // What changes something, then the charts anew.
  template <class Change>
  void change(Change change) {
    worker.post([this, change, file = workspace.casebookFile()] {
      const auto run = [&]() -> Result<std::vector<ControlChart>> {
        const auto book = connect(file);
        if (!book) return tl::make_unexpected(book.error());
        if (auto done = change(**book); !done) return tl::make_unexpected(done.error());
        return workflow::controlCharts(**book);
      };
      onUi([this, found = run()]() mutable { take(std::move(found)); });
    });
  }
};

QualityDesk::QualityDesk(Workspace& workspace, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>(this, workspace)) {}

QualityDesk::~QualityDesk() {
  impl_->stop.request_stop();
  impl_->worker.finish();
}

void QualityDesk::refresh() {
  impl_->change([](casebook::Casebook&) { return Result<void>(); });
}

const std::vector<ControlChart>& QualityDesk::charts() const {
  return impl_->charts;
}

void QualityDesk::mark(casebook::Id slide, bool qc) {
  impl_->change([slide, qc, name = impl_->workspace.operatorName()](casebook::Casebook& book) {
    return casebook::QualityControl(book).mark(slide, qc, name);
  });
}

void QualityDesk::freeze(casebook::Id slide, const std::map<QString, casebook::QcExpectation>& classes) {
  impl_->change([slide, classes, name = impl_->workspace.operatorName()](casebook::Casebook& book) {
    return casebook::QualityControl(book).freeze(slide, classes, name).map([](const auto&) {});
  });
}

void QualityDesk::runAll() {
  auto& d = *impl_;
  if (busy()) return;
  const auto& model = d.workspace.modelFolder();
  if (!model) {
    Q_EMIT failed(Error{ErrorCode::NotFound, "no model is loaded", {}});
    return;
  }
  const auto [activity, cancelled] =
      d.workspace.activityDoor().begin(tr("Reading the slides of quality control"));
  d.activity = activity;
  d.stop = std::stop_source();
  Q_EMIT busyChanged();
  d.worker.post([this, activity = activity, cancelled = cancelled, own = d.stop.get_token(), model = *model,
                 name = d.workspace.operatorName(), file = d.workspace.casebookFile()] {
    std::stop_source both;
    const std::stop_callback here(own, [&] { both.request_stop(); });
    const std::stop_callback there(cancelled, [&] { both.request_stop(); });
    int slides = 0;
    const auto run = [&]() -> Result<void> {
      const auto book = impl_->connect(file);
      if (!book) return tl::make_unexpected(book.error());
      const auto marked = casebook::QualityControl(**book).slides();
      if (!marked) return tl::make_unexpected(marked.error());
      Progress all;
      for (const auto& qc : *marked) all.total += qc.slide.cells;
      inference::ClassifierOptions options;
      options.threads = std::max(1, QThread::idealThreadCount() - 1);  // one core stays with the person
      QElapsedTimer since;
      for (const auto& qc : *marked) {
        const auto before = all.done;
        const auto progress = [&](const Progress& p) {
          all.done = before + p.done;
          if (since.isValid() && since.elapsed() < kProgressMs) return;
          since.start();
          impl_->onUi([this, activity, all] {
            if (impl_->activity != activity) return;
            impl_->workspace.activityDoor().advance(activity, all);
            Q_EMIT progressed(all);
          });
        };
        auto done =
            workflow::runControl(**book, qc.slide.id, model, options, name, progress, both.get_token());
        if (!done) return tl::make_unexpected(done.error());
        all.done = before + qc.slide.cells;
        ++slides;
      }
      return {};
    };
    auto done = run();
    const auto book = impl_->connect(file);
    auto found = book ? workflow::controlCharts(**book)
                      : Result<std::vector<ControlChart>>(tl::make_unexpected(book.error()));
    impl_->onUi([this, activity, slides, done, found = std::move(found)]() mutable {
      impl_->workspace.activityDoor().end(activity);
      impl_->activity = 0;
      impl_->take(std::move(found));
      Q_EMIT busyChanged();
      if (done) {
        Q_EMIT ran(slides);
      } else {
        Q_EMIT failed(done.error());
      }
    });
  });
}

void QualityDesk::cancel() {
  impl_->stop.request_stop();
}

bool QualityDesk::busy() const {
  return impl_->activity != 0;
}

}  // namespace cellwise::ui
