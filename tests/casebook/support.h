// A casebook in a folder of its own, filled through its own interface, and a raw look into its file.
#pragma once

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <catch2/catch.hpp>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "casebook/casebook.h"
#include "result_checks.h"

namespace cellwise::casebook {

inline void needApplication() {
  static int count = 1;
  static char name[] = "test_casebook";
  static char* arguments[] = {name, nullptr};
  static QCoreApplication application(count, arguments);
}

using test::code;
using test::value;

class Folder {
 public:
  Folder() {
    needApplication();
    REQUIRE(folder_.isValid());
  }
  QString path(const QString& name) const { return folder_.filePath(name); }
  QString file() const { return path(QStringLiteral("lab.casebook")); }
  std::unique_ptr<Casebook> open() const { return value(Casebook::open(file())); }

 private:
  QTemporaryDir folder_;
};

inline QByteArray bytesOf(const QString& path) {
  QFile file(path);
  REQUIRE(file.open(QIODevice::ReadOnly));
  return file.readAll();
}

inline void writeBytes(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  REQUIRE(file.open(QIODevice::WriteOnly));
  REQUIRE(file.write(bytes) == bytes.size());
}

inline NewImage field(const QByteArray& bytes, int cells) {
  NewImage image{bytes, QStringLiteral("field.jpg"), 640, 480, ImageKind::Field, {}};
  for (int i = 0; i < cells; ++i)
    image.cells.push_back({QRect(10 * i, 5, 40, 42), QRect(10 * i - 12, -7, 64, 64)});
  return image;
}

// A slide whose cells lie on one image. The bytes need not be an image here: the casebook keeps them.
inline Id addSlide(Casebook& casebook, int cells, const QByteArray& bytes = "image") {
  const Id slide =
      value(casebook.addSlide({QStringLiteral("S-1"), QStringLiteral("Film"), QStringLiteral("blood"),
                               QStringLiteral("/scans/film"), false, 0.1},
                              QStringLiteral("Ada")));
  value(casebook.addImages(slide, {field(bytes, cells)}, QStringLiteral("Ada")));
  return slide;
}

inline const QString kModel(64, QLatin1Char('a'));

inline Casebook::CellPrediction prediction(Id cell, double confidence, double membership = 0.8) {
  return {cell,
          {QString(),
           QStringLiteral("lymphocyte"),
           QStringLiteral("monocyte"),
           confidence,
           membership,
           {static_cast<float>(membership), 0.25f, 1e-7f}},
          {}};
}

inline NewReview decide(Id cell, const char* classId) {
  return {cell, ReviewAction::Decide,      QString::fromUtf8(classId),
          {},   QStringLiteral("Dr. Ada"), QStringLiteral("review")};
}

inline NewReview retract(Id cell, const char* classId) {
  NewReview review = decide(cell, classId);
  review.action = ReviewAction::Retract;
  return review;
}

// The class in force, "-" for none.
inline std::string inForce(const Casebook& casebook, Id cell) {
  const CellRecord record = value(casebook.cell(cell));
  return record.review ? record.review->classId.toStdString() : "-";
}

// Another program's connection, without any of the casebook's settings.
class Raw {
 public:
  explicit Raw(const QString& file) {
    REQUIRE(sqlite3_open(file.toUtf8().constData(), &handle_) == SQLITE_OK);
  }
  ~Raw() { sqlite3_close(handle_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  // The error's text, empty if there was none.
  std::string run(const std::string& sql) {
    char* error = nullptr;
    sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &error);
    const std::string text = error ? error : "";
    sqlite3_free(error);
    return text;
  }
  // The first column of all rows.
  std::vector<std::string> column(const std::string& sql, int index = 0) {
    sqlite3_stmt* statement = nullptr;
    INFO(sql);
    REQUIRE(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
    std::vector<std::string> values;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, index));
      values.emplace_back(text ? text : "");
    }
    REQUIRE(sqlite3_finalize(statement) == SQLITE_OK);
    return values;
  }
  std::string one(const std::string& sql) { return column(sql).at(0); }

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace cellwise::casebook
