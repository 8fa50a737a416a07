-- What people write on a slide's report, and what the laboratory states of itself. Appended to, never
-- changed: the newest row is in force.

CREATE TABLE report_entries (
  id          INTEGER PRIMARY KEY REFERENCES audit (id),  -- every row is one audit entry
  slide_id    INTEGER NOT NULL REFERENCES slides (id),
  white_cells REAL CHECK (white_cells > 0),               -- 10^9/L
  comments    TEXT NOT NULL,
  conclusion  TEXT NOT NULL,
  cells       TEXT NOT NULL                               -- {class: [cell, ...]}, chosen as representative
) STRICT;
CREATE INDEX report_entries_slide ON report_entries (slide_id, id);

CREATE TABLE laboratory (
  id          INTEGER PRIMARY KEY REFERENCES audit (id),
  name        TEXT NOT NULL,
  address     TEXT NOT NULL,
  logo_sha256 TEXT NOT NULL,                              -- '' for none
  correction  TEXT NOT NULL CHECK (correction IN ('off', 'always', 'from-five')),
  templates   TEXT NOT NULL                               -- [[name, text], ...]
) STRICT;

CREATE TABLE logos (                                      -- of signed reports too: none is removed
  sha256 TEXT PRIMARY KEY,
  png    BLOB NOT NULL
) STRICT;

CREATE TRIGGER report_entries_no_update BEFORE UPDATE ON report_entries
BEGIN SELECT RAISE(ABORT, 'report entries are append-only'); END;
CREATE TRIGGER report_entries_no_delete BEFORE DELETE ON report_entries
BEGIN SELECT RAISE(ABORT, 'report entries are append-only'); END;
CREATE TRIGGER report_entries_audited BEFORE INSERT ON report_entries
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a report entry needs its audit entry'); END;

CREATE TRIGGER laboratory_no_update BEFORE UPDATE ON laboratory
BEGIN SELECT RAISE(ABORT, 'the laboratory''s settings are append-only'); END;
CREATE TRIGGER laboratory_no_delete BEFORE DELETE ON laboratory
BEGIN SELECT RAISE(ABORT, 'the laboratory''s settings are append-only'); END;
CREATE TRIGGER laboratory_audited BEFORE INSERT ON laboratory
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a laboratory''s setting needs its audit entry'); END;

CREATE TRIGGER logos_no_update BEFORE UPDATE ON logos
BEGIN SELECT RAISE(ABORT, 'logos are append-only'); END;
CREATE TRIGGER logos_no_delete BEFORE DELETE ON logos
BEGIN SELECT RAISE(ABORT, 'logos are append-only'); END;
