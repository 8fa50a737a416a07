#include "limits/limit_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>

#include "style/fit_height.h"

namespace cellwise::ui {
namespace {

constexpr decision::Comparison kComparisons[] = {decision::Comparison::AtLeast, decision::Comparison::Above,
                                                 decision::Comparison::AtMost, decision::Comparison::Below};
constexpr model::Denominator kDenominators[] = {model::Denominator::Counted, model::Denominator::NonErythroid,
                                                model::Denominator::RedCells};
constexpr const char* kSpecimens[] = {"blood", "marrow", "any"};
constexpr const char* kRoles[] = {"", "myeloid", "erythroid"};
const QString kLineage = QStringLiteral("lineage:");  // tells a lineage from a class of the same name

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

QLineEdit* line(const QString& text, const char* name) {
  auto* edit = new QLineEdit(text);
  edit->setObjectName(QLatin1String(name));
  edit->setMaxLength(300);
  return edit;
}

// "blasts-20", from the name, for a rule that has no id yet.
std::string idFrom(const QString& name) {
  QString id = name.toLower().replace(QRegularExpression(QStringLiteral("[^a-z0-9]+")), QStringLiteral("-"));
  id.remove(QRegularExpression(QStringLiteral("^-+|-+$")));
  return (id.isEmpty() ? QStringLiteral("limit") : id.left(40)).toStdString();
}

}  // namespace

LimitEditor::LimitEditor(const model::DecisionLimit& rule, const QStringList& known, Keep keep,
                         QWidget* parent)
    : QDialog(parent), rule_(rule), keep_(std::move(keep)) {
  setObjectName(QStringLiteral("limitEditor"));
  setWindowTitle(rule.id.empty() ? tr("New decision limit") : tr("Change a decision limit"));
  auto* form = new QFormLayout;
  name_en_ = line(qt(rule.nameEn), "limitName");
  name_zh_ = line(qt(rule.nameZh), "limitNameZh");
  meaning_ =
      line(qt(QLocale().language() == QLocale::Chinese ? rule.meaningZh : rule.meaningEn), "limitMeaning");
  specimen_ = new QComboBox;
  specimen_->setObjectName(QStringLiteral("limitSpecimen"));
  for (const QString& text : {tr("Blood"), tr("Bone marrow"), tr("Both")}) specimen_->addItem(text);
  for (int i = 0; i < 3; ++i) {
    if (rule.specimen == kSpecimens[i]) specimen_->setCurrentIndex(i);
  }
  form->addRow(tr("&Name"), name_en_);
  form->addRow(tr("Name in Chinese"), name_zh_);
  form->addRow(tr("&Stands for"), meaning_);
  form->addRow(tr("S&pecimen"), specimen_);
  share_ = addShare(form, QStringLiteral("limit"), rule.share, known);

  second_ = new QComboBox;
  second_->setObjectName(QStringLiteral("limitSecond"));
  for (const QString& text : {tr("None"), tr("Another share"), tr("An absolute count")})
    second_->addItem(text);
  form->addRow(tr("Secon&d condition"), second_);
  absolute_ = new QDoubleSpinBox;
  absolute_->setObjectName(QStringLiteral("limitAbsolute"));
  absolute_->setRange(0, 1000);
  absolute_->setDecimals(2);
  absolute_->setSuffix(tr(" ×10⁹/L or more"));
  absolute_->setValue(rule.alsoAbsolute ? rule.alsoAbsolute->limit : 0.5);
  form->addRow(QString(), absolute_);
  also_box_ = new QWidget;
  auto* also = new QFormLayout(also_box_);
  also->setContentsMargins(0, 0, 0, 0);
  also_ =
      addShare(also, QStringLiteral("limitAlso"), rule.alsoShare.value_or(model::ShareCondition{}), known);
  form->addRow(also_box_);
  const auto show = [this, form](int kind) {
    absolute_->setVisible(kind == 2);
    if (QWidget* label = form->labelForField(absolute_)) label->setVisible(kind == 2);
    also_box_->setVisible(kind == 1);
    if (layout()) fitHeight(*this, width());
  };
  connect(second_, &QComboBox::currentIndexChanged, this, show);
  second_->setCurrentIndex(rule.alsoShare ? 1 : rule.alsoAbsolute ? 2 : 0);
  show(second_->currentIndex());

  source_ = line(qt(rule.source), "limitSource");
  edition_ = line(qt(rule.edition), "limitEdition");
  form->addRow(tr("So&urce"), source_);
  form->addRow(tr("&Edition"), edition_);

  problem_ = new QLabel;
  problem_->setObjectName(QStringLiteral("limitProblem"));
  problem_->setWordWrap(true);
  problem_->hide();
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
  buttons->button(QDialogButtonBox::Save)->setText(tr("Keep"));
  buttons->button(QDialogButtonBox::Save)->setObjectName(QStringLiteral("limitKeep"));
  buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
  connect(buttons, &QDialogButtonBox::accepted, this, &LimitEditor::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(problem_);
  layout->addWidget(buttons);
  setMinimumWidth(520);
}

LimitEditor::ShareForm LimitEditor::addShare(QFormLayout* form, const QString& prefix,
                                             const model::ShareCondition& share, const QStringList& known) {
  ShareForm made;
  QStringList ids;
  for (const std::string& id : share.classes) ids << qt(id);
  for (const std::string& id : share.lineages) ids << kLineage + qt(id);
  made.cells = line(ids.join(QStringLiteral(", ")), "");
  made.cells->setObjectName(prefix + QStringLiteral("Cells"));
  made.cells->setPlaceholderText(known.join(QStringLiteral(", ")));
  made.cells->setToolTip(
      tr("Class names of the class scheme, with commas between; a whole lineage as %1monocytic. Of the open "
         "slide: %2")
          .arg(kLineage, known.join(QStringLiteral(", "))));
  made.role = new QComboBox;
  made.role->setObjectName(prefix + QStringLiteral("Role"));
  for (const QString& text :
       {tr("these cells only"), tr("and all myeloid cells"), tr("and all nucleated erythroid cells")})
    made.role->addItem(text);
  for (int i = 1; i < 3; ++i) {
    for (const std::string& role : share.roles) {
      if (role == kRoles[i]) made.role->setCurrentIndex(i);
    }
  }
  made.needsAll = new QCheckBox(tr("Only where the class scheme has all of them"));
  made.needsAll->setObjectName(prefix + QStringLiteral("NeedsAll"));
  made.needsAll->setChecked(share.needsAll);
  made.denominator = new QComboBox;
  made.denominator->setObjectName(prefix + QStringLiteral("Denominator"));
  for (const QString& text : {tr("of all counted cells"), tr("of non-erythroid cells"), tr("of red cells")})
    made.denominator->addItem(text);
  made.comparison = new QComboBox;
  made.comparison->setObjectName(prefix + QStringLiteral("Comparison"));
  for (const char* text : {"≥", ">", "≤", "<"}) made.comparison->addItem(QString::fromUtf8(text));
  for (int i = 0; i < 4; ++i) {
    if (share.comparison == kComparisons[i]) made.comparison->setCurrentIndex(i);
    if (i < 3 && share.denominator == kDenominators[i]) made.denominator->setCurrentIndex(i);
  }
  made.limit = new QDoubleSpinBox;
  made.limit->setObjectName(prefix + QStringLiteral("Percent"));
  made.limit->setRange(0, 100);
  made.limit->setDecimals(1);
  made.limit->setSuffix(QStringLiteral(" %"));
  made.limit->setValue(share.limitPercent);
  made.limit->setAccessibleName(tr("Limit in percent"));
  form->addRow(tr("Cells"), made.cells);
  form->addRow(QString(), made.role);
  form->addRow(QString(), made.needsAll);
  auto* row = new QHBoxLayout;
  row->addWidget(made.comparison);
  row->addWidget(made.limit);
  row->addWidget(made.denominator, 1);
  form->addRow(tr("Limit"), row);
  return made;
}

model::ShareCondition LimitEditor::read(const ShareForm& form) const {
  model::ShareCondition share;
  static const QRegularExpression between(QStringLiteral("[,;，；\\s]+"));
  for (const QString& id : form.cells->text().split(between, Qt::SkipEmptyParts)) {
    if (id.startsWith(kLineage)) {
      share.lineages.push_back(id.mid(kLineage.size()).toStdString());
    } else {
      share.classes.push_back(id.toStdString());
    }
  }
  if (form.role->currentIndex() > 0) share.roles = {kRoles[form.role->currentIndex()]};
  share.needsAll = form.needsAll->isChecked();
  share.denominator = kDenominators[form.denominator->currentIndex()];
  share.comparison = kComparisons[form.comparison->currentIndex()];
  share.limitPercent = form.limit->value();
  return share;
}

void LimitEditor::accept() {
  model::DecisionLimit rule = rule_;
  rule.nameEn = name_en_->text().trimmed().toStdString();
  rule.nameZh = name_zh_->text().trimmed().toStdString();
  if (rule.nameZh.empty()) rule.nameZh = rule.nameEn;
  (QLocale().language() == QLocale::Chinese ? rule.meaningZh : rule.meaningEn) =
      meaning_->text().trimmed().toStdString();
  rule.specimen = kSpecimens[specimen_->currentIndex()];
  rule.share = read(share_);
  rule.alsoShare.reset();
  rule.alsoAbsolute.reset();
  if (second_->currentIndex() == 1) rule.alsoShare = read(also_);
  if (second_->currentIndex() == 2)
    rule.alsoAbsolute = model::AbsoluteCondition{decision::Comparison::AtLeast, absolute_->value()};
  rule.source = source_->text().trimmed().toStdString();
  rule.edition = edition_->text().trimmed().toStdString();
  if (rule.id.empty()) rule.id = idFrom(name_en_->text() + QStringLiteral(" ") + share_.limit->text());

  const auto percent = [](const model::ShareCondition& share) {
    return share.limitPercent > 0 && share.limitPercent < 100;
  };
  const auto cells = [](const model::ShareCondition& share) {
    return !share.classes.empty() || !share.lineages.empty() || !share.roles.empty();
  };
  QString problem;
  if (rule.nameEn.empty()) {
    problem = tr("The limit needs a name.");
  } else if (!cells(rule.share) || (rule.alsoShare && !cells(*rule.alsoShare))) {
    problem = tr("Name at least one class, lineage or series.");
  } else if (!percent(rule.share) || (rule.alsoShare && !percent(*rule.alsoShare))) {
    problem = tr("A limit lies above 0 % and below 100 %.");
  } else if (rule.source.empty()) {
    problem = tr("Say which book or guideline the limit is from: it is printed beside it.");
  } else if (const std::string other = model::problemOf(rule); !other.empty()) {
    problem = tr("This cannot be kept: %1.").arg(qt(other));
  } else {
    problem = keep_(rule);
  }
  problem_->setText(problem);
  problem_->setVisible(!problem.isEmpty());
  if (problem.isEmpty()) return QDialog::accept();
  fitHeight(*this, width());
}

}  // namespace cellwise::ui
