// Signing: who, with which meaning, and what they sign. The one place where the program insists on an
// answer, and it never lets unresolved cells pass unnoticed.
#pragma once

#include <QDialog>

#include <memory>

#include "casebook/permissions.h"
#include "casebook/records.h"
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

  // Where the casebook has accounts: signs for this person alone, who says the password again. The sheet
  // then stays until the signature is stored, or says why it was refused.
  void setAccount(const casebook::Roles& roles);
  void showRefusal(const QString& why);
  // Why a new version follows on one that only prepared the report.
  void suggestReason(const QString& reason);

  QString signer() const;
  QString meaning() const;
  casebook::SignatureKind kind() const;
  QString password() const;
  QString reason() const;

 Q_SIGNALS:
  void signRequested();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
