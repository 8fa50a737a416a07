#include "bridge/slide_session.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <map>

#include "bridge/slide_session_impl.h"
#include "casebook/remarks.h"
#include "workflow/class_list.h"

namespace cellwise::ui {
namespace {

constexpr int kThresholdDelayMs = 400;  // a drag is one entry in the audit chain, not hundreds
constexpr int kLeavingLimitMs = 30'000;
constexpr int kEarlierSteps = 50;

}  // namespace

using casebook::CellRecord;
using casebook::NewReview;
using casebook::ReviewAction;

SlideSession::SlideSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {
  impl_->q = this;
  impl_->threshold_timer.setSingleShot(true);
  impl_->threshold_timer.setInterval(kThresholdDelayMs);
  connect(&impl_->threshold_timer, &QTimer::timeout, this,
          [this] { impl_->enqueue({Operation::Kind::Thresholds}); });
  impl_->index();
}

SlideSession::~SlideSession() {
  // A decision that was made is written, whatever else happens.
  impl_->flush();
  QElapsedTimer waited;
  waited.start();
  while (hasPendingWrites() && waited.elapsed() < kLeavingLimitMs) {
    QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents | QEventLoop::WaitForMoreEvents, 50);
  }
}

// --- the snapshot -----------------------------------------------------------------------------

void SlideSession::Impl::setManifest(const model::Manifest& model) {
  manifest = model;
  model_classes = manifest.scheme.classes.size();
  manifest.scheme = workflow::classList(manifest.scheme, data.classes, data.cells);
}

void SlideSession::Impl::setClasses(std::vector<casebook::LaboratoryClass> classes) {
  if (data.classes == classes) return;
  data.classes = std::move(classes);
  model::Manifest model = manifest;
  model.scheme.classes.resize(model_classes);
  setManifest(model);
  index();
  Q_EMIT q->classesChanged();
  Q_EMIT q->cellsReset();
}

void SlideSession::Impl::index() {
  rows.clear();
  rows_of_image.clear();
  by_confidence.clear();
  standing.assign(data.cells.size(), {});
  const bool examining = q->examining();
  for (int row = 0; row < int(data.cells.size()); ++row) {
    CellRecord& cell = data.cells[std::size_t(row)];
    rows[cell.id] = row;
    rows_of_image[cell.imageId].push_back(row);
    if (examining) cell.failure = SlideSession::tr("the model's answer is withheld");
    indexRow(row);
  }
  recount();
}

void SlideSession::Impl::indexRow(int row) {
  const CellRecord& cell = data.cells[std::size_t(row)];
  const auto indexOf = [&](const QString& id) { return manifest.scheme.indexOf(id.toStdString()); };
  const CellStanding before = standing[std::size_t(row)];
  CellStanding& its = standing[std::size_t(row)] = {};
  its.failed = !cell.failure.isEmpty();
  if (cell.prediction) {
    its.has_prediction = true;
    its.confidence = cell.prediction->confidence;
    its.maxMembership = cell.prediction->maxMembership;
    its.predicted = indexOf(cell.prediction->predicted);
  }
  if (cell.review) {
    its.decided = true;
    its.reviewed = indexOf(cell.review->classId);
    its.agreed = cell.prediction && cell.prediction->predicted == cell.review->classId;
  }
  if (its.has_prediction != before.has_prediction || its.failed != before.failed ||
      its.confidence != before.confidence)
    by_confidence.clear();
}

// As the casebook counts them.
void SlideSession::Impl::recount() {
  workload.reset();
  auto& slide = data.slide;
  slide.cells = int(data.cells.size());
  slide.classified = slide.failed = slide.confirmed = failed_open = 0;
  for (int row = 0; row < slide.cells; ++row) count(row, 1);
  countToReview();
}

void SlideSession::Impl::count(int row, int sign) {
  const CellStanding& its = standing[std::size_t(row)];
  auto& slide = data.slide;
  slide.classified += sign * (its.has_prediction || its.failed);
  slide.failed += sign * its.failed;
  slide.confirmed += sign * its.decided;
  failed_open += sign * (its.failed && !its.decided);
  if (its.has_prediction && !its.decided) workload.reset();
}

void SlideSession::Impl::countToReview() {
  const auto counts = q->workload().at(data.slide.thresholds.confidence);
  data.slide.toReview = int(counts.ambiguous + counts.unfamiliar) + failed_open;
}

CellMarks SlideSession::Impl::marks(int row) const {
  const CellRecord& cell = data.cells[std::size_t(row)];
  return {row, cell.review, cell.flagged, cell.comment};
}

