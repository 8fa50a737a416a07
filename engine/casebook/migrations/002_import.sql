-- A slide shows when its import has ended: one that was killed half-way leaves no slide that looks whole.
ALTER TABLE slides ADD COLUMN importing INTEGER NOT NULL DEFAULT 0 CHECK (importing IN (0, 1));

CREATE TRIGGER slides_imported BEFORE UPDATE OF importing ON slides
WHEN NEW.importing OR OLD.discarded
BEGIN SELECT RAISE(ABORT, 'an import that has ended does not begin again'); END;

CREATE TRIGGER slides_imported_before_signing BEFORE INSERT ON signatures
WHEN EXISTS (SELECT 1 FROM slides WHERE id = NEW.slide_id AND importing)
BEGIN SELECT RAISE(ABORT, 'a slide that is still being imported is not signed'); END;
