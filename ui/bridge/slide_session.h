// The open slide as the interface sees it: a snapshot on the UI thread, kept true by the casebook
// thread. A decision changes the snapshot only after it is on disk.
#pragma once

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

#include "casebook/records.h"
#include "casebook/second_readings.h"
#include "decision/risk_coverage.h"
#include "model/manifest.h"
#include "reporting/differential.h"

namespace cellwise::ui {

class Workspace;

// Where a cell stands; each has its own mark (shape and text).
enum class CellState {
  Unclassified,  // no prediction yet, or classification failed
  AutoAccepted,
  Rejected,   // to review; decision() says ambiguous or unfamiliar
  Confirmed,  // an expert agreed with the model
  Changed,    // an expert decided on another class than the model's
};

class SlideSession : public QObject {
  Q_OBJECT
 public:
  ~SlideSession() override;

  const casebook::SlideSummary& slide() const;
  // The manifest of the model that read the slide (from the casebook), else of the one in use. Its scheme
  // is the list of all classes that an expert can choose: behind the model's own, which stand in the order
  // of its outputs, come the laboratory's classes and the answers that are none (workflow/class_list.h).
  const model::Manifest& manifest() const;
  int modelClasses() const;                                // how many of them are the model's
  const std::vector<casebook::CellRecord>& cells() const;  // index = row, stable while open
  const std::vector<casebook::ImageRecord>& images() const;
  int rowOf(casebook::Id cell) const;                             // -1 if it is not of this slide
  const std::vector<int>& rowsOfImage(casebook::Id image) const;  // its cells, rising
  QString imageFolder() const;                                    // of the casebook, for image threads

  // Class that counts: the expert's, else the model's, else -1. Index into manifest().scheme.classes.
  int classOf(int row) const;
  int predictedClassOf(int row) const;  // -1 while unclassified
  CellState stateOf(int row) const;
  decision::Decision decisionOf(int row) const;  // of the model, at the present thresholds

  // Who is at the screen reads this slide a second time, or counts it as one of two examiners: cells show
  // that person's labels alone, decisions go to the reading, flags and comments wait. Empty: an ordinary
  // session. An examiner's cells are the own sample, without predictions, all to review.
  const std::optional<casebook::SecondReading>& secondReading() const;
  bool examining() const;  // it is of two examiners

  // --- thresholds: in memory at once, stored a moment after the last change
  decision::Thresholds thresholds() const;
  void setThresholds(const decision::Thresholds& thresholds);
  // Cells of this slide that no expert has confirmed, sorted once; counts at any c_th in O(log n).
  const decision::Workload& workload() const;

  // --- decisions: durable first, then cellsChanged. One call is one undo step.
  // modelShown: whether the expert had the model's opinion in view; kept with the decision.
  void decide(const std::vector<int>& rows, int classIndex, const QString& origin,
              std::optional<bool> modelShown = {});
  // Each on the class that it has; rows without one are left out.
  void confirm(const std::vector<int>& rows, const QString& origin);
  void setFlagged(const std::vector<int>& rows, bool flagged);
  void setComment(int row, const QString& comment);
  // Puts a word on cells, or takes it off; kept, but no undo step.
  void setTag(const std::vector<int>& rows, const QString& tag, bool on);
  // Also what the same person decided before the slide was opened, from the casebook's history.
  bool canUndo() const;
  bool canRedo() const;
  void undo();
  void redo();
  // True while an acknowledged write is still on its way: leaving must wait for it.
  bool hasPendingWrites() const;

  // Review queue: rejected and unclassifiable rows that no expert decided, lowest confidence first.
  std::vector<int> reviewQueue() const;
  // Rows of confirmed cells of this class on this slide, for reference beside a query.
  std::vector<int> exampleRows(int classIndex, int exceptRow, int limit) const;

  // Everything that experts ever said of a cell, oldest first: asked for, then historyRead follows.
  void requestHistory(int row);

  reporting::Differential differential() const;
  // Freezes the content that the signer was shown, or differential() when it is empty; signed_, signRefused
  // or Workspace::failed follows. Conflict when the cells say something else by then. The password is asked
  // for where the casebook has accounts.
  void sign(const QString& signer, const QString& meaning, const QString& reason,
            casebook::SignatureKind kind = casebook::SignatureKind::Release, const QString& password = {},
            const QByteArray& content = {});
  const std::vector<casebook::SignatureRecord>& signatures() const;  // oldest first
  // What else a report says was changed on disk.
  void setChangedSinceSigning(bool changed);

 Q_SIGNALS:
  void cellsChanged(QList<int> rows);  // decisions, predictions, flags, comments of these rows
  void cellsReset();                   // anything may be different
  void classesChanged();               // the list of classes is another; cellsReset follows
  void thresholdsChanged();
  void slideChanged();  // summary, signatures
  void historyRead(int row, const std::vector<cellwise::casebook::ReviewEvent>& events);
  void undoChanged();
  void signed_();
  void signRefused(cellwise::Error error);  // a wrong password, or not this person's to sign

 private:
  friend class Workspace;
  struct Impl;
  explicit SlideSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
