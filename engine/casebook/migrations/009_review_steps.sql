-- A bulk action is one entry of the audit log, however many cells it decides on: an event has a number of
-- its own beside that of its entry, which several may share. Until now the two were the same.
--
-- The table is made anew under its own name, so that what refers to it (cells, triggers) stays as it is.
-- The passing indexes are for SQLite's look at every reference to every row.

PRAGMA defer_foreign_keys = ON;

CREATE INDEX passing_review ON cells (review_id);
CREATE INDEX passing_comment ON cells (comment_id);
CREATE INDEX passing_previous ON review_events (previous);
CREATE INDEX passing_restores ON review_events (restores);
CREATE INDEX passing_settled ON adjudications (review_id);

CREATE TABLE review_events_before AS SELECT * FROM review_events;
DROP TABLE review_events;

CREATE TABLE review_events (
  id       INTEGER PRIMARY KEY,
  cell_id  INTEGER NOT NULL REFERENCES cells (id),
  action   TEXT NOT NULL CHECK (action IN ('decide', 'retract', 'flag', 'unflag', 'comment')),
  class_id TEXT NOT NULL,
  comment  TEXT NOT NULL,
  reviewer TEXT NOT NULL CHECK (reviewer <> ''),
  origin   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  previous INTEGER REFERENCES review_events (id),      -- the decision in force before
  restores INTEGER REFERENCES review_events (id),      -- retract: the decision in force again
  model_shown INTEGER CHECK (model_shown IN (0, 1)),   -- NULL: not noted
  audit_id INTEGER NOT NULL REFERENCES audit (id),     -- the entry of the step that it is part of
  CHECK (action <> 'decide' OR class_id <> ''),
  CHECK (action = 'retract' OR restores IS NULL)
) STRICT;
CREATE INDEX review_events_cell ON review_events (cell_id, id);
CREATE INDEX review_events_audit ON review_events (cell_id, id) WHERE origin = 'audit';
CREATE INDEX review_events_previous ON review_events (previous) WHERE previous IS NOT NULL;
CREATE INDEX passing_previous ON review_events (previous);
CREATE INDEX passing_restores ON review_events (restores);

INSERT INTO review_events
  SELECT id, cell_id, action, class_id, comment, reviewer, origin, at, previous, restores,
         model_shown, id
  FROM review_events_before ORDER BY id;

DROP TABLE review_events_before;
DROP INDEX passing_review;
DROP INDEX passing_comment;
DROP INDEX passing_settled;
DROP INDEX passing_previous;
DROP INDEX passing_restores;

CREATE TRIGGER review_events_no_update BEFORE UPDATE ON review_events
BEGIN SELECT RAISE(ABORT, 'review events are append-only'); END;
CREATE TRIGGER review_events_no_delete BEFORE DELETE ON review_events
BEGIN SELECT RAISE(ABORT, 'review events are append-only'); END;
CREATE TRIGGER review_events_audited BEFORE INSERT ON review_events
WHEN NEW.audit_id IS NOT (SELECT max(id) FROM audit)
  OR NEW.id <= coalesce((SELECT max(id) FROM review_events), 0)
BEGIN SELECT RAISE(ABORT, 'a review event needs its audit entry'); END;
