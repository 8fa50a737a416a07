// Exports on a thread of its own, so that decisions are saved meanwhile. Lives on the UI thread.
#pragma once

#include <QObject>

#include <memory>

#include "bridge/activity_door.h"
#include "workflow/slide_export.h"

namespace cellwise::ui {

class Workspace;

class Exporter : public QObject {
  Q_OBJECT
 public:
  explicit Exporter(Workspace& workspace, QObject* parent = nullptr);
  ~Exporter() override;  // waits for an export that was asked to stop

  // Of the open casebook; finished or failed follows, which may be Cancelled. One at a time.
  void start(const workflow::ExportRequest& request, const QString& activityText);
  void cancel();
  bool busy() const;

 Q_SIGNALS:
  void busyChanged();
  void progressed(const cellwise::Progress& progress);
  void finished(const cellwise::workflow::ExportRequest& request,
                const cellwise::workflow::ExportResult& result);
  void failed(const cellwise::Error& error);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
