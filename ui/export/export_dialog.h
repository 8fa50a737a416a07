// What goes out of the casebook: the open slide's report for another system, cells with their classes for
// another program. Stays beside the window; work goes on meanwhile.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class Exporter;
class Workspace;

class ExportDialog : public QDialog {
  Q_OBJECT
 public:
  ExportDialog(Workspace& workspace, Exporter& exporter, QWidget* parent = nullptr);
  ~ExportDialog() override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
