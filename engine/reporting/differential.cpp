#include "reporting/differential.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <string>

#include "reporting/report_text.h"

namespace cellwise::reporting {
namespace {

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

decision::Interval possibleShare(int k, int n, int unresolved) {
  const int all = n + unresolved;
  if (all == 0) return {0, 1};
  return {static_cast<double>(k) / all, static_cast<double>(k + unresolved) / all};
}

std::string roleOf(const model::ClassScheme& scheme, const model::CellClass& c) {
  const model::Lineage* lineage = scheme.lineage(c.lineage);
  return lineage ? lineage->meRole : std::string();
}

// a and b counted together are a binomial sample of a + b, so the exact interval of the share is an
// exact interval of the odds.
RatioInterval ratioInterval(int a, int b, double factor) {
  const decision::Interval share = decision::clopperPearson(a, a + b);
  RatioInterval interval;
  interval.low = factor * share.low / (1 - share.low);
  if (b > 0) interval.high = factor * share.high / (1 - share.high);
  return interval;
}

ThresholdEvidence evidenceFor(const std::vector<decision::CalibrationRow>& rows,
                              const decision::Thresholds& thresholds) {
  ThresholdEvidence evidence;
  evidence.cells = static_cast<int>(rows.size());
  for (const auto& row : rows) {
    if (decision::decide(row.confidence, row.maxMembership, thresholds) != decision::Decision::Accepted)
      continue;
    ++evidence.accepted;
    if (row.predictedClass != row.trueClass) ++evidence.errors;
  }
  evidence.accuracy = decision::clopperPearson(evidence.accepted - evidence.errors, evidence.accepted);
  return evidence;
}

}  // namespace

const DifferentialRow* Differential::row(const QString& classId) const& {
  const auto it = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.classId == classId; });
  return it == rows.end() ? nullptr : &*it;
}

bool isCounted(const model::ClassScheme& scheme, const model::CellClass& c, const QString& specimen) {
  const bool blood = (specimen.isEmpty() ? qt(scheme.specimen) : specimen) == QLatin1String("blood");
  return c.counted && !(blood && roleOf(scheme, c) == "erythroid");
}

bool sameCount(const Differential& a, const Differential& b) {
  const auto counted = [](Differential d) {
    d.schemaVersion = 1;  // none of what is added to a count
    d.computedAt = {};
    d.operatorName.clear();
    return toJson(d);
  };
  return counted(a) == counted(b);
}

