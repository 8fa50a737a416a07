#include "keyboard/keyboard_dialog.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPrintPreviewDialog>
#include <QPrinter>
#include <QPushButton>
#include <QSettings>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

#include "bridge/workspace.h"
#include "keyboard/key_map.h"
#include "style/marks.h"

namespace cellwise::ui {

namespace {

constexpr int kIdRole = Qt::UserRole;

// As the reports are printed.
bool letterPaper() {
  return QSettings().value(QStringLiteral("report/pageSize"), 0).toInt() == 1;
}

QString named(const QKeySequence& key) {
  return key.toString(QKeySequence::NativeText);
}

}  // namespace

QString whyNot(const QString& id, const QKeySequence& key) {
  const QKeyCombination combination = key[0];
  const Qt::Key k = combination.key();
  const Qt::KeyboardModifiers modifiers = combination.keyboardModifiers();
  if (k == Qt::Key_Escape) return KeyboardDialog::tr("Escape leaves things, everywhere.");
  if (modifiers == Qt::AltModifier && k >= Qt::Key_A && k <= Qt::Key_Z)
    return KeyboardDialog::tr("Alt with a letter opens the menus.");
  const bool moves = k == Qt::Key_Left || k == Qt::Key_Right || k == Qt::Key_Up || k == Qt::Key_Down ||
                     k == Qt::Key_Home || k == Qt::Key_End || k == Qt::Key_PageUp || k == Qt::Key_PageDown;
  if (moves && !(modifiers & Qt::AltModifier) &&
      (KeyMap::instance().scopes(id) & (KeyScopes(KeyScope::Cells) | KeyScope::Worklist)))
    return KeyboardDialog::tr("This key moves and selects in lists of cells and slides.");
  return {};
}

KeyboardDialog::KeyboardDialog(const ActionGroups& groups, QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("keyboardDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Keyboard"));

  const KeyMap& keys = KeyMap::instance();
  const QString classes = tr("Classes: %1").arg(schemeName(keys.scheme()));
  for (int c = 0; c < static_cast<int>(keys.scheme().classes.size()); ++c)
    rows_ << NamedAction{classes, className(keys.scheme().classes[static_cast<std::size_t>(c)]),
                         keys.classId(c)};
  for (const NamedAction& action : namedActions(groups))
    if (!action.id.startsWith(QLatin1String("class/"))) rows_ << action;

  search_ = new QLineEdit;
  search_->setObjectName(QStringLiteral("keyboardSearch"));
  search_->setPlaceholderText(tr("Search an action or a key"));
  search_->setClearButtonEnabled(true);
  list_ = new QTreeWidget;
  list_->setObjectName(QStringLiteral("keyboardList"));
  list_->setAccessibleName(tr("Actions and their keys"));
  list_->setHeaderLabels({tr("Action"), tr("Keys"), tr("Keys as delivered")});
  list_->setRootIsDecorated(false);
  list_->setAlternatingRowColors(true);
  list_->header()->setStretchLastSection(false);
  list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  list_->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
  list_->installEventFilter(this);
  message_ = new QLabel;
  message_->setObjectName(QStringLiteral("keyboardMessage"));
  message_->setWordWrap(true);
  message_->setTextFormat(Qt::PlainText);
  message_->setMinimumHeight(2 * fontMetrics().lineSpacing());
  const auto button = [](const char* name, const QString& text) {
    auto* made = new QPushButton(text);
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false);
    return made;
  };
  change_ = button("keyboardChange", tr("Change…"));
  add_ = button("keyboardAdd", tr("Add a key…"));
  remove_ = button("keyboardRemove", tr("Remove the key"));
  reset_ = button("keyboardReset", tr("Reset"));
  resetAll_ = button("keyboardResetAll", tr("Reset all"));
  swap_ = button("keyboardSwap", tr("Swap"));
  leave_ = button("keyboardLeave", tr("Leave it"));
  auto* preview = button("keyboardCardPreview", tr("Print the key card…"));
  auto* save = button("keyboardCardPdf", tr("Key card as PDF…"));
  auto* close = button("keyboardClose", tr("Close"));

  auto* edit = new QHBoxLayout;
  for (QPushButton* each : {change_, add_, remove_, reset_}) edit->addWidget(each);
  edit->addStretch(1);
  auto* say = new QHBoxLayout;
  say->addWidget(message_, 1);
  say->addWidget(swap_);
  say->addWidget(leave_);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(preview);
  bottom->addWidget(save);
  bottom->addWidget(resetAll_);
  bottom->addStretch(1);
  bottom->addWidget(close);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(search_);
  layout->addWidget(list_, 1);
  layout->addLayout(edit);
  layout->addLayout(say);
  layout->addLayout(bottom);
  resize(680, 720);

  connect(search_, &QLineEdit::textChanged, this, &KeyboardDialog::filter);
  connect(list_, &QTreeWidget::currentItemChanged, this, [this] {
    stopCapture();
    message_->clear();
    showButtons();
  });
  connect(list_, &QTreeWidget::itemActivated, this, [this] { capture(true); });
  connect(change_, &QPushButton::clicked, this, [this] { capture(true); });
  connect(add_, &QPushButton::clicked, this, [this] { capture(false); });
  connect(remove_, &QPushButton::clicked, this, [this] {
    KeyMap::instance().setKeys(currentId(), {});
    message_->setText(tr("“%1” has no key now.").arg(titleOf(currentId())));
  });
  connect(reset_, &QPushButton::clicked, this, [this] {
    const QString id = currentId();
    KeyMap::instance().reset(id);
    QStringList others;
    for (const QKeySequence& key : KeyMap::instance().keys(id))
      for (const QString& other : KeyMap::instance().inTheWay(id, key)) others << titleOf(other);
    message_->setText(
        others.isEmpty()
            ? QString()
            : tr("Its key is also that of: %1. Change one of them.").arg(others.join(QStringLiteral(", "))));
  });
  connect(resetAll_, &QPushButton::clicked, this, [this] {
    KeyMap::instance().resetAll();
    message_->setText(tr("All keys are as delivered."));
  });
  connect(swap_, &QPushButton::clicked, this, [this] {
    const QKeySequence key = wanted_;
    stopCapture();
    KeyMap::instance().swap(currentId(), key);
    message_->setText(tr("Swapped: %1 is “%2” now.").arg(named(key), titleOf(currentId())));
    list_->setFocus();
  });
  connect(leave_, &QPushButton::clicked, this, [this] {
    stopCapture();
    message_->clear();
    list_->setFocus();
  });
  connect(preview, &QPushButton::clicked, this, &KeyboardDialog::previewCard);
  connect(save, &QPushButton::clicked, this, &KeyboardDialog::saveCard);
  connect(close, &QPushButton::clicked, this, &QDialog::accept);
  connect(&KeyMap::instance(), &KeyMap::changed, this, &KeyboardDialog::showKeys);
  fill();
  showButtons();
  search_->setFocus();
}

