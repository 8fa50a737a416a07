// Above the page while the open slide is read a second time, or waits for a third person: where it stands and
// what to do next. Also asks for a second reading.
#pragma once

#include <QFrame>

#include <memory>

namespace cellwise::ui {

class Workspace;

class ReadingBar : public QFrame {
  Q_OBJECT
 public:
  explicit ReadingBar(Workspace& workspace, QWidget* parent = nullptr);
  ~ReadingBar() override;

  void ask();  // for a second reading of the open slide
  // Two examiners of the open slide: begin, how far they are, or what they counted.
  void showExaminers();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
