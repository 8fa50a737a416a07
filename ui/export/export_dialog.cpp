#include "export/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "bridge/exporter.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"

namespace cellwise::ui {
namespace {

using workflow::ExportedCells;
using workflow::ExportFormat;

constexpr ExportFormat kFormats[] = {ExportFormat::Fhir, ExportFormat::Hl7, ExportFormat::ImageFolder,
                                     ExportFormat::Coco, ExportFormat::GeoJson};
constexpr exchange::Hl7Version kVersions[] = {exchange::Hl7Version::V231, exchange::Hl7Version::V24,
                                              exchange::Hl7Version::V25, exchange::Hl7Version::V251};
constexpr auto kFolderKey = "export/folder";

QString key(const char* name) {
  return QStringLiteral("export/") + QLatin1String(name);
}

}  // namespace

struct ExportDialog::Impl {
  Impl(ExportDialog* dialog, Workspace& w, Exporter& e) : q(dialog), workspace(w), exporter(e) {}

  ExportDialog* q;
  Workspace& workspace;
  Exporter& exporter;

  QLabel *format_label = nullptr, *about = nullptr;
  QComboBox* format = nullptr;
  QStackedWidget* options = nullptr;
  // a message
  QLabel *slide = nullptr, *identifier_label = nullptr, *version_label = nullptr, *facility_label = nullptr,
         *receiver_label = nullptr;
  QCheckBox *draft = nullptr, *pdf = nullptr;
  QComboBox *identifier = nullptr, *version = nullptr;
  QLineEdit *facility = nullptr, *receiver = nullptr, *receiver_facility = nullptr;
  QLabel* receiver_facility_label = nullptr;
  QWidget* hl7_options = nullptr;
  // cells
  QLabel *scope_label = nullptr, *cells_label = nullptr;
  QComboBox *scope = nullptr, *cells = nullptr;
  // where
  QLabel* where_label = nullptr;
  QLineEdit* where = nullptr;
  QPushButton* browse = nullptr;
  QLabel* missing = nullptr;
  QLabel* result = nullptr;
  QProgressBar* progress = nullptr;
  QPushButton *start = nullptr, *cancel = nullptr, *close = nullptr;
  bool where_typed = false;

  void build();
  void retranslate();
  void show();
  void suggest();
  void ask();
  void begin();
  ExportFormat chosen() const { return kFormats[format->currentIndex()]; }
  QString statusOfSlide() const;
  QString missingNow() const;
  void finished(const workflow::ExportRequest& request, const workflow::ExportResult& done);
};

ExportDialog::ExportDialog(Workspace& workspace, Exporter& exporter, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace, exporter)) {
  setObjectName(QStringLiteral("exportDialog"));
  setMinimumWidth(560);
  auto& d = *impl_;
  d.build();
  d.retranslate();
  connect(&workspace, &Workspace::sessionChanged, this, [this] {
    if (auto* session = impl_->workspace.session())
      connect(session, &SlideSession::slideChanged, this, [this] { impl_->show(); });
    impl_->suggest();
    impl_->show();
  });
  if (auto* session = workspace.session())
    connect(session, &SlideSession::slideChanged, this, [this] { impl_->show(); });
  connect(&exporter, &Exporter::busyChanged, this, [this] { impl_->show(); });
  connect(&exporter, &Exporter::progressed, this, [this](const Progress& p) {
    impl_->progress->setRange(0, p.total > 0 ? 1000 : 0);
    if (p.total > 0) impl_->progress->setValue(int(1000 * p.done / p.total));
  });
  connect(&exporter, &Exporter::finished, this,
          [this](const workflow::ExportRequest& request, const workflow::ExportResult& done) {
            impl_->finished(request, done);
          });
  connect(&exporter, &Exporter::failed, this, [this](const Error& error) {
    impl_->result->setText(error.code == ErrorCode::Cancelled ? tr("Cancelled. Nothing was written.")
                                                              : sentence(error));
    impl_->result->show();
  });
  d.suggest();
  d.show();
}

ExportDialog::~ExportDialog() {
  disconnect(&impl_->workspace, nullptr, this, nullptr);  // the exporter may be gone by now
}

