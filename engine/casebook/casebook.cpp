#include "casebook/casebook.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"
#include "casebook/disk.h"
#include "casebook/features.h"
#include "casebook/remarks.h"

namespace cellwise::casebook {

namespace {

QJsonObject jsonOf(const decision::Thresholds& thresholds) {
  return {{QStringLiteral("confidence"), thresholds.confidence},
          {QStringLiteral("membership"), thresholds.membership}};
}

void checkFinite(const decision::Thresholds& thresholds) {
  if (!std::isfinite(thresholds.confidence) || !std::isfinite(thresholds.membership)) {
    fail(ErrorCode::ArgumentInvalid, "a threshold is not a finite number");
  }
}

QByteArray packed(const std::vector<float>& values) {
  if (values.empty()) return {};
  QByteArray bytes(static_cast<qsizetype>(values.size() * sizeof(float)), Qt::Uninitialized);
  qToLittleEndian<float>(values.data(), static_cast<qsizetype>(values.size()), bytes.data());
  return bytes;
}

std::vector<float> unpacked(const QByteArray& bytes) {
  if (bytes.isEmpty()) return {};
  std::vector<float> values(static_cast<std::size_t>(bytes.size()) / sizeof(float));
  qFromLittleEndian<float>(bytes.constData(), static_cast<qsizetype>(values.size()), values.data());
  return values;
}

const QString kSlideColumns = QStringLiteral(
    "SELECT s.id, sample_id, title, specimen, source_path, synthetic, micrometres_per_pixel, imported_at,"
    " m.sha256, confidence_threshold, membership_threshold, cells, classified, failed, confirmed, to_review,"
    " signed_version, changed_since_signing, (SELECT g.kind FROM signatures g WHERE g.slide_id = s.id"
    " AND g.version = s.signed_version) FROM slides s LEFT JOIN models m ON m.id = s.model_id ");

const char* name(SignatureKind kind) {
  switch (kind) {
    case SignatureKind::Release: return "release";
    case SignatureKind::Preparation: return "preparation";
    case SignatureKind::Preliminary: return "preliminary";
  }
  return "";
}

SignatureKind signatureKind(const QString& text) {
  for (const SignatureKind kind :
       {SignatureKind::Release, SignatureKind::Preparation, SignatureKind::Preliminary}) {
    if (text == QLatin1String(name(kind))) return kind;
  }
  fail(ErrorCode::DatabaseDamaged, "unknown kind of signature: " + text.toStdString());
}

SlideSummary readSlide(const QSqlQuery& row) {
  SlideSummary slide;
  slide.id = row.value(0).toLongLong();
  slide.sampleId = row.value(1).toString();
  slide.title = row.value(2).toString();
  slide.specimen = row.value(3).toString();
  slide.sourcePath = row.value(4).toString();
  slide.synthetic = row.value(5).toBool();
  slide.micrometresPerPixel = row.value(6).toDouble();
  slide.importedAt = timeOf(row.value(7));
  slide.modelSha = row.value(8).toString();
  slide.thresholds = {row.value(9).toDouble(), row.value(10).toDouble()};
  slide.cells = row.value(11).toInt();
  slide.classified = row.value(12).toInt();
  slide.failed = row.value(13).toInt();
  slide.confirmed = row.value(14).toInt();
  slide.toReview = row.value(15).toInt();
  slide.signedVersion = row.value(16).toInt();
  slide.changedSinceSigning = row.value(17).toBool();
  if (!row.isNull(18)) slide.signedKind = signatureKind(row.value(18).toString());
  return slide;
}

const QString kCellColumns = QStringLiteral(
    "SELECT c.id, c.image_id, c.box_x, c.box_y, c.box_width, c.box_height,"
    " c.crop_x, c.crop_y, c.crop_width, c.crop_height, c.flagged,"
    " p.id, m.sha256, p.predicted, p.runner_up, p.confidence, p.max_membership, p.memberships, p.failure,"
    " r.id, r.class_id, r.reviewer, r.at, n.comment, p.attributes"
    " FROM cells c LEFT JOIN predictions p ON p.id = c.prediction_id LEFT JOIN models m ON m.id = p.model_id"
    " LEFT JOIN review_events r ON r.id = c.review_id LEFT JOIN review_events n ON n.id = c.comment_id ");

class CellReader {
 public:
  CellRecord read(const QSqlQuery& row) {
    CellRecord cell;
    cell.id = row.value(0).toLongLong();
    cell.imageId = row.value(1).toLongLong();
    cell.box = rect(row, 2);
    cell.crop = rect(row, 6);
    cell.flagged = row.value(10).toBool();
    if (!row.isNull(11)) {
      cell.failure = row.value(18).toString();
      if (row.isNull(18)) {
        cell.prediction = PredictionRecord{shared(row.value(12)),
                                           shared(row.value(13)),
                                           shared(row.value(14)),
                                           row.value(15).toDouble(),
                                           row.value(16).toDouble(),
                                           unpacked(row.value(17).toByteArray()),
                                           unpacked(row.value(24).toByteArray())};
      }
    }
    if (!row.isNull(19)) {
      cell.review = ReviewRecord{row.value(19).toLongLong(), shared(row.value(20)), shared(row.value(21)),
                                 timeOf(row.value(22))};
    }
    cell.comment = row.value(23).toString();
    return cell;
  }

 private:
  static QRect rect(const QSqlQuery& row, int first) {
    return {row.value(first).toInt(), row.value(first + 1).toInt(), row.value(first + 2).toInt(),
            row.value(first + 3).toInt()};
  }
  // Hashes, classes and names repeat in every cell: one copy of each.
  QString shared(const QVariant& value) { return *texts_.insert(value.toString()); }

