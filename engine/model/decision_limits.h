// Decision limits are data: from which share on a count means something, and by which book. A laboratory
// keeps its own list; the one that ships is a starting point that it has to check.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "decision/share_limit.h"

namespace cellwise::model {

// Of which cells the share is. Counted: the differential's denominator. NonErythroid: that without the
// nucleated red cells. RedCells: no scheme counts these, so that such a rule is kept, but never applies.
enum class Denominator { Counted, NonErythroid, RedCells };
const char* name(Denominator denominator);  // "counted", "non-erythroid", "red-cells"
std::optional<Denominator> denominator(std::string_view name);

// "Blasts of counted cells >= 20 %". The cells are those of the classes, of the lineages, and of the
// lineages with the role ("myeloid", "erythroid"), together; a scheme need not have all of the classes
// unless needsAll says so.
struct ShareCondition {
  std::vector<std::string> classes, lineages, roles;
  bool needsAll = false;
  Denominator denominator = Denominator::Counted;
  decision::Comparison comparison = decision::Comparison::AtLeast;
  double limitPercent = 0;  // in (0, 100)
  friend bool operator==(const ShareCondition&, const ShareCondition&) = default;
};

// The same cells' absolute count, 10^9 a litre: share x white cell count.
struct AbsoluteCondition {
  decision::Comparison comparison = decision::Comparison::AtLeast;
  double limit = 0;  // above 0
  friend bool operator==(const AbsoluteCondition&, const AbsoluteCondition&) = default;
};

struct DecisionLimit {
  std::string id;                    // stable: a-z, 0-9, _ and -
  std::string nameEn, nameZh;        // of what: "Blasts"
  std::string meaningEn, meaningZh;  // what being beyond it stands for; may be empty
  std::string specimen;              // "blood", "marrow" or "any"
  ShareCondition share;
  // A second condition; both must hold then.
  std::optional<ShareCondition> alsoShare;
  std::optional<AbsoluteCondition> alsoAbsolute;
  std::string source, edition;  // "WHO", "5th edition": printed beside it
  std::string noteEn, noteZh;   // may be empty
  friend bool operator==(const DecisionLimit&, const DecisionLimit&) = default;
};

struct DecisionLimits {
  std::vector<DecisionLimit> rules;
  const DecisionLimit* rule(std::string_view id) const;
  friend bool operator==(const DecisionLimits&, const DecisionLimits&) = default;
};

// Empty if the rule can be used; else what is wrong, naming the field: "limitPercent is not between 0 and
// 100". For the dialog, before anything is kept.
std::string problemOf(const DecisionLimit& rule);

// Errors: FormatInvalid naming the rule and field (also an id that occurs twice), VersionUnsupported, and
// FileNotFound, FileUnreadable, FileTooLarge when loading.
Result<DecisionLimits> parseDecisionLimits(const std::string& json);
Result<DecisionLimits> loadDecisionLimits(const std::filesystem::path& file);
std::string toJson(const DecisionLimits& limits);
// Replaces the file atomically, after the same checks. Errors: FormatInvalid, FileUnwritable.
Result<void> saveDecisionLimits(const std::filesystem::path& file, const DecisionLimits& limits);

}  // namespace cellwise::model
