// Words beside cells and slides: tags, in the users' own words, and comments on slides (those on cells are
// reviews). Append-only: a tag that is taken off is an event too. And finding cells by all that was said.
#pragma once

#include <QString>
#include <QStringList>

#include <map>
#include <vector>

#include "base/result.h"
#include "casebook/records.h"

namespace cellwise::casebook {

class Casebook;
class Database;

enum class RemarkKind { Tag, Untag, Comment };

struct Remark {
  Id slideId = 0;
  std::vector<Id> cells;  // of the slide; empty: the slide itself
  RemarkKind kind = RemarkKind::Tag;
  QString text;  // the tag, at most 60 characters; the comment
  QString person;
};

struct SlideRemarks {
  QString comment;   // the latest
  QStringList tags;  // of the slide itself, in order of the alphabet
};

// A cell, or a slide where cellId is 0, and what of it matched.
struct Found {
  Id slideId = 0;
  Id cellId = 0;
  QString sampleId, title;  // of the slide
  QString classId;          // an expert's, or empty
  QString reviewer;
  QString comment;
  QStringList tags;
};

// Thread, durability and transactions: as the casebook's.
class Remarks {
 public:
  explicit Remarks(Casebook& casebook) : casebook_(casebook) {}

  // All in one entry of the audit log. Errors: NotFound (slide, cell not of it), ArgumentInvalid (no text,
  // too long, no person, a comment on cells).
  Result<void> add(const Remark& remark);
  static Result<SlideRemarks> of(const Casebook& casebook, Id slide);
  // Of all slides that have any. What a second reader must not see yet is left out: slides on which `reader`
  // reads second now. Nobody's: empty.
  static Result<std::map<Id, SlideRemarks>> ofSlides(Casebook& casebook, const QString& reader);
  // Every tag that stands on something, the most used first: for completion.
  static Result<QStringList> tags(const Casebook& casebook);

  // Cells and slides of the whole casebook whose comment, tags, class id or reviewer contain the text, in
  // any case and any language; slides also by sample and title. classIds: classes whose names matched, which
  // the caller knows. Slides on which `reader` reads second now are found by sample and title alone. The
  // newest slides first.
  static Result<std::vector<Found>> find(Casebook& casebook, const QString& text, const QStringList& classIds,
                                         const QString& reader, int limit);

 private:
  Casebook& casebook_;
};

// Tags that stand on the slide's cells; of one cell where it is given.
std::map<Id, QStringList> cellTags(const Database& database, Id slide, Id cell = 0);

}  // namespace cellwise::casebook