const casebook::SlideSummary& SlideSession::slide() const {
  return impl_->data.slide;
}
const model::Manifest& SlideSession::manifest() const {
  return impl_->manifest;
}
int SlideSession::modelClasses() const {
  return int(impl_->model_classes);
}
const std::vector<CellRecord>& SlideSession::cells() const {
  return impl_->data.cells;
}
const std::vector<casebook::ImageRecord>& SlideSession::images() const {
  return impl_->data.images;
}
QString SlideSession::imageFolder() const {
  return impl_->data.imageFolder;
}

const std::optional<casebook::SecondReading>& SlideSession::secondReading() const {
  return impl_->data.reading;
}

bool SlideSession::examining() const {
  return secondReading() && secondReading()->kind == casebook::ReadingKind::TwoExaminers;
}

int SlideSession::rowOf(casebook::Id cell) const {
  const auto it = impl_->rows.find(cell);
  return it == impl_->rows.end() ? -1 : it->second;
}

int SlideSession::classOf(int row) const {
  const CellStanding& its = impl_->standing[std::size_t(row)];
  return its.reviewed >= 0 ? its.reviewed : its.predicted;
}

int SlideSession::predictedClassOf(int row) const {
  return impl_->standing[std::size_t(row)].predicted;
}

decision::Decision SlideSession::decisionOf(int row) const {
  const CellStanding& its = impl_->standing[std::size_t(row)];
  // What could not be classified is near no class.
  if (!its.has_prediction) return decision::Decision::Unfamiliar;
  return decision::decide(its.confidence, its.maxMembership, impl_->data.slide.thresholds);
}

CellState SlideSession::stateOf(int row) const {
  const CellStanding& its = impl_->standing[std::size_t(row)];
  // An examiner's answer is no change of an answer that is not shown.
  if (its.decided)
    return its.agreed || (!its.has_prediction && examining()) ? CellState::Confirmed : CellState::Changed;
  if (!its.has_prediction) return CellState::Unclassified;
  return decisionOf(row) == decision::Decision::Accepted ? CellState::AutoAccepted : CellState::Rejected;
}

// --- thresholds -------------------------------------------------------------------------------

decision::Thresholds SlideSession::thresholds() const {
  return impl_->data.slide.thresholds;
}

void SlideSession::setThresholds(const decision::Thresholds& thresholds) {
  auto& slide = impl_->data.slide;
  if (slide.thresholds == thresholds || secondReading()) return;
  if (slide.thresholds.membership != thresholds.membership) impl_->workload.reset();
  slide.thresholds = thresholds;
  impl_->countToReview();
  impl_->threshold_timer.start();
  Q_EMIT thresholdsChanged();
}

const decision::Workload& SlideSession::workload() const {
  if (!impl_->workload) {
    std::vector<decision::Workload::Cell> open;
    open.reserve(impl_->standing.size());
    for (const CellStanding& its : impl_->standing) {
      if (its.has_prediction && !its.decided) open.push_back({its.confidence, its.maxMembership});
    }
    impl_->workload.emplace(open, impl_->data.slide.thresholds.membership);
  }
  return *impl_->workload;
}

// --- operations -------------------------------------------------------------------------------

void SlideSession::decide(const std::vector<int>& rows, int classIndex, const QString& origin,
                          std::optional<bool> modelShown) {
  if (rows.empty() || classIndex < 0 || std::size_t(classIndex) >= manifest().scheme.classes.size()) return;
  Operation operation{Operation::Kind::Decide};
  operation.rows = rows;
  const QString id = QString::fromStdString(manifest().scheme.classes[std::size_t(classIndex)].id);
  for (std::size_t i = 0; i < rows.size(); ++i) operation.classIds << id;
  operation.origin = origin;
  operation.modelShown = modelShown;
  impl_->enqueue(std::move(operation));
}

void SlideSession::confirm(const std::vector<int>& rows, const QString& origin) {
  Operation operation{Operation::Kind::Decide};
  for (const int row : rows) {
    const int c = classOf(row);
    if (c < 0) continue;
    operation.rows.push_back(row);
    operation.classIds << QString::fromStdString(manifest().scheme.classes[std::size_t(c)].id);
  }
  if (operation.rows.empty()) return;
  operation.origin = origin;
  impl_->enqueue(std::move(operation));
}

