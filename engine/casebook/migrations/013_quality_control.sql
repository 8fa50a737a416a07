-- Quality control: slides that are read again and again, what is expected of them, and every reading; and
-- finding signatures by their time and slides by their identifier.

CREATE TABLE qc_marks (
  id        INTEGER PRIMARY KEY REFERENCES audit (id),  -- every row of these three is one audit entry
  slide_id  INTEGER NOT NULL REFERENCES slides (id),
  marked    INTEGER NOT NULL CHECK (marked IN (0, 1)),  -- the latest counts
  marked_by TEXT NOT NULL CHECK (marked_by <> ''),
  at        INTEGER NOT NULL
) STRICT;
CREATE INDEX qc_marks_slide ON qc_marks (slide_id, id);

CREATE TABLE qc_runs (
  id       INTEGER PRIMARY KEY REFERENCES audit (id),
  slide_id INTEGER NOT NULL REFERENCES slides (id),
  model_sha256  TEXT NOT NULL CHECK (model_sha256 <> ''),
  model_name    TEXT NOT NULL,
  model_version TEXT NOT NULL,
  content  BLOB NOT NULL,                               -- the differential by the model alone
  content_sha256 TEXT NOT NULL,
  run_by   TEXT NOT NULL CHECK (run_by <> ''),
  at       INTEGER NOT NULL
) STRICT;
CREATE INDEX qc_runs_slide ON qc_runs (slide_id, id);

CREATE TABLE qc_targets (
  id        INTEGER PRIMARY KEY REFERENCES audit (id),
  slide_id  INTEGER NOT NULL REFERENCES slides (id),
  classes   TEXT NOT NULL,                              -- JSON: by class mean, sd, n; the latest counts
  frozen_by TEXT NOT NULL CHECK (frozen_by <> ''),
  at        INTEGER NOT NULL
) STRICT;
CREATE INDEX qc_targets_slide ON qc_targets (slide_id, id);

CREATE INDEX signatures_at ON signatures (at);
CREATE INDEX slides_sample ON slides (sample_id);

CREATE TRIGGER qc_marks_no_update BEFORE UPDATE ON qc_marks
BEGIN SELECT RAISE(ABORT, 'quality control is append-only'); END;
CREATE TRIGGER qc_marks_no_delete BEFORE DELETE ON qc_marks
BEGIN SELECT RAISE(ABORT, 'quality control is append-only'); END;
CREATE TRIGGER qc_marks_audited BEFORE INSERT ON qc_marks
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a mark of quality control needs its audit entry'); END;

CREATE TRIGGER qc_runs_no_update BEFORE UPDATE ON qc_runs
BEGIN SELECT RAISE(ABORT, 'quality control is append-only'); END;
CREATE TRIGGER qc_runs_no_delete BEFORE DELETE ON qc_runs
BEGIN SELECT RAISE(ABORT, 'quality control is append-only'); END;
CREATE TRIGGER qc_runs_audited BEFORE INSERT ON qc_runs
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a run of quality control needs its audit entry'); END;

CREATE TRIGGER qc_targets_no_update BEFORE UPDATE ON qc_targets
BEGIN SELECT RAISE(ABORT, 'quality control is append-only'); END;
CREATE TRIGGER qc_targets_no_delete BEFORE DELETE ON qc_targets
BEGIN SELECT RAISE(ABORT, 'quality control is append-only'); END;
CREATE TRIGGER qc_targets_audited BEFORE INSERT ON qc_targets
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a target of quality control needs its audit entry'); END;
