// One question about an account: a new one, its roles, or a password.
#pragma once

#include <QDialog>

#include <memory>

#include "casebook/permissions.h"

namespace cellwise::ui {

class AccountForm : public QDialog {
  Q_OBJECT
 public:
  enum Part { Name = 1, RolesPart = 2, OldPassword = 4, Password = 8 };
  Q_DECLARE_FLAGS(Parts, Part)

  AccountForm(const QString& title, Parts parts, QWidget* parent);
  ~AccountForm() override;

  void setRoles(const casebook::Roles& roles);
  casebook::Roles roles() const;
  QString name() const;
  QString oldPassword() const;
  QString password() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
