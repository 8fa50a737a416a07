// Signing: who, with which meaning, and what they sign. The one place where the program insists on an
// answer, and it never lets unresolved cells pass unnoticed.
#pragma once

#include <QDialog>

#include <memory>

#include "reporting/differential.h"

namespace cellwise::ui {

class SignDialog : public QDialog {
  Q_OBJECT
 public:
  // version: the one that signing makes. From 2 on a reason for the amendment is asked for.
  SignDialog(int version, const QString& signer, QWidget* parent = nullptr);
  ~SignDialog() override;

  // What is signed. Where the number of unresolved cells moves while the sheet is open, the tick is
  // taken back.
  void setDifferential(const reporting::Differential& differential);

  QString signer() const;
  QString meaning() const;
  QString reason() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
