// Asks what an import needs to know: whose sample it is, what the images are, their scale; of annotations,
// where the images are and whose word the labels are.
#pragma once

#include <QDialog>
#include <QStringList>

#include <variant>

#include "workflow/annotated_import.h"

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cellwise::ui {

class ImportDialog : public QDialog {
  Q_OBJECT
 public:
  using Request = std::variant<workflow::ImportRequest, workflow::AnnotatedImportRequest>;

  // Files and folders of images, or annotations (COCO, GeoJSON), also with the images that they are of.
  // person: who is at the screen, whose decisions the labels can be.
  ImportDialog(const QStringList& paths, const QString& person, QWidget* parent = nullptr);
  Request request() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  bool annotated() const;  // the cells are boxes that somebody else drew
  void showFields();
  void chooseImages();

  QStringList paths_;
  QStringList annotations_;  // of the paths
  QString person_;
  QLabel* what_ = nullptr;
  QFormLayout* form_ = nullptr;
  QLineEdit* sample_ = nullptr;
  QLineEdit* title_ = nullptr;
  QComboBox* kind_ = nullptr;
  QWidget* images_row_ = nullptr;
  QLineEdit* images_ = nullptr;
  QPushButton* browse_ = nullptr;
  QComboBox* specimen_ = nullptr;
  QDoubleSpinBox* scale_ = nullptr;
  QCheckBox* mine_ = nullptr;
  QLabel* labels_note_ = nullptr;
  QDialogButtonBox* buttons_ = nullptr;
};

}  // namespace cellwise::ui