void SlideSession::setFlagged(const std::vector<int>& rows, bool flagged) {
  if (rows.empty() || secondReading()) return;
  Operation operation{Operation::Kind::Flag};
  operation.rows = rows;
  operation.flagged = flagged;
  impl_->enqueue(std::move(operation));
}

void SlideSession::setComment(int row, const QString& comment) {
  if (secondReading()) return;
  Operation operation{Operation::Kind::Comment};
  operation.rows = {row};
  operation.text = comment;
  impl_->enqueue(std::move(operation));
}

void SlideSession::setTag(const std::vector<int>& rows, const QString& tag, bool on) {
  if (rows.empty() || tag.trimmed().isEmpty() || secondReading()) return;
  Operation operation{Operation::Kind::Tag};
  operation.rows = rows;
  operation.text = tag.simplified();
  operation.flagged = on;
  impl_->enqueue(std::move(operation));
}

void SlideSession::undo() {
  impl_->enqueue({Operation::Kind::Undo});
}
void SlideSession::redo() {
  impl_->enqueue({Operation::Kind::Redo});
}

void SlideSession::sign(const QString& signer, const QString& meaning, const QString& reason,
                        casebook::SignatureKind kind, const QString& password, const QByteArray& content) {
  if (secondReading())  // the cells are not those of the report
    return impl_->fail({ErrorCode::Conflict, "who reads the slide blind does not sign it meanwhile", {}});
  impl_->flush();
  Operation operation{Operation::Kind::Sign};
  operation.signer = signer;
  operation.meaning = meaning;
  operation.reason = reason;
  operation.signature = kind;
  operation.password = password;
  operation.content = content;
  impl_->enqueue(std::move(operation));
}

bool SlideSession::canUndo() const {
  return !impl_->undo.empty() ||
         std::any_of(impl_->queue.begin(), impl_->queue.end(), [](const Operation& o) {
           return o.kind == Operation::Kind::Decide || o.kind == Operation::Kind::Flag ||
                  o.kind == Operation::Kind::Comment;
         });
}
bool SlideSession::canRedo() const {
  return !impl_->redo.empty();
}

bool SlideSession::hasPendingWrites() const {
  return impl_->in_flight || !impl_->queue.empty() || impl_->threshold_timer.isActive();
}

void SlideSession::Impl::flush() {
  if (!threshold_timer.isActive()) return;
  threshold_timer.stop();
  enqueue({Operation::Kind::Thresholds});
}

void SlideSession::Impl::enqueue(Operation operation) {
  operation.by = operator_name();
  queue.push_back(std::move(operation));
  runNext();
}

void SlideSession::Impl::finishOperation() {
  in_flight = false;
  queue.pop_front();
  runNext();
  if (queue.empty()) Q_EMIT q->undoChanged();  // nothing is on its way any more
}

void SlideSession::Impl::readSteps() {
  if (data.reading) return;  // a second reader's labels are the reading's
  post([this, slide = data.slide.id, reviewer = operator_name()](casebook::Casebook& casebook) -> Done {
    auto steps = casebook.undoableSteps(slide, reviewer, kEarlierSteps);
    if (!steps) return [this, error = steps.error()] { fail(error); };
    return [this, steps = std::move(*steps), reviewer] {
      if (reviewer != operator_name()) return;
      std::vector<UndoStep> earlier;
      for (const auto& decided : steps) {
        UndoStep step;
        step.origin = decided.origin;
        for (const auto& cell : decided.cells) {
          const int row = q->rowOf(cell.cellId);
          if (row < 0) continue;
          step.before.push_back(marks(row));
          step.before.back().review = cell.before;
          step.after.push_back(marks(row));
          step.after.back().review = cell.after;
        }
        if (!step.before.empty()) earlier.push_back(std::move(step));
      }
      // What was decided meanwhile is on top.
      undo.insert(undo.begin(), earlier.begin(), earlier.end());
      Q_EMIT q->undoChanged();
    };
  });
}

