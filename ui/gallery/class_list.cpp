#include "gallery/class_list.h"

#include <QDataStream>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyledItemDelegate>

#include <algorithm>
#include <numeric>

#include "bridge/slide_session.h"
#include "gallery/cell_model.h"
#include "keyboard/key_map.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

namespace {

constexpr int kAll = -2;
constexpr int kClassRole = Qt::UserRole;  // kAll, -1, or the class's index
constexpr int kCountRole = Qt::UserRole + 1;
constexpr int kToReviewRole = Qt::UserRole + 2;
constexpr int kDropRole = Qt::UserRole + 3;  // cells hang over this row
constexpr int kShortNameRole = Qt::UserRole + 4;
constexpr int kColourRole = Qt::UserRole + 5;

class ClassDelegate : public QStyledItemDelegate {
 public:
  explicit ClassDelegate(QObject* parent) : QStyledItemDelegate(parent) {}

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    return {150, option.fontMetrics.height() + 9};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const bool selected = option.state & QStyle::State_Selected;
    const bool drop = index.data(kDropRole).toBool();
    painter->save();
    if (selected) painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
    const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    QColor quiet = ink;
    quiet.setAlphaF(0.65F);
    const QRectF rect = option.rect.adjusted(8, 0, -8, 0);
    const int classIndex = index.data(kClassRole).toInt();
    double left = rect.left();
    if (classIndex >= 0) {
      const double height = option.fontMetrics.height();
      model::CellClass chip;
      chip.shortName = index.data(kShortNameRole).toString().toStdString();
      chip.colour = index.data(kColourRole).toString().toStdString();
      paintClassChip(*painter, QRectF(left, rect.center().y() - height / 2, 36, height), chip);
      left += 42;
    }
    painter->setFont(tabularFont(option.font));
    painter->setPen(ink);
    const QString count = index.data(kCountRole).toString();
    const double countWidth = std::max(28, painter->fontMetrics().horizontalAdvance(count));
    painter->drawText(QRectF(rect.right() - countWidth, rect.top(), countWidth, rect.height()),
                      Qt::AlignRight | Qt::AlignVCenter, count);
    // "?27": that many of them are to review; the mark is the one on the cells.
    double right = rect.right() - countWidth - 6;
    if (const int toReview = index.data(kToReviewRole).toInt(); toReview > 0) {
      const QString text = option.locale.toString(toReview);
      painter->setPen(quiet);
      const double width = painter->fontMetrics().horizontalAdvance(text);
      painter->drawText(QRectF(right - width, rect.top(), width, rect.height()), Qt::AlignVCenter, text);
      paintStateMark(*painter, QRectF(right - width - 13, rect.center().y() - 6, 12, 12), CellState::Rejected,
                     quiet);
      right -= width + 18;
    }
    painter->setFont(option.font);
    painter->setPen(ink);
    painter->drawText(QRectF(left, rect.top(), right - left, rect.height()), Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                        static_cast<int>(right - left)));
    if (drop) {
      painter->setPen(QPen(option.palette.color(QPalette::Highlight), 2));
      painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    } else if ((option.state & QStyle::State_HasFocus) && !selected) {
      painter->setPen(QPen(option.palette.color(QPalette::Highlight), 1, Qt::DashLine));
      painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
  }
};

}  // namespace

