// The decision limits in use, for every page that shows or changes them. A small settings file, read once.
#pragma once

#include <QObject>

#include <optional>

#include "base/result.h"
#include "model/decision_limits.h"

namespace cellwise::ui {

class LimitRules : public QObject {
  Q_OBJECT
 public:
  explicit LimitRules(QObject* parent = nullptr);

  // The laboratory's own list, else the shipped one; empty where neither can be read.
  const model::DecisionLimits& limits() const { return limits_; }
  bool own() const { return own_; }  // not as shipped
  // The own list is there and cannot be read: it is left alone, and the shipped one is used.
  const std::optional<Error>& problem() const { return problem_; }
  // Checked and on disk before it is used. Errors: FormatInvalid, FileUnwritable; nothing changes then.
  Result<void> keep(const model::DecisionLimits& limits);
  Result<void> reset();  // to the shipped list

 Q_SIGNALS:
  void changed();

 private:
  void read();

  model::DecisionLimits limits_;
  bool own_ = false;
  std::optional<Error> problem_;
};

}  // namespace cellwise::ui