void SlideSession::Impl::runNext() {
  if (in_flight || queue.empty()) return;
  in_flight = true;
  const Operation operation = queue.front();
  const QString reviewer = operation.by;

  switch (operation.kind) {
    case Operation::Kind::Decide:
    case Operation::Kind::Flag:
    case Operation::Kind::Comment: {
      UndoStep step;
      step.origin = operation.origin;
      std::vector<NewReview> reviews;
      for (std::size_t i = 0; i < operation.rows.size(); ++i) {
        const int row = operation.rows[i];
        step.before.push_back(marks(row));
        NewReview review;
        review.cellId = data.cells[std::size_t(row)].id;
        review.reviewer = reviewer;
        review.origin = operation.origin;
        review.modelShown = operation.modelShown;
        if (operation.kind == Operation::Kind::Decide) {
          review.classId = operation.classIds[qsizetype(i)];
        } else if (operation.kind == Operation::Kind::Flag) {
          review.action = operation.flagged ? ReviewAction::Flag : ReviewAction::Unflag;
        } else {
          review.action = ReviewAction::Comment;
          review.comment = operation.text;
        }
        reviews.push_back(review);
      }
      step.action = operation.kind == Operation::Kind::Decide ? ReviewAction::Decide
                    : operation.kind == Operation::Kind::Flag ? ReviewAction::Flag
                                                              : ReviewAction::Comment;
      write(std::move(reviews), operation.rows, [this, step](std::vector<CellMarks> after) mutable {
        step.after = std::move(after);
        undo.push_back(std::move(step));
        redo.clear();
      });
      break;
    }
    case Operation::Kind::Undo: {
      if (undo.empty()) {
        finishOperation();
        return;
      }
      const UndoStep step = undo.back();
      restore(step, step.before, true, reviewer, [this] {
        redo.push_back(std::move(undo.back()));
        undo.pop_back();
      });
      break;
    }
    case Operation::Kind::Redo: {
      if (redo.empty()) {
        finishOperation();
        return;
      }
      const UndoStep step = redo.back();
      restore(step, step.after, false, reviewer, [this] {
        undo.push_back(std::move(redo.back()));
        redo.pop_back();
      });
      break;
    }
    case Operation::Kind::Tag: {
      casebook::Remark remark;
      remark.slideId = data.slide.id;
      for (const int row : operation.rows) remark.cells.push_back(data.cells[std::size_t(row)].id);
      remark.kind = operation.flagged ? casebook::RemarkKind::Tag : casebook::RemarkKind::Untag;
      remark.text = operation.text;
      remark.person = reviewer;
      post([this, remark, rows = operation.rows](casebook::Casebook& casebook) -> Done {
        const auto added = casebook::Remarks(casebook).add(remark);
        return [this, added, remark, rows] {
          if (!added) {
            fail(added.error());
          } else {
            for (const int row : rows) {
              QStringList& tags = data.cells[std::size_t(row)].tags;
              tags.removeAll(remark.text);
              if (remark.kind == casebook::RemarkKind::Tag) tags << remark.text;
              tags.sort();
            }
            Q_EMIT q->cellsChanged(QList<int>(rows.begin(), rows.end()));
          }
          finishOperation();
        };
      });
      break;
    }
    case Operation::Kind::Thresholds: {
      const auto id = data.slide.id;
      const auto thresholds = data.slide.thresholds;
      post([this, id, thresholds, reviewer](casebook::Casebook& casebook) -> Done {
        const auto stored = casebook.setThresholds(id, thresholds, reviewer);
        auto slide = casebook.slide(id);
        return [this, stored, slide] {
          if (!stored) fail(stored.error());
          if (slide) data.slide.changedSinceSigning = slide->changedSinceSigning;
          Q_EMIT q->slideChanged();
          finishOperation();
        };
      });
      break;
    }
    case Operation::Kind::Sign: {
      casebook::NewSignature signature;
      signature.slideId = data.slide.id;
      signature.signer = operation.signer;
      signature.meaning = operation.meaning;
      signature.reason = operation.reason;
      signature.kind = operation.signature;
      signature.password = operation.password;
      signature.content = operation.content;
      if (signature.content.isEmpty()) {
        signature.content = reporting::toJson(q->differential());
      } else if (const auto shown = reporting::differentialFromJson(signature.content);
                 !shown || !reporting::sameCount(*shown, q->differential())) {
        fail({ErrorCode::Conflict, "the slide changed while it was being signed; look again, then sign", {}});
        finishOperation();
        return;
      }
      post([this, signature](casebook::Casebook& casebook) -> Done {
        const auto made = casebook.sign(signature);
        auto slide = casebook.slide(signature.slideId);
        return [this, made, slide] {
          if (!made && made.error().code == ErrorCode::AccessDenied) {
            Q_EMIT q->signRefused(made.error());
          } else if (!made) {
            fail(made.error());
          } else {
            data.signatures.push_back(*made);
            data.slide.signedVersion = made->version;
            data.slide.signedKind = made->kind;
            data.slide.changedSinceSigning = slide ? slide->changedSinceSigning : false;
            Q_EMIT q->slideChanged();
            Q_EMIT q->signed_();
          }
          finishOperation();
        };
      });
      break;
    }
  }
  Q_EMIT q->undoChanged();
}

