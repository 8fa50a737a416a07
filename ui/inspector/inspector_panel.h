// The selected cell in words and numbers. Reads only; never takes the keyboard from a page.
#pragma once

#include <QWidget>

#include <vector>

#include "casebook/records.h"

class QFormLayout;
class QLabel;
class QStackedLayout;

namespace cellwise::ui {

class CellImageView;
class IconLabel;
class ValueBars;
class Workspace;

class InspectorPanel : public QWidget {
  Q_OBJECT
 public:
  explicit InspectorPanel(Workspace& workspace, QWidget* parent = nullptr);
  int row() const { return row_; }

 public Q_SLOTS:
  // A row of the open slide; -1 shows that none is selected.
  void setRow(int row);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void follow();
  void refresh();
  void retranslate();
  void showHistory(int row, const std::vector<casebook::ReviewEvent>& events);

  Workspace& workspace_;
  int row_ = -1;

  QStackedLayout* stack_ = nullptr;
  QLabel* nothing_ = nullptr;
  CellImageView* image_ = nullptr;
  QLabel* classIcon_ = nullptr;
  QLabel* className_ = nullptr;
  IconLabel* stateIcon_ = nullptr;
  QLabel* state_ = nullptr;
  QLabel* reason_ = nullptr;
  ValueBars* gates_ = nullptr;
  QLabel* membershipsTitle_ = nullptr;
  ValueBars* memberships_ = nullptr;
  QLabel* attributesTitle_ = nullptr;
  QLabel* disagreement_ = nullptr;
  ValueBars* attributes_ = nullptr;
  QLabel* modelSays_ = nullptr;
  QLabel* decidedBy_ = nullptr;
  QLabel* comment_ = nullptr;
  QLabel* tags_ = nullptr;
  QLabel* history_ = nullptr;
  QLabel* model_ = nullptr;
  QLabel* file_ = nullptr;
  QLabel* place_ = nullptr;
  QFormLayout* details_ = nullptr;
};

// "c = 1 − ΣD + max D = 1 − 1.09 + 0.61 = 0.52", with what it is compared to; translated. Empty for
// a cell that the model has not read.
class SlideSession;
QString formulaText(const SlideSession& session, int row);

}  // namespace cellwise::ui
