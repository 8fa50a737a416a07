// Cells that experts of this laboratory confirmed, from every slide of the casebook, to be looked at
// beside a query. Read and decoded on a thread of their own.
#pragma once

#include <QImage>
#include <QObject>
#include <QString>

#include <memory>
#include <vector>

#include "casebook/records.h"

namespace cellwise::ui {

struct ReferenceCell {
  casebook::Id cell = 0;
  casebook::Id slide = 0;
  QString slideTitle;  // sample and title
  QString reviewer;
  QImage picture;  // the crop, at most kReferenceSide pixels a side
};

class ReferenceCells : public QObject {
  Q_OBJECT
 public:
  static constexpr int kPerClass = 3;
  static constexpr int kReferenceSide = 320;

  explicit ReferenceCells(QObject* parent = nullptr);
  ~ReferenceCells() override;

  // Forgets what was read of another casebook. An empty name: none is open.
  void setCasebook(const QString& file);
  // What is known of the class: of other slides than this one, the newest decisions first. Asked for
  // where it is not known yet or asked again after forget(); then ready(classId) follows. Never blocks.
  const std::vector<ReferenceCell>& cells(const QString& classId, casebook::Id exceptSlide);
  // Decisions were made or taken back: what was read is asked for again.
  void forget();

 Q_SIGNALS:
  void ready(QString classId);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
