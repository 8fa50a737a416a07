// What is sent of a report. That it is valid FHIR and HL7 is for other people's parsers to say: check.js.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <catch2/catch.hpp>

#include "exchange/report_message.h"
#include "reporting/samples.h"
#include "reporting/save_file.h"
#include "result_checks.h"

using namespace cellwise;
using namespace cellwise::exchange;
using test::code;
using test::value;

namespace {

CodeTable shippedCodes() {
  return value(loadCodeTable(CELLWISE_SOURCE_DIR "/resources/codes/codes.json"));
}

casebook::SignatureRecord signatureOf(const reporting::Differential& d, int version) {
  auto s = samples::signatureOf(d);
  s.version = version;
  if (version == 1) s.reason.clear();
  return s;
}

reporting::Differential withCells(const samples::Cells& cells, const char* specimen = "blood",
                                  const char* scheme = "blood-11") {
  return reporting::computeDifferential(samples::slide(specimen), cells.list, samples::manifest(scheme),
                                        QStringLiteral("T. Technician"), samples::kNow);
}

// Two lymphocytes that the model accepted were monocytes.
reporting::Differential corrected() {
  samples::Cells cells = samples::blood();
  int changed = 0;
  for (auto& cell : cells.list) {
    if (changed < 2 && !cell.review && cell.prediction && cell.prediction->predicted == "lymphocyte") {
      cell.review = casebook::ReviewRecord{cell.id, "monocyte", "Dr. A", samples::kNow};
      ++changed;
    }
  }
  REQUIRE(changed == 2);
  return withCells(cells);
}

ReportToSend report(reporting::Differential d) {
  ReportToSend r;
  r.id = QUuid(QStringLiteral("{11111111-2222-5333-8444-555555555555}"));
  r.differential = std::move(d);
  return r;
}
ReportToSend finalReport(const reporting::Differential& d) {
  ReportToSend r = report(d);
  r.signature = signatureOf(d, 1);
  return r;
}
ReportToSend secondVersion(const reporting::Differential& first, const reporting::Differential& second) {
  ReportToSend r = report(second);
  r.signature = signatureOf(second, 2);
  r.earlier = {first};
  return r;
}

const Finding& finding(const std::vector<Finding>& findings, const QString& id) {
  const auto it = std::find_if(findings.begin(), findings.end(), [&](auto& f) { return f.id == id; });
  REQUIRE(it != findings.end());
  return *it;
}
const Finding& concentration(const std::vector<Finding>& findings, const QString& id) {
  const auto it = std::find_if(findings.begin(), findings.end(),
                               [&](auto& f) { return f.id == id && f.figure == Figure::Concentration; });
  REQUIRE(it != findings.end());
  return *it;
}

// 4 nucleated red cells beside 100 white ones; 10.4 entered becomes 10.
reporting::Differential withWords(double whiteCells = 10.4) {
  auto d = samples::bloodDifferential();
  reporting::ReportParts parts;
  parts.entries.whiteCells = whiteCells;
  parts.entries.comments = QString::fromUtf8("Toxic granulation | 中毒颗粒.\r\nGiant platelets.");
  parts.entries.conclusion = QString::fromUtf8("Left shift & monocytosis <repeat>");
  parts.laboratory.correction = casebook::WhiteCellCorrection::Always;
  reporting::addParts(d, parts);
  return d;
}

QByteArrayList segments(const QByteArray& message, const char* name) {
  QByteArrayList found;
  for (const QByteArray& line : message.split('\r')) {
    if (line.startsWith(QByteArray(name) + '|')) found << line;
  }
  return found;
}

}  // namespace

TEST_CASE("A signed report is final, a later one corrected or amended", "[messages]") {
  const auto first = samples::bloodDifferential();
  CHECK(statusOf(report(first)) == MessageStatus::Preliminary);
  CHECK(statusOf(finalReport(first)) == MessageStatus::Final);
  auto prepared = finalReport(first);
  prepared.signature->kind = casebook::SignatureKind::Preparation;  // signed, and not released
  CHECK(statusOf(prepared) == MessageStatus::Preliminary);
  CHECK(findingsOf(prepared).front().status == MessageStatus::Preliminary);
  auto renamed = first;
  renamed.title = QStringLiteral("Film 1, right label");
  CHECK(statusOf(secondVersion(first, renamed)) == MessageStatus::Amended);

  const auto second = secondVersion(first, corrected());
  CHECK(statusOf(second) == MessageStatus::Corrected);
  const auto findings = findingsOf(second);
  CHECK(finding(findings, "monocyte").status == MessageStatus::Corrected);
  CHECK(finding(findings, "lymphocyte").status == MessageStatus::Corrected);
  CHECK(finding(findings, "band_neutrophil").status == MessageStatus::Final);
  CHECK(finding(findings, "counted").status == MessageStatus::Final);

  // Back to the first figures: still a correction of the second version's.
  ReportToSend third = report(first);
  third.signature = signatureOf(first, 3);
  third.earlier = {first, corrected()};
  CHECK(finding(findingsOf(third), "monocyte").status == MessageStatus::Corrected);
  CHECK(finding(findingsOf(third), "basophil").status == MessageStatus::Final);
}

