// A slide read a second time, blind to the first, and what the two disagree on settled by a third person.
//
// Asking for one freezes what stands for each cell. While it is open the slide's cells keep what they have:
// Casebook::addReviews answers Conflict to decisions on them, and a report is not released. The second
// reader's labels are kept apart, so that nothing of either shows to the other. When the second reader has
// finished, both are compared: where they differ somebody who is neither of them decides, and that decision
// is in force like any other (its origin is "adjudication"). All three stay in the append-only history.
//
// Who the first reader is: whoever decided on cells of the slide, and who asks. Names, as everywhere.
//
// Two examiners (as in CLSI H20, 2 x 200) are a reading of another kind: each counts a sample of the slide's
// cells, drawn by chance, without seeing the model's answers, anybody's decisions or what the other counts.
// The first reads the drawn order from its begin, the second from its end: as long as the slide has twice as
// many cells, none is counted by both, and the counts are independent samples. A cell that is called a class
// outside the differential is made up for by the next one. What they say never counts on the slide: it is a
// count beside it, compared and printed when both have finished. Decisions and the release wait until then.
#pragma once

#include <QDateTime>
#include <QString>

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "base/result.h"
#include "casebook/casebook.h"

namespace cellwise::casebook {

inline const QString kAdjudicationOrigin = QStringLiteral("adjudication");
// CellRecord::failure of a cell whose prediction an examiner must not see.
inline const QString kWithheld = QStringLiteral("withheld");

enum class ReadingKind { Second, TwoExaminers };
enum class ReadingState { Open, Adjudication, Closed, Withdrawn };

// How far one of two examiners is.
struct Examiner {
  QString name;
  int cells = 0;     // of the sample so far: the target, and those that make up for cells outside the count
  int answered = 0;  // of these
  int counted = 0;   // of these in the differential
  bool finished = false;
};

struct SecondReading {
  Id id = 0;
  Id slideId = 0;
  ReadingKind kind = ReadingKind::Second;
  int target = 0;                     // TwoExaminers: cells that each counts
  std::array<Examiner, 2> examiners;  // TwoExaminers
  int examiner = -1;                  // TwoExaminers, of openFor: 0 or 1, whose sample it is
  QString firstReader;                // who asked; the first examiner
  QString askedFor;                   // empty: anyone who did not read first
  QString secondReader;               // empty until the first label
  QDateTime requestedAt;
  ReadingState state = ReadingState::Open;
  int asked = 0;          // cells that the second reader must answer; of two examiners both together
  int answered = 0;       // of these
  int disagreements = 0;  // known once both are done
  int unsettled = 0;      // of these
  bool running() const { return state == ReadingState::Open || state == ReadingState::Adjudication; }
};

// A cell as both read it. Only of a reading that both have finished.
struct TwiceReadCell {
  Id cellId = 0;
  QString first;              // class id; empty: nothing stood for it
  bool firstDecided = false;  // by an expert, else accepted from the model
  QString second;             // class id
  QString model;              // class id that the model says; empty: none
  QString settled;            // class id; empty: not adjudicated
  QString adjudicator, comment;
  bool disagrees() const { return first != second; }
};

// What one of two examiners counted.
struct ExaminerCount {
  QString name;
  QDateTime at;                    // UTC; of the last answer
  int cells = 0;                   // answered
  std::map<QString, int> classes;  // cells by class id
};
struct ExaminerCounts {
  std::array<ExaminerCount, 2> examiners;
  int target = 0;
  int shared = 0;  // cells that both answered: the slide had too few for two samples
};

// What somebody first said of a cell, beside what the model had said by then.
struct ReaderDecision {
  Id cellId = 0;
  QString reader, classId;
  QString model;                   // class id; empty: the model had said nothing
  std::optional<bool> modelShown;  // the reader had seen it; empty: not noted
};

class SecondReadings {
 public:
  // The casebook outlives it. Thread: that of the casebook.
  explicit SecondReadings(Casebook& casebook) : casebook_(casebook) {}

  Result<std::vector<SecondReading>> of(Id slide) const;  // oldest first
  Result<std::vector<SecondReading>> running() const;     // of all slides, oldest first

  // The second reader must answer what was to review or decided; may answer more.
  // Errors: Conflict (one is running, or the slide has no classified cells), AccessDenied, NotFound.
  Result<Id> request(Id slide, const QString& askedFor, const QString& by);
  // Two examiners: each counts `target` cells in the differential, or all of the slide where it has fewer.
  // notCounted: class ids that are outside of it. Any two people may, also those who decided on the slide.
  // Errors: as above, ArgumentInvalid (no two names, a target below 1).
  Result<Id> requestExaminers(Id slide, const std::array<QString, 2>& examiners, int target,
                              const QStringList& notCounted, const QString& by);
  // Whether this person reads second on this slide now: the open one, if there is any and it is theirs. Of
  // two examiners the one who has not finished.
  Result<std::optional<SecondReading>> openFor(Id slide, const QString& reader) const;
  // The cells as the second reader may see them: own labels in place of the decisions in force, no flags,
  // comments and tags of others. An examiner sees the own sample alone, in the order it was drawn, without
  // predictions; failure then says kWithheld.
  Result<std::vector<CellRecord>> blindCells(const SecondReading& reading) const;
  // An empty class takes a label back. All or none. The first label makes the reader the second reader.
  // modelShown: whether the model's answer was in view; an examiner never has it.
  // Errors: Conflict (not open), AccessDenied (a first reader, or somebody else was asked), NotFound.
  Result<void> label(Id reading, const std::vector<Id>& cells, const QString& classId, const QString& reader,
                     std::optional<bool> modelShown = {});
  // Of two examiners the second to finish closes the reading.
  // Errors: Conflict while cells that were asked about have no answer.
  Result<SecondReading> finish(Id reading, const QString& reader);
  // Errors: Conflict (not running, or finished by both), ArgumentInvalid without a reason.
  Result<void> withdraw(Id reading, const QString& reason, const QString& by);

  // Errors: Conflict while the reading is open: neither shows before both are done; and of two examiners.
  Result<std::vector<TwiceReadCell>> compare(Id reading) const;
  // Of two examiners. Errors: Conflict before both have finished, and of a second reading.
  Result<ExaminerCounts> examinersCounts(Id reading) const;
  // Errors: AccessDenied (one of the two readers, or not allowed), Conflict (not in adjudication, or both
  // agree on the cell). Settling the last one closes the reading.
  Result<SecondReading> adjudicate(Id reading, Id cell, const QString& classId, const QString& comment,
                                   const QString& by);

  // For the agreement of readers: the cells of all second readings that both finished, and everybody's first
  // decision on each cell, second readings and examiners among them. Of drawn slides, or of patients' only.
  Result<std::vector<TwiceReadCell>> allCompared(bool synthetic) const;
  Result<std::vector<ReaderDecision>> firstDecisions(bool synthetic) const;

 private:
  Casebook& casebook_;
};

}  // namespace cellwise::casebook
