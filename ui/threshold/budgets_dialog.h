// How many cells of each class may slip through: accepted, and taken for another class. Tight for those
// that must not be missed. Editable, kept in the settings; follows the threshold.
#pragma once

#include <QDialog>

#include "model/class_scheme.h"

class QLabel;
class QTableWidget;
class QTimer;

namespace cellwise::ui {

class Workspace;

// Share of a class that may slip through, as kept in the settings; 1 % for blasts, promyelocytes and plasma
// cells, else 5 %.
double budgetOf(const model::CellClass& cellClass);

class BudgetsDialog : public QDialog {
  Q_OBJECT
 public:
  explicit BudgetsDialog(Workspace& workspace, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void follow();
  void rebuild();
  void showRisks();
  void retranslate();

  Workspace& workspace_;
  QLabel* head_ = nullptr;
  QTableWidget* table_ = nullptr;
  QTimer* later_ = nullptr;
  std::string shown_;  // whose classes the table has
};

}  // namespace cellwise::ui
