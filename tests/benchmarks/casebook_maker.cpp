#include "casebook_maker.h"

#include <QDir>
#include <QFile>
#include <QRect>

#include <algorithm>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <random>
#include <set>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "casebook/casebook.h"
#include "casebook/features.h"
#include "imaging/image_file.h"

namespace cellwise::benchmarks {
namespace {

constexpr std::int64_t kFirstTime = 1'700'000'000'000;  // milliseconds since 1970
constexpr int kBatch = 32;                              // cells of one audit entry of a classification

[[noreturn]] void failed(const std::string& what) {
  throw std::runtime_error(what);
}

class File {
 public:
  explicit File(const QString& path) {
    if (sqlite3_open(path.toUtf8().constData(), &handle_) != SQLITE_OK) failed("the casebook does not open");
  }
  ~File() { sqlite3_close(handle_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void run(const std::string& sql) {
    char* error = nullptr;
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &error) != SQLITE_OK) failed(sql + ": " + error);
  }
  std::vector<std::vector<std::string>> rows(const char* sql) {
    std::vector<std::vector<std::string>> all;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK) failed(sql);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      auto& row = all.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement); ++i)
        row.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, i)));
    }
    sqlite3_finalize(statement);
    return all;
  }
  sqlite3* handle() { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

// A prepared INSERT; values are bound in order.
class Insert {
 public:
  Insert(File& file, const std::string& into, int columns) {
    std::string sql = "INSERT INTO " + into + " VALUES (?";
    for (int i = 1; i < columns; ++i) sql += ", ?";
    if (sqlite3_prepare_v2(file.handle(), (sql + ")").c_str(), -1, &statement_, nullptr) != SQLITE_OK)
      failed(into + ": " + sqlite3_errmsg(file.handle()));
  }
  ~Insert() { sqlite3_finalize(statement_); }
  Insert(const Insert&) = delete;
  Insert& operator=(const Insert&) = delete;

  template <class... Values>
  void operator()(const Values&... values) {
    int at = 0;
    (bind(++at, values), ...);
    if (sqlite3_step(statement_) != SQLITE_DONE) failed(sqlite3_errmsg(sqlite3_db_handle(statement_)));
    sqlite3_reset(statement_);
  }

 private:
  void bind(int at, std::int64_t value) { sqlite3_bind_int64(statement_, at, value); }
  void bind(int at, int value) { sqlite3_bind_int64(statement_, at, value); }
  void bind(int at, double value) { sqlite3_bind_double(statement_, at, value); }
  void bind(int at, std::nullptr_t) { sqlite3_bind_null(statement_, at); }
  void bind(int at, const std::string& text) {
    sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  void bind(int at, const char* text) { sqlite3_bind_text(statement_, at, text, -1, SQLITE_STATIC); }
  void bind(int at, const QByteArray& bytes) {
    sqlite3_bind_blob(statement_, at, bytes.constData(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  }

  sqlite3_stmt* statement_ = nullptr;
};

std::string madeUpHash(std::uint64_t of) {
  std::string text;
  for (int i = 0; i < 4; ++i) {
    of += 0x9e3779b97f4a7c15;  // splitmix64
    std::uint64_t z = of;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    char part[17];
    std::snprintf(part, sizeof part, "%016llx", static_cast<unsigned long long>(z));
    text += part;
  }
  return text;
}

QByteArray bytesOf(const std::vector<float>& values) {
  return QByteArray(reinterpret_cast<const char*>(values.data()),
                    static_cast<qsizetype>(values.size() * sizeof(float)));
}

// A nucleus in cytoplasm for each cell, on a pale ground; no two pictures have the same bytes.
std::vector<std::byte> picture(int number, int columns, int lines, int side) {
  cv::Mat image(lines * side, columns * side, CV_8UC3, cv::Scalar(236, 224, 228));
  for (int i = 0; i < columns * lines; ++i) {
    const cv::Point at(i % columns * side + side / 2 + number % 5,
                       i / columns * side + side / 2 - number % 3);
    cv::circle(image, at, side * 35 / 100, cv::Scalar(196, 182, 214), cv::FILLED, cv::LINE_AA);
    cv::circle(image, at, side / 5 + number % 6, cv::Scalar(88 + number % 32, 52 + i * 3, 130), cv::FILLED,
               cv::LINE_AA);
  }
  for (int bit = 0; bit < 24; ++bit)  // the number, in blocks that survive the compression
    if (number >> bit & 1)
      cv::rectangle(image, {8 * (bit % 12), 8 * (bit / 12), 8, 8}, cv::Scalar(60, 60, 60), cv::FILLED);
  return imaging::encodeJpeg(image, 90);
}

class Pictures {
 public:
  explicit Pictures(const QString& folder) : folder_(folder) {}
  std::string store(const std::vector<std::byte>& bytes) {
    const std::string sha = sha256Hex(bytes);
    const QString path = casebook::Casebook::imagePath(folder_, QString::fromStdString(sha));
    const QString parent = path.left(path.lastIndexOf(QLatin1Char('/')));
    if (known_.insert(parent).second) QDir().mkpath(parent);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size())) < 0)
      failed("a picture cannot be written");
    return sha;
  }

 private:
  QString folder_;
  std::set<QString> known_;
};

}  // namespace

