#include "gallery/cell_grid.h"

#include <QDrag>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QRubberBand>
#include <QScrollBar>

#include <algorithm>

#include "bridge/cell_image_provider.h"
#include "gallery/cell_model.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

namespace {

constexpr int kMargin = 6;  // around the content
constexpr int kGap = 4;     // between tiles
constexpr int kFrame = 3;   // of a tile, where the selection is drawn

QRect unite(QPoint a, QPoint b) {
  return QRect(QPoint(std::min(a.x(), b.x()), std::min(a.y(), b.y())),
               QPoint(std::max(a.x(), b.x()), std::max(a.y(), b.y())));
}

}  // namespace

CellGrid::CellGrid(CellModel& model, QWidget* parent) : QAbstractItemView(parent), cells_(model) {
  setSelectionMode(ExtendedSelection);
  setSelectionBehavior(SelectItems);
  setDragEnabled(true);
  setDragDropMode(DragOnly);
  setEditTriggers(NoEditTriggers);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // a bar that comes and goes would shift the tiles
  setFrameShape(QFrame::NoFrame);
  setMinimumHeight(160);
  setMouseTracking(true);
  setModel(&model);
}

int CellGrid::pointedCell() const {
  return pointed_ >= 0 && pointed_ < cells_.shown() ? cells_.cellAt(pointed_) : -1;
}

void CellGrid::setPointed(int index) {
  if (index == pointed_) return;
  pointed_ = index;
  viewport()->update();
  Q_EMIT pointedChanged();
}

bool CellGrid::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::Leave) setPointed(-1);
  return QAbstractItemView::viewportEvent(event);
}

void CellGrid::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
  QAbstractItemView::selectionChanged(selected, deselected);
  setPointed(-1);
}

void CellGrid::setPictureSide(int side) {
  if (side == side_) return;
  // What is at the top stays at the top.
  const int anchor =
      indexAtContent({kMargin + kFrame, verticalOffset() + headerHeight() + tileSize().height() / 2});
  side_ = side;
  layOut();
  updateGeometries();
  if (anchor >= 0) scrollTo(model()->index(anchor, 0), PositionAtTop);
  viewport()->update();
  Q_EMIT viewChanged();
}

QSize CellGrid::tileSize() const {
  return {side_ + 2 * kFrame, side_ + 2 * kFrame + fontMetrics().height() + 4};
}

int CellGrid::headerHeight() const {
  return fontMetrics().height() + 10;
}

void CellGrid::layOut() {
  const QSize tile = tileSize();
  columns_ = std::max(1, (viewport()->width() - 2 * kMargin + kGap) / (tile.width() + kGap));
  bands_.clear();
  int y = 0;
  for (const CellSection& section : cells_.sections()) {
    bands_.push_back({y, section.first, section.count, section.classIndex});
    const int lines = (section.count + columns_ - 1) / columns_;
    y += headerHeight() + kGap + lines * (tile.height() + kGap) + kMargin;
  }
  contentHeight_ = y;
}

const CellGrid::Band* CellGrid::bandOf(int index) const {
  auto after = std::upper_bound(bands_.begin(), bands_.end(), index,
                                [](int i, const Band& band) { return i < band.first; });
  return after == bands_.begin() ? nullptr : &*(after - 1);
}

QRect CellGrid::contentRect(int index) const {
  const Band* band = bandOf(index);
  if (!band || index >= band->first + band->count) return {};
  const QSize tile = tileSize();
  const int place = index - band->first;
  return {QPoint(kMargin + (place % columns_) * (tile.width() + kGap),
                 band->top + headerHeight() + kGap + (place / columns_) * (tile.height() + kGap)),
          tile};
}

int CellGrid::indexAtContent(QPoint point) const {
  auto after = std::upper_bound(bands_.begin(), bands_.end(), point.y(),
                                [](int y, const Band& band) { return y < band.top; });
  if (after == bands_.begin()) return -1;
  const Band& band = *(after - 1);
  const QSize tile = tileSize();
  const int y = point.y() - band.top - headerHeight() - kGap;
  const int x = point.x() - kMargin;
  if (x < 0 || y < 0) return -1;
  const int column = x / (tile.width() + kGap);
  const int line = y / (tile.height() + kGap);
  if (column >= columns_ || x % (tile.width() + kGap) >= tile.width() ||
      y % (tile.height() + kGap) >= tile.height())
    return -1;
  const int place = line * columns_ + column;
  return place < band.count ? band.first + place : -1;
}

