#include "people/account_form.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "casebook/accounts.h"

namespace cellwise::ui {

struct AccountForm::Impl {
  QLineEdit *name = nullptr, *old = nullptr, *password = nullptr, *again = nullptr;
  QCheckBox *technician = nullptr, *hematologist = nullptr, *administrator = nullptr;
  QLabel* missing = nullptr;
  QPushButton* accept = nullptr;

  void check();
};

// The button says by itself what it still waits for.
void AccountForm::Impl::check() {
  QString wanted;
  if (name && name->text().trimmed().isEmpty()) {
    wanted = AccountForm::tr("Enter the name, as it should stand with decisions and signatures.");
  } else if (technician && !technician->isChecked() && !hematologist->isChecked() &&
             !administrator->isChecked()) {
    wanted = AccountForm::tr("Tick at least one role.");
  } else if (old && old->text().isEmpty()) {
    wanted = AccountForm::tr("Enter the present password.");
  } else if (password && password->text().size() < casebook::Accounts::kPasswordLength) {
    wanted =
        AccountForm::tr("A password has at least %1 characters.").arg(casebook::Accounts::kPasswordLength);
  } else if (password && password->text() != again->text()) {
    wanted = AccountForm::tr("Enter the same password once more.");
  }
  missing->setText(wanted);
  accept->setEnabled(wanted.isEmpty());
}

AccountForm::AccountForm(const QString& title, Parts parts, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>()) {
  auto& d = *impl_;
  setObjectName(QStringLiteral("accountForm"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(title);
  setMinimumWidth(440);
  auto* form = new QFormLayout;
  const auto line = [&](const QString& label, const char* object, bool secret) {
    auto* made = new QLineEdit;
    made->setObjectName(QLatin1String(object));
    made->setMaxLength(secret ? 1024 : 200);
    if (secret) made->setEchoMode(QLineEdit::Password);
    form->addRow(label, made);
    connect(made, &QLineEdit::textChanged, this, [this] { impl_->check(); });
    return made;
  };
  const auto tick = [&](const QString& label, const QString& text, const char* object) {
    auto* made = new QCheckBox(text);
    made->setObjectName(QLatin1String(object));
    form->addRow(label, made);
    connect(made, &QCheckBox::toggled, this, [this] { impl_->check(); });
    return made;
  };
  if (parts & Name) d.name = line(tr("&Name"), "accountName", false);
  if (parts & RolesPart) {
    d.technician = tick(tr("Roles"), tr("&Technician"), "accountTechnician");
    d.hematologist = tick({}, tr("&Hematologist"), "accountHematologist");
    d.administrator = tick({}, tr("&Administrator"), "accountAdministrator");
  }
  if (parts & OldPassword) d.old = line(tr("P&resent password"), "accountOld", true);
  if (parts & Password) {
    d.password = line(tr("New &password"), "accountPassword", true);
    d.again = line(tr("&Once more"), "accountAgain", true);
  }
  d.missing = new QLabel;
  d.missing->setObjectName(QStringLiteral("accountMissing"));
  d.missing->setWordWrap(true);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
  d.accept = buttons->addButton(tr("&Keep"), QDialogButtonBox::AcceptRole);
  d.accept->setObjectName(QStringLiteral("accountAccept"));
  d.accept->setDefault(true);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(d.missing);
  layout->addWidget(buttons);
  d.check();
}
AccountForm::~AccountForm() = default;

void AccountForm::setRoles(const casebook::Roles& roles) {
  impl_->technician->setChecked(roles.technician);
  impl_->hematologist->setChecked(roles.hematologist);
  impl_->administrator->setChecked(roles.administrator);
}

casebook::Roles AccountForm::roles() const {
  const auto& d = *impl_;
  if (!d.technician) return {};
  return {d.technician->isChecked(), d.hematologist->isChecked(), d.administrator->isChecked()};
}
QString AccountForm::name() const {
  return impl_->name ? impl_->name->text().simplified() : QString();
}
QString AccountForm::oldPassword() const {
  return impl_->old ? impl_->old->text() : QString();
}
QString AccountForm::password() const {
  return impl_->password ? impl_->password->text() : QString();
}

}  // namespace cellwise::ui
