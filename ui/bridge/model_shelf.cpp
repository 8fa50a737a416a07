#include "bridge/model_shelf.h"

#include <QCoreApplication>
#include <QDate>
#include <QElapsedTimer>
#include <QThread>

#include <algorithm>
#include <utility>

#include "bridge/worker.h"

namespace cellwise::ui {
namespace {

constexpr qint64 kProgressMs = 100;
constexpr qint64 kStages = 1000;  // of the activity's bar: nine tenths are training

qint64 share(const workflow::LearningProgress& p) {
  using Stage = workflow::LearningProgress::Stage;
  const qint64 within = p.progress.total > 0 ? 100 * p.progress.done / p.progress.total : 0;
  switch (p.stage) {
    case Stage::Reading: return 0;
    case Stage::Training: return within * 9;
    case Stage::Comparing: return 900 + within / 2;
    case Stage::Replaying: return 950 + within / 2;
  }
  return 0;
}

// The person at the window goes on working: one core stays free for them.
int learningThreads() {
  return std::max(1, QThread::idealThreadCount() - 1);
}

}  // namespace

struct ModelShelf::Impl {
  Impl(ModelShelf* shelf, ActivityDoor a) : q(shelf), activities(std::move(a)) {}

  ModelShelf* q;
  ActivityDoor activities;
  QString file;
  std::vector<Entry> entries;
  int activity = 0;
  std::optional<workflow::Learned> last;
  // Last, so that they are gone first. Listing does not wait for a training.
  CasebookWorker library{QStringLiteral("models")};
  CasebookWorker learning{QStringLiteral("learning")};

  template <class Function>
  void onUi(Function function) {
    QMetaObject::invokeMethod(q, std::move(function), Qt::QueuedConnection);
  }
  std::stop_token begin(const QString& text) {
    const auto [id, stop] = activities.begin(text);
    activity = id;
    Q_EMIT q->busyChanged();
    return stop;
  }
  void end() {
    activities.end(std::exchange(activity, 0));
    Q_EMIT q->busyChanged();
  }
  void take(std::vector<Entry> found) {
    entries = std::move(found);
    Q_EMIT q->listed();
  }
  static std::vector<Entry> read() {
    std::vector<Entry> found;
    for (auto& model : workflow::listModels(workflow::userModelFolder()).models) {
      QString card = QString::fromStdString(workflow::cardOf(model.folder));
      found.push_back({std::move(model), std::move(card)});
    }
    return found;
  }
};

ModelShelf::ModelShelf(ActivityDoor activities, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>(this, std::move(activities))) {}
ModelShelf::~ModelShelf() = default;

void ModelShelf::refresh() {
  impl_->library.post(
      [this] { impl_->onUi([this, found = Impl::read()]() mutable { impl_->take(std::move(found)); }); });
}

const std::vector<ModelShelf::Entry>& ModelShelf::entries() const {
  return impl_->entries;
}

const ModelShelf::Entry* ModelShelf::entry(const QString& weightsSha256) const {
  const auto it = std::find_if(impl_->entries.begin(), impl_->entries.end(), [&](const Entry& e) {
    return QString::fromStdString(e.model.folder.manifest.weightsSha256) == weightsSha256;
  });
  return it == impl_->entries.end() ? nullptr : &*it;
}

void ModelShelf::setCasebook(const QString& file) {
  impl_->file = file;
}

void ModelShelf::requestData(const model::Manifest& base) {
  impl_->library.post([this, base, file = impl_->file] {
    const auto run = [&]() -> Result<workflow::LearningData> {
      if (file.isEmpty()) return failure(ErrorCode::NotFound, "no casebook is open");
      const auto casebook = impl_->library.connect(file);
      if (!casebook) return tl::make_unexpected(casebook.error());
      return workflow::confirmedCells(**casebook, base).map([](const auto& cells) { return cells.data; });
    };
    impl_->onUi([this, data = run()] {
      if (data) {
        Q_EMIT dataRead(*data);
      } else {
        Q_EMIT failed(data.error());
      }
    });
  });
}

void ModelShelf::learn(const model::ModelFolder& base, const workflow::LearningOptions& wanted) {
  if (busy()) return;
  auto options = wanted;
  options.program = ("Cellwise " + QCoreApplication::applicationVersion()).toStdString();
  if (options.threads == 0) options.threads = learningThreads();
  const auto stop = impl_->begin(tr("Learning from confirmed cells"));
  const int activity = impl_->activity;
  impl_->learning.post([this, base, options, stop, activity, file = impl_->file] {
    QElapsedTimer since;
    auto stage = workflow::LearningProgress::Stage::Reading;
    const auto progress = [&](const workflow::LearningProgress& p) {
      if (since.isValid() && p.stage == stage && since.elapsed() < kProgressMs) return;
      since.start();
      stage = p.stage;
      impl_->onUi([this, p, activity] {
        if (impl_->activity != activity) return;
        impl_->activities.advance(activity, {share(p), kStages});
        Q_EMIT progressed(p);
      });
    };
    const auto run = [&]() -> Result<workflow::Learned> {
      if (file.isEmpty()) return failure(ErrorCode::NotFound, "no casebook is open");
      const auto casebook = impl_->learning.connect(file);
      if (!casebook) return tl::make_unexpected(casebook.error());
      const auto folder = workflow::userModelFolder();
      const auto out = workflow::freeModelName(
          folder, "learned-" + QDate::currentDate().toString(Qt::ISODate).toStdString());
      return workflow::learn(**casebook, base, out, options, progress, stop);
    };
    auto made = run();
    auto found = made ? Impl::read() : std::vector<Entry>();
    impl_->onUi([this, made = std::move(made), found = std::move(found)]() mutable {
      if (made) impl_->take(std::move(found));
      impl_->end();
      if (!made) {
        Q_EMIT failed(made.error());
        return;
      }
      impl_->last = std::move(*made);
      Q_EMIT learned(*impl_->last);
    });
  });
}

void ModelShelf::replay(const model::ModelFolder& model) {
  if (busy()) return;
  const auto stop = impl_->begin(tr("Replaying signed slides"));
  const int activity = impl_->activity;
  impl_->learning.post([this, model, stop, activity, file = impl_->file] {
    const auto run = [&]() -> Result<workflow::Replay> {
      if (file.isEmpty()) return failure(ErrorCode::NotFound, "no casebook is open");
      const auto casebook = impl_->learning.connect(file);
      if (!casebook) return tl::make_unexpected(casebook.error());
      inference::ClassifierOptions options;
      options.threads = learningThreads();
      return workflow::replaySigned(
          **casebook, model, options,
          [this, activity](const Progress& p) {
            impl_->onUi([this, p, activity] {
              if (impl_->activity == activity) impl_->activities.advance(activity, p);
            });
          },
          stop);
    };
    impl_->onUi([this, done = run(), sha = QString::fromStdString(model.manifest.weightsSha256)] {
      impl_->end();
      if (done) {
        Q_EMIT replayed(sha, *done);
      } else {
        Q_EMIT failed(done.error());
      }
    });
  });
}

bool ModelShelf::busy() const {
  return impl_->activity != 0;
}
int ModelShelf::activity() const {
  return impl_->activity;
}
const std::optional<workflow::Learned>& ModelShelf::lastLearned() const {
  return impl_->last;
}

}  // namespace cellwise::ui
