// The threshold at the bottom of Cells and Review: a slider, what it does to accuracy and to the work
// on this slide, and the plot behind it. Changes the session's thresholds at each step; predictions
// and experts' decisions stay as they are.
#pragma once

#include <QList>
#include <QWidget>

#include <memory>

class QAction;

namespace cellwise::ui {

class Workspace;

class ThresholdStrip : public QWidget {
  Q_OBJECT
 public:
  explicit ThresholdStrip(Workspace& workspace, QWidget* parent = nullptr);
  ~ThresholdStrip() override;

  // Presets, reset, show or hide the plot: for the window's menus. Live as long as the strip.
  QList<QAction*> pageActions() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
