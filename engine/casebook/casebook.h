// The laboratory's record: one SQLite file, with a folder of image copies beside it
// (FILE.images/ab/abcd...; named by SHA-256). History is append-only: nothing is overwritten.
//
// Thread: an object belongs to the thread that opened it. Open the same file again in another.
// Durability: when a writing call returns, its change is on disk (WAL, synchronous=FULL).
// Every writing call is one transaction, with its entry in the audit chain; on an error nothing changed.
#pragma once

#include <QString>
#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "casebook/records.h"

namespace cellwise::casebook {

class Casebook {
 public:
  // Makes the file if it is not there, migrates an older one after a backup.
  // Errors: FileUnwritable, DatabaseNotOurs, VersionUnsupported, DatabaseDamaged, DatabaseFailed.
  static Result<std::unique_ptr<Casebook>> open(const QString& file);
  // For a damaged or foreign-owned file: nothing can be written. Errors as above.
  static Result<std::unique_ptr<Casebook>> openReadOnly(const QString& file);
  // The newest backup beside the file, empty if there is none.
  static QString latestBackup(const QString& file);
  ~Casebook();
  Casebook(const Casebook&) = delete;
  Casebook& operator=(const Casebook&) = delete;

  QString file() const;
  bool readOnly() const;
  int schemaVersion() const;

  // --- slides
  Result<Id> addSlide(const NewSlide& slide, const QString& operatorName);
  // Images whose bytes the slide has already are left out; returns the ids added, 0 in the place of
  // those left out. The copies are on disk before the rows.
  Result<std::vector<Id>> addImages(Id slide, const std::vector<NewImage>& images, const QString& operatorName);
  Result<std::vector<SlideSummary>> slides() const;
  Result<SlideSummary> slide(Id slide) const;
  Result<void> renameSlide(Id slide, const QString& sampleId, const QString& title, const QString& operatorName);
  // The line between accepted and to review, for cells no expert has confirmed. Predictions stay.
  Result<void> setThresholds(Id slide, const decision::Thresholds& thresholds, const QString& operatorName);
  // An import that was cancelled or failed: removes a slide on which nobody has decided or signed.
  // Conflict otherwise.
  Result<void> discardSlide(Id slide, const QString& operatorName);

  // --- images and cells
  Result<std::vector<ImageRecord>> images(Id slide) const;
  // The folder of stored copies, and where one of them lies.
  QString imageFolder() const;
  QString imagePath(const QString& sha256) const;
  // The same without an open casebook, for threads that only read images.
  static QString imagePath(const QString& imageFolder, const QString& sha256);
  Result<std::vector<CellRecord>> cells(Id slide) const;
  Result<CellRecord> cell(Id cell) const;

  // --- predictions
  Result<void> registerModel(const ModelRecord& model);
  Result<ModelRecord> model(const QString& sha256) const;
  struct CellPrediction {
    Id cellId = 0;
    PredictionRecord prediction;
    QString failure;             // instead of a prediction
  };
  // A batch in one transaction. The slide's model becomes this one; when it had none, its thresholds
  // become those given. A prediction of the same cell by another model stays in the history.
  Result<void> addPredictions(Id slide, const QString& modelSha, const decision::Thresholds& thresholds,
                              const std::vector<CellPrediction>& predictions);

  // --- reviews
  // All or none; one transaction, so that a bulk action is one step. Returns the events' ids.
  Result<std::vector<Id>> addReviews(const std::vector<NewReview>& reviews);
  Result<std::vector<ReviewEvent>> history(Id cell) const;
  // Confirmed cells of a class, newest first, other slides' before this one's, not the cell itself.
  Result<std::vector<ExampleCell>> examples(const QString& classId, Id exceptCell, int limit) const;

  // --- signatures
  // Freezes content with its hash. Errors: Conflict when version 2 or later has no reason.
  Result<SignatureRecord> sign(const NewSignature& signature);
  Result<std::vector<SignatureRecord>> signatures(Id slide) const;

  // --- audit
  Result<std::vector<AuditEntry>> audit(Id afterId = 0, int limit = 1000) const;
  // Recomputes the chain. Errors: AuditBroken, naming the first bad entry.
  Result<int> verifyAudit() const;
  Result<QString> auditHead() const;
  // Consistent copy by SQLite's backup API.
  Result<void> backup(const QString& file) const;

 private:
  struct Impl;
  explicit Casebook(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::casebook
