#include "worklist/slide_notes_bar.h"

#include <QCompleter>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "bridge/slide_notes.h"
#include "bridge/workspace.h"

namespace cellwise::ui {
namespace {

constexpr int kLongestComment = 2000;
constexpr int kLongestTag = 60;

}  // namespace

SlideNotesBar::SlideNotesBar(Workspace& workspace, QWidget* parent) : QWidget(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("slideNotes"));
  comment_label_ = new QLabel(this);
  comment_ = new QLineEdit(this);
  comment_->setObjectName(QStringLiteral("slideCommentLine"));
  comment_->setMaxLength(kLongestComment);
  comment_label_->setBuddy(comment_);
  tags_label_ = new QLabel(this);
  tag_ = new QLineEdit(this);
  tag_->setObjectName(QStringLiteral("slideTagLine"));
  tag_->setMaxLength(kLongestTag);
  tag_->setFixedWidth(28 * fontMetrics().averageCharWidth());
  tags_label_->setBuddy(tag_);
  tags_ = new QHBoxLayout;
  tags_->setSpacing(4);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 6, 0, 6);
  row->addWidget(comment_label_);
  row->addWidget(comment_, 1);
  row->addSpacing(10);
  row->addWidget(tags_label_);
  row->addLayout(tags_);
  row->addWidget(tag_);
  for (QLineEdit* line : {comment_, tag_}) line->installEventFilter(this);
  connect(comment_, &QLineEdit::returnPressed, this, &SlideNotesBar::left);
  connect(comment_, &QLineEdit::editingFinished, this, &SlideNotesBar::keepComment);
  connect(tag_, &QLineEdit::returnPressed, this, &SlideNotesBar::toggleTag);
  connect(workspace_.notes(), &SlideNotes::changed, this, &SlideNotesBar::showNotes);
  retranslate();
  showNotes();
}

// The field loses the focus while it is destroyed; by then there is nobody to tell.
SlideNotesBar::~SlideNotesBar() {
  comment_->disconnect(this);
}

void SlideNotesBar::setSlide(casebook::Id slide) {
  if (slide == slide_) return;
  keepComment();
  slide_ = slide;
  comment_->setText(comment_shown_ = {});
  tag_->clear();
  showNotes();
}

void SlideNotesBar::startComment() {
  if (slide_ == 0) return;
  comment_->setFocus(Qt::ShortcutFocusReason);
  comment_->end(false);
}

void SlideNotesBar::startTag() {
  if (slide_ == 0) return;
  auto* completer = new QCompleter(workspace_.notes()->knownTags(), tag_);
  completer->setCaseSensitivity(Qt::CaseInsensitive);
  completer->setFilterMode(Qt::MatchContains);
  delete tag_->completer();
  tag_->setCompleter(completer);
  tag_->setFocus(Qt::ShortcutFocusReason);
}

void SlideNotesBar::showNotes() {
  setEnabled(slide_ != 0);
  const auto remarks = workspace_.notes()->of(slide_);
  // What is being typed stays.
  if (comment_->text() == comment_shown_) comment_->setText(remarks.comment);
  comment_shown_ = remarks.comment;
  if (remarks.tags == tags_shown_) return;
  tags_shown_ = remarks.tags;
  while (QLayoutItem* item = tags_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (const QString& tag : tags_shown_) {
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("slideTag_") + tag);
    button->setText(tag + QStringLiteral("  ✕"));
    button->setToolTip(tr("Take the tag “%1” off").arg(tag));
    button->setAccessibleName(button->toolTip());
    connect(button, &QToolButton::clicked, this,
            [this, tag] { workspace_.notes()->setTag(slide_, tag, false); });
    tags_->addWidget(button);
  }
}

void SlideNotesBar::keepComment() {
  if (slide_ == 0 || comment_->text() == comment_shown_) return;
  comment_shown_ = comment_->text().trimmed();
  comment_->setText(comment_shown_);
  workspace_.notes()->setComment(slide_, comment_shown_);
}

// As in Cells: the same tag again takes it off.
void SlideNotesBar::toggleTag() {
  const QString tag = tag_->text().simplified();
  tag_->clear();
  if (slide_ != 0 && !tag.isEmpty()) workspace_.notes()->setTag(slide_, tag, !tags_shown_.contains(tag));
  Q_EMIT left();
}

bool SlideNotesBar::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {  // ends the line; in the list it opens the slide
      event->accept();
      return true;
    }
  }
  if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    if (watched == comment_) comment_->setText(comment_shown_);
    if (watched == tag_) tag_->clear();
    Q_EMIT left();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void SlideNotesBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    tags_shown_.clear();  // their tips are in another language now
    retranslate();
    showNotes();
  }
  QWidget::changeEvent(event);
}

void SlideNotesBar::hideEvent(QHideEvent* event) {
  keepComment();  // also when the window closes
  QWidget::hideEvent(event);
}

void SlideNotesBar::retranslate() {
  comment_label_->setText(tr("Comment"));
  comment_->setPlaceholderText(tr("On the whole slide"));
  comment_->setAccessibleName(tr("Comment on the chosen slide"));
  comment_->setToolTip(tr("Return keeps the comment, Escape drops the change"));
  tags_label_->setText(tr("Tags"));
  tag_->setPlaceholderText(tr("Add a tag"));
  tag_->setAccessibleName(tr("Tag for the chosen slide"));
  tag_->setToolTip(tr("Return puts the tag on the slide, or takes it off where it has it"));
}

}  // namespace cellwise::ui
