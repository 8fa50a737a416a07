#include "bridge/workspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QPointer>
#include <QSettings>
#include <QTimer>

#include <algorithm>
#include <deque>
#include <map>
#include <stop_token>

#include "bridge/audit_desk.h"
#include "bridge/cell_image_provider.h"
#include "bridge/laboratory_classes.h"
#include "bridge/limit_rules.h"
#include "bridge/model_shelf.h"
#include "bridge/people.h"
#include "bridge/reference_cells.h"
#include "bridge/slide_notes.h"
#include "bridge/slide_session.h"
#include "bridge/slide_session_impl.h"
#include "bridge/worker.h"
#include "casebook/soundness.h"
#include "embedding/tsne.h"
#include "inference/classifier.h"
#include "workflow/cell_features.h"
#include "workflow/class_list.h"
#include "workflow/paths.h"
#include "workflow/slide_classification.h"

namespace cellwise::ui {
namespace {

constexpr qint64 kProgressMs = 33;  // about 30 a second is all an eye can use
constexpr auto kOperatorKey = "operator/name";
constexpr auto kModelKey = "model/folder";  // chosen for new slides; none: the shipped one

// Lets a callback through at most every kProgressMs. Used on one thread.
class Throttle {
 public:
  bool pass() {
    if (timer_.isValid() && timer_.elapsed() < kProgressMs) return false;
    timer_.start();
    return true;
  }

 private:
  QElapsedTimer timer_;
};

QString accountName() {
  for (const char* variable : {"USER", "USERNAME", "LOGNAME"}) {
    const QString name = qEnvironmentVariable(variable);
    if (!name.isEmpty()) return name;
  }
  return QStringLiteral("unknown");
}

}  // namespace

struct Workspace::Impl {
  explicit Impl(Workspace* workspace) : q(workspace) {}

  struct Running {
    Activity activity;
    std::stop_source stop;
    casebook::Id slide = 0;  // of a classification
  };

  Workspace* q;
  CellImageProvider* images = nullptr;
  ReferenceCells* references = nullptr;
  ModelShelf* shelf = nullptr;
  People* people = nullptr;
  std::optional<QString> announced;  // of those who signed in or out, the latest name
  AuditDesk* audit = nullptr;
  LimitRules* limits = nullptr;
  LaboratoryClasses* classes = nullptr;
  SlideNotes* notes = nullptr;
  QString file;
  int casebook_generation = 0;
  std::vector<casebook::SlideSummary> slides;
  bool resume_when_listed = false;
  std::stop_source checking_stop;  // of the casebook's file, where it is too large to be read at opening

  SlideSession* session = nullptr;
  casebook::Id opening = 0;
  // Batches that were stored while a slide was being read.
  std::vector<std::pair<QString, std::vector<casebook::Casebook::CellPrediction>>> meanwhile;

  ModelStatus model_status;
  std::optional<model::ModelFolder> model_folder;
  int model_generation = 0;
  int model_activity = 0;
  std::deque<casebook::Id> waiting_for_model;

  std::vector<Running> running;
  int next_activity = 1;

  CellMapStatus map_status;
  std::shared_ptr<const CellMap> map;
  int map_activity = 0;  // of the map that is being made

  // On the classification thread.
  struct Engine {
    std::unique_ptr<inference::Classifier> classifier;
    std::optional<model::ModelFolder> folder;
  };
  Engine engine;

  // Last, so that they are gone first: their jobs use what stands above.
  std::unique_ptr<CasebookWorker> casebook = std::make_unique<CasebookWorker>(QStringLiteral("casebook"));
  std::unique_ptr<CasebookWorker> importer = std::make_unique<CasebookWorker>(QStringLiteral("import"));
  std::unique_ptr<CasebookWorker> classification =
      std::make_unique<CasebookWorker>(QStringLiteral("classification"));
  std::unique_ptr<Worker> arranging = std::make_unique<Worker>(QStringLiteral("map"));
  std::unique_ptr<Worker> checking = std::make_unique<Worker>(QStringLiteral("check"));

  // Runs on the UI thread, if the workspace is still there.
  template <class Function>
  void onUi(Function function) {
    QMetaObject::invokeMethod(q, std::move(function), Qt::QueuedConnection);
  }

