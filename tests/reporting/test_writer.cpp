#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <catch2/catch.hpp>
#include <csignal>
#include <sys/resource.h>

#include "gui.h"
#include "reporting/report_writer.h"
#include "samples.h"

using namespace cellwise;
using namespace cellwise::reporting;
using test::startGui;

namespace {

QByteArray contents(const QString& file) {
  QFile f(file);
  REQUIRE(f.open(QIODevice::ReadOnly));
  return f.readAll();
}

// RFC 4180, strict: rows of fields.
std::vector<QStringList> parseCsv(const QByteArray& bytes) {
  std::vector<QStringList> rows;
  QStringList row;
  QByteArray field;
  bool quoted = false;
  for (qsizetype i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (quoted) {
      if (c != '"')
        field += c;
      else if (i + 1 < bytes.size() && bytes[i + 1] == '"')
        field += bytes[++i];
      else
        quoted = false;
    } else if (c == '"') {
      REQUIRE(field.isEmpty());
      quoted = true;
    } else if (c == ',') {
      row << QString::fromUtf8(field);
      field.clear();
    } else if (c == '\r') {
      REQUIRE(i + 1 < bytes.size());
      REQUIRE(bytes[++i] == '\n');
      row << QString::fromUtf8(field);
      field.clear();
      rows.push_back(row);
      row.clear();
    } else {
      field += c;
    }
  }
  REQUIRE(row.isEmpty());
  return rows;
}

// Names so many cells of each class on the report and draws them.
std::map<casebook::Id, QImage> pictures(Differential& d, int perClass) {
  std::map<casebook::Id, QImage> images;
  int hue = 250;
  for (const auto& r : d.rows) {
    for (int i = 0; i < perClass; ++i) {
      QImage image(96, 96, QImage::Format_RGB32);
      image.fill(QColor(232, 222, 226));
      QPainter p(&image);
      p.setRenderHint(QPainter::Antialiasing);
      p.setPen(Qt::NoPen);
      p.setBrush(QColor(214, 190, 214));
      p.drawEllipse(10, 10, 76, 76);
      p.setBrush(QColor::fromHsv(hue, 150, 120));
      p.drawEllipse(24 + 3 * i, 26, 36, 40);
      const auto id = static_cast<casebook::Id>(images.size()) + 1;
      d.pictures[r.classId].push_back(
          {id, QString(64, 'c'), QRect(0, 0, 96, 96), i == 0, i == 0 ? "Dr. A" : "", false});
      images[id] = image;
    }
    hue = (hue + 9) % 360;
  }
  return images;
}

QString pdfText(const QString& file) {
  QProcess p;
  p.start("pdftotext", {"-layout", file, "-"});
  REQUIRE(p.waitForFinished(30000));
  REQUIRE(p.exitCode() == 0);
  return QString::fromUtf8(p.readAllStandardOutput()).replace(QRegularExpression("[ \\x{00a0}]+"), " ");
}

bool hasPdfTools() {
  if (!QStandardPaths::findExecutable("pdftotext").isEmpty()) return true;
  WARN("pdftotext is not installed (poppler-utils): the text of the PDF is not checked");
  return false;
}

}  // namespace

TEST_CASE("CSV reads back, every row as wide as the head") {
  QTemporaryDir dir;
  Differential d = samples::bloodDifferential();
  d.sampleId = "=HYPERLINK(\"http://x\",\"y\")";
  d.title = QString::fromUtf8("a \"quoted\", line\nand 汉字");
  d.operatorName = "@SUM(1)";
  const QString file = dir.filePath(QString::fromUtf8("报告.csv"));
  REQUIRE(writeCsv(file, d));
  const auto rows = parseCsv(contents(file));
  REQUIRE(rows.size() > 40);
  const QStringList head = rows.front();
  std::map<QString, QStringList> byId;
  for (const auto& r : rows) {
    REQUIRE(r.size() == head.size());
    byId[r[0] + '/' + r[1]] = r;
    for (const QString& field : r)
      if (!field.isEmpty()) CHECK_FALSE(QString("=+-@").contains(field.front()));
  }
  const auto at = [&](const char* row, const char* column) {
    REQUIRE(byId.count(row));
    return byId[row][head.indexOf(column)];
  };
  CHECK(at("meta/sample_id", "text") == "'=HYPERLINK(\"http://x\",\"y\")");
  CHECK(at("meta/operator", "text") == "'@SUM(1)");
  CHECK(at("meta/title", "text") == d.title);
  CHECK(at("meta/signed", "text") == "false");
  CHECK(at("count/counted", "total") == "100");
  CHECK(at("class/segmented_neutrophil", "confirmed") == "20");
  CHECK(at("class/segmented_neutrophil", "auto_accepted") == "40");
  CHECK(at("class/segmented_neutrophil", "value") == "0.600000");
  CHECK(at("class/segmented_neutrophil", "low95") == "0.497209");
  CHECK(at("class/segmented_neutrophil", "possible_high") == "0.636364");
  CHECK(at("class/platelet", "counted") == "false");
  CHECK(at("class/platelet", "value") == "");
  CHECK(at("lineage/granulocytic", "total") == "71");
  CHECK(at("ratio/nrbc_per_100_wbc", "value") == "4.000000");
}

