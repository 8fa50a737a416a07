// The differential as a table: classes, lineages, what stands outside, with whose word each count rests on.
#pragma once

#include <QTableWidget>

#include "reporting/differential.h"
#include "reporting/report_text.h"

namespace cellwise::ui {

// Interface language as the reporting module knows it.
reporting::Language interfaceLanguage();

// What is still to review and how far it can move the shares; empty when nothing is. Translated.
QString unresolvedText(const reporting::Differential& differential);

class DifferentialTable : public QTableWidget {
  Q_OBJECT
 public:
  enum Column { Name, Confirmed, AutoAccepted, Total, Share, Absolute, ToReview, OnceDecided, Columns };

  explicit DifferentialTable(QWidget* parent = nullptr);
  // Texts are in the interface's language: show again after it changed.
  void show(const reporting::Differential& differential);
  // The selection as tab-separated text.
  QString selectedText() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  int addRow();
  void put(int row, int column, const QString& text, const QString& toolTip = {}, bool bold = false);
  void addSection(const QString& text);
  void addCounts(int row, const reporting::Provenance& cells, bool bold = false);
  void retranslateHeader();
  void fitWidth();
  void fitNames();
};

}  // namespace cellwise::ui
