// The differential of the open slide: as it stands now or as it was signed, to sign, print and export.
#pragma once

#include <QList>
#include <QWidget>

#include <memory>

class QAction;

namespace cellwise::ui {

class Workspace;

class ReportPage : public QWidget {
  Q_OBJECT
 public:
  explicit ReportPage(Workspace& workspace, QWidget* parent = nullptr);
  // Waits for files that are being written.
  ~ReportPage() override;

  // Sign, write, export, print: for the window's menus. Live as long as the page.
  QList<QAction*> pageActions() const;
  // The laboratory's report settings: for every page of the window.
  QAction* laboratoryAction() const;
  // Something typed is not on disk yet.
  bool hasPendingWrites() const;

  enum class Format { Pdf, Csv, Json };
  // Writes what is shown, on another thread; Workspace::notice or failed follows.
  void exportTo(Format format, const QString& file);

 Q_SIGNALS:
  // The window should show another page.
  void reviewRequested();
  void worklistRequested();

 protected:
  void changeEvent(QEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