TEST_CASE("JSON carries the canonical bytes, and the signature that was given for them") {
  QTemporaryDir dir;
  const Differential d = samples::bloodDifferential();
  const QString file = dir.filePath("report.json");
  REQUIRE(writeJson(file, d));
  CHECK(QJsonDocument::fromJson(contents(file)).object()["signature"].isNull());

  const auto signature = samples::signatureOf(d);
  REQUIRE(writeJson(file, d, signature));
  const QByteArray bytes = contents(file);
  const QJsonObject root = QJsonDocument::fromJson(bytes).object();
  CHECK(root["signature"]["signer"].toString() == "Dr. Wei Chen");
  CHECK(root["signature"]["at"].toString() == "2024-05-01T10:02:03.000Z");
  // The hash can be checked from the file alone: the line "differential": holds what was hashed.
  const QByteArray key = "\"differential\":";
  const qsizetype from = bytes.indexOf(key) + key.size();
  const QByteArray content = bytes.mid(from, bytes.indexOf(",\n", from) - from);
  CHECK(sha256Hex(content.toStdString()) == root["signature"]["contentSha256"].toString().toStdString());
  CHECK(root["contentSha256"].toString() == contentHash(d));
  CHECK(differentialFromJson(content).value().counted == 100);
}

TEST_CASE("A signature stands on no other numbers than those signed") {
  QTemporaryDir dir;
  const Differential d = samples::bloodDifferential();
  const auto signature = samples::signatureOf(d);
  CHECK(checkSignature(d, signature));
  // Signed content that went through the casebook, read back and shown again.
  CHECK(checkSignature(differentialFromJson(signature.content).value(), signature));

  Differential changed = d;
  changed.rows[3].cells.confirmed++;
  changed.rows[3].cells.autoAccepted--;
  auto forged = signature;
  forged.content.replace("\"synthetic\":false", "\"synthetic\":true");
  REQUIRE(forged.content != signature.content);
  for (const auto& [numbers, given] : {std::pair(changed, signature), std::pair(d, forged)}) {
    CHECK(checkSignature(numbers, given).error().code == ErrorCode::Conflict);
    CHECK(writeJson(dir.filePath("x.json"), numbers, given).error().code == ErrorCode::Conflict);
    CHECK(writeCsv(dir.filePath("x.csv"), numbers, given).error().code == ErrorCode::Conflict);
    ReportOptions options;
    options.signature = given;
    CHECK(writePdf(dir.filePath("x.pdf"), numbers, options).error().code == ErrorCode::Conflict);
  }
  CHECK(QDir(dir.path()).isEmpty());
}

TEST_CASE("A file that cannot be written is reported and leaves nothing behind") {
  startGui();
  QTemporaryDir dir;
  const Differential d = samples::bloodDifferential();
  const auto expectRefused = [&](const QString& file) {
    for (const auto& result : {writePdf(file, d, {}), writeCsv(file, d), writeJson(file, d)}) {
      REQUIRE_FALSE(result);
      CHECK(result.error().code == ErrorCode::FileUnwritable);
      CHECK(result.error().file == file.toStdString());
      CHECK_FALSE(result.error().detail.empty());
    }
  };
  expectRefused(dir.filePath("no/such/folder/report"));
  REQUIRE(QDir(dir.path()).mkdir("folder"));
  expectRefused(dir.filePath("folder"));  // a folder stands in its place
  CHECK(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot) ==
        QStringList{"folder"});
  // As on a full disk: the error comes while writing, not on opening. What was there stays.
  REQUIRE(writeJson(dir.filePath("kept"), d));
  const QByteArray before = contents(dir.filePath("kept"));
  struct rlimit old {};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  struct rlimit tiny = old;
  tiny.rlim_cur = 256;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &tiny) == 0);
  const Result<void> full[] = {writePdf(dir.filePath("kept"), d, {}), writeCsv(dir.filePath("kept"), d),
                               writeJson(dir.filePath("kept"), d)};
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, handler);
  for (const auto& result : full) {
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::FileUnwritable);
  }
  CHECK(contents(dir.filePath("kept")) == before);
  CHECK(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot) ==
        QStringList{"folder", "kept"});
}

