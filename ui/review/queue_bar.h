// Above the cell in Review: the order of the queue, blind-first, the alike cells that can be decided
// together, and what the waiting cells can still do to the decision limits.
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QListWidget;
class QTimer;
class QToolButton;

namespace cellwise::ui {

class ReviewQueue;
class Workspace;

class QueueBar : public QWidget {
  Q_OBJECT
 public:
  QueueBar(Workspace& workspace, ReviewQueue& queue, QWidget* parent);

  // For the page's menu and keys.
  QList<QAction*> pageActions() const;
  // The cell in front, -1 for none; puts an open group away when it is another.
  void setRow(int row);
  // Rows that the next decision is for: those of the group that is shown and still ticked, else none.
  QList<int> chosenRows() const;
  bool groupShown() const;
  void showGroup(bool on);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void retranslate();
  void showOrder();
  void showLimits();
  void showPictures();

  Workspace& workspace_;
  ReviewQueue& queue_;
  int row_ = -1;
  QComboBox* orders_ = nullptr;
  QLabel* order_title_ = nullptr;
  QToolButton* group_button_ = nullptr;
  QToolButton* blind_button_ = nullptr;
  QLabel* limits_ = nullptr;
  QWidget* group_ = nullptr;
  QLabel* group_text_ = nullptr;
  QListWidget* cells_ = nullptr;
  QAction* next_order_ = nullptr;
  QAction* take_group_ = nullptr;
  QAction* blind_first_ = nullptr;
  QAction* audit_ = nullptr;
  QTimer* later_ = nullptr;  // limits follow a dragged slider some times a second
};

}  // namespace cellwise::ui