  int begin(const QString& text, bool cancellable, casebook::Id slide = 0) {
    Running r;
    r.activity.id = next_activity++;
    r.activity.text = text;
    r.activity.cancellable = cancellable;
    r.slide = slide;
    running.push_back(r);
    Q_EMIT q->activitiesChanged();
    return r.activity.id;
  }
  Running* find(int id) {
    const auto it =
        std::find_if(running.begin(), running.end(), [id](const Running& r) { return r.activity.id == id; });
    return it == running.end() ? nullptr : &*it;
  }
  Running* classificationOf(casebook::Id slide) {
    const auto it = std::find_if(running.begin(), running.end(),
                                 [slide](const Running& r) { return slide != 0 && r.slide == slide; });
    return it == running.end() ? nullptr : &*it;
  }
  void advance(int id, const Progress& progress, const QString& text = {}) {
    if (Running* r = find(id)) {
      if (!text.isEmpty()) r->activity.text = text;
      r->activity.done = progress.done;
      r->activity.total = progress.total;
      Q_EMIT q->activitiesChanged();
    }
  }
  void end(int id) {
    running.erase(std::remove_if(running.begin(), running.end(),
                                 [id](const Running& r) { return r.activity.id == id; }),
                  running.end());
    Q_EMIT q->activitiesChanged();
  }
  const casebook::SlideSummary* summary(casebook::Id id) const {
    const auto it = std::find_if(slides.begin(), slides.end(), [id](const auto& s) { return s.id == id; });
    return it == slides.end() ? nullptr : &*it;
  }
  void fail(const Error& error) { Q_EMIT q->failed(error); }

