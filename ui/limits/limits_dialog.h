// The decision limits: which shares count, by which book, and where the open slide stands. A list that the
// laboratory changes; what is not valid is refused with the reason, and nothing changes.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class Workspace;

class LimitsDialog : public QDialog {
  Q_OBJECT
 public:
  explicit LimitsDialog(Workspace& workspace, QWidget* parent = nullptr);
  ~LimitsDialog() override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