QRect CellGrid::visualRect(const QModelIndex& index) const {
  return index.isValid() ? contentRect(index.row()).translated(0, -verticalOffset()) : QRect();
}

QModelIndex CellGrid::indexAt(const QPoint& point) const {
  if (!bands_.empty() && point.y() >= 0 && point.y() < headerHeight()) return {};  // under the header
  const int index = indexAtContent(point + QPoint(0, verticalOffset()));
  return index < 0 ? QModelIndex() : model()->index(index, 0);
}

std::vector<int> CellGrid::cellsInView() const {
  std::vector<int> cells;
  const int top = verticalOffset();
  const int bottom = top + viewport()->height();
  const int stride = tileSize().height() + kGap;
  for (const Band& band : bands_) {
    const int firstLine = band.top + headerHeight() + kGap;
    const int from = std::max(0, (top - firstLine) / stride) * columns_;
    if (firstLine >= bottom) break;
    const int to = std::min(band.count, ((bottom - firstLine) / stride + 1) * columns_);
    for (int place = from; place < to; ++place) cells.push_back(cells_.cellAt(band.first + place));
  }
  return cells;
}

void CellGrid::scrollTo(const QModelIndex& index, ScrollHint hint) {
  if (!index.isValid()) return;
  const QRect rect = contentRect(index.row());
  const int top = verticalOffset() + headerHeight() + kGap;
  const int bottom = verticalOffset() + viewport()->height();
  const bool above = rect.top() < top;
  const bool below = rect.bottom() > bottom;
  if (hint == EnsureVisible && !above && !below) return;
  if (hint == PositionAtCenter)
    verticalScrollBar()->setValue(rect.center().y() - viewport()->height() / 2);
  else if (above || hint == PositionAtTop)
    verticalScrollBar()->setValue(rect.top() - headerHeight() - kGap);
  else
    verticalScrollBar()->setValue(rect.bottom() + kGap - viewport()->height());
}

void CellGrid::reset() {
  setPointed(-1);
  layOut();
  QAbstractItemView::reset();
}

void CellGrid::doItemsLayout() {
  setPointed(-1);
  layOut();
  QAbstractItemView::doItemsLayout();
  Q_EMIT viewChanged();
}

int CellGrid::verticalOffset() const {
  return verticalScrollBar()->value();
}

QModelIndex CellGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
  setPointed(-1);
  const int count = cells_.shown();
  if (count == 0) return {};
  const int now = currentIndex().isValid() ? currentIndex().row() : -1;
  if (now < 0) return model()->index(0, 0);
  const QSize tile = tileSize();
  // Up and down keep the column; where a section ends early, they take its last tile.
  const auto vertical = [&](int direction) {
    const Band* band = bandOf(now);
    const int place = now - band->first;
    const int column = place % columns_;
    const int line = place / columns_ + direction;
    const int lines = (band->count + columns_ - 1) / columns_;
    if (line >= 0 && line < lines) return band->first + std::min(line * columns_ + column, band->count - 1);
    const Band* other = band + direction;
    if (other < bands_.data() || other >= bands_.data() + bands_.size()) return now;
    const int otherLines = (other->count + columns_ - 1) / columns_;
    const int otherLine = direction > 0 ? 0 : otherLines - 1;
    return other->first + std::min(otherLine * columns_ + column, other->count - 1);
  };
  const auto page = [&](int direction) {
    const QRect from = contentRect(now);
    int target = now;
    for (int i = now; i >= 0 && i < count; i += direction) {
      const QRect rect = contentRect(i);
      if (std::abs(rect.top() - from.top()) > viewport()->height() - headerHeight() - tile.height()) break;
      if (rect.left() == from.left()) target = i;
    }
    return target == now ? vertical(direction) : target;
  };
  int target = now;
  switch (action) {
    case MoveLeft:
    case MovePrevious: target = now - 1; break;
    case MoveRight:
    case MoveNext: target = now + 1; break;
    case MoveUp: target = vertical(-1); break;
    case MoveDown: target = vertical(1); break;
    case MovePageUp: target = page(-1); break;
    case MovePageDown: target = page(1); break;
    case MoveHome: target = 0; break;
    case MoveEnd: target = count - 1; break;
  }
  return model()->index(std::clamp(target, 0, count - 1), 0);
}