  void checkCasebook(const QString& path);
  using Import = std::function<Result<workflow::ImportResult>(casebook::Casebook&, const ProgressCallback&,
                                                              std::stop_token)>;
  void runImport(const QString& title, Import work);
  void loadModel(const QString& folder, bool orShipped);
  void readSlide();
  void adoptSession(SlideData data);
  void closeSession();
  void classify(casebook::Id slide, const QString& title);
  void runClassification(casebook::Id slide, int activity);
  void resumeUnfinished();
  void arrange(int activity, std::shared_ptr<CellMap> map, workflow::CellFeatures features,
               std::stop_token stop, const QString& text);
  void finishMap(int activity, Result<std::shared_ptr<const CellMap>> map);
  void forgetMap();
};

Workspace::Workspace(QObject* parent) : QObject(parent), impl_(std::make_unique<Impl>(this)) {
  impl_->images = new CellImageProvider(this);
  impl_->references = new ReferenceCells(this);
  impl_->shelf = new ModelShelf(activityDoor(), this);
  connect(this, &Workspace::sessionChanged, impl_->references, &ReferenceCells::forget);
  impl_->people = new People(casebookDoor(), this);
  connect(impl_->people, &People::leaving, this, [this] { openSlide(0); });
  connect(impl_->people, &People::stateChanged, this, [this] {
    // A lock leaves the name, and with it what can be undone, as it is.
    if (impl_->people->users().empty() || impl_->announced == operatorName()) return;
    impl_->announced = operatorName();
    Q_EMIT operatorNameChanged();
  });
  connect(impl_->people, &People::failed, this, &Workspace::failed);
  impl_->audit = new AuditDesk(*this);
  impl_->limits = new LimitRules(this);
  connect(this, &Workspace::operatorNameChanged, this, [this] {
    if (!impl_->session) return;
    auto& session = *impl_->session->impl_;
    session.undo.clear();  // another person takes back what is theirs
    session.redo.clear();
    session.readSteps();
    Q_EMIT impl_->session->undoChanged();
  });
  impl_->classes = new LaboratoryClasses(
      casebookDoor(), [this] { return operatorName(); }, this);
  connect(impl_->classes, &LaboratoryClasses::failed, this, &Workspace::failed);
  connect(impl_->classes, &LaboratoryClasses::changed, this, [this] {
    if (impl_->session) impl_->session->impl_->setClasses(impl_->classes->all());
  });
  impl_->notes = new SlideNotes(
      casebookDoor(), [this] { return operatorName(); }, this);
  connect(impl_->notes, &SlideNotes::failed, this, &Workspace::failed);
  connect(this, &Workspace::casebookOpened, impl_->notes, &SlideNotes::forget);
  connect(this, &Workspace::operatorNameChanged, impl_->notes, &SlideNotes::forget);
  connect(this, &Workspace::slidesListed, impl_->notes, &SlideNotes::refresh);
}

Workspace::~Workspace() {
  for (auto& r : impl_->running) r.stop.request_stop();
  impl_->checking_stop.request_stop();
  impl_->images->setSession(nullptr);
  delete std::exchange(impl_->session, nullptr);
  delete std::exchange(impl_->shelf, nullptr);  // waits for a learning that was asked to stop
  impl_->classification->post([this] { impl_->engine.classifier.reset(); });
  // Not reset: a unique_ptr is empty before its object is gone, and the jobs go through it.
  impl_->classification->finish();
  impl_->arranging->finish();
  impl_->checking->finish();
  impl_->importer->finish();
  impl_->casebook->finish();
}

// --- casebook -------------------------------------------------------------------------------------

void Workspace::openCasebook(const QString& file) {
  for (auto& r : impl_->running) {
    if (r.activity.cancellable) r.stop.request_stop();
  }
  // What is still on its way to the old casebook gets there before another takes its place.
  impl_->opening = 0;
  impl_->closeSession();
  const QString path = QFileInfo(file).absoluteFilePath();
  const int generation = ++impl_->casebook_generation;
  impl_->checking_stop.request_stop();
  impl_->casebook->post([this, path, generation] {
    QDir().mkpath(QFileInfo(path).absolutePath());
    auto opened = casebook::Casebook::open(path);
    std::optional<Error> error;
    QString backup;
    if (!opened) {
      error = opened.error();
      if (error->code == ErrorCode::DatabaseDamaged || error->code == ErrorCode::FileUnwritable ||
          error->code == ErrorCode::DatabaseReadOnly) {
        // What can still be read is shown; nothing is made anew over it.
        opened = casebook::Casebook::openReadOnly(path);
        backup = casebook::Casebook::latestBackup(path);
      }
    }
    const bool usable = opened.has_value();
    if (usable) impl_->casebook->adopt(std::move(*opened));
    impl_->onUi([this, path, generation, error, backup, usable] {
      if (generation != impl_->casebook_generation) return;
      if (error) impl_->fail(*error);
      if (!usable) return;
      if (error) {
        Q_EMIT notice(backup.isEmpty() ? tr("The casebook is open for reading only.")
                                       : tr("The casebook is open for reading only. The latest backup is %1.")
                                             .arg(QDir::toNativeSeparators(backup)));
      }
      impl_->file = path;
      impl_->references->setCasebook(path);
      impl_->shelf->setCasebook(path);
      impl_->people->setCasebook(path);  // before the slides: these show when somebody may see them
      impl_->classes->refresh();
      impl_->slides.clear();
      impl_->resume_when_listed = !error;
      Q_EMIT casebookOpened();
      Q_EMIT slidesChanged();
      refreshSlides();
      if (!error) impl_->checkCasebook(path);
    });
  });
}

// Beside the work. Where there is damage, the casebook is opened anew, then for reading only.
void Workspace::Impl::checkCasebook(const QString& path) {
  if (casebook::checkedAtOpening(path)) return;
  checking_stop = {};
  checking->post([this, path, generation = casebook_generation, stop = checking_stop.get_token()] {
    const auto sound = casebook::checkSoundness(path, stop);
    if (sound || sound.error().code != ErrorCode::DatabaseDamaged) return;
    onUi([this, path, generation] {
      if (generation == casebook_generation) q->openCasebook(path);
    });
  });
}

QString Workspace::casebookFile() const {
  return impl_->file;
}

CasebookDoor Workspace::casebookDoor() {
  return
      [impl = impl_.get()](QObject* context, std::function<std::function<void()>(casebook::Casebook&)> job) {
        impl->casebook->post(
            [impl, guard = QPointer<QObject>(context), always = context == nullptr, job = std::move(job)] {
              auto* book = impl->casebook->casebook();
              if (!book) return;
              impl->onUi([guard, always, done = job(*book)] {
                if (done && (always || guard)) done();
              });
            });
      };
}

ActivityDoor Workspace::activityDoor() {
  ActivityDoor door;
  door.begin = [this](const QString& text) {
    const int id = impl_->begin(text, true);
    return std::pair(id, impl_->find(id)->stop.get_token());
  };
  door.advance = [this](int id, const Progress& progress) { impl_->advance(id, progress); };
  door.end = [this](int id) { impl_->end(id); };
  return door;
}

void Workspace::backUpCasebook(const QString& file) {
  const int activity = impl_->begin(tr("Backing up the casebook"), false);
  impl_->casebook->post([this, file, activity] {
    auto* casebook = impl_->casebook->casebook();
    const Result<void> done =
        casebook ? casebook->backup(file) : failure(ErrorCode::NotFound, "no casebook is open");
    impl_->onUi([this, done, file, activity] {
      impl_->end(activity);
      if (!done) return impl_->fail(done.error());
      Q_EMIT notice(tr("The casebook was backed up to %1.").arg(QDir::toNativeSeparators(file)));
    });
  });
}

void Workspace::renameSlide(casebook::Id slide, const QString& sampleId, const QString& title) {
  impl_->casebook->post([this, slide, sampleId, title, name = operatorName()] {
    auto* book = impl_->casebook->casebook();
    const auto rename = [&]() -> Result<casebook::SlideSummary> {
      if (!book) return failure(ErrorCode::NotFound, "no casebook is open");
      if (auto done = book->renameSlide(slide, sampleId, title, name); !done)
        return tl::make_unexpected(done.error());
      return book->slide(slide);
    };
    const auto renamed = rename();
    impl_->onUi([this, slide, renamed] {
      if (!renamed) return impl_->fail(renamed.error());
      if (impl_->session && impl_->session->slide().id == slide) {
        impl_->session->impl_->data.slide.sampleId = renamed->sampleId;
        impl_->session->impl_->data.slide.title = renamed->title;
        impl_->session->impl_->data.slide.changedSinceSigning = renamed->changedSinceSigning;
        Q_EMIT impl_->session->slideChanged();
      }
      refreshSlides();
    });
  });
}

const std::vector<casebook::SlideSummary>& Workspace::slides() const {
  return impl_->slides;
}

void Workspace::refreshSlides() {
  const int generation = impl_->casebook_generation;
  impl_->casebook->post([this, generation] {
    auto* casebook = impl_->casebook->casebook();
    if (!casebook) return;
    auto listed = casebook->slides();
    impl_->onUi([this, generation, listed = std::move(listed)] {
      if (generation != impl_->casebook_generation) return;
      if (!listed) return impl_->fail(listed.error());
      impl_->slides = *listed;
      std::stable_sort(impl_->slides.begin(), impl_->slides.end(),
                       [](const auto& a, const auto& b) { return a.importedAt > b.importedAt; });
      Q_EMIT slidesChanged();
      Q_EMIT slidesListed();
      if (std::exchange(impl_->resume_when_listed, false)) impl_->resumeUnfinished();
    });
  });
}

People* Workspace::people() const {
  return impl_->people;
}

QString Workspace::operatorName() const {
  if (!impl_->people->users().empty()) {
    const auto& person = impl_->people->current();
    return person ? person->name : QString();
  }
  const QString name = QSettings().value(QLatin1String(kOperatorKey)).toString().trimmed();
  return name.isEmpty() ? accountName() : name;
}

bool Workspace::operatorNameKnown() const {
  return !impl_->people->users().empty() ||
         !QSettings().value(QLatin1String(kOperatorKey)).toString().trimmed().isEmpty();
}

void Workspace::setOperatorName(const QString& name) {
  QSettings().setValue(QLatin1String(kOperatorKey), name.trimmed());
  Q_EMIT operatorNameChanged();
}

// --- the model ------------------------------------------------------------------------------------

void Workspace::loadModel(const QString& folder) {
  impl_->loadModel(folder, false);
}

void Workspace::loadChosenModel() {
  impl_->loadModel(QSettings().value(QLatin1String(kModelKey)).toString(), true);
}

void Workspace::useForNewSlides(const model::ModelFolder& folder, bool shipped) {
  const QString path = workflow::toQString(folder.path);
  if (shipped) {
    QSettings().remove(QLatin1String(kModelKey));
  } else {
    QSettings().setValue(QLatin1String(kModelKey), path);
  }
  impl_->loadModel(path, false);
}

void Workspace::Impl::loadModel(const QString& folder, bool orShipped) {
  const int generation = ++model_generation;
  model_status = {};
  end(model_activity);
  model_activity = begin(Workspace::tr("Loading the model"), false);
  Q_EMIT q->modelStatusChanged();

  classification->post([this, folder, orShipped, generation] {
    engine.classifier.reset();
    engine.folder.reset();
    auto opened = folder.isEmpty() ? workflow::defaultModel()
                                   : model::openModelFolder(std::filesystem::path(folder.toStdU16String()));
    if (!opened && orShipped && !folder.isEmpty()) {
      onUi([this, folder] {
        Q_EMIT q->notice(
            Workspace::tr("The model chosen for new slides cannot be used any more (%1). The one "
                          "that comes with Cellwise reads them now.")
                .arg(QDir::toNativeSeparators(folder)));
      });
      opened = workflow::defaultModel();
    }
    const auto report = [this, generation](Result<inference::DeviceInfo> device) {
      onUi([this, generation, device = std::move(device)] {
        if (generation != model_generation) return;
        end(std::exchange(model_activity, 0));
        auto& status = model_status;
        if (device) {
          status.state = ModelStatus::State::Ready;
          status.device = QString::fromStdString(device->name);
          status.warning = QString::fromStdString(device->warning);
        } else {
          status.state = ModelStatus::State::Failed;
          status.error = device.error();
        }
        Q_EMIT q->modelStatusChanged();
        if (!device) {
          fail(device.error());
          for (const auto slide : std::exchange(waiting_for_model, {})) {
            if (auto* r = classificationOf(slide)) end(r->activity.id);
          }
          return;
        }
        for (const auto slide : std::exchange(waiting_for_model, {})) {
          if (auto* r = classificationOf(slide)) runClassification(slide, r->activity.id);
        }
        resumeUnfinished();
      });
    };
    if (!opened) return report(tl::make_unexpected(opened.error()));
    engine.folder = *opened;
    onUi([this, generation, opened] {
      if (generation != model_generation) return;
      model_folder = *opened;
      auto& status = model_status;
      status.name = QString::fromStdString(opened->manifest.name);
      status.version = QString::fromStdString(opened->manifest.version);
      status.sha256 = QString::fromStdString(opened->manifest.weightsSha256);
      if (session) session->impl_->setFallbackManifest(opened->manifest);
      Q_EMIT q->modelStatusChanged();
    });
    engine.classifier = inference::Classifier::start(opened->path, {}, report);
  });
}

const ModelStatus& Workspace::modelStatus() const {
  return impl_->model_status;
}
const std::optional<model::ModelFolder>& Workspace::modelFolder() const {
  return impl_->model_folder;
}

// --- import and classification --------------------------------------------------------------------

void Workspace::importSlide(workflow::ImportRequest request) {
  QString title = request.slide.title;
  if (title.isEmpty() && !request.paths.empty()) {
    title = QFileInfo(QString::fromStdU16String(request.paths.front().u16string())).fileName();
  }
  if (request.operatorName.isEmpty()) request.operatorName = operatorName();
  impl_->runImport(title, [request = std::move(request)](auto& book, const auto& progress, auto stop) {
    return workflow::importSlide(book, request, progress, stop);
  });
}

void Workspace::importAnnotated(workflow::AnnotatedImportRequest request) {
  if (request.operatorName.isEmpty()) request.operatorName = operatorName();
  auto known = impl_->model_folder ? std::optional(impl_->model_folder->manifest.scheme) : std::nullopt;
  QString title = request.slide.title;
  if (title.isEmpty() && !request.annotations.empty())
    title = workflow::toQString(request.annotations.front().filename());
  impl_->runImport(
      title,
      [request = std::move(request), known](auto& book, const auto& progress,
                                            auto stop) mutable -> Result<workflow::ImportResult> {
        if (!known) {
          const auto shipped = workflow::defaultModel();
          if (!shipped) return tl::make_unexpected(shipped.error());
          known = shipped->manifest.scheme;
        }
        auto classes = workflow::classList(*known, book, {});
        if (!classes) return tl::make_unexpected(classes.error());
        request.scheme = std::move(*classes);
        return workflow::importAnnotated(book, request, progress, stop);
      });
}

void Workspace::Impl::runImport(const QString& title, Import work) {
  const int activity = begin(Workspace::tr("Importing '%1'").arg(title), true);
  const std::stop_token stop = find(activity)->stop.get_token();
  const int generation = casebook_generation;
  importer->post([this, work = std::move(work), activity, stop, path = file, title, generation] {
    auto throttle = std::make_shared<Throttle>();
    const auto run = [&]() -> Result<workflow::ImportResult> {
      if (path.isEmpty()) return failure(ErrorCode::NotFound, "no casebook is open");
      auto book = importer->connect(path);
      if (!book) return tl::make_unexpected(book.error());
      return work(
          **book,
          [this, activity, throttle](const Progress& progress) {
            if (throttle->pass()) onUi([this, activity, progress] { advance(activity, progress); });
          },
          stop);
    };
    auto imported = run();
    onUi([this, imported = std::move(imported), activity, title, generation] {
      end(activity);
      if (generation != casebook_generation) return;
      q->refreshSlides();
      if (imported) {
        Q_EMIT q->slideImported(*imported);
        classify(imported->slide, title);
      } else if (imported.error().code == ErrorCode::Cancelled) {
        Q_EMIT q->notice(Workspace::tr("The import of '%1' was cancelled. Nothing was kept.").arg(title));
      } else {
        fail(imported.error());
      }
    });
  });
}

void Workspace::classify(casebook::Id slide) {
  const auto* summary = impl_->summary(slide);
  impl_->classify(slide, !summary                   ? QString()
                         : summary->title.isEmpty() ? summary->sampleId
                                                    : summary->title);
}

void Workspace::Impl::classify(casebook::Id slide, const QString& title) {
  if (slide == 0 || classificationOf(slide)) return;
  const int activity =
      begin(title.isEmpty() ? Workspace::tr("Classifying") : Workspace::tr("Classifying '%1'").arg(title),
            true, slide);
  switch (model_status.state) {
    case ModelStatus::State::Ready: return runClassification(slide, activity);
    case ModelStatus::State::Loading: waiting_for_model.push_back(slide); return;
    case ModelStatus::State::Failed: break;
  }
  end(activity);
  fail(model_status.error.value_or(Error{ErrorCode::ModelInvalid, "no model is loaded", {}}));
}

void Workspace::Impl::runClassification(casebook::Id slide, int activity) {
  const std::stop_token stop = find(activity)->stop.get_token();
  const QString path = file;
  const int generation = casebook_generation;
  const auto* now = summary(slide);
  const bool again = now && !now->modelSha.isEmpty() && now->modelSha != model_status.sha256;
  classification->post([this, slide, activity, stop, path, generation, again] {
    auto progress_throttle = std::make_shared<Throttle>();
    const auto run = [&]() -> Result<workflow::ClassificationResult> {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "cancelled before it began");
      if (!engine.classifier) return failure(ErrorCode::ModelInvalid, "no model is loaded");
      auto connection = classification->connect(path);
      if (!connection) return tl::make_unexpected(connection.error());
      const auto manifest = std::make_shared<model::Manifest>(engine.folder->manifest);
      workflow::ClassificationCallbacks callbacks;
      callbacks.progress = [this, activity, progress_throttle](const Progress& p) {
        if (progress_throttle->pass() || p.done == p.total) {
          onUi([this, activity, p] { advance(activity, p); });
        }
      };
      callbacks.stored = [this, slide, generation, manifest](const auto& predictions) {
        const QString sha = QString::fromStdString(manifest->weightsSha256);
        onUi([this, slide, generation, manifest, sha, predictions] {
          if (generation != casebook_generation) return;
          if (opening == slide) meanwhile.emplace_back(sha, predictions);
          if (session && session->slide().id == slide) {
            session->impl_->applyPredictions(sha, *manifest, predictions);
          }
        });
      };
      callbacks.notice = [this](const std::string& text) {
        onUi([this, text = QString::fromStdString(text)] { Q_EMIT q->notice(text); });
      };
      return workflow::classifySlide(**connection, slide, *engine.classifier, *engine.folder, callbacks,
                                     stop);
    };
    const auto result = run();
    onUi([this, slide, result, activity, generation, again] {
      end(activity);
      if (generation != casebook_generation) return;
      if (!result && result.error().code != ErrorCode::Cancelled) fail(result.error());
      // What this model had said of some cells before came back without passing by here.
      if (again && opening == 0 && session && session->slide().id == slide) {
        opening = slide;
        meanwhile.clear();
        readSlide();
      }
      if (result && result->failed > 0) {
        Q_EMIT q->notice(Workspace::tr("%n cells could not be classified; they are in the review queue.",
                                       nullptr, result->failed));
      }
      q->refreshSlides();
    });
  });
}

