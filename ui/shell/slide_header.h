// On top of every page: which slide, where it stands, what reads it.
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace cellwise::ui {

class Workspace;

class SlideHeader : public QWidget {
  Q_OBJECT
 public:
  explicit SlideHeader(Workspace& workspace, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void follow();
  void refresh();

  Workspace& workspace_;
  QLabel* sample_ = nullptr;
  QLabel* synthetic_ = nullptr;
  QLabel* title_ = nullptr;
  QLabel* notes_ = nullptr;  // the slide's tags and comment
  QLabel* state_ = nullptr;
  QLabel* counts_ = nullptr;
  QLabel* model_ = nullptr;
  QToolButton* readAgain_ = nullptr;
  QLabel* research_ = nullptr;
};

}  // namespace cellwise::ui