void CellGrid::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) {
  QItemSelection selection;
  const auto add = [&](int from, int to) {
    selection.select(model()->index(from, 0), model()->index(to, 0));
  };
  const QPoint offset(0, verticalOffset());
  if (state() != DragSelectingState) {
    // A click, or from one cell to another as shift asks: all between them in reading order.
    const int from = indexAtContent(rect.topLeft() + offset);
    const int to =
        rect.width() == 1 && rect.height() == 1 ? from : indexAtContent(rect.bottomRight() + offset);
    if (from >= 0 && to >= 0) add(std::min(from, to), std::max(from, to));
    selectionModel()->select(selection, command);
    return;
  }
  const QRect area = rect.normalized().translated(offset);
  const QSize tile = tileSize();
  const int strideX = tile.width() + kGap;
  const int strideY = tile.height() + kGap;
  const int left = std::max(0, (area.left() - kMargin + kGap) / strideX);
  const int right = std::min(columns_ - 1, area.right() < kMargin ? -1 : (area.right() - kMargin) / strideX);
  for (const Band& band : bands_) {
    const int top = band.top + headerHeight() + kGap;
    if (top > area.bottom()) break;
    const int lines = (band.count + columns_ - 1) / columns_;
    const int firstLine = area.top() <= top ? 0 : (area.top() - top + kGap) / strideY;
    const int lastLine = std::min(lines - 1, (area.bottom() - top) / strideY);
    for (int line = firstLine; line <= lastLine; ++line) {
      const int from = band.first + line * columns_ + left;
      const int to = std::min(band.first + line * columns_ + right, band.first + band.count - 1);
      if (from <= to) add(from, to);
    }
  }
  selectionModel()->select(selection, command);
}

QRegion CellGrid::visualRegionForSelection(const QItemSelection& selection) const {
  // Repainting the view costs the tiles in view; a region of ten thousand rectangles costs more.
  return selection.isEmpty() ? QRegion() : QRegion(viewport()->rect());
}

void CellGrid::updateGeometries() {
  const int page = viewport()->height();
  verticalScrollBar()->setSingleStep(std::max(16, tileSize().height() / 3));
  verticalScrollBar()->setPageStep(std::max(1, page - headerHeight()));
  verticalScrollBar()->setRange(0, std::max(0, contentHeight_ - page));
  QAbstractItemView::updateGeometries();
}

void CellGrid::scrollContentsBy(int, int) {
  setPointed(-1);
  viewport()->update();
  Q_EMIT viewChanged();
}

void CellGrid::resizeEvent(QResizeEvent* event) {
  QAbstractItemView::resizeEvent(event);
  doItemsLayout();
}

void CellGrid::mouseMoveEvent(QMouseEvent* event) {
  const QPoint before = event->pos();
  QAbstractItemView::mouseMoveEvent(event);
  if (event->buttons() == Qt::NoButton) setPointed(indexAt(event->pos()).row());
  if (state() != DragSelectingState) return;
  if (!rubber_) {
    rubber_ = new QRubberBand(QRubberBand::Rectangle, viewport());
    rubber_->setProperty("from", before + QPoint(0, verticalOffset()));
  }
  const QPoint from = rubber_->property("from").toPoint() - QPoint(0, verticalOffset());
  rubber_->setGeometry(unite(from, event->pos()));
  rubber_->show();
}

void CellGrid::mouseReleaseEvent(QMouseEvent* event) {
  delete rubber_;
  rubber_ = nullptr;
  QAbstractItemView::mouseReleaseEvent(event);
}

void CellGrid::changeEvent(QEvent* event) {
  QAbstractItemView::changeEvent(event);
  if (event->type() == QEvent::FontChange) doItemsLayout();
}