void ExportDialog::Impl::build() {
  const QSettings settings;
  format = new QComboBox;
  format->setObjectName(QStringLiteral("exportFormat"));
  for (const auto f : kFormats) format->addItem(QString(), QLatin1String(workflow::name(f)));
  format->setCurrentIndex(qBound(0, settings.value(key("format")).toInt(), int(std::size(kFormats)) - 1));
  format_label = new QLabel;
  format_label->setBuddy(format);
  about = new QLabel;
  about->setObjectName(QStringLiteral("exportAbout"));
  about->setWordWrap(true);
  about->setForegroundRole(QPalette::PlaceholderText);
  auto* top = new QFormLayout;
  top->addRow(format_label, format);

  const auto labelled = [](QFormLayout* form, QLabel*& label, QWidget* field) {
    label = new QLabel;
    label->setBuddy(field);
    form->addRow(label, field);
  };
  slide = new QLabel;
  slide->setObjectName(QStringLiteral("exportSlide"));
  slide->setWordWrap(true);
  draft = new QCheckBox;
  draft->setObjectName(QStringLiteral("exportDraft"));
  pdf = new QCheckBox;
  pdf->setObjectName(QStringLiteral("exportPdf"));
  pdf->setChecked(settings.value(key("pdf")).toBool());
  identifier = new QComboBox;
  identifier->setObjectName(QStringLiteral("exportIdentifier"));
  identifier->addItems({QString(), QString()});
  identifier->setCurrentIndex(settings.value(key("identifier")).toInt() == 1 ? 1 : 0);
  version = new QComboBox;
  version->setObjectName(QStringLiteral("exportVersion"));
  for (const auto v : kVersions) version->addItem(QLatin1String(exchange::name(v)));
  version->setCurrentIndex(settings.value(key("version"), 3).toInt());
  facility = new QLineEdit(settings.value(key("facility")).toString());
  facility->setObjectName(QStringLiteral("exportFacility"));
  receiver = new QLineEdit(settings.value(key("receiver")).toString());
  receiver->setObjectName(QStringLiteral("exportReceiver"));
  receiver_facility = new QLineEdit(settings.value(key("receiverFacility")).toString());
  receiver_facility->setObjectName(QStringLiteral("exportReceiverFacility"));
  for (auto* line : {facility, receiver, receiver_facility}) line->setMaxLength(180);
  // What only HL7 asks for is a form of its own: Qt 6.4 writes past its rows' memory when a form with a
  // wrapped text has hidden rows.
  hl7_options = new QWidget;
  auto* hl7_form = new QFormLayout(hl7_options);
  hl7_form->setContentsMargins(0, 0, 0, 0);
  labelled(hl7_form, version_label, version);
  labelled(hl7_form, facility_label, facility);
  labelled(hl7_form, receiver_label, receiver);
  labelled(hl7_form, receiver_facility_label, receiver_facility);
  identifier_label = new QLabel;
  identifier_label->setBuddy(identifier);
  auto* identified = new QHBoxLayout;
  identified->addWidget(identifier_label);
  identified->addWidget(identifier, 1);
  auto* message = new QWidget;
  auto* message_layout = new QVBoxLayout(message);
  message_layout->setContentsMargins(0, 0, 0, 0);
  message_layout->addWidget(slide);
  message_layout->addWidget(draft);
  message_layout->addLayout(identified);
  message_layout->addWidget(pdf);
  message_layout->addWidget(hl7_options);
  message_layout->addStretch();

  scope = new QComboBox;
  scope->setObjectName(QStringLiteral("exportScope"));
  scope->addItems({QString(), QString()});
  cells = new QComboBox;
  cells->setObjectName(QStringLiteral("exportCells"));
  cells->addItems({QString(), QString(), QString()});
  auto* cell_page = new QWidget;
  auto* cell_form = new QFormLayout(cell_page);
  cell_form->setContentsMargins(0, 0, 0, 0);
  labelled(cell_form, scope_label, scope);
  labelled(cell_form, cells_label, cells);

  options = new QStackedWidget;
  options->addWidget(message);
  options->addWidget(cell_page);

  where = new QLineEdit;
  where->setObjectName(QStringLiteral("exportWhere"));
  where_label = new QLabel;
  where_label->setBuddy(where);
  browse = new QPushButton;
  browse->setObjectName(QStringLiteral("exportBrowse"));
  browse->setAutoDefault(false);
  auto* place = new QHBoxLayout;
  place->addWidget(where_label);
  place->addWidget(where, 1);
  place->addWidget(browse);

  missing = new QLabel;
  missing->setObjectName(QStringLiteral("exportMissing"));
  missing->setWordWrap(true);
  result = new QLabel;
  result->setObjectName(QStringLiteral("exportResult"));
  result->setWordWrap(true);
  result->setTextInteractionFlags(Qt::TextSelectableByMouse);
  result->hide();
  progress = new QProgressBar;
  progress->setObjectName(QStringLiteral("exportProgress"));
  progress->setTextVisible(false);
  auto kept = progress->sizePolicy();
  kept.setRetainSizeWhenHidden(true);  // the buttons stay where they are
  progress->setSizePolicy(kept);
  cancel = new QPushButton;
  cancel->setObjectName(QStringLiteral("exportCancel"));
  close = new QPushButton;
  close->setObjectName(QStringLiteral("exportClose"));
  start = new QPushButton;
  start->setObjectName(QStringLiteral("exportStart"));
  start->setDefault(true);
  for (auto* button : {cancel, close}) button->setAutoDefault(false);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(progress, 1);
  buttons->addWidget(cancel);
  buttons->addWidget(close);
  buttons->addWidget(start);

  auto* layout = new QVBoxLayout(q);
  layout->setSpacing(12);
  layout->addLayout(top);
  layout->addWidget(about);
  layout->addWidget(options);
  layout->addLayout(place);
  layout->addWidget(missing);
  layout->addWidget(result);
  layout->addStretch();
  layout->addLayout(buttons);

  connect(format, &QComboBox::currentIndexChanged, q, [this] {
    where_typed = false;
    result->hide();
    suggest();
    show();
  });
  connect(draft, &QCheckBox::toggled, q, [this] { show(); });
  connect(scope, &QComboBox::currentIndexChanged, q, [this] {
    suggest();
    show();
  });
  connect(where, &QLineEdit::textEdited, q, [this] {
    where_typed = true;
    show();
  });
  connect(browse, &QPushButton::clicked, q, [this] { ask(); });
  connect(start, &QPushButton::clicked, q, [this] { begin(); });
  connect(cancel, &QPushButton::clicked, q, [this] {
    cancel->setEnabled(false);
    exporter.cancel();
  });
  connect(close, &QPushButton::clicked, q, &QDialog::close);
}

