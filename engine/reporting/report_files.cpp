// CSV and JSON. Formats: docs/report-files.md.
#include <QJsonDocument>
#include <QJsonObject>

#include <string>

#include "base/sha256.h"
#include "reporting/readers.h"
#include "reporting/report_writer.h"
#include "reporting/save_file.h"

namespace cellwise::reporting {
namespace {

std::string utf8(const QString& text) {
  return text.toStdString();
}

QString iso(const QDateTime& t) {
  return t.isValid() ? t.toUTC().toString(Qt::ISODateWithMs) : QString();
}

// A text that a spreadsheet could take for a formula gets a leading apostrophe (OWASP, "CSV injection").
QString harmless(const QString& text) {
  if (text.isEmpty()) return text;
  static const QString dangerous = QStringLiteral("=+-@\t\r\n＝＋－＠");
  return dangerous.contains(text.front()) ? QLatin1Char('\'') + text : text;
}

class CsvTable {
 public:
  explicit CsvTable(QStringList header) : width_(header.size()) { append(header); }

  // The last ones may be left out.
  void append(QStringList fields) {
    Q_ASSERT(fields.size() <= width_);
    fields.resize(width_);
    for (qsizetype i = 0; i < width_; ++i) {
      if (i) bytes_ += ',';
      const QString& field = fields[i];
      if (field.contains(QLatin1Char('"')) || field.contains(QLatin1Char(',')) ||
          field.contains(QLatin1Char('\n')) || field.contains(QLatin1Char('\r')))
        bytes_ += '"' + QString(field).replace(QLatin1Char('"'), QLatin1String("\"\"")).toUtf8() + '"';
      else
        bytes_ += field.toUtf8();
    }
    bytes_ += "\r\n";
  }
  const QByteArray& bytes() const { return bytes_; }

