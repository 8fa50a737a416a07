// "Cells": all cells of the open slide, grouped by class.
#pragma once

#include <QList>
#include <QWidget>

#include <vector>

class QAction;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QSplitter;
class QStackedLayout;
class QTimer;

namespace cellwise::model {
struct ClassScheme;
}

namespace cellwise::ui {

class CellGrid;
class CellMapPanel;
class CellModel;
class ClassList;
class Workspace;

class GalleryPage : public QWidget {
  Q_OBJECT
 public:
  explicit GalleryPage(Workspace& workspace, QWidget* parent = nullptr);
  ~GalleryPage() override;

  // For menus and the overview of shortcuts. Changes with the slide's classes: pageActionsChanged.
  QList<QAction*> pageActions() const;
  QList<QAction*> mapActions() const;  // among them while the map shows
  // Selects a cell and brings it into view; filters that hide it are cleared. -1 selects nothing.
  void selectRow(int row);
  std::vector<int> selectedRows() const;
  int currentRow() const;  // -1 if there is none
  // The map of the cells, beside the grid: it shows what the filters let through, and selects with it.
  void showMap(bool shown);

 Q_SIGNALS:
  void currentRowChanged(int row);
  void reviewRequested(int row);
  void worklistRequested();
  void compareRequested(QList<int> rows);  // two or more
  void pageActionsChanged();

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void buildActions();
  void buildClassActions();
  QWidget* buildFilterBar();
  QWidget* buildFooter();
  void retranslate();
  void follow();
  // All of them, or only those that changed: none where it was the thresholds that moved.
  void thresholdMoved();
  void cellsMoved(const QList<int>* changed = nullptr);  // sorts anew, keeping selection and place
  void applyFilter();
  void clearFilters();
  void showCounts();
  void askForPictures();
  void changeClass(const std::vector<int>& rows, int classIndex);
  bool keyPointsAtOne() const;          // the next class key means the cell under the pointer alone
  std::vector<int> keyTargets() const;  // what a class key acts on
  void stepClass(int (*to)(const model::ClassScheme&, int));
  void confirmSelected();
  std::vector<int> toConfirm() const;  // the cells shown of the class in hand that no expert decided on
  void confirmShown();
  void selectMoreLikeThis();
  void putIntoAtlas();
  void startTag();
  void tagSelected();
  void fillReviewers();
  void flagSelected();
  void openInReview();
  void buildMap();
  void tellMap();
  void select(const std::vector<int>& rows, int flags);  // QItemSelectionModel's
  void showOnlySelected();
  void emitCurrent();

  Workspace& workspace_;
  CellModel* model_ = nullptr;
  CellGrid* grid_ = nullptr;
  ClassList* classes_ = nullptr;
  QStackedLayout* stack_ = nullptr;      // no slide, cells
  QStackedLayout* gridStack_ = nullptr;  // cells, nothing matches
  QSplitter* beside_ = nullptr;          // map, grid
  CellMapPanel* map_ = nullptr;

  QLabel* noSlide_ = nullptr;
  QPushButton* toWorklist_ = nullptr;
  QLabel* nothingMatches_ = nullptr;
  QPushButton* clearFromEmpty_ = nullptr;
  QComboBox* state_ = nullptr;
  QComboBox* reason_ = nullptr;
  QLabel* confidenceLabel_ = nullptr;
  QDoubleSpinBox* lowest_ = nullptr;
  QLabel* toLabel_ = nullptr;
  QDoubleSpinBox* highest_ = nullptr;
  QLineEdit* comment_ = nullptr;
  QComboBox* reviewer_ = nullptr;
  QPushButton* clear_ = nullptr;
  QPushButton* confirmButton_ = nullptr;
  QLineEdit* tag_ = nullptr;  // there while a tag is being typed
  QLabel* counts_ = nullptr;
  QLabel* orderLabel_ = nullptr;
  QComboBox* order_ = nullptr;
  QLabel* sizeLabel_ = nullptr;
  QSlider* size_ = nullptr;

  QList<QAction*> classActions_;
  QAction* review_ = nullptr;
  QAction* compare_ = nullptr;
  QAction* confirm_ = nullptr;
  QAction* flag_ = nullptr;
  QAction* confirmShown_ = nullptr;
  QAction* moreLikeThis_ = nullptr;
  QAction* tagAction_ = nullptr;
  QAction* atlas_ = nullptr;
  QAction* selectAll_ = nullptr;
  QAction* undo_ = nullptr;
  QAction* redo_ = nullptr;
  QAction* larger_ = nullptr;
  QAction* smaller_ = nullptr;
  QAction* clearAction_ = nullptr;
  QAction* showMap_ = nullptr;

  QTimer* thresholds_ = nullptr;  // a dragged slider moves the cells some times a second, not at every pixel
  QTimer* pictures_ = nullptr;    // one request for what is in view, however often the view changes
  int announced_ = -1;
  bool stale_ = false;  // cells changed while the page was hidden
  bool followUndo_ = false;
  int alike_ = -1;  // the cell that the selection is like, and how many of them are selected
  int alikeCount_ = 0;
  std::vector<int> only_;  // the cells that alone are shown; empty: no such filter
};

}  // namespace cellwise::ui
