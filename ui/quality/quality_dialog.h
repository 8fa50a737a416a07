// Quality control: slides that are read again every day by the model in use, what is expected of them, and a
// Levey-Jennings chart for each class. Its runs are never a patient's report.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class QualityDesk;
class Workspace;

class QualityDialog : public QDialog {
  Q_OBJECT
 public:
  QualityDialog(Workspace& workspace, QualityDesk& desk, QWidget* parent = nullptr);
  ~QualityDialog() override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
