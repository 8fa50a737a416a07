#include "reporting/readers.h"

#include <cmath>

#include "decision/agreement.h"
#include "reporting/differential.h"

namespace cellwise::reporting {

std::vector<ReaderComparison> compareReaders(const Differential& d) {
  std::vector<ReaderComparison> rows;
  if (d.readers.size() < 2) return rows;
  const bool both = d.readers[0].counted > 0 && d.readers[1].counted > 0;
  const auto add = [&](const QString& id, const QString& nameEn, const QString& nameZh, bool counted) {
    ReaderComparison row;
    row.classId = id;
    row.nameEn = nameEn;
    row.nameZh = nameZh;
    row.shares = counted && both;
    int cells = 0;
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& count = d.readers[i];
      auto& reader = row.readers[i];
      const auto found = count.classes.find(id);
      reader.cells = found == count.classes.end() ? 0 : found->second;
      cells += reader.cells;
      if (!row.shares) continue;
      reader.share = static_cast<double>(reader.cells) / count.counted;
      reader.interval = decision::clopperPearson(reader.cells, count.counted);
    }
    if (cells == 0) return;
    if (row.shares && d.examiners)
      row.p = decision::fisherExact(row.readers[0].cells, d.readers[0].counted, row.readers[1].cells,
                                    d.readers[1].counted);
    rows.push_back(std::move(row));
  };
  for (const auto& row : d.rows) add(row.classId, row.nameEn, row.nameZh, row.counted);
  if (d.examiners)
    for (const auto& c : d.examiners->classes)
      if (!d.row(c.classId)) add(c.classId, c.nameEn, c.nameZh, c.counted);
  return rows;
}

QString className(const ReaderComparison& row, Language language) {
  const QString& name = language == Language::Chinese ? row.nameZh : row.nameEn;
  return name.isEmpty() ? row.classId : name;
}

QString differenceText(const ReaderComparison& row) {
  const double difference = 100 * (row.readers[1].share - row.readers[0].share);
  const QString amount = QString::number(std::abs(difference), 'f', 1);
  if (amount == QLatin1String("0.0")) return amount;
  return (difference < 0 ? QStringLiteral("−") : QStringLiteral("+")) + amount;
}

QString probabilityText(double p) {
  return p < 0.001 ? QStringLiteral("< 0.001") : QString::number(p, 'f', 3);
}

}  // namespace cellwise::reporting
