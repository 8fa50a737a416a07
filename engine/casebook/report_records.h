// What people write on a slide's report, and what a laboratory states of itself on every report.
#pragma once

#include <QByteArray>
#include <QString>

#include <map>
#include <optional>
#include <vector>

#include "casebook/records.h"

namespace cellwise::casebook {

struct ReportEntries {
  std::optional<double> whiteCells;  // WBC, 10^9/L, as the analyser gave it
  QString comments, conclusion;      // plain text, several lines
  std::map<QString, std::vector<Id>>
      cells;  // chosen as representative, by class id; else the program's choice
  bool operator==(const ReportEntries&) const = default;
};

// Nucleated red cells count as white ones in many analysers: WBC x 100 / (100 + NRBC per 100 WBC).
enum class WhiteCellCorrection {
  Off,       // the analyser has corrected
  Always,    // from the first nucleated red cell on
  FromFive,  // at 5 or more per 100 WBC
};

struct ReportTemplate {
  QString name;
  QString text;
  bool operator==(const ReportTemplate&) const = default;
};

struct Laboratory {
  QString name;
  QString address;     // as many lines as it has
  QString logoSha256;  // of a PNG kept in the casebook; empty without a logo
  WhiteCellCorrection correction = WhiteCellCorrection::Off;
  std::vector<ReportTemplate> templates;  // for comments and conclusions, in the order of the menu
  bool operator==(const Laboratory&) const = default;
};

}  // namespace cellwise::casebook