ClassList::ClassList(QWidget* parent) : QListWidget(parent) {
  setUniformItemSizes(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(QFrame::NoFrame);
  setAcceptDrops(true);
  setDropIndicatorShown(false);
  setItemDelegate(new ClassDelegate(this));
  connect(this, &QListWidget::currentRowChanged, this, [this](int) { Q_EMIT chosenChanged(); });
}

QSize ClassList::sizeHint() const {
  return {230, 300};
}

void ClassList::setSession(const SlideSession* session) {
  const std::optional<int> before = chosen();
  const QSignalBlocker quiet(this);
  clear();
  if (!session) return;

  const auto& classes = session->manifest().scheme.classes;
  std::vector<int> counts(classes.size() + 1), toReview(classes.size() + 1);  // the last: without a class
  for (int row = 0; row < static_cast<int>(session->cells().size()); ++row) {
    const int c = session->classOf(row);
    const std::size_t place = c < 0 ? classes.size() : static_cast<std::size_t>(c);
    ++counts[place];
    if (session->stateOf(row) == CellState::Rejected) ++toReview[place];
  }
  const auto add = [&](const QString& name, int classIndex, int count, int review) {
    auto* item = new QListWidgetItem(name, this);
    item->setData(kClassRole, classIndex);
    item->setData(kCountRole, locale().toString(count));
    item->setData(kToReviewRole, review);
    QString tip = name + QLatin1Char('\n') + tr("Cells: %1, to review: %2").arg(count).arg(review);
    if (classIndex >= 0) {
      const auto& cellClass = classes[static_cast<std::size_t>(classIndex)];
      item->setData(kShortNameRole, QString::fromStdString(cellClass.shortName));
      item->setData(kColourRole, QString::fromStdString(cellClass.colour));
      const QString key = QString::fromStdString(KeyMap::instance().withKey(cellClass).key).toUpper();
      tip += QLatin1Char('\n') + (key.isEmpty()
                                      ? tr("Drop cells here to change their class.")
                                      : tr("Drop cells here, or press %1, to change their class.").arg(key));
    }
    item->setToolTip(tip);
  };
  add(tr("All cells"), kAll, std::accumulate(counts.begin(), counts.end(), 0),
      std::accumulate(toReview.begin(), toReview.end(), 0));
  std::vector<int> order(classes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return classes[static_cast<std::size_t>(a)].order < classes[static_cast<std::size_t>(b)].order;
  });
  for (int c : order)
    add(className(classes[static_cast<std::size_t>(c)]), c, counts[static_cast<std::size_t>(c)],
        toReview[static_cast<std::size_t>(c)]);
  if (counts.back() > 0) add(tr("No class yet"), -1, counts.back(), 0);
  choose(before);
}

std::optional<int> ClassList::chosen() const {
  const QListWidgetItem* item = currentItem();
  if (!item || item->data(kClassRole).toInt() == kAll) return {};
  return item->data(kClassRole).toInt();
}

void ClassList::choose(std::optional<int> classIndex) {
  const int wanted = classIndex.value_or(kAll);
  for (int i = 0; i < count(); ++i)
    if (item(i)->data(kClassRole).toInt() == wanted) return setCurrentRow(i);
  setCurrentRow(count() > 0 ? 0 : -1);
}

int ClassList::classUnder(QPoint position) const {
  const QListWidgetItem* item = itemAt(position);
  return item ? std::max(-1, item->data(kClassRole).toInt()) : -1;
}

void ClassList::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasFormat(QLatin1String(kCellsMimeType))) event->acceptProposedAction();
}

void ClassList::dragMoveEvent(QDragMoveEvent* event) {
  const int target = classUnder(event->position().toPoint());
  for (int i = 0; i < count(); ++i)
    item(i)->setData(kDropRole, target >= 0 && item(i)->data(kClassRole).toInt() == target);
  if (target >= 0 && event->mimeData()->hasFormat(QLatin1String(kCellsMimeType)))
    event->acceptProposedAction();
  else
    event->ignore();
}

void ClassList::dragLeaveEvent(QDragLeaveEvent*) {
  for (int i = 0; i < count(); ++i) item(i)->setData(kDropRole, false);
}

void ClassList::dropEvent(QDropEvent* event) {
  dragLeaveEvent(nullptr);
  const int target = classUnder(event->position().toPoint());
  QList<int> cells;
  QDataStream stream(event->mimeData()->data(QLatin1String(kCellsMimeType)));
  stream >> cells;
  if (target < 0 || cells.isEmpty()) return event->ignore();
  event->acceptProposedAction();
  Q_EMIT cellsDropped(target, cells);
}

}  // namespace cellwise::ui
