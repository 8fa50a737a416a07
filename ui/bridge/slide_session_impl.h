// What SlideSession and Workspace share; of no interest to anyone else.
#pragma once

#include <QTimer>

#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>

#include "bridge/slide_session.h"
#include "casebook/casebook.h"
#include "casebook/class_book.h"

namespace cellwise::ui {

// A slide as read from the casebook in one go.
struct SlideData {
  casebook::SlideSummary slide;
  std::vector<casebook::ImageRecord> images;
  std::vector<casebook::CellRecord> cells;
  std::vector<casebook::SignatureRecord> signatures;
  std::optional<model::Manifest> manifest;  // of the model that read it
  std::vector<casebook::LaboratoryClass> classes;
  QString imageFolder;
  std::optional<casebook::SecondReading> reading;  // this person's, open: cells are as they may see them
};

// What is asked of every cell at each step of a slider: 32 bytes in place of a record of half a kilobyte.
struct CellStanding {
  double confidence = 0, maxMembership = 0;
  int predicted = -1, reviewed = -1;  // class indices, -1 for none
  bool has_prediction = false, failed = false, decided = false;
  bool agreed = false;  // the expert with the model
};

// What an expert can change on a cell.
struct CellMarks {
  int row = -1;
  std::optional<casebook::ReviewRecord> review;
  bool flagged = false;
  QString comment;
};

// One undo step: how the cells stood before and after.
struct UndoStep {
  casebook::ReviewAction action = casebook::ReviewAction::Decide;  // Decide, Flag or Comment
  QString origin;
  std::vector<CellMarks> before, after;
};

struct Operation {
  enum class Kind { Decide, Flag, Comment, Tag, Undo, Redo, Thresholds, Sign };
  Operation(Kind k) : kind(k) {}

  Kind kind;
  std::vector<int> rows;
  QStringList classIds;  // one for each row
  bool flagged = false;
  QString text, origin;
  QString signer, meaning, reason, password;
  casebook::SignatureKind signature = casebook::SignatureKind::Release;
  QString by;  // who asked for it, even if somebody else signs in before it is written
  std::optional<bool> modelShown;
  QByteArray content;  // to be signed
};

struct SlideSession::Impl {
  SlideSession* q = nullptr;

  // The way to the casebook thread and back to this one; what is done is dropped if the session is gone.
  using Done = std::function<void()>;
  std::function<void(std::function<Done(casebook::Casebook&)>)> post;
  std::function<void(const Error&)> fail;
  std::function<QString()> operator_name;

  SlideData data;
  model::Manifest manifest;  // with all classes that can be chosen
  std::size_t model_classes = 0;
  std::unordered_map<casebook::Id, int> rows;
  std::unordered_map<casebook::Id, std::vector<int>> rows_of_image;
  std::vector<CellStanding> standing;  // by row
  mutable std::optional<decision::Workload> workload;
  // Rows that the model read or could not read, the least confident first; empty until it is asked for.
  mutable std::vector<int> by_confidence;
  int failed_open = 0;  // could not be classified, and no expert decided

  // Operations run one after another: each sees what the one before it left.
  std::deque<Operation> queue;
  bool in_flight = false;
  QTimer threshold_timer;
  std::vector<UndoStep> undo, redo;

  void setManifest(const model::Manifest& model);
  void setClasses(std::vector<casebook::LaboratoryClass> classes);
  void index();
  void indexRow(int row);
  void recount();
  // The counts with this cell (1), and without it (-1) before it is changed.
  void count(int row, int sign);
  void countToReview();
  template <class Change>
  void change(int row, Change change) {
    count(row, -1);
    change(data.cells[std::size_t(row)]);
    indexRow(row);
    count(row, 1);
  }
  CellMarks marks(int row) const;
  bool addCells(const std::vector<casebook::CellRecord>& seen);
  void enqueue(Operation operation);
  void runNext();
  void write(std::vector<casebook::NewReview> reviews, std::vector<int> rows,
             std::function<void(std::vector<CellMarks>)> then);
  void restore(const UndoStep& step, const std::vector<CellMarks>& target, bool undoing, const QString& by,
               std::function<void()> then);
  void finishOperation();
  // What this person decided before the slide was opened can be taken back too.
  void readSteps();
  void flush();  // thresholds that wait for their moment

  // From the classification under way.
  void applyPredictions(const QString& modelSha, const model::Manifest& model,
                        const std::vector<casebook::Casebook::CellPrediction>& predictions);
  void setFallbackManifest(const model::Manifest& model);
};

}  // namespace cellwise::ui
