// Which model reads new slides: the list with each one's card, learning another from confirmed cells, and
// what the new one would change. A model learned here can be chosen once it was compared with the old one.
#pragma once

#include <QDialog>

#include <memory>

namespace cellwise::ui {

class Workspace;

class ModelsDialog : public QDialog {
  Q_OBJECT
 public:
  explicit ModelsDialog(Workspace& workspace, QWidget* parent = nullptr);
  ~ModelsDialog() override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
