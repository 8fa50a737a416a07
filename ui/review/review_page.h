// "Review": the cells that the model was unsure of, one after the other. One key decides and goes on.
//
// A decision is shown as made when the casebook has it on disk; the page goes on then. Keys typed in
// between are kept and meant for the cell that comes next, as they would be without the wait.
#pragma once

#include <QKeyCombination>
#include <QList>
#include <QWidget>

#include <vector>

#include "bridge/reference_cells.h"
#include "casebook/records.h"

class QAction;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedLayout;
class QTimer;
class QToolButton;

namespace cellwise::ui {

class CellImageView;
class ClassButton;
class ClassLadder;
class ContextView;
class ExampleStrip;
class IconLabel;
class ImageTools;
class QueueBar;
class ReviewQueue;
class Workspace;

class ReviewPage : public QWidget {
  Q_OBJECT
 public:
  explicit ReviewPage(Workspace& workspace, QWidget* parent = nullptr);
  ~ReviewPage() override;

  // For menus and the overview of shortcuts. Changes with the slide's classes: pageActionsChanged.
  QList<QAction*> pageActions() const;
  int currentRow() const { return row_; }  // -1: none, all are reviewed or no slide is open
  int left() const;                        // cells that still wait for a decision
  bool blind() const;  // the model's opinion of the cell in front is hidden until it is answered

 public Q_SLOTS:
  // Any cell of the slide, whether or not it is to be reviewed.
  void showRow(int row);

 Q_SIGNALS:
  void currentRowChanged(int row);
  void reportRequested();
  // The cell in front beside its examples, of this slide and of others.
  void compareRequested(QList<int> rows, QList<cellwise::ui::ReferenceCell> references);
  void worklistRequested();
  void pageActionsChanged();

 public:
  QSize minimumSizeHint() const override;

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  enum class Waiting { No, ForDecision, ForUndo };
  struct Typed {
    int key = 0;
    Qt::KeyboardModifiers modifiers;
    QString text;
  };
  struct Said {  // what an expert said of a cell, to find what an undo brought back
    casebook::Id event = 0;
    bool flagged = false;
    QString comment;
    friend bool operator==(const Said&, const Said&) = default;
  };

  QWidget* buildCell();
  void buildActions();
  void buildClassActions();
  void arrange();    // to the room there is
  bool low() const;  // too little of it for more than the cell and the classes
  void retranslate();
  void follow();

  void onCellsChanged(const QList<int>& rows);
  void rebuildOrder();
  void resort();                      // anything may be different
  int nextToReview(int after) const;  // -1 if nothing is left
  void decide(int classIndex);
  int calledNow() const;  // class index of what the cell in front is called; -1 if nothing
  void step(int direction);
  void skip();
  void toggleFlag();
  void startComment();
  void saveComment();
  void undoOrRedo(bool undo);
  void stopWaiting();
  void showBlindAnswer(int row);
  void replayTyped();

  void setCurrent(int row);
  void refresh();
  void showImages();
  void compareWithExamples();
  void goToNeighbour(Qt::ArrowType direction);
  void showClasses();
  void showProgress();
  void prefetch();
  void askForExamples();
  std::vector<Said> said() const;

  Workspace& workspace_;
  int row_ = -1;
  // Decided ones in the order of their decisions, then those to review, the least certain first.
  std::vector<int> order_;
  std::size_t decided_ = 0;  // how many of order_
  bool stale_ = false;       // cells changed while the page was hidden

  ReviewQueue* queue_ = nullptr;
  QueueBar* bar_ = nullptr;
  bool answered_blind_ = false;  // the decision that is waited for

  Waiting waiting_ = Waiting::No;
  int expected_class_ = -1;
  int next_ = -1;  // where a decision leads, chosen before the order changes
  std::vector<Said> before_undo_;
  QList<Typed> typed_;
  QTimer* watchdog_ = nullptr;
  QTimer* thresholds_ = nullptr;  // a dragged slider sorts the queue some times a second

  int comment_row_ = -1;
  QString comment_loaded_;

  QStackedLayout* stack_ = nullptr;
  QLabel* no_slide_ = nullptr;
  QPushButton* to_worklist_ = nullptr;
  QLabel* done_ = nullptr;
  QLabel* done_hint_ = nullptr;
  QPushButton* to_report_ = nullptr;
  QLabel* counter_ = nullptr;
  QProgressBar* progress_ = nullptr;
  IconLabel* state_icon_ = nullptr;
  QLabel* reason_ = nullptr;
  QLabel* flagged_ = nullptr;
  QLabel* attributes_ = nullptr;
  QLabel* disagreement_ = nullptr;
  QLabel* blind_answer_ = nullptr;
  CellImageView* image_ = nullptr;
  QLabel* scale_ = nullptr;
  QLineEdit* comment_ = nullptr;
  QLabel* examples_title_ = nullptr;
  ExampleStrip* examples_[2] = {};
  QLabel* likely_title_ = nullptr;
  ClassButton* likely_[3] = {};
  QLabel* palette_title_ = nullptr;
  QWidget* side_ = nullptr;
  ClassLadder* ladder_ = nullptr;
  QLabel* context_title_ = nullptr;
  QWidget* context_box_ = nullptr;
  QStackedLayout* context_stack_ = nullptr;
  ContextView* context_ = nullptr;
  QStackedLayout* image_stack_ = nullptr;  // the cell, its field in the same place
  ContextView* large_ = nullptr;
  ImageTools* image_tools_ = nullptr;
  QWidget* tools_row_ = nullptr;
  CellImageView* native_ = nullptr;
  QList<QToolButton*> tools_;

  QList<QAction*> class_actions_;  // the classes, then the two steps along the ladder
  QAction* previous_ = nullptr;
  QAction* next_action_ = nullptr;
  QAction* skip_ = nullptr;
  QAction* flag_ = nullptr;
  QAction* comment_action_ = nullptr;
  QAction* undo_ = nullptr;
  QAction* take_back_ = nullptr;  // the same by one finger
  QAction* redo_ = nullptr;
  QAction* field_ = nullptr;
  QAction* large_field_ = nullptr;
  QAction* compare_ = nullptr;
  QAction* neighbours_[4] = {};  // left, right, up, down on the field
};

}  // namespace cellwise::ui
