// Accounts in the window: signing in, the lock, attribution, who may sign. Real casebook, real window.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QTableWidget>
#include <QToolButton>

#include "bridge/people.h"
#include "casebook/accounts.h"
#include "people/account_form.h"
#include "people/idle_lock.h"
#include "people/people_dialog.h"
#include "people/sign_in_screen.h"
#include "report/sign_dialog.h"
#include "shell/main_window.h"
#include "style/theme.h"
#include "ui/looks.h"
#include "ui/support.h"

using namespace cellwise;
using namespace cellwise::test;
using casebook::Accounts;
using ui::MainWindow;
using ui::People;

namespace {

const QString kAda = QStringLiteral("Dr. Ada Huber");
const QString kTom = QStringLiteral("Tom Berg");
const QString kRoot = QStringLiteral("Ruth Keller");
const QString kPassword = QStringLiteral("correct horse");

struct Lab {
  explicit Lab(bool accounts = true, QSize size = {1280, 800}) : open({.cells = 40}) {
    if (accounts) {
      const auto book = open.onDisk();
      Accounts people(*book);
      REQUIRE(people.add(kRoot, {false, false, true}, kPassword, kRoot));
      REQUIRE(people.add(kAda, {false, true, false}, kPassword, kRoot));
      REQUIRE(people.add(kTom, {true, false, false}, kPassword, kRoot));
      open.workspace->people()->refresh();
      REQUIRE(waitUntil([&] { return open.workspace->people()->users().size() == 3; }));
    }
    MainWindow::applySettings();
    window = std::make_unique<MainWindow>(*open.workspace);
    window->resize(size);
    window->show();
    window->activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(window.get()));
  }
  People& people() { return *open.workspace->people(); }
  template <class Widget>
  Widget* find(const char* name) {
    auto* widget = window->findChild<Widget*>(QLatin1String(name));
    INFO(name);
    REQUIRE(widget);
    return widget;
  }
  void signIn(const QString& name, const QString& password = kPassword) {
    auto* names = find<QComboBox>("signInName");
    REQUIRE(names->findText(name) >= 0);
    names->setCurrentIndex(names->findText(name));
    auto* line = find<QLineEdit>("signInPassword");
    QTest::keyClicks(line, password);
    QTest::keyClick(line, Qt::Key_Return);
    REQUIRE(waitUntil([&] { return !people().busy(); }, 60'000));
  }
  void openSlide() {
    open.workspace->openSlide(open.slide());
    REQUIRE(waitUntil([&] { return open.workspace->session() != nullptr; }));
  }
  void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QWidget* focus = QApplication::focusWidget();
    QTest::keyClick(focus ? focus : window.get(), Qt::Key(key), modifiers);
  }
  int classKey(int at) {
    const auto& scheme = open.session().manifest().scheme;
    return QKeySequence(QString::fromStdString(scheme.classes[std::size_t(at)].key))[0].key();
  }
  OpenSlide open;
  std::unique_ptr<MainWindow> window;
};

}  // namespace

TEST_CASE("without accounts the window opens as ever, and says that it is in single-user mode", "[people]") {
  Lab lab(false);
  REQUIRE(waitUntil([&] { return lab.people().state() == People::State::SingleUser; }));
  CHECK_FALSE(lab.find<ui::SignInScreen>("signInScreen")->isVisible());
  CHECK(lab.find<QToolButton>("operator")->text().contains(QStringLiteral("single user")));
  CHECK(lab.people().may(casebook::Permission::SignReleased));
  CHECK_FALSE(lab.find<QAction>("lockScreen")->isVisible());
  lab.people().lock();
  CHECK(lab.people().state() == People::State::SingleUser);
}

