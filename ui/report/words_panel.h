// What people write on a report (white cell count, comments, conclusion), and the decision limits beside it.
#pragma once

#include <QWidget>

#include <memory>
#include <vector>

#include "casebook/report_records.h"
#include "reporting/differential.h"

class QAction;

namespace cellwise::ui {

class WordsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit WordsPanel(QWidget* parent = nullptr);
  ~WordsPanel() override;

  // What is written on: another slide's entries. What is not typed here (chosen cells) is kept.
  void setEntries(const casebook::ReportEntries& entries);
  // The report that is shown beside it. Not editable: its frozen words are shown, to be read.
  void showReport(const reporting::Differential& differential, bool editable);
  // Nothing can be written until the next report is shown: another slide is being read.
  void lock();
  void setTemplates(const std::vector<casebook::ReportTemplate>& templates);
  void setSaved(bool saved);

  // Goes to the conclusion; inserts a template where the cursor is.
  QAction* writeAction() const;
  QAction* templateAction() const;

 Q_SIGNALS:
  void edited(cellwise::casebook::ReportEntries entries);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A white cell count as typed, with a point or a comma: empty text gives no count. Errors:
// ArgumentInvalid (no number, not above 0, or above 2000 x 10^9/L).
Result<std::optional<double>> whiteCellsFrom(const QString& text);

}  // namespace cellwise::ui
