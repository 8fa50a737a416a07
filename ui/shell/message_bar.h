// What a person has to know, above the page and never in front of it. Notices leave by themselves,
// errors stay until they are dismissed.
#pragma once

#include <QFrame>

#include <functional>

#include "base/result.h"

class QVBoxLayout;

namespace cellwise::ui {

class MessageBar : public QFrame {
  Q_OBJECT
 public:
  explicit MessageBar(QWidget* parent = nullptr);

  void showNotice(const QString& text, const QString& button = {}, std::function<void()> action = {});
  // With the technical detail one click away.
  void showError(const Error& error);
  // Any widget with a button to dismiss it: the questions and lists of the window.
  QWidget* showPanel(QWidget* content, bool dismissable = true);
  void dismiss(QWidget* row);
  int count() const;

 public Q_SLOTS:
  void dismissLast();

 private:
  QVBoxLayout* rows_ = nullptr;
};

}  // namespace cellwise::ui
