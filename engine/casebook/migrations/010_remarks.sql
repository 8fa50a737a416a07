-- Tags on cells and slides, comments on slides. What stands now follows from the rows: a tag whose last row
-- is not 'untag', the last comment.

CREATE TABLE remarks (
  id       INTEGER PRIMARY KEY,
  slide_id INTEGER NOT NULL REFERENCES slides (id),
  cell_id  INTEGER REFERENCES cells (id),               -- NULL: of the slide itself
  kind     TEXT NOT NULL CHECK (kind IN ('tag', 'untag', 'comment')),
  text     TEXT NOT NULL CHECK (kind = 'comment' OR text <> ''),
  person   TEXT NOT NULL CHECK (person <> ''),
  at       INTEGER NOT NULL,
  audit_id INTEGER NOT NULL REFERENCES audit (id),      -- of the step that it is part of
  CHECK (kind <> 'comment' OR cell_id IS NULL)
) STRICT;
CREATE INDEX remarks_slide ON remarks (slide_id, cell_id, text, id);
CREATE INDEX remarks_comments ON remarks (slide_id, id) WHERE kind = 'comment' AND cell_id IS NULL;
CREATE INDEX remarks_tags ON remarks (text, slide_id, cell_id, id) WHERE kind = 'tag';
CREATE INDEX review_events_comments ON review_events (comment, cell_id) WHERE action = 'comment';

CREATE TRIGGER remarks_no_update BEFORE UPDATE ON remarks
BEGIN SELECT RAISE(ABORT, 'remarks are append-only'); END;
CREATE TRIGGER remarks_no_delete BEFORE DELETE ON remarks
BEGIN SELECT RAISE(ABORT, 'remarks are append-only'); END;
CREATE TRIGGER remarks_audited BEFORE INSERT ON remarks
WHEN NEW.audit_id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a remark needs its audit entry'); END;
