#include "review/queue_bar.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

#include "bridge/cell_image_provider.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "review/blind_audit_dialog.h"
#include "review/review_queue.h"
#include "style/marks.h"

namespace cellwise::ui {
namespace {

constexpr int kPicture = 56;
constexpr int kLimitsDelayMs = 60;

}  // namespace

QueueBar::QueueBar(Workspace& workspace, ReviewQueue& queue, QWidget* parent)
    : QWidget(parent), workspace_(workspace), queue_(queue) {
  setObjectName(QStringLiteral("queueBar"));
  const auto action = [this](const char* name, auto handler) {
    auto* made = new QAction(this);
    made->setObjectName(QLatin1String(name));
    made->setAutoRepeat(false);
    connect(made, &QAction::triggered, this, handler);
    return made;
  };
  next_order_ = action("reviewNextOrder", [this] {
    const auto now = static_cast<std::size_t>(queue_.order());
    queue_.setOrder(ReviewQueue::kOrders[(now + 1) % std::size(ReviewQueue::kOrders)]);
  });
  take_group_ = action("reviewTakeGroup", [this] { showGroup(!groupShown()); });
  blind_first_ = action("reviewBlindFirst", [this] { queue_.setBlindFirst(blind_first_->isChecked()); });
  blind_first_->setCheckable(true);
  audit_ = action("reviewAudit", [this] {
    auto* dialog = window()->findChild<BlindAuditDialog*>();
    if (!dialog) {
      dialog = new BlindAuditDialog(workspace_, window());
      dialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
  });

  order_title_ = new QLabel(this);
  orders_ = new QComboBox(this);
  orders_->setObjectName(QStringLiteral("reviewOrder"));
  orders_->setFocusPolicy(Qt::TabFocus);
  order_title_->setBuddy(orders_);
  for (std::size_t i = 0; i < std::size(ReviewQueue::kOrders); ++i) orders_->addItem(QString());
  connect(orders_, &QComboBox::activated, this,
          [this](int index) { queue_.setOrder(ReviewQueue::kOrders[index]); });
  const auto button = [this](QAction* of) {
    auto* made = new QToolButton(this);
    made->setDefaultAction(of);
    made->setObjectName(of->objectName() + QStringLiteral("Button"));
    made->setToolButtonStyle(Qt::ToolButtonTextOnly);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::NoFocus);
    return made;
  };
  group_button_ = button(take_group_);
  blind_button_ = button(blind_first_);
  limits_ = new QLabel(this);
  limits_->setObjectName(QStringLiteral("reviewLimits"));
  limits_->setTextFormat(Qt::PlainText);
  limits_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  limits_->setMinimumWidth(1);  // elided by hand: a sentence must not widen the window

  auto* top = new QHBoxLayout;
  top->setSpacing(6);
  top->addWidget(order_title_);
  top->addWidget(orders_);
  top->addWidget(group_button_);
  top->addWidget(blind_button_);
  top->addWidget(limits_, 1);

  group_ = new QWidget(this);
  group_->setObjectName(QStringLiteral("reviewGroup"));
  group_->hide();
  group_text_ = new QLabel(group_);
  group_text_->setObjectName(QStringLiteral("reviewGroupText"));
  group_text_->setWordWrap(true);
  cells_ = new QListWidget(group_);
  cells_->setObjectName(QStringLiteral("reviewGroupCells"));
  cells_->setFlow(QListView::LeftToRight);
  cells_->setWrapping(false);
  cells_->setMovement(QListView::Static);
  cells_->setIconSize({kPicture, kPicture});
  cells_->setFixedHeight(kPicture + 30);
  cells_->setFocusPolicy(Qt::TabFocus);
  auto* column = new QVBoxLayout(group_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  column->addWidget(group_text_);
  column->addWidget(cells_);
  connect(cells_, &QListWidget::itemChanged, this, [this] { retranslate(); });

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addLayout(top);
  layout->addWidget(group_);

  later_ = new QTimer(this);
  later_->setSingleShot(true);
  later_->setInterval(kLimitsDelayMs);
  connect(later_, &QTimer::timeout, this, &QueueBar::showLimits);
  connect(&queue_, &ReviewQueue::changed, this, &QueueBar::showOrder);
  connect(&queue_, &ReviewQueue::limitsChanged, later_, qOverload<>(&QTimer::start));
  connect(workspace_.images(), &CellImageProvider::thumbnailReady, this, [this](int row) {
    for (int i = 0; i < cells_->count(); ++i) {
      if (cells_->item(i)->data(Qt::UserRole).toInt() == row) return showPictures();
    }
  });
  retranslate();
  showOrder();
}

QList<QAction*> QueueBar::pageActions() const {
  return {next_order_, take_group_, blind_first_, audit_};
}

void QueueBar::retranslate() {
  order_title_->setText(tr("&Order"));
  orders_->setAccessibleName(tr("Order of the cells to review"));
  for (int i = 0; i < orders_->count(); ++i)
    orders_->setItemText(i, ReviewQueue::orderName(ReviewQueue::kOrders[i]));
  next_order_->setText(tr("Next order of the cells to review"));
  take_group_->setText(tr("Decide alike cells together"));
  take_group_->setIconText(tr("Alike cells"));
  take_group_->setToolTip(
      tr("Shows the waiting cells that are like this one; a class key then decides them all"));
  blind_first_->setText(tr("Blind first"));
  audit_->setText(tr("Blind audit of accepted cells…"));
  blind_first_->setToolTip(tr("You answer before the model's opinion is shown; both answers are kept"));
  const int chosen = int(chosenRows().size());
  group_text_->setText(cells_->count() < 2
                           ? tr("No waiting cell is like this one.")
                           : tr("%n alike cells: a class key decides all that are ticked.", nullptr, chosen));
  cells_->setAccessibleName(tr("Alike cells, ticked ones are decided together"));
  showLimits();
}

void QueueBar::showOrder() {
  const QSignalBlocker quiet(orders_);
  orders_->setCurrentIndex(static_cast<int>(queue_.order()));
  blind_first_->setChecked(queue_.blindFirst());
  if (groupShown()) showGroup(false);
  later_->start();
}

void QueueBar::showLimits() {
  const QString text = queue_.limitsInWords();
  limits_->setToolTip(queue_.limitsInFull());
  limits_->setAccessibleName(text);
  limits_->setText(limits_->fontMetrics().elidedText(text, Qt::ElideRight, std::max(1, limits_->width())));
}

void QueueBar::setRow(int row) {
  if (row == row_) return;
  row_ = row;
  if (groupShown()) showGroup(false);
}

bool QueueBar::groupShown() const {
  return !group_->isHidden();
}

void QueueBar::showGroup(bool on) {
  const QSignalBlocker quiet(cells_);
  cells_->clear();
  const SlideSession* session = workspace_.session();
  on = on && row_ >= 0 && session;
  group_->setVisible(on);
  if (on) {
    for (const int row : queue_.groupOf(row_)) {
      auto* item = new QListWidgetItem(cells_);
      item->setData(Qt::UserRole, row);
      item->setSizeHint({kPicture + 30, kPicture + 6});  // a tick and the picture
      // The cell in front is always among them.
      item->setFlags(row == row_ ? Qt::ItemIsEnabled | Qt::ItemIsSelectable
                                 : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
      item->setCheckState(Qt::Checked);
      const auto& cell = session->cells()[static_cast<std::size_t>(row)];
      item->setToolTip(reasonText(*session, row));
      item->setData(Qt::AccessibleTextRole, tr("Cell %1").arg(cell.id));
    }
    showPictures();
  }
  retranslate();
}

void QueueBar::showPictures() {
  const QSignalBlocker quiet(cells_);
  const int side = static_cast<int>(kPicture * devicePixelRatioF());
  for (int i = 0; i < cells_->count(); ++i) {
    auto* item = cells_->item(i);
    const QPixmap picture = workspace_.images()->thumbnail(item->data(Qt::UserRole).toInt(), side);
    if (!picture.isNull()) item->setIcon(QIcon(picture));
  }
}

QList<int> QueueBar::chosenRows() const {
  QList<int> rows;
  if (!groupShown()) return rows;
  for (int i = 0; i < cells_->count(); ++i) {
    if (cells_->item(i)->checkState() == Qt::Checked) rows << cells_->item(i)->data(Qt::UserRole).toInt();
  }
  return rows;
}

void QueueBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

void QueueBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  showLimits();
}

}  // namespace cellwise::ui