void KeyboardDialog::fill() {
  QTreeWidgetItem* group = nullptr;
  for (const NamedAction& row : rows_) {
    if (!group || group->text(0) != row.heading) {
      group = new QTreeWidgetItem(list_, {row.heading});
      group->setFlags(Qt::ItemIsEnabled);
      group->setFirstColumnSpanned(true);
      QFont bold = font();
      bold.setBold(true);
      group->setFont(0, bold);
    }
    auto* item = new QTreeWidgetItem(group, {row.title});
    item->setData(0, kIdRole, row.id);
  }
  list_->expandAll();
  showKeys();
}

void KeyboardDialog::showKeys() {
  const KeyMap& keys = KeyMap::instance();
  for (int g = 0; g < list_->topLevelItemCount(); ++g) {
    QTreeWidgetItem* group = list_->topLevelItem(g);
    for (int i = 0; i < group->childCount(); ++i) {
      QTreeWidgetItem* item = group->child(i);
      const QString id = item->data(0, kIdRole).toString();
      QFont font = this->font();
      font.setBold(keys.isChanged(id));
      item->setFont(1, font);
      item->setText(1, keysText(keys.keys(id)));
      item->setText(2, keys.isChanged(id) ? keysText(keys.defaultKeys(id)) : QString());
    }
  }
  filter();
  showButtons();
}

void KeyboardDialog::filter() {
  const QString text = search_->text();
  for (int g = 0; g < list_->topLevelItemCount(); ++g) {
    QTreeWidgetItem* group = list_->topLevelItem(g);
    bool any = false;
    for (int i = 0; i < group->childCount(); ++i) {
      QTreeWidgetItem* item = group->child(i);
      const bool match = item->text(0).contains(text, Qt::CaseInsensitive) ||
                         item->text(1).contains(text, Qt::CaseInsensitive);
      item->setHidden(!match);
      any |= match;
    }
    group->setHidden(!any);
  }
}

QTreeWidgetItem* KeyboardDialog::current() const {
  QTreeWidgetItem* item = list_->currentItem();
  return item && item->parent() ? item : nullptr;
}

QString KeyboardDialog::currentId() const {
  const QTreeWidgetItem* item = current();
  return item ? item->data(0, kIdRole).toString() : QString();
}

QString KeyboardDialog::titleOf(const QString& id) const {
  for (const NamedAction& row : rows_)
    if (row.id == id) return row.title;
  return id;
}

