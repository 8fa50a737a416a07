// What a differential says against decision limits, with all that may still move it. method.md section 5.
//
// Three things are kept apart: what the unresolved cells can still do to the share (review settles that),
// what mistakes among the accepted cells can do (an estimate), and what another sample of cells would show
// (the interval).
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

#include "decision/intervals.h"
#include "decision/share_limit.h"
#include "model/decision_limits.h"
#include "reporting/report_text.h"

namespace cellwise::reporting {

struct Differential;

enum class NotApplicable {
  No,                  // it applies
  OtherSpecimen,       // a rule of blood, and the slide is marrow, or the other way round
  NoSuchClass,         // the class scheme has none of the classes, or not all that it needs
  OutsideDenominator,  // it has them, but does not count them
  NoRedCells,          // of red cells, which are not counted
};

// One share of a rule.
struct LimitShare {
  NotApplicable why = NotApplicable::No;
  QStringList classes;  // ids that are in the numerator
  QStringList others;   // ids that are in the denominator only
  QStringList missing;  // ids of the rule that the scheme does not have
  // All that follows: only where it applies.
  decision::ShareOf now;                            // resolved cells; not defined before one is counted
  decision::Interval interval;                      // of it, Clopper-Pearson, 95 %
  decision::Outcomes scheme = decision::kAnything;  // what a cell of this scheme can count as
  decision::SettledCells settled;
  int unresolved = 0;
  // Where the share must end, whatever the unresolved cells are; empty before there is a cell.
  std::optional<decision::ShareBounds> possible;
  // The same, with at most `wrong` mistakes among the accepted cells: the upper estimate of their error
  // share, times their number, rounded up. Empty where no estimate was given.
  int wrong = 0;
  std::optional<decision::ShareBounds> withErrors;
  decision::LimitState state = decision::LimitState::Straddles;            // of possible
  decision::LimitState stateWithErrors = decision::LimitState::Straddles;  // of withErrors, else of possible
  decision::LimitState sampling = decision::LimitState::Straddles;         // of interval
  std::optional<std::int64_t> fewestToSettle;  // decisions, at best; see decision::fewestToSettle
};

// The absolute count that a rule asks for besides.
struct LimitAbsolute {
  double now = 0;               // 10^9 a litre
  decision::Interval possible;  // 10^9 a litre, whatever the unresolved cells are
  decision::LimitState state = decision::LimitState::Straddles;
};

enum class LimitVerdict { Reached, NotReached, Open };
const char* name(LimitVerdict verdict);  // "reached", "not-reached", "open": stable, for files

struct LimitResult {
  model::DecisionLimit rule;
  LimitShare share;
  std::optional<LimitShare> alsoShare;        // where the rule has one
  std::optional<LimitAbsolute> alsoAbsolute;  // where the rule has one and the white cell count is known
  bool applies() const {
    return share.why == NotApplicable::No && (!alsoShare || alsoShare->why == NotApplicable::No);
  }
  // Both conditions, whatever the unresolved cells are. Open also where the white cell count is missing.
  LimitVerdict verdict = LimitVerdict::Open;
};

struct LimitContext {
  // Share of the accepted cells that may be wrong: an upper bound. acceptedErrorBound() gives the
  // calibration's; a live audit's is better.
  std::optional<double> acceptedError;
  std::optional<double> whiteCells;  // 10^9 a litre, corrected
};

// Upper end of the 95 % interval of the error among accepted calibration cells, at the thresholds in use.
// Empty where the model brings none or accepted none.
std::optional<double> acceptedErrorBound(const Differential& differential);

// Pure. One result for each rule, in the rules' order, those that do not apply included.
std::vector<LimitResult> evaluateLimits(const Differential& differential, const model::DecisionLimits& limits,
                                        const LimitContext& context = {});

// "Blasts ≥ 20 % (WHO)".
QString limitTitle(const model::DecisionLimit& rule, Language language);
// Share, interval, state and what can still move it, as one paragraph; or why the rule does not apply.
QString inWords(const LimitResult& result, Language language);
// "the class scheme has no class promonocyte"; empty where it applies.
QString notApplicableInWords(const LimitResult& result, Language language);

}  // namespace cellwise::reporting
