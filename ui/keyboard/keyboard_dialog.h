// Every action and class with its key: search, change, give back. What is changed holds at once, in the
// whole program, and stays for this person's account.
#pragma once

#include <QDialog>
#include <QKeySequence>
#include <QList>
#include <QString>

#include "keyboard/key_card.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace cellwise::ui {

class KeyboardDialog : public QDialog {
  Q_OBJECT
 public:
  // Headings and actions in the order shown; actions without an id in the key map are left out, classes
  // get a group of their own.
  explicit KeyboardDialog(const ActionGroups& groups, QWidget* parent = nullptr);
  const QList<NamedAction>& actions() const { return rows_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void showKeys();
  void filter();
  void showButtons();
  QTreeWidgetItem* current() const;  // an action's line, or null
  QString currentId() const;
  QString titleOf(const QString& id) const;
  void capture(bool replace);
  void captured(const QKeySequence& key);
  void stopCapture();
  void take(const QKeySequence& key);
  void previewCard();
  void saveCard();

  QList<NamedAction> rows_;  // the classes first
  QLineEdit* search_ = nullptr;
  QTreeWidget* list_ = nullptr;
  QLabel* message_ = nullptr;
  QPushButton* change_ = nullptr;
  QPushButton* add_ = nullptr;
  QPushButton* remove_ = nullptr;
  QPushButton* reset_ = nullptr;
  QPushButton* resetAll_ = nullptr;
  QPushButton* swap_ = nullptr;
  QPushButton* leave_ = nullptr;
  bool capturing_ = false;
  bool replacing_ = true;
  QKeySequence wanted_;  // a key that another action has, while the question stands
};

// Why a key cannot be used under this id, translated; empty if it can. Escape ends things everywhere; the
// arrows and their kin move in the gallery; Alt with a letter opens menus.
QString whyNot(const QString& id, const QKeySequence& key);

}  // namespace cellwise::ui