QString ExportDialog::Impl::statusOfSlide() const {
  const auto* session = workspace.session();
  if (!session) return ExportDialog::tr("No slide is open.");
  const auto& s = session->slide();
  const QString name = s.sampleId.isEmpty() ? s.title : s.sampleId + QStringLiteral(" · ") + s.title;
  const auto& signatures = session->signatures();
  const bool released = std::any_of(signatures.begin(), signatures.end(), [](const auto& signature) {
    return signature.kind == casebook::SignatureKind::Release;
  });
  if (draft->isChecked())
    return ExportDialog::tr("%1: as it is now, marked as preliminary and not signed.").arg(name);
  if (signatures.empty()) return ExportDialog::tr("%1: not signed yet.").arg(name);
  if (!released) return ExportDialog::tr("%1: signed, but not released; goes out as preliminary.").arg(name);
  return s.changedSinceSigning
             ? ExportDialog::tr("%1: the version released last. What changed since is not in it.").arg(name)
             : ExportDialog::tr("%1: the version released last.").arg(name);
}

// What the button waits for; empty: nothing.
QString ExportDialog::Impl::missingNow() const {
  const auto* session = workspace.session();
  if (workflow::isMessage(chosen())) {
    if (!session) return ExportDialog::tr("Open the slide whose report is to be sent.");
    if (session->signatures().empty() && !draft->isChecked())
      return ExportDialog::tr("Sign the report, or tick that it goes out as preliminary.");
  } else if (scope->currentIndex() == 0 && !session) {
    return ExportDialog::tr("Open a slide, or export the cells of all slides.");
  }
  if (where->text().trimmed().isEmpty()) return ExportDialog::tr("Say where to.");
  return {};
}

