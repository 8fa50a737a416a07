// The audit log: who did what, when, to what; whether the chain is whole; and a copy of it to keep.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class Workspace;

class AuditDialog : public QDialog {
  Q_OBJECT
 public:
  explicit AuditDialog(Workspace& workspace, QWidget* parent = nullptr);
  ~AuditDialog() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
