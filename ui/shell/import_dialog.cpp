#include "shell/import_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "style/fit_height.h"
#include "workflow/paths.h"

namespace cellwise::ui {
namespace {

// Behind workflow::ImportKind: the fields' cells are boxes in GeoJSON files beside them.
constexpr int kBoxedKind = 100;

QString folderOf(const QString& path) {
  const QFileInfo info(path);
  return info.isDir() ? info.filePath() : info.path();
}

}  // namespace

ImportDialog::ImportDialog(const QStringList& paths, const QString& person, QWidget* parent)
    : QDialog(parent), paths_(paths), person_(person) {
  setObjectName(QStringLiteral("importDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  QString images;
  for (const QString& path : paths_) {
    if (workflow::isAnnotationFile(workflow::toPath(path))) {
      annotations_ << path;
    } else if (images.isEmpty()) {
      images = folderOf(path);
    }
  }
  if (images.isEmpty()) images = folderOf(paths_.value(0));
  what_ = new QLabel;
  what_->setObjectName(QStringLiteral("importWhat"));
  what_->setWordWrap(true);
  sample_ = new QLineEdit;
  sample_->setObjectName(QStringLiteral("importSample"));
  title_ = new QLineEdit;
  title_->setObjectName(QStringLiteral("importTitle"));
  title_->setText(QDir(images).dirName());
  kind_ = new QComboBox;
  kind_->setObjectName(QStringLiteral("importKind"));
  for (const auto kind :
       {workflow::ImportKind::Auto, workflow::ImportKind::Crops, workflow::ImportKind::Fields}) {
    kind_->addItem({}, int(kind));
  }
  if (paths_.size() == 1 && QFileInfo(paths_.first()).isDir()) kind_->addItem({}, kBoxedKind);
  images_ = new QLineEdit(QDir::toNativeSeparators(images));
  images_->setObjectName(QStringLiteral("importImages"));
  browse_ = new QPushButton;
  browse_->setObjectName(QStringLiteral("importBrowse"));
  browse_->setAutoDefault(false);
  images_row_ = new QWidget;
  auto* row = new QHBoxLayout(images_row_);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(images_, 1);
  row->addWidget(browse_);
  specimen_ = new QComboBox;
  specimen_->addItem({}, QStringLiteral("blood"));
  specimen_->addItem({}, QStringLiteral("marrow"));
  scale_ = new QDoubleSpinBox;
  scale_->setRange(0, 5);
  scale_->setDecimals(3);
  scale_->setSingleStep(0.01);
  mine_ = new QCheckBox;
  mine_->setObjectName(QStringLiteral("importMine"));
  labels_note_ = new QLabel;
  labels_note_->setWordWrap(true);
  labels_note_->setForegroundRole(QPalette::PlaceholderText);
  buttons_ = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  form_ = new QFormLayout;
  const auto add = [this](QWidget* field, QWidget* buddy) {
    form_->addRow(new QLabel, field);
    static_cast<QLabel*>(form_->labelForField(field))->setBuddy(buddy);
  };
  for (QWidget* field : std::initializer_list<QWidget*>{sample_, title_, kind_}) add(field, field);
  add(images_row_, images_);
  for (QWidget* field : std::initializer_list<QWidget*>{specimen_, scale_}) add(field, field);
  form_->addRow(QString(), mine_);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(what_);
  layout->addLayout(form_);
  // Not in the form: Qt 6.4 writes past its rows' memory when a form with a wrapped text has hidden rows.
  layout->addWidget(labels_note_);
  layout->addWidget(buttons_);
  connect(kind_, &QComboBox::currentIndexChanged, this, &ImportDialog::showFields);
  connect(browse_, &QPushButton::clicked, this, &ImportDialog::chooseImages);
  connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  setMinimumWidth(480);
  retranslate();
  showFields();
}

bool ImportDialog::annotated() const {
  return !annotations_.isEmpty() || kind_->currentData().toInt() == kBoxedKind;
}

void ImportDialog::showFields() {
  const auto show = [this](QWidget* field, bool shown) {
    field->setVisible(shown);
    if (QWidget* label = form_->labelForField(field)) label->setVisible(shown);
  };
  show(kind_, annotations_.isEmpty());
  show(images_row_, !annotations_.isEmpty());
  show(mine_, annotated());
  show(labels_note_, annotated());
  fitHeight(*this, width());
}

void ImportDialog::chooseImages() {
  auto* dialog = new QFileDialog(this, tr("Folder of the images"), images_->text());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  connect(dialog, &QFileDialog::fileSelected, images_,
          [this](const QString& folder) { images_->setText(QDir::toNativeSeparators(folder)); });
  dialog->open();
}

void ImportDialog::retranslate() {
  setWindowTitle(annotations_.isEmpty() ? tr("Import a slide") : tr("Import a slide with annotations"));
  const QStringList& said = annotations_.isEmpty() ? paths_ : annotations_;
  what_->setText(said.size() == 1         ? QDir::toNativeSeparators(said.first())
                 : annotations_.isEmpty() ? tr("%n files and folders", nullptr, int(said.size()))
                                          : tr("%n files of annotations", nullptr, int(said.size())));
  const auto label = [this](QWidget* field, const QString& text) {
    static_cast<QLabel*>(form_->labelForField(field))->setText(text);
  };
  label(sample_, tr("&Sample identifier"));
  label(title_, tr("S&lide"));
  label(kind_, tr("&Images show"));
  label(images_row_, tr("&Images are in"));
  label(specimen_, tr("S&pecimen"));
  label(scale_, tr("S&cale"));
  browse_->setText(tr("C&hoose…"));
  kind_->setItemText(0, tr("find out from their size"));
  kind_->setItemText(1, tr("one cell each"));
  kind_->setItemText(2, tr("fields of view with many cells"));
  if (kind_->count() > 3)
    kind_->setItemText(3, tr("fields of view, cells boxed in GeoJSON files beside them"));
  specimen_->setItemText(0, tr("Blood"));
  specimen_->setItemText(1, tr("Bone marrow"));
  scale_->setSuffix(tr(" µm per pixel"));
  scale_->setSpecialValueText(tr("unknown"));
  sample_->setPlaceholderText(tr("as on the label"));
  mine_->setText(tr("Labels are &decisions of %1").arg(person_));
  labels_note_->setText(
      tr("Otherwise a label comes as a comment on its cell, and nothing counts as decided. Decisions need "
         "labels that are names of classes here."));
  buttons_->button(QDialogButtonBox::Ok)->setText(tr("Import"));
  buttons_->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
}

ImportDialog::Request ImportDialog::request() const {
  casebook::NewSlide slide;
  slide.sampleId = sample_->text().trimmed();
  slide.title = title_->text().trimmed();
  slide.specimen = specimen_->currentData().toString();
  slide.sourcePath = paths_.value(0);
  slide.micrometresPerPixel = scale_->value();
  if (annotated()) {
    workflow::AnnotatedImportRequest request;
    request.slide = slide;
    for (const QString& file : annotations_) request.annotations.push_back(workflow::toPath(file));
    if (annotations_.isEmpty()) {
      request.annotations = {workflow::toPath(paths_.value(0))};
    } else {
      request.images = workflow::toPath(QDir::fromNativeSeparators(images_->text().trimmed()));
    }
    if (mine_->isChecked()) request.decidedBy = person_;
    return request;
  }
  workflow::ImportRequest request;
  request.slide = slide;
  for (const QString& path : paths_) request.paths.push_back(workflow::toPath(path));
  request.finder.micrometresPerPixel = scale_->value();
  request.kind = workflow::ImportKind(kind_->currentData().toInt());
  return request;
}

void ImportDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace cellwise::ui
