// Both readers' counts of a report beside each other.
#pragma once

#include <QString>

#include <array>
#include <optional>
#include <vector>

#include "decision/intervals.h"
#include "reporting/report_text.h"

namespace cellwise::reporting {

struct Differential;

// A class that either reader found.
struct ReaderComparison {
  struct Reader {
    int cells = 0;
    double share = 0;             // of what the reader counted in the differential
    decision::Interval interval;  // Clopper-Pearson, 95 %
  };
  QString classId, nameEn, nameZh;
  std::array<Reader, 2> readers;
  bool shares = false;  // a class of the differential, and both readers counted
  // Fisher's exact test, two-sided (decision/agreement.h): whether the shares differ beyond chance. Of two
  // examiners alone: it takes the counts for independent, and two readers of the same cells are not.
  std::optional<double> p;
  bool differ() const { return p && *p < kChance; }
  static constexpr double kChance = 0.05;
};

// Pure. In the report's order; empty where it does not have two readers.
std::vector<ReaderComparison> compareReaders(const Differential& differential);

QString className(const ReaderComparison& row, Language language);
QString differenceText(const ReaderComparison& row);  // "+2.5", "−1.0": percentage points
QString probabilityText(double p);                    // "0.034", "< 0.001"

}  // namespace cellwise::reporting
