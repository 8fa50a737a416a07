#include "reporting/report_parts.h"

#include <algorithm>
#include <utility>

#include "reporting/audited.h"
#include "reporting/differential.h"
#include "reporting/limits.h"
#include "reporting/report_text.h"

namespace cellwise::reporting {
namespace {

using casebook::WhiteCellCorrection;

std::optional<WhiteCells> whiteCellsOf(const Differential& d, double entered, WhiteCellCorrection rule) {
  WhiteCells white;
  white.entered = white.value = white.low = white.high = entered;
  white.rule = rule;
  if (d.nucleatedRedCells && d.nucleatedRedCells->per100) {
    const auto& red = *d.nucleatedRedCells;
    white.corrected = (rule == WhiteCellCorrection::Always && red.cells.total() > 0) ||
                      (rule == WhiteCellCorrection::FromFive && *red.per100 >= 5);
    if (white.corrected) {
      const auto at = [&](double per100) { return entered * 100 / (100 + per100); };
      white.value = at(*red.per100);
      white.low = red.interval.high ? at(*red.interval.high) : 0;
      white.high = at(red.interval.low);
    }
  }
  return white;
}

AbsoluteCount times(double whiteCells, double share, const decision::Interval& interval) {
  return {whiteCells * share, whiteCells * interval.low, whiteCells * interval.high};
}

// The classes of Lee's count, if the scheme tells them apart.
std::optional<PartialDifferential> partialOf(const Differential& d) {
  if (!d.meRatio || d.counted == 0) return {};
  const DifferentialRow* blasts = d.row(QStringLiteral("myeloblast"));
  if (!blasts) blasts = d.row(QStringLiteral("blast"));
  std::vector<const DifferentialRow*> rows{blasts, d.row(QStringLiteral("promyelocyte")),
                                           d.row(QStringLiteral("myelocyte"))};
  for (const QString& id : d.meRatio->erythroidClasses) rows.push_back(d.row(id));
  if (std::count(rows.begin(), rows.end(), nullptr) > 0) return {};

  PartialDifferential partial;
  for (const auto* row : rows) partial.cells += row->cells.total();
  for (const auto* row : rows) {
    const int k = row->cells.total();
    partial.rows.push_back({row->classId, k, partial.cells ? static_cast<double>(k) / partial.cells : 0,
                            decision::clopperPearson(k, partial.cells)});
  }
  partial.fullBlasts = blasts->share;
  partial.partialBlasts = partial.rows.front().share;
  const auto category = [](qint64 k, qint64 n) {  // whole numbers: 5 of 100 is exactly 5 %
    return (100 * k >= 5 * n) + (100 * k >= 10 * n) + (100 * k >= 20 * n);
  };
  const int k = blasts->cells.total();
  partial.categoryChanges = partial.cells > 0 && category(k, d.counted) != category(k, partial.cells);
  return partial;
}

LimitFinding findingOf(const LimitResult& result) {
  const auto text = [](const std::string& s) { return QString::fromStdString(s); };
  LimitFinding f;
  f.rule = text(result.rule.id);
  f.titleEn = limitTitle(result.rule, Language::English);
  f.titleZh = limitTitle(result.rule, Language::Chinese);
  f.meaningEn = text(result.rule.meaningEn);
  f.meaningZh = text(result.rule.meaningZh);
  f.source = text(result.rule.source);
  f.edition = text(result.rule.edition);
  f.cells = static_cast<int>(result.share.now.k);
  f.of = static_cast<int>(result.share.now.n);
  f.interval = result.share.interval;
  if (result.share.possible)
    f.possible = {result.share.possible->low.share(), result.share.possible->high.share()};
  f.verdict = QString::fromLatin1(name(result.verdict));
  f.state = QString::fromLatin1(decision::name(result.share.state));
  f.sampling = QString::fromLatin1(decision::name(result.share.sampling));
  f.wordsEn = inWords(result, Language::English);
  f.wordsZh = inWords(result, Language::Chinese);
  return f;
}

QString countText(const DifferentialRow* row) {
  if (!row) return QStringLiteral("–");
  const QString count = QString::number(row->cells.total());
  return row->counted ? QStringLiteral("%1 (%2)").arg(count, percent(row->share)) : count;
}

QString whiteText(const std::optional<WhiteCells>& white) {
  return white ? absoluteText(white->value) : QStringLiteral("–");
}

// The cells that stand for a class: "812, 1044".
QString pictureText(const Differential& d, const QString& classId) {
  const auto pictures = d.pictures.find(classId);
  if (pictures == d.pictures.end() || pictures->second.empty()) return QStringLiteral("–");
  QStringList cells;
  for (const auto& picture : pictures->second) cells << QString::number(picture.cell);
  return cells.join(QStringLiteral(", "));
}

QString thresholdText(const Differential& d) {
  return QStringLiteral("c_th %1, d_th %2").arg(d.thresholds.confidence).arg(d.thresholds.membership);
}

}  // namespace

const TwoExaminers::Class* TwoExaminers::find(const QString& classId) const {
  const auto it =
      std::find_if(classes.begin(), classes.end(), [&](const auto& c) { return c.classId == classId; });
  return it == classes.end() ? nullptr : &*it;
}

void addParts(Differential& d, const ReportParts& parts) {
  d.comments = parts.entries.comments.trimmed();
  d.conclusion = parts.entries.conclusion.trimmed();
  d.pictures = parts.pictures;
  d.readers = parts.readers;
  d.examiners = parts.examiners;
  for (auto& reader : d.readers) {
    reader.counted = 0;
    for (const auto& [classId, cells] : reader.classes) {
      const auto* row = d.row(classId);
      const auto* other = d.examiners ? d.examiners->find(classId) : nullptr;
      if (row ? row->counted : other && other->counted) reader.counted += cells;
    }
  }
  d.audit = parts.audit;
  const auto& lab = parts.laboratory;
  d.laboratory = {lab.name.trimmed(), lab.address.trimmed(), lab.logoSha256};
  d.partial = partialOf(d);

  d.whiteCells.reset();
  if (parts.entries.whiteCells && d.specimen == QLatin1String("blood"))
    d.whiteCells = whiteCellsOf(d, *parts.entries.whiteCells, lab.correction);
  const bool absolute = d.whiteCells && d.counted > 0;
  for (auto& row : d.rows)
    row.absolute = absolute && row.counted
                       ? std::optional(times(d.whiteCells->value, row.share, row.interval))
                       : std::nullopt;
  for (auto& lineage : d.lineages)
    lineage.absolute =
        absolute ? std::optional(times(d.whiteCells->value, lineage.share, lineage.interval)) : std::nullopt;
  if (d.nucleatedRedCells) {
    auto& red = *d.nucleatedRedCells;
    red.absolute.reset();
    if (absolute && red.per100 && red.interval.high)
      red.absolute =
          times(d.whiteCells->value, *red.per100 / 100, {red.interval.low / 100, *red.interval.high / 100});
  }

  d.limits.clear();
  if (parts.limits) {
    LimitContext context;
    context.acceptedError = parts.acceptedError ? parts.acceptedError : acceptedErrorBound(d);
    if (d.whiteCells) context.whiteCells = d.whiteCells->value;
    for (const auto& result : evaluateLimits(d, *parts.limits, context))
      if (result.applies()) d.limits.push_back(findingOf(result));
  }

  d.amends.reset();
  if (parts.before) {
    auto& amends = d.amends.emplace();
    amends.version = parts.before->version;
    amends.contentSha256 = parts.before->contentSha256;
    if (const auto before = differentialFromJson(parts.before->content))
      amends.changes = changesBetween(*before, d);
  }
}

void addAudit(ReportParts& parts, const AuditFigures& figures) {
  parts.acceptedError = figures.errorBound();
  if (figures.error.n == 0) return;
  auto& audit = parts.audit.emplace();
  audit.accepted = figures.accepted;
  audit.audited = static_cast<int>(figures.error.n);
  audit.errors = static_cast<int>(figures.error.errors);
  audit.error = figures.error.interval;
  audit.alarm = figures.alarm();
  audit.wordsEn = auditInWords(figures, Language::English);
  audit.wordsZh = auditInWords(figures, Language::Chinese);
  for (const auto& row : figures.rows)
    audit.rows.push_back({row.classId, row.share.plain, row.share.corrected, row.share.interval});
}

std::vector<Change> changesBetween(const Differential& before, const Differential& after) {
  std::vector<Change> changes;
  const auto compare = [&](const char* what, const QString& from, const QString& to) {
    if (from != to) changes.push_back({QLatin1String(what), {}, {}, {}, from, to});
  };
  const auto count = [&](const char* what, int from, int to) {
    compare(what, QString::number(from), QString::number(to));
  };
  compare("sample", before.sampleId, after.sampleId);
  compare("slide", before.title, after.title);
  compare("laboratory", before.laboratory.name, after.laboratory.name);

  QStringList ids;
  for (const auto* d : {&after, &before})
    for (const auto& row : d->rows)
      if (!ids.contains(row.classId)) ids << row.classId;
  for (const QString& id : ids) {
    const DifferentialRow *was = before.row(id), *is = after.row(id);
    const int cellsBefore = was ? was->cells.total() : 0, cellsAfter = is ? is->cells.total() : 0;
    const bool sameRule = (!was || !is) ? cellsBefore == cellsAfter : was->counted == is->counted;
    if (cellsBefore == cellsAfter && sameRule) continue;
    const DifferentialRow& named = is ? *is : *was;
    changes.push_back(
        {QStringLiteral("class"), id, named.nameEn, named.nameZh, countText(was), countText(is)});
  }
  const auto confirmed = [](const Differential& d) {
    int sum = 0;
    for (const auto& row : d.rows) sum += row.cells.confirmed;
    return sum;
  };
  count("confirmed", confirmed(before), confirmed(after));
  count("counted", before.counted, after.counted);
  count("outside", before.outside, after.outside);
  count("unresolved", before.unresolved, after.unresolved);
  compare("whiteCells", whiteText(before.whiteCells), whiteText(after.whiteCells));
  compare("thresholds", thresholdText(before), thresholdText(after));
  compare("model", before.modelSha.left(12), after.modelSha.left(12));
  compare("comments", before.comments, after.comments);
  compare("conclusion", before.conclusion, after.conclusion);
  if (before.schemaVersion < 2) return changes;  // signed without pictures
  for (const QString& id : ids) {
    const QString from = pictureText(before, id), to = pictureText(after, id);
    if (from == to) continue;
    const DifferentialRow& named = after.row(id) ? *after.row(id) : *before.row(id);
    changes.push_back({QStringLiteral("pictures"), id, named.nameEn, named.nameZh, from, to});
  }
  return changes;
}

}  // namespace cellwise::reporting
