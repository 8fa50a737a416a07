// The audit log for the interface, read, verified and exported on a thread of its own with a connection of
// its own: nobody's decisions wait for it. Lives on the UI thread and never waits.
#pragma once

#include <QObject>

#include <memory>
#include <vector>

#include "casebook/audit_log.h"

namespace cellwise::ui {

class AuditTrail : public QObject {
  Q_OBJECT
 public:
  AuditTrail(const QString& casebookFile, QObject* parent);
  // Stops what runs.
  ~AuditTrail() override;

  static constexpr int kPage = 500;
  void requestNames();  // namesRead
  // The newest kPage entries that fit, or those before this id; entriesRead. Only the latest question is
  // answered.
  void request(const casebook::AuditFilter& filter, casebook::Id before = 0);

  // One at a time; progressed, then verified, exported or failed (Cancelled too).
  void verify();
  void exportTo(const QString& file, casebook::AuditLog::Format format, const casebook::AuditFilter& filter);
  void cancel();
  bool busy() const;

 Q_SIGNALS:
  void namesRead(const QStringList& people);
  void entriesRead(const std::vector<cellwise::casebook::LoggedEntry>& entries, bool more, bool continued);
  void busyChanged();
  void progressed(qint64 done, qint64 total);
  void verified(const cellwise::casebook::Verification& made);
  void exported(const QString& file, int entries);
  void failed(const cellwise::Error& error);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
