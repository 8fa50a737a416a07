// Signatures across slides: what was signed on a day, and how one sample's slides followed each other.
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <vector>

#include "base/result.h"
#include "casebook/casebook.h"

namespace cellwise::casebook {

struct SignedReport {
  Id slideId = 0;
  QString sampleId, title;  // of the slide now; the signed ones stand in the content
  QDateTime importedAt;     // UTC
  bool synthetic = false;
  SignatureRecord signature;
  bool replaced = false;  // a later release of the slide stands in its place
};

class SignedReports {
 public:
  // The casebook outlives it. Thread: that of the casebook.
  explicit SignedReports(const Casebook& casebook) : casebook_(casebook) {}

  // Signed from `from` on and before `to`, of any kind, in the order of signing.
  Result<std::vector<SignedReport>> between(const QDateTime& from, const QDateTime& to) const;
  // The standing release of every slide that has this identifier now, in the order of importing.
  Result<std::vector<SignedReport>> ofSample(const QString& sampleId) const;
  // Identifiers of slides with a release, each once, sorted.
  Result<QStringList> samples() const;

 private:
  const Casebook& casebook_;
};

}  // namespace cellwise::casebook