Differential computeDifferential(const casebook::SlideSummary& slide,
                                 const std::vector<casebook::CellRecord>& cells,
                                 const model::Manifest& manifest, const QString& operatorName,
                                 const QDateTime& now) {
  const model::ClassScheme& scheme = manifest.scheme;
  Differential d;
  d.sampleId = slide.sampleId;
  d.title = slide.title;
  d.specimen = slide.specimen.isEmpty() ? qt(scheme.specimen) : slide.specimen;
  d.synthetic = slide.synthetic;
  d.importedAt = slide.importedAt.toUTC();
  d.computedAt = now.toUTC();
  d.operatorName = operatorName;
  d.thresholds = slide.thresholds;
  if (!slide.modelSha.isEmpty()) {
    d.modelName = qt(manifest.name);
    d.modelVersion = qt(manifest.version);
    d.modelSha = slide.modelSha;
    d.modelThresholds = manifest.thresholds;
    d.calibration = manifest.calibration;
    d.membershipQuantile = manifest.membershipQuantile;
    d.evidence = evidenceFor(manifest.calibrationRows, slide.thresholds);
  }
  d.calibrationStatement = calibrationInWords(d, Language::English);

  const bool blood = d.specimen == QLatin1String("blood");

  std::vector<const model::CellClass*> order;
  for (const auto& c : scheme.classes) order.push_back(&c);
  std::stable_sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->order < b->order; });
  // A class beside the model's has a row where a cell has it.
  QSet<QString> decided;
  for (const auto& cell : cells)
    if (cell.review) decided.insert(cell.review->classId);
  std::erase_if(order, [&](const auto* c) {
    const auto index = c - scheme.classes.data();
    return manifest.head.classes > 0 && index >= manifest.head.classes && !decided.contains(qt(c->id));
  });
  QHash<QString, std::size_t> rowOf;
  for (const auto* c : order) {
    DifferentialRow row;
    row.classId = qt(c->id);
    row.nameEn = qt(c->nameEn);
    row.nameZh = qt(c->nameZh);
    row.shortName = qt(c->shortName);
    row.lineage = qt(c->lineage);
    row.colour = qt(c->colour);
    row.counted = isCounted(scheme, *c, d.specimen);
    rowOf.insert(row.classId, d.rows.size());
    d.rows.push_back(std::move(row));
  }

  d.cells = static_cast<int>(cells.size());
  for (const auto& cell : cells) {
    if (cell.review && !cell.review->classId.isEmpty()) {
      const QString& id = cell.review->classId;
      if (!rowOf.contains(id)) {  // an expert's word is never dropped
        DifferentialRow row;
        row.classId = row.nameEn = row.nameZh = id;
        row.counted = false;
        rowOf.insert(id, d.rows.size());
        d.rows.push_back(std::move(row));
      }
      ++d.rows[rowOf.value(id)].cells.confirmed;
      continue;
    }
    if (!cell.prediction) {
      ++(cell.failure.isEmpty() ? d.unclassified : d.failed);
      continue;
    }
    const auto& p = *cell.prediction;
    const auto found = rowOf.constFind(p.predicted);
    if (found == rowOf.cend()) {  // of another scheme than the slide's model
      ++d.unfamiliar;
      continue;
    }
    DifferentialRow& row = d.rows[*found];
    switch (decision::decide(p.confidence, p.maxMembership, slide.thresholds)) {
      case decision::Decision::Accepted: ++row.cells.autoAccepted; continue;
      case decision::Decision::Ambiguous: ++d.ambiguous; break;
      case decision::Decision::Unfamiliar: ++d.unfamiliar; break;
    }
    ++row.unresolvedPredicted;
  }

  d.unresolved = d.ambiguous + d.unfamiliar + d.failed + d.unclassified;
  for (const auto& row : d.rows) (row.counted ? d.counted : d.outside) += row.cells.total();
  for (auto& row : d.rows) {
    if (!row.counted) continue;
    const int k = row.cells.total();
    row.share = d.counted ? static_cast<double>(k) / d.counted : 0;
    row.interval = decision::clopperPearson(k, d.counted);
    row.possible = possibleShare(k, d.counted, d.unresolved);
  }

  for (const auto& lineage : scheme.lineages) {
    LineageTotal total;
    total.id = qt(lineage.id);
    total.nameEn = qt(lineage.nameEn);
    total.nameZh = qt(lineage.nameZh);
    bool any = false;
    for (const auto& row : d.rows) {
      if (!row.counted || row.lineage != total.id) continue;
      any = true;
      total.cells.confirmed += row.cells.confirmed;
      total.cells.autoAccepted += row.cells.autoAccepted;
      total.unresolvedPredicted += row.unresolvedPredicted;
    }
    if (!any) continue;
    const int k = total.cells.total();
    total.share = d.counted ? static_cast<double>(k) / d.counted : 0;
    total.interval = decision::clopperPearson(k, d.counted);
    total.possible = possibleShare(k, d.counted, d.unresolved);
    d.lineages.push_back(std::move(total));
  }

  MyeloidErythroid me;
  NucleatedRedCells red;
  for (const auto* c : order) {
    const DifferentialRow& row = d.rows[rowOf.value(qt(c->id))];
    const std::string meRole = roleOf(scheme, *c);
    if (meRole == "myeloid") {
      me.myeloid += row.cells.total();
      me.myeloidClasses << row.classId;
    } else if (meRole == "erythroid") {
      me.erythroid += row.cells.total();
      me.erythroidClasses << row.classId;
      red.cells.confirmed += row.cells.confirmed;
      red.cells.autoAccepted += row.cells.autoAccepted;
      red.classes << row.classId;
    }
  }
  if (d.specimen == QLatin1String("marrow") && !me.myeloidClasses.isEmpty() &&
      !me.erythroidClasses.isEmpty()) {
    if (me.erythroid > 0) me.ratio = static_cast<double>(me.myeloid) / me.erythroid;
    me.interval = ratioInterval(me.myeloid, me.erythroid, 1);
    d.meRatio = me;
  }
  if (blood && !red.classes.isEmpty()) {
    red.whiteCells = d.counted;
    if (d.counted > 0) red.per100 = 100.0 * red.cells.total() / d.counted;
    red.interval = ratioInterval(red.cells.total(), d.counted, 100);
    d.nucleatedRedCells = red;
  }
  return d;
}

}  // namespace cellwise::reporting