TEST_CASE("PDF, English: what a reader must find is there as text, on every page") {
  if (!hasPdfTools()) return;
  startGui();
  QTemporaryDir dir;
  Differential d = samples::bloodDifferential();
  d.synthetic = true;
  ReportOptions options;
  options.images = pictures(d, 4);
  options.signature = samples::signatureOf(d);
  const QString file = dir.filePath("report.pdf");
  REQUIRE(writePdf(file, d, options));
  const QString text = pdfText(file);
  for (const char* expected : {"Blood cell differential",
                               "B-2024-0117",
                               "Film 1",
                               "T. Technician",
                               "Test model 1.2",
                               "5e5e5e5e5e5e",
                               "2024-05-01 08:30 UTC+00:00",
                               "100 counted",
                               "10 outside",
                               "10 unresolved",
                               "60.0 % (49.7–69.7)",
                               "9.0 % (4.2–16.4)",
                               "0.0 % (0.0–3.6)",
                               "54.5–63.6",
                               "Granulocytic 71 71.0 % (61.1–79.6)",
                               "4.0 per 100 WBC (1.1–10.6)",
                               "10 of 120 cells are not resolved",
                               "5 between two classes",
                               "c_th = 0.900",
                               "d_th = 0.200",
                               "guaranteed rule",
                               "at most 2.0 %",
                               "99.0 % (97.8–99.6)",
                               "auto-accepted",
                               "Dr. Wei Chen",
                               "reviewed and released",
                               "two monocytes were reclassified",
                               "Clopper–Pearson"})
    CHECK_THAT(text.toStdString(), Catch::Contains(expected));
  CHECK(text.contains(options.signature->auditHead));

  QStringList pages = text.split('\f', Qt::SkipEmptyParts);
  REQUIRE(pages.size() == 2);
  for (int i = 0; i < pages.size(); ++i) {
    INFO("page " << i + 1);
    CHECK(pages[i].contains(QString("Page %1 of %2").arg(i + 1).arg(pages.size())));
    CHECK(pages[i].contains("RESEARCH USE ONLY"));
    CHECK(pages[i].contains("SYNTHETIC"));
    CHECK(pages[i].contains("SIGNED, version 2"));
    CHECK(pages[i].contains(contentHash(d)));
    CHECK(pages[i].contains("B-2024-0117"));
    CHECK_FALSE(pages[i].contains("NOT SIGNED"));
  }
}

TEST_CASE("PDF, Chinese, Letter, not signed: the same in the other language") {
  if (!hasPdfTools()) return;
  startGui();
  QTemporaryDir dir;
  Differential d = samples::marrowDifferential();
  ReportOptions options;
  options.language = Language::Chinese;
  options.pageSize = PageSize::Letter;
  options.images = pictures(d, 2);
  const QString file = dir.filePath("report.pdf");
  REQUIRE(writePdf(file, d, options));
  const QString text = pdfText(file);
  for (const char* expected :
       {"骨髓细胞形态分类计数报告", "仅供研究使用", "未签发", "早幼粒细胞", "中幼红、晚幼红细胞", "专家确认",
        "自动接受", "粒红比", "1.7 : 1", "粒系 222 个，有核红系 127 个", "没有未定细胞", "代表性细胞",
        "c_th = 0.900", "第 1 页，共"})
    CHECK_THAT(text.toStdString(), Catch::Contains(expected));
  for (const QString& page : text.split('\f', Qt::SkipEmptyParts)) CHECK(page.contains("未签发"));
  for (const char* english : {"Confirmed", "Share", "NOT SIGNED", "RESEARCH"})
    CHECK_FALSE(text.contains(english));

  QProcess info;
  info.start("pdfinfo", {file});
  REQUIRE(info.waitForFinished(30000));
  CHECK(info.readAllStandardOutput().contains("612 x 792 pts (letter)"));
}

