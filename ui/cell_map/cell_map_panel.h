// The map of the open slide's cells with what belongs to it: making it, how far that is, why there is none;
// tools; and what it is a map of.
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedLayout;

namespace cellwise::ui {

class CellMapView;
class Workspace;

class CellMapPanel : public QWidget {
  Q_OBJECT
 public:
  explicit CellMapPanel(Workspace& workspace, QWidget* parent = nullptr);

  CellMapView* view() const { return view_; }
  // Tools, zoom; "only these" is for the owner to carry out.
  QList<QAction*> panelActions() const;
  QAction* onlyTheseAction() const { return only_; }
  // Makes the map if there is none and none was asked for.
  void makeIfNone();
  void cellsChanged();  // classified anew, decided

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void follow();  // the map came or went
  void showState();
  void showCaption();

  Workspace& workspace_;
  CellMapView* view_ = nullptr;
  QStackedLayout* stack_ = nullptr;  // message, map
  QLabel* message_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QPushButton* button_ = nullptr;  // make, cancel, try again
  QLabel* caption_ = nullptr;
  QAction *lasso_ = nullptr, *rectangle_ = nullptr, *move_ = nullptr;
  QAction *zoom_in_ = nullptr, *zoom_out_ = nullptr, *all_ = nullptr;
  QAction *only_ = nullptr, *again_ = nullptr;
};

}  // namespace cellwise::ui
