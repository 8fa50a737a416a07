// The slide's cells as the gallery lists them: filtered, grouped by the class that counts.
#pragma once

#include <QAbstractListModel>
#include <QPointer>
#include <QString>

#include <limits>
#include <optional>
#include <vector>

#include "bridge/slide_session.h"

namespace cellwise::ui {

struct CellFilter {
  enum class Mark { Any, Flagged, Commented };

  std::optional<int> classIndex;  // -1: cells without a class
  std::optional<CellState> state;
  Mark mark = Mark::Any;
  std::optional<decision::Decision> reason;                  // Ambiguous or Unfamiliar, of cells to review
  double lowest = -std::numeric_limits<double>::infinity();  // c; cells without a prediction have none
  double highest = std::numeric_limits<double>::infinity();
  QString comment;                       // part of it or of a tag, in any case
  QString reviewer;                      // whose decision is in force; empty: anyone's or none
  std::optional<std::vector<int>> only;  // these cells and no others, rising

  bool everything() const;
  friend bool operator==(const CellFilter&, const CellFilter&) = default;
};

// Least certain: by the weaker of c and max D, so that cells unlike any class (c near 1) come first too.
enum class CellOrder { LeastCertainFirst, AsImported };

// The cells of one class, one after the other in the model.
struct CellSection {
  int classIndex = -1;
  int first = 0;
  int count = 0;
  friend bool operator==(const CellSection&, const CellSection&) = default;
};

// A row of the model is an index here; a row of the session is a cell.
class CellModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { CellRole = Qt::UserRole };  // the session's row

  explicit CellModel(QObject* parent = nullptr);

  void setSession(SlideSession* session);
  SlideSession* session() const { return session_; }
  void setFilter(const CellFilter& filter);
  const CellFilter& filter() const { return filter_; }
  void setOrder(CellOrder order);
  // After cells changed: dataChanged where none moves, else a reset. All are sorted anew, O(n log n); or
  // only those that changed, O(n): none where it was the thresholds that moved.
  void refresh();
  void refresh(const QList<int>& changed);

  const std::vector<CellSection>& sections() const { return sections_; }
  const CellSection* sectionOf(int index) const;
  int cellAt(int index) const { return rows_[static_cast<std::size_t>(index)]; }
  int indexOf(int cell) const;  // -1 if it is filtered out
  int shown() const { return static_cast<int>(rows_.size()); }

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QStringList mimeTypes() const override;
  QMimeData* mimeData(const QModelIndexList& indexes) const override;
  Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

 private:
  // What a cell's place follows from. As in reports; cells without a class come last.
  struct Key {
    int place = std::numeric_limits<int>::max();
    double certainty = -std::numeric_limits<double>::infinity();
    friend bool operator==(const Key&, const Key&) = default;
  };
  Key keyOf(int cell) const;
  bool before(int a, int b) const;
  bool passes(int cell) const;
  void arrange();  // those of sorted_ that pass

  QPointer<SlideSession> session_;
  CellFilter filter_;
  CellOrder order_ = CellOrder::LeastCertainFirst;
  std::vector<Key> keys_;    // by cell
  std::vector<int> sorted_;  // all cells
  std::vector<int> rows_;
  std::vector<int> indices_;  // by cell, -1 where filtered out
  std::vector<CellSection> sections_;
};

// What a drag carries: rows of the session, as a QDataStream of QList<int>.
inline constexpr char kCellsMimeType[] = "application/x-cellwise-cells";

}  // namespace cellwise::ui