TEST_CASE("Figures are those of the report", "[messages]") {
  // 100 counted, 60 segmented; 9 of 100 and its interval 4.2 to 16.4 (published check values).
  const auto findings = findingsOf(finalReport(samples::bloodDifferential()));
  const auto& segmented = finding(findings, "segmented_neutrophil");
  CHECK(segmented.value == 60.0);
  CHECK(segmented.confirmed == 20);
  CHECK(segmented.autoAccepted == 40);
  CHECK(segmented.of == 100);
  const auto& monocyte = finding(findings, "monocyte");
  CHECK(monocyte.value == 9.0);
  CHECK(monocyte.low == 4.2);
  CHECK(monocyte.high == 16.4);
  CHECK(finding(findings, "basophil").high == 3.6);  // 0 of 100
  CHECK(finding(findings, "platelet").figure == Figure::Count);
  CHECK(finding(findings, "platelet").value == 6.0);
  CHECK(finding(findings, "nucleated_red_cells").value == 4.0);  // per 100 white cells
  CHECK(finding(findings, "unresolved").value == 10.0);
  // Nothing counted: no share, and none that is 0.
  const auto none = findingsOf(report(withCells(samples::Cells().failed(3, "ImageDamaged"))));
  CHECK_FALSE(finding(none, "lymphocyte").value);
}

TEST_CASE("The white cell count, absolute counts and what was written go with the shares", "[messages]") {
  const auto r = finalReport(withWords());
  const auto findings = findingsOf(r);
  const auto& wbc = concentration(findings, "wbc");
  CHECK(wbc.value == 10.4);
  CHECK_FALSE(wbc.low);  // entered, not counted
  CHECK(wbc.unit == "10*9/L");
  CHECK(concentration(findings, "wbc_corrected").value == 10.0);
  const auto& monocyte = concentration(findings, "monocyte");
  CHECK(monocyte.value == 0.9);  // 9 % of 10
  CHECK(monocyte.low == 0.42);
  CHECK(monocyte.high == 1.64);
  CHECK(concentration(findings, "nucleated_red_cells").value == 0.4);
  CHECK(finding(findings, "nucleated_red_cells").figure == Figure::Per100);
  // Without a white cell count there are no concentrations.
  for (const auto& f : findingsOf(finalReport(samples::bloodDifferential())))
    CHECK(f.figure != Figure::Concentration);

  // Another white cell count corrects what hangs on it, and no share.
  const auto second = secondVersion(withWords(), withWords(12.5));
  CHECK(statusOf(second) == MessageStatus::Corrected);
  const auto corrected = findingsOf(second);
  for (const char* id : {"wbc", "wbc_corrected", "monocyte", "nucleated_red_cells"})
    CHECK(concentration(corrected, id).status == MessageStatus::Corrected);
  for (const auto& f : corrected)
    if (f.figure == Figure::Share) CHECK(f.status == MessageStatus::Final);

  const auto codes = shippedCodes();
  CHECK(codes.code("blood", "wbc", Figure::Concentration).code == "26464-8");
  CHECK(codes.code("blood", "segmented_neutrophil", Figure::Concentration).code == "768-2");
  CHECK(codes.code("blood", "myelocyte", Figure::Concentration).code == "myelocyte.concentration");
  const auto bundle = QJsonDocument::fromJson(toFhir(r, codes)).object();
  const auto main = bundle["entry"].toArray().first().toObject()["resource"].toObject();
  CHECK(main["conclusion"].toString() == "Left shift & monocytosis <repeat>");
  QStringList notes;
  for (const auto& line : segments(toHl7(r, codes), "NTE"))
    notes << QString::fromUtf8(line.split('|').value(3));
  CHECK(notes.contains(QString::fromUtf8("Comments: Toxic granulation \\F\\ 中毒颗粒.")));
  CHECK(notes.contains("Giant platelets."));
  CHECK(notes.contains("Conclusion: Left shift \\T\\ monocytosis <repeat>"));
  // Words that were changed are amended, not corrected.
  auto words = withWords();
  words.conclusion = "Left shift.";
  CHECK(statusOf(secondVersion(withWords(), words)) == MessageStatus::Amended);
}

