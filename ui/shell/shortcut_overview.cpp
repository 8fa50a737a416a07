#include "shell/shortcut_overview.h"

#include <QAction>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

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
      if (action->shortcuts().isEmpty()) continue;
      QStringList keys;
      for (const QKeySequence& key : action->shortcuts()) {
        const QString text = key.toString(QKeySequence::NativeText);
        if (!text.isEmpty() && !keys.contains(text)) keys << text;
      }
      if (keys.isEmpty()) continue;
      new QTreeWidgetItem(
          group, {QString(action->text()).remove(QLatin1Char('&')), keys.join(QStringLiteral("  ·  "))});
    }
    group->setHidden(group->childCount() == 0);
  }
  tree->expandAll();
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(search);
  layout->addWidget(tree);
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
