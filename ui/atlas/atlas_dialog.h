// The atlas: reference cells that experts put in from the gallery, by class, with notes. Stays open beside
// the window.
#pragma once

#include <QDialog>

#include <memory>

#include "casebook/records.h"

namespace cellwise::ui {

class Workspace;

class AtlasDialog : public QDialog {
  Q_OBJECT
 public:
  explicit AtlasDialog(Workspace& workspace, QWidget* parent = nullptr);
  ~AtlasDialog() override;

 Q_SIGNALS:
  void openRequested(cellwise::casebook::Id slide, cellwise::casebook::Id cell);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
