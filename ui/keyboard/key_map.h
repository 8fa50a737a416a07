// Which keys do what. Every action that a key can reach has an id and default keys here; what a person
// changed is kept in the settings and wins. Class keys come from the open slide's scheme and are kept for
// each scheme, since another one gives the same key to another class. UI thread only.
#pragma once

#include <QFlags>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <functional>

#include "model/class_scheme.h"

class QAction;

namespace cellwise::ui {

class Workspace;

// Where a key is in force. Two actions are in each other's way only where both are.
enum class KeyScope {
  Worklist = 1,
  Cells = 2,
  Review = 4,
  Report = 8,
  Compare = 16,
  Field = 32,
  Everywhere = 63
};
// Joined as KeyScopes(a) | b: Qt's macro for the rest would hide Qt's own operators for keys in here.
Q_DECLARE_FLAGS(KeyScopes, KeyScope)

class KeyMap : public QObject {
  Q_OBJECT
 public:
  static KeyMap& instance();

  // From now on the action has the map's keys. Actions that do the same share an id; without one it is the
  // object's name. Called again with other defaults (the scheme has changed), the new ones count.
  void manage(QAction* action, const QList<QKeySequence>& defaults, KeyScopes scopes, const QString& id = {});
  // For an action whose shortcuts its owner sets: it asks keys() and follows changed().
  void define(QAction* action, const QList<QKeySequence>& defaults, KeyScopes scopes, const QString& id);
  static QString idOf(const QAction* action);  // empty if it is not managed

  // The classes that keys decide on: those of the workspace's open slide, from now on and before anyone who
  // follows the workspace later hears of it. A class's key goes before any other action's where both are in
  // force.
  void follow(Workspace& workspace);
  const model::ClassScheme& scheme() const { return scheme_; }
  // The action decides on a class of the present scheme.
  void manageClass(QAction* action, int classIndex);
  QString classId(int classIndex) const;

  // In force now: a plain key that a class has is left out.
  QList<QKeySequence> keys(const QString& id) const;
  QList<QKeySequence> defaultKeys(const QString& id) const;
  KeyScopes scopes(const QString& id) const { return entries_.value(id).scopes; }
  bool isChanged(const QString& id) const;
  // As it is written on buttons: the first key, "" if there is none.
  QString keyText(const QString& id) const;
  QString classKeyText(int classIndex) const;
  // A class of the scheme with the key in force in place of its own, for what draws it. A class of another
  // scheme stays as it is.
  model::CellClass withKey(model::CellClass cellClass) const;

  // Ids that have this key where `id` is in force too.
  QStringList inTheWay(const QString& id, const QKeySequence& key) const;
  // Replaces the keys and keeps them. Nothing is checked: see inTheWay.
  void setKeys(const QString& id, const QList<QKeySequence>& keys);
  // The two ids change places: `id` gets the key, each other owner gets what `id` had first.
  void swap(const QString& id, const QKeySequence& key);
  void reset(const QString& id);
  void resetAll();

 Q_SIGNALS:
  void changed();  // keys or classes; actions have their new keys already

 private:
  struct Entry {
    QList<QKeySequence> defaults;
    KeyScopes scopes;
    bool ofClass = false;
    QList<QPointer<QAction>> actions;
  };
  Entry& entry(const QString& id, const QList<QKeySequence>& defaults, KeyScopes scopes);
  KeyMap();
  void setScheme(const model::ClassScheme& scheme);
  QList<QKeySequence> chosen(const QString& id) const;  // the person's, else the defaults
  void store(const QString& id, const QList<QKeySequence>& keys);
  void collectClassKeys();
  void apply(const Entry& entry, const QString& id) const;
  void applyAll();

  model::ClassScheme scheme_;
  QHash<QString, Entry> entries_;
  QHash<QString, QList<QKeySequence>> changed_;  // as the settings have them
  QList<QKeySequence> classKeys_;                // in force
};

// "F  ·  Ctrl+B", as a person reads it.
QString keysText(const QList<QKeySequence>& keys);
// "Flag or unflag (F)": what a button does and its keys; the words alone where there are none.
QString withKeys(const QString& words, const QList<QKeySequence>& keys);

}  // namespace cellwise::ui
