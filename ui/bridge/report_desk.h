// What people write on the open slide's report, kept in the casebook as it is typed, and what the
// laboratory states of itself. Lives on the UI thread and never waits.
#pragma once

#include <QByteArray>
#include <QImage>
#include <QObject>

#include <memory>

#include "casebook/report_records.h"
#include "reporting/differential.h"

namespace cellwise::ui {

class Workspace;

class ReportDesk : public QObject {
  Q_OBJECT
 public:
  // How long a change waits for the next one, and how long at most, before it goes to the disk.
  static constexpr int kPauseMs = 500;
  static constexpr int kLongestMs = 2'000;

  explicit ReportDesk(Workspace& workspace, QObject* parent = nullptr);
  // What was typed is on its way to the disk by then.
  ~ReportDesk() override;

  // Of the open slide; empty until they are read from the casebook.
  bool ready() const;
  const casebook::ReportEntries& entries() const;
  void setEntries(const casebook::ReportEntries& entries);
  // Sends what waits to the disk now.
  void flush();
  bool hasPendingWrites() const;

  const casebook::Laboratory& laboratory() const;
  // laboratoryChanged when it is on disk, else Workspace::failed. logoPng as in Casebook::setLaboratory.
  void setLaboratory(const casebook::Laboratory& laboratory, const QByteArray& logoPng);
  // Reads again what others write: decision limits, second readings. Then refreshed.
  void refresh();
  // The logo that a report names: null until logoReady, or if it cannot be read.
  QImage logo(const QString& sha256);

  // Of the open slide as it stands now, with everything that stands on it.
  reporting::Differential report() const;

 Q_SIGNALS:
  void entriesRead();     // another slide's, or the first time
  void entriesChanged();  // as typed; not yet on disk
  void stored();          // nothing waits any more
  void laboratoryChanged();
  void refreshed();
  void logoReady();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