// A stop in the middle lost nothing: what is left is taken up again.
void Workspace::Impl::resumeUnfinished() {
  if (model_status.state != ModelStatus::State::Ready) return;
  for (const auto& slide : std::vector(slides)) {
    const bool mine = slide.modelSha.isEmpty() || slide.modelSha == model_status.sha256;
    if (mine && slide.state() != casebook::SlideState::Signed && slide.classified < slide.cells) {
      q->classify(slide.id);
    }
  }
}

std::vector<Activity> Workspace::activities() const {
  std::vector<Activity> list;
  for (const auto& r : impl_->running) list.push_back(r.activity);
  return list;
}

void Workspace::cancel(int activityId) {
  auto* r = impl_->find(activityId);
  if (!r || !r->activity.cancellable) return;
  r->stop.request_stop();
  const auto waiting = std::find(impl_->waiting_for_model.begin(), impl_->waiting_for_model.end(), r->slide);
  if (r->slide != 0 && waiting != impl_->waiting_for_model.end()) {
    impl_->waiting_for_model.erase(waiting);
    impl_->end(activityId);
  }
}

std::optional<double> Workspace::classificationProgress(casebook::Id slide) const {
  const auto* r = impl_->classificationOf(slide);
  if (!r) return std::nullopt;
  return r->activity.total > 0 ? double(r->activity.done) / double(r->activity.total) : 0.0;
}

