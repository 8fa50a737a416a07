-- Cells drawn, removed, split and merged by hand. A removed cell keeps its row, its predictions and its
-- reviews; it is in no list and in no count. What was done stands in the audit log, entry by entry.

ALTER TABLE cells ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1));
ALTER TABLE cells ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1));
CREATE INDEX cells_image ON cells (image_id);

CREATE TRIGGER cells_removed AFTER UPDATE OF removed ON cells
WHEN NEW.removed IS NOT OLD.removed
BEGIN
  UPDATE slides SET
    cells = cells + OLD.removed - NEW.removed,
    classified = classified + (OLD.removed - NEW.removed) * (NEW.prediction_id IS NOT NULL),
    failed = failed + (OLD.removed - NEW.removed) * (NEW.prediction_id IS NOT NULL AND NEW.failed),
    confirmed = confirmed + (OLD.removed - NEW.removed) * (NEW.review_id IS NOT NULL),
    to_review = to_review + (OLD.removed - NEW.removed)
      * (NEW.prediction_id IS NOT NULL AND NEW.review_id IS NULL
         AND (NEW.failed OR NEW.confidence < confidence_threshold OR NEW.max_membership < membership_threshold)),
    changed_since_signing = signed_version > 0
  WHERE id = NEW.slide_id;
END;

-- Nothing is decided or predicted of a cell that is not there, so that the other counts need not know.
CREATE TRIGGER cells_removed_rest BEFORE UPDATE OF prediction_id, review_id ON cells
WHEN OLD.removed AND NEW.removed
BEGIN SELECT RAISE(ABORT, 'a removed cell is left as it is'); END;

DROP TRIGGER IF EXISTS slides_recounted;
CREATE TRIGGER slides_recounted AFTER UPDATE OF confidence_threshold, membership_threshold ON slides
BEGIN
  UPDATE slides SET
    to_review = (SELECT count(*) FROM cells
                 WHERE slide_id = NEW.id AND prediction_id IS NOT NULL AND review_id IS NULL AND NOT removed
                   AND (failed OR confidence < NEW.confidence_threshold
                               OR max_membership < NEW.membership_threshold)),
    changed_since_signing = signed_version > 0
  WHERE id = NEW.id;
END;