 private:
  qsizetype width_;
  QByteArray bytes_;
};

QString number(int n) {
  return QString::number(n);
}
QString fraction(double v) {
  return QString::number(v, 'f', 6);
}
QString fraction(const std::optional<double>& v) {
  return v ? fraction(*v) : QString();
}

}  // namespace

QString contentHash(const Differential& d) {
  return QString::fromStdString(sha256Hex(toJson(d).toStdString()));
}

Result<void> checkSignature(const Differential& d, const casebook::SignatureRecord& signature) {
  const QByteArray shown = toJson(d);
  QByteArray content = signature.content;
  if (content.isEmpty()) content = shown;
  if (sha256Hex(content.toStdString()) != utf8(signature.contentSha256))
    return failure(ErrorCode::Conflict, "the signed content does not have the signed hash");
  // Compared as read, so that content frozen by an earlier schema still belongs to its numbers.
  if (content != shown) {
    const auto frozen = differentialFromJson(content);
    if (!frozen || toJson(*frozen) != shown)
      return failure(ErrorCode::Conflict, "the signature was given for other numbers");
  }
  return {};
}

Result<void> writeJson(const QString& file, const Differential& d,
                       const std::optional<casebook::SignatureRecord>& signature) {
  QByteArray content = toJson(d), signatureJson = "null";
  if (signature) {
    if (auto belongs = checkSignature(d, *signature); !belongs) return belongs;
    if (!signature->content.isEmpty()) content = signature->content;
    signatureJson = QJsonDocument(QJsonObject{{"version", signature->version},
                                              {"signer", signature->signer},
                                              {"meaning", signature->meaning},
                                              {"reason", signature->reason},
                                              {"at", iso(signature->at)},
                                              {"contentSha256", signature->contentSha256},
                                              {"auditHead", signature->auditHead}})
                        .toJson(QJsonDocument::Compact);
  }
  // The canonical bytes stand in the file as they were hashed, on one line.
  const QByteArray bytes =
      "{\"contentSha256\":\"" + QByteArray::fromStdString(sha256Hex(content.toStdString())) +
      "\",\n\"differential\":" + content +
      ",\n\"format\":\"cellwise-report\",\n\"schemaVersion\":1,\n\"signature\":" + signatureJson + "}\n";
  return saveFile(file, bytes);
}

Result<void> writeCsv(const QString& file, const Differential& d,
                      const std::optional<casebook::SignatureRecord>& signature) {
  if (signature)
    if (auto belongs = checkSignature(d, *signature); !belongs) return belongs;

  CsvTable table({"record", "id", "name_en", "name_zh", "lineage", "counted", "confirmed", "auto_accepted",
                  "total", "value", "low95", "high95", "unresolved_likely", "possible_low", "possible_high",
                  "text", "absolute", "absolute_low95", "absolute_high95"});
  const auto meta = [&](const char* id, const QString& text) {
    table.append({"meta", id, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, harmless(text)});
  };
  const auto count = [&](const char* id, int n) {
    table.append({"count", id, {}, {}, {}, {}, {}, {}, number(n), {}, {}, {}, {}, {}, {}, {}});
  };
  meta("format", QStringLiteral("cellwise-differential-csv 2"));
  meta("use", QStringLiteral("research use only"));
  meta("synthetic", d.synthetic ? QStringLiteral("true") : QStringLiteral("false"));
  meta("sample_id", d.sampleId);
  meta("title", d.title);
  meta("specimen", d.specimen);
  meta("imported_at", iso(d.importedAt));
  meta("computed_at", iso(d.computedAt));
  meta("operator", d.operatorName);
  meta("model_name", d.modelName);
  meta("model_version", d.modelVersion);
  meta("weights_sha256", d.modelSha);
  meta("c_th", fraction(d.thresholds.confidence));
  meta("d_th", fraction(d.thresholds.membership));
  meta("calibration", d.calibrationStatement);
  meta("laboratory", d.laboratory.name);
  meta("laboratory_address", d.laboratory.address);
  meta("comments", d.comments);
  meta("conclusion", d.conclusion);
  if (d.amends) {
    meta("amends_version", number(d.amends->version));
    meta("amends_sha256", d.amends->contentSha256);
  }
  meta("content_sha256", contentHash(d));
  meta("signed", signature ? QStringLiteral("true") : QStringLiteral("false"));
  if (signature) {
    meta("signer", signature->signer);
    meta("signed_at", iso(signature->at));
    meta("signature_meaning", signature->meaning);
    meta("signature_version", number(signature->version));
    meta("amendment_reason", signature->reason);
    meta("audit_head", signature->auditHead);
  }
  count("cells", d.cells);
  count("counted", d.counted);
  count("outside", d.outside);
  count("unresolved", d.unresolved);
  count("ambiguous", d.ambiguous);
  count("unfamiliar", d.unfamiliar);
  count("failed", d.failed);
  count("unclassified", d.unclassified);
  // A class or a lineage: counts, share, and what the unresolved cells leave open.
  const auto shareRow = [&](const char* kind, const auto& entry, const QString& id, const QString& lineage,
                            bool counted) {
    const bool figures = counted && d.counted > 0;
    const bool range = counted && d.counted + d.unresolved > 0;
    table.append({kind,
                  harmless(id),
                  harmless(entry.nameEn),
                  harmless(entry.nameZh),
                  harmless(lineage),
                  counted ? "true" : "false",
                  number(entry.cells.confirmed),
                  number(entry.cells.autoAccepted),
                  number(entry.cells.total()),
                  figures ? fraction(entry.share) : QString(),
                  figures ? fraction(entry.interval.low) : QString(),
                  figures ? fraction(entry.interval.high) : QString(),
                  number(entry.unresolvedPredicted),
                  range ? fraction(entry.possible.low) : QString(),
                  range ? fraction(entry.possible.high) : QString(),
                  {},
                  entry.absolute ? fraction(entry.absolute->value) : QString(),
                  entry.absolute ? fraction(entry.absolute->low) : QString(),
                  entry.absolute ? fraction(entry.absolute->high) : QString()});
  };
  for (const auto& r : d.rows) shareRow("class", r, r.classId, r.lineage, r.counted);
  for (const auto& l : d.lineages) shareRow("lineage", l, l.id, l.id, true);
  if (d.meRatio) {
    const auto& m = *d.meRatio;
    table.append({"ratio",
                  "myeloid_erythroid",
                  {},
                  {},
                  {},
                  {},
                  {},
                  {},
                  number(m.myeloid + m.erythroid),
                  fraction(m.ratio),
                  fraction(m.interval.low),
                  fraction(m.interval.high),
                  {},
                  {},
                  {},
                  harmless(QStringLiteral("%1 myeloid (%2), %3 erythroid (%4)")
                               .arg(number(m.myeloid), m.myeloidClasses.join(QLatin1Char(' ')),
                                    number(m.erythroid), m.erythroidClasses.join(QLatin1Char(' '))))});
  }
  if (d.nucleatedRedCells) {
    const auto& r = *d.nucleatedRedCells;
    table.append({"ratio",
                  "nrbc_per_100_wbc",
                  {},
                  {},
                  {},
                  {},
                  number(r.cells.confirmed),
                  number(r.cells.autoAccepted),
                  number(r.cells.total()),
                  fraction(r.per100),
                  fraction(r.interval.low),
                  fraction(r.interval.high),
                  {},
                  {},
                  {},
                  harmless(QStringLiteral("beside %1 counted white cells").arg(r.whiteCells)),
                  r.absolute ? fraction(r.absolute->value) : QString(),
                  r.absolute ? fraction(r.absolute->low) : QString(),
                  r.absolute ? fraction(r.absolute->high) : QString()});
  }
  const auto figure = [&](const char* record, const QString& id, const QString& total, const QString& value,
                          const QString& low, const QString& high, const QString& text = {}) {
    table.append({record, harmless(id), {}, {}, {}, {}, {}, {}, total, value, low, high, {}, {}, {}, text});
  };
  if (d.whiteCells) {
    const auto& w = *d.whiteCells;
    figure("white_cells", QStringLiteral("entered"), {}, fraction(w.entered), {}, {});
    figure(
        "white_cells", QStringLiteral("used"), {}, fraction(w.value), fraction(w.low), fraction(w.high),
        w.corrected ? QStringLiteral("corrected for nucleated red cells") : QStringLiteral("not corrected"));
  }
  if (d.partial) {
    for (const auto& r : d.partial->rows)
      figure("partial", r.classId, number(r.cells), fraction(r.share), fraction(r.interval.low),
             fraction(r.interval.high));
    figure("partial", QStringLiteral("blasts"), number(d.partial->cells), fraction(d.partial->partialBlasts),
           {}, {},
           d.partial->categoryChanges ? QStringLiteral("category changes") : QStringLiteral("same category"));
  }
  for (const auto& f : d.limits)
    table.append(
        {"limit",
         harmless(f.rule),
         harmless(f.titleEn),
         harmless(f.titleZh),
         {},
         {},
         {},
         {},
         number(f.cells),
         f.of > 0 ? fraction(static_cast<double>(f.cells) / f.of) : QString(),
         f.of > 0 ? fraction(f.interval.low) : QString(),
         f.of > 0 ? fraction(f.interval.high) : QString(),
         {},
         fraction(f.possible.low),
         fraction(f.possible.high),
         f.verdict + (f.sampling == QLatin1String("straddles") ? QStringLiteral(", the interval straddles it")
                                                               : QString())});
  if (d.audit) {
    const auto& a = *d.audit;
    figure("audit", QStringLiteral("errors"), number(a.audited),
           a.audited > 0 ? fraction(static_cast<double>(a.errors) / a.audited) : QString(),
           fraction(a.error.low), fraction(a.error.high),
           a.alarm ? QStringLiteral("contradicts the calibration") : QString());
    for (const auto& r : a.rows)
      figure("audit", r.classId, {}, fraction(r.corrected), fraction(r.interval.low),
             fraction(r.interval.high), QStringLiteral("corrected share"));
  }
  const char* const reads = d.examiners ? "examiner" : "reader";
  for (std::size_t i = 0; i < d.readers.size(); ++i) {
    const auto& reader = d.readers[i];
    figure(reads, QString(), number(reader.counted), {}, {}, {}, harmless(reader.name));
    for (const auto& row : compareReaders(d)) {
      const auto& of = row.readers[i];
      figure(reads, row.classId, number(of.cells), row.shares ? fraction(of.share) : QString(),
             row.shares ? fraction(of.interval.low) : QString(),
             row.shares ? fraction(of.interval.high) : QString(), harmless(reader.name));
    }
  }
  for (const auto& row : compareReaders(d))
    if (row.p)
      figure("examiners_p", row.classId, {}, fraction(*row.p), {}, {},
             row.differ() ? QStringLiteral("differ") : QString());
  if (d.amends)
    for (const auto& c : d.amends->changes)
      figure("change", c.classId.isEmpty() ? c.what : c.classId, {}, {}, {}, {},
             harmless(c.from + QStringLiteral(" → ") + c.to));
  return saveFile(file, table.bytes());
}

}  // namespace cellwise::reporting
