#include "keyboard/key_map.h"

#include <QAction>
#include <QCoreApplication>
#include <QSettings>

#include <algorithm>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"

namespace cellwise::ui {
namespace {

constexpr auto kIdProperty = "cellwiseKeyId";
constexpr KeyScopes kClassScopes = KeyScopes(KeyScope::Cells) | KeyScope::Review | KeyScope::Compare;

QString settingOf(const QString& id) {
  return QStringLiteral("keys/") + id;
}

}  // namespace

KeyMap& KeyMap::instance() {
  static KeyMap map;
  return map;
}

KeyMap::KeyMap() {
  QSettings settings;
  settings.beginGroup(QStringLiteral("keys"));
  for (const QString& id : settings.allKeys()) {
    QList<QKeySequence>& keys = changed_[id];
    for (const QString& text : settings.value(id).toStringList()) {
      const QKeySequence key = QKeySequence::fromString(text, QKeySequence::PortableText);
      if (!key.isEmpty()) keys << key;
    }
  }
}

QString KeyMap::idOf(const QAction* action) {
  return action->property(kIdProperty).toString();
}

KeyMap::Entry& KeyMap::entry(const QString& id, const QList<QKeySequence>& defaults, KeyScopes scopes) {
  Entry& made = entries_[id];
  made.defaults = defaults;
  made.scopes |= scopes;
  return made;
}

void KeyMap::manage(QAction* action, const QList<QKeySequence>& defaults, KeyScopes scopes,
                    const QString& id) {
  const QString name = id.isEmpty() ? action->objectName() : id;
  Entry& mine = entry(name, defaults, scopes);
  mine.actions.removeIf([](const QPointer<QAction>& old) { return !old; });
  if (!mine.actions.contains(action)) mine.actions << action;
  action->setProperty(kIdProperty, name);
  apply(mine, name);
}

void KeyMap::define(QAction* action, const QList<QKeySequence>& defaults, KeyScopes scopes,
                    const QString& id) {
  entry(id, defaults, scopes);
  action->setProperty(kIdProperty, id);
}

// --- classes --------------------------------------------------------------------------------------

void KeyMap::follow(Workspace& workspace) {
  const auto adopt = [this, &workspace] {
    SlideSession* session = workspace.session();
    if (!session) return;
    setScheme(session->manifest().scheme);
    const auto anew = [this, session] { setScheme(session->manifest().scheme); };
    connect(session, &SlideSession::classesChanged, this, anew);
    connect(session, &SlideSession::cellsReset, this, anew);  // another model has read the slide
  };
  connect(&workspace, &Workspace::sessionChanged, this, adopt);
  adopt();
}

void KeyMap::setScheme(const model::ClassScheme& scheme) {
  if (model::toJson(scheme) == model::toJson(scheme_)) return;
  entries_.removeIf([](const QHash<QString, Entry>::iterator& it) { return it->ofClass; });
  scheme_ = scheme;
  for (int c = 0; c < static_cast<int>(scheme_.classes.size()); ++c) {
    const QString key = QString::fromStdString(scheme_.classes[static_cast<std::size_t>(c)].key).toUpper();
    QList<QKeySequence> defaults;
    if (!key.isEmpty()) defaults << QKeySequence(key);
    entry(classId(c), defaults, kClassScopes).ofClass = true;
  }
  applyAll();
}

QString KeyMap::classId(int classIndex) const {
  return QStringLiteral("class/%1/%2")
      .arg(QString::fromStdString(scheme_.id),
           QString::fromStdString(scheme_.classes[static_cast<std::size_t>(classIndex)].id));
}

void KeyMap::manageClass(QAction* action, int classIndex) {
  const QString id = classId(classIndex);
  manage(action, defaultKeys(id), kClassScopes, id);
}

void KeyMap::collectClassKeys() {
  classKeys_.clear();
  for (auto it = entries_.cbegin(); it != entries_.cend(); ++it)
    if (it->ofClass) classKeys_ << chosen(it.key());
}

// --- keys -----------------------------------------------------------------------------------------

QList<QKeySequence> KeyMap::chosen(const QString& id) const {
  const auto found = changed_.constFind(id);
  return found == changed_.cend() ? defaultKeys(id) : *found;
}

QList<QKeySequence> KeyMap::keys(const QString& id) const {
  QList<QKeySequence> all = chosen(id);
  const auto found = entries_.constFind(id);
  if (found != entries_.cend() && !found->ofClass && (found->scopes & kClassScopes))
    all.removeIf([&](const QKeySequence& key) { return classKeys_.contains(key); });
  return all;
}

QList<QKeySequence> KeyMap::defaultKeys(const QString& id) const {
  return entries_.value(id).defaults;
}

bool KeyMap::isChanged(const QString& id) const {
  return changed_.contains(id);
}

QString KeyMap::keyText(const QString& id) const {
  const QList<QKeySequence> all = keys(id);
  return all.isEmpty() ? QString() : all.first().toString(QKeySequence::NativeText);
}

QString KeyMap::classKeyText(int classIndex) const {
  return keyText(classId(classIndex));
}

model::CellClass KeyMap::withKey(model::CellClass cellClass) const {
  if (const int c = scheme_.indexOf(cellClass.id); c >= 0) cellClass.key = classKeyText(c).toStdString();
  return cellClass;
}

QStringList KeyMap::inTheWay(const QString& id, const QKeySequence& key) const {
  QStringList owners;
  const KeyScopes scopes = entries_.value(id).scopes;
  for (auto it = entries_.cbegin(); it != entries_.cend(); ++it)
    if (it.key() != id && (it->scopes & scopes) && keys(it.key()).contains(key)) owners << it.key();
  owners.sort();
  return owners;
}

void KeyMap::store(const QString& id, const QList<QKeySequence>& keys) {
  QSettings settings;
  if (keys == defaultKeys(id)) {
    changed_.remove(id);
    settings.remove(settingOf(id));
    return;
  }
  QStringList texts;
  for (const QKeySequence& key : keys) texts << key.toString(QKeySequence::PortableText);
  changed_[id] = keys;
  settings.setValue(settingOf(id), texts);
}

void KeyMap::setKeys(const QString& id, const QList<QKeySequence>& keys) {
  store(id, keys);
  applyAll();
}

void KeyMap::swap(const QString& id, const QKeySequence& key) {
  const QList<QKeySequence> mine = keys(id);
  for (const QString& other : inTheWay(id, key)) {
    QList<QKeySequence> theirs = keys(other);
    const auto at = theirs.indexOf(key);
    if (mine.isEmpty() || theirs.contains(mine.first()))
      theirs.removeAt(at);
    else
      theirs[at] = mine.first();
    store(other, theirs);
  }
  QList<QKeySequence> now = mine;
  if (now.isEmpty())
    now << key;
  else
    now.first() = key;
  store(id, now);
  applyAll();
}

void KeyMap::reset(const QString& id) {
  store(id, defaultKeys(id));
  applyAll();
}

void KeyMap::resetAll() {
  changed_.clear();
  QSettings().remove(QStringLiteral("keys"));
  applyAll();
}

void KeyMap::apply(const Entry& entry, const QString& id) const {
  const QList<QKeySequence> all = keys(id);
  for (const QPointer<QAction>& action : entry.actions)
    if (action) action->setShortcuts(all);
}

void KeyMap::applyAll() {
  collectClassKeys();
  for (auto it = entries_.cbegin(); it != entries_.cend(); ++it) apply(*it, it.key());
  Q_EMIT changed();
}

QString keysText(const QList<QKeySequence>& keys) {
  QStringList texts;
  for (const QKeySequence& key : keys) {
    const QString text = key.toString(QKeySequence::NativeText);
    if (!text.isEmpty() && !texts.contains(text)) texts << text;
  }
  return texts.join(QStringLiteral("  ·  "));
}

QString withKeys(const QString& words, const QList<QKeySequence>& keys) {
  const QString text = keysText(keys);
  if (text.isEmpty()) return words;
  return QCoreApplication::translate("KeyMap", "%1 (%2)", "what a button does, its keys").arg(words, text);
}

}  // namespace cellwise::ui
