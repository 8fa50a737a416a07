// All classes as keys, laid out as cells mature: a lineage is a column, a stage a row, the youngest on
// top. Below them the two steps from what the cell is called now. Decides nothing itself.
#pragma once

#include <QWidget>

#include <vector>

#include "model/class_scheme.h"

class QGridLayout;
class QLabel;

namespace cellwise::ui {

class ClassButton;

class ClassLadder : public QWidget {
  Q_OBJECT
 public:
  // What is known of the cell in front. Class indices are the scheme's, -1 for none.
  struct Cell {
    std::vector<float> memberships;  // D by class; empty where the model said nothing
    std::vector<int> likely;         // the likeliest: their names are bold
    int chosen = -1;                 // in force, or being written
    int called = -1;                 // what the steps start from
  };

  // Buttons are named `prefix` + the class's id, the steps `prefix` + "younger", "older".
  explicit ClassLadder(const QString& prefix, QWidget* parent = nullptr);
  // The key map's classes and keys, as they are now.
  void rebuild();
  void setCell(const Cell& cell);
  // Without the steps' buttons, and closer together. Their keys decide all the same.
  void setCompact(bool compact);

 Q_SIGNALS:
  void classChosen(int classIndex);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void elideHeadings();

  QString prefix_;
  QGridLayout* grid_ = nullptr;
  std::vector<QLabel*> headings_;
  std::vector<ClassButton*> rungs_;
  ClassButton* younger_ = nullptr;
  ClassButton* older_ = nullptr;
  Cell cell_;
};

}  // namespace cellwise::ui
