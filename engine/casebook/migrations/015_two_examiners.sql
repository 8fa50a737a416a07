-- Two examiners count a slide, each by themselves; and whether a label was given with the model's answer in view.

ALTER TABLE readings ADD COLUMN target INTEGER NOT NULL DEFAULT 0 CHECK (target >= 0);  -- cells each counts
ALTER TABLE readings ADD COLUMN not_counted TEXT NOT NULL DEFAULT '[]';  -- JSON: ids of classes outside the count
-- The present; follows from reading.finish entries of the audit log.
ALTER TABLE readings ADD COLUMN first_finished INTEGER NOT NULL DEFAULT 0 CHECK (first_finished IN (0, 1));
ALTER TABLE readings ADD COLUMN second_finished INTEGER NOT NULL DEFAULT 0 CHECK (second_finished IN (0, 1));

-- An order drawn by chance: the first examiner reads from 1 up, the second from the other end.
ALTER TABLE reading_cells ADD COLUMN place INTEGER NOT NULL DEFAULT 0;

ALTER TABLE reading_labels ADD COLUMN model_shown INTEGER CHECK (model_shown IN (0, 1));  -- NULL: not noted
CREATE INDEX reading_labels_reader ON reading_labels (reading_id, reader, id);

DROP TRIGGER readings_fixed;
CREATE TRIGGER readings_fixed
BEFORE UPDATE OF id, slide_id, kind, first_reader, asked_for, requested_at, target, not_counted ON readings
BEGIN SELECT RAISE(ABORT, 'a reading stays as it was asked for'); END;
