-- Which accepted cells are asked about without saying so, and whether an expert decided with the model's
-- opinion in view.

ALTER TABLE review_events ADD COLUMN model_shown INTEGER CHECK (model_shown IN (0, 1));  -- NULL: not noted

-- A slide's seed is drawn once and stays; a later row changes the share. Which cells are asked follows from
-- both (casebook/blind_audits.h), so that nobody can choose them afterwards.
CREATE TABLE blind_audits (
  id       INTEGER PRIMARY KEY REFERENCES audit (id),  -- every row is one audit entry
  slide_id INTEGER NOT NULL REFERENCES slides (id),
  seed     TEXT NOT NULL CHECK (length(seed) = 64),
  share    REAL NOT NULL CHECK (share >= 0 AND share <= 1),
  drawn_by TEXT NOT NULL CHECK (drawn_by <> ''),
  at       INTEGER NOT NULL
) STRICT;
CREATE INDEX blind_audits_slide ON blind_audits (slide_id, id);
CREATE INDEX review_events_audit ON review_events (cell_id, id) WHERE origin = 'audit';

CREATE TRIGGER blind_audits_no_update BEFORE UPDATE ON blind_audits
BEGIN SELECT RAISE(ABORT, 'blind audits are append-only'); END;
CREATE TRIGGER blind_audits_no_delete BEFORE DELETE ON blind_audits
BEGIN SELECT RAISE(ABORT, 'blind audits are append-only'); END;
CREATE TRIGGER blind_audits_audited BEFORE INSERT ON blind_audits
WHEN NEW.id IS NOT (SELECT max(id) FROM audit)
BEGIN SELECT RAISE(ABORT, 'a blind audit needs its audit entry'); END;
CREATE TRIGGER blind_audits_seed BEFORE INSERT ON blind_audits
WHEN NEW.seed IS NOT coalesce((SELECT seed FROM blind_audits WHERE slide_id = NEW.slide_id LIMIT 1), NEW.seed)
BEGIN SELECT RAISE(ABORT, 'the seed of a blind audit stays'); END;