void CellGrid::startDrag(Qt::DropActions actions) {
  // One picture and a number follow the pointer; the default paints every selected tile.
  const QModelIndexList selected = selectedIndexes();
  if (selected.isEmpty()) return;
  auto* drag = new QDrag(this);
  drag->setMimeData(model()->mimeData(selected));
  const QString text = QString::number(selected.size());
  const double ratio = devicePixelRatioF();
  QPixmap picture(QSize(40, 24) * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(palette().color(QPalette::Highlight));
  QPainter painter(&picture);
  painter.setPen(palette().color(QPalette::HighlightedText));
  painter.drawText(QRect(0, 0, 40, 24), Qt::AlignCenter, text);
  painter.end();
  drag->setPixmap(picture);
  drag->setHotSpot({-8, -8});
  drag->exec(actions, Qt::CopyAction);
}

void CellGrid::paintHeader(QPainter& painter, const Band& band, int y) const {
  const QRect rect(0, y, viewport()->width(), headerHeight());
  painter.fillRect(rect, palette().color(QPalette::Window));
  painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), palette().color(QPalette::Mid));
  double x = kMargin + kFrame;
  QString name = tr("No class yet");
  if (band.classIndex >= 0) {
    const auto& cellClass =
        cells_.session()->manifest().scheme.classes[static_cast<std::size_t>(band.classIndex)];
    paintClassChip(painter,
                   QRectF(x, rect.center().y() - fontMetrics().height() / 2.0, 38, fontMetrics().height()),
                   cellClass);
    x += 38 + 8;
    name = className(cellClass);
  }
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  painter.setPen(palette().color(QPalette::WindowText));
  const double width = painter.fontMetrics().horizontalAdvance(name);
  painter.drawText(QRectF(x, rect.top(), width + 2, rect.height()), Qt::AlignVCenter, name);
  painter.setFont(tabularFont(font()));
  painter.drawText(QRectF(x + width + 10, rect.top(), 80, rect.height()), Qt::AlignVCenter,
                   locale().toString(band.count));
}

void CellGrid::paintEvent(QPaintEvent* event) {
  QPainter painter(viewport());
  painter.fillRect(event->rect(), imageSurround());
  if (!cells_.session()) return;
  QStyleOptionViewItem option;
  initViewItemOption(&option);
  const QModelIndex current = currentIndex();
  const QModelIndex hovered = indexAt(viewport()->mapFromGlobal(QCursor::pos()));
  const int top = verticalOffset() + event->rect().top();
  const int bottom = verticalOffset() + event->rect().bottom() + 1;
  const int stride = tileSize().height() + kGap;
  const Band* atTop = nullptr;
  for (const Band& band : bands_) {
    if (band.top <= verticalOffset()) atTop = &band;
    const int firstLine = band.top + headerHeight() + kGap;
    if (band.top >= bottom) break;
    const int from = std::max(0, (top - firstLine) / stride) * columns_;
    const int to =
        bottom <= firstLine ? 0 : std::min(band.count, ((bottom - firstLine) / stride + 1) * columns_);
    for (int place = from; place < to; ++place) {
      const QModelIndex index = model()->index(band.first + place, 0);
      option.rect = visualRect(index);
      if (!option.rect.intersects(event->rect())) continue;
      option.state = QStyle::State_Enabled;
      if (selectionModel()->isSelected(index)) option.state |= QStyle::State_Selected;
      if (index == current && hasFocus()) option.state |= QStyle::State_HasFocus;
      if (index == hovered) option.state |= QStyle::State_MouseOver;
      itemDelegate()->paint(&painter, option, index);
    }
    paintHeader(painter, band, band.top - verticalOffset());
  }
  if (atTop) {
    const Band* next = atTop + 1;
    int y = 0;
    if (next < bands_.data() + bands_.size()) y = std::min(0, next->top - verticalOffset() - headerHeight());
    paintHeader(painter, *atTop, y);
  }
}

