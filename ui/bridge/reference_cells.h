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
  bool nearest = false;   // chosen by likeness to the query, not by date
  bool atlas = false;     // an expert put it into the atlas, with a note perhaps
  QString classId, note;  // of the atlas
  QImage picture;         // the crop, at most kReferenceSide pixels a side
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
  // The slide that is read blind, a second time or as one of two examiners: none of its cells is shown, since
  // they carry another's labels. 0: none is.
  void setBlindTo(casebook::Id slide);
  // What is known of the class: the confirmed cells of the laboratory that are most like the query, and one
  // of the atlas; where the query's features were not kept, the newest decisions on other slides. Asked for
  // where it is not known of this query; then ready(classId) follows, and until then what stood beside
  // another query of the slide. Never blocks.
  const std::vector<ReferenceCell>& cells(const QString& classId, casebook::Id slide, casebook::Id query);
  // The whole atlas, the newest first, then atlasRead.
  void requestAtlas();
  // Decisions were made or taken back: what was read is asked for again.
  void forget();

 Q_SIGNALS:
  void ready(QString classId);
  void atlasRead(const std::vector<cellwise::ui::ReferenceCell>& cells);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
