#include "bridge/slide_notes.h"

#include <utility>

namespace cellwise::ui {

using casebook::RemarkKind;
using casebook::Remarks;

SlideNotes::SlideNotes(CasebookDoor door, std::function<QString()> operatorName, QObject* parent)
    : QObject(parent), door_(std::move(door)), operatorName_(std::move(operatorName)) {}

casebook::SlideRemarks SlideNotes::of(casebook::Id slide) const {
  const auto found = all_.find(slide);
  return found == all_.end() ? casebook::SlideRemarks() : found->second;
}

void SlideNotes::refresh() {
  door_(this, [this, reader = operatorName_()](casebook::Casebook& book) -> std::function<void()> {
    auto all = Remarks::ofSlides(book, reader);
    auto known = Remarks::tags(book);
    if (!all || !known) return [this, error = all ? known.error() : all.error()] { Q_EMIT failed(error); };
    return [this, all = std::move(*all), known = std::move(*known), reader] {
      if (reader != operatorName_()) return;
      all_ = all;
      known_ = known;
      Q_EMIT changed();
    };
  });
}

void SlideNotes::forget() {
  all_.clear();
  undo_.clear();
  redo_.clear();
  refresh();
  Q_EMIT changed();
}

void SlideNotes::setComment(casebook::Id slide, const QString& comment) {
  write(slide, RemarkKind::Comment, comment.trimmed(), [this](const Step& step) {
    undo_.push_back(step);
    redo_.clear();
  });
}

void SlideNotes::setTag(casebook::Id slide, const QString& tag, bool on) {
  if (tag.trimmed().isEmpty()) return;
  write(slide, on ? RemarkKind::Tag : RemarkKind::Untag, tag.simplified(), [this](const Step& step) {
    undo_.push_back(step);
    redo_.clear();
  });
}

void SlideNotes::write(casebook::Id slide, RemarkKind kind, const QString& text,
                       std::function<void(const Step&)> then) {
  door_(this,
        [this, remark = casebook::Remark{slide, {}, kind, text, operatorName_()},
         then = std::move(then)](casebook::Casebook& book) -> std::function<void()> {
          const auto failing = [this](const Error& error) { return [this, error] { Q_EMIT failed(error); }; };
          const auto before = Remarks::of(book, remark.slideId);
          if (!before) return failing(before.error());
          Step step{remark.slideId, remark.kind, remark.kind, remark.text, remark.text};
          if (remark.kind == RemarkKind::Comment) {
            step.textBefore = before->comment;
            if (before->comment == remark.text) return {};
          } else {
            const bool on = remark.kind == RemarkKind::Tag;
            step.before = on ? RemarkKind::Untag : RemarkKind::Tag;
            if (before->tags.contains(remark.text) == on) return {};
          }
          if (const auto added = Remarks(book).add(remark); !added) return failing(added.error());
          return [this, step, then, person = remark.person] {
            if (person == operatorName_()) then(step);
            refresh();
          };
        });
}

void SlideNotes::undo() {
  goBack(undo_, redo_, true);
}

void SlideNotes::redo() {
  goBack(redo_, undo_, false);
}

// History is append-only: going back is a remark of its own.
void SlideNotes::goBack(std::vector<Step>& from, std::vector<Step>& to, bool undoing) {
  if (from.empty()) return;
  const Step step = from.back();
  from.pop_back();
  write(step.slide, undoing ? step.before : step.after, undoing ? step.textBefore : step.textAfter,
        [&to, step](const Step&) { to.push_back(step); });
}

}  // namespace cellwise::ui
