// Two examiners count the open slide (casebook/second_readings.h): begins a count, says how far both are, and
// shows what they counted beside each other.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class Workspace;

class ExaminersDialog : public QDialog {
  Q_OBJECT
 public:
  // The workspace has a session.
  ExaminersDialog(Workspace& workspace, QWidget* parent = nullptr);
  ~ExaminersDialog() override;

 Q_SIGNALS:
  void begun();  // what whoever is at the screen may see of the slide can be another now
  void withdrawRequested();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
