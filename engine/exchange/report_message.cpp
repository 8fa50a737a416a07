#include "exchange/report_message.h"

#include <algorithm>
#include <cmath>

#include "base/sha256.h"

namespace cellwise::exchange {
namespace {

using reporting::Differential;
using reporting::DifferentialRow;

// A name space of our own for ids that follow from a report (RFC 4122, version 5).
const QUuid kReports(QStringLiteral("{6f3c1c06-9a51-4a6e-9a1c-2d1a7f0f9d31}"));

QUuid idOf(const casebook::SlideSummary& slide) {
  return QUuid::createUuidV5(kReports,
                             QStringLiteral("%1/%2").arg(slide.importedAt.toMSecsSinceEpoch()).arg(slide.id));
}

Result<Differential> contentOf(const casebook::SignatureRecord& signature) {
  if (sha256Hex(signature.content.toStdString()) != signature.contentSha256.toStdString())
    return failure(ErrorCode::Conflict, "version " + std::to_string(signature.version) +
                                            ": the signed content does not have the signed hash");
  return reporting::differentialFromJson(signature.content);
}

bool isReleased(const ReportToSend& report) {
  return report.signature && report.signature->kind == casebook::SignatureKind::Release;
}

double oneDecimal(double value) {
  return std::round(10 * value) / 10;
}
double twoDecimals(double value) {
  return std::round(100 * value) / 100;
}

const QString kWbc = QStringLiteral("wbc"), kCorrectedWbc = QStringLiteral("wbc_corrected"),
              kNucleatedRed = QStringLiteral("nucleated_red_cells");

// What a figure rests on; two versions say the same where this is the same.
struct Basis {
  int cells = 0, of = 0;
  bool there = false;
  double whiteCells = 0;  // of a concentration
  bool operator==(const Basis&) const = default;
};

Basis basisOf(const Differential& d, const Finding& finding) {
  switch (finding.figure) {
    case Figure::Share:
      if (const auto* row = d.row(finding.id); row && row->counted)
        return {row->cells.total(), d.counted, true};
      break;
    case Figure::Per100:
      if (d.nucleatedRedCells)
        return {d.nucleatedRedCells->cells.total(), d.nucleatedRedCells->whiteCells, true};
      break;
    case Figure::Ratio:
      if (d.meRatio) return {d.meRatio->myeloid, d.meRatio->erythroid, true};
      break;
    case Figure::Count:
      if (finding.id == QLatin1String("counted")) return {d.counted, 0, true};
      if (finding.id == QLatin1String("unresolved")) return {d.unresolved, 0, true};
      if (const auto* row = d.row(finding.id); row && !row->counted) return {row->cells.total(), 0, true};
      break;
    case Figure::Concentration:
      if (!d.whiteCells) break;
      if (finding.id == kWbc) return {0, 0, true, d.whiteCells->entered};
      if (finding.id == kCorrectedWbc) return {0, 0, d.whiteCells->corrected, d.whiteCells->value};
      if (finding.id == kNucleatedRed && d.nucleatedRedCells)
        return {d.nucleatedRedCells->cells.total(), d.nucleatedRedCells->whiteCells, true,
                d.whiteCells->value};
      if (const auto* row = d.row(finding.id); row && row->absolute)
        return {row->cells.total(), d.counted, true, d.whiteCells->value};
      break;
    case Figure::Panel:
    case Figure::Interval:
    case Figure::Text: break;
  }
  return {};
}

MessageStatus statusOf(const ReportToSend& report, const Finding& finding) {
  if (!isReleased(report)) return MessageStatus::Preliminary;
  const Basis now = basisOf(report.differential, finding);
  const bool same = std::all_of(report.earlier.begin(), report.earlier.end(),
                                [&](const Differential& d) { return basisOf(d, finding) == now; });
  return same ? MessageStatus::Final : MessageStatus::Corrected;
}

Finding countOf(const QString& id, const QString& name, int value) {
  Finding f;
  f.id = id;
  f.name = name;
  f.figure = Figure::Count;
  f.value = value;
  f.unit = QStringLiteral("{cells}");
  f.unitText = QStringLiteral("cells");
  return f;
}

Finding concentrationOf(const QString& id, const QString& name, const reporting::AbsoluteCount& count) {
  Finding f;
  f.id = id;
  f.name = name;
  f.figure = Figure::Concentration;
  f.value = twoDecimals(count.value);
  f.low = twoDecimals(count.low);
  f.high = twoDecimals(count.high);
  f.unit = f.unitText = QStringLiteral("10*9/L");
  return f;
}

// As it was typed, and as it counts.
void addWhiteCells(const Differential& d, std::vector<Finding>& findings) {
  if (!d.whiteCells) return;
  const auto& white = *d.whiteCells;
  Finding entered = concentrationOf(kWbc, QStringLiteral("White cell count"), {white.entered, 0, 0});
  entered.low.reset();
  entered.high.reset();
  entered.note = QStringLiteral("Entered by hand; not counted on this slide.");
  findings.push_back(std::move(entered));
  if (!white.corrected) return;
  Finding corrected =
      concentrationOf(kCorrectedWbc, QStringLiteral("White cell count, corrected for nucleated red cells"),
                      {white.value, white.low, white.high});
  corrected.note =
      QStringLiteral("The count that was entered, x 100 / (100 + nucleated red cells per 100 white cells).");
  findings.push_back(std::move(corrected));
}

void addAbsolutes(const Differential& d, std::vector<Finding>& findings) {
  if (!d.whiteCells) return;
  const QString note = QStringLiteral(
                           "Share times a white cell count of %1 x 10*9/L; the interval is that of "
                           "the share.")
                           .arg(QString::number(d.whiteCells->value, 'f', 2));
  const auto add = [&](const QString& id, const QString& name, const reporting::AbsoluteCount& count) {
    findings.push_back(concentrationOf(id, name + QStringLiteral(", absolute count"), count));
    findings.back().note = note;
  };
  for (const auto& row : d.rows)
    if (row.absolute) add(row.classId, row.nameEn, *row.absolute);
  if (d.nucleatedRedCells && d.nucleatedRedCells->absolute)
    add(kNucleatedRed, QStringLiteral("Nucleated red cells"), *d.nucleatedRedCells->absolute);
}

Finding ofClass(const DifferentialRow& row, int counted) {
  if (!row.counted) {
    Finding f = countOf(row.classId, row.nameEn, row.cells.total());
    f.confirmed = row.cells.confirmed;
    f.autoAccepted = row.cells.autoAccepted;
    return f;
  }
  Finding f;
  f.id = row.classId;
  f.name = row.nameEn;
  f.unit = f.unitText = QStringLiteral("%");
  f.confirmed = row.cells.confirmed;
  f.autoAccepted = row.cells.autoAccepted;
  f.of = counted;
  if (counted > 0) {
    f.value = oneDecimal(100 * row.share);
    f.low = oneDecimal(100 * row.interval.low);
    f.high = oneDecimal(100 * row.interval.high);
  }
  return f;
}

}  // namespace

Result<ReportToSend> signedReport(const casebook::Casebook& casebook, casebook::Id id) {
  const auto slide = casebook.slide(id);
  if (!slide) return tl::make_unexpected(slide.error());
  auto signatures = casebook.signatures(id);
  if (!signatures) return tl::make_unexpected(signatures.error());
  if (signatures->empty())
    return failure(ErrorCode::NotFound, "slide " + std::to_string(id) + " was never signed");
  // What was released stands, until another version is released.
  auto released = *signatures;
  std::erase_if(released, [](const auto& s) { return s.kind != casebook::SignatureKind::Release; });
  if (released.empty()) released = {signatures->back()};
  ReportToSend report;
  report.id = idOf(*slide);
  for (const auto& signature : released) {
    auto content = contentOf(signature);
    if (!content) return tl::make_unexpected(content.error());
    report.earlier.push_back(std::move(*content));
  }
  report.differential = std::move(report.earlier.back());
  report.earlier.pop_back();
  report.signature = released.back();
  return report;
}

ReportToSend draftReport(const casebook::SlideSummary& slide, Differential differential) {
  ReportToSend report;
  report.id = idOf(slide);
  report.differential = std::move(differential);
  return report;
}

MessageStatus statusOf(const ReportToSend& report) {
  if (!isReleased(report)) return MessageStatus::Preliminary;
  if (report.earlier.empty()) return MessageStatus::Final;
  const auto findings = findingsOf(report);
  const bool corrected = std::any_of(findings.begin(), findings.end(),
                                     [](const Finding& f) { return f.status == MessageStatus::Corrected; });
  return corrected ? MessageStatus::Corrected : MessageStatus::Amended;
}

MessageStatus commentStatus(const ReportToSend& report) {
  if (!isReleased(report)) return MessageStatus::Preliminary;
  const bool same = std::all_of(report.earlier.begin(), report.earlier.end(), [&](const Differential& d) {
    return d.comments == report.differential.comments;
  });
  return same ? MessageStatus::Final : MessageStatus::Corrected;
}

std::vector<Finding> findingsOf(const ReportToSend& report) {
  const Differential& d = report.differential;
  std::vector<Finding> findings;
  addWhiteCells(d, findings);
  for (const auto& row : d.rows) findings.push_back(ofClass(row, d.counted));
  if (d.nucleatedRedCells) {
    const auto& red = *d.nucleatedRedCells;
    Finding f;
    f.id = kNucleatedRed;
    f.name = QStringLiteral("Nucleated red cells per 100 white cells");
    f.figure = Figure::Per100;
    f.unit = QStringLiteral("/100{WBCs}");
    f.unitText = QStringLiteral("per 100 WBC");
    f.confirmed = red.cells.confirmed;
    f.autoAccepted = red.cells.autoAccepted;
    f.of = red.whiteCells;
    if (red.per100) {
      f.value = oneDecimal(*red.per100);
      f.low = oneDecimal(red.interval.low);
      if (red.interval.high) f.high = oneDecimal(*red.interval.high);
    }
    findings.push_back(f);
  }
  if (d.meRatio) {
    const auto& me = *d.meRatio;
    Finding f;
    f.id = QStringLiteral("myeloid_erythroid");
    f.name = QStringLiteral("Myeloid to erythroid ratio");
    f.figure = Figure::Ratio;
    f.unit = QStringLiteral("{ratio}");
    f.unitText = QStringLiteral("ratio");
    if (me.ratio) {
      f.value = oneDecimal(*me.ratio);
      f.low = oneDecimal(me.interval.low);
      if (me.interval.high) f.high = oneDecimal(*me.interval.high);
    }
    findings.push_back(f);
  }
  addAbsolutes(d, findings);
  findings.push_back(countOf(QStringLiteral("counted"), QStringLiteral("Cells counted"), d.counted));
  findings.push_back(
      countOf(QStringLiteral("unresolved"), QStringLiteral("Cells in no figure, to review"), d.unresolved));
  for (auto& finding : findings) finding.status = statusOf(report, finding);
  return findings;
}

}  // namespace cellwise::exchange