namespace {

// A second reader's decisions go to the reading; back come the cells as that reader may see them. Those of
// one class are one step, as they were decided.
std::optional<Error> label(casebook::Casebook& casebook, const casebook::SecondReading& reading,
                           const std::vector<NewReview>& reviews, std::vector<CellRecord>& blind) {
  casebook::SecondReadings readings(casebook);
  std::map<QString, std::vector<casebook::Id>> byClass;
  for (const NewReview& review : reviews) byClass[review.classId].push_back(review.cellId);
  for (const auto& [classId, cells] : byClass) {
    if (auto done =
            readings.label(reading.id, cells, classId, reviews.front().reviewer, reviews.front().modelShown);
        !done)
      return done.error();
  }
  auto seen = readings.blindCells(reading);
  if (!seen) return seen.error();
  blind = std::move(*seen);
  return std::nullopt;
}

}  // namespace

// An examiner's sample grows by a cell for each that is outside the count: behind those that are there.
bool SlideSession::Impl::addCells(const std::vector<CellRecord>& seen) {
  const std::size_t before = data.cells.size();
  for (const CellRecord& cell : seen) {
    if (!rows.count(cell.id)) data.cells.push_back(cell);
  }
  if (data.cells.size() == before) return false;
  index();
  return true;
}

// Puts events on disk, reads the cells back as the casebook has them now, then shows them.
void SlideSession::Impl::write(std::vector<NewReview> reviews, std::vector<int> changed,
                               std::function<void(std::vector<CellMarks>)> then) {
  post([this, reviews = std::move(reviews), changed = std::move(changed), then = std::move(then),
        id = data.slide.id, reading = data.reading](casebook::Casebook& casebook) -> Done {
    std::vector<CellMarks> after;
    std::optional<Error> error;
    std::vector<CellRecord> seen;  // by a second reader or an examiner
    std::unordered_map<casebook::Id, CellRecord> blind;
    if (reading) {
      error = label(casebook, *reading, reviews, seen);
      for (const CellRecord& cell : seen) blind[cell.id] = cell;
    } else if (auto written = casebook.addReviews(reviews); !written) {
      error = written.error();
    }
    for (std::size_t i = 0; !error && i < changed.size(); ++i) {
      auto cell = reading ? Result<CellRecord>(blind[reviews[i].cellId]) : casebook.cell(reviews[i].cellId);
      if (!cell) {
        error = cell.error();
      } else {
        after.push_back({changed[i], cell->review, cell->flagged, cell->comment});
      }
    }
    auto slide = casebook.slide(id);
    return [this, error, changed, after = std::move(after), slide, then, seen = std::move(seen)] {
      if (error) {
        fail(*error);
      } else {
        QList<int> rows;
        for (const CellMarks& marks : after) {
          change(marks.row, [&](CellRecord& cell) {
            cell.review = marks.review;
            cell.flagged = marks.flagged;
            cell.comment = marks.comment;
          });
          rows.push_back(marks.row);
        }
        then(after);
        if (slide) data.slide.changedSinceSigning = slide->changedSinceSigning;
        const bool more = addCells(seen);
        countToReview();
        Q_EMIT q->cellsChanged(rows);
        if (more) Q_EMIT q->cellsReset();
        Q_EMIT q->slideChanged();
      }
      finishOperation();
      Q_EMIT q->undoChanged();
    };
  });
}

// History is append-only: going back is an event of its own.
void SlideSession::Impl::restore(const UndoStep& step, const std::vector<CellMarks>& target, bool undoing,
                                 const QString& by, std::function<void()> then) {
  std::vector<NewReview> reviews;
  std::vector<int> changed;
  for (const CellMarks& marks : target) {
    NewReview review;
    review.cellId = data.cells[std::size_t(marks.row)].id;
    review.reviewer = by;
    review.origin = step.origin;
    switch (step.action) {
      case ReviewAction::Flag:
        review.action = marks.flagged ? ReviewAction::Flag : ReviewAction::Unflag;
        break;
      case ReviewAction::Comment:
        review.action = ReviewAction::Comment;
        review.comment = marks.comment;
        break;
      default:
        review.action = undoing ? ReviewAction::Retract : ReviewAction::Decide;
        review.classId = marks.review ? marks.review->classId : QString();
    }
    reviews.push_back(review);
    changed.push_back(marks.row);
  }
  write(std::move(reviews), std::move(changed), [then = std::move(then)](std::vector<CellMarks>) { then(); });
}

