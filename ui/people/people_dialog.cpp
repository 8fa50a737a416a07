#include "people/people_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

#include "bridge/people.h"
#include "bridge/workspace.h"
#include "people/account_form.h"
#include "people/idle_lock.h"
#include "people/words.h"

namespace cellwise::ui {
namespace {

enum Column { kName, kRoles, kState, kLastSignIn, kColumns };

QLabel* paragraph(const QString& text) {
  auto* made = new QLabel(text);
  made->setWordWrap(true);
  return made;
}

QPushButton* button(const QString& text, const char* name) {
  auto* made = new QPushButton(text);
  made->setObjectName(QLatin1String(name));
  made->setAutoDefault(false);
  return made;
}

QTableWidget* table(const char* name, const QStringList& heads) {
  auto* made = new QTableWidget(0, int(heads.size()));
  made->setObjectName(QLatin1String(name));
  made->setHorizontalHeaderLabels(heads);
  made->verticalHeader()->hide();
  made->setEditTriggers(QAbstractItemView::NoEditTriggers);
  made->setSelectionBehavior(QAbstractItemView::SelectRows);
  made->setSelectionMode(QAbstractItemView::SingleSelection);
  made->setTabKeyNavigation(false);
  made->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  made->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  return made;
}

}  // namespace

struct PeopleDialog::Impl {
  Impl(PeopleDialog* dialog, Workspace& w, IdleLock& i)
      : q(dialog), workspace(w), people(*w.people()), idle(i) {}

  PeopleDialog* q;
  Workspace& workspace;
  People& people;
  IdleLock& idle;
  QStackedWidget* pages = nullptr;
  QLineEdit* single_name = nullptr;
  QLabel *signed_in = nullptr, *said = nullptr;
  QTableWidget* users = nullptr;
  QPushButton *add = nullptr, *roles = nullptr, *password = nullptr, *disable = nullptr;
  QSpinBox* minutes = nullptr;