CellDelegate::CellDelegate(CellGrid& grid, const CellModel& model, CellImageProvider& images)
    : QStyledItemDelegate(&grid), grid_(grid), model_(model), images_(images) {}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return grid_.tileSize();
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
  const SlideSession& session = *model_.session();
  const int cell = model_.cellAt(index.row());
  const auto& record = session.cells()[static_cast<std::size_t>(cell)];
  const double ratio = painter->device()->devicePixelRatioF();
  const int side = grid_.pictureSide();
  const QRect picture(option.rect.left() + kFrame, option.rect.top() + kFrame, side, side);
  const bool selected = option.state & QStyle::State_Selected;

  painter->save();
  // The strip under the picture carries the selection; the picture itself is never tinted.
  const QRect strip(option.rect.left(), picture.bottom() + 1, option.rect.width(),
                    option.rect.bottom() - picture.bottom());
  painter->fillRect(option.rect, option.palette.color(selected ? QPalette::Highlight : QPalette::Base));
  painter->fillRect(picture, imageSurround());
  const QPixmap pixmap = images_.thumbnail(cell, qRound(side * ratio));
  if (!pixmap.isNull()) {
    const QSizeF size = QSizeF(pixmap.size()) / ratio;
    painter->drawPixmap(QRectF(picture.left() + (side - size.width()) / 2,
                               picture.top() + (side - size.height()) / 2, size.width(), size.height()),
                        pixmap, QRectF(QPointF(), pixmap.size()));
  }

  const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
  const double height = option.fontMetrics.height();
  const double middle = strip.top() + strip.height() / 2.0;
  double left = strip.left() + kFrame + 1;
  const double mark = std::min(14.0, height);
  paintStateMark(*painter, QRectF(left, middle - mark / 2, mark, mark), session.stateOf(cell), ink);
  left += mark + 4;

  painter->setFont(tabularFont(option.font));
  double right = strip.right() - kFrame;
  if (record.prediction) {
    // Far from every class c is near 1 and says nothing: what counts there is how near the nearest is.
    const bool unfamiliar = session.decisionOf(cell) == decision::Decision::Unfamiliar;
    const QString number =
        unfamiliar ? QStringLiteral("D ") + QString::number(record.prediction->maxMembership, 'f', 2)
                   : QString::number(record.prediction->confidence, 'f', 2);
    const double width = painter->fontMetrics().horizontalAdvance(number);
    painter->setPen(ink);
    painter->drawText(QRectF(right - width, strip.top(), width, strip.height()), Qt::AlignVCenter, number);
    right -= width + 4;
  }
  painter->setRenderHint(QPainter::Antialiasing);
  if (record.flagged && right - left >= 10) {
    // A pennant on its pole.
    QPainterPath flag(QPointF(right - 8, middle - 5));
    flag.lineTo(right, middle - 2.5);
    flag.lineTo(right - 8, middle);
    painter->fillPath(flag, ink);
    painter->fillRect(QRectF(right - 9, middle - 5.5, 1.4, 11), ink);
    right -= 13;
  }
  if (!record.comment.isEmpty() && right - left >= 10) {
    // A speech bubble.
    QPainterPath bubble;
    bubble.addRoundedRect(QRectF(right - 9, middle - 5, 9, 7), 1.5, 1.5);
    bubble.moveTo(right - 7, middle + 1);
    bubble.lineTo(right - 7, middle + 5);
    bubble.lineTo(right - 3.5, middle + 1);
    painter->setPen(QPen(ink, 1.2));
    painter->drawPath(bubble.simplified());
    right -= 13;
  }
  const int classIndex = session.classOf(cell);
  if (classIndex >= 0 && right - left >= 26)
    paintClassChip(*painter, QRectF(left, middle - height / 2 + 1, std::min(34.0, right - left), height - 2),
                   session.manifest().scheme.classes[static_cast<std::size_t>(classIndex)]);

  painter->setRenderHint(QPainter::Antialiasing, false);
  painter->setBrush(Qt::NoBrush);
  if (option.state & QStyle::State_HasFocus) {
    painter->setPen(QPen(selected ? ink : option.palette.color(QPalette::Highlight), 1, Qt::DashLine));
    painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
  }
  if (!selected && grid_.pointedCell() == cell) {
    // A class key would decide on this one.
    painter->setPen(QPen(option.palette.color(QPalette::Highlight), 2));
    painter->drawRect(option.rect.adjusted(1, 1, -1, -1));
  } else if (!selected && (option.state & QStyle::State_MouseOver)) {
    painter->setPen(option.palette.color(QPalette::Mid));
    painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
  }
  painter->restore();
}

}  // namespace cellwise::ui