// --- what follows from the snapshot --------------------------------------------------------------

std::vector<int> SlideSession::reviewQueue() const {
  auto& sorted = impl_->by_confidence;
  if (sorted.empty()) {
    for (int row = 0; row < int(cells().size()); ++row) {
      const CellStanding& its = impl_->standing[std::size_t(row)];
      if (its.has_prediction || its.failed) sorted.push_back(row);
    }
    const auto confidence = [this](int row) {
      const CellStanding& its = impl_->standing[std::size_t(row)];
      return its.has_prediction ? its.confidence : 2.0;  // unreadable ones last
    };
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](int a, int b) { return confidence(a) < confidence(b); });
  }
  std::vector<int> rows;
  rows.reserve(sorted.size());
  for (const int row : sorted) {
    const CellStanding& its = impl_->standing[std::size_t(row)];
    if (its.has_prediction ? stateOf(row) == CellState::Rejected : !its.decided) rows.push_back(row);
  }
  return rows;
}

const std::vector<int>& SlideSession::rowsOfImage(casebook::Id image) const {
  static const std::vector<int> none;
  const auto found = impl_->rows_of_image.find(image);
  return found == impl_->rows_of_image.end() ? none : found->second;
}

std::vector<int> SlideSession::exampleRows(int classIndex, int exceptRow, int limit) const {
  std::vector<int> rows;
  for (int row = 0; row < int(cells().size()) && int(rows.size()) < limit; ++row) {
    if (row != exceptRow && impl_->standing[std::size_t(row)].reviewed == classIndex) rows.push_back(row);
  }
  return rows;
}

void SlideSession::requestHistory(int row) {
  if (row < 0 || row >= int(cells().size())) return;
  if (secondReading()) {  // what others said of it waits until both are done
    Q_EMIT historyRead(row, {});
    return;
  }
  impl_->post([this, row, cell = cells()[std::size_t(row)].id](casebook::Casebook& book) -> Impl::Done {
    auto events = book.history(cell);
    if (!events) return [this, error = events.error()] { impl_->fail(error); };
    return [this, row, events = std::move(*events)] { Q_EMIT historyRead(row, events); };
  });
}

reporting::Differential SlideSession::differential() const {
  return reporting::computeDifferential(slide(), cells(), manifest(), impl_->operator_name(),
                                        QDateTime::currentDateTimeUtc());
}

void SlideSession::setChangedSinceSigning(bool changed) {
  if (std::exchange(impl_->data.slide.changedSinceSigning, changed) != changed) Q_EMIT slideChanged();
}

const std::vector<casebook::SignatureRecord>& SlideSession::signatures() const {
  return impl_->data.signatures;
}

// --- classification ------------------------------------------------------------------------------

void SlideSession::Impl::setFallbackManifest(const model::Manifest& model) {
  if (data.manifest) return;
  setManifest(model);
  index();
  Q_EMIT q->classesChanged();
  Q_EMIT q->cellsReset();
}

void SlideSession::Impl::applyPredictions(
    const QString& modelSha, const model::Manifest& model,
    const std::vector<casebook::Casebook::CellPrediction>& predictions) {
  if (q->examining()) return;  // the model's answers stay away
  auto& slide = data.slide;
  const bool other_model = slide.modelSha != modelSha;
  const auto old_thresholds = slide.thresholds;
  if (other_model) {
    slide.thresholds = model.thresholds;  // they belong to the model
    slide.modelSha = modelSha;
    data.manifest = model;
    setManifest(model);
    for (CellRecord& cell : data.cells) cell.prediction.reset();
    index();
  }
  QList<int> changed;
  for (const auto& p : predictions) {
    const int row = q->rowOf(p.cellId);
    if (row < 0) continue;
    change(row, [&](CellRecord& cell) {
      if (p.failure.isEmpty()) {
        cell.prediction = p.prediction;
        cell.failure.clear();
      } else {
        cell.prediction.reset();
        cell.failure = p.failure;
      }
    });
    changed.push_back(row);
  }
  countToReview();
  if (other_model) {
    if (!(old_thresholds == slide.thresholds)) Q_EMIT q->thresholdsChanged();
    Q_EMIT q->classesChanged();
    Q_EMIT q->cellsReset();
  } else {
    Q_EMIT q->cellsChanged(changed);
  }
  Q_EMIT q->slideChanged();
}

}  // namespace cellwise::ui