TEST_CASE("PDF of a slide without cells, and one with a very long name, still reads") {
  if (!hasPdfTools()) return;
  startGui();
  QTemporaryDir dir;
  auto slide = samples::slide("blood");
  slide.sampleId = QString("Sample-with-a-name-without-any-space-").repeated(6) + "END";
  const Differential d = computeDifferential(slide, {}, samples::manifest("blood-11"), "T", samples::kNow);
  REQUIRE(writePdf(dir.filePath("r.pdf"), d, {}));
  const QString text = pdfText(dir.filePath("r.pdf"));
  CHECK(text.contains("No cell has been counted yet."));
  CHECK(text.contains("This slide has no cells."));
  CHECK(QString(text).remove(QRegularExpression("\\s")).contains("END"));  // wrapped, not cut
}

TEST_CASE("The PDF carries the numbers as they were signed") {
  if (QStandardPaths::findExecutable("pdfdetach").isEmpty()) {
    WARN("pdfdetach is not installed (poppler-utils): the attachment is not checked");
    return;
  }
  startGui();
  QTemporaryDir dir;
  const Differential d = samples::bloodDifferential();
  ReportOptions options;
  options.signature = samples::signatureOf(d);
  REQUIRE(writePdf(dir.filePath("r.pdf"), d, options));
  QProcess p;
  p.setWorkingDirectory(dir.path());
  p.start("pdfdetach", {"-saveall", "r.pdf"});
  REQUIRE(p.waitForFinished(30000));
  CHECK(contents(dir.filePath("differential.json")) == options.signature->content);
}

namespace {

QImage drawnLogo() {
  QImage logo(600, 160, QImage::Format_RGB32);
  logo.fill(Qt::white);
  QPainter p(&logo);
  p.setRenderHint(QPainter::Antialiasing);
  p.setBrush(QColor(160, 30, 60));
  p.setPen(Qt::NoPen);
  p.drawEllipse(10, 10, 140, 140);
  p.setBrush(Qt::white);
  p.drawEllipse(50, 40, 60, 60);
  p.fillRect(180, 40, 400, 22, QColor(30, 60, 110));
  p.fillRect(180, 90, 300, 22, QColor(120, 120, 120));
  return logo;
}

// Everything at once: what a laboratory's report looks like when all of it was used.
ReportParts fullParts() {
  ReportParts parts;
  parts.entries.whiteCells = 10.4;
  parts.entries.comments = QString::fromUtf8("Toxic granulation in most neutrophils.\nGiant platelets.");
  parts.entries.conclusion = QString::fromUtf8(
      "Left shift with monocytosis; no blasts among 100 counted cells. 核左移，单核细胞增多。\n\n"
      "Suggest a repeat count in one week.");
  parts.laboratory = {QString::fromUtf8("Institute of Haematology, 血液学研究所"),
                      "Examplestrasse 12, 12345 Town\nTel. +49 30 1234567 · lab@example.org",
                      QString(64, 'e'),
                      casebook::WhiteCellCorrection::Always,
                      {}};
  parts.limits =
      model::loadDecisionLimits(CELLWISE_SOURCE_DIR "/resources/limits/decision-limits.json").value();
  return parts;
}

// The text that a page has is in order of its lines, so a section's heading can be looked for by itself.
bool hasLine(const QString& text, const QString& line) {
  return QRegularExpression("^\\s*" + QRegularExpression::escape(line), QRegularExpression::MultilineOption)
      .match(text)
      .hasMatch();
}

}  // namespace

TEST_CASE("Two examiners stand on the report and in the CSV as two columns, marked where they differ") {
  if (!hasPdfTools()) return;
  startGui();
  QTemporaryDir dir;
  Differential d = samples::bloodDifferential();
  ReportParts parts;
  parts.readers = {
      {"Dr. Wei Chen", samples::kNow, 200, 0, {{"monocyte", 10}, {"lymphocyte", 150}, {"basophil", 40}}},
      {"T. Technician",
       samples::kNow,
       206,
       0,
       {{"monocyte", 24}, {"lymphocyte", 136}, {"basophil", 40}, {"platelet", 6}}}};
  parts.examiners = TwoExaminers{200, 12, {}};
  addParts(d, parts);
  ReportOptions options;
  REQUIRE(writePdf(dir.filePath("r.pdf"), d, options));
  const QString english = pdfText(dir.filePath("r.pdf"));
  for (const char* expected :
       {"Two examiners", "Dr. Wei Chen, 200 cells", "T. Technician, 206 cells", "10 5.0 % (2.4–9.0)",
        "24 12.0 % (7.8–17.3)", "+7.0", "0.019 differ", "1.000", "12 cells were counted by both"})
    CHECK_THAT(english.toStdString(), Catch::Contains(expected));
  options.language = Language::Chinese;
  REQUIRE(writePdf(dir.filePath("r.pdf"), d, options));
  for (const char* expected : {"两名检验者独立计数", "有差异"})
    CHECK_THAT(pdfText(dir.filePath("r.pdf")).toStdString(), Catch::Contains(expected));

  REQUIRE(writeCsv(dir.filePath("r.csv"), d));
  QFile file(dir.filePath("r.csv"));
  REQUIRE(file.open(QIODevice::ReadOnly));
  const QByteArray csv = file.readAll();
  CHECK(csv.contains("examiner,monocyte,,,,,,,24,0.120000,0.078"));
  CHECK(csv.contains("examiners_p,monocyte,,,,,,,,0.01"));
}