TEST_CASE("Codes come from the table, else from our own system", "[messages]") {
  const CodeTable codes = shippedCodes();
  CHECK(codes.code("blood", "segmented_neutrophil", Figure::Share).code == "769-0");
  CHECK(codes.code("blood", "segmented_neutrophil", Figure::Share).system == "http://loinc.org");
  CHECK(codes.code("blood", "segmented_neutrophil", Figure::Share).hl7System == "LN");
  // The same class in marrow has none there: blood's code would be wrong.
  CHECK(codes.code("marrow", "promyelocyte", Figure::Share).code == "promyelocyte");
  CHECK(codes.code("marrow", "promyelocyte", Figure::Share).hl7System == "L");
  CHECK(codes.code("blood", "platelet", Figure::Count).code == "platelet.count");
  CHECK(codes.source().contains(QLatin1String("to be checked against a LOINC release")));
  CHECK(codes.checkedAgainst().isEmpty());
  for (const char* trap : {"26508-2", "26444-0"}) {  // bands; absolute basophils
    CHECK(codes.code("blood", "segmented_neutrophil", Figure::Share).code != trap);
    CHECK(codes.code("blood", "blast", Figure::Share).code != trap);
  }

  const QByteArray good = [] {
    QFile file(QStringLiteral(CELLWISE_SOURCE_DIR "/resources/codes/codes.json"));
    REQUIRE(file.open(QIODevice::ReadOnly));
    return file.readAll();
  }();
  const auto spoilt = [&](const char* from, const char* to) {
    QByteArray bad = good;
    REQUIRE(bad.contains(from));
    return parseCodeTable(bad.replace(from, to).toStdString(), "codes.json");
  };
  const auto unknown = spoilt("\"id\": \"promyelocyte\", \"figure\": \"share\"",
                              "\"id\": \"promyelocyte\", \"figure\": \"shore\"");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == ErrorCode::FormatInvalid);
  CHECK(unknown.error().detail.find("codes[5].figure") != std::string::npos);
  CHECK(code(spoilt("\"id\": \"myelocyte\"", "\"id\": \"promyelocyte\"")) ==
        ErrorCode::FormatInvalid);  // twice
  CHECK(code(spoilt("\"schemaVersion\": 1", "\"schemaVersion\": 2")) == ErrorCode::VersionUnsupported);
  CHECK(code(spoilt("\"system\": \"loinc\", \"code\": \"783-1\"",
                    "\"system\": \"snomed\", \"code\": \"783-1\"")) == ErrorCode::FormatInvalid);
}

TEST_CASE("HL7 text is escaped, and the version is a setting", "[messages]") {
  CHECK(hl7Escaped("A|B^C&D~E\\F") == "A\\F\\B\\S\\C\\T\\D\\R\\E\\E\\F");
  CHECK(hl7Escaped("two\r\nlines") == "two\\X0D\\\\X0A\\lines");
  CHECK(hl7Escaped(QString::fromUtf8("血片")) == QByteArray("血片"));

  auto d = samples::bloodDifferential();
  d.sampleId = QStringLiteral("A|B^C");
  Hl7Options options;
  options.now = samples::kNow;
  options.version = Hl7Version::V24;
  options.sendingFacility = QStringLiteral("Lab & Sons");
  const QByteArray message = toHl7(finalReport(d), shippedCodes(), options);
  const auto header = segments(message, "MSH").value(0).split('|');
  CHECK(header[1] == "^~\\&");
  CHECK(header[3] == "Lab \\T\\ Sons");
  CHECK(header[6] == "20240501091500+0000");
  CHECK(header[11] == "2.4");
  CHECK(header[17] == "UNICODE UTF-8");
  CHECK(segments(message, "OBR").value(0).split('|')[3] == "A\\F\\B\\S\\C");
  CHECK(segments(message, "PID").isEmpty());  // a sample's identifier is no patient's
  options.identifier = Identifier::Patient;
  const QByteArray ofPatient = toHl7(finalReport(d), shippedCodes(), options);
  CHECK(segments(ofPatient, "PID").value(0).split('|')[3] == "A\\F\\B\\S\\C");
  // A drawn slide is a test, a real one is not.
  CHECK(header[10] == "P");
  d.synthetic = true;
  CHECK(segments(toHl7(finalReport(d), shippedCodes(), options), "MSH").value(0).split('|')[10] == "T");
}