void ExportDialog::Impl::show() {
  const bool message = workflow::isMessage(chosen());
  const bool fhir = chosen() == ExportFormat::Fhir, hl7 = chosen() == ExportFormat::Hl7;
  options->setCurrentIndex(message ? 0 : 1);
  switch (chosen()) {
    case ExportFormat::Fhir:
      about->setText(
          ExportDialog::tr("The report for a system that speaks FHIR R4: a bundle with every figure, its "
                           "interval and its code."));
      break;
    case ExportFormat::Hl7:
      about->setText(
          ExportDialog::tr("The report for a laboratory information system: an HL7 version 2 message "
                           "(ORU^R01)."));
      break;
    case ExportFormat::ImageFolder:
      about->setText(
          ExportDialog::tr("A picture of each cell, in a folder of its class, and a table that says who "
                           "decided."));
      break;
    case ExportFormat::Coco:
      about->setText(
          ExportDialog::tr("The images with a file of boxes and classes, as most training programs and "
                           "annotation tools read it."));
      break;
    case ExportFormat::GeoJson:
      about->setText(ExportDialog::tr("The images, each with a file of its cells that QuPath opens."));
      break;
  }
  slide->setText(statusOfSlide());
  pdf->setVisible(fhir);
  hl7_options->setVisible(hl7);
  where_label->setText(message ? ExportDialog::tr("&File") : ExportDialog::tr("New &folder"));
  const bool busy = exporter.busy();
  for (QWidget* w : std::initializer_list<QWidget*>{format, options, where, browse}) w->setEnabled(!busy);
  const QString wanted = missingNow();
  missing->setText(wanted);
  missing->setVisible(!busy && !wanted.isEmpty());
  start->setEnabled(!busy && wanted.isEmpty());
  progress->setVisible(busy);
  cancel->setVisible(busy);
  if (!busy) cancel->setEnabled(true);
}

