// The window: rail, slide header, pages, threshold strip, inspector, status bar, menus.
// Everything can be reached by keyboard; nothing but leaving with work in progress asks in a dialog.
#pragma once

#include <QMainWindow>
#include <QStringList>

#include <memory>

namespace cellwise::ui {

class Workspace;

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  enum class Page { Worklist, Cells, Review, Report };

  explicit MainWindow(Workspace& workspace, QWidget* parent = nullptr);
  ~MainWindow() override;

  void showPage(Page page);
  Page page() const;
  // Asks for sample and kind, then imports. Does not block.
  void importPaths(const QStringList& paths);
  // Imports the drawn film that comes with the program, or opens it when it is there already.
  void openDemonstration();

  // From the settings, and kept there. Codes: "", "en", "zh_CN"; "system", "light", "dark".
  static void applySettings();
  void setLanguage(const QString& code);
  void setTheme(const QString& theme);

 protected:
  void changeEvent(QEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
