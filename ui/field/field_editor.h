// The cells of a field by hand: draw one that was missed, remove what is none, split two that were taken
// for one, merge what was taken apart. By mouse or by keyboard; every step is on disk at once and can be
// undone. Stays open beside the window.
#pragma once

#include <QDialog>
#include <QList>

#include <memory>

#include "casebook/records.h"

class QAction;

namespace cellwise::ui {

class Workspace;

class FieldEditor : public QDialog {
  Q_OBJECT
 public:
  explicit FieldEditor(Workspace& workspace, QWidget* parent = nullptr);
  ~FieldEditor() override;

  // The field that the cell lies on, with the cell selected. -1: the first field.
  void showCell(int row);
  QList<QAction*> windowActions() const;  // their keys are the key map's

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
