// What a casebook holds, as values. Ids are the database's row ids; 0 is none.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QRect>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

#include "decision/score.h"

namespace cellwise::casebook {

using Id = qint64;

// Derived from the counts, never stored, but for Signed.
enum class SlideState { Imported, Classifying, ToReview, ReadyToSign, Signed };

// What a signature does, beside what its meaning says: who may give it follows from it.
enum class SignatureKind { Release, Preparation, Preliminary };

struct NewSlide {
  QString sampleId;                // patient or sample identifier, as typed
  QString title;                   // defaults to the folder's name
  QString specimen;                // "blood" or "marrow"
  QString sourcePath;              // where it was imported from
  bool synthetic = false;          // drawn, not a patient's
  double micrometresPerPixel = 0;  // 0 if unknown
  bool importing = false;          // not among slides() before finishImport
};

struct SlideSummary {
  Id id = 0;
  QString sampleId;
  QString title;
  QString specimen;
  QString sourcePath;
  bool synthetic = false;
  double micrometresPerPixel = 0;
  QDateTime importedAt;  // UTC
  QString modelSha;      // of the model its predictions are from; empty before
  decision::Thresholds thresholds;
  int cells = 0;
  int classified = 0;     // cells the slide's model has been through, failures included
  int failed = 0;         // of these: could not be classified
  int confirmed = 0;      // cells with an expert's decision in force
  int toReview = 0;       // rejected at the thresholds or failed, and not confirmed
  int signedVersion = 0;  // 0: never signed
  SignatureKind signedKind = SignatureKind::Release;  // of that version
  bool changedSinceSigning = false;  // in what the report says: flags and comments do not count
  SlideState state() const;
};

enum class ImageKind { Cell, Field };

struct ImageRecord {
  Id id = 0;
  QString sha256;    // of the file's bytes; names the stored copy
  QString fileName;  // original name, without its folder
  int width = 0;
  int height = 0;
  ImageKind kind = ImageKind::Cell;
};

// An image of an import, with its cells: one for a crop, those found for a field.
struct NewCell {
  QRect box;   // the cell on its image, pixels
  QRect crop;  // what the classifier sees; the whole image for a crop
};
struct NewImage {
  QByteArray bytes;  // the file, unchanged
  QString fileName;
  int width = 0;
  int height = 0;
  ImageKind kind = ImageKind::Cell;
  std::vector<NewCell> cells;
};

struct PredictionRecord {
  QString modelSha;
  QString predicted;               // class id
  QString runnerUp;                // class id, empty if there is none
  double confidence = 0;           // c
  double maxMembership = 0;        // max D
  std::vector<float> memberships;  // all D, in the order of the model's scheme
  // Of all attributes' values, in the order of the model's attribute scheme; empty without one.
  std::vector<float> attributes = {};
};

// The expert's word on a cell that is in force.
struct ReviewRecord {
  Id event = 0;
  QString classId;
  QString reviewer;
  QDateTime at;  // UTC
};

struct CellRecord {
  Id id = 0;
  Id imageId = 0;
  QRect box;
  QRect crop;
  std::optional<PredictionRecord> prediction;
  QString failure;  // why it could not be classified; empty if it could
  std::optional<ReviewRecord> review;
  bool flagged = false;
  QString comment;        // the latest; earlier ones stay in the history
  QStringList tags = {};  // those it has now, in order of the alphabet
};

enum class ReviewAction {
  Decide,   // the class is what classId says: confirms or changes
  Retract,  // back to what was in force before (undo); empty classId: no expert's decision
  Flag,
  Unflag,
  Comment,
};

struct NewReview {
  Id cellId = 0;
  ReviewAction action = ReviewAction::Decide;
  QString classId;  // Decide, Retract
  QString comment;  // Comment
  QString reviewer;
  QString origin;  // "review", "gallery", "cli": where it was made; "audit": see casebook/blind_audits.h
  // Decide: the expert had seen what the model says of the cell. Empty: not noted.
  std::optional<bool> modelShown = {};
};

// One line of a cell's append-only history.
struct ReviewEvent {
  Id id = 0;
  Id cellId = 0;
  ReviewAction action = ReviewAction::Decide;
  QString classId;
  QString comment;
  QString reviewer;
  QString origin;
  QDateTime at;
  std::optional<bool> modelShown = {};
};

// What one call of addReviews decided, as undo needs it.
struct DecisionStep {
  struct Cell {
    Id cellId = 0;
    std::optional<ReviewRecord> before;
    ReviewRecord after;
  };
  QString origin;
  std::vector<Cell> cells;
};

struct ModelRecord {
  QString sha256;  // of the weights
  QString name;
  QString version;
  QByteArray manifest;  // as JSON: a slide stays readable when the model is gone
};

struct NewSignature {
  Id slideId = 0;
  QString signer;
  QString meaning;     // "reviewed and released"
  QString reason;      // why amended; required from version 2 on
  QByteArray content;  // the frozen differential, canonical JSON
  SignatureKind kind = SignatureKind::Release;
  QString password = {};  // the signer's once more, where the casebook has accounts
};

struct SignatureRecord {
  Id id = 0;
  Id slideId = 0;
  int version = 0;  // 1 is the first, then amended versions
  QString signer;
  QString meaning;
  QString reason;
  QDateTime at;
  QByteArray content;
  QString contentSha256;
  QString auditHead;  // head of the audit chain that the signature made
  SignatureKind kind = SignatureKind::Release;
};

struct AuditEntry {
  Id id = 0;
  QDateTime at;
  QString actor;
  QString action;     // "slide.import", "review.decide", "sign", ...
  QString subject;    // "slide:3", "cell:812"
  QByteArray detail;  // JSON
  QString hash;       // SHA-256 over domain, length-prefixed fields, previous hash
};

struct ExampleCell {  // a confirmed cell, to be shown beside the query
  Id cellId = 0;
  Id slideId = 0;
  QString classId;
  QString reviewer;
};

}  // namespace cellwise::casebook
