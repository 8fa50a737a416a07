#include "people/sign_in_screen.h"

#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QFormLayout>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/people.h"
#include "bridge/workspace.h"

namespace cellwise::ui {
namespace {

constexpr int kCardWidth = 460, kMargin = 28;
const QString kLastKey = QStringLiteral("people/last");

}  // namespace

struct SignInScreen::Impl {
  Impl(SignInScreen* screen, Workspace& w) : q(screen), workspace(w), people(*w.people()) {}

  SignInScreen* q;
  Workspace& workspace;
  People& people;
  QLabel *title = nullptr, *what = nullptr, *locked_name = nullptr, *message = nullptr, *background = nullptr,
         *help = nullptr, *name_label = nullptr, *password_label = nullptr;
  QComboBox* name = nullptr;
  QLineEdit* password = nullptr;
  QPushButton *enter = nullptr, *other = nullptr;
  QTimer waiting;
  int wait = 0;

  void build();
  void retranslate();
  void show();
  void fillNames();
  void showBackground();
  void showWait();
  void attempt();
  void fit();
};

void SignInScreen::Impl::build() {
  q->setObjectName(QStringLiteral("signInScreen"));
  auto* card = new QFrame;
  card->setFrameShape(QFrame::StyledPanel);
  card->setFixedWidth(kCardWidth);
  title = new QLabel;
  title->setObjectName(QStringLiteral("signInTitle"));
  QFont large = title->font();
  large.setPointSizeF(large.pointSizeF() * 1.6);
  large.setBold(true);
  title->setFont(large);
  what = new QLabel;
  what->setObjectName(QStringLiteral("signInWhat"));
  what->setWordWrap(true);
  name = new QComboBox;
  name->setObjectName(QStringLiteral("signInName"));
  locked_name = new QLabel;
  locked_name->setObjectName(QStringLiteral("signInLockedName"));
  password = new QLineEdit;
  password->setObjectName(QStringLiteral("signInPassword"));
  password->setEchoMode(QLineEdit::Password);
  password->setMaxLength(1024);
  message = new QLabel;
  message->setObjectName(QStringLiteral("signInMessage"));
  message->setWordWrap(true);
  message->setMinimumHeight(2 * message->fontMetrics().height());
  message->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  enter = new QPushButton;
  enter->setObjectName(QStringLiteral("signInEnter"));
  enter->setDefault(true);
  other = new QPushButton;
  other->setObjectName(QStringLiteral("signInOther"));
  background = new QLabel;
  background->setObjectName(QStringLiteral("signInBackground"));
  background->setWordWrap(true);
  help = new QLabel;
  help->setWordWrap(true);
  help->setForegroundRole(QPalette::PlaceholderText);

  name_label = new QLabel;
  password_label = new QLabel;
  name_label->setBuddy(name);
  password_label->setBuddy(password);
  auto* person = new QHBoxLayout;
  person->addWidget(name, 1);
  person->addWidget(locked_name, 1);
  auto* form = new QFormLayout;
  form->addRow(name_label, person);
  form->addRow(password_label, password);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(other);
  buttons->addStretch();
  buttons->addWidget(enter);
  auto* inside = new QVBoxLayout(card);
  inside->setContentsMargins(kMargin, 24, kMargin, 24);
  inside->setSpacing(12);
  for (QWidget* widget : {title, what}) inside->addWidget(widget);
  inside->addLayout(form);
  inside->addWidget(message);
  inside->addLayout(buttons);
  inside->addWidget(background);
  inside->addWidget(help);
  auto* column = new QVBoxLayout(q);
  column->addStretch(2);
  column->addWidget(card, 0, Qt::AlignHCenter);
  column->addStretch(3);

  waiting.setInterval(1000);
  QObject::connect(&waiting, &QTimer::timeout, q, [this] {
    --wait;
    showWait();
  });
  QObject::connect(enter, &QPushButton::clicked, q, [this] { attempt(); });
  QObject::connect(password, &QLineEdit::returnPressed, q, [this] { attempt(); });
  QObject::connect(name, &QComboBox::activated, q, [this] {
    wait = 0;  // the waiting is a person's, and the casebook keeps it
    message->clear();
    showWait();
    password->setFocus();
  });
  QObject::connect(other, &QPushButton::clicked, &people, &People::signOut);
  QObject::connect(&people, &People::stateChanged, q, [this] { show(); });
  QObject::connect(&people, &People::usersChanged, q, [this] { fillNames(); });
  QObject::connect(&people, &People::busyChanged, q, [this] { showWait(); });
  QObject::connect(&people, &People::refused, q, [this](int seconds) {
    if (!q->isVisible()) return;  // elsewhere a password was asked for
    password->clear();
    password->setFocus();
    message->setText(SignInScreen::tr("This is not the password. Nothing was changed."));
    wait = seconds;
    if (wait > 0) waiting.start();
    showWait();
  });
  QObject::connect(&people, &People::entered, q, [this] {
    if (people.current()) QSettings().setValue(kLastKey, people.current()->name);
    password->clear();
    message->clear();
  });
  QObject::connect(&workspace, &Workspace::activitiesChanged, q, [this] { showBackground(); });
}

// Wrapped texts do not ask for their height by themselves.
void SignInScreen::Impl::fit() {
  for (QLabel* label : {what, background, help}) {
    label->setMinimumHeight(label->heightForWidth(kCardWidth - 2 * kMargin));
  }
  for (QWidget* widget : std::initializer_list<QWidget*>{name, password}) {
    widget->setMinimumHeight(widget->sizeHint().height());
  }
}

void SignInScreen::Impl::attempt() {
  if (people.busy() || wait > 0 || password->text().isEmpty()) return;
  message->clear();
  if (people.state() == People::State::Locked) {
    people.unlock(password->text());
  } else {
    people.signIn(name->currentText(), password->text());
  }
}

void SignInScreen::Impl::showWait() {
  if (wait <= 0) waiting.stop();
  const bool trying = people.busy();
  enter->setEnabled(wait <= 0 && !trying);
  enter->setText(trying                                    ? SignInScreen::tr("One moment…")
                 : wait > 0                                ? SignInScreen::tr("Wait %1 s").arg(wait)
                 : people.state() == People::State::Locked ? SignInScreen::tr("&Unlock")
                                                           : SignInScreen::tr("&Sign in"));
  if (wait > 0) {
    message->setText(
        SignInScreen::tr("Too many wrong passwords. The next one is heard in %1 seconds.").arg(wait));
  }
}

void SignInScreen::Impl::fillNames() {
  QString chosen = name->currentText();
  if (chosen.isEmpty()) chosen = QSettings().value(kLastKey).toString();
  name->clear();
  for (const auto& user : people.users()) {
    if (!user.disabled) name->addItem(user.name);
  }
  name->setCurrentIndex(std::max(0, name->findText(chosen)));
}

void SignInScreen::Impl::showBackground() {
  const auto running = workspace.activities();
  background->setVisible(!running.empty());
  background->setText(SignInScreen::tr("Work in the background goes on."));
}

void SignInScreen::Impl::show() {
  const bool locked = people.state() == People::State::Locked;
  title->setText(locked ? SignInScreen::tr("Locked") : SignInScreen::tr("Sign in"));
  what->setText(locked
                    ? SignInScreen::tr("Your password returns you exactly to where you were.")
                    : SignInScreen::tr("Casebook: %1").arg(QFileInfo(workspace.casebookFile()).fileName()));
  name->setVisible(!locked);
  locked_name->setVisible(locked);
  locked_name->setText(people.current() ? people.current()->name : QString());
  other->setVisible(locked);
  password->clear();
  message->clear();
  wait = 0;
  showWait();
  showBackground();
  fit();
}

void SignInScreen::Impl::retranslate() {
  name_label->setText(SignInScreen::tr("&Name"));
  password_label->setText(SignInScreen::tr("&Password"));
  name->setAccessibleName(SignInScreen::tr("Name"));
  password->setAccessibleName(SignInScreen::tr("Password"));
  other->setText(SignInScreen::tr("Sign in as somebody &else…"));
  help->setText(SignInScreen::tr(
      "A forgotten password: an administrator sets a new one. Where no administrator can, whoever "
      "has the casebook's file can: cellwise-cli users set-password."));
  show();
}

SignInScreen::SignInScreen(Workspace& workspace, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  impl_->build();
  impl_->fillNames();
  impl_->retranslate();
}
SignInScreen::~SignInScreen() = default;

void SignInScreen::takeFocus() {
  impl_->password->setFocus(Qt::OtherFocusReason);
}

void SignInScreen::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
}

}  // namespace cellwise::ui
