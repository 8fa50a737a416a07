// A laboratory's casebook: opening it, the worklist, one slide's cells, a decision, a report; and how each
// grows with the cells that the casebook holds.
#include "casebook/casebook.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QTemporaryDir>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <random>
#include <unistd.h>

#include "casebook/audit_log.h"
#include "casebook/remarks.h"
#include "casebook_maker.h"
#include "figures.h"
#include "reporting/report_writer.h"
#include "workflow/report_content.h"
#include "workflow/slide_classification.h"

using namespace cellwise;
using namespace cellwise::benchmarks;

namespace {

constexpr int kCellsPerSlide = 500;

template <class T>
T valueOf(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// So that the next reading comes from the disk.
void dropFromMemory(const QString& path) {
  const int file = ::open(path.toLocal8Bit().constData(), O_RDONLY);
  if (file < 0) return;
  ::fsync(file);
  ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::close(file);
}

class Bench {
 public:
  Bench(Figures& figures, const model::Manifest& manifest, const QString& folder, int repeats)
      : figures_(figures), manifest_(manifest), folder_(folder), repeats_(repeats) {}

  // Limits are asked for at a million cells only.
  void run(int cells) {
    const bool asked = cells == 1'000'000;
    const std::string at = std::to_string(cells) + " cells: ";
    const auto limit = [&](double value) { return asked ? std::optional(value) : std::nullopt; };
    const QString file = folder_ + QStringLiteral("/lab-%1.casebook").arg(cells);
    CasebookSize size;
    size.cells = cells;
    size.slides = std::max(1, cells / kCellsPerSlide);
    const Stopwatch making;
    makeCasebook(file, size, manifest_);
    figures_.add({"casebook",
                  at + "made by the benchmark",
                  "s",
                  making.milliseconds() / 1000,
                  {},
                  false,
                  NAN,
                  NAN,
                  1,
                  std::to_string(QFileInfo(file).size() >> 20) + " MiB"});

    Sample cold;
    for (int i = 0; i < repeats_; ++i) {
      dropFromMemory(file);
      const Stopwatch watch;
      valueOf(casebook::Casebook::open(file));
      cold.add(watch.milliseconds());
    }
    figures_.add("casebook", at + "opening, file not in memory", cold, limit(1000));
    figures_.add("casebook", at + "opening",
                 timed(repeats_, [&] { valueOf(casebook::Casebook::open(file)); }), limit(1000));

    const auto book = valueOf(casebook::Casebook::open(file));
    figures_.add("casebook", at + "worklist", timed(repeats_, [&] { valueOf(book->slides()); }), limit(200),
                 std::to_string(size.slides) + " slides");
    std::mt19937 random(7);
    const auto anySlide = [&] { return 1 + static_cast<casebook::Id>(random() % unsigned(size.slides)); };
    figures_.add("casebook", at + "one slide's cells",
                 timed(4 * repeats_, [&] { valueOf(book->cells(anySlide())); }), limit(200),
                 std::to_string(cells / size.slides) + " cells");

    const auto& classes = manifest_.scheme.classes;
    const auto decide = [&] {
      casebook::NewReview review;
      review.cellId = 1 + static_cast<casebook::Id>(random() % unsigned(cells));
      review.classId = QString::fromStdString(classes[random() % classes.size()].id);
      review.reviewer = QStringLiteral("Dr. Ada");
      review.origin = QStringLiteral("review");
      review.modelShown = true;
      valueOf(book->addReviews({review}));
    };
    const Sample decisions = timed(200, decide);
    figures_.add("casebook", at + "a decision, on disk, median", decisions, limit(10));
    figures_.add({"casebook",
                  at + "a decision, on disk, 99th percentile",
                  "ms",
                  decisions.quantile(0.99),
                  {},
                  false,
                  NAN,
                  NAN,
                  1,
                  {}});

    figures_.add("casebook", at + "a report: cells, content, PDF, CSV, JSON",
                 timed(repeats_, [&] { report(*book, anySlide()); }), limit(500));
    figures_.add("casebook", at + "examples of a class", timed(repeats_, [&] {
                   valueOf(book->examples(QString::fromStdString(classes[random() % classes.size()].id),
                                          anySlide(), 6));
                 }));
    figures_.add("casebook", at + "finding a word", timed(repeats_, [&] {
                   valueOf(casebook::Remarks::find(*book, QStringLiteral("S-2000"), {},
                                                   QStringLiteral("Dr. Ada"), 200));
                 }));
    const casebook::AuditLog log(*book);
    figures_.add("casebook", at + "a page of the audit log",
                 timed(repeats_, [&] { valueOf(log.entries({}, 0, 200)); }));
    figures_.add("casebook", at + "who and what the audit log names", timed(repeats_, [&] {
                   valueOf(log.people());
                   valueOf(log.actions());
                 }));
  }

 private:
  void report(casebook::Casebook& book, casebook::Id id) {
    const auto slide = valueOf(book.slide(id));
    const auto cells = valueOf(book.cells(id));
    const auto images = valueOf(book.images(id));
    const auto parts = valueOf(workflow::reportParts(book, slide, cells, images, manifest_));
    auto content = reporting::computeDifferential(slide, cells, manifest_, QStringLiteral("Dr. Ada"),
                                                  QDateTime::currentDateTimeUtc());
    reporting::addParts(content, parts);
    const QString prefix = folder_ + QStringLiteral("/report");
    valueOf(reporting::writePdf(prefix + QStringLiteral(".pdf"), content, {}));
    valueOf(reporting::writeCsv(prefix + QStringLiteral(".csv"), content, {}));
    valueOf(reporting::writeJson(prefix + QStringLiteral(".json"), content, {}));
  }

  Figures& figures_;
  const model::Manifest& manifest_;
  QString folder_;
  int repeats_;
};

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QGuiApplication application(argc, argv);  // reports are drawn
  CLI::App program("Times a casebook of many cells.", "bench_casebook");
  std::vector<int> sizes = {10'000, 100'000, 1'000'000};
  std::string folder, json;
  int repeats = 7;
  bool largest = false;
  program.add_option("--cells", sizes, "cells that the casebook holds")->check(CLI::Range(500, 100'000'000));
  program.add_flag("--largest", largest, "ten million cells too: a minute or two, and 8 GB of disk");
  program.add_option("--repeats", repeats)->check(CLI::Range(1, 1000))->capture_default_str();
  program.add_option("--folder", folder, "where the casebooks are made; the disk that is measured");
  program.add_option("--json", json, "write the figures to this file");
  CLI11_PARSE(program, argc, argv);
  if (largest) sizes.push_back(10'000'000);
  try {
    const QTemporaryDir temporary((folder.empty() ? QDir::tempPath() : QString::fromStdString(folder)) +
                                  QStringLiteral("/cellwise-bench-XXXXXX"));
    if (!temporary.isValid()) throw std::runtime_error("no temporary folder");
    const auto model = valueOf(workflow::defaultModel());
    Figures figures;
    Bench bench(figures, model.manifest, temporary.path(), repeats);
    for (const int cells : sizes) bench.run(cells);
    if (!json.empty() && !figures.writeJson(json)) throw std::runtime_error("cannot write " + json);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