  QWidget* singlePage();
  QWidget* accountsPage();
  QWidget* rightsTable();
  void show();
  void enable();
  const casebook::User* chosen() const;
  AccountForm* ask(const QString& title, AccountForm::Parts parts, std::function<void(AccountForm*)> then);
};

AccountForm* PeopleDialog::Impl::ask(const QString& title, AccountForm::Parts parts,
                                     std::function<void(AccountForm*)> then) {
  auto* form = new AccountForm(title, parts, q);
  QObject::connect(form, &QDialog::accepted, q, [form, then = std::move(then)] { then(form); });
  form->open();
  return form;
}

QWidget* PeopleDialog::Impl::singlePage() {
  auto* page = new QWidget;
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(paragraph(
      PeopleDialog::tr("<b>Single-user mode.</b> This casebook has no accounts and asks for no password. "
                       "Decisions and signatures carry the name below, as it is typed.")));
  auto* row = new QHBoxLayout;
  auto* label = new QLabel(PeopleDialog::tr("Your &name"));
  single_name = new QLineEdit(workspace.operatorName());
  single_name->setObjectName(QStringLiteral("singleName"));
  label->setBuddy(single_name);
  auto* keep = button(PeopleDialog::tr("&Keep"), "singleKeep");
  row->addWidget(label);
  row->addWidget(single_name, 1);
  row->addWidget(keep);
  layout->addLayout(row);
  layout->addSpacing(12);
  layout->addWidget(paragraph(PeopleDialog::tr(
      "<b>Accounts.</b> For several people at one casebook: each has a password and roles, what they "
      "do carries their name, and the screen locks when nobody is there. From the first account on "
      "somebody must be signed in. The first is an administrator's; it cannot be undone.")));
  auto* first = button(PeopleDialog::tr("Make the &first account…"), "firstAccount");
  layout->addWidget(first, 0, Qt::AlignLeft);
  layout->addStretch();
  const auto take = [this] {
    if (!single_name->text().trimmed().isEmpty()) workspace.setOperatorName(single_name->text());
  };
  QObject::connect(keep, &QPushButton::clicked, q, take);
  QObject::connect(single_name, &QLineEdit::returnPressed, q, take);
  QObject::connect(first, &QPushButton::clicked, q, [this] {
    auto* form = ask(PeopleDialog::tr("The first account"),
                     AccountForm::Parts(AccountForm::Name | AccountForm::RolesPart | AccountForm::Password),
                     [this](AccountForm* asked) {
                       auto roles = asked->roles();
                       roles.administrator = true;
                       people.add(asked->name(), roles, asked->password(), workspace.operatorName());
                     });
    form->setRoles({false, true, true});
    form->findChild<QLineEdit*>(QStringLiteral("accountName"))->setText(single_name->text());
    form->findChild<QWidget*>(QStringLiteral("accountAdministrator"))->setEnabled(false);
  });
  return page;
}

QWidget* PeopleDialog::Impl::rightsTable() {
  auto* rights =
      table("rightsTable", {PeopleDialog::tr("What each role may do"), PeopleDialog::tr("Technician"),
                            PeopleDialog::tr("Hematologist"), PeopleDialog::tr("Administrator")});
  for (const auto& row : casebook::kPermissions) {
    const int at = rights->rowCount();
    rights->insertRow(at);
    rights->setItem(at, 0, new QTableWidgetItem(permissionText(row.permission)));
    const bool has[] = {row.roles.technician, row.roles.hematologist, row.roles.administrator};
    for (int i = 0; i < 3; ++i) {
      auto* item = new QTableWidgetItem(has[i] ? QStringLiteral("✓") : QStringLiteral("–"));
      item->setTextAlignment(Qt::AlignCenter);
      item->setData(Qt::AccessibleTextRole, has[i] ? PeopleDialog::tr("yes") : PeopleDialog::tr("no"));
      rights->setItem(at, i + 1, item);
    }
  }
  rights->setSelectionMode(QAbstractItemView::NoSelection);
  rights->setFocusPolicy(Qt::NoFocus);
  rights->resizeRowsToContents();
  int height = rights->horizontalHeader()->sizeHint().height() + 2 * rights->frameWidth();
  for (int i = 0; i < rights->rowCount(); ++i) height += rights->rowHeight(i);
  rights->setFixedHeight(height);
  return rights;
}

QWidget* PeopleDialog::Impl::accountsPage() {
  auto* page = new QWidget;
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  signed_in = new QLabel;
  signed_in->setObjectName(QStringLiteral("signedIn"));
  auto* own = button(PeopleDialog::tr("Change &my password…"), "ownPassword");
  auto* lock = button(PeopleDialog::tr("&Lock now"), "lockNow");
  auto* out = button(PeopleDialog::tr("Sign &out"), "signOut");
  auto* me = new QHBoxLayout;
  me->addWidget(signed_in, 1);
  for (QWidget* w : {own, lock, out}) me->addWidget(w);
  layout->addLayout(me);

  users = table("usersTable", {PeopleDialog::tr("Name"), PeopleDialog::tr("Roles"), PeopleDialog::tr("State"),
                               PeopleDialog::tr("Last sign-in")});
  users->setAccessibleName(PeopleDialog::tr("Accounts"));
  users->setMinimumHeight(160);
  layout->addWidget(users, 1);
  add = button(PeopleDialog::tr("&Add…"), "addUser");
  roles = button(PeopleDialog::tr("&Roles…"), "changeRoles");
  password = button(PeopleDialog::tr("New &password…"), "newPassword");
  disable = button(QString(), "disableUser");
  auto* row = new QHBoxLayout;
  for (QWidget* w : {add, roles, password, disable}) row->addWidget(w);
  row->addStretch();
  auto* label = new QLabel(PeopleDialog::tr("Lock the screen af&ter"));
  minutes = new QSpinBox;
  minutes->setObjectName(QStringLiteral("lockMinutes"));
  minutes->setRange(0, 240);
  // "never" is a whole answer, without a unit behind it.
  const auto unit = [this] {
    minutes->setSuffix(minutes->value() == 0 ? QString() : PeopleDialog::tr(" min without a touch"));
  };
  minutes->setSpecialValueText(PeopleDialog::tr("never", "the screen is never locked"));
  minutes->setValue(IdleLock::minutes());
  unit();
  QObject::connect(minutes, &QSpinBox::valueChanged, q, unit);
  label->setBuddy(minutes);
  row->addWidget(label);
  row->addWidget(minutes);
  layout->addLayout(row);
  layout->addWidget(rightsTable());

  QObject::connect(users, &QTableWidget::itemSelectionChanged, q, [this] { enable(); });
  QObject::connect(minutes, &QSpinBox::valueChanged, q, [this](int value) { idle.setMinutes(value); });
  QObject::connect(lock, &QPushButton::clicked, &people, &People::lock);
  QObject::connect(out, &QPushButton::clicked, &people, &People::signOut);
  QObject::connect(own, &QPushButton::clicked, q, [this] {
    ask(PeopleDialog::tr("Change your password"),
        AccountForm::Parts(AccountForm::OldPassword | AccountForm::Password),
        [this](AccountForm* form) { people.changePassword(form->oldPassword(), form->password()); });
  });
  QObject::connect(add, &QPushButton::clicked, q, [this] {
    ask(PeopleDialog::tr("A new account"),
        AccountForm::Parts(AccountForm::Name | AccountForm::RolesPart | AccountForm::Password),
        [this](AccountForm* form) { people.add(form->name(), form->roles(), form->password(), {}); });
  });
  QObject::connect(roles, &QPushButton::clicked, q, [this] {
    const auto* user = chosen();
    if (!user) return;
    auto* form =
        ask(PeopleDialog::tr("Roles of %1").arg(user->name), AccountForm::Parts(AccountForm::RolesPart),
            [this, id = user->id, disabled = user->disabled](AccountForm* asked) {
              people.change(id, asked->roles(), disabled);
            });
    form->setRoles(user->roles);
  });
  QObject::connect(password, &QPushButton::clicked, q, [this] {
    const auto* user = chosen();
    if (!user) return;
    ask(PeopleDialog::tr("A new password for %1").arg(user->name), AccountForm::Parts(AccountForm::Password),
        [this, id = user->id](AccountForm* form) { people.setPassword(id, form->password()); });
  });
  QObject::connect(disable, &QPushButton::clicked, q, [this] {
    if (const auto* user = chosen()) people.change(user->id, user->roles, !user->disabled);
  });
  return page;
}

const casebook::User* PeopleDialog::Impl::chosen() const {
  const auto* item = users->item(users->currentRow(), kName);
  if (!item) return nullptr;
  const auto id = item->data(Qt::UserRole).toLongLong();
  const auto& all = people.users();
  const auto it = std::find_if(all.begin(), all.end(), [&](const auto& u) { return u.id == id; });
  return it == all.end() ? nullptr : &*it;
}

void PeopleDialog::Impl::enable() {
  const bool manages = people.may(casebook::Permission::ManageAccounts);
  const auto* user = chosen();
  const auto& all = people.users();
  const auto administrators = std::count_if(
      all.begin(), all.end(), [](const auto& u) { return u.roles.administrator && !u.disabled; });
  const bool last = user && user->roles.administrator && !user->disabled && administrators == 1;
  add->setEnabled(manages);
  minutes->setEnabled(manages);
  roles->setEnabled(manages && user);
  password->setEnabled(manages && user);
  disable->setEnabled(manages && user && !last);
  disable->setToolTip(last ? PeopleDialog::tr("The last administrator stays.") : QString());
  disable->setText(user && user->disabled ? PeopleDialog::tr("&Enable") : PeopleDialog::tr("&Disable"));
}

void PeopleDialog::Impl::show() {
  pages->setCurrentIndex(people.users().empty() ? 0 : 1);
  const auto& current = people.current();
  signed_in->setText(current ? PeopleDialog::tr("Signed in: <b>%1</b> · %2")
                                   .arg(current->name.toHtmlEscaped(), rolesText(current->roles))
                             : QString());
  const auto* before = chosen();
  const casebook::Id kept = before ? before->id : 0;
  const QLocale locale;
  users->setRowCount(0);
  for (const auto& user : people.users()) {
    const int row = users->rowCount();
    users->insertRow(row);
    const QString texts[kColumns] = {
        user.name, rolesText(user.roles),
        user.disabled ? PeopleDialog::tr("disabled") : PeopleDialog::tr("enabled"),
        user.lastSignIn.isNull()
            ? PeopleDialog::tr("never")
            : locale.toString(user.lastSignIn.toLocalTime(), QStringLiteral("yyyy-MM-dd HH:mm"))};
    for (int i = 0; i < kColumns; ++i) users->setItem(row, i, new QTableWidgetItem(texts[i]));
    users->item(row, kName)->setData(Qt::UserRole, user.id);
    if (user.id == kept || row == 0) users->setCurrentCell(row, kName);
  }
  enable();
}

PeopleDialog::PeopleDialog(Workspace& workspace, IdleLock& idle, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace, idle)) {
  auto& d = *impl_;
  setObjectName(QStringLiteral("peopleDialog"));
  setWindowTitle(tr("Who works here"));
  d.pages = new QStackedWidget;
  d.pages->addWidget(d.singlePage());
  d.pages->addWidget(d.accountsPage());
  d.said = paragraph({});
  d.said->setObjectName(QStringLiteral("peopleSaid"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(d.pages, 1);
  layout->addWidget(d.said);
  layout->addWidget(buttons);
  resize(720, 560);
  connect(&d.people, &People::usersChanged, this, [this] { impl_->show(); });
  connect(&d.people, &People::stateChanged, this, [this] { impl_->show(); });
  connect(&d.people, &People::changed, this, [this](const QString& text) { impl_->said->setText(text); });
  connect(&d.people, &People::refused, this, [this](int wait) {
    impl_->said->setText(wait > 0 ? tr("That was not the present password. Wait %1 seconds.").arg(wait)
                                  : tr("That was not the present password. Nothing was changed."));
  });
  connect(&d.people, &People::failed, this,
          [this](const Error& error) { impl_->said->setText(sentence(error)); });
  d.show();
  d.people.refresh();
}
PeopleDialog::~PeopleDialog() = default;

}  // namespace cellwise::ui
