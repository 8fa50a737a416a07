// Cells and slides of the whole casebook, found by what was said of them: comment, tag, class, reviewer,
// sample. Stays open beside the window.
#pragma once

#include <QDialog>

#include <memory>

#include "casebook/records.h"

namespace cellwise::ui {

class Workspace;

class FindDialog : public QDialog {
  Q_OBJECT
 public:
  explicit FindDialog(Workspace& workspace, QWidget* parent = nullptr);
  ~FindDialog() override;

 Q_SIGNALS:
  void openRequested(cellwise::casebook::Id slide, cellwise::casebook::Id cell);  // cell 0: the slide

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