void KeyboardDialog::showButtons() {
  const QString id = currentId();
  for (QPushButton* button : {change_, add_}) button->setEnabled(!id.isEmpty());
  remove_->setEnabled(!id.isEmpty() && !KeyMap::instance().keys(id).isEmpty());
  reset_->setEnabled(!id.isEmpty() && KeyMap::instance().isChanged(id));
  swap_->setVisible(!wanted_.isEmpty());
  leave_->setVisible(!wanted_.isEmpty());
}

// --- a key is pressed ------------------------------------------------------------------------------

void KeyboardDialog::capture(bool replace) {
  if (currentId().isEmpty()) return;
  stopCapture();
  capturing_ = true;
  replacing_ = replace;
  message_->setText(tr("Press the new key for “%1”. Escape leaves it as it is.").arg(titleOf(currentId())));
  list_->setFocus();
}

void KeyboardDialog::stopCapture() {
  capturing_ = false;
  wanted_ = {};
  showButtons();
}

bool KeyboardDialog::eventFilter(QObject* watched, QEvent* event) {
  if (watched == list_ && capturing_) {
    if (event->type() == QEvent::ShortcutOverride) {
      event->accept();  // no shortcut of anyone's while a key is asked for
      return true;
    }
    if (event->type() == QEvent::FocusOut) {
      stopCapture();
      message_->clear();
    }
    if (event->type() == QEvent::KeyPress) {
      const auto* press = static_cast<QKeyEvent*>(event);
      const int key = press->key();
      if (key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Meta ||
          key == Qt::Key_AltGr || key == Qt::Key_unknown || key == 0)
        return true;
      Qt::KeyboardModifiers modifiers = press->modifiers() & ~Qt::KeypadModifier;
      // A sign that needs Shift on this keyboard is written without it.
      if (key > Qt::Key_Space && key < Qt::Key_A && !(key >= Qt::Key_0 && key <= Qt::Key_9))
        modifiers &= ~Qt::ShiftModifier;
      capturing_ = false;
      if (key == Qt::Key_Escape && modifiers == Qt::NoModifier)
        message_->clear();
      else
        captured(
            QKeySequence(QKeyCombination(modifiers, Qt::Key(key == Qt::Key_Backtab ? Qt::Key_Tab : key))));
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

void KeyboardDialog::captured(const QKeySequence& key) {
  const QString id = currentId();
  if (const QString why = whyNot(id, key); !why.isEmpty()) {
    message_->setText(tr("%1 cannot be used here. %2").arg(named(key), why));
    return;
  }
  const QStringList owners = KeyMap::instance().inTheWay(id, key);
  if (owners.isEmpty()) return take(key);
  QStringList titles;
  for (const QString& owner : owners) titles << tr("“%1”").arg(titleOf(owner));
  wanted_ = key;
  const QList<QKeySequence> mine = KeyMap::instance().keys(id);
  message_->setText(mine.isEmpty()
                        ? tr("%1 is the key of %2. Swap takes it away there.")
                              .arg(named(key), titles.join(QStringLiteral(", ")))
                        : tr("%1 is the key of %2. Swap gives that %3 instead.")
                              .arg(named(key), titles.join(QStringLiteral(", ")), named(mine.first())));
  showButtons();
  swap_->setFocus();
}

void KeyboardDialog::take(const QKeySequence& key) {
  const QString id = currentId();
  QList<QKeySequence> now = replacing_ ? QList<QKeySequence>() : KeyMap::instance().keys(id);
  if (!now.contains(key)) now << key;
  KeyMap::instance().setKeys(id, now);
  message_->setText(tr("“%1” is %2 now.").arg(titleOf(id), keysText(now)));
}

// --- the card -------------------------------------------------------------------------------------

void KeyboardDialog::previewCard() {
  auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
  printer->setPageSize(QPageSize(letterPaper() ? QPageSize::Letter : QPageSize::A4));
  auto* view = new QPrintPreviewDialog(printer.get(), this);
  view->setObjectName(QStringLiteral("keyboardCardPreviewDialog"));
  view->setAttribute(Qt::WA_DeleteOnClose);
  connect(view, &QPrintPreviewDialog::paintRequested, this,
          [this](QPrinter* device) { paintKeyCard(*device, rows_); });
  connect(view, &QObject::destroyed, this, [printer] {});
  view->resize(860, 1000);
  view->open();
}

void KeyboardDialog::saveCard() {
  auto* dialog =
      new QFileDialog(this, tr("Key card as PDF"), QStringLiteral("cellwise-keys.pdf"), tr("PDF (*.pdf)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("pdf"));
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    const auto written = writeKeyCard(file, letterPaper(), rows_);
    message_->setText(written ? tr("Written: %1").arg(QDir::toNativeSeparators(file))
                              : sentence(written.error()));
  });
  dialog->open();
}

}  // namespace cellwise::ui