// --- a map of the cells ---------------------------------------------------------------------------

void Workspace::mapCells() {
  auto& d = *impl_;
  if (!d.session || d.map_status.state == CellMapStatus::State::Working) return;
  std::vector<int> classified;
  const auto& cells = d.session->cells();
  for (int row = 0; row < int(cells.size()); ++row)
    if (cells[std::size_t(row)].prediction) classified.push_back(row);
  if (int(classified.size()) < kMapLeast) return;

  constexpr std::uint64_t kSeed = 1;  // the same slide gives the same map
  auto map = std::make_shared<CellMap>();
  map->of = int(classified.size());
  std::vector<casebook::CellRecord> chosen;
  for (const int i : embedding::sample(map->of, kMapLimit, kSeed)) {
    map->rows.push_back(classified[std::size_t(i)]);
    chosen.push_back(cells[std::size_t(map->rows.back())]);
  }
  const auto& slide = d.session->slide();
  const QString title = slide.title.isEmpty() ? slide.sampleId : slide.title;
  const int activity = d.begin(tr("Looking at the cells of '%1'").arg(title), true);
  d.map_activity = activity;
  d.map_status = {CellMapStatus::State::Working, {}};
  Q_EMIT cellMapChanged();

  const std::stop_token stop = d.find(activity)->stop.get_token();
  const QString arranging = tr("Arranging the map of '%1'").arg(title);
  d.classification->post([this, activity, stop, map, arranging, chosen = std::move(chosen),
                          folder = d.session->imageFolder(), images = d.session->images()]() mutable {
    auto& engine = impl_->engine;
    const auto run = [&]() -> Result<workflow::CellFeatures> {
      if (stop.stop_requested()) return failure(ErrorCode::Cancelled, "cancelled before it began");
      if (!engine.classifier) return failure(ErrorCode::ModelInvalid, "no model is loaded");
      const auto& manifest = engine.folder->manifest;
      map->modelName = QString::fromStdString(manifest.name);
      map->modelVersion = QString::fromStdString(manifest.version);
      map->modelSha = QString::fromStdString(manifest.weightsSha256);
      workflow::CellImages loader(folder, std::move(images));
      auto throttle = std::make_shared<Throttle>();
      return workflow::cellFeatures(
          *engine.classifier, loader, chosen,
          [this, activity, throttle](const Progress& p) {
            if (throttle->pass()) impl_->onUi([this, activity, p] { impl_->advance(activity, p); });
          },
          stop);
    };
    auto features = run();
    if (!features) {
      impl_->onUi([this, activity, error = features.error()] {
        impl_->finishMap(activity, tl::make_unexpected(error));
      });
      return;
    }
    // Cells that could not be read now, though they could once, are left out.
    std::vector<int> rows;
    for (const std::size_t i : features->cells) rows.push_back(map->rows[i]);
    map->rows = std::move(rows);
    impl_->arrange(activity, std::move(map), std::move(*features), stop, arranging);
  });
}

