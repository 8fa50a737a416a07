#include "report/sign_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include "report/differential_table.h"

namespace cellwise::ui {

struct SignDialog::Impl {
  int version = 1;
  int unresolved = 0;
  QLabel* summary = nullptr;
  QFrame* warning = nullptr;
  QLabel* warningText = nullptr;
  QCheckBox* tick = nullptr;
  QLineEdit* name = nullptr;
  QComboBox* meaning = nullptr;
  QLineEdit* reason = nullptr;
  QLabel* missing = nullptr;
  QPushButton* sign = nullptr;

  void check();
};

// The button says by itself what it still waits for.
void SignDialog::Impl::check() {
  QString wanted;
  if (name->text().trimmed().isEmpty()) {
    wanted = SignDialog::tr("Enter your name.");
  } else if (meaning->currentText().trimmed().isEmpty()) {
    wanted = SignDialog::tr("Say what the signature means.");
  } else if (reason && reason->text().trimmed().isEmpty()) {
    wanted = SignDialog::tr("Say why the report is amended.");
  } else if (unresolved > 0 && !tick->isChecked()) {
    wanted = SignDialog::tr("Tick that you sign although cells are unresolved.");
  }
  missing->setText(wanted);
  sign->setEnabled(wanted.isEmpty());
}

SignDialog::SignDialog(int version, const QString& signer, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>()) {
  setObjectName("signDialog");
  setWindowTitle(version > 1 ? tr("Sign amended version %1").arg(version) : tr("Sign the report"));
  setMinimumWidth(520);
  Impl& d = *impl_;
  d.version = version;

  d.summary = new QLabel(this);
  d.summary->setObjectName("signSummary");
  d.summary->setWordWrap(true);

  d.warning = new QFrame(this);
  d.warning->setObjectName("signWarning");
  d.warning->setFrameShape(QFrame::StyledPanel);
  d.warningText = new QLabel(d.warning);
  d.warningText->setObjectName("signWarningText");
  d.warningText->setWordWrap(true);
  d.tick = new QCheckBox(d.warning);
  d.tick->setObjectName("signAlthough");
  auto* inside = new QVBoxLayout(d.warning);
  inside->addWidget(d.warningText);
  inside->addWidget(d.tick);

  d.name = new QLineEdit(signer, this);
  d.name->setObjectName("signName");
  d.name->setMaxLength(200);
  d.meaning = new QComboBox(this);
  d.meaning->setObjectName("signMeaning");
  d.meaning->setEditable(true);
  d.meaning->setInsertPolicy(QComboBox::NoInsert);
  d.meaning->addItems({tr("Reviewed and released"), tr("Reviewed, to be released by a second reader"),
                       tr("Preliminary result")});
  auto* form = new QFormLayout;
  form->addRow(tr("&Name"), d.name);
  form->addRow(tr("&Meaning"), d.meaning);
  if (version > 1) {
    d.reason = new QLineEdit(this);
    d.reason->setObjectName("signReason");
    d.reason->setPlaceholderText(tr("Such as: three cells reviewed again"));
    form->addRow(tr("&Reason for the amendment"), d.reason);
  }

  auto* note = new QLabel(
      version > 1
          ? tr("Earlier versions stay as they were signed. These numbers are frozen with a hash; the "
               "signature is entered in the audit trail and cannot be taken back.")
          : tr("The numbers are frozen with a hash; the signature is entered in the audit trail and cannot "
               "be taken back. Later changes need an amended version."),
      this);
  note->setWordWrap(true);
  note->setForegroundRole(QPalette::PlaceholderText);

  d.missing = new QLabel(this);
  d.missing->setObjectName("signMissing");
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  d.sign = buttons->addButton(tr("&Sign"), QDialogButtonBox::AcceptRole);
  d.sign->setObjectName("signAccept");
  d.sign->setDefault(true);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(12);
  layout->addWidget(d.summary);
  layout->addWidget(d.warning);
  layout->addLayout(form);
  layout->addWidget(note);
  layout->addWidget(d.missing);
  layout->addWidget(buttons);

  const auto check = [this] { impl_->check(); };
  connect(d.name, &QLineEdit::textChanged, this, check);
  connect(d.meaning, &QComboBox::currentTextChanged, this, check);
  connect(d.tick, &QCheckBox::toggled, this, check);
  if (d.reason) connect(d.reason, &QLineEdit::textChanged, this, check);
  (d.reason ? static_cast<QWidget*>(d.reason) : d.name)->setFocus();
  d.check();
}

SignDialog::~SignDialog() = default;

void SignDialog::setDifferential(const reporting::Differential& differential) {
  Impl& d = *impl_;
  const QLocale locale;
  reporting::Provenance counted;
  for (const auto& row : differential.rows) {
    if (!row.counted) continue;
    counted.confirmed += row.cells.confirmed;
    counted.autoAccepted += row.cells.autoAccepted;
  }
  const QString sample = differential.sampleId.isEmpty() ? differential.title : differential.sampleId;
  d.summary->setText(
      tr("<b>%1</b>: %2 cells counted, %3 confirmed by an expert and %4 auto-accepted by the model; "
         "%5 outside the differential.")
          .arg(sample.toHtmlEscaped(), locale.toString(differential.counted),
               locale.toString(counted.confirmed), locale.toString(counted.autoAccepted),
               locale.toString(differential.outside)));
  if (differential.unresolved != d.unresolved) d.tick->setChecked(false);
  d.unresolved = differential.unresolved;
  d.warning->setVisible(d.unresolved > 0);
  d.warningText->setText(unresolvedText(differential));
  d.tick->setText(d.unresolved == 1
                      ? tr("I sign although one cell is unresolved")
                      : tr("I sign although %1 cells are unresolved").arg(locale.toString(d.unresolved)));
  d.check();
}

QString SignDialog::signer() const {
  return impl_->name->text().trimmed();
}
QString SignDialog::meaning() const {
  return impl_->meaning->currentText().trimmed();
}
QString SignDialog::reason() const {
  return impl_->reason ? impl_->reason->text().trimmed() : QString();
}

}  // namespace cellwise::ui
