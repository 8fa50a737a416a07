// In place of everything while somebody must sign in, or the screen is locked: shows no patient's data.
#pragma once

#include <QWidget>

#include <memory>

namespace cellwise::ui {

class Workspace;

class SignInScreen : public QWidget {
  Q_OBJECT
 public:
  explicit SignInScreen(Workspace& workspace, QWidget* parent = nullptr);
  ~SignInScreen() override;

  void takeFocus();  // the keyboard goes to the password

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
