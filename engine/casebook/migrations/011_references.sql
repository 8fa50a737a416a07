-- What a model saw in a cell, kept with its prediction: the nearest confirmed cells are found by it.
-- And the atlas: reference cells that experts chose, with notes.

CREATE TABLE cell_features (
  prediction_id INTEGER PRIMARY KEY REFERENCES predictions (id),
  features      BLOB NOT NULL             -- a 32-bit float, the scale; then a signed byte for each value
) STRICT;
CREATE TRIGGER cell_features_no_update BEFORE UPDATE ON cell_features
BEGIN SELECT RAISE(ABORT, 'features are append-only'); END;
CREATE TRIGGER cell_features_no_delete BEFORE DELETE ON cell_features
BEGIN SELECT RAISE(ABORT, 'features are append-only'); END;

CREATE TABLE atlas_events (
  id       INTEGER PRIMARY KEY REFERENCES audit (id),  -- every event is one audit entry
  cell_id  INTEGER NOT NULL REFERENCES cells (id),
  action   TEXT NOT NULL CHECK (action IN ('put', 'take')),
  class_id TEXT NOT NULL CHECK (action = 'take' OR class_id <> ''),
  note     TEXT NOT NULL,
  person   TEXT NOT NULL CHECK (person <> ''),
  at       INTEGER NOT NULL
) STRICT;
CREATE INDEX atlas_events_cell ON atlas_events (cell_id, id);
CREATE INDEX atlas_events_class ON atlas_events (class_id, id);
CREATE TRIGGER atlas_events_no_update BEFORE UPDATE ON atlas_events
BEGIN SELECT RAISE(ABORT, 'the atlas is append-only'); END;
CREATE TRIGGER atlas_events_no_delete BEFORE DELETE ON atlas_events
BEGIN SELECT RAISE(ABORT, 'the atlas is append-only'); END;
CREATE TRIGGER atlas_events_audited BEFORE INSERT ON atlas_events
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'an atlas event needs its audit entry'); END;
