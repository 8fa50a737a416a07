// What people wrote about slides: a comment and tags of each. Lives on the UI thread and never waits; what
// is written is on disk before it shows, and so is every step back.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <map>
#include <vector>

#include "base/result.h"
#include "bridge/casebook_door.h"
#include "casebook/remarks.h"

namespace cellwise::ui {

class SlideNotes : public QObject {
  Q_OBJECT
 public:
  SlideNotes(CasebookDoor door, std::function<QString()> operatorName, QObject* parent);

  // Nothing for a slide that has none, or that this person reads second now.
  casebook::SlideRemarks of(casebook::Id slide) const;
  // Every tag that stands on a cell or slide, the most used first.
  const QStringList& knownTags() const { return known_; }
  void refresh();  // reads all anew, then changed
  void forget();   // another casebook, or another person: nothing here can be undone any more

  // Then changed; or failed, and nothing is different. What is so already is not written again.
  void setComment(casebook::Id slide, const QString& comment);
  void setTag(casebook::Id slide, const QString& tag, bool on);
  // What this person wrote since the program was opened, one after the other.
  bool canUndo() const { return !undo_.empty(); }
  bool canRedo() const { return !redo_.empty(); }
  void undo();
  void redo();

 Q_SIGNALS:
  void changed();
  void failed(const cellwise::Error& error);

 private:
  struct Step {
    casebook::Id slide = 0;
    casebook::RemarkKind before = casebook::RemarkKind::Comment, after = casebook::RemarkKind::Comment;
    QString textBefore, textAfter;
  };
  void write(casebook::Id slide, casebook::RemarkKind kind, const QString& text,
             std::function<void(const Step&)> then);
  void goBack(std::vector<Step>& from, std::vector<Step>& to, bool undoing);

  CasebookDoor door_;
  std::function<QString()> operatorName_;
  std::map<casebook::Id, casebook::SlideRemarks> all_;
  QStringList known_;
  std::vector<Step> undo_, redo_;
};

}  // namespace cellwise::ui