void makeCasebook(const QString& path, const CasebookSize& size, const model::Manifest& manifest) {
  QFile::remove(path);
  QString folder;
  {
    auto made = casebook::Casebook::open(path);  // the schema, as the program makes it
    if (!made) failed(describe(made.error()));
    folder = (*made)->imageFolder();
    const auto registered = (*made)->registerModel(
        {QString::fromStdString(manifest.weightsSha256), QString::fromStdString(manifest.name),
         QString::fromStdString(manifest.version), QByteArray::fromStdString(model::toJson(manifest))});
    if (!registered) failed(describe(registered.error()));
  }
  File file(path);
  file.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN");
  const auto kept = file.rows(
      "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
      " ORDER BY type");
  for (const auto& each : kept) file.run("DROP " + each[0] + " " + each[1]);

  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto& classes = manifest.scheme.classes;
  const std::size_t attributes = manifest.attributes ? manifest.attributes->scheme.values() : 0;
  const auto length = static_cast<std::size_t>(model::featureLength(manifest.backbone));
  Pictures pictures(folder);
  const int side = size.cellSide;
  {
    Insert audit(file, "audit (id, at, actor, action, subject, detail, previous_hash, hash)", 8);
    Insert slides(file,
                  "slides (id, sample_id, title, specimen, source_path, synthetic, micrometres_per_pixel,"
                  " imported_at, model_id, confidence_threshold, membership_threshold)",
                  11);
    Insert images(file, "images (id, slide_id, sha256, file_name, width, height, kind)", 7);
    Insert cells(file,
                 "cells (id, slide_id, image_id, box_x, box_y, box_width, box_height, crop_x, crop_y,"
                 " crop_width, crop_height, prediction_id, failed, confidence, max_membership, review_id,"
                 " review_class)",
                 17);
    Insert predictions(file,
                       "predictions (id, cell_id, model_id, predicted, runner_up, confidence, max_membership,"
                       " memberships, audit_id, attributes)",
                       10);
    Insert features(file, "cell_features (prediction_id, features)", 2);
    Insert reviews(file,
                   "review_events (id, cell_id, action, class_id, comment, reviewer, origin, at, model_shown,"
                   " audit_id)",
                   10);
    Insert signatures(file,
                      "signatures (id, slide_id, version, signer, meaning, reason, at, content,"
                      " content_sha256)",
                      9);
    std::int64_t entry = 0, time = kFirstTime, image = 0, cell = 0;
    std::string head;
    for (const auto& row : file.rows("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1")) {
      entry = std::stoll(row[0]);
      head = row[1];
    }
    const auto log = [&](const char* actor, const char* action, const std::string& subject,
                         const std::string& detail) {
      const std::string hash = madeUpHash(static_cast<std::uint64_t>(++entry));
      audit(entry, time += 500, actor, action, subject, detail, head, hash);
      head = hash;
      return entry;
    };
    for (int s = 1; s <= size.slides; ++s) {
      const std::string subject = "slide:" + std::to_string(s);
      const bool onFields = size.images == CasebookSize::Images::Fields ||
                            (size.images == CasebookSize::Images::Mixed && s % 2 == 0);
      const int here = static_cast<int>(std::int64_t(size.cells) * s / size.slides -
                                        std::int64_t(size.cells) * (s - 1) / size.slides);
      slides(s, "S-" + std::to_string(20'000 + s), "Film " + std::to_string(s), "blood",
             "/scans/film-" + std::to_string(s), 0, 0.1, time, 1, manifest.thresholds.confidence,
             manifest.thresholds.membership);
      log("Ada", "slide.import", subject,
          R"({"micrometres_per_pixel":0.1,"sample_id":"S","source_path":"/scans","specimen":"blood"})");
      struct Reviewed {
        std::int64_t cell;
        std::string classId;
      };
      std::vector<Reviewed> reviewed;
      std::int64_t batch = 0;
      for (int i = 0; i < here; ++i) {
        const int place = onFields ? i % size.cellsPerField : 0;
        if (place == 0) {
          const int columns = onFields ? 5 : 1, lines = onFields ? (size.cellsPerField + 4) / 5 : 1;
          ++image;
          const std::string sha = size.pictures
                                      ? pictures.store(picture(static_cast<int>(image), columns, lines, side))
                                      : madeUpHash(static_cast<std::uint64_t>(image) << 32);
          images(image, s, sha, "image_" + std::to_string(image) + ".jpg", columns * side, lines * side,
                 onFields ? "field" : "cell");
        }
        if (size.classified && i % kBatch == 0)
          batch = log("cellwise", "slide.classify", subject,
                      R"({"cells":32,"model":")" + manifest.weightsSha256 + R"(","sha256":")" +
                          madeUpHash(static_cast<std::uint64_t>(cell)) + R"("})");
        ++cell;
        const int x = place % 5 * side, y = place / 5 * side;
        const QRect box(x + side / 7, y + side / 7, side * 5 / 7, side * 5 / 7);
        const auto addCell = [&](const auto& prediction, const auto& confidence, const auto& membership) {
          cells(cell, s, image, box.x(), box.y(), box.width(), box.height(), x, y, side, side, prediction, 0,
                confidence, membership, nullptr, nullptr);
        };
        if (!size.classified) {
          addCell(nullptr, nullptr, nullptr);
          continue;
        }
        const std::size_t first = random() % classes.size(),
                          second = (first + 1 + random() % 3) % classes.size();
        const bool unsure = uniform(random) < 0.12, unlike = uniform(random) < 0.02;
        std::vector<float> memberships(classes.size());
        for (float& each : memberships) each = static_cast<float>(0.003 * uniform(random));
        memberships[first] = static_cast<float>(unlike ? 0.02 : 1 - 0.3 * uniform(random));
        memberships[second] = static_cast<float>(unsure ? 0.5 * uniform(random) : 0.01 * uniform(random));
        const auto score = decision::score(memberships);
        std::vector<float> values(attributes);
        for (float& each : values) each = static_cast<float>(uniform(random));
        const std::string predicted = classes[static_cast<std::size_t>(score.predicted)].id;
        predictions(cell, cell, 1, predicted, classes[static_cast<std::size_t>(score.runnerUp)].id,
                    score.confidence, score.maxMembership, bytesOf(memberships), batch, bytesOf(values));
        if (size.features) {
          std::vector<float> seen(length);
          for (float& each : seen) each = static_cast<float>(uniform(random) - 0.5);
          features(cell, casebook::packedFeatures(seen));
        }
        const bool decided = uniform(random) < size.reviewed;
        if (decided) reviewed.push_back({cell, predicted});
        // The number of a review is that of its entry, which comes once the slide is classified.
        addCell(cell, score.confidence, score.maxMembership);
      }
      for (const Reviewed& each : reviewed) {
        const std::int64_t event = log("Dr. Ada", "review.decide", "cell:" + std::to_string(each.cell),
                                       R"({"class":")" + each.classId + R"(","model_shown":true})");
        reviews(event, each.cell, "decide", each.classId, "", "Dr. Ada", "review", time, 1, event);
      }
      if (size.classified && s % 2 == 0) {
        const std::int64_t signature =
            log("Dr. Ada", "sign", subject, R"({"meaning":"reviewed","version":1})");
        signatures(signature, s, 1, "Dr. Ada", "reviewed and released", "", time, QByteArray("{}"),
                   madeUpHash(static_cast<std::uint64_t>(signature)));
      }
    }
  }
  if (!size.classified)
    file.run("UPDATE slides SET model_id = NULL, confidence_threshold = 0, membership_threshold = 0");
  // The present, as triggers would have kept it.
  file.run(
      "UPDATE cells SET (review_id, review_class) = (e.id, e.class_id) FROM review_events e"
      " WHERE e.cell_id = cells.id");
  for (const auto& each : kept) {
    if (each[0] == "index") file.run(each[2]);
  }
  file.run(
      "UPDATE slides SET (cells, classified, confirmed, to_review) = (SELECT count(*), count(prediction_id),"
      " count(review_id), coalesce(sum(prediction_id IS NOT NULL AND review_id IS NULL AND (confidence < "
      "slides.confidence_threshold OR"
      " max_membership < slides.membership_threshold)), 0) FROM cells WHERE cells.slide_id = slides.id);"
      "UPDATE slides SET signed_version = 1 WHERE id IN (SELECT slide_id FROM signatures)");
  for (const auto& each : kept) {
    if (each[0] == "trigger") file.run(each[2]);
  }
  file.run("COMMIT");
}

}  // namespace cellwise::benchmarks
