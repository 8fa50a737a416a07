// The laboratory's own classes: made, revised, retired. Stays open beside the window.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class Workspace;

class ClassesDialog : public QDialog {
  Q_OBJECT
 public:
  explicit ClassesDialog(Workspace& workspace, QWidget* parent = nullptr);
  ~ClassesDialog() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
