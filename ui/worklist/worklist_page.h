// The slides of the casebook: search, sort, open. Enter opens the selected one.
#pragma once

#include <QList>
#include <QWidget>

#include <memory>

#include "casebook/records.h"

class QAction;

namespace cellwise::ui {

class Workspace;

class WorklistPage : public QWidget {
  Q_OBJECT
 public:
  explicit WorklistPage(Workspace& workspace, QWidget* parent = nullptr);
  ~WorklistPage() override;

  QList<QAction*> pageActions() const;
  // What the import's button offers, besides importRequested.
  void setImportActions(const QList<QAction*>& actions);
  // 0 with nothing selected.
  casebook::Id selectedSlide() const;
  void selectSlide(casebook::Id slide);

 Q_SIGNALS:
  void openRequested(qint64 slide);
  void importRequested();
  void demonstrationRequested();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