// On a thread of its own, so that the next slide's classification need not wait.
void Workspace::Impl::arrange(int activity, std::shared_ptr<CellMap> map, workflow::CellFeatures features,
                              std::stop_token stop, const QString& text) {
  arranging->post([this, activity, map = std::move(map), features = std::move(features), stop, text] {
    Throttle throttle;
    auto arranged = embedding::tsne(
        features.values, features.length, {},
        [&](const Progress& p) {
          if (throttle.pass()) onUi([this, activity, p, text] { advance(activity, p, text); });
        },
        stop);
    Result<std::shared_ptr<const CellMap>> result = map;
    if (arranged) {
      map->points = std::move(arranged->points);
      map->perplexity = arranged->perplexity;
    } else {
      result = tl::make_unexpected(arranged.error());
    }
    onUi([this, activity, result = std::move(result)] { finishMap(activity, result); });
  });
}

void Workspace::Impl::finishMap(int activity, Result<std::shared_ptr<const CellMap>> made) {
  end(activity);
  if (activity != map_activity) return;  // of a slide that is no longer open
  map_activity = 0;
  if (made) {
    map = std::move(*made);
    map_status = {CellMapStatus::State::Ready, {}};
  } else if (made.error().code == ErrorCode::Cancelled) {
    map_status = {CellMapStatus::State::Cancelled, {}};
  } else {
    map_status = {CellMapStatus::State::Failed, made.error()};
  }
  Q_EMIT q->cellMapChanged();
}