TEST_CASE("PDF of a report with everything on it says all of it, in both languages and sizes") {
  if (!hasPdfTools()) return;
  startGui();
  QTemporaryDir dir;
  Differential d = samples::bloodDifferential();
  auto parts = fullParts();
  parts.before = samples::signatureOf(samples::bloodDifferential());
  parts.before->version = 1;
  parts.readers = {
      {"Dr. Wei Chen", samples::kNow, 100, 90, {{"monocyte", 9}, {"lymphocyte", 81}, {"platelet", 6}}},
      {"T. Technician", samples::kNow, 100, 90, {{"monocyte", 12}, {"lymphocyte", 78}}}};
  ReportOptions options;
  addParts(d, parts);
  options.images = pictures(d, 4);
  options.logo = drawnLogo();
  options.signature = samples::signatureOf(d);
  const auto text = [&](Language language, PageSize size) {
    options.language = language;
    options.pageSize = size;
    REQUIRE(writePdf(dir.filePath("r.pdf"), d, options));
    return pdfText(dir.filePath("r.pdf"));
  };
  for (const PageSize size : {PageSize::A4, PageSize::Letter}) {
    const QString english = text(Language::English, size);
    for (const char* expected :
         {"Institute of Haematology, 血液学研究所", "Tel. +49 30 1234567", "10.00 ×10⁹/L (9.41–10.29)",
          "from 10.40 as entered", "0.90 (0.42–1.64)", "6.00 (4.97–6.97)", "Two readers", "9 10.0 %",
          "12 13.3 %", "+3.3", "Toxic granulation", "Giant platelets.", "核左移，单核细胞增多。",
          "repeat count in one week", "Changed against version 1", "two monocytes were reclassified",
          "SIGNED, amended version 2", "Decision limits"})
      CHECK_THAT(english.toStdString(), Catch::Contains(expected));
    for (const char* heading : {"Comments", "Conclusion", "Decision limits", "Signature", "Unresolved cells"})
      CHECK(hasLine(english, heading));
    for (const auto& limit : d.limits)
      CHECK_THAT(english.toStdString(), Catch::Contains(limit.titleEn.toStdString()));
    const QString chinese = text(Language::Chinese, size);
    for (const char* expected : {"白细胞计数", "双人阅片", "备注", "结论", "判定界值", "相对第 1 版的更改",
                                 "已签发，修订第 2 版", "原为", "已按有核红细胞校正"})
      CHECK_THAT(chinese.toStdString(), Catch::Contains(expected));
    for (const QString& page : english.split('\f', Qt::SkipEmptyParts))
      CHECK(page.contains(options.signature->contentSha256));
  }
}

TEST_CASE("A conclusion longer than a page goes on on the next, and none of it is lost") {
  if (!hasPdfTools()) return;
  startGui();
  QTemporaryDir dir;
  Differential d = samples::marrowDifferential();
  ReportParts parts;
  for (int i = 1; i <= 120; ++i)
    parts.entries.conclusion += QString("Sentence number %1 of a conclusion that does not end.\n").arg(i);
  addParts(d, parts);
  REQUIRE(writePdf(dir.filePath("r.pdf"), d, {}));
  const QString text = pdfText(dir.filePath("r.pdf"));
  for (int i = 1; i <= 120; ++i) CHECK(text.contains(QString("Sentence number %1 of").arg(i)));
  CHECK(text.split('\f', Qt::SkipEmptyParts).size() >= 4);
}

