// The cells on which two readers disagree, for a third: the picture, both labels without saying whose, and
// the class that shall be in force.
#pragma once

#include <QDialog>

#include <memory>

#include "casebook/second_readings.h"

namespace cellwise::ui {

class Workspace;

class AdjudicationDialog : public QDialog {
  Q_OBJECT
 public:
  // Of the open slide.
  AdjudicationDialog(Workspace& workspace, const casebook::SecondReading& reading, QWidget* parent = nullptr);
  ~AdjudicationDialog() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
