// A few cells of one class to compare with: what an expert confirmed on this slide, then on other slides
// of the casebook, and only then what the model alone is surest of. Each says which it is.
#pragma once

#include <QWidget>

#include <vector>

#include "bridge/reference_cells.h"

namespace cellwise::ui {

class Workspace;

class ExampleStrip : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kExamples = 3;

  explicit ExampleStrip(Workspace& workspace, QWidget* parent = nullptr);
  // -1 empties the strip. exceptRow: the cell that is compared.
  void setClass(int classIndex, int exceptRow);
  int classIndex() const { return class_index_; }
  // Of this slide, in the order shown; the casebook's other cells stand after the confirmed ones.
  const std::vector<int>& rows() const { return rows_; }
  const std::vector<ReferenceCell>& references() const { return references_; }
  bool confirmed(std::size_t row) const;  // index into rows()
  int pictureSide() const;                // device pixels
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int side() const;  // logical pixels
  // One picture of the strip: of this slide (row) or of another one (reference).
  struct Example {
    int row = -1;
    const ReferenceCell* reference = nullptr;
    bool confirmed = false;
  };
  std::vector<Example> examples() const;
  void collect();
  QString origin(const Example& example) const;

  Workspace& workspace_;
  int class_index_ = -1;
  int except_row_ = -1;
  std::vector<int> rows_;
  std::vector<ReferenceCell> references_;
};

}  // namespace cellwise::ui
