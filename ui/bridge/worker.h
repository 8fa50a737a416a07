// A thread with a queue of jobs. What is posted runs in order; leaving runs what is still queued, so
// that no write is lost.
#pragma once

#include <QObject>
#include <QString>
#include <QThread>

#include <memory>
#include <utility>

#include "casebook/casebook.h"

namespace cellwise::ui {

class Worker {
 public:
  explicit Worker(const QString& name) {
    thread_.setObjectName(name);
    context_.moveToThread(&thread_);
    thread_.start();
  }
  ~Worker() { finish(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // From any thread.
  template <class Job>
  void post(Job job) {
    QMetaObject::invokeMethod(&context_, std::move(job), Qt::QueuedConnection);
  }
  void finish() {
    if (!thread_.isRunning()) return;
    post([] { QThread::currentThread()->quit(); });
    thread_.wait();
  }

 private:
  QObject context_;
  QThread thread_;
};

// A worker with its own connection to a casebook: SQLite's connections belong to one thread.
class CasebookWorker {
 public:
  explicit CasebookWorker(const QString& name) : worker_(name) {}
  ~CasebookWorker() { finish(); }
  // Runs what is queued and ends the thread; the object is still there for these jobs. What is posted
  // later is dropped.
  void finish() {
    worker_.post([this] { casebook_.reset(); });
    worker_.finish();
  }

  template <class Job>
  void post(Job job) {
    worker_.post(std::move(job));
  }

  // On the worker's thread only.
  Result<casebook::Casebook*> connect(const QString& file) {
    if (!casebook_ || casebook_->file() != file) {
      casebook_.reset();
      auto opened = casebook::Casebook::open(file);
      if (!opened) return tl::make_unexpected(opened.error());
      casebook_ = std::move(*opened);
    }
    return casebook_.get();
  }
  void adopt(std::unique_ptr<casebook::Casebook> casebook) { casebook_ = std::move(casebook); }
  casebook::Casebook* casebook() { return casebook_.get(); }

 private:
  std::unique_ptr<casebook::Casebook> casebook_;
  Worker worker_;
};

}  // namespace cellwise::ui
