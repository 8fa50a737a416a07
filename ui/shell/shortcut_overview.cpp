#include "shell/shortcut_overview.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "keyboard/key_card.h"
#include "keyboard/key_map.h"

namespace cellwise::ui {

ShortcutOverview::ShortcutOverview(const QList<QPair<QString, QList<QAction*>>>& groups, QWidget* parent)
    : QDialog(parent) {
  setObjectName(QStringLiteral("shortcutOverview"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Keyboard shortcuts"));
  auto* search = new QLineEdit;
  search->setPlaceholderText(tr("Search"));
  search->setClearButtonEnabled(true);
  auto* tree = new QTreeWidget;
  tree->setObjectName(QStringLiteral("shortcutList"));
  tree->setColumnCount(2);
  tree->setHeaderHidden(true);
  tree->setRootIsDecorated(false);
  tree->setSelectionMode(QAbstractItemView::NoSelection);
  tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  tree->header()->setStretchLastSection(false);
  for (const auto& [heading, actions] : groups) {
    auto* group = new QTreeWidgetItem(tree, {heading});
    QFont bold = font();
    bold.setBold(true);
    group->setFont(0, bold);
    for (const QAction* action : actions) {
      const QString keys = keysText(action->shortcuts());
      if (keys.isEmpty()) continue;
      new QTreeWidgetItem(group, {QString(action->text()).remove(QLatin1Char('&')), keys});
    }
    group->setHidden(group->childCount() == 0);
  }
  tree->expandAll();
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(search);
  layout->addWidget(tree);
  auto* rule = new QLabel(pointerRule());
  rule->setObjectName(QStringLiteral("shortcutRule"));
  rule->setWordWrap(true);
  layout->addWidget(rule);
  auto* change = new QPushButton(tr("Change keys…"));
  change->setObjectName(QStringLiteral("shortcutChange"));
  change->setAutoDefault(false);
  connect(change, &QPushButton::clicked, this, [this] {
    close();
    Q_EMIT changeRequested();
  });
  layout->addWidget(change, 0, Qt::AlignLeft);
  resize(560, 640);
  connect(search, &QLineEdit::textChanged, tree, [tree](const QString& text) {
    for (int g = 0; g < tree->topLevelItemCount(); ++g) {
      auto* group = tree->topLevelItem(g);
      bool any = false;
      for (int i = 0; i < group->childCount(); ++i) {
        auto* item = group->child(i);
        const bool match = item->text(0).contains(text, Qt::CaseInsensitive) ||
                           item->text(1).contains(text, Qt::CaseInsensitive);
        item->setHidden(!match);
        any |= match;
      }
      group->setHidden(!any);
    }
  });
}

}  // namespace cellwise::ui