TEST_CASE("The same signed report gives the same bundle", "[messages]") {
  const auto r = finalReport(samples::bloodDifferential());
  CHECK(toFhir(r, shippedCodes()) == toFhir(r, shippedCodes()));
  FhirOptions withPdf;
  withPdf.pdf = "%PDF-1.7 not really";
  const auto bundle = QJsonDocument::fromJson(toFhir(r, shippedCodes(), withPdf)).object();
  const auto main = bundle["entry"].toArray().first().toObject()["resource"].toObject();
  const auto form = main["presentedForm"].toArray().first().toObject();
  CHECK(form["contentType"].toString() == "application/pdf");
  CHECK(QByteArray::fromBase64(form["data"].toString().toLatin1()) == withPdf.pdf);
  CHECK(main["issued"].toString() == "2024-05-01T10:02:03.000Z");
}

// For check.js. Not run without a folder to write to.
TEST_CASE("Samples for other parsers", "[.][samples]") {
  const QString folder = qEnvironmentVariable("CELLWISE_EXCHANGE_SAMPLES");
  REQUIRE_FALSE(folder.isEmpty());
  const CodeTable codes = shippedCodes();
  const auto save = [&](const QString& name, const QByteArray& bytes) {
    REQUIRE(reporting::saveFile(QDir(folder).filePath(name), bytes));
  };
  QJsonObject expected;
  const auto write = [&](const QString& name, const ReportToSend& r, const char* fhir, const char* hl7,
                         const QStringList& changed = {}) {
    expected[name] = QJsonObject{{"fhir", fhir},
                                 {"hl7", hl7},
                                 {"sample", r.differential.sampleId},
                                 {"corrected", QJsonArray::fromStringList(changed)}};
    save(name + ".content.json", reporting::toJson(r.differential));
    for (const auto identifier : {Identifier::Sample, Identifier::Patient}) {
      const QString whose = identifier == Identifier::Sample ? ".sample" : ".patient";
      FhirOptions options;
      options.identifier = identifier;
      if (identifier == Identifier::Patient) options.pdf = QByteArray("%PDF-1.7\n").repeated(50);
      save(name + whose + ".fhir.json", toFhir(r, codes, options));
      for (const auto version : {Hl7Version::V231, Hl7Version::V24, Hl7Version::V25, Hl7Version::V251}) {
        Hl7Options hl7Options;
        hl7Options.version = version;
        hl7Options.identifier = identifier;
        hl7Options.sendingFacility = QString::fromUtf8("血液科 & Co");
        save(name + whose + "." + exchange::name(version) + ".hl7", toHl7(r, codes, hl7Options));
      }
    }
  };
  const auto first = samples::bloodDifferential();
  write("final", finalReport(first), "final", "F");
  write("draft", report(first), "preliminary", "P");
  auto prepared = finalReport(first);
  prepared.signature->kind = casebook::SignatureKind::Preparation;
  write("prepared", prepared, "preliminary", "P");
  write("corrected", secondVersion(first, corrected()), "corrected", "C", {"lymphocyte", "monocyte"});
  auto renamed = first;
  renamed.title = QString::fromUtf8("右侧片 <2> & \"b\"");
  renamed.sampleId = QString::fromUtf8("A|B^C&D~E\\F 血 <x>\r\n#1");
  write("amended", secondVersion(first, renamed), "amended", "C");
  write("marrow", finalReport(samples::marrowDifferential()), "final", "F");
  write("nothing", report(withCells(samples::Cells().failed(3, "ImageDamaged"))), "preliminary", "P");
  auto drawn = first;
  drawn.synthetic = true;
  write("drawn", finalReport(drawn), "final", "F");
  write("words", finalReport(withWords()), "final", "F");
  auto more = withWords(12.5);
  more.comments = QString::fromUtf8("只有一行");
  QStringList changed{"comments.text", "nucleated_red_cells.concentration", "wbc.concentration",
                      "wbc_corrected.concentration"};
  for (const auto& row : more.rows)
    if (row.absolute) changed << row.classId + ".concentration";
  changed.sort();
  write("words2", secondVersion(withWords(), more), "corrected", "C", changed);
  save("expected.json", QJsonDocument(expected).toJson());
}
