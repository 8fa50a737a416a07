-- Version 1 of the casebook. Times are milliseconds since 1970 in UTC.
--
-- Nothing is ever deleted, and history is only appended to: audit, predictions, review_events and
-- signatures refuse UPDATE and DELETE. What cells and slides say of the present (prediction_id,
-- review_id, the counts) is derived from that history and kept in step in the same transaction.

PRAGMA application_id = 1128614999;  -- "CELW"

CREATE TABLE audit (
  id            INTEGER PRIMARY KEY,
  at            INTEGER NOT NULL,
  actor         TEXT NOT NULL,
  action        TEXT NOT NULL,
  subject       TEXT NOT NULL,
  detail        TEXT NOT NULL,            -- JSON
  previous_hash TEXT NOT NULL,            -- '' for the first
  hash          TEXT NOT NULL
) STRICT;

CREATE TABLE models (
  id       INTEGER PRIMARY KEY,
  sha256   TEXT NOT NULL,                 -- of the weights; again when the manifest is another
  name     TEXT NOT NULL,
  version  TEXT NOT NULL,
  manifest BLOB NOT NULL
) STRICT;
CREATE INDEX models_sha256 ON models (sha256, id);

CREATE TABLE slides (
  id          INTEGER PRIMARY KEY,
  sample_id   TEXT NOT NULL,
  title       TEXT NOT NULL,
  specimen    TEXT NOT NULL CHECK (specimen IN ('', 'blood', 'marrow')),
  source_path TEXT NOT NULL,
  synthetic   INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
  micrometres_per_pixel REAL NOT NULL CHECK (micrometres_per_pixel >= 0),
  imported_at INTEGER NOT NULL,
  model_id    INTEGER REFERENCES models (id),
  confidence_threshold REAL NOT NULL DEFAULT 0,
  membership_threshold REAL NOT NULL DEFAULT 0,
  discarded   INTEGER NOT NULL DEFAULT 0 CHECK (discarded IN (0, 1)),
  -- kept by the triggers below, so that the worklist reads no cells
  cells       INTEGER NOT NULL DEFAULT 0,
  classified  INTEGER NOT NULL DEFAULT 0,
  failed      INTEGER NOT NULL DEFAULT 0,
  confirmed   INTEGER NOT NULL DEFAULT 0,
  to_review   INTEGER NOT NULL DEFAULT 0,
  signed_version        INTEGER NOT NULL DEFAULT 0,
  changed_since_signing INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE images (
  id        INTEGER PRIMARY KEY,
  slide_id  INTEGER NOT NULL REFERENCES slides (id),
  sha256    TEXT NOT NULL,
  file_name TEXT NOT NULL,
  width     INTEGER NOT NULL CHECK (width > 0),
  height    INTEGER NOT NULL CHECK (height > 0),
  kind      TEXT NOT NULL CHECK (kind IN ('cell', 'field')),
  UNIQUE (slide_id, sha256)
) STRICT;
CREATE INDEX images_slide ON images (slide_id);
CREATE INDEX images_sha256 ON images (sha256);

CREATE TABLE cells (
  id       INTEGER PRIMARY KEY,
  slide_id INTEGER NOT NULL REFERENCES slides (id),
  image_id INTEGER NOT NULL REFERENCES images (id),
  box_x    INTEGER NOT NULL, box_y  INTEGER NOT NULL, box_width  INTEGER NOT NULL, box_height  INTEGER NOT NULL,
  crop_x   INTEGER NOT NULL, crop_y INTEGER NOT NULL, crop_width INTEGER NOT NULL, crop_height INTEGER NOT NULL,
  -- the present
  prediction_id  INTEGER REFERENCES predictions (id),    -- latest by the slide's model
  failed         INTEGER NOT NULL DEFAULT 0,             -- that one is a failure
  confidence     REAL,
  max_membership REAL,
  review_id      INTEGER REFERENCES review_events (id),  -- the decision in force
  review_class   TEXT,
  flagged        INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1)),
  comment_id     INTEGER REFERENCES review_events (id)   -- the latest comment
) STRICT;
CREATE INDEX cells_slide ON cells (slide_id);
CREATE INDEX cells_review_class ON cells (review_class, review_id) WHERE review_class IS NOT NULL;

CREATE TABLE predictions (
  id         INTEGER PRIMARY KEY,
  cell_id    INTEGER NOT NULL REFERENCES cells (id),
  model_id   INTEGER NOT NULL REFERENCES models (id),
  predicted  TEXT,
  runner_up  TEXT,
  confidence REAL,
  max_membership REAL,
  memberships    BLOB,                    -- all D, 32-bit floats, little endian
  failure    TEXT,                        -- instead of a prediction
  audit_id   INTEGER NOT NULL REFERENCES audit (id),  -- its batch
  CHECK (failure IS NOT NULL OR (predicted IS NOT NULL AND confidence IS NOT NULL AND
                                 max_membership IS NOT NULL AND memberships IS NOT NULL))
) STRICT;
CREATE INDEX predictions_cell ON predictions (cell_id, id);

CREATE TABLE review_events (
  id       INTEGER PRIMARY KEY REFERENCES audit (id),  -- every event is one audit entry
  cell_id  INTEGER NOT NULL REFERENCES cells (id),
  action   TEXT NOT NULL CHECK (action IN ('decide', 'retract', 'flag', 'unflag', 'comment')),
  class_id TEXT NOT NULL,
  comment  TEXT NOT NULL,
  reviewer TEXT NOT NULL CHECK (reviewer <> ''),
  origin   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  previous INTEGER REFERENCES review_events (id),      -- the decision in force before
  restores INTEGER REFERENCES review_events (id),      -- retract: the decision in force again
  CHECK (action <> 'decide' OR class_id <> ''),
  CHECK (action = 'retract' OR restores IS NULL)
) STRICT;
CREATE INDEX review_events_cell ON review_events (cell_id, id);

