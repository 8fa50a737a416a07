// The window as in a laboratory that begins: a folder of its own, nothing open yet, and no error passes
// unseen.
#pragma once

#include <memory>
#include <vector>

#include "shell/main_window.h"
#include "ui/support.h"

namespace cellwise::test {

struct Laboratory {
  explicit Laboratory(QSize size = {1280, 800}) {
    REQUIRE(dir.isValid());
    ui::MainWindow::applySettings();
    window = std::make_unique<ui::MainWindow>(workspace);
    window->resize(size);
    window->show();
    window->activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(window.get()));
    QObject::connect(&workspace, &ui::Workspace::failed, &workspace,
                     [this](const Error& error) { errors.push_back(error); });
    QObject::connect(&workspace, &ui::Workspace::notice, &workspace,
                     [this](const QString& text) { notices << text; });
    workspace.setOperatorName(QStringLiteral("Dr. Ada Example"));
  }

  QString file() const { return dir.filePath(QStringLiteral("lab.casebook")); }
  // Opens the casebook and loads the model; an empty name: the one that is shipped.
  void begin(const QString& model = {}) {
    workspace.openCasebook(file());
    workspace.loadModel(model);
    ready();
    REQUIRE(waitUntil([this] { return !workspace.casebookFile().isEmpty(); }, kLoadingMs));
  }
  void ready() {
    REQUIRE(waitUntil([this] { return workspace.modelStatus().state == ui::ModelStatus::State::Ready; },
                      kLoadingMs));
  }
  template <class Widget>  // or action
  Widget& find(const char* name) {
    auto* widget = window->findChild<Widget*>(QLatin1String(name));
    INFO(name);
    REQUIRE(widget);
    return *widget;
  }

  static constexpr int kLoadingMs = 120'000;  // with sanitizers on a busy machine
  QTemporaryDir dir;
  std::vector<Error> errors;
  QStringList notices;
  ui::Workspace workspace;
  std::unique_ptr<ui::MainWindow> window;
};

}  // namespace cellwise::test
