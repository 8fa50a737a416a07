// Asks what an import needs to know: whose sample it is, what the images are, their scale.
#pragma once

#include <QDialog>
#include <QStringList>

#include "workflow/slide_import.h"

class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace cellwise::ui {

class ImportDialog : public QDialog {
  Q_OBJECT
 public:
  explicit ImportDialog(const QStringList& paths, QWidget* parent = nullptr);
  workflow::ImportRequest request() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QStringList paths_;
  QLabel* what_ = nullptr;
  QFormLayout* form_ = nullptr;
  QLineEdit* sample_ = nullptr;
  QLineEdit* title_ = nullptr;
  QComboBox* kind_ = nullptr;
  QComboBox* specimen_ = nullptr;
  QDoubleSpinBox* scale_ = nullptr;
  QDialogButtonBox* buttons_ = nullptr;
};

}  // namespace cellwise::ui