TEST_CASE("the first account is made in the window, and its owner is signed in", "[people]") {
  Lab lab(false);
  lab.press(Qt::Key_U, Qt::ControlModifier);
  auto* dialog = lab.window->findChild<ui::PeopleDialog*>();
  REQUIRE(dialog);
  screenshot(*dialog, QStringLiteral("people-single"));
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("firstAccount")), Qt::LeftButton);
  auto* form = dialog->findChild<ui::AccountForm*>();
  REQUIRE(form);
  auto* accept = form->findChild<QPushButton*>(QStringLiteral("accountAccept"));
  CHECK_FALSE(accept->isEnabled());
  form->findChild<QLineEdit*>(QStringLiteral("accountName"))->setText(kRoot);
  QTest::keyClicks(form->findChild<QLineEdit*>(QStringLiteral("accountPassword")), kPassword);
  QTest::keyClicks(form->findChild<QLineEdit*>(QStringLiteral("accountAgain")),
                   QStringLiteral("correct hors"));
  CHECK_FALSE(accept->isEnabled());
  QTest::keyClicks(form->findChild<QLineEdit*>(QStringLiteral("accountAgain")), QStringLiteral("e"));
  screenshot(*form, QStringLiteral("people-first"));
  REQUIRE(accept->isEnabled());
  QTest::mouseClick(accept, Qt::LeftButton);
  REQUIRE(waitUntil([&] { return lab.people().state() == People::State::SignedIn; }, 60'000));
  CHECK(lab.open.workspace->operatorName() == kRoot);
  const auto book = lab.open.onDisk();
  const auto users = Accounts(*book).users();
  REQUIRE(users);
  REQUIRE(users->size() == 1);
  CHECK(users->front().roles.administrator);
  CHECK(book->verifyAudit());
}

TEST_CASE("with accounts somebody must sign in, and nothing shows before", "[people]") {
  Lab lab;
  CHECK(lab.people().state() == People::State::SignedOut);
  auto* screen = lab.find<ui::SignInScreen>("signInScreen");
  CHECK(screen->isVisible());
  CHECK_FALSE(lab.window->menuBar()->isVisible());
  CHECK_FALSE(lab.window->statusBar()->isVisible());
  CHECK_FALSE(lab.find<QWidget>("pages")->isVisible());
  lab.press(Qt::Key_I, Qt::ControlModifier);  // no key of the window reaches it
  lab.press(Qt::Key_F1);
  CHECK(QApplication::activeModalWidget() == nullptr);
  screenshot(*lab.window, QStringLiteral("sign-in"));

  lab.signIn(kAda, QStringLiteral("wrong password"));
  CHECK(lab.people().state() == People::State::SignedOut);
  CHECK(lab.find<QLabel>("signInMessage")->text().contains(QStringLiteral("not the password")));
  CHECK(lab.find<QLineEdit>("signInPassword")->text().isEmpty());
  lab.signIn(kAda);
  REQUIRE(waitUntil([&] { return lab.people().state() == People::State::SignedIn; }));
  CHECK_FALSE(screen->isVisible());
  CHECK(lab.window->menuBar()->isVisible());
  CHECK(lab.open.workspace->operatorName() == kAda);
  CHECK(lab.find<QToolButton>("operator")->text() == kAda);
}

TEST_CASE("too many wrong passwords: the screen counts the seconds", "[people]") {
  Lab lab;
  for (int i = 0; i < Accounts::kFreeAttempts; ++i) lab.signIn(kAda, QStringLiteral("a wrong guess"));
  CHECK_FALSE(lab.find<QPushButton>("signInEnter")->isEnabled());
  CHECK(lab.find<QLabel>("signInMessage")->text().contains(QStringLiteral("seconds")));
  screenshot(*lab.window, QStringLiteral("sign-in-wait"));
  CHECK(lab.people().state() == People::State::SignedOut);
}

TEST_CASE("the lock hides the work, loses nothing, and one password returns to the same cell", "[people]") {
  Lab lab;
  lab.signIn(kAda);
  lab.openSlide();
  lab.press(Qt::Key_3, Qt::ControlModifier);
  REQUIRE(lab.window->page() == MainWindow::Page::Review);
  auto* session = &lab.open.session();
  const int first = session->reviewQueue().front();
  lab.press(Qt::Key_U, Qt::ControlModifier);  // a dialog beside the window
  auto* dialog = lab.window->findChild<ui::PeopleDialog*>();
  REQUIRE(dialog);
  lab.window->activateWindow();
  auto* page = lab.find<QWidget>("reviewPage");
  page->setFocus();
  QWidget* focus = lab.window->focusWidget();
  QTest::keyClick(page, Qt::Key(lab.classKey(4)));

  lab.people().lock();  // with the decision still on its way
  CHECK(lab.find<ui::SignInScreen>("signInScreen")->isVisible());
  CHECK_FALSE(dialog->isVisible());
  for (const QLabel* label : lab.window->findChildren<QLabel*>()) {
    if (label->isVisible()) CHECK_FALSE(label->text().contains(QStringLiteral("S-2041")));
  }
  screenshot(*lab.window, QStringLiteral("locked"));
  // What is on its way gets there, as Ada's.
  REQUIRE(waitUntil([&] { return session->cells()[std::size_t(first)].review.has_value(); }));
  CHECK(session->cells()[std::size_t(first)].review->reviewer == kAda);
  // Keys go to the password, not to cells.
  const int confirmed = session->slide().confirmed;
  QTest::keyClicks(lab.find<QLineEdit>("signInPassword"), QStringLiteral("1234567890"));
  QTest::qWait(50);
  CHECK(session->slide().confirmed == confirmed);
  lab.find<QLineEdit>("signInPassword")->clear();

  QTest::keyClicks(lab.find<QLineEdit>("signInPassword"), kPassword);
  QTest::keyClick(lab.find<QLineEdit>("signInPassword"), Qt::Key_Return);
  REQUIRE(waitUntil([&] { return lab.people().state() == People::State::SignedIn; }, 60'000));
  CHECK(&lab.open.session() == session);
  CHECK(lab.window->page() == MainWindow::Page::Review);
  CHECK(dialog->isVisible());
  CHECK(lab.window->focusWidget() == focus);
  CHECK(session->canUndo());
}

TEST_CASE("the screen locks by itself when nobody touches it", "[people]") {
  Lab lab;
  lab.signIn(kTom);
  auto* idle = lab.window->findChild<ui::IdleLock*>();
  REQUIRE(idle);
  idle->setInterval(50);
  REQUIRE(waitUntil([&] { return lab.people().state() == People::State::Locked; }));
  const auto book = lab.open.onDisk();
  REQUIRE(waitUntil([&] { return book->audit()->back().action == QStringLiteral("user.lock"); }));
  idle->setInterval(0);
}

TEST_CASE("switching user puts the slide away, and each decision carries who made it", "[people]") {
  Lab lab;
  lab.signIn(kAda);
  lab.openSlide();
  const auto queue = lab.open.session().reviewQueue();
  const auto cell = lab.open.session().cells()[std::size_t(queue[0])].id;
  lab.open.session().decide({queue[0]}, 2, QStringLiteral("review"));
  lab.people().signOut();  // at once: the decision is on its way
  CHECK(lab.open.workspace->session() == nullptr);
  CHECK(lab.people().state() == People::State::SignedOut);
  lab.signIn(kTom);
  lab.openSlide();
  CHECK_FALSE(lab.open.session().canUndo());
  lab.open.session().decide({lab.open.session().rowOf(cell)}, 3, QStringLiteral("review"));
  lab.open.settle();
  const auto history = lab.open.onDisk()->history(cell);
  REQUIRE(history);
  REQUIRE(history->size() == 2);
  CHECK(history->at(0).reviewer == kAda);
  CHECK(history->at(1).reviewer == kTom);
  CHECK(lab.open.errors.empty());
}

TEST_CASE("who signs says the password again, and a technician only prepares", "[people]") {
  Lab lab;
  lab.signIn(kTom);
  lab.openSlide();
  lab.press(Qt::Key_4, Qt::ControlModifier);
  auto* action = lab.find<QAction>("reportSign");
  REQUIRE(waitUntil([&] { return action->isEnabled(); }));
  const auto sheet = [&] {
    action->trigger();
    auto* made = lab.window->findChild<ui::SignDialog*>();
    REQUIRE(made);
    if (auto* tick = made->findChild<QCheckBox*>(QStringLiteral("signAlthough"))) tick->setChecked(true);
    return made;
  };
  auto* dialog = sheet();
  auto* accept = dialog->findChild<QPushButton*>(QStringLiteral("signAccept"));
  auto* password = dialog->findChild<QLineEdit*>(QStringLiteral("signPassword"));
  REQUIRE(password);
  CHECK_FALSE(accept->isEnabled());
  CHECK(dialog->findChild<QLineEdit*>(QStringLiteral("signName"))->isReadOnly());
  auto* meaning = dialog->findChild<QComboBox*>(QStringLiteral("signMeaning"));
  for (int i = 0; i < meaning->count(); ++i) {
    CHECK(meaning->itemData(i).toInt() != int(casebook::SignatureKind::Release));
  }
  QTest::keyClicks(password, QStringLiteral("not my password"));
  screenshot(*dialog, QStringLiteral("sign-account"));
  QTest::mouseClick(accept, Qt::LeftButton);
  REQUIRE(waitUntil([&] { return password->text().isEmpty(); }, 60'000));
  CHECK(dialog->isVisible());
  CHECK(dialog->findChild<QLabel*>(QStringLiteral("signMissing"))->text().contains(QStringLiteral("wrong")));
  CHECK(lab.open.session().signatures().empty());
  QTest::keyClicks(password, kPassword);
  QTest::mouseClick(accept, Qt::LeftButton);
  REQUIRE(waitUntil([&] { return lab.open.session().signatures().size() == 1; }, 60'000));
  CHECK(lab.open.session().signatures()[0].kind == casebook::SignatureKind::Preparation);
  CHECK(lab.open.session().signatures()[0].signer == kTom);
  REQUIRE(waitUntil([&] { return !lab.window->findChild<ui::SignDialog*>(); }));

  // Released by the hematologist: the same numbers, a version of its own.
  lab.people().signOut();
  lab.signIn(kAda);
  lab.openSlide();
  lab.window->activateWindow();
  REQUIRE(QTest::qWaitForWindowActive(lab.window.get()));
  lab.press(Qt::Key_4, Qt::ControlModifier);
  REQUIRE(waitUntil([&] { return action->isEnabled(); }));
  dialog = sheet();
  CHECK_FALSE(dialog->reason().isEmpty());
  QTest::keyClicks(dialog->findChild<QLineEdit*>(QStringLiteral("signPassword")), kPassword);
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("signAccept")), Qt::LeftButton);
  REQUIRE(waitUntil([&] { return lab.open.session().signatures().size() == 2; }, 60'000));
  CHECK(lab.open.session().signatures()[1].kind == casebook::SignatureKind::Release);
  REQUIRE(waitUntil([&] { return !action->isEnabled(); }));
  CHECK(lab.open.onDisk()->verifyAudit());
}

TEST_CASE("accounts are managed by the administrator, in one dialog", "[people]") {
  Lab lab;
  lab.signIn(kRoot);
  lab.press(Qt::Key_U, Qt::ControlModifier);
  auto* dialog = lab.window->findChild<ui::PeopleDialog*>();
  REQUIRE(dialog);
  auto* users = dialog->findChild<QTableWidget*>(QStringLiteral("usersTable"));
  REQUIRE(waitUntil([&] { return users->rowCount() == 3; }));
  auto* disable = dialog->findChild<QPushButton*>(QStringLiteral("disableUser"));
  const auto choose = [&](const QString& name) {
    for (int row = 0; row < users->rowCount(); ++row) {
      if (users->item(row, 0)->text() == name) users->setCurrentCell(row, 0);
    }
  };
  choose(kRoot);
  CHECK_FALSE(disable->isEnabled());  // the last administrator stays
  choose(kTom);
  REQUIRE(disable->isEnabled());
  screenshot(*dialog, QStringLiteral("people-accounts"));
  QTest::mouseClick(disable, Qt::LeftButton);
  REQUIRE(waitUntil([&] {
    const auto& all = lab.people().users();
    return std::any_of(all.begin(), all.end(), [](const auto& u) { return u.name == kTom && u.disabled; });
  }));
  lab.people().signOut();
  CHECK(lab.find<QComboBox>("signInName")->findText(kTom) < 0);
  lab.signIn(kAda);
  lab.press(Qt::Key_U, Qt::ControlModifier);
  REQUIRE(waitUntil([&] { return lab.window->findChild<ui::PeopleDialog*>() != nullptr; }));
  CHECK_FALSE(lab.window->findChild<QPushButton*>(QStringLiteral("addUser"))->isEnabled());
}

TEST_CASE("pictures of the dialogs about people", "[people][screenshots]") {
  Lab lab;
  lab.signIn(kRoot);
  lab.openSlide();
  const auto shoot = [&](const char* action, const char* dialog, const QString& name, const QString& suffix) {
    lab.find<QAction>(action)->trigger();
    auto* opened = lab.find<QDialog>(dialog);
    QTest::qWait(300);
    CHECK(opened->width() <= 1280);
    CHECK(opened->height() <= 800);
    CHECK(cut(*opened).join(QLatin1Char('|')).toStdString() == "");
    CHECK(overlapping(*opened).join(QLatin1Char('|')).toStdString() == "");
    screenshot(*opened, name + suffix);
    opened->reject();
    REQUIRE(waitUntil([&] { return !lab.window->findChild<QDialog*>(QLatin1String(dialog)); }));
  };
  for (const char* language : {"en", "zh_CN"}) {
    for (const char* theme : {"light", "dark"}) {
      lab.window->setLanguage(QLatin1String(language));
      lab.window->setTheme(QLatin1String(theme));
      const QString suffix = QStringLiteral("-%1-%2").arg(QLatin1String(language), QLatin1String(theme));
      shoot("people", "peopleDialog", QStringLiteral("looks-people"), suffix);
      shoot("auditLog", "auditDialog", QStringLiteral("looks-audit"), suffix);
      shoot("secondReading", "secondReadingDialog", QStringLiteral("looks-second"), suffix);
      shoot("twoExaminers", "examinersDialog", QStringLiteral("looks-examiners"), suffix);
      shoot("agreement", "agreementDialog", QStringLiteral("looks-agreement"), suffix);
      lab.press(Qt::Key_4, Qt::ControlModifier);
      QTest::qWait(300);
      screenshot(*lab.window, QStringLiteral("looks-report") + suffix);
      shoot("reportLaboratory", "laboratoryDialog", QStringLiteral("looks-laboratory"), suffix);
    }
  }
  lab.window->setLanguage(QStringLiteral("en"));
  lab.window->setTheme(QStringLiteral("light"));
}
