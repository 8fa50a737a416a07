#include "field/field_canvas.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

#include "style/theme.h"

namespace cellwise::ui {
namespace {

constexpr int kStep = 4;  // pixels of the field that an arrow moves; 1 with Ctrl
constexpr int kLeast = 8;

}  // namespace

FieldCanvas::FieldCanvas(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(320, 240);
  setCursor(Qt::CrossCursor);
}

void FieldCanvas::setField(const QImage& field) {
  field_ = field;
  setDraft({});
  update();
}

void FieldCanvas::setBoxes(std::vector<Box> boxes) {
  boxes_ = std::move(boxes);
  std::erase_if(selected_, [&](casebook::Id id) {
    return std::none_of(boxes_.begin(), boxes_.end(), [id](const Box& box) { return box.cell == id; });
  });
  update();
  Q_EMIT selectionChanged();
}

void FieldCanvas::select(const std::vector<casebook::Id>& cells) {
  selected_ = cells;
  update();
  Q_EMIT selectionChanged();
}

QRectF FieldCanvas::target() const {
  if (field_.isNull()) return rect();
  QSizeF size = field_.size();
  size.scale(QSizeF(this->size()), Qt::KeepAspectRatio);
  QRectF place(QPointF(), size);
  place.moveCenter(QRectF(rect()).center());
  return place;
}

QPointF FieldCanvas::toWidget(const QPointF& at) const {
  const QRectF place = target();
  return place.topLeft() + at * (place.width() / std::max(1, field_.width()));
}

QPoint FieldCanvas::toField(const QPointF& at) const {
  const QRectF place = target();
  const QPointF on = (at - place.topLeft()) * (field_.width() / std::max(1.0, place.width()));
  return {std::clamp(qRound(on.x()), 0, std::max(0, field_.width() - 1)),
          std::clamp(qRound(on.y()), 0, std::max(0, field_.height() - 1))};
}

void FieldCanvas::setDraft(std::optional<QRect> draft) {
  if (draft_ == draft) return;
  draft_ = draft;
  update();
  Q_EMIT draftChanged();
}

void FieldCanvas::beginDraft() {
  if (field_.isNull()) return;
  std::vector<int> sides;
  for (const Box& box : boxes_) sides.push_back(std::max(box.box.width(), box.box.height()));
  std::sort(sides.begin(), sides.end());
  const int usual = sides.empty() ? std::min(field_.width(), field_.height()) / 8 : sides[sides.size() / 2];
  const int side = std::clamp(usual, kLeast, std::min(field_.width(), field_.height()));
  QRect box(0, 0, side, side);
  box.moveCenter(field_.rect().center());
  setDraft(box);
  setFocus();
}

void FieldCanvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), imageSurround());
  if (field_.isNull()) return;
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(target(), field_);
  const auto outline = [&](const QRect& box, const QPen& pen) {
    const QRectF shown(toWidget(box.topLeft()),
                       toWidget(QPointF(box.x() + box.width(), box.y() + box.height())));
    // Dark inside light: seen on any stain.
    painter.setPen(QPen(Qt::white, pen.widthF() + 2));
    painter.drawRect(shown);
    painter.setPen(pen);
    painter.drawRect(shown);
    return shown;
  };
  for (const Box& box : boxes_) {
    const bool chosen = std::find(selected_.begin(), selected_.end(), box.cell) != selected_.end();
    const QRectF shown = outline(box.box, QPen(Qt::black, chosen ? 3 : 1));
    if (!chosen && boxes_.size() > 60) continue;
    const QRectF text(shown.left(), shown.top() - fontMetrics().height() - 3,
                      fontMetrics().horizontalAdvance(box.label) + 6, fontMetrics().height() + 1);
    painter.fillRect(text, palette().color(chosen ? QPalette::Highlight : QPalette::Base));
    painter.setPen(palette().color(chosen ? QPalette::HighlightedText : QPalette::Text));
    painter.drawText(text, Qt::AlignCenter, box.label);
  }
  if (draft_) outline(*draft_, QPen(Qt::black, 2, Qt::DashLine));
  if (hasFocus()) {
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1, Qt::DotLine));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void FieldCanvas::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || field_.isNull()) return;
  setFocus();
  from_ = toField(event->position());
}

