// Which cells Review asks about, in which order, and how: the cells that the model was unsure of, in an
// order that the expert chooses, and among them, unmarked, the accepted cells of the blind audit.
//
// A question is blind when the model's opinion stays hidden until the answer: all of them in blind-first
// mode; else the audit's, and as many of the others drawn by chance, so that no one can tell which is which.
#pragma once

#include <QList>
#include <QObject>
#include <QString>

#include <optional>
#include <vector>

#include "reporting/limits.h"

namespace cellwise::ui {

class Workspace;

class ReviewQueue : public QObject {
  Q_OBJECT
 public:
  enum class Order { Confidence, Margin, Diverse, Class, Limits };
  static constexpr Order kOrders[] = {Order::Confidence, Order::Margin, Order::Diverse, Order::Class,
                                      Order::Limits};

  explicit ReviewQueue(Workspace& workspace, QObject* parent = nullptr);

  // Kept in the settings.
  Order order() const { return order_; }
  void setOrder(Order order);
  bool blindFirst() const { return blind_first_; }
  void setBlindFirst(bool on);

  // What waits for a decision, the first first. past: how many were asked and decided (wasAsked).
  std::vector<int> waiting(int past) const;
  // Whether a decided row belongs to what the queue asked.
  bool wasAsked(int row) const;
  // Cells that wait and are alike to this one, this one first: near it in the model's memberships, and
  // taken for the same class. Alone where it is unlike all others, or asked blind.
  QList<int> groupOf(int row) const;

  bool blind(int row) const;        // while it has no expert's decision
  QString originOf(int row) const;  // of a decision on it: "review", "audit"
  // Every decision limit against the slide as it stands.
  const std::vector<reporting::LimitResult>& limits() const;
  // "Blasts 18.0–23.0 %, straddles 20 % (WHO): 14 cells can decide it." Translated; tells too when no
  // remaining cell can change any limit, and when no limit applies.
  QString limitsInWords() const;
  QString limitsInFull() const;  // every rule that applies, one a line

  static QString orderName(Order order);  // translated

 Q_SIGNALS:
  void changed();    // order or kind of questions
  void reordered();  // after changed, where the expert chose another order
  void limitsChanged();

 private:
  bool asked(int row) const;  // by the audit, and not decided yet
  void sort(std::vector<int>& rows) const;
  double blindShare() const;
  void makeDiverse() const;
  void stale();

  Workspace& workspace_;
  Order order_ = Order::Confidence;
  bool blind_first_ = false;
  mutable std::vector<reporting::LimitResult> limits_;
  mutable bool limits_known_ = false;
  mutable std::optional<double> blind_share_;  // of the unsure cells
  // Over all unsure cells, decided or not, so that the order stays while they are decided.
  mutable std::vector<int> unsure_;
  mutable std::vector<int> place_, leader_;  // by row; -1 for others
};

}  // namespace cellwise::ui