CREATE TABLE signatures (
  id       INTEGER PRIMARY KEY REFERENCES audit (id),  -- every signature is one audit entry
  slide_id INTEGER NOT NULL REFERENCES slides (id),
  version  INTEGER NOT NULL CHECK (version >= 1),
  signer   TEXT NOT NULL CHECK (signer <> ''),
  meaning  TEXT NOT NULL CHECK (meaning <> ''),
  reason   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  content  BLOB NOT NULL,
  content_sha256 TEXT NOT NULL,
  UNIQUE (slide_id, version),
  CHECK (version = 1 OR reason <> '')
) STRICT;

-- History: no change, no deletion, no insertion but at the end.

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_chain BEFORE INSERT ON audit
WHEN NEW.id IS NOT coalesce((SELECT max(id) FROM audit), 0) + 1
  OR NEW.previous_hash IS NOT coalesce((SELECT hash FROM audit ORDER BY id DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'not the next entry of the audit chain'); END;

CREATE TRIGGER predictions_no_update BEFORE UPDATE ON predictions
BEGIN SELECT RAISE(ABORT, 'predictions are append-only'); END;
CREATE TRIGGER predictions_no_delete BEFORE DELETE ON predictions
BEGIN SELECT RAISE(ABORT, 'predictions are append-only'); END;
CREATE TRIGGER predictions_audited BEFORE INSERT ON predictions
WHEN NEW.audit_id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a prediction needs its audit entry'); END;

CREATE TRIGGER review_events_no_update BEFORE UPDATE ON review_events
BEGIN SELECT RAISE(ABORT, 'review events are append-only'); END;
CREATE TRIGGER review_events_no_delete BEFORE DELETE ON review_events
BEGIN SELECT RAISE(ABORT, 'review events are append-only'); END;
CREATE TRIGGER review_events_audited BEFORE INSERT ON review_events
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a review event needs its audit entry'); END;

CREATE TRIGGER signatures_no_update BEFORE UPDATE ON signatures
BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END;
CREATE TRIGGER signatures_no_delete BEFORE DELETE ON signatures
BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END;
CREATE TRIGGER signatures_audited BEFORE INSERT ON signatures
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a signature needs its audit entry'); END;

CREATE TRIGGER models_no_update BEFORE UPDATE ON models
BEGIN SELECT RAISE(ABORT, 'models are append-only'); END;
CREATE TRIGGER models_no_delete BEFORE DELETE ON models
BEGIN SELECT RAISE(ABORT, 'models are append-only'); END;
CREATE TRIGGER images_no_update BEFORE UPDATE ON images
BEGIN SELECT RAISE(ABORT, 'images are append-only'); END;
CREATE TRIGGER images_no_delete BEFORE DELETE ON images
BEGIN SELECT RAISE(ABORT, 'images are append-only'); END;
CREATE TRIGGER cells_fixed BEFORE UPDATE OF id, slide_id, image_id, box_x, box_y, box_width, box_height,
                                            crop_x, crop_y, crop_width, crop_height ON cells
BEGIN SELECT RAISE(ABORT, 'a cell stays where it was found'); END;
CREATE TRIGGER cells_no_delete BEFORE DELETE ON cells
BEGIN SELECT RAISE(ABORT, 'cells are not deleted'); END;
CREATE TRIGGER slides_no_delete BEFORE DELETE ON slides
BEGIN SELECT RAISE(ABORT, 'slides are not deleted'); END;

CREATE TRIGGER slides_discard BEFORE UPDATE OF discarded ON slides
WHEN OLD.discarded OR OLD.signed_version > 0
  OR EXISTS (SELECT 1 FROM cells JOIN review_events ON review_events.cell_id = cells.id
             WHERE cells.slide_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'a slide that was reviewed or signed is not discarded'); END;

-- The counts of the worklist.

CREATE TRIGGER cells_counted AFTER INSERT ON cells
BEGIN
  UPDATE slides SET cells = cells + 1, changed_since_signing = signed_version > 0 WHERE id = NEW.slide_id;
END;

CREATE TRIGGER cells_recounted AFTER UPDATE OF prediction_id, review_id ON cells
WHEN NEW.prediction_id IS NOT OLD.prediction_id OR NEW.review_id IS NOT OLD.review_id
BEGIN
  UPDATE slides SET
    classified = classified + (NEW.prediction_id IS NOT NULL) - (OLD.prediction_id IS NOT NULL),
    failed = failed + NEW.failed - OLD.failed,
    confirmed = confirmed + (NEW.review_id IS NOT NULL) - (OLD.review_id IS NOT NULL),
    to_review = to_review
      + (NEW.prediction_id IS NOT NULL AND NEW.review_id IS NULL
         AND (NEW.failed OR NEW.confidence < confidence_threshold OR NEW.max_membership < membership_threshold))
      - (OLD.prediction_id IS NOT NULL AND OLD.review_id IS NULL
         AND (OLD.failed OR OLD.confidence < confidence_threshold OR OLD.max_membership < membership_threshold)),
    changed_since_signing = signed_version > 0
  WHERE id = NEW.slide_id;
END;

CREATE TRIGGER slides_recounted AFTER UPDATE OF confidence_threshold, membership_threshold ON slides
BEGIN
  UPDATE slides SET
    to_review = (SELECT count(*) FROM cells
                 WHERE slide_id = NEW.id AND prediction_id IS NOT NULL AND review_id IS NULL
                   AND (failed OR confidence < NEW.confidence_threshold
                               OR max_membership < NEW.membership_threshold)),
    changed_since_signing = signed_version > 0
  WHERE id = NEW.id;
END;
