// A few cells of one class from this slide, to compare with. Each says whether an expert confirmed it
// or only the model says so.
#pragma once

#include <QWidget>

#include <vector>

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
  const std::vector<int>& rows() const { return rows_; }
  bool confirmed(std::size_t example) const;
  int pictureSide() const;  // device pixels
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int side() const;  // logical pixels
  QString origin(std::size_t example) const;

  Workspace& workspace_;
  int class_index_ = -1;
  std::vector<int> rows_;
};

}  // namespace cellwise::ui
