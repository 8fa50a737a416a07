// Quality control for the window: the slides, their runs, and a run by the model in use. On a thread of its
// own; lives on the UI thread and never waits.
#pragma once

#include <QObject>

#include <memory>
#include <vector>

#include "bridge/activity_door.h"
#include "workflow/quality_control.h"

namespace cellwise::ui {

class Workspace;

class QualityDesk : public QObject {
  Q_OBJECT
 public:
  explicit QualityDesk(Workspace& workspace, QObject* parent = nullptr);
  ~QualityDesk() override;  // waits for a run that was asked to stop

  void refresh();  // listed or failed
  const std::vector<workflow::ControlChart>& charts() const;

  // Each is followed by listed or failed.
  void mark(casebook::Id slide, bool qc);
  void freeze(casebook::Id slide, const std::map<QString, casebook::QcExpectation>& classes);
  // Reads every slide of quality control by the model in use; ran (and listed) or failed, which may be
  // Cancelled: the slides that were read by then keep their run. One at a time.
  void runAll();
  void cancel();
  bool busy() const;

 Q_SIGNALS:
  void listed();
  void busyChanged();
  void progressed(const cellwise::Progress& progress);
  void ran(int slides);
  void failed(const cellwise::Error& error);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
