-- Second readings, blind to the first. What the first reader said is frozen when one is asked for; labels and
-- settlements are only appended to.

CREATE TABLE readings (
  id           INTEGER PRIMARY KEY REFERENCES audit (id),  -- the request's entry
  slide_id     INTEGER NOT NULL REFERENCES slides (id),
  kind         TEXT NOT NULL CHECK (kind IN ('second', 'two_examiners')),
  first_reader TEXT NOT NULL CHECK (first_reader <> ''),   -- who asks: whose word is read again
  asked_for    TEXT NOT NULL,                              -- '' anyone but the first reader
  requested_at INTEGER NOT NULL,
  -- the present; follows from reading.* entries of the audit log
  second_reader TEXT NOT NULL DEFAULT '',
  state        TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'adjudication', 'closed', 'withdrawn'))
) STRICT;
CREATE INDEX readings_slide ON readings (slide_id, id);
CREATE UNIQUE INDEX readings_running ON readings (slide_id) WHERE state IN ('open', 'adjudication');

-- Of each cell what stood for it when the reading was asked for.
CREATE TABLE reading_cells (
  reading_id  INTEGER NOT NULL REFERENCES readings (id),
  cell_id     INTEGER NOT NULL REFERENCES cells (id),
  class_id    TEXT NOT NULL,                                      -- '' nothing yet
  decided     INTEGER NOT NULL CHECK (decided IN (0, 1)),         -- by an expert, else by the model
  asked       INTEGER NOT NULL CHECK (asked IN (0, 1)),           -- the second reader must answer
  PRIMARY KEY (reading_id, cell_id)
) WITHOUT ROWID, STRICT;

CREATE TABLE reading_labels (
  id         INTEGER PRIMARY KEY REFERENCES audit (id),
  reading_id INTEGER NOT NULL REFERENCES readings (id),
  cell_id    INTEGER NOT NULL REFERENCES cells (id),
  class_id   TEXT NOT NULL,                                       -- '' taken back
  reader     TEXT NOT NULL CHECK (reader <> ''),
  at         INTEGER NOT NULL
) STRICT;
CREATE INDEX reading_labels_cell ON reading_labels (reading_id, cell_id, id);

CREATE TABLE adjudications (
  id         INTEGER PRIMARY KEY REFERENCES audit (id),
  reading_id INTEGER NOT NULL REFERENCES readings (id),
  cell_id    INTEGER NOT NULL REFERENCES cells (id),
  class_id   TEXT NOT NULL CHECK (class_id <> ''),
  adjudicator TEXT NOT NULL CHECK (adjudicator <> ''),
  comment    TEXT NOT NULL,
  review_id  INTEGER NOT NULL REFERENCES review_events (id),      -- the decision that is in force by it
  at         INTEGER NOT NULL
) STRICT;
CREATE INDEX adjudications_cell ON adjudications (reading_id, cell_id, id);

CREATE TRIGGER readings_no_delete BEFORE DELETE ON readings
BEGIN SELECT RAISE(ABORT, 'readings are not deleted'); END;
CREATE TRIGGER readings_fixed BEFORE UPDATE OF id, slide_id, kind, first_reader, asked_for, requested_at ON readings
BEGIN SELECT RAISE(ABORT, 'a reading stays as it was asked for'); END;
CREATE TRIGGER readings_ended BEFORE UPDATE OF state, second_reader ON readings
WHEN OLD.state IN ('closed', 'withdrawn')
BEGIN SELECT RAISE(ABORT, 'a reading that has ended does not begin again'); END;
CREATE TRIGGER reading_cells_no_update BEFORE UPDATE ON reading_cells
BEGIN SELECT RAISE(ABORT, 'what was read is append-only'); END;
CREATE TRIGGER reading_cells_no_delete BEFORE DELETE ON reading_cells
BEGIN SELECT RAISE(ABORT, 'what was read is append-only'); END;
CREATE TRIGGER reading_labels_no_update BEFORE UPDATE ON reading_labels
BEGIN SELECT RAISE(ABORT, 'labels are append-only'); END;
CREATE TRIGGER reading_labels_no_delete BEFORE DELETE ON reading_labels
BEGIN SELECT RAISE(ABORT, 'labels are append-only'); END;
CREATE TRIGGER reading_labels_audited BEFORE INSERT ON reading_labels
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a label needs its audit entry'); END;
CREATE TRIGGER adjudications_no_update BEFORE UPDATE ON adjudications
BEGIN SELECT RAISE(ABORT, 'settlements are append-only'); END;
CREATE TRIGGER adjudications_no_delete BEFORE DELETE ON adjudications
BEGIN SELECT RAISE(ABORT, 'settlements are append-only'); END;
CREATE TRIGGER adjudications_audited BEFORE INSERT ON adjudications
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a settlement needs its audit entry'); END;

-- The audit log is looked through by person and by subject.
CREATE INDEX audit_actor ON audit (actor, id);
CREATE INDEX audit_subject ON audit (subject, id);
