// All shortcuts on one sheet, with a line to search them.
#pragma once

#include <QDialog>
#include <QList>
#include <QPair>
#include <QString>

class QAction;

namespace cellwise::ui {

class ShortcutOverview : public QDialog {
  Q_OBJECT
 public:
  // Groups in the order they are shown: a heading and its actions. Actions without a key are left out.
  ShortcutOverview(const QList<QPair<QString, QList<QAction*>>>& groups, QWidget* parent = nullptr);

 Q_SIGNALS:
  void changeRequested();  // of the keys
};

}  // namespace cellwise::ui
