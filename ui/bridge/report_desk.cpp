#include "bridge/report_desk.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "bridge/audit_desk.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/casebook.h"
#include "workflow/limit_files.h"
#include "workflow/report_content.h"

namespace cellwise::ui {

struct ReportDesk::Impl {
  Impl(ReportDesk* desk, Workspace& w) : q(desk), workspace(w), door(w.casebookDoor()) {}

  ReportDesk* q;
  Workspace& workspace;
  CasebookDoor door;
  casebook::Id slide = 0;  // whose entries these are
  bool ready = false;
  casebook::ReportEntries entries;
  bool waiting = false;  // changed, and not sent yet
  int underway = 0;      // sent, and not on disk yet
  QTimer pause;
  QElapsedTimer since;  // the first change that waits
  casebook::Laboratory laboratory;
  std::optional<model::DecisionLimits> limits;
  workflow::ReportReaders readers;
  std::map<QString, QImage> logos;  // by hash; null while it is read

  void follow();
  void take(const Result<model::DecisionLimits>& rules);
  void take(const Result<workflow::ReportReaders>& twice);
  void send();
  void readLaboratory();
};

ReportDesk::ReportDesk(Workspace& workspace, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  impl_->pause.setSingleShot(true);
  connect(&impl_->pause, &QTimer::timeout, this, [this] { impl_->send(); });
  connect(&workspace, &Workspace::sessionChanged, this, [this] { impl_->follow(); });
  connect(&workspace, &Workspace::casebookOpened, this, [this] { impl_->readLaboratory(); });
  connect(workspace.audit(), &AuditDesk::changed, this, &ReportDesk::refreshed);
  impl_->readLaboratory();
  impl_->follow();
}

ReportDesk::~ReportDesk() {
  flush();
}

static Result<workflow::ReportReaders> readersOf(casebook::Casebook& book, casebook::Id slide) {
  return book.slide(slide).and_then(
      [&](const casebook::SlideSummary& summary) { return workflow::reportReaders(book, summary); });
}

void ReportDesk::Impl::follow() {
  send();
  auto* session = workspace.session();
  slide = session ? session->slide().id : 0;
  ready = false;
  entries = {};
  readers = {};
  Q_EMIT q->entriesRead();
  if (!session) return;
  door(q, [this, id = slide](casebook::Casebook& book) -> std::function<void()> {
    auto read = book.reportEntries(id);
    auto rules = workflow::decisionLimits();  // also a file: not on the UI thread
    auto twice = readersOf(book, id);
    return [this, id, read = std::move(read), rules = std::move(rules), twice = std::move(twice)] {
      if (id != slide) return;
      take(rules);
      take(twice);
      if (!read) {
        Q_EMIT workspace.failed(read.error());
        return;
      }
      entries = *read;
      ready = true;
      Q_EMIT q->entriesRead();
    };
  });
}

void ReportDesk::Impl::take(const Result<model::DecisionLimits>& rules) {
  if (rules)
    limits = *rules;
  else
    Q_EMIT workspace.failed(rules.error());
}

void ReportDesk::Impl::take(const Result<workflow::ReportReaders>& twice) {
  if (twice)
    readers = *twice;
  else
    Q_EMIT workspace.failed(twice.error());
}

void ReportDesk::Impl::send() {
  pause.stop();
  if (!std::exchange(waiting, false)) return;
  ++underway;
  // Without a context: it goes to the disk also when this object is gone by then.
  door(nullptr,
       [id = slide, entries = entries, by = workspace.operatorName(), guard = QPointer(q),
        this](casebook::Casebook& book) -> std::function<void()> {
         const auto written = book.setReportEntries(id, entries, by);
         const auto summary = book.slide(id);
         return [this, guard, written, summary, id] {
           if (!guard) return;
           --underway;
           if (!written) Q_EMIT workspace.failed(written.error());
           auto* session = workspace.session();
           if (summary && session && session->slide().id == id)
             session->setChangedSinceSigning(summary->changedSinceSigning);
           if (!q->hasPendingWrites()) Q_EMIT q->stored();
         };
       });
}

void ReportDesk::Impl::readLaboratory() {
  door(q, [this](casebook::Casebook& book) -> std::function<void()> {
    auto read = book.laboratory();
    return [this, read = std::move(read)] {
      if (!read) {
        Q_EMIT workspace.failed(read.error());
        return;
      }
      laboratory = *read;
      logos.clear();
      q->logo(laboratory.logoSha256);  // asked for: reports will want it
      Q_EMIT q->laboratoryChanged();
    };
  });
}

bool ReportDesk::ready() const {
  return impl_->ready;
}
const casebook::ReportEntries& ReportDesk::entries() const {
  return impl_->entries;
}
bool ReportDesk::hasPendingWrites() const {
  return impl_->waiting || impl_->underway > 0;
}
void ReportDesk::flush() {
  impl_->send();
}
const casebook::Laboratory& ReportDesk::laboratory() const {
  return impl_->laboratory;
}

void ReportDesk::setEntries(const casebook::ReportEntries& entries) {
  if (!impl_->ready || entries == impl_->entries) return;
  impl_->entries = entries;
  if (!std::exchange(impl_->waiting, true)) impl_->since.start();
  impl_->pause.start(int(std::clamp<qint64>(kLongestMs - impl_->since.elapsed(), 0, kPauseMs)));
  Q_EMIT entriesChanged();
}

void ReportDesk::setLaboratory(const casebook::Laboratory& laboratory, const QByteArray& logoPng) {
  impl_->door(this,
              [this, laboratory, logoPng,
               by = impl_->workspace.operatorName()](casebook::Casebook& book) -> std::function<void()> {
                const auto written = book.setLaboratory(laboratory, logoPng, by);
                auto read = book.laboratory();
                return [this, written, read = std::move(read)] {
                  if (!written) {
                    Q_EMIT impl_->workspace.failed(written.error());
                  } else if (read) {
                    impl_->laboratory = *read;
                    logo(read->logoSha256);
                    Q_EMIT laboratoryChanged();
                  }
                };
              });
}

void ReportDesk::refresh() {
  if (!impl_->ready) return;
  impl_->door(this, [this, id = impl_->slide](casebook::Casebook& book) -> std::function<void()> {
    return [this, id, rules = workflow::decisionLimits(), twice = readersOf(book, id)] {
      if (id != impl_->slide) return;
      impl_->take(rules);
      impl_->take(twice);
      Q_EMIT refreshed();
    };
  });
}

QImage ReportDesk::logo(const QString& sha256) {
  if (sha256.isEmpty()) return {};
  if (const auto known = impl_->logos.find(sha256); known != impl_->logos.end()) return known->second;
  impl_->logos[sha256] = {};
  impl_->door(this, [this, sha256](casebook::Casebook& book) -> std::function<void()> {
    auto image = book.logo(sha256).and_then(workflow::logoImage);
    return [this, sha256, image = std::move(image)] {
      if (!image) {
        Q_EMIT impl_->workspace.failed(image.error());
        return;
      }
      impl_->logos[sha256] = *image;
      Q_EMIT logoReady();
    };
  });
  return {};
}

reporting::Differential ReportDesk::report() const {
  const auto& d = *impl_;
  const SlideSession& session = *d.workspace.session();
  reporting::ReportParts parts;
  parts.entries = d.entries;
  parts.laboratory = d.laboratory;
  parts.pictures =
      workflow::reportPictures(session.cells(), session.images(), session.thresholds(), d.entries.cells);
  parts.limits = d.limits;
  parts.readers = d.readers.readers;
  parts.examiners = d.readers.examiners;
  reporting::addAudit(parts, d.workspace.audit()->figures());
  if (!session.signatures().empty()) parts.before = session.signatures().back();
  auto report = session.differential();
  reporting::addParts(report, parts);
  return report;
}

}  // namespace cellwise::ui
