// Who works here: the name of a single user, or the accounts, their roles, and what each role may do.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class Workspace;
class IdleLock;

class PeopleDialog : public QDialog {
  Q_OBJECT
 public:
  PeopleDialog(Workspace& workspace, IdleLock& idle, QWidget* parent = nullptr);
  ~PeopleDialog() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