TEST_CASE("What was signed by an earlier program is printed with the hash that was signed") {
  if (!hasPdfTools()) return;
  startGui();
  QTemporaryDir dir;
  casebook::SignatureRecord signature = samples::signatureOf(samples::bloodDifferential());
  signature.content = contents(CELLWISE_SOURCE_DIR "/tests/reporting/signed-v1.json");
  signature.contentSha256 = QString::fromStdString(sha256Hex(signature.content.toStdString()));
  ReportOptions options;
  options.signature = signature;
  REQUIRE(writePdf(dir.filePath("r.pdf"), differentialFromJson(signature.content).value(), options));
  const QString text = pdfText(dir.filePath("r.pdf"));
  for (const QString& page : text.split('\f', Qt::SkipEmptyParts))
    CHECK(page.contains(signature.contentSha256));
  CHECK(text.contains("SIGNED, version 2"));
  CHECK_FALSE(text.contains("not entered: no absolute counts"));
}

// For the eye: CELLWISE_PREVIEW=<folder> test_reporting "[preview]"
TEST_CASE("Reports to look at", "[.][preview]") {
  const QString folder = qEnvironmentVariable("CELLWISE_PREVIEW", ".");
  startGui();
  const auto write = [&](const char* name, Differential d, const ReportParts& parts, bool sign, int each) {
    addParts(d, parts);
    ReportOptions options;
    if (each) options.images = pictures(d, each);
    if (!d.laboratory.logoSha256.isEmpty()) options.logo = drawnLogo();
    if (sign) options.signature = samples::signatureOf(d);
    for (const Language language : {Language::English, Language::Chinese}) {
      for (const PageSize size : {PageSize::A4, PageSize::Letter}) {
        options.language = language;
        options.pageSize = size;
        CHECK(writePdf(folder + '/' + name + (language == Language::English ? "-en" : "-zh") +
                           (size == PageSize::A4 ? "-a4.pdf" : "-letter.pdf"),
                       d, options));
      }
    }
  };
  write("plain", samples::bloodDifferential(), {}, false, 4);
  Differential blood = samples::bloodDifferential();
  blood.synthetic = true;
  auto full = fullParts();
  full.before = samples::signatureOf(samples::bloodDifferential());
  full.before->version = 1;
  full.readers = {
      {"Dr. Wei Chen", samples::kNow, 100, 90, {{"monocyte", 9}, {"lymphocyte", 81}, {"platelet", 6}}},
      {"T. Technician", samples::kNow, 100, 90, {{"monocyte", 12}, {"lymphocyte", 78}}}};
  write("full", blood, full, true, 4);
  auto cells = samples::blood();
  std::erase_if(cells.list, [](const auto& c) {
    return !c.review &&
           (!c.prediction || c.prediction->confidence < 0.9 || c.prediction->maxMembership < 0.2);
  });
  write("resolved",
        computeDifferential(samples::slide("blood"), cells.list, samples::manifest("blood-11"), "T",
                            samples::kNow),
        fullParts(), true, 2);
  write("marrow", samples::marrowDifferential(), fullParts(), true, 3);
  auto fine = samples::manifest("marrow-13");
  for (auto& c : fine.scheme.classes)
    if (c.id == "myelocyte_metamyelocyte") c.id = "myelocyte";
  for (int i = 0; i < 12; ++i) {
    auto extra = fine.scheme.classes[std::size_t(i)];
    extra.id = "extra_" + std::to_string(i);
    extra.nameEn = "A class with quite a long name of the laboratory's own, number " + std::to_string(i);
    extra.nameZh = "本实验室自定义的名称很长的细胞类别之第 " + std::to_string(i) + " 类";
    extra.order = 20 + i;
    fine.scheme.classes.push_back(extra);
  }
  samples::Cells many;
  many.predicted(22, "myeloblast").predicted(31, "promyelocyte").predicted(60, "myelocyte");
  many.predicted(90, "late_erythroblast").predicted(250, "mature_granulocyte").predicted(9, "extra_3");
  many.predicted(40, "lymphocyte", samples::kUnsure);
  write("many", computeDifferential(samples::slide("marrow"), many.list, fine, "T", samples::kNow),
        fullParts(), false, 4);
  auto slide = samples::slide("blood");
  slide.sampleId = QString("Sample-with-a-name-without-any-space-").repeated(6);
  slide.title = QString::fromUtf8("涂片标题很长 ").repeated(20);
  write("empty", computeDifferential(slide, {}, samples::manifest("blood-11"), "T", samples::kNow),
        fullParts(), false, 0);
}