void Workspace::Impl::forgetMap() {
  if (Running* r = find(std::exchange(map_activity, 0))) r->stop.request_stop();
  map.reset();
  map_status = {};
  Q_EMIT q->cellMapChanged();
}

const CellMapStatus& Workspace::cellMapStatus() const {
  return impl_->map_status;
}

std::shared_ptr<const CellMap> Workspace::cellMap() const {
  return impl_->map;
}

std::optional<Activity> Workspace::mapping() const {
  const auto* r = impl_->find(impl_->map_activity);
  return r ? std::optional(r->activity) : std::nullopt;
}

// --- the open slide -------------------------------------------------------------------------------

void Workspace::openSlide(casebook::Id slide) {
  if (slide == 0) {
    impl_->opening = 0;
    impl_->closeSession();
    return;
  }
  if (impl_->session && impl_->session->slide().id == slide) {
    impl_->opening = 0;
    return;
  }
  impl_->opening = slide;
  impl_->meanwhile.clear();
  impl_->readSlide();
}

void Workspace::readSlideAgain(bool unread) {
  if (!impl_->session || impl_->opening != 0) return;
  const auto slide = impl_->session->slide();
  impl_->opening = slide.id;
  impl_->meanwhile.clear();
  impl_->readSlide();
  refreshSlides();
  if (!unread || slide.modelSha.isEmpty()) return;
  if (slide.modelSha == impl_->model_status.sha256) {
    classify(slide.id);
  } else {
    Q_EMIT notice(
        tr("The new cell waits for a class: the slide was read with another model than the one in use."));
  }
}

