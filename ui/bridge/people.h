// Who is at the screen. A casebook without accounts asks nobody; with accounts somebody must be signed in
// before anything shows, and what is done is theirs. Lives on the UI thread; passwords are tried on the
// casebook's.
#pragma once

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

#include "bridge/casebook_door.h"
#include "casebook/accounts.h"

namespace cellwise::ui {

class People : public QObject {
  Q_OBJECT
 public:
  enum class State {
    Unknown,     // no casebook is open yet
    SingleUser,  // it has no accounts
    SignedOut,
    SignedIn,
    Locked,  // signed in, and the screen waits for the password again
  };
  People(CasebookDoor door, QObject* parent);
  ~People() override;

  State state() const;
  bool screenClosed() const { return state() == State::SignedOut || state() == State::Locked; }
  const std::vector<casebook::User>& users() const;      // by name; empty without accounts
  const std::optional<casebook::User>& current() const;  // who is signed in, also while locked
  // As the casebook decides it. Without accounts everything.
  bool may(casebook::Permission permission) const;

  // Another casebook, or its accounts may have changed. Nobody is signed in to another casebook.
  void setCasebook(const QString& file);
  void refresh();

  // entered or refused follows. Signing in as somebody else signs the one before out first.
  void signIn(const QString& name, const QString& password);
  void unlock(const QString& password);
  void lock();
  void signOut();
  bool busy() const;  // a password is being tried

  // changed or failed follows; a wrong old password: refused.
  void changePassword(const QString& old, const QString& password);
  void add(const QString& name, const casebook::Roles& roles, const QString& password, const QString& by);
  void change(casebook::Id user, const casebook::Roles& roles, bool disabled);
  void setPassword(casebook::Id user, const QString& password);

 Q_SIGNALS:
  void stateChanged();
  void usersChanged();
  void busyChanged();
  void entered();                 // signed in or unlocked
  void refused(int waitSeconds);  // a wrong password, or too soon
  void leaving();                 // still signed in: what is open is put away now
  void changed(QString text);     // what was done, translated
  void failed(cellwise::Error error);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
