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
  QFormLayout* form = nullptr;
  QLineEdit* password = nullptr;
  bool prepares = false;  // may not release
  bool trying = false;
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
  if (wanted.isEmpty() && password && password->text().isEmpty()) {
    wanted = SignDialog::tr("Enter your password: it makes the signature yours.");
  }
  missing->setText(wanted);
  sign->setEnabled(wanted.isEmpty() && !trying);
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
  const auto meaning = [&](const QString& text, casebook::SignatureKind kind) {
    d.meaning->addItem(text, int(kind));
  };
  meaning(tr("Reviewed and released"), casebook::SignatureKind::Release);
  meaning(tr("Reviewed, to be released by a second reader"), casebook::SignatureKind::Preparation);
  meaning(tr("Preliminary result"), casebook::SignatureKind::Preliminary);
  auto* form = d.form = new QFormLayout;
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
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    if (!impl_->password) return accept();
    impl_->trying = true;
    impl_->check();
    Q_EMIT signRequested();
  });
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
  // What else is signed: as it will be printed.
  constexpr qsizetype kShown = 240;
  QString conclusion = differential.conclusion.simplified();
  if (conclusion.size() > kShown) conclusion = conclusion.left(kShown) + QStringLiteral("…");
  d.summary->setText(d.summary->text() + QStringLiteral("<br>") +
                     (conclusion.isEmpty() ? tr("No conclusion is written.")
                                           : tr("Conclusion: %1").arg(conclusion.toHtmlEscaped())));
  if (differential.unresolved != d.unresolved) d.tick->setChecked(false);
  d.unresolved = differential.unresolved;
  d.warning->setVisible(d.unresolved > 0);
  d.warningText->setText(unresolvedText(differential));
  d.tick->setText(d.unresolved == 1
                      ? tr("I sign although one cell is unresolved")
                      : tr("I sign although %1 cells are unresolved").arg(locale.toString(d.unresolved)));
  d.check();
}

void SignDialog::setAccount(const casebook::Roles& roles) {
  Impl& d = *impl_;
  d.name->setReadOnly(true);
  d.name->setFocusPolicy(Qt::NoFocus);
  d.password = new QLineEdit(this);
  d.password->setObjectName("signPassword");
  d.password->setEchoMode(QLineEdit::Password);
  d.password->setMaxLength(1024);
  d.form->addRow(tr("&Password"), d.password);
  connect(d.password, &QLineEdit::textChanged, this, [this] { impl_->check(); });
  d.prepares = !casebook::may(roles, casebook::Permission::SignReleased);
  if (d.prepares) {
    d.meaning->removeItem(d.meaning->findData(int(casebook::SignatureKind::Release)));
    d.meaning->setItemText(d.meaning->findData(int(casebook::SignatureKind::Preparation)),
                           tr("Prepared, to be released by a hematologist"));
  }
  if (!d.reason) d.password->setFocus();
  d.check();
}

void SignDialog::showRefusal(const QString& why) {
  Impl& d = *impl_;
  d.trying = false;
  d.password->clear();
  d.password->setFocus();
  d.check();
  d.missing->setText(why);
}

void SignDialog::suggestReason(const QString& reason) {
  if (impl_->reason) impl_->reason->setText(reason);
}

QString SignDialog::signer() const {
  return impl_->name->text().trimmed();
}
QString SignDialog::meaning() const {
  return impl_->meaning->currentText().trimmed();
}
// Own words are those of whoever chose them: a release, unless this person may only prepare.
casebook::SignatureKind SignDialog::kind() const {
  const int at = impl_->meaning->findText(meaning());
  if (at >= 0) return casebook::SignatureKind(impl_->meaning->itemData(at).toInt());
  return impl_->prepares ? casebook::SignatureKind::Preparation : casebook::SignatureKind::Release;
}
QString SignDialog::password() const {
  return impl_->password ? impl_->password->text() : QString();
}
QString SignDialog::reason() const {
  return impl_->reason ? impl_->reason->text().trimmed() : QString();
}

}  // namespace cellwise::ui
