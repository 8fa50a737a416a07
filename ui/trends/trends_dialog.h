// What was signed: one sample's or patient's shares over time, and the list of a day.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class Workspace;

class TrendsDialog : public QDialog {
  Q_OBJECT
 public:
  explicit TrendsDialog(Workspace& workspace, QWidget* parent = nullptr);
  ~TrendsDialog() override;

  void showSample(const QString& sampleId);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
