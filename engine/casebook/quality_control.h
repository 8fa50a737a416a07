// Quality control: slides that stay in the casebook to be read again and again, what is expected of them,
// and every reading. All of it is appended only, with its entry in the audit chain; none of it is a
// slide's prediction, review or report.
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <map>
#include <vector>

#include "base/result.h"
#include "casebook/casebook.h"

namespace cellwise::casebook {

struct QcSlide {
  SlideSummary slide;
  QDateTime since;  // UTC
  QString by;
};

// What one class's share must be like, frozen.
struct QcExpectation {
  double mean = 0;
  double sd = 0;
  int n = 0;  // runs it was taken from; 0: entered by a person
};
struct QcTarget {
  Id id = 0;  // 0: none was frozen
  QDateTime at;
  QString by;
  std::map<QString, QcExpectation> classes;  // by class id
};

struct NewQcRun {
  Id slideId = 0;
  QString modelSha, modelName, modelVersion;
  QByteArray content;  // canonical JSON of the differential that the model alone came to
};
struct QcRun {
  Id id = 0;
  Id slideId = 0;
  QDateTime at;  // UTC
  QString by;
  QString modelSha, modelName, modelVersion;
  QByteArray content;
  QString contentSha256;
};

class QualityControl {
 public:
  // The casebook outlives it. Thread: that of the casebook.
  explicit QualityControl(Casebook& casebook) : casebook_(casebook) {}

  // Those that are marked now, the first marked first.
  Result<std::vector<QcSlide>> slides() const;
  // Its runs and targets stay when a mark is taken off. The same again changes nothing.
  // Errors: NotFound, AccessDenied, DatabaseReadOnly.
  Result<void> mark(Id slide, bool qc, const QString& operatorName);

  // Errors: NotFound, Conflict (the slide is not marked), ArgumentInvalid (no content, no model).
  Result<QcRun> addRun(const NewQcRun& run, const QString& operatorName);
  Result<std::vector<QcRun>> runs(Id slide) const;  // oldest first

  // Another set in place of the one before, which stays in the record.
  // Errors: NotFound, Conflict, ArgumentInvalid (no class, a mean not in [0, 1], a negative sd).
  Result<QcTarget> freeze(Id slide, const std::map<QString, QcExpectation>& classes,
                          const QString& operatorName);
  Result<QcTarget> target(Id slide) const;  // the latest

 private:
  Casebook& casebook_;
};

}  // namespace cellwise::casebook
