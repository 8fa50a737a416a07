#include "reporting/limits.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "reporting/differential.h"

namespace cellwise::reporting {
namespace {

using decision::LimitState;
using decision::ShareOf;

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

bool contains(const std::vector<std::string>& list, const QString& id) {
  return std::find(list.begin(), list.end(), id.toStdString()) != list.end();
}

struct Roles {
  std::set<QString> myeloid, erythroid;

  explicit Roles(const Differential& d) {
    const auto add = [](std::set<QString>& to, const QStringList& ids) { to.insert(ids.begin(), ids.end()); };
    if (d.meRatio) {
      add(myeloid, d.meRatio->myeloidClasses);
      add(erythroid, d.meRatio->erythroidClasses);
    }
    if (d.nucleatedRedCells) add(erythroid, d.nucleatedRedCells->classes);
    // A differential states roles only where it shows what is made of them.
    for (const auto& row : d.rows) {
      if (row.lineage == QLatin1String("erythroid")) erythroid.insert(row.classId);
      if (!d.meRatio && row.lineage == QLatin1String("granulocytic")) myeloid.insert(row.classId);
    }
  }
};

bool isOf(const DifferentialRow& row, const model::ShareCondition& condition, const Roles& roles) {
  if (contains(condition.classes, row.classId) || contains(condition.lineages, row.lineage)) return true;
  return std::any_of(condition.roles.begin(), condition.roles.end(), [&](const std::string& role) {
    return (role == "myeloid" ? roles.myeloid : roles.erythroid).contains(row.classId);
  });
}

LimitShare evaluateShare(const Differential& d, const model::ShareCondition& condition, const Roles& roles,
                         const LimitContext& context) {
  LimitShare result;
  for (const std::string& id : condition.classes) {
    if (!d.row(qt(id))) result.missing << qt(id);
  }
  if (condition.denominator == model::Denominator::RedCells) {
    result.why = NotApplicable::NoRedCells;
    return result;
  }
  bool known = false;
  int outside = 0;
  for (const auto& row : d.rows) {
    const bool inNumerator = isOf(row, condition, roles);
    known |= inNumerator;
    const bool inDenominator = row.counted && (condition.denominator == model::Denominator::Counted ||
                                               !roles.erythroid.contains(row.classId));
    if (!inDenominator) {
      ++outside;
      result.settled.acceptedOutside += row.cells.autoAccepted;
    } else if (inNumerator) {
      result.classes << row.classId;
      result.settled.numerator += row.cells.total();
      result.settled.acceptedNumerator += row.cells.autoAccepted;
    } else {
      result.others << row.classId;
      result.settled.other += row.cells.total();
      result.settled.acceptedOther += row.cells.autoAccepted;
    }
  }
  if (!known || (condition.needsAll && !result.missing.isEmpty())) {
    result.why = NotApplicable::NoSuchClass;
    return result;
  }
  if (result.classes.isEmpty()) {
    result.why = NotApplicable::OutsideDenominator;
    return result;
  }

  const auto& s = result.settled;
  result.now = {s.numerator, s.numerator + s.other};
  result.interval = decision::clopperPearson(result.now.k, result.now.n);
  result.unresolved = d.unresolved;
  result.scheme = decision::kNumerator | (result.others.isEmpty() ? 0U : unsigned{decision::kOther}) |
                  (outside > 0 ? unsigned{decision::kOutside} : 0U);
  const auto stateOf = [&](const std::optional<decision::ShareBounds>& bounds) {
    return bounds ? decision::stateOf(*bounds, condition.comparison, condition.limitPercent)
                  : LimitState::Straddles;
  };
  const auto open = decision::openCells(d.unresolved, result.scheme);
  result.possible = decision::reachableShares(s, open, 0, result.scheme);
  result.state = result.stateWithErrors = stateOf(result.possible);
  result.fewestToSettle = decision::fewestToSettle(s, d.unresolved, condition.comparison,
                                                   condition.limitPercent, 0, result.scheme);
  if (context.acceptedError) {
    const auto accepted = s.acceptedNumerator + s.acceptedOther + s.acceptedOutside;
    result.wrong = static_cast<int>(
        std::ceil(std::clamp(*context.acceptedError, 0.0, 1.0) * static_cast<double>(accepted)));
    result.withErrors = decision::reachableShares(s, open, result.wrong, result.scheme);
    result.stateWithErrors = stateOf(result.withErrors);
  }
  if (result.now.defined()) {
    const double line = condition.limitPercent / 100;
    result.sampling = result.interval.low > line    ? LimitState::Above
                      : result.interval.high < line ? LimitState::Below
                                                    : LimitState::Straddles;
  }
  return result;
}

LimitAbsolute evaluateAbsolute(const LimitShare& share, const model::AbsoluteCondition& condition,
                               double whiteCells) {
  LimitAbsolute result;
  result.now = share.now.share() * whiteCells;
  if (!share.possible) return result;
  result.possible = {share.possible->low.share() * whiteCells, share.possible->high.share() * whiteCells};
  const auto above = [&](double value) {
    const bool equalIsAbove = condition.comparison == decision::Comparison::AtLeast ||
                              condition.comparison == decision::Comparison::Below;
    return equalIsAbove ? value >= condition.limit : value > condition.limit;
  };
  const bool low = above(result.possible.low), high = above(result.possible.high);
  result.state = low == high ? (low ? LimitState::Above : LimitState::Below) : LimitState::Straddles;
  return result;
}

LimitVerdict verdictOf(LimitState state, decision::Comparison comparison) {
  if (state == LimitState::Straddles) return LimitVerdict::Open;
  return (state == LimitState::Above) == decision::holdsAbove(comparison) ? LimitVerdict::Reached
                                                                          : LimitVerdict::NotReached;
}

// Both have to hold.
LimitVerdict both(LimitVerdict a, LimitVerdict b) {
  if (a == LimitVerdict::NotReached || b == LimitVerdict::NotReached) return LimitVerdict::NotReached;
  return a == LimitVerdict::Reached && b == LimitVerdict::Reached ? LimitVerdict::Reached
                                                                  : LimitVerdict::Open;
}

// --- words

struct Words {
  bool zh;
  QString operator()(const char* en, const char* chinese) const {
    return QString::fromUtf8(zh ? chinese : en);
  }
};

QString sign(decision::Comparison comparison) {
  switch (comparison) {
    case decision::Comparison::AtLeast: return QStringLiteral("≥");
    case decision::Comparison::Above: return QStringLiteral(">");
    case decision::Comparison::AtMost: return QStringLiteral("≤");
    case decision::Comparison::Below: return QStringLiteral("<");
  }
  return {};
}

QString number(double value) {
  return QString::number(value, 'g', 6);
}

QString line(const model::ShareCondition& condition) {
  return sign(condition.comparison) + QStringLiteral(" ") + number(condition.limitPercent) +
         QStringLiteral(" %");
}

QString rangeOf(const decision::ShareBounds& bounds) {
  return percentRange({bounds.low.share(), bounds.high.share()}) + QStringLiteral(" %");
}

QString shareInWords(const LimitShare& share, const model::ShareCondition& condition, const Words& say) {
  QString text;
  if (share.now.defined()) {
    text = say("%1 of %2 cells: %3.", "%2 个细胞中 %1 个：%3。")
               .arg(QString::number(share.now.k), QString::number(share.now.n),
                    percentWithInterval(share.now.share(), share.interval));
  } else {
    text = say("No cell is counted yet.", "尚无计入的细胞。");
  }
  text += say(" ", "");
  const QString limit = number(condition.limitPercent) + QStringLiteral(" %");
  const QString open = QString::number(share.unresolved);
  switch (share.state) {
    case LimitState::Straddles:
      text += share.possible ? say("Straddles %1: the %2 unresolved cells can still make it %3.",
                                   "跨越 %1：%2 个未定细胞判定后可能为 %3。")
                                   .arg(limit, open, rangeOf(*share.possible))
                             : say("Nothing can be said against %1.", "尚不能与 %1 比较。").arg(limit);
      break;
    case LimitState::Below:
    case LimitState::Above: {
      const bool above = share.state == LimitState::Above;
      if (share.unresolved == 0) {
        text += (above ? say("Above %1.", "高于界值 %1。") : say("Below %1.", "低于界值 %1。")).arg(limit);
      } else {
        text += (above ? say("Above %1, whatever the %2 unresolved cells are (%3).",
                             "无论 %2 个未定细胞如何判定均高于界值 %1（%3）。")
                       : say("Below %1, whatever the %2 unresolved cells are (%3).",
                             "无论 %2 个未定细胞如何判定均低于界值 %1（%3）。"))
                    .arg(limit, open, rangeOf(*share.possible));
      }
      break;
    }
  }
  if (share.state != LimitState::Straddles && share.stateWithErrors == LimitState::Straddles &&
      share.withErrors) {
    text += say(" Mistakes among accepted cells (%1 at most, by estimate) could move it across: %2.",
                "自动接受细胞中的误判（估计至多 %1 个）可能使其越过界值：%2。")
                .arg(QString::number(share.wrong), rangeOf(*share.withErrors));
  }
  if (share.now.defined() && share.sampling == LimitState::Straddles) {
    text += say(" The 95 % interval of the count includes the limit.", "计数的 95 % 区间包含该界值。");
  }
  return text;
}

}  // namespace

const char* name(LimitVerdict verdict) {
  switch (verdict) {
    case LimitVerdict::Reached: return "reached";
    case LimitVerdict::NotReached: return "not-reached";
    case LimitVerdict::Open: return "open";
  }
  return "";
}

std::optional<double> acceptedErrorBound(const Differential& differential) {
  if (differential.evidence.accepted == 0) return std::nullopt;
  return 1 - differential.evidence.accuracy.low;
}

std::vector<LimitResult> evaluateLimits(const Differential& differential, const model::DecisionLimits& limits,
                                        const LimitContext& context) {
  const Roles roles(differential);
  std::vector<LimitResult> results;
  for (const auto& rule : limits.rules) {
    LimitResult result;
    result.rule = rule;
    if (rule.specimen != "any" && qt(rule.specimen) != differential.specimen) {
      result.share.why = NotApplicable::OtherSpecimen;
      results.push_back(std::move(result));
      continue;
    }
    result.share = evaluateShare(differential, rule.share, roles, context);
    if (rule.alsoShare) result.alsoShare = evaluateShare(differential, *rule.alsoShare, roles, context);
    if (result.applies()) {
      result.verdict = verdictOf(result.share.state, rule.share.comparison);
      if (rule.alsoShare)
        result.verdict = both(result.verdict, verdictOf(result.alsoShare->state, rule.alsoShare->comparison));
      if (rule.alsoAbsolute && context.whiteCells) {
        result.alsoAbsolute = evaluateAbsolute(result.share, *rule.alsoAbsolute, *context.whiteCells);
        result.verdict =
            both(result.verdict, verdictOf(result.alsoAbsolute->state, rule.alsoAbsolute->comparison));
      } else if (rule.alsoAbsolute) {
        result.verdict = both(result.verdict, LimitVerdict::Open);
      }
    }
    results.push_back(std::move(result));
  }
  return results;
}

QString limitTitle(const model::DecisionLimit& rule, Language language) {
  return QStringLiteral("%1 %2 (%3)")
      .arg(qt(language == Language::Chinese ? rule.nameZh : rule.nameEn), line(rule.share), qt(rule.source));
}

QString notApplicableInWords(const LimitResult& result, Language language) {
  const Words say{language == Language::Chinese};
  const LimitShare& share =
      result.share.why == NotApplicable::No && result.alsoShare ? *result.alsoShare : result.share;
  switch (share.why) {
    case NotApplicable::No: return {};
    case NotApplicable::OtherSpecimen:
      return result.rule.specimen == "blood" ? say("it is a limit of blood", "该界值用于外周血")
                                             : say("it is a limit of bone marrow", "该界值用于骨髓");
    case NotApplicable::NoSuchClass: {
      const QString missing = share.missing.join(phrase(Phrase::ListSeparator, language));
      return share.missing.isEmpty()
                 ? say("the class scheme has no such lineage", "分类方案中没有所需系别")
                 : (share.missing.size() == 1
                        ? say("the class scheme has no class %1", "分类方案中没有类别 %1")
                        : say("the class scheme does not have the classes %1", "分类方案中没有类别 %1"))
                       .arg(missing);
    }
    case NotApplicable::OutsideDenominator:
      return say("the class scheme does not count these cells", "分类方案不计入这些细胞");
    case NotApplicable::NoRedCells: return say("red cells are not counted", "未计数红细胞");
  }
  return {};
}

QString inWords(const LimitResult& result, Language language) {
  const Words say{language == Language::Chinese};
  const auto& rule = result.rule;
  const QString title = limitTitle(rule, language) + say(": ", "：");
  if (!result.applies())
    return title + say("not applicable, %1.", "不适用，%1。").arg(notApplicableInWords(result, language));
  QString text = title + shareInWords(result.share, rule.share, say);
  if (result.alsoShare) {
    text += say(" And, %1: ", "同时 %1：").arg(line(*rule.alsoShare)) +
            shareInWords(*result.alsoShare, *rule.alsoShare, say);
  }
  if (rule.alsoAbsolute) {
    const QString limit = sign(rule.alsoAbsolute->comparison) + QStringLiteral(" ") +
                          number(rule.alsoAbsolute->limit) + QStringLiteral(" ×10⁹/L");
    text += result.alsoAbsolute ? say(" And, %1: %2 ×10⁹/L.", "同时 %1：%2 ×10⁹/L。")
                                      .arg(limit, QString::number(result.alsoAbsolute->now, 'f', 2))
                                : say(" And, %1: not known without the white cell count.",
                                      "同时 %1：缺白细胞计数，无法判断。")
                                      .arg(limit);
  }
  return text;
}

}  // namespace cellwise::reporting
