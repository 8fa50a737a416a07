#include "shell/import_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace cellwise::ui {

ImportDialog::ImportDialog(const QStringList& paths, QWidget* parent) : QDialog(parent), paths_(paths) {
  setObjectName(QStringLiteral("importDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  what_ = new QLabel;
  what_->setWordWrap(true);
  sample_ = new QLineEdit;
  sample_->setObjectName(QStringLiteral("importSample"));
  title_ = new QLineEdit;
  title_->setObjectName(QStringLiteral("importTitle"));
  const QFileInfo first(paths.value(0));
  title_->setText(first.isDir() ? QDir(first.filePath()).dirName() : first.dir().dirName());
  kind_ = new QComboBox;
  kind_->setObjectName(QStringLiteral("importKind"));
  for (const auto kind :
       {workflow::ImportKind::Auto, workflow::ImportKind::Crops, workflow::ImportKind::Fields}) {
    kind_->addItem({}, int(kind));
  }
  specimen_ = new QComboBox;
  specimen_->addItem({}, QStringLiteral("blood"));
  specimen_->addItem({}, QStringLiteral("marrow"));
  scale_ = new QDoubleSpinBox;
  scale_->setRange(0, 5);
  scale_->setDecimals(3);
  scale_->setSingleStep(0.01);
  buttons_ = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  form_ = new QFormLayout;
  for (QWidget* field : std::initializer_list<QWidget*>{sample_, title_, kind_, specimen_, scale_}) {
    form_->addRow(new QLabel, field);
    static_cast<QLabel*>(form_->labelForField(field))->setBuddy(field);
  }
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(what_);
  layout->addLayout(form_);
  layout->addWidget(buttons_);
  connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  setMinimumWidth(480);
  retranslate();
}

void ImportDialog::retranslate() {
  setWindowTitle(tr("Import a slide"));
  what_->setText(paths_.size() == 1 ? QDir::toNativeSeparators(paths_.first())
                                    : tr("%n files and folders", nullptr, int(paths_.size())));
  const auto label = [this](QWidget* field, const QString& text) {
    static_cast<QLabel*>(form_->labelForField(field))->setText(text);
  };
  label(sample_, tr("&Sample identifier"));
  label(title_, tr("S&lide"));
  label(kind_, tr("&Images show"));
  label(specimen_, tr("S&pecimen"));
  label(scale_, tr("S&cale"));
  kind_->setItemText(0, tr("find out from their size"));
  kind_->setItemText(1, tr("one cell each"));
  kind_->setItemText(2, tr("fields of view with many cells"));
  specimen_->setItemText(0, tr("Blood"));
  specimen_->setItemText(1, tr("Bone marrow"));
  scale_->setSuffix(tr(" µm per pixel"));
  scale_->setSpecialValueText(tr("unknown"));
  sample_->setPlaceholderText(tr("as on the label"));
  buttons_->button(QDialogButtonBox::Ok)->setText(tr("Import"));
  buttons_->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
}

workflow::ImportRequest ImportDialog::request() const {
  workflow::ImportRequest request;
  for (const QString& path : paths_) request.paths.emplace_back(path.toStdU16String());
  request.slide.sampleId = sample_->text().trimmed();
  request.slide.title = title_->text().trimmed();
  request.slide.specimen = specimen_->currentData().toString();
  request.slide.sourcePath = paths_.value(0);
  request.slide.micrometresPerPixel = scale_->value();
  request.finder.micrometresPerPixel = scale_->value();
  request.kind = workflow::ImportKind(kind_->currentData().toInt());
  return request;
}

void ImportDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace cellwise::ui
