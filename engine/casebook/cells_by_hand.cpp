#include "casebook/cells_by_hand.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

#include "casebook/audit_chain.h"
#include "casebook/casebook_impl.h"

namespace cellwise::casebook {
namespace {

constexpr double kContext = 1.25;      // of the box's longer side, at least in the crop
constexpr double kContextAlone = 1.6;  // where no other cell says how large crops are

QString name(HandStep::Kind kind) {
  switch (kind) {
    case HandStep::Kind::Add: return QStringLiteral("add");
    case HandStep::Kind::Remove: return QStringLiteral("remove");
    case HandStep::Kind::Split: return QStringLiteral("split");
    case HandStep::Kind::Merge: return QStringLiteral("merge");
    case HandStep::Kind::Undo: return QStringLiteral("undo");
  }
  return {};
}

// Crops of one slide have one scale: the median of those that are there.
int cropSide(const Database& database, Id slide) {
  std::vector<int> sides;
  QSqlQuery rows = database.query(
      QStringLiteral("SELECT c.crop_width FROM cells c JOIN images i ON i.id = c.image_id"
                     " WHERE c.slide_id = ? AND i.kind = 'field' AND NOT c.removed AND NOT c.by_hand"),
      {slide});
  while (rows.next()) sides.push_back(rows.value(0).toInt());
  database.checkFinished(rows);
  if (sides.empty()) return 0;
  std::nth_element(sides.begin(), sides.begin() + std::ssize(sides) / 2, sides.end());
  return sides[sides.size() / 2];
}

QRect cropAround(const QRect& box, int usual) {
  const int longer = std::max(box.width(), box.height());
  const int side = usual > 0 ? std::max(usual, static_cast<int>(std::ceil(kContext * longer)))
                             : static_cast<int>(std::lround(kContextAlone * longer));
  return {box.x() + (box.width() - side) / 2, box.y() + (box.height() - side) / 2, side, side};
}

void setRemoved(Database& database, Id slide, Id cell, bool removed) {
  QSqlQuery row = database.query(QStringLiteral("SELECT removed FROM cells WHERE id = ? AND slide_id = ?"),
                                 {cell, slide});
  if (!row.next()) fail(ErrorCode::NotFound, "no cell " + std::to_string(cell) + " on this slide");
  if (row.value(0).toBool() == removed) {
    fail(ErrorCode::Conflict,
         "cell " + std::to_string(cell) + (removed ? " is removed already" : " is there"));
  }
  row.finish();
  database.change(QStringLiteral("UPDATE cells SET removed = ? WHERE id = ?"), {removed ? 1 : 0, cell});
  if (removed) return;
  // Another model may have read the slide meanwhile: what that one said of the cell, if anything.
  database.change(
      QStringLiteral("UPDATE cells SET (prediction_id, failed, confidence, max_membership) ="
                     " (SELECT max(p.id), p.failure IS NOT NULL AND p.id IS NOT NULL, p.confidence,"
                     "  p.max_membership FROM predictions p WHERE p.cell_id = cells.id AND p.model_id IN"
                     "  (SELECT o.id FROM models o WHERE o.sha256 = (SELECT m.sha256 FROM models m"
                     "   JOIN slides s ON s.model_id = m.id WHERE s.id = cells.slide_id)))"
                     " WHERE id = ?"),
      {cell});
}

}  // namespace

Result<std::vector<Id>> CellsByHand::apply(const HandStep& step) {
  Database& database = casebook_.impl_->database;
  return database.write([&] {
    requirePermission(database, step.person, Permission::ReviewCells);
    const SlideSummary slide = slideOrFail(database, step.slideId);
    const QString person = clean(step.person).trimmed();
    if (person.isEmpty() || (step.add.empty() && step.remove.empty() && step.restore.empty())) {
      fail(ErrorCode::ArgumentInvalid, "a change of cells needs a person and cells");
    }
    std::vector<Id> added;
    QJsonArray boxes, removed, restored;
    if (!step.add.empty()) {
      QSqlQuery image = database.query(
          QStringLiteral("SELECT width, height FROM images WHERE id = ? AND slide_id = ? AND kind = 'field'"),
          {step.imageId, slide.id});
      if (!image.next()) fail(ErrorCode::NotFound, "no field " + std::to_string(step.imageId));
      const QRect whole(0, 0, image.value(0).toInt(), image.value(1).toInt());
      image.finish();
      const int usual = cropSide(database, slide.id);
      for (const QRect& box : step.add) {
        if (box.width() < kLeastSide || box.height() < kLeastSide || !whole.contains(box)) {
          fail(ErrorCode::ArgumentInvalid, "a cell's box is too small, or outside its field");
        }
        const QRect crop = cropAround(box, usual);
        added.push_back(database.change(
            QStringLiteral("INSERT INTO cells (slide_id, image_id, box_x, box_y, box_width, box_height,"
                           " crop_x, crop_y, crop_width, crop_height, by_hand)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"),
            {slide.id, step.imageId, box.x(), box.y(), box.width(), box.height(), crop.x(), crop.y(),
             crop.width(), crop.height()}));
        boxes.append(
            QJsonObject{{QStringLiteral("cell"), added.back()},
                        {QStringLiteral("box"), QJsonArray{box.x(), box.y(), box.width(), box.height()}}});
      }
    }
    for (const Id cell : step.remove) {
      setRemoved(database, slide.id, cell, true);
      removed.append(cell);
    }
    for (const Id cell : step.restore) {
      setRemoved(database, slide.id, cell, false);
      restored.append(cell);
    }
    appendAudit(database, now(), person, QStringLiteral("cells.") + name(step.kind), slideSubject(slide.id),
                {{QStringLiteral("image"), step.imageId},
                 {QStringLiteral("added"), boxes},
                 {QStringLiteral("removed"), removed},
                 {QStringLiteral("restored"), restored}});
    return added;
  });
}

}  // namespace cellwise::casebook
