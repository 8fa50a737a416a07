// The comment and the tags of the slide chosen in the worklist, to be read and written.
#pragma once

#include <QWidget>

#include "casebook/records.h"

class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace cellwise::ui {

class Workspace;

class SlideNotesBar : public QWidget {
  Q_OBJECT
 public:
  explicit SlideNotesBar(Workspace& workspace, QWidget* parent = nullptr);
  ~SlideNotesBar() override;

  // 0: none. What was typed for the one before is kept.
  void setSlide(casebook::Id slide);
  void startComment();
  void startTag();

 Q_SIGNALS:
  void left();  // by Return or Escape: the keyboard goes back to the list

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void retranslate();
  void showNotes();
  void keepComment();
  void toggleTag();

  Workspace& workspace_;
  casebook::Id slide_ = 0;
  QString comment_shown_;  // as the casebook has it
  QStringList tags_shown_;
  QLabel* comment_label_ = nullptr;
  QLineEdit* comment_ = nullptr;
  QLabel* tags_label_ = nullptr;
  QHBoxLayout* tags_ = nullptr;
  QLineEdit* tag_ = nullptr;
};

}  // namespace cellwise::ui
