// A field with its cells' boxes, and one that is being drawn. Knows nothing of the casebook.
#pragma once

#include <QImage>
#include <QRect>
#include <QWidget>

#include <optional>
#include <vector>

#include "casebook/records.h"

namespace cellwise::ui {

class FieldCanvas : public QWidget {
  Q_OBJECT
 public:
  struct Box {
    casebook::Id cell = 0;
    QRect box;  // pixels of the field
    QString label;
  };
  explicit FieldCanvas(QWidget* parent = nullptr);

  void setField(const QImage& field);
  void setBoxes(std::vector<Box> boxes);  // keeps the selection where its cells are still there
  const std::vector<Box>& boxes() const { return boxes_; }
  void select(const std::vector<casebook::Id>& cells);
  const std::vector<casebook::Id>& selected() const { return selected_; }
  // A box in the middle of the field, as large as those that are there, to be moved by the arrows.
  void beginDraft();
  const std::optional<QRect>& draft() const { return draft_; }
  QPointF toWidget(const QPointF& onField) const;
  QSize sizeHint() const override { return {720, 540}; }

 Q_SIGNALS:
  void drawn(const QRect& box);  // to be kept
  void selectionChanged();
  void draftChanged();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool focusNextPrevChild(bool next) override;

 private:
  QRectF target() const;
  QPoint toField(const QPointF& at) const;
  void walk(int direction);
  void setDraft(std::optional<QRect> draft);

  QImage field_;
  std::vector<Box> boxes_;
  std::vector<casebook::Id> selected_;
  std::optional<QRect> draft_;
  std::optional<QPoint> from_;  // where a drag began
};

}  // namespace cellwise::ui
