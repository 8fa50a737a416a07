// What a report is made of: both readers, the pictures; and where a laboratory's own tables lie.
#include "casebook/second_readings.h"
#include "reporting/readers.h"
#include "reporting/samples.h"
#include "support.h"
#include "workflow/class_list.h"
#include "workflow/limit_files.h"
#include "workflow/paths.h"
#include "workflow/report_content.h"
#include "workflow/slide_export.h"

using namespace cellwise;
using namespace cellwise::workflow;
using casebook::SecondReadings;

namespace {

const QString kAda = QStringLiteral("Dr. Ada"), kBen = QStringLiteral("Dr. Ben");

// Twelve crops that the model calls lymphocytes; it is sure of the first six.
struct ReadSlide {
  ReadSlide() {
    for (int i = 0; i < 12; ++i) lab.write(std::to_string(100 + i) + ".png", imaging::encodePng(drawCrop(i)));
    id = value(lab.import()).slide;
    auto manifest = samples::manifest("blood-11");
    manifest.head.classes = int(manifest.scheme.classes.size());
    manifest.weightsSha256 = std::string(64, 'a');
    const QString sha = QString::fromStdString(manifest.weightsSha256);
    value(book().registerModel(
        {sha, QStringLiteral("M"), QStringLiteral("1"), QByteArray::fromStdString(model::toJson(manifest))}));
    std::vector<casebook::Casebook::CellPrediction> predictions;
    for (const auto& cell : value(book().cells(id))) {
      cells.push_back(cell.id);
      const double confidence = cells.size() <= 6 ? 0.97 : 0.5;
      predictions.push_back({cell.id, {sha, "lymphocyte", "monocyte", confidence, 0.8, {0.8f, 0.1f}}, {}});
    }
    value(book().addPredictions(id, sha, {0.9, 0.2}, predictions));
  }
  casebook::Casebook& book() const { return *lab.casebook; }
  casebook::SlideSummary slide() const { return value(book().slide(id)); }
  ReportReaders readers() const { return value(reportReaders(book(), slide())); }

  Laboratory lab;
  casebook::Id id = 0;
  std::vector<casebook::Id> cells;
};

}  // namespace

TEST_CASE("A second reading's two columns come with the report once both have finished") {
  ReadSlide s;
  CHECK(s.readers().readers.empty());
  for (std::size_t i = 6; i < 12; ++i)
    value(s.book().addReviews({{s.cells[i],
                                casebook::ReviewAction::Decide,
                                QStringLiteral("monocyte"),
                                {},
                                kAda,
                                QStringLiteral("review")}}));
  SecondReadings readings(s.book());
  const auto reading = value(readings.request(s.id, {}, kAda));
  for (std::size_t i = 6; i < 12; ++i)
    value(readings.label(reading, {s.cells[i]},
                         i < 8 ? QStringLiteral("lymphocyte") : QStringLiteral("monocyte"), kBen));
  CHECK(s.readers().readers.empty());  // blind until then
  value(readings.finish(reading, kBen));
  const auto found = s.readers();
  REQUIRE(found.readers.size() == 2);
  CHECK_FALSE(found.examiners);
  CHECK(found.readers[0].name == kAda);
  CHECK(found.readers[0].cells == 6);
  CHECK(found.readers[0].classes == std::map<QString, int>{{QStringLiteral("monocyte"), 6}});
  CHECK(found.readers[1].name == kBen);
  CHECK(found.readers[1].classes ==
        std::map<QString, int>{{QStringLiteral("lymphocyte"), 2}, {QStringLiteral("monocyte"), 4}});
}

TEST_CASE("Two examiners' columns come with the report, with the names of classes it has no row of") {
  ReadSlide s;
  SecondReadings readings(s.book());
  const QStringList outside{QString::fromLatin1(kNotACell), QStringLiteral("platelet")};
  const auto reading = value(readings.requestExaminers(s.id, {kAda, kBen}, 5, outside, kAda));
  for (const QString& examiner : {kAda, kBen}) {
    const auto open = *value(readings.openFor(s.id, examiner));
    const auto sample = value(readings.blindCells(open));
    value(readings.label(reading, {sample[0].id},
                         examiner == kAda ? QString::fromLatin1(kNotACell) : QStringLiteral("basophil"),
                         examiner));
    for (const auto& cell : value(readings.blindCells(open)))
      if (!cell.review) value(readings.label(reading, {cell.id}, QStringLiteral("monocyte"), examiner));
    CHECK(s.readers().readers.empty());
    value(readings.finish(reading, examiner));
  }
  const auto found = s.readers();
  REQUIRE(found.examiners);
  CHECK(found.examiners->target == 5);
  CHECK(found.examiners->shared == 0);  // 6 + 5 of 12
  REQUIRE(found.examiners->classes.size() == 1);
  CHECK(found.examiners->classes[0].nameEn == QStringLiteral("Not a cell"));
  CHECK_FALSE(found.examiners->classes[0].counted);

  // On the whole report, as the command line and the exports make it.
  const auto cells = value(s.book().cells(s.id));
  const auto images = value(s.book().images(s.id));
  const auto report = value(reportNow(s.book(), s.slide(), cells, images, kAda, samples::kNow));
  REQUIRE(report.readers.size() == 2);
  CHECK(report.readers[0].counted == 5);
  CHECK(report.readers[1].counted == 5);
  const auto rows = reporting::compareReaders(report);
  REQUIRE(rows.size() == 3);
  CHECK(rows.back().nameEn == QStringLiteral("Not a cell"));
  CHECK(report.counted == 6);  // the slide's own count is what it was
}

TEST_CASE("The pictures that a report names are gathered once, and what is missing is said") {
  ReadSlide s;
  const auto cells = value(s.book().cells(s.id));
  const auto images = value(s.book().images(s.id));
  auto report = value(reportNow(s.book(), s.slide(), cells, images, kAda, samples::kNow));
  std::size_t named = 0;
  for (const auto& [classId, pictures] : report.pictures) named += pictures.size();
  REQUIRE(named == 4);  // of the six lymphocytes
  const auto whole = reportImages(s.book(), cells, images, report);
  CHECK(whole.cells.size() == 4);
  CHECK(whole.missing.empty());
  CHECK(whole.cells.begin()->second.width() > 0);
  CHECK(whole.logo.isNull());

  const auto& first = report.pictures.begin()->second.front();
  REQUIRE(QFile::remove(s.book().imagePath(first.imageSha256)));
  report.laboratory.logoSha256 = QString(64, QLatin1Char('b'));  // no such logo
  const auto some = reportImages(s.book(), cells, images, report);
  CHECK(some.cells.size() == 3);
  REQUIRE(some.missing.size() == 2);
  CHECK(some.missing[0].cell == first.cell);
  CHECK(some.missing[1].cell == 0);
}

TEST_CASE("A laboratory's own tables lie in one folder, whatever the program calls itself") {
  const QString name = QCoreApplication::applicationName(),
                organization = QCoreApplication::organizationName();
  QCoreApplication::setApplicationName(QStringLiteral("Cellwise"));
  const auto commandLine = std::pair(ownDecisionLimitsFile(), ownCodeTable());
  QCoreApplication::setOrganizationName(QStringLiteral("Cellwise"));  // as the window does
  const auto window = std::pair(ownDecisionLimitsFile(), ownCodeTable());
  QCoreApplication::setApplicationName(name);
  QCoreApplication::setOrganizationName(organization);
  CHECK(commandLine == window);
  CHECK(window.first.parent_path() == window.second.parent_path());
  CHECK(window.first.parent_path() == configFolder());
}
