#include "reporting/audited.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>

#include "reporting/differential.h"

namespace cellwise::reporting {
namespace {

bool accepted(const casebook::CellRecord& cell, const decision::Thresholds& thresholds) {
  return cell.prediction && decision::decide(cell.prediction->confidence, cell.prediction->maxMembership,
                                             thresholds) == decision::Decision::Accepted;
}

}  // namespace

std::optional<double> AuditFigures::errorBound() const {
  if (alarm()) return error.interval.high;
  const auto n = calibrationCells + error.n;
  if (n == 0) return std::nullopt;
  return decision::clopperPearson(calibrationErrors + error.errors, n).high;
}

AuditFigures auditFigures(const casebook::SlideSummary& slide, const std::vector<casebook::CellRecord>& cells,
                          const model::Manifest& manifest,
                          const std::vector<casebook::BlindAnswer>& answers) {
  AuditFigures figures;
  const Differential plain = computeDifferential(slide, cells, manifest, {}, slide.importedAt);
  const std::size_t classes = plain.rows.size();
  QHash<QString, int> indexOf;
  for (std::size_t i = 0; i < classes; ++i) indexOf.insert(plain.rows[i].classId, static_cast<int>(i));
  QHash<casebook::Id, QString> answered;
  for (const auto& answer : answers) answered.insert(answer.cellId, answer.classId);

  decision::AuditedCounts counts;
  counts.accepted.assign(classes, 0);
  counts.sure.assign(classes, 0);
  for (const auto& row : plain.rows) counts.counted.push_back(row.counted ? 1 : 0);
  std::vector<decision::AuditedCell> audited;
  for (const auto& cell : cells) {
    const bool asked = answered.contains(cell.id) && accepted(cell, slide.thresholds);
    const int predicted = cell.prediction ? indexOf.value(cell.prediction->predicted, -1) : -1;
    if (asked && predicted >= 0) {
      ++counts.accepted[static_cast<std::size_t>(predicted)];
      audited.push_back({predicted, indexOf.value(answered.value(cell.id), -1)});
      ++figures.accepted;
    } else if (cell.review && !cell.review->classId.isEmpty()) {
      ++counts.sure[static_cast<std::size_t>(indexOf.value(cell.review->classId))];
    } else if (predicted >= 0 && accepted(cell, slide.thresholds)) {
      ++counts.accepted[static_cast<std::size_t>(predicted)];
      ++figures.accepted;
    }
  }
  figures.error = decision::auditedError(audited);
  figures.calibrationCells = plain.evidence.accepted;
  figures.calibrationErrors = plain.evidence.errors;
  figures.contradicts = decision::auditContradicts(figures.calibrationErrors, figures.calibrationCells,
                                                   figures.error.errors, figures.error.n);
  const auto shares = decision::correctedShares(counts, audited);
  for (std::size_t i = 0; i < classes; ++i) {
    const auto& row = plain.rows[i];
    if (row.counted) figures.rows.push_back({row.classId, row.nameEn, row.nameZh, shares[i]});
  }
  return figures;
}

QString auditInWords(const AuditFigures& figures, Language language) {
  if (figures.error.n == 0) return {};
  const bool zh = language == Language::Chinese;
  const auto say = [zh](const char* en, const char* chinese) { return QString::fromUtf8(zh ? chinese : en); };
  QString text = say("Blind audit: %1 of %2 audited cells wrong; error among the %3 accepted cells %4.",
                     "盲法抽查：抽查 %2 个细胞，%1 个判错；%3 个自动接受细胞中的错误率为 %4。")
                     .arg(QString::number(figures.error.errors), QString::number(figures.error.n),
                          QString::number(figures.accepted),
                          percentWithInterval(figures.error.share(), figures.error.interval));
  if (figures.alarm()) {
    text +=
        say(" This contradicts the calibration (%1 of %2 wrong; exact test, p = %3): the model errs more on "
            "this slide than it was found to.",
            "这与校准结果矛盾（%2 个中 %1 个判错；精确检验 p = %3）：模型在本片上的错误多于校准所示。")
            .arg(QString::number(figures.calibrationErrors), QString::number(figures.calibrationCells),
                 QString::number(figures.contradicts, 'g', 2));
  }
  return text;
}

}  // namespace cellwise::reporting