// A name that says what it is, until a person chose another.
void ExportDialog::Impl::suggest() {
  if (where_typed) return;
  const QString folder = QSettings()
                             .value(QLatin1String(kFolderKey),
                                    QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
                             .toString();
  const auto* session = workspace.session();
  const bool message = workflow::isMessage(chosen());
  QString name = QStringLiteral("cells");
  if (session && (message || scope->currentIndex() == 0))
    name = session->slide().sampleId.isEmpty() ? session->slide().title : session->slide().sampleId;
  name.replace(QRegularExpression(QStringLiteral("[\\\\/:*?\"<>|\\s]+")), QStringLiteral("-"));
  if (name.isEmpty()) name = QStringLiteral("report");
  switch (chosen()) {
    case ExportFormat::Fhir: name += QStringLiteral(".fhir.json"); break;
    case ExportFormat::Hl7: name += QStringLiteral(".hl7"); break;
    default: name += QLatin1Char('-') + QLatin1String(workflow::name(chosen()));
  }
  where->setText(QDir::toNativeSeparators(QDir(folder).filePath(name)));
}

void ExportDialog::Impl::ask() {
  const bool message = workflow::isMessage(chosen());
  auto* dialog = new QFileDialog(
      q, message ? ExportDialog::tr("Export the report") : ExportDialog::tr("Export cells into a new folder"),
      QDir::fromNativeSeparators(where->text()));
  dialog->setObjectName(QStringLiteral("exportFileDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  if (!message) dialog->setOption(QFileDialog::DontConfirmOverwrite);
  connect(dialog, &QFileDialog::fileSelected, q, [this](const QString& path) {
    where->setText(QDir::toNativeSeparators(path));
    where_typed = true;
    show();
  });
  dialog->open();
}

void ExportDialog::Impl::begin() {
  if (exporter.busy() || !missingNow().isEmpty()) return;
  workflow::ExportRequest request;
  request.format = chosen();
  const auto* session = workspace.session();
  if (session && (workflow::isMessage(request.format) || scope->currentIndex() == 0))
    request.slides = {session->slide().id};
  request.out = QFileInfo(QDir::fromNativeSeparators(where->text().trimmed())).absoluteFilePath();
  request.draft = draft->isChecked();
  request.pdf = pdf->isChecked();
  request.identifier = exchange::Identifier(identifier->currentIndex());
  request.hl7.version = kVersions[version->currentIndex()];
  request.hl7.sendingFacility = facility->text().trimmed();
  request.hl7.receivingApplication = receiver->text().trimmed();
  request.hl7.receivingFacility = receiver_facility->text().trimmed();
  request.operatorName = workspace.operatorName();
  request.cells = ExportedCells(cells->currentIndex());
  QSettings settings;
  settings.setValue(key("format"), format->currentIndex());
  settings.setValue(key("pdf"), pdf->isChecked());
  settings.setValue(key("identifier"), identifier->currentIndex());
  settings.setValue(key("version"), version->currentIndex());
  settings.setValue(key("facility"), facility->text());
  settings.setValue(key("receiver"), receiver->text());
  settings.setValue(key("receiverFacility"), receiver_facility->text());
  settings.setValue(QLatin1String(kFolderKey), QFileInfo(request.out).absolutePath());
  result->hide();
  exporter.start(request, ExportDialog::tr("Exporting"));
}

void ExportDialog::Impl::finished(const workflow::ExportRequest& request,
                                  const workflow::ExportResult& done) {
  const QString path = QDir::toNativeSeparators(request.out);
  QString text;
  if (done.status) {
    switch (*done.status) {
      case exchange::MessageStatus::Preliminary:
        text = ExportDialog::tr("Written as preliminary: %1").arg(path);
        break;
      case exchange::MessageStatus::Final: text = ExportDialog::tr("Written as final: %1").arg(path); break;
      case exchange::MessageStatus::Corrected:
        text = ExportDialog::tr("Written as corrected, version %1: %2").arg(done.version).arg(path);
        break;
      case exchange::MessageStatus::Amended:
        text = ExportDialog::tr("Written as amended, version %1: %2").arg(done.version).arg(path);
        break;
    }
    text += QLatin1Char('\n') +
            ExportDialog::tr("Codes are those of %1. Check them with the receiver before messages are used.")
                .arg(QDir::toNativeSeparators(done.codes));
  } else {
    text = ExportDialog::tr("%n cells were exported to %1", nullptr, done.cells).arg(path);
    if (!done.unreadable.empty())
      text += QLatin1Char('\n') + ExportDialog::tr("%n images could not be read and were left out.", nullptr,
                                                   int(done.unreadable.size()));
  }
  result->setText(text);
  result->show();
  where_typed = false;  // the next one gets its own name
}

void ExportDialog::Impl::retranslate() {
  q->setWindowTitle(ExportDialog::tr("Export"));
  format_label->setText(ExportDialog::tr("&What"));
  const QString names[] = {ExportDialog::tr("Report, FHIR R4"), ExportDialog::tr("Report, HL7 version 2"),
                           ExportDialog::tr("Cells, a folder for each class"),
                           ExportDialog::tr("Cells, COCO"), ExportDialog::tr("Cells, GeoJSON for QuPath")};
  for (int i = 0; i < format->count(); ++i) format->setItemText(i, names[i]);
  draft->setText(ExportDialog::tr("As it is &now, marked as preliminary"));
  pdf->setText(ExportDialog::tr("&Attach the report as PDF"));
  identifier_label->setText(ExportDialog::tr("The &identifier is"));
  identifier->setItemText(0, ExportDialog::tr("the sample's"));
  identifier->setItemText(1, ExportDialog::tr("the patient's"));
  version_label->setText(ExportDialog::tr("HL7 &version"));
  facility_label->setText(ExportDialog::tr("&Sending facility"));
  receiver_label->setText(ExportDialog::tr("&Receiving application"));
  receiver_facility_label->setText(ExportDialog::tr("Receiving fa&cility"));
  scope_label->setText(ExportDialog::tr("&Slides"));
  scope->setItemText(0, ExportDialog::tr("The open slide"));
  scope->setItemText(1, ExportDialog::tr("All slides"));
  cells_label->setText(ExportDialog::tr("&Cells"));
  cells->setItemText(0, ExportDialog::tr("Confirmed by an expert"));
  cells->setItemText(1, ExportDialog::tr("Confirmed, and accepted by the model"));
  cells->setItemText(2, ExportDialog::tr("All, also those to review"));
  browse->setText(ExportDialog::tr("&Browse…"));
  progress->setAccessibleName(ExportDialog::tr("Progress of the export"));
  where->setAccessibleName(ExportDialog::tr("Where to"));
  cancel->setText(ExportDialog::tr("Cancel"));
  close->setText(ExportDialog::tr("Close"));
  start->setText(ExportDialog::tr("&Export"));
  show();
}

void ExportDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
  QDialog::changeEvent(event);
}

}  // namespace cellwise::ui
