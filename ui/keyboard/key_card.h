// The keys in force on one page, to lie beside the keyboard: the classes as a ladder, then every action
// that has a key. Frames and letters only, so that a black-and-white printer loses nothing.
#pragma once

#include <QList>
#include <QPair>
#include <QString>

#include "base/result.h"

class QAction;
class QPagedPaintDevice;

namespace cellwise::ui {

using ActionGroups = QList<QPair<QString, QList<QAction*>>>;  // heading, actions in order

// An action as people read it. Pages make their actions anew when keys change: these stay.
struct NamedAction {
  QString heading, title, id;
};
// Those that the key map knows, each id once.
QList<NamedAction> namedActions(const ActionGroups& groups);

// What a class key acts on in the gallery, in one sentence; translated.
QString pointerRule();

// From the key map as it is now. Returns how many pages were painted: one; the type becomes smaller
// before there are two.
int paintKeyCard(QPagedPaintDevice& device, const QList<NamedAction>& actions);
// Errors: FileUnwritable.
Result<void> writeKeyCard(const QString& file, bool letter, const QList<NamedAction>& actions);

}  // namespace cellwise::ui
