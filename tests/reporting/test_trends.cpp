#include <catch2/catch.hpp>

#include "reporting/samples.h"
#include "reporting/trends.h"
#include "result_checks.h"

using namespace cellwise;
using namespace cellwise::reporting;
using test::code;
using test::value;

namespace {

casebook::SignedReport signedReport(casebook::Id slide, Differential d, const QString& modelSha, int day) {
  d.modelSha = modelSha;
  casebook::SignedReport report;
  report.slideId = slide;
  report.sampleId = d.sampleId;
  report.title = d.title;
  report.importedAt = QDateTime({2024, 5, day}, {8, 0}, Qt::UTC);
  report.signature = samples::signatureOf(d);
  return report;
}

}  // namespace

TEST_CASE("A trend has the signed shares, their n, and says where the model changed", "[trends]") {
  const auto blood = samples::bloodDifferential();
  const QString sample = blood.sampleId, a(64, 'a'), b(64, 'b');
  auto renamed = blood;
  renamed.sampleId = QStringLiteral("=cmd");
  const auto trends = value(trendsOf(
      sample, {signedReport(1, blood, a, 1), signedReport(2, blood, a, 2), signedReport(3, blood, b, 3),
               signedReport(4, renamed, b, 4), signedReport(5, samples::marrowDifferential(), b, 5)}));
  REQUIRE(trends.size() == 2);  // the marrow is another figure
  const Trend& trend = trends[0];
  CHECK(trend.specimen == "blood");
  REQUIRE(trend.points.size() == 3);  // the renamed one was signed for another sample
  CHECK_FALSE(trend.points[0].modelChanged);
  CHECK_FALSE(trend.points[1].modelChanged);
  CHECK(trend.points[2].modelChanged);
  CHECK(trend.points[0].counted == 100);
  CHECK(trend.points[0].unresolved == 10);
  const auto& monocytes = trend.points[0].shares.at("monocyte");
  CHECK(monocytes.cells == 9);
  CHECK(monocytes.share == 0.09);
  CHECK(monocytes.interval.low == Approx(0.042).margin(0.0005));
  CHECK(monocytes.interval.high == Approx(0.164).margin(0.0005));
  CHECK(trend.points[0].shares.count("platelet") == 0);  // outside the differential

  const QByteArray csv = toCsv(trends);
  CHECK(csv.count("\r\n") == 1 + 3 * 9 + 11);
  CHECK(csv.contains(",monocyte,Monocyte,"));

  auto forged = signedReport(1, blood, a, 1);
  forged.signature.content.replace("\"counted\":100", "\"counted\":101");
  CHECK(code(trendsOf(sample, {forged})) == ErrorCode::Conflict);
}

TEST_CASE("The list of signed reports as CSV", "[trends]") {
  auto report = signedReport(7, samples::bloodDifferential(), QString(64, 'a'), 1);
  report.sampleId = QStringLiteral("=1+1");
  report.title = QStringLiteral("a, \"b\"");
  report.replaced = true;
  const QByteArray csv = toCsv(std::vector<casebook::SignedReport>{report});
  CHECK(csv.contains("2024-05-01T10:02:03.000Z,'=1+1,\"a, \"\"b\"\"\",7,2,release,Dr. Wei Chen,"));
  CHECK(csv.contains(",true,false,"));
}
