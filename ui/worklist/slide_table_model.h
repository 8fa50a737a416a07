// The slides of the casebook as a table; a row for each, newest first.
#pragma once

#include <QAbstractTableModel>

#include <optional>
#include <vector>

#include "casebook/records.h"

namespace cellwise::ui {

class Workspace;

class SlideTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Sample, Title, Date, Cells, State, Tags, Comment, kColumns };
  enum Role { SortRole = Qt::UserRole, IdRole };

  explicit SlideTableModel(Workspace& workspace, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  const casebook::SlideSummary& slide(int row) const { return slides_[std::size_t(row)]; }
  std::optional<double> progress(int row) const;
  void retranslate();

 private:
  void refresh();
  void refreshStates();
  void repaintAll();

  Workspace& workspace_;
  std::vector<casebook::SlideSummary> slides_;
  std::vector<casebook::Id> live_;  // whose state was shown as open or at work
};

}  // namespace cellwise::ui
