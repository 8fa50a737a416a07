#include "reporting/report_text.h"

#include <array>
#include <cmath>

#include "reporting/differential.h"

namespace cellwise::reporting {
namespace {

struct Entry {
  Phrase phrase;
  const char* en;
  const char* zh;
};

// In the order of Phrase, which a static_assert below checks.
constexpr Entry kPhrases[] = {
    {Phrase::TitleBlood, "Blood cell differential", "血细胞形态分类计数报告"},
    {Phrase::TitleMarrow, "Bone marrow differential", "骨髓细胞形态分类计数报告"},
    {Phrase::TitleOther, "Cell differential", "细胞形态分类计数报告"},
    {Phrase::ResearchUse, "RESEARCH USE ONLY", "仅供研究使用"},
    {Phrase::ResearchUseSentence, "Not validated for diagnosis. Not for decisions on a patient.",
     "未经临床诊断验证，不得用于患者的诊疗决策。"},
    {Phrase::Synthetic, "SYNTHETIC", "合成数据"},
    {Phrase::SyntheticSentence, "These cells were drawn by a computer. They are no patient's.",
     "这些细胞由计算机绘制，不属于任何患者。"},
    {Phrase::SignedVersion, "SIGNED, version %1", "已签发，第 %1 版"},
    {Phrase::NotSigned, "NOT SIGNED — preliminary", "未签发 — 初步结果"},
    {Phrase::NotSignedSentence, "No one has released these numbers; they may still change.",
     "尚无人签发这些数据，结果仍可能改变。"},
    {Phrase::SignatureForeign,
     "A signature was presented that does not belong to these numbers. It is not printed.",
     "所附签名与这些数据不符，故不予打印。"},
    {Phrase::Sample, "Sample", "样本号"},
    {Phrase::SlideTitle, "Slide", "玻片"},
    {Phrase::Specimen, "Specimen", "标本"},
    {Phrase::Imported, "Imported", "导入时间"},
    {Phrase::Computed, "Computed", "计算时间"},
    {Phrase::Operator, "Operator", "操作者"},
    {Phrase::Model, "Model", "模型"},
    {Phrase::Weights, "Weights", "模型权重"},
    {Phrase::CellsOnSlide, "Cells", "细胞数"},
    {Phrase::NotStated, "not stated", "未注明"},
    {Phrase::CountedOf, "%1 counted", "计入分类 %1"},
    {Phrase::OutsideOf, "%1 outside", "不计入分类 %1"},
    {Phrase::UnresolvedOf, "%1 unresolved", "未定 %1"},
    {Phrase::Class, "Class", "细胞类别"},
    {Phrase::Confirmed, "Confirmed", "专家确认"},
    {Phrase::AutoAccepted, "Auto-accepted", "自动接受"},
    {Phrase::Total, "Total", "合计"},
    {Phrase::Share, "Share", "百分比"},
    {Phrase::Interval95, "(95 % interval)", "（95 % 区间）"},
    {Phrase::ToReview, "To review", "待复核"},
    {Phrase::OnceDecided, "Once all are decided, %", "全部判定后可能为 %"},
    {Phrase::Distribution, "Share, %", "百分比，%"},
    {Phrase::CountedTotal, "Counted cells (n)", "计入分类的细胞 (n)"},
    {Phrase::OutsideHeading, "Outside the differential: counted, not in the shares",
     "不计入分类：有计数，不参与百分比计算"},
    {Phrase::NothingCounted, "No cell has been counted yet.", "尚无计入分类的细胞。"},
    {Phrase::Lineages, "Lineages", "各系合计"},
    {Phrase::Lineage, "Lineage", "系别"},
    {Phrase::MyeloidErythroid, "M:E ratio", "粒红比 (M:E)"},
    {Phrase::MyeloidErythroidDefinition,
     "%1 myeloid to %2 nucleated erythroid cells, resolved ones only. Myeloid: %3. Erythroid: %4.",
     "粒系 %1 个，有核红系 %2 个，仅含已定细胞。粒系：%3。红系：%4。"},
    {Phrase::NoErythroid, "not defined: no erythroid cell", "无法计算：无红系细胞"},
    {Phrase::NucleatedRed, "Nucleated red cells", "有核红细胞"},
    {Phrase::NucleatedRedValue, "%1 per 100 WBC", "%1 / 100 WBC"},
    {Phrase::NucleatedRedDefinition,
     "Counted: %1 (%2 confirmed, %3 auto-accepted), beside %4 white cells and not among them.",
     "%1 个（专家确认 %2，自动接受 %3），对应计入分类的白细胞 %4 个，不含在其内。"},
    {Phrase::NoWhiteCells, "not defined: no white cell counted", "无法计算：无计入分类的白细胞"},
    {Phrase::Unresolved, "Unresolved cells", "未定细胞"},
    {Phrase::RepresentativeCells, "Representative cells", "代表性细胞"},
    {Phrase::PictureMissing, "missing", "缺失"},
    {Phrase::CaptionConfirmed, "confirmed", "专家确认"},
    {Phrase::CaptionAutoAccepted, "auto-accepted", "自动接受"},
    {Phrase::HowMade, "How these numbers were made", "数据来源与方法"},
    {Phrase::LegendConfirmed, "confirmed by an expert", "专家确认"},
    {Phrase::LegendAutoAccepted, "auto-accepted", "自动接受"},
    {Phrase::LegendInterval, "95 % interval", "95 % 区间"},
    {Phrase::IntervalNote,
     "Shares are of the counted cells. Intervals are exact (Clopper–Pearson, 95 %) and speak of sampling "
     "only: they do not contain errors of the model among auto-accepted cells.",
     "百分比以计入分类的细胞为分母。区间为精确 95 % 置信区间 (Clopper–Pearson)，"
     "仅反映抽样误差，不包含模型在自动接受细胞中的判别错误。"},
    {Phrase::Signature, "Signature", "签名"},
    {Phrase::PrintedName, "Printed name", "签名人"},
    {Phrase::SignedAt, "Signed at", "签发时间"},
    {Phrase::Meaning, "Meaning", "签名含义"},
    {Phrase::Version, "Version", "版本"},
    {Phrase::Reason, "Reason for amendment", "修订原因"},
    {Phrase::ContentHash, "Content SHA-256", "内容 SHA-256"},
    {Phrase::AuditHead, "Audit trail head", "审计链首"},
    {Phrase::WeightsHash, "Weights SHA-256", "权重 SHA-256"},
    {Phrase::Page, "Page %1 of %2", "第 %1 页，共 %2 页"},
    {Phrase::ListSeparator, ", ", "，"},
    {Phrase::AmendedVersion, "SIGNED, amended version %1", "已签发，修订第 %1 版"},
    {Phrase::PreparedVersion, "PREPARED, version %1 — not released", "已预审，第 %1 版 — 未签发"},
    {Phrase::PreliminaryVersion, "PRELIMINARY, signed version %1", "初步报告，已签名，第 %1 版"},
    {Phrase::WhiteCells, "White cells", "白细胞计数"},
    {Phrase::WhiteCellsEntered, "%1 ×10⁹/L, as entered", "%1 ×10⁹/L（录入值）"},
    {Phrase::WhiteCellsBelowRule,
     "%1 ×10⁹/L, as entered; not corrected: fewer than 5 nucleated red cells per 100 WBC",
     "%1 ×10⁹/L（录入值）；有核红细胞少于 5 / 100 WBC，未校正"},
    {Phrase::WhiteCellsCorrected, "%1 ×10⁹/L (%2), corrected for nucleated red cells from %3 as entered",
     "%1 ×10⁹/L (%2)，已按有核红细胞校正，录入值 %3"},
    {Phrase::NotEntered, "not entered: no absolute counts", "未录入，不报告绝对值"},
    {Phrase::Absolute, "×10⁹/L (95\u00a0%\u00a0interval)", "×10⁹/L（95\u00a0%\u00a0区间）"},
    {Phrase::AbsoluteNote,
     "Absolute counts are the share times the white cell count; their intervals are those of the share and "
     "take the white cell count as exact.",
     "绝对值 = 百分比 × 白细胞计数；其区间由百分比的区间得出，白细胞计数视为准确值。"},
    {Phrase::AbsoluteOf, "%1 ×10⁹/L (%2)", "%1 ×10⁹/L (%2)"},
    {Phrase::Partial, "Partial differential", "部分有核细胞分类"},
    {Phrase::PartialDefinition,
     "Of %1 dividing cells only, which blood in the aspirate does not dilute: myeloblasts, promyelocytes, "
     "myelocytes, erythroblasts (Lee et al., 2008).",
     "仅以 %1 个可分裂细胞为分母，不受外周血稀释影响：原始粒、早幼粒、中幼粒和有核红细胞 (Lee et al., "
     "2008)。"},
    {Phrase::PartialFull, "Of all counted", "占全部计入细胞"},
    {Phrase::PartialBlasts, "Blasts: %1 of all counted cells, %2 of these.",
     "原始细胞：占全部计入细胞 %1，占上述细胞 %2。"},
    {Phrase::PartialSame, "Both lie on the same side of 5, 10 and 20 %.",
     "二者均位于 5 %、10 % 和 20 % 的同一侧。"},
    {Phrase::PartialChanges, "THE CATEGORY CHANGES: they lie on different sides of 5, 10 or 20 %.",
     "分级不同：二者位于 5 %、10 % 或 20 % 的不同侧。"},
    {Phrase::Limits, "Decision limits", "判定界值"},
    {Phrase::LimitName, "Limit", "界值"},
    {Phrase::LimitFound, "Found", "结果"},
    {Phrase::LimitState, "Side", "判定"},
    {Phrase::LimitOf, "%1 of %2", "%1 / %2"},
    {Phrase::LimitBelow, "below", "未达到"},
    {Phrase::LimitAbove, "reached", "达到"},
    {Phrase::LimitStraddlesOpen, "STRADDLES: not settled yet", "跨界：尚未确定"},
    {Phrase::LimitStraddlesSampling, "STRADDLES: within sampling", "跨界：在抽样误差之内"},
    {Phrase::LimitNote,
     "A limit straddles when the 95 % interval holds it, or when the unresolved cells can still move the "
     "share across it. A limit by itself is no diagnosis.",
     "95 % 区间包含界值，或未定细胞仍可使百分比越过界值时，标为“跨界”。单凭界值不能作出诊断。"},
    {Phrase::Readers, "Two readers", "双人阅片"},
    {Phrase::ReaderDifference, "Difference", "差值"},
    {Phrase::ReaderCells, "%1 cells", "%1 个细胞"},
    {Phrase::Examiners, "Two examiners", "两名检验者独立计数"},
    {Phrase::ExaminersNote,
     "Each counted %1 cells of their own, drawn by chance, without seeing the model's answers or the other's "
     "count. In parentheses the exact 95 % interval of each share (as in Rümke's table). p: Fisher's exact "
     "test, two-sided; marked where it is below 0.05. Of twenty classes compared, one is marked by chance "
     "alone.",
     "每人独立计数随机抽取的 %1 个细胞，看不到模型结果和对方计数。括号内为各百分比的精确 95 % 区间（如 "
     "Rümke 表）。p：双侧 Fisher 精确检验，小于 0.05 者予以标记；每比较二十类，仅因机遇约有一类被标记。"},
    {Phrase::ExaminersShared,
     "%1 cells were counted by both, as the slide has too few for two samples: p is then too large rather "
     "than too small.",
     "因玻片细胞数不足以分为两个样本，有 %1 个细胞由两人都计数，p 值因此偏大。"},
    {Phrase::Differs, "differ", "有差异"},
    {Phrase::ReadersNote, "Each reader's shares are of the cells that they decided to count.",
     "各阅片者的百分比以其计入分类的细胞为分母。"},
    {Phrase::BlindAudit, "Blind audit of auto-accepted cells", "自动接受细胞的盲法抽查"},
    {Phrase::AuditPlain, "Share as counted", "计数所得百分比"},
    {Phrase::AuditCorrected, "Corrected (95 % interval)", "校正后（95 % 区间）"},
    {Phrase::AuditNote,
     "Corrected shares allow for the model's errors that the audit found (prediction-powered inference, "
     "Angelopoulos et al., 2023); the shares above do not.",
     "校正值计入了抽查发现的模型错误 (prediction-powered inference, Angelopoulos et al., "
     "2023)；上方百分比未计入。"},
    {Phrase::Comments, "Comments", "备注"},
    {Phrase::Conclusion, "Conclusion", "结论"},
    {Phrase::NotWritten, "none written", "未填写"},
    {Phrase::Changes, "Changed against version %1", "相对第 %1 版的更改"},
    {Phrase::ChangesNone, "Nothing that the report says has changed against version %1.",
     "报告内容与第 %1 版相同。"},
    {Phrase::ChangesReason, "Reason: %1", "原因：%1"},
    {Phrase::ChangeWhat, "What", "项目"},
    {Phrase::ChangeFrom, "From", "原为"},
    {Phrase::ChangeTo, "To", "改为"},
    {Phrase::ChangeConfirmed, "Cells confirmed by an expert", "专家确认的细胞"},
    {Phrase::ChangeCounted, "Counted cells (n)", "计入分类的细胞 (n)"},
    {Phrase::ChangeOutside, "Cells outside the differential", "不计入分类的细胞"},
    {Phrase::ChangeUnresolved, "Unresolved cells", "未定细胞"},
    {Phrase::ChangeThresholds, "Thresholds", "阈值"},
    {Phrase::ChangePictures, "%1: cells shown", "%1：所示细胞"},
    {Phrase::Laboratory, "Laboratory", "实验室"},
};

constexpr bool inOrder() {
  std::size_t i = 0;
  for (const Entry& e : kPhrases)
    if (e.phrase != static_cast<Phrase>(i++)) return false;
  return i == static_cast<std::size_t>(Phrase::Count_);
}
static_assert(inOrder(), "kPhrases must list every Phrase once, in order");

bool zh(Language language) {
  return language == Language::Chinese;
}

QString fixed(double value, int decimals) {
  return QString::number(value, 'f', decimals);
}

// A sentence with its space: Chinese needs none between sentences.
QString join(const QStringList& sentences, Language language) {
  return sentences.join(zh(language) ? QString() : QStringLiteral(" "));
}

bool samePlace(double a, double b) {
  return std::abs(a - b) < 5e-7;
}

}  // namespace

QString phrase(Phrase phrase, Language language) {
  const Entry& entry = kPhrases[static_cast<std::size_t>(phrase)];
  return QString::fromUtf8(zh(language) ? entry.zh : entry.en);
}

QString percent(double share) {
  return fixed(100 * share, 1) + QStringLiteral(" %");
}

QString percentRange(const decision::Interval& interval) {
  return fixed(100 * interval.low, 1) + QStringLiteral("–") + fixed(100 * interval.high, 1);
}

QString percentWithInterval(double share, const decision::Interval& interval) {
  return QStringLiteral("%1 (%2)").arg(percent(share), percentRange(interval));
}

QString ratioRange(const RatioInterval& interval, int decimals) {
  if (!interval.high) return QStringLiteral("≥ ") + fixed(interval.low, decimals);
  return fixed(interval.low, decimals) + QStringLiteral("–") + fixed(*interval.high, decimals);
}

QString absoluteText(double cells) {
  return fixed(cells, 2);
}

QString absoluteRange(double low, double high) {
  return fixed(low, 2) + QStringLiteral("–") + fixed(high, 2);
}

QString absoluteWithInterval(const AbsoluteCount& count) {
  return QStringLiteral("%1 (%2)").arg(absoluteText(count.value), absoluteRange(count.low, count.high));
}

QString className(const DifferentialRow& row, Language language) {
  const QString& name = zh(language) ? row.nameZh : row.nameEn;
  return name.isEmpty() ? row.classId : name;
}

QString lineageName(const LineageTotal& lineage, Language language) {
  const QString& name = zh(language) ? lineage.nameZh : lineage.nameEn;
  return name.isEmpty() ? lineage.id : name;
}

QString specimenName(const QString& specimen, Language language) {
  if (specimen == QLatin1String("blood"))
    return zh(language) ? QStringLiteral("外周血") : QStringLiteral("blood");
  if (specimen == QLatin1String("marrow"))
    return zh(language) ? QStringLiteral("骨髓") : QStringLiteral("bone marrow");
  return specimen.isEmpty() ? phrase(Phrase::NotStated, language) : specimen;
}

QString changeName(const Change& change, Language language) {
  static const std::pair<const char*, Phrase> names[] = {{"confirmed", Phrase::ChangeConfirmed},
                                                         {"counted", Phrase::ChangeCounted},
                                                         {"outside", Phrase::ChangeOutside},
                                                         {"unresolved", Phrase::ChangeUnresolved},
                                                         {"whiteCells", Phrase::WhiteCells},
                                                         {"thresholds", Phrase::ChangeThresholds},
                                                         {"model", Phrase::Model},
                                                         {"sample", Phrase::Sample},
                                                         {"slide", Phrase::SlideTitle},
                                                         {"comments", Phrase::Comments},
                                                         {"conclusion", Phrase::Conclusion},
                                                         {"laboratory", Phrase::Laboratory}};
  for (const auto& [what, name] : names)
    if (change.what == QLatin1String(what)) return phrase(name, language);
  QString name = zh(language) ? change.nameZh : change.nameEn;
  if (name.isEmpty()) name = change.classId;
  return change.what == QLatin1String("pictures") ? phrase(Phrase::ChangePictures, language).arg(name) : name;
}

LimitSide sideOf(const LimitFinding& f) {
  if (f.verdict == QLatin1String("open")) return LimitSide::StraddlesOpen;
  if (f.sampling == QLatin1String("straddles")) return LimitSide::StraddlesSampling;
  return f.verdict == QLatin1String("reached") ? LimitSide::Reached : LimitSide::Below;
}

QString limitSide(const LimitFinding& f, Language language) {
  switch (sideOf(f)) {
    case LimitSide::Below: return phrase(Phrase::LimitBelow, language);
    case LimitSide::Reached: return phrase(Phrase::LimitAbove, language);
    case LimitSide::StraddlesOpen: return phrase(Phrase::LimitStraddlesOpen, language);
    case LimitSide::StraddlesSampling: return phrase(Phrase::LimitStraddlesSampling, language);
  }
  return {};
}

QString whiteCellsInWords(const Differential& d, Language language) {
  if (!d.whiteCells)
    return d.specimen == QLatin1String("blood") ? phrase(Phrase::NotEntered, language) : QString();
  const auto& w = *d.whiteCells;
  if (w.corrected)
    return phrase(Phrase::WhiteCellsCorrected, language)
        .arg(absoluteText(w.value), absoluteRange(w.low, w.high), absoluteText(w.entered));
  const bool below = w.rule == casebook::WhiteCellCorrection::FromFive && d.nucleatedRedCells &&
                     d.nucleatedRedCells->cells.total() > 0;
  return phrase(below ? Phrase::WhiteCellsBelowRule : Phrase::WhiteCellsEntered, language)
      .arg(absoluteText(w.entered));
}

QString partialInWords(const Differential& d, Language language) {
  if (!d.partial) return {};
  const auto& p = *d.partial;
  QStringList s{phrase(Phrase::PartialDefinition, language).arg(p.cells)};
  if (p.cells > 0) {
    s << phrase(Phrase::PartialBlasts, language).arg(percent(p.fullBlasts), percent(p.partialBlasts))
      << phrase(p.categoryChanges ? Phrase::PartialChanges : Phrase::PartialSame, language);
  }
  return join(s, language);
}

QString thresholdsInWords(const Differential& d, Language language) {
  if (d.modelSha.isEmpty())
    return zh(language)
               ? QStringLiteral("尚无模型判读本玻片，仅计入专家判定的细胞。")
               : QStringLiteral("No model has read this slide; only cells decided by an expert count.");
  const QString c = fixed(d.thresholds.confidence, 3), m = fixed(d.thresholds.membership, 3);
  if (zh(language))
    return QStringLiteral(
               "未经专家确认的细胞，仅当其不介于两类之间（置信度 c ≥ c_th = %1）"
               "且与某一类足够相似（最大隶属度 max D ≥ d_th = %2）时自动接受；其余均交由专家判定。"
               "专家的判定始终优先于模型。")
        .arg(c, m);
  return QStringLiteral(
             "A cell that no expert confirmed is auto-accepted only if it does not lie between classes "
             "(confidence c ≥ c_th = %1) and resembles a class well enough (largest membership "
             "max D ≥ d_th = %2); every other cell is for an expert to decide. An expert's decision always "
             "outranks the model's.")
      .arg(c, m);
}

static QString ruleName(decision::CalibrationRule rule, Language language) {
  if (!zh(language)) return QString::fromLatin1(decision::name(rule));
  switch (rule) {
    case decision::CalibrationRule::Empirical: return QStringLiteral("“经验”");
    case decision::CalibrationRule::Guaranteed: return QStringLiteral("“保证”");
    case decision::CalibrationRule::FixedSequence: return QStringLiteral("“固定序列”");
    case decision::CalibrationRule::FixedSequenceBySlide: return QStringLiteral("“按玻片固定序列”");
  }
  return {};
}

// What stands behind delta in the sentence of a rule that promises.
static QString howDeltaIsSpent(const decision::CalibratedThreshold& k, Language language) {
  switch (k.rule) {
    case decision::CalibrationRule::FixedSequence:
      return zh(language) ? QStringLiteral("按固定顺序逐次检验")
                          : QStringLiteral("thresholds tested in a fixed sequence");
    case decision::CalibrationRule::FixedSequenceBySlide:
      return zh(language)
                 ? QStringLiteral("按固定顺序逐次检验，并按同一玻片细胞的相似性近似放宽")
                 : QStringLiteral(
                       "thresholds tested in a fixed sequence, approximately widened for cells of one slide "
                       "being alike");
    default:
      return zh(language) ? QStringLiteral("分摊于 %1 次检验").arg(k.tests)
                          : QStringLiteral("split over %1 tests").arg(k.tests);
  }
}

QString calibrationInWords(const Differential& d, Language language) {
  if (d.modelSha.isEmpty()) return {};
  const auto& k = d.calibration;
  QStringList s;
  if (k.n <= 0) {
    s << (zh(language) ? QStringLiteral("该模型未说明其阈值如何校准。")
                       : QStringLiteral("The model does not state how its thresholds were calibrated."));
  } else {
    const QString c = fixed(k.threshold, 3), target = percent(k.target), n = QString::number(k.n);
    const QString accepted = QString::number(k.accepted), errors = QString::number(k.errors);
    if (zh(language)) {
      s << QStringLiteral(
               "模型的 c_th = %1 在 %2 个校准细胞上按%3规则选定，目标为接受细胞的准确率 ≥ %4：接受 %5 "
               "个，其中错误 %6 个。")
               .arg(c, n, ruleName(k.rule, language), target, accepted, errors);
      s << (decision::promises(k.rule)
                ? QStringLiteral(
                      "以 %1 的置信度（δ = %2，%3），接受细胞的错误率不超过 %4 (Clopper–Pearson)。")
                      .arg(percent(1 - k.delta), fixed(k.delta, 3), howDeltaIsSpent(k, language),
                           percent(k.bound))
                : QStringLiteral("经验规则对其他玻片不作保证。"));
    } else {
      s << QStringLiteral(
               "The model's c_th = %1 was chosen on %2 calibration cells by the %3 rule, for a target of "
               "%4 right among accepted cells: %5 were accepted, %6 of them wrong.")
               .arg(c, n, ruleName(k.rule, language), target, accepted, errors);
      s << (decision::promises(k.rule)
                ? QStringLiteral("With confidence %1 (δ = %2, %3) at most %4 of accepted cells are wrong "
                                 "(Clopper–Pearson).")
                      .arg(percent(1 - k.delta), fixed(k.delta, 3), howDeltaIsSpent(k, language),
                           percent(k.bound))
                : QStringLiteral("The empirical rule guarantees nothing for other slides."));
    }
  }
  if (d.membershipQuantile > 0) {
    const QString m = fixed(d.modelThresholds.membership, 3), q = percent(d.membershipQuantile);
    s << (zh(language) ? QStringLiteral("其 d_th = %1 为判对的校准细胞 max D 的 %2 分位数。").arg(m, q)
                       : QStringLiteral(
                             "Its d_th = %1 is the %2 quantile of max D among calibration cells read right.")
                             .arg(m, q));
  }
  return join(s, language);
}

QString evidenceInWords(const Differential& d, Language language) {
  if (d.modelSha.isEmpty()) return {};
  QStringList s;
  if (!samePlace(d.thresholds.confidence, d.modelThresholds.confidence) ||
      !samePlace(d.thresholds.membership, d.modelThresholds.membership)) {
    const QString c = fixed(d.modelThresholds.confidence, 3), m = fixed(d.modelThresholds.membership, 3);
    s << (zh(language)
              ? QStringLiteral(
                    "本玻片所用阈值与模型自带的阈值（c_th = %1，d_th = %2）不同，上述校准不适用于本报告。")
                    .arg(c, m)
              : QStringLiteral("The thresholds of this slide were moved from the model's own (c_th = %1, "
                               "d_th = %2): that "
                               "calibration does not speak for this report.")
                    .arg(c, m));
  }
  const auto& e = d.evidence;
  if (e.cells > 0 && e.accepted > 0) {
    const QString range = percentWithInterval(1.0 - static_cast<double>(e.errors) / e.accepted, e.accuracy);
    s << (zh(language)
              ? QStringLiteral("按本报告所用阈值，%1 个校准细胞中接受 %2 个，其中判对 %3。")
                    .arg(QString::number(e.cells), QString::number(e.accepted), range)
              : QStringLiteral(
                    "At the thresholds used here, %2 of the model's %1 calibration cells are accepted, and "
                    "%3 of these are right.")
                    .arg(QString::number(e.cells), QString::number(e.accepted), range));
  } else if (e.cells > 0) {
    s << (zh(language)
              ? QStringLiteral("按本报告所用阈值，校准细胞均不被接受。")
              : QStringLiteral("At the thresholds used here, none of the calibration cells is accepted."));
  }
  return join(s, language);
}

QString unresolvedInWords(const Differential& d, Language language) {
  if (d.cells == 0)
    return zh(language) ? QStringLiteral("本玻片没有细胞。") : QStringLiteral("This slide has no cells.");
  if (d.unresolved == 0)
    return zh(language) ? QStringLiteral("没有未定细胞：每个细胞均已由专家确认或自动接受。")
                        : QStringLiteral("None: every cell was confirmed by an expert or auto-accepted.");
  QStringList parts;
  const auto part = [&](int count, const char* en, const char* cn) {
    if (count > 0)
      parts << (zh(language) ? QStringLiteral("%2 %1 个") : QStringLiteral("%1 %2"))
                   .arg(QString::number(count), QString::fromUtf8(zh(language) ? cn : en));
  };
  part(d.ambiguous, "between two classes", "介于两类之间");
  part(d.unfamiliar, "unlike any class", "与各类均不相似");
  part(d.failed, "that could not be read", "无法判读");
  part(d.unclassified, "not classified yet", "尚未分类");
  const QString list = parts.join(phrase(Phrase::ListSeparator, language));
  const double width = static_cast<double>(d.unresolved) / (d.counted + d.unresolved);
  QStringList s;
  if (zh(language)) {
    s << QStringLiteral("全部 %1 个细胞中有 %2 个未定：%3。它们不在上述任何数字之内。")
             .arg(QString::number(d.cells), QString::number(d.unresolved), list);
    s << QStringLiteral(
             "这些细胞判定后，各类百分比将落在“全部判定后可能为”一栏的范围之内，其宽度为 %1 个百分点。")
             .arg(fixed(100 * width, 1));
  } else {
    s << QStringLiteral("%1 of %2 cells %4 not resolved: %3. None of the figures above contains them.")
             .arg(QString::number(d.unresolved), QString::number(d.cells), list,
                  d.unresolved == 1 ? QStringLiteral("is") : QStringLiteral("are"));
    s << QStringLiteral(
             "Whatever is decided on them, each share ends within its range in the column \"Once all are "
             "decided\", which is %1 percentage points wide.")
             .arg(fixed(100 * width, 1));
  }
  return join(s, language);
}

}  // namespace cellwise::reporting
