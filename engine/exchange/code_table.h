// Which code another system knows a figure by. The table is data (resources/codes/codes.json), so that a
// laboratory corrects and extends it; what has no code there goes out under a code of our own system.
#pragma once

#include <QHash>
#include <QString>

#include <filesystem>
#include <string>

#include "base/result.h"

namespace cellwise::exchange {

enum class Figure {
  Panel,   // the differential as a whole
  Share,   // percent of the counted cells
  Per100,  // for 100 counted cells, beside them
  Ratio,
  Concentration,  // in 10^9/L
  Count,          // cells
  Interval,       // 95 %, of a share, a Per100, a ratio or a concentration
  Text,           // words: comments
};
const char* name(Figure figure);  // "share", as in the table

struct Code {
  QString system;     // URI, for FHIR
  QString hl7System;  // name of the coding system in HL7 v2: "LN", "L"
  QString code;
};

class CodeTable {
 public:
  // An empty table: every code is local.
  CodeTable();

  // The code of the table, else the local one.
  Code code(const QString& specimen, const QString& id, Figure figure) const;
  // Our own: the id, for other figures than shares with the figure's name after a point.
  Code local(const QString& id, Figure figure) const;
  bool hasCode(const QString& specimen, const QString& id, Figure figure) const;
  // HL7 table 0070; empty where the table does not say.
  QString specimenCode(const QString& specimen) const;

  const QString& source() const { return source_; }
  // The release that a laboratory checked the codes against, as it wrote it; empty: nobody did.
  const QString& checkedAgainst() const { return checked_against_; }

 private:
  friend Result<CodeTable> parseCodeTable(const std::string& json, const std::string& fileName);
  QHash<QString, Code> codes_;  // by "specimen/id/figure"
  QHash<QString, QString> specimens_;
  Code local_;
  QString source_, checked_against_;
};

// Errors: FormatInvalid, naming the field; VersionUnsupported; and FileNotFound, FileUnreadable,
// FileTooLarge when loading.
Result<CodeTable> parseCodeTable(const std::string& json, const std::string& fileName = {});
Result<CodeTable> loadCodeTable(const std::filesystem::path& file);

}  // namespace cellwise::exchange
