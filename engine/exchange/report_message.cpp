#include "exchange/report_message.h"

#include <algorithm>
#include <cmath>

#include "base/sha256.h"
#include "model/manifest.h"

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

// What a figure rests on; two versions say the same where this is the same.
struct Basis {
  int cells = 0, of = 0;
  bool there = false;
  bool operator==(const Basis& o) const { return cells == o.cells && of == o.of && there == o.there; }
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
    case Figure::Panel:
    case Figure::Concentration:
    case Figure::Interval: break;
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

Result<ReportToSend> draftReport(const casebook::Casebook& casebook, casebook::Id id,
                                 const QString& operatorName, const QDateTime& now) {
  const auto slide = casebook.slide(id);
  if (!slide) return tl::make_unexpected(slide.error());
  if (slide->modelSha.isEmpty())
    return failure(ErrorCode::NotFound, "slide " + std::to_string(id) + " was not classified yet");
  const auto record = casebook.model(slide->modelSha);
  if (!record) return tl::make_unexpected(record.error());
  const auto manifest = model::parseManifest(record->manifest.toStdString());
  if (!manifest) return tl::make_unexpected(manifest.error());
  const auto cells = casebook.cells(id);
  if (!cells) return tl::make_unexpected(cells.error());
  ReportToSend report;
  report.id = idOf(*slide);
  report.differential = reporting::computeDifferential(*slide, *cells, *manifest, operatorName, now);
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

std::vector<Finding> findingsOf(const ReportToSend& report) {
  const Differential& d = report.differential;
  std::vector<Finding> findings;
  for (const auto& row : d.rows) findings.push_back(ofClass(row, d.counted));
  if (d.nucleatedRedCells) {
    const auto& red = *d.nucleatedRedCells;
    Finding f;
    f.id = QStringLiteral("nucleated_red_cells");
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
  findings.push_back(countOf(QStringLiteral("counted"), QStringLiteral("Cells counted"), d.counted));
  findings.push_back(
      countOf(QStringLiteral("unresolved"), QStringLiteral("Cells in no figure, to review"), d.unresolved));
  for (auto& finding : findings) finding.status = statusOf(report, finding);
  return findings;
}

}  // namespace cellwise::exchange