void FieldCanvas::mouseMoveEvent(QMouseEvent* event) {
  if (!from_) return;
  const QRect box = QRect(*from_, toField(event->position())).normalized();
  if (draft_ || box.width() >= kLeast || box.height() >= kLeast) setDraft(box);
}

// A drag draws, a click selects.
void FieldCanvas::mouseReleaseEvent(QMouseEvent* event) {
  if (!from_ || event->button() != Qt::LeftButton) return;
  const QPoint at = *from_;
  from_.reset();
  if (draft_) {
    const QRect box = *draft_;
    setDraft({});
    if (box.width() >= kLeast && box.height() >= kLeast) Q_EMIT drawn(box);
    return;
  }
  const Box* hit = nullptr;  // the smallest under the mouse
  for (const Box& box : boxes_)
    if (box.box.contains(at) &&
        (!hit || box.box.width() * box.box.height() < hit->box.width() * hit->box.height()))
      hit = &box;
  const bool more = event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier);
  auto chosen = more ? selected_ : std::vector<casebook::Id>();
  if (hit) {
    const auto found = std::find(chosen.begin(), chosen.end(), hit->cell);
    found == chosen.end() ? chosen.push_back(hit->cell) : void(chosen.erase(found));
  }
  select(chosen);
}

// Tab walks through the cells, and leaves behind the last.
bool FieldCanvas::focusNextPrevChild(bool next) {
  if (draft_ || boxes_.empty()) return QWidget::focusNextPrevChild(next);
  const auto at = std::find_if(boxes_.begin(), boxes_.end(), [&](const Box& box) {
    return !selected_.empty() && box.cell == selected_.back();
  });
  if (at != boxes_.end() && (next ? at + 1 == boxes_.end() : at == boxes_.begin()))
    return QWidget::focusNextPrevChild(next);
  walk(next ? 1 : -1);
  return true;
}

void FieldCanvas::walk(int direction) {
  if (boxes_.empty()) return;
  const auto at = std::find_if(boxes_.begin(), boxes_.end(), [&](const Box& box) {
    return !selected_.empty() && box.cell == selected_.back();
  });
  const auto count = std::ssize(boxes_);
  const auto now = at == boxes_.end() ? (direction > 0 ? -1 : count) : at - boxes_.begin();
  select({boxes_[static_cast<std::size_t>((now + direction + count) % count)].cell});
}

void FieldCanvas::keyPressEvent(QKeyEvent* event) {
  const int step = event->modifiers() & Qt::ControlModifier ? 1 : kStep;
  const QPoint way = event->key() == Qt::Key_Left    ? QPoint(-step, 0)
                     : event->key() == Qt::Key_Right ? QPoint(step, 0)
                     : event->key() == Qt::Key_Up    ? QPoint(0, -step)
                     : event->key() == Qt::Key_Down  ? QPoint(0, step)
                                                     : QPoint();
  if (draft_) {
    if (!way.isNull()) {
      QRect box = *draft_;
      if (event->modifiers() & Qt::ShiftModifier) {
        box.setSize(QSize(std::max(kLeast, box.width() + way.x()), std::max(kLeast, box.height() + way.y())));
      } else {
        box.translate(way);
      }
      if (field_.rect().contains(box)) setDraft(box);
      return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
      const QRect box = *draft_;
      setDraft({});
      Q_EMIT drawn(box);
      return;
    }
    if (event->key() == Qt::Key_Escape) return setDraft({});
  } else if (!way.isNull()) {
    if (event->modifiers() & Qt::ShiftModifier) {  // one more
      const auto before = selected_;
      walk(way.x() + way.y() > 0 ? 1 : -1);
      auto both = before;
      if (std::find(both.begin(), both.end(), selected_.back()) == both.end())
        both.push_back(selected_.back());
      return select(both);
    }
    return walk(way.x() + way.y() > 0 ? 1 : -1);
  }
  QWidget::keyPressEvent(event);
}

}  // namespace cellwise::ui