void Workspace::Impl::readSlide() {
  const casebook::Id slide = opening;
  if (session && session->hasPendingWrites()) {
    session->impl_->flush();
    QTimer::singleShot(10, q, [this, slide] {
      if (opening == slide) readSlide();
    });
    return;
  }
  casebook->post([this, slide, name = q->operatorName()] {
    auto* book = casebook->casebook();
    const auto read = [&]() -> Result<SlideData> {
      if (!book) return failure(ErrorCode::NotFound, "no casebook is open");
      SlideData data;
      auto summary = book->slide(slide);
      if (!summary) return tl::make_unexpected(summary.error());
      data.slide = *summary;
      auto images = book->images(slide);
      if (!images) return tl::make_unexpected(images.error());
      data.images = std::move(*images);
      auto cells = book->cells(slide);
      if (!cells) return tl::make_unexpected(cells.error());
      data.cells = std::move(*cells);
      casebook::SecondReadings readings(*book);
      auto reading = readings.openFor(slide, name);
      if (!reading) return tl::make_unexpected(reading.error());
      if (*reading) {
        auto blind = readings.blindCells(**reading);
        if (!blind) return tl::make_unexpected(blind.error());
        data.cells = std::move(*blind);
        data.reading = std::move(*reading);
      }
      auto signatures = book->signatures(slide);
      if (!signatures) return tl::make_unexpected(signatures.error());
      data.signatures = std::move(*signatures);
      auto classes = casebook::ClassBook::classes(*book);
      if (!classes) return tl::make_unexpected(classes.error());
      data.classes = std::move(*classes);
      data.imageFolder = book->imageFolder();
      if (!data.slide.modelSha.isEmpty()) {
        auto model = book->model(data.slide.modelSha);
        if (!model) return tl::make_unexpected(model.error());
        auto manifest = model::parseManifest(model->manifest.toStdString());
        if (!manifest) return tl::make_unexpected(manifest.error());
        data.manifest = std::move(*manifest);
      }
      return data;
    };
    auto result = std::make_shared<Result<SlideData>>(read());
    onUi([this, slide, result] {
      if (opening != slide) return;
      if (!*result) {
        opening = 0;
        return fail(result->error());
      }
      if (session && session->hasPendingWrites()) return readSlide();
      adoptSession(std::move(**result));
    });
  });
}

void Workspace::Impl::adoptSession(SlideData data) {
  auto state = std::make_unique<SlideSession::Impl>();
  state->data = std::move(data);
  if (state->data.manifest) {
    state->setManifest(*state->data.manifest);
  } else if (model_folder) {
    state->setManifest(model_folder->manifest);
  }
  state->operator_name = [this] { return q->operatorName(); };
  state->fail = [this](const Error& error) { fail(error); };

  auto guard = std::make_shared<QPointer<SlideSession>>();
  state->post = [door = q->casebookDoor(),
                 guard](std::function<SlideSession::Impl::Done(casebook::Casebook&)> job) {
    door(nullptr, [guard, job = std::move(job)](casebook::Casebook& book) {
      return [guard, done = job(book)] {
        if (*guard) done();
      };
    });
  };
  auto* next = new SlideSession(std::move(state));
  *guard = next;
  QObject::connect(next, &SlideSession::slideChanged, q, [this, next] {
    const auto it =
        std::find_if(slides.begin(), slides.end(), [&](const auto& s) { return s.id == next->slide().id; });
    if (it != slides.end()) *it = next->slide();
    Q_EMIT q->slidesChanged();
  });

  const auto batches = std::exchange(meanwhile, {});
  opening = 0;
  SlideSession* previous = std::exchange(session, next);
  forgetMap();
  references->setBlindTo(next->secondReading() ? next->slide().id : 0);
  if (model_folder) {
    for (const auto& [sha, predictions] : batches) {
      next->impl_->applyPredictions(sha, model_folder->manifest, predictions);
    }
  }
  images->setSession(next);
  QObject::connect(next, &SlideSession::cellsReset, images,
                   [this, next, count = next->cells().size()]() mutable {
                     if (std::exchange(count, next->cells().size()) != next->cells().size())
                       images->setSession(next);
                   });
  next->impl_->readSteps();
  Q_EMIT q->sessionChanged();
  delete previous;
}

void Workspace::Impl::closeSession() {
  if (!session) return;
  SlideSession* previous = std::exchange(session, nullptr);
  forgetMap();
  references->setBlindTo(0);
  images->setSession(nullptr);
  Q_EMIT q->sessionChanged();
  delete previous;
}

SlideSession* Workspace::session() const {
  return impl_->session;
}
ReferenceCells* Workspace::references() const {
  return impl_->references;
}

LaboratoryClasses* Workspace::laboratoryClasses() const {
  return impl_->classes;
}

SlideNotes* Workspace::notes() const {
  return impl_->notes;
}

ModelShelf* Workspace::shelf() const {
  return impl_->shelf;
}

AuditDesk* Workspace::audit() const {
  return impl_->audit;
}

LimitRules* Workspace::limits() const {
  return impl_->limits;
}

CellImageProvider* Workspace::images() const {
  return impl_->images;
}

}  // namespace cellwise::ui
