// One decision limit as a form.
#pragma once

#include <QDialog>

#include <functional>

#include "model/decision_limits.h"

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace cellwise::ui {

class LimitEditor : public QDialog {
  Q_OBJECT
 public:
  // What becomes of the rule when it is valid: the reason why it was not kept, or empty.
  using Keep = std::function<QString(const model::DecisionLimit&)>;
  // known: class ids that the open slide's scheme has, to be offered; may be empty.
  LimitEditor(const model::DecisionLimit& rule, const QStringList& known, Keep keep, QWidget* parent);

 private:
  // One share: which cells, of which, how much.
  struct ShareForm {
    QLineEdit* cells = nullptr;
    QComboBox* role = nullptr;
    QCheckBox* needsAll = nullptr;
    QComboBox* denominator = nullptr;
    QComboBox* comparison = nullptr;
    QDoubleSpinBox* limit = nullptr;
  };
  ShareForm addShare(QFormLayout* form, const QString& prefix, const model::ShareCondition& share,
                     const QStringList& known);
  model::ShareCondition read(const ShareForm& form) const;
  void accept() override;

  model::DecisionLimit rule_;
  Keep keep_;
  QLineEdit* name_en_ = nullptr;
  QLineEdit* name_zh_ = nullptr;
  QLineEdit* meaning_ = nullptr;
  QComboBox* specimen_ = nullptr;
  QLineEdit* source_ = nullptr;
  QLineEdit* edition_ = nullptr;
  ShareForm share_, also_;
  QComboBox* second_ = nullptr;  // none, another share, an absolute count
  QDoubleSpinBox* absolute_ = nullptr;
  QWidget* also_box_ = nullptr;
  QLabel* problem_ = nullptr;
};

}  // namespace cellwise::ui