  QSet<QString> texts_;
};

Id slideOf(const Database& database, Id cell) {
  QSqlQuery row = database.query(QStringLiteral("SELECT slide_id FROM cells WHERE id = ?"), {cell});
  return row.next() ? row.value(0).toLongLong() : 0;
}

const char* name(ImageKind kind) {
  return kind == ImageKind::Cell ? "cell" : "field";
}

}  // namespace

SlideSummary slideOrFail(const Database& database, Id id) {
  QSqlQuery row = database.query(kSlideColumns + QStringLiteral("WHERE s.id = ? AND NOT discarded"), {id});
  if (!row.next()) failNoSlide(id);
  return readSlide(row);
}

Casebook::Casebook(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Casebook::~Casebook() = default;

Result<std::unique_ptr<Casebook>> Casebook::open(const QString& file) {
  return attempt([&] {
    return std::unique_ptr<Casebook>(new Casebook(std::make_unique<Impl>(file, Database::Mode::ReadWrite)));
  });
}

Result<std::unique_ptr<Casebook>> Casebook::openReadOnly(const QString& file) {
  return attempt([&] {
    return std::unique_ptr<Casebook>(new Casebook(std::make_unique<Impl>(file, Database::Mode::ReadOnly)));
  });
}

QString Casebook::latestBackup(const QString& file) {
  const QFileInfo info(file);
  const QRegularExpression pattern(QRegularExpression::anchoredPattern(
      QRegularExpression::escape(info.fileName()) + QStringLiteral(R"(\.backup-v\d+-(\d{8}T\d{6,9}Z))")));
  QString latest, latestTime;
  for (const QString& name : info.absoluteDir().entryList(QDir::Files)) {
    const QRegularExpressionMatch match = pattern.match(name);
    if (!match.hasMatch() || match.captured(1) <= latestTime) continue;
    latestTime = match.captured(1);
    latest = info.absoluteDir().filePath(name);
  }
  return latest;
}

QString Casebook::file() const {
  return impl_->database.file();
}
bool Casebook::readOnly() const {
  return impl_->database.readOnly();
}
int Casebook::schemaVersion() const {
  const auto version = attempt([&] { return impl_->database.version(); });
  return version.value_or(0);
}

// --- slides

Result<Id> Casebook::addSlide(const NewSlide& slide, const QString& operatorName) {
  return impl_->database.write([&] {
    requirePermission(impl_->database, operatorName, Permission::ImportSlides);
    if (!slide.specimen.isEmpty() && slide.specimen != QLatin1String("blood") &&
        slide.specimen != QLatin1String("marrow")) {
      fail(ErrorCode::ArgumentInvalid, "unknown specimen: " + slide.specimen.toStdString());
    }
    if (!std::isfinite(slide.micrometresPerPixel) || slide.micrometresPerPixel < 0) {
      fail(ErrorCode::ArgumentInvalid, "the scale must be a positive number of micrometres per pixel");
    }
    QString title = slide.title;
    if (title.trimmed().isEmpty()) title = QFileInfo(QDir::cleanPath(slide.sourcePath)).fileName();
    const QDateTime at = now();
    const Id id = impl_->database.change(
        QStringLiteral("INSERT INTO slides (sample_id, title, specimen, source_path, synthetic,"
                       " micrometres_per_pixel, imported_at, importing) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
        {slide.sampleId, title, slide.specimen, slide.sourcePath, slide.synthetic ? 1 : 0,
         slide.micrometresPerPixel, at.toMSecsSinceEpoch(), slide.importing ? 1 : 0});
    appendAudit(impl_->database, at, actorOf(operatorName), QStringLiteral("slide.import"), slideSubject(id),
                {{QStringLiteral("sample_id"), slide.sampleId},
                 {QStringLiteral("title"), title},
                 {QStringLiteral("specimen"), slide.specimen},
                 {QStringLiteral("source_path"), slide.sourcePath},
                 {QStringLiteral("synthetic"), slide.synthetic},
                 {QStringLiteral("micrometres_per_pixel"), slide.micrometresPerPixel}});
    return id;
  });
}

Result<std::vector<Id>> Casebook::addImages(Id slide, const std::vector<NewImage>& images,
                                            const QString& operatorName) {
  Database& database = impl_->database;
  std::vector<ImageCopy> copies;
  const auto prepared = attempt([&] {
    if (database.readOnly()) fail(ErrorCode::DatabaseReadOnly, "the casebook is open for reading only");
    requirePermission(database, operatorName, Permission::ImportSlides);
    slideOrFail(database, slide);
    for (const NewImage& image : images) {
      if (image.bytes.isEmpty() || image.width <= 0 || image.height <= 0) {
        fail(ErrorCode::ArgumentInvalid, "an image without bytes or size", image.fileName.toStdString());
      }
      copies.push_back({sha256Of(image.bytes), &image.bytes});
    }
    storeImages(imageFolder(), copies);  // the slow part, before other writers are kept out
  });
  if (!prepared) return tl::make_unexpected(prepared.error());

  return database.write([&] {
    slideOrFail(database, slide);
    storeImages(imageFolder(), copies);  // a discarded slide may have taken a copy away meanwhile
    std::vector<Id> ids;
    QJsonArray added;
    int cells = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
      const NewImage& image = images[i];
      QSqlQuery known =
          database.query(QStringLiteral("SELECT 1 FROM images WHERE slide_id = ? AND sha256 = ?"),
                         {slide, copies[i].sha256});
      if (known.next()) {
        ids.push_back(0);
        continue;
      }
      const Id id = database.change(
          QStringLiteral("INSERT INTO images (slide_id, sha256, file_name, width, height, kind)"
                         " VALUES (?, ?, ?, ?, ?, ?)"),
          {slide, copies[i].sha256, image.fileName, image.width, image.height,
           QString::fromLatin1(name(image.kind))});
      for (const NewCell& cell : image.cells) {
        database.change(
            QStringLiteral("INSERT INTO cells (slide_id, image_id, box_x, box_y, box_width, box_height,"
                           " crop_x, crop_y, crop_width, crop_height) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            {slide, id, cell.box.x(), cell.box.y(), cell.box.width(), cell.box.height(), cell.crop.x(),
             cell.crop.y(), cell.crop.width(), cell.crop.height()});
      }
      ids.push_back(id);
      added.append(copies[i].sha256);
      cells += static_cast<int>(image.cells.size());
    }
    if (!added.isEmpty()) {
      appendAudit(database, now(), actorOf(operatorName), QStringLiteral("slide.images"), slideSubject(slide),
                  {{QStringLiteral("images"), added}, {QStringLiteral("cells"), cells}});
    }
    return ids;
  });
}

Result<void> Casebook::finishImport(Id slide, const QString& operatorName) {
  return impl_->database.write([&] {
    requirePermission(impl_->database, operatorName, Permission::ImportSlides);
    slideOrFail(impl_->database, slide);
    impl_->database.change(QStringLiteral("UPDATE slides SET importing = 0 WHERE id = ?"), {slide});
    appendAudit(impl_->database, now(), actorOf(operatorName), QStringLiteral("slide.imported"),
                slideSubject(slide), {});
  });
}

Result<std::vector<SlideSummary>> Casebook::slides() const {
  return attempt([&] {
    std::vector<SlideSummary> slides;
    QSqlQuery rows = impl_->database.query(
        kSlideColumns + QStringLiteral("WHERE NOT discarded AND NOT importing ORDER BY s.id DESC"));
    while (rows.next()) slides.push_back(readSlide(rows));
    impl_->database.checkFinished(rows);
    return slides;
  });
}

Result<SlideSummary> Casebook::slide(Id slide) const {
  return attempt([&] { return slideOrFail(impl_->database, slide); });
}

Result<void> Casebook::renameSlide(Id slide, const QString& sampleId, const QString& title,
                                   const QString& operatorName) {
  return impl_->database.write([&] {
    requirePermission(impl_->database, operatorName, Permission::ImportSlides);
    const SlideSummary old = slideOrFail(impl_->database, slide);
    if (old.sampleId == sampleId && old.title == title) return;
    impl_->database.change(QStringLiteral("UPDATE slides SET sample_id = ?, title = ?,"
                                          " changed_since_signing = signed_version > 0 WHERE id = ?"),
                           {sampleId, title, slide});
    appendAudit(impl_->database, now(), actorOf(operatorName), QStringLiteral("slide.rename"),
                slideSubject(slide),
                {{QStringLiteral("sample_id"), sampleId},
                 {QStringLiteral("title"), title},
                 {QStringLiteral("old_sample_id"), old.sampleId},
                 {QStringLiteral("old_title"), old.title}});
  });
}

Result<void> Casebook::setThresholds(Id slide, const decision::Thresholds& thresholds,
                                     const QString& operatorName) {
  return impl_->database.write([&] {
    requirePermission(impl_->database, operatorName, Permission::SetThresholds);
    checkFinite(thresholds);
    const SlideSummary old = slideOrFail(impl_->database, slide);
    if (old.thresholds == thresholds) return;
    refuseWhileReadTwice(impl_->database, slide);
    impl_->database.change(
        QStringLiteral("UPDATE slides SET confidence_threshold = ?, membership_threshold = ? WHERE id = ?"),
        {thresholds.confidence, thresholds.membership, slide});
    appendAudit(
        impl_->database, now(), actorOf(operatorName), QStringLiteral("slide.thresholds"),
        slideSubject(slide),
        {{QStringLiteral("new"), jsonOf(thresholds)}, {QStringLiteral("old"), jsonOf(old.thresholds)}});
  });
}

Result<void> Casebook::discardSlide(Id slide, const QString& operatorName) {
  Database& database = impl_->database;
  const auto discarded = database.write([&] {
    requirePermission(database, operatorName, Permission::ImportSlides);
    const SlideSummary summary = slideOrFail(database, slide);
    QSqlQuery reviewed = database.query(
        QStringLiteral(
            "SELECT 1 FROM cells JOIN review_events e ON e.cell_id = cells.id WHERE slide_id = ? LIMIT 1"),
        {slide});
    if (summary.signedVersion > 0 || reviewed.next()) {
      fail(ErrorCode::Conflict, "a slide that was reviewed or signed is not discarded");
    }
    database.change(QStringLiteral("UPDATE slides SET discarded = 1 WHERE id = ?"), {slide});
    appendAudit(database, now(), actorOf(operatorName), QStringLiteral("slide.discard"), slideSubject(slide),
                {});
  });
  if (!discarded) return discarded;

  // Only now that it is committed: a stop in between leaves copies too many, never too few. Inside a
  // transaction, so that no one adds a slide with the same image at this moment. Copies that cannot be
  // removed do no harm.
  (void)database.write([&] {
    QSqlQuery unused = database.query(
        QStringLiteral("SELECT sha256 FROM images i WHERE slide_id = ? AND NOT EXISTS (SELECT 1 FROM images o"
                       " JOIN slides s ON s.id = o.slide_id WHERE o.sha256 = i.sha256 AND NOT s.discarded)"),
        {slide});
    while (unused.next()) QFile::remove(imagePath(unused.value(0).toString()));
  });
  return {};
}

// --- images and cells

Result<std::vector<ImageRecord>> Casebook::images(Id slide) const {
  return attempt([&] {
    slideOrFail(impl_->database, slide);
    std::vector<ImageRecord> images;
    QSqlQuery rows = impl_->database.query(
        QStringLiteral(
            "SELECT id, sha256, file_name, width, height, kind FROM images WHERE slide_id = ? ORDER BY id"),
        {slide});
    while (rows.next()) {
      images.push_back(
          {rows.value(0).toLongLong(), rows.value(1).toString(), rows.value(2).toString(),
           rows.value(3).toInt(), rows.value(4).toInt(),
           rows.value(5).toString() == QLatin1String("cell") ? ImageKind::Cell : ImageKind::Field});
    }
    impl_->database.checkFinished(rows);
    return images;
  });
}

QString Casebook::imageFolder() const {
  return impl_->database.file() + QStringLiteral(".images");
}
QString Casebook::imagePath(const QString& sha256) const {
  return storedImagePath(imageFolder(), sha256);
}
QString Casebook::imagePath(const QString& imageFolder, const QString& sha256) {
  return storedImagePath(imageFolder, sha256);
}

Result<std::vector<CellRecord>> Casebook::cells(Id slide) const {
  return attempt([&] {
    const ReadTransaction view(impl_->database);
    std::vector<CellRecord> cells;
    cells.reserve(static_cast<std::size_t>(slideOrFail(impl_->database, slide).cells));
    QSqlQuery rows = impl_->database.query(
        kCellColumns + QStringLiteral("WHERE c.slide_id = ? AND NOT c.removed ORDER BY c.id"), {slide});
    CellReader reader;
    const auto tags = cellTags(impl_->database, slide);
    while (rows.next()) {
      cells.push_back(reader.read(rows));
      if (const auto found = tags.find(cells.back().id); found != tags.end())
        cells.back().tags = found->second;
    }
    impl_->database.checkFinished(rows);
    return cells;
  });
}

Result<CellRecord> Casebook::cell(Id cell) const {
  return attempt([&] {
    QSqlQuery row = impl_->database.query(
        kCellColumns +
            QStringLiteral("JOIN slides s ON s.id = c.slide_id WHERE c.id = ? AND NOT s.discarded"),
        {cell});
    if (!row.next()) fail(ErrorCode::NotFound, "no cell " + std::to_string(cell));
    CellRecord record = CellReader().read(row);
    row.finish();
    record.tags = cellTags(impl_->database, slideOf(impl_->database, cell), cell)[cell];
    return record;
  });
}

// --- predictions

namespace {

struct StoredModel {
  Id id = 0;
  ModelRecord record;
};

std::optional<StoredModel> findModel(const Database& database, const QString& sha256) {
  QSqlQuery row = database.query(QStringLiteral("SELECT id, sha256, name, version, manifest FROM models"
                                                " WHERE sha256 = ? ORDER BY id DESC LIMIT 1"),
                                 {sha256});
  if (!row.next()) {
    database.checkFinished(row);
    return {};
  }
  return StoredModel{row.value(0).toLongLong(),
                     {row.value(1).toString(), row.value(2).toString(), row.value(3).toString(),
                      row.value(4).toByteArray()}};
}

void checkPrediction(const Casebook::CellPrediction& cell) {
  if (!cell.failure.isEmpty()) return;
  const PredictionRecord& prediction = cell.prediction;
  bool sound = !prediction.predicted.isEmpty() && !prediction.memberships.empty() &&
               std::isfinite(prediction.confidence) && std::isfinite(prediction.maxMembership);
  for (const auto* values : {&prediction.memberships, &prediction.attributes, &cell.features}) {
    for (const float value : *values) sound = sound && std::isfinite(value);
  }
  if (!sound) {
    fail(ErrorCode::ArgumentInvalid,
         "cell " + std::to_string(cell.cellId) + ": a prediction needs a class and finite numbers");
  }
}

}  // namespace

Result<void> Casebook::registerModel(const ModelRecord& model) {
  return impl_->database.write([&] {
    if (model.sha256.isEmpty()) fail(ErrorCode::ArgumentInvalid, "a model without the hash of its weights");
    const auto known = findModel(impl_->database, model.sha256);
    if (known && known->record.manifest == model.manifest) return;
    impl_->database.change(
        QStringLiteral("INSERT INTO models (sha256, name, version, manifest) VALUES (?, ?, ?, ?)"),
        {model.sha256, model.name, model.version, model.manifest});
    appendAudit(impl_->database, now(), QStringLiteral("cellwise"), QStringLiteral("model.register"),
                QStringLiteral("model:") + model.sha256,
                {{QStringLiteral("name"), model.name},
                 {QStringLiteral("version"), model.version},
                 {QStringLiteral("manifest_sha256"), sha256Of(model.manifest)}});
  });
}

Result<ModelRecord> Casebook::model(const QString& sha256) const {
  return attempt([&] {
    const auto found = findModel(impl_->database, sha256);
    if (!found) fail(ErrorCode::NotFound, "no model " + sha256.toStdString());
    return found->record;
  });
}

Result<void> Casebook::addPredictions(Id slide, const QString& modelSha,
                                      const decision::Thresholds& thresholds,
                                      const std::vector<CellPrediction>& predictions) {
  Database& database = impl_->database;
  return database.write([&] {
    checkFinite(thresholds);
    const SlideSummary summary = slideOrFail(database, slide);
    const auto model = findModel(database, modelSha);
    if (!model) fail(ErrorCode::NotFound, "no model " + modelSha.toStdString());

    QJsonObject detail{{QStringLiteral("model"), modelSha},
                       {QStringLiteral("cells"), static_cast<int>(predictions.size())}};
    const bool switched = summary.modelSha != modelSha;
    if (switched) {
      detail[QStringLiteral("thresholds")] = jsonOf(thresholds);
      if (!summary.modelSha.isEmpty()) {
        detail[QStringLiteral("old_model")] = summary.modelSha;
        detail[QStringLiteral("old_thresholds")] = jsonOf(summary.thresholds);
      }
    }
    Fields rows;
    for (const CellPrediction& cell : predictions) {
      checkPrediction(cell);
      const PredictionRecord& p = cell.prediction;
      if (cell.failure.isEmpty()) {
        addPrediction(rows, cell.cellId, clean(p.predicted), clean(p.runnerUp), p.confidence, p.maxMembership,
                      packed(p.memberships), {}, packed(p.attributes));
      } else {
        addPrediction(rows, cell.cellId, {}, {}, 0, 0, {}, clean(cell.failure), {});
      }
    }
    detail[QStringLiteral("sha256")] = rows.sha256();
    const Id entry = appendAudit(database, now(), QStringLiteral("cellwise"),
                                 QStringLiteral("slide.classify"), slideSubject(slide), detail)
                         .id;

    if (switched) {
      database.change(
          QStringLiteral("UPDATE slides SET confidence_threshold = ?, membership_threshold = ? WHERE id = ?"),
          {thresholds.confidence, thresholds.membership, slide});
      // What this model said of the cells before, if the slide comes back to it; else nothing.
      database.change(
          QStringLiteral(
              "UPDATE cells SET (prediction_id, failed, confidence, max_membership) ="
              " (SELECT max(p.id), p.failure IS NOT NULL AND p.id IS NOT NULL, p.confidence,"
              "  p.max_membership FROM predictions p"
              "  WHERE p.cell_id = cells.id AND p.model_id IN (SELECT id FROM models WHERE sha256 = ?))"
              " WHERE slide_id = ? AND NOT removed"),
          {modelSha, slide});
    }
    database.change(QStringLiteral("UPDATE slides SET model_id = ? WHERE id = ? AND model_id IS NOT ?"),
                    {model->id, slide, model->id});

    for (const CellPrediction& cell : predictions) {
      QSqlQuery known = database.query(QStringLiteral("SELECT 1 FROM cells WHERE id = ? AND slide_id = ?"
                                                      " AND NOT removed"),
                                       {cell.cellId, slide});
      if (!known.next()) {
        fail(ErrorCode::NotFound,
             "no cell " + std::to_string(cell.cellId) + " on slide " + std::to_string(slide));
      }
      known.finish();
      const PredictionRecord& p = cell.prediction;
      const bool failed = !cell.failure.isEmpty();
      const auto unlessFailed = [&](QVariant value) { return failed ? QVariant() : value; };
      const QVariant confidence = unlessFailed(p.confidence);
      const QVariant membership = unlessFailed(p.maxMembership);
      const Id id = database.change(
          QStringLiteral("INSERT INTO predictions (cell_id, model_id, predicted, runner_up, confidence,"
                         " max_membership, memberships, failure, audit_id, attributes)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
          {cell.cellId, model->id, unlessFailed(p.predicted), unlessFailed(p.runnerUp), confidence,
           membership, unlessFailed(packed(p.memberships)), failed ? QVariant(cell.failure) : QVariant(),
           entry, failed || p.attributes.empty() ? QVariant() : QVariant(packed(p.attributes))});
      if (!failed && !cell.features.empty()) {
        database.change(QStringLiteral("INSERT INTO cell_features (prediction_id, features) VALUES (?, ?)"),
                        {id, packedFeatures(cell.features)});
      }
      database.change(QStringLiteral("UPDATE cells SET prediction_id = ?, failed = ?, confidence = ?,"
                                     " max_membership = ? WHERE id = ?"),
                      {id, failed ? 1 : 0, confidence, membership, cell.cellId});
    }
  });
}

// --- reviews

namespace {

const char* name(ReviewAction action) {
  switch (action) {
    case ReviewAction::Decide: return "decide";
    case ReviewAction::Retract: return "retract";
    case ReviewAction::Flag: return "flag";
    case ReviewAction::Unflag: return "unflag";
    case ReviewAction::Comment: return "comment";
  }
  return "";
}

ReviewAction actionOf(const QString& text) {
  for (const ReviewAction action : {ReviewAction::Decide, ReviewAction::Retract, ReviewAction::Flag,
                                    ReviewAction::Unflag, ReviewAction::Comment}) {
    if (text == QLatin1String(name(action))) return action;
  }
  fail(ErrorCode::DatabaseDamaged, "unknown review action: " + text.toStdString());
}

// The expert's decision that Retract goes back to: the one that was in force before, where it is for that
// class. Undoing step by step walks down the history, so one below the decision in force comes next.
Id decisionToRestore(const Database& database, Id cell, const QString& classId, Id inForce) {
  QSqlQuery before = database.query(
      QStringLiteral("SELECT p.id FROM review_events e JOIN review_events p ON p.id = e.previous"
                     " WHERE e.id = ? AND p.class_id = ?"),
      {inForce, classId});
  if (before.next()) return before.value(0).toLongLong();
  before.finish();
  QSqlQuery row = database.query(
      QStringLiteral("SELECT id FROM review_events WHERE cell_id = ? AND action = 'decide' AND class_id = ?"
                     " AND id IS NOT ? ORDER BY id < ? DESC, id DESC LIMIT 1"),
      {cell, classId, inForce, inForce});
  if (!row.next()) {
    fail(ErrorCode::Conflict,
         "cell " + std::to_string(cell) + ": no earlier decision for " + classId.toStdString());
  }
  return row.value(0).toLongLong();
}

// What is checked and looked up before the step's entry is written.
ReviewRow rowOf(const Database& database, const NewReview& review) {
  const bool hasClass = review.action == ReviewAction::Decide || review.action == ReviewAction::Retract;
  ReviewRow row;
  row.cell = review.cellId;
  row.action = QString::fromLatin1(name(review.action));
  row.classId = hasClass ? clean(review.classId) : QString();
  row.comment = review.action == ReviewAction::Comment ? clean(review.comment) : QString();
  row.reviewer = clean(review.reviewer);
  row.origin = clean(review.origin);
  if (review.action == ReviewAction::Decide && review.modelShown) {
    row.modelShown = *review.modelShown ? 1 : 0;
  }
  if (row.reviewer.trimmed().isEmpty()) {
    fail(ErrorCode::ArgumentInvalid, "a review needs the reviewer's name");
  }
  if (review.action == ReviewAction::Decide && row.classId.isEmpty()) {
    fail(ErrorCode::ArgumentInvalid, "a decision needs a class");
  }
  QSqlQuery found = database.query(QStringLiteral("SELECT c.review_id, c.slide_id FROM cells c"
                                                  " JOIN slides s ON s.id = c.slide_id"
                                                  " WHERE c.id = ? AND NOT s.discarded AND NOT c.removed"),
                                   {review.cellId});
  if (!found.next()) fail(ErrorCode::NotFound, "no cell " + std::to_string(review.cellId));
  row.previous = found.value(0).toLongLong();
  row.slide = found.value(1).toLongLong();
  found.finish();
  if (review.action == ReviewAction::Retract && !row.classId.isEmpty()) {
    row.restores = decisionToRestore(database, review.cellId, row.classId, row.previous);
  }
  return row;
}

void storeReview(Database& database, const ReviewRow& row, Id entry, const QDateTime& at) {
  const auto reference = [](Id event) { return event ? QVariant(event) : QVariant(); };
  database.change(
      QStringLiteral("INSERT INTO review_events (id, cell_id, action, class_id, comment, reviewer,"
                     " origin, at, previous, restores, audit_id, model_shown)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      {row.id, row.cell, row.action, row.classId, row.comment, row.reviewer, row.origin,
       at.toMSecsSinceEpoch(), reference(row.previous), reference(row.restores), entry, row.modelShown});

  switch (actionOf(row.action)) {
    case ReviewAction::Decide:
    case ReviewAction::Retract: {
      const Id inForce = row.action == QLatin1String("decide") ? row.id : row.restores;
      database.change(QStringLiteral("UPDATE cells SET review_id = ?, review_class = ? WHERE id = ?"),
                      {reference(inForce), inForce ? QVariant(row.classId) : QVariant(), row.cell});
      break;
    }
    case ReviewAction::Flag:
    case ReviewAction::Unflag:
      database.change(QStringLiteral("UPDATE cells SET flagged = ? WHERE id = ?"),
                      {row.action == QLatin1String("flag") ? 1 : 0, row.cell});
      break;
    case ReviewAction::Comment:
      database.change(QStringLiteral("UPDATE cells SET comment_id = ? WHERE id = ?"), {row.id, row.cell});
      break;
  }
}

// One step, one entry: of its cell if it is one, else of the slide, with a list of the cells.
std::vector<Id> appendStep(Database& database, const std::vector<NewReview>& reviews) {
  std::vector<ReviewRow> rows;
  for (const NewReview& review : reviews) rows.push_back(rowOf(database, review));
  // As its entry, where no longer step before it took that number.
  Id next = 0;
  for (const char* table : {"review_events", "audit"}) {
    QSqlQuery last = database.query(QStringLiteral("SELECT max(id) FROM %1").arg(QLatin1String(table)));
    if (last.next()) next = std::max(next, last.value(0).toLongLong());
  }
  for (ReviewRow& row : rows) row.id = ++next;
  const QDateTime at = now();
  const Id entry = appendAudit(database, at, rows.front().reviewer, actionOfStep(rows), subjectOfStep(rows),
                               detailOfStep(rows))
                       .id;
  std::vector<Id> ids;
  for (const ReviewRow& row : rows) {
    storeReview(database, row, entry, at);
    ids.push_back(row.id);
  }
  return ids;
}

}  // namespace

Id appendReview(Database& database, const NewReview& review) {
  return appendStep(database, {review}).front();
}

Result<std::vector<Id>> Casebook::addReviews(const std::vector<NewReview>& reviews) {
  return impl_->database.write([&] {
    std::vector<Id> ids;
    QSet<QString> allowed;
    for (const NewReview& review : reviews) {
      if (allowed.contains(review.reviewer)) continue;
      requirePermission(impl_->database, review.reviewer, Permission::ReviewCells);
      allowed.insert(review.reviewer);
    }
    QSet<Id> free;  // slides on which nothing is read a second time
    for (const NewReview& review : reviews) {
      if (review.action != ReviewAction::Decide && review.action != ReviewAction::Retract) continue;
      QSqlQuery slide =
          impl_->database.query(QStringLiteral("SELECT slide_id FROM cells WHERE id = ?"), {review.cellId});
      if (!slide.next() || free.contains(slide.value(0).toLongLong())) continue;
      refuseWhileReadTwice(impl_->database, slide.value(0).toLongLong());
      free.insert(slide.value(0).toLongLong());
    }
    // A step is one person's, on one slide, and says one thing of a cell; what is more, is more than one.
    std::vector<NewReview> step;
    QSet<Id> cells;
    Id slide = 0;
    const auto append = [&] {
      if (step.empty()) return;
      const auto appended = appendStep(impl_->database, step);
      ids.insert(ids.end(), appended.begin(), appended.end());
      step.clear();
      cells.clear();
    };
    for (const NewReview& review : reviews) {
      const Id its = slideOf(impl_->database, review.cellId);
      if (its != slide || cells.contains(review.cellId) ||
          (!step.empty() &&
           (step.front().reviewer != review.reviewer || step.front().origin != review.origin))) {
        append();
      }
      slide = its;
      cells.insert(review.cellId);
      step.push_back(review);
    }
    append();
    return ids;
  });
}

Result<std::vector<ReviewEvent>> Casebook::history(Id cell) const {
  return attempt([&] {
    std::vector<ReviewEvent> events;
    QSqlQuery rows = impl_->database.query(
        QStringLiteral("SELECT id, cell_id, action, class_id, comment, reviewer, origin, at, model_shown"
                       " FROM review_events"
                       " WHERE cell_id = ? ORDER BY id"),
        {cell});
    while (rows.next()) {
      events.push_back({rows.value(0).toLongLong(), rows.value(1).toLongLong(),
                        actionOf(rows.value(2).toString()), rows.value(3).toString(),
                        rows.value(4).toString(), rows.value(5).toString(), rows.value(6).toString(),
                        timeOf(rows.value(7)),
                        rows.isNull(8) ? std::nullopt : std::optional(rows.value(8).toBool())});
    }
    impl_->database.checkFinished(rows);
    return events;
  });
}

Result<std::vector<DecisionStep>> Casebook::undoableSteps(Id slide, const QString& reviewer,
                                                          int limit) const {
  return attempt([&] {
    const Database& database = impl_->database;
    const ReadTransaction view(database);
    struct Decided {
      Id entry = 0;
      QString origin;
      DecisionStep::Cell cell;
    };
    std::vector<Decided> decided;  // the latest first
    QSqlQuery rows = database.query(
        QStringLiteral("SELECT e.audit_id, e.origin, e.cell_id, e.id, e.class_id, e.at, p.id, p.class_id, "
                       "p.reviewer, p.at"
                       " FROM cells c JOIN review_events e ON e.cell_id = c.id"
                       " LEFT JOIN review_events p ON p.id = e.previous"
                       " WHERE c.slide_id = ? AND e.action = 'decide' AND e.reviewer = ?"
                       " AND e.audit_id > coalesce((SELECT max(id) FROM signatures WHERE slide_id = ?), 0)"
                       " AND NOT EXISTS (SELECT 1 FROM review_events r WHERE r.previous = e.id AND r.action "
                       "= 'retract')"),
        {slide, reviewer, slide});
    while (rows.next()) {
      Decided row{rows.value(0).toLongLong(), rows.value(1).toString(), {}};
      row.cell.cellId = rows.value(2).toLongLong();
      row.cell.after = {rows.value(3).toLongLong(), rows.value(4).toString(), reviewer,
                        timeOf(rows.value(5))};
      if (!rows.isNull(6)) {
        row.cell.before = ReviewRecord{rows.value(6).toLongLong(), rows.value(7).toString(),
                                       rows.value(8).toString(), timeOf(rows.value(9))};
      }
      decided.push_back(std::move(row));
    }
    database.checkFinished(rows);

    std::sort(decided.begin(), decided.end(),
              [](const Decided& a, const Decided& b) { return a.cell.after.event > b.cell.after.event; });

    // Backwards from what is in force: a step counts while all its cells stand as it left them.
    std::map<Id, Id> inForce;
    QSqlQuery present = database.query(
        QStringLiteral("SELECT id, review_id FROM cells WHERE slide_id = ? AND review_id IS NOT NULL"),
        {slide});
    while (present.next()) inForce[present.value(0).toLongLong()] = present.value(1).toLongLong();
    database.checkFinished(present);
    std::vector<DecisionStep> steps;
    for (std::size_t i = 0; i < decided.size() && std::ssize(steps) < limit;) {
      DecisionStep step{decided[i].origin, {}};
      const Id entry = decided[i].entry;
      bool stands = true;
      for (; i < decided.size() && decided[i].entry == entry; ++i) {
        const auto& cell = decided[i].cell;
        stands = stands && inForce[cell.cellId] == cell.after.event;
        inForce[cell.cellId] = cell.before ? cell.before->event : 0;
        step.cells.insert(step.cells.begin(), cell);
      }
      if (!stands) break;
      steps.insert(steps.begin(), std::move(step));
    }
    return steps;
  });
}

Result<std::vector<ExampleCell>> Casebook::examples(const QString& classId, Id exceptSlide, int limit) const {
  return attempt([&] {
    std::vector<ExampleCell> examples;
    QSqlQuery rows = impl_->database.query(
        QStringLiteral("SELECT c.id, c.slide_id, c.review_class, e.reviewer FROM cells c"
                       " JOIN review_events e ON e.id = c.review_id"
                       " JOIN slides s ON s.id = c.slide_id"
                       " WHERE c.review_class = ? AND +c.slide_id <> ?"
                       " AND s.synthetic = (SELECT synthetic FROM slides WHERE id = ?)"
                       " ORDER BY c.review_id DESC LIMIT ?"),
        {classId, exceptSlide, exceptSlide, limit});
    while (rows.next()) {
      examples.push_back({rows.value(0).toLongLong(), rows.value(1).toLongLong(), rows.value(2).toString(),
                          rows.value(3).toString()});
    }
    impl_->database.checkFinished(rows);
    return examples;
  });
}

// --- signatures

Result<SignatureRecord> Casebook::sign(const NewSignature& signature) {
  Database& database = impl_->database;
  const auto known = attempt([&] { requirePassword(database, signature.signer, signature.password); });
  if (!known) return tl::make_unexpected(known.error());
  return database.write([&] {
    requirePermission(
        database, signature.signer,
        signature.kind == SignatureKind::Release ? Permission::SignReleased : Permission::SignPrepared);
    const SlideSummary slide = slideOrFail(database, signature.slideId);
    if (signature.kind == SignatureKind::Release) refuseWhileReadTwice(database, slide.id);
    SignatureRecord record;
    record.slideId = slide.id;
    record.version = slide.signedVersion + 1;
    record.signer = clean(signature.signer).trimmed();
    record.meaning = clean(signature.meaning).trimmed();
    record.reason = clean(signature.reason).trimmed();
    record.at = now();
    record.content = signature.content;
    record.contentSha256 = sha256Of(signature.content);
    record.kind = signature.kind;
    if (record.signer.isEmpty() || record.meaning.isEmpty() || record.content.isEmpty()) {
      fail(ErrorCode::ArgumentInvalid, "a signature needs a name, a meaning and what is signed");
    }
    if (record.version > 1 && record.reason.isEmpty()) {
      fail(ErrorCode::Conflict, "already signed: an amended version needs a reason");
    }
    const AppendedEntry entry =
        appendAudit(database, record.at, record.signer, QStringLiteral("sign"), slideSubject(slide.id),
                    detailOfSignature(record.version, record.meaning, record.reason, record.contentSha256,
                                      QString::fromLatin1(name(record.kind))));
    record.id = entry.id;
    record.auditHead = entry.hash;
    database.change(
        QStringLiteral("INSERT INTO signatures (id, slide_id, version, signer, meaning, reason, at,"
                       " content, content_sha256, kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        {record.id, record.slideId, record.version, record.signer, record.meaning, record.reason,
         record.at.toMSecsSinceEpoch(), record.content, record.contentSha256,
         QString::fromLatin1(name(record.kind))});
    database.change(
        QStringLiteral("UPDATE slides SET signed_version = ?, changed_since_signing = 0 WHERE id = ?"),
        {record.version, slide.id});
    return record;
  });
}

Result<std::vector<SignatureRecord>> Casebook::signatures(Id slide) const {
  return attempt([&] {
    std::vector<SignatureRecord> signatures;
    QSqlQuery rows = impl_->database.query(
        QStringLiteral(
            "SELECT s.id, slide_id, version, signer, meaning, reason, s.at, content, content_sha256,"
            " a.hash, s.kind FROM signatures s JOIN audit a ON a.id = s.id WHERE slide_id = ? ORDER BY "
            "version"),
        {slide});
    while (rows.next()) {
      signatures.push_back({rows.value(0).toLongLong(), rows.value(1).toLongLong(), rows.value(2).toInt(),
                            rows.value(3).toString(), rows.value(4).toString(), rows.value(5).toString(),
                            timeOf(rows.value(6)), rows.value(7).toByteArray(), rows.value(8).toString(),
                            rows.value(9).toString(), signatureKind(rows.value(10).toString())});
    }
    impl_->database.checkFinished(rows);
    return signatures;
  });
}

// --- audit

Result<std::vector<AuditEntry>> Casebook::audit(Id afterId, int limit) const {
  return attempt([&] {
    std::vector<AuditEntry> entries;
    QSqlQuery rows = impl_->database.query(
        QStringLiteral("SELECT id, at, actor, action, subject, detail, hash FROM audit WHERE id > ?"
                       " ORDER BY id LIMIT ?"),
        {afterId, limit});
    while (rows.next()) {
      entries.push_back({rows.value(0).toLongLong(), timeOf(rows.value(1)), rows.value(2).toString(),
                         rows.value(3).toString(), rows.value(4).toString(),
                         rows.value(5).toString().toUtf8(), rows.value(6).toString()});
    }
    impl_->database.checkFinished(rows);
    return entries;
  });
}

Result<int> Casebook::verifyAudit() const {
  return attempt([&] { return casebook::verifyAudit(impl_->database); });
}

Result<QString> Casebook::auditHead() const {
  return attempt([&] { return casebook::auditHead(impl_->database); });
}

Result<void> Casebook::backup(const QString& file) const {
  return attempt([&] {
    const QFileInfo target(file);
    if (target == QFileInfo(impl_->database.file())) {
      fail(ErrorCode::ArgumentInvalid, "a casebook is not backed up onto itself", file.toStdString());
    }
    impl_->database.backup(target.absoluteFilePath());
  });
}

}  // namespace cellwise::casebook
