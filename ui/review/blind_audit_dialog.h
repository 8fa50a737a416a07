// The blind audit of accepted cells: how large a share is asked, what the answers say, and the differential
// corrected by them beside the plain one. Which cells are asked is not to be seen here or anywhere.
#pragma once

#include <QDialog>

class QDoubleSpinBox;
class QLabel;
class QTableWidget;

namespace cellwise::ui {

class Workspace;

class BlindAuditDialog : public QDialog {
  Q_OBJECT
 public:
  explicit BlindAuditDialog(Workspace& workspace, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void fill();

  Workspace& workspace_;
  QLabel* head_ = nullptr;
  QLabel* share_title_ = nullptr;
  QDoubleSpinBox* share_ = nullptr;
  QLabel* words_ = nullptr;
  QTableWidget* table_ = nullptr;
  QLabel* note_ = nullptr;
};

}  // namespace cellwise::ui
