// How far readers agree with each other and with the model: kappa with its interval, class by class, which
// way they differ in maturation, and whether seeing the model's label draws them to it.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class Workspace;

class AgreementDialog : public QDialog {
  Q_OBJECT
 public:
  explicit AgreementDialog(Workspace& workspace, QWidget* parent = nullptr);
  ~AgreementDialog() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
