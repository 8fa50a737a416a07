#include "bridge/audit_trail.h"

#include <QElapsedTimer>

#include <stop_token>

#include "bridge/worker.h"

namespace cellwise::ui {
namespace {

constexpr qint64 kProgressMs = 33;

}  // namespace

using casebook::AuditFilter;
using casebook::AuditLog;
using casebook::LoggedEntry;

struct AuditTrail::Impl {
  AuditTrail* q = nullptr;
  QString file;
  int question = 0;
  bool busy = false;
  std::stop_source stop;
  CasebookWorker reader{QStringLiteral("audit log")};
  CasebookWorker worker{QStringLiteral("audit work")};  // last: gone first

  template <class Function>
  void onUi(Function function) {
    QMetaObject::invokeMethod(q, std::move(function), Qt::QueuedConnection);
  }
  template <class Work, class Then>
  void run(Work work, Then then) {
    if (busy) return;
    busy = true;
    stop = {};
    Q_EMIT q->busyChanged();
    worker.post([this, work = std::move(work), then = std::move(then), token = stop.get_token()] {
      QElapsedTimer since;
      const auto progress = [&](const Progress& p) {
        if (since.isValid() && since.elapsed() < kProgressMs) return;
        since.start();
        onUi([this, p] { Q_EMIT q->progressed(p.done, p.total); });
      };
      auto book = worker.connect(file);
      using Made = decltype(work(AuditLog(**book), progress, token));
      const Made made =
          book ? work(AuditLog(**book), progress, token) : Made(tl::make_unexpected(book.error()));
      onUi([this, made, then] {
        busy = false;
        Q_EMIT q->busyChanged();
        if (made) {
          then(*made);
        } else {
          Q_EMIT q->failed(made.error());
        }
      });
    });
  }
};

AuditTrail::AuditTrail(const QString& casebookFile, QObject* parent)
    : QObject(parent), impl_(std::make_unique<Impl>()) {
  impl_->q = this;
  impl_->file = casebookFile;
}
AuditTrail::~AuditTrail() {
  impl_->stop.request_stop();
}

void AuditTrail::requestNames() {
  impl_->reader.post([this] {
    const auto book = impl_->reader.connect(impl_->file);
    const auto names =
        book ? AuditLog(**book).people() : Result<QStringList>(tl::make_unexpected(book.error()));
    impl_->onUi([this, names] {
      if (names) Q_EMIT namesRead(*names);
    });
  });
}

void AuditTrail::request(const AuditFilter& filter, casebook::Id before) {
  const int question = ++impl_->question;
  impl_->reader.post([this, filter, before, question] {
    const auto book = impl_->reader.connect(impl_->file);
    auto read = book ? AuditLog(**book).entries(filter, before, kPage + 1)
                     : Result<std::vector<LoggedEntry>>(tl::make_unexpected(book.error()));
    impl_->onUi([this, read = std::move(read), question, before] {
      if (question != impl_->question) return;
      if (!read) {
        Q_EMIT failed(read.error());
        return;
      }
      std::vector<LoggedEntry> page = *read;
      const bool more = int(page.size()) > kPage;
      if (more) page.pop_back();
      Q_EMIT entriesRead(page, more, before > 0);
    });
  });
}

void AuditTrail::verify() {
  impl_->run([](const AuditLog& log, const auto& progress,
                std::stop_token stop) { return log.verify(progress, stop); },
             [this](const casebook::Verification& made) { Q_EMIT verified(made); });
}

void AuditTrail::exportTo(const QString& file, AuditLog::Format format, const AuditFilter& filter) {
  impl_->run(
      [file, format, filter](const AuditLog& log, const auto& progress, std::stop_token stop) {
        return log.write(file, format, filter, progress, stop);
      },
      [this, file](int entries) { Q_EMIT exported(file, entries); });
}

void AuditTrail::cancel() {
  impl_->stop.request_stop();
}
bool AuditTrail::busy() const {
  return impl_->busy;
}

}  // namespace cellwise::ui
