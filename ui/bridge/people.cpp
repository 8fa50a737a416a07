#include "bridge/people.h"

#include <algorithm>
#include <functional>

namespace cellwise::ui {

using casebook::Accounts;
using casebook::Attempt;
using casebook::Casebook;
using casebook::User;

struct People::Impl {
  People* q = nullptr;
  CasebookDoor door;
  QString file;
  State state = State::Unknown;
  std::vector<User> users;
  std::optional<User> current;
  int trying = 0;

  void go(State next) {
    if (state == next) return;
    state = next;
    Q_EMIT q->stateChanged();
  }
  void adopt(std::vector<User> read);
  void tryPassword(std::function<Result<Attempt>(Accounts&)> attempt, std::function<void(const User&)> then);
  void change(const QString& done, std::function<Result<void>(Accounts&)> work);
  QString by() const { return current ? current->name : QString(); }
};

// Somebody may have been disabled, or given other roles, on another station.
void People::Impl::adopt(std::vector<User> read) {
  users = std::move(read);
  if (current) {
    const auto it =
        std::find_if(users.begin(), users.end(), [&](const User& u) { return u.id == current->id; });
    if (it != users.end() && !it->disabled) {
      current = *it;
    } else {
      Q_EMIT q->leaving();
      current.reset();
    }
  }
  Q_EMIT q->usersChanged();
  if (users.empty()) {
    go(State::SingleUser);
  } else if (!current) {
    go(State::SignedOut);
  }
}

void People::Impl::tryPassword(std::function<Result<Attempt>(Accounts&)> attempt,
                               std::function<void(const User&)> then) {
  ++trying;
  Q_EMIT q->busyChanged();
  door(q,
       [this, attempt = std::move(attempt), then = std::move(then)](Casebook& book) -> std::function<void()> {
         Accounts accounts(book);
         const auto made = attempt(accounts);
         return [this, made, then] {
           --trying;
           Q_EMIT q->busyChanged();
           if (!made) {
             Q_EMIT q->failed(made.error());
           } else if (!made->user) {
             Q_EMIT q->refused(made->waitSeconds);
           } else {
             then(*made->user);
           }
         };
       });
}

void People::Impl::change(const QString& done, std::function<Result<void>(Accounts&)> work) {
  door(q, [this, done, work = std::move(work)](Casebook& book) -> std::function<void()> {
    Accounts accounts(book);
    const auto made = work(accounts);
    auto users = accounts.users();
    return [this, done, made, users = std::move(users)] {
      if (users) adopt(*users);
      if (!made) {
        Q_EMIT q->failed(made.error());
      } else {
        Q_EMIT q->changed(done);
      }
    };
  });
}

People::People(CasebookDoor door, QObject* parent) : QObject(parent), impl_(std::make_unique<Impl>()) {
  impl_->q = this;
  impl_->door = std::move(door);
}
People::~People() = default;

People::State People::state() const {
  return impl_->state;
}
const std::vector<User>& People::users() const {
  return impl_->users;
}
const std::optional<User>& People::current() const {
  return impl_->current;
}
bool People::busy() const {
  return impl_->trying > 0;
}

bool People::may(casebook::Permission permission) const {
  if (impl_->users.empty()) return true;
  return impl_->current && casebook::may(impl_->current->roles, permission);
}

void People::setCasebook(const QString& file) {
  if (file != impl_->file) {
    impl_->file = file;
    impl_->current.reset();
    impl_->users.clear();
    impl_->go(State::Unknown);
  }
  refresh();
}

void People::refresh() {
  impl_->door(this, [this](Casebook& book) -> std::function<void()> {
    auto users = Accounts(book).users();
    return [this, users = std::move(users)] {
      if (!users) {
        Q_EMIT failed(users.error());
      } else {
        impl_->adopt(*users);
      }
    };
  });
}

void People::signIn(const QString& name, const QString& password) {
  impl_->tryPassword([name, password](Accounts& accounts) { return accounts.signIn(name, password); },
                     [this](const User& user) {
                       if (impl_->current && impl_->current->id != user.id) signOut();
                       impl_->current = user;
                       impl_->go(State::SignedIn);
                       Q_EMIT entered();
                       refresh();
                     });
}

void People::unlock(const QString& password) {
  if (impl_->state != State::Locked) return;
  impl_->tryPassword(
      [name = impl_->current->name, password](Accounts& accounts) { return accounts.unlock(name, password); },
      [this](const User& user) {
        if (impl_->state != State::Locked || !impl_->current || impl_->current->id != user.id) return;
        impl_->current = user;
        impl_->go(State::SignedIn);
        Q_EMIT entered();
      });
}

void People::lock() {
  if (impl_->state != State::SignedIn) return;
  impl_->go(State::Locked);  // at once; the log follows
  impl_->door(this, [this, name = impl_->current->name](Casebook& book) -> std::function<void()> {
    const auto noted = Accounts(book).noteLock(name);
    return [this, noted] {
      if (!noted) Q_EMIT failed(noted.error());
    };
  });
}

void People::signOut() {
  if (!impl_->current) return;
  Q_EMIT leaving();
  impl_->door(nullptr, [name = impl_->current->name](Casebook& book) -> std::function<void()> {
    (void)Accounts(book).signOut(name);  // nobody is there any more to be told
    return {};
  });
  impl_->current.reset();
  impl_->go(State::SignedOut);
}

void People::changePassword(const QString& old, const QString& password) {
  if (!impl_->current) return;
  impl_->tryPassword([name = impl_->current->name, old,
                      password](Accounts& accounts) { return accounts.changePassword(name, old, password); },
                     [this](const User&) { Q_EMIT changed(tr("Your password was changed.")); });
}

// Who makes the first account is signed in with it.
void People::add(const QString& name, const casebook::Roles& roles, const QString& password,
                 const QString& by) {
  const bool first = impl_->users.empty();
  impl_->door(this,
              [this, name, roles, password, first,
               by = first ? by : impl_->by()](Casebook& book) -> std::function<void()> {
                Accounts accounts(book);
                const auto made = accounts.add(name, roles, password, by);
                auto users = accounts.users();
                std::optional<Attempt> signedIn;
                if (made && first) {
                  if (auto attempt = accounts.signIn(name, password)) signedIn = *attempt;
                }
                return [this, name, made, signedIn, users = std::move(users)] {
                  if (signedIn && signedIn->user) impl_->current = signedIn->user;
                  if (users) impl_->adopt(*users);
                  if (impl_->current && impl_->state != State::Locked) impl_->go(State::SignedIn);
                  if (!made) {
                    Q_EMIT failed(made.error());
                  } else {
                    Q_EMIT changed(tr("%1 has an account now.").arg(name));
                  }
                };
              });
}

void People::change(casebook::Id user, const casebook::Roles& roles, bool disabled) {
  impl_->change(tr("The account was changed."),
                [user, roles, disabled, by = impl_->by()](Accounts& accounts) {
                  return accounts.change(user, roles, disabled, by);
                });
}

void People::setPassword(casebook::Id user, const QString& password) {
  impl_->change(tr("The password was set."), [user, password, by = impl_->by()](Accounts& accounts) {
    return accounts.setPassword(user, password, by);
  });
}

}  // namespace cellwise::ui
