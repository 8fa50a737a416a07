// The laboratory's record: one SQLite file, with a folder of image copies beside it
// (FILE.images/ab/abcd...; named by SHA-256). History is append-only: nothing is overwritten.
//
// Needs a QCoreApplication.
// Thread: an object belongs to the thread that opened it. Open the same file again in another.
// Durability: when a writing call returns, its change is on disk (WAL, synchronous=FULL).
// Where the casebook has accounts (casebook/accounts.h), a writing call that names somebody answers
// AccessDenied unless that person is one of them and may do it.
// Every writing call is one transaction, with its entry in the audit chain; on an error nothing changed.
#pragma once

#include <QString>

#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "casebook/records.h"
#include "casebook/report_records.h"

namespace cellwise::casebook {

class Casebook {
 public:
  // Makes the file if it is not there, migrates an older one after a backup.
  // Errors: FileUnwritable, DatabaseNotOurs, VersionUnsupported, DatabaseDamaged, DatabaseFailed.
  static Result<std::unique_ptr<Casebook>> open(const QString& file);
  // For a damaged file, or one that may not be written: as far as it can be read.
  // Errors: FileNotFound, FileUnreadable, DatabaseNotOurs, VersionUnsupported (newer, or not migrated
  // yet), DatabaseDamaged. Writing calls answer DatabaseReadOnly.
  static Result<std::unique_ptr<Casebook>> openReadOnly(const QString& file);
  // The newest backup beside the file (FILE.backup-v<version>-<UTC>), empty if there is none.
  static QString latestBackup(const QString& file);
  ~Casebook();
  Casebook(const Casebook&) = delete;
  Casebook& operator=(const Casebook&) = delete;

  QString file() const;
  bool readOnly() const;
  int schemaVersion() const;

  // --- slides. Those of a discarded slide answer NotFound.
  Result<Id> addSlide(const NewSlide& slide, const QString& operatorName);
  // Images whose bytes the slide has already are left out; returns the ids added, 0 in the place of
  // those left out. The copies are on disk before the rows.
  Result<std::vector<Id>> addImages(Id slide, const std::vector<NewImage>& images,
                                    const QString& operatorName);
  // Of a slide that was added as importing. Killed before, it stays out of sight.
  Result<void> finishImport(Id slide, const QString& operatorName);
  Result<std::vector<SlideSummary>> slides() const;  // newest first; reads no cells
  Result<SlideSummary> slide(Id slide) const;
  Result<void> renameSlide(Id slide, const QString& sampleId, const QString& title,
                           const QString& operatorName);
  // The line between accepted and to review, for cells no expert has confirmed. Predictions stay.
  Result<void> setThresholds(Id slide, const decision::Thresholds& thresholds, const QString& operatorName);
  // An import that was cancelled or failed: hides a slide that nobody has reviewed or signed, and
  // removes the image copies that no other slide uses. Conflict otherwise.
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
  // Again with another manifest (new calibration): the newest is the one that model() gives.
  Result<void> registerModel(const ModelRecord& model);
  Result<ModelRecord> model(const QString& sha256) const;
  struct CellPrediction {
    Id cellId = 0;
    PredictionRecord prediction;
    QString failure;  // instead of a prediction
    // What the model saw, f(x), kept for finding like cells; may be empty.
    std::vector<float> features = {};
  };
  // A batch in one transaction. The slide's model becomes this one; when it was another or none, its
  // thresholds become those given, which belong to the model, and every cell shows what this model
  // said of it, if anything. Predictions by another model stay in the history.
  // Errors: NotFound (model, slide, cell not of this slide), ArgumentInvalid (not finite, no class).
  Result<void> addPredictions(Id slide, const QString& modelSha, const decision::Thresholds& thresholds,
                              const std::vector<CellPrediction>& predictions);

  // --- reviews
  // All or none; one transaction, so that a bulk action is one step. Returns the events' ids.
  // Retract: the decision that comes into force again is the expert's latest earlier one for that
  // class. Errors: NotFound (cell), Conflict (no expert ever decided what Retract goes back to),
  // ArgumentInvalid (no reviewer, Decide without a class).
  Result<std::vector<Id>> addReviews(const std::vector<NewReview>& reviews);
  Result<std::vector<ReviewEvent>> history(Id cell) const;
  // The reviewer's latest decisions on the slide that can still be taken back one after the other, the
  // latest last: none that was taken back, that another expert overrode, or that a signature stands on.
  Result<std::vector<DecisionStep>> undoableSteps(Id slide, const QString& reviewer, int limit) const;
  // Cells of other slides that an expert confirmed as this class, the newest decisions first. Beside a
  // drawn slide's cells stand drawn ones, beside a patient's only patients'.
  Result<std::vector<ExampleCell>> examples(const QString& classId, Id exceptSlide, int limit) const;

  // --- signatures
  // Freezes content with its hash. Errors: Conflict when version 2 or later has no reason,
  // ArgumentInvalid when signer, meaning or content is empty.
  Result<SignatureRecord> sign(const NewSignature& signature);
  Result<std::vector<SignatureRecord>> signatures(Id slide) const;

  // --- what people write on a slide's report. Appended to; the newest is in force, empty before the first.
  Result<ReportEntries> reportEntries(Id slide) const;
  // Nothing happens when they are the same. Errors: ArgumentInvalid (a white cell count that is none),
  // NotFound (slide, a cell that is not of it).
  Result<void> setReportEntries(Id slide, const ReportEntries& entries, const QString& operatorName);
  // The laboratory's own words, for every report.
  Result<Laboratory> laboratory() const;
  // logoPng replaces the logo; empty: the one that laboratory.logoSha256 names, which must be known.
  Result<void> setLaboratory(const Laboratory& laboratory, const QByteArray& logoPng,
                             const QString& operatorName);
  Result<QByteArray> logo(const QString& sha256) const;  // a PNG. Errors: NotFound

  // --- audit
  Result<std::vector<AuditEntry>> audit(Id afterId = 0, int limit = 1000) const;
  // Recomputes the chain and compares reviews, predictions and signatures with it; returns the number
  // of entries. Errors: AuditBroken, naming the first bad entry.
  Result<int> verifyAudit() const;
  Result<QString> auditHead() const;
  // Consistent copy by SQLite's backup API; replaces the file. The image copies are not part of it.
  Result<void> backup(const QString& file) const;

 private:
  // Areas with headers of their own.
  friend class Accounts;        // casebook/accounts.h: who works here, and what they may do
  friend class AuditLog;        // casebook/audit_log.h: the audit chain filtered, verified, exported
  friend class BlindAudits;     // casebook/blind_audits.h: accepted cells asked about without saying so
  friend class QualityControl;  // casebook/quality_control.h: slides read again and again, and every reading
  friend class SignedReports;   // casebook/signed_reports.h: signatures across slides
  friend class SecondReadings;  // casebook/second_readings.h: blind second readings and adjudication
  friend class ClassBook;       // casebook/class_book.h: classes that the laboratory made itself
  friend class Remarks;         // casebook/remarks.h: tags, remarks on slides, finding both
  friend class CellsByHand;     // casebook/cells_by_hand.h: cells drawn, split, merged, removed
  friend class Features;        // casebook/features.h: what models saw in cells; the nearest confirmed
  friend class Atlas;           // casebook/atlas.h: the experts' reference cells
  struct Impl;
  explicit Casebook(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::casebook
