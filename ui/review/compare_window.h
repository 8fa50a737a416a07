// Two to six cells beside each other, at one scale and under one treatment, beside the window they were
// chosen in. A class key decides on the cell in front and stays with it; moving decides nothing.
#pragma once

#include <QList>
#include <QWidget>

#include <vector>

#include "bridge/reference_cells.h"

class QAction;
class QGridLayout;
class QLabel;

namespace cellwise::ui {

class ClassLadder;
class ComparePanel;
class ImageTools;
class Workspace;

class CompareWindow : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kLeast = 2;
  static constexpr int kMost = 6;

  explicit CompareWindow(Workspace& workspace, QWidget* parent = nullptr);

  // Rows of the open slide, then cells of others that can only be looked at. What is beyond kMost is left
  // out. The first has the keys.
  void showCells(const QList<int>& rows, const QList<ReferenceCell>& references = {});
  int focused() const { return focused_; }  // index of the panel
  int focusedRow() const;                   // -1: of another slide, or none
  const QList<ComparePanel*>& panels() const { return panels_; }
  QList<QAction*> windowActions() const;

 Q_SIGNALS:
  void reviewRequested(int row);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void buildActions();
  void buildClassActions();
  void retranslate();
  void follow();
  void focusPanel(int index);
  void decide(int classIndex);
  void refresh();

  Workspace& workspace_;
  QGridLayout* grid_ = nullptr;
  QLabel* hint_ = nullptr;
  ImageTools* tools_ = nullptr;
  ClassLadder* ladder_ = nullptr;
  QList<ComparePanel*> panels_;
  int focused_ = 0;
  int pendingRow_ = -1;  // being written
  int pendingClass_ = -1;
  QList<QAction*> actions_;
  QList<QAction*> classActions_;
  QAction *next_ = nullptr, *previous_ = nullptr, *review_ = nullptr, *undo_ = nullptr, *redo_ = nullptr;
};

}  // namespace cellwise::ui
